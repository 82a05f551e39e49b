package event

import (
	"sort"
	"strings"
	"time"

	"onrecord"
	"onrecord/internal/reading/plover"
)

// when is the date that hangs on the trigger, else one that stands beside it. A date that names its year belongs to the
// deed it stands beside and to no other: "suspended aid after the arrest of a mayor in June 2019".
func (x *view) when(e *onrecord.Event) {
	for _, i := range x.dates[x.at] {
		s := x.Doc.Dates[i].Span
		if x.hangs(e, s) && !(x.namesYear(s) && x.besideAnother(e, s)) {
			e.Date = onrecord.DateID(i + 1)
			return
		}
	}
	for _, i := range x.dates[x.at] {
		s := x.Doc.Dates[i].Span
		if x.beside(e.Trigger, s) && !x.besideAnother(e, s) && (x.namesYear(s) || !x.taken(e, s)) {
			e.Date = onrecord.DateID(i + 1)
			return
		}
	}
}

// where is a place told with the event: one that hangs on the trigger or stands beside it, or, of a deed that is more than
// words, the place in which a party is. Else it is that of the dateline, unless the deed is of another time or
// the dateline's places lie in several states.
func (x *view) where(e *onrecord.Event) {
	reads := []func(onrecord.Span) bool{
		func(s onrecord.Span) bool { return !x.party(e, s) && x.hangs(e, s) && !x.ofLater(e, s) },
		func(s onrecord.Span) bool {
			return !x.party(e, s) && x.located(s) && x.beside(e.Trigger, s) && !x.besideAnother(e, s)
		},
	}
	if plover.QuadOf(e.Root) == onrecord.MaterialConflict || plover.QuadOf(e.Root) == onrecord.MaterialCooperation {
		for _, members := range [][]onrecord.Member{e.Recipient, e.Actor} {
			reads = append(reads, func(s onrecord.Span) bool { return (x.located(s) || x.ofThing(s)) && x.inside(members, s) })
		}
	}
	if e.Root == onrecord.RootAssault { // "shelled Osk", "the attack on the airport of Osk"
		reads = append(reads, func(s onrecord.Span) bool { return x.isParty(e.Recipient, s) || x.inside(e.Recipient, s) })
	}
	for _, fits := range reads {
		for _, i := range x.places[x.at] {
			if fits(x.Doc.Places[i].Span) {
				e.Place = onrecord.PlaceID(i + 1)
				return
			}
		}
	}
	if x.dateline != 0 && !x.severally && !x.ofAnotherTime(e) {
		e.Place, e.AtDateline = x.dateline, true
	}
}

func (x *view) hangs(e *onrecord.Event, s onrecord.Span) bool {
	return x.under(s, int(e.Head)-1, e.Trigger)
}

// inside tells whether a place lies in the words of a party and is not the party: "a market in Omdurman".
func (x *view) inside(members []onrecord.Member, s onrecord.Span) bool {
	for _, m := range members {
		if m.Span.Contains(s) && !s.Contains(x.Doc.Tokens[m.Head-1].Span) {
			return true
		}
	}
	return false
}

// isParty tells whether a place is itself a party.
func (x *view) isParty(members []onrecord.Member, s onrecord.Span) bool {
	for _, m := range members {
		if s.Contains(x.Doc.Tokens[m.Head-1].Span) {
			return true
		}
	}
	return false
}

// ofLater tells whether a place stands beside a deed that a word of time parts from this one: "suspended aid after the arrest of a
// mayor in Osk".
func (x *view) ofLater(e *onrecord.Event, s onrecord.Span) bool {
	_, from := x.Doc.TokensIn(e.Trigger)
	for _, r := range x.triggersNear(s) {
		if r.From < from || x.noDeedWord(r) || !x.beside(x.Doc.RunSpan(r), s) {
			continue
		}
		for i := max(from, r.From-widest); i < r.From; i++ {
			switch strings.ToLower(x.Doc.In(x.Doc.Tokens[i].Span)) {
			case "after", "since", "before", "following", "over", "despite":
				return true
			}
		}
	}
	return false
}

// farthestBeside is the most words between a trigger and a date or place that stands beside it.
const farthestBeside = 14

// beside tells whether some words follow a trigger within its clause, nothing but the names of things between ("the invasion of
// Ukraine in February 2022"), or stand right before it ("the February 2022 invasion").
func (x *view) beside(trigger, s onrecord.Span) bool {
	_, from := x.Doc.TokensIn(trigger)
	first, end := x.Doc.TokensIn(s)
	if end <= from {
		start, _ := x.Doc.TokensIn(trigger)
		return start-end < 3 && x.onlyThings(end, start)
	}
	return first >= from && first-from <= farthestBeside && x.onlyThings(from, first)
}

