package store_test

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"onrecord/internal/store"
)

// TestViewsAreIndexed: every question that is put to views goes by an index, whatever the size of the store; a list that is read in the order
// of an index has a limit.
func TestViewsAreIndexed(t *testing.T) {
	ctx := t.Context()
	s, err := store.Open(ctx, filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	one := []int64{1, 2, 3}
	plans, err := s.Explained(ctx, func(v *store.Views) error {
		after := &store.StoryRow{Story: 9, Last: "2026-01-01", Reports: 3}
		_, err1 := v.Stories(ctx, store.ByLast, "", "", nil, 40)
		_, err2 := v.Stories(ctx, store.ByLast, "2026-01-01", "2026-02-01", after, 40)
		_, err3 := v.Stories(ctx, store.BySize, "", "", after, 40)
		_, err4 := v.StoryMembers(ctx, 1, 40)
		_, err5 := v.Cluster(ctx, 1, 40)
		_, err6 := v.Laid(ctx, 1, 2, 3)
		_, err7 := v.LaidID(ctx, "a")
		_, err8 := v.Told(ctx, one)
		_, err9 := v.Texts(ctx, one)
		_, err10 := v.Posts(ctx, 5, one)
		_, err11 := v.Pairs(ctx, true, one)
		_, err12 := v.Holding(ctx, 5, one, 0, 9, true, 30)
		_, err13 := v.Members(ctx, 1)
		_, _, err14 := v.Furniture(ctx, 5)
		_, err15 := v.Together(ctx, false)
		_, _, err16 := v.StoryPage(ctx, store.ByLast, "", "", 40, 40, 5000)
		_, _, err17 := v.StoryPage(ctx, store.BySize, "2026-01-01", "2026-02-01", 40, 40, 5000)
		_, err18 := v.LastChange(ctx)
		if err7 == store.ErrUnknown {
			err7 = nil
		}
		return cmp.Or(err1, err2, err3, err4, err5, err6, err7, err8, err9, err10, err11, err12, err13, err14, err15, err16, err17, err18)
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(plans) < 14 {
		t.Errorf("%d questions were seen", len(plans))
	}
	standing, err := s.Explained(ctx, askStanding(ctx))
	if err != nil {
		t.Fatal(err)
	}
	if len(standing) < 30 {
		t.Errorf("%d questions about where everyone stands were seen", len(standing))
	}
	namesInFull(t, standing)
	maps.Copy(plans, standing)
	for query, plan := range plans {
		for line := range strings.Lines(plan) {
			through := strings.HasPrefix(line, "SCAN ") && !strings.HasPrefix(line, "SCAN d") && !strings.HasPrefix(line, "SCAN u") && !strings.HasPrefix(line, "SCAN t") // d, u: decisions, which are few; t: what was found
			ordered := strings.Contains(line, "USING") && strings.Contains(query, "LIMIT")
			// What has a limit comes in its order, but for those that hold some words, which are sorted by what is told of them.
			sorted := strings.Contains(line, "TEMP B-TREE FOR ORDER BY") && strings.Contains(query, "LIMIT") && !strings.Contains(query, "word")
			if through && !ordered || sorted {
				t.Errorf("%s\n%s", query, plan)
			}
		}
	}
}

// askStanding puts every question about where everyone stands once.
func askStanding(ctx context.Context) func(*store.Views) error {
	return func(v *store.Views) error {
		one := []int64{1, 2, 3}
		var errs []error
		add := func(_ any, err error) { errs = append(errs, err) }
		add(v.Keys(ctx, one...))
		add(v.NamedAlike(ctx, "ruud"))
		add(v.FullNames(ctx, "ansel ruud", 8))
		add(v.Surnames(ctx, "ruud", 8))
		add(v.JoinedTo(ctx, 1))
		add(v.MergedKeys(ctx))
		add(v.Called(ctx, 1))
		add(v.Wordings(ctx, one...))
		add(v.Followers(ctx, 1))
		add(v.Shortest(ctx, 1, 2))
		add(v.Sharing(ctx, true, one, 0, 9))
		add(v.Sharing(ctx, false, one, 9, 99))
		add(v.Groups(ctx, one...))
		add(v.LastGroup(ctx))
		add(v.Pieces(ctx, one...))
		add(v.PiecesOf(ctx, one...))
		add(v.PiecesWithKey(ctx, 1))
		add(v.PiecesWorded(ctx, 1))
		add(v.Denying(ctx, one...))
		add(v.ComparedWith(ctx, one...))
		add(v.FirstWorded(ctx, 1))
		add(v.DenialsAfter(ctx, 1, 2, 3))
		add(v.PositionsBefore(ctx, 1, 9, 32, 32))
		add(v.PositionAfter(ctx, 1, 2, 256))
		add(v.LineFrom(ctx, 1, 2, 3, 64))
		add(v.LineBefore(ctx, 1, 2, 3, 64))
		add(v.HoldsOn(ctx, 1, 4, 0, 9, true))
		add(v.LineEnd(ctx, 1, 0, 9, true, true))
		add(v.LineTimes(ctx, 1, true, 256))
		add(v.Lines(ctx, one...))
		add(v.Newest(ctx, store.StandWhich{To: 99, Sure: true}, 0, 0, 256))
		add(v.Newest(ctx, store.StandWhich{To: 99, Kinds: 8}, 7, 8, 256))
		add(v.Newest(ctx, store.StandWhich{Of: store.ScopeActor, N: 1, To: 99}, 7, 8, 256))
		add(v.Newest(ctx, store.StandWhich{Of: store.ScopeGroup, N: 1, To: 99}, 0, 0, 256))
		add(v.Newest(ctx, store.StandWhich{Of: store.ScopeLine, N: 1, To: 99}, 0, 0, 256))
		add(v.CountLine(ctx, 1, 2, 3, true))
		add(v.LastTold(ctx))
		add(v.LinesOf(ctx, store.ScopeActor, 1, 100))
		add(v.LinesOf(ctx, store.ScopeGroup, 1, 100))
		add(v.LinesLast(ctx, nil, 256))
		add(v.KeysWorded(ctx, []string{"ansel", "ruud"}, 200))
		add(v.KeysTold(ctx, true, 0, 50))
		add(v.KeysTold(ctx, false, 50, 50))
		add(v.WordsFrom(ctx, true, "a", "b", 10))
		add(v.CountWorded(ctx, "truce", 100))
		add(v.GroupsWorded(ctx, []string{"truce", "border"}, 100))
		add(v.Earliest(ctx, 1, 2, true))
		add(v.Told(ctx, one))
		add(v.Touched(ctx, 4))
		return errors.Join(errs...)
	}
}

var byOwn = regexp.MustCompile(`INDEX \w+ \(\w+=\? AND own=\?\)|Index Cond: .*own = 0`)

// namesInFull tells of questions for names in full that go through the keys of single reports that are called the same: of "officials" there is one
// for each report.
func namesInFull(t *testing.T, plans map[string]string) {
	asked := 0
	for query, plan := range plans {
		if !strings.Contains(query, "own = 0") {
			continue
		}
		asked++
		if !byOwn.MatchString(plan) {
			t.Errorf("%s\n%s", query, plan)
		}
	}
	if asked != 2 {
		t.Errorf("%d questions for names in full were seen, not 2", asked)
	}
}

// TestQuestionsAreIndexed: the commonest questions go by indexes whatever the size of the store, on each database.
func TestQuestionsAreIndexed(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		ctx := t.Context()
		s := filled(t, db)
		plans, err := s.QuestionPlans(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if db.kind == "postgres" {
			views, err := s.Explained(ctx, askStanding(ctx))
			if err != nil {
				t.Fatal(err)
			}
			maps.Copy(plans, views)
		}
		if db.kind == "postgres" {
			namesInFull(t, plans)
		}
		for what, plan := range plans {
			for line := range strings.Lines(plan) {
				line = strings.TrimLeft(line, " ->")
				whole := strings.HasPrefix(line, "Seq Scan on ") && !strings.HasPrefix(line, "Seq Scan on views") || strings.HasPrefix(line, "SCAN ") && !strings.Contains(line, "USING") && !strings.Contains(line, "VIRTUAL TABLE")
				if whole {
					t.Errorf("%s: %s", what, plan)
				}
			}
		}
	})
}
