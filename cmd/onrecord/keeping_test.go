package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/cross"
	"onrecord/internal/export/sheet"
	"onrecord/internal/store"
	"onrecord/internal/surface/desk"
)

// says is what a command says on standard error and how it ends.
func (x *surfaces) says(args ...string) (status int, words string) {
	var out, errs bytes.Buffer
	status = run(args, console{strings.NewReader(""), &out, &errs})
	return status, errs.String()
}

// post sends a form, or JSON where body is no form, and gives the status and the words without the marks of HTML and JSON.
func (x *surfaces) post(path string, form url.Values, body any) (status int, words string) {
	x.t.Helper()
	kind, sent := "application/x-www-form-urlencoded", form.Encode()
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			x.t.Fatal(err)
		}
		kind, sent = "application/json", string(raw)
	}
	r, err := http.Post(x.web+path, kind, strings.NewReader(sent))
	if err != nil {
		x.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		x.t.Fatal(err)
	}
	var problem struct{ Detail string }
	if body != nil && json.Unmarshal(b, &problem) == nil && problem.Detail != "" {
		return r.StatusCode, problem.Detail
	}
	return r.StatusCode, html.UnescapeString(string(b))
}

// tool calls a tool and gives whether it was refused, and its words.
func (x *surfaces) tool(name string, in map[string]any) (refused bool, words string) {
	x.t.Helper()
	res, err := x.mcp.CallTool(x.t.Context(), &mcp.CallToolParams{Name: name, Arguments: in})
	if err != nil {
		x.t.Fatal(err)
	}
	return res.IsError, res.Content[0].(*mcp.TextContent).Text
}

// storiesOf reads the stories of JSON, one a line, by their ids.
func storiesOf(t *testing.T, raw string) (ids []string, all []cross.Story) {
	t.Helper()
	for d := json.NewDecoder(strings.NewReader(raw)); d.More(); {
		var s cross.Story
		if err := d.Decode(&s); err != nil {
			t.Fatal(err)
		}
		ids, all = append(ids, s.ID), append(all, s)
	}
	return ids, all
}