// onlyThings tells whether the words from one place to another are nouns and what goes with them: no verb, no clause.
func (x *view) onlyThings(from, to int) bool {
	for i := from; i < to; i++ {
		t := &x.Doc.Tokens[i]
		switch t.Tag {
		case "NOUN", "PROPN", "ADP", "DET", "ADJ", "NUM", "PART", "CCONJ":
			if t.XPOS == "TO" || t.Rel == "mark" {
				return false
			}
		case "PUNCT":
			if x.Doc.In(t.Span) != "," || i == 0 || x.Doc.Tokens[i-1].Tag != "PROPN" {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// besideAnother tells whether some words stand beside another deed's trigger that is nearer to them.
func (x *view) besideAnother(e *onrecord.Event, s onrecord.Span) bool {
	for _, r := range x.triggersNear(s) {
		other := x.Doc.RunSpan(r)
		if other.Overlaps(e.Trigger) || x.noDeedWord(r) || !x.beside(other, s) {
			continue
		}
		if s.Start > e.Trigger.Start && other.Start > e.Trigger.Start && other.Start < s.Start || !x.beside(e.Trigger, s) {
			return true
		}
	}
	return false
}

// widest is how many words around a date or place the triggers of deeds are looked for.
const widest = 40

// triggersNear are the triggers of the open sentence around some words.
func (x *view) triggersNear(s onrecord.Span) []onrecord.Run {
	all := x.triggers[x.at]
	first, end := x.Doc.TokensIn(s)
	from := sort.Search(len(all), func(i int) bool { return all[i].From >= first-widest })
	to := sort.Search(len(all), func(i int) bool { return all[i].From >= end+widest })
	return all[from:to]
}

// taken tells whether a date hangs on the trigger of another deed.
func (x *view) taken(e *onrecord.Event, s onrecord.Span) bool {
	for _, r := range x.triggersNear(s) {
		other := x.Doc.RunSpan(r)
		if !other.Overlaps(e.Trigger) && x.under(s, x.HeadOf(r, "VERB", "NOUN", "PROPN"), other) {
			return true
		}
	}
	return false
}

// namesYear tells whether a date is told with its year.
func (x *view) namesYear(s onrecord.Span) bool {
	first, end := x.Doc.TokensIn(s)
	for i := first; i < end; i++ {
		if w := x.Doc.In(x.Doc.Tokens[i].Span); len(w) == 4 && digits(w) {
			return true
		}
	}
	return false
}

// within are the words behind which a place is one where something is done.
var within = map[string]bool{"in": true, "at": true, "near": true, "outside": true, "inside": true, "off": true, "around": true,
	"across": true, "throughout": true, "along": true}

// settled are what a place may be called before its name: "in the town of Osk".
var settled = map[string]bool{"city": true, "town": true, "village": true, "district": true, "province": true, "region": true,
	"state": true, "port": true, "suburb": true, "capital": true, "island": true, "county": true, "settlement": true,
	"neighborhood": true, "neighbourhood": true, "part": true, "north": true, "south": true, "east": true, "west": true,
	"outskirts": true, "airport": true, "camp": true, "area": true, "coast": true, "gulf": true}

// located tells whether a place stands behind a word that puts something there.
func (x *view) located(s onrecord.Span) bool {
	i, _ := x.Doc.TokensIn(s)
	for i--; i >= x.Sentence.From; i-- {
		t := &x.Doc.Tokens[i]
		switch w := strings.ToLower(x.Doc.In(t.Span)); {
		case within[w]:
			return true
		case w == "of" && i > x.Sentence.From && settled[strings.ToLower(x.Doc.Tokens[i-1].Lemma)]:
			i--
		case t.Tag == "DET" || t.Tag == "ADJ":
		case t.Tag == "NOUN" && settled[strings.ToLower(t.Lemma)]:
		default:
			return false
		}
	}
	return false
}

// ofThing tells whether a place stands behind "of" and what lies there: "the airport of Osk".
func (x *view) ofThing(s onrecord.Span) bool {
	i, _ := x.Doc.TokensIn(s)
	return i-2 >= x.Sentence.From && strings.EqualFold(x.Doc.In(x.Doc.Tokens[i-1].Span), "of") && settled[strings.ToLower(x.Doc.Tokens[i-2].Lemma)]
}

const day = "2006-01-02"

// longAgo is how many days before publication a deed may lie and still be placed by the dateline.
const longAgo = 60

// ofAnotherTime tells whether a deed is dated long before the report, so that the dateline does not tell where it was done.
func (x *view) ofAnotherTime(e *onrecord.Event) bool {
	told := x.Doc.Date(e.Date)
	if told == nil || told.To == "" {
		return false
	}
	today, err := time.Parse(day, x.today)
	to, err2 := time.Parse(day, told.To)
	return err == nil && err2 == nil && to.Before(today.AddDate(0, 0, -longAgo))
}

// noDeedWord tells whether a run tells no deed by its words: it is the name of a person or place, or articles and
// prepositions alone.
func (x *view) noDeedWord(r onrecord.Run) bool {
	head := x.HeadOf(r, "VERB", "NOUN", "PROPN")
	switch x.Doc.Tokens[head].Tag {
	case "DET", "ADP":
		return true
	case "PROPN":
		for _, i := range x.places[x.at] {
			if x.Doc.Places[i].Span.Contains(x.Doc.Tokens[head].Span) {
				return true
			}
		}
		e := x.Doc.Entity(x.EntityOf(head))
		return e != nil && (e.Kind == onrecord.Country || e.Kind == onrecord.Place || e.Kind == onrecord.Person || e.Kind == onrecord.Metonym)
	}
	return false
}
