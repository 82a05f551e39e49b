package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/spf13/cobra"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/ingest"
	"onrecord/internal/ingest/fetch"
	"onrecord/internal/ingest/pdf"
	"onrecord/internal/store/queue"
	"onrecord/read"
)

// workOptions are the flags of work.
type workOptions struct {
	engine        engine
	store, listen string
	jobs          int
	rescue        time.Duration
	once, quiet   bool
	maxBytes      int64
	web           webOptions
	alerts        bool
	tell          tellOptions
}

func newWork(c console) *cobra.Command {
	o := workOptions{store: defaultStore, jobs: runtime.GOMAXPROCS(0)}
	var telling []string
	cmd := &cobra.Command{
		Use:   "work",
		Short: "Read what waits on the queue of a store, on as many machines as wanted",
		Long: "Read the reports that wait on the queue of a store (onrecord ingest --enqueue, watch --enqueue, serve --enqueue,\n" +
			"reread --enqueue) and keep them. With a store in PostgreSQL any number of workers on any number of machines share the\n" +
			"queue; with one in a file they share it on one machine. A report and the end of its job are stored in one transaction:\n" +
			"whatever is killed or cut off, each report is there once. What a worker leaves behind is given to another after\n" +
			"--rescue. A report that fails is tried five times over an hour, then stands under onrecord queue --failed.\n" +
			"Ctrl-C ends it; what was begun is finished, ten seconds at most.",
		Example: "  onrecord work --store postgres://onrecord@db/news\n" +
			"  onrecord work --store news.db --once",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.web.check(cmd); err != nil {
				return err
			}
			if o.jobs < 1 || o.rescue < time.Second || o.maxBytes < 1 {
				return usagef(cmd, "--jobs and --max-bytes must be at least 1, --rescue at least 1s")
			}
			if !o.alerts && given(cmd, telling) != "" {
				return usagef(cmd, "--%s goes with --alerts", given(cmd, telling))
			}
			how, err := o.tell.delivery(cmd)
			if err != nil {
				return err
			}
			return o.run(cmd.Context(), c, how)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.store, "store", o.store, "file of the store, or postgres://...; it is made where there is none")
	f.IntVar(&o.jobs, "jobs", o.jobs, "how many reports to read at the same time")
	f.DurationVar(&o.rescue, "rescue", queue.DefaultRescue, "after what time the job of a worker that is gone is given to another; a report may take four fifths of it")
	f.StringVar(&o.listen, "listen", "", "address and port for /metrics and /healthz, such as 127.0.0.1:8018; none without it")
	f.BoolVar(&o.once, "once", false, "end when nothing is left that can be worked now")
	f.Int64Var(&o.maxBytes, "max-bytes", ingest.DefaultMaxBytes, "limit on the size of one report in bytes")
	f.BoolVar(&o.quiet, "quiet", false, "warnings alone on standard error")
	f.BoolVar(&o.alerts, "alerts", false, "deliver alerts, too: webhooks, and mails where --smtp names a server")
	telling = o.tell.flags(cmd)
	o.engine.flag(cmd)
	o.web.flags(cmd)
	return cmd
}

func (o *workOptions) run(ctx context.Context, c console, telling answer.TellerOptions) error {
	reader, err := o.engine.reader()
	if err != nil {
		return err
	}
	s, err := openThere(ctx, o.store) // a mistyped name would make an empty store and wait for ever
	if err != nil {
		return err
	}
	defer s.Close()
	q, err := queue.Open(ctx, s, 0)
	if err != nil {
		return err
	}
	counts := queue.NewCounts()
	outer := ctx
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if o.listen != "" {
		closed, err := o.serveMetrics(ctx, q, counts)
		if err != nil {
			return err
		}
		defer closed()
	}
	log := slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	how := queue.Work{Read: reader.ReadContext, Made: reader.Made(), Open: o.opener(), HostPause: time.Duration(float64(time.Second) / o.web.fetch.Rate),
		Jobs: o.jobs, Rescue: o.rescue, Log: log, Counts: counts}
	if !o.quiet {
		fmt.Fprintf(c.err, "%s at work on the queue\n", time.Now().Format(time.DateTime))
		go tellProgress(ctx, q, c)
	}
	if o.once {
		go untilEmpty(ctx, q, stop)
	}
	if !o.alerts {
		return q.Run(ctx, how)
	}
	teller, err := tellerOf(s, telling, log)
	if err != nil {
		return err
	}
	if o.once { // what the work brought is told at its end
		if err := q.Run(ctx, how); err != nil || outer.Err() != nil {
			return err
		}
		return deliverOnce(outer, c, teller)
	}
	told := make(chan struct{})
	go func() { teller.Run(ctx); close(told) }()
	err = q.Run(ctx, how)
	stop()
	<-told
	return err
}

// opener opens addresses and files of the queue as ingest does.
func (o *workOptions) opener() func(context.Context, queue.Input) iter.Seq2[*onrecord.Document, error] {
	client, pdfs := fetch.New(o.web.fetch), new(pdf.Reader) // for as long as the worker runs
	return func(ctx context.Context, in queue.Input) iter.Seq2[*onrecord.Document, error] {
		opened := ingest.Read(ctx, []string{in.Name}, ingest.Options{MaxBytes: orElse(in.MaxBytes, o.maxBytes), Charset: in.Charset, Web: client,
			Stdin: strings.NewReader(""), PDF: pdfs, MaxPages: orElse(in.MaxPages, o.web.maxPages)})
		return func(yield func(*onrecord.Document, error) bool) {
			for d, err := range opened {
				if errors.Is(err, ingest.ErrPassedOver) {
					continue
				}
				if err != nil && ingest.Hopeless(err) {
					err = fmt.Errorf("%w: %w", err, queue.ErrHopeless)
				}
				if err == nil && d.Meta.Published == "" {
					d.Meta.Published = in.Date
				}
				if !yield(d, err) {
					return
				}
			}
		}
	}
}

func orElse[T comparable](a, b T) T {
	var none T
	if a == none {
		return b
	}
	return a
}

// untilEmpty stops the worker when nothing is left that can be worked now.
func untilEmpty(ctx context.Context, q *queue.Queue, stop func()) {
	for ctx.Err() == nil {
		if p, err := q.Progress(ctx); err == nil && p.Waiting == 0 && p.Running == 0 {
			stop()
			return
		}
		rest(ctx, 300*time.Millisecond)
	}
}

// tellProgress tells every minute how far the queue is, while that changes.
func tellProgress(ctx context.Context, q *queue.Queue, c console) {
	last := ""
	for {
		if rest(ctx, time.Minute); ctx.Err() != nil {
			return
		}
		if p, err := q.Progress(ctx); err == nil && progressLine(p) != last {
			last = progressLine(p)
			fmt.Fprintf(c.err, "%s %s\n", time.Now().Format(time.DateTime), last)
		}
	}
}

// rest waits, unless it is not worth it any more.
func rest(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// serveMetrics answers Prometheus until it is closed.
func (o *workOptions) serveMetrics(ctx context.Context, q *queue.Queue, counts *queue.Counts) (closed func(), err error) {
	l, err := listenOn(o.listen)
	if err != nil {
		return nil, err
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "onrecord_build_info", Help: "Always 1; which version runs.",
		ConstLabels: prometheus.Labels{"version": read.Version}})
	build.Set(1)
	all := prometheus.NewRegistry()
	all.MustRegister(build, counts, queue.NewGauge(q), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(all, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 20 * time.Second, WriteTimeout: time.Minute}
	go server.Serve(l) //nolint:errcheck // it ends when it is closed
	return func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = server.Shutdown(end)
	}, nil
}
