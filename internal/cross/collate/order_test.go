package collate_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"onrecord/internal/cross/collate"
	"onrecord/internal/store"
	"onrecord/internal/store/storetest"
)

// shown is all that a view tells, by the names of reports.
type shown struct {
	Edges   []collate.Edge
	Groups  []group
	Stories map[string]collate.Story // by report
	List    []string
}

func (x *shelf) shown() shown {
	x.t.Helper()
	out := shown{Edges: x.edges(), Groups: x.groups(), Stories: map[string]collate.Story{}}
	for name := range x.ids {
		s, err := x.story(name)
		x.must(err)
		out.Stories[name] = s
	}
	x.look(func(v *collate.View) error {
		list, err := v.Stories(x.ctx, store.ByLast, "", "", nil, 100)
		for _, r := range list {
			out.List = append(out.List, fmt.Sprint(r.ID, r.Title, r.Terms, r.Reports, r.Origins, r.First, r.Last, r.Outlets, r.Told))
		}
		x.must(err)
		for skip := 0; skip <= len(list); skip++ { // a page is a part of the list
			page, n, err := v.StoryPage(x.ctx, store.ByLast, "", "", skip, 1, 100)
			x.must(err)
			if n != len(list) || len(page) != min(1, len(list)-skip) || len(page) > 0 && page[0].ID != list[skip].ID {
				x.t.Fatal("a page of stories", skip, n, page)
			}
		}
		return nil
	})
	slices.Sort(out.List)
	return out
}

// drawn are reports of a few happenings, copies, notes of a house, some without a day, over nine weeks.
func drawn(t *rapid.T) (out []item) {
	names := []string{"Velm Lodestar Holt", "Kessel Amber Lund", "Ostrand Sorg Brack", "Tarn Osk Hallam"}
	n := rapid.IntRange(2, 16).Draw(t, "reports")
	for i := range n {
		var text []string
		for range rapid.IntRange(1, 3).Draw(t, "pieces") {
			piece := prose(uint64(rapid.IntRange(1, 5).Draw(t, "piece")), 50)
			if rapid.Bool().Draw(t, "cut") {
				piece = piece[:len(piece)/2]
			}
			text = append(text, piece)
		}
		who := rapid.SampledFrom(names).Draw(t, "who")
		text = append(text, strings.Repeat("The crew of "+who+" came home with "+who+". ", rapid.IntRange(0, 3).Draw(t, "named")))
		x := item{ID: fmt.Sprintf("r%02d", i), Text: strings.Join(text, "\n\n") + fmt.Sprint("\n\nNumber ", i, "."),
			Outlet: rapid.SampledFrom([]string{"", "Gazette", "Post"}).Draw(t, "outlet"), Title: rapid.SampledFrom([]string{"Ferry late", "Mayor resigns", who}).Draw(t, "title")}
		if rapid.IntRange(0, 6).Draw(t, "dated") > 0 {
			x.Published = day.Add(time.Duration(rapid.IntRange(0, 9*7).Draw(t, "day")) * 12 * time.Hour)
		}
		out = append(out, x)
	}
	return out
}

// scratch is an empty store in memory.
func scratch(ctx context.Context, t *rapid.T) *store.Store {
	s, err := store.OpenScratch(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestOrderMakesNoDifference: in whichever order reports come, in whichever batches, with decisions, readings of another version and
// recomputations in between, copies and stories are those that are worked out at once.
func TestOrderMakesNoDifference(t *testing.T) {
	ctx := t.Context()
	rapid.Check(t, func(t *rapid.T) {
		reports := drawn(t)
		s := scratch(ctx, t)
		defer s.Close()
		one := newShelf(ctx, t, s)
		one.put(reports...)
		type said struct {
			a            store.Action
			of, one, two string
		}
		var decided []said
		for range rapid.IntRange(0, 4).Draw(t, "decisions") {
			d := said{rapid.SampledFrom([]store.Action{store.Merge, store.Split}).Draw(t, "action"), rapid.SampledFrom([]string{"story", "copy"}).Draw(t, "of"),
				rapid.SampledFrom(reports).Draw(t, "one").ID, rapid.SampledFrom(reports).Draw(t, "two").ID}
			if d.one != d.two {
				decided = append(decided, d)
				one.decideOf(d.of, d.a, d.one, d.two)
			}
		}
		one.again()
		want := one.shown()

		o := scratch(ctx, t)
		defer o.Close()
		other := newShelf(ctx, t, o)
		order := rapid.Permutation(indexes(len(reports))).Draw(t, "order")
		for len(order) > 0 {
			k := rapid.IntRange(1, len(order)).Draw(t, "batch")
			for _, i := range order[:k] {
				x := reports[i]
				if rapid.IntRange(0, 4).Draw(t, "read wrongly first") == 0 {
					wrong := x
					wrong.Published, wrong.Title, wrong.Outlet = day.AddDate(0, 0, 3), "Another title", "Echo"
					other.put(wrong)
					other.readAgain(x)
					continue
				}
				other.put(x)
			}
			order = order[k:]
			if rapid.IntRange(0, 9).Draw(t, "again") == 0 {
				other.again()
			}
		}
		for _, d := range decided {
			n := other.decideOf(d.of, d.a, d.one, d.two)
			if rapid.IntRange(0, 3).Draw(t, "taken back and said again") == 0 {
				other.undo(n)
				other.decideOf(d.of, d.a, d.one, d.two)
			}
		}
		if d := cmp.Diff(want, other.shown()); d != "" {
			t.Fatal(d)
		}
	})
}

// TestTwoWriters: two programs that lay reports side by side at once, while reports come, leave what one leaves. It is run on a file, and on
// PostgreSQL where there is a server.
func TestTwoWriters(t *testing.T) {
	for name, at := range places(t) {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			open := func() *shelf {
				s, err := store.Open(ctx, at)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { s.Close() })
				return newShelf(ctx, t, s)
			}
			var reports []item
			draw := rand.New(rand.NewPCG(3, 7))
			for i := range 120 {
				reports = append(reports, item{ID: fmt.Sprint(i), Title: "Ferry late", Outlet: fmt.Sprint("Outlet ", i%7), Published: day.AddDate(0, 0, draw.IntN(20)),
					Text: prose(uint64(draw.IntN(30)), 60) + fmt.Sprint(" Number ", i, ".")})
			}
			one := open()
			one.put(reports[:10]...)
			var all sync.WaitGroup
			failed := make(chan error, 3)
			for k := range 3 {
				x := open()
				all.Go(func() {
					for i := 0; i < 40; i++ {
						if k == 0 {
							_, err := x.s.Put(ctx, docs(reports[10+i*110/40:10+(i+1)*110/40]))
							for errors.Is(err, store.ErrBusy) {
								_, err = x.s.Put(ctx, docs(reports[10+i*110/40:10+(i+1)*110/40]))
							}
							if err != nil {
								failed <- err
								return
							}
						}
						if _, err := x.c.Update(ctx, x.s, nil); err != nil {
							failed <- err
							return
						}
					}
				})
			}
			all.Wait()
			close(failed)
			for err := range failed {
				t.Fatal(err)
			}
			one.note(reports...)
			one.update()
			got := one.shown()
			one.again()
			if d := cmp.Diff(one.shown(), got); d != "" {
				t.Error(d)
			}
			if len(got.Groups) == 0 {
				t.Error("no copies among the reports of the test")
			}
		})
	}
}

// places are names of empty stores.
func places(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{"file": filepath.Join(t.TempDir(), "a.db")}
	if server := storetest.Server(t); server != "" {
		out["postgres"] = storetest.Schema(t, server)
	}
	return out
}
