package desk

import (
	"onrecord/internal/answer"
	"onrecord/internal/export"
	"onrecord/internal/store"
)

// reading is a report as it was read, and as analysts decided.
type reading struct {
	*export.Report
	decided  *export.Report // as people decided; the same where nobody did
	both     *export.Report // as people decided, with what they rejected
	verdicts []store.Verdict
	last     int64 // number of the last decision on it
	own      int64 // of the last change of the lists
}

// as is the report as it is wanted.
func (r *reading) as(as store.As) *export.Report {
	switch as {
	case store.AsRead:
		return r.Report
	case store.AsBoth:
		return r.both
	}
	return r.decided
}

// newStash holds some reports in memory, those asked for last, up to a number of them and of bytes of their texts.
func newStash(most, maxBytes int) *answer.Recent[*reading] {
	return answer.NewRecent(most, maxBytes, func(r *reading) int { return len(r.Text) })
}
