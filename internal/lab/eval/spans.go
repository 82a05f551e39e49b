package eval

import (
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"

	"onrecord"
)

// isSpace tells white space as Python's str.isspace does; Go leaves out the four separators of ASCII.
func isSpace(r rune) bool { return unicode.IsSpace(r) || 0x1c <= r && r <= 0x1f }

// isWord tells a word character as \w in Python's re.
func isWord(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.In(r, unicode.Nd, unicode.Nl, unicode.No)
}

// words are the tokens that scoring counts: runs of word characters, or one other character that is not white space.
func words(text string) []onrecord.Span {
	var out []onrecord.Span
	open := false
	for i, r := range text {
		end := i + utf8.RuneLen(r)
		switch {
		case isWord(r) && open:
			out[len(out)-1].End = end
		case isWord(r):
			out = append(out, onrecord.Span{Start: i, End: end})
		case !isSpace(r):
			out = append(out, onrecord.Span{Start: i, End: end})
		}
		open = isWord(r)
	}
	return out
}

// tidy sorts spans, takes white space off their ends and joins those that touch or have only white space between them.
func tidy(spans []onrecord.Span, text string) ([]onrecord.Span, error) {
	sorted := slices.Clone(spans)
	slices.SortFunc(sorted, bySpan)
	var out []onrecord.Span
	for _, s := range sorted {
		if s.Start < 0 || s.End < s.Start || s.End > len(text) {
			return nil, fmt.Errorf("span %d:%d lies outside the text of %d bytes", s.Start, s.End, len(text))
		}
		if s = trim(s, text); s.Empty() {
			continue
		}
		if n := len(out); n > 0 && (s.Start <= out[n-1].End || blank(text[out[n-1].End:s.Start])) {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out, nil
}

func bySpan(a, b onrecord.Span) int {
	if a.Start != b.Start {
		return a.Start - b.Start
	}
	return a.End - b.End
}

// trim takes the white space off both ends of a span.
func trim(s onrecord.Span, text string) onrecord.Span {
	for !s.Empty() {
		r, n := utf8.DecodeRuneInString(text[s.Start:s.End])
		if !isSpace(r) {
			break
		}
		s.Start += n
	}
	for !s.Empty() {
		r, n := utf8.DecodeLastRuneInString(text[s.Start:s.End])
		if !isSpace(r) {
			break
		}
		s.End -= n
	}
	return s
}

func blank(s string) bool {
	for _, r := range s {
		if !isSpace(r) {
			return false
		}
	}
	return true
}

// common counts the numbers that two sorted lists share.
func common(a, b []int) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}

// jaccard is the share of the numbers in either of two sorted lists that are in both.
func jaccard(a, b []int) float64 {
	n := common(a, b)
	return share(n, len(a)+len(b)-n)
}

// union merges sorted lists into one without repeats.
func union(lists ...[]int) []int {
	var out []int
	for _, l := range lists {
		out = append(out, l...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
