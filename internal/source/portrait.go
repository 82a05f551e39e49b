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

// portrait is what is known of an attribution and its source.
type portrait struct {
	traits [axes]trait
	count  int  // of sources, where number is exactly_n
	head   word // the noun by which the source is called
}

// put sets an axis that is not set yet; an empty value sets nothing.
func (p *portrait) put(x axis, value string, span onrecord.Span, by string) {
	if value != "" && p.traits[x].value == "" {
		p.traits[x] = trait{value, span, by}
	}
}

// replace sets an axis whatever it was.
func (p *portrait) replace(x axis, value string, span onrecord.Span, by string) {
	p.traits[x] = trait{value, span, by}
}

func (p *portrait) get(x axis) string { return p.traits[x].value }

// or gives an axis a value that needs no words, such as "none", when it has none.
func (p *portrait) or(x axis, value string) {
	if p.traits[x].value == "" {
		p.traits[x] = trait{value: value}
	}
}

// settle writes a portrait into the document.
func (r *reading) settle(i int) {
	a, p := &r.d.Attributions[i], &r.portraits[i]
	s := &a.Source
	s.Kind = onrecord.SourceKind(p.get(kind))
	s.Naming = onrecord.Naming(p.get(naming))
	s.Anonymity = onrecord.Anonymity(p.get(anonymity))
	s.Reason = onrecord.Reason(p.get(reason))
	s.ReasonSpan = p.traits[reason].span
	s.Number, s.Count = onrecord.Number(p.get(number)), p.count
	s.Access = onrecord.Access(p.get(access))
	s.Affiliation = onrecord.Affiliation(p.get(affiliation))
	s.Country = p.get(country)
	s.Role = onrecord.Role(p.get(role))
	s.Status = onrecord.Status(p.get(status))
	s.Channel = onrecord.Channel(p.get(channel))
	s.GroundRules = onrecord.GroundRules(p.get(groundRules))
	a.Form = onrecord.Form(p.get(form))
	a.Type = onrecord.Type(p.get(attType))
	a.CueStance = onrecord.CueStance(p.get(stance))
	a.Polarity = onrecord.Polarity(p.get(polarity))
	a.Certainty = onrecord.Certainty(p.get(certainty))
	a.Tense = onrecord.Tense(p.get(tense))
	a.Commitment = onrecord.Commitment(p.get(commitment))
	a.Medium = onrecord.Medium(p.get(medium))
	if a.Addressee.Empty() {
		a.Addressee = p.traits[addressee].span
	}
	a.Evidence = p.evidence(a.Evidence)
}

// evidence lists the words behind the axes, in the order of the axes; what an earlier stage noted on axes that this
// package does not know, or left alone, stays.
func (p *portrait) evidence(noted []onrecord.Evidence) []onrecord.Evidence {
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

// kept marks a value that an earlier stage has set, with its own evidence.
const kept = "kept"

func axisOf(name string) axis {
	for x, n := range axisNames {
		if n == name {
			return axis(x)
		}
	}
	return axes
}
