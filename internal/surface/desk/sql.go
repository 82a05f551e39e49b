package desk

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onrecord/internal/answer"
	"onrecord/internal/store"
)

// sqlPages are the questions in SQL: a page, its answer as a file, and a call of the API.
type sqlPages struct{ *base }

// sqlShown is how many rows a page or a call has at most.
const sqlShown = 1000

// sqlPage is a question with its answer.
type sqlPage struct {
	Query  string
	Fault  string // why it cannot be answered
	Answer *answer.SQLRows
	Cells  [][]sqlCell
	Limit  int
	CSV    string
	Views  []store.AskView
	Worked []answer.WorkedSQL
}

// sqlCell is a cell in words; what is not known has none.
type sqlCell struct {
	Words string
	Known bool
}

func (d *sqlPages) sqlPage(w http.ResponseWriter, r *http.Request) error {
	p := sqlPage{Query: r.URL.Query().Get("query"), Limit: sqlShown, Views: store.AskViews(), Worked: answer.WorkedSQLs()}
	status := http.StatusOK
	if p.Query != "" {
		p.CSV = with("/sql.csv", r.URL.Query())
		var err error
		p.Answer, err = d.askSQL(r.Context(), p.Query, sqlShown)
		if errors.Is(err, store.ErrQuery) {
			status, p.Fault = statusOf(err), err.Error()
		} else if err != nil {
			return err
		}
	}
	if p.Answer != nil {
		for _, row := range p.Answer.Rows {
			cells := make([]sqlCell, len(row))
			for i, v := range row {
				cells[i] = sqlCell{answer.SQLWords(v), v != nil}
			}
			p.Cells = append(p.Cells, cells)
		}
	}
	return d.show(w, r, status, "sql", frame{Title: "Questions in SQL", Page: p})
}

// askSQL asks once it is its turn.
func (d *sqlPages) askSQL(ctx context.Context, query string, limit int) (*answer.SQLRows, error) {
	done, err := d.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	q := answer.SQL{Query: query, Rows: limit}
	return q.Ask(ctx, d.store)
}

// sqlCSV is the whole answer, as far as a question may have one.
func (d *sqlPages) sqlCSV(w http.ResponseWriter, r *http.Request) error {
	done, err := d.turn(r.Context())
	if err != nil {
		return err
	}
	defer done()
	q := answer.SQL{Query: r.URL.Query().Get("query"), Rows: answer.MostSQLRows}
	out := &late{ResponseWriter: w, still: stillThere(w)}
	if _, err = q.Write(r.Context(), d.store, answer.SQLCSV, out); err != nil && out.n > 0 {
		d.log.Warn("answer in SQL broken off", "error", err)
		panic(http.ErrAbortHandler)
	}
	return err
}

// late is an answer that becomes a file with its first byte, so that what goes wrong before can still be told.
type late struct {
	http.ResponseWriter
	still func()
	n     int
}

// Write is [io.Writer].
func (l *late) Write(b []byte) (int, error) {
	if l.n == 0 {
		attach(l.ResponseWriter, "text/csv; charset=utf-8; header=present", "answer.csv")
	}
	if l.n>>20 != (l.n+len(b))>>20 {
		l.still()
	}
	l.n += len(b)
	return l.ResponseWriter.Write(b)
}

type sqlInput struct {
	Query string `query:"query" required:"true" doc:"One SELECT over the views of docs/sql.md" example:"SELECT outlet, count(*) AS n FROM record_reports GROUP BY outlet"`
	Limit int    `query:"limit" doc:"At most so many rows" minimum:"1" maximum:"1000" default:"1000"`
}

type sqlOutput struct{ Body answer.SQLRows }

// apiSQL adds questions in SQL.
func (d *api) apiSQL(a huma.API, get func(id, path, what, more string) huma.Operation) {
	pages := &sqlPages{d.base}
	huma.Register(a, get("ask-sql", "/sql", "A question in SQL, over documented views",
		"One SELECT over the views that onrecord sql --views lists, for ten seconds at most. Nothing else can be read, and nothing changed."),
		func(ctx context.Context, in *sqlInput) (*sqlOutput, error) {
			rows, err := pages.askSQL(ctx, in.Query, in.Limit)
			if err != nil {
				return nil, d.fault(err)
			}
			return &sqlOutput{*rows}, nil
		})
}
