package standing

import (
	"cmp"
	"container/heap"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"onrecord/internal/store"
)

// Ledger is where everyone stands over time as one snapshot of a store has it: what is told with confidence, or all that is told. Copies of one text
// are one origin, and actors that are one by decision are one. It is good for as long as the snapshot is.
type Ledger struct {
	ctx  context.Context
	v    *store.Views
	all  bool
	last int64 // the last day that anything is told of

	told   map[int64][]Evidence
	keys   map[int64]*store.StandKey
	groups map[int64]IssueGroup
	lines  map[int64]*Trajectory
	rows   map[int64]*store.StandLine
}

// NewLedger opens the ledger of a snapshot.
func NewLedger(ctx context.Context, v *store.Views, all bool) (*Ledger, error) {
	last, err := v.LastTold(ctx)
	return &Ledger{ctx: ctx, v: v, all: all, last: last >> dayBits, told: map[int64][]Evidence{}, keys: map[int64]*store.StandKey{}, groups: map[int64]IssueGroup{},
		lines: map[int64]*Trajectory{}, rows: map[int64]*store.StandLine{}}, err
}

// At is a stage with its line, which has no stages here, and what it is compared with.
type At struct {
	Line   *Trajectory
	Stage  *Stage
	Before *Evidence // nil where it is compared with nothing
	Holds  bool      // it is what holds now
	piece  *store.StandPiece
}

// Held is how many positions the ledger leaves out as told without confidence.
func (l *Ledger) Held() (int, error) {
	if l.all {
		return 0, nil
	}
	n, err := l.v.Unsure(l.ctx)
	return int(n), err
}

