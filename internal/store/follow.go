package store

import (
	"context"

	"onrecord"
)

// changed notes that a report was stored or read again. Writers go one after another, so numbers are given in the order in which changes
// can be seen.
func (w writer) changed(ctx context.Context, n int64) error {
	if err := w.exec(ctx, `DELETE FROM changes WHERE report = ?`, n); err != nil {
		return err
	}
	return w.exec(ctx, `INSERT INTO changes (report) VALUES (?)`, n)
}

// Mark is how far a store has come: whoever has seen everything up to it has seen all there is.
type Mark struct {
	Change   int64 // of the last report that was stored or read again
	Decision int64 // of the last decision
	Reports  int
}

// Mark tells how far the store has come.
func (s *archive) Mark(ctx context.Context) (Mark, error) {
	var m Mark
	err := s.db.QueryRowContext(ctx, `SELECT (SELECT COALESCE(max(n), 0) FROM changes), (SELECT COALESCE(max(n), 0) FROM decisions),
		(SELECT count(*) FROM changes)`).Scan(&m.Change, &m.Decision, &m.Reports)
	return m, s.fail("look into store", err)
}

// Changed gives the reports that were stored or read again after a change, at most so many, in the order in which that happened, with the
// number of the last; none when there are no more.
func (s *archive) Changed(ctx context.Context, after int64, most int) (reports []*onrecord.Document, last int64, err error) {
	last = after
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT c.n, r.text, r.reading FROM changes c JOIN reports r ON r.n = c.report
		WHERE c.n > ? ORDER BY c.n LIMIT ?`), after, most)
	if err != nil {
		return nil, after, s.fail("read store", err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		var packed []byte
		if err := rows.Scan(&last, &text, &packed); err != nil {
			return nil, after, s.fail("read store", err)
		}
		d, err := unpack(packed, text)
		if err != nil {
			return nil, after, s.fail("read store", err)
		}
		reports = append(reports, d)
	}
	return reports, last, s.fail("read store", rows.Err())
}
