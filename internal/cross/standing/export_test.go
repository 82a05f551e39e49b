package standing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/store"
)

// Fatal is what tests fail by.
type Fatal interface {
	Helper()
	Context() context.Context
	Fatal(...any)
}

// Shelf is a store for tests with what its reports tell.
type Shelf struct {
	*store.Store
	t       Fatal
	numbers map[string]int64
}

// NewShelf is an empty one, in memory.
func NewShelf(t Fatal) *Shelf {
	t.Helper()
	s, err := store.OpenScratch(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return &Shelf{s, t, map[string]int64{}}
}

// ShelfAt is an empty one in a store at an address.
func ShelfAt(t Fatal, address string) *Shelf {
	t.Helper()
	s, err := store.Open(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	return &Shelf{s, t, map[string]int64{}}
}

// Digest is that of a report of a test, by its name.
func Digest(report string) string { return onrecord.Digest("The report " + report + " of a test.") }

// Put puts what a report tells, by its name, in the place of what it told; origin is whose text it is, "" its own.
func (s *Shelf) Put(report, origin string, told []Evidence) {
	s.Tell(Said{}, s.Touch(report, origin, told))
}

// Touch is a report that was read.
func (s *Shelf) Touch(report, origin string, told []Evidence) Touched {
	s.t.Helper()
	if origin == report {
		origin = ""
	}
	x := Touched{N: s.numbers[report], ID: Digest(report), Origin: origin, Read: true, Told: told}
	ctx := context.Background()
	if x.N == 0 {
		d := &onrecord.Document{Text: "The report " + report + " of a test.", Made: onrecord.Made{Tool: "test"}}
		if _, err := s.Store.Put(ctx, []*onrecord.Document{d}); err != nil {
			s.t.Fatal(err)
		}
		x.N = int64(len(s.numbers) + 1)
		s.numbers[report] = x.N
	}
	err := s.WriteViews(ctx, func(v *store.Views) error {
		list, err := v.Laid(ctx, x.N)
		if err != nil || len(list) > 0 {
			if err == nil {
				err = v.SetCluster(ctx, x.N, 0, origin, 1)
			}
			return err
		}
		return v.Lay(ctx, &store.Laid{N: x.N, ID: x.ID, Story: x.N, Shown: x.N, Origin: origin}, 1)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return x
}

// Tell brings the tables up to some reports.
func (s *Shelf) Tell(said Said, list ...Touched) {
	s.t.Helper()
	ctx := context.Background()
	err := s.WriteViews(ctx, func(v *store.Views) error {
		if err := Update(ctx, v, list, said); err != nil || said.Own.Now == nil {
			return err
		}
		return v.SetState(ctx, store.ViewState{Lists: said.Own.Now.N})
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// Ledger lets a test look at the ledger.
func (s *Shelf) Ledger(all bool, look func(*Ledger) error) {
	s.t.Helper()
	ctx := context.Background()
	err := s.ReadViews(ctx, func(v *store.Views) error {
		l, err := NewLedger(ctx, v, all)
		if err != nil {
			return err
		}
		return look(l)
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// Lines are all lines by actor and issue.
func (s *Shelf) Lines(all bool, which Which) (out []*Trajectory) {
	s.t.Helper()
	s.Ledger(all, func(l *Ledger) error {
		return l.Lines(which, func(x *Trajectory) (bool, error) {
			y := *x
			y.n = 0
			out = append(out, &y)
			return true, nil
		})
	})
	slices.SortFunc(out, func(a, b *Trajectory) int {
		return cmp.Or(strings.Compare(a.Actor.Key, b.Actor.Key), strings.Compare(a.Matter.Key, b.Matter.Key))
	})
	return out
}

// Lines are the lines that evidence makes, by actor and issue. What has no confidence is told with it.
func Lines(t Fatal, evidence []Evidence) []*Trajectory {
	t.Helper()
	s := NewShelf(t)
	defer s.Close()
	by := map[string][]Evidence{}
	var order []string
	for i, e := range evidence {
		if e.Report == "" {
			e.Report = fmt.Sprint("number ", i)
		}
		if e.Conf == 0 {
			e.Conf = 1
		}
		if by[e.Report] == nil {
			order = append(order, e.Report)
		}
		by[e.Report] = append(by[e.Report], e)
	}
	for _, r := range order {
		s.Put(r, by[r][0].Origin, by[r])
	}
	return s.Lines(false, Which{})
}
