package position_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/lexicon"
)

// sentence is a line of testdata/sentences.tsv.
type sentence struct{ actor, stance, firmness, conditions, issue, text string }

func sentences(t *testing.T) []sentence {
	var out []sentence
	for _, c := range table(t, "testdata/sentences.tsv", 6) {
		out = append(out, sentence{c[0], c[1], c[2], c[3], c[4], c[5]})
	}
	return out
}

// table reads the lines of a file of tab-separated cells; those with "#" are remarks.
func table(t *testing.T, name string, cells int) [][]string {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimRight(line, "\n"); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		c := strings.Split(line, "\t")
		if len(c) != cells {
			t.Fatalf("%s: %d cells in %q", name, len(c), line)
		}
		out = append(out, c)
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

// TestSentences holds how many of the sentences are read right; those that are not are listed with -v. The bounds are what was
// reached when the sentences, written blind, were last looked at: a change may raise them.
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
	if right < 34 || invented > 2 {
		t.Errorf("%d of %d right and %d invented, want at least 34 and at most 2", right, len(all), invented)
	}
}

// TestWordsExamples reads the example of each line of the words of positions that shows a position: one must be found, with the
// line's stance and, for what fixes it, its firmness. Those that the tree of a short sentence spoils are few.
func TestWordsExamples(t *testing.T) {
	table, err := lexicon.Open("position_words.tsv")
	if err != nil {
		t.Fatal(err)
	}
	missed, all := 0, 0
	for _, r := range table.Rows {
		kind := r.Get("kind")
		if kind == "signed" || kind == "noun" || kind == "standing" {
			continue // these tell with another word beside them
		}
		all++
		d := readText(t, strings.NewReplacer("[", "", "]", "").Replace(r.Get("example")))
		if !showsLine(d, r) {
			missed++
			t.Logf("line %d: %s %s: %s: got %q", r.Line, kind, r.Get("words"), r.Get("example"), positions(d))
		}
	}
	if allowed := all / 12; missed > allowed {
		t.Errorf("%d of %d examples do not show their line, more than %d", missed, all, allowed)
	}
}

func showsLine(d *onrecord.Document, r lexicon.Row) bool {
	for _, p := range d.Positions {
		switch r.Get("kind") {
		case "condition":
			for _, c := range p.Conditions {
				if string(c.Kind) == r.Get("stance") {
					return true
				}
			}
		case "bound":
			if string(p.TimeBound) == r.Get("stance") {
				return true
			}
		case "absolute":
			if p.Firmness == 5 {
				return true
			}
		case "scope":
			if len(p.Scope) > 0 {
				return true
			}
		case "modal", "voluntary", "stronger", "weaker", "holds", "linking":
			return true
		default:
			if string(p.Stance) == r.Get("stance") && strconv.Itoa(p.Firmness) == r.Get("firmness") {
				return true
			}
		}
	}
	return false
}

// TestIssueExamples reads the example of each line of the lexicon of issues: a position in it must have the line's topic.
func TestIssueExamples(t *testing.T) {
	table, err := lexicon.Open("issues.tsv")
	if err != nil {
		t.Fatal(err)
	}
	missed := 0
	for _, r := range table.Rows {
		d := readText(t, strings.NewReplacer("[", "", "]", "").Replace(r.Get("example")))
		found := false
		for _, p := range d.Positions {
			found = found || p.Topic == r.Get("topic")
		}
		if !found {
			missed++
			t.Logf("line %d: %s %s: got %s", r.Line, r.Get("topic"), r.Get("example"), positions(d))
		}
	}
	if missed > len(table.Rows)/12 {
		t.Errorf("%d of %d examples have not the topic of their line", missed, len(table.Rows))
	}
}
