package standing

import (
	_ "embed"
	"strings"
	"sync"

	"onrecord/internal/lang/lexicon"
)

//go:embed data/matter_words.tsv
var matterWords string

// words are what is left out when matters and actors are told apart, by kind.
type words map[string]string

// The kinds of these words.
const (
	emptyWord   = "empty"   // "the", "its", "until"
	pronounWord = "pronoun" // "she", "that"
)

// loadWords reads the list once. [New] tells when a line of it is bad, so that nothing behind it can fail.
var loadWords = sync.OnceValues(func() (words, error) {
	t, err := lexicon.Parse("matter_words.tsv", matterWords)
	if err != nil {
		return nil, err
	}
	out := words{}
	for _, r := range t.Rows {
		word, kind := r.Get("word"), r.Get("kind")
		if kind != emptyWord && kind != pronounWord {
			return nil, r.Errorf("unknown kind %q", kind)
		}
		if out[word] != "" {
			return nil, r.Errorf("%q stands twice", word)
		}
		out[word] = kind
	}
	return out, nil
})

// tellsNothing tells whether a word says nothing of what a matter is about.
func tellsNothing(word string) bool {
	w, _ := loadWords()
	return w[word] != ""
}

// NamesNobody tells whether words name nobody by themselves: "she", "that", none.
func NamesNobody(words string) bool {
	w, _ := loadWords()
	words = strings.TrimPrefix(strings.ToLower(strings.Join(strings.Fields(words), " ")), "the ")
	return words == "" || w[words] == pronounWord
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
