package desk

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onrecord"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
)

// apiDecisions adds the log of decisions.
func (d *api) apiDecisions(a huma.API, get func(id, path, what, more string) huma.Operation) {
	huma.Register(a, get("list-decisions", "/decisions", "What analysts decided, newest first",
		"A log that is only added to: what was undone stays in it."), d.apiDecisionList)
	op := get("decide", "/decisions", "Decide on a finding, or undo a decision", "Only where the desk may be written to.")
	op.Method, op.DefaultStatus = http.MethodPost, http.StatusCreated
	op.Errors = append(op.Errors, http.StatusForbidden)
	huma.Register(a, op, d.apiDecide)
}

// DecisionCard is a decision as JSON has it.
type DecisionCard struct {
	N       int64  `json:"n"`
	At      string `json:"at" doc:"RFC 3339, UTC"`
	Who     string `json:"who"`
	Action  string `json:"action" enum:"accept,reject,correct,merge,split,note,undo"`
	Report  string `json:"report"`
	Finding string `json:"finding,omitempty" doc:"a3, ev2, p1 in the reading that was stored then"`
	Quote   string `json:"quote,omitempty" doc:"Its words, by which it is found again in another reading"`
	Field   string `json:"field,omitempty"`
	Old     string `json:"old,omitempty"`
	New     string `json:"new,omitempty"`
	Why     string `json:"why,omitempty"`
	Undoes  int64  `json:"undoes,omitempty"`
	Undone  bool   `json:"undone,omitempty" doc:"A later decision took it back"`
}

func newDecisionCard(x *store.Decision) DecisionCard {
	c := DecisionCard{N: x.N, At: x.At.Format(time.RFC3339), Who: x.Who, Action: string(x.Action), Report: x.Report, Quote: x.Quote,
		Field: x.Field, Old: x.Old, New: x.New, Why: x.Why, Undoes: x.Undoes, Undone: x.Undone}
	if x.Kind != "" {
		c.Finding = onrecord.FindingID(x.Kind, x.Number)
	}
	return c
}

// DecisionList is a page of decisions.
type DecisionList struct {
	Decisions []DecisionCard `json:"decisions" nullable:"false"`
	Next      string         `json:"next,omitempty"`
}

type decisionsInput struct {
	Limit  int    `query:"limit" doc:"How many" minimum:"1" maximum:"500" default:"50"`
	After  string `query:"after" doc:"The next of the page before" pattern:"^[0-9]*$"`
	Report string `query:"report" doc:"Only on this report" pattern:"^([0-9a-f]{64})?$"`
}

type decisionsOutput struct{ Body DecisionList }

func (d *api) apiDecisionList(ctx context.Context, in *decisionsInput) (*decisionsOutput, error) {
	log, err := d.store.Decisions(ctx, in.Report)
	if err != nil {
		return nil, d.fault(err)
	}
	slices.Reverse(log)
	if before, err := strconv.ParseInt(in.After, 10, 64); err == nil { // by number: whatever is decided meanwhile moves no page
		log = slices.DeleteFunc(log, func(x store.Decision) bool { return x.N >= before })
	}
	out := &decisionsOutput{DecisionList{Decisions: []DecisionCard{}}}
	for i := range log[:min(len(log), in.Limit)] {
		out.Body.Decisions = append(out.Body.Decisions, newDecisionCard(&log[i]))
	}
	if len(log) > in.Limit {
		out.Body.Next = strconv.FormatInt(log[in.Limit-1].N, 10)
	}
	return out, nil
}

// DecideRequest is a decision to make.
type DecideRequest struct {
	Action  string `json:"action" enum:"accept,reject,correct,note,undo" example:"note"`
	Report  string `json:"report,omitempty" doc:"Id of the report; not for undo" pattern:"^([0-9a-f]{64})?$"`
	Finding string `json:"finding,omitempty" doc:"a3, ev2, p1; not for undo" pattern:"^((a|ev|p)[0-9]{1,9})?$"`
	Field   string `json:"field,omitempty" doc:"What to correct: source_kind, naming, type; root, modality; stance, firmness, topic"`
	Value   string `json:"value,omitempty" maxLength:"500"`
	Why     string `json:"why,omitempty" maxLength:"2000"`
	Undoes  int64  `json:"undoes,omitempty" doc:"Of undo: the decision to take back"`
}

type decideInput struct{ Body DecideRequest }

type decideOutput struct{ Body DecisionCard }

func (d *api) apiDecide(ctx context.Context, in *decideInput) (*decideOutput, error) {
	if !d.may(ctx, access.Analyst) {
		return nil, d.fault(errReadOnly)
	}
	b := &in.Body
	x := store.Decision{Who: d.whoIn(ctx), Action: store.Action(b.Action), Report: b.Report, Field: b.Field, New: b.Value, Why: b.Why, Undoes: b.Undoes}
	if x.Action != store.Undo {
		var ok bool
		if x.Kind, x.Number, ok = onrecord.ParseFindingID(b.Finding); !ok {
			return nil, d.fault(errForm)
		}
	}
	x, err := d.store.Decide(ctx, x)
	if err != nil {
		return nil, d.fault(err)
	}
	d.grown(ctx)
	return &decideOutput{newDecisionCard(&x)}, nil
}
