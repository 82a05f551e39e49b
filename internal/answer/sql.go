package answer

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"

	"onrecord"
	"onrecord/internal/export/sheet"
	"onrecord/internal/store"
)

// How much a question in SQL may take where nothing else is said, and on surfaces that others can reach.
const (
	UsualSQLRows = 1000
	MostSQLRows  = 100_000
	UsualSQLTime = 10 * time.Second
	MostSQLTime  = 10 * time.Minute
	mostSQLBytes = 64 << 20
	someSQLBytes = 1 << 20 // of an answer that is held in memory
)

// SQLForm is a form in which the answer to a question in SQL is written.
type SQLForm string

// The forms.
const (
	SQLTable SQLForm = "table" // aligned columns for a terminal
	SQLCSV   SQLForm = "csv"   // see [sheet.Row]
	SQLJSON  SQLForm = "json"  // JSON Lines: an object a row
)

// SQLForms are all of them.
var SQLForms = []SQLForm{SQLTable, SQLCSV, SQLJSON}

// SQL is a question in SQL to the views that are documented.
type SQL struct {
	Query string
	Rows  int           // at most so many; 0 is [UsualSQLRows]
	Time  time.Duration // at most so long; 0 is [UsualSQLTime]
}

// limits checks what is asked for. The error wraps [store.ErrQuery].
func (q *SQL) limits(bytes int) (store.AskLimits, error) {
	most := store.AskLimits{Rows: q.Rows, Time: q.Time, Bytes: bytes}
	if most.Rows == 0 {
		most.Rows = UsualSQLRows
	}
	if most.Time == 0 {
		most.Time = UsualSQLTime
	}
	switch {
	case most.Rows < 1 || most.Rows > MostSQLRows:
		return most, fmt.Errorf("%w: an answer has 1 to %d rows, got %d", store.ErrQuery, MostSQLRows, most.Rows)
	case most.Time < time.Millisecond || most.Time > MostSQLTime:
		return most, fmt.Errorf("%w: a question may take up to %s, got %s", store.ErrQuery, MostSQLTime, most.Time)
	}
	return most, nil
}

// SQLRows is the answer to a question in SQL, held in memory. Cells are nil (not known), string, int64, float64, bool or [json.Number].
type SQLRows struct {
	Columns []string `json:"columns" nullable:"false"`
	Rows    [][]any  `json:"rows" nullable:"false" doc:"Cells in the order of the columns; null is not known"`
	More    bool     `json:"more" doc:"There are more rows than the limit"`
}

// Ask gives the answer of a store, of a megabyte at most. The error wraps [store.ErrQuery] where the question is at fault.
func (q *SQL) Ask(ctx context.Context, s *store.Store) (*SQLRows, error) {
	most, err := q.limits(someSQLBytes)
	if err != nil {
		return nil, err
	}
	out := &SQLRows{Columns: []string{}, Rows: [][]any{}}
	out.More, err = s.Ask(ctx, q.Query, most, func(columns []string) error { out.Columns = columns; return nil },
		func(cells []any) error { out.Rows = append(out.Rows, slices.Clone(cells)); return nil })
	return out, err
}

// SQLWritten is how much of an answer was written.
type SQLWritten struct {
	Rows int
	More bool // there are more than the limit
}

// Write writes the answer of a store in a form. The error wraps [store.ErrQuery] where the question is at fault.
func (q *SQL) Write(ctx context.Context, s *store.Store, form SQLForm, w io.Writer) (n SQLWritten, err error) {
	most, err := q.limits(mostSQLBytes)
	if err != nil {
		return n, err
	}
	out, err := rowsIn(form, w)
	if err != nil {
		return n, err
	}
	n.More, err = s.Ask(ctx, q.Query, most, out.head, func(cells []any) error {
		n.Rows++
		return out.row(cells)
	})
	if err != nil {
		return n, err
	}
	return n, out.end()
}

// rowsIn writes rows in a form. The error wraps [store.ErrQuery].
func rowsIn(form SQLForm, w io.Writer) (sqlWriter, error) {
	switch form {
	case SQLTable:
		return &sqlTable{w: w}, nil
	case SQLCSV:
		return &sqlCSV{w}, nil
	case SQLJSON:
		return &sqlJSON{w: w}, nil
	}
	return nil, fmt.Errorf("%w: there is no form %q of an answer; there are table, csv, json", store.ErrQuery, form)
}

// sqlWriter writes an answer row by row.
type sqlWriter interface {
	head(columns []string) error
	row(cells []any) error
	end() error
}

