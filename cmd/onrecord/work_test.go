package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/store"
	"onrecord/internal/store/queue"
	"onrecord/internal/store/storetest"
)

// TestWorkers does to workers and to their database what may happen to them. After each: every report that was taken is there once, whole,
// and nothing failed.
func TestWorkers(t *testing.T) {
	bin := program(t)
	for _, x := range []struct {
		name string
		test func(t *testing.T, bin string)
	}{
		{"killed/sqlite", func(t *testing.T, bin string) { workersKilled(t, bin, filepath.Join(t.TempDir(), "s.db")) }},
		{"killed/postgres", func(t *testing.T, bin string) { workersKilled(t, bin, storetest.Schema(t, storetest.Needed(t))) }},
		{"leader", leaderLost}, {"database", databaseKilled}, {"full/sqlite", fileFull}, {"full/postgres", databaseFull},
	} {
		t.Run(x.name, func(t *testing.T) { t.Parallel(); x.test(t, bin) })
	}
}

// ours is a report of ours that is like no other.
func ours(i int) *onrecord.Document {
	return &onrecord.Document{ID: fmt.Sprint("r", i), Text: fmt.Sprintf("Officials said on Monday that Norway would send %d ships to the strait.", i),
		Meta: onrecord.Meta{Publisher: "Harbour Gazette", Published: "2026-03-02"}}
}

// worker starts a worker; what it tells comes with the test's own words.
func worker(t *testing.T, bin, name string, more ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command(bin, append([]string{"work", "--quiet", "--jobs", "1", "--rescue", "5s", "--store", name}, more...)...)
	var told bytes.Buffer
	c.Stderr = &told
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Kill()
		c.Wait()
		if t.Failed() {
			t.Logf("a worker told:\n%s", told.String())
		}
	})
	return c
}

