package source

import (
	"slices"

	"onrecord"
)

// resolve ties a source to its entity, where the entities know its words, and tells for what earlier words a pronoun or
// "these sources" stands. What an earlier stage has tied stays.
func (r *reading) resolve(i int) {
	s := &r.d.Attributions[i].Source
	r.nouns[i] = -1
	if len(s.Spans) == 0 {
		return
	}
	v := r.hear(s.Spans)
	if v.head < 0 {
		return
	}
	r.nouns[i] = v.head
	if ante := r.antecedent(v); ante.head >= 0 {
		r.nouns[i] = ante.head
	}
	if s.Entity == 0 {
		s.Entity = r.entityAt(v.head, s.Spans)
	}
	if s.Entity == 0 && r.points(v) {
		r.resolveByGrammar(i, v)
	}
	if len(s.ResolvesTo) == 0 {
		s.ResolvesTo = r.earlier(s.Entity, v)
	}
}

// resolveByGrammar resolves what the sentence alone makes plain: "who" behind its noun, "I" inside a quotation.
func (r *reading) resolveByGrammar(i int, v voice) {
	a := &r.d.Attributions[i]
	s := &a.Source
	if ante := r.antecedent(v); ante.head >= 0 {
		s.Entity = r.entityAt(ante.head, ante.spans)
		if len(s.ResolvesTo) == 0 && ante.spans[0].End <= s.Spans[0].Start {
			s.ResolvesTo = ante.spans
		}
		return
	}
	if form := r.words[v.head].form; r.quoted[v.head] && (form == "i" || form == "me" || form == "my") && a.Within != 0 {
		outer := &r.d.Attributions[a.Within-1].Source
		s.Entity = outer.Entity
		if len(s.ResolvesTo) == 0 && len(outer.Spans) > 0 && outer.Spans[0].Start < s.Spans[0].Start {
			s.ResolvesTo = slices.Clone(outer.Spans)
		}
	}
}

// entityAt is the entity that a token is the head of a mention of, or 0. Where mentions lie in one another, the widest
// inside the spans counts.
func (r *reading) entityAt(head int, spans []onrecord.Span) onrecord.EntityID {
	best, size := onrecord.EntityID(0), -1
	for _, m := range r.mentionsAt(head) {
		inside := len(spans) == 0 || slices.ContainsFunc(spans, func(s onrecord.Span) bool { return s.Contains(m.span) })
		if inside && m.span.Len() > size {
			best, size = m.entity, m.span.Len()
		}
	}
	if best == 0 && len(spans) == 1 {
		best = r.mentionedAs(spans[0])
	}
	return best
}

// mentionedAs is the entity whose name a stretch is, whatever its head: parsers hang "Ms" of "Ms Hallam" outside the name. It is 0 for none.
func (r *reading) mentionedAs(at onrecord.Span) onrecord.EntityID {
	for i := range r.d.Entities {
		for _, m := range r.d.Entities[i].Mentions {
			if m.Span == at && m.Form == onrecord.NameForm {
				return onrecord.EntityID(i + 1)
			}
		}
	}
	return 0
}

// place is where an entity is mentioned.
type place struct {
	entity onrecord.EntityID
	span   onrecord.Span
}

// mentionsAt lists the mentions whose head is the token, or which end a name there.
func (r *reading) mentionsAt(i int) []place {
	if r.places == nil {
		r.places = map[int][]place{}
		for k := range r.d.Entities {
			for _, m := range r.d.Entities[k].Mentions {
				first, end := r.tokens(m.Span)
				if h := int(m.Head) - 1; h >= first && h < end {
					r.places[h] = append(r.places[h], place{onrecord.EntityID(k + 1), m.Span})
				}
			}
		}
	}
	if found := r.places[i]; found != nil {
		return found
	}
	if r.named[i] > 0 { // the parser and the names may not agree on the head of a name
		name := r.d.Names[r.named[i]-1]
		for j := max(0, name.From); j < min(name.To, len(r.words)); j++ {
			if found := r.places[j]; found != nil {
				return found
			}
		}
	}
	return nil
}

// earlier is the mention that a pronoun, or a noun behind "the" or "these", stands for: the nearest one before it that
// is no pronoun.
func (r *reading) earlier(id onrecord.EntityID, v voice) []onrecord.Span {
	e := r.d.Entity(id)
	if e == nil || r.isName(v.head, onrecord.Person) || !r.points(v) && !r.definite(v) {
		return nil
	}
	for k := len(e.Mentions) - 1; k >= 0; k-- {
		m := e.Mentions[k]
		if m.Form != onrecord.PronounForm && m.End <= v.spans[0].Start {
			return []onrecord.Span{m.Span}
		}
	}
	return nil
}