// twoStories is a store with the sample reports and two on another happening.
func twoStories(t *testing.T) string {
	t.Helper()
	file, bakery := sampleStore(t), filepath.Join(t.TempDir(), "bakery.jsonl")
	const lines = `{"id":"b1","title":"Fire guts the old bakery in Tallow Lane","publisher":"Lane Herald","date":"2026-05-04","text":"Fire guts the old bakery in Tallow Lane\n\nA fire gutted the old bakery in Tallow Lane on Sunday night. Baker Odd Rasmus said that the ovens were cold. Fire chief Lise Brandt said that the roof had fallen in."}
{"id":"b2","title":"Bakery in Tallow Lane burns down","publisher":"Evening Lamp","date":"2026-05-05","text":"Bakery in Tallow Lane burns down\n\nThe bakery in Tallow Lane burnt down in a fire on Sunday night. Lise Brandt, the fire chief, said that the roof of the bakery had fallen in. The baker, Odd Rasmus, said that his ovens were cold."}
`
	if err := os.WriteFile(bakery, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	runs(t, "ingest", "--quiet", "--store", file, bakery)
	return file
}

// TestStoriesOnAllSurfaces asks for stories by every field that chooses them: command, API and page give the same ones in the same order.
func TestStoriesOnAllSurfaces(t *testing.T) {
	file := twoStories(t)
	x := surfacesOf(t, file)
	_, all := storiesOf(t, runs(t, "stories", "--store", x.file, "--json"))
	if len(all) < 2 {
		t.Fatalf("%d stories", len(all))
	}
	first := all[0]
	middle := answer.NewStory(&first)
	seen := map[int]bool{}
	for _, v := range []url.Values{{}, {"q": {word(first.Title)}}, {"q": {`"` + first.Title + `"`}}, {"q": {"-" + word(first.Title) + " the"}}, {"q": {"zebra"}},
		{"outlet": {strings.ToUpper(middle.Outlets[0])}}, {"outlet": {"Nobody"}}, {"from": {middle.Last}}, {"to": {middle.First}}, {"from": {"2031-01-01"}},
		{"limit": {"1"}}, {"by": {"last"}}, {"by": {"size"}}} {
		if v.Get("by") == "" {
			v.Set("by", "size")
		}
		args := []string{"stories", "--store", x.file, "--json"}
		for name := range v {
			flag := name
			if f := answer.Named(name); f != nil {
				flag = f.Flag()
			}
			args = append(args, "--"+flag+"="+v.Get(name))
		}
		want, _ := storiesOf(t, runs(t, args...))
		var page struct{ Stories []json.RawMessage }
		if err := json.Unmarshal([]byte(x.get("/api/v1/stories?"+v.Encode())), &page); err != nil {
			t.Fatal(err)
		}
		got, _ := storiesOf(t, string(bytes.Join(raws(page.Stories), []byte("\n"))))
		if !slices.Equal(got, want) {
			t.Errorf("API: %v: %d stories, the command %d", v, len(got), len(want))
		}
		rows, err := csv.NewReader(strings.NewReader(x.get("/stories.csv?" + v.Encode()))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var listed []string
		for _, r := range rows[1:] {
			listed = append(listed, r[0])
		}
		if listed = slices.Compact(listed); v.Get("limit") == "" && !slices.Equal(listed, want) {
			t.Errorf("page: %v: %d stories, the command %d", v, len(listed), len(want))
		}
		seen[len(want)] = true
	}
	if len(seen) < 3 {
		t.Errorf("the questions leave alike: %v", seen)
	}
}

func raws(list []json.RawMessage) [][]byte {
	var out [][]byte
	for _, x := range list {
		out = append(out, x)
	}
	return out
}

// TestClaimsOnAllSurfaces has command, API and table of claims say the same of every story.
func TestClaimsOnAllSurfaces(t *testing.T) {
	file := twoStories(t)
	x := surfacesOf(t, file)
	_, all := storiesOf(t, runs(t, "stories", "--store", x.file, "--json", "--claims"))
	claims := 0
	for _, want := range all {
		var got cross.Story
		if err := json.Unmarshal([]byte(x.get("/api/v1/stories/"+want.ID)), &got); err != nil {
			t.Fatal(err)
		}
		if a, b := inJSON(t, got.Claims), inJSON(t, want.Claims); a != b || got.Compared != want.Compared {
			t.Errorf("%s: API %.300s, command %.300s", want.ID, a, b)
		}
		rows, err := csv.NewReader(strings.NewReader(x.get("/st/" + want.ID + "/claims.csv"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, c := range want.Claims {
			n += len(c.Said) + len(c.Contradicted)
		}
		if len(rows)-1 != n {
			t.Errorf("%s: %d rows of claims, %d statements", want.ID, len(rows)-1, n)
		}
		first := slices.Index(rows[0], "who_first")
		page := html.UnescapeString(x.get("/st/" + want.ID))
		for _, c := range want.Claims {
			if len(c.First.Travel) != len(c.Said) || c.First.Words == "" || !strings.Contains(page, c.First.Words) {
				t.Errorf("%s: %d steps of %d statements; the page says who first: %v", want.ID, len(c.First.Travel), len(c.Said), strings.Contains(page, c.First.Words))
			}
			if !slices.ContainsFunc(rows, func(r []string) bool { return r[first] == sheet.Words(c.First.Words) }) {
				t.Errorf("%s: the table does not say %q", want.ID, c.First.Words)
			}
		}
		claims += n
	}
	if claims == 0 {
		t.Error("no claim to compare")
	}
}

func inJSON(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestRefusalsOfStories: what stories cannot be asked by is refused everywhere, in the same words.
func TestRefusalsOfStories(t *testing.T) {
	x := openSurfaces(t)
	for _, v := range []url.Values{{"from": {"soon"}}, {"q": {strings.Repeat("truce ", 300)}}, {"q": {"-truce"}}, {"by": {"name"}}, {"limit": {"0"}}} {
		args := []string{"stories", "--store", x.file}
		want := ""
		for name := range v {
			flag := name
			if f := answer.Named(name); f != nil {
				flag = f.Flag()
			}
			args = append(args, "--"+flag+"="+v.Get(name))
			if _, err := answer.FromURL(v, answer.Stories); err != nil {
				want = err.Error()
			} else if _, err := answer.ParseOrder(v.Get("by"), answer.ByLast); err != nil {
				want = err.Error()
			}
		}
		if status, words := x.says(args...); status != 2 || want == "" || !strings.Contains(words, want) {
			t.Errorf("command: %v: %d %q, want %q", v, status, words, want)
		}
		for _, path := range []string{"/api/v1/stories?", "/stories?", "/stories.csv?"} {
			if v.Get("limit") != "" && !strings.HasPrefix(path, "/api") {
				continue // pages have a length of their own
			}
			r, err := http.Get(x.web + path + v.Encode())
			if err != nil {
				t.Fatal(err)
			}
			b, _ := io.ReadAll(r.Body)
			r.Body.Close()
			var problem struct{ Detail string }
			words := html.UnescapeString(string(b))
			if json.Unmarshal(b, &problem) == nil {
				words = problem.Detail
			}
			if v.Get("by") != "" && strings.HasPrefix(path, "/api") {
				want = "" // the values of a parameter of its own stand in the description of the API
			}
			if r.StatusCode < 400 || r.StatusCode > 499 || !strings.Contains(words, want) {
				t.Errorf("%s%v: %s %.200s, want %q", path, v, r.Status, words, want)
			}
		}
	}
}

// openToWrite are the surfaces over a store of the sample that the desk may write to.
func openToWrite(t *testing.T) *surfaces {
	t.Helper()
	return surfacesOver(t, sampleStore(t), store.Open, desk.Options{Writable: true, MaxBytes: 64 << 10, Who: "Ana"})
}

// TestKeepOnAllSurfaces keeps one text by the command, the API and the page: what is stored is the same. An assistant that reads it finds as much.
func TestKeepOnAllSurfaces(t *testing.T) {
	const text = "Norvik will not reopen its ports, two officials said on Monday. “We will not move,” said Ada Brandt, the foreign minister."
	type stored struct{ statements, events, positions int }
	of := func(s *store.Store) stored {
		d, err := s.Report(t.Context(), onrecord.Digest(text))
		if err != nil {
			t.Error(err)
			return stored{}
		}
		if d.Meta.Publisher != "Gazette" || d.Meta.Published != "2026-03-02" {
			t.Errorf("kept as of %q, %q", d.Meta.Publisher, d.Meta.Published)
		}
		return stored{len(d.Attributions), len(d.Events), len(d.Positions)}
	}
	byAPI := openToWrite(t)
	if status, words := byAPI.post("/api/v1/read", nil, map[string]any{"text": text, "outlet": "Gazette", "published": "2026-03-02", "keep": true}); status != 200 {
		t.Fatal(status, words)
	}
	byPage := openToWrite(t)
	if status, words := byPage.post("/paste", url.Values{"text": {text}, "outlet": {"Gazette"}, "published": {"2026-03-02"}}, nil); status != 200 {
		t.Fatal(status, words)
	}
	if status, words := byPage.post("/r/"+onrecord.Digest(text)+"/keep", nil, nil); status != 200 {
		t.Fatal(status, words)
	}
	byCommand := openToWrite(t)
	line, err := json.Marshal(map[string]string{"text": text, "outlet": "Gazette", "published": "2026-03-02"})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "a.jsonl")
	if err := os.WriteFile(file, line, 0o600); err != nil {
		t.Fatal(err)
	}
	runs(t, "ingest", "--quiet", "--store", byCommand.file, file)
	want := of(byCommand.s)
	if want.statements == 0 || of(byAPI.s) != want || of(byPage.s) != want {
		t.Errorf("command %v, API %v, page %v", want, of(byAPI.s), of(byPage.s))
	}
	if _, told := byCommand.tool("read_report", map[string]any{"text": text}); !strings.Contains(told, answer.Several(want.statements, "statement")) {
		t.Errorf("assistant: %s", told)
	}
}

// TestRefusalsOfTexts: a text that cannot be read is refused in the same words by the API, the page and over MCP; a day by the command, too.
func TestRefusalsOfTexts(t *testing.T) {
	x := openToWrite(t)
	const fine = "Norvik will not reopen its ports, two officials said."
	for name, g := range map[string]answer.Given{"empty": {Text: " \n"}, "day": {Text: fine, Published: "Monday"}, "title": {Text: fine, Title: strings.Repeat("x", 1001)},
		"address": {Text: fine, URL: "https://example.org/" + strings.Repeat("x", 4000)}, "large": {Text: strings.Repeat("Said so. ", 10_000)}} {
		most := int64(64 << 10)
		if name == "large" {
			most = answer.MostText // the assistant's limit is another here
			g.Text = strings.Repeat("Said so. ", int(most)/9+1)
		}
		_, err := g.Document(most)
		if err == nil {
			t.Fatalf("%s is taken", name)
		}
		if refused, words := x.tool("read_report", map[string]any{"text": g.Text, "published": g.Published, "title": g.Title, "url": g.URL}); !refused || !strings.Contains(words, err.Error()) {
			t.Errorf("MCP: %s: %.200q, want %q", name, words, err)
		}
		if name == "large" {
			err = answer.TooLarge(64 << 10)
		}
		if status, words := x.post("/api/v1/read", nil, map[string]any{"text": g.Text, "published": g.Published, "title": g.Title, "url": g.URL}); status/100 != 4 || !strings.Contains(words, err.Error()) {
			if name != "large" || status != http.StatusRequestEntityTooLarge { // the library stops reading before anything else is known
				t.Errorf("API: %s: %d %.200q, want %q", name, status, words, err)
			}
		}
		if status, words := x.post("/paste", url.Values{"text": {g.Text}, "published": {g.Published}, "title": {g.Title}, "url": {g.URL}}, nil); status/100 != 4 || !strings.Contains(words, err.Error()) {
			t.Errorf("page: %s: %d %.200q, want %q", name, status, words, err)
		}
		if status, words := x.says("ingest", "--store", x.file, "--date", g.Published, "-"); g.Published != "" && (status != 2 || !strings.Contains(words, err.Error())) {
			t.Errorf("command: %s: %d %q, want %q", name, status, words, err)
		}
	}
}

// decides are the surfaces on which one decides: each gives what was decided, or the words of the refusal.
func (x *surfaces) decides() map[string]func(answer.Decide) (made answer.Decided, refusal string) {
	last := func() answer.Decided {
		log, err := x.s.Decisions(x.t.Context(), "")
		if err != nil || len(log) == 0 {
			x.t.Fatal(log, err)
		}
		return answer.NewDecided(&log[len(log)-1])
	}
	return map[string]func(answer.Decide) (answer.Decided, string){
		"command": func(d answer.Decide) (answer.Decided, string) {
			args := []string{"decide", "--store", x.file, "--by", d.Who, "--why=" + d.Why, "--field=" + d.Field, "--value=" + d.Value, "--with=" + d.With, "--of=" + d.Of}
			for _, v := range d.Values {
				if v.None {
					args = append(args, "--none="+v.Field)
				} else {
					args = append(args, "--set="+v.Field+"="+v.Value)
				}
			}
			if d.Action == "undo" {
				args = append(args, "--undo", strconv.FormatInt(d.Undoes, 10))
			} else if args = append(args, d.Report, d.Finding, d.Action); d.Finding == "" {
				args = slices.DeleteFunc(args, func(s string) bool { return s == "" })
			}
			if status, words := x.says(args...); status != 0 {
				return answer.Decided{}, words
			}
			return last(), ""
		},
		"api": func(d answer.Decide) (answer.Decided, string) {
			status, words := x.post("/api/v1/decisions", nil, map[string]any{"action": d.Action, "report": d.Report, "finding": d.Finding, "field": d.Field, "value": d.Value,
				"values": d.Values, "with": d.With, "of": d.Of, "why": d.Why, "undoes": d.Undoes})
			if status != http.StatusCreated {
				return answer.Decided{}, words
			}
			var made answer.Decided
			if err := json.Unmarshal([]byte(words), &made); err != nil {
				x.t.Fatal(err)
			}
			return made, ""
		},
		"page": func(d answer.Decide) (answer.Decided, string) {
			form, path := url.Values{"action": {d.Action}, "report": {d.Report}, "finding": {d.Finding}, "field": {d.Field}, "value": {d.Value}, "why": {d.Why}}, "/decide"
			for _, v := range d.Values {
				if form.Set("value."+v.Field, v.Value); v.None {
					form.Set("none."+v.Field, "on")
				}
			}
			switch d.Action {
			case "undo":
				form = url.Values{"undo": {strconv.FormatInt(d.Undoes, 10)}, "why": {d.Why}}
			case "merge":
				path, form = "/st/"+d.Report+"/move", url.Values{"report": {d.With}, "move": {"together"}, "why": {d.Why}}
			case "split":
				path, form = "/st/"+d.Report+"/move", url.Values{"report": {d.With}, "move": {"apart"}, "why": {d.Why}}
			}
			switch d.Of {
			case "copy":
				form = url.Values{"report": {d.Report}, "with": {d.With}, "move": {map[string]string{"merge": "copy", "split": "own text"}[d.Action]}, "why": {d.Why}}
			case "issue":
				path, form = "/dossier", url.Values{"who": {"name/estovia/"}, "on": {d.Value}, "issue": {d.With}, "do": {"another matter"}, "why": {d.Why}}
			}
			if status, words := x.post(path, form, nil); status != 200 {
				return answer.Decided{}, words
			}
			return last(), ""
		},
		"assistant": func(d answer.Decide) (answer.Decided, string) {
			refused, words := x.tool("decide", map[string]any{"action": d.Action, "report": d.Report, "finding": d.Finding, "field": d.Field, "value": d.Value,
				"values": valuesOf(d.Values), "with": d.With, "of": d.Of, "why": d.Why, "undoes": d.Undoes})
			if refused {
				return answer.Decided{}, words
			}
			return last(), ""
		},
	}
}

// undoSince takes back what was decided behind the first so many decisions, so that all surfaces find the same.
func (x *surfaces) undoSince(n int) {
	x.t.Helper()
	log, err := x.s.Decisions(x.t.Context(), "")
	if err != nil {
		x.t.Fatal(err)
	}
	for _, d := range slices.Backward(log[n:]) {
		if _, err := x.s.Decide(x.t.Context(), store.Decision{Who: "test", Action: store.Undo, Undoes: d.N}); err != nil {
			x.t.Fatal(err)
		}
	}
}

func valuesOf(chosen []answer.Chosen) []map[string]any {
	out := []map[string]any{}
	for _, v := range chosen {
		out = append(out, map[string]any{"field": v.Field, "value": v.Value, "none": v.None})
	}
	return out
}

// TestDecideOnAllSurfaces decides the same by command, API, page and assistant: the log has the same, and what is refused is refused in the same words.
func TestDecideOnAllSurfaces(t *testing.T) {
	x := openToWrite(t)
	ids := map[store.Kind]string{}
	report, other := "", ""
	for _, kind := range []store.Kind{store.Statement, store.Position} {
		page, err := x.s.Search(t.Context(), store.Query{Kind: kind, Limit: 50})
		if err != nil || len(page.Hits) == 0 {
			t.Fatal(err)
		}
		for _, h := range page.Hits {
			if report == "" {
				report = h.Report
			}
			if h.Report == report && ids[kind] == "" {
				ids[kind] = h.ID()
			}
			if h.Report != report {
				other = h.Report
			}
		}
	}
	statement := ids[store.Statement]
	doc, err := x.s.Report(t.Context(), report)
	if err != nil {
		t.Fatal(err)
	}
	source, content := doc.In(doc.Attributions[0].Content[0]), doc.In(doc.Attributions[len(doc.Attributions)-1].Extent())
	for name, d := range map[string]answer.Decide{
		"accept":              {Action: "accept", Report: report, Finding: statement},
		"note":                {Action: "note", Report: report, Finding: statement, Why: " seen <b>twice</b> "},
		"correct":             {Action: "correct", Report: report, Finding: statement, Field: "naming", Value: "collective"},
		"merge":               {Action: "merge", Report: report, With: other, Why: "one happening"},
		"split":               {Action: "split", Report: report, With: other},
		"no copy":             {Action: "split", Of: "copy", Report: report, With: other, Why: "rewritten"},
		"a copy":              {Action: "merge", Of: "copy", Report: report, With: other},
		"another matter":      {Action: "split", Of: "issue", With: "the closed airspace", Value: "truce"},
		"words":               {Action: "correct", Report: report, Finding: statement, Values: []answer.Chosen{{Field: "source", Value: source}}},
		"two fields":          {Action: "correct", Report: report, Finding: statement, Values: []answer.Chosen{{Field: "naming", Value: "collective"}, {Field: "type", Value: "belief"}}},
		"no cue":              {Action: "correct", Report: report, Finding: statement, Values: []answer.Chosen{{Field: "cue", None: true}}},
		"added":               {Action: "add", Report: report, Finding: "statement", Values: []answer.Chosen{{Field: "content", Value: content}}},
		"nothing added":       {Action: "add", Report: report, Finding: "statement"},
		"words not there":     {Action: "correct", Report: report, Finding: statement, Values: []answer.Chosen{{Field: "source", Value: "the man in the moon"}}},
		"note without words":  {Action: "note", Report: report, Finding: statement},
		"no such action":      {Action: "destroy", Report: report, Finding: statement},
		"no finding":          {Action: "accept", Report: report, Finding: "x1"},
		"no such finding":     {Action: "accept", Report: report, Finding: "a999"},
		"another's field":     {Action: "correct", Report: report, Finding: statement, Field: "stance", Value: "for"},
		"no such value":       {Action: "correct", Report: report, Finding: statement, Field: "naming", Value: "king"},
		"no such report":      {Action: "accept", Report: strings.Repeat("0", 64), Finding: "a1"},
		"merged with nothing": {Action: "merge", Report: report, With: "nothing"},
		"merged with itself":  {Action: "merge", Report: report, With: report},
		"merged with none":    {Action: "merge", Report: report, With: strings.Repeat("0", 64)},
		"too long":            {Action: "note", Report: report, Finding: statement, Why: strings.Repeat("x", 2001)},
		"undone before":       {Action: "undo", Undoes: 9999},
	} {
		d.Who = "Ana"
		want := ""
		if _, err := d.Decisions(); err != nil {
			want = err.Error()
		}
		made := map[string]string{}
		for surface, decide := range x.decides() {
			before, err := x.s.Decisions(t.Context(), "")
			if err != nil {
				t.Fatal(err)
			}
			m, refusal := decide(d)
			x.undoSince(len(before))
			if want != "" && !strings.Contains(refusal, want) {
				t.Errorf("%s: %s: %.300q, want %q", surface, name, refusal, want)
			}
			if refusal != "" {
				made[surface] = "refused"
				if i := strings.Index(refusal, store.ErrDecision.Error()); i >= 0 {
					made[surface], _, _ = strings.Cut(refusal[i:], "\n")
					made[surface], _, _ = strings.Cut(made[surface], "</")
					made[surface] = strings.TrimSuffix(made[surface], ".") // pages end a sentence
				}
				continue
			}
			m.N, m.At = 0, ""
			if m.Action == "add" {
				m.Finding, m.Number = "", 0 // no number is given twice
			}
			raw, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			made[surface] = string(raw)
		}
		if made["command"] != made["api"] || made["command"] != made["page"] || made["command"] != made["assistant"] || made["command"] == "" {
			t.Errorf("%s:\ncommand   %s\nAPI       %s\npage      %s\nassistant %s", name, made["command"], made["api"], made["page"], made["assistant"])
		}
	}
}

// TestFormerNamesOfActors: issue_groups of actors have their former name, too.
func TestFormerNamesOfActors(t *testing.T) {
	x := openSurfaces(t)
	var list struct{ Actors []map[string]any }
	if err := json.Unmarshal([]byte(x.get("/api/v1/actors")), &list); err != nil || len(list.Actors) == 0 {
		t.Fatal(list, err)
	}
	for _, a := range list.Actors {
		if a["issue_groups"] == nil || a["issue_groups"] != a["matters"] {
			t.Errorf("%v: %v and %v", a["name"], a["issue_groups"], a["matters"])
		}
	}
}
