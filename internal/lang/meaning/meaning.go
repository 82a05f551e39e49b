// Package meaning tells the words of an issue that tell what it is about from those that do not: by these two wordings are compared, whatever their
// forms and order.
package meaning

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"

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

// loadWords reads the list once. [Check] tells when a line of it is bad, so that nothing behind it can fail.
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

// Check reads the list of words that tell nothing. A bad line is an error that names file and line.
func Check() error {
	_, err := loadWords()
	return err
}

// TellsNothing tells whether a word, in small letters, says nothing of what a matter is about.
func TellsNothing(word string) bool {
	w, _ := loadWords()
	return w[word] != ""
}

// IsPronoun tells whether a word, in small letters, names nobody by itself: "she", "that".
func IsPronoun(word string) bool {
	w, _ := loadWords()
	return w[word] == pronounWord
}

// Of is the words of an issue that mean something, without their endings, each once and sorted.
func Of(issue string) []string {
	seen := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(issue), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(w) > 1 && !TellsNothing(w) {
			seen[ending(w)] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// ending takes off what English words end in: "flights" and "flight", "opening" and "open" are one.
func ending(w string) string {
	for _, e := range []string{"ing", "ed", "ies", "es", "s"} {
		stem, ok := strings.CutSuffix(w, e)
		if !ok || len(stem) < 4 || e == "s" && strings.HasSuffix(stem, "s") {
			continue
		}
		switch {
		case e == "ies":
			return stem + "y"
		case e == "es" && !strings.HasSuffix(stem, "s") && !strings.HasSuffix(stem, "x") && !strings.HasSuffix(stem,
			"ch") && !strings.HasSuffix(stem, "sh"):
			continue
		}
		return stem
	}
	return w
}
