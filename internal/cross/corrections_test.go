package cross_test

import (
	"path/filepath"
	"testing"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/store"
)

func TestCorrections(t *testing.T) {
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d := report(t, "2026-03-02", "Zürich Post", "Żagań", "Żagań hears. The ministry said Norway will not send troops. “Never,” it said.")
	if _, err := s.Put(t.Context(), []*onrecord.Document{d}); err != nil {
		t.Fatal(err)
	}
	decide := func(x store.Decision) int64 {
		t.Helper()
		x.Who, x.Report = "Ana", onrecord.Digest(d.Text)
		x, err := s.Decide(t.Context(), x)
		if err != nil {
			t.Fatal(err)
		}
		return x.N
	}
	decide(store.Decision{Action: store.Correct, Kind: store.Statement, Number: 1, Field: "source_kind", New: "group", Why: "many"})
	n := decide(store.Decision{Action: store.Reject, Kind: store.Position, Number: 1})
	decide(store.Decision{Action: store.Undo, Undoes: n})
	decide(store.Decision{Action: store.Accept, Kind: store.Position, Number: 1})
	var got []*cross.Correction
	if err := cross.Corrections(t.Context(), s, func(c *cross.Correction) error { got = append(got, c); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 {
		t.Fatalf("%d corrections, want the two that stand", len(got))
	}
	text := []rune(d.Text)
	for _, c := range got {
		if string(text[c.Span[0]:c.Span[1]]) != c.Quote || string(text[c.From:c.From+len([]rune(c.Context))]) != c.Context || c.Quote == "" {
			t.Errorf("%+v does not fit its text", c)
		}
	}
	if c := got[0]; c.Finding != "a1" || c.Field != "source_kind" || c.Value != "group" || c.Read["source_kind"] != string(d.Attributions[0].Source.Kind) || c.Why != "many" {
		t.Errorf("%+v", c)
	}
	if c := got[1]; c.Finding != "p1" || c.Action != "accept" || c.Read["stance"] != "against" || c.Field != "" {
		t.Errorf("%+v", c)
	}
}
