package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
	"onrecord/internal/store/mend"
)

// noter writes notes on a report of a store.
type noter struct {
	*testing.T
	s  *store.Store
	id string
}

func (x noter) add(a store.Annotation) store.Annotation {
	x.Helper()
	if a.Report == "" && a.Parent == 0 {
		a.Report = x.id
	}
	if a.Who == "" {
		a.Who = "ana"
	}
	got, err := x.s.AddNote(x.Context(), a)
	if err != nil {
		x.Fatal(err)
	}
	return got
}

func (x noter) list(q store.NoteQuery) (out []int64) {
	x.Helper()
	list, _, err := x.s.Notes(x.Context(), q)
	if err != nil {
		x.Fatal(err)
	}
	for _, a := range list {
		out = append(out, a.N)
	}
	return out
}

// TestNotes keeps notes on words, on a finding, on a report and in answer, finds them by everything, changes and deletes them: what was said
// stands in the log, and nothing of the evidence or of what was decided changes.
func TestNotes(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		ctx := t.Context()
		s := filled(t, db)
		for _, name := range []string{"Ana", "ana ruiz", "ben"} {
			if err := s.AddUser(ctx, name, access.Analyst, ""); err != nil {
				t.Fatal(err)
			}
		}
		x := noter{t, s, onrecord.Digest(first)}
		read, err := s.Report(ctx, x.id)
		if err != nil {
			t.Fatal(err)
		}
		mark, _ := s.Mark(ctx)
		words := x.add(store.Annotation{Body: "Who are they?\r\n@Ben, @Ana Ruiz and ana@example.org", Tags: []string{" To  check", "to check", "Truce"}, Words: &mend.Selector{Exact: "a truce holds"}})
		if words.N != 1 || !strings.HasPrefix(words.ID, "urn:uuid:") || words.Words.Start != 68 || words.Words.Prefix == "" || words.Body != "Who are they?\n@Ben, @Ana Ruiz and ana@example.org" ||
			!slices.Equal(words.Tags, []string{"To check", "Truce"}) || !slices.Equal(words.Mentions, []string{"ben", "ana ruiz"}) || words.Title == "" || words.At.IsZero() {
			t.Errorf("%+v", words)
		}
		finding := x.add(store.Annotation{Tags: []string{"truce"}, Kind: store.Event, Number: 1, Who: "ben"})
		if finding.Finding() != "ev1" || finding.On() == nil || finding.On().Exact == "" {
			t.Errorf("%+v", finding)
		}
		whole := x.add(store.Annotation{Body: "Checked by two people."})
		answer := x.add(store.Annotation{Body: "They are.", Parent: words.N, Who: "ben"})
		deeper := x.add(store.Annotation{Body: "Thanks @ben.", Parent: answer.N})
		if answer.Thread != words.N || deeper.Thread != words.N || deeper.Parent != answer.N || answer.Report != x.id {
			t.Errorf("%+v, %+v", answer, deeper)
		}
		other := x.add(store.Annotation{Report: onrecord.Digest(second), Tags: []string{"x"}})
		for _, c := range []struct {
			q    store.NoteQuery
			want []int64
		}{{store.NoteQuery{}, []int64{6, 5, 4, 3, 2, 1}}, {store.NoteQuery{Report: x.id}, []int64{5, 4, 3, 2, 1}}, {store.NoteQuery{Tag: "TRUCE"}, []int64{2, 1}},
			{store.NoteQuery{Who: "ben"}, []int64{4, 2}}, {store.NoteQuery{Mention: "Ben"}, []int64{5, 1}}, {store.NoteQuery{Mention: "example"}, nil},
			{store.NoteQuery{Words: "peoples check"}, []int64{3}}, {store.NoteQuery{Words: "…"}, nil}, {store.NoteQuery{Tag: "truce", Words: "who"}, []int64{1}},
			{store.NoteQuery{Thread: 1}, []int64{5, 4, 1}}, {store.NoteQuery{Report: x.id, Kind: store.Event, Number: 1}, []int64{2}}, {store.NoteQuery{Lost: true}, nil},
			{store.NoteQuery{Since: time.Now().Add(time.Hour)}, nil}, {store.NoteQuery{Since: words.At}, []int64{6, 5, 4, 3, 2, 1}}, {store.NoteQuery{Limit: 2, After: 5}, []int64{4, 3}}} {
			if got := x.list(c.q); !slices.Equal(got, c.want) {
				t.Errorf("%+v: %v, want %v", c.q, got, c.want)
			}
		}
		if _, next, err := s.Notes(ctx, store.NoteQuery{Limit: 2}); err != nil || next != 5 {
			t.Errorf("the next page begins at %d, %v", next, err)
		}
		if tags, err := s.NoteTags(ctx, 2); err != nil || !slices.Equal(tags, []string{"truce", "to check"}) {
			t.Errorf("%v, %v", tags, err)
		}

		// Only who wrote it changes it.
		said := "Who are they? @Ana"
		if _, err := s.ChangeNote(ctx, words.N, "ben", false, &said, nil); !errors.Is(err, store.ErrNotAuthor) {
			t.Error(err)
		}
		changed, err := s.ChangeNote(ctx, words.N, "ana", false, &said, nil)
		if err != nil || changed.Body != said || len(changed.Tags) != 2 || changed.Changed.IsZero() || !slices.Equal(changed.Mentions, []string{"Ana"}) || changed.Answers != 2 {
			t.Errorf("%+v, %v", changed, err)
		}
		if got := x.list(store.NoteQuery{Mention: "ben"}); !slices.Equal(got, []int64{5}) {
			t.Errorf("after the change: %v", got)
		}
		if err := errors.Join(s.DeleteNote(ctx, words.N, "root", true), s.DeleteNote(ctx, deeper.N, "ana", false)); err != nil {
			t.Fatal(err)
		}
		if err := s.DeleteNote(ctx, words.N, "ana", false); !errors.Is(err, store.ErrNoNote) {
			t.Error(err)
		}
		if got := x.list(store.NoteQuery{Tag: "truce"}); !slices.Equal(got, []int64{2}) {
			t.Errorf("after it was deleted: %v", got)
		}
		on, err := s.NotesOn(ctx, x.id)
		if err != nil || len(on) != 4 || on[0].N != words.N || on[0].Deleted.IsZero() || on[0].Body != "" || on[0].Answers != 1 {
			t.Errorf("%+v, %v", on, err)
		}
		log, err := s.History(ctx, words.N)
		if err != nil || len(log) != 3 || log[0].Body != words.Body || log[1].Body != said || log[2].What != "delete" || log[2].Who != "root" {
			t.Errorf("%+v, %v", log, err)
		}
		if all, err := s.Discussion(ctx, answer.N); err != nil || len(all) != 3 {
			t.Errorf("%+v, %v", all, err)
		}
		for _, c := range []struct {
			a    store.Annotation
			want error
		}{{store.Annotation{Report: x.id}, store.ErrNote}, {store.Annotation{Report: "none", Body: "x"}, store.ErrUnknown}, {store.Annotation{Parent: words.N, Body: "x"}, store.ErrNote},
			{store.Annotation{Parent: 99, Body: "x"}, store.ErrNoNote}, {store.Annotation{Report: x.id, Body: "x", Words: &mend.Selector{Exact: "dragon"}}, store.ErrDecision},
			{store.Annotation{Report: x.id, Body: "x", Kind: store.Event, Number: 99}, store.ErrDecision}, {store.Annotation{Report: x.id, Body: strings.Repeat("x", 20_001)}, store.ErrNote},
			{store.Annotation{Report: x.id, Tags: []string{"a,b"}}, store.ErrNote}, {store.Annotation{Report: x.id, Body: "\xff"}, store.ErrNote}} {
			c.a.Who = "ana"
			if _, err := s.AddNote(ctx, c.a); !errors.Is(err, c.want) {
				t.Errorf("%.80v: %v, want %v", c.a, err, c.want)
			}
		}
		after, err := s.Report(ctx, x.id)
		if now, _ := s.Mark(ctx); err != nil || !same(read, after) || now != mark {
			t.Errorf("notes change what was read, or what was decided: %v", err)
		}
		if list := faults(t, s); len(list) > 0 {
			t.Errorf("faults: %v", list)
		}
		if err := s.Exec(ctx, `UPDATE notes SET body = 'another' WHERE n = 3`); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Note(ctx, whole.N); !errors.Is(err, store.ErrBroken) {
			t.Error(err)
		}
		if list := faults(t, s); len(list) != 1 {
			t.Errorf("faults: %v", list)
		}
		_ = other
	})
}

