// Package queue is what is still to be read: reports, addresses and files wait in the database of the store itself, and workers on as many
// machines as wanted take them from there. That a job is done, its report and its findings become true in one transaction, so there is no
// second state to be kept in step. The queue is River (https://riverqueue.com), on PostgreSQL and on SQLite alike.
package queue

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"onrecord"
	"onrecord/internal/store"
)

// What can be wrong with the queue.
var (
	// ErrLong is at the root of the error about a queue that takes no more for now.
	ErrLong = errors.New("the queue is full")
	// ErrNoJob is at the root of the error about a job that is not there.
	ErrNoJob = errors.New("no such job")
	// ErrNone is at the root of the error about a store that was never given anything to queue.
	ErrNone = errors.New("the store has no queue yet; make one with onrecord ingest --enqueue")
)

const (
	// DefaultMost is how many jobs may wait before the queue takes no more: some days of a large feed, and few enough that River's index
	// stays in memory.
	DefaultMost = 1_000_000
	// Attempts is how often a job is tried before it ends as failed: at once, and after the pauses of [pauses].
	Attempts = 5
	// atOnce is how many jobs are put in with one transaction.
	atOnce = 500
)

// The names of River's queues. Readings by a version wait in one of their own, so that only workers of that version take them.
const (
	queueReports = "reports"
	queueInputs  = "inputs"
	queueReread  = "reread"
)

// Queue is the queue of a store. It is safe for use by several goroutines.
type Queue struct {
	store    *store.Store
	db       *sql.DB
	postgres bool
	schema   string // of PostgreSQL, where the tables of the store are
	driver   riverdriver.Driver[*sql.Tx]
	client   *river.Client[*sql.Tx] // puts in and looks; works nothing
	most     int
	counted  counted
}

// counted is how many jobs waited when they were last counted, and how many this program has put in since.
type counted struct {
	mu sync.Mutex
	n  int
	at time.Time
}

// countedFor is how long a count holds: counting a million takes a tenth of a second.
const countedFor = 5 * time.Second

// Open opens the queue of a store that can be written, and makes its tables where there are none. It takes no more than so many waiting
// jobs; 0 is [DefaultMost].
func Open(ctx context.Context, s *store.Store, most int) (*Queue, error) {
	q, err := look(ctx, s)
	if err == nil {
		err = q.migrate(ctx)
	}
	if err != nil {
		return nil, s.Explain("open queue of store", err)
	}
	if q.most = most; most <= 0 {
		q.most = DefaultMost
	}
	return q, nil
}

// Of is the queue of a store that may have none yet: it can be asked how far it is, and answers as soon as there is one.
func Of(ctx context.Context, s *store.Store) (*Queue, error) {
	q, err := look(ctx, s)
	if err != nil {
		return nil, s.Explain("open queue of store", err)
	}
	return q, nil
}

// Look opens the queue of a store to be looked at. The error wraps [ErrNone] where there is none.
func Look(ctx context.Context, s *store.Store) (*Queue, error) {
	q, err := look(ctx, s)
	if err == nil {
		if there, wrong := q.there(ctx); wrong != nil {
			err = wrong
		} else if !there {
			err = ErrNone
		}
	}
	if err != nil {
		return nil, s.Explain("open queue of store", err)
	}
	return q, nil
}

func look(ctx context.Context, s *store.Store) (q *Queue, err error) {
	q = &Queue{store: s, most: DefaultMost}
	q.db, q.postgres = s.SQL()
	if q.postgres {
		q.driver = riverdatabasesql.New(q.db)
		if err := q.db.QueryRowContext(ctx, `SELECT current_schema()`).Scan(&q.schema); err != nil {
			return nil, err
		}
	} else {
		q.driver = riversqlite.New(q.db)
	}
	q.client, err = river.NewClient(q.driver, &river.Config{Logger: silent, MaxAttempts: Attempts, Schema: q.schema})
	return q, err
}

// table is the name of River's table of jobs.
func (q *Queue) table() string {
	if q.postgres {
		return pgx.Identifier{q.schema, "river_job"}.Sanitize()
	}
	return "river_job"
}

