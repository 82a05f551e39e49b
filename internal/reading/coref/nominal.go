package coref

import (
	"slices"

	"onrecord"
)

func (co *coreference) tieNew(at int32, by string) {
	m := &co.mentions[at]
	co.tie(at, co.open(m.kind, m.traits), by, 0.9)
}

// nominalTies tie nouns, and the names that explain them, to what stands before.
type nominalTies struct{ *coreference }

// tieName ties a name to the noun that it explains: "the interior minister, Ana Ruiz".
func (nt *nominalTies) tieName(at int32) {
	m := &nt.mentions[at]
	other := nt.explainedBy(at)
	if other < 0 {
		return
	}
	o := &nt.mentions[other]
	if o.name != 0 || o.pronoun != nil || o.chain < 0 || !nt.mayBe(o, m) {
		return
	}
	if c := nt.chainOf(other); nt.chains[c].name == 0 {
		nt.merge(nt.chainOf(at), c)
	}
}

// explainedBy is the mention that a name stands in apposition to: by syntax, or right before it and a comma.
func (nt *nominalTies) explainedBy(at int32) int32 {
	m := &nt.mentions[at]
	if h, rel := nt.head[m.head], baseRel(nt.rel(m.head)); h >= 0 && (rel == "appos" || rel == "flat") && nt.heads[h] != 0 {
		if o := nt.heads[h] - 1; nt.chainOf(o) >= 0 && nt.mayBe(&nt.mentions[o], m) {
			return o
		}
	}
	if m.kind != onrecord.Person {
		return -1
	}
	return nt.beside(at)
}

