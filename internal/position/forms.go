package position

import (
	"strings"

	"onrecord"
)

// byNoun is a position that a noun with its owner shows: "Norway's refusal to sign", "the opposition of the council to it".
func (f *Finder) byNoun(x *view, i int, c cue) (onrecord.Position, bool) {
	owner := x.Child(i, "nmod:poss")
	if owner < 0 {
		owner = x.with(i, "of", "by")
	}
	matter := x.Child(i, "acl")
	if matter < 0 {
		matter = x.with(i, "to", "for", "on", "of")
	}
	if matter < 0 {
		matter = x.Child(i, "ccomp")
	}
	if owner < 0 || matter < 0 || owner == matter || !f.acts(x, owner) || x.conditional(i) {
		return onrecord.Position{}, false
	}
	p := f.started(x, i, owner, matter, c, sureOfNoun)
	f.finish(x, &p, matter)
	return p, true
}

// byLack is a position that one has or sees none of something: "has no plans to send troops", "sees little need for talks".
func (f *Finder) byLack(x *view, i int) (onrecord.Position, bool) {
	switch x.Doc.Tokens[i].Lemma {
	case "have", "see", "feel", "express":
	default:
		return onrecord.Position{}, false
	}
	var c cue
	noun, ok := -1, false
	for _, k := range x.Below(i) { // a broken tree gives a verb two objects
		if x.Doc.Tokens[k].Rel == "obj" && !ok {
			noun = k
			c, ok = f.find(strings.ToLower(x.Doc.Tokens[k].Lemma), "lacked")
		}
	}
	if !ok {
		return onrecord.Position{}, false
	}
	none := x.none(noun)
	actor, passive := x.subject(i)
	if none < 0 || passive || actor < 0 || !f.acts(x, actor) || x.conditional(i) {
		return onrecord.Position{}, false
	}
	matter := x.Child(noun, "acl")
	if matter < 0 {
		matter = x.Child(i, "xcomp")
	}
	if matter < 0 {
		matter = x.Child(i, "advcl")
	}
	for _, at := range []int{noun, i} {
		if matter < 0 {
			matter = x.with(at, "for", "of", "in", "to", "on")
		}
	}
	if matter < 0 {
		return onrecord.Position{}, false
	}
	p := f.started(x, i, actor, matter, c, sureOfVerb)
	p.FirmnessCues = []onrecord.Span{{Start: x.Doc.Tokens[min(none, noun)].Start, End: x.Doc.Tokens[noun].End}}
	if c.words == "plan" {
		p.TimeBound = onrecord.BoundNow
	}
	f.finish(x, &p, i)
	return p, true
}

// byHeld is a position that one voices, has or gives: "voiced its support for the plan", "has doubts about it".
func (f *Finder) byHeld(x *view, i int) (onrecord.Position, bool) {
	noun := x.Child(i, "obj")
	if _, ok := f.find(x.Doc.Tokens[i].Lemma, "holds"); !ok || noun < 0 {
		return onrecord.Position{}, false
	}
	c, ok := f.find(x.Doc.Tokens[noun].Lemma, "held")
	actor, passive := x.subject(i)
	if !ok || passive || actor < 0 || !f.acts(x, actor) || x.none(noun) >= 0 || x.negation(i) >= 0 || x.conditional(i) {
		return onrecord.Position{}, false
	}
	matter := x.Child(noun, "acl")
	for _, at := range []int{noun, i} {
		if matter < 0 {
			matter = x.with(at, "for", "to", "about", "over", "of", "in", "on", "against")
		}
	}
	if matter < 0 {
		return onrecord.Position{}, false
	}
	p := f.started(x, i, actor, matter, c, sureOfVerb)
	p.FirmnessCues = []onrecord.Span{{Start: x.Doc.Tokens[min(i, noun)].Start, End: x.Doc.Tokens[max(i, noun)].End}}
	f.finish(x, &p, i)
	return p, true
}