// silent is for River where it has nothing to tell that errors do not tell.
var silent = slog.New(slog.NewTextHandler(io.Discard, nil))

// there tells whether the tables of the queue are there.
func (q *Queue) there(ctx context.Context) (there bool, err error) {
	query := `SELECT count(*) > 0 FROM sqlite_master WHERE name = 'river_job'`
	if q.postgres {
		query = `SELECT count(*) > 0 FROM pg_tables WHERE tablename = 'river_job' AND schemaname = current_schema()`
	}
	err = q.db.QueryRowContext(ctx, query).Scan(&there)
	return there, err
}

// Locks of PostgreSQL that are ours beside the one of writers: "OnRq" and "OnRh" in ASCII.
const (
	lockTables = 0x4f6e5271
	lockHost   = 0x4f6e5268
)

// migrate brings River's tables to this version; tables of a newer one are left as they are, for River's are only added to. Of several
// programs that start at once one does it.
func (q *Queue) migrate(ctx context.Context) error {
	m, err := rivermigrate.New(q.driver, &rivermigrate.Config{Logger: silent, Schema: q.schema})
	if err != nil {
		return err
	}
	if q.postgres {
		c, err := q.db.Conn(ctx)
		if err != nil {
			return err
		}
		defer c.Close()
		if _, err := c.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, int64(lockTables)); err != nil {
			return err
		}
		defer c.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, int64(lockTables)) //nolint:errcheck // it goes with the connection
	}
	for try := 0; ; try++ {
		r, err := m.Validate(ctx, nil)
		if err == nil && r.OK {
			return nil
		}
		if err == nil {
			_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		}
		if err == nil || try == 3 || ctx.Err() != nil {
			return err
		}
		time.Sleep(200 * time.Millisecond) // SQLite: another program was at it
	}
}

// reportJob is a report whose text waits.
type reportJob struct {
	Key    string `json:"key" river:"unique"`
	Name   string `json:"name"` // for people
	Packed []byte `json:"packed"`
}

// Kind is what River calls it.
func (reportJob) Kind() string { return "report" }

// Input is an address or a file that a worker opens: it must be one that every worker reaches.
type Input struct {
	Name     string `json:"input" river:"unique"` // address or path
	Date     string `json:"date,omitempty"`       // of reports that give none
	Charset  string `json:"charset,omitempty"`
	MaxBytes int64  `json:"max_bytes,omitempty"`
	MaxPages int    `json:"max_pages,omitempty"`
}

// Kind is what River calls it.
func (Input) Kind() string { return "input" }

// rereadJob is a stored report that one version is to read again.
type rereadJob struct {
	Report string        `json:"report" river:"unique"` // digest
	Made   onrecord.Made `json:"made" river:"unique"`
}

// Kind is what River calls it.
func (rereadJob) Kind() string { return "reread" }

// versionQueue is where jobs wait that only workers of one version take.
func versionQueue(m onrecord.Made) string {
	sum := sha256.Sum256([]byte(m.Tool + "\x00" + m.Lexicon + "\x00" + m.Models))
	return queueReread + "_" + hex.EncodeToString(sum[:6])
}

// options are how jobs of a queue are put in. What waits already, or is being worked, is not put in twice.
func options(queue string) *river.InsertOpts {
	return &river.InsertOpts{Queue: queue, MaxAttempts: Attempts, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled}}}
}

// reportJobs packs reports to be put in.
func reportJobs(reports []*onrecord.Document) ([]river.InsertManyParams, error) {
	out := make([]river.InsertManyParams, 0, len(reports))
	seen := once{}
	for _, d := range reports {
		m := &d.Meta
		key := onrecord.Digest(strings.Join([]string{onrecord.Digest(d.Text), m.Publisher, m.URL, m.Published, m.Title, d.ID}, "\x00"))
		if seen.before(key) {
			continue
		}
		packed, err := store.Wrap(d)
		if err != nil {
			return nil, err
		}
		out = append(out, river.InsertManyParams{Args: reportJob{Key: key, Name: called(d), Packed: packed}, InsertOpts: options(queueReports)})
	}
	return out, nil
}

