package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/store"
)

func TestDecisions(t *testing.T) { onEach(t, decides) }

func decides(t *testing.T, db database) {
	ctx := context.Background()
	s := filled(t, db)
	id := onrecord.Digest(first)
	decide := func(d store.Decision) store.Decision {
		t.Helper()
		d.Who, d.Report = "Ana", id
		got, err := s.Decide(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	corrected := decide(store.Decision{Action: store.Correct, Kind: store.Position, Number: 1, Field: "firmness", New: "5", Why: "never"})
	if corrected.Old != "4" || !strings.Contains(corrected.Quote, "would not send ships") || corrected.N == 0 || corrected.At.IsZero() {
		t.Errorf("correction: %+v", corrected)
	}
	decide(store.Decision{Action: store.Reject, Kind: store.Event, Number: 1})
	decide(store.Decision{Action: store.Note, Kind: store.Event, Number: 1, Why: "see the wire"})
	decide(store.Decision{Action: store.Accept, Kind: store.Event, Number: 1})
	decide(store.Decision{Action: store.Merge, Old: "Norway", New: "Kingdom of Norway"})

	check := func(firmness int, action store.Action) {
		t.Helper()
		doc, verdicts, err := s.Decided(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if doc.Positions[0].Firmness != firmness {
			t.Errorf("firmness %d, want %d", doc.Positions[0].Firmness, firmness)
		}
		i := slices.IndexFunc(verdicts, func(v store.Verdict) bool { return v.Kind == store.Event })
		if i < 0 || verdicts[i].Action != action || len(verdicts[i].Notes) != 1 || verdicts[i].Lost != "" {
			t.Errorf("verdicts %+v, want the event %s", verdicts, action)
		}
	}
	check(5, store.Accept)
	undo := func(n int64) error {
		_, err := s.Decide(ctx, store.Decision{Who: "Ben", Action: store.Undo, Undoes: n})
		return err
	}
	if err := undo(corrected.N); err != nil {
		t.Fatal(err)
	}
	check(4, store.Accept)
	if err := undo(corrected.N); !errors.Is(err, store.ErrDecision) {
		t.Errorf("taken back twice: %v", err)
	}
	log, err := s.Decisions(ctx, id)
	if err != nil || len(log) != 6 || !log[0].Undone || log[5].Undoes != corrected.N || log[5].Who != "Ben" {
		t.Errorf("%d decisions: %+v, %v", len(log), log, err)
	}

	// Another version reads the report again and finds one event more before it: the decision goes with its words.
	newer := report(t, first, "Harbour Gazette", "2026-03-01")
	newer.Made.Tool = "next"
	newer.Events = append([]onrecord.Event{newer.Events[0]}, newer.Events...)
	newer.Events[0].Span = newer.Events[0].Trigger
	if _, err := s.Put(ctx, []*onrecord.Document{newer}); err != nil {
		t.Fatal(err)
	}
	_, verdicts, err := s.Decided(ctx, id)
	i := slices.IndexFunc(verdicts, func(v store.Verdict) bool { return v.Kind == store.Event })
	if err != nil || i < 0 || verdicts[i].Number != 2 {
		t.Errorf("after another reading: %+v, %v", verdicts, err)
	}
}

func TestBadDecisions(t *testing.T) { onEach(t, decidesBadly) }

func decidesBadly(t *testing.T, db database) {
	s := filled(t, db)
	for _, d := range []store.Decision{
		{Action: "guess"}, {Action: store.Accept}, {Action: store.Accept, Kind: store.Event, Number: 99}, {Action: store.Note}, {Action: store.Undo, Undoes: 12},
		{Action: store.Correct, Kind: store.Position, Number: 1, Field: "firmness", New: "6"}, {Action: store.Correct, Kind: store.Position, Number: 1, Field: "actor", New: "x"},
		{Action: store.Correct, Kind: store.Statement, Number: 1, Field: "source_kind", New: "alien"}, {Action: store.Merge, Old: "a"},
	} {
		d.Who, d.Report = "Ana", onrecord.Digest(first)
		if _, err := s.Decide(context.Background(), d); !errors.Is(err, store.ErrDecision) {
			t.Errorf("%+v: %v", d, err)
		}
	}
	if _, err := s.Decide(context.Background(), store.Decision{Action: store.Note, Why: "x", Report: onrecord.Digest(first)}); !errors.Is(err, store.ErrDecision) {
		t.Errorf("by nobody: %v", err)
	}
	if _, err := s.Decide(context.Background(), store.Decision{Who: "Ana", Action: store.Note, Why: "x", Report: "none"}); !errors.Is(err, store.ErrUnknown) {
		t.Errorf("of no report: %v", err)
	}
}

func TestVersions(t *testing.T) { onEach(t, versions) }

func versions(t *testing.T, db database) {
	ctx := context.Background()
	s := opened(t, db)
	for i, text := range []string{"Norway met Sweden.\n\nOfficials said so.", "Norway met Sweden.\n\nOfficials denied it.\n\nThe talks go on.", "Norway met Sweden.\n\nOfficials said so."} {
		d := report(t, text, "Gazette", []string{"2026-03-01", "2026-03-02", "2026-03-03"}[i])
		d.Meta.URL = "https://g.example/story"
		if _, err := s.Put(ctx, []*onrecord.Document{d}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Versions(ctx, "https://g.example/story")
	if err != nil || len(got) != 3 || got[2].Report != got[0].Report || len(got[2].Changes) != 3 { // the page went back to what it was
		t.Fatalf("%d versions, %v: %+v", len(got), err, got)
	}
	want := []store.Change{{false, "Officials said so."}, {true, "Officials denied it."}, {true, "The talks go on."}}
	if !slices.Equal(got[1].Changes, want) || got[0].Changes != nil {
		t.Errorf("changes %+v", got[1].Changes)
	}
	if got, err := s.Versions(ctx, ""); err != nil || len(got) != 0 {
		t.Errorf("of no address: %+v, %v", got, err)
	}
}

func TestVoiceAndFactuality(t *testing.T) { onEach(t, voices) }

func voices(t *testing.T, db database) {
	s := filled(t, db)
	yes, no := true, false
	for name, c := range map[string]struct {
		q    store.Query
		want string
	}{
		"attributed position": {store.Query{Kind: store.Position, Voice: store.Attributed, Actor: "Norway"}, "would not send ships"},
		"outlet's events":     {store.Query{Kind: store.Event, Voice: store.Outlet, Root: onrecord.RootAccuse}, "France condemned Iran"},
		"happened":            {store.Query{Happened: &yes, Root: onrecord.RootAccuse}, "France condemned Iran"},
		"not happened":        {store.Query{Happened: &no, Root: onrecord.RootAccuse}, ""},
		"asserted":            {store.Query{Modality: onrecord.Asserted, Root: onrecord.RootAccuse}, "France condemned Iran"},
		"no rumour of it":     {store.Query{Voice: store.Attributed, Root: onrecord.RootAccuse}, ""},
	} {
		page, err := s.Search(context.Background(), c.q)
		if err != nil || (c.want == "") != (len(page.Hits) == 0) || c.want != "" && !strings.Contains(page.Hits[0].Quote, c.want) {
			t.Errorf("%s: %+v, %v, want %q", name, page.Hits, err, c.want)
		}
	}
	if _, err := s.Search(context.Background(), store.Query{Voice: "loud"}); !errors.Is(err, store.ErrQuery) {
		t.Errorf("a voice that there is not: %v", err)
	}
}

// TestOutdated: what another version has read is given to be read again, and stored in its place while the rest is given.
func TestOutdated(t *testing.T) { onEach(t, outdated) }

func outdated(t *testing.T, db database) {
	ctx := context.Background()
	s := opened(t, db)
	for i := range 150 {
		d := report(t, first+strings.Repeat(" More.", i), "Gazette", "2026-03-01")
		if i%2 == 0 {
			d.Made.Models = "older"
		}
		if _, err := s.Put(ctx, []*onrecord.Document{d}); err != nil {
			t.Fatal(err)
		}
	}
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for d, err := range s.Outdated(ctx, r.Made()) {
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Read(d); err != nil {
			t.Fatal(err)
		}
		if tally, err := s.Put(ctx, []*onrecord.Document{d}); err != nil || tally.Replaced != 1 {
			t.Fatalf("%+v, %v", tally, err)
		}
		n++
	}
	for range s.Outdated(ctx, r.Made()) {
		t.Error("one is outdated still")
	}
	if n != 75 {
		t.Errorf("%d read again, want 75", n)
	}
}

// TestBackup copies a store while it is written to; the copy is whole, and restoring is putting it in the place.
func TestBackup(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := filled(t, databases(t)[0])
	file := filepath.Join(dir, "copy.db")
	if _, err := s.Backup(ctx, file); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Backup(ctx, file); err == nil {
		t.Error("a copy was written over")
	}
	b, err := store.Open(ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	want, _ := s.Counts(ctx)
	if got, err := b.Counts(ctx); err != nil || got != want || b.Sound(ctx) != nil {
		t.Errorf("copy holds %+v, want %+v: %v, %v", got, want, err, b.Sound(ctx))
	}
	if page, err := b.Search(ctx, store.Query{Text: "ships"}); err != nil || len(page.Hits) != 1 {
		t.Errorf("search in the copy: %+v, %v", page, err)
	}
}
