package entity

import (
	"strings"

	"onrecord"
)

// role is the place of a mention in its clause.
type role uint8

const (
	roleOther role = iota
	roleSubject
	rolePassive
	roleObject
	roleOblique
	roleModifier
	rolePossessor
	roleApposition
	rolePredicate
)

// mention is one place that speaks of someone or something, before it is known whether anyone wants to hear of it.
type mention struct {
	span     onrecord.Span
	from, to int32 // tokens of the phrase, to exclusive
	head     int32
	name     int32 // index + 1 of the name in it
	chain    int32
	sentence int32
	pronoun  *pronoun
	form     onrecord.MentionForm
	kind     onrecord.EntityKind
	lemma    string // of the head, lower case; of names ""
	by       string
	conf     float64
	traits   traits
	role     role
	pair     bool // several joined by "and"
	definite bool // the, this, these, both ...
	pointing bool // this, these, such ...
	fresh    bool // a, an, another, some
	owned    bool // has a possessor
	narrowed bool // has a clause or a phrase behind it that says which one
	unreal   bool // heads a word for a time
}

func (p *report) rel(i int32) string { return p.d.Tokens[i].Rel }

func (p *report) word(i int32) string { return p.d.Text[p.d.Tokens[i].Start:p.d.Tokens[i].End] }

// baseRel is a relation without its subtype.
func baseRel(rel string) string {
	if i := strings.IndexByte(rel, ':'); i >= 0 {
		return rel[:i]
	}
	return rel
}

// findMentions lists all mentions in the order of their heads.
func (p *report) findMentions() {
	named := grow(nil, len(p.d.Tokens))
	inName := grow(nil, len(p.d.Tokens))
	for i := range p.names {
		n := &p.names[i]
		named[n.head] = int32(i) + 1
		for t := n.start; t < n.to; t++ {
			inName[t] = int32(i) + 1
		}
	}
	for _, s := range p.d.Sentences {
		if !p.d.Blocks[s.Block].Read() {
			continue
		}
		for i := int32(s.From); i < int32(s.To); i++ {
			switch {
			case named[i] != 0:
				p.addName(i, named[i])
			case inName[i] != 0:
			default:
				p.addWord(i)
			}
			p.addPair(i)
		}
	}
	p.raisePersons()
}

// raisePersons puts a person before the body named right in front ("CMU president Lara Binet") where the tree has it the
// other way round: whoever acts is the person.
func (p *report) raisePersons() {
	for i := range p.mentions {
		m := &p.mentions[i]
		if m.name == 0 || m.kind != onrecord.Person || p.head[m.head] < 0 {
			continue
		}
		h := p.head[m.head]
		if p.heads[h] == 0 || h >= m.head {
			continue
		}
		o := &p.mentions[p.heads[h]-1]
		if o.name == 0 || o.kind == onrecord.Person || p.names[o.name-1].to != p.names[m.name-1].start {
			continue
		}
		switch baseRel(p.rel(m.head)) {
		case "flat", "appos", "compound", "nmod", "dep", "amod":
		default:
			continue
		}
		b := &p.names[o.name-1]
		m.from, m.to, m.role = min(o.from, b.from), max(m.to, o.to), o.role
		o.from, o.to, o.role = b.from, b.to, roleModifier
		for _, x := range []*mention{m, o} {
			x.span = onrecord.Span{Start: p.d.Tokens[x.from].Start, End: p.d.Tokens[x.to-1].End}
		}
		m.head = h
		p.heads[h] = int32(i) + 1
	}
}

func (p *report) add(m mention) int32 {
	m.chain = -1
	m.sentence = p.sentence[m.head]
	m.span = onrecord.Span{Start: p.d.Tokens[m.from].Start, End: p.d.Tokens[m.to-1].End}
	if !m.pair {
		m.role = p.roleOf(m.head)
	}
	p.mentions = append(p.mentions, m)
	at := int32(len(p.mentions) - 1)
	if !m.pair {
		p.heads[m.head] = at + 1
	}
	return at
}

