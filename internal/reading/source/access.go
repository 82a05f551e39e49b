package source

import (
	"slices"

	"onrecord"
)

// accessRules tell how the source comes to know.
type accessRules struct {
	*text
	own     *ownership
	wording *wording
}

// typeAccess tells how the source comes to know, from words that hang on the source.
func (ac *accessRules) typeAccess(i int, p *axisValues, calls []nounPhrase) {
	a := &ac.d.Attributions[i]
	paper := p.isPaper()
	for h := range ac.wording.accesses.in(ac.own.around[i]) {
		if ac.own.speaks(h, i) && ac.accessFits(h, paper, calls) {
			p.put(access, h.row.Get("access"), ac.span(h.from, h.to), h.by())
			return
		}
	}
	for _, np := range calls {
		for h := range ac.wording.accesses.in(np.sentencesOf()) {
			if (inside(np.all, h.from) || np.head >= 0 && ac.own.hangs(h.from, np.head)) && !ac.within(h.from, a.Content) && ac.accessFits(h, paper, calls) {
				p.put(access, h.row.Get("access"), ac.span(h.from, h.to), h.by())
				return
			}
		}
	}
}

// accessFits keeps "seen by" to documents, and the rest to people; a lone noun ("witness") must head the phrase.
func (ac *accessRules) accessFits(h hit, paper bool, calls []nounPhrase) bool {
	seen := h.row.Get("access") == string(onrecord.AccessDocument)
	if first := ac.words[h.from].form; first == "who" || first == "that" {
		return !paper
	}
	if h.to-h.from == 1 && !seen {
		return slices.ContainsFunc(calls, func(np nounPhrase) bool { return np.head == h.from })
	}
	return seen == paper
}
