package store

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"golang.org/x/text/unicode/norm"

	"onrecord"
)

// stemmer makes of words what they are found by: their stem, without case, accents and ligatures. What is stored and what is asked for
// go through the same, so that every database finds the same. It is not safe for use by many at once.
type stemmer struct{ known map[string]string }

// Limits of what a stemmer keeps, and of one word.
const (
	mostStems   = 50_000
	longestWord = 200 // bytes
)

// letters are those that no accent can be taken off, with what people type for them.
var letters = strings.NewReplacer("ø", "o", "đ", "d", "ł", "l", "ħ", "h", "ı", "i", "ß", "ss", "æ", "ae", "œ", "oe", "þ", "th", "ð", "d")

// stem is what a word is found by; "" where nothing of it can be.
func (s *stemmer) stem(word string) string {
	if found, ok := s.known[word]; ok {
		return found
	}
	if s.known == nil || len(s.known) >= mostStems {
		s.known = map[string]string{}
	}
	env := snowballstem.NewEnv(plain(word))
	english.Stem(env)
	if len(word) <= longestWord {
		s.known[strings.Clone(word)] = env.Current()
	}
	return env.Current()
}

// plain is a word in lower case, without the accents of Latin and Greek letters.
func plain(word string) string {
	latin := false
	word = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.M, r) && latin:
			return -1
		case unicode.Is(unicode.M, r):
			return r
		}
		latin = unicode.In(r, unicode.Latin, unicode.Greek)
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1 // what some letters are made of
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(word))
	if !strings.ContainsFunc(word, func(r rune) bool { return !unicode.Is(unicode.M, r) }) {
		return "" // nothing but marks
	}
	word = letters.Replace(norm.NFC.String(word))
	for len(word) > longestWord {
		_, n := utf8.DecodeLastRuneInString(word)
		word = word[:len(word)-n]
	}
	return word
}

// word is a word of a text with what it is found by.
type word struct {
	stem string
	at   onrecord.Span
}

// words are the words of a text: letters, digits and the marks that belong to them.
func (s *stemmer) words(text string) iter.Seq[word] {
	return func(yield func(word) bool) {
		for i := 0; i < len(text); {
			n := strings.IndexFunc(text[i:], func(r rune) bool { return !ofWord(r) })
			if n < 0 {
				n = len(text) - i
			}
			if n > 0 {
				if stem := s.stem(text[i : i+n]); stem != "" && !yield(word{stem, onrecord.Span{Start: i, End: i + n}}) {
					return
				}
			}
			i += n
			_, n = utf8.DecodeRuneInString(text[i:])
			i += n
		}
	}
}

// ofWord tells whether a character is part of a word.
func ofWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

// stems are what the words of a text are found by, in their order.
func (s *stemmer) stems(text string) []string {
	var out []string
	for w := range s.words(text) {
		out = append(out, w.stem)
	}
	return out
}

// apart stands between parts of what is found by its words, so that no words in a row go across. No word is like it.
const apart = "¶"

// ofReport is what a report is found by.
func (s *stemmer) ofReport(title, text string) []string {
	return slices.Concat(s.stems(title), []string{apart}, s.stems(text))
}

// stemmed is a term as it is looked for.
type stemmed struct {
	words  []string
	prefix bool
}

// stemmed are the words of a term as they are looked for.
func (t term) stemmed(s *stemmer) stemmed { return stemmed{s.stems(t.words), t.prefix} }

// ends tells whether the last of some words are those looked for.
func (t stemmed) ends(seen []word) bool {
	from := len(seen) - len(t.words)
	if from < 0 {
		return false
	}
	for i, w := range t.words {
		have := seen[from+i].stem
		if have != w && (!t.prefix || i < len(t.words)-1 || !strings.HasPrefix(have, w)) {
			return false
		}
	}
	return true
}

// first is where the first of the terms stands in a text, in its very words; an empty span where none does.
func (t terms) first(s *stemmer, text string) onrecord.Span {
	var wanted []stemmed
	for _, x := range t.all() {
		wanted = append(wanted, x.stemmed(s))
	}
	if len(wanted) == 0 {
		return onrecord.Span{}
	}
	var seen []word
	for w := range s.words(text) {
		if len(seen) == 10*MostWords { // no term looks back further
			seen = slices.Delete(seen, 0, len(seen)-MostWords)
		}
		seen = append(seen, w)
		for _, x := range wanted {
			if x.ends(seen) {
				return onrecord.Span{Start: seen[len(seen)-len(x.words)].at.Start, End: w.at.End}
			}
		}
	}
	return onrecord.Span{}
}
