package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// AskLimits are how much a question in SQL may take.
type AskLimits struct {
	Rows  int           // rows of its answer; what is beyond is left out, and that is told
	Bytes int           // of the values of its answer; the same
	Time  time.Duration // until the whole answer is there
}

// asking asks questions in SQL.
type asking struct{ *database }

// errAskSlow is the end of a question in SQL that took longer.
var errAskSlow = errors.New("the question took too long")

// Ask asks a question in SQL, one SELECT over the views of [AskViews], and gives the names of its columns and then its rows: nil (not known), string,
// int64, float64, bool or [json.Number]. More tells that there are more rows than its limits allow. Nothing else can be read, least of all who
// may open the desk, and nothing can be changed. The error wraps [ErrQuery] where the question is at fault, also where it takes too long.
//
// Three things hold it to that, each by itself: the words of the question are looked at ([checkAsked]); the database says what it would read
// before it reads (SQLite's authorizer, PostgreSQL's plan); and it is asked where nothing can be written.
func (s *asking) Ask(ctx context.Context, query string, most AskLimits, head func(columns []string) error, row func(cells []any) error) (more bool, err error) {
	return s.ask(ctx, query, checkAsked, most, head, row)
}

// checker looks at the words of a question; see [checkAsked].
type checker func(query string, brackets bool, hidden func(name string) bool) (string, error)

func (s *asking) ask(ctx context.Context, query string, check checker, most AskLimits, head func([]string) error, row func([]any) error) (more bool, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, most.Time, errAskSlow)
	defer cancel()
	ask := s.askSQLite
	if isPostgres(s.name) {
		ask = s.askPostgres
	}
	err = ask(ctx, query, check, most, func(rows *sql.Rows) error {
		more, err = answerRows(rows, most, head, row)
		return err
	})
	switch {
	case err == nil || errors.Is(err, ErrQuery):
		return more, err
	case context.Cause(ctx) == errAskSlow:
		return more, fmt.Errorf("%w: %w: it was stopped after %s; ask for fewer days or reports, or give it longer", ErrQuery, errAskSlow, most.Time)
	}
	var mine callerError
	if errors.As(err, &mine) {
		return more, mine.error
	}
	if fault := askFault(err); errors.Is(fault, ErrQuery) {
		return more, fault // the name of the store is no business of who asks
	}
	return more, s.fail("ask store", err)
}

// callerError is an error of whoever takes the answer.
type callerError struct{ error }

// Unwrap gives it.
func (e callerError) Unwrap() error { return e.error }

// askFault puts [ErrQuery] before what the database says of a question.
func askFault(err error) error {
	var p *pgconn.PgError
	if errors.As(err, &p) && (strings.HasPrefix(p.Code, "42") || strings.HasPrefix(p.Code, "22") || strings.HasPrefix(p.Code, "21") || p.Code == "0A000" || p.Code == "57014") {
		if p.Code == "57014" {
			return fmt.Errorf("%w: %w", ErrQuery, errAskSlow)
		}
		return fmt.Errorf("%w: %s", ErrQuery, p.Message)
	}
	var l *sqlite.Error
	if errors.As(err, &l) {
		switch l.Code() & 0xff {
		case sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_RANGE:
			return fmt.Errorf("%w: %s", ErrQuery, strings.TrimSuffix(strings.TrimPrefix(l.Error(), "SQL logic error: "), fmt.Sprintf(" (%d)", l.Code())))
		case sqlite3.SQLITE_AUTH:
			return fmt.Errorf("%w: the question reads or calls what it may not; the views that may be read are %s", ErrQuery, viewNames())
		case sqlite3.SQLITE_TOOBIG:
			return fmt.Errorf("%w: a value of the answer is too large", ErrQuery)
		}
	}
	return err
}

// limited is a question cut to a row more than may be given, so that it is known whether there are more.
func limited(query string, rows int) string {
	return fmt.Sprintf("SELECT * FROM (\n%s\n) AS asked LIMIT %d", query, rows+1)
}

