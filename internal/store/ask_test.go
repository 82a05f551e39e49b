package store_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
	"onrecord/internal/store/mend"
	"onrecord/internal/store/storetest"
)

var askLimits = store.AskLimits{Rows: 1000, Bytes: 1 << 20, Time: 10 * time.Second}

// asked is the answer to a question in SQL, its cells in words.
func asked(t testing.TB, s *store.Store, query string, most store.AskLimits) (columns []string, rows [][]string, more bool, err error) {
	t.Helper()
	more, err = s.Ask(t.Context(), query, most, func(c []string) error { columns = c; return nil }, func(cells []any) error {
		var row []string
		for _, c := range cells {
			if c == nil {
				row = append(row, "NULL")
				continue
			}
			row = append(row, fmt.Sprint(c))
		}
		rows = append(rows, row)
		return nil
	})
	return columns, rows, more, err
}

// secrets are what nobody may get by a question.
var secrets = []string{"ada the admin", "argon-hash", "token-digest", "session-digest", "a secret watch"}

// askStore is a store of two reports, with users, tokens, sessions and watched queries.
func askStore(t *testing.T, db database) *store.Store {
	t.Helper()
	s := filled(t, db)
	ctx := t.Context()
	if err := s.AddUser(ctx, secrets[0], access.Admin, secrets[1]); err != nil {
		t.Fatal(err)
	}
	if err := s.AddToken(ctx, store.Token{ID: "t1", User: secrets[0]}, secrets[2]); err != nil {
		t.Fatal(err)
	}
	for _, exec := range []string{`INSERT INTO sessions (digest, who, created, expires) VALUES ('` + secrets[3] + `', '` + secrets[0] + `', '2026', '2027')`,
		`INSERT INTO saved_queries (name, screen, query, who, at) VALUES ('` + secrets[4] + `', 'explore', 'q=x', 'x', '2026')`} {
		if err := s.Exec(ctx, exec); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// TestAskDecided: what people decided of each kind of finding stands in its view, with their values; what was rejected has no row, and what nobody
// decided has none of it.
func TestAskDecided(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := filled(t, db)
		rows := func(query string) string {
			t.Helper()
			_, list, _, err := asked(t, s, query, askLimits)
			if err != nil {
				t.Fatal(query, err)
			}
			var out []string
			for _, r := range list {
				out = append(out, strings.Join(r, "|"))
			}
			return strings.Join(out, " ")
		}
		all := map[store.Kind]string{store.Statement: "record_statements", store.Event: "record_events", store.Position: "record_positions"}
		field := map[store.Kind]mend.Value{store.Statement: {Field: "naming", Text: "named"}, store.Event: {Field: "root", Text: "AID"}, store.Position: {Field: "firmness", Text: "1"}}
		for kind, view := range all {
			if got := rows("SELECT count(decided), min(finding) FROM " + view); !strings.HasPrefix(got, "0|") || got == "0|NULL" {
				t.Fatalf("%s before: %s", view, got)
			}
			reports := strings.Fields(rows("SELECT DISTINCT report FROM " + view + " ORDER BY report"))
			v, one := field[kind], store.Decision{Who: "Ada", Report: reports[0], Kind: kind}
			of := "FROM " + view + " WHERE report = '" + reports[0] + "' AND finding = '" + onrecord.FindingID(kind, 1) + "'"
			for _, step := range []struct {
				action store.Action
				want   string
			}{{store.Accept, "accepted"}, {store.Correct, "corrected|" + v.Text}, {store.Reject, ""}} {
				d := one
				d.Action, d.Number = step.action, 1
				if step.action == store.Correct {
					d.Values = []mend.Value{v}
				}
				if _, err := s.Decide(t.Context(), d); err != nil {
					t.Fatal(kind, step.action, err)
				}
				if got := rows("SELECT decided, " + v.Field + " " + of); got != step.want && !(step.action == store.Accept && strings.HasPrefix(got, step.want+"|")) {
					t.Errorf("%s, %s: %q, want %q", view, step.action, got, step.want)
				}
			}
			if got := rows("SELECT count(decided) FROM " + view); got != "0" {
				t.Errorf("%s: %s rows say that somebody decided", view, got)
			}
		}
	})
}

