package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"onrecord"
	"onrecord/internal/store/mend"
)

// decisions keeps what people have decided of findings.
type decisions struct {
	*database
	archive *archive
}

// ErrDecision is at the root of the error about a decision that cannot be made.
var ErrDecision = mend.ErrDecision

// What decisions are made of; see package mend.
type (
	Decision = mend.Decision
	Action   = mend.Action
)

// The actions. A merge says that two are one: old and new name two reports of one story by their digests, or two actors by their keys; a split
// that two reports are of two stories.
const (
	Accept  = mend.Accept
	Reject  = mend.Reject
	Correct = mend.Correct
	Add     = mend.Add
	Merge   = mend.Merge
	Split   = mend.Split
	Note    = mend.Note
	Undo    = mend.Undo
)

// Follow is asked what follows from a decision: it sees the report with the decision laid over it and the place of the finding among its kind,
// and may add to the values of the decision what the program works out from their words.
type Follow func(laid *onrecord.Document, place int, d *Decision)

// Decide adds a decision to the log and gives it back as stored. It stands on what is stored now: the report, and the finding by its
// kind and number. Errors wrap [ErrDecision], [ErrUnknown] or those of the store.
func (s *decisions) Decide(ctx context.Context, d Decision) (Decision, error) {
	out, err := s.DecideAll(ctx, []Decision{d}, nil)
	if err != nil {
		return d, err
	}
	return out[0], nil
}

// DecideAll adds decisions to the log in their order, all of them or none, each on what the ones before it left; follow may be nil. Errors are
// those of [Store.Decide].
func (s *decisions) DecideAll(ctx context.Context, list []Decision, follow Follow) ([]Decision, error) {
	list = slices.Clone(list)
	for i := range list {
		if d := &list[i]; d.Action == Correct && d.Values == nil { // a correction by its field and a value in words
			d.Values = []mend.Value{{Field: d.Field, Text: d.New}}
		}
		if err := list[i].Check(); err != nil {
			return nil, err
		}
	}
	return s.write(ctx, func(w *deciding) ([]Decision, error) {
		var out []Decision
		for _, d := range list {
			made, err := w.decide(ctx, d, follow)
			if err != nil {
				return nil, err
			}
			out = append(out, made)
		}
		return out, nil
	})
}

// write lets decisions be added in one transaction, after which what they stand on shows them.
func (s *decisions) write(ctx context.Context, do func(*deciding) ([]Decision, error)) ([]Decision, error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, s.fail("write to store", err)
	}
	defer tx.Rollback() //nolint:errcheck // no effect once committed
	if err := s.dialect.lock(ctx, tx); err != nil {
		return nil, s.fail("write to store", err)
	}
	w := &deciding{writer: newWriter(s.dialect, tx), name: s.name, reports: map[string]*decidedOn{}}
	if err := w.current(ctx); err != nil {
		return nil, s.fail("write to store", err)
	}
	out, err := do(w)
	if err == nil {
		err = w.settle(ctx)
	}
	if err == nil {
		err = tx.Commit()
	}
	switch {
	case errors.Is(err, ErrDecision), errors.Is(err, ErrUnknown):
		return nil, err
	case err != nil:
		return nil, s.fail("write to store", err)
	}
	return out, nil
}

// deciding is decisions being added in one transaction.
type deciding struct {
	writer
	name    string
	reports map[string]*decidedOn
}

// decidedOn is a report that something is decided on.
type decidedOn struct {
	n       int64
	read    *onrecord.Document // as it was read
	log     []Decision
	changed bool // what is shown of it is otherwise
}

// on is a report with its log. The error is [ErrUnknown] where there is none.
func (w *deciding) on(ctx context.Context, report string) (*decidedOn, error) {
	if r := w.reports[report]; r != nil {
		return r, nil
	}
	n, d, err := w.reading(ctx, report)
	if err != nil {
		return nil, fmt.Errorf("load report %s from store %s: %w", report, w.name, w.dialect.explain(err))
	}
	log, err := w.log(ctx, report)
	if err != nil {
		return nil, err
	}
	r := &decidedOn{n: n, read: d, log: log}
	w.reports[report] = r
	return r, nil
}

