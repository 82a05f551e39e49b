package source_test

import (
	"sort"
	"strings"
	"testing"

	"onrecord/internal/lang/lexicon"
)

// dictionaries are the files that this package reads.
var dictionaries = []string{"access.tsv", "affiliation_words.tsv", "agencies.tsv", "anonymity.tsv", "channels.tsv",
	"cue_adverbs.tsv", "cues.tsv", "light_verbs.tsv", "numbers.tsv", "reasons.tsv", "source_heads.tsv", "status.tsv"}

// TestDictionaries makes sure that each line is in its place and carries an example that marks its words.
func TestDictionaries(t *testing.T) {
	for _, name := range dictionaries {
		table, err := lexicon.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		if !sort.SliceIsSorted(table.Rows, func(i, j int) bool { return table.Rows[i].Cells[0] < table.Rows[j].Cells[0] }) {
			t.Errorf("%s: is not sorted by its first column", name)
		}
		for _, row := range table.Rows {
			if marked := marked(row.Get("example")); marked == "" {
				t.Error(row.Errorf("example %q marks no words", row.Get("example")))
			} else if !shares(row.Cells[0], marked) {
				t.Error(row.Errorf("example marks %q, which has nothing of %q", marked, row.Cells[0]))
			}
		}
	}
}

// marked is what stands in square brackets.
func marked(example string) string {
	_, rest, _ := strings.Cut(example, "[")
	words, _, closed := strings.Cut(rest, "]")
	if !closed {
		return ""
	}
	return strings.ToLower(words)
}

// irregular are the lemmas whose marked forms have other first letters.
var irregular = map[string]bool{"be": true, "go": true, "think": true, "be think": true}

// shares tells whether some word of an entry and some marked word begin alike.
func shares(entry, marked string) bool {
	for _, e := range strings.FieldsFunc(entry, func(c rune) bool { return strings.ContainsRune(" |?.", c) }) {
		for _, m := range strings.Fields(marked) {
			if irregular[e] || e[0] == m[0] {
				return true
			}
		}
	}
	return false
}

// TestCuesOfEveryType makes sure that the dictionary of cues knows each type, and enough of them.
func TestCuesOfEveryType(t *testing.T) {
	table, err := lexicon.Open("cues.tsv")
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]int{}
	for _, row := range table.Rows {
		types[row.Get("type")]++
	}
	for _, want := range []string{"assertion", "denial", "belief", "knowledge", "intention", "attitude", "directive", "decree", "evidence", "non_comment"} {
		if types[want] < 10 {
			t.Errorf("only %d cues of type %s", types[want], want)
		}
	}
	if len(table.Rows) < 400 {
		t.Errorf("only %d cues", len(table.Rows))
	}
}
