// Package store is the record across reports: every report that was read, with all of its reading, and the findings of
// all of them laid out for search. One text is one report, whoever printed it and however often it is brought in.
//
// A store is a file of SQLite or a database of PostgreSQL; [Open] tells them apart by their name. What both share is
// written once; the differences are in the dialect of each.
package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"onrecord"
)

// What can be wrong with a store. The errors of this package wrap these where they fit.
var (
	ErrNone     = errors.New("there is no store")
	ErrNotStore = errors.New("not a store of onrecord")
	ErrNewer    = errors.New("the store was made by a newer version of onrecord")
	ErrReadOnly = errors.New("the store cannot be written: it is read-only")
	ErrFull     = errors.New("the disk is full")
	ErrBusy     = errors.New("the store is in use by another program")
	ErrBroken   = errors.New("the store is damaged")
	ErrQuery    = errors.New("bad query")
	ErrUnknown  = errors.New("no such report")

	ErrUnreached = errors.New("the database cannot be reached")
)

// Store is an open store. It is safe for use by several goroutines; writers wait for each other.
type Store struct {
	*database
	archive
	searches
	decisions
	savedQueries
	accounts
	views
	asking
	alerts
	outbox
	subscriptions
	notes
	ownLists
}

// archive keeps whole reports.
type archive struct{ *database }

func newStore(d *database) *Store {
	s := &Store{database: d, archive: archive{d}, searches: searches{d}, savedQueries: savedQueries{d}, accounts: accounts{d}, views: views{d}, asking: asking{d},
		alerts: alerts{d}, outbox: outbox{d}, subscriptions: subscriptions{d}, notes: notes{d}, ownLists: ownLists{d}}
	s.decisions = decisions{d, &s.archive}
	return s
}

// dialect is what SQLite and PostgreSQL say differently.
type dialect interface {
	// bind puts the marks of parameters, "?", as the database wants them.
	bind(query string) string
	// numbers puts some numbers, at most so many as one query lists, behind what else is given to it, where the query says "IN (%s)". It gives the
	// numbers that are left.
	numbers(query string, before []any, numbers []int64) (text string, args []any, left []int64)
	// wordMark is the mark of a parameter that goes into a column of words to be found, and inRow such words as it takes them.
	wordMark() string
	inRow(stems []string) string
	// notFound tells in a line what of so many words cannot be found, for whoever reads the report; "" where all can.
	notFound(stems []string) string
	// migrate brings the tables up to this version of the program; without write it only checks them.
	migrate(ctx context.Context, db *sql.DB, write bool) error
	// weighs tells whether the database weighs by itself which way to take where something common is sought row by row; see [sought].
	weighs() bool
	// found is the condition that a number is among those that a query gives, which is answered first.
	found(number, query string) string
	// passed is a column that only leaves some rows out which are found otherwise.
	passed(column string) string
	// reportMatch and findingMatch seek the terms in reports, and in columns of the words of findings.
	reportMatch(t terms) sought
	findingMatch(words ...columnWords) sought
	// tables is of which version the tables are that a transaction sees, and of which this program makes them.
	tables(ctx context.Context, tx *sql.Tx) (are, made int, err error)
	// lock makes the writers of a transaction wait for each other.
	lock(ctx context.Context, tx *sql.Tx) error
	// lockViews makes those who write views wait for each other, and snapshot is how a reader sees one state of them.
	lockViews(ctx context.Context, tx *sql.Tx) error
	snapshot() sql.IsolationLevel
	// tidy are statements that make what is searched quick again after much was stored.
	tidy() []string
	// explain puts one of the errors above for what the driver says.
	explain(err error) error
}

// Open opens the store of that name and makes it where there is none: the name of a file, or "postgres://...". Tables
// of an older version are brought up to date.
func Open(ctx context.Context, name string) (*Store, error) { return open(ctx, name, true) }

// OpenToRead opens a store that must be there and is only looked at. It works on media that cannot be written.
func OpenToRead(ctx context.Context, name string) (*Store, error) { return open(ctx, name, false) }

