package newsroom

import "onrecord"

// supportShare is the share of an attribution's content words that another's must hold to count as saying the same.
const supportShare = 0.5

// numbers are the rules on how many unnamed sources there are, and whether anyone else says the same (S7).
type numbers struct {
	*speakers
	echo *echo
}

// singles is S7: what one unnamed source gives and no other source of the report does.
func (n numbers) singles() []sighting {
	return n.each(n.unnamed(), func(id onrecord.AttributionID) []onrecord.Span {
		if one(&n.at(id).Source) && !n.supported(id) {
			return n.who(id)
		}
		return nil
	})
}

func one(s *onrecord.Source) bool {
	return s.Number == onrecord.NumberOne || s.Number == onrecord.NumberExact && s.Count == 1
}

// supported tells whether another source of the report gives much the same.
func (n numbers) supported(id onrecord.AttributionID) bool {
	n.echo.fill()
	words := n.echo.bags[id-1]
	if len(words) < claimWords {
		return false
	}
	for _, other := range n.echo.alike(words, supportShare) {
		if v := n.voiceOf[other-1]; v >= 0 && v != n.voiceOf[id-1] && !n.voices[v].shadow {
			return true
		}
	}
	return false
}

// pluralTurnsSingular is S7: unnamed sources that later become one unnamed source of the same sector, or of none told.
func (n numbers) pluralTurnsSingular() []sighting {
	first := onrecord.AttributionID(0)
	var out sighting
	for _, id := range n.order {
		v, s := n.voiceOf[id-1], &n.at(id).Source
		switch {
		case !n.surface[id-1] || v < 0 || !n.voices[v].anonymous():
		case first == 0 && s.Number == onrecord.NumberPlural:
			first = id
		case first != 0 && one(s) && n.mayBeOneOf(id, first):
			out.ids = append(out.ids, id)
		}
	}
	if len(out.ids) == 0 {
		return nil
	}
	later := out.ids
	out.ids = append([]onrecord.AttributionID{first}, later...)
	out.spans = n.who(out.ids...)
	out.fill = []string{"source", n.cites(n.who(first)), "second", n.cites(n.who(later...))}
	return []sighting{out}
}

// mayBeOneOf tells whether nothing in the axes speaks against one source's being among the others.
func (n numbers) mayBeOneOf(id, others onrecord.AttributionID) bool {
	a, b := &n.at(id).Source, &n.at(others).Source
	return n.voiceOf[id-1] == n.voiceOf[others-1] ||
		(a.Affiliation == "" || b.Affiliation == "" || a.Affiliation == b.Affiliation) &&
			(a.Country == "" || b.Country == "" || a.Country == b.Country)
}

// uncounted is S7: unnamed sources in the plural, nobody knows how many.
func (n numbers) uncounted() []sighting {
	return n.each(n.unnamed(), func(id onrecord.AttributionID) []onrecord.Span {
		if n.at(id).Source.Number == onrecord.NumberPlural {
			return n.who(id)
		}
		return nil
	})
}
