package meaning

import (
	"slices"
	"strings"
	"testing"

	"onrecord/internal/lang/lexicon"
)

// TestWordsThatTellNothing takes each line of the list by its example: the word in brackets is left out, another stays.
func TestWordsThatTellNothing(t *testing.T) {
	table, err := lexicon.Parse("matter_words.tsv", matterWords)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range table.Rows {
		word, example := r.Get("word"), r.Get("example")
		left := Of(strings.NewReplacer("[", "", "]", "").Replace(example))
		if !strings.Contains(example, "["+word+"]") || slices.Contains(left, ending(word)) || len(left) == 0 {
			t.Errorf("line %d: %q leaves %q", r.Line, example, left)
		}
	}
}
