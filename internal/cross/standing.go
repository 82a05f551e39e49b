package cross

import (
	"slices"

	"onrecord/internal/cross/standing"
)

// Moved tells whether a line holds a change: a stage that is neither the first nor says the same again.
func Moved(l *standing.Trajectory) bool {
	return slices.ContainsFunc(l.Stages, func(s standing.Stage) bool { return Changed(&s) })
}

// Changed tells whether a stage is a change.
func Changed(s *standing.Stage) bool {
	return !slices.Contains([]standing.Change{standing.First, standing.Restate, standing.NotCompared}, s.Changes[0])
}
