package queue_test

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
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

// cable is a proxy before a server, which can be cut: then nothing goes through and nobody is told, as when a network is gone.
type cable struct {
	listener net.Listener
	network  string
	address  string
	mu       sync.Mutex
	cut      bool
	mended   chan struct{}
	held     []net.Conn
}

// behindCable gives the address of a store through a cable.
func behindCable(t *testing.T, name string) (*cable, string) {
	t.Helper()
	u, err := url.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	c := &cable{network: "tcp", address: u.Host, mended: make(chan struct{})}
	if host := q.Get("host"); strings.HasPrefix(host, "/") {
		port := q.Get("port")
		if port == "" {
			port = "5432"
		}
		c.network, c.address = "unix", host+"/.s.PGSQL."+port
		q.Del("host")
	} else if u.Port() == "" {
		c.address += ":5432"
	}
	if c.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.listener.Close() })
	go c.run()
	q.Set("sslmode", "disable")
	u.Host, u.RawQuery = c.listener.Addr().String(), q.Encode()
	return c, u.String()
}

func (c *cable) run() {
	for {
		in, err := c.listener.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial(c.network, c.address)
		if err != nil {
			in.Close()
			continue
		}
		c.mu.Lock()
		c.held = append(c.held, in, out)
		c.mu.Unlock()
		go c.carry(out, in)
		go c.carry(in, out)
	}
}

