package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"onrecord"
	"onrecord/internal/store"
	"onrecord/read"
)

var findingKinds = []onrecord.Kind{onrecord.KindStatement, onrecord.KindEvent, onrecord.KindPosition}

// layers are what the formats call the findings of a kind.
var layers = map[onrecord.Kind]string{onrecord.KindStatement: "attributions", onrecord.KindEvent: "events", onrecord.KindPosition: "positions"}

// richest is the report of a store that has most of what it has least of.
func richest(t *testing.T, s *store.Store) *onrecord.Document {
	t.Helper()
	var best *onrecord.Document
	least := func(d *onrecord.Document) int { return min(len(d.Attributions), len(d.Events), len(d.Positions)) }
	for d, err := range s.Reports(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if best == nil || least(d) > least(best) {
			best = d
		}
	}
	return best
}

// TestFindingsOnAllSurfaces collects the ids of one report's findings from every surface: they are the same, and none is left out.
func TestFindingsOnAllSurfaces(t *testing.T) {
	x := openSurfaces(t)
	d := richest(t, x.s)
	report := onrecord.Digest(d.Text)
	want := map[onrecord.Kind][]string{}
	for _, kind := range findingKinds {
		for n := 1; n <= d.Count(kind); n++ {
			want[kind] = append(want[kind], onrecord.FindingID(kind, n))
		}
		if len(want[kind]) == 0 {
			t.Fatalf("the sample has no %s", kind)
		}
	}
	same := func(surface string, kind onrecord.Kind, got []string) {
		t.Helper()
		sorted := func(l []string) []string { return slices.Sorted(slices.Values(l)) }
		if !slices.Equal(sorted(got), sorted(want[kind])) {
			t.Errorf("%s calls the %ss %v, want %v", surface, kind, got, want[kind])
		}
	}
	for _, kind := range findingKinds {
		for surface, ask := range x.asks() {
			var got []string
			for _, f := range ask(url.Values{"kind": {string(kind)}, "limit": {"500"}}) {
				if f.Report == report {
					got = append(got, f.Finding)
				}
			}
			same("search by "+surface, kind, got)
		}
		format := "csv-" + string(kind) + "s"
		same(format, kind, cells(t, runs(t, "export", "--quiet", "--store", x.file, "--format", format), report, "id"))
		same("explore.csv", kind, cells(t, x.get("/explore.csv?kind="+string(kind)), report, "finding"))
		same("read_report", kind, x.readReport(report, kind))
		same("read --format", kind, layer(t, d, kind))
		list := layers[kind]
		same("API, layer", kind, idsIn(t, []byte(x.get("/api/v1/reports/"+report+"/"+string(kind)+"s")), list))
		same("API, document", kind, idsIn(t, []byte(x.get("/api/v1/reports/"+report+"/document")), list))
		whole := runs(t, "read", "--format", "html", reportFile(t, d))
		for surface, page := range map[string]string{"page": x.get("/r/" + report), "html": whole} {
			same(surface, kind, cards(page, kind))
		}
		same("webannotation", kind, annotated(t, runs(t, "export", "--quiet", "--store", x.file, "--format", "webannotation"), report, kind))
		for _, id := range want[kind] {
			if cited := x.get("/r/" + report + "/cite/" + id); !strings.Contains(cited, "/r/"+report+"#"+id+"\n") {
				t.Errorf("the citation of %s leads elsewhere: %s", id, cited)
			}
		}
	}
}

// cells are those of a column in the rows of a report.
func cells(t *testing.T, table, report, column string) []string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at, of := slices.Index(rows[0], column), slices.Index(rows[0], "report")
	var out []string
	for _, r := range rows[1:] {
		if r[of] == report {
			out = append(out, r[at])
		}
	}
	return out
}

// readReport are the ids that the tool for assistants gives the findings of a report.
func (x *surfaces) readReport(report string, kind onrecord.Kind) []string {
	x.t.Helper()
	res, err := x.mcp.CallTool(x.t.Context(), &mcp.CallToolParams{Name: "read_report", Arguments: map[string]any{"report": report, "limit": 500}})
	if err != nil || res.IsError {
		x.t.Fatal(err, res)
	}
	b, _ := json.Marshal(res.StructuredContent)
	return idsIn(x.t, b, string(kind)+"s")
}

// idsIn are the ids of the entries of a list in an object of JSON.
func idsIn(t *testing.T, object []byte, list string) []string {
	t.Helper()
	var lists map[string]json.RawMessage
	if err := json.Unmarshal(object, &lists); err != nil {
		t.Fatal(err)
	}
	var entries []struct{ ID string }
	if err := json.Unmarshal(lists[list], &entries); err != nil {
		t.Fatal(list, err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.ID)
	}
	return out
}

