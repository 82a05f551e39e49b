package main

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"onrecord/internal/answer"
	"onrecord/internal/store"
	"onrecord/internal/store/mend"
	"onrecord/internal/surface/desk"
)

// TestNotesOnAllSurfaces asks for notes by every field through the command, the API, the page and the tools: the answers are one. So are the forms
// in which they leave.
func TestNotesOnAllSurfaces(t *testing.T) {
	file := sampleStore(t)
	s, err := store.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	page, err := s.Search(t.Context(), store.Query{Kind: store.Statement, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	h := page.Hits[0]
	for _, a := range []store.Annotation{{Report: h.Report, Who: "ana", Body: "Who says so? @ben", Tags: []string{"to check"}, Words: &mend.Selector{Start: 0, End: 6}},
		{Report: h.Report, Who: "ben", Kind: store.Statement, Number: h.Number, Tags: []string{"memo"}}, {Who: "ben", Parent: 1, Body: "They do."}, {Report: h.Report, Who: "carl", Body: "All of it"}} {
		if _, err := s.AddNote(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.BringNotes(t.Context(), []store.ForeignNote{{Annotation: store.Annotation{ID: "urn:x", Report: h.Report, Body: "gone", Words: &mend.Selector{Exact: "there be dragons"}}}}, "ana"); err != nil {
		t.Fatal(err)
	}
	s.Close()
	x := surfacesOver(t, file, store.OpenToRead, desk.Options{Who: "ben"})
	numbers := func(notes []answer.Noted) (out []int64) {
		for _, n := range notes {
			out = append(out, n.N)
		}
		return out
	}
	entry := regexp.MustCompile(`<li class="entry" id="n([0-9]+)"`)
	for i, v := range []url.Values{{}, {"report": {h.Report}}, {"report": {h.Report}, "finding": {h.ID()}}, {"tag": {"To Check"}}, {"author": {"ben"}}, {"mention": {"ben"}}, {"mention": {"me"}}, {"words": {"say"}}, {"since": {"2020-01-01"}}, {"thread": {"1"}},
		{"lost": {"true"}}, {"limit": {"2"}}, {"after": {"3"}}} {
		var got answer.NotePage
		if err := json.Unmarshal([]byte(x.get("/api/v1/notes?"+v.Encode())), &got); err != nil {
			t.Fatal(err)
		}
		want := numbers(got.Notes)
		if len(want) == 0 || i > 1 && v.Get("since") == "" && len(want) == 5 {
			t.Errorf("%v leaves %v", v, want)
		}
		args := []string{"notes", "--store", file, "--by", "ben", "--json"}
		in := map[string]any{}
		for name := range v {
			args = append(args, "--"+name+"="+v.Get(name))
			in[name] = v.Get(name)
			if n, err := strconv.Atoi(v.Get(name)); err == nil {
				in[name] = n
			} else if v.Get(name) == "true" {
				in[name] = true
			}
		}
		var command []answer.Noted
		for d := json.NewDecoder(strings.NewReader(runs(t, args...))); d.More(); {
			var n answer.Noted
			if err := d.Decode(&n); err != nil {
				t.Fatal(err)
			}
			command = append(command, n)
		}
		var shown []int64
		for _, m := range entry.FindAllStringSubmatch(x.get("/notes?"+v.Encode()), -1) {
			n, _ := strconv.ParseInt(m[1], 10, 64)
			shown = append(shown, n)
		}
		res, err := x.mcp.CallTool(t.Context(), &mcp.CallToolParams{Name: "notes", Arguments: in})
		if err != nil || res.IsError {
			t.Fatalf("%v: %v %v", in, err, res)
		}
		var told answer.NotePage
		raw, _ := json.Marshal(res.StructuredContent)
		if err := json.Unmarshal(raw, &told); err != nil {
			t.Fatal(err)
		}
		for surface, list := range map[string][]int64{"command": numbers(command), "page": shown, "mcp": numbers(told.Notes)} {
			if !slices.Equal(list, want) {
				t.Errorf("%s: %v: %v, the API gives %v", surface, v, list, want)
			}
		}
	}
	for _, form := range answer.NoteForms {
		want := x.get("/api/v1/notes/export?format=" + form)
		for what, got := range map[string]string{"page": x.get("/notes/export/" + form), "command": runs(t, "notes", "--store", file, "--format", form), "export": runs(t, "notes", "export", "--store", file, "--format", form)} {
			if got != want {
				t.Errorf("%s: %s gives %d bytes, the API %d", form, what, len(got), len(want))
			}
		}
	}
}
