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

// mostImport is how many bytes of decisions are taken at once.
const mostImport = 32 << 20

// decisionAPI is the log of decisions, and what is added to it.
type decisionAPI struct{ *api }

// add adds the log of decisions.
func (d *decisionAPI) add(a huma.API, get func(id, path, what, more string) huma.Operation) {
	huma.Register(a, get("list-decisions", "/decisions", "What analysts decided, newest first",
		"A log that is only added to: what was undone stays in it."), d.list)
	huma.Register(a, get("list-lost-decisions", "/decisions/lost", "Decisions that are not found again, the oldest first",
		"They stand, but the reading that is stored now has no such finding, or the text not those words: each with why."), d.lost)
	post := func(id, path, what, more string) huma.Operation {
		op := get(id, path, what, more+" Only where the desk may be written to.")
		op.Method, op.DefaultStatus = http.MethodPost, http.StatusCreated
		op.Errors = append(op.Errors, http.StatusForbidden)
		return op
	}
	huma.Register(a, post("decide", "/decisions", "Decide on a finding, add one, or undo a decision",
		"What is decided shows at once in search, exports and views. Of a correction of several fields, which is a decision for each, the last is given."), d.decide)
	huma.Register(a, post("decide-all", "/decisions/batch", "Make several decisions, all of them or none", "In their order."), d.decideAll)
	carry := post("carry-decisions", "/decisions/carry", "Carry decisions from one text of a page to another",
		"As new decisions of those who made them. What they are about is found by its words; what is not found is kept and listed.")
	huma.Register(a, carry, d.carry)
	bring := post("import-decisions", "/decisions/import", "Bring in decisions and codings made elsewhere", "A decision a line of JSON, as /decisions.jsonl and onrecord decide --list --json give them; "+
		"a table of codings in CSV; a database of the Discourse Network Analyzer; or a ZIP of these and of brat's files (.ann and .txt). What is in it says which.")
	bring.MaxBodyBytes = mostImport
	huma.Register(a, bring, d.bring)
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

func (d *decisionAPI) list(ctx context.Context, in *decisionsInput) (*decisionsOutput, error) {
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

func (d *decisionAPI) lost(ctx context.Context, in *decisionsInput) (*decisionsOutput, error) {
	after, _ := strconv.ParseInt(in.After, 10, 64) // checked, or none
	list, err := d.store.Lost(ctx, in.Report, after, in.Limit+1)
	if err != nil {
		return nil, d.fault(err)
	}
	out := &decisionsOutput{DecisionList{Decisions: []answer.Decided{}}}
	for i := range list[:min(len(list), in.Limit)] {
		x := answer.NewDecided(&list[i].Decision)
		x.Lost = list[i].Reason
		out.Body.Decisions = append(out.Body.Decisions, x)
	}
	if len(list) > in.Limit {
		out.Body.Next = strconv.FormatInt(list[in.Limit-1].N, 10)
	}
	return out, nil
}

// DecideRequest is a decision to make.
type DecideRequest struct {
	Action  string          `json:"action" doc:"accept, reject (or remove), correct, add, merge, split, note or undo" example:"note"`
	Report  string          `json:"report,omitempty" doc:"Id of the report; not for undo"`
	Finding string          `json:"finding,omitempty" doc:"a3, ev2, p1; of an addition statement, event or position; without it the decision is on the report"`
	Field   string          `json:"field,omitempty" doc:"What to correct; docs/store.md lists the fields of each kind"`
	Value   string          `json:"value,omitempty" doc:"The right value; of a merge or split of two actors or matters the one that stays"`
	Values  []answer.Chosen `json:"values,omitempty" doc:"Of a correction several fields, of an addition all"`
	With    string          `json:"with,omitempty" doc:"Of a merge or split the other report, or the key of the other actor or matter"`
	Of      string          `json:"of,omitempty" doc:"What is merged or split: story, copy, actor, issue; without it story for reports and actor for keys"`
	Why     string          `json:"why,omitempty" doc:"Why; the words of a note"`
	Undoes  int64           `json:"undoes,omitempty" doc:"Of undo: the decision to take back"`
}

// decide is the decision that is asked for.
func (b *DecideRequest) decide(who string) answer.Decide {
	return answer.Decide{Who: who, Action: b.Action, Report: b.Report, Finding: b.Finding, Field: b.Field, Value: b.Value, Values: b.Values, With: b.With, Of: b.Of,
		Why: b.Why, Undoes: b.Undoes}
}

type decideInput struct{ Body DecideRequest }

type decideOutput struct{ Body answer.Decided }

func (d *decisionAPI) decide(ctx context.Context, in *decideInput) (*decideOutput, error) {
	list, err := d.made(ctx, []DecideRequest{in.Body})
	if err != nil {
		return nil, err
	}
	return &decideOutput{list[len(list)-1]}, nil
}

// DecideAllRequest is several decisions to make.
type DecideAllRequest struct {
	Decisions []DecideRequest `json:"decisions" minItems:"1" maxItems:"500" nullable:"false"`
}

type decideAllInput struct{ Body DecideAllRequest }

func (d *decisionAPI) decideAll(ctx context.Context, in *decideAllInput) (*decisionsOutput, error) {
	list, err := d.made(ctx, in.Body.Decisions)
	if err != nil {
		return nil, err
	}
	return &decisionsOutput{DecisionList{Decisions: list}}, nil
}

func (d *decisionAPI) made(ctx context.Context, asked []DecideRequest) ([]answer.Decided, error) {
	if !d.may(ctx, access.Analyst) {
		return nil, d.fault(errReadOnly)
	}
	var list []answer.Decide
	for i := range asked {
		list = append(list, asked[i].decide(d.whoIn(ctx)))
	}
	made, err := d.decided(ctx, list...)
	if err != nil {
		return nil, d.fault(err)
	}
	var out []answer.Decided
	for i := range made {
		out = append(out, answer.NewDecided(&made[i]))
	}
	return out, nil
}

// CarryRequest says between which texts decisions are carried.
type CarryRequest struct {
	From string `json:"from" doc:"The report that they were made on" pattern:"^[0-9a-f]{64}$"`
	To   string `json:"to" doc:"The other text of the page" pattern:"^[0-9a-f]{64}$"`
}

type carryInput struct{ Body CarryRequest }

type broughtOutput struct{ Body answer.Imported }

func (d *decisionAPI) carry(ctx context.Context, in *carryInput) (*broughtOutput, error) {
	if !d.may(ctx, access.Analyst) {
		return nil, d.fault(errReadOnly)
	}
	got, err := answer.Carry(ctx, d.store, in.Body.From, in.Body.To, d.whoIn(ctx))
	return d.brought(ctx, got, err)
}

type bringInput struct {
	RawBody []byte `contentType:"application/jsonl"`
}

func (d *decisionAPI) bring(ctx context.Context, in *bringInput) (*broughtOutput, error) {
	if !d.may(ctx, access.Analyst) {
		return nil, d.fault(errReadOnly)
	}
	got, err := (&answer.Importing{Store: d.store, Who: d.whoIn(ctx)}).File(ctx, "the file", in.RawBody, nil)
	return d.brought(ctx, got, err)
}

// brought answers with what became of decisions that were brought in; whoever brought them sees at once what follows.
func (d *decisionAPI) brought(ctx context.Context, got answer.Imported, err error) (*broughtOutput, error) {
	if got.Added > 0 {
		d.grown(ctx)
	}
	if err != nil {
		return nil, d.fault(err)
	}
	if got.Refused == nil {
		got.Refused = []answer.Refusal{}
	}
	return &broughtOutput{got}, nil
}
