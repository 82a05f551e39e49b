package coref

import (
	"strings"

	"onrecord"
	"onrecord/internal/lang/linear"
)

// text is a report with its trees and the words that the dictionaries know: what all steps read, and none changes.
type text struct {
	words *words
	d     *onrecord.Document
	tree
}

func (tx *text) word(i int32) string { return tx.d.Text[tx.d.Tokens[i].Start:tx.d.Tokens[i].End] }

func (tx *text) rel(i int32) string { return tx.d.Tokens[i].Rel }

// baseRel is a relation without its subtype.
func baseRel(rel string) string {
	if i := strings.IndexByte(rel, ':'); i >= 0 {
		return rel[:i]
	}
	return rel
}

// child is the first dependent of i with that relation (its subtypes too, unless the relation has one), or -1.
func (tx *text) child(i int32, rel string) int32 {
	for c := tx.first[i]; c >= 0; c = tx.next[c] {
		if r := tx.rel(c); r == rel || baseRel(r) == rel {
			return c
		}
	}
	return -1
}

// copula is the "be" of a predicate, or -1.
func (tx *text) copula(i int32) int32 { return tx.child(i, "cop") }

// caseOf is the preposition of a noun, lower case, or "".
func (tx *text) caseOf(i int32) string {
	if c := tx.child(i, "case"); c >= 0 {
		return lower(tx.word(c))
	}
	return ""
}

func (tx *text) verbAt(i int32) act { return tx.words.verbs[tx.d.Tokens[i].Lemma] }

func (tx *text) negated(i int32) bool {
	for c := tx.first[i]; c >= 0; c = tx.next[c] {
		switch lower(tx.d.Tokens[c].Lemma) {
		case "not", "n't", "never", "no":
			return true
		}
	}
	return false
}

// saying tells whether a token is a verb of speech, or "according".
func (tx *text) saying(i int32) bool {
	t := &tx.d.Tokens[i]
	return t.Tag == "VERB" && (tx.words.verbs[t.Lemma] == actSpeech || t.Lemma == "write" || t.Lemma == "go" && tx.rel(i) == "parataxis")
}

// speaks tells whether a pronoun is the subject of a verb of saying, or stands behind "of" in one: "one of them wrote".
func (tx *text) speaks(i int32) bool {
	for range 3 {
		h := tx.head[i]
		if h < 0 {
			return false
		}
		switch baseRel(tx.rel(i)) {
		case "nsubj":
			return tx.verbAt(h) == actSpeech
		case "nmod":
			i = h
		default:
			return false
		}
	}
	return false
}

// subject is the subject of a verb, or of the verb that it is joined to by "and", or the noun that its clause is about.
func (tx *text) subject(v int32) int32 {
	for range 6 {
		passive := false
		for c := tx.first[v]; c >= 0; c = tx.next[c] {
			switch tx.rel(c) {
			case "nsubj":
				return c
			case "nsubj:pass", "aux:pass":
				passive = true
			}
		}
		if passive {
			return tx.agent(v)
		}
		h := tx.head[v]
		if h < 0 {
			return -1
		}
		switch baseRel(tx.rel(v)) {
		case "conj", "xcomp", "advcl":
			v = h
		case "acl":
			return h
		default:
			return -1
		}
	}
	return -1
}

// agent is who does what a passive verb tells: "by Ruiz".
func (tx *text) agent(v int32) int32 {
	for c := tx.first[v]; c >= 0; c = tx.next[c] {
		if baseRel(tx.rel(c)) == "obl" && tx.caseOf(c) == "by" {
			return c
		}
	}
	return -1
}

// clauseOf is the verb or predicate whose clause a word is in, or -1.
func (tx *text) clauseOf(i int32) int32 {
	for range 12 {
		switch baseRel(tx.rel(i)) {
		case "nsubj", "obj", "iobj", "obl", "csubj", "xcomp", "vocative", "dislocated":
			return tx.head[i]
		}
		if i = tx.head[i]; i < 0 {
			return -1
		}
		if t := tx.d.Tokens[i].Tag; t == "VERB" {
			return i
		}
	}
	return -1
}

