package export

import "onrecord"

// pair is a span in code points, [begin, end), as it stands in JSON.
type pair [2]int

// points turns byte offsets of one text into code points.
type points struct{ onrecord.CodePoints }

// newPoints looks through the text once.
func newPoints(text string) points { return points{onrecord.NewCodePoints(text)} }

// at is the number of code points before the byte offset, which must lie on the edge of a character.
func (p points) at(offset int) int { return p.At(offset) }

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