// reading is a report as it was read, with its number.
func (w writer) reading(ctx context.Context, report string) (int64, *onrecord.Document, error) {
	list, err := w.rows(ctx, `SELECT r.n, `+loadColumns+` FROM reports r WHERE r.id = ?`, report)
	if err != nil {
		return 0, nil, err
	}
	if len(list) == 0 {
		return 0, nil, ErrUnknown
	}
	n, _ := list[0][0].(int64)
	d, err := loadReport(list[0][1:])
	return n, d, err
}

// log is what was decided on a report, the oldest first.
func (w writer) log(ctx context.Context, report string) ([]Decision, error) {
	return logOf(ctx, w.tx, w.dialect, report)
}

// decide adds one decision.
func (w *deciding) decide(ctx context.Context, d Decision, follow Follow) (Decision, error) {
	d.At = time.Now().UTC().Truncate(time.Second)
	var err error
	switch {
	case d.Action == Undo:
		err = w.undoes(ctx, &d)
	case d.Of() != "":
		err = w.joins(ctx, &d)
	default:
		err = w.aim(ctx, &d, follow)
	}
	if err != nil {
		return d, err
	}
	return d, w.keep(ctx, &d)
}

// keep writes a decision down, and notes what it changes.
func (w *deciding) keep(ctx context.Context, d *Decision) error {
	values, err := sealedDecision(d)
	if err != nil {
		return err
	}
	if err := w.tx.QueryRowContext(ctx, w.dialect.bind(`INSERT INTO decisions (`+decisionRow+`, more, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING n`), values...).Scan(&d.N); err != nil {
		return err
	}
	r := w.reports[d.Report]
	if r == nil {
		return nil
	}
	r.log = append(r.log, *d)
	for i := range r.log {
		if d.Action == Undo && r.log[i].N == d.Undoes {
			r.log[i].Undone = true
			r.changed = r.changed || r.log[i].OnFinding() || r.log[i].Of() == mend.OfCopy
		}
	}
	r.changed = r.changed || d.Changes() || d.Of() == mend.OfCopy
	return nil
}

// undoes fills in what the decision that is taken back stands on.
func (w *deciding) undoes(ctx context.Context, d *Decision) error {
	before, err := scanDecision(w.tx.QueryRowContext(ctx, w.dialect.bind(`SELECT `+decisionColumns+` FROM decisions d WHERE n = ?`), d.Undoes))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return mend.ErrorOf("there is no decision %d", d.Undoes)
	case err != nil:
		return err
	case before.Undone:
		return mend.ErrorOf("decision %d cannot be taken back, it is taken back already", d.Undoes)
	case before.Action == Undo:
		return mend.ErrorOf("decision %d cannot be taken back, it is an undo itself", d.Undoes)
	}
	d.Report, d.Kind, d.Number, d.Quote, d.Start, d.Field = before.Report, before.Kind, before.Number, before.Quote, before.Start, before.Field
	if before.Of() == mend.OfCopy {
		if _, err := w.on(ctx, before.New); err != nil && !errors.Is(err, ErrUnknown) {
			return err
		}
		if r := w.reports[before.New]; r != nil {
			r.changed = true
		}
	}
	if _, err = w.on(ctx, d.Report); errors.Is(err, ErrUnknown) {
		return nil // the report was taken out since
	}
	return err
}

// joins looks at what is put together or apart. Reports must be there.
func (w *deciding) joins(ctx context.Context, d *Decision) error {
	if d.Field == "" {
		d.Field = d.Of()
	}
	if d.Report != "" {
		if _, err := w.on(ctx, d.Report); err != nil {
			return err
		}
	}
	if d.Field != mend.OfStory && d.Field != mend.OfCopy {
		return nil
	}
	for _, id := range []string{d.Old, d.New} {
		r, err := w.on(ctx, id)
		if err != nil {
			return err
		}
		r.changed = r.changed || d.Field == mend.OfCopy
	}
	return nil
}

// settle lays what was decided over the rows that are searched.
func (w *deciding) settle(ctx context.Context) error {
	for _, id := range slices.Sorted(maps.Keys(w.reports)) {
		r := w.reports[id]
		if !r.changed {
			continue
		}
		if err := w.relay(ctx, r.n, r.read, r.log); err != nil {
			return err
		}
		if err := w.aimNotes(ctx, id, r.read, r.log); err != nil {
			return err
		}
		if err := w.changed(ctx, r.n); err != nil {
			return err
		}
	}
	return nil
}

