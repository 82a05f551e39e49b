package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
)

// changesPage lists where actors were told to stand otherwise than before.
type changesPage struct {
	Query     url.Values
	Rows      []changeRow
	N         int
	Kinds     []standing.Change
	Capped    bool // there are more than are counted
	Older     string
	Missing   string
	Held      heldBack
	CSV, Atom string
	Tell      tellMe
}

// changeRow is one change with the words before and after.
type changeRow struct {
	Actor, Key, Matter string
	Doss, Link         string
	Kinds              string
	Before             *store.PositionHit
	*store.PositionHit
	Stage     *standing.Stage
	Authority string
	Off       bool
}

// changesShown is how many changes a page lists.
const changesShown = 40

// changeFields are those of a query of changes.
func changeFields(r *http.Request) url.Values {
	return fieldsOf(r, slices.Concat(answer.Positions, []string{"change", "skip"})...)
}

// mostChanges is how many changes, the newest, a page counts; the CSV has all that are looked at.
const mostChanges = 1000

// changes are the changes that fit a query, the newest first, at most so many (0: all); cut tells whether there may be others.
func (d *standingPages) changes(ctx context.Context, v url.Values, most int) (out []changeRow, cut bool, err error) {
	q, err := answer.FromURL(v, answer.Positions)
	if err != nil {
		return nil, false, err
	}
	kinds, err := answer.ChangesOf(standing.Change(v.Get("change")))
	if err != nil {
		return nil, false, err
	}
	f, err := answer.NewFilter(ctx, d.store, q, d.turn)
	if err != nil {
		return nil, false, err
	}
	more := false
	err = d.record.Standing(ctx, q.Unsure, func(l *standing.Ledger) error {
		cut, err = f.Newest(l, kinds, func(at *standing.At) (bool, error) {
			if more = most > 0 && len(out) == most; !more {
				out = append(out, newChangeRow(at, v))
			}
			return !more, nil
		})
		return err
	})
	return out, cut || more, err
}

func newChangeRow(at *standing.At, v url.Values) changeRow {
	l, s := at.Line, at.Stage
	c := changeRow{Actor: l.Actor.Name, Key: l.Actor.Key, Matter: l.Matter.Name, Doss: dossierLink(l.Actor.Key, l.Matter.Key, v), Link: stageLink(s),
		Kinds: changeWords(s), PositionHit: pastStand(s.Evidence), Stage: s, Authority: s.Authority.Name(), Off: s.Authority == standing.Anonymous}
	if at.Before != nil {
		c.Before = pastStand(at.Before)
	}
	return c
}

// stageLink is where the words of a stage stand.
func stageLink(s *standing.Stage) string {
	if s.Position == 0 {
		return "/r/" + s.Report
	}
	return "/r/" + s.Report + "#" + onrecord.FindingID(onrecord.KindPosition, s.Position)
}

func (d *standingPages) changesPage(w http.ResponseWriter, r *http.Request) error {
	v := changeFields(r)
	rows, capped, err := d.changes(r.Context(), v, mostChanges)
	if err != nil {
		return err
	}
	held, err := d.held(r.Context(), "/changes", v)
	if err != nil {
		return err
	}
	p := changesPage{Query: v, N: len(rows), Capped: capped, Kinds: answer.Changes, Missing: d.missing(), Held: held, CSV: with("/changes.csv", v, "skip", ""),
		Atom: with("/changes.atom", v, "skip", "")}
	p.Tell = newTellMe(store.OfChange, v)
	p.Rows, p.Older = cutList(rows, changesShown, "/changes", v)
	return d.show(w, r, http.StatusOK, "changes", frame{Title: "Changes", Feed: p.Atom, Page: p})
}

// changesCSV is a row for each change with both wordings.
func (d *standingPages) changesCSV(w http.ResponseWriter, r *http.Request) error {
	rows, _, err := d.changes(r.Context(), changeFields(r), 0)
	if err != nil {
		return err
	}
	t := newTable(w, "changes.csv", []string{"actor", "actor_key", "matter", "changes", "doubts", "day", "outlet", "stance", "firmness", "conditions",
		"on_word_of", "authority", "quote", "report", "link", "before_day", "before_outlet", "before_stance", "before_firmness", "before_conditions",
		"before_on_word_of", "before_quote", "before_report"})
	for _, c := range rows {
		b := c.Before
		if b == nil {
			b = &store.PositionHit{}
		}
		t.row(c.Actor, c.Key, c.Matter, c.Kinds, strings.Join(c.Stage.Doubts, "; "), c.Published, c.Outlet, c.PositionHit.Stance, c.PositionHit.Held(),
			strings.Join(c.Stage.Conditions, "; "), c.Source, c.Authority, c.Quote, c.Report, c.Link,
			b.Published, b.Outlet, b.Stance, b.Held(), conditionList(b), b.Source, b.Quote, b.Report)
	}
	return t.close()
}

func conditionList(s *store.PositionHit) string {
	var out []string
	for _, c := range s.Conditions {
		out = append(out, string(c.Kind)+": "+c.Text)
	}
	return strings.Join(out, "; ")
}
