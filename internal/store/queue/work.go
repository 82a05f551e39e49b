package queue

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"iter"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"onrecord"
	"onrecord/internal/store"
)

// ErrHopeless is wrapped by errors of inputs that trying again cannot mend: the job ends as failed at once.
var ErrHopeless = errors.New("it is not tried again")

// DefaultRescue is after what time a job whose worker was not heard of is given to another. A report takes a second and the longest text a
// minute or two, so five minutes are long enough never to take one from a worker that lives, and short enough that nobody waits an hour,
// which is River's own value.
const DefaultRescue = 5 * time.Minute

// pauses are how long a job rests after it failed for the first, second ... time: long enough for a host or a database to come back.
var pauses = []time.Duration{10 * time.Second, time.Minute, 10 * time.Minute, time.Hour}

// doneStays is how long jobs that are done are kept, for what was done in the last hour to be counted.
const doneStays = 2 * time.Hour

// Work is how a worker reads.
type Work struct {
	Read func(context.Context, *onrecord.Document) error
	Made onrecord.Made // of what it reads
	// Open gives the reports of an input. An error that wraps [ErrHopeless] is not tried again.
	Open func(context.Context, Input) iter.Seq2[*onrecord.Document, error]
	// HostPause is how long a host rests between two inputs, over all workers.
	HostPause time.Duration
	Jobs      int           // how many reports are read at the same time
	Rescue    time.Duration // 0 is [DefaultRescue]
	Log       *slog.Logger
	Counts    *Counts // nil counts nothing
	// Clock is that of this machine; nil is [time.Now].
	Clock func() time.Time

	Pauses []time.Duration // before a job is tried for the second, third ... time; nil are those of the program
}

// worker is a program at work on the queue.
type worker struct {
	*Queue
	Work
	client *river.Client[*sql.Tx]
	turns  chan struct{} // who may read now
	writer *writer
	// stopping is closed when the worker is told to stop.
	stopping <-chan struct{}
	stop     context.CancelCauseFunc
}