// beside is the mention of one person that ends at the comma before a mention, which itself ends at a mark: "the
// spokesman, Karl Otten, said". The trees of long sentences often miss it.
func (nt *nominalTies) beside(at int32) int32 {
	m := &nt.mentions[at]
	n := m.from
	if n < 2 || nt.word(n-1) != "," || int(m.to) >= len(nt.d.Tokens) || nt.d.Tokens[m.to].Tag != "PUNCT" || nt.sentence[n-2] != m.sentence {
		return -1
	}
	for j := at - 1; j >= 0 && j > at-8; j-- {
		o := &nt.mentions[j]
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
func (nt *nominalTies) mayBe(a, b *mention) bool {
	if !a.traits.agree(b.traits) || a.unreal || b.unreal {
		return false
	}
	ka, kb := a.kind, b.kind
	if a.name != 0 {
		ka = nt.chains[nt.chainOf(nt.heads[a.head]-1)].kind
	}
	if b.name != 0 {
		kb = nt.chains[nt.chainOf(nt.heads[b.head]-1)].kind
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

// tieNoun ties a noun phrase: apposition, "is", or a description that points back; otherwise it is someone new.
func (nt *nominalTies) tieNoun(at int32) {
	m := &nt.mentions[at]
	if c, by, conf := nt.explained(at); c >= 0 {
		nt.tie(at, c, by, conf)
		return
	}
	if c, by, conf := nt.pointedAt(at); c >= 0 {
		nt.tie(at, c, by, conf)
		return
	}
	nt.tieNew(at, "nominal/new")
	if m.kind == onrecord.Person && m.traits&human == human {
		nt.chains[m.chain].traits = m.traits
	}
}

// explained finds what a noun explains: as an apposition ("Ruiz, the interior minister,"), or as a predicate ("Ruiz is the
// interior minister").
func (nt *nominalTies) explained(at int32) (c int32, by string, conf float64) {
	m := &nt.mentions[at]
	h := nt.head[m.head]
	if baseRel(nt.rel(m.head)) == "appos" && h >= 0 && nt.heads[h] != 0 {
		o := nt.heads[h] - 1
		if other := &nt.mentions[o]; other.pronoun == nil && nt.chainOf(o) >= 0 && nt.mayBe(m, other) && h < m.head {
			return nt.chainOf(o), "nominal/apposition", 0.9
		}
	}
	if m.kind == onrecord.Person && (m.definite || m.owned || m.fresh) && nt.copula(m.head) < 0 {
		if o := nt.beside(at); o >= 0 && nt.mentions[o].name != 0 && nt.chainOf(o) >= 0 && nt.mayBe(m, &nt.mentions[o]) {
			return nt.chainOf(o), "nominal/apposition", 0.8
		}
	}
	if nt.copula(m.head) < 0 {
		return -1, "", 0
	}
	s := nt.child(m.head, "nsubj")
	if s < 0 || s > m.head || nt.heads[s] == 0 || nt.child(m.head, "aux") >= 0 || nt.negated(m.head) {
		return -1, "", 0
	}
	o := nt.heads[s] - 1
	other := &nt.mentions[o]
	if nt.chainOf(o) < 0 || m.kind == "" || !nt.mayBe(m, other) {
		return -1, "", 0
	}
	if k := nt.chains[nt.chainOf(o)].kind; k == "" && other.pronoun == nil {
		return -1, "", 0
	}
	return nt.chainOf(o), "nominal/copula", 0.85
}

const (
	backNominal = 15 // sentences that a description points back to another
	backName    = 40 // the same to a name with that title
)

// pointedAt finds the one that a definite description points back to.
func (nt *nominalTies) pointedAt(at int32) (c int32, by string, conf float64) {
	m := &nt.mentions[at]
	if m.fresh || !m.definite || nt.tellsNew(m) {
		return -1, "", 0
	}
	if c := nt.bothSides(at); c >= 0 {
		return c, "nominal/pair", 0.6
	}
	if c := nt.sameHead(at); c >= 0 {
		return c, "nominal/head", 0.8
	}
	if c := nt.bodyCalled(at); c >= 0 {
		return c, "nominal/short", 0.8
	}
	return -1, "", 0
}

// tellsNew tells whether the words behind a noun say which one is meant, so that nothing before needs to.
func (nt *nominalTies) tellsNew(m *mention) bool {
	if m.pointing {
		return false
	}
	return m.narrowed || nt.child(m.head, "acl:relcl") >= 0
}

// sameHead finds the latest chain that the same noun describes, with no clash in number, modifiers or clause.
func (nt *nominalTies) sameHead(at int32) int32 {
	m := &nt.mentions[at]
	list := nt.byHead[m.lemma]
	mods := nt.modifiers(m, nil)
	best, bestLast := int32(-1), int32(-1)
	for i := len(list) - 1; i >= 0 && i >= len(list)-12; i-- {
		c := list[i]
		for nt.chains[c].into != 0 {
			c = nt.chains[c].into - 1
		}
		ch := &nt.chains[c]
		if ch.last < 0 || ch.last <= bestLast || ch.last >= at || !ch.traits.agree(m.traits) {
			continue
		}
		last := &nt.mentions[ch.last]
		back := int32(backNominal)
		if ch.name != 0 {
			back = backName
		}
		if m.sentence-last.sentence > back || !allIn(mods, ch.mods) || nt.clash(m, last) || nt.passing(m, ch, last) {
			continue
		}
		best, bestLast = c, ch.last
	}
	return best
}

// passing tells whether a chain is only a bare plural some way back ("people waited"), which no "the people" points to.
func (nt *nominalTies) passing(m *mention, ch *chain, last *mention) bool {
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
func (nt *nominalTies) clash(m, o *mention) bool {
	if m.sentence != o.sentence {
		return false
	}
	if nt.under(m.head, o.head) && m.head < o.to || nt.under(o.head, m.head) {
		return true
	}
	h := nt.head[m.head]
	return h >= 0 && h == nt.head[o.head] && argument(nt.rel(m.head)) && argument(nt.rel(o.head))
}

func argument(rel string) bool {
	switch baseRel(rel) {
	case "nsubj", "obj", "iobj", "obl", "csubj":
		return true
	}
	return false
}

// bodyCalled finds the named body whose own name has this noun: "the ministry" for "the Foreign Ministry".
func (nt *nominalTies) bodyCalled(at int32) int32 {
	m := &nt.mentions[at]
	switch m.kind {
	case onrecord.Organization, onrecord.Government, onrecord.MediaOutlet, onrecord.DocumentKind:
	default:
		return -1
	}
	if m.traits&one == 0 {
		return -1
	}
	seen := 0
	for j := at - 1; j >= 0 && seen < 60 && m.sentence-nt.mentions[j].sentence <= 20; j-- {
		o := &nt.mentions[j]
		if o.name == 0 {
			continue
		}
		seen++
		c := nt.chainOf(j)
		if nt.chains[c].name == 0 || nt.clash(m, o) {
			continue
		}
		parts := nt.names[nt.chains[c].name-1].parts
		if len(parts) < 2 || class(nt.chains[c].kind) != "o" {
			continue
		}
		mods := nt.modifiers(m, nil)
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
func (nt *nominalTies) bothSides(at int32) int32 {
	m := &nt.mentions[at]
	if !nt.isTwo(m) {
		return -1
	}
	for j := at - 1; j >= 0 && m.sentence-nt.mentions[j].sentence <= 5; j-- {
		o := &nt.mentions[j]
		if o.pair && !nt.clash(m, o) && nt.chainOf(j) >= 0 && nt.fitsPair(m, o) {
			return nt.chainOf(j)
		}
	}
	return -1
}

func (nt *nominalTies) isTwo(m *mention) bool {
	if m.traits&many == 0 {
		return false
	}
	for c := nt.first[m.head]; c >= 0; c = nt.next[c] {
		switch lower(nt.d.Tokens[c].Lemma) {
		case "two", "both", "2":
			return true
		}
	}
	return false
}

// fitsPair tells whether the members of a pair are such as the noun calls them: countries and governments are sides.
func (nt *nominalTies) fitsPair(m, o *mention) bool {
	switch m.kind {
	case onrecord.Group, onrecord.Place, "":
		return o.kind != onrecord.Group || m.kind == onrecord.Group
	case onrecord.Person:
		return o.kind == onrecord.Group || o.kind == onrecord.Person
	}
	return o.kind == m.kind || o.kind == onrecord.Country || o.kind == onrecord.Metonym
}
