package main

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// TestListsOnAllSurfaces puts a line in by every surface, sees it by every other as the same line and in the ledger under its name, and takes the
// change back by the next.
func TestListsOnAllSurfaces(t *testing.T) {
	x := openToWrite(t)
	call := func(tool string, in map[string]any) string {
		t.Helper()
		res, err := x.mcp.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: in})
		if err != nil || res.IsError {
			t.Fatalf("%s: %v, %+v", tool, err, res)
		}
		raw, err := json.Marshal(res.StructuredContent)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	file := filepath.Join(t.TempDir(), "actors.tsv")
	if err := os.WriteFile(file, []byte("name\taliases\nRepublic of Estovia\tEstovia\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	line := map[string]any{"kind": "actors", "name": "Republic of Estovia", "also": []string{"Estovia"}}
	puts := []struct {
		by string
		do func()
	}{
		{"command", func() {
			runs(t, "lists", "put", "actors", "Republic of Estovia", "--also", "Estovia", "--store", x.file, "--by", "Ana")
		}},
		{"file", func() { runs(t, "lists", "import", "actors", file, "--store", x.file, "--by", "Ana") }},
		{"api", func() { x.post("/api/v1/lists", nil, map[string]any{"put": []any{line}}) }},
		{"page", func() {
			x.post("/lists/actors", url.Values{"name": {"Republic of Estovia"}, "aliases": {"Estovia"}}, nil)
		}},
		{"mcp", func() { call("change_list", map[string]any{"put": []any{line}, "why": "its name"}) }},
	}
	undo := []func(n string){
		func(n string) { runs(t, "lists", "undo", n, "--store", x.file, "--by", "Ana") },
		func(n string) { x.post("/api/v1/lists", nil, map[string]any{"undoes": json.Number(n)}) },
		func(n string) { x.post("/lists/actors", url.Values{"undo": {n}}, nil) },
		func(n string) { call("change_list", map[string]any{"undoes": json.Number(n)}) },
	}
	shown := func() map[string]string {
		return map[string]string{
			"command": runs(t, "standing", "--store", x.file, "--unsure"),
			"api":     x.get("/api/v1/standings?unsure=true"),
			"page":    x.get("/ledger?unsure=1"),
			"csv":     x.get("/ledger.csv?unsure=1"),
			"mcp":     call("positions_of", map[string]any{"actor": "Estovia", "unsure": true}),
			"network": x.get("/network.csv?unsure=1"),
			"table":   runs(t, "export", "--store", x.file, "--format", "table", "--quiet"),
		}
	}
	lines := func() map[string]string {
		return map[string]string{
			"command": runs(t, "lists", "export", "actors", "--store", x.file),
			"api":     x.get("/api/v1/lists/actors/file"),
			"page":    x.get("/lists/actors.tsv"),
		}
	}
	const want = "name\taliases\tcodes\toffices\nRepublic of Estovia\tEstovia\t\t\n"
	for i, put := range puts {
		put.do()
		besides(t, x.file)
		for by, got := range lines() {
			if got != want {
				t.Errorf("put by %s, %s has %q", put.by, by, got)
			}
		}
		if got := call("lists", map[string]any{"kind": "actors"}); !strings.Contains(got, `"also":["Estovia"]`) || !strings.Contains(got, `"name":"Republic of Estovia"`) {
			t.Errorf("put by %s, mcp has %s", put.by, got)
		}
		for by, got := range shown() {
			if !strings.Contains(got, "Republic of Estovia") {
				t.Errorf("put by %s, %s does not show it", put.by, by)
			}
		}
		n := 2*i + 1
		undo[i%len(undo)](strconv.Itoa(n))
		besides(t, x.file)
		for by, got := range shown() {
			if strings.Contains(got, "Republic of Estovia") {
				t.Errorf("taken back after %s, %s still shows it", put.by, by)
			}
		}
	}
	if log := runs(t, "lists", "log", "--store", x.file); strings.Count(log, "\n") != 2*len(puts) || strings.Count(log, "(taken back)") != len(puts) || !strings.Contains(call("lists", nil), `"undone":true`) {
		t.Errorf("log\n%s", log)
	}
}
