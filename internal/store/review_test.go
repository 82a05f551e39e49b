package store_test

import (
	"errors"
	"fmt"
	"testing"

	"onrecord/internal/store"
)

func TestUncertain(t *testing.T) { onEach(t, reviews) }

// reviews walks the queue one by one: everything once, the least sure first, and nothing that is decided.
func reviews(t *testing.T, db database) {
	s, ctx := filled(t, db), t.Context()
	all, err := s.Uncertain(ctx, store.Query{}, 500)
	if err != nil || len(all) < 4 {
		t.Fatalf("%d findings, %v", len(all), err)
	}
	seen, after := map[string]bool{}, ""
	for last := -1.0; ; {
		list, err := s.Uncertain(ctx, store.Query{After: after}, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			break
		}
		h := &list[0]
		key := fmt.Sprint(h.Report, h.Kind, h.Number)
		if seen[key] || h.Confidence < last {
			t.Errorf("%s comes twice, or after one of confidence %v: %v", key, last, h.Confidence)
		}
		seen[key], last, after = true, h.Confidence, h.Cursor
	}
	if len(seen) != len(all) {
		t.Errorf("%d one by one, %d at once", len(seen), len(all))
	}
	first := all[0]
	d, err := s.Decide(ctx, store.Decision{Who: "Ana", Action: store.Accept, Report: first.Report, Kind: first.Kind, Number: first.Number})
	if err != nil {
		t.Fatal(err)
	}
	left := func() int {
		t.Helper()
		list, err := s.Uncertain(ctx, store.Query{}, 500)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	if n := left(); n != len(all)-1 {
		t.Errorf("%d left after one was accepted, want %d", n, len(all)-1)
	}
	if x, err := s.LastBy(ctx, "Ana"); err != nil || x.N != d.N {
		t.Errorf("last by Ana: %+v, %v", x, err)
	}
	if n, err := s.LastDecision(ctx, first.Report); err != nil || n != d.N {
		t.Errorf("last decision %d, %v", n, err)
	}
	if _, err := s.Decide(ctx, store.Decision{Who: "Ana", Action: store.Undo, Undoes: d.N}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.LastBy(ctx, "Ana"); !errors.Is(err, store.ErrUnknown) {
		t.Errorf("what was undone is the last decision: %v", err)
	}
	if n := left(); n != len(all) {
		t.Errorf("%d left after that was undone, want %d", n, len(all))
	}
	if _, err := s.Decide(ctx, store.Decision{Who: "Ana", Action: store.Note, Why: "see", Report: first.Report, Kind: first.Kind, Number: first.Number}); err != nil {
		t.Fatal(err)
	}
	if n := left(); n != len(all) {
		t.Error("a note takes a finding out of the queue")
	}
	for _, q := range []store.Query{{After: "x"}, {Kind: store.Report}} {
		if _, err := s.Uncertain(ctx, q, 1); !errors.Is(err, store.ErrQuery) {
			t.Errorf("%+v: %v", q, err)
		}
	}
	if list, err := s.Uncertain(ctx, store.Query{Kind: store.Position}, 500); err != nil || len(list) == 0 || len(list) == len(all) || list[0].Kind != store.Position {
		t.Errorf("%d positions, %v", len(list), err)
	}
}

func TestParseRange(t *testing.T) {
	for s, want := range map[string]*store.Range{"4": {Min: 4, Max: 4}, "0-5": {Min: 0, Max: 5}, "": nil, "x": nil, "1-": nil, "-": nil} {
		got, err := store.ParseRange(s)
		if want == nil && !errors.Is(err, store.ErrQuery) || want != nil && (err != nil || *got != *want) {
			t.Errorf("%q: %v, %v", s, got, err)
		}
	}
}
