package store_test

import (
	"errors"
	"slices"
	"testing"

	"onrecord"
	"onrecord/internal/store"
)

func TestSavedQueries(t *testing.T) { onEach(t, saves) }

func saves(t *testing.T, db database) {
	s, ctx := filled(t, db), t.Context()
	for _, bad := range []store.SavedQuery{{Screen: "explore", Who: "Ana"}, {Name: "x", Screen: "nowhere", Who: "Ana"}, {Name: "x", Screen: "explore"}} {
		if _, err := s.SaveQuery(ctx, bad); !errors.Is(err, store.ErrSaved) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	q, err := s.SaveQuery(ctx, store.SavedQuery{Name: " ships ", Screen: "explore", Query: "q=ships", Who: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.SaveQuery(ctx, store.SavedQuery{Name: "ships", Screen: "explore", Query: "q=ships", Who: "Ben"})
	if err != nil || again.N != q.N {
		t.Errorf("kept twice: %d and %d, %v", q.N, again.N, err)
	}
	mine := func(who string) store.SavedQuery {
		t.Helper()
		list, err := s.SavedQueries(ctx, who)
		if err != nil || len(list) != 1 || list[0].Name != "ships" || list[0].Who != "Ana" {
			t.Fatalf("%+v, %v", list, err)
		}
		return list[0]
	}
	mark, err := s.Mark(ctx)
	if err != nil || mark.Change == 0 || mark.Reports == 0 {
		t.Fatalf("%+v, %v", mark, err)
	}
	if got := mine("Ana").Seen; got != mark.Change {
		t.Errorf("seen up to %d, want %d", got, mark.Change)
	}
	if got := mine("Cem").Seen; got != 0 {
		t.Errorf("somebody who has seen nothing has seen up to %d", got)
	}
	fresh := report(t, "The ministry will send two ships, its spokesman said.", "Post", "2026-05-01")
	if _, err := s.Put(ctx, []*onrecord.Document{fresh}); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []store.Kind{store.Report, store.Statement} {
		page, err := s.Search(ctx, store.Query{Text: "ships", Kind: kind, Since: mine("Ana").Seen})
		if err != nil || len(page.Hits) == 0 || slices.ContainsFunc(page.Hits, func(h store.Hit) bool { return h.Report != onrecord.Digest(fresh.Text) }) {
			t.Errorf("new %ss: %+v, %v", kind, page.Hits, err)
		}
	}
	if err := s.SeeQuery(ctx, q.N, "Ana"); err != nil {
		t.Fatal(err)
	}
	if x, err := s.Survey(ctx, store.Query{Text: "ships", Since: mine("Ana").Seen}); err != nil || x.Total != 0 {
		t.Errorf("%d new after all was seen, %v", x.Total, err)
	}
	if err := s.DropQuery(ctx, q.N, "somebody else", false); !errors.Is(err, store.ErrNotOwn) {
		t.Errorf("somebody else drops it: %v", err)
	}
	if err := s.DropQuery(ctx, q.N, q.Who, false); err != nil {
		t.Fatal(err)
	}
	if err := s.DropQuery(ctx, q.N, q.Who, false); !errors.Is(err, store.ErrUnknown) {
		t.Errorf("dropped twice: %v", err)
	}
}

func TestChanges(t *testing.T) { onEach(t, changes) }

// changes follows a store: each report once, one that is read again once more.
func changes(t *testing.T, db database) {
	s, ctx := filled(t, db), t.Context()
	mark, err := s.Mark(ctx)
	if err != nil {
		t.Fatal(err)
	}
	seen, last := 0, int64(0)
	for {
		c, err := s.Changed(ctx, last, 1)
		part, to := c.Reports, c.Last
		if err != nil {
			t.Fatal(err)
		}
		if len(part) == 0 {
			break
		}
		seen, last = seen+len(part), to
	}
	if seen != mark.Reports || last != mark.Change {
		t.Errorf("%d reports up to %d, want %d up to %d", seen, last, mark.Reports, mark.Change)
	}
	d, err := s.Report(ctx, onrecord.Digest(first))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(ctx, []*onrecord.Document{d}); err != nil {
		t.Fatal(err)
	}
	if c, err := s.Changed(ctx, last, 9); err != nil || c.N != 0 {
		t.Errorf("what was kept as it is counts as changed: %d, %v", c.N, err)
	}
	d.Made.Tool = "another"
	if _, err := s.Put(ctx, []*onrecord.Document{d}); err != nil {
		t.Fatal(err)
	}
	c, err := s.Changed(ctx, last, 9)
	part := c.Reports
	if err != nil || len(part) != 1 || part[0].Text != d.Text {
		t.Errorf("read again: %d reports, %v", len(part), err)
	}
	if again, err := s.Mark(ctx); err != nil || again.Reports != mark.Reports || again.Change <= mark.Change {
		t.Errorf("%+v, %v", again, err)
	}
}

func TestTidy(t *testing.T) { onEach(t, tidies) }

// tidies finds the same after the store was tidied.
func tidies(t *testing.T, db database) {
	s, ctx := filled(t, db), t.Context()
	find := func() (out []string) {
		t.Helper()
		for _, kind := range []store.Kind{store.Report, store.Statement} {
			page, err := s.Search(ctx, store.Query{Text: "ships", Kind: kind})
			if err != nil || len(page.Hits) == 0 {
				t.Fatalf("%d hits, %v", len(page.Hits), err)
			}
			for _, h := range page.Hits {
				out = append(out, h.Report+h.Quote)
			}
		}
		return out
	}
	before := find()
	if err := s.Tidy(ctx); err != nil {
		t.Fatal(err)
	}
	if after := find(); !slices.Equal(before, after) {
		t.Errorf("before %q, after %q", before, after)
	}
	if err := s.Sound(ctx); err != nil {
		t.Error(err)
	}
}
