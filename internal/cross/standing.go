package cross

import (
	"cmp"
	"iter"
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
	Lines []*standing.Trajectory
	Held  int // positions that are left out as unsure

	parts  [][]StageAt // the stages of all lines in the order in which they were told, those of an unknown day first; no part is empty
	stages int
}

// partSize is how many stages are kept together: ledgers that follow each other share the parts in which nothing changes.
var partSize = 512

// Stages is how many stages all lines have.
func (l *Ledger) Stages() int { return l.stages }

// Newest are the stages of all lines, those told last first, those of an unknown day at the end.
func (l *Ledger) Newest() iter.Seq[StageAt] {
	return func(yield func(StageAt) bool) {
		for _, part := range slices.Backward(l.parts) {
			for _, s := range slices.Backward(part) {
				if !yield(s) {
					return
				}
			}
		}
	}
}

// Of are the stages of all lines of an actor, by its key, in the order in which they were told.
func (l *Ledger) Of(actor string) []StageAt {
	from, _ := slices.BinarySearchFunc(l.Lines, actor, func(x *standing.Trajectory, key string) int { return strings.Compare(x.Actor.Key, key) })
	to := from
	for to < len(l.Lines) && l.Lines[to].Actor.Key == actor {
		to++
	}
	return stagesOf(l.Lines[from:to])
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

// keepApart says which actors are not one whatever their names.
func (b *book) keepApart(pairs map[[2]string]bool) {
	b.stale = true
	b.KeepApart(pairs)
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
	next.Lines = spliced(b.ledger.Lines, gone, fresh, standing.Order)
	next.parts = splicedParts(b.ledger.parts, stagesOf(gone), stagesOf(fresh))
	for _, part := range next.parts {
		next.stages += len(part)
	}
	b.ledger = next
}

// splicedParts are parts without some stages and with others.
func splicedParts(parts [][]StageAt, gone, fresh []StageAt) (out [][]StageAt) {
	if len(parts) == 0 {
		return slices.Collect(slices.Chunk(fresh, partSize))
	}
	out = make([][]StageAt, 0, len(parts)+1)
	for i, part := range parts {
		leave, in := len(gone), len(fresh)
		if i+1 < len(parts) {
			leave, in = upTo(gone, parts[i+1][0]), upTo(fresh, parts[i+1][0])
		}
		if leave+in == 0 {
			out = append(out, part)
			continue
		}
		part = spliced(part, gone[:leave], fresh[:in], inOrder)
		gone, fresh = gone[leave:], fresh[in:]
		if len(part) <= 2*partSize {
			if len(part) > 0 {
				out = append(out, part)
			}
			continue
		}
		out = slices.AppendSeq(out, slices.Chunk(part, partSize))
	}
	return out
}

// upTo is how many of some stages in order come before another.
func upTo(list []StageAt, s StageAt) int {
	if len(list) == 0 || inOrder(list[0], s) >= 0 {
		return 0
	}
	n, _ := slices.BinarySearchFunc(list, s, inOrder)
	return n
}

// stagesOf are the stages of some lines in order.
func stagesOf(lines []*standing.Trajectory) (out []StageAt) {
	for _, l := range lines {
		for k := range l.Stages {
			out = append(out, StageAt{l, k + 1})
		}
	}
	slices.SortFunc(out, inOrder)
	return out
}

// spliced is a list in order without some of its entries and with others, each in order as well. What is between them is not looked at.
func spliced[T any](list, gone, fresh []T, order func(a, b T) int) []T {
	out := make([]T, 0, len(list)-len(gone)+len(fresh))
	upTo := func(x T) {
		at, _ := slices.BinarySearchFunc(list, x, order)
		out, list = append(out, list[:at]...), list[at:]
	}
	for len(gone) > 0 || len(fresh) > 0 {
		if len(fresh) == 0 || len(gone) > 0 && order(gone[0], fresh[0]) <= 0 {
			upTo(gone[0])
			gone, list = gone[1:], list[1:]
			continue
		}
		upTo(fresh[0])
		out, fresh = append(out, fresh[0]), fresh[1:]
	}
	return append(out, list...)
}

// book is that of all that is told, or of what is told with confidence.
func (v *View) book(all bool) *book {
	kept := &v.sure
	if all {
		kept = &v.all
	}
	if *kept == nil {
		*kept = newBook(all)
		(*kept).keepApart(v.actors.Not)
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
	b.keepApart(v.actors.Not)
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
