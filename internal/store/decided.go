package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"onrecord"
	"onrecord/internal/store/lists"
	"onrecord/internal/store/mend"
)

// As says what of a report is wanted: what the program read, or that with what people decided laid over it.
type As string

// What can be wanted. Without a word it is as people decided.
const (
	AsDecided As = "decided" // corrections in the place of what was read, additions, and nothing that was rejected; names and codes as the own lists have them
	AsRead    As = "read"    // as if nobody had decided anything
	AsBoth    As = "both"    // as decided, with what was rejected, and beside each value what was read
)

// AllAs lists them.
var AllAs = []As{AsDecided, AsRead, AsBoth}

// ParseAs reads what is wanted; "" is [AsDecided]. The error wraps [ErrQuery].
func ParseAs(s string) (As, error) {
	switch as := As(s); as {
	case "":
		return AsDecided, nil
	case AsDecided, AsRead, AsBoth:
		return as, nil
	}
	return "", fmt.Errorf("%w: as is decided, read or both, got %q", ErrQuery, s)
}

// laid is a reading as it is wanted.
func laid(d *onrecord.Document, log []Decision, as As) *onrecord.Document {
	if as == AsRead || len(log) == 0 {
		return d
	}
	d, _ = mend.Lay(d, log, mend.Options{KeepRejected: as == AsBoth})
	return d
}

// layOver lays what people decided, and the own lists, over some reports.
func (s *database) layOver(ctx context.Context, q querier, lists *lists.Lists, docs []*onrecord.Document, as As) error {
	if as == AsRead || len(docs) == 0 {
		return nil
	}
	any, err := anyDecided(ctx, q)
	if err != nil {
		return err
	}
	for i, doc := range docs {
		if any {
			log, err := logOf(ctx, q, s.dialect, onrecord.Digest(doc.Text))
			if err != nil {
				return err
			}
			doc = laid(doc, log, as)
		}
		docs[i] = own(lists, doc, as)
	}
	return nil
}

// anyDecided tells whether there is any decision on a finding.
func anyDecided(ctx context.Context, q querier) (bool, error) {
	rows, err := q.QueryContext(ctx, `SELECT 1 FROM decisions WHERE kind <> '' LIMIT 1`)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	return rows.Next(), rows.Err()
}

// ReportAs is [Store.Report] with what people decided, as it is wanted.
func (s *decisions) ReportAs(ctx context.Context, digest string, as As) (*onrecord.Document, error) {
	d, err := s.archive.Report(ctx, digest)
	if err != nil || as == AsRead {
		return d, err
	}
	log, err := s.Decisions(ctx, digest)
	if err != nil {
		return nil, err
	}
	lists, err := s.listsAfter(ctx, s.db, -1)
	return own(lists, laid(d, log, as), as), s.fail("look into store", err)
}

// ReportsAs is [Store.Reports] with what people decided, as it is wanted.
func (s *decisions) ReportsAs(ctx context.Context, as As) iter.Seq2[*onrecord.Document, error] {
	return func(yield func(*onrecord.Document, error) bool) {
		any := false
		var lists *lists.Lists
		if as != AsRead {
			var err error
			if any, err = anyDecided(ctx, s.db); err == nil {
				lists, err = s.listsAfter(ctx, s.db, -1)
			}
			if err != nil {
				yield(nil, s.fail("read store", err))
				return
			}
		}
		for d, err := range s.archive.Reports(ctx) {
			if err == nil && any {
				var log []Decision
				log, err = s.Decisions(ctx, onrecord.Digest(d.Text))
				d = laid(d, log, as)
			}
			if err == nil {
				d = own(lists, d, as)
			}
			if !yield(d, err) || err != nil {
				return
			}
		}
	}
}

// Verdict is what stands of the decisions on one finding.
type Verdict struct {
	Kind      Kind
	Number    int    // by which it is known now; 0 where it is lost
	Action    Action // accept, reject or add, the last word; "" for none
	Corrected map[string]string
	Notes     []string
	Decisions []Decision // those that stand, the oldest first
	Lost      string     // why it is not found in the reading that is stored now; "" where it is
}

