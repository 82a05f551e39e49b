package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"onrecord"
)

// decisions keeps what people have decided of findings.
type decisions struct {
	*database
	archive *archive
}

// ErrDecision is at the root of the error about a decision that cannot be made.
var ErrDecision = errors.New("bad decision")

// Action is what an analyst does with a finding or a report.
type Action string

// The actions. A merge says that two are one: old and new name two reports of one story by their digests, or two actors by their keys; a split
// that two reports are of two stories.
const (
	Accept  Action = "accept"
	Reject  Action = "reject"
	Correct Action = "correct"
	Merge   Action = "merge"
	Split   Action = "split"
	Note    Action = "note"
	Undo    Action = "undo"
)

// Actions lists them.
var Actions = []Action{Accept, Reject, Correct, Merge, Split, Note, Undo}

// Fields are what can be corrected, by the kind of finding.
var Fields = map[Kind][]string{
	Statement: {"source_kind", "naming", "type"},
	Event:     {"root", "modality"},
	Position:  {"stance", "firmness", "topic"},
}

// Decision is who decided what, when, and why. Decisions are only added; one is taken back by another that undoes it.
type Decision struct {
	N      int64     // given by the store, from 1
	At     time.Time // given by the store
	Who    string
	Action Action
	Report string // digest of the text
	Kind   Kind   // "" for the report itself
	Number int    // of the finding among its kind, from 1, in the reading that was stored when it was decided
	Quote  string // its words, given by the store
	Start  int    // and where they begin, in bytes
	Field  string // of a correction
	Old    string // of a correction given by the store; of a merge one of the two
	New    string
	Why    string
	Undoes int64
	Undone bool // a later decision took it back
}

// Decide adds a decision to the log and gives it back as stored. It stands on what is stored now: the report, and the finding by its
// kind and number. Errors wrap [ErrDecision], [ErrUnknown] or those of the store.
func (s *decisions) Decide(ctx context.Context, d Decision) (Decision, error) {
	if err := d.Check(); err != nil {
		return d, err
	}
	if d.Action == Undo {
		before, err := s.decision(ctx, d.Undoes)
		if err != nil {
			return d, err
		}
		if before.Action == Undo || before.Undone {
			return d, fmt.Errorf("%w: decision %d cannot be taken back, it is %s", ErrDecision, d.Undoes, map[bool]string{true: "taken back already", false: "an undo itself"}[before.Undone])
		}
		d.Report, d.Kind, d.Number, d.Quote, d.Start, d.Field = before.Report, before.Kind, before.Number, before.Quote, before.Start, before.Field
	} else if err := s.aim(ctx, &d); err != nil {
		return d, err
	}
	d.At = time.Now().UTC().Truncate(time.Second)
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return d, s.fail("write to store", err)
	}
	defer tx.Rollback() //nolint:errcheck // no effect once committed
	if err := s.dialect.lock(ctx, tx); err != nil {
		return d, s.fail("write to store", err)
	}
	err = tx.QueryRowContext(ctx, s.dialect.bind(`INSERT INTO decisions (at, who, action, report, kind, number, quote, start_at, field, old, new, why, undoes, seal)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING n`), d.sealed(d.At.Format(time.RFC3339))...).Scan(&d.N)
	if err == nil {
		err = tx.Commit()
	}
	return d, s.fail("write to store", err)
}

// sealed is a decision as it is kept, its number left out, with its checksum; at is its time.
func (d *Decision) sealed(at string) []any {
	r := []any{at, clean(d.Who), string(d.Action), d.Report, string(d.Kind), d.Number,
		clean(d.Quote), d.Start, d.Field, clean(d.Old), clean(d.New), clean(d.Why), d.Undoes}
	return append(r, seal(r...))
}