func open(ctx context.Context, name string, write bool) (*Store, error) {
	s := &database{name: shown(name), longest: Longest, leastCommon: leastCommon}
	var err error
	if isPostgres(name) {
		err = s.openPostgres(name, write)
	} else {
		err = s.openSQLite(ctx, name, write)
	}
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", s.name, err)
	}
	if err := s.dialect.migrate(ctx, s.db, write); err != nil {
		s.db.Close()
		return nil, fmt.Errorf("open store %s: %w", s.name, s.dialect.explain(err))
	}
	return newStore(s), nil
}

// Tidy makes searches quick again after much was stored: many small pieces of the index become one. It takes a second or two for some ten
// thousand reports, and may be called at any time.
func (s *archive) Tidy(ctx context.Context) error {
	for _, statement := range s.dialect.tidy() {
		if _, err := s.db.ExecContext(ctx, statement); err != nil {
			return s.fail("tidy store", err)
		}
	}
	return nil
}

// Close gives the store back. What [Store.Put] has said is stored stays so without it.
func (s *archive) Close() error { return s.db.Close() }

// Seen tells whether the report of that text is stored as read by these versions, in a form that can be read. The digest is [onrecord.Digest] of
// the text.
func (s *archive) Seen(ctx context.Context, digest string, made onrecord.Made) (bool, error) {
	var n int
	err := s.db.QueryRowContext(ctx, s.dialect.bind(`SELECT count(*) FROM reports r JOIN listings l ON l.report = r.n
		WHERE r.id = ? AND r.tool = ? AND r.lexicon = ? AND r.models = ? AND l.format BETWEEN ? AND ?`),
		digest, made.Tool, made.Lexicon, made.Models, leastFormat, readingFormat).Scan(&n)
	return n > 0, s.fail("look into store", err)
}

// Stored tells whether the report of that text is stored in a form that can be read, whichever version read it.
func (s *archive) Stored(ctx context.Context, digest string) (bool, error) {
	var n int
	err := s.db.QueryRowContext(ctx, s.dialect.bind(`SELECT count(*) FROM reports r JOIN listings l ON l.report = r.n
		WHERE r.id = ? AND l.format >= ?`), digest, leastFormat).Scan(&n)
	return n > 0, s.fail("look into store", err)
}

// Report gives back the report of that digest as it was when it was stored. The error is [ErrUnknown] where the store has no
// such report, and wraps [ErrBroken] where it does not match its checksums, [ErrNewerReading] where this program is too old for its
// reading and [ErrOldReading] where it is to be read again.
func (s *archive) Report(ctx context.Context, digest string) (*onrecord.Document, error) {
	return s.layers(ctx, digest)
}

// ToCompare gives back a report as [Store.Changed] does, as people decided and with what it can be compared by, in less time than
// [Store.ReportAs] takes.
func (s *archive) ToCompare(ctx context.Context, digest string) (*onrecord.Document, error) {
	d, err := s.layers(ctx, digest, layersToCompare...)
	if err != nil {
		return nil, err
	}
	log, err := logOf(ctx, s.db, s.dialect, digest)
	if err != nil {
		return nil, s.fail("look into store", err)
	}
	lists, err := s.listsAfter(ctx, s.db, -1)
	return own(lists, laid(d, log, AsDecided), AsDecided), s.fail("look into store", err)
}

// ToRead gives back a report with what it is read again from, as [Store.Outdated] does, whatever form its reading is kept in but a newer
// one.
func (s *archive) ToRead(ctx context.Context, digest string) (*onrecord.Document, error) {
	d, err := s.toRead(ctx, digest)
	if err != nil {
		return nil, fmt.Errorf("load report %s from store %s: %w", digest, s.name, s.dialect.explain(err))
	}
	return d, nil
}

