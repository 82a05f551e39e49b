package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/ingest"
	"onrecord/internal/ingest/fetch"
	"onrecord/internal/store"
	"onrecord/internal/store/queue"
)

// queueOptions are the flags of queue.
type queueOptions struct {
	store        string
	failed, json bool
	limit        int
}

func newQueue(c console) *cobra.Command {
	o := queueOptions{store: defaultStore}
	cmd := &cobra.Command{
		Use:   "queue",
		Short: "Show how far the queue of a store is, and what failed and why",
		Long: "Show how many jobs wait, are worked, were done in the last hour and failed, and how long the oldest waits. What failed\n" +
			"stays until it is tried again (onrecord queue retry) or given up (onrecord queue drop).",
		Example: "  onrecord queue --store postgres://onrecord@db/news\n" +
			"  onrecord queue --store news.db --failed",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.limit < 1 {
				return usagef(cmd, "--limit must be at least 1")
			}
			return o.run(cmd.Context(), c)
		},
	}
	cmd.PersistentFlags().StringVar(&o.store, "store", o.store, "file of the store, or postgres://...")
	cmd.Flags().BoolVar(&o.failed, "failed", false, "list what failed, with the reason")
	cmd.Flags().BoolVar(&o.json, "json", false, "as JSON; with --failed a job a line")
	cmd.Flags().IntVar(&o.limit, "limit", 100, "how many failed jobs to list")
	retry := newQueueChange(c, &o, "retry", "Have jobs tried again that failed", (*queue.Queue).Retry, (*queue.Queue).RetryAll, "to be tried again")
	drop := newQueueChange(c, &o, "drop", "Give up jobs that failed, and take them off the queue", (*queue.Queue).Drop, (*queue.Queue).DropAll, "given up")
	cmd.AddCommand(retry, drop)
	return cmd
}

