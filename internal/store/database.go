package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// database is what a store is kept in.
type database struct {
	name        string // for messages; without password
	db          *sql.DB
	dialect     dialect
	longest     time.Duration // of one search
	leastCommon int           // how many have something at least that is common
	lists       listCache
}

// SQL is the database itself and whether it is PostgreSQL, else SQLite, for what is kept in it beside the record.
func (s *database) SQL() (db *sql.DB, postgres bool) { return s.db, isPostgres(s.name) }

// Explain tells what was being done to which store, and puts an error of this package for what the driver says.
func (s *database) Explain(doing string, err error) error { return s.fail(doing, err) }

// fail tells what was being done to which store.
func (s *database) fail(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s %s: %w", doing, s.name, s.dialect.explain(err))
}

// exec writes and tells how many rows that concerned.
func (s *database) exec(ctx context.Context, query string, args ...any) (int64, error) {
	r, err := s.db.ExecContext(ctx, s.dialect.bind(query), args...)
	if err != nil {
		return 0, s.fail("write to store", err)
	}
	return r.RowsAffected()
}
