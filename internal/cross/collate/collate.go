// Package collate lays reports side by side: which are copies of one another and who wrote them first, and which tell of one
// happening.
//
// It works in memory on small structs and knows of no store. [Copies] and [Stories] take reports one at a time; what they
// tell of copies is worked out from all reports together, so the order in which they came makes no difference. Nothing here
// removes a report: a copy stays evidence that an outlet printed it, it only is no second origin.
package collate

import (
	"errors"
	"fmt"
	"time"
)

// ErrTwice is at the root of the error about a report that is already there.
var ErrTwice = errors.New("report is already there")

// ErrUnknown is at the root of the error about a report that is not there.
var ErrUnknown = errors.New("no such report")

// Report is what collation needs to know of a report.
type Report struct {
	ID        string
	Title     string
	Text      string
	Published time.Time // zero where not known
	Outlet    string    // who printed it; "" where not known
}

// apart tells whether two reports were published more than a window from each other; a date that is not known is apart
// from none.
func apart(a, b time.Time, window time.Duration) bool {
	if a.IsZero() || b.IsZero() {
		return false
	}
	return a.Sub(b).Abs() > window
}

// earlier puts reports in the order of their dates, those without a date last, then of their ids.
func earlier(a, b *Report) bool {
	if a.Published.IsZero() != b.Published.IsZero() {
		return b.Published.IsZero()
	}
	if !a.Published.Equal(b.Published) {
		return a.Published.Before(b.Published)
	}
	return a.ID < b.ID
}

func twice(id string) error   { return fmt.Errorf("add report %q: %w", id, ErrTwice) }
func unknown(id string) error { return fmt.Errorf("find report %q: %w", id, ErrUnknown) }

// sets is a union-find over numbers from 0; the least number stands for its set.
type sets []int32

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = int32(i)
	}
	return s
}

func (s sets) of(i int32) int32 {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

func (s sets) join(a, b int32) {
	a, b = s.of(a), s.of(b)
	s[max(a, b)] = min(a, b)
}
