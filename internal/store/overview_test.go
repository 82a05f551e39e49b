package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onrecord"
	"onrecord/internal/store"
)

const third = "Two people briefed on the talks said Norway could send ships if a truce is signed. Norway's foreign minister, Ana Ruud, said her country supports the talks."

func threeDays(t *testing.T, db database) *store.Store {
	t.Helper()
	s := filled(t, db)
	if _, err := s.Put(context.Background(), []*onrecord.Document{report(t, third, "Harbour Gazette",
		"2026-03-05")}); err != nil {
		t.Fatal(err)
	}
	// The same text elsewhere is one more appearance.
	again := report(t, third, "Morning Ledger", "2026-03-06")
	if _, err := s.Put(context.Background(), []*onrecord.Document{again}); err != nil {
		t.Fatal(err)
	}
	return s
}

// all pages through every finding of a kind.
func all(t *testing.T, s *store.Store, q store.Query) []store.Hit {
	t.Helper()
	q.Limit = 2
	var out []store.Hit
	for {
		page, err := s.Search(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, page.Hits...)
		if q.After = page.Next; q.After == "" {
			return out
		}
	}
}

func TestGlancesCountWhatSearchFinds(t *testing.T) { onEach(t, glancesCount) }

func glancesCount(t *testing.T, db database) {
	s := threeDays(t, db)
	list, next, err := s.Glances(context.Background(), store.Query{Limit: 2})
	if err != nil || len(list) != 2 || next == "" {
		t.Fatalf("%d reports, next %q, %v", len(list), next, err)
	}
	more, end, err := s.Glances(context.Background(), store.Query{Limit: 2, After: next})
	if err != nil || len(more) != 1 || end != "" {
		t.Fatalf("%d more reports, next %q, %v", len(more), end, err)
	}
	for _, g := range append(list, more...) {
		var want store.ReportSummary
		want.Hit = g.Hit
		for _, h := range all(t, s, store.Query{Kind: store.Statement}) {
			if h.Report != g.Report {
				continue
			}
			want.Statements++
			switch store.VoiceOf(h.Naming, h.SourceKind) {
			case store.VoiceNamed:
				want.Named++
			case store.VoiceUnnamed:
				want.Anonymous++
			case store.VoiceNone:
				want.Unsourced++
			}
		}
		for _, h := range all(t, s, store.Query{Kind: store.Event}) {
			if h.Report == g.Report {
				want.Events++
			}
		}
		for _, h := range all(t, s, store.Query{Kind: store.Position}) {
			if h.Report == g.Report {
				want.Positions++
				if h.RedLine {
					want.RedLines++
				}
			}
		}
		if diff := cmp.Diff(want, g); diff != "" {
			t.Errorf("%s: %s", g.Title, diff)
		}
		if g.Statements == 0 && g.Events == 0 && g.Positions == 0 {
			t.Errorf("nothing is found in %s: the test proves nothing", g.Title)
		}
	}
}

func TestSurveyCountsWhatSearchFinds(t *testing.T) { onEach(t, surveyCounts) }

func surveyCounts(t *testing.T, db database) {
	s := threeDays(t, db)
	for _, q := range []store.Query{{Kind: store.Statement}, {Kind: store.Position}, {Kind: store.Event},
		{Kind: store.Report}, {Text: "truce"},
		{Text: "truce", Kind: store.Statement}, {Outlet: "morning ledger"}, {Kind: store.Statement,
			From: "2026-03-02", To: "2026-03-05"}, {Actor: "Norway"}} {
		hits := all(t, s, q)
		days, namings := map[string]int{}, map[string]int{}
		for _, h := range hits {
			days[h.Published]++
			if h.Naming != "" {
				namings[string(h.Naming)]++
			}
		}
		got, err := s.Survey(context.Background(), q)
		if err != nil || got.Total != len(hits) || got.Capped {
			t.Errorf("%+v: %d of %d, %v", q, got.Total, len(hits), err)
		}
		for _, d := range got.Days {
			if days[d.Value] != d.N {
				t.Errorf("%+v: %d on %s, want %d", q, d.N, d.Value, days[d.Value])
			}
		}
		if !slices.IsSortedFunc(got.Days, func(a, b store.Tallied) int { return strings.Compare(a.Value, b.Value) }) {
			t.Errorf("%+v: the days are not in order", q)
		}
		for _, f := range got.Facets {
			if f.Field != "naming" {
				continue
			}
			for _, v := range f.Values {
				if namings[v.Value] != v.N {
					t.Errorf("%+v: %d named %q, want %d", q, v.N, v.Value, namings[v.Value])
				}
			}
		}
	}
	if _, err := s.Survey(context.Background(), store.Query{From: "soon"}); err == nil {
		t.Error("a bad query is surveyed")
	}
}

func TestStands(t *testing.T) { onEach(t, stands) }

func stands(t *testing.T, db database) {
	stands, next, err := threeDays(t, db).Stands(context.Background(), store.Query{Limit: 50})
	if err != nil || next != "" {
		t.Fatal(next, err)
	}
	var got []string
	for _, x := range stands {
		holder, condition := "", ""
		if len(x.Holders) > 0 {
			holder = x.Holders[0].Name + "/" + x.Holders[0].Country
		}
		if len(x.Conditions) > 0 {
			condition = string(x.Conditions[0].Kind) + " " + x.Conditions[0].Text
		}
		got = append(got, fmt.Sprintf("%s %s %d %s", holder, x.Stance, x.Firmness, condition))
	}
	for _, want := range []string{"Norway/NOR against 4 until a truce holds"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not among %q", want, got)
		}
	}
}

func TestSources(t *testing.T) { onEach(t, sources) }

func sources(t *testing.T, db database) {
	s := threeDays(t, db)
	got, err := s.Sources(context.Background(), store.Query{})
	if err != nil {
		t.Fatal(err)
	}
	hits := all(t, s, store.Query{Kind: store.Statement})
	sum, outer := 0, 0
	for _, p := range got.Phrases {
		sum += p.Statements
		if p.Reports < 1 || p.Reports > p.Statements || len(p.Outlets) == 0 || p.First == "" || p.First > p.Last {
			t.Errorf("phrase %+v", p)
		}
	}
	withSource := 0
	for _, h := range hits {
		if h.Source != "" {
			withSource++
		}
		if h.Word == 0 {
			outer++
		}
	}
	if got.Statements != len(hits) || sum != withSource || sum == 0 {
		t.Errorf("%d statements of %d, phrases of %d with %d that have a source", got.Statements, len(hits), sum,
			withSource)
	}
	for _, shares := range [][]store.VoiceShare{got.Outlets, got.Days} {
		n := 0
		for _, x := range shares {
			parts := 0
			for _, v := range store.Voices {
				parts += x.By[v]
			}
			if parts != x.Statements {
				t.Errorf("%s: parts make %d of %d", x.Of, parts, x.Statements)
			}
			n += x.Statements
		}
		if n != outer {
			t.Errorf("the shares are of %d statements, want %d", n, outer)
		}
	}
}

func TestAppearances(t *testing.T) { onEach(t, appearances) }

func appearances(t *testing.T, db database) {
	got, err := threeDays(t, db).Appearances(context.Background(), onrecord.Digest(third))
	if err != nil || len(got) != 2 || got[0].Outlet != "Harbour Gazette" || got[1].Outlet != "Morning Ledger" {
		t.Errorf("%+v, %v", got, err)
	}
}
