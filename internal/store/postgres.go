package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

type postgresDialect struct{}

// openPostgres opens a database by its address. The tables are those of the first schema of its search path.
func (s *database) openPostgres(name string, write bool) error {
	s.dialect = postgresDialect{}
	c, err := pgx.ParseConfig(name)
	if err != nil {
		return fmt.Errorf("read address: %w", err)
	}
	s.db = stdlib.OpenDB(*c, stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, settings(c, write))
		return err
	}))
	s.db.SetMaxIdleConns(16) // a new one costs more than most questions
	s.db.SetConnMaxIdleTime(time.Minute)
	return nil
}

// settings are those of each connection that the address does not give. They are set once it is there: a pooler lets few through that come
// with it.
func settings(c *pgx.ConnConfig, write bool) string {
	all := [][2]string{
		{"lock_timeout", "10s"}, // as long as SQLite waits; whoever waits longer says so
		{"jit", "off"},          // our questions are short: to compile one takes longer
	}
	var b strings.Builder
	if !write {
		b.WriteString("SET default_transaction_read_only = on; ") // whatever the address says
	}
	for _, x := range all {
		if c.RuntimeParams[x[0]] == "" {
			fmt.Fprintf(&b, "SET %s = '%s'; ", x[0], x[1])
		}
	}
	return b.String()
}

// bind numbers the marks of parameters; our queries have no other question marks.
func (postgresDialect) bind(query string) string {
	var b strings.Builder
	n := 0
	for {
		before, after, found := strings.Cut(query, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		n++
		b.WriteString("$" + strconv.Itoa(n))
		query = after
	}
}

// numbers gives a list: one statement, quick to plan, however many there are.
func (postgresDialect) numbers(query string, before []any, numbers []int64) (text string, args []any, left []int64) {
	const atOnce = 8192
	some := numbers[:min(len(numbers), atOnce)]
	return strings.Replace(query, "IN (%s)", "= ANY (?::bigint[])", 1), append(slices.Clone(before), some), numbers[len(some):]
}

func (postgresDialect) wordMark() string { return "?::text::tsvector" }

// Limits of a tsvector: bytes of its words, places of one word, and the last place that a word can stand at. What stands behind that is
// found by its words, but not by words in a row.
const (
	longestVector = 1<<20 - 1<<12
	mostPlaces    = 256
	lastPlace     = 16_383
)

// fit is how many of some words a tsvector holds. PostgreSQL counts the words as they come, and then each once with its places.
func fit(stems []string) int {
	places, comes, kept := map[string]int{}, 0, 0
	for i, w := range stems {
		n := places[w]
		if n == 0 {
			kept += len(w) + 4 // with the number of places, aligned
		}
		if n < mostPlaces {
			kept += 2
		}
		comes += len(w)
		if comes > longestVector || kept > longestVector {
			return i
		}
		places[w] = n + 1
	}
	return len(stems)
}

func (postgresDialect) notFound(stems []string) string {
	switch n := fit(stems); {
	case n < len(stems):
		return fmt.Sprintf("the text is too long for the search of PostgreSQL: it is kept whole, but only its first %d words are found, and only the first %d as words in a row", n, lastPlace)
	case n > lastPlace:
		return fmt.Sprintf("the text is long for the search of PostgreSQL: only its first %d words are found as words in a row", lastPlace)
	}
	return ""
}

// inRow writes a tsvector. Words hold letters, digits and marks alone, so that none need be escaped.
func (postgresDialect) inRow(stems []string) string {
	stems = stems[:fit(stems)]
	var b strings.Builder
	for i, w := range stems {
		b.WriteString("'" + w + "':" + strconv.Itoa(i+1) + " ")
	}
	return b.String()
}

// writersLock is the number of the lock that writers wait for: "OnRc" in ASCII, as of a file.
func (postgresDialect) lock(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(applicationID))
	return err
}

func (postgresDialect) tables(ctx context.Context, tx *sql.Tx) (are, made int, err error) {
	err = tx.QueryRowContext(ctx, `SELECT version FROM onrecord_store`).Scan(&are)
	return are, steps("postgres"), err
}

// viewPlans has every question of a step of the views go by its index. By figures of the tables PostgreSQL takes the week that has just begun for
// empty and goes through all of it, and what hardly ever holds ("another story than is shown") for what nearly always does.
const viewPlans = `SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off`

// lockViews is a lock of its own, so that reports are stored while views are worked out.
func (postgresDialect) lockViews(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, viewPlans); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(applicationID)+1)
	return err
}

func (postgresDialect) snapshot() sql.IsolationLevel { return sql.LevelRepeatableRead }

