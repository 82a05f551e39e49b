package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/store"
	"onrecord/internal/store/storetest"
)

var updateDocs = flag.Bool("update-docs", false, "rewrite what stands in docs/ and is made from the program")

const sqlPage = "../../docs/sql.md"

// TestSQLViewsAreDocumented has the page about SQL list every view with its columns, as they are.
func TestSQLViewsAreDocumented(t *testing.T) {
	raw, err := os.ReadFile(sqlPage)
	if err != nil {
		t.Fatal(err)
	}
	table, names := "| view | columns |\n| --- | --- |\n", []string{}
	for _, v := range store.AskViews() {
		var columns []string
		for _, c := range v.Columns {
			line := "`" + c.Name + "`"
			if c.What != "" {
				line += " (" + c.What + ")"
			}
			columns = append(columns, line)
		}
		table += "| `" + v.Name + "`: " + v.What + " | " + strings.Join(columns, ", ") + " |\n"
		names = append(names, v.Name)
	}
	grant := "GRANT SELECT ON onrecord_store, " + strings.Join(names, ", ") + " TO asker;"
	if *updateDocs {
		s := regexp.MustCompile(`(?s)## The views\n\n.*?\n\n`).ReplaceAllLiteralString(string(raw), "## The views\n\n"+table+"\n")
		s = regexp.MustCompile(`GRANT SELECT ON .* TO asker;`).ReplaceAllLiteralString(s, grant)
		if err := os.WriteFile(sqlPage, []byte(s), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !strings.Contains(string(raw), table) || !strings.Contains(string(raw), grant) {
		t.Errorf("docs/sql.md does not list the views as they are; go test ./cmd/onrecord -run SQLViews -update-docs")
	}
}

// workedQuestions are the questions of the page.
func workedQuestions(t *testing.T) (out []string) {
	t.Helper()
	raw, err := os.ReadFile(sqlPage)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?s)```sql\n(.*?)```").FindAllStringSubmatch(string(raw), -1) {
		out = append(out, m[1])
	}
	return out
}

// TestWorkedQuestions asks the questions of the page, of the sample reports: each has an answer, in every form, and SQLite and PostgreSQL give
// the same.
func TestWorkedQuestions(t *testing.T) {
	questions := workedQuestions(t)
	var begun []string
	for _, q := range answer.WorkedSQLs() {
		begun = append(begun, q.Query)
		if raw, err := os.ReadFile(sqlPage); err != nil || !strings.Contains(strings.ReplaceAll(string(raw), "**", ""), q.Asks) {
			t.Errorf("docs/sql.md does not ask %q", q.Asks)
		}
	}
	if len(questions) != 10 || !slices.Equal(questions, begun) {
		t.Fatalf("there are %d worked questions, the program has %d", len(questions), len(begun))
	}
	stores := map[string]string{"SQLite": sampleStore(t)}
	besides(t, stores["SQLite"])
	if server := storetest.Server(t); server != "" {
		stores["PostgreSQL"] = storetest.Schema(t, server)
		copied(t, stores["SQLite"], stores["PostgreSQL"])
		besides(t, stores["PostgreSQL"])
	}
	for i, q := range questions {
		answers := map[string][]string{}
		for kind, name := range stores {
			rows, err := csv.NewReader(strings.NewReader(runs(t, "sql", "--store", name, "--format", "csv", q))).ReadAll()
			if err != nil || len(rows) < 2 {
				t.Errorf("question %d has no answer in %s: %q, %v", i+1, kind, rows, err)
				continue
			}
			for _, row := range rows {
				answers[kind] = append(answers[kind], regexp.MustCompile(`(\d)\.0(\||$)`).ReplaceAllString(strings.Join(row, "|"), "$1$2")) // PostgreSQL keeps the places that were asked for
			}
			lines := 0
			for d := json.NewDecoder(strings.NewReader(runs(t, "sql", "--store", name, "--format", "json", q))); d.More(); lines++ {
				var x map[string]any
				if err := d.Decode(&x); err != nil || len(x) != len(rows[0]) {
					t.Fatalf("question %d: %v, %v", i+1, x, err)
				}
			}
			if table := runs(t, "sql", "--store", name, q); lines != len(rows)-1 || strings.Count(table, "\n") != len(rows)+1 {
				t.Errorf("question %d in %s: %d rows of CSV, %d of JSON, the table is\n%s", i+1, kind, len(rows)-1, lines, table)
			}
		}
		if other, ok := answers["PostgreSQL"]; ok {
			same := slices.Equal(other, answers["SQLite"])
			if !same {
				t.Errorf("question %d: SQLite answers\n%s\nPostgreSQL\n%s", i+1, strings.Join(answers["SQLite"], "\n"), strings.Join(other, "\n"))
			}
		}
	}
}

// TestSQLRefuses ends with 2 and one line where a question cannot be answered, and tells of an answer that is cut.
func TestSQLRefuses(t *testing.T) {
	name := sampleStore(t)
	for _, c := range []struct {
		args   []string
		in     string
		status int
		told   string
	}{
		{[]string{"SELECT * FROM users"}, "", 2, "users may not be read"},
		{[]string{"SELECT nothing FROM record_reports"}, "", 2, "nothing"},
		{[]string{"DROP TABLE reports"}, "", 2, "begins with SELECT"},
		{[]string{"SELECT", "1"}, "", 2, "quotation marks"},
		{[]string{"--format", "xml", "SELECT 1"}, "", 2, "want table, csv or json"},
		{[]string{"--limit", "0", "SELECT 1"}, "", 0, ""},
		{[]string{"--limit", "-1", "SELECT 1"}, "", 2, "1 to 100000 rows"},
		{[]string{"--timeout", "11m", "SELECT 1"}, "", 2, "up to 10m"},
		{[]string{"--timeout", "200ms", "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT count(*) FROM x"}, "", 2, "took too long"},
		{[]string{"--limit", "2", "--format", "csv", "-"}, "SELECT report FROM record_reports;\n", 0, "2 rows; there are more"},
		{[]string{}, "SELECT 1 AS one", 0, ""},
	} {
		var out, errs bytes.Buffer
		status := run(append([]string{"sql", "--store", name}, c.args...), console{strings.NewReader(c.in), &out, &errs})
		if status != c.status || !strings.Contains(errs.String(), c.told) || c.told == "" && errs.Len() > 0 {
			t.Errorf("%q: status %d, %q", c.args, status, errs.String())
		}
	}
	if out := runs(t, "sql", "--views"); !strings.Contains(out, "record_events: an event a row\n") || !strings.Contains(out, "  factuality ") {
		t.Error(out)
	}
}

// copied puts the reports of a store into another.
func copied(t *testing.T, from, to string) {
	t.Helper()
	s, err := store.OpenToRead(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	other, err := store.Open(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	for d, err := range s.Reports(t.Context()) {
		if err == nil {
			_, err = other.Put(t.Context(), []*onrecord.Document{d})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
