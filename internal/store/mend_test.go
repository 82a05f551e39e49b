package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/store"
	"onrecord/internal/store/mend"
)

// on makes decisions on a report of a store.
type deciding struct {
	*testing.T
	s  *store.Store
	id string
}

func (x deciding) decide(d store.Decision) store.Decision {
	x.Helper()
	if d.Who = "Ana"; d.Report == "" && d.Action != store.Undo {
		d.Report = x.id
	}
	got, err := x.s.Decide(x.Context(), d)
	if err != nil {
		x.Fatal(err)
	}
	return got
}

func words(list ...string) (out []mend.Selector) {
	for _, w := range list {
		out = append(out, mend.Selector{Exact: w})
	}
	return out
}

// found are the hits of a query.
func (x deciding) found(q store.Query) []store.Hit {
	x.Helper()
	page, err := x.s.Search(x.Context(), q)
	if err != nil {
		x.Fatal(err)
	}
	return page.Hits
}

// TestSearchShowsWhatWasDecided: rows that are searched are those of the report as people decided, at once, after an undo and after another
// reading; the reading itself stays; the store stays sound.
func TestSearchShowsWhatWasDecided(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := filled(t, db)
		x := deciding{t, s, onrecord.Digest(first)}
		before, err := s.Report(t.Context(), x.id)
		if err != nil {
			t.Fatal(err)
		}
		mark, _ := s.Mark(t.Context())
		all := len(x.found(store.Query{Kind: store.Event, Limit: 100}))

		corrected := x.decide(store.Decision{Action: store.Correct, Kind: store.Position, Number: 1, Values: []mend.Value{{Field: "actor", Words: words("France")}}})
		if corrected.New != "France" || corrected.Old == "" || corrected.Field != "actor" || corrected.Target == nil || corrected.Values[0].Words[0].Prefix == "" {
			t.Errorf("%+v", corrected)
		}
		hits := x.found(store.Query{Kind: store.Position, Actor: "France"})
		if len(hits) != 2 || hits[1].Number != 1 || hits[1].Confidence != 1 || len(x.found(store.Query{Kind: store.Position, Actor: "Norway"})) != 0 {
			t.Errorf("positions of France: %+v", hits)
		}
		if now, _ := s.Mark(t.Context()); now.Change <= mark.Change || now.Decision == mark.Decision {
			t.Errorf("nobody is told: %+v, %+v", mark, now)
		}
		reject := x.decide(store.Decision{Action: store.Reject, Kind: store.Event, Number: 1})
		added := x.decide(store.Decision{Action: store.Add, Kind: store.Event, Values: []mend.Value{{Field: "trigger", Words: words("a truce holds")}, {Field: "root", Text: "CONSULT"},
			{Field: "actor", Words: words("Officials")}}})
		if n := len(x.found(store.Query{Kind: store.Event, Limit: 100})); n != all {
			t.Errorf("%d events, want one less and one more than %d", n, all)
		}
		hits = x.found(store.Query{Kind: store.Event, Root: onrecord.RootConsult, Actor: "Officials"})
		if len(hits) != 1 || hits[0].Number != added.Number || hits[0].Number != len(before.Events)+1 {
			t.Fatalf("the event that was added: %+v, %+v", hits, added)
		}
		if list, err := s.Uncertain(t.Context(), store.Query{}, 500); err != nil || holdsHit(list, hits[0]) {
			t.Errorf("what somebody added waits to be reviewed: %v", err)
		}
		// A decision on what was added.
		x.decide(store.Decision{Action: store.Correct, Kind: store.Event, Number: added.Number, Values: []mend.Value{{Field: "root", Text: "SUPPORT"}}})
		if hits := x.found(store.Query{Kind: store.Event, Root: onrecord.RootSupport, Actor: "Officials"}); len(hits) != 1 {
			t.Errorf("%+v", hits)
		}
		if list := faults(t, s); len(list) > 0 {
			t.Errorf("faults: %v", list)
		}
		if after, err := s.Report(t.Context(), x.id); err != nil || !same(before, after) {
			t.Errorf("the reading has changed: %v", err)
		}

		// Another version reads it, and finds neither the position nor the event that was rejected.
		newer := report(t, first, "Harbour Gazette", "2026-03-01")
		newer.Made.Tool = "next"
		newer.Positions, newer.Events = newer.Positions[1:], newer.Events[1:]
		for i := range newer.Positions {
			newer.Positions[i].Tension = nil
		}
		if _, err := s.Put(t.Context(), []*onrecord.Document{newer}); err != nil {
			t.Fatal(err)
		}
		lost, err := s.Lost(t.Context(), "", 0, 100)
		if err != nil || len(lost) != 2 || lost[0].N != corrected.N || lost[1].N != reject.N || lost[0].Reason == "" {
			t.Errorf("lost: %+v, %v", lost, err)
		}
		if hits := x.found(store.Query{Kind: store.Event, Root: onrecord.RootSupport, Actor: "Officials"}); len(hits) != 1 {
			t.Errorf("what was added is gone: %+v", hits)
		}
		x.decide(store.Decision{Action: store.Undo, Undoes: corrected.N})
		if lost, err := s.Lost(t.Context(), x.id, 0, 100); err != nil || len(lost) != 1 {
			t.Errorf("lost after an undo: %+v, %v", lost, err)
		}
		if _, err := s.Put(t.Context(), []*onrecord.Document{report(t, first, "Harbour Gazette", "2026-03-01")}); err != nil {
			t.Fatal(err)
		}
		if n, err := s.CountLost(t.Context()); err != nil || n != 0 {
			t.Errorf("%d are lost when the first reading is back, %v", n, err)
		}
		if list := faults(t, s); len(list) > 0 {
			t.Errorf("faults: %v", list)
		}
	})
}