// carry carries one direction; while the cable is cut what comes is held back, and lost when it is mended.
func (c *cable) carry(to, from net.Conn) {
	defer to.Close()
	b := make([]byte, 1<<15)
	for {
		n, err := from.Read(b)
		c.mu.Lock()
		cut, mended := c.cut, c.mended
		c.mu.Unlock()
		if cut {
			<-mended
			return
		}
		if n > 0 {
			if _, err := to.Write(b[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (c *cable) pull() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = true
}

// mend lets new connections through; those from before are gone.
func (c *cable) mend() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = false
	close(c.mended)
	for _, x := range c.held {
		x.Close()
	}
}

// TestNetworkCut cuts a worker off for longer than the rescue takes while it reads: another reads the same report, both store it, it is there
// once, and no job failed. The first may be the leader, whose place is taken.
func TestNetworkCut(t *testing.T) {
	t.Parallel()
	name := storetest.Schema(t, storetest.Needed(t))
	s, q := opened(t, name, 0)
	c, away := behindCable(t, name)
	_, far := opened(t, away, 0)
	begun, goOn := make(chan struct{}), make(chan struct{})
	var once sync.Once
	var first, second atomic.Int64
	started(t, far, queue.Work{Made: version("1"), Rescue: 2 * time.Second, Jobs: 1, Read: func(ctx context.Context, d *onrecord.Document) error {
		first.Add(1)
		once.Do(func() { close(begun) })
		<-goOn
		return reading("1")(ctx, d)
	}})
	added(t, q, texts(0, 1))
	<-begun
	c.pull()
	started(t, q, queue.Work{Made: version("1"), Rescue: 2 * time.Second, Jobs: 1, Read: func(ctx context.Context, d *onrecord.Document) error {
		second.Add(1)
		return reading("1")(ctx, d)
	}})
	until(t, 4*time.Minute, "another worker reads what was cut off", func() bool { return second.Load() == 1 })
	worked(t, q)
	close(goOn)
	time.Sleep(500 * time.Millisecond)
	c.mend()
	added(t, q, texts(1, 20)) // and the one that was cut off takes part again
	worked(t, q)
	if got := held(t, s); len(got) != 21 {
		t.Errorf("%d reports, want 21", len(got))
	}
	if p := progress(t, q); p.Failed != 0 || p.Done != 21 {
		t.Errorf("%+v", p)
	}
	t.Logf("%d readings by the one that was cut off, %d by the other", first.Load(), second.Load())
}

// TestBetween: a worker that is gone after its report was stored leaves a job that says it is running. It is rescued, nothing is stored twice.
// (The two are one transaction, so this is a report that came in another way as well.)
func TestBetween(t *testing.T) {
	t.Parallel()
	name := storetest.Schema(t, storetest.Needed(t))
	s, q := opened(t, name, 0)
	added(t, q, texts(0, 4))
	gone(t, s, "now() - interval '10 minutes'") // the worker that is gone
	db, _ := s.SQL()
	if _, err := db.Exec(`UPDATE river_job SET attempt = max_attempts WHERE args ->> 'name' = 'r3'`); err != nil { // which was brought down by this one again and again
		t.Fatal(err)
	}
	d := texts(0, 1)[0]
	if err := reading("1")(context.Background(), d); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(context.Background(), []*onrecord.Document{d}); err != nil {
		t.Fatal(err)
	}
	var reads atomic.Int64
	started(t, q, queue.Work{Made: version("1"), Rescue: 5 * time.Second, Read: func(ctx context.Context, d *onrecord.Document) error {
		reads.Add(1)
		return reading("1")(ctx, d)
	}})
	until(t, 4*time.Minute, "what was left behind is done", func() bool { return progress(t, q).Done == 3 })
	if n := len(held(t, s)); n != 3 || reads.Load() != 2 {
		t.Errorf("%d reports, want 3; %d readings, want 2", n, reads.Load())
	}
	list, err := q.Failed(context.Background(), 10)
	if err != nil || len(list) != 1 || list[0].Name != "r3" || !list[0].Ended || !strings.HasPrefix(list[0].Why, "its worker was never heard of again") {
		t.Errorf("what brought its worker down each time: %+v, %v", list, err)
	}
}

// gone makes all jobs of a store ones that a worker took at a time and was never heard of again.
func gone(t testing.TB, s *store.Store, at string) {
	t.Helper()
	db, _ := s.SQL()
	if _, err := db.Exec(`UPDATE river_job SET state = 'running', attempt = 1, attempted_at = ` + at + `, attempted_by = ARRAY['gone']`); err != nil {
		t.Fatal(err)
	}
}

// TestClocks: workers whose clocks are ten minutes ahead and behind share a queue with one whose clock is right. Nothing waits for a clock,
// what fails is tried again in its time, nothing is taken from who works it, nothing is lost.
func TestClocks(t *testing.T) {
	t.Parallel()
	name := storetest.Schema(t, storetest.Needed(t))
	s, q := opened(t, name, 0)
	var tries sync.Map
	var again atomic.Int64
	for _, off := range []time.Duration{10 * time.Minute, -10 * time.Minute, 0} {
		_, q := opened(t, name, 0)
		started(t, q, queue.Work{Made: version("1"), Clock: func() time.Time { return time.Now().Add(off) }, Pauses: []time.Duration{2 * time.Second},
			Jobs: 1, Read: func(ctx context.Context, d *onrecord.Document) error {
				n, _ := tries.LoadOrStore(d.ID, new(atomic.Int64))
				if n.(*atomic.Int64).Add(1) == 1 && strings.HasSuffix(d.ID, "5") {
					return fmt.Errorf("the first time it fails")
				}
				if n.(*atomic.Int64).Load() > 2 {
					again.Add(1)
				}
				time.Sleep(20 * time.Millisecond)
				return reading("1")(ctx, d)
			}})
	}
	added(t, q, texts(0, 100))
	until(t, 4*time.Minute, "all is read, by the clock of the database", func() bool { return progress(t, q).Done == 100 })
	if n := len(held(t, s)); n != 100 || again.Load() != 0 {
		t.Errorf("%d reports, %d read more often than they failed", n, again.Load())
	}
	// A job that a machine says it took in ten minutes is rescued all the same, when its time has come; here it is brought back by hand.
	added(t, q, texts(200, 2))
	worked(t, q)
	if n := len(held(t, s)); n != 102 {
		t.Errorf("%d reports", n)
	}
}

// TestWaiting measures what a long queue costs: 100,000 jobs wait, or 1,000,000 where ONRECORD_TEST_LONG is set.
func TestWaiting(t *testing.T) {
	n := 100_000
	if os.Getenv("ONRECORD_TEST_LONG") != "" {
		n = 1_000_000
	}
	name := storetest.Schema(t, storetest.Needed(t))
	s, q := opened(t, name, 2*n)
	added(t, q, texts(0, 1))
	db, _ := s.SQL()
	begun := time.Now()
	// As if they were put in one by one; the same report under keys of their own.
	if _, err := db.Exec(`INSERT INTO river_job (args, kind, max_attempts, queue, state, scheduled_at, unique_key, unique_states, priority)
		SELECT jsonb_set(args, '{key}', to_jsonb(i::text)), kind, max_attempts, queue, state, scheduled_at, decode(md5(i::text), 'hex'), unique_states, 2
		FROM river_job, generate_series(1, $1::int) AS i`, n); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`ANALYZE river_job`); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d jobs wait (put in at once in %s)", n, time.Since(begun).Round(time.Millisecond))
	var took []time.Duration
	for i := range 100 {
		begun := time.Now()
		added(t, q, texts(1_000+i, 1))
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	t.Logf("put in: median %s, p95 %s", took[50].Round(10*time.Microsecond), took[95].Round(10*time.Microsecond))
	begun = time.Now()
	p := progress(t, q)
	t.Logf("progress: %s", time.Since(begun).Round(time.Millisecond))
	if p.Waiting != n+101 {
		t.Errorf("%+v", p)
	}
	var firsts atomic.Int64
	begun = time.Now()
	stop := started(t, q, queue.Work{Made: version("1"), Jobs: 8, Read: func(ctx context.Context, d *onrecord.Document) error {
		firsts.CompareAndSwap(0, int64(time.Since(begun)))
		return reading("1")(ctx, d)
	}})
	until(t, 4*time.Minute, "a thousand are done", func() bool { time.Sleep(300 * time.Millisecond); return progress(t, q).Done >= 1000 })
	rate := float64(progress(t, q).Done) / time.Since(begun).Seconds()
	stop()
	t.Logf("the first is read after %s, then %.0f jobs a second", time.Duration(firsts.Load()).Round(time.Millisecond), rate)
	if first := time.Duration(firsts.Load()); first > 10*time.Second || took[50] > time.Second {
		t.Errorf("a long queue makes it slow: first %s, put in %s", first, took[50])
	}
	if got := len(held(t, s)); got != 101 {
		t.Errorf("%d reports, want 101", got)
	}
}
