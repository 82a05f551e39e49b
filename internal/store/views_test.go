package store_test

import (
	"cmp"
	"path/filepath"
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
		_, err8 := v.Standings(ctx, 7, 8, 100)
		_, err9 := v.Texts(ctx, one)
		_, err10 := v.Posts(ctx, 5, one)
		_, err11 := v.Pairs(ctx, true, one)
		_, err12 := v.Holding(ctx, 5, one, 0, 9, true, 30)
		_, err13 := v.Members(ctx, 1)
		_, _, err14 := v.Furniture(ctx, 5)
		_, err15 := v.Together(ctx)
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
	for query, plan := range plans {
		for line := range strings.Lines(plan) {
			through := strings.HasPrefix(line, "SCAN ") && !strings.HasPrefix(line, "SCAN d") && !strings.HasPrefix(line, "SCAN u") && !strings.HasPrefix(line, "SCAN t") // d, u: decisions, which are few; t: what was found
			ordered := strings.Contains(line, "USING") && strings.Contains(query, "LIMIT")
			if through && !ordered || strings.Contains(line, "TEMP B-TREE FOR ORDER BY") && strings.Contains(query, "laid_stories") {
				t.Errorf("%s\n%s", query, plan)
			}
		}
	}
}
