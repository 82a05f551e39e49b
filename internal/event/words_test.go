package event_test

import (
	"strings"
	"testing"

	"onrecord/internal/lexicon"
)

// TestWordsOfActors reads the example of each line: nouns for those who act must be parties of an event in most; things and
// those of the arts pages must be the actor of none.
func TestWordsOfActors(t *testing.T) {
	for name, act := range map[string]bool{"event_agents.tsv": true, "event_causes.tsv": false, "event_aside.tsv": false} {
		table, err := lexicon.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		missed := 0
		for _, r := range table.Rows {
			example := r.Get("example")
			_, rest, _ := strings.Cut(example, "[")
			word, _, _ := strings.Cut(rest, "]")
			d := readText(t, strings.NewReplacer("[", "", "]", "").Replace(example))
			found := false
			for _, e := range d.Events {
				for _, m := range append(e.Actor, e.Recipient...) {
					found = found || strings.Contains(d.In(m.Span), word)
				}
			}
			if found != act {
				missed++
				t.Logf("%s:%d: %s", name, r.Line, example)
			}
		}
		if allowed := len(table.Rows) / 10; missed > allowed {
			t.Errorf("%s: %d of %d examples are read otherwise, more than %d", name, missed, len(table.Rows), allowed)
		}
	}
}
