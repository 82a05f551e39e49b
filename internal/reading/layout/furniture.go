package layout

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord"
)

// Limits, in words, that keep furniture from taking paragraphs of the report along.
const (
	maxLabel   = 14
	maxStart   = 30
	maxEnd     = 14
	maxCredits = 80
	maxBytes   = 600 // the same for any furniture that has words
)

// markup is a line of tags only; webAddress one of links or addresses only.
var (
	markup     = regexp.MustCompile(`^(?:\s*</?[a-zA-Z][^<>]{0,300}>[\s.]*)+$`)
	webAddress = regexp.MustCompile(`^(?i)(?:(?:https?://|www\.)\S+|pic\.twitter\.com/\S+|\S+@[\w-]+\.[\w.-]+)$`)
	dateLine   = regexp.MustCompile(`^(?i)(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+(?:` + datePattern + `)|` + fullDate + `)` +
		`(?:,?\s+(?:at\s+)?\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\.?)?\s*\w{0,5})?\.?$`)
)

// furniture tells whether a paragraph is no part of the report, by its words alone.
func (f *Finder) furniture(text string) bool {
	if !strings.ContainsFunc(text, func(r rune) bool { return !isMark(r) }) {
		return true // rules, stars, "___"
	}
	if len(text) > maxBytes {
		return markup.MatchString(text)
	}
	folded := fold(text)
	words := strings.Count(folded, " ") + 1
	for _, p := range f.marks.prefix {
		if words <= maxStart && strings.HasPrefix(folded, p) {
			return true
		}
	}
	if f.marks.whole[strings.TrimFunc(folded, isMark)] || webAddress.MatchString(folded) ||
		markup.MatchString(text) || dateLine.MatchString(strings.TrimSpace(text)) && words <= 8 {
		return true
	}
	if words > maxStart || strings.ContainsAny(folded, `"«»`) {
		return false
	}
	return f.startsAsFurniture(strings.TrimLeftFunc(folded, isMark), words) || f.endsAsFurniture(folded, words)
}

func (f *Finder) startsAsFurniture(folded string, words int) bool {
	for _, p := range f.marks.start {
		if rest, ok := startsWith(folded, p); ok && (!speech.MatchString(folded) || strings.HasPrefix(rest, ":")) {
			return true
		}
	}
	label, rest, ok := strings.Cut(folded, ":")
	return ok && rest != "" && words <= maxLabel && f.marks.label[label]
}

func (f *Finder) endsAsFurniture(folded string, words int) bool {
	folded = strings.TrimRightFunc(folded, isMark)
	for _, p := range f.marks.end {
		if words <= maxEnd && strings.HasSuffix(folded, p) {
			return true
		}
	}
	return false
}

// speech is where somebody may be speaking: such a paragraph is kept.
var speech = regexp.MustCompile(`\b(?:said|says|say|told|according|asked|added|warned|shows?|showed|reported)\b`)

// startsWith tells whether a folded text starts with whole words, and what follows; "…" in the words stands for
// anything between.
func startsWith(folded, words string) (rest string, ok bool) {
	head, tail, gap := strings.Cut(words, " … ")
	rest, ok = strings.CutPrefix(folded, head)
	if !ok {
		return "", false
	}
	if r, _ := utf8.DecodeRuneInString(rest); unicode.IsLetter(r) || unicode.IsDigit(r) {
		return "", false
	}
	return rest, !gap || strings.Contains(rest, tail)
}

// creditWords may stand between the names of a credit.
var creditWords = map[string]bool{"and": true, "in": true, "by": true, "the": true, "of": true, "for": true, "with": true,
	"at": true, "from": true, "editing": true, "reporting": true, "writing": true, "additional": true, "compiled": true,
	"edited": true, "written": true, "translated": true, "produced": true, "contributed": true, "agencies": true}

// credit tells whether a paragraph says who worked on the report ("Reporting by Ana Ruiz; editing by Jo Hart"), and
// where in it the names stand.
func (f *Finder) credit(text string) (onrecord.Span, bool) {
	if len(text) > 1000 {
		return onrecord.Span{}, false
	}
	skip := len(text) - len(strings.TrimLeftFunc(text, isMark))
	folded := fold(strings.ToValidUTF8(text[skip:min(len(text), skip+80)], ""))
	for _, c := range f.marks.credits {
		if !strings.HasPrefix(folded, c) || len(folded) == len(c) {
			continue
		}
		names := textAfterWords(text[skip:], len(strings.Fields(c)))
		if len(strings.Fields(names)) > maxCredits || !mostlyNames(names) {
			continue
		}
		start := len(text) - len(names)
		return onrecord.Span{Start: start, End: start + firstNames(names)}, true
	}
	return onrecord.Span{}, false
}

// textAfterWords is what follows the first n words of a text.
func textAfterWords(s string, n int) string {
	for range n {
		s = strings.TrimLeftFunc(s, unicode.IsSpace)
		i := strings.IndexFunc(s, unicode.IsSpace)
		if i < 0 {
			return ""
		}
		s = s[i:]
	}
	return strings.TrimLeftFunc(s, unicode.IsSpace)
}

// mostlyNames tells whether all words are capitalised or ones that stand between the names of a credit, but for one in
// eight.
func mostlyNames(s string) bool {
	names, others, all := 0, 0, 0
	for w := range strings.FieldsSeq(s) {
		w = strings.TrimFunc(w, isMark)
		if w == "" {
			continue
		}
		all++
		switch {
		case isCapitalised(w):
			names++
		case !creditWords[strings.ToLower(w)] && !particles[w]:
			others++
		}
	}
	return names >= 1 && others*8 <= all
}

// firstNames is how much of a credit is names: up to the first semicolon, bracket or full stop at its end.
func firstNames(s string) int {
	if i := strings.IndexAny(s, ";)"); i >= 0 {
		s = s[:i]
	}
	return max(1, len(strings.TrimRightFunc(s, isMark)))
}