func (p *report) addName(i, number int32) {
	n := &p.names[number-1]
	m := mention{head: i, name: number, form: onrecord.NameForm, kind: n.kind, traits: n.traits}
	m.from, m.to = n.start, n.to
	if p.headsPhrase(i) {
		m.from, m.to = p.phrase(i)
		m.from, m.to = min(m.from, n.start), max(m.to, n.to)
	}
	p.add(m)
}

// headsPhrase tells whether a noun stands for itself, and is not part of another's phrase ("the Obama plan").
func (p *report) headsPhrase(i int32) bool {
	switch baseRel(p.rel(i)) {
	case "compound", "flat", "fixed", "goeswith", "amod":
		return false
	}
	return p.rel(i) != "nmod:desc"
}

func (p *report) addWord(i int32) {
	t := &p.d.Tokens[i]
	if t.Tag == "PRON" || t.Tag == "DET" {
		if pr, ok := p.words.pronouns[lower(p.word(i))]; ok && p.pronounHere(i, pr) {
			p.add(mention{head: i, from: i, to: i + 1, form: onrecord.PronounForm, pronoun: &pr, traits: pr.traits})
		}
		return
	}
	if (t.Tag != "NOUN" && t.Tag != "PROPN" && !p.adjectiveAsNoun(i)) || !p.headsPhrase(i) {
		return
	}
	p.addNominal(i)
}

// pronounHere tells whether the form really is a pronoun that stands for someone: "that" is so only in a relative
// clause, an expletive never.
func (p *report) pronounHere(i int32, pr pronoun) bool {
	t := &p.d.Tokens[i]
	if r := baseRel(t.Rel); r == "expl" || r == "mark" {
		return false
	}
	if pr.person == 'r' {
		return len(t.XPOS) > 0 && t.XPOS[0] == 'W' && p.antecedent(i) >= 0
	}
	return t.Tag == "PRON" || strings.HasPrefix(t.XPOS, "PRP")
}

// adjectiveAsNoun finds "the accused", "the wounded": an adjective that heads a phrase with an article.
func (p *report) adjectiveAsNoun(i int32) bool {
	t := &p.d.Tokens[i]
	if t.Tag != "ADJ" && t.Tag != "VERB" {
		return false
	}
	if _, ok := p.words.heads[lower(p.word(i))]; !ok {
		return false
	}
	for c := p.first[i]; c >= 0; c = p.next[c] {
		if p.rel(c) == "det" {
			return true
		}
	}
	return false
}

func (p *report) addNominal(i int32) {
	t := &p.d.Tokens[i]
	m := mention{head: i, form: onrecord.NominalForm, lemma: lower(t.Lemma)}
	m.from, m.to = p.phrase(i)
	plural := t.XPOS == "NNS" || t.XPOS == "NNPS"
	h, known := p.words.heads[m.lemma]
	if !known {
		h, known = p.words.heads[lower(p.word(i))]
	}
	if before := i - 1; before >= m.from && p.head[before] == i { // "news agency", "foreign ministry"
		if two, ok := p.words.heads[lower(p.word(before))+" "+m.lemma]; ok {
			h, known = two, true
		}
	}
	m.kind, m.unreal = h.kind, h.time
	switch {
	case known:
		m.traits = h.traits
	case plural:
		m.traits = many | anyGender
	case personal(m.lemma):
		m.traits = one | anyGender
	default:
		m.traits = one | thing
	}
	if plural {
		m.traits = m.traits&^one | many
		if m.kind == onrecord.Person {
			m.kind = onrecord.Group
		}
	}
	p.look(&m)
	p.add(m)
}

// personal tells whether the ending of a noun that no dictionary has lets it be a person.
func personal(lemma string) bool {
	for _, end := range []string{"er", "or", "ist", "ian", "ee", "ant", "man", "woman", "eer", "ite"} {
		if len(lemma) > len(end)+2 && strings.HasSuffix(lemma, end) {
			return true
		}
	}
	return false
}

