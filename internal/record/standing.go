package record

import (
	"cmp"
	"slices"
	"strings"

	"onrecord/internal/standing"
)

// Position is a position by its report and its number there, from 1; number 0 is what an actor denies.
type Position struct {
	Report string
	Number int
}

// StepAt is a step of a line: Line.Steps[Step-1] is where a position of a report stands among what its actor was told to hold.
type StepAt struct {
	Line *standing.Line
	Step int // from 1
}

// Lines is where everyone stands over time, by actor and matter. Copies of one text are one origin, and actors that are one by decision
// are one.
func (v *View) Lines() []standing.Line {
	if v.lines == nil {
		v.lines = standing.Lines(v.gathered(nil))
	}
	return v.lines
}

// LinesOf is the same from some reports only, and of them only from what wanted leaves.
func (v *View) LinesOf(wanted func(*standing.Evidence) bool) []standing.Line {
	return standing.Lines(v.gathered(wanted))
}

func (v *View) gathered(wanted func(*standing.Evidence) bool) []standing.Evidence {
	var all []standing.Evidence
	for id, list := range v.evidence {
		for _, e := range list {
			e.Origin = v.Origin(id)
			if to, merged := v.actors[e.Actor.Key]; merged {
				e.Actor.Key, e.Actor.Reason, e.Actor.Conf = to, "decision", 1
			}
			if wanted == nil || wanted(&e) {
				all = append(all, e)
			}
		}
	}
	return all
}

// Steps are the steps of all lines that a position of a report makes, one for each of its holders.
func (v *View) Steps(report string, position int) []StepAt {
	if v.steps == nil {
		v.steps = StepsOf(v.Lines())
	}
	return v.steps[Position{report, position}]
}

// InOrder are the steps of all lines in the order in which they were told, those of an unknown day first. The list is not to be changed.
func (v *View) InOrder() []StepAt {
	if v.inOrder == nil {
		lines := v.Lines()
		for i := range lines {
			for k := range lines[i].Steps {
				v.inOrder = append(v.inOrder, StepAt{&lines[i], k + 1})
			}
		}
		slices.SortStableFunc(v.inOrder, func(a, b StepAt) int {
			x, y := a.At(), b.At()
			return cmp.Or(strings.Compare(x.Day, y.Day), strings.Compare(x.Report, y.Report), cmp.Compare(x.Position, y.Position))
		})
	}
	return v.inOrder
}

// At is the step.
func (s StepAt) At() *standing.Step { return &s.Line.Steps[s.Step-1] }

// StepsOf finds the steps of lines by the position that made them.
func StepsOf(lines []standing.Line) map[Position][]StepAt {
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
func Moved(l *standing.Line) bool {
	return slices.ContainsFunc(l.Steps, func(s standing.Step) bool { return Changed(&s) })
}

// Changed tells whether a step is a change.
func Changed(s *standing.Step) bool {
	return !slices.Contains([]standing.Change{standing.First, standing.Restate, standing.NotCompared}, s.Changes[0])
}
