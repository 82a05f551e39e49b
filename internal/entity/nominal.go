package entity

import (
	"slices"

	"onrecord"
)

// tieOthers goes through the report once and ties every mention to what stands before it.
func (p *report) tieOthers() {
	for i := range p.mentions {
		if i%lookEvery == 0 && p.stop() {
			return
		}
		at := int32(i)
		m := &p.mentions[i]
		switch {
		case m.name != 0:
			p.tie(at, m.chain, m.by, m.conf)
			p.tieNameBack(at)
		case m.pronoun != nil:
			p.tiePronoun(at)
		case m.pair:
			p.tieNew(at, "nominal/pair")
		case m.unreal:
		default:
			p.tieNominal(at)
		}
	}
}

func (p *report) tieNew(at int32, by string) {
	m := &p.mentions[at]
	p.tie(at, p.newChain(m.kind, m.traits), by, 0.9)
}

// tieNameBack ties a name to the noun that it explains: "the interior minister, Ana Ruiz".
func (p *report) tieNameBack(at int32) {
	m := &p.mentions[at]
	other := p.explainedBy(at)
	if other < 0 {
		return
	}
	o := &p.mentions[other]
	if o.name != 0 || o.pronoun != nil || o.chain < 0 || !p.mayBe(o, m) {
		return
	}
	if c := p.chainOf(other); p.chains[c].name == 0 {
		p.merge(p.chainOf(at), c)
	}
}

// explainedBy is the mention that a name stands in apposition to: by syntax, or right before it and a comma.
func (p *report) explainedBy(at int32) int32 {
	m := &p.mentions[at]
	if h, rel := p.head[m.head], baseRel(p.rel(m.head)); h >= 0 && (rel == "appos" || rel == "flat") && p.heads[h] != 0 {
		if o := p.heads[h] - 1; p.chainOf(o) >= 0 && p.mayBe(&p.mentions[o], m) {
			return o
		}
	}
	if m.kind != onrecord.Person {
		return -1
	}
	return p.beside(at)
}

// beside is the mention of one person that ends at the comma before a mention, which itself ends at a mark: "the
// spokesman, Karl Otten, said". The trees of long sentences often miss it.
func (p *report) beside(at int32) int32 {
	m := &p.mentions[at]
	n := m.from
	if n < 2 || p.word(n-1) != "," || int(m.to) >= len(p.d.Tokens) || p.d.Tokens[m.to].Tag != "PUNCT" || p.sentence[n-2] != m.sentence {
		return -1
	}
	for j := at - 1; j >= 0 && j > at-8; j-- {
		o := &p.mentions[j]
		if o.to != n-1 || o.pronoun != nil || o.pair || o.sentence != m.sentence {
			continue
		}
		if o.kind == onrecord.Person && o.traits&one != 0 && (o.name != 0) != (m.name != 0) && (o.name != 0 || o.definite || o.owned) {
			return j
		}
	}
	return -1
}

// mayBe tells whether two mentions that stand in apposition, or are joined by "is", can be of the same one.
func (p *report) mayBe(a, b *mention) bool {
	if !a.traits.agree(b.traits) || a.unreal || b.unreal {
		return false
	}
	ka, kb := a.kind, b.kind
	if a.name != 0 {
		ka = p.chains[p.chainOf(p.heads[a.head]-1)].kind
	}
	if b.name != 0 {
		kb = p.chains[p.chainOf(p.heads[b.head]-1)].kind
	}
	return sameSort(ka, kb)
}

// sameSort tells whether an entity of one kind can be described as of the other.
func sameSort(a, b onrecord.EntityKind) bool {
	if a == b || a == "" || b == "" {
		return a != onrecord.Person && b != onrecord.Person || a == b || a == "" || b == ""
	}
	body := func(k onrecord.EntityKind) bool {
		switch k {
		case onrecord.Organization, onrecord.Government, onrecord.MediaOutlet, onrecord.Group, onrecord.OtherKind:
			return true
		}
		return false
	}
	if body(a) && body(b) {
		return true
	}
	place := func(k onrecord.EntityKind) bool {
		return k == onrecord.Country || k == onrecord.Place || k == onrecord.Metonym
	}
	return place(a) && place(b) || a == onrecord.OtherKind && b == onrecord.DocumentKind || b == onrecord.OtherKind && a == onrecord.DocumentKind
}