// TestAskViews holds the views that are described to those that there are, with their columns, on every database.
func TestAskViews(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := askStore(t, db)
		if _, err := s.Decide(t.Context(), store.Decision{Who: "Ada", Action: store.Correct, Report: onrecord.Digest(first), Kind: store.Statement, Number: 1, Field: "naming", New: "named", Why: "said so"}); err != nil {
			t.Fatal(err)
		}
		for _, v := range store.AskViews() {
			columns, _, _, err := asked(t, s, "SELECT * FROM "+v.Name+" LIMIT 3;", askLimits)
			var described []string
			for _, c := range v.Columns {
				described = append(described, c.Name)
			}
			if err != nil || !slices.Equal(columns, described) {
				t.Errorf("%s has columns %q, described are %q (%v)", v.Name, columns, described, err)
			}
		}
		for query, want := range map[string]string{
			`SELECT outlet, day, language, text FROM record_reports ORDER BY day LIMIT 1`: "Harbour Gazette|2026-03-01|eng|" + first,
			`SELECT finding, source, naming, content, within FROM record_statements WHERE finding = 'a1' AND source LIKE 'Off%'`: "a1|Officials|" + // naming by decision
				"named|that Norway would not send ships to the strait until a truce holds|NULL",
			`SELECT actor, root, recipient, trigger, on_word_of, source FROM record_events e WHERE root = 'ACCUSE'`:                              "France|ACCUSE|Iran|condemned|NULL|NULL",
			`SELECT trigger, factuality, begin_at, end_at - begin_at = length(quotation) FROM record_events WHERE trigger = 'arrested'`:          "",
			`SELECT actor, stance, firmness, on_word_of, red_line FROM record_positions WHERE actor = 'Norway'`:                                  "Norway|against|4|a1|0",
			`SELECT side, name, code, count(DISTINCT finding) FROM record_parties WHERE country = 'FRA' AND finding LIKE 'ev%' GROUP BY 1, 2, 3`: "actor|France|FRA|1",
			`SELECT name, mentions FROM record_entities WHERE country = 'FRA'`:                                                                   "France|1",
			`SELECT n, who, action, finding, field, new_value, undone FROM record_decisions`:                                                     "1|Ada|correct|a1|naming|named|0",
			"WITH x AS (SELECT report, count(*) AS k FROM record_events GROUP BY report) -- a remark; with a semicolon\nSELECT max(k) FROM x":    "2",
			`SELECT outlet AS "the; outlet", 'it''s -- no remark; /* nor this' FROM record_reports WHERE outlet = 'Morning Ledger'`:              "Morning Ledger|it's -- no remark; /* nor this",
			`SELECT count(*) AS reports FROM record_reports ORDER BY reports`:                                                                    "2",
		} {
			_, rows, more, err := asked(t, s, query, askLimits)
			if err != nil || len(rows) != 1 || more {
				t.Errorf("%s: %q, %v", query, rows, err)
				continue
			}
			if got := strings.Join(rows[0], "|"); want != "" && got != want {
				t.Errorf("%s: %s, want %s", query, got, want)
			}
		}
		// Offsets are code points.
		_, rows, _, err := asked(t, s, `SELECT e.quotation, e.begin_at, e.end_at, r.text FROM record_events e JOIN record_reports r ON r.report = e.report`, askLimits)
		if err != nil || len(rows) < 2 {
			t.Fatal(rows, err)
		}
		for _, r := range rows {
			var from, to int
			fmt.Sscan(r[1]+" "+r[2], &from, &to)
			if got := string([]rune(r[3])[from:to]); got != r[0] {
				t.Errorf("%q stands at the place of %q", got, r[0])
			}
		}
		// In the order that was asked for, across the limit.
		_, rows, more, err := asked(t, s, `SELECT outlet FROM record_reports ORDER BY outlet DESC`, store.AskLimits{Rows: 1, Bytes: 1000, Time: time.Minute})
		if err != nil || !more || len(rows) != 1 || rows[0][0] != "Morning Ledger" {
			t.Errorf("%q, more: %v, %v", rows, more, err)
		}
		if _, rows, more, err = asked(t, s, `SELECT text FROM record_reports`, store.AskLimits{Rows: 10, Bytes: len(second) + 10, Time: time.Minute}); err != nil || !more || len(rows) != 1 {
			t.Errorf("%d rows in so few bytes, more: %v, %v", len(rows), more, err)
		}
	})
}

