package newsroom

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"onrecord"
)

// attitudes is S1: unnamed or collective sources given for what they think, want or expect.
func (st *story) attitudes() []sighting {
	var voices []voice
	for _, v := range st.surfaceVoices() {
		if v.anonymous() || v.naming == onrecord.NamingCollective {
			voices = append(voices, v)
		}
	}
	out := st.each(voices, func(id onrecord.AttributionID) []onrecord.Span {
		if a := st.at(id); !attitude(a) {
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

// fillOf is a value that already fills the message.
func fillOf(s sighting, name string) string {
	for i := 0; i+1 < len(s.fill); i += 2 {
		if s.fill[i] == name {
			return s.fill[i+1]
		}
	}
	return ""
}

// judgements is S1: words of judgement or forecast in what an unnamed source asserts.
func (st *story) judgements() []sighting {
	return st.each(st.unnamed(), func(id onrecord.AttributionID) []onrecord.Span {
		if attitude(st.at(id)) {
			return nil
		}
		return st.marksSaid(id, evaluative, forecast)
	})
}

// bareSources is S2: a source that nothing describes.
func (st *story) bareSources() []sighting {
	return st.undescribed(func(praises []onrecord.Span) bool { return len(praises) == 0 })
}

// praisedSources is S2: a source that is praised but not described.
func (st *story) praisedSources() []sighting {
	return st.undescribed(func(praises []onrecord.Span) bool { return len(praises) > 0 })
}

func (st *story) undescribed(want func(praises []onrecord.Span) bool) []sighting {
	var out []sighting
	for _, v := range st.unnamed() {
		if v.naming != onrecord.UnnamedUnaffiliated || !st.isBare(v) {
			continue
		}
		var praises []onrecord.Span
		for _, id := range v.ids {
			for _, m := range st.marksIn(st.labels(id), praise) {
				praises = append(praises, m.span)
			}
		}
		if praises = tidy(praises); want(praises) {
			out = append(out, sighting{spans: st.who(v.ids...), ids: v.ids,
				fill: []string{"source", cite(v.label), "words", st.cites(praises)}})
		}
	}
	return out
}

// labels is all words that stand for the source of an attribution.
func (st *story) labels(id onrecord.AttributionID) []onrecord.Span {
	a := st.at(id)
	return slices.Concat(a.Source.Spans, a.Source.ResolvesTo)
}

// isBare tells whether a voice is called a source or an insider and nothing in the report says who it is or how it
// comes to know.
func (st *story) isBare(v voice) bool {
	called := false
	for _, id := range v.ids {
		s := &st.at(id).Source
		if hasAccess(s) || s.Affiliation != "" || st.describes(id) {
			return false
		}
		called = called || len(st.marksIn(st.labels(id), bare)) > 0
	}
	return called
}

func hasAccess(s *onrecord.Source) bool { return s.Access != "" && s.Access != onrecord.AccessNone }

// emptyTags are the parts of speech that describe nobody.
var emptyTags = []string{"DET", "NUM", "ADP", "CCONJ", "SCONJ", "PRON", "PUNCT", "AUX", "PART"}

// describes tells whether any word of the source is more than article, number, praise or "source".
func (st *story) describes(id onrecord.AttributionID) bool {
	spans := st.labels(id)
	empty := map[int]bool{}
	for _, m := range st.marksIn(spans, bare, count, praise) {
		first, end := st.d.TokensIn(m.span)
		for t := first; t < end; t++ {
			empty[t] = true
		}
	}
	for _, s := range spans {
		first, end := st.d.TokensIn(s)
		for t := first; t < end; t++ {
			if !empty[t] && st.isWord(st.d.Tokens[t]) && !slices.Contains(emptyTags, st.d.Tokens[t].Tag) {
				return true
			}
		}
	}
	return false
}

// withoutReason is S3: unnamed, and nowhere a reason.
func (st *story) withoutReason() []sighting {
	var out []sighting
	for _, v := range st.unnamed() {
		if !st.anyOf(v, hasReason) {
			out = append(out, sighting{spans: st.who(v.ids...), ids: v.ids,
				fill: []string{"source", cite(v.label), "count", many(len(v.ids), "statement")}})
		}
	}
	return out
}

func hasReason(s *onrecord.Source) bool {
	return !s.ReasonSpan.Empty() || s.Anonymity == onrecord.AnonymityWithReason ||
		s.Reason != "" && s.Reason != onrecord.ReasonNone
}

// anyOf tells whether one of a voice's mentions as a source has what is asked for.
func (st *story) anyOf(v voice, has func(*onrecord.Source) bool) bool {
	return slices.ContainsFunc(v.ids, func(id onrecord.AttributionID) bool { return has(&st.at(id).Source) })
}

// roteReasons is S4: not authorized, or the matter is sensitive.
func (st *story) roteReasons() []sighting {
	out := st.each(st.unnamed(), func(id onrecord.AttributionID) []onrecord.Span {
		s := &st.at(id).Source
		if s.ReasonSpan.Empty() || s.Reason != onrecord.ReasonNotAuthorized && s.Reason != onrecord.ReasonSensitivity {
			return nil
		}
		return []onrecord.Span{s.ReasonSpan}
	})
	for i := range out {
		out[i].fill = append(out[i].fill, "reason", fillOf(out[i], "words"))
	}
	return out
}

// standing is S5: how many of access, reason and interest the report gives for an unnamed source.
func (st *story) standing() []sighting {
	var out []sighting
	for _, v := range st.unnamed() {
		var missing []string
		if !st.anyOf(v, hasAccess) {
			missing = append(missing, "how it knows")
		}
		if !st.anyOf(v, hasReason) {
			missing = append(missing, "why it is not named")
		}
		if !slices.ContainsFunc(v.ids, st.showsInterest) {
			missing = append(missing, "why it speaks")
		}
		if len(missing) > 0 {
			out = append(out, sighting{spans: st.introduced(v), ids: v.ids, fill: []string{"source", cite(v.label),
				"score", strconv.Itoa(3 - len(missing)), "missing", strings.Join(missing, ", ")}})
		}
	}
	return out
}

// showsInterest tells whether a source's stake is told in its own sentence, outside the words given on its word.
func (st *story) showsInterest(id onrecord.AttributionID) bool {
	for _, s := range st.at(id).Source.Spans {
		n := st.d.SentenceAt(s.Start)
		if n < 0 {
			continue
		}
		for _, m := range st.marksIn([]onrecord.Span{st.d.Sentences[n].Span}, interest) {
			if first, end := st.d.TokensIn(m.span); first < end && st.inner[first] == 0 {
				return true
			}
		}
	}
	return false
}

// judgedPersons is S13: an unnamed source's words of judgement, with a person in the same words.
func (st *story) judgedPersons() []sighting {
	out := st.each(st.unnamed(), func(id onrecord.AttributionID) []onrecord.Span {
		if len(st.personsIn(st.at(id).Content)) == 0 {
			return nil
		}
		return st.marksSaid(id, evaluative, attack)
	})
	for i := range out {
		var here []onrecord.Span
		for _, id := range out[i].ids {
			here = append(here, st.personsIn(st.at(id).Content)...)
		}
		out[i].spans = append(out[i].spans, here...)
		out[i].fill = append(out[i].fill, "second", st.cites(here))
	}
	return out
}

// personsIn lists the names of persons inside spans.
func (st *story) personsIn(spans []onrecord.Span) []onrecord.Span {
	var out []onrecord.Span
	for _, s := range spans {
		for _, n := range st.namesIn(s) {
			if n.Kind == onrecord.Person {
				out = append(out, n.Span)
			}
		}
	}
	return out
}

// namesIn lists the names inside a span.
func (st *story) namesIn(s onrecord.Span) []onrecord.Name {
	all := st.d.Names
	from := sort.Search(len(all), func(i int) bool { return all[i].Start >= s.Start })
	end := from
	for end < len(all) && all[end].End <= s.End {
		end++
	}
	return all[from:end]
}

// firstQuotation is S13: the first words in quotation marks are those of an unnamed source.
func (st *story) firstQuotation() []sighting {
	for _, id := range st.order {
		a := st.at(id)
		if !st.surface[id-1] || !quoted(a) || !st.inBody(a.Content[0].Start) {
			continue
		}
		if v := st.voiceOf[id-1]; v >= 0 && st.voices[v].anonymous() {
			return []sighting{{spans: append(st.who(id), a.Content...), ids: []onrecord.AttributionID{id},
				fill: []string{"source", cite(st.voices[v].label)}}}
		}
		return nil
	}
	return nil
}

func quoted(a *onrecord.Attribution) bool {
	return a.Form == onrecord.FormDirect || a.Form == onrecord.FormMixed
}

// inBody tells whether an offset lies in the body of the report.
func (st *story) inBody(offset int) bool {
	n := st.d.SentenceAt(offset)
	return n >= 0 && st.block(n).Kind == onrecord.Body
}

// attacks is S14: hard words on unnamed word.
func (st *story) attacks() []sighting { return st.wordsOfUnnamed(attack) }

// trifles is S14: what no one needs anonymity for.
func (st *story) trifles() []sighting { return st.wordsOfUnnamed(trifle) }

func (st *story) wordsOfUnnamed(l list) []sighting {
	return st.each(st.unnamed(), func(id onrecord.AttributionID) []onrecord.Span { return st.marksSaid(id, l) })
}

// hearsay is S14: the report itself says that the unnamed source was told, or is merely close to those who know.
func (st *story) hearsay() []sighting {
	return st.each(st.unnamed(), func(id onrecord.AttributionID) []onrecord.Span {
		a := st.at(id)
		if a.Source.Access != onrecord.AccessBriefed && a.Source.Access != onrecord.AccessFamiliar {
			return nil
		}
		for _, e := range a.Evidence {
			if e.Axis == "access" && !e.Span.Empty() {
				return []onrecord.Span{e.Span}
			}
		}
		return st.who(id)
	})
}