// tieNominal ties a noun phrase: apposition, "is", or a description that points back; otherwise it is someone new.
func (p *report) tieNominal(at int32) {
	m := &p.mentions[at]
	if c, by, conf := p.explained(at); c >= 0 {
		p.tie(at, c, by, conf)
		return
	}
	if c, by, conf := p.pointedAt(at); c >= 0 {
		p.tie(at, c, by, conf)
		return
	}
	p.tieNew(at, "nominal/new")
	if m.kind == onrecord.Person && m.traits&human == human {
		p.chains[m.chain].traits = m.traits
	}
}

// explained finds what a noun explains: as an apposition ("Ruiz, the interior minister,"), or as a predicate ("Ruiz is the
// interior minister").
func (p *report) explained(at int32) (c int32, by string, conf float64) {
	m := &p.mentions[at]
	h := p.head[m.head]
	if baseRel(p.rel(m.head)) == "appos" && h >= 0 && p.heads[h] != 0 {
		o := p.heads[h] - 1
		if other := &p.mentions[o]; other.pronoun == nil && p.chainOf(o) >= 0 && p.mayBe(m, other) && h < m.head {
			return p.chainOf(o), "nominal/apposition", 0.9
		}
	}
	if m.kind == onrecord.Person && (m.definite || m.owned || m.fresh) && p.copula(m.head) < 0 {
		if o := p.beside(at); o >= 0 && p.mentions[o].name != 0 && p.chainOf(o) >= 0 && p.mayBe(m, &p.mentions[o]) {
			return p.chainOf(o), "nominal/apposition", 0.8
		}
	}
	if p.copula(m.head) < 0 {
		return -1, "", 0
	}
	s := p.child(m.head, "nsubj")
	if s < 0 || s > m.head || p.heads[s] == 0 || p.child(m.head, "aux") >= 0 || p.negated(m.head) {
		return -1, "", 0
	}
	o := p.heads[s] - 1
	other := &p.mentions[o]
	if p.chainOf(o) < 0 || m.kind == "" || !p.mayBe(m, other) {
		return -1, "", 0
	}
	if k := p.chains[p.chainOf(o)].kind; k == "" && other.pronoun == nil {
		return -1, "", 0
	}
	return p.chainOf(o), "nominal/copula", 0.85
}

func (p *report) negated(i int32) bool {
	for c := p.first[i]; c >= 0; c = p.next[c] {
		switch lower(p.d.Tokens[c].Lemma) {
		case "not", "n't", "never", "no":
			return true
		}
	}
	return false
}

const (
	backNominal = 15 // sentences that a description points back to another
	backName    = 40 // the same to a name with that title
)

// pointedAt finds the one that a definite description points back to.
func (p *report) pointedAt(at int32) (c int32, by string, conf float64) {
	m := &p.mentions[at]
	if m.fresh || !m.definite || p.tellsNew(m) {
		return -1, "", 0
	}
	if c := p.bothSides(at); c >= 0 {
		return c, "nominal/pair", 0.6
	}
	if c := p.sameHead(at); c >= 0 {
		return c, "nominal/head", 0.8
	}
	if c := p.bodyCalled(at); c >= 0 {
		return c, "nominal/short", 0.8
	}
	return -1, "", 0
}

// tellsNew tells whether the words behind a noun say which one is meant, so that nothing before needs to.
func (p *report) tellsNew(m *mention) bool {
	if m.pointing {
		return false
	}
	return m.narrowed || p.child(m.head, "acl:relcl") >= 0
}

// sameHead finds the latest chain that the same noun describes, with no clash in number, modifiers or clause.
func (p *report) sameHead(at int32) int32 {
	m := &p.mentions[at]
	list := p.byHead[m.lemma]
	mods := p.modifiers(m, nil)
	best, bestLast := int32(-1), int32(-1)
	for i := len(list) - 1; i >= 0 && i >= len(list)-12; i-- {
		c := list[i]
		for p.chains[c].into != 0 {
			c = p.chains[c].into - 1
		}
		ch := &p.chains[c]
		if ch.last < 0 || ch.last <= bestLast || ch.last >= at || !ch.traits.agree(m.traits) {
			continue
		}
		last := &p.mentions[ch.last]
		back := int32(backNominal)
		if ch.name != 0 {
			back = backName
		}
		if m.sentence-last.sentence > back || !allIn(mods, ch.mods) || p.clash(m, last) || p.passing(m, ch, last) {
			continue
		}
		best, bestLast = c, ch.last
	}
	return best
}

