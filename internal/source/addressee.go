package source

import (
	"onrecord"
)

// typeAddressee finds to whom it was said: the object of "tell", what stands behind "to" with "say".
func (r *reading) typeAddressee(i int, p *portrait) {
	a := &r.d.Attributions[i]
	if !a.Addressee.Empty() {
		p.replace(addressee, "told", a.Addressee, kept)
		return
	}
	first, end := r.tokens(a.Cue)
	if first >= end {
		return
	}
	c, ok := r.cueOf(a, first, end)
	if !ok || c.row.Get("to_whom") == "" || r.passive(c.from) {
		return
	}
	if k := r.addressed(c, a); k >= 0 {
		lo, hi := r.cover(k, k, k+1)
		lo, hi = r.clip(k, lo, hi, a)
		if of := r.d.Tokens[lo]; r.tag(lo) == "ADP" && of.End <= r.d.Tokens[k].Start {
			lo++
		}
		p.put(addressee, "told", r.span(lo, hi), c.row.By())
	}
}

// addressed is the head of the words for the one addressed, or -1.
func (r *reading) addressed(c cue, a *onrecord.Attribution) int {
	if c.row.Get("to_whom") == "obj" {
		for _, rel := range []string{"iobj", "obj"} {
			if k := r.child(c.from, rel); k > c.from && r.free(k, a) && r.tag(k) != "VERB" {
				return k
			}
		}
	}
	for _, k := range r.kids[c.from] {
		if of := r.child(int(k), "case"); r.rel(int(k)) == "obl" && of >= 0 && r.words[of].form == "to" && r.free(int(k), a) && int(k) > c.from {
			return int(k)
		}
	}
	return -1
}

// free tells whether a token belongs neither to the source nor to the content.
func (r *reading) free(k int, a *onrecord.Attribution) bool {
	return !r.within(k, a.Content) && !r.within(k, a.Source.Spans)
}

// passive tells whether a verb stands in the passive: then its subject is the one who is told.
func (r *reading) passive(i int) bool {
	for _, k := range r.kids[i] {
		if rel := r.d.Tokens[k].Rel; rel == "aux:pass" || rel == "nsubj:pass" {
			return true
		}
	}
	return false
}

// clip narrows lo..hi around token k to words outside source and content.
func (r *reading) clip(k, lo, hi int, a *onrecord.Attribution) (int, int) {
	from, to := k, k+1
	for from > lo && r.free(from-1, a) && r.d.Tokens[from-1].Start >= a.Cue.Start {
		from--
	}
	for to < hi && r.free(to, a) {
		to++
	}
	return from, to
}
