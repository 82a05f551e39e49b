package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/cross"
	"onrecord/internal/ingest"
	"onrecord/internal/ingest/fetch"
	"onrecord/internal/store"
)

// defaultStore is the store where no other is named.
const defaultStore = "onrecord.db"

func newIngest(c console) *cobra.Command {
	o := readOptions{}
	var web webOptions
	var queued enqueueOptions
	name := defaultStore
	cmd := &cobra.Command{
		Use:   "ingest [FILE|FOLDER|URL|-]...",
		Short: "Read reports and keep them, with all that was found, in a store",
		Long: "Read reports and keep them in a store: each with all of its reading, and its statements, events and positions\n" +
			"laid out for search. Inputs are those of read, and addresses of pages, feeds (RSS, Atom, JSON Feed), sitemaps and web\n" +
			"archives, which are fetched politely: robots.txt is kept to, and no host is asked more often than --rate. One text is one report, however often it comes in; one that\n" +
			"this version has read already is not read again, so a run that was stopped goes on where it was. A report is\n" +
			"stored whole or not at all.\n\n" +
			"Exit status: 0 fine; 1 some input failed, the others are done; 2 usage; 130 stopped by Ctrl-C.",
		Example: "  onrecord ingest --store news.db reports.jsonl.gz\n" +
			"  onrecord ingest reports/ archive.warc.gz\n" +
			"  onrecord ingest --store news.db https://example.org/feed.xml\n" +
			"  onrecord ingest --enqueue --store postgres://onrecord@db/news archive/",
		RunE: func(cmd *cobra.Command, inputs []string) error {
			inputs, err := o.inputs(cmd, inputs, c)
			if err != nil {
				return err
			}
			if o.jobs < 1 || o.maxBytes < 1 {
				return usagef(cmd, "--jobs and --max-bytes must be at least 1")
			}
			if err := answer.CheckPublished(o.date); err != nil {
				return usagef(cmd, "--date: %w", err)
			}
			if err := web.check(cmd); err != nil {
				return err
			}
			if queued.on {
				return enqueue(cmd.Context(), name, inputs, &o, &web, &queued, c)
			}
			if queued.shared {
				return usagef(cmd, "--shared goes with --enqueue")
			}
			return keep(cmd.Context(), name, inputs, &o, &web, c)
		},
	}
	f := cmd.Flags()
	f.StringVar(&name, "store", name, "file of the store, or postgres://...; it is made where there is none")
	f.IntVar(&o.jobs, "jobs", runtime.GOMAXPROCS(0), "how many reports to read at the same time")
	f.Int64Var(&o.maxBytes, "max-bytes", ingest.DefaultMaxBytes, "limit on the size of one report in bytes")
	f.StringVar(&o.charset, "charset", "", "charset of plain texts that are not UTF-8 or UTF-16 (default windows-1252)")
	f.StringVar(&o.date, "date", "", "day of publication (2006-01-02) of reports that give none")
	f.BoolVar(&o.quiet, "quiet", false, "no progress on standard error; failures are still told")
	queued.flags(cmd, "what is named")
	f.BoolVar(&queued.shared, "shared", false, "with --enqueue: files lie where every worker finds them under the same name; workers open them")
	o.engine.flag(cmd)
	web.flags(cmd)
	return cmd
}

// keeper reads reports on several cores and stores them with one writer.
type keeper struct {
	answer.Keeper
	o      *readOptions
	web    *webOptions
	stdin  io.Reader
	bar    *progress
	tally  store.Tally
	failed int
	source func(ctx context.Context) documents // what to read; nil are the inputs
}

func keep(ctx context.Context, name string, inputs []string, o *readOptions, web *webOptions, c console) error {
	s, err := store.Open(ctx, name)
	if err != nil {
		return err
	}
	defer s.Close()
	reader, err := o.engine.reader()
	if err != nil {
		return err
	}
	k := &keeper{Keeper: answer.Keeper{Store: s, Reader: reader}, o: o, web: web, stdin: c.in, bar: newProgress(o.quiet, false, inputs, c)}
	return k.keep(ctx, inputs, c)
}

// keep reads and stores, and tells at the end what came of it.
func (k *keeper) keep(ctx context.Context, inputs []string, c console) error {
	begun := time.Now()
	err := k.run(ctx, inputs)
	if k.tally.Added+k.tally.Replaced >= tidyFrom && ctx.Err() == nil {
		err = errors.Join(err, k.Store.Tidy(ctx))
	}
	if err == nil && ctx.Err() == nil {
		err = k.beside(ctx, c)
	}
	k.bar.stop()
	n, took := k.tally.Added+k.tally.Replaced+k.tally.Kept, time.Since(begun).Seconds()
	fmt.Fprintf(c.out, "%d reports in %.1f s (%.1f/s): %d new, %d read again, %d known; %d failed\n", n, took, float64(n)/max(took, 0.001),
		k.tally.Added, k.tally.Replaced, k.tally.Kept, k.failed)
	return err
}