// Decided is a report with the decisions that stand laid over its reading, and the verdicts on its findings. A decision made on another
// reading is found again by its words; those that are not are verdicts of their own, with the reason.
func (s *decisions) Decided(ctx context.Context, report string) (*onrecord.Document, []Verdict, error) {
	d, err := s.archive.Report(ctx, report)
	if err != nil {
		return nil, nil, err
	}
	log, err := s.Decisions(ctx, report)
	if err != nil {
		return nil, nil, err
	}
	d, verdicts := Judged(d, log, AsDecided)
	lists, err := s.listsAfter(ctx, s.db, -1)
	return own(lists, d, AsDecided), verdicts, s.fail("look into store", err)
}

// Judged is a reading with its log laid over as it is wanted, and the verdicts on its findings.
func Judged(read *onrecord.Document, log []Decision, as As) (*onrecord.Document, []Verdict) {
	d, outcomes := mend.Lay(read, log, mend.Options{KeepRejected: as == AsBoth})
	var out []Verdict
	of := func(o *mend.Outcome) *Verdict {
		for i := range out {
			if o.Lost == "" && out[i].Kind == o.Kind && out[i].Number == o.Number && out[i].Lost == "" {
				return &out[i]
			}
		}
		out = append(out, Verdict{Kind: o.Kind, Number: o.Number, Lost: o.Lost})
		return &out[len(out)-1]
	}
	for i := range outcomes {
		o := &outcomes[i]
		v := of(o)
		v.Decisions = append(v.Decisions, *o.Decision)
		switch o.Action {
		case Accept, Reject, Add:
			v.Action = o.Action
		case Note:
			v.Notes = append(v.Notes, o.Why)
		case Correct:
			if v.Corrected == nil {
				v.Corrected = map[string]string{}
			}
			v.Corrected[o.Field] = o.New
		}
	}
	return d, out
}

// URL is the address of a report by its digest; "" where none is known. The error is [ErrUnknown] where there is no such report.
func (s *decisions) URL(ctx context.Context, report string) (url string, err error) {
	err = s.db.QueryRowContext(ctx, s.dialect.bind(`SELECT url FROM reports WHERE id = ?`), report).Scan(&url)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrUnknown
	}
	return url, s.fail("look into store", err)
}

// LostDecision is a decision that stands and is not found again in the reading that is stored now.
type LostDecision struct {
	Decision
	Reason string // why it is not found
}

// withReason scans a row that has a column more.
type withReason struct {
	row interface{ Scan(...any) error }
	why *string
}

// Scan is that of the row.
func (r withReason) Scan(into ...any) error { return r.row.Scan(append(into, r.why)...) }

// Lost lists the decisions that stand and are not found again, the oldest first, those after a number, at most so many; of one report by its
// digest, or all for "".
func (s *decisions) Lost(ctx context.Context, report string, after int64, most int) ([]LostDecision, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT `+decisionColumns+`, (SELECT why FROM decisions_lost l WHERE l.n = d.n) FROM decisions d
		WHERE n IN (SELECT n FROM decisions_lost WHERE n > ? AND (report = ? OR ? = '')) ORDER BY n LIMIT ?`), after, report, report, most)
	if err != nil {
		return nil, s.fail("look into store", err)
	}
	defer rows.Close()
	var out []LostDecision
	for rows.Next() {
		var l LostDecision
		l.Decision, err = scanDecision(withReason{rows, &l.Reason})
		if err != nil {
			return nil, s.fail("look into store", err)
		}
		out = append(out, l)
	}
	return out, s.fail("look into store", rows.Err())
}

// CountLost is how many decisions stand and are not found again.
func (s *decisions) CountLost(ctx context.Context) (n int, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT count(*) FROM decisions_lost`).Scan(&n)
	return n, s.fail("look into store", err)
}