// newQueueChange makes a command that does something with one job that failed, or with all.
func newQueueChange(c console, o *queueOptions, name, short string, one func(*queue.Queue, context.Context, int64) error,
	every func(*queue.Queue, context.Context) (int, error), done string) *cobra.Command {
	all := false
	cmd := &cobra.Command{
		Use:     name + " ID... | --all",
		Short:   short,
		Example: "  onrecord queue " + name + " 4711 --store news.db\n  onrecord queue " + name + " --all --store news.db",
		RunE: func(cmd *cobra.Command, args []string) error {
			if all == (len(args) > 0) {
				return usagef(cmd, "name jobs by the numbers that onrecord queue --failed shows, or give --all")
			}
			return onQueue(cmd.Context(), openThere, o.store, func(q *queue.Queue) error {
				n, err := 0, error(nil)
				if all {
					n, err = every(q, cmd.Context())
				}
				for _, a := range args {
					id, wrong := strconv.ParseInt(a, 10, 64)
					if wrong != nil {
						return usagef(cmd, "%q is no number of a job; onrecord queue --failed shows them", a)
					}
					if err = one(q, cmd.Context(), id); err != nil {
						break
					}
					n++
				}
				if err == nil || n > 0 {
					fmt.Fprintf(c.out, "%s %s\n", answer.Several(n, "job"), done)
				}
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "every job that ended without being done")
	return cmd
}

// onQueue does something with the queue of a store that must be there, opened to write or to read.
func onQueue(ctx context.Context, open func(context.Context, string) (*store.Store, error), name string, do func(*queue.Queue) error) error {
	s, err := open(ctx, name)
	if err != nil {
		return err
	}
	defer s.Close()
	q, err := queue.Look(ctx, s)
	if err != nil {
		return err
	}
	return do(q)
}

func (o *queueOptions) run(ctx context.Context, c console) error {
	return onQueue(ctx, store.OpenToRead, o.store, func(q *queue.Queue) error { return o.show(ctx, q, c) })
}

// show tells how far the queue is, or what failed.
func (o *queueOptions) show(ctx context.Context, q *queue.Queue, c console) error {
	if o.failed {
		list, err := q.Failed(ctx, o.limit)
		if err != nil {
			return err
		}
		return o.showFailed(c, list)
	}
	p, err := q.Progress(ctx)
	if err != nil {
		return err
	}
	if o.json {
		return json.NewEncoder(c.data()).Encode(p)
	}
	_, err = fmt.Fprintln(c.out, progressLine(p))
	return err
}

// progressLine is how far the queue is, in words.
func progressLine(p queue.Progress) string {
	line := fmt.Sprintf("%d waiting, %d running, %d done in the last hour, %d failed", p.Waiting, p.Running, p.Done, p.Failed)
	if p.Retrying > 0 {
		line += fmt.Sprintf(", %d to be tried again", p.Retrying)
	}
	if p.Later > 0 {
		line += fmt.Sprintf(", %d due later", p.Later)
	}
	if p.Waiting > 0 {
		line += fmt.Sprintf("; the oldest waits for %s", (time.Duration(p.Oldest * float64(time.Second))).Round(time.Second))
	}
	return line
}

func (o *queueOptions) showFailed(c console, list []queue.Job) error {
	if o.json {
		e := json.NewEncoder(c.data())
		for _, j := range list {
			if err := e.Encode(j); err != nil {
				return err
			}
		}
		return nil
	}
	if len(list) == 0 {
		_, err := fmt.Fprintln(c.out, "nothing failed")
		return err
	}
	t := tabwriter.NewWriter(c.out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "JOB\tWHAT\tTRIES\tLAST\tSTATE\tWHY")
	for _, j := range list {
		state := "failed"
		if !j.Ended {
			state = "tried again"
		}
		fmt.Fprintf(t, "%d\t%s %s\t%d\t%s\t%s\t%s\n", j.ID, j.Kind, j.Name, j.Tries, j.At.Local().Format(time.DateTime), state, j.Why)
	}
	return t.Flush()
}

// enqueuer puts reports on a queue and waits aloud while that takes no more.
type enqueuer struct {
	queue *queue.Queue
	tell  func(string)
	added int
}

func (e *enqueuer) add(ctx context.Context, put func() (int, error)) error {
	for begun := time.Now(); ; {
		n, err := put()
		e.added += n
		if !errors.Is(err, queue.ErrLong) && !errors.Is(err, store.ErrBusy) || ctx.Err() != nil {
			return err
		}
		e.tell(fmt.Sprintf("onrecord: waiting for %s: %v", time.Since(begun).Round(time.Second), err))
		rest(ctx, 5*time.Second)
	}
}

func (e *enqueuer) reports(ctx context.Context, list []*onrecord.Document) error {
	return e.add(ctx, func() (int, error) { return e.queue.Add(ctx, list) })
}

// inputs says what of the inputs of ingest workers open themselves: addresses, and files where they lie where every worker finds them.
func (e *enqueuer) inputs(ctx context.Context, list []queue.Input) error {
	return e.add(ctx, func() (int, error) { return e.queue.AddInputs(ctx, list) })
}

// enqueue puts inputs on the queue of a store: addresses as they are, files as they are where they are shared, else their reports.
func enqueue(ctx context.Context, name string, inputs []string, o *readOptions, web *webOptions, how *enqueueOptions, c console) error {
	s, err := store.Open(ctx, name)
	if err != nil {
		return err
	}
	defer s.Close()
	q, err := queue.Open(ctx, s, how.most)
	if err != nil {
		return err
	}
	bar := newProgress(o.quiet, false, inputs, c)
	e := &enqueuer{queue: q, tell: bar.tell}
	opened, local, err := how.split(inputs)
	if err != nil {
		return err
	}
	given := 0
	jobs := make([]queue.Input, len(opened))
	for i, in := range opened {
		jobs[i] = queue.Input{Name: in, Date: o.date, Charset: o.charset, MaxBytes: o.maxBytes, MaxPages: web.maxPages}
	}
	for len(jobs) > 0 && err == nil {
		some := jobs[:min(len(jobs), atOnce)]
		jobs, given = jobs[len(some):], given+len(some)
		err = e.inputs(ctx, some)
	}
	failed := 0
	if err == nil && len(local) > 0 {
		n, wrong := 0, error(nil)
		n, failed, wrong = e.local(ctx, local, o, c, bar)
		given, err = given+n, wrong
	}
	bar.stop()
	fmt.Fprintf(c.out, "%d put on the queue, %d waited there already; %d failed\n", e.added, given-e.added, failed)
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%w after %d were put on the queue", errInterrupted, e.added)
	case err == nil && failed > 0:
		return errReported
	}
	return err
}

// local puts the reports of files of this machine on the queue, a few with each transaction.
func (e *enqueuer) local(ctx context.Context, inputs []string, o *readOptions, c console, bar *progress) (given, failed int, err error) {
	var batch []*onrecord.Document
	flush := func() error {
		given += len(batch)
		err := e.reports(ctx, batch)
		batch = batch[:0]
		return err
	}
	for d, err := range ingest.Read(ctx, inputs, ingest.Options{MaxBytes: o.maxBytes, Charset: o.charset, Stdin: c.in, Web: fetch.New(fetch.Options{})}) {
		switch {
		case err != nil && ctx.Err() != nil:
			continue
		case err != nil:
			if !errors.Is(err, ingest.ErrPassedOver) {
				failed++
			}
			bar.tell("onrecord: " + onrecord.OneLine(err.Error()))
			continue
		}
		if d.Meta.Published == "" {
			d.Meta.Published = o.date
		}
		batch = append(batch, d)
		bar.count(failed)
		if len(batch) == 4*atOnce {
			if err := flush(); err != nil {
				return given, failed, err
			}
		}
	}
	return given, failed, flush()
}

// enqueueOptions are the flags of commands that put things on the queue.
type enqueueOptions struct {
	on     bool
	most   int
	shared bool
}

func (o *enqueueOptions) flags(cmd *cobra.Command, what string) {
	cmd.Flags().BoolVar(&o.on, "enqueue", false, "put "+what+" on the queue of the store, for onrecord work to read")
	cmd.Flags().IntVar(&o.most, "max-waiting", queue.DefaultMost, "with --enqueue: how many jobs may wait; where there are more one waits, too")
}

// split tells what workers open themselves, and what is opened here.
func (o *enqueueOptions) split(inputs []string) (opened, local []string, err error) {
	for _, in := range inputs {
		switch {
		case strings.HasPrefix(in, "http://"), strings.HasPrefix(in, "https://"):
			opened = append(opened, in)
		case !o.shared || in == "-":
			local = append(local, in)
		default:
			files, err := sharedFiles(in)
			if err != nil {
				return nil, nil, err
			}
			opened = append(opened, files...)
		}
	}
	return opened, local, nil
}

// sharedFiles are the files of a path, in full.
func sharedFiles(in string) (out []string, err error) {
	in, err = filepath.Abs(in)
	if err != nil {
		return nil, err
	}
	err = filepath.WalkDir(in, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path != in && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case !d.IsDir():
			out = append(out, path)
		}
		return nil
	})
	return out, err
}
