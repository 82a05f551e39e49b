// Package tree walks the trees of a report's sentences: what hangs on a word, by which relation, and whom a word names.
// Words are numbered as in Document.Tokens, by index; -1 is none.
package tree

import (
	"slices"

	"onrecord"
)

// Tree is a document whose sentences are walked one after the other. It serves one goroutine.
type Tree struct {
	Doc      *onrecord.Document
	Sentence onrecord.Sentence // the one that is open
	below    [][]int           // by place in the sentence
	entities map[int]onrecord.EntityID
}

// New makes a walker of a document that has tokens, syntax and entities.
func New(d *onrecord.Document) Tree {
	t := Tree{Doc: d, entities: map[int]onrecord.EntityID{}}
	for i := range d.Entities {
		for _, m := range d.Entities[i].Mentions {
			if m.Head > 0 {
				t.entities[int(m.Head)-1] = onrecord.EntityID(i + 1)
			}
		}
	}
	return t
}

// Open goes to a sentence; the other methods ask about its words alone.
func (t *Tree) Open(s onrecord.Sentence) {
	t.Sentence, t.below = s, make([][]int, s.To-s.From)
	for i := s.From; i < s.To; i++ {
		if up := t.Above(i); up >= 0 {
			t.below[up-s.From] = append(t.below[up-s.From], i)
		}
	}
}

// Below lists the words that hang on a word, in text order.
func (t *Tree) Below(i int) []int { return t.below[i-t.Sentence.From] }

// Above is the word that a word hangs on; -1 at the root.
func (t *Tree) Above(i int) int {
	if up := int(t.Doc.Tokens[i].Head) - 1; up >= t.Sentence.From && up < t.Sentence.To {
		return up
	}
	return -1
}

// Child is the first word that hangs on a word by a relation, or -1.
func (t *Tree) Child(i int, rel string) int {
	for _, k := range t.Below(i) {
		if t.Doc.Tokens[k].Rel == rel {
			return k
		}
	}
	return -1
}

// Conjuncts lists the words joined to a word by "and" and the like.
func (t *Tree) Conjuncts(i int) []int {
	var out []int
	for _, k := range t.Below(i) {
		if t.Doc.Tokens[k].Rel == "conj" {
			out = append(out, k)
		}
	}
	return out
}

// EntityOf is the entity that a word heads a mention of; 0 is none.
func (t *Tree) EntityOf(i int) onrecord.EntityID { return t.entities[i] }

// Trim is a run without the marks at its ends; empty where it is marks alone.
func (t *Tree) Trim(r onrecord.Run) onrecord.Run {
	for r.From < r.To && t.Doc.Tokens[r.From].Tag == "PUNCT" {
		r.From++
	}
	for r.From < r.To && t.Doc.Tokens[r.To-1].Tag == "PUNCT" {
		r.To--
	}
	return r
}

// HeadOf is the word of a run that the others hang on: one whose head lies outside, those with the given tags (Universal POS) first. A
// run may stand in any sentence.
func (t *Tree) HeadOf(r onrecord.Run, tags ...string) int {
	best := -1
	for i := r.From; i < r.To; i++ {
		if up := int(t.Doc.Tokens[i].Head) - 1; up >= r.From && up < r.To {
			continue
		}
		if best < 0 || !slices.Contains(tags, t.Doc.Tokens[best].Tag) && slices.Contains(tags, t.Doc.Tokens[i].Tag) {
			best = i
		}
	}
	return max(best, r.From)
}

// Party is who a run of words calls: its span without marks at the ends, its head, and the entity of the head, else of the first name in
// it; false where it is marks alone.
func (t *Tree) Party(r onrecord.Run) (onrecord.Member, bool) {
	if r = t.Trim(r); r.From == r.To {
		return onrecord.Member{}, false
	}
	head := t.HeadOf(r, "NOUN", "PROPN", "PRON")
	m := onrecord.Member{Span: t.Doc.RunSpan(r), Head: onrecord.TokenID(head + 1), Entity: t.entities[head]}
	for i := r.From; i < r.To && m.Entity == 0; i++ {
		if t.Doc.Tokens[i].Tag == "PROPN" {
			m.Entity = t.entities[i]
		}
	}
	return m, true
}

// Acts tells whether a word calls one who can act: a person, body, state or crowd that the report knows.
func (t *Tree) Acts(i int) bool {
	e := t.Doc.Entity(t.entities[i])
	return e != nil && e.Kind != "" && e.Kind != onrecord.OtherKind && e.Kind != onrecord.DocumentKind
}

// deepest is how far down a phrase is followed; no phrase of a newspaper goes so deep.
const deepest = 20

// Phrase is the stretch from the first to the last word of what hangs on a word, itself included. What apart tells of is
// left out with all below it, and so are marks, save the hyphens inside words.
func (t *Tree) Phrase(i int, apart func(k int) bool) onrecord.Span {
	from, to := i, i
	var walk func(k, depth int)
	walk = func(k, depth int) {
		from, to = min(from, k), max(to, k)
		for _, c := range t.Below(k) {
			mark := t.Doc.Tokens[c].Rel == "punct" && t.Doc.Tokens[c].XPOS != "HYPH"
			if depth < deepest && !mark && !apart(c) {
				walk(c, depth+1)
			}
		}
	}
	walk(i, 0)
	return onrecord.Span{Start: t.Doc.Tokens[from].Start, End: t.Doc.Tokens[to].End}
}
