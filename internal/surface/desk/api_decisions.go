package desk

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"onrecord/internal/answer"
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

// DecisionList is a page of decisions.
type DecisionList struct {
	Decisions []answer.Decided `json:"decisions" nullable:"false"`
	Next      string           `json:"next,omitempty"`
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
	out := &decisionsOutput{DecisionList{Decisions: []answer.Decided{}}}
	for i := range log[:min(len(log), in.Limit)] {
		out.Body.Decisions = append(out.Body.Decisions, answer.NewDecided(&log[i]))
	}
	if len(log) > in.Limit {
		out.Body.Next = strconv.FormatInt(log[in.Limit-1].N, 10)
	}
	return out, nil
}

// DecideRequest is a decision to make.
type DecideRequest struct {
	Action  string `json:"action" doc:"accept, reject, correct, merge, split, note or undo" example:"note"`
	Report  string `json:"report,omitempty" doc:"Id of the report; not for undo"`
	Finding string `json:"finding,omitempty" doc:"a3, ev2, p1; without it the decision is on the report"`
	Field   string `json:"field,omitempty" doc:"What to correct: source_kind, naming, type; root, modality; stance, firmness, topic"`
	Value   string `json:"value,omitempty" doc:"The right value; of a merge of two actors the key that stays"`
	With    string `json:"with,omitempty" doc:"Of a merge or split the other report, or the key of the other actor"`
	Why     string `json:"why,omitempty" doc:"Why; the words of a note"`
	Undoes  int64  `json:"undoes,omitempty" doc:"Of undo: the decision to take back"`
}

type decideInput struct{ Body DecideRequest }

type decideOutput struct{ Body answer.Decided }

func (d *api) apiDecide(ctx context.Context, in *decideInput) (*decideOutput, error) {
	if !d.may(ctx, access.Analyst) {
		return nil, d.fault(errReadOnly)
	}
	b := &in.Body
	x, err := d.decided(ctx, &answer.Decide{Who: d.whoIn(ctx), Action: b.Action, Report: b.Report, Finding: b.Finding, Field: b.Field, Value: b.Value, With: b.With,
		Why: b.Why, Undoes: b.Undoes})
	if err != nil {
		return nil, d.fault(err)
	}
	return &decideOutput{answer.NewDecided(&x)}, nil
}
