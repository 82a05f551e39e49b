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

// StoriesOf are the stories of a view that fit a query, in an order. The error wraps [store.ErrQuery] where the query is at fault.
func StoriesOf(v *cross.View, q *Query, by Order) ([]Story, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	all, err := v.Stories()
	if err != nil {
		return nil, err
	}
	var out []Story
	for i := range all {
		if x := NewStory(&all[i]); x.fits(q) {
			out = append(out, x)
		}
	}
	if by == ByLast {
		slices.SortStableFunc(out, func(a, b Story) int { return cmp.Compare(b.Last, a.Last) })
	}
	return out, nil
}

func (x *Story) fits(q *Query) bool {
	if !q.Told(x.First, x.Last) || q.Outlet != "" && !slices.ContainsFunc(x.Outlets, func(o string) bool { return strings.EqualFold(o, q.Outlet) }) {
		return false
	}
	if q.Text == "" {
		return true
	}
	told := []string{x.Title, strings.Join(x.Terms, ". ")}
	for _, r := range x.Reports {
		told = append(told, r.Title)
	}
	return q.Tells(strings.Join(told, ". "))
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

// Claims are what the statements of a story say together. The view is looked at through view, which sees to it that nobody changes it
// meanwhile; while statements are compared it is free.
func Claims(ctx context.Context, s *store.Store, x *cross.Story, view func(look func(*cross.View))) ([]cross.Claim, error) {
	var reports []*onrecord.Document
	for _, r := range x.Reports[:Compared(x)] {
		d, err := s.ToCompare(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		reports = append(reports, d)
	}
	var later func() []cross.Claim
	view(func(v *cross.View) { later = v.ClaimsLater(reports) })
	return later(), nil
}
