package coref

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

// coreference tells which mentions are of the same one, as far as the reading has come.
type coreference struct {
	*markables
	chains []chain
	byHead map[string][]int32 // noun that describes it -> chains
}

func (co *coreference) reset() { co.chains, co.byHead = co.chains[:0], map[string][]int32{} }

func (co *coreference) open(kind onrecord.EntityKind, t traits) int32 {
	co.chains = append(co.chains, chain{last: -1, kind: kind, traits: t})
	return int32(len(co.chains) - 1)
}

// chainOf is the chain of a mention, or -1.
func (co *coreference) chainOf(m int32) int32 {
	c := co.mentions[m].chain
	for c >= 0 && co.chains[c].into != 0 {
		c = co.chains[c].into - 1
	}
	return c
}

// tie puts a mention into a chain.
func (co *coreference) tie(at, to int32, by string, conf float64) {
	m, c := &co.mentions[at], &co.chains[to]
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
		c.country = co.countryNear(m)
	}
	if m.form == onrecord.NominalForm && !m.pair {
		co.describe(to, m.lemma)
		c.nouns = addNoun(c.nouns, m.lemma)
		c.mods = co.modifiers(m, c.mods)
	}
	if m.name != 0 {
		for _, t := range co.names[m.name-1].titles {
			co.describe(to, t)
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
func (co *coreference) describe(c int32, lemma string) {
	list := co.byHead[lemma]
	for i := len(list) - 1; i >= 0 && i >= len(list)-12; i-- {
		if list[i] == c {
			return
		}
	}
	co.byHead[lemma] = append(list, c)
}

// merge makes two chains one; from goes into the other.
func (co *coreference) merge(into, from int32) {
	if into == from {
		return
	}
	a, b := &co.chains[into], &co.chains[from]
	for _, m := range b.mentions {
		co.mentions[m].chain = into
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
		co.describe(into, w)
	}
}

// entities draws the finished chains that are worth telling: those with a name, with a noun for someone who can speak or
// be read, or with a pronoun that stands for the words.
func (co *coreference) entities() []onrecord.Entity {
	var out []onrecord.Entity
	order := make([]int32, 0, len(co.chains))
	for i := range co.chains {
		c := &co.chains[i]
		if c.into != 0 || len(c.mentions) == 0 || !co.worthTelling(c) {
			continue
		}
		slices.SortFunc(c.mentions, co.byPlace)
		order = append(order, int32(i))
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		return co.byPlace(co.chains[a].mentions[0], co.chains[b].mentions[0])
	})
	for _, i := range order {
		out = append(out, co.entity(&co.chains[i]))
	}
	return out
}

// byPlace orders mentions by start, the outer first.
func (ms *markables) byPlace(a, b int32) int {
	s, t := ms.mentions[a].span, ms.mentions[b].span
	if s.Start != t.Start {
		return s.Start - t.Start
	}
	if s.End != t.End {
		return t.End - s.End
	}
	return int(a - b)
}

func (co *coreference) worthTelling(c *chain) bool {
	pronouns, pair := 0, false
	for _, m := range c.mentions {
		x := &co.mentions[m]
		pair = pair || x.pair
		if x.pronoun != nil {
			pronouns++
		}
	}
	others := len(c.mentions) - pronouns
	switch {
	case others == 0:
		return pronouns > 1
	case c.name != 0 && (c.kind != "" || !co.names[c.name-1].guessed):
		return true
	case pair && others == 1 && pronouns == 0:
		return false
	case c.kind != "" && c.kind != onrecord.OtherKind && c.kind != onrecord.Place:
		return true
	}
	return pronouns > 0 || c.name != 0 && others > 1
}

func (co *coreference) entity(c *chain) onrecord.Entity {
	e := onrecord.Entity{Kind: c.kind, Country: c.country, Mentions: make([]onrecord.Mention, 0, len(c.mentions))}
	if c.name != 0 {
		n := &co.names[c.name-1]
		e.Name = n.text
		if n.country != "" {
			e.Country = n.country
		}
	}
	for _, i := range c.mentions {
		m := &co.mentions[i]
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
