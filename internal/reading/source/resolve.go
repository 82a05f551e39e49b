package source

import (
	"slices"

	"onrecord"
)

// resolver ties sources to the entities and the earlier words that they stand for.
type resolver struct {
	*text
	phrases  *phraseParser
	entities *entityIndex
	own      *ownership
}

// calls are the phrases by which the source is called, the one that tells most first: its own words; where these only
// point, the earlier words they stand for; then the other mentions of the same one.
func (rs *resolver) calls(a *onrecord.Attribution) []nounPhrase {
	var out []nounPhrase
	add := func(spans []onrecord.Span) {
		if np := rs.phrases.parse(spans); len(np.core) > 0 {
			out = append(out, np)
		}
	}
	own := rs.phrases.parse(a.Source.Spans)
	if len(own.core) > 0 && !own.points() {
		out = append(out, own)
	}
	if len(a.Source.ResolvesTo) > 0 && len(out) == 0 {
		add(a.Source.ResolvesTo)
		out = slices.DeleteFunc(out, nounPhrase.points)
	}
	for _, s := range rs.entities.mentions(a.Source.Entity) {
		if len(a.Source.Spans) == 0 || s != a.Source.Spans[0] {
			add([]onrecord.Span{s})
		}
	}
	if ante := rs.phrases.antecedent(own); len(out) == 0 && ante.head >= 0 {
		out = append(out, ante)
	}
	if len(out) == 0 && len(own.core) > 0 {
		out = append(out, own)
	}
	return out
}

// resolve ties a source to its entity, where the entities know its words, and tells for what earlier words a pronoun or
// "these sources" stands. What an earlier stage has tied stays.
func (rs *resolver) resolve(i int) {
	s := &rs.d.Attributions[i].Source
	rs.own.nouns[i] = -1
	if len(s.Spans) == 0 {
		return
	}
	np := rs.phrases.parse(s.Spans)
	if np.head < 0 {
		return
	}
	rs.own.nouns[i] = np.head
	if ante := rs.phrases.antecedent(np); ante.head >= 0 {
		rs.own.nouns[i] = ante.head
	}
	if s.Entity == 0 {
		s.Entity = rs.entities.entityAt(np.head, s.Spans)
	}
	if s.Entity == 0 && np.points() {
		rs.resolveByGrammar(i, np)
	}
	if len(s.ResolvesTo) == 0 {
		s.ResolvesTo = rs.earlier(s.Entity, np)
	}
}

// resolveByGrammar resolves what the sentence alone makes plain: "who" behind its noun, "I" inside a quotation.
func (rs *resolver) resolveByGrammar(i int, np nounPhrase) {
	a := &rs.d.Attributions[i]
	s := &a.Source
	if ante := rs.phrases.antecedent(np); ante.head >= 0 {
		s.Entity = rs.entities.entityAt(ante.head, ante.spans)
		if len(s.ResolvesTo) == 0 && ante.spans[0].End <= s.Spans[0].Start {
			s.ResolvesTo = ante.spans
		}
		return
	}
	if form := rs.words[np.head].form; rs.quoted[np.head] && (form == "i" || form == "me" || form == "my") && a.Within != 0 {
		outer := &rs.d.Attributions[a.Within-1].Source
		s.Entity = outer.Entity
		if len(s.ResolvesTo) == 0 && len(outer.Spans) > 0 && outer.Spans[0].Start < s.Spans[0].Start {
			s.ResolvesTo = slices.Clone(outer.Spans)
		}
	}
}

// earlier is the fullest mention of the same one elsewhere in the report, where the source's own words tell less: for a pronoun, "the
// official" or a bare surname the mention whose name has most words, else the longest noun phrase; of equals the first.
func (rs *resolver) earlier(id onrecord.EntityID, np nounPhrase) []onrecord.Span {
	known := rs.entities.of(id)
	if known == nil || len(np.spans) == 0 {
		return nil
	}
	own := onrecord.Span{Start: np.spans[0].Start, End: np.spans[len(np.spans)-1].End}
	best, most := known.fullest, known.most
	switch {
	case best.Empty() || own.Overlaps(best.Span):
		return nil
	case np.points():
	case most > 0:
		if rs.entities.nameWords(onrecord.Mention{Span: own, Form: onrecord.NameForm}, known.kind) >= most {
			return nil
		}
	case !np.definite() || best.Len() <= own.Len():
		return nil
	}
	return []onrecord.Span{best.Span}
}
