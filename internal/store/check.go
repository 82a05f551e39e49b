package store

import (
	"context"
	"errors"
	"fmt"

	"onrecord"
)

// Checked is what [Store.Check] has looked at.
type Checked struct {
	Reports, Findings, Decisions, Notes, Broken int
	Unread                                      int // readings that match, but are of a version that cannot be read
}

// Check verifies all that is kept: that the database holds together, that every text is that of its digest, and that texts, readings,
// findings, appearances and decisions match their checksums. It tells what does not, an error a line that wraps [ErrBroken], and goes on;
// its own error is what keeps it from looking.
func (s *archive) Check(ctx context.Context, tell func(error)) (Checked, error) {
	var c Checked
	report := func(err error) {
		c.Broken++
		tell(err)
	}
	if err := s.Sound(ctx); err != nil {
		report(err)
	}
	for last := int64(0); ; {
		list, err := s.numbers(ctx, last)
		if err != nil || len(list) == 0 {
			if err == nil {
				err = s.checkDecisions(ctx, &c, report)
			}
			if err == nil {
				err = s.checkNotes(ctx, &c, report)
			}
			if err == nil {
				err = s.checkLists(ctx, report)
			}
			return c, err
		}
		for _, x := range list {
			if err := s.checkReport(ctx, x.n, x.id, &c, report); err != nil {
				return c, err
			}
			last = x.n
		}
	}
}

type numbered struct {
	n  int64
	id string
}

// numbers are the next reports after a number.
func (s *archive) numbers(ctx context.Context, after int64) ([]numbered, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT n, id FROM reports WHERE n > ? ORDER BY n LIMIT 256`), after)
	if err != nil {
		return nil, s.fail("check store", err)
	}
	defer rows.Close()
	var out []numbered
	for rows.Next() {
		var x numbered
		if err := rows.Scan(&x.n, &x.id); err != nil {
			return nil, s.fail("check store", err)
		}
		out = append(out, x)
	}
	return out, s.fail("check store", rows.Err())
}

// checkReport looks at one report and all rows of it.
func (s *archive) checkReport(ctx context.Context, n int64, id string, c *Checked, report func(error)) error {
	c.Reports++
	list, err := s.load(ctx, nil, `WHERE r.n = ?`, n)
	if err == nil && len(list) == 0 {
		return nil // taken out meanwhile
	}
	var found map[Kind]int
	var whole *onrecord.Document
	if err != nil {
		if ctx.Err() != nil {
			return s.fail("check store", err)
		}
		if errors.Is(err, ErrOldReading) || errors.Is(err, ErrNewerReading) {
			c.Unread++
		} else {
			report(s.dialect.explain(err))
		}
	} else {
		whole = list[0]
		log, err := logOf(ctx, s.db, s.dialect, id)
		if err == nil { // a decision that does not match is told of below
			d := laid(list[0], log, AsDecided)
			found = map[Kind]int{Statement: len(d.Attributions), Event: len(d.Events), Position: len(d.Positions)}
		}
	}
	if err := s.checkListing(ctx, n, id, report); err != nil {
		return err
	}
	if err := s.checkOriginal(ctx, n, id, whole, report); err != nil {
		return err
	}
	for _, t := range rowsOf {
		kinds, err := s.checkRows(ctx, n, id, t.table, t.columns, t.number, t.wide, report)
		if err != nil {
			return err
		}
		if t.table != "findings" {
			continue
		}
		for _, k := range []Kind{Statement, Event, Position} {
			c.Findings += kinds[k]
			if found != nil && kinds[k] != found[k] {
				report(fmt.Errorf("%w: %d %ss of report %s are laid out for search, its reading has %d", ErrBroken, kinds[k], k, id, found[k]))
			}
		}
	}
	return nil
}

// checkRows looks at the rows of a report in one table, and counts those that match by their kind.
func (s *archive) checkRows(ctx context.Context, n int64, id, table, columns, number string, wide bool, report func(error)) (map[Kind]int, error) {
	first, last := between(n, wide)
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT `+columns+`, `+sealColumn+` FROM `+table+` WHERE `+number+` BETWEEN ? AND ?`), first, last)
	if err != nil {
		return nil, s.fail("check store", err)
	}
	defer rows.Close()
	kinds := map[Kind]int{}
	for rows.Next() {
		r, err := readRow(rows, countOf(columns)+1)
		switch {
		case err != nil:
			return nil, s.fail("check store", err)
		case !r.matches(id):
			report(broken(id, fmt.Sprintf("row %v %v of %s", r[0], r[1], table)))
		case table == "findings":
			kind, _ := r[2].(string)
			kinds[Kind(kind)]++
		}
	}
	return kinds, s.fail("check store", rows.Err())
}

func (s *archive) checkDecisions(ctx context.Context, c *Checked, report func(error)) error {
	rows, err := s.db.QueryContext(ctx, `SELECT n, report, `+decisionRow+`, more, `+sealColumn+` FROM decisions ORDER BY n`)
	if err != nil {
		return s.fail("check store", err)
	}
	defer rows.Close()
	for rows.Next() {
		r, err := readRow(rows, countOf(decisionRow)+4)
		if err != nil {
			return s.fail("check store", err)
		}
		c.Decisions++
		last := len(r) - 1
		rest, _ := r[last-1].(string)
		if id, _ := r[1].(string); r[last] != sealOf(r[2:last-1], rest) {
			report(broken(id, fmt.Sprintf("decision %v", r[0])))
		}
	}
	return s.fail("check store", rows.Err())
}
