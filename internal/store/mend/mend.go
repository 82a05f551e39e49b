// Package mend knows what people decide of the findings of reports, and lays it over a reading. The reading never changes: a document with
// decisions laid over is a copy, in which each value that was put right says who did so, and every finding keeps the number it has.
//
// Decisions point at words as W3C Web Annotations do (2017): by quotation with what stands before and behind, and by position. So they are
// found again when another version reads the text otherwise, or when the text itself was edited. What cannot be found is told, never dropped.
package mend

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"onrecord"
)

// ErrDecision is at the root of the error about a decision that cannot be made.
var ErrDecision = errors.New("bad decision")

// Action is what somebody does with a finding or a report.
type Action string

// The actions. A merge says that two are one, a split that they are not: the field says of what (see [Of]).
const (
	Accept  Action = "accept"
	Reject  Action = "reject"
	Correct Action = "correct"
	Add     Action = "add" // a finding that the reading does not have
	Merge   Action = "merge"
	Split   Action = "split"
	Note    Action = "note"
	Undo    Action = "undo"
)

// Actions lists them.
var Actions = []Action{Accept, Reject, Correct, Add, Merge, Split, Note, Undo}

// What can be merged and split: two reports of one story or of two, two reports that print one text or not, two actors by their keys, two
// matters by the words or topic that they go by.
const (
	OfStory = "story"
	OfCopy  = "copy"
	OfActor = "actor"
	OfIssue = "issue"
)

// Joined lists what can be merged and split.
var Joined = []string{OfStory, OfCopy, OfActor, OfIssue}

// Decision is who decided what, when, and why. Decisions are only added; one is taken back by another that undoes it.
type Decision struct {
	N      int64     // given by the store, from 1
	At     time.Time // UTC
	Who    string
	Action Action
	Report string // digest of the text
	Kind   onrecord.Kind
	Number int    // of the finding among its kind, from 1, in the reading that was stored when it was decided; "" kind is the report itself
	Quote  string // its words
	Start  int    // and where they begin, in bytes
	Field  string // of a correction; of a merge or split what is put together or apart, see [Decision.Of]
	Old    string // in words: of a correction what stood there; of a merge or split one of the two
	New    string
	Why    string
	Undoes int64
	Undone bool // a later decision took it back

	Target *Target // the finding, so that it is found again; nil for reports, and in decisions of versions before
	Values []Value // of a correction one, of an addition several
	From   *From   // where it was brought in from; nil where it was made here
}

// From tells where a decision was brought in from.
type From struct {
	Report string    `json:"report,omitempty"` // digest of the text that it was made on, where that is another
	N      int64     `json:"n,omitempty"`      // its number there
	Who    string    `json:"who,omitempty"`    // who brought it in
	At     time.Time `json:"at,omitzero"`      // when
}

// Value is what a field of a finding is by a decision.
type Value struct {
	Field      string            `json:"field"`
	Text       string            `json:"text,omitempty"`       // one of a closed list, free words, days, the code of a state
	Words      []Selector        `json:"words,omitempty"`      // selected words
	Finding    *Target           `json:"finding,omitempty"`    // the statement that it is told in
	Conditions []Condition       `json:"conditions,omitempty"` // of a position
	None       bool              `json:"none,omitempty"`       // there is none
	Codes      [][]Code          `json:"codes,omitempty"`      // of each of the words, where they name an actor
	Follows    map[string]string `json:"follows,omitempty"`    // axes that the program worked out from the words when it was decided
}

// Code is [onrecord.Code] as decisions keep it: the words of the member led to it.
type Code struct {
	Country string `json:"country,omitempty"`
	Sector  string `json:"sector,omitempty"`
	Group   string `json:"group,omitempty"`
	By      string `json:"by,omitempty"`
}

// CodesOf are codes as decisions keep them.
func CodesOf(codes []onrecord.Code) []Code {
	out := make([]Code, len(codes))
	for i, c := range codes {
		out[i] = Code{c.Country, string(c.Sector), c.Group, c.By}
	}
	return out
}

// Condition is a condition of a position.
type Condition struct {
	Kind      onrecord.ConditionKind `json:"kind"`
	Words     Selector               `json:"words"`
	Cue       *Selector              `json:"cue,omitempty"`
	Direction onrecord.Direction     `json:"direction,omitempty"`
}

