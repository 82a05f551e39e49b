package answer

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/store"
)

// Decide is a decision as somebody asks for it, in the words that all surfaces have.
type Decide struct {
	Who     string
	Action  string
	Report  string
	Finding string // a3, ev2, p1; "" is the report itself
	Field   string // of a correction
	Value   string // of a correction the right value; of a merge of actors the key that stays
	With    string // of a merge or split the other report, or the key of the other actor
	Why     string
	Undoes  int64 // of an undo
}

// Decision reads what is asked for. The error wraps [store.ErrDecision].
func (d *Decide) Decision() (store.Decision, error) {
	x := store.Decision{Who: strings.TrimSpace(d.Who), Action: store.Action(d.Action), Why: strings.TrimSpace(d.Why)}
	bad := func(format string, args ...any) (store.Decision, error) {
		return x, fmt.Errorf("%w: "+format, append([]any{store.ErrDecision}, args...)...)
	}
	for _, f := range []struct {
		name, value string
		most        int
	}{{"name of who decides", d.Who, mostValue}, {"value", d.Value, mostValue}, {"reason", d.Why, mostWhy}} {
		if len(f.value) > f.most || !utf8.ValidString(f.value) {
			return bad("the %s has %d bytes; it may have %d of UTF-8", f.name, len(f.value), f.most)
		}
	}
	if x.Action == store.Undo {
		x.Undoes = d.Undoes
		return x, x.Check()
	}
	joins := x.Action == store.Merge || x.Action == store.Split
	x.Report = d.Report
	if d.Finding != "" {
		var ok bool
		if x.Kind, x.Number, ok = onrecord.ParseFindingID(d.Finding); !ok || joins {
			return bad("%q is no finding that can be decided on; they are written a1, ev1, p1", d.Finding)
		}
	}
	switch {
	case joins && d.Value != "": // two actors
		x.Old, x.New = d.With, d.Value
	case joins && !isDigest(d.With):
		return bad("%q is no report to %s it with; a report is named by the SHA-256 of its text, two actors by their keys, one as the value that stays", d.With, d.Action)
	case joins:
		x.Old, x.New = d.Report, d.With
	case x.Action == store.Correct:
		x.Field, x.New = d.Field, d.Value
	case slices.Contains(store.Actions, x.Action) && (d.Field != "" || d.Value != ""):
		return bad("a field and a value are of a correction, not of %q", d.Action)
	}
	return x, x.Check()
}

// isDigest tells whether a word can be the digest of a text.
func isDigest(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

// In adds the decision to the log of a store and gives it as it stands there. Errors wrap [store.ErrDecision] or those of the store.
func (d *Decide) In(ctx context.Context, s *store.Store) (store.Decision, error) {
	x, err := d.Decision()
	if err != nil {
		return x, err
	}
	return s.Decide(ctx, x)
}

// Decided is a decision of the log as JSON has it.
type Decided struct {
	N       int64  `json:"n"`
	At      string `json:"at" doc:"RFC 3339, UTC"`
	Who     string `json:"who"`
	Action  string `json:"action" enum:"accept,reject,correct,merge,split,note,undo"`
	Report  string `json:"report"`
	Finding string `json:"finding,omitempty" doc:"a3, ev2, p1 in the reading that was stored then"`
	Kind    string `json:"kind,omitempty" doc:"Of the finding: statement, event or position"`
	Number  int    `json:"number,omitempty" doc:"Of the finding among its kind, from 1"`
	Quote   string `json:"quote,omitempty" doc:"Its words, by which it is found again in another reading"`
	Field   string `json:"field,omitempty"`
	Old     string `json:"old,omitempty"`
	New     string `json:"new,omitempty"`
	Why     string `json:"why,omitempty"`
	Undoes  int64  `json:"undoes,omitempty"`
	Undone  bool   `json:"undone,omitempty" doc:"A later decision took it back"`
}

// NewDecided is a decision of a store as JSON has it.
func NewDecided(x *store.Decision) Decided {
	c := Decided{N: x.N, At: x.At.Format(time.RFC3339), Who: x.Who, Action: string(x.Action), Report: x.Report, Kind: string(x.Kind), Number: x.Number,
		Quote: x.Quote, Field: x.Field, Old: x.Old, New: x.New, Why: x.Why, Undoes: x.Undoes, Undone: x.Undone}
	if x.Kind != "" {
		c.Finding = onrecord.FindingID(x.Kind, x.Number)
	}
	return c
}