// forbidden are questions that read what may not be read, or change something, or would.
var forbidden = []string{
	``, `;`, `DELETE FROM users`, `UPDATE users SET role = 'admin'`, `DROP VIEW record_reports`, `PRAGMA table_list`, `ATTACH 'x.db' AS x`, `EXPLAIN SELECT 1`, `BEGIN`, `COPY users TO STDOUT`,
	`SELECT * FROM users`, `SELECT * FROM tokens`, `SELECT digest FROM sessions`, `SELECT * FROM saved_queries`, `SELECT * FROM notes`, `SELECT body FROM note_log`, `SELECT * FROM reports`, `SELECT * FROM findings`, `SELECT * FROM statements`,
	`select*from users`, `SELECT * FROM USERS`, `SELECT * FROM "users"`, `SELECT * FROM main.users`, `SELECT * FROM "main"."users"`, `SELECT * FROM public . users`, "SELECT * FROM\n--x\nusers",
	"SELECT * FROM `users`", `SELECT * FROM [users]`, `SELECT * FROM 'users'`, `SELECT * FROM (users)`, `SELECT * FROM record_reports, users`, `SELECT * FROM record_reports JOIN users ON true`,
	`SELECT * FROM record_reports CROSS JOIN (tokens)`, `SELECT (SELECT password FROM users LIMIT 1)`, `SELECT 1 WHERE 'x' IN (SELECT name FROM users)`, `SELECT 1 WHERE 'x' IN users`, `TABLE users`,
	`SELECT 1 UNION ALL TABLE users`, `SELECT name FROM ONLY users`, `SELECT 1 UNION SELECT password FROM users`, `WITH x AS (SELECT password FROM users) SELECT * FROM x`,
	`WITH record_reports AS (SELECT password FROM users) SELECT * FROM record_reports`, `WITH record_reports(a) AS (SELECT password FROM users) SELECT * FROM record_reports`,
	`WITH record_reports AS NOT MATERIALIZED (SELECT password AS text FROM users) SELECT text FROM record_reports`, `WITH users AS (SELECT 1) SELECT * FROM users`,
	`WITH d AS (DELETE FROM users RETURNING *) SELECT * FROM d`, `WITH d AS (INSERT INTO users VALUES ('x')) SELECT 1`, `SELECT * INTO copied FROM record_reports`, `SELECT 1; SELECT 2`, `SELECT 1) AS x; DROP TABLE users; --`,
	`SELECT 1) UNION SELECT password FROM (users`, `SELECT sql FROM sqlite_master`, `SELECT * FROM sqlite_schema`, `SELECT * FROM pragma_table_info('users')`, `SELECT * FROM dbstat`, `SELECT load_extension('x')`,
	`SELECT * FROM pg_shadow`, `SELECT * FROM pg_catalog.pg_user`, `SELECT table_name FROM information_schema.tables`, `SELECT pg_read_file('/etc/passwd')`, `SELECT pg_sleep(60)`,
	`SELECT query_to_xml('SELECT * FROM users', true, true, '')`, `SELECT "query_to_xml"('SELECT * FROM users', true, true, '')`, `SELECT query_to_xml ('SELECT * FROM users', true, true, '')`,
	`SELECT table_to_xml('users', true, true, '')`, `SELECT set_config('role', 'none', true)`, `SELECT current_setting('data_directory')`, `SELECT lo_import('/etc/passwd')`, `SELECT dblink('x', 'y')`,
	`SELECT U&"\0075sers"`, `SELECT * FROM U&"\0075sers"`, `SELECT E'\''||(SELECT password FROM users)--'`, `SELECT $$x$$`, `SELECT $1`, `SELECT * FROM record_reports /* x */, users`, "SELECT 1 --x\rFROM users",
	`SELECT 1FROM users`, `SELECT * FROM record_reports AS r, LATERAL users`, `SELECT x'00' FROM users`, `SELECT * FROM users AS u`, `SELECT zeroblob(1000000000)`, `SELECT randomblob(10)`, `SELECT printf('%1000000000d', 1)`,
	`SELECT repeat('x', 1000000000)`, `SELECT * FROM fts5vocab`, `SELECT * FROM report_words`, `SELECT * FROM finding_words WHERE finding_words MATCH 'x'`, `VALUES ((SELECT password FROM users))`,
	`SELECT * FROM record_reports ORDER BY (SELECT password FROM users)`, `SELECT count(*) FILTER (WHERE EXISTS (SELECT 1 FROM users)) FROM record_reports`, `SELECT users FROM users`, `SELECT * FROM river_job`,
	`SELECT nextval('x')`, `SELECT * FROM onrecord_store`, `SELECT writefile('x', 'y')`, `SELECT edit('x')`, `SELECT * FROM record_reports r WHERE r.text MATCH 'x'`, `SELECT xmlserialize(content query_to_xml('x',true,true,'') as text)`,
}

