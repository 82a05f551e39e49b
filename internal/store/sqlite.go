package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

//go:embed schema
var schema embed.FS

// applicationID marks a file as a store of ours: "OnRc" in ASCII.
const applicationID = 0x4f6e5263

type sqliteDialect struct{}

// openSQLite opens a file. One that is only read need not lie where one may write.
func (s *database) openSQLite(ctx context.Context, name string, write bool) error {
	s.dialect = sqliteDialect{}
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("%w: it is a folder", ErrNotStore)
	case errors.Is(err, os.ErrNotExist) && !write:
		return fmt.Errorf("%w; make one with onrecord ingest", ErrNone)
	case errors.Is(err, os.ErrNotExist):
		if _, err := os.Stat(filepath.Dir(name)); err != nil {
			return fmt.Errorf("%w: the folder %s does not exist", ErrNone, filepath.Dir(name))
		}
		// For its owner alone: a store may hold hashes of passwords. What SQLite puts beside it gets the same mode.
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	case err != nil:
		return err
	}
	modes := []string{"rwc"}
	if !write {
		modes = []string{"ro", "immutable"}
	}
	for _, mode := range modes {
		if s.db, err = sql.Open("sqlite", sqliteName(name, mode)); err != nil {
			return err
		}
		var tables int
		if err = s.db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master`).Scan(&tables); err == nil {
			return nil
		}
		s.db.Close()
	}
	return s.dialect.explain(err)
}

// sqliteName is the name of a file as the driver takes it, with how to open it.
func sqliteName(name, mode string) string {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {"busy_timeout(10000)", "cache_size(-16384)"}} // of 2 MB, as it comes, a large store reads most pages again and again
	switch mode {
	case "immutable": // a file in a folder where nothing can be written, not even the log that readers share
		q.Set("immutable", "1")
		q.Set("mode", "ro")
	case "ro":
		q.Set("mode", "ro")
	default:
		q.Set("mode", mode)
		// What is committed survives the end of the program however it comes; only a power cut may take the last
		// transactions, and never harms the file.
		q["_pragma"] = append(q["_pragma"], "journal_mode(WAL)", "synchronous(NORMAL)", "foreign_keys(1)")
	}
	return "file:" + (&url.URL{Path: filepath.ToSlash(name)}).EscapedPath() + "?" + q.Encode()
}

func (sqliteDialect) bind(query string) string { return query }

// numbersAtOnce is how many numbers a query lists.
const numbersAtOnce = 256

// numbers lists the last again until there are a power of two, so that there are few different statements.
func (sqliteDialect) numbers(query string, before []any, numbers []int64) (text string, args []any, left []int64) {
	some := numbers[:min(len(numbers), numbersAtOnce)]
	args = slices.Clone(before)
	for _, x := range some {
		args = append(args, x)
	}
	n := len(some)
	for n&(n-1) != 0 {
		args = append(args, some[len(some)-1])
		n++
	}
	return fmt.Sprintf(query, "?"+strings.Repeat(", ?", n-1)), args, numbers[len(some):]
}

func (sqliteDialect) wordMark() string { return "?" }

func (sqliteDialect) inRow(stems []string) string { return strings.Join(stems, " ") }

// notFound is nothing: FTS5 has no such limits.
func (sqliteDialect) notFound([]string) string { return "" }

// lock does nothing: transactions begin as writers.
func (sqliteDialect) lock(context.Context, *sql.Tx) error { return nil }

func (sqliteDialect) tables(ctx context.Context, tx *sql.Tx) (are, made int, err error) {
	err = tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&are)
	return are, steps("sqlite"), err
}

// lockViews does nothing, either.
func (sqliteDialect) lockViews(context.Context, *sql.Tx) error { return nil }

// snapshot is what every transaction of SQLite is.
func (sqliteDialect) snapshot() sql.IsolationLevel { return sql.LevelDefault }

func (sqliteDialect) migrate(ctx context.Context, db *sql.DB, write bool) error {
	steps, err := migrations("sqlite")
	if err != nil {
		return err
	}
	version, err := sqliteVersion(ctx, db)
	switch {
	case err != nil:
		return err
	case version < 0:
		return fmt.Errorf("%w: its tables say they are of version %d", ErrBroken, version)
	case version > len(steps):
		return ErrNewer
	case version < len(steps) && !write:
		return fmt.Errorf("%w of this version: open it once with onrecord ingest", ErrNotStore)
	case version == len(steps):
		return nil
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // no effect once committed
	// Another program may have been faster.
	if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return err
	}
	for ; version >= 0 && version < len(steps); version++ {
		if _, err := tx.ExecContext(ctx, steps[version]); err != nil {
			return fmt.Errorf("bring store to version %d: %w", version+1, err)
		}
		if err := filled(ctx, version+1, sqliteDialect{}, tx); err != nil {
			return fmt.Errorf("bring store to version %d: %w", version+1, err)
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d; PRAGMA user_version = %d`, applicationID, version)); err != nil {
		return err
	}
	return tx.Commit()
}

