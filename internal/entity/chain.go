package entity

import (
	"slices"
	"strings"

	"onrecord"
)

// chain is one entity in the making: its mentions so far, in the order in which the reading came by them.
type chain struct {
	mentions []int32
	last     int32 // the latest mention, -1 before the first
	name     int32 // index + 1 of the fullest name
	kind     onrecord.EntityKind
	country  string
	traits   traits
	mods     []string // words that describe it: "interior", "army"
	nouns    []string // by which it is called, each once
	into     int32    // index + 1 of the chain that it was joined to
	size     int32
	pronouns int32
	early    bool // spoken of in the first sentences
}

func (p *report) newChain(kind onrecord.EntityKind, t traits) int32 {
	p.chains = append(p.chains, chain{last: -1, kind: kind, traits: t})
	return int32(len(p.chains) - 1)
}

// chainOf is the chain of a mention, or -1.
func (p *report) chainOf(m int32) int32 {
	c := p.mentions[m].chain
	for c >= 0 && p.chains[c].into != 0 {
		c = p.chains[c].into - 1
	}
	return c
}

// tie puts a mention into a chain.
func (p *report) tie(at, to int32, by string, conf float64) {
	m, c := &p.mentions[at], &p.chains[to]
	m.chain, m.by, m.conf = to, by, conf
	c.mentions = append(c.mentions, at)
	c.size++
	c.last = max(c.last, at)
	c.early = c.early || m.sentence < 2
	if m.pronoun != nil {
		c.pronouns++
		if m.pronoun.person == '3' {
			c.traits = c.traits.meet(m.traits)
		}
		return
	}
	if m.name == 0 || c.traits == 0 {
		c.traits = c.traits.meet(m.traits)
	}
	if c.kind == "" {
		c.kind = m.kind
	}
	if c.country == "" && c.kind != onrecord.Country {
		c.country = p.countryNear(m)
	}
	if m.form == onrecord.NominalForm && !m.pair {
		p.describe(to, m.lemma)
		c.nouns = addNoun(c.nouns, m.lemma)
		c.mods = p.modifiers(m, c.mods)
	}
	if m.name != 0 {
		for _, t := range p.names[m.name-1].titles {
			p.describe(to, t)
			c.mods = addWordOnce(c.mods, t)
		}
	}
}

func addWordOnce(list []string, w string) []string {
	if w == "" || len(list) >= 24 || slices.Contains(list, w) {
		return list
	}
	return append(list, w)
}

// mostNouns is the most nouns by which one is called that are remembered. No report has so many; a text made to be slow has.
const mostNouns = 200

func addNoun(list []string, w string) []string {
	if w == "" || len(list) >= mostNouns || slices.Contains(list, w) {
		return list
	}
	return append(list, w)
}

// describe lets a chain be found by a noun that describes it.
func (p *report) describe(c int32, lemma string) {
	list := p.byHead[lemma]
	for i := len(list) - 1; i >= 0 && i >= len(list)-12; i-- {
		if list[i] == c {
			return
		}
	}
	p.byHead[lemma] = append(list, c)
}

// merge makes two chains one; from goes into the other.
func (p *report) merge(into, from int32) {
	if into == from {
		return
	}
	a, b := &p.chains[into], &p.chains[from]
	for _, m := range b.mentions {
		p.mentions[m].chain = into
	}
	a.mentions = append(a.mentions, b.mentions...)
	a.last = max(a.last, b.last)
	a.size += b.size
	a.pronouns += b.pronouns
	a.early = a.early || b.early
	a.traits = a.traits.meet(b.traits)
	if a.kind == "" {
		a.kind = b.kind
	}
	if a.country == "" {
		a.country = b.country
	}
	for _, w := range b.mods {
		a.mods = addWordOnce(a.mods, w)
	}
	b.into, b.mentions = into+1, nil
	for _, w := range b.nouns {
		a.nouns = addNoun(a.nouns, w)
	}
	for _, w := range a.nouns {
		p.describe(into, w)
	}
}

// modifiers adds the words that describe the head of a nominal: "interior" and "former" of "the former interior
// minister", "port" of "the minister for ports".
func (p *report) modifiers(m *mention, list []string) []string {
	for c := p.first[m.head]; c >= 0; c = p.next[c] {
		t := &p.d.Tokens[c]
		switch baseRel(t.Rel) {
		case "amod", "compound", "nmod":
			w := lower(t.Lemma)
			if w != "same" && w != "own" && w != "latter" && w != "two" {
				list = addWordOnce(list, w)
			}
			if t.Rel != "nmod:poss" && baseRel(t.Rel) == "compound" {
				for g := p.first[c]; g >= 0; g = p.next[g] {
					if baseRel(p.rel(g)) == "compound" || baseRel(p.rel(g)) == "amod" {
						list = addWordOnce(list, lower(p.d.Tokens[g].Lemma))
					}
				}
			}
		}
	}
	return list
}

// entities draws the finished chains that are worth telling: those with a name, with a noun for someone who can speak or
// be read, or with a pronoun that stands for the words.
func (p *report) entities() []onrecord.Entity {
	var out []onrecord.Entity
	order := make([]int32, 0, len(p.chains))
	for i := range p.chains {
		c := &p.chains[i]
		if c.into != 0 || len(c.mentions) == 0 || !p.worthTelling(c) {
			continue
		}
		slices.SortFunc(c.mentions, p.byPlace)
		order = append(order, int32(i))
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		return p.byPlace(p.chains[a].mentions[0], p.chains[b].mentions[0])
	})
	for _, i := range order {
		out = append(out, p.entity(&p.chains[i]))
	}
	return out
}

// byPlace orders mentions by start, the outer first.
func (p *report) byPlace(a, b int32) int {
	s, t := p.mentions[a].span, p.mentions[b].span
	if s.Start != t.Start {
		return s.Start - t.Start
	}
	if s.End != t.End {
		return t.End - s.End
	}
	return int(a - b)
}

func (p *report) worthTelling(c *chain) bool {
	pronouns, pair := 0, false
	for _, m := range c.mentions {
		x := &p.mentions[m]
		pair = pair || x.pair
		if x.pronoun != nil {
			pronouns++
		}
	}
	others := len(c.mentions) - pronouns
	switch {
	case others == 0:
		return pronouns > 1
	case c.name != 0 && (c.kind != "" || !p.names[c.name-1].guessed):
		return true
	case pair && others == 1 && pronouns == 0:
		return false
	case c.kind != "" && c.kind != onrecord.OtherKind && c.kind != onrecord.Place:
		return true
	}
	return pronouns > 0 || c.name != 0 && others > 1
}

func (p *report) entity(c *chain) onrecord.Entity {
	e := onrecord.Entity{Kind: c.kind, Country: c.country, Mentions: make([]onrecord.Mention, 0, len(c.mentions))}
	if c.name != 0 {
		n := &p.names[c.name-1]
		e.Name = n.text
		if n.country != "" {
			e.Country = n.country
		}
	}
	for _, i := range c.mentions {
		m := &p.mentions[i]
		e.Mentions = append(e.Mentions, onrecord.Mention{Span: m.span, Head: onrecord.TokenID(m.head + 1), Form: m.form,
			By: m.by, Conf: m.conf})
	}
	return e
}

// wordsOf are the words of a name without marks, for comparing.
func wordsOf(parts []string) []string {
	out := make([]string, 0, len(parts))
	for _, w := range parts {
		if w != "." && w != "," && !strings.EqualFold(w, "the") {
			out = append(out, w)
		}
	}
	return out
}
