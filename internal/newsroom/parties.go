package newsroom

import (
	"slices"
	"strings"

	"onrecord"
)

// refusals is S10: a body that would not comment, and someone unnamed of that body who speaks.
func (st *story) refusals() []sighting {
	var out []sighting
	for _, refusing := range st.surfaceVoices() {
		if refusing.anonymous() {
			continue
		}
		var ids []onrecord.AttributionID
		for _, id := range refusing.ids {
			if st.at(id).Type == onrecord.TypeNonComment {
				ids = append(ids, id)
			}
		}
		if len(ids) == 0 {
			continue
		}
		for _, speaking := range st.unnamed() {
			if st.sameBody(ids[0], speaking.ids[0]) {
				out = append(out, sighting{spans: append(st.who(ids...), st.introduced(speaking)...),
					ids:  slices.Concat(ids, speaking.ids),
					fill: []string{"source", cite(speaking.label), "second", cite(refusing.label)}})
			}
		}
	}
	return out
}

// sameBody tells whether two sources may belong to one body: they share a noun that is no mere post, or sector and
// country both.
func (st *story) sameBody(a, b onrecord.AttributionID) bool {
	x, y := &st.at(a).Source, &st.at(b).Source
	if x.Affiliation != "" && x.Affiliation == y.Affiliation && x.Country != "" && x.Country == y.Country {
		return true
	}
	others := st.bodyNouns(b)
	for noun := range st.bodyNouns(a) {
		if others[noun] {
			return true
		}
	}
	return false
}

// bodyNouns are the nouns and names of a source, its post left out.
func (st *story) bodyNouns(id onrecord.AttributionID) map[string]bool {
	spans := st.labels(id)
	posts := map[int]bool{}
	for _, m := range st.marksIn(spans, post, bare) {
		posts[m.span.Start] = true
	}
	out := map[string]bool{}
	for _, s := range spans {
		first, end := st.d.TokensIn(s)
		for _, t := range st.d.Tokens[first:end] {
			if !posts[t.Start] && (t.Tag == "NOUN" || t.Tag == "PROPN") {
				out[strings.ToLower(st.d.In(t.Span))] = true
			}
		}
	}
	return out
}

// allegations is S12: serious wrongdoing on the word of one unnamed source, with no answer of those accused.
func (st *story) allegations() []sighting {
	out := st.each(st.unnamed(), func(id onrecord.AttributionID) []onrecord.Span {
		if !one(&st.at(id).Source) {
			return nil
		}
		words := st.marksSaid(id, allegation)
		if len(words) == 0 || st.answered(id) {
			return nil
		}
		return words
	})
	missing := "answer of those accused"
	if !st.saysCorroborated() {
		missing += " and no word on support by anything else"
	}
	for i := range out {
		out[i].fill = append(out[i].fill, "missing", missing)
	}
	return out
}

// answered tells whether the report gives an answer of those whom an attribution accuses. Where it is unknown who is
// accused or who answers, any answer counts: the rule would rather keep silent.
func (st *story) answered(id onrecord.AttributionID) bool {
	accused := st.entitiesIn(st.at(id).Content)
	for i := range st.d.Attributions {
		a := &st.d.Attributions[i]
		answers := a.Type == onrecord.TypeDenial || a.Type == onrecord.TypeNonComment ||
			!a.Cue.Empty() && len(st.marksIn([]onrecord.Span{a.Cue}, reply)) > 0
		if answers && (a.Source.Entity == 0 || len(accused) == 0 || accused[a.Source.Entity]) {
			return true
		}
	}
	return st.ownWords(reply)
}

// ownWords tells whether the outlet itself uses words of a list.
func (st *story) ownWords(l list) bool {
	for _, m := range st.marks {
		if m.list != l {
			continue
		}
		if first, end := st.d.TokensIn(m.span); first < end && st.inner[first] == 0 && !st.inSomeCue(m.span) {
			return true
		}
	}
	return false
}

// inSomeCue tells whether words are the cue of an attribution, which is judged with its source.
func (st *story) inSomeCue(s onrecord.Span) bool {
	for i := range st.d.Attributions {
		if st.d.Attributions[i].Cue.Overlaps(s) {
			return true
		}
	}
	return false
}

// saysCorroborated tells whether the report says whether anything else bears its claims out.
func (st *story) saysCorroborated() bool { return st.ownWords(corroboration) }

// entitiesIn are the entities mentioned inside spans.
func (st *story) entitiesIn(spans []onrecord.Span) map[onrecord.EntityID]bool {
	out := map[onrecord.EntityID]bool{}
	for i, e := range st.d.Entities {
		for _, m := range e.Mentions {
			if slices.ContainsFunc(spans, func(s onrecord.Span) bool { return s.Contains(m.Span) }) {
				out[onrecord.EntityID(i+1)] = true
				break
			}
		}
	}
	return out
}

// otherOutlets is S15: what another outlet found, or what its words were given to.
func (st *story) otherOutlets() []sighting {
	return st.each(st.surfaceVoices(), func(id onrecord.AttributionID) []onrecord.Span {
		a := st.at(id)
		own := plain(st.d.Meta.Publisher)
		other := a.Source.Kind == onrecord.SourceMedia && (own == "" || plain(st.voices[st.voiceOf[id-1]].label) != own)
		if !other && a.Source.Channel != onrecord.ChannelOtherOutlet {
			return nil
		}
		for _, e := range a.Evidence {
			if e.Axis == "channel" && !e.Span.Empty() {
				return []onrecord.Span{e.Span}
			}
		}
		return st.who(id)
	})
}
