// Package event finds who did what to whom. A deed is a verb or noun of the dictionary of deeds with at least one party
// that can act; the parties are read off the tree of the sentence.
package event

import (
	"fmt"

	"onrecord"
	"onrecord/internal/lexicon"
	"onrecord/internal/plover"
)

// Finder finds events. It is safe for use by several goroutines at once, each with its own document.
type Finder struct {
	deeds  *plover.Deeds
	light  map[string]bool // verbs that carry a deed's noun: "held talks"
	agents map[string]bool // nouns for those who can act: "officials", "the army"
}

// New reads the dictionaries. A bad line is an error that names file and line.
func New() (*Finder, error) {
	deeds, err := plover.Open()
	if err != nil {
		return nil, err
	}
	f := &Finder{deeds: deeds, light: map[string]bool{}}
	t, err := lexicon.Open("event_light.tsv")
	if err != nil {
		return nil, fmt.Errorf("open events: %w", err)
	}
	for _, r := range t.Rows {
		f.light[r.Cells[0]] = true
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
	if k := x.Child(i, "compound:prt"); k > i && t.Tag == "VERB" { // "turned down"
		if deed, ok := f.deeds.Find(t.Lemma+" "+x.Doc.Tokens[k].Lemma, "VERB"); ok {
			e, ok := f.event(x, deed, i, i)
			if ok && k == i+1 {
				e.Trigger.End = x.Doc.Tokens[k].End
			}
			return e, ok
		}
	}
	if t.Tag == "VERB" {
		for _, p := range []string{"on", "for"} { // "called on Harland"
			if deed, ok := f.deeds.Find(t.Lemma+" "+p, "VERB"); ok && x.oblique(i, p) >= 0 {
				return f.event(x, deed, i, i)
			}
		}
	}
	deed, ok := f.deeds.Find(t.Lemma, t.Tag)
	if !ok || t.Tag == "NOUN" && x.modifies(i) {
		return onrecord.Event{}, false
	}
	return f.event(x, deed, i, i)
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
	if len(e.Actor) == 0 && len(e.Recipient) == 0 {
		return e, false
	}
	e.Conf = sureOfOne
	if len(e.Actor) > 0 && len(e.Recipient) > 0 {
		e.Conf = sureOfBoth
	}
	if x.Doc.Tokens[verb].Tag != "VERB" {
		e.Conf -= sureOfNoun
	}
	for i := verb; i <= head; i++ {
		x.take(i)
	}
	x.takeGoverned(verb)
	return e, true
}
