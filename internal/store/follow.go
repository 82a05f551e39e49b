package store

import (
	"context"
	"slices"
	"strings"

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
	Lists    int64 // of the last change of the own lists
	Reports  int
}

// Mark tells how far the store has come.
func (s *archive) Mark(ctx context.Context) (Mark, error) {
	var m Mark
	err := s.db.QueryRowContext(ctx, `SELECT (SELECT COALESCE(max(n), 0) FROM changes), (SELECT COALESCE(max(n), 0) FROM decisions),
		(SELECT COALESCE(max(n), 0) FROM list_changes), (SELECT n FROM tallies WHERE what = 'report')`).Scan(&m.Change, &m.Decision, &m.Lists, &m.Reports)
	return m, s.fail("look into store", err)
}

// Changes are reports that were stored or read again.
type Changes struct {
	Reports []*onrecord.Document
	Numbers []int64 // of the changes, one for each report
	Broken  []error // those that do not match their checksums or cannot be read, and are left out
	Last    int64   // number of the last change among them
	N       int     // how many there were, with those left out; 0 when there are no more
}

// Changed gives the reports that were stored, read again or decided on after a change, at most so many, in the order in which that happened,
// as people decided. They come with what they can be compared by: frames, names and the way back to raw bytes are left out.
func (s *archive) Changed(ctx context.Context, after int64, most int) (Changes, error) {
	c := Changes{Last: after}
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT c.n, `+loadColumns+` FROM changes c JOIN reports r ON r.n = c.report
		WHERE c.n > ? ORDER BY c.n LIMIT ?`), after, most)
	if err != nil {
		return c, s.fail("read store", err)
	}
	defer rows.Close()
	for rows.Next() {
		r, err := readRow(rows, loaded+1)
		if err != nil {
			return c, s.fail("read store", err)
		}
		c.Last, _ = r[0].(int64)
		c.N++
		d, err := loadReport(r[1:], layersToCompare...)
		if err != nil {
			c.Broken = append(c.Broken, s.fail("read store", err))
			continue
		}
		c.Reports, c.Numbers = append(c.Reports, d), append(c.Numbers, c.Last)
	}
	if err := rows.Err(); err != nil {
		return c, s.fail("read store", err)
	}
	rows.Close()
	lists, err := s.listsAfter(ctx, s.db, -1)
	if err == nil {
		err = s.layOver(ctx, s.db, lists, c.Reports, AsDecided)
	}
	return c, s.fail("read store", err)
}

// Came is a report that was stored or read again.
type Came struct {
	Change int64  // number of that
	N      int64  // number of the report, which it has from when it was first stored: those that come later have higher ones
	ID     string // digest of the text
}

// Came lists the reports that were stored or read again after a change and up to another, the first so many, in the order in which that
// happened.
func (s *archive) Came(ctx context.Context, after, upTo int64, most int) ([]Came, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT c.n, r.n, r.id FROM changes c JOIN reports r ON r.n = c.report
		WHERE c.n > ? AND c.n <= ? ORDER BY c.n LIMIT ?`), after, upTo, most)
	if err != nil {
		return nil, s.fail("read store", err)
	}
	defer rows.Close()
	var out []Came
	for rows.Next() {
		var c Came
		if err := rows.Scan(&c.Change, &c.N, &c.ID); err != nil {
			return nil, s.fail("read store", err)
		}
		out = append(out, c)
	}
	return out, s.fail("read store", rows.Err())
}

// Later tells which reports, by their digests, were first stored after one of a number.
func (s *archive) Later(ctx context.Context, n int64, ids []string) (map[string]bool, error) {
	out := map[string]bool{}
	for some := range slices.Chunk(ids, 200) {
		args := []any{n}
		for _, id := range some {
			args = append(args, id)
		}
		rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT id FROM reports WHERE n > ? AND id IN (?`+strings.Repeat(", ?", len(some)-1)+`)`), args...)
		if err != nil {
			return nil, s.fail("look into store", err)
		}
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				rows.Close()
				return nil, s.fail("look into store", err)
			}
			out[id] = true
		}
		if err := rows.Err(); err != nil {
			return nil, s.fail("look into store", err)
		}
	}
	return out, nil
}