func openedQueue(t *testing.T, name string) (*store.Store, *queue.Queue) {
	t.Helper()
	s, err := store.Open(context.Background(), name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	q, err := queue.Open(context.Background(), s, 0)
	if err != nil {
		t.Fatal(err)
	}
	return s, q
}

// allDone waits until nothing is left to be done and nothing failed.
func allDone(t *testing.T, q *queue.Queue, most time.Duration) {
	t.Helper()
	var p queue.Progress
	var err error
	for begun := time.Now(); time.Since(begun) < most; time.Sleep(200 * time.Millisecond) {
		if p, err = q.Progress(context.Background()); err == nil && p.Waiting+p.Running+p.Retrying+p.Later == 0 {
			if p.Failed > 0 {
				list, _ := q.Failed(context.Background(), 5)
				t.Errorf("some failed: %+v", list)
			}
			return
		}
	}
	t.Fatalf("not done within %s: %+v, %v", most, p, err)
}

// allThere fails unless a store holds reports once each, whole and with their findings, and no others.
func allThere(t *testing.T, s *store.Store, want map[string]bool) {
	t.Helper()
	got := map[string]bool{}
	for d, err := range s.Reports(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		digest := onrecord.Digest(d.Text)
		if got[digest] || !want[digest] {
			t.Errorf("report %s is there twice, or was never given", d.ID)
		}
		got[digest] = true
		if len(d.Attributions) == 0 {
			t.Errorf("report %s has no findings", d.ID)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d reports, want %d", len(got), len(want))
	}
	c, err := s.Check(context.Background(), func(err error) { t.Error(err) })
	if err != nil || c.Reports != len(want) || c.Findings == 0 {
		t.Errorf("check: %+v, %v", c, err)
	}
}

// workersKilled kills workers at random moments.
func workersKilled(t *testing.T, bin, name string) {
	s, q := openedQueue(t, name)
	file, digests := manyReports(t, 150)
	if out, err := exec.Command(bin, "ingest", "--enqueue", "--quiet", "--store", name, file).CombinedOutput(); err != nil || !strings.HasPrefix(string(out), "150 put on the queue") {
		t.Fatalf("%v: %s", err, out)
	}
	rng := rand.New(rand.NewPCG(11, uint64(time.Now().UnixNano())))
	done := func() int {
		p, _ := q.Progress(context.Background())
		return p.Done
	}
	for range 6 {
		before := done()
		a, b := worker(t, bin, name), worker(t, bin, name)
		waitFor(t, 3*time.Minute, "they are at work", func() bool { return done() > before })
		time.Sleep(time.Duration(rng.IntN(400)) * time.Millisecond)
		for _, c := range []*exec.Cmd{a, b} {
			c.Process.Kill()
			c.Wait()
		}
	}
	p, err := q.Progress(context.Background())
	t.Logf("after six kills of two workers: %+v, %v", p, err)
	worker(t, bin, name)
	worker(t, bin, name)
	allDone(t, q, 5*time.Minute)
	allThere(t, s, digests)
}

// leaderLost kills the worker that leads: another rescues what is left behind and brings back what failed.
func leaderLost(t *testing.T, bin string) {
	name := storetest.Schema(t, storetest.Needed(t))
	s, q := openedQueue(t, name)
	db, _ := s.SQL()
	leader := func() (id string) {
		_ = db.QueryRow(`SELECT leader_id FROM river_leader WHERE expires_at > now()`).Scan(&id)
		return id
	}
	first := worker(t, bin, name)
	waitFor(t, 3*time.Minute, "a worker leads", func() bool { return leader() != "" })
	led := leader()
	second := worker(t, bin, name)
	time.Sleep(2 * time.Second)
	first.Process.Kill()
	first.Wait()
	want := map[string]bool{}
	for i := range 5 {
		d := ours(i)
		want[onrecord.Digest(d.Text)] = true
		if _, err := q.Add(context.Background(), []*onrecord.Document{d}); err != nil {
			t.Fatal(err)
		}
	}
	allDone(t, q, 5*time.Minute) // work goes on without a leader
	d := ours(9)
	want[onrecord.Digest(d.Text)] = true
	second.Process.Kill()
	second.Wait()
	if _, err := q.Add(context.Background(), []*onrecord.Document{d}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`UPDATE river_job SET state = 'running', attempt = 1, attempted_at = now() - interval '1 minute', attempted_by = ARRAY['gone'] WHERE state = 'available'`); err != nil {
		t.Fatal(err)
	}
	worker(t, bin, name)
	waitFor(t, 3*time.Minute, "another leads", func() bool { return leader() != "" && leader() != led })
	allDone(t, q, 5*time.Minute)
	allThere(t, s, want)
}

func waitFor(t *testing.T, most time.Duration, what string, is func() bool) {
	t.Helper()
	for begun := time.Now(); !is(); time.Sleep(50 * time.Millisecond) {
		if time.Since(begun) > most {
			t.Fatalf("not within %s: %s", most, what)
		}
	}
}

// ownServer starts a PostgreSQL that a test may stop; control does what pg_ctl does.
func ownServer(t *testing.T) (address string, kill, start func()) {
	t.Helper()
	storetest.Needed(t)
	c := exec.Command("bash", "../../scripts/postgres.sh", "bash", "-c", `printf '%s\n%s\n' "${ONRECORD_TEST_POSTGRES:-}" "${ONRECORD_TEST_POSTGRES_CTL:-}"; cat`)
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "ONRECORD_TEST_POSTGRES=") {
			c.Env = append(c.Env, v)
		}
	}
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Skipf("no PostgreSQL of our own: %v", err)
	}
	t.Cleanup(func() { in.Close(); c.Wait() })
	r := bufio.NewReader(out)
	address, _ = r.ReadString('\n')
	control, _ := r.ReadString('\n')
	if address = strings.TrimSpace(address); address == "" {
		t.Skip("PostgreSQL is left out: there is none to be started")
	}
	pgctl := strings.Fields(control)
	data := pgctl[indexOf(pgctl, "-D")+1]
	kill = func() {
		raw, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
		if err != nil {
			t.Fatal(err)
		}
		pid, _ := strconv.Atoi(strings.Fields(string(raw))[0])
		p, err := os.FindProcess(pid)
		if err == nil {
			err = p.Kill()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	start = func() {
		var out []byte
		var err error
		for range 20 { // those that it has started end a moment later
			c := exec.Command(pgctl[0], append(pgctl[1:], "start")...)
			c.Dir = "/"
			if out, err = c.CombinedOutput(); err == nil {
				return
			}
			time.Sleep(500 * time.Millisecond)
		}
		t.Fatalf("start PostgreSQL again: %v\n%s", err, out)
	}
	return address, kill, start
}

func indexOf(list []string, x string) int {
	for i, y := range list {
		if x == y {
			return i
		}
	}
	return -1
}

// databaseKilled kills PostgreSQL under load three times: whatever was taken before, in between or after is there once.
func databaseKilled(t *testing.T, bin string) {
	name, kill, start := ownServer(t)
	s, q := openedQueue(t, name)
	workers := []*exec.Cmd{worker(t, bin, name), worker(t, bin, name)}
	taken := map[string]bool{}
	given := 0
	var refused error
	give := func(for_ time.Duration) {
		for end := time.Now().Add(for_); time.Now().Before(end); time.Sleep(15 * time.Millisecond) {
			d := ours(given)
			given++
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			_, err := q.Add(ctx, []*onrecord.Document{d})
			cancel()
			if err == nil {
				taken[onrecord.Digest(d.Text)] = true
			} else {
				refused = err
			}
		}
	}
	give(2 * time.Second)
	for range 3 {
		kill()
		give(500 * time.Millisecond)
		start()
		give(1500 * time.Millisecond)
	}
	if refused == nil || !errors.Is(refused, store.ErrUnreached) {
		t.Errorf("while PostgreSQL was gone: %v, want %v", refused, store.ErrUnreached)
	}
	allDone(t, q, 5*time.Minute)
	// What was refused may have been taken all the same, where the answer was lost.
	got := map[string]bool{}
	for d, err := range s.Reports(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		digest := onrecord.Digest(d.Text)
		if got[digest] {
			t.Errorf("report %s is there twice", d.ID)
		}
		got[digest] = true
	}
	for digest := range taken {
		if !got[digest] {
			t.Errorf("report %s was taken and is lost", digest)
		}
	}
	allThere(t, s, got)
	for _, c := range workers {
		if c.ProcessState != nil {
			t.Errorf("a worker ended: %v", c.ProcessState)
		}
	}
	t.Logf("%d given, %d taken, %d there", given, len(taken), len(got))
}

// tinyDisk mounts a file system of so many kilobytes, or skips the test.
func tinyDisk(t *testing.T, size int) (dir string, grow func(size int)) {
	t.Helper()
	dir = t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%dk,mode=777", size), "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("a small file system cannot be mounted here: %v: %s", err, bytes.TrimSpace(out))
	}
	t.Cleanup(func() { exec.Command("umount", "-l", dir).Run() })
	return dir, func(size int) {
		if out, err := exec.Command("mount", "-o", fmt.Sprintf("remount,size=%dk", size), dir).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
}

// fill puts reports on the queue until the disk is full, and gives those that were taken.
func fill(t *testing.T, q *queue.Queue) map[string]bool {
	t.Helper()
	taken := map[string]bool{}
	for i := range 20_000 {
		d := ours(i)
		d.Text += " Ref. " // a long word, which fills the disk and is soon read
		for range 400 {
			d.Text += strconv.FormatUint(rand.Uint64(), 36)
		}
		_, err := q.Add(context.Background(), []*onrecord.Document{d})
		if errors.Is(err, store.ErrFull) {
			return taken
		}
		if err != nil {
			t.Fatal(err)
		}
		taken[onrecord.Digest(d.Text)] = true
	}
	t.Fatal("the disk does not get full")
	return nil
}

// fileFull: a full disk is told to whoever puts on the queue and to the worker, uses up no try, and all is done when there is room.
func fileFull(t *testing.T, bin string) {
	dir, grow := tinyDisk(t, 1500)
	s, q := openedQueue(t, filepath.Join(dir, "s.db"))
	full(t, bin, filepath.Join(dir, "s.db"), s, q, func() { grow(400_000) })
}

// databaseFull is the same with the tables of PostgreSQL on a small file system.
func databaseFull(t *testing.T, bin string) {
	server := storetest.Needed(t)
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	dir, grow := tinyDisk(t, 3000)
	where := filepath.Join(dir, "tables")
	if err := os.Mkdir(where, 0o700); err != nil {
		t.Fatal(err)
	}
	if u, _ := url.Parse(server); u != nil && os.Getuid() == 0 { // it must be the server's own
		if out, err := exec.Command("chown", "--reference="+u.Query().Get("host"), where).CombinedOutput(); err != nil {
			t.Skipf("no folder for PostgreSQL: %v: %s", err, out)
		}
	}
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	space := fmt.Sprintf("tiny%d", os.Getpid())
	if _, err := db.Exec(fmt.Sprintf(`CREATE TABLESPACE %s LOCATION '%s'`, space, where)); err != nil {
		t.Skipf("PostgreSQL cannot have its tables there: %v", err)
	}
	t.Cleanup(func() { db.Exec("DROP TABLESPACE " + space) })
	name := storetest.With(t, storetest.Schema(t, server), "default_tablespace", space)
	s, q := openedQueue(t, name)
	full(t, bin, name, s, q, func() { grow(400_000) })
}

func full(t *testing.T, bin, name string, s *store.Store, q *queue.Queue, grow func()) {
	taken := fill(t, q)
	c := worker(t, bin, name)
	told := c.Stderr.(*bytes.Buffer)
	time.Sleep(6 * time.Second)
	p, err := q.Progress(context.Background())
	if err != nil || p.Failed != 0 || p.Waiting+p.Running+p.Later+p.Retrying == 0 {
		t.Errorf("while the disk is full: %+v, %v", p, err)
	}
	grow()
	worker(t, bin, name)
	allDone(t, q, 5*time.Minute)
	allThere(t, s, taken)
	c.Process.Signal(os.Interrupt)
	c.Wait()
	if !strings.Contains(told.String(), "disk is full") && !strings.Contains(told.String(), "No space left") { // in our words or in those of the database
		t.Errorf("the worker does not say that the disk is full:\n%s", told.String())
	}
	t.Logf("%d taken before the disk was full", len(taken))
}

// TestQueueCommand puts on a queue by ingest, watch and the API, works it, and looks at it as a person and as Prometheus do.
func TestQueueCommand(t *testing.T) {
	name := filepath.Join(t.TempDir(), "s.db")
	pages := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			http.NotFound(w, r)
		case "/report.txt":
			w.Header().Set("Content-Type", "text/plain")
			io.WriteString(w, "Officials said on Monday that Norway would not send ships to the strait.")
		case "/image":
			w.Header().Set("Content-Type", "image/png")
			io.WriteString(w, "\x89PNG\r\n\x1a\n")
		default:
			http.Error(w, "gone", http.StatusGone)
		}
	}))
	defer pages.Close()
	if out := runs(t, "ingest", "--enqueue", "--quiet", "--store", name, pages.URL+"/report.txt", pages.URL+"/missing"); out != "2 put on the queue, 0 waited there already; 0 failed\n" {
		t.Error(out)
	}
	shared := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(shared, []byte("Sweden rejected the plan on Tuesday, a spokesman said."), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := runs(t, "ingest", "--enqueue", "--shared", "--quiet", "--store", name, filepath.Dir(shared)); !strings.HasPrefix(out, "1 put") {
		t.Error(out)
	}
	if out := runs(t, "queue", "--store", name); !strings.HasPrefix(out, "3 waiting, 0 running, 0 done in the last hour, 0 failed; the oldest waits for ") {
		t.Error(out)
	}
	runs(t, "work", "--once", "--quiet", "--allow-private", "--rate", "100", "--store", name)
	var p queue.Progress
	if err := json.Unmarshal([]byte(runs(t, "queue", "--json", "--store", name)), &p); err != nil || p.Done != 2 || p.Retrying+p.Failed != 1 {
		t.Errorf("%+v, %v", p, err)
	}
	failed := runs(t, "queue", "--failed", "--store", name)
	if !strings.Contains(failed, "input "+pages.URL+"/missing") || !strings.Contains(failed, "410") {
		t.Error(failed)
	}
	if out := runs(t, "search", "--store", name, "strait OR plan"); strings.Count(out, "officials") == 0 && !strings.Contains(out, "Sweden") {
		t.Error(out)
	}
	var out, errs bytes.Buffer
	if status := run([]string{"queue", "retry", "--store", name}, console{strings.NewReader(""), &out, &errs}); status != exitUsage {
		t.Errorf("retry of nothing: %d, %s", status, errs.String())
	}
	if status := run([]string{"queue", "retry", "999", "--store", name}, console{strings.NewReader(""), &out, &errs}); status != exitFailed || !strings.Contains(errs.String(), "no such job") {
		t.Errorf("retry of an unknown job: %d, %s", status, errs.String())
	}
}

