package source

import "onrecord"

// addresseeRules tell to whom it was said.
type addresseeRules struct {
	*text
	cues *cueFinder
	own  *ownership
}

// typeAddressee finds to whom it was said: the object of "tell", what stands behind "to" with "say".
func (ad *addresseeRules) typeAddressee(i int, p *axisValues) {
	a := &ad.d.Attributions[i]
	if !a.Addressee.Empty() {
		p.replace(addressee, "told", a.Addressee, kept)
		return
	}
	first, end := ad.tokens(a.Cue)
	if first >= end {
		return
	}
	c, ok := ad.cues.find(a, first, end)
	if !ok || c.row.Get("to_whom") == "" || ad.passive(c.from) {
		return
	}
	if k := ad.addressed(c, a); k >= 0 {
		lo, hi := ad.cover(k, k, k+1)
		lo, hi = ad.own.clip(k, lo, hi, a)
		if of := ad.d.Tokens[lo]; ad.tag(lo) == "ADP" && of.End <= ad.d.Tokens[k].Start {
			lo++
		}
		p.put(addressee, "told", ad.span(lo, hi), c.row.By())
	}
}

// addressed is the head of the words for the one addressed, or -1.
func (ad *addresseeRules) addressed(c cue, a *onrecord.Attribution) int {
	if c.row.Get("to_whom") == "obj" {
		for _, rel := range []string{"iobj", "obj"} {
			if k := ad.child(c.from, rel); k > c.from && ad.own.free(k, a) && ad.tag(k) != "VERB" {
				return k
			}
		}
	}
	for _, k := range ad.kids[c.from] {
		if of := ad.child(int(k), "case"); ad.rel(int(k)) == "obl" && of >= 0 && ad.words[of].form == "to" && ad.own.free(int(k), a) && int(k) > c.from {
			return int(k)
		}
	}
	return -1
}