// Run works the queue until the context ends, then gives back what it has not begun and lets the rest come to its end, ten seconds at most.
// It ends with an error that wraps [store.ErrNewer] when a newer program has changed the tables of the store.
func (q *Queue) Run(ctx context.Context, how Work) error {
	if how.Jobs < 1 {
		how.Jobs = 1
	}
	if how.Rescue <= 0 {
		how.Rescue = DefaultRescue
	}
	if how.Log == nil {
		how.Log = silent
	}
	if how.Pauses == nil {
		how.Pauses = pauses
	}
	if how.Clock == nil {
		how.Clock = time.Now
	}
	if how.Counts == nil {
		how.Counts = NewCounts()
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	w := &worker{Queue: q, Work: how, turns: make(chan struct{}, how.Jobs), stopping: ctx.Done(), stop: stop}
	w.writer = newWriter(q.store, how.Log)
	defer w.writer.stop()
	skew, err := q.skew(ctx, how.Clock)
	if err != nil {
		return q.store.Explain("open queue of store", err)
	}
	if skew.Abs() > time.Minute {
		how.Log.Warn("the clock of this machine is not that of the database; the worker allows for it, but set the clock", "ahead", skew.Round(time.Second).String())
	}
	if w.client, err = river.NewClient(q.driver, w.config(skew)); err != nil {
		return fmt.Errorf("start worker: %w", err)
	}
	if q.postgres { // one for each job at work, and some for River itself
		q.db.SetMaxOpenConns(4*how.Jobs + 8)
		q.db.SetMaxIdleConns(4*how.Jobs + 8)
	}
	running := context.WithoutCancel(ctx)
	if err := w.client.Start(running); err != nil {
		return q.store.Explain("start worker on store", err)
	}
	<-ctx.Done()
	w.end(running)
	if err := context.Cause(ctx); errors.Is(err, store.ErrNewer) {
		return err
	}
	return nil
}

// end lets what has begun come to its end.
func (w *worker) end(ctx context.Context) {
	soon, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if w.client.Stop(soon) == nil {
		return
	}
	soon, cancel = context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := w.client.StopAndCancel(soon); err != nil {
		w.Log.Warn("some jobs did not end in time; other workers take them", "after", w.Rescue.String())
	}
}

// databaseClock is the clock of the database as far as this machine can tell: jobs are due by that.
type databaseClock struct {
	clock func() time.Time
	ahead time.Duration
}

// Now is the time of the database.
func (c databaseClock) Now() time.Time { return c.clock().Add(-c.ahead) }

// NowOrNil is nil: where the database is at hand it tells the time itself.
func (databaseClock) NowOrNil() *time.Time { return nil }

// config is how River works here. A job may take four fifths of the time after which it is rescued. All times are those of the database,
// but for one: River rescues by the clock of the machine that leads, so how far it is ahead of the database is added there, or else a
// leader whose clock is ten minutes ahead took every job away from those that work it.
func (w *worker) config(skew time.Duration) *river.Config {
	workers := river.NewWorkers()
	limit := w.Rescue * 4 / 5
	clock := databaseClock{w.Clock, skew}
	river.AddWorker(workers, river.WorkFunc(w.report))
	river.AddWorker(workers, river.WorkFunc(w.input))
	river.AddWorker(workers, river.WorkFunc(w.reread))
	return &river.Config{
		Workers: workers, Schema: w.schema, Logger: w.Log, MaxAttempts: Attempts, JobTimeout: limit,
		RescueStuckJobsAfter: max(w.Rescue+skew, limit), RetryPolicy: retries{w.Pauses, clock},
		Test: river.TestConfig{Time: clock}, // River's only way to give it a clock
		// Few are taken at once, so that what waits can be worked by others: as many as are read, and as many again that are being stored.
		Queues: map[string]river.QueueConfig{queueReports: {MaxWorkers: 4 * w.Jobs}, queueInputs: {MaxWorkers: 2},
			versionQueue(w.Made): {MaxWorkers: 2 * w.Jobs}},
		FetchCooldown: 20 * time.Millisecond, FetchPollInterval: 500 * time.Millisecond, PollOnly: true,
		FetchOnlyKnownKinds:         true, // a newer program may put in kinds that this one does not know
		CompletedJobRetentionPeriod: doneStays,
		DiscardedJobRetentionPeriod: -1, CancelledJobRetentionPeriod: -1, // what failed stays until a person has seen it
	}
}

// retries says when a job is tried again.
type retries struct {
	pauses []time.Duration
	clock  databaseClock
}

// NextRetry is some time after now, not the same for all that failed together: who brings down a worker does not meet the same again.
func (p retries) NextRetry(job *rivertype.JobRow) time.Time {
	pause := p.pauses[min(max(job.Attempt-1, 0), len(p.pauses)-1)]
	return p.clock.Now().Add(pause*4/5 + rand.N(pause*2/5+1))
}

// skew is how far the clock of this machine is ahead of that of the database.
func (q *Queue) skew(ctx context.Context, clock func() time.Time) (time.Duration, error) {
	if !q.postgres {
		return 0, nil // one machine
	}
	begun := clock()
	var at time.Time
	if err := q.db.QueryRowContext(ctx, `SELECT clock_timestamp()`).Scan(&at); err != nil {
		return 0, err
	}
	return begun.Add(clock().Sub(begun) / 2).Sub(at), nil
}

// report reads a report whose text waits.
func (w *worker) report(ctx context.Context, job *river.Job[reportJob]) error {
	d, err := store.Unwrap(job.Args.Packed)
	if errors.Is(err, store.ErrNewerReading) { // for a newer worker
		return river.JobSnooze(w.Rescue)
	}
	if err != nil {
		return w.failed(river.JobCancel(err))
	}
	return w.told(ctx, w.keep(ctx, d, true, completed(job)))
}

// reread reads a stored report again, unless that was done already.
func (w *worker) reread(ctx context.Context, job *river.Job[rereadJob]) error {
	if job.Args.Made != w.Made {
		return river.JobSnooze(w.Rescue)
	}
	d, err := w.store.ToRead(ctx, job.Args.Report)
	switch {
	case errors.Is(err, store.ErrNewerReading), errors.Is(err, store.ErrUnknown), errors.Is(err, store.ErrBroken):
		return w.failed(river.JobCancel(err))
	case err != nil:
		return w.told(ctx, err)
	}
	return w.told(ctx, w.keep(ctx, d, false, completed(job)))
}

// spreadAtOnce is how many reports of one input are in memory before they are put on the queue.
const spreadAtOnce = 200

// input opens an address or a file. One report is read here; several are put on the queue one by one.
func (w *worker) input(ctx context.Context, job *river.Job[Input]) error {
	release, free, err := w.host(ctx, job.Args.Name)
	if err != nil {
		return w.told(ctx, err)
	}
	if !free {
		return river.JobSnooze(5*time.Second + rand.N(10*time.Second))
	}
	defer release()
	var reports []*onrecord.Document
	var wrong []error
	n, hopeless := 0, true
	for d, err := range w.Open(ctx, job.Args) {
		if err != nil {
			wrong = append(wrong, err)
			hopeless = hopeless && errors.Is(err, ErrHopeless)
			continue
		}
		n++
		if reports = append(reports, d); len(reports) == spreadAtOnce {
			if err := w.spread(ctx, reports, nil); err != nil {
				return w.told(ctx, err)
			}
			reports = nil
		}
	}
	switch {
	case ctx.Err() != nil:
		return w.told(ctx, ctx.Err())
	case len(wrong) == 0 && n == 1 && len(reports) == 1:
		return w.told(ctx, w.keep(ctx, reports[0], true, completed(job)))
	case len(wrong) == 0:
		return w.told(ctx, w.spread(ctx, reports, completed(job)))
	}
	if err := w.spread(ctx, reports, nil); err != nil {
		return w.told(ctx, err)
	}
	const shown = 5
	err = errors.Join(wrong[:min(shown, len(wrong))]...)
	if len(wrong) > shown {
		err = fmt.Errorf("%w; and %d more", err, len(wrong)-shown)
	}
	if hopeless {
		return w.failed(river.JobCancel(err))
	}
	return w.told(ctx, err)
}

// spread puts the reports of an input on the queue, with one transaction in which also its job can end.
func (w *worker) spread(ctx context.Context, reports []*onrecord.Document, also completing) error {
	jobs, err := reportJobs(reports)
	if err != nil {
		return err
	}
	return w.store.Explain("put on queue of store", w.spreadJobs(ctx, jobs, also))
}

func (w *worker) spreadJobs(ctx context.Context, jobs []river.InsertManyParams, also completing) error {
	tx, err := w.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // no effect once committed
	if len(jobs) > 0 {
		if _, err := w.Queue.client.InsertManyTx(ctx, tx, jobs); err != nil {
			return err
		}
	}
	if also != nil {
		if err := also(ctx, tx); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// completing ends a job within a transaction.
type completing func(ctx context.Context, tx *sql.Tx) error

// completed ends a job that was done. One that another worker has ended meanwhile, after this one was cut off, has been done as well.
func completed[T river.JobArgs](job *river.Job[T]) completing {
	return func(ctx context.Context, tx *sql.Tx) error {
		_, err := river.JobCompleteTx[riverdriver.Driver[*sql.Tx]](ctx, tx, job)
		if errors.Is(err, rivertype.ErrNotFound) {
			return nil
		}
		return err
	}
}

// keep reads a report, unless it is stored and its reading is to be kept, and stores it together with the end of its job.
func (w *worker) keep(ctx context.Context, d *onrecord.Document, keepKnown bool, also completing) error {
	known, err := false, error(nil)
	if digest := onrecord.Digest(d.Text); keepKnown {
		known, err = w.store.Stored(ctx, digest)
	} else {
		known, err = w.store.Seen(ctx, digest, w.Made)
	}
	if err == nil && !known {
		err = w.read(ctx, d)
	}
	if err != nil {
		return err
	}
	return w.writer.put(&piece{ctx: ctx, report: d, keepKnown: keepKnown, also: also})
}

// read waits for its turn and reads.
func (w *worker) read(ctx context.Context, d *onrecord.Document) error {
	select {
	case w.turns <- struct{}{}:
	case <-w.stopping:
		return errStopping
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-w.turns }()
	begun := time.Now()
	err := w.Read(ctx, d)
	if err == nil {
		w.Counts.read(time.Since(begun))
	}
	return err
}

// errStopping gives back a job that has not begun when the worker is told to stop.
var errStopping = errors.New("the worker stops")

// told tells River what came of a job. What lies at the store or at a stop is no failure of the job, and uses up no try.
func (w *worker) told(ctx context.Context, err error) error {
	switch {
	case err == nil:
		w.Counts.done.Inc()
		return nil
	case errors.Is(err, errStopping), ctx.Err() != nil && errors.Is(context.Cause(ctx), context.Canceled):
		return river.JobSnooze(0)
	case errors.Is(err, store.ErrNewer): // for newer workers
		w.stop(err)
		return river.JobSnooze(0)
	case errors.Is(err, store.ErrUnreached), errors.Is(err, store.ErrBusy), errors.Is(err, store.ErrFull), errors.Is(err, store.ErrReadOnly):
		w.Log.Warn("the store takes nothing; the job waits", "why", err)
		return river.JobSnooze(min(30*time.Second, w.Rescue))
	}
	return w.failed(err)
}

func (w *worker) failed(err error) error {
	w.Counts.failed.Inc()
	return err
}

// host sees to it that no host is asked by two workers at once; free is false where another asks it now. release is called when the host
// has been asked, and gives it a rest.
func (w *worker) host(ctx context.Context, address string) (release func(), free bool, err error) {
	u, err := url.Parse(address)
	if err != nil || !w.postgres || !strings.HasPrefix(u.Scheme, "http") {
		return func() {}, true, nil // a single program keeps to its own pace
	}
	h := fnv.New32a()
	h.Write([]byte(strings.ToLower(u.Hostname())))
	key := int32(h.Sum32()) //nolint:gosec // any number will do
	c, err := w.db.Conn(ctx)
	if err != nil {
		return nil, false, w.store.Explain("look into queue of store", err)
	}
	if err = c.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1, $2)`, int32(lockHost), key).Scan(&free); err != nil || !free {
		return nil, false, errors.Join(w.store.Explain("look into queue of store", err), c.Close())
	}
	return func() {
		time.Sleep(w.HostPause)
		c.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1, $2)`, int32(lockHost), key) //nolint:errcheck // it goes with the connection
		c.Close()
	}, true, nil
}

// jobName is what people are told of a job by.
func jobName(r *rivertype.JobRow) string {
	var a struct{ Name, Input, Report string }
	if json.Unmarshal(r.EncodedArgs, &a) != nil {
		return ""
	}
	return plain(a.Name + a.Input + a.Report)
}
