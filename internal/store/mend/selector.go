package mend

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord"
)

// Selector points at words of a text as the TextQuoteSelector and the TextPositionSelector of W3C Web Annotations together do. Offsets are
// code points of the text, the end exclusive.
type Selector struct {
	Exact  string `json:"exact" required:"false"`
	Prefix string `json:"prefix,omitempty"` // what stands before
	Suffix string `json:"suffix,omitempty"` // what stands behind
	Start  int    `json:"start" required:"false"`
	End    int    `json:"end" required:"false"`
}

// around is how many bytes before and behind words help to find them again.
const around = 32

// Select points at a stretch of a text.
func Select(text string, s onrecord.Span) Selector {
	x := Selector{Exact: text[s.Start:s.End], Prefix: before(text, s.Start), Suffix: behind(text, s.End)}
	x.Start, x.End = onrecord.Points(text, s)
	return x
}

// SelectAll points at several stretches.
func SelectAll(text string, spans []onrecord.Span) (out []Selector) {
	for _, s := range spans {
		if !s.Empty() {
			out = append(out, Select(text, s))
		}
	}
	return out
}

// before and behind are a few words around an offset, cut between characters.
func before(text string, at int) string {
	from := max(0, at-around)
	for from < at && !utf8.RuneStart(text[from]) {
		from++
	}
	return text[from:at]
}

func behind(text string, at int) string {
	to := min(len(text), at+around)
	for to > at && to < len(text) && !utf8.RuneStart(text[to]) {
		to--
	}
	return text[at:to]
}

// Fit is how words were found again.
type Fit int

// The fits, the best last.
const (
	Nowhere Fit = iota
	Edited      // other words stand there that are nearly the same
	Moved       // the same words, but for quotation marks, dashes and blanks, elsewhere
	Same        // the same words at the same place
)

// What two places must differ by for one to be taken for the other. By judgement, and measured: see docs/scores.md.
const (
	enoughContext = 0.5  // of what stood before and behind, where the words alone are not telling
	tellingWords  = 24   // bytes of words that stand for themselves where they stand once
	clearlyBetter = 0.12 // by how much of the context one place must fit better than another
)

// In finds the words again in a text, its own or one that was edited. Where several places fit as well, none is taken.
func (x *Selector) In(text string) (onrecord.Span, Fit) {
	if x.Exact == "" {
		return onrecord.Span{}, Nowhere
	}
	at := onrecord.ByteOf(text, x.Start)
	if at >= 0 && strings.HasPrefix(text[at:], x.Exact) && strings.HasSuffix(text[:at], x.Prefix) && strings.HasPrefix(text[at+len(x.Exact):], x.Suffix) {
		return onrecord.Span{Start: at, End: at + len(x.Exact)}, Same
	}
	f := fold(text)
	if s, ok := x.chosen(f, at); ok {
		return s, Moved
	}
	if s, ok := x.nearly(f, at); ok {
		return s, Edited
	}
	return onrecord.Span{}, Nowhere
}

// folded is a text with the differences taken out that mean nothing: forms of quotation marks and dashes, runs of blanks.
type folded struct {
	text string
	from []int // byte of the text from which each byte of it comes, and where the text ends
}

func fold(text string) folded {
	f := folded{from: make([]int, 0, len(text)+1)}
	var b strings.Builder
	b.Grow(len(text))
	blank := false
	put := func(s string, at int) {
		for range len(s) {
			f.from = append(f.from, at)
		}
		b.WriteString(s)
	}
	for i, r := range text {
		if unicode.IsSpace(r) {
			if !blank {
				put(" ", i)
			}
			blank = true
			continue
		}
		blank = false
		switch r {
		case '‘', '’', '‚', '‛', '´', '`':
			put("'", i)
		case '“', '”', '„', '‟', '«', '»':
			put(`"`, i)
		case '‐', '‑', '‒', '–', '—', '―', '−':
			put("-", i)
		case '\u00ad', '\u200b', '\ufeff': // what is not seen
		default:
			_, size := utf8.DecodeRuneInString(text[i:])
			put(text[i:i+size], i)
		}
	}
	f.text, f.from = b.String(), append(f.from, len(text))
	return f
}

// span is a stretch of the folded text as a stretch of the text.
func (f *folded) span(start, end int) onrecord.Span {
	return onrecord.Span{Start: f.from[start], End: f.from[end]}
}

// at is where a byte of the text comes to stand in the folded one.
func (f *folded) at(b int) int {
	i, _ := slices.BinarySearch(f.from, b)
	return min(i, len(f.text))
}

