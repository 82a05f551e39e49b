package collate_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/cross/collate"
	"onrecord/internal/store"
)

// item is a report of a test.
type item struct {
	ID, Title, Text, Outlet string
	Published               time.Time
}

// document is an item as it is stored; nothing was found in it.
func (x item) document() *onrecord.Document {
	d := &onrecord.Document{ID: x.ID, Text: x.Text, Meta: onrecord.Meta{Title: x.Title, Publisher: x.Outlet}, Made: onrecord.Made{Tool: "test"}}
	if !x.Published.IsZero() {
		d.Meta.Published = x.Published.Format(time.RFC3339)
	}
	return d
}

// shelf is reports in a store, laid side by side.
type shelf struct {
	t     fataler
	ctx   context.Context
	c     *collate.Collator
	s     *store.Store
	ids   map[string]string // digests by name
	names map[string]string
	texts map[string]string // by name
}

// fataler is a test, or a try of a property.
type fataler interface {
	Helper()
	Fatal(...any)
}

var collator = func() *collate.Collator {
	c, err := collate.New()
	if err != nil {
		panic(err)
	}
	return c
}()

func newShelf(ctx context.Context, t fataler, s *store.Store) *shelf {
	return &shelf{t, ctx, collator, s, map[string]string{}, map[string]string{}, map[string]string{}}
}

// collection is reports in a store in memory, laid side by side.
func collection(t testing.TB, reports ...item) *shelf {
	t.Helper()
	s, err := store.OpenScratch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	x := newShelf(t.Context(), t, s)
	x.put(reports...)
	return x
}

func (x *shelf) must(err error) {
	x.t.Helper()
	if err != nil {
		x.t.Fatal(err)
	}
}

// put stores reports and lays them beside the others.
func (x *shelf) put(reports ...item) {
	x.t.Helper()
	x.note(reports...)
	_, err := x.s.Put(x.ctx, docs(reports))
	x.must(err)
	x.update()
}

// note remembers reports by their names.
func (x *shelf) note(reports ...item) {
	for _, r := range reports {
		id := onrecord.Digest(r.Text)
		x.ids[r.ID], x.names[id], x.texts[r.ID] = id, r.ID, r.Text
	}
}

func docs(reports []item) (out []*onrecord.Document) {
	for _, r := range reports {
		out = append(out, r.document())
	}
	return out
}

// readAgain stores a report as another version of the program has read it.
func (x *shelf) readAgain(r item) {
	x.t.Helper()
	d := r.document()
	d.Made.Tool = "test, a later version"
	_, err := x.s.Put(x.ctx, []*onrecord.Document{d})
	x.must(err)
	x.update()
}

func (x *shelf) update() {
	x.t.Helper()
	for {
		step, err := x.c.Update(x.ctx, x.s, nil)
		x.must(err)
		if len(step.Broken) > 0 {
			x.t.Fatal(step.Broken)
		}
		if step.Done {
			return
		}
	}
}

// again works all out from nothing.
func (x *shelf) again() {
	x.t.Helper()
	x.must(x.c.Recompute(x.ctx, x.s))
	x.update()
}

func (x *shelf) decide(a store.Action, one, other string) int64 {
	x.t.Helper()
	return x.decideOf("story", a, one, other)
}

// decideOf says of two reports that they are of one story, or print one text, or not.
func (x *shelf) decideOf(of string, a store.Action, one, other string) int64 {
	x.t.Helper()
	d, err := x.s.Decide(x.ctx, store.Decision{Who: "ana", Action: a, Field: of, Report: x.ids[one], Old: x.ids[one], New: x.ids[other]})
	x.must(err)
	x.update()
	return d.N
}

func (x *shelf) undo(n int64) {
	x.t.Helper()
	_, err := x.s.Decide(x.ctx, store.Decision{Who: "ana", Action: store.Undo, Undoes: n})
	x.must(err)
	x.update()
}

func (x *shelf) look(f func(*collate.View) error) {
	x.t.Helper()
	x.must(x.c.Look(x.ctx, x.s, f))
}

func (x *shelf) called() []string {
	var out []string
	for name := range x.ids {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// edges are all copies, with the names of the reports.
func (x *shelf) edges() (out []collate.Edge) {
	x.t.Helper()
	x.look(func(v *collate.View) error {
		for _, name := range x.called() {
			list, err := v.Edges(x.ctx, x.ids[name])
			if err != nil {
				return err
			}
			for _, e := range list {
				e.Long, e.Short = x.names[e.Long], x.names[e.Short]
				if e.Long == name {
					out = append(out, e)
				}
			}
		}
		return nil
	})
	slices.SortFunc(out, func(a, b collate.Edge) int { return strings.Compare(a.Long+" "+a.Short, b.Long+" "+b.Short) })
	return out
}

// group is a group of copies by the names of its reports.
type group struct {
	Reports []string
	Origin  collate.Origin
}

func (x *shelf) groups() (out []group) {
	x.t.Helper()
	x.look(func(v *collate.View) error {
		seen := map[string]bool{}
		for _, name := range x.called() {
			g, err := v.Copies(x.ctx, x.ids[name])
			if err != nil {
				return err
			}
			if g == nil || seen[g.Reports[0].ID] {
				continue
			}
			seen[g.Reports[0].ID] = true
			y := group{Origin: g.Origin}
			y.Origin.Earliest = x.names[g.Origin.Earliest]
			y.Origin.Credited = nil
			for _, id := range g.Origin.Credited {
				y.Origin.Credited = append(y.Origin.Credited, x.names[id])
			}
			for _, r := range g.Reports {
				y.Reports = append(y.Reports, x.names[r.ID])
			}
			out = append(out, y)
		}
		return nil
	})
	return out
}

func (x *shelf) furniture(name string) (spans []onrecord.Span, err error) {
	_ = x.c.Look(x.ctx, x.s, func(v *collate.View) error {
		spans, err = v.Furniture(x.ctx, x.ids[name])
		return nil
	})
	return spans, err
}

func (x *shelf) story(name string) (s collate.Story, err error) {
	_ = x.c.Look(x.ctx, x.s, func(v *collate.View) error {
		s, err = v.Story(x.ctx, x.ids[name])
		return nil
	})
	return s, err
}

// stories are the stories by the names of their reports, in order.
func (x *shelf) stories() string {
	x.t.Helper()
	seen := map[string]bool{}
	for _, name := range x.called() {
		s, err := x.story(name)
		x.must(err)
		var names []string
		for _, r := range s.Reports {
			names = append(names, x.names[r.ID])
		}
		slices.Sort(names)
		seen[strings.Join(names, "+")] = true
	}
	var out []string
	for s := range seen {
		out = append(out, s)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}