// TestNotesSurviveRereading: a note on a finding is found by the finding's words when the report is read anew; what is not found is listed, and
// comes back with the reading.
func TestNotesSurviveRereading(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		ctx := t.Context()
		s := filled(t, db)
		x := noter{t, s, onrecord.Digest(first)}
		d, err := s.Report(ctx, x.id)
		if err != nil || len(d.Events) < 2 {
			t.Fatal(len(d.Events), err)
		}
		gone, stays := x.add(store.Annotation{Body: "one", Kind: store.Event, Number: 1}), x.add(store.Annotation{Body: "two", Kind: store.Event, Number: 2})
		added := deciding{t, s, x.id}.decide(store.Decision{Action: store.Add, Kind: store.Event, Values: []mend.Value{{Field: "trigger", Words: []mend.Selector{{Exact: "holds"}}}, {Field: "root", Text: "CONSULT"}}})
		by := x.add(store.Annotation{Body: "three", Kind: store.Event, Number: added.Number})
		newer := report(t, first, "Harbour Gazette", "2026-03-01")
		newer.Made.Tool = "next"
		newer.Events = newer.Events[1:]
		if _, err := s.Put(ctx, []*onrecord.Document{newer}); err != nil {
			t.Fatal(err)
		}
		got := map[int64]store.Annotation{}
		list, err := s.NotesOn(ctx, x.id)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range list {
			got[a.N] = a
		}
		if a := got[gone.N]; a.Lost == "" || a.Finding() != "" {
			t.Errorf("lost: %+v", a)
		}
		if a := got[stays.N]; a.Lost != "" || a.Finding() != "ev1" {
			t.Errorf("found: %+v", a)
		}
		if a := got[by.N]; a.Lost != "" || a.Number == 0 {
			t.Errorf("of what was added: %+v", a)
		}
		if lost := x.list(store.NoteQuery{Lost: true}); !slices.Equal(lost, []int64{gone.N}) {
			t.Errorf("listed: %v", lost)
		}
		deciding{t, s, x.id}.decide(store.Decision{Action: store.Undo, Undoes: added.N})
		if lost := x.list(store.NoteQuery{Lost: true}); !slices.Equal(lost, []int64{by.N, gone.N}) {
			t.Errorf("after an undo: %v", lost)
		}
		if _, err := s.Put(ctx, []*onrecord.Document{report(t, first, "Harbour Gazette", "2026-03-01")}); err != nil {
			t.Fatal(err)
		}
		if lost := x.list(store.NoteQuery{Lost: true}); !slices.Equal(lost, []int64{by.N}) {
			t.Errorf("when the first reading is back: %v", lost)
		}
	})
}

