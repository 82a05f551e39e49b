package desk

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"onrecord/internal/answer"
	"onrecord/internal/store"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

// apiDoc is as much of an OpenAPI document as a client needs to call it.
type apiDoc struct {
	OpenAPI string                              `json:"openapi"`
	Paths   map[string]map[string]*apiOperation `json:"paths"`
}

type apiOperation struct {
	OperationID string `json:"operationId"`
	Parameters  []struct {
		Name     string `json:"name"`
		In       string `json:"in"`
		Required bool   `json:"required"`
		Example  any    `json:"example"`
		Schema   struct {
			Enum     []any `json:"enum"`
			Type     any   `json:"type"`
			Examples []any `json:"examples"`
		} `json:"schema"`
	} `json:"parameters"`
	RequestBody *struct {
		Content map[string]struct{ Schema json.RawMessage } `json:"content"`
	} `json:"requestBody"`
	Responses map[string]any `json:"responses"`
}

// TestEveryOperation calls every operation of the served document, once plainly and once for each parameter, and checks
// status and body of the answers against it.
func TestEveryOperation(t *testing.T) {
	b := demo(t)
	var doc apiDoc
	if err := json.Unmarshal([]byte(b.get("/openapi.json").body), &doc); err != nil || !strings.HasPrefix(doc.OpenAPI,
		"3.1") {
		t.Fatalf("%s: %v", doc.OpenAPI, err)
	}
	report, other := b.sampleReport("Hallam opens the skies for ten days"), b.sampleReport("Hallam: no relief flights without a truce")
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		for method, op := range doc.Paths[path] {
			at := strings.ReplaceAll(strings.ReplaceAll(path, "{id}", report), "{format}", "table")
			at = strings.ReplaceAll(at, "{kind}", "sources")
			if strings.HasPrefix(at, "/api/v1/feeds/") {
				at = strings.ReplaceAll(at, "{n}", "1")
			}
			if strings.HasPrefix(at, "/api/v1/notes/") { // so is a note
				a, err := b.store.AddNote(t.Context(), store.Annotation{Report: report, Who: "analyst", Body: "who?"})
				if err != nil {
					t.Fatal(err)
				}
				at = strings.ReplaceAll(at, "{n}", fmt.Sprint(a.N))
			}
			if strings.Contains(at, "{n}") { // one of its own, for it may be taken away
				a, err := b.store.AddAlert(t.Context(), store.Alert{Name: "A", About: store.OfQuery, Channel: store.Webhook, Target: "https://receiver.example.org/", Who: "analyst"}, store.NewSecret())
				if err != nil {
					t.Fatal(err)
				}
				at = strings.NewReplacer("{n}", fmt.Sprint(a.N), "{do}", "retry").Replace(at)
			}
			if strings.Contains(at, "{") {
				t.Fatalf("%s has a part that the test does not know", path)
			}
			if path == filesPath { // no JSON
				if a := b.bring(path, nil, "application/json", answer.File{Name: "a.txt", Body: []byte("Norvik will not go, two diplomats said.")}); a.StatusCode != 200 ||
					op.Responses["200"] == nil || op.RequestBody == nil || !strings.Contains(a.body, `"state":"read"`) {
					t.Errorf("%s: %s %.300s", path, a.Status, a.body)
				}
				continue
			}
			if op.RequestBody != nil {
				body := map[string]string{"/api/v1/read": `{"text":"Norvik will not go, two diplomats said.","published":"2026-02-09"}`,
					"/api/v1/alerts":            `{"about":"query","query":{"q":"truce"},"channel":"feed"}`,
					"/api/v1/decisions":         `{"action":"note","report":"` + report + `","finding":"a1","why":"seen"}`,
					"/api/v1/decisions/batch":   `{"decisions":[{"action":"correct","report":"` + report + `","finding":"a1","values":[{"field":"naming","value":"collective"},{"field":"cue","none":true}]}]}`,
					"/api/v1/decisions/carry":   `{"from":"` + report + `","to":"` + other + `"}`,
					"/api/v1/decisions/import":  `{"action":"note","who":"ben","report":"` + report + `","why":"seen elsewhere"}`,
					"/api/v1/notes":             `{"report":"` + report + `","finding":"a1","text":"who?"}`,
					"/api/v1/notes/{n}":         `{"tags":["seen"]}`,
					"/api/v1/notes/{n}/reply":   `{"text":"they"}`,
					"/api/v1/notes/carry":       `{"from":"` + report + `","to":"` + other + `"}`,
					"/api/v1/notes/import":      `{"uri":"https://elsewhere.example/","text":"x"}`,
					"/api/v1/lists":             `{"put":[{"kind":"sources","name":"Doctors Without Borders","also":["MSF"]}]}`,
					"/api/v1/lists/{kind}/file": "name\tsame_as\nNordwire\tNorthern Wire\n",
					"/api/v1/feeds":             `{"address":"https://harbour.example/feed"}`,
					"/api/v1/feeds/{n}":         `{"do":"pause"}`}[path]
				b.called(path, strings.ToUpper(method), at, body, op)
				continue
			}
			needed := url.Values{}
			for _, p := range op.Parameters {
				if p.In == "query" && p.Required {
					needed.Set(p.Name, exampleOf(p.Name, p.Schema.Enum, p.Schema.Type))
				}
			}
			b.called(path, strings.ToUpper(method), at+"?"+needed.Encode(), "", op)
			for _, p := range op.Parameters {
				if p.In != "query" || p.Name == "after" {
					continue
				}
				value := exampleOf(p.Name, p.Schema.Enum, p.Schema.Type)
				switch p.Name {
				case "report":
					value = report
				case "columns":
					value = "kind,quotation"
				case "finding": // goes with its report
					value = "a1"
					b.called(path, strings.ToUpper(method), at+"?"+url.Values{"report": {report}, "finding": {value}}.Encode(), "", op)
					continue
				}
				b.called(path, strings.ToUpper(method), at+"?"+strings.TrimPrefix(with("", needed, p.Name, value), "?"), "", op)
			}
		}
	}
}

