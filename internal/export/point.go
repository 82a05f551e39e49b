package export

import (
	"unicode/utf8"

	"onrecord"
)

// pair is a span in code points, [begin, end), as it stands in JSON.
type pair [2]int

// points turns byte offsets of one text into code points. For a text of ASCII alone they are the same number, and
// nothing is built.
type points struct {
	text  string
	marks []int // code points before every stride-th byte; nil for ASCII
}

const stride = 64

// newPoints looks through the text once.
func newPoints(text string) points {
	i := 0
	for i < len(text) && text[i] < utf8.RuneSelf {
		i++
	}
	if i == len(text) {
		return points{text: text}
	}
	p := points{text: text, marks: make([]int, 0, len(text)/stride+1)}
	n := 0
	for i := range len(text) {
		if i%stride == 0 {
			p.marks = append(p.marks, n)
		}
		if utf8.RuneStart(text[i]) {
			n++
		}
	}
	return p
}

// at is the number of code points before the byte offset, which must lie on the edge of a character.
func (p points) at(offset int) int {
	if p.marks == nil {
		return offset
	}
	k := min(offset/stride, len(p.marks)-1)
	n := p.marks[k]
	for _, b := range []byte(p.text[k*stride : offset]) {
		if utf8.RuneStart(b) {
			n++
		}
	}
	return n
}

func (p points) pair(s onrecord.Span) pair { return pair{p.at(s.Start), p.at(s.End)} }

// pairs is never nil, so that no span is written as an empty list.
func (p points) pairs(spans []onrecord.Span) []pair {
	out := make([]pair, 0, len(spans))
	for _, s := range spans {
		if !s.Empty() {
			out = append(out, p.pair(s))
		}
	}
	return out
}

// one is nil for the empty span: null in JSON.
func (p points) one(s onrecord.Span) *pair {
	if s.Empty() {
		return nil
	}
	x := p.pair(s)
	return &x
}
