package desk

import (
	"onrecord/internal/answer"
	"onrecord/internal/export"
	"onrecord/internal/store"
)

// reading is a report as it was read, and as analysts decided.
type reading struct {
	*export.Report
	decided  *export.Report // with the corrections that stand; the same where there are none
	verdicts []store.Verdict
	last     int64 // number of the last decision on it
}

// newStash holds some reports in memory, those asked for last, up to a number of them and of bytes of their texts.
func newStash(most, maxBytes int) *answer.Recent[*reading] {
	return answer.NewRecent(most, maxBytes, func(r *reading) int { return len(r.Text) })
}
