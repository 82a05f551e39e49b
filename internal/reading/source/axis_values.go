package source

import (
	"slices"

	"onrecord"
)

// axis is one of the axes that this package fills, in the order in which evidence is listed.
type axis int

const (
	kind axis = iota
	naming
	anonymity
	reason
	number
	access
	affiliation
	country
	role
	status
	channel
	groundRules
	form
	attType
	stance
	polarity
	certainty
	tense
	commitment
	medium
	addressee
	axes
)

// axisNames are the names of the axes in the evidence.
var axisNames = [axes]string{"kind", "naming", "anonymity", "reason", "number", "access", "affiliation", "country", "role",
	"status", "channel", "ground_rules", "form", "type", "cue_stance", "polarity", "certainty", "tense", "commitment",
	"medium", "addressee"}

// trait is the value of an axis with the words that show it; by names the dictionary line or rule.
type trait struct {
	value string
	span  onrecord.Span
	by    string
}

// axisValues are what is known of an attribution and its source.
type axisValues struct {
	traits [axes]trait
	count  int  // of sources, where number is exactly_n
	head   word // the noun by which the source is called
}

// kept marks a value that an earlier stage has set, with its own evidence.
const kept = "kept"

// put sets an axis that is not set yet; an empty value sets nothing.
func (p *axisValues) put(x axis, value string, span onrecord.Span, by string) {
	if value != "" && p.traits[x].value == "" {
		p.traits[x] = trait{value, span, by}
	}
}

// replace sets an axis whatever it was.
func (p *axisValues) replace(x axis, value string, span onrecord.Span, by string) {
	p.traits[x] = trait{value, span, by}
}

func (p *axisValues) get(x axis) string { return p.traits[x].value }

// or gives an axis a value that needs no words, such as "none", when it has none.
func (p *axisValues) or(x axis, value string) {
	if p.traits[x].value == "" {
		p.traits[x] = trait{value: value}
	}
}

func (p *axisValues) exactly(n int, span onrecord.Span, by string) {
	if p.get(number) == "" {
		p.put(number, string(onrecord.NumberExact), span, by)
		p.count = n
	}
}

// evidence lists the words behind the axes, in the order of the axes; what an earlier stage noted on axes that this
// package does not know, or left alone, stays.
func (p *axisValues) evidence(noted []onrecord.Evidence) []onrecord.Evidence {
	var out []onrecord.Evidence
	for _, e := range noted {
		if x := axisOf(e.Axis); x == axes || p.traits[x].by == kept {
			out = append(out, e)
		}
	}
	for x, t := range p.traits {
		if t.value != "" && !t.span.Empty() && t.by != "" && t.by != kept {
			out = append(out, onrecord.Evidence{Axis: axisNames[x], Span: t.span, By: t.by})
		}
	}
	slices.SortStableFunc(out, func(a, b onrecord.Evidence) int { return int(axisOf(a.Axis) - axisOf(b.Axis)) })
	return out
}

func axisOf(name string) axis {
	for x, n := range axisNames {
		if n == name {
			return axis(x)
		}
	}
	return axes
}

func (p *axisValues) isPaper() bool {
	k := onrecord.SourceKind(p.get(kind))
	return k == onrecord.SourceDocument || k == onrecord.SourceDataset
}

func (p *axisValues) isPoll() bool {
	return p.head.lemma == "poll" || p.head.lemma == "survey"
}

// impersonal tells whether the source is no person at all, or many of them.
func (p *axisValues) impersonal() bool {
	return p.get(naming) == string(onrecord.NamingCollective) || p.traits[role].span.Empty()
}

// canBeNamed tells whether a source is such as bears a person's name.
func (p *axisValues) canBeNamed() bool {
	k := onrecord.SourceKind(p.get(kind))
	return k == onrecord.SourcePerson || k == onrecord.SourceOfficeHolder || k == ""
}

// canBeAnonymous tells whether the source is a person or people that the reader is not told the name of.
func (p *axisValues) canBeAnonymous() bool {
	switch onrecord.Naming(p.get(naming)) {
	case onrecord.UnnamedAffiliated, onrecord.UnnamedUnaffiliated, onrecord.NamingCollective:
	default:
		return false
	}
	switch onrecord.SourceKind(p.get(kind)) {
	case onrecord.SourcePerson, onrecord.SourceOfficeHolder, onrecord.SourceGroup:
		return true
	}
	return false
}

func (p *axisValues) refusal() bool {
	return p.get(attType) == string(onrecord.TypeNonComment)
}