// passing tells whether a chain is only a bare plural some way back ("people waited"), which no "the people" points to.
func (p *report) passing(m *mention, ch *chain, last *mention) bool {
	return ch.size == 1 && last.traits&one == 0 && !last.definite && !last.fresh && !last.owned && len(ch.mods) == 0 &&
		!m.pointing && m.sentence-last.sentence > 4
}

func allIn(a, b []string) bool {
	for _, w := range a {
		if !slices.Contains(b, w) {
			return false
		}
	}
	return true
}

// clash tells whether two mentions cannot be of the same one because one holds the other, or both hang on the same verb.
func (p *report) clash(m, o *mention) bool {
	if m.sentence != o.sentence {
		return false
	}
	if p.under(m.head, o.head) && m.head < o.to || p.under(o.head, m.head) {
		return true
	}
	h := p.head[m.head]
	return h >= 0 && h == p.head[o.head] && argument(p.rel(m.head)) && argument(p.rel(o.head))
}

func argument(rel string) bool {
	switch baseRel(rel) {
	case "nsubj", "obj", "iobj", "obl", "csubj":
		return true
	}
	return false
}

// bodyCalled finds the named body whose own name has this noun: "the ministry" for "the Foreign Ministry".
func (p *report) bodyCalled(at int32) int32 {
	m := &p.mentions[at]
	switch m.kind {
	case onrecord.Organization, onrecord.Government, onrecord.MediaOutlet, onrecord.DocumentKind:
	default:
		return -1
	}
	if m.traits&one == 0 {
		return -1
	}
	seen := 0
	for j := at - 1; j >= 0 && seen < 60 && m.sentence-p.mentions[j].sentence <= 20; j-- {
		o := &p.mentions[j]
		if o.name == 0 {
			continue
		}
		seen++
		c := p.chainOf(j)
		if p.chains[c].name == 0 || p.clash(m, o) {
			continue
		}
		parts := p.names[p.chains[c].name-1].parts
		if len(parts) < 2 || class(p.chains[c].kind) != "o" {
			continue
		}
		mods := p.modifiers(m, nil)
		if hasWord(parts, m.lemma) && allIn(mods, lowered(parts)) {
			return c
		}
	}
	return -1
}

func lowered(parts []string) []string {
	out := make([]string, len(parts))
	for i, w := range parts {
		out[i] = lower(w)
	}
	return out
}

func hasWord(parts []string, w string) bool {
	for _, x := range parts {
		if lower(x) == w {
			return true
		}
	}
	return false
}

// bothSides finds the pair that "the two sides", "both countries" stand for: the latest two joined by "and", or the
// latest two states.
func (p *report) bothSides(at int32) int32 {
	m := &p.mentions[at]
	if !p.isTwo(m) {
		return -1
	}
	for j := at - 1; j >= 0 && m.sentence-p.mentions[j].sentence <= 5; j-- {
		o := &p.mentions[j]
		if o.pair && !p.clash(m, o) && p.chainOf(j) >= 0 && p.fitsPair(m, o) {
			return p.chainOf(j)
		}
	}
	return -1
}

func (p *report) isTwo(m *mention) bool {
	if m.traits&many == 0 {
		return false
	}
	for c := p.first[m.head]; c >= 0; c = p.next[c] {
		switch lower(p.d.Tokens[c].Lemma) {
		case "two", "both", "2":
			return true
		}
	}
	return false
}

// fitsPair tells whether the members of a pair are such as the noun calls them: countries and governments are sides.
func (p *report) fitsPair(m, o *mention) bool {
	switch m.kind {
	case onrecord.Group, onrecord.Place, "":
		return o.kind != onrecord.Group || m.kind == onrecord.Group
	case onrecord.Person:
		return o.kind == onrecord.Group || o.kind == onrecord.Person
	}
	return o.kind == m.kind || o.kind == onrecord.Country || o.kind == onrecord.Metonym
}
