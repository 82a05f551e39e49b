package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Uncertain finds the findings that fit a query and on which nobody has decided, those first that the program is least sure of, at most
// so many. [Query.After] is the [Hit.Cursor] of the last that was seen; whatever is decided meanwhile, none comes twice.
func (s *searches) Uncertain(ctx context.Context, q Query, most int) ([]Hit, error) {
	after := q.After
	q.After, q.Limit = "", most
	if err := q.Check(); err != nil {
		return nil, err
	}
	if q.Kind == Report {
		return nil, fmt.Errorf("%w: whole reports are not reviewed", ErrQuery)
	}
	var w where
	w.add(`f.decided = ''`)
	if after != "" {
		confidence, n, err := uncertainCursor(after)
		if err != nil {
			return nil, err
		}
		w.add("(f.confidence > ? OR f.confidence = ? AND f.n > ?)", confidence, confidence, n)
	}
	var out []Hit
	err := s.timed(ctx, "look into store", func(ctx context.Context) error {
		_, all, err := s.counted(ctx)
		if err != nil {
			return err
		}
		list, err := s.inOrder(ctx, q.soughtIn(s.dialect), all, most)
		if err != nil {
			return err
		}
		s.findingsThat(&w, &q, list)
		rows, err := s.db.QueryContext(ctx, s.dialect.bind(whole(`SELECT `+hitColumns+hitTables+w.String()+
			` ORDER BY f.confidence, f.n LIMIT ?`)), append(w.args, most)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			h, err := scanFinding(rows)
			if err != nil {
				return err
			}
			_, n, _ := cursor(h.Cursor)
			h.Cursor = strconv.FormatFloat(h.Confidence, 'g', -1, 64) + "_" + strconv.FormatInt(n, 10)
			out = append(out, h)
		}
		return rows.Err()
	})
	return out, err
}

func uncertainCursor(s string) (confidence float64, n int64, err error) {
	a, b, _ := strings.Cut(s, "_")
	confidence, err1 := strconv.ParseFloat(a, 64)
	n, err2 := strconv.ParseInt(b, 10, 64)
	if err1 != nil || err2 != nil {
		return 0, 0, fmt.Errorf("%w: %q is not where a queue was left", ErrQuery, s)
	}
	return confidence, n, nil
}

// LastDecision is the number of the last decision on a report; 0 where there is none.
func (s *decisions) LastDecision(ctx context.Context, report string) (int64, error) {
	var n int64
	err := s.db.QueryRowContext(ctx, s.dialect.bind(`SELECT COALESCE(max(n), 0) FROM decisions WHERE report = ?`), report).Scan(&n)
	return n, s.fail("look into store", err)
}

// LastBy is the last decision of a person that was not taken back. The error is [ErrUnknown] where there is none.
func (s *decisions) LastBy(ctx context.Context, who string) (Decision, error) {
	d, err := scanDecision(s.db.QueryRowContext(ctx, s.dialect.bind(`SELECT `+decisionColumns+` FROM decisions d
		WHERE who = ? AND action <> 'undo' AND NOT EXISTS (SELECT 1 FROM decisions u WHERE u.undoes = d.n) ORDER BY n DESC LIMIT 1`), clean(who)))
	if errors.Is(err, sql.ErrNoRows) {
		return d, fmt.Errorf("find decision of %s: %w", who, ErrUnknown)
	}
	return d, s.fail("look into store", err)
}