// SQLWords is a cell of an answer in words; "" is not known.
func SQLWords(v any) string {
	if v == nil {
		return ""
	}
	if f, ok := v.(float64); ok {
		b, err := json.Marshal(f)
		if err == nil {
			return string(b)
		}
	}
	return fmt.Sprint(v)
}

type sqlCSV struct{ w io.Writer }

func (c *sqlCSV) head(columns []string) error { return sheet.Row(c.w, columns) }

func (c *sqlCSV) row(cells []any) error {
	out := make([]string, len(cells))
	for i, v := range cells {
		if out[i] = SQLWords(v); out[i] != "" {
			if _, words := v.(string); words {
				out[i] = sheet.Words(out[i])
			}
		}
	}
	return sheet.Row(c.w, out)
}

func (c *sqlCSV) end() error { return nil }

// sqlJSON writes objects whose fields come in the order of the columns; of columns of one name the later get a number.
type sqlJSON struct {
	w     io.Writer
	names []string
}

func (j *sqlJSON) head(columns []string) error {
	taken := map[string]bool{}
	for _, c := range columns {
		name := c
		for k := 2; taken[name]; k++ {
			name = fmt.Sprintf("%s_%d", c, k)
		}
		taken[name] = true
		quoted, err := json.Marshal(name)
		if err != nil {
			return err
		}
		j.names = append(j.names, string(quoted))
	}
	return nil
}

func (j *sqlJSON) row(cells []any) error {
	out := []byte("{")
	for i, v := range cells {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(out, j.names[i]...), ':')
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			return err
		}
		out = append(out, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
	}
	_, err := j.w.Write(append(out, "}\n"...))
	return err
}

func (j *sqlJSON) end() error { return nil }

// sqlTable writes aligned columns. It holds the first rows to see how wide they are.
type sqlTable struct {
	w      io.Writer
	held   [][]string
	widths []int // once they are known
	number []bool
}

// Widths of columns for a terminal.
const (
	sqlHeld   = 200
	sqlWidest = 60 // of one column
)

func (t *sqlTable) head(columns []string) error {
	t.number = make([]bool, len(columns))
	for i := range t.number {
		t.number[i] = true
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = onrecord.OneLine(c)
	}
	t.held = [][]string{names}
	return nil
}

func (t *sqlTable) row(cells []any) error {
	out := make([]string, len(cells))
	for i, v := range cells {
		out[i] = onrecord.OneLine(SQLWords(v))
		switch v.(type) {
		case nil, int, int64, float64, json.Number:
		default:
			t.number[i] = false
		}
	}
	if t.widths != nil {
		return t.line(out)
	}
	if t.held = append(t.held, out); len(t.held) <= sqlHeld {
		return nil
	}
	return t.release()
}

// release writes what is held.
func (t *sqlTable) release() error {
	if t.widths != nil || t.held == nil {
		return nil
	}
	t.widths = make([]int, len(t.number))
	for _, row := range t.held {
		for i, c := range row {
			t.widths[i] = max(t.widths[i], min(runewidth.StringWidth(c), sqlWidest))
		}
	}
	for k, row := range t.held {
		if err := t.line(row); err != nil {
			return err
		}
		if k == 0 {
			rule := make([]string, len(row))
			for i, w := range t.widths {
				rule[i] = strings.Repeat("-", w)
			}
			if err := t.line(rule); err != nil {
				return err
			}
		}
	}
	t.held = nil
	return nil
}

func (t *sqlTable) line(cells []string) error {
	var b strings.Builder
	for i, c := range cells {
		if i > 0 {
			b.WriteString("  ")
		}
		if runewidth.StringWidth(c) > sqlWidest {
			c = runewidth.Truncate(c, sqlWidest, "…")
		}
		blank := strings.Repeat(" ", max(0, t.widths[i]-runewidth.StringWidth(c)))
		switch {
		case t.number[i]:
			b.WriteString(blank + c)
		case i == len(cells)-1:
			b.WriteString(c)
		default:
			b.WriteString(c + blank)
		}
	}
	_, err := io.WriteString(t.w, strings.TrimRight(b.String(), " ")+"\n")
	return err
}

func (t *sqlTable) end() error { return t.release() }

//go:embed worked.sql
var workedSQL string

// WorkedSQL is a question in SQL with what it asks, to begin from.
type WorkedSQL struct{ Asks, Query string }

// WorkedSQLs are questions that work on every store, in SQLite and PostgreSQL; docs/sql.md has them too.
func WorkedSQLs() (out []WorkedSQL) {
	for block := range strings.SplitSeq(workedSQL, "\n\n") {
		if asks, query, ok := strings.Cut(strings.TrimSpace(block), "\n"); ok {
			out = append(out, WorkedSQL{strings.TrimPrefix(asks, "-- "), query + "\n"})
		}
	}
	return out
}