// bySide is where one stands by a preposition: "is against the plan", "was in favour of talks".
func (f *Finder) bySide(x *view, i int) (onrecord.Position, bool) {
	actor := x.Child(i, "nsubj")
	if x.Child(i, "cop") < 0 || actor < 0 || x.Doc.Tokens[actor].Tag == "PRON" && !f.acts(x, actor) {
		return onrecord.Position{}, false
	}
	if !f.acts(x, actor) || x.conditional(i) {
		return onrecord.Position{}, false
	}
	first := x.Child(i, "cop") + 1
	for first < i && (x.Doc.Tokens[first].Tag == "ADV" || x.Doc.Tokens[first].Tag == "PART") {
		first++
	}
	_, high := x.reach(i)
	for _, c := range f.sides {
		at, ok := x.phraseIn(first, min(high, first+2), c.words)
		matter := i
		if ok && at.End >= x.Doc.Tokens[i].End { // "in favour of the plan" hangs on the favour
			matter = x.with(i, "of")
		}
		if !ok || at.Start != x.Doc.Tokens[first].Start || matter < 0 {
			continue
		}
		p := f.started(x, i, actor, matter, c, sureOfVerb)
		p.FirmnessCues = []onrecord.Span{at}
		if not := x.negation(i); not >= 0 {
			f.negate(x, &p, c, not)
		}
		f.finish(x, &p, i)
		return p, true
	}
	return onrecord.Position{}, false
}

// byDuty is what a speaker says is to be done or left: "said the base must be closed", "we should not sign".
func (f *Finder) byDuty(x *view, i int) (onrecord.Position, bool) {
	aux := x.Child(i, "aux")
	if aux < 0 || x.inverted(aux) {
		return onrecord.Position{}, false
	}
	c, ok := f.find(strings.ToLower(x.Doc.In(x.Doc.Tokens[aux].Span)), "duty")
	if !ok || x.Child(aux, "aux") >= 0 || x.perfect(i) {
		return onrecord.Position{}, false // "must have known" is a guess
	}
	p, ok := f.spoken(x, i, i, c, sureOfModal)
	if !ok {
		return p, false
	}
	p.FirmnessCues = []onrecord.Span{x.Doc.Tokens[aux].Span}
	if not := x.negation(i); not >= 0 {
		p.Stance = onrecord.StanceAgainst
		p.FirmnessCues = append(p.FirmnessCues, x.Doc.Tokens[not].Span)
	}
	f.finish(x, &p, i)
	return p, true
}

// perfect tells whether a verb has "have" as an auxiliary.
func (x *view) perfect(i int) bool {
	for _, k := range x.Below(i) {
		if x.Doc.Tokens[k].Rel == "aux" && x.Doc.Tokens[k].Lemma == "have" {
			return true
		}
	}
	return false
}

// linked tells whether an adjective is said of its subject by a verb like "stand": "stands ready".
func (f *Finder) linked(x *view, i int) bool {
	up := x.Above(i)
	if up < 0 || x.Doc.Tokens[i].Rel != "xcomp" {
		return false
	}
	_, ok := f.find(x.Doc.Tokens[up].Lemma, "linking")
	return ok
}

// goingTo tells whether a verb is the "going" of what is to be done: "is not going to sign", "is not going back".
func (x *view) goingTo(i int) bool {
	t := &x.Doc.Tokens[i]
	return t.Lemma == "go" && t.XPOS == "VBG" && x.Child(i, "aux") >= 0 && x.Doc.Tokens[x.Child(i, "aux")].Lemma == "be" && x.negation(i) >= 0
}

// past tells whether a verb is told of the past: its own form is past and no modal stands before it.
func (x *view) past(i int) bool {
	if t := x.Doc.Tokens[i].XPOS; t != "VBD" && t != "VBN" {
		return false
	}
	for _, k := range x.Below(i) {
		if x.Doc.Tokens[k].XPOS == "MD" {
			return false
		}
	}
	return true
}

// disposed is the line of a state of mind that reads as a passive: "was prepared to talk".
func (f *Finder) disposed(x *view, i int) (cue, bool) {
	if x.Child(i, "aux:pass") < 0 && x.Child(i, "cop") < 0 || x.agent(i) >= 0 {
		return cue{}, false
	}
	return f.find(strings.ToLower(x.Doc.In(x.Doc.Tokens[i].Span)), "adjective")
}

func (f *Finder) isDisposed(x *view, i int) bool {
	_, ok := f.disposed(x, i)
	return ok
}