// exampleOf is a value that a parameter takes: its first where they are listed.
func exampleOf(name string, enum []any, kind any) string {
	switch {
	case len(enum) > 0:
		return fmt.Sprint(enum[0])
	case kind == "boolean":
		return "true"
	}
	given := map[string]string{"firmness": "4-5", "from": "2026-02-01", "to": "2026-03-01", "limit": "3", "thread": "1", "since": "2026-02-01",
		"country": "IRQ", "place": "IRQ", "query": "SELECT outlet, count(*) FROM record_reports GROUP BY 1"}
	if v, ok := given[name]; ok {
		return v
	}
	return "truce"
}

// called calls an operation; lists of reports refuse fields that only findings have, which is told as a problem.
func (b *bench) called(path, method, at, body string, op *apiOperation) {
	b.Helper()
	a := b.do(method, at, body, "Content-Type", "application/json")
	status := fmt.Sprint(a.StatusCode)
	if _, ok := op.Responses[status]; !ok || a.StatusCode >= 400 && !(a.StatusCode == 400 && strings.HasSuffix(path,
		"/reports")) {
		b.Errorf("%s %s answers %s\n%.300s", method, at, status, a.body)
		return
	}
	if a.StatusCode == http.StatusNoContent {
		return
	}
	if len(op.Responses) > 0 && strings.HasSuffix(path, "{format}") { // a file
		if rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll(); err != nil || len(rows) < 1 {
			b.Errorf("%s: %d rows, %v", at, len(rows), err)
		}
		return
	}
	if method == "GET" && strings.HasSuffix(path, "/file") { // of a list
		if !strings.HasPrefix(a.body, "name\tsame_as\n") {
			b.Errorf("%s: %q", at, a.body)
		}
		return
	}
	if a.StatusCode == 204 && a.body == "" { // nothing is left to be told
		return
	}
	var got any
	if err := json.Unmarshal([]byte(a.body), &got); err != nil {
		b.Errorf("%s %s: %v", method, at, err)
		return
	}
	if a.StatusCode >= 400 {
		if a.Header.Get("Content-Type") != "application/problem+json" || got.(map[string]any)["detail"] == nil {
			b.Errorf("%s %s: %s is no problem", method, at, a.body)
		}
		return
	}
	item := b.desk.described.Paths[path]
	described := map[string]*huma.Operation{"GET": item.Get, "POST": item.Post}[method]
	schema := described.Responses[status].Content["application/json"].Schema
	schema.PrecomputeMessages()
	var result huma.ValidateResult
	huma.Validate(b.desk.described.Components.Schemas, schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer,
		got, &result)
	for _, err := range result.Errors[:min(3, len(result.Errors))] {
		b.Errorf("%s %s is not as described: %v", method, at, err)
	}
}

