package standing

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"onrecord/internal/store"
)

// between are the lines of actors on groups of issues.
func (l *Ledger) between(which Which) (out []int64, err error) {
	rows, err := l.linesOf(which)
	for i := range rows {
		out = append(out, rows[i].N)
	}
	return out, err
}

// mostLines is how many lines of one actor or group, those told last, are looked at.
const mostLines = 20_000

// linesOf are the lines of actors, of groups of issues, or of actors on groups, those told last first.
func (l *Ledger) linesOf(which Which) (out []store.StandLine, err error) {
	of, numbers, others := store.ScopeActor, which.Actors, which.Groups
	if which.Actors == nil || which.Groups != nil && len(which.Groups) < len(which.Actors) {
		of, numbers, others = store.ScopeGroup, which.Groups, which.Actors
	}
	wanted := map[int64]bool{}
	for _, n := range others {
		wanted[n] = true
	}
	for _, n := range numbers {
		rows, err := l.v.LinesOf(l.ctx, of, n, mostLines)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			other := r.Group
			if of == store.ScopeGroup {
				other = r.Actor
			}
			if l.shown(&r) && (others == nil || wanted[other]) {
				out = append(out, r)
			}
		}
	}
	slices.SortFunc(out, lastFirst)
	return out, nil
}

func lastFirst(a, b store.StandLine) int {
	return cmp.Or(cmp.Compare(b.Last, a.Last), cmp.Compare(b.N, a.N))
}

// Lines gives lines with their stages, those told last first, as told on the days asked for, until each says that it is enough. What holds is what
// held on the last of the days.
func (l *Ledger) Lines(which Which, each func(*Trajectory) (more bool, err error)) error {
	give := func(rows []store.StandLine) (bool, error) {
		for i := range rows {
			if !l.shown(&rows[i]) {
				continue
			}
			x, err := l.whole(&rows[i], which)
			if err != nil {
				return false, err
			}
			if x == nil {
				continue
			}
			if more, err := each(x); err != nil || !more {
				return false, err
			}
		}
		return true, nil
	}
	if which.Lines != nil {
		rows, err := l.v.Lines(l.ctx, missing(map[int64]bool{}, which.Lines)...)
		slices.SortFunc(rows, lastFirst)
		if err == nil {
			_, err = give(rows)
		}
		return err
	}
	if which.Actors != nil || which.Groups != nil {
		rows, err := l.linesOf(which)
		if err == nil {
			_, err = give(rows)
		}
		return err
	}
	for after := (*store.StandLine)(nil); ; {
		rows, err := l.v.LinesLast(l.ctx, after, piecesAtOnce)
		if err != nil || len(rows) == 0 {
			return err
		}
		if more, err := give(rows); err != nil || !more {
			return err
		}
		after = &rows[len(rows)-1]
	}
}

// mostStages is how many stages of a line, the latest, are given.
const mostStages = 500

// whole is a line with its stages of some days; nil where it has no position of them.
func (l *Ledger) whole(r *store.StandLine, which Which) (*Trajectory, error) {
	from, to := OrdFrom(which.From), OrdTo(which.To)
	list, err := l.v.Newest(l.ctx, store.StandWhich{Of: store.ScopeLine, N: r.N, From: from, To: to, Sure: !l.all}, 0, 0, mostStages)
	if err != nil {
		return nil, err
	}
	slices.Reverse(list)
	if !slices.ContainsFunc(list, func(p store.StandPiece) bool { return !p.Denial }) {
		return nil, nil
	}
	l.rows[r.N] = r
	if err := l.load(list); err != nil {
		return nil, err
	}
	x := *l.line(r.N)
	first := &list[0]
	before, err := l.v.CountLine(l.ctx, r.N, first.Ord, first.N, !l.all)
	if err != nil {
		return nil, err
	}
	x.LeftOut = int(before - 1)
	if err := l.fill(&x, list); err != nil {
		return nil, err
	}
	now := r.Current
	if which.To != "" {
		p, err := holds(l.ctx, l.v, r.N, to, r.Told > 0)
		if err != nil {
			return nil, err
		}
		now = p.N
	}
	x.now = now
	return &x, l.now(&x, list, now)
}

