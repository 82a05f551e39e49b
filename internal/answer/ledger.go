package answer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
)

// Positions are the fields that choose stages of trajectories.
var Positions = names(func(f *Field) bool {
	return !slices.Contains([]string{"kind", "recipient", "place", "root", "modality", "happened", "limit", "after"}, f.Name)
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
	return q.Text != "" || q.Source != "" || q.SourceKind != "" || q.Naming != "" || q.Country != "" || q.Place != "" || q.Recipient != "" || q.Root != "" ||
		q.Modality != "" || q.Happened != nil || q.Voice != "" || q.Outlet != "" || q.Tag != "" || q.Since != 0
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
	return f.isWho(l, s) && f.about.Is(l.Matter.Name, l.Matter.Parent, s.Issue, s.Topic)
}

// isWho tells whether the actor of a stage of a trajectory is the one asked for, by any of its names, those of own lists too, its key or its code.
func (f *Filter) isWho(l *standing.Trajectory, s *standing.Stage) bool {
	return f.who.Is(l.Actor.Key, l.Actor.Name, l.Actor.Also, s.Actor.Name, s.Code) || f.who.Is(s.Actor.Own)
}

// How much is looked at for one question: actors that words name and groups of issues that they are about, those told of most; stages, those told
// last; and lines, the same.
const (
	mostActors = 200
	mostGroups = 1000
	mostStages = 50_000
	mostLines  = 10_000
)

// which is what a ledger looks through: the actors and the issues that are asked for by words; more tells whether there are others.
func (f *Filter) which(l *standing.Ledger) (w standing.Which, more bool, err error) {
	if f.who.words != "" {
		if w.Actors, more, err = l.Named(strings.Fields(f.who.words), f.who.state, mostActors); err != nil {
			return w, more, err
		}
	}
	groups, others, err := l.About(f.about.words, Alike, mostGroups)
	w.Groups = groups
	return w, more || others, err
}

// Newest gives the stages that fit, of changes (nil: any), those told last first, until each says that it is enough. It tells whether there may be
// others that were not looked at.
func (f *Filter) Newest(l *standing.Ledger, changes []standing.Change, each func(*standing.At) (more bool, err error)) (cut bool, err error) {
	if f.only != nil {
		return false, f.found(l, changes, each)
	}
	which, cut, err := f.which(l)
	if err != nil {
		return cut, err
	}
	which.From, which.To, which.Changes = f.q.From, f.q.To, changes
	return f.newest(l, which, cut, each)
}

// NewestOf is [Filter.Newest] of one actor, by its key.
func (f *Filter) NewestOf(l *standing.Ledger, actor string, each func(*standing.At) (more bool, err error)) (cut bool, err error) {
	n, err := l.ActorBy(actor)
	if err != nil {
		return false, err
	}
	return f.newest(l, standing.Which{Actors: []int64{n}, From: f.q.From, To: f.q.To}, false, each)
}

func (f *Filter) newest(l *standing.Ledger, which standing.Which, cut bool, each func(*standing.At) (more bool, err error)) (bool, error) {
	looked := 0
	err := l.Newest(which, func(at *standing.At) (bool, error) {
		if looked++; looked > mostStages {
			cut = true
			return false, nil
		}
		if !f.Fits(at.Line, at.Stage) {
			return true, nil
		}
		return each(at)
	})
	return cut, err
}

// found gives the stages that fit among those that the store found.
func (f *Filter) found(l *standing.Ledger, changes []standing.Change, each func(*standing.At) (more bool, err error)) error {
	var reports []string
	seen := map[string]bool{}
	for x := range f.only {
		if !seen[x.Report] {
			seen[x.Report] = true
			reports = append(reports, x.Report)
		}
	}
	stages, err := l.StagesOf(reports)
	if err != nil {
		return err
	}
	slices.SortStableFunc(stages, standing.Latest)
	for i := range stages {
		at := &stages[i]
		if !f.Fits(at.Line, at.Stage) || changes != nil && (!at.Stage.Changed() || !slices.ContainsFunc(changes, at.Is)) {
			continue
		}
		if more, err := each(at); err != nil || !more {
			return err
		}
	}
	return nil
}

// Lines gives the lines with a stage that fits, those told last first, until each says that it is enough. With moved only lines that hold a change are
// given; with then each line has the stages of the days asked for alone, else all. It tells whether there may be others that were not looked at.
func (f *Filter) Lines(l *standing.Ledger, moved, then bool, each func(*standing.Trajectory) (more bool, err error)) (cut bool, err error) {
	which, cut, err := f.which(l)
	if err != nil {
		return cut, err
	}
	if f.only != nil {
		which.Lines = []int64{}
		err := f.found(l, nil, func(at *standing.At) (bool, error) {
			which.Lines = append(which.Lines, at.Line.Number())
			return true, nil
		})
		if err != nil {
			return cut, err
		}
	}
	if then {
		which.From, which.To = f.q.From, f.q.To
	}
	looked := 0
	err = l.Lines(which, func(x *standing.Trajectory) (bool, error) {
		if looked++; looked > mostLines {
			cut = true
			return false, nil
		}
		if moved && !x.Moved() || !slices.ContainsFunc(x.Stages, func(s standing.Stage) bool { return f.Fits(x, &s) }) {
			return true, nil
		}
		return each(x)
	})
	return cut, err
}

// Actors are the actors with a stage that fits, those of whom most is told first, at most so many from a number of them on; more tells whether there
// are others.
func (f *Filter) Actors(l *standing.Ledger, skip, most int) (out []standing.ActorSum, more bool, err error) {
	q := f.q
	switch {
	case f.only == nil && len(f.about.words) == 0 && q.Stance == "" && q.Firmness == nil && q.From == "" && q.To == "" && f.who.words == "":
		out, err = l.Actors(skip, most+1)
		skip = 0
	default:
		out, err = f.actors(l)
	}
	out = out[min(skip, len(out)):]
	return out[:min(len(out), most)], len(out) > most, err
}

// actors are all actors of lines with a stage that fits.
func (f *Filter) actors(l *standing.Ledger) (out []standing.ActorSum, err error) {
	seen := map[string]bool{}
	_, err = f.Lines(l, false, false, func(x *standing.Trajectory) (bool, error) {
		if seen[x.Actor.Key] {
			return true, nil
		}
		seen[x.Actor.Key] = true
		a, ok, err := l.Sum(standing.ActorNumber(x.Actor.Key))
		if ok {
			out = append(out, a)
		}
		return true, err
	})
	slices.SortStableFunc(out, func(a, b standing.ActorSum) int {
		return cmp.Or(cmp.Compare(b.Told, a.Told), cmp.Compare(a.Key, b.Key))
	})
	return out, err
}

// Changes are the changes that can be asked for.
var Changes = []standing.Change{standing.Reverse, standing.Harden, standing.Soften, standing.ConditionAdded, standing.ConditionDropped,
	standing.ConditionChanged, standing.ScopeNarrowed, standing.ScopeWidened, standing.RedLineSet, standing.PrivateVsPublic, standing.Mixed,
	standing.Denied, standing.Clarified, standing.Retracted}

// ChangesOf are the changes of a kind, or ("") all. The error wraps [store.ErrQuery].
func ChangesOf(kind standing.Change) ([]standing.Change, error) {
	switch {
	case kind == "":
		return Changes, nil
	case slices.Contains(Changes, kind):
		return []standing.Change{kind}, nil
	}
	var names []string
	for _, c := range Changes {
		names = append(names, string(c))
	}
	return nil, fmt.Errorf("%w: there is no change %q; there are %s", store.ErrQuery, kind, strings.Join(names, ", "))
}