func TestAPIProblems(t *testing.T) {
	b := demo(t)
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"GET", "/api/v1/nothing", "", 404},
		{"GET", "/api/v1/reports/" + strings.Repeat("0", 64), "", 404},
		{"GET", "/api/v1/reports/xyz", "", 422},
		{"GET", "/api/v1/search?limit=0", "", 400},
		{"GET", "/api/v1/search?stance=sideways", "", 400},
		{"GET", "/api/v1/search?colour=red", "", 400},
		{"GET", "/api/v1/search?from=yesterday", "", 400},
		{"GET", "/api/v1/search?after=nonsense", "", 400},
		{"POST", "/api/v1/read", `{"text":`, 400},
		{"POST", "/api/v1/read", `{"text":""}`, 400},
		{"POST", "/api/v1/read", `{"text":"x","colour":1}`, 422},
		{"POST", "/api/v1/read", `{"text":"` + strings.Repeat("a ", answer.MostText*2) + `"}`, 413},
		{"POST", "/api/v1/read", `{"text":"` + strings.Repeat("a ", answer.MostText*3/4) + `"}`, 413},
	} {
		a := b.do(c.method, c.path, c.body, "Content-Type", "application/json")
		b.want(a, c.status)
		if a.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: %s is no problem: %.200s", c.method, c.path, a.Header.Get("Content-Type"), a.body)
		}
	}
}

// TestCursors goes through all pages: every hit once, as many as there are.
func TestCursors(t *testing.T) {
	b := demo(t)
	seen, after, pages := map[string]bool{}, "", 0
	for {
		var page Hits
		a := b.get("/api/v1/statements?limit=50&after=" + url.QueryEscape(after))
		if err := json.Unmarshal([]byte(a.body), &page); err != nil {
			t.Fatal(err)
		}
		for _, h := range page.Hits {
			if seen[h.Link] {
				t.Errorf("%s comes twice", h.Link)
			}
			seen[h.Link] = true
		}
		pages++
		if after = page.Next; after == "" {
			break
		}
	}
	c, err := b.store.Counts(t.Context())
	if err != nil || len(seen) != c.Statements || pages < 3 {
		t.Errorf("%d statements on %d pages, the store has %d: %v", len(seen), pages, c.Statements, err)
	}
}

// TestAPIDocs fails when an operation is missing from the documentation.
func TestAPIDocs(t *testing.T) {
	raw, err := os.ReadFile("../../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, Options{})
	for _, op := range b.desk.operations() {
		if !strings.Contains(string(raw), "`"+op.Method+" "+op.Path+"`") {
			t.Errorf("%s %s is not in docs/api.md", op.Method, op.Path)
		}
	}
}

// TestExportsByAPI takes the whole record by the API: as many positions as the record counts.
func TestExportsByAPI(t *testing.T) {
	b := demo(t)
	var c Counts
	if err := json.Unmarshal([]byte(b.get("/api/v1/counts").body), &c); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(b.get("/api/v1/exports/csv-positions").body)).ReadAll()
	if err != nil || len(rows)-1 != c.Positions {
		t.Errorf("%d rows, %d positions, %v", len(rows)-1, c.Positions, err)
	}
	some, err := csv.NewReader(strings.NewReader(b.get("/api/v1/exports/csv-positions?outlet=harbour+gazette&from=2026-02-09").body)).ReadAll()
	if err != nil || len(some) < 2 || len(some) >= len(rows) {
		t.Errorf("%d rows of a part, %v", len(some), err)
	}
	if lines := strings.Count(b.get("/api/v1/exports/json").body, "\n"); lines != c.Reports {
		t.Errorf("%d lines of JSON, %d reports", lines, c.Reports)
	}
	b.want(b.get("/api/v1/exports/nothing"), 404, "there is no such form")
	b.want(b.get("/api/v1/exports/json?from=soon"), 400)
	b.want(b.get("/api/v1/exports"), 200, "csv-positions", "corrections")
}
