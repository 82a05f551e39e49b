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

// StageAt is a stage of a line: Line.Stages[Stage-1] is where a position of a report stands among what its actor was told to hold.
type StageAt struct {
	Line  *standing.Trajectory
	Stage int // from 1
}

// Ledger is where everyone stands over time, by actor and matter, as told with confidence, or as told at all. Copies of one text are one
// origin, and actors that are one by decision are one. What it gives is not to be changed.
type Ledger struct {
	Lines   []standing.Trajectory
	Held    int       // positions that are left out as unsure
	InOrder []StageAt // the stages of all lines in the order in which they were told, those of an unknown day first

	stages map[Position][]StageAt
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
	l.stages = StagesOf(l.Lines)
	for i := range l.Lines {
		for k := range l.Lines[i].Stages {
			l.InOrder = append(l.InOrder, StageAt{&l.Lines[i], k + 1})
		}
	}
	slices.SortStableFunc(l.InOrder, func(a, b StageAt) int {
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

// Stages are the stages of all lines that a position of a report makes, one for each of its holders.
func (l *Ledger) Stages(report string, position int) []StageAt {
	return l.stages[Position{report, position}]
}

// At is the stage.
func (s StageAt) At() *standing.Stage { return &s.Line.Stages[s.Stage-1] }

// StagesOf finds the stages of lines by the position that made them.
func StagesOf(lines []standing.Trajectory) map[Position][]StageAt {
	out := map[Position][]StageAt{}
	for i := range lines {
		l := &lines[i]
		for k := range l.Stages {
			p := Position{l.Stages[k].Report, l.Stages[k].Position}
			out[p] = append(out[p], StageAt{l, k + 1})
		}
	}
	return out
}

// Moved tells whether a line holds a change: a stage that is neither the first nor says the same again.
func Moved(l *standing.Trajectory) bool {
	return slices.ContainsFunc(l.Stages, func(s standing.Stage) bool { return Changed(&s) })
}

// Changed tells whether a stage is a change.
func Changed(s *standing.Stage) bool {
	return !slices.Contains([]standing.Change{standing.First, standing.Restate, standing.NotCompared}, s.Changes[0])
}
