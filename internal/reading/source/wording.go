package source

import "iter"

// wording is what a report says of anonymity, reasons, access and channels in words that the dictionaries have.
type wording struct {
	grants   hits
	reasons  hits
	accesses hits
	channels hits
}

// hits is wording found, by sentence.
type hits [][]hit

// newWording looks for the wording sentence by sentence. It tells false where it was stopped.
func newWording(x *text, stop func() bool) (*wording, bool) {
	wd := &wording{}
	for i, s := range x.d.Sentences {
		if i%lookEvery == 0 && stop() {
			return nil, false
		}
		from, to := max(0, s.From), min(s.To, len(x.words))
		wd.grants = append(wd.grants, x.dict.grants.within(x.words, from, to))
		wd.reasons = append(wd.reasons, x.dict.reasons.within(x.words, from, to))
		wd.accesses = append(wd.accesses, x.dict.access.within(x.words, from, to))
		wd.channels = append(wd.channels, x.dict.channels.within(x.words, from, to))
	}
	return wd, true
}

// in goes through the wording in some sentences.
func (h hits) in(sentences []int) iter.Seq[hit] {
	return func(yield func(hit) bool) {
		for _, s := range sentences {
			for _, x := range h[s] {
				if !yield(x) {
					return
				}
			}
		}
	}
}
