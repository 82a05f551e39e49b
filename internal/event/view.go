package event

import (
	"strings"

	"onrecord"
)

// view is a document as events are looked for in it: by sentence, with the words below each word.
type view struct {
	d        *onrecord.Document
	s        onrecord.Sentence
	kids     [][]int // by place in the sentence
	taken    []bool
	entities map[int]onrecord.EntityID // by head word
}

func newView(d *onrecord.Document) *view {
	x := &view{d: d, entities: map[int]onrecord.EntityID{}}
	for i := range d.Entities {
		for _, m := range d.Entities[i].Mentions {
			if m.Head > 0 {
				x.entities[int(m.Head)-1] = onrecord.EntityID(i + 1)
			}
		}
	}
	return x
}

func (x *view) open(s onrecord.Sentence) {
	x.s = s
	n := s.To - s.From
	x.kids, x.taken = make([][]int, n), make([]bool, n)
	for i := s.From; i < s.To; i++ {
		if h := int(x.d.Tokens[i].Head) - 1; h >= s.From && h < s.To {
			x.kids[h-s.From] = append(x.kids[h-s.From], i)
		}
	}
}

func (x *view) below(i int) []int { return x.kids[i-x.s.From] }

func (x *view) take(i int) { x.taken[i-x.s.From] = true }

// child is the first word below i by a relation, or -1.
func (x *view) child(i int, rel string) int {
	for _, k := range x.below(i) {
		if x.d.Tokens[k].Rel == rel {
			return k
		}
	}
	return -1
}

// takeGoverned takes the verb that a trigger governs without a subject of its own: "refused to meet" is one event.
func (x *view) takeGoverned(i int) {
	if k := x.child(i, "xcomp"); k >= 0 {
		x.take(k)
	}
}

// modifies tells whether a noun only marks another: "peace talks" names talks, "talks venue" a venue.
func (x *view) modifies(i int) bool {
	rel := x.d.Tokens[i].Rel
	return strings.HasPrefix(rel, "compound") || rel == "nmod:poss"
}

// subject is who does what a verb says, through joined verbs, relative clauses and "agreed to": -1 where nobody is told.
// passive tells that it is done to them.
func (x *view) subject(i int) (at int, passive bool) {
	passive = x.passive(i)
	for range 6 {
		for _, rel := range []string{"nsubj", "nsubj:pass"} {
			if k := x.child(i, rel); k >= 0 {
				return k, passive
			}
		}
		t := &x.d.Tokens[i]
		up := int(t.Head) - 1
		switch {
		case up < x.s.From || up >= x.s.To:
			return -1, passive
		case t.Rel == "acl" && t.XPOS == "VBN":
			return up, true // "sailors held by Harland"
		case t.Rel == "acl" || t.Rel == "acl:relcl":
			return up, passive
		case t.Rel == "xcomp" || t.Rel == "conj" || t.Rel == "advcl" && x.subjectless(i):
			i = up
		default:
			return -1, passive
		}
	}
	return -1, passive
}

// passive tells whether a verb has a form of "be" or "get" as its auxiliary; the tree alone takes "had warned" for one too.
func (x *view) passive(i int) bool {
	k := x.child(i, "aux:pass")
	return k >= 0 && (x.d.Tokens[k].Lemma == "be" || x.d.Tokens[k].Lemma == "get")
}

// subjectless tells whether an adverbial clause shares the subject of the clause above: "saying", "to meet".
func (x *view) subjectless(i int) bool {
	xpos := x.d.Tokens[i].XPOS
	return xpos == "VBG" || xpos == "VB" || xpos == "VBN"
}

// oblique is the word below i behind a preposition, or -1.
func (x *view) oblique(i int, preposition string) int {
	if i < x.s.From {
		return -1
	}
	for _, k := range x.below(i) {
		switch rel := x.d.Tokens[k].Rel; {
		case strings.HasPrefix(rel, "obl"), rel == "nmod":
			if c := x.child(k, "case"); c >= 0 && strings.EqualFold(x.d.In(x.d.Tokens[c].Span), preposition) {
				return k
			}
		}
	}
	return -1
}

func (x *view) conjuncts(i int) []int {
	var out []int
	for _, k := range x.below(i) {
		if x.d.Tokens[k].Rel == "conj" {
			out = append(out, k)
		}
	}
	return out
}

