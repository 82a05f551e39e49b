package position_test

import (
	"strings"
	"testing"

	"onrecord"
)

// TestConditions holds how many of our own sentences are read right: the actor with its stance, and with the first condition,
// its kind and words. Those that are not are listed with -v.
func TestConditions(t *testing.T) {
	for name, least := range map[string]int{"conditions.tsv": 35, "conditions2.tsv": 27} {
		t.Run(name, func(t *testing.T) { holdConditions(t, "testdata/"+name, least) })
	}
}

func holdConditions(t *testing.T, name string, least int) {
	all, stands, conditions := table(t, name, 5), 0, 0
	for _, c := range all {
		d := readText(t, c[4])
		stand, condition := false, false
		for _, p := range d.Positions {
			if d.In(p.Actor[0].Span) != c[0] || !strings.HasSuffix(string(p.Stance), c[1]) {
				continue
			}
			stand = true
			for _, k := range p.Conditions {
				condition = condition || string(k.Kind) == c[2] && strings.Contains(d.In(k.Span), c[3])
			}
		}
		if stand {
			stands++
		}
		if condition {
			conditions++
			continue
		}
		t.Logf("%s\n got %q\nwant %s: %s %s %q", c[4], withConditions(d), c[0], c[1], c[2], c[3])
	}
	t.Logf("of %d: %d positions, %d with their condition", len(all), stands, conditions)
	if stands < least || conditions < least {
		t.Errorf("of %d: %d positions, %d with their condition, want at least %d", len(all), stands, conditions, least)
	}
}

func withConditions(d *onrecord.Document) string {
	out := positions(d)
	for _, p := range d.Positions {
		for _, c := range p.Conditions {
			out += " [" + string(c.Kind) + ": " + d.In(c.Span) + "]"
		}
	}
	return out
}