// fill gives a line its stages.
func (l *Ledger) fill(x *Trajectory, list []store.StandPiece) error {
	numbers := map[int64]int{}
	origins := map[string]bool{}
	for i := range list {
		p := &list[i]
		at, err := l.stage(p)
		if err != nil {
			return err
		}
		numbers[p.N] = x.LeftOut + i + 1
		s := *at.Stage
		if p.From != 0 {
			if s.From = numbers[p.From]; s.From == 0 {
				if s.From, err = l.number(p.From); err != nil {
					return err
				}
			}
		}
		origins[s.Origin] = true
		if s.Topic != "" {
			x.Topic = s.Topic
		}
		x.Stages = append(x.Stages, s)
	}
	x.Issue = x.Stages[len(x.Stages)-1].Issue
	x.First, x.Last = x.Stages[0].Day, x.Stages[len(x.Stages)-1].Day
	x.Actor.Reason, x.Actor.Conf = x.Stages[0].Actor.Reason, x.Stages[0].Actor.Conf
	x.Origins = slices.Sorted(maps.Keys(origins))
	x.Former.OldStages = x.Stages
	return nil
}

// number is the number of a piece among the stages of its line, from 1.
func (l *Ledger) number(n int64) (int, error) {
	list, err := l.v.Pieces(l.ctx, n)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	at, err := l.v.CountLine(l.ctx, list[0].Line, list[0].Ord, list[0].N, !l.all)
	return int(at), err
}

// now says of a line which stage holds, and by which rule.
func (l *Ledger) now(x *Trajectory, list []store.StandPiece, n int64) (err error) {
	authority := Authority(0)
	for i := range list {
		if list[i].N == n {
			x.Current, authority = x.LeftOut+i+1, Authority(list[i].Authority)
		}
	}
	if x.Current == 0 { // told before the days asked for
		if x.Current, err = l.number(n); err != nil {
			return err
		}
		p, err := l.v.Pieces(l.ctx, n)
		if err != nil || len(p) == 0 {
			return err
		}
		authority = Authority(p[0].Authority)
	}
	x.Why = x.Rule(authority)
	return nil
}

// Rule says by which rule a stage of an authority holds.
func (x *Trajectory) Rule(a Authority) string {
	if x.Anonymous {
		return whys[Anonymous] + "; there is anonymous word only"
	}
	return whys[a]
}

// Current is the stage of a line that holds: now, or at the end of the days that the line was asked for.
func (l *Ledger) Current(x *Trajectory) (*At, error) {
	n := x.now
	if r := l.rows[x.n]; n == 0 && r != nil {
		n = r.Current
	}
	list, err := l.v.Pieces(l.ctx, n)
	if err != nil {
		return nil, err
	}
	stages, err := l.Stages(list)
	if err != nil || len(stages) == 0 {
		return nil, err
	}
	return &stages[0], nil
}

// holds is the piece of a line that held at a time: the newest of the highest authority within 90 days of the last, and anonymous word only where
// there is no other; nil where nothing was told by then.
func holds(ctx context.Context, v *store.Views, line, to int64, sure bool) (*store.StandPiece, error) {
	end, err := v.LineEnd(ctx, line, 0, to, sure, true)
	if err != nil || end == nil {
		return nil, err
	}
	const undated = 1<<dayBits - 1 // what is told of an unknown day is never too old
	from := max(end.Ord>>dayBits-currentWithin, 0) << dayBits
	first, err := v.LineEnd(ctx, line, 0, min(undated, to), sure, false)
	if err == nil && first == nil {
		first, err = v.LineEnd(ctx, line, from, to, sure, false)
	}
	if err != nil {
		return nil, err
	}
	for a := OwnWord; a >= Anonymous; a-- {
		p, err := v.HoldsOn(ctx, line, int64(a), from, to, sure)
		if err == nil && p == nil {
			p, err = v.HoldsOn(ctx, line, int64(a), 0, min(undated, to), sure)
		}
		if err != nil {
			return nil, err
		}
		if p != nil && ((first.Recap || first.Denial) && first.Authority > p.Authority) {
			return first, nil
		}
		if p != nil {
			return p, nil
		}
	}
	return first, nil
}