// answerRows gives rows as far as the limits go.
func answerRows(rows *sql.Rows, most AskLimits, head func([]string) error, row func([]any) error) (more bool, err error) {
	columns, err := rows.Columns()
	if err != nil {
		return false, err
	}
	types, err := rows.ColumnTypes()
	if err != nil {
		return false, err
	}
	if err := head(columns); err != nil {
		return false, callerError{err}
	}
	bytes := 0
	for n := 0; rows.Next(); n++ {
		cells, err := readRow(rows, len(columns))
		if err != nil {
			return false, err
		}
		for i, v := range cells {
			cells[i] = askedValue(v, types[i])
			if s, ok := cells[i].(string); ok {
				bytes += len(s)
			}
		}
		if n == most.Rows || bytes > most.Bytes && n > 0 {
			return true, nil
		}
		if err := row(cells); err != nil {
			return false, callerError{err}
		}
	}
	return false, rows.Err()
}

// askedValue is a value as answers have it.
func askedValue(v any, t *sql.ColumnType) any {
	switch v := v.(type) {
	case []byte:
		if utf8.Valid(v) {
			return string(v)
		}
		return fmt.Sprintf("%x", v)
	case string:
		if t.DatabaseTypeName() == "NUMERIC" && json.Valid([]byte(v)) {
			return json.Number(v)
		}
		return v
	case time.Time:
		return v.Format(time.RFC3339Nano)
	case nil, int64, float64, bool:
		return v
	}
	return fmt.Sprint(v)
}

// longestValue is how many bytes one value of SQLite may have while a question is answered.
const longestValue = 64 << 20

