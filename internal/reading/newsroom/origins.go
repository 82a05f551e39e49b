package newsroom

import (
	"fmt"

	"onrecord"
)

// origins are the rules on what a whole report rests on (S11, S17, S18).
type origins struct {
	*speakers
	profile *profile
}

// restShare is the share of its words that a report must give on someone's word before it can be said to rest on it.
const restShare = 0.25

// rests tells whether enough of the report is given on someone's word, and on how many statements.
func (o origins) rests(voices []voice) (statements int, enough bool) {
	for _, v := range voices {
		statements += len(v.ids)
	}
	p := o.profile.summary()
	return statements, statements > 0 && float64(p.Attributed) >= restShare*float64(p.Words)
}

// oneSource is S11: the whole report has one source.
func (o origins) oneSource() []sighting {
	voices := distinct(o.surfaceVoices())
	n, enough := o.rests(voices)
	if len(voices) != 1 || !enough {
		return nil
	}
	return []sighting{{spans: o.who(voices[0].ids...), ids: voices[0].ids,
		fill: []string{"source", cite(voices[0].label), "count", many(n, "statement")}}}
}

// onlyUnnamed is S11: several wordings of unnamed sources and nobody else, so there may be one origin behind all.
func (o origins) onlyUnnamed() []sighting {
	voices := distinct(o.surfaceVoices())
	n, enough := o.rests(voices)
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
		labels = append(labels, o.introduced(v)...)
	}
	s.spans, s.fill = labels, []string{"source", o.cites(labels), "count", many(n, "statement")}
	return []sighting{s}
}

// summaryNote is S17: what the report itself lets be observed of its sources.
func (o origins) summaryNote() []sighting {
	voices := distinct(o.surfaceVoices())
	if len(voices) == 0 {
		return nil
	}
	var s sighting
	var named, anonymous, access, reasons, statements int
	for _, v := range voices {
		s.spans = append(s.spans, o.introduced(v)...)
		s.ids = append(s.ids, v.ids...)
		statements += len(v.ids)
		switch {
		case v.naming == onrecord.Named:
			named++
		case v.anonymous():
			anonymous++
			access += btoi(o.anyOf(v, hasAccess))
			reasons += btoi(o.anyOf(v, hasReason))
		}
	}
	p := o.profile.summary()
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
func (o origins) ratingNote() []sighting {
	voices := distinct(o.surfaceVoices())
	if len(voices) == 0 {
		return nil
	}
	var s sighting
	for _, v := range voices {
		s.spans = append(s.spans, o.introduced(v)...)
		s.ids = append(s.ids, v.ids...)
	}
	s.fill = []string{"sources", many(len(voices), "source")}
	return []sighting{s}
}