// antecedent is the noun that a relative pronoun stands for; any other word stands for itself.
func (x *view) antecedent(i int) int {
	t := &x.d.Tokens[i]
	if t.XPOS != "WP" && t.XPOS != "WDT" {
		return i
	}
	at := i
	for range 6 {
		up := int(x.d.Tokens[at].Head) - 1
		if up < x.s.From || up >= x.s.To {
			return i
		}
		if x.d.Tokens[at].Rel == "acl:relcl" {
			return up
		}
		at = up
	}
	return i
}

// entityOf is the entity that a word heads a mention of.
func (x *view) entityOf(i int) onrecord.EntityID { return x.entities[i] }

// apart are the relations whose words do not belong to a party's span.
var apart = map[string]bool{"acl:relcl": true, "acl": true, "appos": true, "conj": true, "cc": true, "punct": true,
	"parataxis": true, "case": true, "advcl": true, "nsubj": true, "cop": true, "mark": true, "advmod": true}

// phrase is the noun phrase of a word without its relative clause, apposition and those joined to it.
func (x *view) phrase(i int) onrecord.Span {
	from, to := i, i
	var walk func(k, depth int)
	walk = func(k, depth int) {
		from, to = min(from, k), max(to, k)
		for _, c := range x.below(k) {
			rel := x.d.Tokens[c].Rel
			if depth > 12 || apart[rel] && !(rel == "case" && k != i) && !(rel == "punct" && x.hyphen(c)) || x.agent(c) {
				continue
			}
			walk(c, depth+1)
		}
	}
	walk(i, 0)
	return onrecord.Span{Start: x.d.Tokens[from].Start, End: x.d.Tokens[to].End}
}

// agent tells whether a word stands behind "by": whoever did it is no part of whom it was done to.
func (x *view) agent(i int) bool {
	c := x.child(i, "case")
	return x.d.Tokens[i].Rel == "nmod" && c >= 0 && strings.EqualFold(x.d.In(x.d.Tokens[c].Span), "by")
}

func (x *view) hyphen(i int) bool { return x.d.Tokens[i].XPOS == "HYPH" }

// settle gives an event its span, its place and date, and on whose word it is told.
func (x *view) settle(e *onrecord.Event) {
	e.Span = e.Trigger
	for _, m := range append(append([]onrecord.Member(nil), e.Actor...), e.Recipient...) {
		e.Span.Start, e.Span.End = min(e.Span.Start, m.Span.Start), max(e.Span.End, m.Span.End)
	}
	e.Word = x.d.WordOn(e.Trigger)
	x.when(e)
	x.where(e)
}

func (x *view) when(e *onrecord.Event) {
	for i := range x.d.Dates {
		if s := x.d.Dates[i].Span; x.s.Contains(s) && x.under(s, int(e.Head)-1, e.Trigger) {
			e.Date = onrecord.DateID(i + 1)
			return
		}
	}
}

// where is a place told with the event, else that of the dateline.
func (x *view) where(e *onrecord.Event) {
	for i := range x.d.Places {
		p := &x.d.Places[i]
		if x.s.Contains(p.Span) && !p.Dateline && !x.party(e, p.Span) && x.under(p.Span, int(e.Head)-1, e.Trigger) {
			e.Place = onrecord.PlaceID(i + 1)
			return
		}
	}
	for i := range x.d.Places {
		if x.d.Places[i].Dateline {
			e.Place, e.AtDateline = onrecord.PlaceID(i+1), true
			return
		}
	}
}

// dated tells whether a word belongs to an expression of time: "Monday" is a name, and no party.
func (x *view) dated(i int) bool {
	for _, t := range x.d.Dates {
		if t.Span.Contains(x.d.Tokens[i].Span) {
			return true
		}
	}
	return false
}

func (x *view) party(e *onrecord.Event, s onrecord.Span) bool {
	for _, m := range append(append([]onrecord.Member(nil), e.Actor...), e.Recipient...) {
		if m.Span.Overlaps(s) {
			return true
		}
	}
	return false
}

// under tells whether some words hang on a trigger, without another clause between.
func (x *view) under(s onrecord.Span, head int, trigger onrecord.Span) bool {
	first, end := x.d.TokensIn(s)
	for i := first; i < end; i++ {
		at := i
		for range 8 {
			if at == head || trigger.Contains(x.d.Tokens[at].Span) {
				return true
			}
			t := &x.d.Tokens[at]
			if up := int(t.Head) - 1; up >= x.s.From && up < x.s.To && !strings.HasPrefix(t.Rel, "acl") && t.Rel != "ccomp" && t.Rel != "advcl" && t.Rel != "conj" {
				at = up
				continue
			}
			break
		}
	}
	return false
}
