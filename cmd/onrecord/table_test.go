package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"onrecord"
	"onrecord/internal/export/sheet"
)

// tableFiles exports the table of the hostile reports in both forms, with the texts by their digests; it gives the folder and the rows as
// [csv] reads them.
func tableFiles(t *testing.T) (dir string, rows [][]string) {
	t.Helper()
	name, counts := hostileStore(t)
	dir = t.TempDir()
	runs(t, "export", "--quiet", "--store", name, "--format", "table", "--out", filepath.Join(dir, "table.csv"))
	runs(t, "export", "--quiet", "--store", name, "--format", "parquet-table", "--out", filepath.Join(dir, "table.parquet"))
	texts := map[string]string{}
	for _, line := range hostileReports {
		var r struct{ Text string }
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		texts[onrecord.Digest(r.Text)] = r.Text
	}
	raw, err := json.Marshal(texts)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "texts.json"), raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	raw, err = os.ReadFile(filepath.Join(dir, "table.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err = csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) != counts.Events+counts.Positions+1 {
		t.Fatalf("%d rows, want %d and a heading: %v", len(rows), counts.Events+counts.Positions, err)
	}
	return dir, rows
}

// TestTableForms has the table in both forms with its dictionary beside it: CSV and Parquet hold the same cells.
func TestTableForms(t *testing.T) {
	dir, rows := tableFiles(t)
	dictionary, err := os.ReadFile(filepath.Join(dir, "table.dictionary.csv"))
	if err != nil || !bytes.HasPrefix(dictionary, []byte("\ufeffcolumn,type,rows,meaning,values\r\nkind,")) {
		t.Errorf("dictionary: %v, %.60q", err, dictionary)
	}
	f, err := os.Open(filepath.Join(dir, "table.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, _ := f.Stat()
	file, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	if schema, ok := file.Lookup("onrecord.schema"); !ok || !strings.Contains(schema, `"date_origin"`) {
		t.Errorf("the file does not say what its columns mean: %v", ok)
	}
	for i, field := range file.Schema().Fields() {
		if field.Name() != rows[0][i] {
			t.Fatalf("column %d is %s in Parquet, %s in CSV", i, field.Name(), rows[0][i])
		}
	}
	n := 1
	for _, group := range file.RowGroups() {
		r := group.Rows()
		buffer := make([]parquet.Row, 64)
		for {
			k, err := r.ReadRows(buffer)
			for _, row := range buffer[:k] {
				for i, v := range row {
					if got, want := v.String(), sheet.Plain(rows[n][i]); v.IsNull() != (want == "") || !v.IsNull() && got != want {
						t.Errorf("row %d, %s: %q in Parquet, %q in CSV", n, rows[0][i], got, want)
					}
				}
				n++
			}
			if err != nil {
				break
			}
		}
		r.Close()
	}
	if n != len(rows) {
		t.Errorf("%d rows in Parquet, %d in CSV", n-1, len(rows)-1)
	}
}

// snippet is the code of a language in the page about the table, as a reader copies it.
func snippet(t *testing.T, language string) string {
	t.Helper()
	raw, err := os.ReadFile("../../docs/table.md")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindSubmatch(raw)
	if m == nil {
		t.Fatalf("docs/table.md has no code in %s", language)
	}
	return string(m[1])
}

// elsewhere runs a script over the files of the table, and gives what it prints in its last line.
func elsewhere(t *testing.T, dir, program, script string) string {
	t.Helper()
	file := filepath.Join(dir, "script")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, file)
	c.Dir, c.Env = dir, append(os.Environ(), "LC_ALL=C.UTF-8")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}

// pythonFor is the Python that tests ask: that of ONRECORD_TEST_PYTHON, else the one that is installed.
func pythonFor(t *testing.T) string {
	t.Helper()
	if named := os.Getenv("ONRECORD_TEST_PYTHON"); named != "" {
		return named
	}
	return "python3"
}

// TestTableInPandas runs the code of the documentation and then looks into what it has read: as many rows and columns, every quotation at
// its place in the text as Python counts, and Parquet the same.
func TestTableInPandas(t *testing.T) {
	python := pythonFor(t)
	if err := exec.Command(python, "-c", "import pandas").Run(); err != nil {
		t.Skipf("the table is not opened in pandas: %s cannot import it (name another Python in ONRECORD_TEST_PYTHON)", python)
	}
	dir, rows := tableFiles(t)
	got := elsewhere(t, dir, python, snippet(t, "python")+`
import json, re
texts = json.load(open("texts.json", encoding="utf-8"))
plain = lambda s: re.sub(r"^'(?='*[=+\-@\t\r＝＋－＠])", "", s)
for r in table.itertuples():
    assert texts[r.report][r.begin_at:r.end_at] == plain(r.quotation), (r.finding, r.quotation)
assert table.report.isin(texts).all()
assert table[table.kind == "position"]["quad"].isna().all() and table[table.kind == "event"]["firmness"].isna().all()
try:
    import pyarrow
except ImportError:
    print("Parquet is not compared: there is no pyarrow")
else:
    other = pd.read_parquet("table.parquet")
    assert list(other.columns) == list(table.columns) and len(other) == len(table)
    assert list(other.quotation) == [plain(s) for s in table.quotation]
    assert (other.isna() == table.isna()).all().all()
print(len(table), len(table.columns))
`)
	if want := fmt.Sprint(len(rows)-1, " ", len(rows[0])); got != want {
		t.Errorf("pandas reads %s rows and columns, want %s", got, want)
	}
}

// TestTableInR does so in R.
func TestTableInR(t *testing.T) {
	if _, err := exec.LookPath("Rscript"); err != nil {
		t.Skip("the table is not opened in R: there is no Rscript")
	}
	dir, rows := tableFiles(t)
	got := elsewhere(t, dir, "Rscript", snippet(t, "r")+`
stopifnot(all(is.na(table$quad[table$kind == "position"])), all(is.na(table$firmness[table$kind == "event"])), !any(is.na(table$quotation)))
plain <- sub("^'(?='*[=+@-])", "", table$quotation, perl = TRUE)
stopifnot(all(nchar(plain, "chars") == table$end_at - table$begin_at))
cat("\n", nrow(table), " ", ncol(table), "\n", sep = "")
`)
	if want := fmt.Sprint(len(rows)-1, " ", len(rows[0])); got != want {
		t.Errorf("R reads %s rows and columns, want %s", got, want)
	}
}
