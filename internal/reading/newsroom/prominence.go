package newsroom

import "onrecord"

const (
	// claimShare is the share of a headline's content words that a sentence must hold to count as its ground.
	claimShare = 0.5
	// claimWords is the number of content words below which a headline is too short to look for its ground.
	claimWords = 3
)

// prominence are the rules on where unnamed word stands: headline, opening, direct speech (S6, S13).
type prominence struct {
	*speakers
	coverage *coverage
	echo     *echo
}

// headlineUnnamed is S6: the headline's claim stands on unnamed word only.
func (p prominence) headlineUnnamed() []sighting {
	var out []sighting
	for _, kind := range []onrecord.BlockKind{onrecord.Headline, onrecord.Standfirst} {
		for _, b := range p.d.Blocks {
			if b.Kind == kind {
				out = append(out, p.restsOnUnnamed(b.Span)...)
				break
			}
		}
	}
	return out
}

// ledeUnnamed is S6: the same of the first paragraph of the body.
func (p prominence) ledeUnnamed() []sighting {
	if lede := p.lede(); !lede.Empty() {
		return p.restsOnUnnamed(lede)
	}
	return nil
}

// restsOnUnnamed looks for the sources of what an area of the report claims: those that it names, or else those that
// give the same elsewhere.
func (p prominence) restsOnUnnamed(area onrecord.Span) []sighting {
	var here []onrecord.AttributionID
	for _, id := range p.order {
		if p.surface[id-1] && overlapsAny(area, p.at(id).Content) {
			here = append(here, id)
		}
	}
	spans := []onrecord.Span{area}
	if len(here) > 0 {
		spans = p.who(here...)
	} else if here = p.ground(area); len(here) > 0 {
		spans = append(spans, p.who(here...)...)
	}
	if !p.allAnonymous(here) {
		return nil
	}
	return []sighting{{spans: spans, ids: here, fill: []string{"source", cite(p.voices[p.voiceOf[here[0]-1]].label)}}}
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
func (p prominence) allAnonymous(ids []onrecord.AttributionID) bool {
	for _, id := range ids {
		if v := p.voiceOf[id-1]; v < 0 || !p.voices[v].anonymous() {
			return false
		}
	}
	return len(ids) > 0
}

// ground lists the attributions that give what an area claims in the outlet's own voice. It lists none when the report
// also tells it elsewhere without a source; the opening does not count, it repeats the headline.
func (p prominence) ground(area onrecord.Span) []onrecord.AttributionID {
	words := p.contentWords([]onrecord.Span{area})
	if len(words) < claimWords {
		return nil
	}
	lede := p.lede()
	for i, s := range p.d.Sentences {
		if p.block(i).Kind != onrecord.Body || p.coverage.ruled[i] || area.Overlaps(s.Span) || lede.Contains(s.Span) {
			continue
		}
		if holds(p.contentWords([]onrecord.Span{s.Span}), words) >= claimShare {
			return nil
		}
	}
	return p.echo.alike(words, claimShare)
}

// unnamedQuotations is S6: an unnamed source in direct speech.
func (p prominence) unnamedQuotations() []sighting {
	return p.each(p.unnamed(), func(id onrecord.AttributionID) []onrecord.Span {
		if a := p.at(id); quoted(a) {
			return a.Content
		}
		return nil
	})
}

// firstQuotation is S13: the first words in quotation marks are those of an unnamed source.
func (p prominence) firstQuotation() []sighting {
	for _, id := range p.order {
		a := p.at(id)
		if !p.surface[id-1] || !quoted(a) || !p.inBody(a.Content[0].Start) {
			continue
		}
		if v := p.voiceOf[id-1]; v >= 0 && p.voices[v].anonymous() {
			return []sighting{{spans: append(p.who(id), a.Content...), ids: []onrecord.AttributionID{id},
				fill: []string{"source", cite(p.voices[v].label)}}}
		}
		return nil
	}
	return nil
}
