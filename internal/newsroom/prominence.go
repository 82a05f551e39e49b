package newsroom

import (
	"onrecord"
)

const (
	// claimShare is the share of a headline's content words that a sentence must hold to count as its ground.
	claimShare = 0.5
	// claimWords is the number of content words below which a headline is too short to look for its ground.
	claimWords = 3
)

// headlineUnnamed is S6: the headline's claim stands on unnamed word only.
func (st *story) headlineUnnamed() []sighting {
	var out []sighting
	for _, kind := range []onrecord.BlockKind{onrecord.Headline, onrecord.Standfirst} {
		for _, b := range st.d.Blocks {
			if b.Kind == kind {
				out = append(out, st.restsOnUnnamed(b.Span)...)
				break
			}
		}
	}
	return out
}

// ledeUnnamed is S6: the same of the first paragraph of the body.
func (st *story) ledeUnnamed() []sighting {
	if lede := st.lede(); !lede.Empty() {
		return st.restsOnUnnamed(lede)
	}
	return nil
}

// lede is the first block of the body that holds a sentence.
func (st *story) lede() onrecord.Span {
	for i := range st.d.Sentences {
		if b := st.block(i); b.Kind == onrecord.Body {
			return b.Span
		}
	}
	return onrecord.Span{}
}

// restsOnUnnamed looks for the sources of what an area of the report claims: those that it names, or else those that
// give the same elsewhere.
func (st *story) restsOnUnnamed(area onrecord.Span) []sighting {
	var here []onrecord.AttributionID
	for _, id := range st.order {
		if st.surface[id-1] && overlapsAny(area, st.at(id).Content) {
			here = append(here, id)
		}
	}
	spans := []onrecord.Span{area}
	if len(here) > 0 {
		spans = st.who(here...)
	} else if here = st.ground(area); len(here) > 0 {
		spans = append(spans, st.who(here...)...)
	}
	if !st.allAnonymous(here) {
		return nil
	}
	return []sighting{{spans: spans, ids: here, fill: []string{"source", cite(st.voices[st.voiceOf[here[0]-1]].label)}}}
}

func overlapsAny(s onrecord.Span, others []onrecord.Span) bool {
	for _, o := range others {
		if s.Overlaps(o) {
			return true
		}
	}
	return false
}

// allAnonymous tells whether there are attributions and every one is on the word of someone unnamed.
func (st *story) allAnonymous(ids []onrecord.AttributionID) bool {
	for _, id := range ids {
		if v := st.voiceOf[id-1]; v < 0 || !st.voices[v].anonymous() {
			return false
		}
	}
	return len(ids) > 0
}

// ground lists the attributions that give what an area claims in the outlet's own voice. It lists none when the report
// also tells it elsewhere without a source; the opening does not count, it repeats the headline.
func (st *story) ground(area onrecord.Span) []onrecord.AttributionID {
	words := st.bag([]onrecord.Span{area})
	if len(words) < claimWords {
		return nil
	}
	lede := st.lede()
	for i, s := range st.d.Sentences {
		if st.block(i).Kind != onrecord.Body || st.ruled[i] || area.Overlaps(s.Span) || lede.Contains(s.Span) {
			continue
		}
		if holds(st.bag([]onrecord.Span{s.Span}), words) >= claimShare {
			return nil
		}
	}
	return st.alike(words, claimShare)
}

// unnamedQuotations is S6: an unnamed source in direct speech.
func (st *story) unnamedQuotations() []sighting {
	return st.each(st.unnamed(), func(id onrecord.AttributionID) []onrecord.Span {
		if a := st.at(id); quoted(a) {
			return a.Content
		}
		return nil
	})
}