// askSQLite asks on a connection of its own, on which nothing can be written and only views can be read.
func (s *asking) askSQLite(ctx context.Context, query string, check checker, most AskLimits, answer func(*sql.Rows) error) error {
	db, c, err := s.toReadAlone(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	defer c.Close()
	hidden, err := hiddenNames(c.QueryContext(ctx, `SELECT name FROM sqlite_master`))
	if err != nil {
		return err
	}
	if query, err = check(query, false, hidden); err != nil {
		return err
	}
	if _, err := c.ExecContext(ctx, `PRAGMA query_only = 1; PRAGMA trusted_schema = 0`); err != nil {
		return err
	}
	for id, n := range map[int]int{sqlite3.SQLITE_LIMIT_LENGTH: longestValue, sqlite3.SQLITE_LIMIT_ATTACHED: 0} {
		if _, err := sqlite.Limit(c, id, n); err != nil {
			return err
		}
	}
	if err := guardAsked(ctx, c, hidden); err != nil {
		return err
	}
	// All rows are worked out before the first is given: only until then is a question stopped when its time is over.
	rows, err := c.QueryContext(ctx, whole(limited(query, most.Rows)))
	if err != nil {
		return err
	}
	defer rows.Close()
	return answer(rows)
}

// toReadAlone is a connection of its own to a file that is only read, as [database.openSQLite] opens one.
func (s *asking) toReadAlone(ctx context.Context) (db *sql.DB, c *sql.Conn, err error) {
	for _, mode := range []string{"ro", "immutable"} {
		if db, err = sql.Open("sqlite", sqliteName(s.name, mode)); err != nil {
			return nil, nil, err
		}
		var tables int
		if c, err = db.Conn(ctx); err == nil {
			if err = c.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master`).Scan(&tables); err == nil {
				return db, c, nil
			}
			c.Close()
		}
		db.Close()
	}
	return nil, nil, err
}

// hiddenNames tells which tables and views may not be named, of those a query names.
func hiddenNames(rows *sql.Rows, err error) (func(string) bool, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	views, names := askable(), map[string]bool{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		if name = strings.ToLower(name); !views[name] {
			names[name] = true
		}
	}
	return func(name string) bool { return names[name] }, rows.Err()
}

// sqliteOperators are functions that SQLite calls where a question has an operator.
var sqliteOperators = map[string]bool{"like": true, "glob": true, "->": true, "->>": true}

// guardAsked lets a connection read the views alone, from now on: of the tables behind them the very columns that the views have. These it
// learns by having the views read once.
func guardAsked(ctx context.Context, c *sql.Conn, hidden func(string) bool) error {
	type column struct{ table, name string }
	views, behind := askable(), map[column]bool{}
	learning := true
	guard := func(action sqlite.AuthorizerActionCode, arg1, arg2, _, within string) sqlite.AuthorizerReturnCode {
		switch {
		case learning && action == sqlite.AuthRead:
			behind[column{arg1, arg2}], behind[column{arg1, ""}] = true, true
			return sqlite.AuthorizerOK
		case learning, action == sqlite.AuthSelect, action == sqlite.AuthRecursive:
			return sqlite.AuthorizerOK
		case action == sqlite.AuthFunction && (sqlFunctions[strings.ToLower(arg2)] || sqliteOperators[arg2]):
			return sqlite.AuthorizerOK
		case action == sqlite.AuthRead && (views[arg1] || arg1 == "json_each" || arg1 == "json_tree"):
			return sqlite.AuthorizerOK
		case action == sqlite.AuthRead && arg2 == "" && (behind[column{arg1, ""}] || !hidden(strings.ToLower(arg1))): // it is named, and no value of it read
			return sqlite.AuthorizerOK
		case action == sqlite.AuthRead && views[within] && behind[column{arg1, arg2}]:
			return sqlite.AuthorizerOK
		}
		return sqlite.AuthorizerDeny
	}
	err := c.Raw(func(driver any) error {
		r, ok := driver.(sqlite.AuthorizerRegisterer)
		if !ok {
			return errors.New("the driver of SQLite does not let questions be guarded")
		}
		return r.RegisterAuthorizer(guard)
	})
	if err != nil {
		return err
	}
	for name := range views {
		stmt, err := c.PrepareContext(ctx, `SELECT * FROM `+name)
		if err != nil {
			return err
		}
		stmt.Close()
	}
	learning = false
	return nil
}

// askPostgres asks in a transaction that only reads, once the plan of the question is known to read nothing but what is behind the views.
func (s *asking) askPostgres(ctx context.Context, query string, check checker, most AskLimits, answer func(*sql.Rows) error) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	for _, set := range []string{fmt.Sprintf(`SET LOCAL statement_timeout = %d`, max(1, most.Time.Milliseconds())), `SET LOCAL standard_conforming_strings = on`} {
		if _, err := tx.ExecContext(ctx, set); err != nil {
			return err
		}
	}
	hidden, err := hiddenNames(tx.QueryContext(ctx, `SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'`))
	if err != nil {
		return err
	}
	if query, err = check(query, true, hidden); err != nil {
		return err
	}
	query = limited(query, most.Rows)
	if err := planAsked(ctx, tx, query); err != nil {
		return err
	}
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	return answer(rows)
}

// planAsked tells whether the plan of a question reads nothing but the tables behind the views, in this store's schema.
func planAsked(ctx context.Context, tx *sql.Tx, query string) error {
	rows, err := tx.QueryContext(ctx, `SELECT DISTINCT n.nspname || '.' || t.relname FROM pg_class v JOIN pg_rewrite w ON w.ev_class = v.oid
		JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> v.oid
		JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace n ON n.oid = t.relnamespace
		WHERE v.relnamespace = current_schema()::regnamespace AND v.relname IN ('`+strings.ReplaceAll(viewNames(), ", ", "', '")+`')`)
	if err != nil {
		return err
	}
	defer rows.Close()
	behind := map[string]bool{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		behind[name] = true
	}
	if err := rows.Err(); err != nil {
		return err
	}
	var raw string
	if err := tx.QueryRowContext(ctx, `EXPLAIN (VERBOSE, FORMAT JSON) `+query).Scan(&raw); err != nil {
		return err
	}
	if name := callsMore.FindString(raw); name != "" {
		return fmt.Errorf("%w: the function %s may not be called here", ErrQuery, strings.TrimSuffix(name, "("))
	}
	var plan any
	if err := json.Unmarshal([]byte(raw), &plan); err != nil {
		return fmt.Errorf("read plan: %w", err)
	}
	if name := beyond(plan, behind); name != "" {
		return fmt.Errorf("%w: %s may not be read; the views that may be read are %s", ErrQuery, name, viewNames())
	}
	return nil
}

// callsMore are functions of PostgreSQL that read or do more than they are given, as plans write them.
var callsMore = regexp.MustCompile(`\b(\w+_to_xml\w*|pg_\w+|lo_\w+|dblink\w*|set_config|current_setting|nextval|setval|currval|query_to\w+|\w+_file|ts_stat|xpath_table)\(`)

// beyond is the first relation of a plan that is not among some; "" where all are.
func beyond(plan any, among map[string]bool) string {
	switch plan := plan.(type) {
	case []any:
		for _, x := range plan {
			if name := beyond(x, among); name != "" {
				return name
			}
		}
	case map[string]any:
		if relation, ok := plan["Relation Name"].(string); ok {
			schema, _ := plan["Schema"].(string)
			if !among[schema+"."+relation] {
				return relation
			}
		}
		for _, x := range plan {
			if name := beyond(x, among); name != "" {
				return name
			}
		}
	}
	return ""
}
