package newsroom

import (
	"fmt"

	"onrecord"
)

// supportShare is the share of an attribution's content words that another's must hold to count as saying the same.
const supportShare = 0.5

// singles is S7: what one unnamed source gives and no other source of the report does.
func (st *story) singles() []sighting {
	return st.each(st.unnamed(), func(id onrecord.AttributionID) []onrecord.Span {
		if one(&st.at(id).Source) && !st.supported(id) {
			return st.who(id)
		}
		return nil
	})
}

func one(s *onrecord.Source) bool {
	return s.Number == onrecord.NumberOne || s.Number == onrecord.NumberExact && s.Count == 1
}

// supported tells whether another source of the report gives much the same.
func (st *story) supported(id onrecord.AttributionID) bool {
	st.echoes()
	words := st.bags[id-1]
	if len(words) < claimWords {
		return false
	}
	for _, other := range st.alike(words, supportShare) {
		if v := st.voiceOf[other-1]; v >= 0 && v != st.voiceOf[id-1] && !st.voices[v].shadow {
			return true
		}
	}
	return false
}

// pluralTurnsSingular is S7: unnamed sources that later become one unnamed source of the same sector, or of none told.
func (st *story) pluralTurnsSingular() []sighting {
	first := onrecord.AttributionID(0)
	var out sighting
	for _, id := range st.order {
		v, s := st.voiceOf[id-1], &st.at(id).Source
		switch {
		case !st.surface[id-1] || v < 0 || !st.voices[v].anonymous():
		case first == 0 && s.Number == onrecord.NumberPlural:
			first = id
		case first != 0 && one(s) && st.mayBeOneOf(id, first):
			out.ids = append(out.ids, id)
		}
	}
	if len(out.ids) == 0 {
		return nil
	}
	later := out.ids
	out.ids = append([]onrecord.AttributionID{first}, later...)
	out.spans = st.who(out.ids...)
	out.fill = []string{"source", st.cites(st.who(first)), "second", st.cites(st.who(later...))}
	return []sighting{out}
}

// mayBeOneOf tells whether nothing in the axes speaks against one source's being among the others.
func (st *story) mayBeOneOf(id, others onrecord.AttributionID) bool {
	a, b := &st.at(id).Source, &st.at(others).Source
	return st.voiceOf[id-1] == st.voiceOf[others-1] ||
		(a.Affiliation == "" || b.Affiliation == "" || a.Affiliation == b.Affiliation) &&
			(a.Country == "" || b.Country == "" || a.Country == b.Country)
}

// uncounted is S7: unnamed sources in the plural, nobody knows how many.
func (st *story) uncounted() []sighting {
	return st.each(st.unnamed(), func(id onrecord.AttributionID) []onrecord.Span {
		if st.at(id).Source.Number == onrecord.NumberPlural {
			return st.who(id)
		}
		return nil
	})
}

// restShare is the share of its words that a report must give on someone's word before it can be said to rest on it.
const restShare = 0.25

// rests tells whether enough of the report is given on someone's word, and on how many statements.
func (st *story) rests(voices []voice) (statements int, enough bool) {
	for _, v := range voices {
		statements += len(v.ids)
	}
	p := st.summary()
	return statements, statements > 0 && float64(p.Attributed) >= restShare*float64(p.Words)
}

// oneSource is S11: the whole report has one source.
func (st *story) oneSource() []sighting {
	voices := distinct(st.surfaceVoices())
	n, enough := st.rests(voices)
	if len(voices) != 1 || !enough {
		return nil
	}
	return []sighting{{spans: st.who(voices[0].ids...), ids: voices[0].ids,
		fill: []string{"source", cite(voices[0].label), "count", many(n, "statement")}}}
}

// onlyUnnamed is S11: several wordings of unnamed sources and nobody else, so there may be one origin behind all.
func (st *story) onlyUnnamed() []sighting {
	voices := distinct(st.surfaceVoices())
	n, enough := st.rests(voices)
	if len(voices) < 2 || !enough {
		return nil
	}
	var s sighting
	var labels []onrecord.Span
	for _, v := range voices {
		if !v.anonymous() && v.naming != onrecord.NamingCollective {
			return nil
		}
		s.ids = append(s.ids, v.ids...)
		labels = append(labels, st.introduced(v)...)
	}
	s.spans, s.fill = labels, []string{"source", st.cites(labels), "count", many(n, "statement")}
	return []sighting{s}
}

// summaryNote is S17: what the report itself lets be observed of its sources.
func (st *story) summaryNote() []sighting {
	voices := distinct(st.surfaceVoices())
	if len(voices) == 0 {
		return nil
	}
	var s sighting
	var named, anonymous, access, reasons, statements int
	for _, v := range voices {
		s.spans = append(s.spans, st.introduced(v)...)
		s.ids = append(s.ids, v.ids...)
		statements += len(v.ids)
		switch {
		case v.naming == onrecord.Named:
			named++
		case v.anonymous():
			anonymous++
			access += btoi(st.anyOf(v, hasAccess))
			reasons += btoi(st.anyOf(v, hasReason))
		}
	}
	p := st.summary()
	s.fill = []string{"count", many(statements, "statement"), "sources", many(len(voices), "source"),
		"named", fmt.Sprint(named), "anonymous", fmt.Sprint(anonymous), "other", fmt.Sprint(len(voices) - named - anonymous),
		"access", fmt.Sprint(access), "reasons", fmt.Sprint(reasons), "share", percent(p.Anonymous, p.Words)}
	return []sighting{s}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// percent is a share in whole percent; of nothing it is 0.
func percent(n, of int) string {
	if of == 0 {
		return "0 %"
	}
	return fmt.Sprintf("%d %%", (100*n+of/2)/of)
}

// ratingNote is S18: every source stands at F6 until someone rates it.
func (st *story) ratingNote() []sighting {
	voices := distinct(st.surfaceVoices())
	if len(voices) == 0 {
		return nil
	}
	var s sighting
	for _, v := range voices {
		s.spans = append(s.spans, st.introduced(v)...)
		s.ids = append(s.ids, v.ids...)
	}
	s.fill = []string{"sources", many(len(voices), "source")}
	return []sighting{s}
}
