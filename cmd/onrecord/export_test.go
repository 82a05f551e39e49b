package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/piprate/json-gold/ld"

	"onrecord/internal/answer"
	"onrecord/internal/export"
	"onrecord/internal/export/sheet"
	"onrecord/internal/store"
)

// hostileReports are our own: quotation marks, semicolons, tabs, line ends, formulas, signs beyond the plane, and right-to-left marks.
var hostileReports = []string{
	`{"text":"The minister said on Monday: \"We will not sign the \"\"treaty\"\"; not now, not ever.\"\n\n=cmd() said Rana Holt, the mayor.","publisher":"Gaz;ette \"A\"","date":"2026-03-01","url":"https://example.org/a?b=1&c=<d>"}`,
	`{"text":"Norway rejected the plan 👍 of Sweden on Tuesday.\tFrance condemned Iran, officials said.\n\nOfficials said Norway would open its border if the monitors left.","date":"2026-03-02"}`,
	"{\"text\":\"France opposes the treaty \\u202e until parliament votes, the foreign minister told the Gazette. Norway supports the treaty.\",\"publisher\":\"Courier\",\"date\":\"2026-03-03\"}",
}

// hostileStore is a store of those reports.
func hostileStore(t *testing.T) (name string, counts store.Counts) {
	t.Helper()
	dir := t.TempDir()
	in := filepath.Join(dir, "in.jsonl")
	if err := os.WriteFile(in, []byte(strings.Join(hostileReports, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	name = filepath.Join(dir, "record.db")
	runs(t, "ingest", "--quiet", "--store", name, in)
	s, err := store.OpenToRead(context.Background(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if counts, err = s.Counts(context.Background()); err != nil || counts.Positions == 0 || counts.Events == 0 || counts.Statements == 0 {
		t.Fatalf("%+v, %v", counts, err)
	}
	return name, counts
}

func runs(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if status := run(args, console{strings.NewReader(""), &out, &errs}); status != 0 {
		t.Fatalf("%q: exit status %d: %s", args, status, errs.String())
	}
	return out.String()
}

// TestExportsReadBack reads every table back by an independent reader: as many rows as the store holds, with the words as they stand.
func TestExportsReadBack(t *testing.T) {
	name, counts := hostileStore(t)
	texts := ""
	for _, line := range hostileReports {
		var r struct{ Text string }
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		texts += r.Text + "\x00"
	}
	exported := func(format string) string { return runs(t, "export", "--quiet", "--store", name, "--format", format) }

	for format, want := range map[string]int{"csv-statements": counts.Statements, "csv-events": counts.Events, "csv-positions": counts.Positions} {
		rows, err := csv.NewReader(strings.NewReader(exported(format))).ReadAll()
		if err != nil || len(rows) != want+1 {
			t.Errorf("%s: %d rows, want %d and a heading: %v", format, len(rows), want, err)
			continue
		}
		column := map[string]string{"csv-statements": "cue", "csv-events": "sentence", "csv-positions": "quote"}[format]
		at := -1
		for i, c := range rows[0] {
			if c == column {
				at = i
			}
		}
		for _, row := range rows[1:] {
			if !strings.Contains(texts, row[at]) {
				t.Errorf("%s: %q stands in no report", format, row[at])
			}
		}
	}
	positions, err := parquet.Read[export.PositionRow](bytes.NewReader([]byte(exported("parquet-positions"))), int64(len(exported("parquet-positions"))))
	if err != nil || len(positions) != counts.Positions {
		t.Errorf("parquet: %d rows, want %d: %v", len(positions), counts.Positions, err)
	}
	for _, p := range positions {
		if !strings.Contains(texts, p.Quote) {
			t.Errorf("parquet: %q stands in no report", p.Quote)
		}
	}
	for format, cells := range map[string]int{"gdelt": 61, "gdelt-mentions": 16, "phoenix": 26, "icews": 20, "polecat": 40} {
		for line := range strings.Lines(exported(format)) {
			if n := strings.Count(line, "\t") + 1; n != cells {
				t.Errorf("%s: %d cells, want %d: %q", format, n, cells, line)
			}
		}
	}
	readsAsXML(t, exported("graphml"))
	readsAsXML(t, exported("gexf"))
	dossier := exported("dossier")
	if n := strings.Count(dossier, "\n[^"); n != counts.Positions {
		t.Errorf("dossier: %d footnotes, want %d\n%s", n, counts.Positions, dossier)
	}
}

func readsAsXML(t *testing.T, text string) {
	t.Helper()
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Errorf("no XML: %v\n%s", err, text)
			return
		}
	}
}

// TestJSONLDExpands expands the JSON-LD of every line by a library, with the terms that we use given here instead of fetched.
func TestJSONLDExpands(t *testing.T) {
	name, counts := hostileStore(t)
	loader := ld.NewCachingDocumentLoader(nowhere{})
	for address, context := range map[string]string{
		"http://www.w3.org/ns/anno.jsonld": `{"@context":{"oa":"http://www.w3.org/ns/oa#","id":"@id","type":"@type","Annotation":"oa:Annotation","body":"oa:hasBody","target":"oa:hasTarget",
			"TextualBody":"oa:TextualBody","value":"http://www.w3.org/1999/02/22-rdf-syntax-ns#value","selector":"oa:hasSelector","exact":"oa:exact","prefix":"oa:prefix","suffix":"oa:suffix",
			"start":"oa:start","end":"oa:end","TextQuoteSelector":"oa:TextQuoteSelector","TextPositionSelector":"oa:TextPositionSelector","source":{"@id":"oa:hasSource","@type":"@id"}}}`,
		"https://schema.org": `{"@context":{"@vocab":"https://schema.org/"}}`,
	} {
		var doc any
		if err := json.Unmarshal([]byte(context), &doc); err != nil {
			t.Fatal(err)
		}
		loader.AddDocument(address, doc)
	}
	options := ld.NewJsonLdOptions("")
	options.DocumentLoader = loader
	for format, want := range map[string]int{"webannotation": counts.Statements + counts.Events + counts.Positions, "quotation": 1, "claimreview": 1} {
		n := 0
		for line := range strings.Lines(runs(t, "export", "--quiet", "--store", name, "--format", format)) {
			n++
			var doc any
			if err := json.Unmarshal([]byte(line), &doc); err != nil {
				t.Fatalf("%s: %v", format, err)
			}
			expanded, err := ld.NewJsonLdProcessor().Expand(doc, options)
			if err != nil || len(expanded) != 1 || fmt.Sprint(expanded[0].(map[string]any)["@type"]) == "<nil>" {
				t.Errorf("%s: %v: %v", format, expanded, err)
			}
		}
		if format == "webannotation" && n != want || n < want {
			t.Errorf("%s: %d objects, want %d", format, n, want)
		}
	}
}

// nowhere loads nothing: no test goes to the network.
type nowhere struct{}

func (nowhere) LoadDocument(u string) (*ld.RemoteDocument, error) {
	return nil, fmt.Errorf("load %s: there is no network here", u)
}

// TestDNA reads the databases back with SQLite, and the lists as CSV.
func TestDNA(t *testing.T) {
	name, _ := hostileStore(t)
	dir := t.TempDir()
	list := csv.NewReader(strings.NewReader(runs(t, "export", "--quiet", "--store", name, "--format", "dna-events-lossless")))
	list.Comma = ';'
	rows, err := list.ReadAll()
	if err != nil || len(rows) < 4 {
		t.Fatalf("lossless list: %d rows: %v", len(rows), err)
	}
	compatible := runs(t, "export", "--quiet", "--store", name, "--format", "dna-events")
	if n := strings.Count(compatible, "\n"); n != len(rows) {
		t.Errorf("compatible list: %d lines, want %d", n, len(rows))
	}
	for line := range strings.Lines(compatible) {
		if n := strings.Count(line, `";"`) + 1; n != 16 {
			t.Errorf("compatible list: %d cells in %q", n, line)
		}
	}
	for _, format := range []string{"dna", "dna-lossless"} {
		file := filepath.Join(dir, format+".dna")
		runs(t, "export", "--quiet", "--store", name, "--format", format, "--out", file)
		db, err := sql.Open("sqlite", file)
		if err != nil {
			t.Fatal(err)
		}
		var statements, documents, variables int
		var text string
		err = db.QueryRow(`SELECT (SELECT count(*) FROM STATEMENTS), (SELECT count(*) FROM DOCUMENTS), (SELECT count(*) FROM VARIABLES),
			(SELECT Text FROM DOCUMENTS WHERE ID = 1)`).Scan(&statements, &documents, &variables, &text)
		if err != nil || statements != len(rows)-1 || documents != 3 || !strings.Contains(text, `""treaty""`) || variables != map[string]int{"dna": 4, "dna-lossless": 9}[format] {
			t.Errorf("%s: %d statements of %d, %d documents, %d variables, %v", format, statements, len(rows)-1, documents, variables, err)
		}
		var broken int
		if err := db.QueryRow(`SELECT count(*) FROM pragma_foreign_key_check`).Scan(&broken); err != nil || broken != 0 {
			t.Errorf("%s: %d broken references, %v", format, broken, err)
		}
		db.Close()
	}
}

// TestNoHalfFile: what fails leaves the file as it was, and nothing beside it.
func TestNoHalfFile(t *testing.T) {
	name, _ := hostileStore(t)
	dir := t.TempDir()
	out := filepath.Join(dir, "positions.csv")
	if err := os.WriteFile(out, []byte("as it was"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := exportOptions{out: out}
	if err := o.toFile(io.Discard, answer.Form{}, func(w io.Writer) error {
		io.WriteString(w, "half")
		return os.ErrDeadlineExceeded
	}); err == nil {
		t.Error("the failure is not told")
	}
	raw, _ := os.ReadFile(out)
	files, _ := os.ReadDir(dir)
	if string(raw) != "as it was" || len(files) != 1 {
		t.Errorf("the file holds %q, and there are %d files", raw, len(files))
	}
	runs(t, "export", "--quiet", "--store", name, "--from", "2026-03-03", "--out", out)
	if raw, _ := os.ReadFile(out); bytes.Contains(raw, []byte("2026-03-01")) || !bytes.Contains(raw, []byte("2026-03-03")) {
		t.Errorf("from 2026-03-03: %s", raw)
	}
}

// TestNothingRuns exports a report whose every name is a formula and an end of a script: no cell of any table begins as a formula, and no JSON-LD
// ends the element it stands in.
func TestNothingRuns(t *testing.T) {
	dir := t.TempDir()
	in, name := filepath.Join(dir, "in.jsonl"), filepath.Join(dir, "record.db")
	line := `{"id":"=id","title":"=HYPERLINK(\"//x\")</script>","publisher":"@SUM(1)","author":"+me","url":"-1+cmd|x","date":"2026-03-01",` +
		`"text":"Norway rejected the plan of Sweden on Monday, officials said. “We will not sign the </script><script>x()</script> treaty until a truce holds”, Foreign Minister Anna Reval said. France opposes the treaty."}`
	if err := os.WriteFile(in, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	runs(t, "ingest", "--quiet", "--store", name, in)
	commas := map[string]rune{"csv-statements": ',', "csv-events": ',', "csv-positions": ',', "network-csv": ',', "table": ',', "table-dictionary": ',', "dna-events": ';', "dna-events-lossless": ';',
		"petrarch": '\t', "polecat": '\t', "icews": '\t', "gdelt": '\t', "gdelt-mentions": '\t', "phoenix": '\t'}
	for format, comma := range commas {
		table := csv.NewReader(strings.NewReader(runs(t, "export", "--quiet", "--store", name, "--format", format)))
		table.Comma, table.LazyQuotes, table.FieldsPerRecord = comma, true, -1
		rows, err := table.ReadAll()
		if err != nil || len(rows) == 0 {
			t.Errorf("%s: %d rows, %v", format, len(rows), err)
		}
		guarded := 0
		for _, row := range rows {
			for _, cell := range row {
				if sheet.Words(cell) != cell && !strings.HasPrefix(cell, "'") {
					t.Errorf("%s: %q runs", format, cell)
				}
				if sheet.Plain(cell) != cell {
					guarded++
				}
			}
		}
		if format != "network-csv" && format != "table-dictionary" && format != "icews" && format != "phoenix" && guarded == 0 {
			t.Errorf("%s: nothing had to be guarded: the test has lost what it looks for", format)
		}
	}
	for _, format := range []string{"claimreview", "quotation", "webannotation", "ninjs"} {
		out := runs(t, "export", "--quiet", "--store", name, "--format", format)
		if strings.ContainsAny(out, "<>") || !strings.Contains(out, `\u003c/script`) {
			t.Errorf("%s ends a script: %s", format, out)
		}
	}
}
