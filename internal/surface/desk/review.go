package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/export"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
	"onrecord/internal/store/mend"
)

// reviewPages are the pages on which analysts decide, and the log of what they decided.
type reviewPages struct{ *readings }

// reviewPage is one finding to decide on.
type reviewPage struct {
	Query url.Values
	Hit   *store.Hit // nil when nothing is left
	Block template.HTML
	At    int // code points before the block
	Card  item
	Kinds []store.Kind
	Form  *mendForm
	Firm  []fieldValueView // steps of firmness of a position, each with a key
	Here  string           // where a decision comes back to
	Next  string           // the next uncertain finding; "" where the one shown was asked for
	Back  string           // the report
	Last  *verdictLine
	Sure  int // percent
}

type fieldValueView struct {
	Value, Words string
	On           bool
}

// verdictLine is a decision in a line.
type verdictLine struct {
	N              int64
	Who, Day, What string
	Why            string
	Link           string
	CanUndo        bool
	Action         store.Action
}

// review shows the finding that the program is least sure of among those that fit and that nobody has decided on.
func (d *reviewPages) review(w http.ResponseWriter, r *http.Request) error {
	v := canonical(r, "after")
	after := v.Get("after")
	v.Del("after")
	q, err := query(v)
	if err != nil {
		return err
	}
	done, err := d.turn(r.Context())
	if err != nil {
		return err
	}
	q.After = after
	list, err := d.store.Uncertain(r.Context(), q.Query, 1)
	done()
	if err != nil {
		return err
	}
	p := reviewPage{Query: v, Kinds: []store.Kind{store.Statement, store.Event, store.Position}, Here: with("/review", v, "after", after)}
	if err := d.lastDecision(r, &p); err != nil {
		return err
	}
	if len(list) > 0 {
		p.Hit, p.Next = &list[0], with("/review", v, "after", list[0].Cursor)
		if err := d.fillReview(r.Context(), &p); err != nil {
			return err
		}
	}
	return d.show(w, r, http.StatusOK, "review", frame{Title: "Review", Script: mendScript(d.may(r.Context(), access.Analyst)), Page: p})
}

// reviewOne shows one finding of a report to decide on.
func (d *reviewPages) reviewOne(w http.ResponseWriter, r *http.Request) error {
	id, finding := r.PathValue("id"), r.PathValue("finding")
	kind, number, ok := onrecord.ParseFindingID(finding)
	if !ok {
		return errNoFinding
	}
	p := reviewPage{Hit: &store.Hit{Report: id, Kind: kind, Number: number}, Here: "/r/" + id + "/decide/" + finding, Back: "/r/" + id + "#" + finding}
	if err := d.fillReview(r.Context(), &p); err != nil {
		return err
	}
	return d.show(w, r, http.StatusOK, "review", frame{Title: "Decide", Here: "review", Script: mendScript(d.may(r.Context(), access.Analyst)), Page: p})
}

// fillReview draws the paragraph of a finding, its card, and what can be decided.
func (d *reviewPages) fillReview(ctx context.Context, p *reviewPage) error {
	report, kept, err := d.report(ctx, p.Hit.Report)
	if err != nil {
		return err
	}
	if !kept {
		return errNotKept
	}
	page := newReaderPage(report.both, true)
	page.decided(report.verdicts)
	id := onrecord.FindingID(p.Hit.Kind, p.Hit.Number)
	at := slices.IndexFunc(page.Items, func(x item) bool { return x.ID == id })
	if at < 0 {
		return errNoFinding
	}
	p.Card = page.Items[at]
	p.Card.Depth = 0
	shown := report.both.Document
	span, _ := mend.SpanOf(shown, p.Hit.Kind, shown.Decided.PlaceOf(p.Hit.Kind, p.Hit.Number))
	for i, b := range report.Blocks {
		if b.Contains(onrecord.Span{Start: span.Start, End: span.Start}) || i == 0 {
			p.Block, p.At = page.Blocks[i].HTML, page.Blocks[i].At
		}
	}
	p.Hit.Title, p.Hit.Outlet, p.Hit.Published = page.Title, page.Outlet, page.Published
	p.Sure = p.Card.percent()
	if p.Form, err = newMendForm(report, p.Hit.Kind, p.Hit.Number); err != nil {
		return err
	}
	p.Form.Next = cmp.Or(p.Back, p.Here)
	if p.Hit.Kind == store.Position {
		for _, v := range onrecord.Values("firmness") {
			p.Firm = append(p.Firm, fieldValueView{Value: v, Words: fieldValueWords("firmness", v)})
		}
	}
	return nil
}

func (x *item) percent() int {
	switch {
	case x.Statement != nil:
		return x.Statement.Percent
	case x.Event != nil:
		return x.Event.Percent
	case x.Stand != nil:
		return x.Stand.Percent
	}
	return 0
}

func fieldValueWords(name, v string) string {
	switch name {
	case "root", "topic":
		return strings.ReplaceAll(v, "_", " ")
	case "type", "status":
		return export.Plain(v)
	}
	if v == "" {
		return ""
	}
	return valueWords(name, v)
}

// verdictLines are the decisions that stand on one finding.
func verdictLines(verdicts []store.Verdict, kind store.Kind, number int) []verdictLine {
	var out []verdictLine
	for _, v := range verdicts {
		if v.Kind != kind || v.Number != number || v.Lost != "" {
			continue
		}
		for _, x := range v.Decisions {
			out = append(out, newVerdictLine(&x))
		}
	}
	return out
}