func holdsHit(list []store.Hit, h store.Hit) bool {
	for _, x := range list {
		if x.Report == h.Report && x.Kind == h.Kind && x.Number == h.Number {
			return true
		}
	}
	return false
}

func same(a, b *onrecord.Document) bool {
	return len(a.Events) == len(b.Events) && len(a.Positions) == len(b.Positions) && a.Positions[0].Actor[0].Span == b.Positions[0].Actor[0].Span && a.Decided == nil && b.Decided == nil
}

// TestReportsAs gives a report as it was read, as decided, and both.
func TestReportsAs(t *testing.T) {
	s := filled(t, databases(t)[0])
	x := deciding{t, s, onrecord.Digest(first)}
	x.decide(store.Decision{Action: store.Reject, Kind: store.Event, Number: 1})
	read, err := s.Report(t.Context(), x.id)
	if err != nil {
		t.Fatal(err)
	}
	for as, want := range map[store.As]int{store.AsRead: len(read.Events), store.AsDecided: len(read.Events) - 1, store.AsBoth: len(read.Events)} {
		d, err := s.ReportAs(t.Context(), x.id, as)
		if err != nil || len(d.Events) != want || (d.Decided == nil) != (as == store.AsRead) {
			t.Errorf("%s: %d events, want %d, %v", as, len(d.Events), want, err)
		}
		n := 0
		for d, err := range s.ReportsAs(t.Context(), as) {
			if err != nil {
				t.Fatal(err)
			}
			if onrecord.Digest(d.Text) == x.id && len(d.Events) != want {
				t.Errorf("%s: %d events in all reports", as, len(d.Events))
			}
			n++
		}
		if n != 2 {
			t.Errorf("%s: %d reports", as, n)
		}
	}
	if _, err := store.ParseAs("half"); !errors.Is(err, store.ErrQuery) {
		t.Error(err)
	}
	c, err := s.Changed(t.Context(), 0, 100)
	if err != nil || len(c.Reports) != 2 {
		t.Fatal(err)
	}
	for _, d := range c.Reports {
		if onrecord.Digest(d.Text) == x.id && len(d.Events) != len(read.Events)-1 {
			t.Error("the outbox tells what was rejected")
		}
	}
	// All or none.
	_, err = s.DecideAll(t.Context(), []store.Decision{{Who: "Ana", Action: store.Accept, Report: x.id, Kind: store.Position, Number: 1},
		{Who: "Ana", Action: store.Accept, Report: x.id, Kind: store.Position, Number: 99}}, nil)
	if log, _ := s.Decisions(t.Context(), ""); !errors.Is(err, store.ErrDecision) || len(log) != 1 {
		t.Errorf("%d decisions, %v", len(log), err)
	}
}

// TestDecisionsThatCannotBe are refused with what is wrong, in words.
func TestDecisionsThatCannotBe(t *testing.T) {
	s := filled(t, databases(t)[0])
	for want, d := range map[string]store.Decision{
		"does not stand in the report": {Action: store.Correct, Kind: store.Position, Number: 1, Values: []mend.Value{{Field: "actor", Words: words("a dragon")}}},
		"say which by the place":       {Report: onrecord.Digest(second), Action: store.Add, Kind: store.Event, Values: []mend.Value{{Field: "trigger", Words: words("the")}, {Field: "root", Text: "AID"}}},
		"needs its root":               {Action: store.Add, Kind: store.Event, Values: []mend.Value{{Field: "trigger", Words: words("a truce")}}},
		"there is no statement":        {Action: store.Correct, Kind: store.Event, Number: 1, Values: []mend.Value{{Field: "word", Text: "a99"}}},
		"there is no root":             {Action: store.Correct, Kind: store.Event, Number: 1, Values: []mend.Value{{Field: "root", Text: "DANCE"}}},
		"reject it instead":            {Action: store.Correct, Kind: store.Event, Number: 1, Values: []mend.Value{{Field: "trigger", None: true}}},
		"has no event 99":              {Action: store.Accept, Kind: store.Event, Number: 99},
		"are no days":                  {Action: store.Correct, Kind: store.Event, Number: 1, Values: []mend.Value{{Field: "date", Text: "/"}}},
		"code of three letters":        {Action: store.Correct, Kind: store.Event, Number: 1, Values: []mend.Value{{Field: "place", Text: "Norway"}}},
	} {
		if d.Who = "Ana"; d.Report == "" {
			d.Report = onrecord.Digest(first)
		}
		_, err := s.Decide(context.Background(), d)
		if want == "are no days" {
			want = "written 2026-03-01"
		}
		if !errors.Is(err, store.ErrDecision) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
