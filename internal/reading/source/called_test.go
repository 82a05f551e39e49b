package source_test

import (
	"strings"
	"sync"
	"testing"

	"onrecord"
	"onrecord/read"
)

var reader = sync.OnceValues(read.New)

// TestKindFollowsWhatOneIsCalled asks the kind of every telling of one source: an office that is over or only sought makes no office
// holder, one that stands bare in front of a name does, and one report is a writing where several are what outlets say.
func TestKindFollowsWhatOneIsCalled(t *testing.T) {
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text, source string
		want         onrecord.SourceKind
	}{
		{"Now candidate Marta Lindqvist has signs up along the harbour road, a month too early.\n\nLindqvist said the signs had gone up in error. “It was an oversight,” Lindqvist said.\n", "Lindqvist", onrecord.SourcePerson},
		{"Joost Halvorsen, a former senator from Osk, said the bridge would stay shut. Halvorsen said he had warned the council.\n", "Halvorsen", onrecord.SourcePerson},
		{"Joost Halvorsen, a senator from Osk, said the bridge would stay shut. Halvorsen said he had warned the council.\n", "Halvorsen", onrecord.SourceOfficeHolder},
		{"The search went on at the church.\n\nChief Arne Tallow said the elders had asked for it. “We owe it to them,” Tallow said.\n", "Tallow", onrecord.SourceOfficeHolder},
		{"The bridge was weak for years. The report says that nobody looked at its bolts, and the report blames the harbour board.\n", "report", onrecord.SourceDocument},
	} {
		d := &onrecord.Document{Text: c.text}
		if err := r.Read(d); err != nil {
			t.Fatal(err)
		}
		seen := 0
		for _, a := range d.Attributions {
			if len(a.Source.Spans) == 0 || !strings.Contains(d.In(a.Source.Spans[0]), c.source) {
				continue
			}
			seen++
			if a.Source.Kind != c.want {
				t.Errorf("%q in %q is %s, want %s", d.In(a.Source.Spans[0]), c.text, a.Source.Kind, c.want)
			}
		}
		if seen == 0 {
			t.Errorf("nothing of %s in %q", c.source, c.text)
		}
	}
}