func (s *archive) toRead(ctx context.Context, digest string) (*onrecord.Document, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT `+loadColumns+` FROM reports r WHERE r.id = ?`), digest)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, cmp.Or(rows.Err(), ErrUnknown)
	}
	r, err := readRow(rows, loaded)
	if err != nil {
		return nil, err
	}
	return toRead(r)
}

// layers gives back some layers of a report; all where none is named.
func (s *archive) layers(ctx context.Context, digest string, wanted ...layer) (*onrecord.Document, error) {
	list, err := s.load(ctx, wanted, `WHERE r.id = ?`, digest)
	if err == nil && len(list) == 0 {
		err = ErrUnknown
	}
	if err != nil {
		return nil, fmt.Errorf("load report %s from store %s: %w", digest, s.name, s.dialect.explain(err))
	}
	return list[0], nil
}

// load loads the reports r that a condition leaves, which are to be few, with some layers or, where none is named, all.
func (s *archive) load(ctx context.Context, wanted []layer, where string, args ...any) ([]*onrecord.Document, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT `+loadColumns+` FROM reports r `+where), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []*onrecord.Document
	for rows.Next() {
		r, err := readRow(rows, loaded)
		if err != nil {
			return nil, err
		}
		d, err := loadReport(r, wanted...)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, rows.Err()
}

// Reports gives every report that is there now, oldest first, those without a date before them; among those of a day, in the order in
// which they were stored. It ends with the first error, which wraps [ErrBroken] where a report does not match its checksums. Reports are
// loaded a few at a time, so that whoever takes long over them holds nothing in the store.
func (s *archive) Reports(ctx context.Context) iter.Seq2[*onrecord.Document, error] {
	return func(yield func(*onrecord.Document, error) bool) {
		all, err := s.inOrder(ctx)
		if err != nil {
			yield(nil, s.fail("read store", err))
			return
		}
		for some := range slices.Chunk(all, loadedAtOnce) {
			list, err := s.loadNumbers(ctx, some)
			for _, d := range list {
				if !yield(d, nil) {
					return
				}
			}
			if err != nil {
				yield(nil, s.fail("read store", err))
				return
			}
		}
	}
}

// loadedAtOnce is how many reports are in memory while all are gone through.
const loadedAtOnce = 16

// inOrder are the numbers of all reports by their day.
func (s *archive) inOrder(ctx context.Context) ([]int64, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT n FROM reports ORDER BY day, n`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, rows.Err()
}

// loadNumbers loads the reports of some numbers, in their order; with an error those before the one that has it.
func (s *archive) loadNumbers(ctx context.Context, numbers []int64) ([]*onrecord.Document, error) {
	args := make([]any, len(numbers))
	for i, n := range numbers {
		args[i] = n
	}
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT r.n, `+loadColumns+` FROM reports r WHERE r.n IN (?`+strings.Repeat(", ?", len(numbers)-1)+`)`), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := map[int64]row{}
	for rows.Next() {
		r, err := readRow(rows, loaded+1)
		if err != nil {
			return nil, err
		}
		n, _ := r[0].(int64)
		found[n] = r[1:]
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	var out []*onrecord.Document
	for _, n := range numbers {
		r, there := found[n]
		if !there {
			continue // taken out meanwhile
		}
		d, err := loadReport(r)
		if err != nil {
			return out, err
		}
		out = append(out, d)
	}
	return out, nil
}

// Counts is how much a store holds.
type Counts struct {
	Reports, Appearances, Statements, Events, Positions, Entities int
}

// Counts tells how much is stored.
func (s *archive) Counts(ctx context.Context) (Counts, error) {
	var c Counts
	rows, err := s.db.QueryContext(ctx, `SELECT what, n FROM tallies`)
	if err != nil {
		return c, s.fail("count store", err)
	}
	defer rows.Close()
	into := map[string]*int{"report": &c.Reports, "appearance": &c.Appearances, "statement": &c.Statements, "event": &c.Events, "position": &c.Positions, "entity": &c.Entities}
	for rows.Next() {
		var what string
		var n int
		if err := rows.Scan(&what, &n); err != nil {
			return c, s.fail("count store", err)
		}
		if to := into[what]; to != nil {
			*to = n
		}
	}
	return c, s.fail("count store", rows.Err())
}

func isPostgres(name string) bool {
	return strings.HasPrefix(name, "postgres://") || strings.HasPrefix(name, "postgresql://")
}
