package onrecord

import (
	"slices"
	"unicode/utf8"
)

// CodePoints turns byte offsets of one text into code points, as everything that leaves the program counts. For a text of ASCII alone
// they are the same number, and nothing is built.
type CodePoints struct {
	text  string
	marks []int // code points before every pointStride-th byte; nil for ASCII
}

const pointStride = 64

// NewCodePoints looks through a text once.
func NewCodePoints(text string) CodePoints {
	i := 0
	for i < len(text) && text[i] < utf8.RuneSelf {
		i++
	}
	if i == len(text) {
		return CodePoints{text: text}
	}
	p := CodePoints{text: text, marks: make([]int, 0, len(text)/pointStride+1)}
	n := 0
	for i := range len(text) {
		if i%pointStride == 0 {
			p.marks = append(p.marks, n)
		}
		if utf8.RuneStart(text[i]) {
			n++
		}
	}
	return p
}

// At is the number of code points before the byte offset, which must lie on the edge of a character.
func (p CodePoints) At(offset int) int {
	if p.marks == nil {
		return offset
	}
	k := min(offset/pointStride, len(p.marks)-1)
	n := p.marks[k]
	for _, b := range []byte(p.text[k*pointStride : offset]) {
		if utf8.RuneStart(b) {
			n++
		}
	}
	return n
}

// Byte is the way back: the byte at which the code point of a number begins, and the length of the text for the number behind the last; -1 where
// the text has fewer.
func (p CodePoints) Byte(point int) int {
	if p.marks == nil {
		if point < 0 || point > len(p.text) {
			return -1
		}
		return point
	}
	if point < 0 {
		return -1
	}
	k, _ := slices.BinarySearch(p.marks, point+1) // the stretch before has it, for its mark is not above the number
	at := max(k-1, 0) * pointStride
	for at < len(p.text) && !utf8.RuneStart(p.text[at]) {
		at++
	}
	rest := ByteOf(p.text[at:], point-p.At(at))
	if rest < 0 {
		return -1
	}
	return at + rest
}

// ByteOf is the byte at which the code point of a number begins in a text, its length for the number behind the last; -1 where it has fewer.
// For many of one text see [CodePoints.Byte].
func ByteOf(text string, point int) int {
	if point < 0 {
		return -1
	}
	for i := range text {
		if point == 0 {
			return i
		}
		point--
	}
	if point == 0 {
		return len(text)
	}
	return -1
}

// Points is one span of a text in code points; the end is exclusive. For many of one text see [NewCodePoints].
func Points(text string, s Span) (begin, end int) {
	begin = utf8.RuneCountInString(text[:s.Start])
	return begin, begin + utf8.RuneCountInString(text[s.Start:s.End])
}
