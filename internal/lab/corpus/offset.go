package corpus

import (
	"fmt"
	"unicode/utf8"

	"onrecord"
)

// offsets turns positions in code points into positions in bytes. Nil means that they are the same: the text is ASCII.
type offsets struct {
	at []int // byte offset of each code point, and of the end
	n  int
}

func offsetsOf(text string) offsets {
	n := utf8.RuneCountInString(text)
	if n == len(text) {
		return offsets{n: n}
	}
	at := make([]int, 0, n+1)
	for i := range text {
		at = append(at, i)
	}
	return offsets{at: append(at, len(text)), n: n}
}

// span turns a pair of code points into a span of bytes; an error when it lies outside the text.
func (o offsets) span(b, e int) (onrecord.Span, error) {
	if b < 0 || e < b || e > o.n {
		return onrecord.Span{}, fmt.Errorf("span %d:%d lies outside the text of %d characters", b, e, o.n)
	}
	if o.at == nil {
		return onrecord.Span{Start: b, End: e}, nil
	}
	return onrecord.Span{Start: o.at[b], End: o.at[e]}, nil
}

// spans turns all pairs, and leaves empty ones out.
func (o offsets) spans(pairs [][2]int) ([]onrecord.Span, error) {
	var out []onrecord.Span
	for _, p := range pairs {
		s, err := o.span(p[0], p[1])
		if err != nil {
			return nil, err
		}
		if !s.Empty() {
			out = append(out, s)
		}
	}
	return out, nil
}
