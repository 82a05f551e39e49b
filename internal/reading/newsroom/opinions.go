package newsroom

import "onrecord"

// opinions are the rules on what unnamed sources may be used for: not for judgement, attack, hearsay or trifles (S1, S13, S14).
type opinions struct {
	*speakers
	marks *marks
}

// attitudes is S1: unnamed or collective sources given for what they think, want or expect.
func (o opinions) attitudes() []sighting {
	var voices []voice
	for _, v := range o.surfaceVoices() {
		if v.anonymous() || v.naming == onrecord.NamingCollective {
			voices = append(voices, v)
		}
	}
	out := o.each(voices, func(id onrecord.AttributionID) []onrecord.Span {
		if a := o.at(id); !attitude(a) {
			return nil
		} else if !a.Cue.Empty() {
			return []onrecord.Span{a.Cue}
		} else {
			return a.Content
		}
	})
	for i := range out {
		out[i].fill = append(out[i].fill, "cue", fillOf(out[i], "words"))
	}
	return out
}

func attitude(a *onrecord.Attribution) bool {
	return a.Type == onrecord.TypeBelief || a.Type == onrecord.TypeAttitude
}

// judgements is S1: words of judgement or forecast in what an unnamed source asserts.
func (o opinions) judgements() []sighting {
	return o.each(o.unnamed(), func(id onrecord.AttributionID) []onrecord.Span {
		if attitude(o.at(id)) {
			return nil
		}
		return o.marks.said(id, evaluative, forecast)
	})
}

// judgedPersons is S13: an unnamed source's words of judgement, with a person in the same words.
func (o opinions) judgedPersons() []sighting {
	out := o.each(o.unnamed(), func(id onrecord.AttributionID) []onrecord.Span {
		if len(o.personsIn(o.at(id).Content)) == 0 {
			return nil
		}
		return o.marks.said(id, evaluative, attack)
	})
	for i := range out {
		var here []onrecord.Span
		for _, id := range out[i].ids {
			here = append(here, o.personsIn(o.at(id).Content)...)
		}
		out[i].spans = append(out[i].spans, here...)
		out[i].fill = append(out[i].fill, "second", o.cites(here))
	}
	return out
}

// attacks is S14: hard words on unnamed word.
func (o opinions) attacks() []sighting { return o.wordsOfUnnamed(attack) }

// trifles is S14: what no one needs anonymity for.
func (o opinions) trifles() []sighting { return o.wordsOfUnnamed(trifle) }

func (o opinions) wordsOfUnnamed(l list) []sighting {
	return o.each(o.unnamed(), func(id onrecord.AttributionID) []onrecord.Span { return o.marks.said(id, l) })
}

// hearsay is S14: the report itself says that the unnamed source was told, or is merely close to those who know.
func (o opinions) hearsay() []sighting {
	return o.each(o.unnamed(), func(id onrecord.AttributionID) []onrecord.Span {
		a := o.at(id)
		if a.Source.Access != onrecord.AccessBriefed && a.Source.Access != onrecord.AccessFamiliar {
			return nil
		}
		for _, e := range a.Evidence {
			if e.Axis == "access" && !e.Span.Empty() {
				return []onrecord.Span{e.Span}
			}
		}
		return o.who(id)
	})
}
