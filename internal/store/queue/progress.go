package queue

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"onrecord"
)

// Progress is how far the queue is.
type Progress struct {
	Waiting  int     `json:"waiting"`        // can be worked at once
	Later    int     `json:"later"`          // are due later
	Retrying int     `json:"retrying"`       // failed, and are tried again
	Running  int     `json:"running"`        //
	Done     int     `json:"done_last_hour"` //
	Failed   int     `json:"failed"`         // ended, and wait for a person
	Oldest   float64 `json:"oldest_seconds"` // how long the oldest waits that could be worked; 0 none

	Reread map[string]int `json:"waiting_for_version,omitempty"` // jobs that only workers of one version take, by queue
}

// Progress tells how far the queue is, by the clock of the database.
func (q *Queue) Progress(ctx context.Context) (Progress, error) {
	p, err := q.progress(ctx)
	return p, q.store.Explain("look into queue of store", err)
}

func (q *Queue) progress(ctx context.Context) (p Progress, err error) {
	age, hour := `(julianday('now') - julianday(min(scheduled_at))) * 86400`, `datetime('now', '-1 hour')`
	if q.postgres {
		age, hour = `extract(epoch FROM now() - min(scheduled_at))::float8`, `now() - interval '1 hour'`
	}
	rows, err := q.db.QueryContext(ctx, `SELECT queue, state, count(*), `+age+` FROM `+q.table()+` WHERE state <> 'completed' GROUP BY queue, state
		UNION ALL SELECT '', 'completed', count(*), 0 FROM `+q.table()+` WHERE state = 'completed' AND finalized_at > `+hour)
	if err != nil {
		return p, err
	}
	defer rows.Close()
	for rows.Next() {
		var queue, state string
		var n int
		var age float64
		if err := rows.Scan(&queue, &state, &n, &age); err != nil {
			return p, err
		}
		p.count(queue, rivertype.JobState(state), n, age)
	}
	return p, rows.Err()
}

// LastDue is when the last job is due that waits for workers of a version; the zero time where none waits.
func (q *Queue) LastDue(ctx context.Context, made onrecord.Made) (time.Time, error) {
	list, err := q.client.JobList(ctx, river.NewJobListParams().Queues(versionQueue(made)).States(rivertype.JobStateAvailable, rivertype.JobStateScheduled).
		OrderBy(river.JobListOrderByScheduledAt, river.SortOrderDesc).First(1))
	if err != nil || len(list.Jobs) == 0 {
		return time.Time{}, q.store.Explain("look into queue of store", err)
	}
	return list.Jobs[0].ScheduledAt, nil
}

func (p *Progress) count(queue string, state rivertype.JobState, n int, age float64) {
	switch state {
	case rivertype.JobStateAvailable:
		p.Waiting += n
		p.Oldest = max(p.Oldest, age)
	case rivertype.JobStateScheduled, rivertype.JobStatePending:
		p.Later += n
	case rivertype.JobStateRetryable:
		p.Retrying += n
	case rivertype.JobStateRunning:
		p.Running += n
	case rivertype.JobStateCompleted:
		p.Done += n
	case rivertype.JobStateDiscarded, rivertype.JobStateCancelled:
		p.Failed += n
	}
	if strings.HasPrefix(queue, queueReread) && (state == rivertype.JobStateAvailable || state == rivertype.JobStateScheduled) {
		if p.Reread == nil {
			p.Reread = map[string]int{}
		}
		p.Reread[queue] += n
	}
}

// Job is one piece of work that failed.
type Job struct {
	ID    int64     `json:"id"`
	Kind  string    `json:"kind"` // report, input, reread
	Name  string    `json:"name"` // address, file, or id of the report
	Tries int       `json:"tries"`
	At    time.Time `json:"at"`
	Why   string    `json:"why"`
	Ended bool      `json:"ended"` // it is not tried again by itself
}

// failed are the states of jobs that ended without being done.
var failed = []rivertype.JobState{rivertype.JobStateDiscarded, rivertype.JobStateCancelled}

// Failed lists jobs that ended without being done and those that failed and are tried again, oldest first, the first so many.
func (q *Queue) Failed(ctx context.Context, most int) ([]Job, error) {
	list, err := q.client.JobList(ctx, river.NewJobListParams().States(append(failed, rivertype.JobStateRetryable)...).
		OrderBy(river.JobListOrderByID, river.SortOrderAsc).First(min(max(most, 1), 10_000)))
	if err != nil {
		return nil, q.store.Explain("look into queue of store", err)
	}
	out := make([]Job, len(list.Jobs))
	for i, r := range list.Jobs {
		out[i] = Job{ID: r.ID, Kind: r.Kind, Name: jobName(r), Tries: r.Attempt, At: r.ScheduledAt, Ended: r.State != rivertype.JobStateRetryable}
		if n := len(r.Errors); n > 0 {
			out[i].At, out[i].Why = r.Errors[n-1].At, why(r.Errors[n-1].Error)
		}
	}
	return out, nil
}

// stuck is what River says of a job whose worker was never heard of again.
const stuck = "Stuck job rescued"

// why is the reason of a failure in words for people.
func why(told string) string {
	if strings.HasPrefix(told, stuck) {
		return "its worker was never heard of again: the program was stopped, ran out of memory, or was cut off"
	}
	return plain(strings.TrimPrefix(told, "JobCancelError: "))
}

// Retry has a job that failed tried again at once.
func (q *Queue) Retry(ctx context.Context, id int64) error {
	_, err := q.client.JobRetry(ctx, id)
	if errors.Is(err, rivertype.ErrNotFound) {
		return fmt.Errorf("retry job %d: %w", id, ErrNoJob)
	}
	return q.store.Explain("write to queue of store", err)
}

// RetryAll has every job tried again that ended without being done, and tells how many.
func (q *Queue) RetryAll(ctx context.Context) (n int, err error) {
	for {
		list, err := q.client.JobList(ctx, river.NewJobListParams().States(failed...).First(1000))
		if err != nil {
			return n, q.store.Explain("look into queue of store", err)
		}
		if len(list.Jobs) == 0 {
			return n, nil
		}
		for _, r := range list.Jobs {
			if err := q.Retry(ctx, r.ID); err != nil {
				return n, err
			}
			n++
		}
	}
}

// DropAll takes every job off the queue that ended without being done, and tells how many.
func (q *Queue) DropAll(ctx context.Context) (n int, err error) {
	for {
		gone, err := q.client.JobDeleteMany(ctx, river.NewJobDeleteManyParams().States(failed...).First(1000))
		if err != nil {
			return n, q.store.Explain("write to queue of store", err)
		}
		if n += len(gone.Jobs); len(gone.Jobs) == 0 {
			return n, nil
		}
	}
}

// Drop takes a job that ended without being done off the queue for good.
func (q *Queue) Drop(ctx context.Context, id int64) error {
	r, err := q.client.JobGet(ctx, id)
	if err == nil && r.State != rivertype.JobStateDiscarded && r.State != rivertype.JobStateCancelled {
		return fmt.Errorf("drop job %d: it has not failed for good, it is %s", id, r.State)
	}
	if err == nil {
		_, err = q.client.JobDelete(ctx, id)
	}
	if errors.Is(err, rivertype.ErrNotFound) {
		return fmt.Errorf("drop job %d: %w", id, ErrNoJob)
	}
	return q.store.Explain("write to queue of store", err)
}
