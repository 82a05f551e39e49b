package standing

import (
	"cmp"
	"container/heap"
	"slices"

	"onrecord/internal/store"
)

// Which chooses stages.
type Which struct {
	Actors   []int64 // numbers of actors; nil is any
	Groups   []int64 // of groups of issues; nil is any
	Lines    []int64 // of lines, of those of [Ledger.Lines]; nil is any
	From, To string  // days; "" is any
	Changes  []Change
}

// Latest puts stages in their order, those told last first.
func Latest(a, b At) int {
	return cmp.Or(cmp.Compare(b.piece.Ord, a.piece.Ord), cmp.Compare(b.piece.N, a.piece.N))
}

// Is tells whether a stage is a change of a kind.
func (a *At) Is(c Change) bool { return slices.Contains(a.Stage.Changes, c) }

// Number is that of a line.
func (x *Trajectory) Number() int64 { return x.n }

// Newest gives stages, those told last first, those of an unknown day at the end, until each says that it is enough.
func (l *Ledger) Newest(which Which, each func(*At) (more bool, err error)) error {
	m, err := l.merge(which)
	if err != nil {
		return err
	}
	for {
		list, err := m.next(piecesAtOnce)
		if err != nil || len(list) == 0 {
			return err
		}
		stages, err := l.Stages(list)
		if err != nil {
			return err
		}
		for i := range stages {
			if more, err := each(&stages[i]); err != nil || !more {
				return err
			}
		}
	}
}

// piecesAtOnce is how many pieces are looked at together.
const piecesAtOnce = 256

// cursor goes through pieces, the latest first.
type cursor struct {
	which store.StandWhich
	list  []store.StandPiece
	most  int
	end   bool
}

// merged are cursors, of which that with the latest piece is on top.
type merged struct {
	l       *Ledger
	cursors []*cursor
}

func (m *merged) Len() int      { return len(m.cursors) }
func (m *merged) Swap(i, k int) { m.cursors[i], m.cursors[k] = m.cursors[k], m.cursors[i] }
func (m *merged) Less(i, k int) bool {
	a, b := &m.cursors[i].list[0], &m.cursors[k].list[0]
	return cmp.Or(cmp.Compare(a.Ord, b.Ord), cmp.Compare(a.N, b.N)) > 0
}

// Push is for [heap.Push].
func (m *merged) Push(x any) { m.cursors = append(m.cursors, x.(*cursor)) } //nolint:errcheck // only cursors are put there

// Pop is for [heap.Pop].
func (m *merged) Pop() any {
	c := m.cursors[len(m.cursors)-1]
	m.cursors = m.cursors[:len(m.cursors)-1]
	return c
}

// merge goes through what is chosen: of each line where actors and issues are, of each actor or group, or of all.
func (l *Ledger) merge(which Which) (*merged, error) {
	base := store.StandWhich{From: OrdFrom(which.From), To: OrdTo(which.To), Sure: !l.all}
	for _, c := range which.Changes {
		base.Kinds |= KindBit(c)
	}
	m := &merged{l: l}
	of, numbers := store.ScopeAll, []int64{0}
	switch {
	case which.Actors != nil && which.Groups != nil:
		lines, err := l.between(which)
		if err != nil {
			return nil, err
		}
		of, numbers = store.ScopeLine, lines
	case which.Actors != nil:
		of, numbers = store.ScopeActor, which.Actors
	case which.Groups != nil:
		of, numbers = store.ScopeGroup, which.Groups
	}
	for _, n := range numbers {
		c := &cursor{which: base, most: piecesAtOnce}
		if len(numbers) > 16 {
			c.most = 8
		}
		c.which.Of, c.which.N = of, n
		if err := m.fill(c, 0, 0); err != nil {
			return nil, err
		}
		if len(c.list) > 0 {
			m.cursors = append(m.cursors, c)
		}
	}
	heap.Init(m)
	return m, nil
}

func (m *merged) fill(c *cursor, ord, n int64) (err error) {
	c.list, err = m.l.v.Newest(m.l.ctx, c.which, ord, n, c.most)
	c.end = len(c.list) < c.most
	c.most = min(4*c.most, 1024)
	return err
}

// next are the next pieces, at most so many.
func (m *merged) next(most int) (out []store.StandPiece, err error) {
	for len(m.cursors) > 0 && len(out) < most {
		c := m.cursors[0]
		p := c.list[0]
		out, c.list = append(out, p), c.list[1:]
		if len(c.list) == 0 && !c.end {
			if err := m.fill(c, p.Ord, p.N); err != nil {
				return nil, err
			}
		}
		if len(c.list) == 0 {
			heap.Pop(m)
			continue
		}
		heap.Fix(m, 0)
	}
	return out, nil
}