// once tells what came before: River takes nothing twice in one piece.
type once map[string]bool

func (o once) before(key string) bool {
	was := o[key]
	o[key] = true
	return was
}

// called is what people are told of a report by.
func called(d *onrecord.Document) string {
	for _, s := range []string{d.Meta.URL, d.Meta.File, d.ID, d.Meta.Title} {
		if s = plain(s); s != "" {
			return s
		}
	}
	return onrecord.Digest(d.Text)
}

// plain is a text as JSON in a database takes it.
func plain(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(onrecord.OneLine(s), "\uFFFD"), "\x00", " ")
	if len(s) > 300 {
		s = strings.ToValidUTF8(s[:300], "") + "..."
	}
	return s
}

// Add puts reports on the queue, and tells how many of them did not wait there already. They are there when it comes back. The error wraps
// [ErrLong] where too many wait; then none was put in.
func (q *Queue) Add(ctx context.Context, reports []*onrecord.Document) (int, error) {
	jobs, err := reportJobs(reports)
	if err != nil {
		return 0, fmt.Errorf("put on queue: %w", err)
	}
	return q.add(ctx, jobs)
}

// AddInputs puts addresses and files on the queue as [Queue.Add] does with reports.
func (q *Queue) AddInputs(ctx context.Context, inputs []Input) (int, error) {
	jobs, seen := make([]river.InsertManyParams, 0, len(inputs)), once{}
	for _, in := range inputs {
		if !seen.before(in.Name) {
			jobs = append(jobs, river.InsertManyParams{Args: in, InsertOpts: options(queueInputs)})
		}
	}
	return q.add(ctx, jobs)
}

// AddReread puts stored reports on the queue, named by their digests, to be read again by workers of that version alone. The first is due
// at a time, the others follow each after a pause; that time of the last is given back.
func (q *Queue) AddReread(ctx context.Context, digests []string, made onrecord.Made, first time.Time, pause time.Duration) (added int, last time.Time, err error) {
	jobs := make([]river.InsertManyParams, len(digests))
	for i, id := range digests {
		o := options(versionQueue(made))
		if last = first.Add(time.Duration(i) * pause); pause > 0 {
			o.ScheduledAt = last
		}
		jobs[i] = river.InsertManyParams{Args: rereadJob{Report: id, Made: made}, InsertOpts: o}
	}
	added, err = q.add(ctx, jobs)
	return added, last, err
}

func (q *Queue) add(ctx context.Context, jobs []river.InsertManyParams) (added int, err error) {
	if len(jobs) == 0 {
		return 0, nil
	}
	if err := q.room(ctx, len(jobs)); err != nil {
		return 0, err
	}
	for len(jobs) > 0 {
		some := jobs[:min(atOnce, len(jobs))]
		jobs = jobs[len(some):]
		results, err := q.client.InsertMany(ctx, some)
		if err != nil {
			return added, q.store.Explain("put on queue of store", err)
		}
		for _, r := range results {
			if !r.UniqueSkippedAsDuplicate {
				added++
			}
		}
	}
	return added, nil
}

// room tells whether so many more may wait. What waits is counted no further than the limit, and not each time.
func (q *Queue) room(ctx context.Context, more int) error {
	c := &q.counted
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.at) < countedFor && c.n+more <= q.most {
		c.n += more
		return nil
	}
	var n int
	err := q.db.QueryRowContext(ctx, fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 FROM %s
		WHERE state IN ('available', 'scheduled', 'retryable', 'pending') LIMIT %d) AS waiting`, q.table(), q.most)).Scan(&n)
	switch {
	case err != nil:
		return q.store.Explain("count queue of store", err)
	case n > 0 && n+more > q.most:
		return fmt.Errorf("%w: %d wait, and %d may: start workers (onrecord work), or raise --max-waiting", ErrLong, n, q.most)
	}
	c.n, c.at = n+more, time.Now()
	return nil
}
