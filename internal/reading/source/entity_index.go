package source

import (
	"slices"
	"strings"

	"onrecord"
)

// entityIndex finds the entities of a report by where they are mentioned. Each part is made when it is first asked for.
type entityIndex struct {
	*text
	places  map[int][]place // mentions by the token that heads them
	lands   [][]land        // mentions of entities that belong to a country, by stretch of the text
	bearers map[onrecord.Span]onrecord.EntityID
	known   []known // per entity: what its mentions tell
}

// mostMentions bounds how many mentions of a source are looked at.
const mostMentions = 12

// known is what the mentions of an entity tell of it.
type known struct {
	named   onrecord.Span    // the first of its names
	fullest onrecord.Mention // that tells the most
	most    int              // the words of its name
	kind    onrecord.EntityKind
	calls   []onrecord.Span // where it is called by name or noun, the fullest name first
	asked   bool
}

// place is where an entity is mentioned.
type place struct {
	entity onrecord.EntityID
	span   onrecord.Span
}

// land is a mention of an entity that belongs to a country.
type land struct {
	country string
	span    onrecord.Span
}

// stride is how many bytes a stretch of the text has, for finding what is near.
const stride = 256

// of is what the mentions of an entity tell; nil of none.
func (ix *entityIndex) of(id onrecord.EntityID) *known {
	e := ix.d.Entity(id)
	if e == nil {
		return nil
	}
	if ix.known == nil {
		ix.known = make([]known, len(ix.d.Entities))
	}
	k := &ix.known[id-1]
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
		if n := ix.nameWords(m, e.Kind); k.fullest.Empty() || n > k.most || n == 0 && k.most == 0 && m.Len() > k.fullest.Len() {
			k.fullest, k.most = m, n
		}
	}
	k.calls = ix.callsOf(e)
	return k
}

// mentions are the places where an entity is called by name or noun: the fullest name first, then in order.
func (ix *entityIndex) mentions(id onrecord.EntityID) []onrecord.Span {
	if k := ix.of(id); k != nil {
		return k.calls
	}
	return nil
}

func (ix *entityIndex) callsOf(e *onrecord.Entity) []onrecord.Span {
	var names, nouns []onrecord.Span
	for _, m := range e.Mentions {
		switch m.Form {
		case onrecord.NameForm:
			names = append(names, ix.widened(m))
		case onrecord.NominalForm:
			nouns = append(nouns, m.Span)
		}
	}
	slices.SortStableFunc(names, func(a, b onrecord.Span) int { return b.Len() - a.Len() })
	out := append(names, nouns...)
	return out[:min(len(out), mostMentions)]
}

// widened widens the mention of a name by the titles in front of it and an apposition behind it.
func (ix *entityIndex) widened(m onrecord.Mention) onrecord.Span {
	first, end := ix.tokens(m.Span)
	h := int(m.Head) - 1
	if h < first || h >= end {
		h = end - 1
	}
	if h < 0 || first >= end {
		return m.Span
	}
	for j, steps := ix.governor(h), 0; j >= 0 && steps < 3 && slices.Contains(besides, ix.rel(h)) && !ix.owns(h); j, steps = ix.governor(h), steps+1 {
		h = j // the name hangs on its title
	}
	lo, hi := min(first, h), max(end, h+1)
	for _, k := range ix.kids[h] {
		rel := ix.rel(int(k))
		if rel == "appos" || rel == "compound" || rel == "flat" || rel == "amod" || ix.d.Tokens[k].Rel == "nmod:desc" {
			lo, hi = ix.cover(int(k), lo, hi)
		}
	}
	return ix.span(lo, hi)
}

// nameWords is how many words the name in a mention has, titles left out; 0 where it has none of the kind.
func (ix *entityIndex) nameWords(m onrecord.Mention, kind onrecord.EntityKind) int {
	if m.Form != onrecord.NameForm {
		return 0
	}
	first, end := ix.tokens(m.Span)
	most := 0
	for i := first; i < end; i++ {
		k := ix.named[i] - 1
		if k < 0 {
			continue
		}
		n := &ix.d.Names[k]
		if kind == onrecord.Person && n.Kind != onrecord.Person {
			continue
		}
		count := 0
		for j := n.From; j < n.To; j++ {
			if _, title := ix.dict.titles[ix.d.In(ix.d.Tokens[j].Span)]; !title && ix.isWord(j) {
				count++
			}
		}
		most = max(most, count)
	}
	return most
}

