package standing

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"onrecord/internal/store"
	"onrecord/internal/store/lists"
)

// Ledger is where everyone stands over time as one snapshot of a store has it: what is told with confidence, or all that is told. Copies of one text
// are one origin, and actors that are one by decision are one. It is good for as long as the snapshot is.
type Ledger struct {
	ctx  context.Context
	v    *store.Views
	all  bool
	last int64 // the last day that anything is told of
	own  *lists.Lists

	told   map[int64][]Evidence
	keys   map[int64]*store.StandKey
	groups map[int64]IssueGroup
	lines  map[int64]*Trajectory
	rows   map[int64]*store.StandLine
}

// NewLedger opens the ledger of a snapshot.
func NewLedger(ctx context.Context, v *store.Views, all bool) (*Ledger, error) {
	last, err := v.LastTold(ctx)
	if err != nil {
		return nil, err
	}
	state, err := v.State(ctx)
	if err != nil {
		return nil, err
	}
	own, err := v.Lists(ctx, state.Lists)
	return &Ledger{ctx: ctx, v: v, all: all, last: last >> dayBits, own: own, told: map[int64][]Evidence{}, keys: map[int64]*store.StandKey{}, groups: map[int64]IssueGroup{},
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
		x := IssueGroup{Key: key[g.Leader], Name: g.Name}
		x.list(l.own)
		l.groups[g.N] = x
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
		if k.Conf == 1 { // by decision or by the list itself
			e.Actor.Conf = 1
		}
	}
	if a := l.keys[p.Actor]; a != nil && a.Key != e.Actor.Key {
		e.Actor.Key, e.Actor.Own = a.Key, e.Actor.Key
	}
	if x := lineOf(l.own, e.Actor.Key); x != nil && len(x.Codes) > 0 {
		e.Code = x.Codes[0]
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
		if line := lineOf(l.own, a.Key); line != nil {
			x.Actor.Also, x.listed = strings.Join(line.Also, " | "), line.By()
		}
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
		s.Doubts = sureOfName(e.Actor.Key, s.Doubts)
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

// dayOf is the day of a place in the order in which evidence is told; "" where it is not known.
func dayOf(ord int64) string {
	if ord>>dayBits == 0 {
		return ""
	}
	return time.Unix((ord>>dayBits-firstDay)*24*60*60, 0).UTC().Format(time.DateOnly)
}
