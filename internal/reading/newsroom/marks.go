package newsroom

import (
	"slices"
	"sort"

	"onrecord"
)

// marks are the words of the lists that stand in a report.
type marks struct {
	report
	coverage *coverage
	found    []match // by position
}

// match is a place where words of a list stand.
type match struct {
	list list
	span onrecord.Span
}

// inOwnVoice tells whether the outlet itself uses words of a list.
func (mk *marks) inOwnVoice(l list) bool {
	for _, m := range mk.found {
		if m.list != l {
			continue
		}
		if first, end := mk.d.TokensIn(m.span); first < end && mk.coverage.inner[first] == 0 && !mk.inSomeCue(m.span) {
			return true
		}
	}
	return false
}

// inSomeCue tells whether words are the cue of an attribution, which is judged with its source.
func (mk *marks) inSomeCue(s onrecord.Span) bool {
	for i := range mk.d.Attributions {
		if mk.d.Attributions[i].Cue.Overlaps(s) {
			return true
		}
	}
	return false
}

// find finds the words of the lists in all that is read.
func (mk *marks) find(w wordlist) {
	for i, s := range mk.d.Sentences {
		if mk.block(i).Read() {
			mk.found = append(mk.found, w.find(piecesOf(mk.d, s))...)
		}
	}
}

// in lists where words of the given lists stand inside the spans.
func (mk *marks) in(spans []onrecord.Span, of ...list) []match {
	var out []match
	for _, s := range spans {
		from := sort.Search(len(mk.found), func(i int) bool { return mk.found[i].span.Start >= s.Start })
		for _, m := range mk.found[from:] {
			if m.span.Start >= s.End {
				break
			}
			if m.span.End <= s.End && slices.Contains(of, m.list) {
				out = append(out, m)
			}
		}
	}
	return out
}

// said lists where words of the lists stand in what an attribution itself gives, leaving out what it passes on
// from another.
func (mk *marks) said(id onrecord.AttributionID, of ...list) []onrecord.Span {
	var out []onrecord.Span
	for _, m := range mk.in(mk.at(id).Content, of...) {
		if first, end := mk.d.TokensIn(m.span); first < end && mk.coverage.inner[first] == id {
			out = append(out, m.span)
		}
	}
	return tidy(out)
}
