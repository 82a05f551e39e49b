package coref

import (
	"slices"

	"onrecord"
)

// Tally counts how pronouns were resolved.
type Tally struct {
	Pronouns int // that people tied to something
	Tied     int // of these, tied to an entity here
	Right    int // of these, tied to the right one
}

// Judge compares the entities of a document with what people marked, over the pronouns that count picks (by token; nil
// picks all). A pronoun is right if its entity has a name or a nominal that heads a mention of the same marked entity; if
// people marked that entity with pronouns only, another of these pronouns will do.
func Judge(d *onrecord.Document, gold []Gold, count func(token int) bool) Tally {
	chains, tied := map[int][]int{}, map[int]int{}
	for g := range gold {
		chains[gold[g].Entity] = append(chains[gold[g].Entity], g)
	}
	for i, e := range d.Entities {
		for _, m := range e.Mentions {
			if m.Form == onrecord.PronounForm {
				tied[int(m.Head)-1] = i + 1
			}
		}
	}
	pronoun := func(g Gold) bool { return g.To == g.From+1 && d.Tokens[g.From].Tag == "PRON" }
	var out Tally
	for i, g := range gold {
		if !pronoun(g) || len(chains[g.Entity]) < 2 || count != nil && !count(g.From) {
			continue
		}
		out.Pronouns++
		e := d.Entity(onrecord.EntityID(tied[g.From]))
		if e == nil {
			continue
		}
		out.Tied++
		named := slices.ContainsFunc(chains[g.Entity], func(o int) bool { return !pronoun(gold[o]) })
		if slices.ContainsFunc(chains[g.Entity], func(o int) bool {
			return o != i && pronoun(gold[o]) != named && heads(e, gold[o], named)
		}) {
			out.Right++
		}
	}
	return out
}

// heads tells whether an entity has a mention with one of the heads that people gave a mention; no pronoun, if named.
func heads(e *onrecord.Entity, g Gold, named bool) bool {
	for _, m := range e.Mentions {
		if slices.Contains(g.Heads, int(m.Head)-1) && !(named && m.Form == onrecord.PronounForm) {
			return true
		}
	}
	return false
}
