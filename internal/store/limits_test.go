package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/store"
)

// TestSearchesAreLimited refuses what asks for too much, in every field that takes words, and says what is too much; what people ask
// stays.
func TestSearchesAreLimited(t *testing.T) {
	many := func(word string, n int) string { return strings.TrimSpace(strings.Repeat(word+" ", n)) }
	for _, c := range []struct {
		q    store.Query
		says string // nothing where the query is fine
	}{
		{store.Query{Text: many("harbour OR", 300)}, "300 words"},
		{store.Query{Text: many("ha* OR", 20)}, "20 words with a star"},
		{store.Query{Text: many(`"salt road"*`, 9)}, "9 words with a star"},
		{store.Query{Text: "h*"}, "2 letters before the star"},
		{store.Query{Text: "h\u0301*"}, "2 letters before the star"},
		{store.Query{Text: `truce -e*`}, "2 letters before the star"},
		{store.Query{Text: "-" + strings.ReplaceAll(many("x", 200), " ", " -") + " truce"}, "201 words"},
		{store.Query{Text: `"` + many("ferry", 101) + `"`}, "101 words"},
		{store.Query{Actor: many("minister", 101)}, "101 words"},
		{store.Query{Recipient: many("minister", 60), Source: many("clerk", 60)}, "120 words"},
		{store.Query{Issue: many("tolls", 101)}, "101 words"},
		{store.Query{Issue: many("to*", 9)}, "9 words with a star"},
		{store.Query{Text: strings.Repeat(".", 5000) + " truce"}, "5006 bytes"},
		{store.Query{Outlet: strings.Repeat("o", 5000)}, "5000 bytes"},
		{store.Query{Text: many("harbour OR", 100)}, ""},
		{store.Query{Text: "harb* OR toll* -ferr*", Actor: "foreign ministry", Issue: "tolls"}, ""},
	} {
		err := c.q.Check()
		switch {
		case c.says == "" && err != nil, c.says != "" && (!errors.Is(err, store.ErrQuery) || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%.60q %.20q %.20q: %v, want %q", c.q.Text, c.q.Actor, c.q.Issue, err, c.says)
		}
	}
}

// endless is a query whose first row comes at once and whose second never does.
const endless = `WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x % 1000 + 1 FROM c) SELECT x FROM c WHERE x = 1 OR x < 0 LIMIT 1000000000`

// TestSearchesEnd stops what takes too long, also after the first rows, and says so; and it stops when whoever asked has gone.
func TestSearchesEnd(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := filled(t, db)
		if n, err := s.Timed(t.Context(), `SELECT 1 UNION ALL SELECT 2`); n != 2 || err != nil {
			t.Errorf("two rows: %d, %v", n, err)
		}
		s.SetLongest(100 * time.Millisecond)
		begun := time.Now()
		_, err := s.Timed(t.Context(), endless)
		if !errors.Is(err, store.ErrQuery) || !strings.Contains(err.Error(), "too long") {
			t.Errorf("endless: %v", err)
		}
		s.SetLongest(time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, err := s.Timed(ctx, endless); err == nil || errors.Is(err, store.ErrQuery) {
			t.Errorf("whoever asked has gone: %v", err)
		}
		if took := time.Since(begun); took > 20*time.Second {
			t.Errorf("stopped after %s", took)
		}
	})
}

// TestEverySearchIsTimed asks in every way; none may go on without a limit.
func TestEverySearchIsTimed(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := filled(t, db)
		ways := map[string]func(q store.Query) error{
			"search": func(q store.Query) error { _, err := s.Search(t.Context(), q); return err },
			"findings": func(q store.Query) error {
				q.Kind = store.Statement
				_, err := s.Search(t.Context(), q)
				return err
			},
			"glances":   func(q store.Query) error { _, _, err := s.Glances(t.Context(), q); return err },
			"stands":    func(q store.Query) error { _, _, err := s.Stands(t.Context(), q); return err },
			"survey":    func(q store.Query) error { _, err := s.Survey(t.Context(), q); return err },
			"which":     func(q store.Query) error { _, err := s.Which(t.Context(), q, 10); return err },
			"sources":   func(q store.Query) error { _, err := s.Sources(t.Context(), q); return err },
			"uncertain": func(q store.Query) error { _, err := s.Uncertain(t.Context(), q, 10); return err },
		}
		for name, ask := range ways {
			s.SetLongest(time.Minute)
			if err := ask(store.Query{Text: "truce"}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if err := ask(store.Query{Text: strings.Repeat("truce OR ", 300)}); !errors.Is(err, store.ErrQuery) {
				t.Errorf("%s takes 300 words: %v", name, err)
			}
			s.SetLongest(time.Nanosecond)
			if err := ask(store.Query{Text: "truce"}); !errors.Is(err, store.ErrQuery) || !strings.Contains(err.Error(), "too long") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestReportsHoldNothing: while somebody goes slowly through all reports, the store is written to and its log is taken in; what comes meanwhile is not
// among them.
func TestReportsHoldNothing(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := opened(t, db)
		d := report(t, first, "Harbour Gazette", "2026-03-01")
		const many = 40
		for i := range many + 1 {
			c := *d
			c.Text += strings.Repeat("\n", i+1)
			if i == many {
				break
			}
			if _, err := s.Put(t.Context(), []*onrecord.Document{&c}); err != nil {
				t.Fatal(err)
			}
		}
		n := 0
		for _, err := range s.Reports(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n != 5 {
				continue
			}
			c := *d
			c.Text = "Before: " + c.Text
			c.Meta.Published = "2026-04-01"
			c.Attributions, c.Events, c.Positions, c.Entities = nil, nil, nil, nil
			if _, err := s.Put(t.Context(), []*onrecord.Document{&c}); err != nil {
				t.Fatal(err)
			}
			if db.kind == "sqlite" {
				if busy, err := s.Number(t.Context(), `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil || busy != 0 {
					t.Errorf("the log cannot be taken in: %d, %v", busy, err)
				}
			}
		}
		if n != many {
			t.Errorf("%d reports, want %d", n, many)
		}
	})
}
