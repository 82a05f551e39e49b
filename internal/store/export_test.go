package store

import (
	"bytes"
	"compress/flate"
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"onrecord"
)

// OneConnection lets settings of a connection hold for all that follows.
func (s *Store) OneConnection() { s.db.SetMaxOpenConns(1) }

// Exec changes a store behind its back.
func (s *Store) Exec(ctx context.Context, query string, args ...any) error {
	_, err := s.db.ExecContext(ctx, s.dialect.bind(query), args...)
	return err
}

// Number is the first number of the first row of a query.
func (s *Store) Number(ctx context.Context, query string) (n int, err error) {
	var skip any
	err = s.db.QueryRowContext(ctx, query).Scan(&n, &skip, &skip)
	return n, err
}

// Timed runs a query as searches are run, and gives how many rows it had.
func (s *Store) Timed(ctx context.Context, query string) (n int, err error) {
	err = s.timed(ctx, "search store", func(ctx context.Context) error {
		rows, err := s.db.QueryContext(ctx, whole(query))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			n++
		}
		return rows.Err()
	})
	return n, err
}

// AskUnlooked asks a question in SQL whose words nobody has looked at: what the database itself holds it to.
func (s *Store) AskUnlooked(ctx context.Context, query string, most AskLimits, row func([]any) error) error {
	_, err := s.ask(ctx, query, func(query string, _ bool, _ func(string) bool) (string, error) { return query, nil }, most, func([]string) error { return nil }, row)
	return err
}

// CheckAsked looks at the words of a question.
func CheckAsked(query string, hidden map[string]bool) error {
	_, err := checkAsked(query, true, func(name string) bool { return hidden[name] })
	return err
}

// First are the words of a text that a search shows, between brackets.
func First(text, query string) string {
	at := parseTerms(query).first(&stemmer{}, text)
	return text[:at.Start] + "[" + text[at.Start:at.End] + "]" + text[at.End:]
}

// Stems are what the words of a text are found by.
func Stems(text string) []string { return (&stemmer{}).stems(text) }

// Unversioned is a reading as the first format packed it, by the names of today.
func Unversioned(d *onrecord.Document) []byte {
	s := toStored(d)
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.DefaultCompression)
	err := json.NewEncoder(w).Encode(map[string]any{"Document": s, "Byline": s.Byline, "Dateline": s.Dateline, "File": s.File, "HasText": s.HasText})
	if err := errors.Join(err, w.Close()); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Headed is a reading as a program of other versions would pack it.
func Headed(d *onrecord.Document, format, feature uint16) []byte {
	raw, err := pack(d)
	if err != nil {
		panic(err)
	}
	binary.BigEndian.PutUint16(raw[len(readingMagic):], format)
	binary.BigEndian.PutUint16(raw[len(readingMagic)+2:], feature)
	return raw
}

// SetReading puts a packed reading in the place of the one of a report, with its checksums.
func (s *Store) SetReading(ctx context.Context, id string, packed []byte) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // no effect once committed
	w := newWriter(s.dialect, tx)
	rows, err := w.rows(ctx, `SELECT n, `+reportColumns+` FROM reports WHERE id = ?`, id)
	if err != nil {
		return err
	}
	err = w.exec(ctx, `UPDATE reports SET reading = ?, reading_seal = ? WHERE id = ?`, packed, seal(id, packed), id)
	n, _ := rows[0][0].(int64)
	return errors.Join(err, w.list(ctx, n, rows[0][1:], packed), tx.Commit())
}

