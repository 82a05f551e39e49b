package answer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
)

// Positions are the fields that choose stages of trajectories.
var Positions = names(func(f *Field) bool {
	return !slices.Contains([]string{"kind", "recipient", "root", "modality", "happened", "limit", "after"}, f.Name)
})

// mostFound is how many positions, the newest, the words of a query may leave.
const mostFound = 20_000

// Filter tells which stages of trajectories fit a query. Names and issues are those of the record, not of one report; words, days, outlets
// and sources are asked of the store.
type Filter struct {
	q     Query
	who   Who
	about About
	only  map[store.Found]bool // nil where the query asks for nothing that the store alone can tell
}

// NewFilter makes the filter of a query; turn, where it is not nil, waits until the store may be asked. The error wraps [store.ErrQuery] where
// the query is at fault.
func NewFilter(ctx context.Context, s *store.Store, q Query, turn func(context.Context) (func(), error)) (*Filter, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	f := &Filter{q: q, about: NewAbout(q.Issue)}
	var err error
	if f.who, err = NewWho(q.Actor); err != nil {
		return nil, err
	}
	which := q.Query
	which.Kind, which.Actor, which.Issue, which.Stance, which.Firmness = store.Position, "", "", "", nil
	if !asks(&which) {
		return f, nil
	}
	if turn != nil {
		done, err := turn(ctx)
		if err != nil {
			return nil, err
		}
		defer done()
	}
	found, err := s.Which(ctx, which, mostFound)
	if err != nil {
		return nil, err
	}
	f.only = make(map[store.Found]bool, len(found))
	for _, x := range found {
		f.only[x] = true
	}
	return f, nil
}

// asks tells whether a query asks for something that only the store can tell; days are told by stages, too, and need no question.
func asks(q *store.Query) bool {
	return q.Text != "" || q.Source != "" || q.SourceKind != "" || q.Naming != "" || q.Country != "" || q.Recipient != "" || q.Root != "" ||
		q.Modality != "" || q.Happened != nil || q.Voice != "" || q.Outlet != "" || q.Since != 0
}

// Fits tells whether a stage of a trajectory fits. What somebody denies is no position: it fits by its actor, issue, day alone.
func (f *Filter) Fits(l *standing.Trajectory, s *standing.Stage) bool {
	q := &f.q
	switch {
	case !q.Told(s.Day, s.Day):
		return false
	case s.Denial && (f.only != nil || q.Stance != "" || q.Firmness != nil):
		return false
	case q.Stance != "" && s.Stance != q.Stance, q.Firmness != nil && (*s.Firmness < q.Firmness.Min || *s.Firmness > q.Firmness.Max):
		return false
	case f.only != nil && !f.only[store.Found{Report: s.Report, Number: s.Position}]:
		return false
	}
	return f.who.Is(l.Actor.Key, l.Actor.Name, s.Actor.Name, s.Code) && f.about.Is(l.Matter.Name, s.Issue, s.Topic)
}

// Trajectories are the lines of a ledger with a stage that fits; moved leaves those alone that hold a change.
func (f *Filter) Trajectories(l *cross.Ledger, moved bool) []*standing.Trajectory {
	var out []*standing.Trajectory
	for i := range l.Lines {
		x := l.Lines[i]
		if moved && !cross.Moved(x) {
			continue
		}
		if slices.ContainsFunc(x.Stages, func(s standing.Stage) bool { return f.Fits(x, &s) }) {
			out = append(out, x)
		}
	}
	return out
}

// Changes are the changes that can be asked for.
var Changes = []standing.Change{standing.Reverse, standing.Harden, standing.Soften, standing.ConditionAdded, standing.ConditionDropped,
	standing.ConditionChanged, standing.ScopeNarrowed, standing.ScopeWidened, standing.RedLineSet, standing.PrivateVsPublic, standing.Mixed,
	standing.Denied, standing.Clarified, standing.Retracted}

// Changed are the stages of a ledger that fit and are a change, of one kind or ("") any, the newest first. The error wraps [store.ErrQuery].
func (f *Filter) Changed(l *cross.Ledger, kind standing.Change) ([]cross.StageAt, error) {
	if kind != "" && !slices.Contains(Changes, kind) {
		var names []string
		for _, c := range Changes {
			names = append(names, string(c))
		}
		return nil, fmt.Errorf("%w: there is no change %q; there are %s", store.ErrQuery, kind, strings.Join(names, ", "))
	}
	var out []cross.StageAt
	for i := range l.Lines {
		x := l.Lines[i]
		for k := range x.Stages {
			if s := &x.Stages[k]; cross.Changed(s) && (kind == "" || slices.Contains(s.Changes, kind)) && f.Fits(x, s) {
				out = append(out, cross.StageAt{Line: x, Stage: k + 1})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b cross.StageAt) int { return cmp.Compare(b.At().Day, a.At().Day) })
	return out, nil
}
