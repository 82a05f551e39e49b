package event

import (
	"strings"

	"onrecord"
	"onrecord/internal/plover"
	"onrecord/internal/tree"
)

// view is a document as events are looked for in it. A word that is taken names no event of its own.
type view struct {
	tree.Tree
	taken []bool // by place in the sentence
}

func newView(d *onrecord.Document) *view { return &view{Tree: tree.New(d)} }

func (x *view) open(s onrecord.Sentence) {
	x.Open(s)
	x.taken = make([]bool, s.To-s.From)
}

func (x *view) take(i int) { x.taken[i-x.Sentence.From] = true }

// particle is the particle of a verb, or the adverb right behind it, which the tree may take one for: "hit back"; -1 for
// none.
func (x *view) particle(i int) int {
	if k := x.Child(i, "compound:prt"); k >= 0 {
		return k
	}
	if k := i + 1; k < x.Sentence.To && x.Above(k) == i && (x.Doc.Tokens[k].Rel == "advmod" || x.Doc.Tokens[k].Tag == "ADV") {
		return k
	}
	return -1
}

// told tells whether a verb tells of a deed of its own: it is finite or passive, and no "cannot".
func (x *view) told(i int) bool {
	t := &x.Doc.Tokens[i]
	aux := x.Child(i, "aux")
	if aux >= 0 && (x.Doc.Tokens[aux].Lemma == "can" || x.Doc.Tokens[aux].Lemma == "could") {
		return false
	}
	return t.XPOS == "VBD" || t.XPOS == "VBZ" || t.XPOS == "VBP" || aux >= 0 || x.passive(i)
}

// takeGoverned takes the verb that a trigger governs without a subject of its own: "refused to meet" is one event.
func (x *view) takeGoverned(i int) {
	if k := x.Child(i, "xcomp"); k >= 0 && x.Doc.Tokens[i].Lemma != "deny" { // "denied shelling" tells of the shelling
		x.take(k)
	}
}

// modifies tells whether a noun only marks another: "peace talks" names talks, "talks venue" a venue.
func (x *view) modifies(i int) bool {
	rel := x.Doc.Tokens[i].Rel
	return strings.HasPrefix(rel, "compound") || rel == "nmod:poss"
}

