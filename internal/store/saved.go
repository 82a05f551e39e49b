package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// savedQueries keeps the questions that people ask again.
type savedQueries struct{ *database }

// ErrSaved is at the root of the error about a query that cannot be saved.
var ErrSaved = errors.New("bad saved query")

// ErrNotOwn is at the root of the error about a saved query that another keeps.
var ErrNotOwn = errors.New("only who keeps a saved query, or an admin, may drop it")

// SavedQuery is a query that somebody keeps to come back to.
type SavedQuery struct {
	N      int64 // given by the store
	Name   string
	Screen string // what shows it: explore, ledger
	Query  string // as it stands in an address
	Who    string
	At     time.Time // given by the store
	Seen   int64     // the last change, as [Mark] counts, that the one who asks had seen; that of saving at first
}

// Screens are what saved queries can be of.
var Screens = map[string]bool{"explore": true, "ledger": true}

// SaveQuery keeps a query; what fits it now counts as seen. One that is there already under the name is kept as it is. Errors wrap
// [ErrSaved] or those of the store.
func (s *savedQueries) SaveQuery(ctx context.Context, q SavedQuery) (SavedQuery, error) {
	q.Name = strings.Join(strings.Fields(clean(q.Name)), " ")
	switch {
	case q.Name == "" || len(q.Name) > 200:
		return q, fmt.Errorf("%w: a name of up to 200 bytes is needed", ErrSaved)
	case !Screens[q.Screen]:
		return q, fmt.Errorf("%w: no screen %q", ErrSaved, q.Screen)
	case len(q.Query) > 4000:
		return q, fmt.Errorf("%w: the query is too long", ErrSaved)
	case strings.TrimSpace(q.Who) == "":
		return q, fmt.Errorf("%w: nobody is named who keeps it", ErrSaved)
	}
	q.At = time.Now().UTC().Truncate(time.Second)
	err := s.db.QueryRowContext(ctx, s.dialect.bind(`INSERT INTO saved_queries (name, screen, query, who, at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (screen, query, name) DO UPDATE SET name = excluded.name RETURNING n`),
		q.Name, q.Screen, clean(q.Query), clean(q.Who), q.At.Format(time.RFC3339)).Scan(&q.N)
	if err != nil {
		return q, s.fail("write to store", err)
	}
	return q, s.SeeQuery(ctx, q.N, q.Who)
}

// SavedQueries are all saved queries in the order of their names, each with how far one person has seen what fits it.
func (s *savedQueries) SavedQueries(ctx context.Context, who string) ([]SavedQuery, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT q.n, q.name, q.screen, q.query, q.who, q.at, COALESCE(x.change, 0)
		FROM saved_queries q LEFT JOIN saved_seen x ON x.query = q.n AND x.who = ? ORDER BY lower(q.name), q.n`), who)
	if err != nil {
		return nil, s.fail("look into store", err)
	}
	defer rows.Close()
	var out []SavedQuery
	for rows.Next() {
		var q SavedQuery
		var at string
		if err := rows.Scan(&q.N, &q.Name, &q.Screen, &q.Query, &q.Who, &at, &q.Seen); err != nil {
			return nil, s.fail("look into store", err)
		}
		if q.At, err = time.Parse(time.RFC3339, at); err != nil {
			return nil, s.fail("look into store", err)
		}
		out = append(out, q)
	}
	return out, s.fail("look into store", rows.Err())
}

// SeeQuery says that a person has seen all that fits a query now.
func (s *savedQueries) SeeQuery(ctx context.Context, n int64, who string) error {
	_, err := s.db.ExecContext(ctx, s.dialect.bind(`INSERT INTO saved_seen (query, who, change)
		SELECT q.n, ?, (SELECT COALESCE(max(n), 0) FROM changes) FROM saved_queries q WHERE q.n = ?
		ON CONFLICT (query, who) DO UPDATE SET change = excluded.change`), clean(who), n)
	return s.fail("write to store", err)
}

// DropQuery takes away a saved query that a person keeps, or anybody's with all. The error is [ErrUnknown] where there is none, and wraps
// [ErrNotOwn] where it is another's.
func (s *savedQueries) DropQuery(ctx context.Context, n int64, who string, all bool) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return s.fail("write to store", err)
	}
	defer tx.Rollback() //nolint:errcheck // no effect once committed
	w := newWriter(s.dialect, tx)
	owner := ""
	err = tx.QueryRowContext(ctx, s.dialect.bind(`SELECT who FROM saved_queries WHERE n = ?`), n).Scan(&owner)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("find saved query %d: %w", n, ErrUnknown)
	case err == nil && !all && owner != clean(who):
		return fmt.Errorf("drop saved query %d: %w: %s keeps it", n, ErrNotOwn, owner)
	}
	if err == nil {
		err = w.exec(ctx, `DELETE FROM saved_seen WHERE query = ?`, n)
	}
	if err == nil {
		err = w.exec(ctx, `DELETE FROM saved_queries WHERE n = ?`, n)
	}
	if err == nil {
		err = tx.Commit()
	}
	return s.fail("write to store", err)
}