// TestAskForbidden refuses them in words, and where nobody looks at the words the database refuses what matters.
func TestAskForbidden(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := askStore(t, db)
		for _, query := range forbidden {
			_, rows, _, err := asked(t, s, query, askLimits)
			if !errors.Is(err, store.ErrQuery) || len(rows) > 0 {
				t.Errorf("%s: %q, %v", query, rows, err)
			}
			if err != nil && strings.Contains(err.Error(), "SQL logic error") {
				t.Errorf("%s: %v", query, err)
			}
			err = s.AskUnlooked(t.Context(), query, store.AskLimits{Rows: 10, Bytes: 1 << 20, Time: 2 * time.Second}, func(cells []any) error {
				for _, c := range cells {
					for _, secret := range secrets {
						if strings.Contains(fmt.Sprint(c), secret) {
							t.Errorf("%s gives %q where nobody looks at its words", query, secret)
						}
					}
				}
				return nil
			})
			if err == nil && strings.Contains(query, "users") && strings.HasPrefix(query, "SELECT * FROM") && !strings.Contains(query, "(") {
				t.Errorf("%s is answered where nobody looks at its words", query)
			}
		}
		if users, err := s.Users(t.Context()); err != nil || len(users) != 1 || users[0].Name != secrets[0] {
			t.Errorf("%+v, %v", users, err)
		}
		if list := faults(t, s); len(list) > 0 {
			t.Errorf("faults: %v", list)
		}
	})
}

// TestAskLimits stops a question that takes too long, and says what is wrong with one that the database cannot make sense of.
func TestAskLimits(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := askStore(t, db)
		short := askLimits
		short.Time = 300 * time.Millisecond
		for _, query := range []string{`WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT count(*) FROM x`,
			`WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT n FROM x WHERE n = 1 OR n < 0`} {
			begun := time.Now()
			_, _, _, err := asked(t, s, query, short)
			if !errors.Is(err, store.ErrQuery) || !strings.Contains(err.Error(), "too long") || time.Since(begun) > 20*time.Second {
				t.Errorf("%s: %v after %s", query, err, time.Since(begun))
			}
		}
		for query, want := range map[string]string{`SELECT nothing FROM record_reports`: "nothing", `SELECT * FROM record_report`: "record_report", `SELECT FROM WHERE`: "", `SELECT (1`: "not closed", `SELECT 'x`: "not closed"} {
			if _, _, _, err := asked(t, s, query, askLimits); !errors.Is(err, store.ErrQuery) || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", query, err)
			}
		}
		if _, err := s.Ask(t.Context(), `SELECT 1`, askLimits, func([]string) error { return nil }, func([]any) error { return errStop }); !errors.Is(err, errStop) || errors.Is(err, store.ErrQuery) {
			t.Errorf("an error of the caller comes back as %v", err)
		}
	})
}

