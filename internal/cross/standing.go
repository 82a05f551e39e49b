package cross

import (
	"cmp"
	"slices"
	"strings"

	"onrecord/internal/cross/standing"
)

// StageAt is a stage of a line: Line.Stages[Stage-1] is where a position of a report stands among what its actor was told to hold.
type StageAt standing.At

// At is the stage.
func (s StageAt) At() *standing.Stage { return &s.Line.Stages[s.Stage-1] }

// inOrder is the order in which stages were told, those of an unknown day first.
func inOrder(a, b StageAt) int {
	x, y := a.At(), b.At()
	return cmp.Or(strings.Compare(x.Day, y.Day), strings.Compare(x.Report, y.Report), cmp.Compare(x.Position, y.Position), standing.Order(a.Line, b.Line),
		cmp.Compare(a.Stage, b.Stage))
}

// Ledger is where everyone stands over time, by actor and matter, as told with confidence, or as told at all. Copies of one text are one
// origin, and actors that are one by decision are one. What it gives is not to be changed.
type Ledger struct {
	Lines   []*standing.Trajectory
	Held    int       // positions that are left out as unsure
	InOrder []StageAt // the stages of all lines in the order in which they were told, those of an unknown day first
}

// book is a ledger that follows a view.
type book struct {
	*standing.Book
	all    bool           // also what is told without confidence
	held   map[string]int // positions that are left out as unsure, by report
	ledger *Ledger
	stale  bool // the view has changed since
}

func newBook(all bool) *book {
	return &book{Book: standing.NewBook(), all: all, held: map[string]int{}, ledger: &Ledger{}, stale: true}
}

// put puts what a report tells into the book, in the place of what was there.
func (b *book) put(report string, told []standing.Evidence) {
	b.stale = true
	kept, left := told, 0
	if unsure := func(e standing.Evidence) bool { return !e.Denial && e.Conf < standing.Sure }; !b.all && slices.ContainsFunc(told, unsure) {
		out := map[int]bool{}
		for _, e := range told {
			if unsure(e) {
				out[e.Position] = true
			}
		}
		kept, left = slices.DeleteFunc(slices.Clone(told), unsure), len(out)
	}
	b.Put(report, kept)
	if b.held[report] = left; left == 0 {
		delete(b.held, report)
	}
}

// upToDate brings the ledger up to what was put in.
func (b *book) upToDate() {
	if !b.stale {
		return
	}
	b.stale = false
	next := &Ledger{}
	for _, n := range b.held {
		next.Held += n
	}
	gone, fresh := b.Changes()
	var stages []StageAt
	for _, l := range fresh {
		for k := range l.Stages {
			stages = append(stages, StageAt{l, k + 1})
		}
	}
	slices.SortFunc(stages, inOrder)
	next.Lines = merged(b.ledger.Lines, fresh, func(l *standing.Trajectory) bool { return gone[l] }, standing.Order)
	next.InOrder = merged(b.ledger.InOrder, stages, func(s StageAt) bool { return gone[s.Line] }, inOrder)
	b.ledger = next
}

// merged is a list in order with some entries out and others in.
func merged[T any](old, fresh []T, gone func(T) bool, order func(a, b T) int) []T {
	out := make([]T, 0, len(old)+len(fresh))
	for _, x := range old {
		if gone(x) {
			continue
		}
		for len(fresh) > 0 && order(fresh[0], x) < 0 {
			out, fresh = append(out, fresh[0]), fresh[1:]
		}
		out = append(out, x)
	}
	return append(out, fresh...)
}

// book is that of all that is told, or of what is told with confidence.
func (v *View) book(all bool) *book {
	kept := &v.sure
	if all {
		kept = &v.all
	}
	if *kept == nil {
		*kept = newBook(all)
		for id := range v.evidence {
			(*kept).put(id, v.told(id))
		}
	}
	(*kept).upToDate()
	return *kept
}

// Ledger is where everyone stands: by what is told with the confidence of [standing.Sure], or by all of it.
func (v *View) Ledger(all bool) *Ledger { return v.book(all).ledger }

// Stages are the stages of all lines that a position of a report makes, one for each of its holders, by what is told with confidence or all.
func (v *View) Stages(all bool, report string, position int) (out []StageAt) {
	for _, s := range v.book(all).Stages(report, position) {
		out = append(out, StageAt(s))
	}
	return out
}

// LedgerOf is the ledger of what wanted leaves.
func (v *View) LedgerOf(all bool, wanted func(*standing.Evidence) bool) *Ledger {
	b := newBook(all)
	for id := range v.evidence {
		b.put(id, slices.DeleteFunc(slices.Clone(v.told(id)), func(e standing.Evidence) bool { return !wanted(&e) }))
	}
	b.upToDate()
	return b.ledger
}

// Moved tells whether a line holds a change: a stage that is neither the first nor says the same again.
func Moved(l *standing.Trajectory) bool {
	return slices.ContainsFunc(l.Stages, func(s standing.Stage) bool { return Changed(&s) })
}

// Changed tells whether a stage is a change.
func Changed(s *standing.Stage) bool {
	return !slices.Contains([]standing.Change{standing.First, standing.Restate, standing.NotCompared}, s.Changes[0])
}