// MakeOlder makes a store of a version of the tables that holds some reports, as the program of that version left it.
func MakeOlder(ctx context.Context, name string, version int, docs ...*onrecord.Document) error {
	s := &database{name: name}
	var err error
	kind := "sqlite"
	if isPostgres(name) {
		kind, err = "postgres", s.openPostgres(name, true)
	} else {
		err = s.openSQLite(ctx, name, true)
	}
	if err != nil {
		return err
	}
	defer s.db.Close()
	steps, err := migrations(kind)
	if err != nil {
		return err
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // no effect once committed
	for v := 1; v <= version; v++ {
		_, err := tx.ExecContext(ctx, steps[v-1])
		if err == nil {
			err = filled(ctx, v, s.dialect, tx)
		}
		if v == 1 && err == nil {
			err = first(ctx, newWriter(s.dialect, tx), docs)
		}
		if err != nil {
			return fmt.Errorf("step %d: %w", v, err)
		}
	}
	end := fmt.Sprintf(`PRAGMA application_id = %d; PRAGMA user_version = %d`, applicationID, version)
	if kind == "postgres" {
		end = fmt.Sprintf(`CREATE TABLE onrecord_store (version INTEGER NOT NULL); INSERT INTO onrecord_store VALUES (%d)`, version)
	}
	_, err = tx.ExecContext(ctx, end)
	return errors.Join(err, tx.Commit())
}

// first puts reports into tables of the first version.
func first(ctx context.Context, w writer, docs []*onrecord.Document) error {
	for i, d := range docs {
		id, n := onrecord.Digest(d.Text), int64(i+1)
		r := slices.Delete(reportRow(id, d), 7, 8) // the language
		r[len(r)-1] = Unversioned(d)               // for the checksum
		f := flatten(n, d)
		for j, x := range f.findings {
			f.findings[j] = x[:len(x)-2]
		}
		m := &d.Meta
		for _, t := range []struct {
			into string
			rows [][]any
		}{
			{"reports (id, given, url, outlet, title, published, day, tool, lexicon, models, text, reading)", [][]any{r}},
			{"appearances (" + appearanceColumns + ")", [][]any{{n, m.Publisher, m.URL, m.Published, m.Title, d.ID}}},
			{"findings (" + findingColumnsTo9 + ")", f.findings},
			{"parties (" + partyColumns + ")", f.parties},
			{"entities (" + entityColumns + ")", entitiesOf(n, d)},
		} {
			if err := w.insert(ctx, t.into, "?", t.rows); err != nil {
				return err
			}
		}
	}
	return nil
}

// StandTables takes out what version 12 of the tables brought.
func StandTables(postgres bool) (out []string) {
	for _, t := range []string{"reports", "appearances", "entities", "findings"} {
		for _, what := range []string{"more", "fewer"} {
			if postgres {
				out = append(out, "DROP TRIGGER "+t+"_"+what+" ON "+t, "DROP FUNCTION "+t+"_"+what+"()")
			} else {
				out = append(out, "DROP TRIGGER "+t+"_"+what)
			}
		}
	}
	out = append(out, "DROP TABLE tallies")
	for _, t := range standTables {
		out = append(out, "DROP TABLE "+t)
	}
	return out
}

// Counted counts what [Store.Counts] tells, row by row.
func (s *Store) Counted(ctx context.Context) (c Counts, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM reports), (SELECT count(*) FROM appearances),
		(SELECT count(*) FROM statements), (SELECT count(*) FROM events), (SELECT count(*) FROM positions),
		(SELECT count(*) FROM entities)`).Scan(&c.Reports, &c.Appearances, &c.Statements, &c.Events, &c.Positions, &c.Entities)
	return c, err
}

// Latest is the version of the tables of this program.
func Latest() int {
	steps, err := migrations("sqlite")
	if err != nil {
		panic(err)
	}
	return len(steps)
}

// Explained gives the plan of every question that is put to views while look runs, by the question.
func (s *Store) Explained(ctx context.Context, look func(*Views) error) (map[string]string, error) {
	out := map[string]string{}
	err := s.ReadViews(ctx, func(v *Views) error {
		v.asked = func(query string, args []any) {
			plan, err := s.plan(ctx, v.w.tx, query, args)
			if err != nil {
				plan = err.Error()
			}
			out[query] = plan
		}
		return look(v)
	})
	return out, err
}

// plan is how the database answers a question, as if its tables were large.
func (s *Store) plan(ctx context.Context, tx *sql.Tx, query string, args []any) (plan string, err error) {
	explain := "EXPLAIN QUERY PLAN "
	if isPostgres(s.name) {
		if _, err := tx.ExecContext(ctx, "SET LOCAL enable_seqscan = off"); err != nil {
			return "", err
		}
		explain = "EXPLAIN "
	}
	rows, err := tx.QueryContext(ctx, explain+s.dialect.bind(query), args...)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, none int
		var detail string
		into := []any{&id, &parent, &none, &detail}
		if isPostgres(s.name) {
			into = []any{&detail}
		}
		if err := rows.Scan(into...); err != nil {
			return "", err
		}
		plan += detail + "\n"
	}
	return plan, rows.Err()
}

// QuestionPlans gives the plans of the questions that searches put, by what is asked.
func (s *Store) QuestionPlans(ctx context.Context) (map[string]string, error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	out := map[string]string{}
	ask := func(what, query string, args ...any) {
		plan, err := s.plan(ctx, tx, query, args)
		if err != nil {
			plan = "SCAN: " + err.Error()
		}
		out[what] = query + "\n" + plan
	}
	of := func(q Query) where {
		if err := q.Check(); err != nil {
			panic(err)
		}
		return s.findingsWhere(&q)
	}
	reports := func(q Query) where {
		if err := q.Check(); err != nil {
			panic(err)
		}
		return s.reportsWhere(&q)
	}
	listed := func(w where) (string, []any) {
		return `SELECT r.n, ` + listingColumns + ` FROM reports r LEFT JOIN listings l ON l.report = r.n` + w.String() + ` ORDER BY r.day DESC, r.n DESC LIMIT ?`, append(w.args, 20)
	}
	// The two ways to what is looked up elsewhere, as far as they are said; see [sought].
	both := func(what string, q Query) {
		for way, each := range map[string]bool{"found first": false, "row by row": true} {
			list := q.soughtIn(s.dialect)
			for i := range list {
				list[i].each = each
			}
			var w where
			s.findingsThat(&w, &q, list)
			ask(what+", "+way, `SELECT `+hitColumns+hitTables+w.String()+` ORDER BY f.day DESC, f.n DESC LIMIT ?`, append(w.args, 20)...)
		}
	}
	both("statements by words", Query{Kind: Statement, Text: "ferry"})
	both("positions on an issue", Query{Kind: Position, Issue: "truce"})
	both("events of a state", Query{Kind: Event, Country: "NOR"})
	both("events in a place by words", Query{Kind: Event, Place: "NOR", Text: "ferry"})
	both("what an outlet printed", Query{Kind: Event, Outlet: "a"})
	found := func(w where) (string, []any) {
		return `SELECT ` + hitColumns + hitTables + w.String() + ` ORDER BY f.day DESC, f.n DESC LIMIT ?`, append(w.args, 20)
	}
	for what, w := range map[string]where{"the newest reports": reports(Query{}), "reports of some days": reports(Query{From: "2026-01-01", To: "2026-01-09"}),
		"reports by words": reports(Query{Text: "ferry harbour"}), "reports by a tag": reports(Query{Tag: "memo"})} {
		query, args := listed(w)
		ask(what, query, args...)
	}
	for what, w := range map[string]where{"statements by words": of(Query{Kind: Statement, Text: "ferry"}), "positions of a stance": of(Query{Kind: Position, Stance: "against"}),
		"events of a root": of(Query{Kind: Event, Root: "PROTEST"}), "what an actor did": of(Query{Kind: Event, Actor: "norway"}), "the newest positions": of(Query{Kind: Position}), "statements by a tag": of(Query{Kind: Statement, Tag: "memo"})} {
		query, args := found(w)
		ask(what, query, args...)
	}
	ask("a report by its digest", `SELECT `+loadColumns+` FROM reports r WHERE r.id = ?`, "a")
	for what, q := range map[string]NoteQuery{"the newest notes": {}, "notes on a report": {Report: "a", After: 9}, "notes on a finding": {Report: "a", Kind: Event, Number: 2},
		"notes with a tag": {Tag: "memo"}, "mentions": {Mention: "ana", After: 9}, "notes by words": {Words: "who says so", Tag: "x"}, "notes of somebody": {Who: "ana"},
		"a thread": {Thread: 1}, "notes not found": {Lost: true}, "notes since": {Since: time.Unix(0, 0)}} {
		query, args := q.sql()
		ask(what, query, args...)
	}
	ask("all notes on a report", `SELECT `+noteColumns+noteTables+notesOnReport, "a", 9)
	ask("the whole of a thread", `SELECT `+noteColumns+noteTables+notesOfThread, 1, 1, 9)
	ask("a note by its id", `SELECT `+noteColumns+noteTables+` WHERE n.id = ?`, "a")
	ask("the log of a note", noteHistory, 1, 9)
	ask("tags", noteTags, 9)
	ask("texts of an address", printedAt, "a", 9)
	ask("where a report was met", `SELECT `+appearanceColumns+` FROM appearances WHERE report = ?`, 1)
	return out, nil
}

// Exec has a statement done in the transaction of views.
func (v *Views) Exec(ctx context.Context, query string, args ...any) error {
	return v.w.exec(ctx, query, args...)
}

// Looked is [Store.Search] as it goes by all that have what is sought, however many these are.
func (s *Store) Looked(ctx context.Context, q Query) (Page, error) {
	if q.reports() {
		return s.someReports(ctx, &q, q.soughtInReports(s.dialect), where{})
	}
	return s.someFindings(ctx, &q, q.soughtIn(s.dialect), where{})
}

// SetLeastCommon has searches walk in a small store, too.
func (s *Store) SetLeastCommon(n int) { s.leastCommon = n }

// Walks tells whether a search walks by the newest rows.
func (s *Store) Walks(ctx context.Context, q Query) bool {
	reports, findings, err := s.counted(ctx)
	if err != nil {
		panic(err)
	}
	list, all := q.soughtIn(s.dialect), findings
	if q.reports() {
		list, all = q.soughtInReports(s.dialect), reports
	}
	walks, err := s.searches.common(ctx, list, all, q.Limit+1)
	return walks && err == nil
}