// TestRereadQueue reads a store again by the queue, at a pace, and can be stopped and started anew.
func TestRereadQueue(t *testing.T) {
	name := filepath.Join(t.TempDir(), "s.db")
	s, _ := openedQueue(t, name)
	for i := range 30 {
		d := ours(i)
		d.Made = onrecord.Made{Tool: "0.0.1", Lexicon: "old", Models: "old"}
		if _, err := s.Put(context.Background(), []*onrecord.Document{d}); err != nil {
			t.Fatal(err)
		}
	}
	if out := runs(t, "reread", "--enqueue", "--per-minute", "1200", "--store", name); out != "30 put on the queue to be read again, 0 waited there already\n" {
		t.Error(out)
	}
	if out := runs(t, "reread", "--enqueue", "--per-minute", "1200", "--store", name); out != "0 put on the queue to be read again, 30 waited there already\n" {
		t.Error(out)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	o := workOptions{store: name, jobs: 2, rescue: time.Minute, quiet: true, maxBytes: 1 << 20}
	o.engine = "default"
	o.web.fetch.Rate = 1
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := o.run(ctx, console{strings.NewReader(""), io.Discard, io.Discard}, answer.TellerOptions{}); err != nil {
			t.Error(err)
		}
	})
	waitFor(t, 3*time.Minute, "all is read again", func() bool {
		n := 0
		for d, err := range s.Reports(context.Background()) {
			if err == nil && d.Made.Tool != "0.0.1" && len(d.Attributions) > 0 {
				n++
			}
		}
		return n == 30
	})
	cancel()
	wg.Wait()
	if out := runs(t, "reread", "--enqueue", "--store", name); !strings.HasPrefix(out, "0 put on the queue to be read again, 0 waited") {
		t.Error(out)
	}
}