// mostBeside is how many reports, beside those of this run, are laid side by side at its end.
const mostBeside = 1000

// beside lays what was stored beside the rest. Where much more than that is to be laid it is left to the desk or to who asks.
func (k *keeper) beside(ctx context.Context, c console) error {
	a, err := cross.Over(k.Store)
	if err != nil {
		return err
	}
	p, err := a.Progress(ctx)
	if err != nil || p.Total-p.Done > k.tally.Added+mostBeside {
		return err
	}
	last := time.Now()
	_, err = a.Update(ctx, func(p cross.Progress) {
		if !k.o.quiet && time.Since(last) >= toldEvery {
			last = time.Now()
			k.bar.tell(fmt.Sprintf("onrecord: %d of %s laid side by side", p.Done, answer.Several(p.Total, "report")))
		}
	}, func(err error) { k.bar.tell("onrecord: report left out of views: " + onrecord.OneLine(err.Error())) })
	if errors.Is(err, store.ErrBusy) || ctx.Err() != nil {
		return nil // another program is at it, or will go on
	}
	return err
}

// tidyFrom is from how many reports on that a run stored the store is tidied.
const tidyFrom = 200

// kept is one report ready to be stored, or what went wrong with it.
type kept struct {
	document *onrecord.Document
	err      error
}

// run reads on several cores and stores in the order of the input, so that the same inputs make the same store.
func (k *keeper) run(ctx context.Context, inputs []string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // where the store cannot be written, nothing more is fetched
	var in documents
	if k.source != nil {
		in = k.source(ctx)
	} else {
		in = ingest.Read(ctx, inputs, ingest.Options{MaxBytes: k.o.maxBytes, Charset: k.o.charset, Stdin: k.stdin, Web: fetch.New(k.web.fetch),
			MaxPages: k.web.maxPages})
	}
	return k.write(ctx, inOrder(ctx, k.o.jobs, in, func(d *onrecord.Document) kept { return k.read(ctx, d) }, func(err error) kept { return kept{err: err} }))
}

// read reads a report, unless the store has it as this version reads it.
func (k *keeper) read(ctx context.Context, d *onrecord.Document) kept {
	if d.Meta.Published == "" {
		d.Meta.Published = k.o.date
	}
	err := k.Read(ctx, d)
	if err != nil {
		err = fmt.Errorf("%s: %w", d.Meta.File, err)
	}
	return kept{d, err}
}

// put stores reports. While another program holds the store it says so and tries again, until it is stopped.
func (k *keeper) put(ctx context.Context, batch []*onrecord.Document) (store.Tally, error) {
	return k.Put(ctx, func(waited time.Duration) {
		k.bar.tell(fmt.Sprintf("onrecord: waiting for %s: another program holds the store", waited))
	}, batch...)
}

// How many reports go into one transaction, and how long one waits for more.
const (
	atOnce  = 64
	atLeast = 500 * time.Millisecond
)

// write stores what comes, several reports with one transaction. A store that cannot be written ends the run.
func (k *keeper) write(ctx context.Context, in iter.Seq[kept]) error {
	var batch []*onrecord.Document
	last := time.Now()
	flush := func() error {
		t, err := k.put(ctx, batch)
		k.tally.Added, k.tally.Replaced, k.tally.Kept = k.tally.Added+t.Added, k.tally.Replaced+t.Replaced, k.tally.Kept+t.Kept
		batch, last = batch[:0], time.Now()
		return err
	}
	for r := range in {
		switch {
		case r.err != nil && ctx.Err() != nil: // given up, not failed
			continue
		case errors.Is(r.err, ingest.ErrPassedOver):
			k.bar.tell("onrecord: " + onrecord.OneLine(r.err.Error()))
			continue
		case r.err != nil:
			k.failed++
			k.bar.tell("onrecord: " + onrecord.OneLine(r.err.Error()))
		default:
			batch = append(batch, r.document)
		}
		k.bar.count(k.failed)
		if len(batch) >= atOnce || len(batch) > 0 && time.Since(last) > atLeast {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%w after %d reports", errInterrupted, k.tally.Added+k.tally.Replaced+k.tally.Kept)
	}
	if k.failed > 0 {
		return errReported
	}
	return nil
}
