package feed_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onrecord/internal/ingest/feed"
)

func TestOPML(t *testing.T) {
	list, err := feed.ParseOPML([]byte(`<?xml version="1.0" encoding="UTF-8"?><opml version="1.0"><head><title>Mine</title></head><body>
		<outline text="Estovia &amp; Norvik"><outline type="rss" text="Gazette" xmlUrl="https://gazette.example/rss?a=1&amp;b=2" htmlUrl="https://gazette.example"/>
			<outline text="Agencies"><outline title="  Wire
 One " text="w" xmlurl="https://wire.example/atom"/></outline></outline>
		<outline text="nothing"/><outline xmlUrl="https://bare.example/feed"/><outline text="again" xmlUrl="https://bare.example/feed"/></body></opml>`))
	want := []feed.Outline{{"https://gazette.example/rss?a=1&b=2", "Gazette", "Estovia & Norvik"}, {"https://wire.example/atom", "Wire One", "Estovia & Norvik/Agencies"},
		{"https://bare.example/feed", "", ""}}
	if diff := cmp.Diff(want, list); diff != "" || err != nil {
		t.Error(diff, err)
	}
	var b bytes.Buffer
	if err := feed.WriteOPML(&b, "onrecord", time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC), list); err != nil {
		t.Fatal(err)
	}
	again, err := feed.ParseOPML(b.Bytes())
	if diff := cmp.Diff(want, again); diff != "" || err != nil {
		t.Errorf("%s %v\n%s", diff, err, b.String())
	}
	for _, raw := range []string{"", "The clerk said no.", "<rss><channel/></rss>", "<opml><body><outline"} {
		if list, err := feed.ParseOPML([]byte(raw)); !errors.Is(err, feed.ErrNoOPML) {
			t.Errorf("%q: %v, %v", raw, list, err)
		}
	}
	if list, err := feed.ParseOPML([]byte(`<opml><body><outline xmlUrl="https://a.example/"/><outline xmlUrl="https://b.exa`)); err != nil || len(list) != 1 {
		t.Errorf("cut short: %v, %v", list, err)
	}
}

// FuzzOPML: whatever the bytes, what is read of a list is read the same once it is written.
func FuzzOPML(f *testing.F) {
	f.Add([]byte(`<opml version="2.0"><body><outline text="a/b"><outline text="A" xmlUrl="https://a.example/?x=1&amp;y=2"/></outline></body></opml>`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, err := feed.ParseOPML(raw)
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := feed.WriteOPML(&b, "x", time.Time{}, list); err != nil {
			t.Fatal(err)
		}
		again, err := feed.ParseOPML(b.Bytes())
		if err != nil || len(again) != len(list) {
			t.Errorf("%d of %d: %v\n%q", len(again), len(list), err, b.String())
		}
	})
}
