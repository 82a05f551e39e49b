package dna

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf16"

	"onrecord"
	"onrecord/internal/export/coding"
)

// mostStatements is how many statements are read of one database.
const mostStatements = 1_000_000

// Read reads a database of the analyzer's third version: its documents, and of each the statements that say that an organization or a person
// agrees with a concept or does not, as positions of the coder who made them. The further variables of the lossless variant are read too. What
// has no side or no words is told of. The error wraps [coding.ErrForm].
func Read(ctx context.Context, path string) ([]coding.Text, []coding.Problem, error) {
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: "mode=ro&immutable=1"}).String())
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", coding.ErrForm, err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	x := &reading{db: db, at: map[int]int{}}
	for _, step := range []func(context.Context) error{x.documents, x.statements} {
		if err := step(ctx); err != nil {
			return nil, nil, fmt.Errorf("%w: no database of the Discourse Network Analyzer, version 3: %w", coding.ErrForm, err)
		}
	}
	return x.texts, x.problems, nil
}

// reading is a database being read.
type reading struct {
	db       *sql.DB
	texts    []coding.Text
	at       map[int]int // texts by the numbers of their documents
	problems []coding.Problem
}

func (x *reading) documents(ctx context.Context) error {
	rows, err := x.db.QueryContext(ctx, `SELECT ID, Title, Text, Source, Notes, Date FROM DOCUMENTS ORDER BY ID`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int
		var date int64
		var t coding.Text
		if err := rows.Scan(&id, &t.Title, &t.Text, &t.Outlet, &t.URL, &date); err != nil {
			return err
		}
		if u, err := url.Parse(strings.TrimSpace(t.URL)); err != nil || u.Scheme != "http" && u.Scheme != "https" {
			t.URL = "" // notes of people
		}
		if date != 0 {
			t.Published = time.Unix(date, 0).UTC().Format(time.RFC3339)
		}
		x.at[id] = len(x.texts)
		x.texts = append(x.texts, t)
	}
	return rows.Err()
}

// coded is a statement with the values of its variables.
type coded struct {
	id, document, start, stop int
	coder                     string
	values                    map[string]string
}

// statements reads statements with their variables, each a row.
func (x *reading) statements(ctx context.Context) error {
	rows, err := x.db.QueryContext(ctx, `SELECT s.ID, s.DocumentId, s.Start, s.Stop, c.Name, v.Variable, v.DataType,
		CASE v.DataType WHEN 'short text' THEN (SELECT e.Value FROM DATASHORTTEXT d JOIN ENTITIES e ON e.ID = d.Entity WHERE d.StatementId = s.ID AND d.VariableId = v.ID)
			WHEN 'long text' THEN (SELECT d.Value FROM DATALONGTEXT d WHERE d.StatementId = s.ID AND d.VariableId = v.ID)
			WHEN 'integer' THEN (SELECT d.Value FROM DATAINTEGER d WHERE d.StatementId = s.ID AND d.VariableId = v.ID)
			ELSE (SELECT d.Value FROM DATABOOLEAN d WHERE d.StatementId = s.ID AND d.VariableId = v.ID) END
		FROM STATEMENTS s JOIN CODERS c ON c.ID = s.Coder JOIN VARIABLES v ON v.StatementTypeId = s.StatementTypeId ORDER BY s.ID, v.ID`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var s *coded
	n := 0
	done := func() {
		if s != nil {
			x.statement(s)
		}
	}
	for rows.Next() {
		var c coded
		var name, form string
		var v sql.NullString
		if err := rows.Scan(&c.id, &c.document, &c.start, &c.stop, &c.coder, &name, &form, &v); err != nil {
			return err
		}
		if s == nil || s.id != c.id {
			done()
			if n++; n > mostStatements {
				return fmt.Errorf("more than %d statements", mostStatements)
			}
			c.values = map[string]string{}
			s = &c
		}
		if v.Valid {
			s.values[strings.ToLower(name)] = v.String
		}
	}
	done()
	return rows.Err()
}

var errSide = errors.New("it has no organization or person, no concept or no agreement")

// statement makes a position of a statement.
func (x *reading) statement(s *coded) {
	i, ok := x.at[s.document]
	if !ok {
		x.problems = append(x.problems, coding.Problem{Place: s.id, Why: fmt.Sprintf("there is no document %d", s.document)})
		return
	}
	t := &x.texts[i]
	f, err := position(t.Text, s)
	if err != nil {
		x.problems = append(x.problems, coding.Problem{Place: s.id, Why: err.Error()})
		return
	}
	t.Findings = append(t.Findings, f)
}

func position(text string, s *coded) (f coding.Finding, err error) {
	who, concept, agreement := cmp.Or(s.values["organization"], s.values["person"]), s.values["concept"], s.values["agreement"]
	if who == "" || concept == "" || agreement != "0" && agreement != "1" {
		return f, errSide
	}
	passage, ok := words(text, s.start, s.stop)
	if !ok {
		return f, fmt.Errorf("the text has no characters %d to %d", s.start, s.stop)
	}
	stance := onrecord.StanceFor
	if agreement == "0" {
		stance = onrecord.StanceAgainst
	}
	note := []string{fmt.Sprintf("statement %d of the Discourse Network Analyzer", s.id)}
	if p := s.values["person"]; p != "" && p != who {
		note = append(note, "person: "+p)
	}
	f = coding.Finding{Place: s.id, Who: s.coder, Kind: onrecord.KindPosition, Note: strings.Join(note, "; "), Values: []coding.Value{
		{Field: "passage", Words: []coding.Words{passage}}, {Field: "actor", Words: []coding.Words{{Exact: who}}}, {Field: "stance", Text: cmp.Or(s.values["stance"], string(stance)), Side: s.values["stance"] == ""},
		{Field: "issue", Text: cmp.Or(s.values["issue"], concept)}}}
	if s.values["issue"] != "" && s.values["issue"] != concept {
		f.Values = append(f.Values, coding.Value{Field: "topic", Text: concept})
	}
	for _, name := range []string{"firmness", "conditions"} {
		if v := s.values[name]; v != "" {
			f.Values = append(f.Values, coding.Value{Field: name, Text: v})
		}
	}
	return f, nil
}

// words are those between two offsets in UTF-16 units, with their code points; false where the text has none there.
func words(text string, start, stop int) (coding.Words, bool) {
	w, units, points, from := coding.Words{}, 0, 0, -1
	for i, r := range text {
		if units == start {
			from, w.Begin = i, points
		}
		if units >= stop {
			break
		}
		units += max(1, utf16.RuneLen(r))
		points++
		if units == stop && from >= 0 {
			w.Exact, w.End = text[from:i+len(string(r))], points
			return w, true
		}
	}
	return w, false
}