var errStop = errors.New("enough")

// FuzzAsk asks anything: it never gives what nobody may get, with or without a look at its words.
func FuzzAsk(f *testing.F) {
	for _, q := range forbidden {
		f.Add(q)
	}
	f.Add(`SELECT r.outlet, count(*) FROM record_reports r GROUP BY 1`)
	s, err := newFuzzStore(f)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { s.Close() })
	f.Fuzz(func(t *testing.T, query string) {
		look := func(cells []any) error {
			for _, c := range cells {
				for _, secret := range secrets {
					if strings.Contains(fmt.Sprint(c), secret) && !strings.Contains(query, secret) {
						t.Errorf("%s gives %q", query, secret)
					}
				}
			}
			return nil
		}
		few := store.AskLimits{Rows: 100, Bytes: 1 << 20, Time: time.Second}
		_, _ = s.Ask(t.Context(), query, few, func([]string) error { return nil }, look)
		_ = s.AskUnlooked(t.Context(), query, few, look)
	})
}

// newFuzzStore is a store with users and nothing else.
func newFuzzStore(f *testing.F) (*store.Store, error) {
	s, err := store.Open(f.Context(), f.TempDir()+"/s.db")
	if err == nil {
		err = s.AddUser(f.Context(), secrets[0], access.Admin, secrets[1])
	}
	return s, err
}

// TestAskRole asks as a role of PostgreSQL that may read the views alone, as docs/sql.md makes one: it needs nothing else, and has nothing else.
func TestAskRole(t *testing.T) {
	server := storetest.Needed(t)
	name := storetest.Schema(t, server)
	s, err := store.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	role := fmt.Sprintf("asker_%d", os.Getpid())
	var schema string
	if _, rows, _, err := asked(t, s, `SELECT 1`, askLimits); err != nil || len(rows) != 1 {
		t.Fatal(err)
	}
	u, err := url.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	schema, _, _ = strings.Cut(u.Query().Get("search_path"), ",")
	var views []string
	for _, v := range store.AskViews() {
		views = append(views, v.Name)
	}
	for _, q := range []string{`CREATE ROLE ` + role + ` LOGIN`, `GRANT USAGE ON SCHEMA ` + schema + ` TO ` + role, `GRANT SELECT ON onrecord_store, ` + strings.Join(views, ", ") + ` TO ` + role} {
		if err := s.Exec(t.Context(), q); err != nil {
			t.Fatal(q, err)
		}
	}
	defer s.Exec(context.Background(), `DROP OWNED BY `+role+`; DROP ROLE `+role)
	u.User = url.User(role)
	asker, err := store.OpenToRead(t.Context(), u.String())
	if err != nil {
		t.Fatal(err)
	}
	defer asker.Close()
	for _, v := range views {
		if _, _, _, err := asked(t, asker, `SELECT * FROM `+v, askLimits); err != nil {
			t.Errorf("%s: %v", v, err)
		}
	}
	for _, q := range []string{`SELECT * FROM users`, `SELECT query_to_xml('SELECT * FROM users', true, true, '')`, `SELECT text FROM reports`} {
		if err := asker.AskUnlooked(t.Context(), q, askLimits, func([]any) error { return nil }); err == nil {
			t.Errorf("the role is answered: %s", q)
		}
	}
}
