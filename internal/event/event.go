// Package event finds who did what to whom. A deed is a verb or noun of the dictionary of deeds with at least one party
// that can act; the parties are read off the tree of the sentence.
package event

import (
	"fmt"
	"strings"

	"onrecord"
	"onrecord/internal/lexicon"
	"onrecord/internal/plover"
	"onrecord/internal/wordclass"
)

// Finder finds events. It is safe for use by several goroutines at once, each with its own document.
type Finder struct {
	deeds  *plover.Deeds
	coder  *plover.Coder
	light  map[string]bool // verbs that carry a deed's noun: "held talks"
	agents map[string]bool // nouns for those who can act: "officials", "the army"
	causes map[string]bool // things that do harm by nobody's hand: "the storm killed"
	aside  map[string]bool // those of the sports, arts and market pages
	// objects gives the modes of requests, refusals and threats by root, then by what they are about: a lemma, a root, or a root and mode.
	objects map[onrecord.Root]map[string]string
	untold  map[string]bool // verbs that tell or deny what others did: no deed for the coder of pairs
}

// New reads the dictionaries. A bad line is an error that names file and line.
func New(classes *wordclass.Classes) (*Finder, error) {
	deeds, err := plover.Open()
	if err != nil {
		return nil, err
	}
	coder, err := plover.NewCoder(classes)
	if err != nil {
		return nil, err
	}
	f := &Finder{deeds: deeds, coder: coder, light: map[string]bool{}, causes: map[string]bool{}, aside: map[string]bool{},
		untold: map[string]bool{}}
	for name, to := range map[string]map[string]bool{"event_light.tsv": f.light, "event_causes.tsv": f.causes, "event_aside.tsv": f.aside,
		"event_untold.tsv": f.untold} {
		t, err := lexicon.Open(name)
		if err != nil {
			return nil, fmt.Errorf("open events: %w", err)
		}
		for _, r := range t.Rows {
			to[r.Cells[0]] = true
		}
	}
	if err := f.openObjects(); err != nil {
		return nil, fmt.Errorf("open events: %w", err)
	}
	if f.agents, err = lexicon.Agents(); err != nil {
		return nil, fmt.Errorf("open events: %w", err)
	}
	return f, nil
}

// How far trigger, parties and root are right, by judgement: no gold has been used to fit it.
const (
	sureOfBoth = 0.65 // actor and recipient are there
	sureOfOne  = 0.5
	sureOfNoun = 0.1 // how much less a noun says than a verb
)

// Find fills Events: trigger, parties, root, mode, place, date and on whose word. It needs the tree, entities, places,
// dates and attributions.
func (f *Finder) Find(d *onrecord.Document) {
	d.Events = nil
	x := newView(d)
	for _, s := range d.Sentences {
		if d.Blocks[s.Block].Read() {
			f.sentence(x, s)
		}
	}
}

// sentence finds the events of one sentence. A word that belongs to a trigger, or that a trigger of refusing, agreeing or
// threatening governs, names no event of its own.
func (f *Finder) sentence(x *view, s onrecord.Sentence) {
	x.open(s)
	for i := s.From; i < s.To; i++ {
		if x.taken[i-s.From] {
			continue
		}
		if e, ok := f.at(x, i); ok {
			f.second(x, &e, i)
			x.tie(&e, i)
			if e.Mode == "" {
				e.Mode = f.modeOf(x, &e, i)
			}
			for k := i; k < int(e.Head); k++ {
				x.take(k)
			}
			x.takeGoverned(i)
			x.settle(&e)
			x.Doc.Events = append(x.Doc.Events, e)
		}
	}
}

// at is the event whose trigger begins at a word.
func (f *Finder) at(x *view, i int) (onrecord.Event, bool) {
	t := &x.Doc.Tokens[i]
	if t.Tag == "VERB" && f.light[t.Lemma] {
		if noun := x.Child(i, "obj"); noun > i && x.Doc.Tokens[noun].Tag == "NOUN" {
			if deed, ok := f.deeds.Find(x.Doc.Tokens[noun].Lemma, "NOUN"); ok {
				return f.event(x, deed, i, noun)
			}
		}
	}
	if k := x.particle(i); k > i && t.Tag == "VERB" { // "turned down"
		if deed, ok := f.deeds.Find(t.Lemma+" "+x.Doc.Tokens[k].Lemma, "VERB"); ok {
			e, ok := f.event(x, deed, i, i)
			if ok && k == i+1 {
				e.Trigger.End = x.Doc.Tokens[k].End
			}
			return e, ok
		}
	}
	if t.Tag == "VERB" {
		for _, p := range []string{"on", "for", "at", "against", "with"} { // "called on Harland"
			if deed, ok := f.deeds.Find(t.Lemma+" "+p, "VERB"); ok && x.oblique(i, p) >= 0 {
				return f.event(x, deed, i, i)
			}
		}
	}
	deed, ok := f.deeds.Find(t.Lemma, t.Tag)
	if !ok && t.Tag == "VERB" {
		return f.learned(x, i)
	}
	if !ok || t.Tag == "NOUN" && x.modifies(i) {
		return onrecord.Event{}, false
	}
	return f.event(x, deed, i, i)
}