// chosen is the place of the same words whose surroundings fit best.
func (x *Selector) chosen(f folded, at int) (onrecord.Span, bool) {
	words := strings.TrimSpace(fold(x.Exact).text)
	if words == "" {
		return onrecord.Span{}, false
	}
	type place struct {
		at      int
		context float64
	}
	var list []place
	pre, post := fold(x.Prefix).text, fold(x.Suffix).text
	for i := 0; ; {
		k := strings.Index(f.text[i:], words)
		if k < 0 {
			break
		}
		i += k
		if WordEdge(f.text, i) && WordEdge(f.text, i+len(words)) {
			list = append(list, place{i, alike(f.text[:i], f.text[i+len(words):], pre, post)})
		}
		i += len(words)
	}
	if len(list) == 0 {
		return onrecord.Span{}, false
	}
	near := len(f.text)
	if at >= 0 {
		near = f.at(at)
	}
	slices.SortStableFunc(list, func(a, b place) int {
		if d := b.context - a.context; d > clearlyBetter || d < -clearlyBetter {
			return sign(d)
		}
		return sign(float64(abs(a.at-near) - abs(b.at-near)))
	})
	best := list[0]
	if best.context < enoughContext && (len(list) > 1 || len(words) < tellingWords) {
		return onrecord.Span{}, false
	}
	if len(list) > 1 { // of two that fit as well the nearer one is taken where it is much nearer
		second := list[1]
		if best.context-second.context <= clearlyBetter && 2*abs(best.at-near) > abs(second.at-near) {
			return onrecord.Span{}, false
		}
	}
	return f.span(best.at, best.at+len(words)), true
}

// WordEdge tells whether an offset is not inside a word.
func WordEdge(text string, i int) bool {
	if i <= 0 || i >= len(text) {
		return true
	}
	a, _ := utf8.DecodeLastRuneInString(text[:i])
	b, _ := utf8.DecodeRuneInString(text[i:])
	return !(letter(a) && letter(b))
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// alike is how much of what is to stand before and behind stands there, 0 to 1. What stood at the edge of a text has nothing to compare.
func alike(before, behind, prefix, suffix string) float64 {
	all := len(prefix) + len(suffix)
	if all == 0 {
		return 1
	}
	n := 0
	for n < len(prefix) && n < len(before) && prefix[len(prefix)-1-n] == before[len(before)-1-n] {
		n++
	}
	m := 0
	for m < len(suffix) && m < len(behind) && suffix[m] == behind[m] {
		m++
	}
	return float64(n+m) / float64(all)
}

func sign(x float64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

func abs(n int) int { return max(n, -n) }

// Resolve finds the words that somebody means: by their place where it is given (an end behind the start, in code points), else by the words
// themselves, which must stand once, in the first of some stretches that has them or else in the text. The error wraps [ErrDecision] and
// says where they stand where there is a choice.
func (x *Selector) Resolve(text string, near ...onrecord.Span) (onrecord.Span, error) {
	if x.End > x.Start {
		return x.placed(text)
	}
	words := strings.TrimSpace(x.Exact)
	if words == "" {
		return onrecord.Span{}, ErrorOf("no words are named")
	}
	for _, s := range append(near, onrecord.Span{End: len(text)}) {
		switch list := standing(text, s, words); {
		case len(list) == 1:
			return list[0], nil
		case len(list) > 1:
			return onrecord.Span{}, ErrorOf("“%s” stands at %s: say which by the place, such as %s", shorten(words), places(text, list), pointsOf(text, list[0]))
		}
	}
	return onrecord.Span{}, ErrorOf("“%s” does not stand in the report", shorten(words))
}

// placed is the stretch at the place that is given, without blanks at its ends.
func (x *Selector) placed(text string) (onrecord.Span, error) {
	s := onrecord.Span{Start: onrecord.ByteOf(text, x.Start), End: onrecord.ByteOf(text, x.End)}
	if s.Start < 0 || s.End < 0 {
		return s, ErrorOf("%d-%d is outside the text of %d code points", x.Start, x.End, utf8.RuneCountInString(text))
	}
	if x.Exact != "" && fold(text[s.Start:s.End]).text != fold(x.Exact).text {
		return s, ErrorOf("at %d-%d stands “%s”, not “%s”", x.Start, x.End, shorten(text[s.Start:s.End]), shorten(x.Exact))
	}
	words := text[s.Start:s.End]
	s.Start += len(words) - len(strings.TrimLeftFunc(words, unicode.IsSpace))
	s.End -= len(words) - len(strings.TrimRightFunc(words, unicode.IsSpace))
	if s.Empty() {
		return s, ErrorOf("there is no word at %d-%d", x.Start, x.End)
	}
	return s, nil
}

// mostPlaces is how many places of words are told.
const mostPlaces = 6

// standing are the places of words in a stretch of a text.
func standing(text string, in onrecord.Span, words string) (out []onrecord.Span) {
	for i := in.Start; i < in.End; {
		k := strings.Index(text[i:in.End], words)
		if k < 0 {
			break
		}
		i += k
		if WordEdge(text, i) && WordEdge(text, i+len(words)) {
			out = append(out, onrecord.Span{Start: i, End: i + len(words)})
		}
		i += len(words)
	}
	return out
}

func places(text string, list []onrecord.Span) string {
	var out []string
	for _, s := range list[:min(len(list), mostPlaces)] {
		out = append(out, pointsOf(text, s))
	}
	if len(list) > mostPlaces {
		out = append(out, fmt.Sprintf("%d places more", len(list)-mostPlaces))
	}
	return strings.Join(out, ", ")
}

func pointsOf(text string, s onrecord.Span) string {
	begin, end := onrecord.Points(text, s)
	return fmt.Sprintf("%d-%d", begin, end)
}

// shorten is words on one line that a message can hold.
func shorten(words string) string {
	words = onrecord.OneLine(words)
	if r := []rune(words); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return words
}
