package answer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/store"
)

// Stories are the fields that choose stories: words of headlines and telling words, an outlet that prints one of its reports, days on which
// it was told.
var Stories = []string{"q", "outlet", "from", "to", "limit"}

// Order is in which order stories come.
type Order string

// The orders.
const (
	ByLast Order = "last" // those told last first
	BySize Order = "size" // those of most reports first
)

// Orders lists them.
var Orders = []Order{ByLast, BySize}

// ParseOrder reads an order; "" is the one that a surface has where nothing is asked. The error wraps [store.ErrQuery].
func ParseOrder(s string, usual Order) (Order, error) {
	if s == "" {
		return usual, nil
	}
	if !slices.Contains(Orders, Order(s)) {
		return "", fmt.Errorf("%w: there is no order %q of stories; there are last, size", store.ErrQuery, s)
	}
	return Order(s), nil
}

// LeastReports is how many reports make a story.
const LeastReports = 2

// Story is a story with the days on which it was told and the outlets that told it.
type Story struct {
	*cross.Story
	First, Last string // "" where no day is known
	Outlets     []string
}

// NewStory works out days and outlets.
func NewStory(s *cross.Story) Story {
	x := Story{Story: s}
	for _, r := range s.Reports {
		if d := Day(r.Published); d != "" {
			x.First, x.Last = cmp.Or(x.First, d), max(x.Last, d)
		}
		if r.Outlet != "" && !slices.Contains(x.Outlets, r.Outlet) {
			x.Outlets = append(x.Outlets, r.Outlet)
		}
	}
	return x
}

// MostStories is how many stories a list goes through: the newest, or the largest.
const MostStories = 5000

// StoriesOf are the stories of a store that fit a query, in an order: at most so many after some that are passed over; n is how many fit in
// all, of the [MostStories] that are gone through. The error wraps [store.ErrQuery] where the query is at fault.
func StoriesOf(ctx context.Context, a *cross.Across, q *Query, by Order, skip, most int) (out []cross.StoryRow, n int, err error) {
	if q.Text == "" && q.Outlet == "" { // the store itself can tell
		if err := q.Check(); err != nil {
			return nil, 0, err
		}
		return a.StoryPage(ctx, storiesBy(by), q.From, q.To, skip, most, MostStories)
	}
	err = EachStory(ctx, a, q, by, MostStories, func(s *cross.StoryRow) error {
		if n++; n > skip && len(out) < most {
			out = append(out, *s)
		}
		return nil
	})
	return out, n, err
}

// EachStory gives the stories that fit a query, in an order, of so many that are gone through; 0 is all there are.
func EachStory(ctx context.Context, a *cross.Across, q *Query, by Order, most int, each func(*cross.StoryRow) error) error {
	if err := q.Check(); err != nil {
		return err
	}
	return a.EachStory(ctx, storiesBy(by), q.From, q.To, most, func(s *cross.StoryRow) error {
		if !q.tellsStory(s) {
			return nil
		}
		return each(s)
	})
}

func storiesBy(by Order) store.StoriesBy {
	if by == BySize {
		return store.BySize
	}
	return store.ByLast
}

func (q *Query) tellsStory(s *cross.StoryRow) bool {
	return q.Told(s.First, s.Last) && (q.Outlet == "" || slices.ContainsFunc(s.Outlets, func(o string) bool { return strings.EqualFold(o, q.Outlet) })) &&
		(q.Text == "" || q.Tells(s.Told))
}

// Told tells whether something was told on the days that the query asks for, by the first and the last day on which it was. What has no day
// was told on none of them.
func (q *Query) Told(first, last string) bool {
	return (q.From == "" || last >= q.From) && (q.To == "" || first != "" && first <= q.To)
}

// Day is the day of a date or time as inputs give it; "" where there is none.
func Day(published string) string {
	if len(published) >= len("2006-01-02") {
		return published[:len("2006-01-02")]
	}
	return published
}

// Compared is over how many reports of a story, the earliest, its statements are compared.
func Compared(x *cross.Story) int { return min(len(x.Reports), MostClaimed) }

// Claims are what the statements of a story say together.
func Claims(ctx context.Context, s *store.Store, a *cross.Across, x *cross.Story) ([]cross.Claim, error) {
	var reports []*onrecord.Document
	for _, r := range x.Reports[:Compared(x)] {
		d, err := s.ToCompare(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		reports = append(reports, d)
	}
	return a.Claims(ctx, reports)
}