// byMandate is what one insists that another do: "insisted that the Front first free them". The bare verb tells it from what is
// only said.
func (f *Finder) byMandate(x *view, i int) (onrecord.Position, bool) {
	c, ok := f.find(x.Doc.Tokens[i].Lemma, "mandate")
	matter := x.Child(i, "ccomp")
	if !ok || matter < 0 || x.Doc.Tokens[matter].XPOS != "VB" && !x.bare(matter) || x.Child(matter, "aux") >= 0 {
		return onrecord.Position{}, false
	}
	actor, passive := x.subject(i)
	if passive || actor < 0 || !f.acts(x, actor) || x.conditional(i) || x.negation(i) >= 0 {
		return onrecord.Position{}, false
	}
	p := f.started(x, i, actor, matter, c, sureOfVerb)
	f.finish(x, &p, i)
	return p, true
}

// bare tells whether a predicate has the bare "be": "insisted that the talks be open".
func (x *view) bare(i int) bool {
	for _, rel := range []string{"cop", "aux:pass"} {
		if k := x.Child(i, rel); k >= 0 && x.Doc.Tokens[k].XPOS == "VB" {
			return true
		}
	}
	return false
}

// act is the line of a deed that shows a position: "ratified the treaty", "voted against the bill".
func (f *Finder) act(x *view, i int) (cue, int, bool) {
	lemma := strings.ToLower(x.Doc.Tokens[i].Lemma)
	if c, prep, ok := f.behind(x, i, lemma, "act"); ok {
		return c, prep, x.done(i)
	}
	c, ok := f.find(lemma, "act")
	object := x.Child(i, "obj")
	if !ok || object < 0 {
		return c, -1, false
	}
	_, paper := f.find(strings.ToLower(x.Doc.Tokens[object].Lemma), "signed")
	return c, -1, paper && x.done(i)
}

// done tells whether a verb tells of what was done: it has no auxiliary but "have".
func (x *view) done(i int) bool {
	aux := x.Child(i, "aux")
	return aux < 0 || x.Doc.Tokens[aux].Lemma == "have"
}

// byAct is a position that a deed shows; deeds outrank words.
func (f *Finder) byAct(x *view, i int, c cue, prep int) (onrecord.Position, bool) {
	actor, matter, ok := f.parts(x, i, prep)
	if !ok || x.conditional(i) || x.negation(i) >= 0 || x.Doc.Tokens[i].Rel == "xcomp" {
		return onrecord.Position{}, false
	}
	p := f.started(x, i, actor, matter, c, sureOfVerb)
	p.Act = true
	return p, true
}

// speaker is the one on whose word a stretch stands, where that can hold a position of its own: a body, or one who holds an
// office or has a name; false for sources that only tell of others.
func (x *view) speaker(at onrecord.Span) (onrecord.Member, bool) {
	a := x.toldBy(at)
	if a == nil {
		return onrecord.Member{}, false
	}
	switch a.Source.Kind {
	case onrecord.SourceGovernment, onrecord.SourceOrganization:
	case onrecord.SourceGroup: // rebels can hold to what they say; residents only tell
		if e := x.Doc.Entity(a.Source.Entity); e == nil || len(e.Codes) == 0 {
			return onrecord.Member{}, false
		}
	case onrecord.SourceOfficeHolder, onrecord.SourcePerson:
		if a.Source.Number != onrecord.NumberOne {
			return onrecord.Member{}, false
		}
	default:
		return onrecord.Member{}, false
	}
	return x.source(a)
}

// quoted is who says "I" or "we", where the report tells it; false for any other word.
func (x *view) quoted(i int) (onrecord.Member, bool) {
	if !first(x, i) {
		return onrecord.Member{}, false
	}
	a := x.toldBy(x.Doc.Tokens[i].Span)
	if a == nil {
		return onrecord.Member{}, false
	}
	return x.source(a)
}

// toldBy is the attribution that a stretch stands on, where it names its source; nil for none.
func (x *view) toldBy(at onrecord.Span) *onrecord.Attribution {
	a := x.Doc.Attribution(x.Doc.WordOn(at))
	if a == nil || len(a.Source.Spans) == 0 {
		return nil
	}
	return a
}