// nameElsewhere is where the report names the source, when it does so in another place.
func (ix *entityIndex) nameElsewhere(a *onrecord.Attribution) (onrecord.Span, bool) {
	e := ix.d.Entity(a.Source.Entity)
	if e == nil || e.Kind != onrecord.Person {
		return onrecord.Span{}, false
	}
	at := ix.of(a.Source.Entity).named
	return at, !at.Empty()
}

// entityAt is the entity that a token is the head of a mention of, or 0. Where mentions lie in one another, the widest
// inside the spans counts.
func (ix *entityIndex) entityAt(head int, spans []onrecord.Span) onrecord.EntityID {
	best, size := onrecord.EntityID(0), -1
	for _, m := range ix.mentionsAt(head) {
		inside := len(spans) == 0 || slices.ContainsFunc(spans, func(s onrecord.Span) bool { return s.Contains(m.span) })
		if inside && m.span.Len() > size {
			best, size = m.entity, m.span.Len()
		}
	}
	if best == 0 && len(spans) == 1 {
		best = ix.mentionedAs(spans[0])
	}
	if best == 0 { // a source that was cut too short: "Ana Ruiz" of "council member Ana Ruiz"
		for _, m := range ix.mentionsAt(head) {
			if size < 0 || m.span.Len() < size {
				best, size = m.entity, m.span.Len()
			}
		}
	}
	return best
}

// mentionsAt lists the mentions whose head is the token, or which end a name there.
func (ix *entityIndex) mentionsAt(i int) []place {
	if ix.places == nil {
		ix.places = map[int][]place{}
		for k := range ix.d.Entities {
			for _, m := range ix.d.Entities[k].Mentions {
				first, end := ix.tokens(m.Span)
				if h := int(m.Head) - 1; h >= first && h < end {
					ix.places[h] = append(ix.places[h], place{onrecord.EntityID(k + 1), m.Span})
				}
			}
		}
	}
	if found := ix.places[i]; found != nil {
		return found
	}
	if ix.named[i] > 0 { // the parser and the names may not agree on the head of a name
		name := ix.d.Names[ix.named[i]-1]
		for j := max(0, name.From); j < min(name.To, len(ix.words)); j++ {
			if found := ix.places[j]; found != nil {
				return found
			}
		}
	}
	return nil
}

// mentionedAs is the entity whose name a stretch is, whatever its head: parsers hang "Ms" of "Ms Hallam" outside the name. It is 0 for none.
func (ix *entityIndex) mentionedAs(at onrecord.Span) onrecord.EntityID {
	if ix.bearers == nil {
		ix.bearers = map[onrecord.Span]onrecord.EntityID{}
		for i := range ix.d.Entities {
			for _, m := range ix.d.Entities[i].Mentions {
				if m.Form == onrecord.NameForm && ix.bearers[m.Span] == 0 {
					ix.bearers[m.Span] = onrecord.EntityID(i + 1)
				}
			}
		}
	}
	for at.End > at.Start && strings.ContainsRune(",; ", rune(ix.d.Text[at.End-1])) { // the comma that closes an apposition
		at.End--
	}
	return ix.bearers[at]
}

// mentionedHere tells whether an entity is mentioned by more than a pronoun in a paragraph before a place.
func (ix *entityIndex) mentionedHere(id onrecord.EntityID, paragraph, before int) bool {
	e := ix.d.Entity(id)
	if e == nil {
		return false
	}
	for k := len(e.Mentions) - 1; k >= 0; k-- {
		m := e.Mentions[k]
		if m.Start >= before {
			continue
		}
		if ix.d.ParagraphAt(m.Start) < paragraph {
			return false
		}
		if m.Form != onrecord.PronounForm {
			return true
		}
	}
	return false
}

// countryAt is the country of an entity that is mentioned at a token, with the words of the mention.
func (ix *entityIndex) countryAt(i int) (string, onrecord.Span) {
	at := ix.d.Tokens[i].Span
	for _, l := range ix.countries()[at.Start/stride] {
		if l.span.Contains(at) && l.span.Len() <= 4*at.Len()+16 {
			return l.country, l.span
		}
	}
	return "", onrecord.Span{}
}

// countries are the mentions of entities that belong to a country, by stretch of the text.
func (ix *entityIndex) countries() [][]land {
	if ix.lands != nil {
		return ix.lands
	}
	ix.lands = make([][]land, len(ix.d.Text)/stride+1)
	for i := range ix.d.Entities {
		e := &ix.d.Entities[i]
		own := ix.d.CountryOf(e)
		if own == "" {
			continue
		}
		for _, m := range e.Mentions {
			for k := m.Start / stride; k <= m.End/stride; k++ {
				ix.lands[k] = append(ix.lands[k], land{own, m.Span})
			}
		}
	}
	return ix.lands
}
