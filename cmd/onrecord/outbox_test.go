package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/store"
)

// index stands in for OpenSearch: it takes _bulk with external versions, and keeps what it was sent in which order.
type index struct {
	mu       sync.Mutex
	versions map[string]int64
	applied  []int64 // numbers of the changes that it took
	known    int     // what it refused since it had it
	wrong    []string
	busy     int // how often it is still to answer that it is busy
}

func (x *index) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if r.URL.Path != "/reports/_bulk" {
		x.wrong = append(x.wrong, "asked for "+r.URL.Path)
	}
	if x.busy > 0 {
		x.busy--
		http.Error(w, "busy", http.StatusTooManyRequests)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the feeder was killed while it sent
	}
	var items []string
	lines := bufio.NewScanner(bytes.NewReader(body))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var action struct {
			Index struct {
				ID      string `json:"_id"`
				Version int64  `json:"version"`
				Type    string `json:"version_type"`
			} `json:"index"`
		}
		var letter struct {
			Seq      int64
			ID, Text string
		}
		if err := json.Unmarshal(lines.Bytes(), &action); err != nil || !lines.Scan() || json.Unmarshal(lines.Bytes(), &letter) != nil {
			x.wrong = append(x.wrong, "a piece that is not whole")
			return
		}
		a := action.Index
		if a.ID != letter.ID || a.ID != onrecord.Digest(letter.Text) || a.Version != letter.Seq || a.Type != "external" {
			x.wrong = append(x.wrong, fmt.Sprintf("%+v with a letter of %s, %d", a, letter.ID, letter.Seq))
		}
		status := http.StatusConflict
		if a.Version > x.versions[a.ID] {
			status = http.StatusCreated
			x.versions[a.ID] = a.Version
			x.applied = append(x.applied, a.Version)
		} else {
			x.known++
		}
		items = append(items, fmt.Sprintf(`{"index":{"_id":%q,"status":%d}}`, a.ID, status))
	}
	time.Sleep(5 * time.Millisecond)
	fmt.Fprintf(w, `{"items":[%s]}`, strings.Join(items, ","))
}

// TestOutbox feeds an index while reports come and are read again, and kills the feeder again and again: every report is in the index in its
// last form, every change was taken once and in order.
func TestOutbox(t *testing.T) {
	bin := program(t)
	feeder := filepath.Join(t.TempDir(), "feeder")
	if out, err := exec.Command("go", "build", "-o", feeder, "../feeder").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	x := &index{versions: map[string]int64{}, busy: 1}
	server := httptest.NewServer(x)
	defer server.Close()
	dir := t.TempDir()
	name, state := filepath.Join(dir, "s.db"), filepath.Join(dir, "state")
	s, err := store.Open(context.Background(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	last := map[string]string{} // version that read each report last
	put := func(i int, tool string) {
		d := &onrecord.Document{ID: fmt.Sprint("r", i), Text: fmt.Sprintf("Report %d, officials said.", i), Made: onrecord.Made{Tool: tool, Lexicon: "l", Models: "m"}}
		if _, err := s.Put(context.Background(), []*onrecord.Document{d}); err != nil {
			t.Error(err)
		}
		last[onrecord.Digest(d.Text)] = tool
	}
	put(0, "1")
	run := func(more ...string) *exec.Cmd {
		args := []string{"--index", server.URL + "/reports", "--state", state, "--", bin, "export", "--follow", "--every", "20ms", "--store", name}
		c := exec.Command(feeder, append(args, more...)...)
		c.Stderr = os.Stderr
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		return c
	}
	rng := rand.New(rand.NewPCG(3, uint64(time.Now().UnixNano())))
	for kill := range 8 {
		c := run()
		for end := time.Now().Add(time.Duration(300+rng.IntN(700)) * time.Millisecond); time.Now().Before(end); {
			put(rng.IntN(400), fmt.Sprint(kill))
		}
		c.Process.Kill()
		c.Wait()
	}
	put(400, "9") // and whoever writes for a feeder that is gone learns that it is
	if err := run("--once").Wait(); err != nil {
		t.Fatal(err)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for i := 1; i < len(x.applied); i++ {
		if x.applied[i] <= x.applied[i-1] {
			t.Fatalf("change %d was taken after %d", x.applied[i], x.applied[i-1])
		}
	}
	if len(x.versions) != len(last) || len(x.wrong) > 0 {
		t.Errorf("%d reports in the index, %d stored; %v", len(x.versions), len(last), x.wrong)
	}
	m, err := s.Mark(context.Background())
	if err != nil || x.applied[len(x.applied)-1] != m.Change {
		t.Errorf("the index is at change %d, the store at %d; %v", x.applied[len(x.applied)-1], m.Change, err)
	}
	t.Logf("%d changes taken, %d sent a second time and refused, %d reports", len(x.applied), x.known, len(x.versions))
}

// TestExportFollow: a cursor goes on where it was, and what cannot go together is refused.
func TestExportFollow(t *testing.T) {
	dir := t.TempDir()
	name, cursor := filepath.Join(dir, "s.db"), filepath.Join(dir, "cursor")
	in := filepath.Join(dir, "r.jsonl")
	write := func(text string) {
		if err := os.WriteFile(in, []byte(fmt.Sprintf("{\"text\":%q,\"date\":\"2026-03-01\"}", text)), 0o600); err != nil {
			t.Fatal(err)
		}
		runs(t, "ingest", "--quiet", "--store", name, in)
	}
	write("Officials said on Monday that Norway would not send ships to the strait.")
	first := runs(t, "export", "--follow", "--once", "--cursor", cursor, "--store", name)
	if !strings.HasPrefix(first, `{"seq":1,"id":"`) || !strings.Contains(first, `"content":"that Norway would not send ships to the strait"`) || strings.Count(first, "\n") != 1 {
		t.Errorf("%s", first)
	}
	if again := runs(t, "export", "--follow", "--once", "--cursor", cursor, "--store", name); again != "" {
		t.Errorf("written twice: %s", again)
	}
	write("Sweden rejected the plan on Tuesday.")
	if next := runs(t, "export", "--follow", "--once", "--cursor", cursor, "--store", name); !strings.HasPrefix(next, `{"seq":2,`) {
		t.Errorf("%s", next)
	}
	if from := runs(t, "export", "--follow", "--once", "--after", "1", "--store", name); !strings.HasPrefix(from, `{"seq":2,`) {
		t.Errorf("%s", from)
	}
	for _, args := range [][]string{{"--once"}, {"--follow", "--after", "1", "--cursor", cursor}, {"--follow", "--outlet", "x"}, {"--follow", "--after", "-1"}} {
		var out, errs strings.Builder
		if status := run(append([]string{"export", "--store", name}, args...), console{strings.NewReader(""), &out, &errs}); status != exitUsage {
			t.Errorf("%v: status %d, %s", args, status, errs.String())
		}
	}
}
