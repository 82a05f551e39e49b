package eval

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"onrecord"
)

// What a source looks like. The test is simple on purpose: it must not depend on the reading that it helps to measure.
const (
	formNone      = "none"
	formNamed     = "named"     // its head word is written like a name
	formPronoun   = "pronoun"   // one pronoun
	formAnonymous = "anonymous" // its head word is one that reports use for people they do not name
	formUnnamed   = "unnamed"   // any other description
)

//go:embed sourcewords.tsv
var sourceWordsFile string

// sourceWords maps a word to its class: pronoun, anonymous, or stop (a word that ends what a head noun can stand in).
var sourceWords = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(sourceWordsFile) {
		word, class, found := strings.Cut(strings.TrimSpace(line), "\t")
		if found && !strings.HasPrefix(word, "#") {
			out[word] = class
		}
	}
	return out
})

// casing counts how the words of a corpus are written inside sentences: in small letters, or with a capital.
type casing map[string]struct{ small, capital int }

func (c casing) learn(text string) {
	tokens := words(text)
	for i, t := range tokens {
		word := text[t.Start:t.End]
		r, _ := utf8.DecodeRuneInString(word)
		if !unicode.IsLetter(r) || opensSentence(text, tokens, i) {
			continue
		}
		key := strings.ToLower(word)
		n := c[key]
		if unicode.IsUpper(r) {
			n.capital++
		} else {
			n.small++
		}
		c[key] = n
	}
}

// opensSentence tells whether a token stands where any word has a capital: first in a line, or behind a full stop,
// question mark, exclamation mark, colon or quotation mark.
func opensSentence(text string, tokens []onrecord.Span, i int) bool {
	if i == 0 || strings.Contains(text[tokens[i-1].End:tokens[i].Start], "\n") {
		return true
	}
	return strings.ContainsAny(text[tokens[i-1].Start:tokens[i-1].End], ".?!:\"“”‘’'")
}

// sourceForm tells what a source looks like.
func (c casing) sourceForm(p *page, spans []onrecord.Span) string {
	tokens := p.in(spans)
	if len(tokens) == 0 {
		return formNone
	}
	head := p.headOf(tokens)
	word := p.text[p.tokens[head].Start:p.tokens[head].End]
	class := sourceWords()[strings.ToLower(word)]
	switch {
	case class == formPronoun && len(tokens) == 1:
		return formPronoun
	case c.named(p, head, word):
		return formNamed
	case class == formAnonymous:
		return formAnonymous
	}
	return formUnnamed
}

// headOf guesses the head word of a noun phrase: the last word before whatever qualifies it from behind.
func (p *page) headOf(tokens []int) int {
	head := tokens[0]
	for k, i := range tokens {
		word := strings.ToLower(p.text[p.tokens[i].Start:p.tokens[i].End])
		if k > 0 && (!p.word[i] && p.endsHead(tokens, k) || sourceWords()[word] == "stop") {
			break
		}
		if p.word[i] {
			head = i
		}
	}
	return head
}

// endsHead tells whether the mark at tokens[k] ends the noun phrase: not a hyphen, an apostrophe or a full stop in it.
func (p *page) endsHead(tokens []int, k int) bool {
	mark := p.text[p.tokens[tokens[k]].Start:p.tokens[tokens[k]].End]
	return !strings.ContainsAny(mark, "-'’.&“”\"")
}

// named tells whether a word is written like a name: with a capital, and where any word has one, more often so elsewhere.
func (c casing) named(p *page, i int, word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	if !unicode.IsUpper(r) {
		return false
	}
	if !opensSentence(p.text, p.tokens, i) {
		return true
	}
	n := c[strings.ToLower(word)]
	return n.capital >= n.small
}