// TestWorkMetrics: a worker tells Prometheus what it does and how far the queue is, by metrics that are described.
func TestWorkMetrics(t *testing.T) {
	_, q := openedQueue(t, filepath.Join(t.TempDir(), "s.db"))
	o := workOptions{listen: "127.0.0.1:0"}
	l, err := listenOn(o.listen)
	if err != nil {
		t.Fatal(err)
	}
	o.listen = l.Addr().String()
	l.Close()
	closed, err := o.serveMetrics(context.Background(), q, queue.NewCounts())
	if err != nil {
		t.Fatal(err)
	}
	defer closed()
	get := func(path string) string {
		r, err := http.Get("http://" + o.listen + path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		raw, err := io.ReadAll(r.Body)
		if err != nil || r.StatusCode != http.StatusOK {
			t.Fatal(path, r.Status, err)
		}
		return string(raw)
	}
	if got := get("/healthz"); got != "ok\n" {
		t.Error(got)
	}
	page, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(get("/metrics")) {
		if name, isType := strings.CutPrefix(line, "# TYPE onrecord_"); isType {
			n++
			if name = "onrecord_" + strings.Fields(name)[0]; !strings.Contains(string(page), "`"+name+"`") {
				t.Errorf("docs/operations.md does not describe %s", name)
			}
		}
	}
	if n != 7 {
		t.Errorf("%d metrics", n)
	}
}

// TestWatchEnqueues: a watch that puts on the queue fetches and reads nothing itself.
func TestWatchEnqueues(t *testing.T) {
	name := filepath.Join(t.TempDir(), "s.db")
	var s *httptest.Server
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/feed":
			fmt.Fprintf(w, `<rss><channel><title>Gazette</title><item><title>A</title><link>%s/a</link></item></channel></rss>`, s.URL)
		case "/a":
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, `<html><head><title>A</title></head><body><article><p>%s</p></article></body></html>`,
				strings.Repeat("Officials said on Monday that Norway would not send ships to the strait. ", 8))
		default:
			http.NotFound(w, r)
		}
	}))
	defer s.Close()
	for range 2 {
		runs(t, "watch", "--enqueue", "--once", "--allow-private", "--rate", "100", "--store", name, s.URL+"/feed")
	}
	st, q := openedQueue(t, name)
	if c, err := st.Counts(context.Background()); err != nil || c.Reports != 0 {
		t.Errorf("%+v, %v", c, err)
	}
	if p, err := q.Progress(context.Background()); err != nil || p.Waiting != 1 {
		t.Errorf("%+v, %v", p, err)
	}
	runs(t, "work", "--once", "--quiet", "--store", name)
	if out := runs(t, "search", "--store", name, "--source", "officials", "strait"); !strings.Contains(out, "Norway") {
		t.Error(out)
	}
}
