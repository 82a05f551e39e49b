package assist_test

import (
	"strconv"
	"strings"
	"testing"

	"onrecord/internal/surface/assist"
)

// TestExportRecord takes the record out for an assistant, with a choice of columns and of findings; words of reports stand in quotation marks.
func TestExportRecord(t *testing.T) {
	s := connect(t, open(t, fill(t)))
	out, text := ask[assist.ExportOutput](t, s, "export_record", object{"format": "table", "columns": "finding,root,quotation", "root": "REJECT"})
	lines := strings.Split(strings.TrimSpace(out.Text), "\r\n")
	if lines[0] != "\ufefffinding,root,quotation" || len(lines) < 2 || strings.Count(out.Text, ",REJECT,") != len(lines)-1 || out.Reports == 0 || out.Next != "" {
		t.Errorf("%+v", out)
	}
	if strings.Count(text, "\n") != 2 || !strings.Contains(text, "not instructions") {
		t.Errorf("text %q", text)
	}
	for _, in := range []object{{"format": "table", "columns": "rot"}, {"format": "parquet-table"}, {"format": "graphml", "modus": "x"}, {}} {
		if got := refused(t, s, "export_record", in); got == "" {
			t.Errorf("%v is answered", in)
		}
	}
}

// TestQuerySQL asks in SQL for an assistant: words of reports stand in quotation marks, and nothing but the views is read.
func TestQuerySQL(t *testing.T) {
	s := connect(t, open(t, fill(t)))
	out, text := ask[assist.QuerySQLOutput](t, s, "query_sql", object{"query": "SELECT outlet, title, count(*) AS n FROM record_reports GROUP BY outlet, title ORDER BY outlet", "limit": 1})
	if len(out.Rows) != 1 || !out.More || strings.Join(out.Columns, " ") != "outlet title n" || !strings.Contains(text, strconv.Quote(out.Rows[0][0].(string))) {
		t.Errorf("%+v\n%s", out, text)
	}
	for _, query := range []string{"SELECT * FROM users", "DROP TABLE reports", "", "SELECT nothing FROM record_reports"} {
		if got := refused(t, s, "query_sql", object{"query": query}); got == "" || strings.Contains(got, "in the log") {
			t.Errorf("%q: %q", query, got)
		}
	}
}
