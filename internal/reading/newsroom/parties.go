package newsroom

import (
	"slices"
	"strings"

	"onrecord"
)

// parties are the rules on who else is spoken for: the body that would not comment, those accused, another outlet
// (S10, S12, S15).
type parties struct {
	*speakers
	marks *marks
}

// refusals is S10: a body that would not comment, and someone unnamed of that body who speaks.
func (p parties) refusals() []sighting {
	var out []sighting
	for _, refusing := range p.surfaceVoices() {
		if refusing.anonymous() {
			continue
		}
		var ids []onrecord.AttributionID
		for _, id := range refusing.ids {
			if p.at(id).Type == onrecord.TypeNonComment {
				ids = append(ids, id)
			}
		}
		if len(ids) == 0 {
			continue
		}
		for _, speaking := range p.unnamed() {
			if p.sameBody(ids[0], speaking.ids[0]) {
				out = append(out, sighting{spans: append(p.who(ids...), p.introduced(speaking)...),
					ids:  slices.Concat(ids, speaking.ids),
					fill: []string{"source", cite(speaking.label), "second", cite(refusing.label)}})
			}
		}
	}
	return out
}

// sameBody tells whether two sources may belong to one body: they share a noun that is no mere post, or sector and
// country both.
func (p parties) sameBody(a, b onrecord.AttributionID) bool {
	x, y := &p.at(a).Source, &p.at(b).Source
	if x.Affiliation != "" && x.Affiliation == y.Affiliation && x.Country != "" && x.Country == y.Country {
		return true
	}
	others := p.bodyNouns(b)
	for noun := range p.bodyNouns(a) {
		if others[noun] {
			return true
		}
	}
	return false
}

// bodyNouns are the nouns and names of a source, its post left out.
func (p parties) bodyNouns(id onrecord.AttributionID) map[string]bool {
	spans := p.labels(id)
	posts := map[int]bool{}
	for _, m := range p.marks.in(spans, post, bare) {
		posts[m.span.Start] = true
	}
	out := map[string]bool{}
	for _, s := range spans {
		first, end := p.d.TokensIn(s)
		for _, t := range p.d.Tokens[first:end] {
			if !posts[t.Start] && (t.Tag == "NOUN" || t.Tag == "PROPN") {
				out[strings.ToLower(p.d.In(t.Span))] = true
			}
		}
	}
	return out
}

// allegations is S12: serious wrongdoing on the word of one unnamed source, with no answer of those accused.
func (p parties) allegations() []sighting {
	out := p.each(p.unnamed(), func(id onrecord.AttributionID) []onrecord.Span {
		if !one(&p.at(id).Source) {
			return nil
		}
		words := p.marks.said(id, allegation)
		if len(words) == 0 || p.answered(id) {
			return nil
		}
		return words
	})
	missing := "answer of those accused"
	if !p.saysCorroborated() {
		missing += " and no word on support by anything else"
	}
	for i := range out {
		out[i].fill = append(out[i].fill, "missing", missing)
	}
	return out
}

// answered tells whether the report gives an answer of those whom an attribution accuses. Where it is unknown who is
// accused or who answers, any answer counts: the rule would rather keep silent.
func (p parties) answered(id onrecord.AttributionID) bool {
	accused := p.entitiesIn(p.at(id).Content)
	for i := range p.d.Attributions {
		a := &p.d.Attributions[i]
		answers := a.Type == onrecord.TypeDenial || a.Type == onrecord.TypeNonComment ||
			!a.Cue.Empty() && len(p.marks.in([]onrecord.Span{a.Cue}, reply)) > 0
		if answers && (a.Source.Entity == 0 || len(accused) == 0 || accused[a.Source.Entity]) {
			return true
		}
	}
	return p.marks.inOwnVoice(reply)
}

// saysCorroborated tells whether the report says whether anything else bears its claims out.
func (p parties) saysCorroborated() bool { return p.marks.inOwnVoice(corroboration) }

// otherOutlets is S15: what another outlet found, or what its words were given to.
func (p parties) otherOutlets() []sighting {
	return p.each(p.surfaceVoices(), func(id onrecord.AttributionID) []onrecord.Span {
		a := p.at(id)
		own := plain(p.d.Meta.Publisher)
		other := a.Source.Kind == onrecord.SourceMedia && (own == "" || plain(p.voices[p.voiceOf[id-1]].label) != own)
		if !other && a.Source.Channel != onrecord.ChannelOtherOutlet {
			return nil
		}
		for _, e := range a.Evidence {
			if e.Axis == "channel" && !e.Span.Empty() {
				return []onrecord.Span{e.Span}
			}
		}
		return p.who(id)
	})
}
