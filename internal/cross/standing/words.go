package standing

import (
	_ "embed"
	"strings"
	"sync"

	"onrecord/internal/lang/lexicon"
	meanings "onrecord/internal/lang/meaning"
)

// NamesNobody tells whether words name nobody by themselves: "she", "that", none.
func NamesNobody(words string) bool {
	words = strings.TrimPrefix(strings.ToLower(strings.Join(strings.Fields(words), " ")), "the ")
	return words == "" || meanings.IsPronoun(words)
}

//go:embed data/matter_turns.tsv
var matterTurns string

// loadTurns reads the list once. [New] tells when a line of it is bad.
var loadTurns = sync.OnceValues(func() (map[string]bool, error) {
	t, err := lexicon.Parse("matter_turns.tsv", matterTurns)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, r := range t.Rows {
		word := r.Get("word")
		if out[word] || strings.ContainsAny(word, " \t") {
			return nil, r.Errorf("%q stands twice, or is no word", word)
		}
		out[word] = true
	}
	return out, nil
})

// turn is -1 for a matter whose first word turns its direction ("stop buying oil", "close its airspace"), else 1: who is for the one
// and then for the other ("keep buying oil", "open its airspace") has changed sides.
func turn(issue string) int {
	turns, _ := loadTurns()
	first, _, _ := strings.Cut(strings.ToLower(strings.TrimLeft(issue, `"“‘'( `)), " ")
	if turns[first] {
		return -1
	}
	return 1
}
