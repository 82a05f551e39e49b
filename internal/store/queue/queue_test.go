package queue_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/store"
	"onrecord/internal/store/queue"
	"onrecord/internal/store/storetest"
)

// onEach runs a test on SQLite, and on PostgreSQL where the variable names a server; name is that of an empty store.
func onEach(t *testing.T, test func(t *testing.T, name string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "s.db")) })
	t.Run("postgres", func(t *testing.T) { test(t, storetest.Schema(t, storetest.Needed(t))) })
}

func opened(t testing.TB, name string, most int) (*store.Store, *queue.Queue) {
	t.Helper()
	s, err := store.Open(context.Background(), name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	q, err := queue.Open(context.Background(), s, most)
	if err != nil {
		t.Fatal(err)
	}
	return s, q
}

// texts makes reports of different texts.
func texts(from, n int) []*onrecord.Document {
	out := make([]*onrecord.Document, n)
	for i := range out {
		out[i] = &onrecord.Document{ID: fmt.Sprintf("r%d", from+i), Text: fmt.Sprintf("Norway would send %d ships, officials said.", from+i),
			Meta: onrecord.Meta{Publisher: "Harbour Gazette", Published: "2026-03-01"}}
	}
	return out
}

// version is what a stub of a reader says it is; reading is its stub of a reading.
func version(tool string) onrecord.Made {
	return onrecord.Made{Tool: tool, Lexicon: "l", Models: "m"}
}

func reading(tool string) func(context.Context, *onrecord.Document) error {
	return func(_ context.Context, d *onrecord.Document) error {
		d.Made = version(tool)
		return nil
	}
}

// quick are pauses for tests.
var quick = []time.Duration{time.Millisecond}

// started runs a worker until the test is over or it is stopped.
func started(t testing.TB, q *queue.Queue, w queue.Work) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	if w.Pauses == nil {
		w.Pauses = quick
	}
	if w.Jobs == 0 {
		w.Jobs = 2
	}
	go func() { ended <- q.Run(ctx, w) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(stop)
	return stop
}

// until waits for what must come.
func until(t testing.TB, most time.Duration, what string, is func() bool) {
	t.Helper()
	for begun := time.Now(); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Since(begun) > most {
			t.Fatalf("not within %s: %s", most, what)
		}
	}
}