func (d postgresDialect) migrate(ctx context.Context, db *sql.DB, write bool) error {
	steps, err := migrations("postgres")
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: !write})
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // no effect once committed
	if write {
		if err := d.lock(ctx, tx); err != nil { // another program may be at it
			return err
		}
	}
	version, err := postgresVersion(ctx, tx)
	switch {
	case err != nil:
		return err
	case version < 0:
		return fmt.Errorf("%w: its tables say they are of version %d", ErrBroken, version)
	case version > len(steps):
		return ErrNewer
	case version == 0 && !write:
		return fmt.Errorf("%w in this database; make one with onrecord ingest", ErrNone)
	case version < len(steps) && !write:
		return fmt.Errorf("%w of this version: open it once with onrecord ingest", ErrNotStore)
	case version == len(steps):
		return nil
	}
	if version == 0 {
		if _, err := tx.ExecContext(ctx, `CREATE TABLE onrecord_store (version INTEGER NOT NULL); INSERT INTO onrecord_store VALUES (0)`); err != nil {
			return err
		}
	}
	for ; version < len(steps); version++ {
		if _, err := tx.ExecContext(ctx, steps[version]); err != nil {
			return fmt.Errorf("bring store to version %d: %w", version+1, err)
		}
		if err := filled(ctx, version+1, d, tx); err != nil {
			return fmt.Errorf("bring store to version %d: %w", version+1, err)
		}
	}
	if _, err := tx.ExecContext(ctx, `UPDATE onrecord_store SET version = $1`, version); err != nil {
		return err
	}
	return tx.Commit()
}

// postgresVersion is the version of the tables; 0 where there are none. Tables of someone else's are an error.
func postgresVersion(ctx context.Context, tx *sql.Tx) (version int, err error) {
	var ours, tables int
	err = tx.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE tablename = 'onrecord_store'), count(*) FROM pg_tables WHERE schemaname = current_schema()`).
		Scan(&ours, &tables)
	switch {
	case err != nil:
		return 0, err
	case ours == 0 && tables > 0:
		return 0, fmt.Errorf("%w but another program's tables: give a database or a schema (?search_path=NAME) of its own", ErrNotStore)
	case ours == 0:
		return 0, nil
	}
	err = tx.QueryRowContext(ctx, `SELECT version FROM onrecord_store`).Scan(&version)
	return version, err
}

// weighs is so as far as PostgreSQL knows how many rows hold a word: of common ones it does, of rare ones it takes one in two hundred.
func (postgresDialect) weighs() bool { return true }

// found gives a list, for which no other way is weighed.
func (postgresDialect) found(number, query string) string {
	return number + " = ANY (ARRAY(" + query + "))"
}

func (postgresDialect) passed(column string) string { return column }

func (d postgresDialect) reportMatch(t terms) sought {
	return d.matched("report_words", "r.n", []columnWords{{"words", t}})
}

func (d postgresDialect) findingMatch(words ...columnWords) sought {
	return d.matched("finding_words", "f.n", words)
}

// matched are terms in a table of words.
func (d postgresDialect) matched(table, row string, words []columnWords) (x sought) {
	var all []string
	for _, w := range words {
		all, x.args = append(all, "w."+w.column+" @@ ?::text::tsquery"), append(x.args, w.terms.tsquery())
	}
	x.all = "SELECT w.rowid FROM " + table + " w WHERE " + strings.Join(all, " AND ")
	x.in, x.one = d.found(row, x.all), "EXISTS ("+x.all+" AND w.rowid = "+row+")"
	return x
}

// tsquery writes terms as a tsquery.
func (t terms) tsquery() string {
	var s stemmer
	word := func(x term) string {
		words := x.stemmed(&s).words
		for i := range words {
			words[i] = "'" + words[i] + "'"
		}
		if x.prefix {
			words[len(words)-1] += ":*"
		}
		return "(" + strings.Join(words, " <-> ") + ")"
	}
	var all []string
	for _, g := range t.groups {
		var any []string
		for _, x := range g {
			any = append(any, word(x))
		}
		all = append(all, "("+strings.Join(any, " | ")+")")
	}
	for _, x := range t.not {
		all = append(all, "!"+word(x))
	}
	return strings.Join(all, " & ")
}

// tidy tells the planner what the tables hold.
func (postgresDialect) tidy() []string {
	return []string{`ANALYZE reports`, `ANALYZE findings`, `ANALYZE parties`}
}

// tries is in one line what each try to connect came to, with and without TLS and at each address: what several came to, once.
func tries(lines string) string {
	var out []string
	for line := range strings.Lines(lines) {
		if line = strings.Join(strings.Fields(line), " "); line != "" && !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "; ")
}

func (postgresDialect) explain(err error) error {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		var unreached *pgconn.ConnectError
		if errors.As(err, &unreached) {
			return fmt.Errorf("%w: %s", ErrUnreached, tries(unreached.Unwrap().Error()))
		}
		if cut(err) {
			return fmt.Errorf("%w (%w)", ErrUnreached, err)
		}
		return err
	}
	var what error
	switch e.Code {
	case "57P01", "57P02", "57P03", "08000", "08003", "08006": // it shuts down, crashed or starts; connection failures
		what = ErrUnreached
	case "25006", "42501": // read_only_sql_transaction, insufficient_privilege
		what = ErrReadOnly
	case "53100": // disk_full
		what = ErrFull
	case "55P03", "53300": // lock_not_available, too_many_connections
		what = ErrBusy
	case "XX001", "XX002": // data_corrupted, index_corrupted
		what = ErrBroken
	default:
		return err
	}
	return fmt.Errorf("%w (%w)", what, err)
}

// cut tells whether an error is that of a connection that broke.
func cut(err error) bool {
	var broken net.Error
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, net.ErrClosed) ||
		errors.As(err, &broken) && !errors.Is(err, context.DeadlineExceeded) || strings.HasSuffix(err.Error(), "conn closed")
}
