package factuality

import "onrecord"

// firm is the factuality from which an event counts as told to have happened; unsure is the highest of one that is not sure.
const (
	firm   = 1.5
	unsure = 1.4
	not    = -1
)

// Tell gives an event the status that its frame has, and keeps factuality in line with it: the learned reader has seen the
// sentence as a whole, the walk up the tree gives the words that show it.
func Tell(e *onrecord.Event, status onrecord.EventStatus) {
	e.Status = status
	f := &e.Fact
	switch status {
	case onrecord.EventHappened, onrecord.EventOngoing:
		f.Value, f.Modality, f.Polarity = max(f.Value, firm), onrecord.Asserted, onrecord.Positive
	case onrecord.EventNotHappened:
		f.Value, f.Polarity = min(f.Value, not), onrecord.Negated
	default:
		f.Value, f.Polarity = max(-unsure/2, min(f.Value, unsure)), onrecord.Positive
		if !fits(status, f.Modality) {
			f.Modality = modality[status]
		}
	}
}

// modality is how an event of a status is told where no word says more.
var modality = map[onrecord.EventStatus]onrecord.Modality{onrecord.EventPlanned: onrecord.Intended, onrecord.EventPossible: onrecord.Possible,
	onrecord.EventHypothetical: onrecord.Hypothetical}

// fits tells whether a modality is one of a status.
func fits(s onrecord.EventStatus, m onrecord.Modality) bool {
	switch s {
	case onrecord.EventPlanned:
		return m == onrecord.Intended || m == onrecord.Expected || m == onrecord.Required
	case onrecord.EventPossible:
		return m == onrecord.Possible || m == onrecord.Asked || m == onrecord.Attempted
	}
	return m == modality[s]
}