// missing are those of some numbers that a map does not have.
func missing[V any](m map[int64]V, numbers []int64) (out []int64) {
	for _, n := range numbers {
		if _, there := m[n]; !there {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// load loads what pieces tell, who their actors are and what they are about.
func (l *Ledger) load(pieces []store.StandPiece) error {
	var reports, keys, lines []int64
	for i := range pieces {
		p := &pieces[i]
		reports, keys, lines = append(reports, p.Report), append(keys, p.Key, p.Actor), append(lines, p.Line)
	}
	kept, err := l.v.Told(l.ctx, missing(l.told, reports))
	if err != nil {
		return err
	}
	for i := range kept {
		if l.told[kept[i].N], err = told(&kept[i]); err != nil {
			return err
		}
	}
	rows, err := l.v.Lines(l.ctx, missing(l.rows, lines)...)
	if err != nil {
		return err
	}
	for i := range rows {
		l.rows[rows[i].N] = &rows[i]
	}
	if err := l.loadKeys(keys); err != nil {
		return err
	}
	return l.loadGroups(lines)
}

func (l *Ledger) loadKeys(numbers []int64) error {
	keys, err := l.v.Keys(l.ctx, missing(l.keys, numbers)...)
	for i := range keys {
		l.keys[keys[i].N] = &keys[i]
	}
	return err
}

func (l *Ledger) loadGroups(lines []int64) error {
	var numbers, leaders []int64
	for _, n := range lines {
		if r := l.rows[n]; r != nil {
			numbers = append(numbers, r.Group)
		}
	}
	groups, err := l.v.Groups(l.ctx, missing(l.groups, numbers)...)
	if err != nil {
		return err
	}
	for _, g := range groups {
		leaders = append(leaders, g.Leader)
	}
	wordings, err := l.v.Wordings(l.ctx, leaders...)
	if err != nil {
		return err
	}
	key := map[int64]string{}
	for i := range wordings {
		key[wordings[i].N] = cmp.Or(wordings[i].Topic, wordings[i].Words, Unnamed)
	}
	for _, g := range groups {
		l.groups[g.N] = IssueGroup{key[g.Leader], g.Name}
	}
	return nil
}

// evidence is what a piece tells, of the actor that it is of by all reports. What it is part of must have been loaded.
func (l *Ledger) evidence(p *store.StandPiece) (*Evidence, error) {
	list, i := l.told[p.Report], int(p.N-p.Report*store.PiecesPerReport)
	if i >= len(list) {
		return nil, store.ErrBroken
	}
	e := list[i]
	if k := l.keys[p.Key]; k != nil && k.Reason != "" {
		e.Actor.Reason, e.Actor.Conf = k.Reason, min(e.Actor.Conf, k.Conf)
		if k.Reason == byDecision {
			e.Actor.Conf = 1
		}
	}
	if a := l.keys[p.Actor]; a != nil && a.Key != e.Actor.Key {
		e.Actor.Key, e.Actor.Own = a.Key, e.Actor.Key
	}
	return &e, nil
}

// line is a line without its stages. It must have been loaded.
func (l *Ledger) line(n int64) *Trajectory {
	if x := l.lines[n]; x != nil {
		return x
	}
	r := l.rows[n]
	x := &Trajectory{n: n, Matter: l.groups[r.Group], Anonymous: l.named(r) == 0}
	if a := l.keys[r.Actor]; a != nil {
		x.Actor = Actor{Key: a.Key, Name: a.Called, Reason: a.Reason, Conf: a.Conf}
	}
	x.Former.OldMatter = x.Matter
	x.Last = dayOf(r.Last)
	x.Silent = silence(r.Usual, r.Last>>dayBits, l.last)
	l.lines[n] = x
	return x
}

func (l *Ledger) named(r *store.StandLine) int64 {
	if l.all {
		return r.EveryNamed
	}
	return r.Named
}

// shown tells whether a line is part of the ledger: a denial of what was never told is no standing.
func (l *Ledger) shown(r *store.StandLine) bool {
	return r.Told > 0 || l.all && r.Every > 0
}

// Stages are some pieces as stages of their lines, in their order; what is no part of the ledger is left out.
func (l *Ledger) Stages(pieces []store.StandPiece) ([]At, error) {
	if err := l.load(pieces); err != nil {
		return nil, err
	}
	var before []int64
	for i := range pieces {
		if pieces[i].From != 0 {
			before = append(before, pieces[i].From)
		}
	}
	compared := map[int64]*store.StandPiece{}
	list, err := l.v.Pieces(l.ctx, missing(compared, before)...)
	if err != nil {
		return nil, err
	}
	if err := l.load(list); err != nil {
		return nil, err
	}
	for i := range list {
		compared[list[i].N] = &list[i]
	}
	var out []At
	for i := range pieces {
		p := &pieces[i]
		r := l.rows[p.Line]
		if r == nil || !l.shown(r) || !l.all && !p.Sure {
			continue
		}
		at, err := l.stage(p)
		if err != nil {
			return nil, err
		}
		if b := compared[p.From]; b != nil {
			if at.Before, err = l.evidence(b); err != nil {
				return nil, err
			}
		}
		out = append(out, *at)
	}
	return out, nil
}

func (l *Ledger) stage(p *store.StandPiece) (*At, error) {
	e, err := l.evidence(p)
	if err != nil {
		return nil, err
	}
	s := &Stage{Evidence: e, Changes: changesOf(p.Changes)}
	if p.Doubts != "" {
		if err := json.Unmarshal([]byte(p.Doubts), &s.Doubts); err != nil {
			return nil, err
		}
	}
	x := l.line(p.Line)
	if x.Actor.Reason == "" {
		x.Actor.Reason, x.Actor.Conf = e.Actor.Reason, e.Actor.Conf
	}
	return &At{Line: x, Stage: s, Holds: l.rows[p.Line].Current == p.N, piece: p}, nil
}

// StagesOf are the stages that positions of a report make, one for each of their holders.
func (l *Ledger) StagesOf(reports []string) ([]At, error) {
	list, err := l.v.PiecesFound(l.ctx, reports)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b store.StandPiece) int { return cmp.Compare(a.N, b.N) })
	return l.Stages(list)
}

// Moves are the changes that some reports bring, each once, in the order in which they were told: their own stages that differ from what was told
// before, and those of other reports that are compared with one of them, as when a report of an earlier day comes late.
func (l *Ledger) Moves(reports []string) ([]At, error) {
	own, err := l.v.PiecesFound(l.ctx, reports)
	if err != nil {
		return nil, err
	}
	var numbers []int64
	for i := range own {
		numbers = append(numbers, own[i].N)
	}
	others, err := l.v.ComparedWith(l.ctx, numbers...)
	if err != nil {
		return nil, err
	}
	there := map[int64]bool{}
	list := slices.DeleteFunc(append(own, others...), func(p store.StandPiece) bool {
		twice := there[p.N]
		there[p.N] = true
		return twice || p.Kinds == 0
	})
	slices.SortFunc(list, func(a, b store.StandPiece) int { return cmp.Or(cmp.Compare(a.Ord, b.Ord), cmp.Compare(a.N, b.N)) })
	return l.Stages(list)
}

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
	of, numbers := store.StandAll, []int64{0}
	switch {
	case which.Actors != nil && which.Groups != nil:
		lines, err := l.between(which)
		if err != nil {
			return nil, err
		}
		of, numbers = store.StandLineOf, lines
	case which.Actors != nil:
		of, numbers = store.StandActor, which.Actors
	case which.Groups != nil:
		of, numbers = store.StandGroupOf, which.Groups
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
	of, numbers, others := store.StandActor, which.Actors, which.Groups
	if which.Actors == nil || which.Groups != nil && len(which.Groups) < len(which.Actors) {
		of, numbers, others = store.StandGroupOf, which.Groups, which.Actors
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
			if of == store.StandGroupOf {
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
	list, err := l.v.Newest(l.ctx, store.StandWhich{Of: store.StandLineOf, N: r.N, From: from, To: to, Sure: !l.all}, 0, 0, mostStages)
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

// dayOf is the day of a place in the order in which evidence is told; "" where it is not known.
func dayOf(ord int64) string {
	if ord>>dayBits == 0 {
		return ""
	}
	return time.Unix((ord>>dayBits-firstDay)*24*60*60, 0).UTC().Format(time.DateOnly)
}

// Named are actors that words name, one after the other, or by decision or dictionary a state's key ("" none): those told of most first, at most so
// many; more tells whether there are others.
func (l *Ledger) Named(words []string, state string, most int) (actors []int64, more bool, err error) {
	list, err := l.v.KeysWorded(l.ctx, words, most+1)
	if err != nil {
		return nil, false, err
	}
	actors = []int64{}
	if state != "" {
		actors = append(actors, number(state))
	}
	for i := range list[:min(len(list), most)] {
		if l.keys[list[i].N] = &list[i]; !slices.Contains(actors, list[i].N) {
			actors = append(actors, list[i].N)
		}
	}
	return actors, len(list) > most, nil
}

// ActorNumber is the number of an actor by its key.
func ActorNumber(key string) int64 { return number(key) }

// About are groups of issues with a wording that has a word like one asked for; of several words the rarest decides. Nil is any: no word asked for
// tells anything. Those of which most is told come first, at most so many; more tells whether there are others.
func (l *Ledger) About(words []string, alike func(a, b string) bool, most int) (groups []int64, more bool, err error) {
	rarest, fewest := []string(nil), int64(-1)
	for _, w := range words {
		if tellsNothing(w) {
			continue
		}
		forms, err := l.forms(w, alike)
		if err != nil {
			return nil, false, err
		}
		n := int64(0)
		for _, f := range forms {
			k, err := l.v.CountWorded(l.ctx, f, 10*most)
			if err != nil {
				return nil, false, err
			}
			n += k
		}
		if fewest < 0 || n < fewest {
			rarest, fewest = forms, n
		}
	}
	switch {
	case fewest < 0:
		return nil, false, nil
	case len(rarest) == 0:
		return []int64{}, false, nil
	}
	groups, err = l.v.GroupsWorded(l.ctx, rarest, most+1)
	if more = len(groups) > most; more {
		groups = groups[:most]
	}
	return groups, more, err
}

// mostForms is how many words that begin alike are looked at.
const mostForms = 500

// forms are the words of issues that may be forms of a word: they begin alike.
func (l *Ledger) forms(word string, alike func(a, b string) bool) (out []string, err error) {
	begin := []rune(word)
	if len(begin) > 4 {
		begin = begin[:4]
	}
	list, err := l.v.WordsFrom(l.ctx, false, string(begin), string(begin)+"\U0010FFFF", mostForms)
	for _, w := range list {
		if alike(w, word) || strings.HasPrefix(word, w) {
			out = append(out, w)
		}
	}
	return out, err
}

// Actors are the actors of whom most is told, at most so many from a number of them on.
func (l *Ledger) Actors(skip, most int) ([]ActorSum, error) {
	list, err := l.v.KeysTold(l.ctx, l.all, skip, most)
	if err != nil {
		return nil, err
	}
	var out []ActorSum
	for i := range list {
		x, err := l.sum(&list[i])
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// ActorSum is an actor with how much is told of it.
type ActorSum struct {
	Actor
	Told, Groups int
	First, Last  string // days
}

// Sum is an actor by its number with how much is told of it; ok is false where there is none.
func (l *Ledger) Sum(n int64) (x ActorSum, ok bool, err error) {
	if err := l.loadKeys([]int64{n}); err != nil || l.keys[n] == nil {
		return x, false, err
	}
	x, err = l.sum(l.keys[n])
	return x, err == nil && x.Told > 0, err
}

func (l *Ledger) sum(k *store.StandKey) (ActorSum, error) {
	x := ActorSum{Actor: Actor{Key: k.Key, Name: k.Called}, Told: int(k.Told), Groups: int(k.Groups)}
	if l.all {
		x.Told, x.Groups = int(k.Every), int(k.EveryGroups)
	}
	which := store.StandWhich{Of: store.StandActor, N: k.N, To: lastOrd, Sure: !l.all}
	list, err := l.v.Newest(l.ctx, which, 0, 0, 1)
	if err != nil || len(list) == 0 {
		return x, err
	}
	x.Last = dayOf(list[0].Ord)
	first, err := l.v.Earliest(l.ctx, k.N, OrdFrom("0001-01-01"), !l.all)
	x.First = dayOf(first)
	if stages, err2 := l.Stages(list); err2 == nil && len(stages) > 0 {
		x.Reason, x.Conf = stages[0].Stage.Actor.Reason, stages[0].Stage.Actor.Conf
	}
	return x, err
}

// NamesLike are words of names that begin with a letter, by which names are found that are like one asked for; at most so many.
func (l *Ledger) NamesLike(first string, most int) ([]string, error) {
	return l.v.WordsFrom(l.ctx, true, first, first+"\U0010FFFF", most)
}

// NamesWith are the names of the actors of whom most is told that have a word in their name.
func (l *Ledger) NamesWith(word string, most int) (out []string, err error) {
	list, err := l.v.KeysWorded(l.ctx, []string{word}, most)
	for _, k := range list {
		out = append(out, k.Called)
	}
	return out, err
}