// sqliteVersion is the version of the tables; 0 for an empty file. A file of someone else's is an error.
func sqliteVersion(ctx context.Context, db *sql.DB) (version int, err error) {
	var application, tables int
	err = db.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version),
		(SELECT count(*) FROM sqlite_master)`).Scan(&application, &version, &tables)
	if err == nil && application != applicationID && (application != 0 || tables > 0) {
		err = fmt.Errorf("%w but another program's database", ErrNotStore)
	}
	return version, err
}

// migrations are the steps from nothing to the tables of this version, by their numbers; a number that no file has is a step of nothing.
func migrations(dialect string) ([]string, error) {
	var steps []string
	for {
		raw, err := schema.ReadFile(fmt.Sprintf("schema/%s/%d.sql", dialect, len(steps)+1))
		if errors.Is(err, os.ErrNotExist) {
			return steps, nil
		}
		if err != nil {
			return nil, err
		}
		steps = append(steps, string(raw))
	}
}

// steps is how many migrations there are.
func steps(dialect string) int {
	list, _ := schema.ReadDir("schema/" + dialect)
	return len(list)
}

func (sqliteDialect) weighs() bool { return false }

func (sqliteDialect) found(number, query string) string { return number + " IN (" + query + ")" }

// passed has the planner leave the indexes of a column alone: without figures it takes any for a good one.
func (sqliteDialect) passed(column string) string { return "+" + column }

func (d sqliteDialect) reportMatch(t terms) sought {
	return d.matched("report_words", "r.n", []columnWords{{"", t}})
}

func (d sqliteDialect) findingMatch(words ...columnWords) sought {
	return d.matched("finding_words", "f.n", words)
}

// matched are terms in a table of FTS5. To look for the beginning of a word in one row is to put together all words that begin so, each time.
func (d sqliteDialect) matched(table, row string, words []columnWords) sought {
	var all []string
	for _, w := range words {
		all = append(all, "("+w.terms.fts5(w.column)+")")
	}
	x := sought{all: `SELECT rowid FROM ` + table + ` WHERE ` + table + ` MATCH ?`, args: []any{strings.Join(all, " AND ")}}
	x.in, x.one = d.found(row, x.all), `EXISTS (`+x.all+` AND rowid = `+row+`)`
	for _, w := range words {
		for _, t := range append(w.terms.all(), w.terms.not...) {
			if t.prefix {
				x.one = ""
			}
		}
	}
	return x
}

// fts5 writes terms in the language of FTS5, for one column or for all.
func (t terms) fts5(column string) string {
	var s stemmer
	word := func(x term) string {
		words := `"` + strings.Join(x.stemmed(&s).words, " ") + `"`
		if x.prefix {
			words += " *"
		}
		return words
	}
	var all []string
	for _, g := range t.groups {
		var any []string
		for _, x := range g {
			any = append(any, word(x))
		}
		all = append(all, "("+strings.Join(any, " OR ")+")")
	}
	out := "(" + strings.Join(all, " AND ") + ")"
	for _, x := range t.not {
		out = "(" + out + " NOT " + word(x) + ")"
	}
	if column != "" {
		out = "{" + column + "} : " + out
	}
	return out
}

// tidy merges the segments of the full text indexes, each of which every search looks into.
func (sqliteDialect) tidy() []string {
	return []string{`INSERT INTO report_words (report_words) VALUES ('optimize')`, `INSERT INTO finding_words (finding_words) VALUES ('optimize')`, `PRAGMA optimize`}
}

func (sqliteDialect) explain(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	var what error
	switch e.Code() & 0xff { // the rest of the code is the detail
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		what = ErrReadOnly
	case sqlite3.SQLITE_FULL:
		what = ErrFull
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		what = ErrBusy
	case sqlite3.SQLITE_NOTADB:
		what = ErrNotStore
	case sqlite3.SQLITE_CORRUPT:
		what = ErrBroken
	default:
		return err
	}
	return fmt.Errorf("%w (%w)", what, err)
}

// shown is the name of a store without its password.
func shown(name string) string {
	if u, err := url.Parse(name); err == nil && isPostgres(name) {
		return u.Redacted()
	}
	return name
}