// Check tells what is wrong with a decision as far as it can be told without the store, wrapping [ErrDecision].
func (d *Decision) Check() error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("%w: "+format, append([]any{ErrDecision}, args...)...)
	}
	switch {
	case !slices.Contains(Actions, d.Action):
		return bad("there is no action %q; there are %s", d.Action, strings.Join(actionNames(), ", "))
	case strings.TrimSpace(d.Who) == "":
		return bad("nobody is named who decides")
	case d.Action == Undo:
		if d.Undoes < 1 {
			return bad("an undo names the decision that it takes back")
		}
	case d.Action == Correct && !slices.Contains(Fields[d.Kind], d.Field):
		return bad("%q of a %s cannot be corrected; there are %s", d.Field, d.Kind, strings.Join(Fields[d.Kind], ", "))
	case d.Action == Correct && d.New == "":
		return bad("a correction needs a value")
	case (d.Action == Merge || d.Action == Split) && (d.Old == "" || d.New == "" || d.Old == d.New):
		return bad("a %s names two", d.Action)
	case d.Action == Note && strings.TrimSpace(d.Why) == "":
		return bad("a note needs words")
	case (d.Action == Accept || d.Action == Reject) && d.Kind == "":
		return bad("what is accepted or rejected is a finding")
	case d.Kind != "" && !slices.Contains([]Kind{Statement, Event, Position}, d.Kind):
		return bad("there is no kind %q", d.Kind)
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

// aim fills in the words that a decision stands on, and the value that a correction replaces.
func (s *decisions) aim(ctx context.Context, d *Decision) error {
	doc, err := s.archive.layers(ctx, d.Report, layersOfFindings...)
	if err == nil && d.New != "" && (d.Action == Merge || d.Action == Split) && len(d.Old) == len(d.Report) { // two reports, not two actors
		_, err = s.archive.layers(ctx, d.New, layerReport)
	}
	if err != nil || d.Kind == "" {
		return err
	}
	span, ok := spanOf(doc, d.Kind, d.Number)
	if !ok {
		return fmt.Errorf("%w: report %s has no %s %d", ErrDecision, d.Report, d.Kind, d.Number)
	}
	d.Quote, d.Start = doc.In(span), span.Start
	if d.Action == Correct {
		field := fieldOf(doc, d.Kind, d.Number, d.Field)
		if d.Old, ok = field.get(); !ok {
			return fmt.Errorf("%w: no %s", ErrDecision, d.Field)
		}
		if err := field.set(d.New); err != nil {
			return err
		}
	}
	return nil
}

const decisionColumns = `n, at, who, action, report, kind, number, quote, start_at, field, old, new, why, undoes, seal,
	EXISTS (SELECT 1 FROM decisions u WHERE u.undoes = d.n)`

func scanDecision(row interface{ Scan(...any) error }) (Decision, error) {
	var d Decision
	var at, sum string
	err := row.Scan(&d.N, &at, &d.Who, &d.Action, &d.Report, &d.Kind, &d.Number, &d.Quote, &d.Start, &d.Field, &d.Old, &d.New, &d.Why, &d.Undoes, &sum, &d.Undone)
	if err != nil {
		return d, err
	}
	if r := d.sealed(at); r[len(r)-1] != sum {
		return d, broken(d.Report, fmt.Sprintf("decision %d", d.N))
	}
	d.At, err = time.Parse(time.RFC3339, at)
	return d, err
}

func (s *decisions) decision(ctx context.Context, n int64) (Decision, error) {
	d, err := scanDecision(s.db.QueryRowContext(ctx, s.dialect.bind(`SELECT `+decisionColumns+` FROM decisions d WHERE n = ?`), n))
	if errors.Is(err, sql.ErrNoRows) {
		return d, fmt.Errorf("%w: there is no decision %d", ErrDecision, n)
	}
	return d, s.fail("look into store", err)
}

// Decisions lists the log, the oldest first: of one report by its digest, or all of it for "".
func (s *decisions) Decisions(ctx context.Context, report string) ([]Decision, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT `+decisionColumns+` FROM decisions d WHERE report = ? OR ? = '' ORDER BY n`), report, report)
	if err != nil {
		return nil, s.fail("look into store", err)
	}
	defer rows.Close()
	var out []Decision
	for rows.Next() {
		d, err := scanDecision(rows)
		if err != nil {
			return nil, s.fail("look into store", err)
		}
		out = append(out, d)
	}
	return out, s.fail("look into store", rows.Err())
}

// Verdict is what stands of the decisions on one finding.
type Verdict struct {
	Kind      Kind
	Number    int    // in the reading that is stored now
	Action    Action // accept or reject, the last word; "" for neither
	Corrected map[string]string
	Notes     []string
	Decisions []Decision // those that stand, the oldest first
	Lost      bool       // the words stand in the text, but this reading has no such finding there
}

// Decided is a report with the corrections that stand, and the verdicts on its findings. A decision made on another reading is found
// again by its words: the finding of the same kind over the same place, else the nearest with the same words.
func (s *decisions) Decided(ctx context.Context, report string) (*onrecord.Document, []Verdict, error) {
	doc, err := s.archive.Report(ctx, report)
	if err != nil {
		return nil, nil, err
	}
	log, err := s.Decisions(ctx, report)
	if err != nil {
		return nil, nil, err
	}
	var out []Verdict
	at := func(d *Decision) *Verdict {
		number, found := again(doc, d)
		for i := range out {
			if out[i].Kind == d.Kind && out[i].Number == number && out[i].Lost == !found {
				return &out[i]
			}
		}
		out = append(out, Verdict{Kind: d.Kind, Number: number, Lost: !found})
		return &out[len(out)-1]
	}
	for i := range log {
		d := &log[i]
		if d.Undone || d.Action == Undo || d.Kind == "" {
			continue
		}
		v := at(d)
		v.Decisions = append(v.Decisions, *d)
		switch d.Action {
		case Accept, Reject:
			v.Action = d.Action
		case Note:
			v.Notes = append(v.Notes, d.Why)
		case Correct:
			if v.Corrected == nil {
				v.Corrected = map[string]string{}
			}
			v.Corrected[d.Field] = d.New
			if !v.Lost {
				if err := fieldOf(doc, d.Kind, v.Number, d.Field).set(d.New); err != nil {
					return nil, nil, err
				}
			}
		}
	}
	return doc, out, nil
}

// again finds the finding of a decision in a reading.
func again(doc *onrecord.Document, d *Decision) (number int, found bool) {
	best := -1
	for n := 1; ; n++ {
		span, ok := spanOf(doc, d.Kind, n)
		if !ok {
			return max(number, 0), found
		}
		if doc.In(span) != d.Quote {
			continue
		}
		if off := max(span.Start-d.Start, d.Start-span.Start); best < 0 || off < best || off == best && n == d.Number {
			best, number, found = off, n, true
		}
	}
}

// spanOf is the span of a finding; false where there is none.
func spanOf(d *onrecord.Document, kind Kind, number int) (onrecord.Span, bool) {
	i := number - 1
	switch {
	case kind == Statement && i >= 0 && i < len(d.Attributions):
		return d.Attributions[i].Extent(), true
	case kind == Event && i >= 0 && i < len(d.Events):
		return d.Events[i].Span, true
	case kind == Position && i >= 0 && i < len(d.Positions):
		return d.Positions[i].Span, true
	}
	return onrecord.Span{}, false
}
