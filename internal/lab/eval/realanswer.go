package eval

import (
	"bytes"
	"encoding/json"
	"fmt"

	"onrecord"
	"onrecord/internal/export"
)

// answer is what is said of a report in the lines of the formats attributions, events and positions: offsets in code points.
// It is read from what these formats write, so that the score is that of what leaves the program.
type answer struct {
	Attributions []answerStatement `json:"attributions"`
	Events       []answerEvent     `json:"events"`
	Positions    []answerPosition  `json:"positions"`
}

type answerStatement struct {
	ID         string  `json:"id"`
	Parent     string  `json:"parent"`
	Source     pieces  `json:"source"`
	Cue        pieces  `json:"cue"`
	Content    pieces  `json:"content"`
	ResolvesTo pieces  `json:"resolves_to"`
	Kind       string  `json:"source_kind"`
	Naming     string  `json:"naming"`
	Type       string  `json:"type"`
	Form       string  `json:"form"`
	Confidence float64 `json:"confidence"`
}

type answerEvent struct {
	ID            string `json:"id"`
	Word          string `json:"word"`
	Root          string `json:"root"`
	Trigger       pieces `json:"trigger"`
	Actor         pieces `json:"actor"`
	ActorText     maybe  `json:"actor_text"`
	Recipient     pieces `json:"recipient"`
	RecipientText maybe  `json:"recipient_text"`
	Status        word   `json:"status"`
	Factuality    struct {
		Value    *float64 `json:"value"`
		Polarity string   `json:"polarity"`
	} `json:"factuality"`
	Confidence float64 `json:"confidence"`
}

type answerPosition struct {
	Span       pieces     `json:"span"`
	Actor      pieces     `json:"actor"`
	ActorText  maybe      `json:"actor_text"`
	ActorIs    pieces     `json:"actor_is"`
	Issue      issueField `json:"issue"`
	IssueSpans pieces     `json:"issue_spans"`
	Stance     string     `json:"stance"`
	Firmness   float64    `json:"firmness"`
	Conditions []struct {
		Span pieces `json:"span"`
	} `json:"conditions"`
	Confidence float64 `json:"confidence"`
}

// exported is the answer of a reading, by way of the lines that `onrecord read` would write.
func exported(d *onrecord.Document) (answer, error) {
	var a answer
	for _, write := range []export.Writer{export.Attributions, export.Events, export.Positions} {
		var line bytes.Buffer
		if err := write(&line, &export.Report{Document: d}, export.Style{}); err != nil {
			return a, err
		}
		if err := json.Unmarshal(line.Bytes(), &a); err != nil {
			return a, fmt.Errorf("read back %s: %w", d.ID, err)
		}
	}
	return a, nil
}

// pieces are spans in code points, however a format writes them: one pair, a list of pairs, or an object with spans or span.
type pieces [][2]int

// UnmarshalJSON reads any of these forms; null, "" and empty ones are no pieces.
func (p *pieces) UnmarshalJSON(raw []byte) error {
	*p = nil
	var object struct {
		Spans pieces `json:"spans"`
		Span  pieces `json:"span"`
	}
	var list []json.RawMessage
	switch raw[0] {
	case '{':
		if err := json.Unmarshal(raw, &object); err != nil {
			return err
		}
		if *p = object.Spans; len(*p) == 0 {
			*p = object.Span
		}
		return nil
	case '[':
		if err := json.Unmarshal(raw, &list); err != nil {
			return err
		}
	default:
		if s := string(raw); s != "null" && s != `""` {
			return fmt.Errorf("no spans: %s", s)
		}
		return nil
	}
	if len(list) > 0 && list[0][0] != '[' && string(list[0]) != "null" {
		list = []json.RawMessage{raw} // one pair
	}
	for _, x := range list {
		var ends []int
		if err := json.Unmarshal(x, &ends); err != nil {
			return err
		}
		switch len(ends) {
		case 0:
		case 2:
			*p = append(*p, [2]int(ends))
		default:
			return fmt.Errorf("no span: %s", x)
		}
	}
	return nil
}

// meet tells whether any of the spans overlap.
func (p pieces) meet(o pieces) bool {
	for _, a := range p {
		for _, b := range o {
			if a[0] < b[1] && b[0] < a[1] {
				return true
			}
		}
	}
	return false
}

// answers tells whether the spans overlap or both are none.
func (p pieces) answers(o pieces) bool { return p.meet(o) || len(p) == 0 && len(o) == 0 }

// maybe is a field that takes the place of another where it is given, be it empty.
type maybe struct {
	given bool
	pieces
}

func (m *maybe) UnmarshalJSON(raw []byte) error {
	m.given = true
	return m.pieces.UnmarshalJSON(raw)
}

func (m maybe) or(p pieces) pieces {
	if m.given {
		return m.pieces
	}
	return p
}

// issueField is the matter of a position: its spans where it is a list, words that count for nothing here otherwise.
type issueField struct{ maybe }

func (f *issueField) UnmarshalJSON(raw []byte) error {
	if raw[0] != '[' {
		return nil
	}
	return f.maybe.UnmarshalJSON(raw)
}

// word is a string of which it is known whether it was given.
type word struct {
	given bool
	value string
}

func (w *word) UnmarshalJSON(raw []byte) error {
	w.given = true
	return json.Unmarshal(raw, &w.value)
}

func (e *answerEvent) actor() pieces     { return e.ActorText.or(e.Actor) }
func (e *answerEvent) recipient() pieces { return e.RecipientText.or(e.Recipient) }

func (p *answerPosition) actor() pieces { return p.ActorText.or(p.Actor) }
func (p *answerPosition) issue() pieces { return p.Issue.or(p.IssueSpans) }

// realStatus sorts the statuses of the gold into what is, what may be and what is not.
var realStatus = map[string]string{"happened": "real", "ongoing": "real", "planned": "irreal", "possible": "irreal", "hypothetical": "irreal",
	"not_happened": "not", "negated": "not", "denied": "not"}

// From these degrees of factuality on a deed is told as not having happened, or as having happened.
const (
	deniedFrom   = -1
	happenedFrom = 1.5
)

// status is the sort of an event's status, worked out from its factuality where it has no status of its own; "" for none.
func (e *answerEvent) status() string {
	f := &e.Factuality
	switch {
	case e.Status.given:
		return realStatus[e.Status.value]
	case f.Polarity == "negative" || f.Polarity == "-" || f.Polarity == "neg":
		return "not"
	case f.Value == nil:
		return ""
	case *f.Value <= deniedFrom:
		return "not"
	case *f.Value >= happenedFrom:
		return "real"
	}
	return "irreal"
}

// stanceSides is the side that a stance takes: 1 for, -1 against, 0 none.
var stanceSides = map[string]int{"for": 1, "conditional_for": 1, "against": -1, "conditional_against": -1,
	"neutral": 0, "ambiguous": 0, "declines_to_say": 0, "declines": 0}

// sameSide tells whether a stance of ours takes the side of one of the gold.
func sameSide(gold, ours string) bool {
	side, known := stanceSides[ours]
	return known && stanceSides[gold] == side
}
