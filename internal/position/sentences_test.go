package position_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"onrecord"
)

// sentence is a line of testdata/sentences.tsv.
type sentence struct{ actor, stance, firmness, conditions, issue, text string }

func sentences(t *testing.T) []sentence {
	raw, err := os.ReadFile("testdata/sentences.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var out []sentence
	for _, line := range strings.Split(string(raw), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		c := strings.Split(line, "\t")
		if len(c) != 6 {
			t.Fatalf("%d cells in %q", len(c), line)
		}
		out = append(out, sentence{c[0], c[1], c[2], c[3], c[4], c[5]})
	}
	return out
}

// fits tells whether exactly the position that a reader sees was found.
func (s sentence) fits(d *onrecord.Document) bool {
	if s.actor == "-" {
		return len(d.Positions) == 0
	}
	if len(d.Positions) != 1 {
		return false
	}
	p := &d.Positions[0]
	var kinds []string
	for _, c := range p.Conditions {
		kinds = append(kinds, string(c.Kind))
	}
	return d.In(p.Actor[0].Span) == s.actor && string(p.Stance) == s.stance && strconv.Itoa(p.Firmness) == s.firmness &&
		strings.Join(kinds, ",") == s.conditions && strings.Contains(p.Issue, s.issue)
}

// TestSentences holds how many of the sentences are read right; those that are not are listed with -v.
func TestSentences(t *testing.T) {
	all, right, invented := sentences(t), 0, 0
	for _, s := range all {
		d := readText(t, s.text)
		if s.fits(d) {
			right++
			continue
		}
		if s.actor == "-" {
			invented++
		}
		t.Logf("%s\n got %q\nwant %s: %s %s %s on %s", s.text, positions(d), s.actor, s.stance, s.firmness, s.conditions, s.issue)
	}
	t.Logf("%d of %d right, %d false positions where there is none", right, len(all), invented)
}