// source is the source of an attribution as a party.
func (x *view) source(a *onrecord.Attribution) (onrecord.Member, bool) {
	m := onrecord.Member{Span: a.Source.Spans[0], Entity: a.Source.Entity}
	first, end := x.Doc.TokensIn(m.Span)
	for k := first; k < end; k++ {
		if up := int(x.Doc.Tokens[k].Head) - 1; up < first || up >= end {
			m.Head = onrecord.TokenID(k + 1)
			break
		}
	}
	return m, m.Head != 0
}

// spoken is a position of whoever speaks, on a matter that is said of.
func (f *Finder) spoken(x *view, i, matter int, c cue, conf float64) (onrecord.Position, bool) {
	who, ok := x.speaker(x.Doc.Tokens[i].Span)
	if !ok || x.conditional(i) || x.denied(i) {
		return onrecord.Position{}, false
	}
	p := onrecord.Position{Stance: onrecord.Stance(c.stance), Firmness: c.firmness, By: c.by, Conf: conf, Actor: []onrecord.Member{who}}
	f.about(x, &p, i, matter)
	return p, true
}

// byVerdict is what a speaker says of a matter itself: "a truce was out of the question".
func (f *Finder) byVerdict(x *view, i int) (onrecord.Position, bool) {
	noun := x.Child(i, "nsubj")
	if noun < 0 || x.Child(i, "cop") < 0 {
		return onrecord.Position{}, false
	}
	if owner := x.Child(noun, "nmod:poss"); owner >= 0 && f.acts(x, owner) {
		if _, ok := f.find(x.Doc.Tokens[noun].Lemma, "noun"); ok {
			return onrecord.Position{}, false // "Sweden's position was non-negotiable" is Sweden's
		}
	}
	low, high := x.reach(i)
	for _, c := range f.verdict {
		at, ok := x.phraseIn(max(low, noun+1), high, c.words)
		if !ok || !at.Contains(x.Doc.Tokens[i].Span) {
			continue
		}
		p, ok := f.spoken(x, i, noun, c, sureOfModal)
		if !ok {
			return p, false
		}
		p.FirmnessCues = []onrecord.Span{at}
		if strings.Contains(c.words, "red line") {
			p.RedLine, p.RedLineAt = true, at
		}
		if not := x.negation(i); not >= 0 && !at.Contains(x.Doc.Tokens[not].Span) {
			p.Stance, p.Firmness, p.RedLine, p.RedLineAt = onrecord.StanceNoSide, 1, false, onrecord.Span{}
			p.FirmnessCues = append([]onrecord.Span{x.Doc.Tokens[not].Span}, p.FirmnessCues...)
		}
		f.finish(x, &p, i)
		return p, true
	}
	return onrecord.Position{}, false
}

// byThere is "there will be no talks", said by who can see to it.
func (f *Finder) byThere(x *view, i int) (onrecord.Position, bool) {
	aux, noun := x.Child(i, "aux"), x.Child(i, "nsubj")
	if x.Doc.Tokens[i].Lemma != "be" || x.Child(i, "expl") < 0 || aux < 0 || noun < 0 {
		return onrecord.Position{}, false
	}
	c, ok := f.find(strings.ToLower(x.Doc.In(x.Doc.Tokens[aux].Span)), "modal")
	none := x.none(noun)
	if !ok || none < 0 {
		return onrecord.Position{}, false
	}
	return f.excluded(x, i, noun, aux, none, c)
}

// bySpeaker is what a speaker says will not be done, without telling who would do it: "the blockade will never be lifted".
func (f *Finder) bySpeaker(x *view, i, matter, aux, not int, c cue, passive bool) (onrecord.Position, bool) {
	if not < 0 || !passive {
		return onrecord.Position{}, false
	}
	return f.excluded(x, i, matter, aux, not, c)
}

// excluded is what a speaker excludes by a modal and a negation, the words aux and not.
func (f *Finder) excluded(x *view, i, matter, aux, not int, c cue) (onrecord.Position, bool) {
	c.stance, c.firmness = string(onrecord.StanceAgainst), 4
	p, ok := f.spoken(x, i, matter, c, sureOfModal)
	if !ok {
		return p, false
	}
	p.FirmnessCues = []onrecord.Span{x.Doc.Tokens[aux].Span, x.Doc.Tokens[not].Span}
	f.finish(x, &p, i)
	return p, true
}
