package cross_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
	"onrecord/internal/store/lists"
	"onrecord/internal/store/storetest"
)

// TestListsAreFollowed: lines of all lists take effect in stories, claims and the ledger at once, are taken back at once, and give what is worked out
// from nothing, in both databases.
func TestListsAreFollowed(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { listsAreFollowed(t, filepath.Join(t.TempDir(), "s.db")) })
	t.Run("postgres", func(t *testing.T) { listsAreFollowed(t, storetest.Schema(t, storetest.Needed(t))) })
}

func listsAreFollowed(t *testing.T, name string) {
	ctx := t.Context()
	s, err := store.Open(ctx, name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	short, _, _ := strings.Cut(wire, "\n\n")
	docs := []*onrecord.Document{
		report(t, "2026-03-02", "gazette.example", "Storm", "Doctors Without Borders said that nine crew members of the ferry were missing after the storm."),
		report(t, "2026-03-02", "Post", "Storm at sea", "Médecins Sans Frontières said that nine crew members of the ferry were missing after the storm."),
		report(t, "2026-03-02", "gazette.example", "https://gazette.example/2", wire),
		report(t, "2026-03-03", "Post", "https://post.example/4", short),
		report(t, "2026-03-03", "Post", "https://post.example/2", "Norway opposes the closure of the strait, its prime minister said. Ansel Ruud, the Norwegian negotiator, said he rejects the embargo on oil."),
		report(t, "2026-03-04", "Post", "https://post.example/3", "Mr Ruud of Norway backs the oil embargo, Ansel Ruud said on Wednesday. Kjell Berg of Sweden supports a truce in the strait."),
	}
	if _, err := s.Put(ctx, docs); err != nil {
		t.Fatal(err)
	}
	l, err := cross.Follow(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	told := func() string {
		t.Helper()
		if err := l.Sync(ctx); err != nil {
			t.Fatal(err)
		}
		out := whatIsTold(t, ctx, s, l.Across)
		if _, err := l.Recompute(ctx, nil, nil); err != nil {
			t.Fatal(err)
		}
		if again := whatIsTold(t, ctx, s, l.Across); again != out {
			t.Fatalf("worked out from nothing\n%s\nnot\n%s", again, out)
		}
		return out
	}
	before := told()
	var made []int64
	for _, c := range []struct {
		line lists.Line
		want []string
		not  string
	}{
		{lists.Line{Kind: lists.Sources, Name: "Doctors Without Borders", Also: []string{"Médecins Sans Frontières"}}, []string{"claim doctors without borders by “Médecins Sans Frontières”: your list of sources"}, "claim doctors without borders, m"},
		{lists.Line{Kind: lists.Actors, Name: "The Negotiator", Also: []string{"Ansel Ruud"}, Codes: []string{"NORGOV"}}, []string{"line The Negotiator (list/negotiator, your list of actors, line “The Negotiator”)"}, "name/ansel ruud"},
		{lists.Line{Kind: lists.Issues, Name: "Energy", Also: []string{"oil"}, Parent: "Trade"}, []string{"on Energy under Trade"}, "on sanctions"},
		{lists.Line{Kind: lists.Outlets, Domain: "gazette.example", Name: "Harbour Gazette", Owner: "Quay", Agency: "yes"}, []string{"Harbour Gazette prints Harbour Gazette", "Post prints Harbour Gazette"}, "gazette.example"},
	} {
		x, err := c.line.Tidied()
		if err != nil {
			t.Fatal(err)
		}
		made1, err := s.ChangeLists(ctx, "Ana", "", func(*lists.Lists) ([]lists.Edit, error) { return []lists.Edit{{Line: x}}, nil })
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, made1.N)
		got := told()
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", x.Shown(), want, got)
			}
		}
		if c.not != "" && strings.Contains(got, c.not) {
			t.Errorf("%s: %q in\n%s", x.Shown(), c.not, got)
		}
	}
	for _, n := range slices.Backward(made) {
		if _, err := s.UndoLists(ctx, n, "Ana", ""); err != nil {
			t.Fatal(err)
		}
	}
	if got := told(); got != before {
		t.Errorf("taken back, it is\n%s\nnot\n%s", got, before)
	}
}

// whatIsTold is what the views of a store tell, in lines.
func whatIsTold(t *testing.T, ctx context.Context, s *store.Store, a *cross.Across) string {
	t.Helper()
	var out []string
	standings(t, a, true, func(l *standing.Ledger) error {
		return l.Lines(standing.Which{}, func(x *standing.Trajectory) (bool, error) {
			out = append(out, "line "+x.Actor.Name+" ("+x.Actor.Key+", "+x.Actor.Reason+") on "+x.Matter.Name+" under "+x.Matter.Parent)
			return true, nil
		})
	})
	var docs []*onrecord.Document
	for d, err := range s.ReportsAs(ctx, store.AsDecided) {
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
		id := onrecord.Digest(d.Text)
		r, err := a.Report(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		origins, err := a.Origins(ctx, []string{id})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r.Outlet+" prints "+origins[id])
	}
	claims, err := a.Claims(ctx, docs)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range claims {
		out = append(out, "claim "+strings.Join(c.Origins, ", ")+" by "+strings.Join(c.ByList, "; "))
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}