// subject is who does what a verb says, through joined verbs, relative clauses and "agreed to": -1 where nobody is told.
// passive tells that it is done to them.
func (x *view) subject(i int) (at int, passive bool) {
	passive = x.passive(i)
	for range 6 {
		for _, rel := range []string{"nsubj", "nsubj:pass"} {
			if k := x.Child(i, rel); k >= 0 {
				return k, passive
			}
		}
		t := &x.Doc.Tokens[i]
		up := x.Above(i)
		switch {
		case up < 0:
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
	k := x.Child(i, "aux:pass")
	return k >= 0 && (x.Doc.Tokens[k].Lemma == "be" || x.Doc.Tokens[k].Lemma == "get")
}

// subjectless tells whether an adverbial clause shares the subject of the clause above: "saying", "to meet".
func (x *view) subjectless(i int) bool {
	xpos := x.Doc.Tokens[i].XPOS
	return xpos == "VBG" || xpos == "VB" || xpos == "VBN"
}

// oblique is the word below i behind a preposition, or -1.
func (x *view) oblique(i int, preposition string) int {
	if i < x.Sentence.From {
		return -1
	}
	for _, k := range x.Below(i) {
		switch rel := x.Doc.Tokens[k].Rel; {
		case strings.HasPrefix(rel, "obl"), rel == "nmod":
			if c := x.Child(k, "case"); c >= 0 && strings.EqualFold(x.Doc.In(x.Doc.Tokens[c].Span), preposition) {
				return k
			}
		}
	}
	return -1
}

// antecedent is the noun that a relative pronoun stands for; any other word stands for itself.
func (x *view) antecedent(i int) int {
	t := &x.Doc.Tokens[i]
	if t.XPOS != "WP" && t.XPOS != "WDT" {
		return i
	}
	at := i
	for range 6 {
		up := x.Above(at)
		if up < 0 {
			return i
		}
		if x.Doc.Tokens[at].Rel == "acl:relcl" {
			return up
		}
		at = up
	}
	return i
}

// apart are the relations whose words do not belong to a party's span.
var apart = map[string]bool{"acl:relcl": true, "acl": true, "appos": true, "conj": true, "cc": true,
	"parataxis": true, "case": true, "advcl": true, "nsubj": true, "cop": true, "mark": true, "advmod": true}

// phrase is the noun phrase of a word without its relative clause, apposition and those joined to it.
func (x *view) phrase(i int) onrecord.Span {
	return x.Phrase(i, func(k int) bool {
		rel := x.Doc.Tokens[k].Rel
		inside := rel == "case" && x.Above(k) != i // "of" within "the ministry of defence"
		return apart[rel] && !inside || x.agent(k)
	})
}

// agent tells whether a word stands behind "by": whoever did it is no part of whom it was done to.
func (x *view) agent(i int) bool {
	c := x.Child(i, "case")
	return x.Doc.Tokens[i].Rel == "nmod" && c >= 0 && strings.EqualFold(x.Doc.In(x.Doc.Tokens[c].Span), "by")
}

// settle gives an event its span, its place and date, and on whose word it is told.
func (x *view) settle(e *onrecord.Event) {
	e.Span = e.Trigger
	for _, m := range append(append([]onrecord.Member(nil), e.Actor...), e.Recipient...) {
		e.Span.Start, e.Span.End = min(e.Span.Start, m.Span.Start), max(e.Span.End, m.Span.End)
	}
	e.Word = x.Doc.WordOn(e.Trigger)
	x.when(e)
	x.where(e)
}

func (x *view) when(e *onrecord.Event) {
	for i := range x.Doc.Dates {
		if s := x.Doc.Dates[i].Span; x.Sentence.Contains(s) && x.under(s, int(e.Head)-1, e.Trigger) {
			e.Date = onrecord.DateID(i + 1)
			return
		}
	}
}

// where is a place told with the event, else that of the dateline.
func (x *view) where(e *onrecord.Event) {
	for i := range x.Doc.Places {
		p := &x.Doc.Places[i]
		if x.Sentence.Contains(p.Span) && !p.Dateline && !x.party(e, p.Span) && x.under(p.Span, int(e.Head)-1, e.Trigger) {
			e.Place = onrecord.PlaceID(i + 1)
			return
		}
	}
	for i := range x.Doc.Places {
		if x.Doc.Places[i].Dateline {
			e.Place, e.AtDateline = onrecord.PlaceID(i+1), true
			return
		}
	}
}

// dated tells whether a word belongs to an expression of time: "Monday" is a name, and no party.
func (x *view) dated(i int) bool {
	for _, t := range x.Doc.Dates {
		if t.Span.Contains(x.Doc.Tokens[i].Span) {
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
	first, end := x.Doc.TokensIn(s)
	for i := first; i < end; i++ {
		at := i
		for range 8 {
			if at == head || trigger.Contains(x.Doc.Tokens[at].Span) {
				return true
			}
			t := &x.Doc.Tokens[at]
			if up := x.Above(at); up >= 0 && !strings.HasPrefix(t.Rel, "acl") && t.Rel != "ccomp" && t.Rel != "advcl" && t.Rel != "conj" {
				at = up
				continue
			}
			break
		}
	}
	return false
}

// scored tells whether the sentence holds a score: "2-1".
func (x *view) scored() bool {
	for i := x.Sentence.From; i < x.Sentence.To; i++ {
		if t := &x.Doc.Tokens[i]; t.Tag == "NUM" && score(x.Doc.In(t.Span)) {
			return true
		}
	}
	return false
}

func score(word string) bool {
	a, b, ok := strings.Cut(word, "-")
	return ok && len(a) < 4 && len(b) < 4 && digits(a) && digits(b)
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// beside tells whether a verb governs another, or an object that is neither its deed's word nor its recipient.
func (x *view) beside(e *onrecord.Event, verb int) bool {
	if x.Child(verb, "xcomp") >= 0 {
		return true
	}
	k := x.Child(verb, "obj")
	return k >= 0 && k != int(e.Head)-1 && int(e.Recipient[0].Head)-1 != k
}

// tie settles the ties of the codebook that turn on tense: help, support and meetings to come are AGREE, refused ones REJECT, and a
// retreat to come is CONCEDE.
func (x *view) tie(e *onrecord.Event, verb int) {
	future, negated := x.toCome(verb)
	if !future {
		return
	}
	root := e.Root
	switch e.Root {
	case onrecord.RootAid, onrecord.RootSupport, onrecord.RootCooperate, onrecord.RootConsult:
		root = onrecord.RootAgree
		if negated {
			root = onrecord.RootReject
		}
	case onrecord.RootRetreat:
		if !negated {
			root = onrecord.RootConcede
		}
	}
	if root != e.Root {
		e.Root, e.Mode, e.Quad, e.By = root, "", plover.QuadOf(root), e.By+"+tense"
	}
}

// toCome tells whether a verb is told of as to come, and denied.
func (x *view) toCome(verb int) (future, negated bool) {
	for _, k := range x.Below(verb) {
		switch t := &x.Doc.Tokens[k]; {
		case t.Rel == "aux" && (t.Lemma == "will" || t.Lemma == "shall" || t.Lemma == "wo"):
			future = true
		case t.Lemma == "not" || t.Lemma == "never":
			negated = true
		}
	}
	return future, negated
}