func newVerdictLine(x *store.Decision) verdictLine {
	l := verdictLine{N: x.N, Who: x.Who, Day: x.At.Format(time.DateOnly), Why: x.Why, CanUndo: x.Action != store.Undo && !x.Undone}
	l.What = answer.DecisionLine(x)
	if x.Action == store.Correct {
		what := x.Field
		if f := mend.FieldOf(x.Kind, x.Field); f != nil {
			what = f.What
		}
		l.What = what + " corrected: " + cmp.Or(fieldValueWords(x.Field, x.New), "none") + " (was " + cmp.Or(fieldValueWords(x.Field, x.Old), "none") + ")"
	}
	l.Action = x.Action
	if x.Kind != "" {
		l.Link = "/r/" + x.Report + "#" + onrecord.FindingID(x.Kind, x.Number)
		return l
	}
	l.Link = "/decisions"
	switch x.Of() {
	case mend.OfActor:
		l.Link = dossierLink(x.New, "", nil)
	case mend.OfIssue:
		l.Link = "/ledger"
	default:
		if x.Report != "" {
			l.Link = "/r/" + x.Report
		}
	}
	return l
}

// lastDecision is the last decision of the one who asks that can be taken back.
func (d *reviewPages) lastDecision(r *http.Request, p *reviewPage) error {
	x, err := d.store.LastBy(r.Context(), d.who(r))
	if errors.Is(err, store.ErrUnknown) {
		return nil
	}
	if err == nil {
		l := newVerdictLine(&x)
		p.Last = &l
	}
	return err
}

// decide takes a decision from a form: on a finding, or to undo one.
func (d *reviewPages) decide(w http.ResponseWriter, r *http.Request) error {
	if err := d.form(w, r); err != nil {
		return err
	}
	f := r.PostForm
	x := answer.Decide{Who: d.who(r), Action: f.Get("action"), Report: f.Get("report"), Finding: f.Get("finding"), Why: f.Get("why")}
	switch n := f.Get("undo"); {
	case n != "":
		var err error
		if x.Undoes, err = strconv.ParseInt(n, 10, 64); err != nil {
			return errForm
		}
		x.Action = string(store.Undo)
	case x.Finding == "":
		return errForm
	case x.Action == string(store.Correct) && f.Get("field") != "": // one value, set by a button
		x.Field, x.Value = f.Get("field"), cmp.Or(f.Get("set"), f.Get("value"))
	case x.Action == string(store.Correct) || x.Action == string(store.Add):
		kind, _, ok := onrecord.ParseFindingID(x.Finding)
		if !ok {
			kind = store.Kind(x.Finding)
		}
		var err error
		if x.Values, err = chosenOf(f, kind); err != nil {
			return err
		}
		if len(x.Values) == 0 && x.Action == string(store.Correct) {
			return fmt.Errorf("%w: nothing was changed in the form", answer.ErrInput)
		}
	}
	made, err := d.decided(r.Context(), x)
	if err != nil {
		return err
	}
	next := backTo(f.Get("next"))
	if last := &made[len(made)-1]; last.Action == store.Add && !strings.Contains(next, "#") { // to what was added
		next += "#" + onrecord.FindingID(last.Kind, last.Number)
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// backTo is an address of this desk; what leads elsewhere leads to the queue.
func backTo(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.Contains(next, `\`) {
		return "/review"
	}
	return next
}

// decisionsPage is the log, the newest first.
type decisionsPage struct {
	Rows       []decisionRow
	N, Lost    int // all of them, and those that are not found again
	Older      string
	CSV, JSONL string
}

type decisionRow struct {
	verdictLine
	Quote  string
	Undone bool
}

// decisionsShown is how many decisions a page lists.
const decisionsShown = 60

func (d *reviewPages) decisionsPage(w http.ResponseWriter, r *http.Request) error {
	log, err := d.store.Decisions(r.Context(), "")
	if err != nil {
		return err
	}
	slices.Reverse(log)
	lost, err := d.store.CountLost(r.Context())
	if err != nil {
		return err
	}
	p := decisionsPage{N: len(log), Lost: lost, CSV: "/decisions.csv", JSONL: "/decisions.jsonl"}
	log, p.Older = cutList(log, decisionsShown, "/decisions", fieldsOf(r, "skip"))
	for i := range log {
		p.Rows = append(p.Rows, decisionRow{newVerdictLine(&log[i]), log[i].Quote, log[i].Undone})
	}
	return d.show(w, r, http.StatusOK, "decisions", frame{Title: "Decisions", Here: "review", Page: p})
}

func (d *reviewPages) decisionsCSV(w http.ResponseWriter, r *http.Request) error {
	log, err := d.store.Decisions(r.Context(), "")
	if err != nil {
		return err
	}
	t := newTable(w, "decisions.csv", []string{"n", "at", "who", "action", "report", "finding", "quote", "field", "old", "new", "why", "undoes", "undone"})
	for i := range log {
		x := answer.NewDecided(&log[i])
		t.row(x.N, x.At, x.Who, x.Action, x.Report, x.Finding, x.Quote, x.Field, x.Old, x.New, x.Why, x.Undoes, x.Undone)
	}
	return t.close()
}

func (d *reviewPages) decisionsJSONL(w http.ResponseWriter, r *http.Request) error {
	attach(w, "application/jsonl; charset=utf-8", "decisions.jsonl")
	if err := answer.WriteDecisions(r.Context(), d.store, "", w); err != nil {
		return http.ErrAbortHandler
	}
	return nil
}
