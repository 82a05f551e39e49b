package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/cross"
	"onrecord/internal/reading/newsroom"
	"onrecord/internal/store"
	"onrecord/internal/surface/assist"
	"onrecord/internal/surface/desk"
	"onrecord/read"
)

// theReader is loaded once for all tests.
var theReader = sync.OnceValues(read.New)

// surfaces are all ways to ask one record.
type surfaces struct {
	t    *testing.T
	file string
	s    *store.Store
	web  string
	mcp  *mcp.ClientSession
}

func openSurfaces(t *testing.T) *surfaces {
	t.Helper()
	file := sampleStore(t)
	tagged(t, file)
	return surfacesOf(t, file)
}

// tagged is a store in which a report with findings of every kind has a note with the tag "checked".
func tagged(t *testing.T, file string) {
	t.Helper()
	s, err := store.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	page, err := s.Search(t.Context(), store.Query{Kind: store.Position, Limit: 1})
	if err == nil {
		_, err = s.AddNote(t.Context(), store.Annotation{Report: page.Hits[0].Report, Who: "ana", Tags: []string{"Checked"}})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// surfacesOf are all ways to ask the store in a file.
func surfacesOf(t *testing.T, file string) *surfaces {
	t.Helper()
	return surfacesOver(t, file, store.OpenToRead, desk.Options{})
}

// surfacesOver are all ways to ask, and to write where the desk may.
func surfacesOver(t *testing.T, file string, open func(context.Context, string) (*store.Store, error), o desk.Options) *surfaces {
	t.Helper()
	x := &surfaces{t: t, file: file}
	besides(t, file)
	var err error
	if x.s, err = open(t.Context(), x.file); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.s.Close() })
	rules, err := newsroom.New()
	if err != nil {
		t.Fatal(err)
	}
	reader, err := theReader()
	if err != nil {
		t.Fatal(err)
	}
	d, err := desk.New(x.s, reader, rules, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewUnstartedServer(nil)
	w.Config = d.Server()
	w.Start()
	t.Cleanup(w.Close)
	x.web = w.URL
	a := assist.New(assist.Options{Reader: theReader, Decides: o.Who, Store: func(ctx context.Context) (*store.Store, error) { return open(ctx, x.file) }})
	t.Cleanup(func() { a.Close() })
	here, there := mcp.NewInMemoryTransports()
	if _, err := a.Server().Connect(t.Context(), there, nil); err != nil {
		t.Fatal(err)
	}
	x.mcp = assistant(t, here)
	return x
}

// besides lays the reports of a store side by side, as ingest does at its end.
func besides(t *testing.T, file string) {
	t.Helper()
	s, err := store.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a, err := cross.Over(s)
	if err == nil {
		_, err = a.Update(t.Context(), nil, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (x *surfaces) get(path string) string {
	x.t.Helper()
	r, err := http.Get(x.web + path)
	if err != nil {
		x.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		x.t.Fatalf("%s: %s: %s (%v)", path, r.Status, b, err)
	}
	return string(b)
}

// found is a hit as every surface can be asked for it.
type found struct{ Report, Finding string }

func (f found) String() string { return f.Report[:8] + f.Finding }

// lines reads what each line of JSON says of a hit.
func lines(t *testing.T, out string, finding func(map[string]any) string) []found {
	t.Helper()
	var list []found
	for d := json.NewDecoder(strings.NewReader(out)); d.More(); {
		var h map[string]any
		if err := d.Decode(&h); err != nil {
			t.Fatal(err)
		}
		if h["word"] != h["on_word_of_id"] {
			t.Errorf("on_word_of_id is %v, its former name %v", h["on_word_of_id"], h["word"])
		}
		list = append(list, found{h["report"].(string), finding(h)})
	}
	return list
}

// asks are the surfaces that search, each by the fields of one query.
func (x *surfaces) asks() map[string]func(url.Values) []found {
	field := func(name string) func(map[string]any) string {
		return func(h map[string]any) string { s, _ := h[name].(string); return s }
	}
	return map[string]func(url.Values) []found{
		"command": func(v url.Values) []found {
			args := []string{"search", "--store", x.file, "--json"}
			for name := range v {
				if name != "q" {
					args = append(args, "--"+answer.Named(name).Flag()+"="+v.Get(name))
				}
			}
			return lines(x.t, runs(x.t, append(args, v.Get("q"))...), func(h map[string]any) string {
				n, _ := h["number"].(float64)
				id, _ := h["finding"].(string)
				if want := onrecord.FindingID(onrecord.Kind(h["kind"].(string)), int(n)); id != want {
					x.t.Errorf("number %g of kind %s is called %q", n, h["kind"], id)
				}
				return id
			})
		},
		"api": func(v url.Values) []found {
			var page struct{ Hits []json.RawMessage }
			if err := json.Unmarshal([]byte(x.get("/api/v1/search?"+v.Encode())), &page); err != nil {
				x.t.Fatal(err)
			}
			var all strings.Builder
			for _, h := range page.Hits {
				all.Write(h)
			}
			return lines(x.t, all.String(), field("finding"))
		},
		"page": func(v url.Values) []found { return lines(x.t, x.get("/explore.jsonl?"+v.Encode()), field("finding")) },
		"mcp": func(v url.Values) []found {
			in := map[string]any{}
			for name := range v {
				in[name] = v.Get(name)
				switch f := answer.Named(name); f.Type {
				case answer.Boolean:
					in[name] = v.Get(name) == "true"
				case answer.Whole:
					in[name] = json.Number(v.Get(name))
				}
			}
			if q, ok := in["q"]; ok {
				in["query"] = q
				delete(in, "q")
			}
			res, err := x.mcp.CallTool(x.t.Context(), &mcp.CallToolParams{Name: "search_record", Arguments: in})
			if err != nil || res.IsError {
				x.t.Fatalf("%v: %v, %v", in, err, res)
			}
			b, _ := json.Marshal(res.StructuredContent)
			var page struct{ Hits []struct{ Report, ID string } }
			if err := json.Unmarshal(b, &page); err != nil {
				x.t.Fatal(err)
			}
			var out []found
			for _, h := range page.Hits {
				out = append(out, found{h.Report, h.ID})
			}
			return out
		},
	}
}

// direct is the answer of the store itself.
func (x *surfaces) direct(v url.Values) ([]found, string) {
	x.t.Helper()
	q, err := answer.FromURL(v, answer.Search)
	if err != nil {
		x.t.Fatal(err)
	}
	page, err := x.s.Search(x.t.Context(), q.Query)
	if err != nil {
		x.t.Fatal(err)
	}
	var out []found
	for _, h := range page.Hits {
		out = append(out, found{h.Report, onrecord.FindingID(h.Kind, h.Number)})
	}
	return out, page.Next
}

// values are a value of each field that leaves something of the sample, and not all of it.
func (x *surfaces) values() map[string]string {
	x.t.Helper()
	out := map[string]string{"q": "airspace", "kind": "event", "anywhere": "true", "happened": "true", "voice": "attributed", "limit": "2", "tag": "checked"}
	for _, kind := range []store.Kind{store.Statement, store.Event, store.Position} {
		page, err := x.s.Search(x.t.Context(), store.Query{Kind: kind, Limit: 100})
		if err != nil {
			x.t.Fatal(err)
		}
		out["after"] = page.Hits[len(page.Hits)/2].Cursor
		for _, h := range page.Hits {
			firmness := ""
			if kind == store.Position {
				firmness = fmt.Sprint(h.Firmness)
			}
			for name, v := range map[string]string{"actor": word(h.Actor), "recipient": word(h.Recipient), "source": word(h.Source), "source_kind": string(h.SourceKind),
				"naming": string(h.Naming), "root": string(h.Root), "modality": string(h.Modality), "stance": string(h.Stance), "issue": word(h.Issue),
				"outlet": h.Outlet, "from": h.Published, "to": h.Published, "firmness": firmness} {
				out[name] = cmp.Or(out[name], v)
			}
		}
	}
	for _, state := range append(onrecordStates, "IRQ") {
		if list, _ := x.direct(url.Values{"place": {state}, "kind": {"event"}}); len(list) > 0 {
			out["place"] = state
			break
		}
	}
	for _, country := range onrecordStates {
		if list, _ := x.direct(url.Values{"country": {country}}); len(list) > 0 {
			out["country"] = country
			break
		}
	}
	return out
}

var onrecordStates = []string{"USA", "GBR", "FRA", "DEU", "NOR", "SWE", "RUS", "CHN", "IND", "PAK", "IRN", "ISR", "TUR", "UKR"}

// word is the longest word of some.
func word(s string) string {
	return slices.MaxFunc(append(strings.FieldsFunc(s, func(r rune) bool { return r < 'A' || r > 'z' }), ""), func(a, b string) int { return cmp.Compare(len(a), len(b)) })
}

// TestOneQueryOnAllSurfaces asks every field of a query through every surface: the answers are one.
func TestOneQueryOnAllSurfaces(t *testing.T) {
	x := openSurfaces(t)
	values, asks := x.values(), x.asks()
	for _, name := range answer.Search {
		v := url.Values{name: {values[name]}}
		if values[name] == "" {
			if name != "country" && name != "place" { // no state of the real world does anything in the sample, or has something done there
				t.Errorf("%s: no value to ask for", name)
			}
			continue
		}
		if slices.Contains([]string{"anywhere", "limit", "after"}, name) {
			v.Set("kind", "position")
		}
		if name == "anywhere" {
			v.Set("q", "airspace")
		}
		want, _ := x.direct(v)
		if len(want) == 0 {
			t.Errorf("%v finds nothing", v)
		}
		for surface, ask := range asks {
			if got := ask(v); surface != "page" && !slices.Equal(got, want) || surface == "page" && name != "limit" && name != "after" && !slices.Equal(got[:min(len(got), len(want))], want) {
				t.Errorf("%s: %v: %v, want %v", surface, v, got, want)
			}
		}
	}
}

// TestSelectionOfExports exports by every field that chooses findings: the rows are the hits of the same query, by the command and the API.
func TestSelectionOfExports(t *testing.T) {
	x := openSurfaces(t)
	values := x.values()
	for _, name := range answer.Selection {
		value := values[name]
		if value == "" || name == "anywhere" || name == "q" {
			continue
		}
		for _, kind := range []store.Kind{store.Statement, store.Event, store.Position} {
			format := "csv-" + string(kind) + "s"
			want, _ := x.direct(url.Values{name: {value}, "kind": {string(kind)}, "limit": {"500"}})
			query := url.Values{name: {value}}
			for surface, out := range map[string]string{"api": x.get("/api/v1/exports/" + format + "?" + query.Encode()),
				"command": runs(t, "export", "--quiet", "--store", x.file, "--format", format, "--"+answer.Named(name).Flag()+"="+value)} {
				rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
				if err != nil {
					t.Fatal(err)
				}
				var got []found
				for _, r := range rows[1:] {
					got = append(got, found{r[0], r[1]})
				}
				sorted := func(l []found) []found {
					return slices.SortedFunc(slices.Values(l), func(a, b found) int {
						return cmp.Or(cmp.Compare(a.Report, b.Report), cmp.Compare(a.Finding, b.Finding))
					})
				}
				if !slices.Equal(sorted(got), sorted(want)) {
					t.Errorf("%s: %s of %v: %v, want %v", surface, format, query, sorted(got), sorted(want))
				}
			}
		}
	}
}

// TestEveryFormOnTheAPI has the API give every form that the command exports, byte for byte where a form has no time in it.
func TestEveryFormOnTheAPI(t *testing.T) {
	x := openSurfaces(t)
	for _, f := range answer.Forms() {
		got := x.get("/api/v1/exports/" + f.Name)
		if got == "" && f.Name != "corrections" && f.Name != "petrarch" && f.Name != "icews" {
			t.Errorf("%s is empty", f.Name)
		}
		if f.PerReport || strings.HasPrefix(f.Name, "dna") || strings.HasPrefix(f.Name, "parquet") {
			continue
		}
		if want := runs(t, "export", "--quiet", "--store", x.file, "--format", f.Name); got != want {
			t.Errorf("%s: the API gives %d bytes, the command %d", f.Name, len(got), len(want))
		}
	}
}

// TestUnknownFieldsAndValues are refused on every surface with what there is.
func TestUnknownFieldsAndValues(t *testing.T) {
	x := openSurfaces(t)
	for _, path := range []string{"/api/v1/search?modus=x", "/api/v1/search?modality=hypothetic", "/api/v1/standings?root=KILL", "/api/v1/exports/csv-events?limit=3",
		"/explore?naming=anonymous"} {
		r, err := http.Get(x.web + path)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(r.Body)
		r.Body.Close()
		if r.StatusCode < 400 || r.StatusCode > 499 || !strings.Contains(string(b), "there are") {
			t.Errorf("%s: %s: %.300s", path, r.Status, b)
		}
	}
	for _, in := range []map[string]any{{"modus": "x"}, {"root": "KILL"}} {
		res, err := x.mcp.CallTool(t.Context(), &mcp.CallToolParams{Name: "search_record", Arguments: in})
		if err == nil && !res.IsError {
			t.Errorf("%v is answered", in)
		}
	}
	if res, err := x.mcp.CallTool(t.Context(), &mcp.CallToolParams{Name: "search_record", Arguments: map[string]any{"query": "airspace", "root": nil, "limit": nil}}); err != nil || res.IsError {
		t.Errorf("null is refused: %v, %v", err, res)
	}
}

// TestUnknownActorOnAllSurfaces has every surface say that the record knows no such actor, and who comes nearest.
func TestUnknownActorOnAllSurfaces(t *testing.T) {
	x := openSurfaces(t)
	var out, errs bytes.Buffer
	if status := run([]string{"standing", "--store", x.file, "--actor", "Estovya"}, console{strings.NewReader(""), &out, &errs}); status != 0 || out.Len() != 0 ||
		!strings.Contains(errs.String(), "nearest: Estovia") {
		t.Errorf("command: %d %q %q", status, out.String(), errs.String())
	}
	if page := x.get("/api/v1/standings?actor=Estovya"); !strings.Contains(page, `"nearest":["Estovia"`) {
		t.Errorf("API: %s", page)
	}
	if page := x.get("/ledger?actor=Estovya"); !strings.Contains(page, "the nearest names are Estovia") {
		t.Errorf("ledger: %s", page)
	}
	res, err := x.mcp.CallTool(t.Context(), &mcp.CallToolParams{Name: "positions_of", Arguments: map[string]any{"actor": "Estovya"}})
	if err != nil || res.IsError || !strings.Contains(res.Content[0].(*mcp.TextContent).Text, `"Estovia"`) {
		t.Errorf("MCP: %v %v", res, err)
	}
}

// TestTrajectoriesOnAllSurfaces asks for the lines of the ledger by the command and the API.
func TestTrajectoriesOnAllSurfaces(t *testing.T) {
	x := openSurfaces(t)
	type line struct{ Actor, Matter string }
	read := func(raw []byte) line {
		var l struct {
			Actor  struct{ Key string } `json:"actor"`
			Matter struct{ Key string } `json:"issue_group"`
		}
		if err := json.Unmarshal(raw, &l); err != nil {
			t.Fatal(err)
		}
		return line{l.Actor.Key, l.Matter.Key}
	}
	values := x.values()
	seen := map[int]bool{}
	for _, v := range []url.Values{{}, {"unsure": {"true"}}, {"actor": {"Estovia"}}, {"issue": {values["issue"]}}, {"naming": {values["naming"]}}, {"stance": {"against"}, "unsure": {"true"}},
		{"firmness": {"3-5"}}, {"outlet": {values["outlet"]}}, {"changed": {"true"}, "unsure": {"true"}}} {
		args := []string{"standing", "--store", x.file, "--json"}
		for name := range v {
			args = append(args, "--"+strings.ReplaceAll(name, "_", "-")+"="+v.Get(name))
		}
		var want, got []line
		for _, l := range strings.Split(strings.TrimSpace(runs(t, args...)), "\n") {
			if l != "" {
				want = append(want, read([]byte(l)))
			}
		}
		var page struct{ Standings []json.RawMessage }
		if err := json.Unmarshal([]byte(x.get("/api/v1/standings?limit=500&"+v.Encode())), &page); err != nil {
			t.Fatal(err)
		}
		for _, l := range page.Standings {
			got = append(got, read(l))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v: API %v, command %v", v, got, want)
		}
		seen[len(want)] = true
	}
	if len(seen) < 3 {
		t.Errorf("the questions leave alike: %v", seen)
	}
}

// TestOverviewOnAllSurfaces: trends, a timeline and places have the same rows by command, API, page and assistants, and refuse the same in the same
// words.
func TestOverviewOnAllSurfaces(t *testing.T) {
	x := openSurfaces(t)
	for _, c := range []struct {
		view answer.View
		page string
		v    url.Values
	}{{answer.TrendsView, "/trends.csv", url.Values{"by": {"week"}}}, {answer.TrendsView, "/trends.csv", url.Values{"outlet": {"Northern Post"}}},
		{answer.TimelineView, "/timeline.csv", url.Values{"actor": {"Norvik"}}}, {answer.PlacesView, "/map.csv", url.Values{}}, {answer.PlacesView, "/map.csv", url.Values{"q": {"truce"}}}} {
		args, ask := []string{string(c.view), "--store", x.file, "--format", "csv"}, map[string]any{"view": string(c.view)}
		for name := range c.v {
			switch {
			case name == "q", name == "actor" && c.view == answer.TimelineView:
				args = append(args, c.v.Get(name))
			default:
				args = append(args, "--"+name+"="+c.v.Get(name))
			}
			ask[map[string]string{"q": "query"}[name]+map[bool]string{true: "", false: name}[name == "q"]] = c.v.Get(name)
		}
		read := func(text string) [][]string {
			t.Helper()
			rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			return rows
		}
		want := read(runs(t, args...))
		if len(want) < 2 {
			t.Fatalf("%s of %v: %q", c.view, c.v, want)
		}
		wide := len(want[0])
		cells := func(columns []string, rows [][]any) (out [][]string) {
			out = append(out, columns)
			for _, r := range rows {
				line := make([]string, len(r))
				for i := range r {
					line[i] = answer.SQLWords(r[i])
				}
				out = append(out, line)
			}
			return out
		}
		var got answer.Overview
		if err := json.Unmarshal([]byte(x.get("/api/v1/"+string(c.view)+"?"+c.v.Encode())), &got); err != nil {
			t.Fatal(err)
		}
		res, err := x.mcp.CallTool(t.Context(), &mcp.CallToolParams{Name: "overview", Arguments: ask})
		if err != nil || res.IsError {
			t.Fatal(err, res)
		}
		raw, _ := json.Marshal(res.StructuredContent)
		var told answer.Overview
		if err := json.Unmarshal(raw, &told); err != nil {
			t.Fatal(err)
		}
		page := read(x.get(c.page + "?" + c.v.Encode()))
		for i := range page {
			page[i] = page[i][:wide] // the desk has a link besides
		}
		for name, rows := range map[string][][]string{"API": cells(got.Columns, got.Rows), "assistant": cells(told.Columns, told.Rows), "page": page} {
			if fmt.Sprint(rows) != fmt.Sprint(want) {
				t.Errorf("%s of %v by %s:\n%.2000v\nby command\n%.2000v", c.view, c.v, name, rows, want)
			}
		}
	}
	const words = "a timeline is of one actor; name it"
	refused, out := x.tool("overview", map[string]any{"view": "timeline"})
	if !refused || !strings.Contains(out, words) {
		t.Error(out)
	}
	var printed, errs bytes.Buffer
	if status := run([]string{"timeline", "--store", x.file}, console{strings.NewReader(""), &printed, &errs}); status != 2 || !strings.Contains(errs.String(), words) {
		t.Error(status, errs.String())
	}
	r, err := http.Get(x.web + "/api/v1/timeline")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if b, _ := io.ReadAll(r.Body); r.StatusCode != http.StatusBadRequest || !strings.Contains(string(b), words) {
		t.Errorf("%s %s", r.Status, b)
	}
}
