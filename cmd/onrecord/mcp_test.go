package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"onrecord/internal/store"
	"onrecord/internal/surface/assist"
	"onrecord/internal/surface/desk"
	"onrecord/read"
)

// itself is the program under test with arguments: this binary under the name that TestMain knows.
func itself(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	file, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(file)
	cmd.Args = append([]string{"onrecord"}, args...)
	return cmd
}

// sampled is a store with the sample reports, read once for all tests.
var sampled = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "onrecord-sample-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file, ctx := filepath.Join(dir, "sample.db"), context.Background()
	s, err := store.Open(ctx, file)
	if err != nil {
		return nil, err
	}
	r, err := read.New()
	if err == nil {
		err = desk.FillDemo(ctx, s, r)
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// sampleStore is a store of the test's own with the sample reports.
func sampleStore(t *testing.T) string {
	t.Helper()
	raw, err := sampled()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "sample.db")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func assistant(t *testing.T, over mcp.Transport) *mcp.ClientSession {
	t.Helper()
	s, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), over, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// questions calls every tool and checks that what is found stands in the text of its report at the place given.
func questions(t *testing.T, s *mcp.ClientSession) {
	t.Helper()
	tools, err := s.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range tools.Tools {
		names = append(names, tool.Name)
	}
	slices.Sort(names)
	asked := map[string]map[string]any{"corroboration": {"words": "airspace truce"}, "positions_of": {"actor": "Estovia"},
		"read_report": {"text": "Estovia will not open its airspace, two diplomats said."}, "search_record": {"query": "airspace"}, "who_said": {"words": "airspace"},
		"export_record": {"format": "table"}, "query_sql": {"query": "SELECT report, quotation FROM record_events"}, "alerts": {}, "decisions": {}, "notes": {}, "lists": {}, "overview": {"view": "trends"}}
	if len(names) != len(asked) {
		t.Errorf("tools %q", names)
	}
	for _, name := range names {
		res, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: name, Arguments: asked[name]})
		if err != nil || res.IsError || len(res.Content) == 0 {
			t.Errorf("%s: %v %+v", name, err, res)
			continue
		}
		raw, _ := json.Marshal(res.StructuredContent)
		var found any
		if err := json.Unmarshal(raw, &found); err != nil {
			t.Fatal(err)
		}
		if name == "export_record" || name == "query_sql" { // words of reports as cells, not as findings
			if !bytes.Contains(raw, []byte("airspace")) {
				t.Errorf("%s gives no words of reports: %.300s", name, raw)
			}
			continue
		}
		if name == "overview" { // counts alone
			if !bytes.Contains(raw, []byte(`"unnamed_share"`)) {
				t.Errorf("%s: %.300s", name, raw)
			}
			continue
		}
		if name == "alerts" || name == "decisions" || name == "notes" || name == "lists" { // nobody has made any
			if !bytes.Contains(raw, []byte(`"`+strings.Replace(name, "lists", "changes", 1)+`":[]`)) {
				t.Errorf("%s: %.300s", name, raw)
			}
			continue
		}
		if n := quoted(t, s, found, ""); n == 0 {
			t.Errorf("%s finds nothing: %s", name, raw)
		}
	}
}

// quoted goes through an answer and compares every quotation with its report; it counts them.
func quoted(t *testing.T, s *mcp.ClientSession, v any, report string) (n int) {
	t.Helper()
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			n += quoted(t, s, x, report)
		}
	case map[string]any:
		if id, ok := v["report"].(string); ok {
			report = id
		}
		if quote, ok := v["quote"].(string); ok {
			n++
			res, err := s.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: "onrecord://report/" + report})
			if err != nil {
				t.Fatal(err)
			}
			text := []rune(res.Contents[0].Text)
			begin, end := int(v["begin"].(float64)), int(v["end"].(float64))
			if begin > end || end > len(text) || string(text[begin:end]) != quote {
				t.Errorf("%q is not what stands at %d to %d of %s", quote, begin, end, report)
			}
		}
		for _, x := range v {
			n += quoted(t, s, x, report)
		}
	}
	return n
}

// TestMCPOverPipes starts the program as an assistant does.
func TestMCPOverPipes(t *testing.T) {
	cmd := itself(t, "mcp", "--store", sampleStore(t))
	var log bytes.Buffer
	cmd.Stderr = &log
	s := assistant(t, &mcp.CommandTransport{Command: cmd})
	questions(t, s)
	if err := s.Close(); err != nil {
		t.Errorf("it does not end well: %v", err)
	}
	if !strings.Contains(log.String(), "tool=who_said") || strings.Contains(log.String(), "airspace") {
		t.Errorf("the log is %s", &log)
	}
}

// TestMCPStops stops the program while an assistant is connected, as a system does.
func TestMCPStops(t *testing.T) {
	cmd := itself(t, "mcp", "--store", sampleStore(t), "--quiet")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(in, `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}`+"\n")
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.Contains(line, `"onrecord"`) {
		t.Fatalf("%q %v", line, err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("it does not end well: %v", err)
		}
	case <-time.After(20 * time.Second):
		_ = cmd.Process.Kill()
		t.Error("it does not end")
	}
}

// TestMCPOverHTTP opens an address with a token, asks, and stops it.
func TestMCPOverHTTP(t *testing.T) {
	const token = "a-token-of-the-test"
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, w := io.Pipe()
	cmd := newMCP(console{out: w, err: io.Discard})
	cmd.SetArgs([]string{"--store", sampleStore(t), "--listen", "127.0.0.1:0", "--token-file", file})
	ended := make(chan error, 1)
	go func() { ended <- cmd.ExecuteContext(ctx) }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	where := strings.TrimSpace(strings.TrimPrefix(line, "assistants can ask at "))
	if !strings.HasSuffix(where, assist.Path) {
		t.Fatalf("it says %q", line)
	}
	resp, err := http.Post(where, "application/json", strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`))
	if err != nil || resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("without the token: %v %v", resp, err)
	}
	s := assistant(t, &mcp.StreamableClientTransport{Endpoint: where, HTTPClient: &http.Client{Transport: bearing(token)}})
	questions(t, s)
	_ = s.Close()
	stop()
	if err := <-ended; err != nil {
		t.Errorf("it does not end well: %v", err)
	}
	if _, err := http.Get(where); err == nil {
		t.Error("it answers after its end")
	}
}

type bearing string

func (b bearing) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+string(b))
	return http.DefaultTransport.RoundTrip(r)
}
