package corpus

import (
	"fmt"

	"onrecord"
)

// CodedSentence is a sentence of the PLOVER gold standard records: one deed with its parties.
type CodedSentence struct {
	ID      string
	Text    string
	Root    onrecord.Root
	Trigger []onrecord.Span // the words that name the deed
	Actor   []onrecord.Span
	Target  []onrecord.Span
}

// oldRoots are the labels of the older codebook that the records still use.
var oldRoots = map[string]onrecord.Root{"DEMAND": onrecord.RootRequest, "DISAPPROVE": onrecord.RootAccuse,
	"INVESTIGATE": onrecord.RootAccuse, "FIGHT": onrecord.RootAssault, "YIELD": onrecord.RootConcede}

// PloverRecords reads the PLOVER gold standard records (petrarch/plover-gsr.jsonl). They come from the CAMEO manual's
// examples: for measuring only.
func (d Dir) PloverRecords() ([]CodedSentence, error) {
	return collect(d, "petrarch/plover-gsr.jsonl", gsrRecord.coded)
}

type gsrRecord struct {
	ID       string   `json:"id"`
	Sentence string   `json:"sentence"`
	Event    string   `json:"event"`
	Spans    [][3]any `json:"spans"`
}

func (r gsrRecord) coded() (CodedSentence, error) {
	out := CodedSentence{ID: r.ID, Text: r.Sentence, Root: onrecord.Root(r.Event)}
	if root, old := oldRoots[r.Event]; old {
		out.Root = root
	}
	at := offsetsOf(r.Sentence)
	for i, x := range r.Spans {
		b, ok1 := x[0].(float64)
		e, ok2 := x[1].(float64)
		role, ok3 := x[2].(string)
		if !ok1 || !ok2 || !ok3 {
			return out, fmt.Errorf("record %s: span %d: not [begin, end, role]", r.ID, i+1)
		}
		s, err := at.span(int(b), int(e))
		if err != nil {
			return out, fmt.Errorf("record %s: span %d: %w", r.ID, i+1, err)
		}
		if role == "event" {
			out.Trigger = append(out.Trigger, s)
		}
		if role == "source" || role == "both" {
			out.Actor = append(out.Actor, s)
		}
		if role == "target" || role == "both" {
			out.Target = append(out.Target, s)
		}
	}
	return out, nil
}
