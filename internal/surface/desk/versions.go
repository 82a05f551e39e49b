package desk

import (
	"context"
	"net/http"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/store"
)

// versionsPage is the texts that were printed at one address, the newest first.
type versionsPage struct {
	Title, URL, Web string
	Report          string
	Texts           []versionRow
	Carried         []carriedRow // texts with decisions that can be carried over to the one that was read
	Noted           []carriedRow // texts with notes that can be
}

// carriedRow is another text with decisions or notes on it.
type carriedRow struct {
	Report, Published string
	N                 int
}

type versionRow struct {
	store.Version
	Link     string
	Here     bool // the report from which one came
	Reworded []rewordedRow
}

type rewordedRow struct {
	What         []string
	Quote        string
	Before, Link string // where the statement stands in the older and the newer text
}

// versionsOf is how many texts were printed at the address of a report.
func (d *reportPages) versionsOf(ctx context.Context, r *reading, kept bool) (int, error) {
	if !kept || r.Meta.URL == "" {
		return 0, nil
	}
	list, err := d.store.Versions(ctx, r.Meta.URL)
	return len(list), err
}

// versions shows how a report changed after it was first printed.
func (d *reportPages) versions(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	report, kept, err := d.report(r.Context(), id)
	if err != nil {
		return err
	}
	if !kept {
		return errNotKept
	}
	list, err := d.store.Versions(r.Context(), report.Meta.URL)
	if err != nil {
		return err
	}
	p := versionsPage{Title: report.Meta.Title, URL: report.Meta.URL, Web: webAddress(report.Meta.URL), Report: id}
	for i := range list {
		row := versionRow{Version: list[i], Link: "/r/" + list[i].Report, Here: list[i].Report == id}
		if i > 0 {
			if row.Reworded, err = d.reworded(r.Context(), list[i-1].Report, list[i].Report); err != nil {
				return err
			}
		}
		p.Texts = append([]versionRow{row}, p.Texts...)
	}
	if p.Carried, err = d.carried(r.Context(), id, list); err != nil {
		return err
	}
	if p.Noted, err = d.notedElsewhere(r.Context(), id, list); err != nil {
		return err
	}
	return d.show(w, r, http.StatusOK, "versions", frame{Title: "Versions", Here: "reader", Page: p})
}

// carried are the other texts with decisions that stand and were not carried over to a text.
func (d *reportPages) carried(ctx context.Context, id string, list []store.Version) (out []carriedRow, err error) {
	mine, err := d.store.Decisions(ctx, id)
	if err != nil {
		return nil, err
	}
	have := map[int64]bool{}
	for _, x := range mine {
		if x.From != nil && x.From.Report != "" {
			have[x.From.N] = true
		}
	}
	done := map[string]bool{id: true}
	for _, v := range list {
		if done[v.Report] {
			continue
		}
		done[v.Report] = true
		log, err := d.store.Decisions(ctx, v.Report)
		if err != nil {
			return nil, err
		}
		row := carriedRow{v.Report, v.Published, 0}
		for i := range log {
			if x := &log[i]; x.OnFinding() && !x.Undone && !have[x.N] {
				row.N++
			}
		}
		if row.N > 0 {
			out = append(out, row)
		}
	}
	return out, nil
}

// notedElsewhere are the other texts with notes that were not brought to a text.
func (d *reportPages) notedElsewhere(ctx context.Context, id string, list []store.Version) (out []carriedRow, err error) {
	mine, err := d.store.NotesOn(ctx, id)
	if err != nil {
		return nil, err
	}
	have := map[int64]bool{}
	for i := range mine {
		if from := mine[i].From; from != nil && from.Report != "" {
			have[from.N] = true
		}
	}
	done := map[string]bool{id: true}
	for _, v := range list {
		if done[v.Report] {
			continue
		}
		done[v.Report] = true
		notes, err := d.store.NotesOn(ctx, v.Report)
		if err != nil {
			return nil, err
		}
		row := carriedRow{v.Report, v.Published, 0}
		for i := range notes {
			if a := &notes[i]; a.Deleted.IsZero() && !have[a.N] && (a.From == nil || a.From.Report != id) {
				row.N++
			}
		}
		if row.N > 0 {
			out = append(out, row)
		}
	}
	return out, nil
}

// reworded are the statements that the newer of two texts gives otherwise.
func (d *reportPages) reworded(ctx context.Context, older, newer string) ([]rewordedRow, error) {
	a, _, err := d.report(ctx, older)
	if err != nil {
		return nil, err
	}
	b, _, err := d.report(ctx, newer)
	if err != nil {
		return nil, err
	}
	var out []rewordedRow
	for _, x := range cross.Reworded(a.Document, b.Document) {
		s := b.Attribution(x.After)
		out = append(out, rewordedRow{x.What, short(160, join(b.Document, s.Content)), "/r/" + older + "#" + onrecord.FindingID(onrecord.KindStatement, x.Before),
			"/r/" + newer + "#" + onrecord.FindingID(onrecord.KindStatement, x.After)})
	}
	return out, nil
}
