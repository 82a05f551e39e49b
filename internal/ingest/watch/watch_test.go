package watch_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"onrecord/internal/ingest/fetch"
	"onrecord/internal/ingest/watch"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestStateComesBack(t *testing.T) {
	file := filepath.Join(t.TempDir(), "w.json")
	s, err := watch.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	f := s.Of("https://g.example/feed")
	f.Well(&fetch.Page{ETag: "x"}, now, time.Hour)
	f.Came("https://g.example/1")
	f.Miss("https://g.example/2", errors.New("server refused"), now)
	if err := s.Save(); err != nil {
		t.Fatal(err)
	}
	again, err := watch.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	f = again.Of("https://g.example/feed")
	if !f.Skip("https://g.example/1") || f.Skip("https://g.example/2") || f.Known().ETag != "x" || f.Reports != 1 || !f.Next.Equal(now.Add(time.Hour)) {
		t.Errorf("%+v", f)
	}
	if !f.Unread() {
		t.Error("a page that failed once is not to be read")
	}
	if f.Miss("https://g.example/2", errors.New("server refused"), now) || !f.Miss("https://g.example/2", errors.New("server refused"), now) {
		t.Error("a page is not given up at its third failure")
	}
	if !f.Skip("https://g.example/2") || f.Unread() {
		t.Error("a page that failed three times is tried again")
	}
	if f.Forget(); f.Known().ETag != "" {
		t.Error("what the server said of the feed is still known")
	}
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := watch.Open(file); !errors.Is(err, watch.ErrState) {
		t.Errorf("half a state: %v", err)
	}
}

// TestPauses: failures double the pause up to a day, a server that asks for longer gets it, and one success ends it.
func TestPauses(t *testing.T) {
	f := &watch.Feed{}
	for i, want := range []time.Duration{30 * time.Minute, time.Hour, 2 * time.Hour} {
		f.Ill(errors.New("no answer"), now, 15*time.Minute)
		if got := f.Next.Sub(now); got != want {
			t.Errorf("failure %d: %v, want %v", i+1, got, want)
		}
	}
	f.Ill(&fetch.StatusError{Status: 503, RetryAfter: 20 * time.Hour}, now, 15*time.Minute)
	if got := f.Next.Sub(now); got != 20*time.Hour {
		t.Errorf("asked to wait 20 hours: %v", got)
	}
	for range 20 {
		f.Ill(errors.New("no answer"), now, 15*time.Minute)
	}
	if got := f.Next.Sub(now); got != 24*time.Hour {
		t.Errorf("after many failures: %v", got)
	}
	f.Well(nil, now, 15*time.Minute)
	if f.Failures != 0 || f.Error != "" || f.Next.Sub(now) != 15*time.Minute {
		t.Errorf("%+v", f)
	}
}
