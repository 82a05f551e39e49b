package answer

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"onrecord/internal/cross"
	"onrecord/internal/store"
)

// View is a way of looking over what fits a query, as the pictures of the desk show it.
type View string

// The views.
const (
	TrendsView   View = "trends"   // how much was told over time
	TimelineView View = "timeline" // what one actor said, did, had done to it and stood for
	PlacesView   View = "places"   // where events took place, by states
)

// Views lists them.
var Views = []View{TrendsView, TimelineView, PlacesView}

// ViewFields are the fields of a query that a view takes.
func ViewFields(v View) []string {
	out := slices.DeleteFunc(slices.Clone(Search), func(name string) bool {
		return slices.Contains([]string{"kind", "limit", "after"}, name) || name == "recipient" && v == TimelineView // whom something is done to is the actor
	})
	if v == TimelineView {
		out = append(out, "unsure")
	}
	return out
}

// Overview is a view as rows: the table beside the picture, the same on every surface.
type Overview struct {
	Columns []string `json:"columns" nullable:"false"`
	Rows    [][]any  `json:"rows" nullable:"false" doc:"Cells in the order of the columns; null is not known, or not measured"`
	Notes   []string `json:"notes" nullable:"false" doc:"What the rows leave out, in words"`
}

// OverviewOf looks over what fits a query. By is the unit of trends, "" chooses one; turn waits until the store may be questioned, nil does not.
// The error wraps [store.ErrQuery] where the question is at fault.
func OverviewOf(ctx context.Context, s *store.Store, a *cross.Across, v View, q Query, by string, turn func(context.Context) (func(), error)) (Overview, error) {
	if by != "" && v != TrendsView {
		return Overview{}, fmt.Errorf("%w: by is the unit of trends", store.ErrQuery)
	}
	if v != TimelineView && turn != nil { // a timeline asks several questions, and waits for each
		done, err := turn(ctx)
		if err != nil {
			return Overview{}, err
		}
		defer done()
	}
	out, err := overviewOf(ctx, s, a, v, q, by, turn)
	if err != nil {
		return out, err
	}
	notes, err := OnlyListed(ctx, s, &q)
	out.Notes = append(out.Notes, notes...)
	return out, err
}

func overviewOf(ctx context.Context, s *store.Store, a *cross.Across, v View, q Query, by string, turn func(context.Context) (func(), error)) (Overview, error) {
	switch v {
	case TrendsView:
		unit, err := ParseUnit(by)
		if err != nil {
			return Overview{}, err
		}
		t, err := TrendsOf(ctx, s, q, unit)
		return t.Overview(), err
	case TimelineView:
		t, err := TimelineOf(ctx, s, a, q, turn)
		return t.Overview(), err
	case PlacesView:
		p, err := PlacesOf(ctx, s, q)
		return p.Overview(), err
	}
	return Overview{}, fmt.Errorf("%w: there is no view %q; there are trends, timeline, places", store.ErrQuery, v)
}

// known is a word or a day, nil where it is not known.
func known(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// Overview has a row for each stretch of time, those of which nothing was told as well; what was told on an unknown day is the last row.
func (t *Trends) Overview() Overview {
	out := Overview{Columns: []string{"from", "to", "unit", "statements", "events", "attributed", "unnamed", "unnamed_share"}, Rows: [][]any{}, Notes: []string{}}
	row := func(from, to, unit string, p *Period) {
		var share any
		if x := p.Share(); x != nil {
			share = math.Round(1e4**x) / 1e4
		}
		out.Rows = append(out.Rows, []any{known(from), known(to), known(unit), p.Statements, p.Events, p.Told, p.Unnamed, share})
	}
	for i := range t.Periods {
		row(t.Periods[i].From, t.Periods[i].To, string(t.Unit), &t.Periods[i])
	}
	if x := &t.Undated; x.Statements+x.Events > 0 {
		row("", "", "", x)
		out.Notes = append(out.Notes, "the last row is what was told in reports of an unknown day")
	}
	if t.Since != "" {
		out.Notes = append(out.Notes, "there is more than is looked at: only what was told from "+t.Since+" on is counted")
	}
	if t.Asked != "" {
		out.Notes = append(out.Notes, fmt.Sprintf("by %s would be too many rows: it is by %s", t.Asked, t.Unit))
	}
	return out
}

// Overview has a row for each entry, the newest first.
func (t *Timeline) Overview() Overview {
	out := Overview{Columns: []string{"day", "part", "what", "other", "quote", "source", "unnamed", "outlet", "title", "report", "finding"}, Rows: [][]any{}, Notes: []string{}}
	for i := range t.Entries {
		e := &t.Entries[i]
		out.Rows = append(out.Rows, []any{known(e.Day), string(e.Role), known(e.What), known(e.Other), e.Quote, known(e.Source), e.Unnamed, known(e.Outlet), known(e.Title), e.Report, known(e.ID)})
	}
	for _, c := range t.Cut {
		var parts []string
		for _, r := range c.Roles {
			parts = append(parts, string(r))
		}
		note := "there is more than is looked at of what it " + strings.Join(parts, ", ")
		if c.Since != "" {
			note += ": only from " + c.Since + " on are all of them here"
		}
		out.Notes = append(out.Notes, note)
	}
	return out
}

// Overview has a row for each state, and one for the events of which it is not known.
func (p *Places) Overview() Overview {
	out := Overview{Columns: []string{"country", "name", "events", "happened", "unnamed", "first", "last"}, Rows: [][]any{}, Notes: []string{}}
	for _, t := range p.States {
		out.Rows = append(out.Rows, []any{known(t.Country), known(p.Names[t.Country]), t.Events, t.Happened, t.Unnamed, known(t.First), known(t.Last)})
		if t.Country == "" {
			out.Notes = append(out.Notes, fmt.Sprintf("of %s no place is told, or its state is not known", Several(t.Events, "event")))
		}
	}
	if p.Capped {
		out.Notes = append(out.Notes, fmt.Sprintf("only the newest %s were looked at", Several(p.Events, "event")))
	}
	return out
}

// Write writes an overview in a form: aligned columns, CSV for spreadsheets, or an object a line. The error wraps [store.ErrQuery] where there is
// no such form.
func (o *Overview) Write(form SQLForm, w io.Writer) error {
	out, err := rowsIn(form, w)
	if err != nil {
		return err
	}
	if err := out.head(o.Columns); err != nil {
		return err
	}
	for _, row := range o.Rows {
		if err := out.row(row); err != nil {
			return err
		}
	}
	return out.end()
}