// look reads what stands around the head of a nominal: article, possessor, what narrows it down.
func (p *report) look(m *mention) {
	for c := p.first[m.head]; c >= 0; c = p.next[c] {
		switch baseRel(p.rel(c)) {
		case "det":
			switch lower(p.word(c)) {
			case "the", "both":
				m.definite = true
			case "this", "that", "these", "those", "such":
				m.definite, m.pointing = true, true
			case "a", "an", "another", "some", "any", "no", "every", "each":
				m.fresh = true
			}
		case "acl":
			m.narrowed = true
		case "nmod":
			if p.rel(c) == "nmod:poss" {
				m.owned = true
			} else if c > m.head {
				m.narrowed = true
			}
		}
	}
}

// phrase is the extent of the phrase that a noun heads: with article, modifiers and appositions, without preposition,
// relative clause, what is joined to it by "and", and marks at its edges.
func (p *report) phrase(h int32) (from, to int32) {
	lo, hi := h, h
	for c := p.first[h]; c >= 0; c = p.next[c] {
		if inPhrase(p.rel(c)) && !(c > h && p.rel(c) == "amod" && p.child(c, "case") >= 0) {
			lo, hi = min(lo, p.low[c]), max(hi, p.high[c])
		}
	}
	for lo < h && p.d.Tokens[lo].Tag == "PUNCT" {
		lo++
	}
	for hi > h && p.d.Tokens[hi].Tag == "PUNCT" && !p.closes(lo, hi) {
		hi--
	}
	return lo, hi + 1
}

// inPhrase tells whether a dependent of that relation belongs to the phrase of its noun.
func inPhrase(rel string) bool {
	switch baseRel(rel) {
	case "det", "amod", "compound", "nummod", "nmod", "flat", "fixed", "appos", "goeswith":
		return true
	}
	return rel == "acl"
}

// closes tells whether the mark at hi closes a bracket that opens after lo.
func (p *report) closes(lo, hi int32) bool {
	if w := p.word(hi); w != ")" && w != "]" {
		return false
	}
	for i := hi - 1; i >= lo && i > hi-40; i-- {
		if w := p.word(i); w == "(" || w == "[" {
			return true
		}
	}
	return false
}

func (p *report) roleOf(i int32) role {
	for range 8 {
		switch rel := p.rel(i); baseRel(rel) {
		case "nsubj", "csubj":
			if strings.HasSuffix(rel, "pass") {
				return rolePassive
			}
			return roleSubject
		case "obj", "iobj":
			return roleObject
		case "obl":
			return roleOblique
		case "nmod":
			if rel == "nmod:poss" {
				return rolePossessor
			}
			return roleModifier
		case "compound", "amod":
			return roleModifier
		case "appos":
			return roleApposition
		case "conj":
			if p.head[i] >= 0 {
				i = p.head[i]
				continue
			}
			return roleOther
		case "root", "ccomp", "xcomp", "advcl", "acl":
			if p.copula(i) >= 0 {
				return rolePredicate
			}
		}
		return roleOther
	}
	return roleOther
}

// child is the first dependent of i with that relation (its subtypes too, unless the relation has one), or -1.
func (p *report) child(i int32, rel string) int32 {
	for c := p.first[i]; c >= 0; c = p.next[c] {
		if r := p.rel(c); r == rel || baseRel(r) == rel {
			return c
		}
	}
	return -1
}

// copula is the "be" of a predicate, or -1.
func (p *report) copula(i int32) int32 { return p.child(i, "cop") }

// addPair adds what is joined by "and" as one mention, once its last member is in: i is that member's head.
func (p *report) addPair(i int32) {
	h := p.head[i]
	if h < 0 || baseRel(p.rel(i)) != "conj" || p.heads[i] == 0 || p.heads[h] == 0 || p.child(i, "cc") < 0 {
		return
	}
	cc := p.child(i, "cc")
	if w := lower(p.word(cc)); w != "and" && w != "&" {
		return
	}
	a, b := &p.mentions[p.heads[h]-1], &p.mentions[p.heads[i]-1]
	m := mention{head: h, from: min(a.from, b.from), to: max(a.to, b.to), pair: true, form: onrecord.NominalForm,
		traits: many | anyGender, role: a.role}
	if a.kind == b.kind {
		m.kind = a.kind
	}
	if m.kind == onrecord.Person {
		m.kind = onrecord.Group
	}
	m.unreal = a.unreal || b.unreal
	p.add(m)
}
