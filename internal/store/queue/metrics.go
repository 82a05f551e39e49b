package queue

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Counts is what one worker has done since its start, for Prometheus.
type Counts struct {
	reads        prometheus.Histogram
	done, failed prometheus.Counter
}

// NewCounts makes counts that start at nothing.
func NewCounts() *Counts {
	return &Counts{
		reads:  prometheus.NewHistogram(prometheus.HistogramOpts{Name: "onrecord_work_read_seconds", Help: "Time that reading a report of the queue took."}),
		done:   prometheus.NewCounter(prometheus.CounterOpts{Name: "onrecord_work_done_total", Help: "Jobs that this worker has done."}),
		failed: prometheus.NewCounter(prometheus.CounterOpts{Name: "onrecord_work_failed_total", Help: "Tries of jobs that failed at this worker."}),
	}
}

func (c *Counts) read(took time.Duration) { c.reads.Observe(took.Seconds()) }

// Describe sends what [Counts.Collect] sends.
func (c *Counts) Describe(to chan<- *prometheus.Desc) {
	c.reads.Describe(to)
	c.done.Describe(to)
	c.failed.Describe(to)
}

// Collect sends the counts.
func (c *Counts) Collect(to chan<- prometheus.Metric) {
	c.reads.Collect(to)
	c.done.Collect(to)
	c.failed.Collect(to)
}

var (
	describeJobs   = prometheus.NewDesc("onrecord_queue_jobs", "Jobs on the queue.", []string{"state"}, nil)
	describeOldest = prometheus.NewDesc("onrecord_queue_oldest_seconds", "How long the oldest job waits that could be worked.", nil, nil)
	describeDone   = prometheus.NewDesc("onrecord_queue_done_last_hour", "Jobs that were done in the last hour.", nil, nil)
)

// Gauge tells how far the queue is when Prometheus asks, and asks the database no more often than every few seconds.
type Gauge struct {
	queue *Queue
	mu    sync.Mutex
	at    time.Time
	last  Progress
	err   error
}

// NewGauge makes the gauge of a queue.
func NewGauge(q *Queue) *Gauge { return &Gauge{queue: q} }

// Describe sends what [Gauge.Collect] may send.
func (g *Gauge) Describe(to chan<- *prometheus.Desc) {
	to <- describeJobs
	to <- describeOldest
	to <- describeDone
}

// Collect asks the database; where that does not answer in time, nothing is sent.
func (g *Gauge) Collect(to chan<- prometheus.Metric) {
	p, err := g.progress()
	if err != nil {
		return
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	for state, n := range map[string]int{"waiting": p.Waiting, "later": p.Later, "retrying": p.Retrying, "running": p.Running, "failed": p.Failed} {
		gauge(describeJobs, float64(n), state)
	}
	gauge(describeOldest, p.Oldest)
	gauge(describeDone, float64(p.Done))
}

func (g *Gauge) progress() (Progress, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if time.Since(g.at) > 5*time.Second {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		g.last, g.err = g.queue.Progress(ctx)
		g.at = time.Now()
	}
	return g.last, g.err
}