// relay puts the rows of the findings of a report, as people decided, in the place of those there are.
func (w writer) relay(ctx context.Context, n int64, read *onrecord.Document, log []Decision) error {
	if err := w.dropFindings(ctx, n); err != nil {
		return err
	}
	return w.layFindings(ctx, n, read, log)
}

// more is what the log keeps of a decision in JSON.
type more struct {
	Target *mend.Target `json:"target,omitempty"`
	Values []mend.Value `json:"values,omitempty"`
	From   *mend.From   `json:"from,omitempty"`
}

// sealedDecision is a decision as it is kept, its number left out, with its checksum.
func sealedDecision(d *Decision) ([]any, error) {
	rest := ""
	if d.Target != nil || d.Values != nil || d.From != nil {
		raw, err := json.Marshal(more{d.Target, d.Values, d.From})
		if err != nil {
			return nil, fmt.Errorf("write decision down: %w", err)
		}
		rest = strings.ReplaceAll(string(raw), `\u0000`, " ")
	}
	r := []any{d.At.UTC().Format(time.RFC3339), clean(d.Who), string(d.Action), d.Report, string(d.Kind), d.Number,
		clean(d.Quote), d.Start, d.Field, clean(d.Old), clean(d.New), clean(d.Why), d.Undoes}
	return append(r, rest, sealOf(r, rest)), nil
}

// sealOf is the checksum of a decision. Those of versions before have nothing more than a row.
func sealOf(r []any, rest string) string {
	if rest == "" {
		return seal(r...)
	}
	return seal(append(slices.Clone(r), rest)...)
}

const decisionRow = "at, who, action, report, kind, number, quote, start_at, field, old, new, why, undoes"

const decisionColumns = `n, ` + decisionRow + `, more, seal, EXISTS (SELECT 1 FROM decisions u WHERE u.undoes = d.n)`

func scanDecision(row interface{ Scan(...any) error }) (Decision, error) {
	var d Decision
	var at, rest, sum string
	err := row.Scan(&d.N, &at, &d.Who, &d.Action, &d.Report, &d.Kind, &d.Number, &d.Quote, &d.Start, &d.Field, &d.Old, &d.New, &d.Why, &d.Undoes, &rest, &sum, &d.Undone)
	if err != nil {
		return d, err
	}
	r := []any{at, d.Who, string(d.Action), d.Report, string(d.Kind), d.Number, d.Quote, d.Start, d.Field, d.Old, d.New, d.Why, d.Undoes}
	if sealOf(r, rest) != sum {
		return d, broken(d.Report, fmt.Sprintf("decision %d", d.N))
	}
	if rest != "" {
		var m more
		if err := json.Unmarshal([]byte(rest), &m); err != nil {
			return d, broken(d.Report, fmt.Sprintf("decision %d", d.N))
		}
		d.Target, d.Values, d.From = m.Target, m.Values, m.From
	}
	if d.Action == Correct && d.Values == nil { // as versions before kept it
		d.Values = []mend.Value{{Field: d.Field, Text: d.New}}
	}
	d.At, err = time.Parse(time.RFC3339, at)
	return d, err
}

// querier is a database or a transaction of it.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// logOf is the log of one report by its digest, or all of it for "", the oldest first.
func logOf(ctx context.Context, q querier, d dialect, report string) ([]Decision, error) {
	return logWhere(ctx, q, d, `report = ? OR ? = ''`, report, report)
}

// logWhere are the decisions that a condition chooses, the oldest first.
func logWhere(ctx context.Context, q querier, d dialect, where string, args ...any) ([]Decision, error) {
	rows, err := q.QueryContext(ctx, d.bind(`SELECT `+decisionColumns+` FROM decisions d WHERE `+where+` ORDER BY n`), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Decision
	for rows.Next() {
		d, err := scanDecision(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, rows.Err()
}

// Decisions lists the log, the oldest first: of one report by its digest, or all of it for "".
func (s *decisions) Decisions(ctx context.Context, report string) ([]Decision, error) {
	out, err := logOf(ctx, s.db, s.dialect, report)
	return out, s.fail("look into store", err)
}

// Joins lists what was put together or apart and stands, the oldest first.
func (s *decisions) Joins(ctx context.Context) ([]Decision, error) {
	out, err := logWhere(ctx, s.db, s.dialect, `action IN ('merge', 'split') AND NOT EXISTS (SELECT 1 FROM decisions u WHERE u.undoes = d.n)`)
	return out, s.fail("look into store", err)
}