// TestBringNotes brings notes in: once, with what is not found told.
func TestBringNotes(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		ctx := t.Context()
		s := filled(t, db)
		id := onrecord.Digest(first)
		long := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
		list := []store.ForeignNote{
			{Annotation: store.Annotation{ID: "urn:a", Report: id, Who: "carl@elsewhere", At: long, Body: "one", Words: &mend.Selector{Exact: "a truce holds", Prefix: "until "}}},
			{Annotation: store.Annotation{ID: "urn:b", Who: "dora", Body: "two"}, Above: []string{"urn:a", "urn:deleted"}},
			{Annotation: store.Annotation{ID: "urn:c", Report: id, Body: "three", Words: &mend.Selector{Exact: "there be dragons"}}},
			{Annotation: store.Annotation{ID: "urn:d", Report: "none", Body: "four"}},
			{Annotation: store.Annotation{ID: "urn:e", Report: id}},
		}
		for round := range 2 {
			got, err := s.BringNotes(ctx, list, "ana")
			if err != nil || len(got) != 5 {
				t.Fatal(got, err)
			}
			if a := got[0]; a.Known != (round == 1) || a.Words.Start != 68 || !a.At.Equal(long) || a.From.Who != "ana" || a.Who != "carl@elsewhere" || a.Differs {
				t.Errorf("%+v", a)
			}
			if a := got[1]; a.Parent != got[0].N || a.Report != id {
				t.Errorf("%+v", a)
			}
			if a := got[2]; a.Lost == "" || a.Who != "" || a.Words.Exact != "there be dragons" {
				t.Errorf("%+v", a)
			}
			if !errors.Is(got[3].Refused, store.ErrUnknown) || !errors.Is(got[4].Refused, store.ErrNote) {
				t.Errorf("%+v", got[3:])
			}
		}
		if list, _, err := s.Notes(ctx, store.NoteQuery{}); err != nil || len(list) != 3 {
			t.Errorf("%+v, %v", list, err)
		}
	})
}