func progress(t testing.TB, q *queue.Queue) queue.Progress {
	t.Helper()
	p, err := q.Progress(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// worked waits until nothing is left to be done.
func worked(t testing.TB, q *queue.Queue) {
	t.Helper()
	until(t, 3*time.Minute, "the queue is worked", func() bool {
		p := progress(t, q)
		return p.Waiting+p.Running+p.Retrying+p.Later == 0
	})
}

// held is every text of a store with the version that read it; a text that is there twice fails the test.
func held(t testing.TB, s *store.Store) map[string]string {
	t.Helper()
	out := map[string]string{}
	for d, err := range s.Reports(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if out[d.Text] != "" {
			t.Fatalf("%q is there twice", d.Text)
		}
		out[d.Text] = d.Made.Tool
	}
	return out
}

func added(t testing.TB, q *queue.Queue, reports []*onrecord.Document) int {
	t.Helper()
	n, err := q.Add(context.Background(), reports)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestWorked: what is put on the queue is stored once, whole, wherever it appeared; what waits is not put in twice.
func TestWorked(t *testing.T) {
	onEach(t, func(t *testing.T, name string) {
		s, q := opened(t, name, 0)
		reports := texts(0, 40)
		reports[3].Text = "A zero byte \x00 stands here, officials said."
		reports[4].Origin = []onrecord.Piece{{At: 0, Raw: 7, Len: 5, RawLen: 10}}
		again := *reports[5]
		again.Meta.Publisher = "Morning Ledger"
		reports = append(reports, &again)
		if n := added(t, q, reports); n != 41 {
			t.Fatalf("%d put in", n)
		}
		if n := added(t, q, reports[:7]); n != 0 {
			t.Errorf("%d put in twice", n)
		}
		if p := progress(t, q); p.Waiting != 41 || p.Oldest < 0 {
			t.Errorf("%+v", p)
		}
		stop := started(t, q, queue.Work{Read: reading("1"), Made: version("1")})
		worked(t, q)
		stop()
		if got := held(t, s); len(got) != 40 || got[reports[3].Text] != "1" {
			t.Errorf("%d reports", len(got))
		}
		c, err := s.Counts(context.Background())
		if err != nil || c.Appearances != 41 {
			t.Errorf("%+v, %v", c, err)
		}
		d, err := s.Report(context.Background(), onrecord.Digest(reports[4].Text))
		if err != nil || len(d.Origin) != 1 || d.Origin[0] != reports[4].Origin[0] || d.ID != "r4" {
			t.Errorf("%+v, %v", d, err)
		}
		if p := progress(t, q); p.Done != 41 || p.Failed != 0 {
			t.Errorf("%+v", p)
		}
	})
}

// TestPoison: a report that brings the reader down ends after its tries with the reason, the others are done; and it can be tried again.
func TestPoison(t *testing.T) {
	onEach(t, func(t *testing.T, name string) {
		s, q := opened(t, name, 0)
		reports := texts(0, 12)
		reports[2].Text, reports[7].Text = "This one panics.", "This one cannot be read."
		added(t, q, reports)
		var tries atomic.Int64
		stop := started(t, q, queue.Work{Made: version("1"), Read: func(ctx context.Context, d *onrecord.Document) error {
			switch {
			case strings.Contains(d.Text, "panics"):
				tries.Add(1)
				panic("index out of range in the test")
			case strings.Contains(d.Text, "cannot"):
				return errors.New("the stage of the test found no end")
			}
			return reading("1")(ctx, d)
		}})
		worked(t, q)
		stop()
		if n := len(held(t, s)); n != 10 {
			t.Errorf("%d reports, want 10", n)
		}
		if n := tries.Load(); n != queue.Attempts {
			t.Errorf("%d tries, want %d", n, queue.Attempts)
		}
		list, err := q.Failed(context.Background(), 10)
		if err != nil || len(list) != 2 {
			t.Fatalf("%+v, %v", list, err)
		}
		for i, want := range []queue.Job{{Kind: "report", Name: "r2", Why: "index out of range"}, {Kind: "report", Name: "r7", Why: "found no end"}} {
			got := list[i]
			if got.Kind != want.Kind || got.Name != want.Name || !strings.Contains(got.Why, want.Why) || !got.Ended || got.Tries != queue.Attempts || got.At.IsZero() {
				t.Errorf("%+v", got)
			}
		}
		if err := q.Retry(context.Background(), list[0].ID); err != nil {
			t.Error(err)
		}
		if err := q.Retry(context.Background(), 1<<40); !errors.Is(err, queue.ErrNoJob) {
			t.Errorf("a job that is not there: %v", err)
		}
		if n, err := q.RetryAll(context.Background()); n != 1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		started(t, q, queue.Work{Read: reading("1"), Made: version("1")})
		worked(t, q)
		if n := len(held(t, s)); n != 12 || progress(t, q).Failed != 0 {
			t.Errorf("%d reports after they were tried again, %+v", n, progress(t, q))
		}
	})
}

// TestInputs: an input of one report is read, one of several is spread over the queue, one that fails is tried again or ends at once.
func TestInputs(t *testing.T) {
	onEach(t, func(t *testing.T, name string) {
		s, q := opened(t, name, 0)
		n, err := q.AddInputs(context.Background(), []queue.Input{{Name: "one"}, {Name: "many"}, {Name: "later"}, {Name: "never"}, {Name: "none"}, {Name: "one"}})
		if n != 5 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
		var tries atomic.Int64
		open := func(_ context.Context, in queue.Input) iter.Seq2[*onrecord.Document, error] {
			return func(yield func(*onrecord.Document, error) bool) {
				list, err := []*onrecord.Document(nil), error(nil)
				switch in.Name {
				case "one":
					list = texts(0, 1)
				case "many":
					list = texts(10, 300)
				case "later":
					if list = texts(1, 1); tries.Add(1) < 3 {
						list, err = nil, errors.New("the host does not answer")
					}
				case "never":
					err = fmt.Errorf("not a text: %w", queue.ErrHopeless)
				}
				for _, d := range list {
					if !yield(d, nil) {
						return
					}
				}
				if err != nil {
					yield(nil, err)
				}
			}
		}
		started(t, q, queue.Work{Read: reading("1"), Made: version("1"), Open: open})
		worked(t, q)
		if n := len(held(t, s)); n != 302 {
			t.Errorf("%d reports, want 302", n)
		}
		list, err := q.Failed(context.Background(), 10)
		if err != nil || len(list) != 1 || list[0].Name != "never" || list[0].Tries != 1 || !strings.HasPrefix(list[0].Why, "not a text") {
			t.Errorf("%+v, %v", list, err)
		}
		if err := q.Drop(context.Background(), list[0].ID); err != nil || progress(t, q).Failed != 0 {
			t.Errorf("%v, %+v", err, progress(t, q))
		}
	})
}

// TestLong: a queue takes no more than it is told, and says what to do.
func TestLong(t *testing.T) {
	onEach(t, func(t *testing.T, name string) {
		_, q := opened(t, name, 10)
		added(t, q, texts(0, 8))
		n, err := q.Add(context.Background(), texts(8, 5))
		if n != 0 || !errors.Is(err, queue.ErrLong) || !strings.Contains(err.Error(), "8 wait, and 10 may: start workers") {
			t.Errorf("%d, %v", n, err)
		}
		if n := added(t, q, texts(8, 2)); n != 2 {
			t.Errorf("%d", n)
		}
	})
}

// TestNoQueue: a store without a queue says so; one that is only read can be asked.
func TestNoQueue(t *testing.T) {
	onEach(t, func(t *testing.T, name string) {
		s, err := store.Open(context.Background(), name)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if _, err := queue.Look(context.Background(), s); !errors.Is(err, queue.ErrNone) {
			t.Errorf("%v", err)
		}
		_, q := opened(t, name, 0)
		added(t, q, texts(0, 3))
		r, err := store.OpenToRead(context.Background(), name)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		look, err := queue.Look(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		if p := progress(t, look); p.Waiting != 3 {
			t.Errorf("%+v", p)
		}
		if _, err := look.Add(context.Background(), texts(5, 1)); !errors.Is(err, store.ErrReadOnly) {
			t.Errorf("put into a store that is read only: %v", err)
		}
	})
}

// TestTwoVersions: workers of two versions share a queue; neither replaces the other's readings, and what one version is to read again only
// its workers take.
func TestTwoVersions(t *testing.T) {
	onEach(t, func(t *testing.T, name string) {
		s, q := opened(t, name, 0)
		_, q2 := opened(t, name, 0)
		var first, second atomic.Int64
		counted := func(n *atomic.Int64, tool string) func(context.Context, *onrecord.Document) error {
			return func(ctx context.Context, d *onrecord.Document) error {
				n.Add(1)
				time.Sleep(5 * time.Millisecond)
				return reading(tool)(ctx, d)
			}
		}
		added(t, q, texts(0, 60))
		stop1 := started(t, q, queue.Work{Read: counted(&first, "1"), Made: version("1"), Jobs: 1})
		stop2 := started(t, q2, queue.Work{Read: counted(&second, "2"), Made: version("2"), Jobs: 1})
		worked(t, q)
		if first.Load() == 0 || second.Load() == 0 || first.Load()+second.Load() != 60 {
			t.Errorf("%d and %d readings, want 60 of both", first.Load(), second.Load())
		}
		before := held(t, s)
		again := texts(0, 60) // from another outlet: no reading is made or replaced
		for _, d := range again {
			d.Meta.Publisher = "Morning Ledger"
		}
		added(t, q, again)
		worked(t, q)
		if got := held(t, s); first.Load()+second.Load() != 60 || fmt.Sprint(got) != fmt.Sprint(before) {
			t.Errorf("known reports were read again: %d and %d", first.Load(), second.Load())
		}
		stop2()
		var digests []string
		for d, err := range s.Outdated(context.Background(), version("2")) {
			if err != nil {
				t.Fatal(err)
			}
			digests = append(digests, onrecord.Digest(d.Text))
		}
		pause := 10 * time.Millisecond
		n, last, err := q.AddReread(context.Background(), digests, version("2"), time.Now(), pause)
		if n != len(digests) || err != nil || time.Until(last) > time.Duration(len(digests))*pause {
			t.Fatalf("%d, %v, %v", n, last, err)
		}
		if n, _, err := q.AddReread(context.Background(), digests, version("2"), time.Now(), pause); n != 0 || err != nil {
			t.Errorf("%d put in twice, %v", n, err)
		}
		if due, err := q.LastDue(context.Background(), version("2")); err != nil || due.Sub(last).Abs() > time.Second {
			t.Errorf("the last is due %v, want %v; %v", due, last, err)
		}
		time.Sleep(time.Second)
		if p := progress(t, q); p.Waiting+p.Later != len(digests) || len(p.Reread) != 1 {
			t.Errorf("a worker of another version took them: %+v", p)
		}
		stop1()
		started(t, q2, queue.Work{Read: counted(&second, "2"), Made: version("2")})
		worked(t, q)
		for text, tool := range held(t, s) {
			if tool != "2" {
				t.Errorf("%q is still as read by %s", text, tool)
			}
		}
	})
}

// TestNewerTables: when a newer program has changed the tables, a worker of this version stores nothing more, ends and says why; what it had
// taken waits for newer workers.
func TestNewerTables(t *testing.T) {
	onEach(t, func(t *testing.T, name string) {
		s, q := opened(t, name, 0)
		added(t, q, texts(0, 5))
		db, postgres := s.SQL()
		newer := `PRAGMA user_version = 999`
		if postgres {
			newer = `UPDATE onrecord_store SET version = 999`
		}
		if _, err := db.Exec(newer); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		defer cancel()
		err := q.Run(ctx, queue.Work{Read: reading("1"), Made: version("1"), Jobs: 1})
		if !errors.Is(err, store.ErrNewer) {
			t.Errorf("it ended with %v", err)
		}
		if p := progress(t, q); p.Waiting+p.Later != 5 || p.Failed+p.Done != 0 {
			t.Errorf("%+v", p)
		}
	})
}