func reportFile(t *testing.T, d *onrecord.Document) string {
	t.Helper()
	line, err := json.Marshal(map[string]string{"text": d.Text, "title": d.Meta.Title, "publisher": d.Meta.Publisher, "date": d.Meta.Published, "url": d.Meta.URL})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "report.jsonl")
	if err := os.WriteFile(name, line, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// layer are the ids of one layer as onrecord read prints it, alone and in the whole document.
func layer(t *testing.T, d *onrecord.Document, kind onrecord.Kind) []string {
	t.Helper()
	name, file := layers[kind], reportFile(t, d)
	alone := idsIn(t, []byte(runs(t, "read", "--format", name, file)), name)
	if whole := idsIn(t, []byte(runs(t, "read", "--format", "json", file)), name); !slices.Equal(alone, whole) {
		t.Errorf("%s are called %v, in the whole document %v", name, alone, whole)
	}
	return alone
}

// cards are the ids of the elements of a page that are cards of findings of a kind.
func cards(page string, kind onrecord.Kind) []string {
	var out []string
	for _, m := range regexp.MustCompile(`<li id="([a-z]+[0-9]+)" class="card`).FindAllStringSubmatch(page, -1) {
		if k, _, ok := onrecord.ParseFindingID(m[1]); !ok || k == kind { // what is no id of a finding is shown as a fault
			out = append(out, m[1])
		}
	}
	return out
}

// annotated are the fragments of the annotations of a report whose first tag is a kind.
func annotated(t *testing.T, out, report string, kind onrecord.Kind) []string {
	t.Helper()
	var ids []string
	for line := range strings.Lines(out) {
		var a struct {
			ID   string
			Body []struct{ Value string }
		}
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		if of, id, _ := strings.Cut(a.ID, "#"); of == "urn:sha256:"+report && a.Body[0].Value == string(kind) {
			ids = append(ids, id)
		}
	}
	return ids
}

// TestNotMeasured: an open event has factuality 0 on every surface; a statement, a position and an event that nobody judged have none.
func TestNotMeasured(t *testing.T) {
	file := filepath.Join(t.TempDir(), "open.db")
	s, err := store.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	d := &onrecord.Document{Text: "Estovia might reopen its ports, the ministry said. Harland rejected the toll. Estovia opposes the toll, the ministry said.",
		Meta: onrecord.Meta{Published: "2026-03-04", Publisher: "Gazette"}}
	d.ID = onrecord.Digest(d.Text)
	reader, err := read.New()
	if err != nil {
		t.Fatal(err)
	}
	if err := reader.ReadContext(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if len(d.Events) < 2 || len(d.Attributions) == 0 || len(d.Positions) == 0 {
		t.Fatalf("found %d events, %d statements, %d positions", len(d.Events), len(d.Attributions), len(d.Positions))
	}
	d.Events[0].Fact = onrecord.Factuality{Modality: onrecord.Possible, Polarity: onrecord.Positive}
	for i := range d.Events[1:] {
		d.Events[i+1].Fact = onrecord.Factuality{}
	}
	if _, err := s.Put(context.Background(), []*onrecord.Document{d}); err != nil {
		t.Fatal(err)
	}
	s.Close()
	x := surfacesOf(t, file)
	want := map[string]string{}
	for _, kind := range findingKinds {
		for n := 1; n <= d.Count(kind); n++ {
			want[onrecord.FindingID(kind, n)] = ""
		}
	}
	want["ev1"] = "0"
	check := func(surface, id, got string) {
		t.Helper()
		if v, ok := want[id]; !ok || v != got {
			t.Errorf("%s: factuality of %s is %q, want %q", surface, id, got, v)
		}
	}
	for _, kind := range findingKinds {
		for surface, out := range map[string]string{"command": runs(t, "search", "--store", file, "--json", "--kind", string(kind)),
			"explore.jsonl": x.get("/explore.jsonl?kind=" + string(kind))} {
			for line := range strings.Lines(out) {
				var h map[string]any
				if err := json.Unmarshal([]byte(line), &h); err != nil {
					t.Fatal(err)
				}
				got := ""
				if v, ok := h["factuality"]; ok {
					got = fmt.Sprint(v)
				}
				check(surface, h["finding"].(string), got)
				if _, ok := h["firmness"]; ok != (kind == onrecord.KindPosition) {
					t.Errorf("%s: %s has a firmness: %v", surface, h["finding"], ok)
				}
			}
		}
		table := x.get("/explore.csv?kind=" + string(kind))
		for i, id := range cells(t, table, d.ID, "finding") {
			check("explore.csv", id, cells(t, table, d.ID, "factuality")[i])
		}
	}
	table := runs(t, "export", "--quiet", "--store", file, "--format", "csv-events")
	for i, id := range cells(t, table, d.ID, "id") {
		check("csv-events", id, cells(t, table, d.ID, "factuality")[i])
	}
}