// overrule is how sure the coder must be to name a deed otherwise than the dictionary.
const overrule = 0.8

// second lets the coder of pairs look at a verb with two parties where words beside it may make another deed of it: "suspended
// aid to", "refused to send".
func (f *Finder) second(x *view, e *onrecord.Event, verb int) {
	if e.By == byCoder || !between(e) || !x.beside(e, verb) {
		return
	}
	if c := f.code(x, e); c.Conf >= overrule && c.Root != e.Root {
		e.Root, e.Mode, e.Quad, e.By, e.Conf = c.Root, "", c.Quad, e.By+"+coder", c.Conf
	}
}

// noDeed tells whether what stands at a trigger makes it no deed between parties: a thing that does something of its own
// ("the storm killed"), those of the sports and arts pages, a score beside a fight, a meeting with nobody.
func (f *Finder) noDeed(x *view, e *onrecord.Event, verb int) bool {
	t := &x.Doc.Tokens[verb]
	if t.Tag == "VERB" && len(e.Actor) == 0 {
		if s, passive := x.subject(verb); s >= 0 && !passive && f.causes[strings.ToLower(x.Doc.Tokens[s].Lemma)] {
			return true
		}
	}
	for _, m := range e.Actor {
		if f.aside[strings.ToLower(x.Doc.Tokens[m.Head-1].Lemma)] {
			return true
		}
	}
	if k := x.Child(verb, "xcomp"); k >= 0 && x.Doc.Tokens[k].Lemma == "comment" {
		return true // who declines to comment does nothing to anybody
	}
	switch e.Root {
	case onrecord.RootAssault:
		return x.scored()
	case onrecord.RootConsult:
		return int(e.Head)-1 == verb && t.Tag == "VERB" && len(e.Recipient) == 0 && x.Child(verb, "obj") >= 0
	}
	return false
}

// surely is how sure the coder must be of a verb that the dictionary of deeds has not.
const surely = 0.6

// byCoder is what an event found by the coder of pairs alone says of its finder.
const byCoder = "event/coder"

// learned is the event of a verb that the dictionary of deeds has not, where two parties stand at it and the coder of pairs
// is sure of what the one did to the other.
func (f *Finder) learned(x *view, i int) (onrecord.Event, bool) {
	if !f.coder.Knows(strings.ToLower(x.Doc.Tokens[i].Lemma)) || f.untold[x.Doc.Tokens[i].Lemma] || !x.told(i) {
		return onrecord.Event{}, false
	}
	e, ok := f.event(x, plover.Deed{To: []string{"obj", "to", "with", "against", "on", "for"}}, i, i)
	if !ok || !between(&e) {
		return e, false
	}
	c := f.code(x, &e)
	e.Root, e.Quad, e.By, e.Conf = c.Root, c.Quad, byCoder, c.Conf
	return e, c.Conf >= surely
}

// between tells whether an event has two parties that stand apart, as the coder of pairs needs them.
func between(e *onrecord.Event) bool {
	return len(e.Actor) > 0 && len(e.Recipient) > 0 && !e.Actor[0].Span.Overlaps(e.Recipient[0].Span)
}

// code asks the coder of pairs what the actor of an event did to its recipient.
func (f *Finder) code(x *view, e *onrecord.Event) plover.Coding {
	return f.coder.CodeIn(x.Doc, x.Sentence.From, x.Sentence.To, onrecord.MemberSpans(e.Actor), onrecord.MemberSpans(e.Recipient), plover.Plover08)
}

// event reads the parties of a deed: verb is the verb of the clause (or the noun itself), head the word that names it.
func (f *Finder) event(x *view, deed plover.Deed, verb, head int) (onrecord.Event, bool) {
	e := onrecord.Event{Head: onrecord.TokenID(head + 1), Root: deed.Root, Mode: deed.Mode, Quad: plover.QuadOf(deed.Root),
		Trigger: onrecord.Span{Start: x.Doc.Tokens[verb].Start, End: x.Doc.Tokens[head].End}, By: "event/" + deed.By}
	if x.Doc.Tokens[verb].Tag == "VERB" {
		e.Actor, e.Recipient = f.verbParties(x, deed, verb, head)
	} else {
		e.Actor, e.Recipient = f.nounParties(x, deed, head)
	}
	if len(e.Actor) == 0 && len(e.Recipient) == 0 || f.noDeed(x, &e, verb) {
		return e, false
	}
	e.Conf = sureOfOne
	if len(e.Actor) > 0 && len(e.Recipient) > 0 {
		e.Conf = sureOfBoth
	}
	if x.Doc.Tokens[verb].Tag != "VERB" {
		e.Conf -= sureOfNoun
	}
	return e, true
}
