package cross

import (
	"cmp"
	"slices"
)

// Moves are the changes that a report brings, by what is told with confidence or by all: its own stages that differ from what was told before,
// and those of other reports that are compared with one of them, as when a report of an earlier day comes late.
func (v *View) Moves(all bool, report string) (out []StageAt) {
	add := func(s StageAt) {
		if Changed(s.At()) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	numbers := map[int]bool{}
	for _, e := range v.told(report) {
		numbers[e.Position] = true
	}
	for n := range numbers {
		for _, s := range v.Stages(all, report, n) {
			add(s)
			for k := range s.Line.Stages {
				if s.Line.Stages[k].From == s.Stage {
					add(StageAt{s.Line, k + 1})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b StageAt) int {
		x, y := a.At(), b.At()
		return cmp.Or(cmp.Compare(x.Day, y.Day), cmp.Compare(x.Report, y.Report), cmp.Compare(x.Position, y.Position), cmp.Compare(a.Line.Actor.Key, b.Line.Actor.Key), cmp.Compare(a.Stage, b.Stage))
	})
	return out
}
