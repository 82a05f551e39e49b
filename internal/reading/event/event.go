// Package event makes events of the frames that the learned reader has laid over a report: who did what to whom, in
// PLOVER's roots. The dictionary of deeds gives their modes; places, dates and on whose word are read off the report.
package event

import (
	"fmt"
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/lang/lexicon"
	"onrecord/internal/reading/plover"
)

// byFrames is what an event of the learned reader says of its finder.
const byFrames = "frames/event"

// Finder finds events. It is safe for use by several goroutines at once, each with its own document.
type Finder struct {
	deeds *plover.Deeds
	aside map[string]bool // those of the sports, arts and market pages
	// objects gives the modes of requests, refusals and threats by root, then by what they are about: a lemma, a root, or a root and mode.
	objects map[onrecord.Root]map[string]string
}

// New reads the dictionaries. A bad line is an error that names file and line.
func New() (*Finder, error) {
	deeds, err := plover.Open()
	if err != nil {
		return nil, err
	}
	f := &Finder{deeds: deeds, aside: map[string]bool{}}
	t, err := lexicon.Open("event_aside.tsv")
	if err != nil {
		return nil, fmt.Errorf("open events: %w", err)
	}
	for _, r := range t.Rows {
		f.aside[r.Cells[0]] = true
	}
	if err := f.openObjects(); err != nil {
		return nil, fmt.Errorf("open events: %w", err)
	}
	return f, nil
}

// Find fills Events: trigger, parties, root, mode, place, date and on whose word. It needs frames, the tree, entities,
// places, dates and attributions. Once stop says so it ends early, with the events up to there.
func (f *Finder) Find(d *onrecord.Document, stop func() bool) {
	d.Events = nil
	x := newView(d)
	s := 0
	for i := range d.Frames {
		if i%lookEvery == 0 && stop() {
			return
		}
		fr := &d.Frames[i]
		if fr.Layer != onrecord.FrameEvent {
			continue
		}
		for d.Sentences[s].To <= fr.Anchor.From {
			s++
		}
		x.open(s)
		if e, ok := f.event(x, fr); ok {
			e.Frame = onrecord.FrameID(i + 1)
			d.Events = append(d.Events, e)
		}
	}
}

// lookEvery is after how many frames the finder asks whether to stop.
const lookEvery = 200

// event makes an event of a frame.
func (f *Finder) event(x *view, fr *onrecord.Frame) (onrecord.Event, bool) {
	root := onrecord.Root(fr.Classes["root"])
	at := x.trigger(fr)
	head := x.HeadOf(at, "VERB", "NOUN", "PROPN")
	e := onrecord.Event{Trigger: x.Doc.RunSpan(at), Head: onrecord.TokenID(head + 1), Root: root, Quad: plover.QuadOf(root), By: byFrames, Conf: fr.Conf}
	e.Actor = x.members(fr.Roles["actor"])
	e.Recipient = apartFrom(x.members(fr.Roles["recipient"]), e.Actor)
	x.voice(&e, at)
	if len(e.Actor) == 0 {
		e.Actor = apartFrom(x.owner(head), e.Recipient)
	}
	e.Actor = x.joint(e.Actor, e.Recipient)
	e.Recipient = x.joint(e.Recipient, e.Actor)
	if root == "" || x.noDeedWord(at) || f.noDeed(x, &e) {
		return e, false
	}
	deed, known := f.deed(x, at)
	if known && fr.Sure["root"] < sureOfRoot {
		e.Root, e.By = deed.Root, e.By+"+"+deed.By
	}
	e.Root = tied(e.Root, onrecord.EventStatus(fr.Classes["status"]))
	e.Quad = plover.QuadOf(e.Root)
	if known && deed.Root == e.Root && e.Root == onrecord.RootAssault && len(e.Recipient) == 0 {
		e.Recipient = apartFrom(x.patient(at, deed.To), e.Actor)
	}
	if e.Mode = deed.Mode; !known || deed.Root != e.Root || e.Mode == "" {
		e.Mode = f.modeOf(x, &e, head)
	}
	x.accused(&e)
	x.settle(&e)
	return e, true
}

// tied settles the ties of the guide that turn on time: a retreat to come is CONCEDE; help, trade and
// meetings to come are AGREE.
func tied(root onrecord.Root, status onrecord.EventStatus) onrecord.Root {
	switch {
	case root == onrecord.RootRetreat && status == onrecord.EventPlanned:
		return onrecord.RootConcede
	case (root == onrecord.RootAid || root == onrecord.RootCooperate || root == onrecord.RootConsult) && status == onrecord.EventPlanned:
		return onrecord.RootAgree
	}
	return root
}

// sureOfRoot is how sure the learned reader must be of a root for it to stand against the dictionary of deeds.
const sureOfRoot = 0.95

// deed is what the dictionary of deeds has for the words of a trigger: a verb with its particle ("turned down"), a noun beside a verb
// ("launched an attack"), a verb or noun alone.
func (f *Finder) deed(x *view, at onrecord.Run) (plover.Deed, bool) {
	for i := at.From; i < at.To; i++ {
		if t := &x.Doc.Tokens[i]; t.Tag == "VERB" && i+1 < x.Sentence.To {
			if d, ok := f.deeds.Find(strings.ToLower(t.Lemma+" "+x.Doc.Tokens[i+1].Lemma), "VERB"); ok {
				return d, true
			}
		}
	}
	for _, tag := range []string{"NOUN", "VERB"} {
		for i := at.From; i < at.To; i++ {
			if t := &x.Doc.Tokens[i]; t.Tag == tag {
				if d, ok := f.deeds.Find(strings.ToLower(t.Lemma), tag); ok {
					return d, true
				}
			}
		}
	}
	return plover.Deed{}, false
}

// apartFrom leaves out those who are the actor.
func apartFrom(members, actor []onrecord.Member) []onrecord.Member {
	return slices.DeleteFunc(members, func(m onrecord.Member) bool {
		return slices.ContainsFunc(actor, func(a onrecord.Member) bool { return a.Span.Overlaps(m.Span) })
	})
}

// noDeed tells whether what stands at a trigger is no deed between parties: those of the sports and arts pages, a score
// beside a fight.
func (f *Finder) noDeed(x *view, e *onrecord.Event) bool {
	for _, m := range e.Actor {
		if f.aside[strings.ToLower(x.Doc.Tokens[m.Head-1].Lemma)] {
			return true
		}
	}
	return e.Root == onrecord.RootAssault && x.scored()
}
