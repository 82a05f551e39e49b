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
	if best == 0 { // a source that was cut too short: "Ana Ruiz" of "council member Ana Ruiz"
		for _, m := range r.mentionsAt(head) {
			if size < 0 || m.span.Len() < size {
				best, size = m.entity, m.span.Len()
			}
		}
	}
	return best
}

// mentionedAs is the entity whose name a stretch is, whatever its head: parsers hang "Ms" of "Ms Hallam" outside the name. It is 0 for none.
func (r *reading) mentionedAs(at onrecord.Span) onrecord.EntityID {
	if r.bearers == nil {
		r.bearers = map[onrecord.Span]onrecord.EntityID{}
		for i := range r.d.Entities {
			for _, m := range r.d.Entities[i].Mentions {
				if m.Form == onrecord.NameForm && r.bearers[m.Span] == 0 {
					r.bearers[m.Span] = onrecord.EntityID(i + 1)
				}
			}
		}
	}
	return r.bearers[at]
}

// known is what the mentions of an entity tell of it.
type known struct {
	named   onrecord.Span    // the first of its names
	fullest onrecord.Mention // that tells the most
	most    int              // the words of its name
	kind    onrecord.EntityKind
	calls   []onrecord.Span // where it is called by name or noun, the fullest name first
	asked   bool
}

// of is what the mentions of an entity tell; nil of none.
func (r *reading) of(id onrecord.EntityID) *known {
	e := r.d.Entity(id)
	if e == nil {
		return nil
	}
	if r.known == nil {
		r.known = make([]known, len(r.d.Entities))
	}
	k := &r.known[id-1]
	if k.asked {
		return k
	}
	k.asked, k.kind = true, e.Kind
	for _, m := range e.Mentions {
		if m.Form == onrecord.NameForm && k.named.Empty() {
			k.named = m.Span
		}
		if m.Form == onrecord.PronounForm {
			continue
		}
		if n := r.nameWords(m, e.Kind); k.fullest.Empty() || n > k.most || n == 0 && k.most == 0 && m.Len() > k.fullest.Len() {
			k.fullest, k.most = m, n
		}
	}
	k.calls = r.callsOf(e)
	return k
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

// earlier is the fullest mention of the same one elsewhere in the report, where the source's own words tell less: for a pronoun, "the
// official" or a bare surname the mention whose name has most words, else the longest noun phrase; of equals the first.
func (r *reading) earlier(id onrecord.EntityID, v voice) []onrecord.Span {
	known := r.of(id)
	if known == nil || len(v.spans) == 0 {
		return nil
	}
	own := onrecord.Span{Start: v.spans[0].Start, End: v.spans[len(v.spans)-1].End}
	best, most := known.fullest, known.most
	switch {
	case best.Empty() || own.Overlaps(best.Span):
		return nil
	case r.points(v):
	case most > 0:
		if r.nameWords(onrecord.Mention{Span: own, Form: onrecord.NameForm}, known.kind) >= most {
			return nil
		}
	case !r.definite(v) || best.Len() <= own.Len():
		return nil
	}
	return []onrecord.Span{best.Span}
}

// nameWords is how many words the name in a mention has, titles left out; 0 where it has none of the kind.
func (r *reading) nameWords(m onrecord.Mention, kind onrecord.EntityKind) int {
	if m.Form != onrecord.NameForm {
		return 0
	}
	first, end := r.tokens(m.Span)
	most := 0
	for i := first; i < end; i++ {
		k := r.named[i] - 1
		if k < 0 {
			continue
		}
		n := &r.d.Names[k]
		if kind == onrecord.Person && n.Kind != onrecord.Person {
			continue
		}
		count := 0
		for j := n.From; j < n.To; j++ {
			if _, title := r.t.titles[r.d.In(r.d.Tokens[j].Span)]; !title && r.isWord(j) {
				count++
			}
		}
		most = max(most, count)
	}
	return most
}