// relationUp is how the clause of a word hangs, in the end, on a verb: "ccomp", "advcl", ...; 0 when it does not.
func (tx *text) relationUp(i, verb int32) uint32 {
	if verb < 0 {
		return 0
	}
	via := uint32(1)
	for range 12 {
		if i == verb {
			return via
		}
		if i < 0 {
			return 0
		}
		switch rel := baseRel(tx.rel(i)); rel {
		case "ccomp", "advcl", "acl", "xcomp", "conj", "parataxis":
			via = linear.Word(rel)
		}
		i = tx.head[i]
	}
	return 0
}

// relativeOf is the noun that the clause of a relative pronoun is about, or -1.
func (tx *text) relativeOf(i int32) int32 {
	for range 6 {
		h := tx.head[i]
		if h < 0 {
			return -1
		}
		switch tx.rel(i) {
		case "acl:relcl", "acl":
			if t := tx.d.Tokens[h].Tag; t == "VERB" || t == "AUX" {
				return -1
			}
			return h
		case "advcl:relcl", "advcl", "ccomp", "root":
			return -1
		}
		i = h
	}
	return -1
}

func (tx *text) roleOf(i int32) role {
	for range 8 {
		switch rel := tx.rel(i); baseRel(rel) {
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
			if tx.head[i] >= 0 {
				i = tx.head[i]
				continue
			}
			return roleOther
		case "root", "ccomp", "xcomp", "advcl", "acl":
			if tx.copula(i) >= 0 {
				return rolePredicate
			}
		}
		return roleOther
	}
	return roleOther
}

// headsPhrase tells whether a noun stands for itself, and is not part of another's phrase ("the Obama plan").
func (tx *text) headsPhrase(i int32) bool {
	switch baseRel(tx.rel(i)) {
	case "compound", "flat", "fixed", "goeswith", "amod":
		return false
	}
	return tx.rel(i) != "nmod:desc"
}

// phrase is the extent of the phrase that a noun heads: with article, modifiers and appositions, without preposition,
// relative clause, what is joined to it by "and", and marks at its edges.
func (tx *text) phrase(h int32) (from, to int32) {
	lo, hi := h, h
	for c := tx.first[h]; c >= 0; c = tx.next[c] {
		if inPhrase(tx.rel(c)) && !(c > h && tx.rel(c) == "amod" && tx.child(c, "case") >= 0) {
			lo, hi = min(lo, tx.low[c]), max(hi, tx.high[c])
		}
	}
	for lo < h && tx.d.Tokens[lo].Tag == "PUNCT" {
		lo++
	}
	for hi > h && tx.d.Tokens[hi].Tag == "PUNCT" && !tx.closes(lo, hi) {
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
func (tx *text) closes(lo, hi int32) bool {
	if w := tx.word(hi); w != ")" && w != "]" {
		return false
	}
	for i := hi - 1; i >= lo && i > hi-40; i-- {
		if w := tx.word(i); w == "(" || w == "[" {
			return true
		}
	}
	return false
}

// modifiers adds the words that describe the head of a nominal: "interior" and "former" of "the former interior
// minister", "port" of "the minister for ports".
func (tx *text) modifiers(m *mention, list []string) []string {
	for c := tx.first[m.head]; c >= 0; c = tx.next[c] {
		t := &tx.d.Tokens[c]
		switch baseRel(t.Rel) {
		case "amod", "compound", "nmod":
			w := lower(t.Lemma)
			if w != "same" && w != "own" && w != "latter" && w != "two" {
				list = addWordOnce(list, w)
			}
			if t.Rel != "nmod:poss" && baseRel(t.Rel) == "compound" {
				for g := tx.first[c]; g >= 0; g = tx.next[g] {
					if baseRel(tx.rel(g)) == "compound" || baseRel(tx.rel(g)) == "amod" {
						list = addWordOnce(list, lower(tx.d.Tokens[g].Lemma))
					}
				}
			}
		}
	}
	return list
}
