package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/ingest"
	"onrecord/internal/ingest/fetch"
	"onrecord/internal/ingest/pdf"
	"onrecord/internal/ingest/watch"
	"onrecord/internal/store"
	"onrecord/internal/store/queue"
)

// watchOptions are the flags of watch.
type watchOptions struct {
	engine       engine
	store, state string
	every        time.Duration
	once, status bool
	maxBytes     int64
	web          webOptions
	queued       enqueueOptions
}

func newWatch(c console) *cobra.Command {
	o := watchOptions{store: defaultStore}
	cmd := &cobra.Command{
		Use:   "watch [FEED]...",
		Short: "Keep reading feeds and sitemaps into a store",
		Long: "Ask feeds and sitemaps again and again, and keep the reports they name in a store. What was seen of each feed stands in a\n" +
			"file beside the store: a restart goes on where it was, with the same feeds where none are named, and reads no page\n" +
			"twice. A page that fails is asked for again with the feed, and given up after three tries. A feed that has not changed\n" +
			"is not sent again by its server; one that fails is asked less and less often.\n" +
			"Ctrl-C ends it; what was read is kept.",
		Example: "  onrecord watch --store news.db https://example.org/feed.xml\n" +
			"  onrecord watch --store news.db --status",
		RunE: func(cmd *cobra.Command, feeds []string) error {
			if err := o.web.check(cmd); err != nil {
				return err
			}
			if o.every < time.Second || o.maxBytes < 1 {
				return usagef(cmd, "--every must be at least 1s, --max-bytes at least 1")
			}
			for _, f := range feeds {
				if !strings.HasPrefix(f, "http://") && !strings.HasPrefix(f, "https://") {
					return usagef(cmd, "%q is no address of a feed", f)
				}
			}
			if o.state == "" {
				if strings.Contains(o.store, "://") {
					return usagef(cmd, "a store in a database needs --state FILE, where what was seen of the feeds is kept")
				}
				o.state = o.store + ".watch.json"
			}
			return o.run(cmd.Context(), feeds, c)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.store, "store", o.store, "file of the store, or postgres://...")
	f.StringVar(&o.state, "state", "", "file of what was seen of the feeds; beside the store without it")
	f.DurationVar(&o.every, "every", 15*time.Minute, "how often each feed is asked")
	f.BoolVar(&o.once, "once", false, "ask each feed once, whether it is due or not, and end")
	f.BoolVar(&o.status, "status", false, "show what is known of the feeds, and end")
	f.Int64Var(&o.maxBytes, "max-bytes", ingest.DefaultMaxBytes, "limit on the size of one report in bytes")
	o.queued.flags(cmd, "new reports")
	o.engine.flag(cmd)
	o.web.flags(cmd)
	return cmd
}

func (o *watchOptions) run(ctx context.Context, feeds []string, c console) error {
	state, err := watch.Open(o.state)
	if err != nil {
		return err
	}
	if o.status {
		return showFeeds(c.out, state)
	}
	for _, f := range feeds {
		state.Of(f)
	}
	if len(feeds) == 0 {
		feeds = state.Addresses()
	}
	if len(feeds) == 0 {
		return errors.New("watch: no feeds: name some")
	}
	s, err := store.Open(ctx, o.store)
	if err != nil {
		return err
	}
	defer s.Close()
	w := &watcher{o: o, state: state, client: fetch.New(o.web.fetch), console: c}
	if o.queued.on {
		q, err := queue.Open(ctx, s, o.queued.most)
		if err != nil {
			return err
		}
		w.queue = &enqueuer{queue: q, tell: func(line string) { w.tell("%s", line) }}
	} else {
		reader, err := o.engine.reader()
		if err != nil {
			return err
		}
		w.keeper = answer.Keeper{Store: s, Reader: reader}
	}
	return w.loop(ctx, feeds)
}

// watcher asks feeds one after another.
type watcher struct {
	o       *watchOptions
	state   *watch.State
	keeper  answer.Keeper
	queue   *enqueuer // for workers to read; nil where it is read here
	client  *fetch.Client
	pdfs    pdf.Reader
	console console
}

func (w *watcher) loop(ctx context.Context, feeds []string) error {
	failed := false
	for {
		next := time.Now().Add(w.o.every)
		for _, address := range feeds {
			f := w.state.Of(address)
			if now := time.Now(); !w.o.once && now.Before(f.Next) {
				if f.Next.Before(next) {
					next = f.Next
				}
				continue
			}
			err := w.ask(ctx, address, f)
			failed = failed || f.Error != ""
			if err = errors.Join(err, w.state.Save()); err != nil {
				return err
			}
			if ctx.Err() != nil {
				return nil // stopped by hand: that is how it ends
			}
			if f.Next.Before(next) {
				next = f.Next
			}
		}
		if w.o.once {
			if failed {
				return errReported
			}
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(max(time.Second, time.Until(next))):
		}
	}
}

// ask fetches a feed and stores what is new in it. Only a store that cannot be written is an error; what else fails is noted and told.
func (w *watcher) ask(ctx context.Context, address string, f *watch.Feed) error {
	got, err := w.client.Get(ctx, address, f.Known())
	now := time.Now()
	switch {
	case errors.Is(err, fetch.ErrNotModified):
		f.Well(nil, now, w.o.every)
		return nil
	case ctx.Err() != nil:
		return nil
	case err != nil:
		f.Ill(err, now, w.o.every)
		w.tell("%s: %v; next try %s", address, err, f.Next.Format(time.DateTime))
		return nil
	}
	before, missed, cut := f.Reports, 0, false
	o := ingest.Options{MaxBytes: w.o.maxBytes, Web: w.client, PDF: &w.pdfs, MaxPages: w.o.web.maxPages, Skip: f.Skip}
	for d, err := range ingest.Fetched(ctx, address, got, o) {
		switch {
		case err == nil, ctx.Err() != nil:
		case errors.Is(err, ingest.ErrPassedOver):
			w.tell("%s", onrecord.OneLine(err.Error()))
			continue
		case errors.Is(err, ingest.ErrMorePages):
			cut = true
			w.tell("%s; the others come the next time", onrecord.OneLine(err.Error()))
			continue
		default:
			missed++
			w.miss(address, f, err)
			continue
		}
		if ctx.Err() != nil {
			return nil // the feed is asked again at the next start
		}
		switch err := w.keep(ctx, d); {
		case err == nil:
		case ctx.Err() != nil:
			return nil
		case answer.Unread(err): // of this page alone
			missed++
			w.miss(address, f, &ingest.Error{File: d.Meta.File, Err: err})
			continue
		default:
			return err
		}
		f.Came(d.Meta.File) // the address as the feed has it
	}
	f.Well(got, now, w.o.every)
	if cut || f.Unread() {
		f.Forget()
	}
	if n := f.Reports - before; n > 0 || missed > 0 {
		w.tell("%s: %d new, %d failed", address, n, missed)
	}
	return nil
}

// miss notes a page that failed; a failure of the feed itself is the feed's.
func (w *watcher) miss(address string, f *watch.Feed, err error) {
	var e *ingest.Error
	if errors.As(err, &e) && e.File != address {
		if f.Miss(e.File, e.Err, time.Now()) {
			w.tell("%s; given up after %d tries", onrecord.OneLine(err.Error()), watch.MostTries)
			return
		}
	}
	w.tell("%s", onrecord.OneLine(err.Error()))
}

// keep reads and keeps a page. While another program holds the store it waits.
func (w *watcher) keep(ctx context.Context, d *onrecord.Document) error {
	if w.queue != nil {
		return w.queue.reports(ctx, []*onrecord.Document{d})
	}
	if err := w.keeper.Read(ctx, d); err != nil {
		return err
	}
	said := false
	_, err := w.keeper.Put(ctx, func(time.Duration) {
		if !said {
			w.tell("waiting: another program holds the store")
		}
		said = true
	}, d)
	return err
}

func (w *watcher) tell(format string, args ...any) {
	fmt.Fprintf(w.console.err, "%s "+format+"\n", append([]any{time.Now().Format(time.DateTime)}, args...)...)
}

// showFeeds prints what is known of the feeds, and what failed and why.
func showFeeds(out io.Writer, s *watch.State) error {
	t := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "FEED\tREPORTS\tCHECKED\tNEXT\tSTATE")
	for _, address := range s.Addresses() {
		f := s.Feeds[address]
		state := "fine"
		switch {
		case f.Checked.IsZero():
			state = "not asked yet"
		case f.Error != "":
			state = fmt.Sprintf("failed %d times: %s", f.Failures, onrecord.OneLine(f.Error))
		}
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\n", address, f.Reports, moment(f.Checked), moment(f.Next), state)
		for _, x := range f.Failed {
			state := fmt.Sprintf("failed %d times: ", x.Tries)
			if x.Tries >= watch.MostTries {
				state = "given up: "
			}
			fmt.Fprintf(t, "  %s\t\t%s\t\t%s%s\n", x.URL, moment(x.At), state, onrecord.OneLine(x.Error))
		}
	}
	return t.Flush()
}

func moment(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format(time.DateTime)
}