// digestLength is how many letters the digest of a text has.
const digestLength = 64

// Of is what a merge or split is of; "" for another decision.
func (d *Decision) Of() string {
	switch {
	case d.Action != Merge && d.Action != Split:
		return ""
	case d.Field != "":
		return d.Field
	case len(d.Old) != digestLength || strings.Contains(d.Old, "/"): // as versions before wrote it: two keys of actors
		return OfActor
	}
	return OfStory
}

// OnFinding tells whether it stands on a finding, or adds one, and so changes what is shown of its report.
func (d *Decision) OnFinding() bool { return d.Kind != "" && d.Action != Undo }

// Changes tells whether a decision changes what is shown of its report: all that stand on a finding do, but notes.
func (d *Decision) Changes() bool { return d.OnFinding() && d.Action != Note }

// ErrorOf is an error about a decision that cannot be made; it wraps [ErrDecision].
func ErrorOf(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrDecision}, args...)...)
}

// Check tells what is wrong with a decision as far as it can be told without the report, wrapping [ErrDecision].
func (d *Decision) Check() error {
	switch {
	case !slices.Contains(Actions, d.Action):
		return ErrorOf("there is no action %q; there are %s", d.Action, strings.Join(actionNames(), ", "))
	case strings.TrimSpace(d.Who) == "":
		return ErrorOf("nobody is named who decides")
	case d.Action == Undo:
		if d.Undoes < 1 {
			return ErrorOf("an undo names the decision that it takes back")
		}
		return nil
	case d.Action == Merge || d.Action == Split:
		if d.Old == "" || d.New == "" || d.Old == d.New {
			return ErrorOf("a %s names two", d.Action)
		}
		if of := d.Of(); !slices.Contains(Joined, of) {
			return ErrorOf("nothing is put together or apart by %q; there are %s", of, strings.Join(Joined, ", "))
		}
		return nil
	case d.Kind != "" && d.Kind != onrecord.KindStatement && d.Kind != onrecord.KindEvent && d.Kind != onrecord.KindPosition:
		return ErrorOf("there is no kind %q", d.Kind)
	case d.Action == Note && strings.TrimSpace(d.Why) == "":
		return ErrorOf("a note needs words")
	case d.Action != Note && d.Kind == "":
		return ErrorOf("what is accepted, rejected, corrected or added is a finding")
	}
	return d.checkValues()
}

// checkValues looks at the fields that are set.
func (d *Decision) checkValues() error {
	switch {
	case d.Action == Correct && len(d.Values) != 1:
		return ErrorOf("a correction is of one field, one of %s", strings.Join(Names(d.Kind), ", "))
	case d.Action != Correct && d.Action != Add && len(d.Values) > 0:
		return ErrorOf("fields and values are of a correction or an addition, not of %q", d.Action)
	}
	seen := map[string]bool{}
	for i := range d.Values {
		v := &d.Values[i]
		f := FieldOf(d.Kind, v.Field)
		switch {
		case f == nil:
			return ErrorOf("%q of a %s cannot be corrected; there are %s", v.Field, d.Kind, strings.Join(Names(d.Kind), ", "))
		case seen[v.Field]:
			return ErrorOf("%s is given twice", v.Field)
		}
		seen[v.Field] = true
		if err := f.check(v); err != nil {
			return err
		}
	}
	if d.Action == Add {
		for _, f := range Fields(d.Kind) {
			if f.Needed && !seen[f.Name] {
				return ErrorOf("a %s that is added needs its %s", d.Kind, f.Name)
			}
		}
	}
	return nil
}

func actionNames() []string {
	var out []string
	for _, a := range Actions {
		out = append(out, string(a))
	}
	return out
}

// InWords is a value as people read it, without the report: the words that were chosen, else what was given.
func (v *Value) InWords() string {
	var out []string
	for _, x := range v.Words {
		out = append(out, onrecord.OneLine(x.Exact))
	}
	words := strings.Join(out, between)
	switch {
	case len(v.Conditions) > 0:
		for _, c := range v.Conditions {
			out = append(out, string(c.Kind)+": "+onrecord.OneLine(c.Words.Exact))
		}
		return strings.Join(out, "; ")
	case v.Finding != nil:
		return onrecord.OneLine(v.Finding.Words.Exact)
	case words != "":
		return withNote(words, v.Text)
	}
	return v.Text
}
