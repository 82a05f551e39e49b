package cross

import (
	"cmp"
	"slices"
	"strings"

	"onrecord/internal/cross/standing"
)

// Position is a position by its report and its number there, from 1; number 0 is what an actor denies.
type Position struct {
	Report string
	Number int
}

// StepAt is a step of a line: Line.Steps[Step-1] is where a position of a report stands among what its actor was told to hold.
type StepAt struct {
	Line *standing.Trajectory
	Step int // from 1
}

// Ledger is where everyone stands over time, by actor and matter, as told with confidence, or as told at all. Copies of one text are one
// origin, and actors that are one by decision are one. What it gives is not to be changed.
type Ledger struct {
	Lines   []standing.Trajectory
	Held    int      // positions that are left out as unsure
	InOrder []StepAt // the steps of all lines in the order in which they were told, those of an unknown day first

	steps map[Position][]StepAt
}

// Ledger is where everyone stands: by what is told with the confidence of [standing.Sure], or by all of it.
func (v *View) Ledger(all bool) *Ledger {
	kept := &v.sure
	if all {
		kept = &v.all
	}
	if *kept == nil {
		*kept = v.LedgerOf(all, nil)
	}
	return *kept
}

// LedgerOf is the same of what wanted leaves; nil leaves all.
func (v *View) LedgerOf(all bool, wanted func(*standing.Evidence) bool) *Ledger {
	list, held := v.gathered(all, wanted)
	l := &Ledger{Lines: standing.Lines(list), Held: held}
	l.steps = StepsOf(l.Lines)
	for i := range l.Lines {
		for k := range l.Lines[i].Steps {
			l.InOrder = append(l.InOrder, StepAt{&l.Lines[i], k + 1})
		}
	}
	slices.SortStableFunc(l.InOrder, func(a, b StepAt) int {
		x, y := a.At(), b.At()
		return cmp.Or(strings.Compare(x.Day, y.Day), strings.Compare(x.Report, y.Report), cmp.Compare(x.Position, y.Position))
	})
	return l
}

// gathered is the evidence of all reports that is wanted, and how many positions among it are left out as unsure.
func (v *View) gathered(all bool, wanted func(*standing.Evidence) bool) (list []standing.Evidence, held int) {
	left := map[Position]bool{}
	for id, told := range v.evidence {
		for _, e := range told {
			e.Origin = v.Origin(id)
			if to, merged := v.actors[e.Actor.Key]; merged {
				e.Actor.Key, e.Actor.Reason, e.Actor.Conf = to, "decision", 1
			}
			switch {
			case wanted != nil && !wanted(&e):
			case !all && !e.Denial && e.Conf < standing.Sure:
				left[Position{e.Report, e.Position}] = true
			default:
				list = append(list, e)
			}
		}
	}
	return list, len(left)
}

// Steps are the steps of all lines that a position of a report makes, one for each of its holders.
func (l *Ledger) Steps(report string, position int) []StepAt {
	return l.steps[Position{report, position}]
}

// At is the step.
func (s StepAt) At() *standing.Stage { return &s.Line.Steps[s.Step-1] }

// StepsOf finds the steps of lines by the position that made them.
func StepsOf(lines []standing.Trajectory) map[Position][]StepAt {
	out := map[Position][]StepAt{}
	for i := range lines {
		l := &lines[i]
		for k := range l.Steps {
			p := Position{l.Steps[k].Report, l.Steps[k].Position}
			out[p] = append(out[p], StepAt{l, k + 1})
		}
	}
	return out
}

// Moved tells whether a line holds a change: a step that is neither the first nor says the same again.
func Moved(l *standing.Trajectory) bool {
	return slices.ContainsFunc(l.Steps, func(s standing.Stage) bool { return Changed(&s) })
}

// Changed tells whether a step is a change.
func Changed(s *standing.Stage) bool {
	return !slices.Contains([]standing.Change{standing.First, standing.Restate, standing.NotCompared}, s.Changes[0])
}
