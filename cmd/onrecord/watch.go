package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/ingest"
	feeds "onrecord/internal/ingest/feed"
	"onrecord/internal/ingest/fetch"
	"onrecord/internal/ingest/pdf"
	"onrecord/internal/store"
	"onrecord/internal/store/queue"
)

// watchOptions are the flags of watch.
type watchOptions struct {
	engine       engine
	store        string
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
		Long: "Ask feeds and sitemaps again and again, and keep the reports they name in a store. Which feeds these are stands in the\n" +
			"store, with what was seen of each (onrecord feeds, and the page Feeds of the desk, add, pause and drop them while this\n" +
			"runs): a restart goes on where it was, and reads no page twice. Feeds that are named are added, and asked alone. A page\n" +
			"that fails is asked for again with the feed, and given up after three tries. A feed that has not changed is not sent\n" +
			"again by its server; one that fails is asked less and less often. Several programs may watch one store: each feed is\n" +
			"asked by one of them.\n" +
			"Ctrl-C ends it; what was read is kept.",
		Example: "  onrecord watch --store news.db https://example.org/feed.xml\n" +
			"  onrecord watch --store news.db\n" +
			"  onrecord watch --store news.db --status",
		RunE: func(cmd *cobra.Command, named []string) error {
			if err := o.web.check(cmd); err != nil {
				return err
			}
			if o.every < time.Second || o.maxBytes < 1 {
				return usagef(cmd, "--every must be at least 1s, --max-bytes at least 1")
			}
			for _, f := range named {
				if err := store.CheckFeed(&store.Feed{Address: f}); err != nil {
					return usagef(cmd, "%w", err)
				}
			}
			return o.run(cmd.Context(), named, c)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.store, "store", o.store, "file of the store, or postgres://...")
	f.DurationVar(&o.every, "every", defaultEvery, "how often each feed is asked")
	f.BoolVar(&o.once, "once", false, "ask each feed once, whether it is due or not, and end")
	f.BoolVar(&o.status, "status", false, "show what is known of the feeds, and end")
	f.Int64Var(&o.maxBytes, "max-bytes", ingest.DefaultMaxBytes, "limit on the size of one report in bytes")
	o.queued.flags(cmd, "new reports")
	o.engine.flag(cmd)
	o.web.flags(cmd)
	return cmd
}

// defaultEvery is how often feeds are asked where nothing else is said.
const defaultEvery = 15 * time.Minute

func (o *watchOptions) run(ctx context.Context, named []string, c console) error {
	s, err := store.Open(ctx, o.store)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := takeOver(ctx, s, o.store); err != nil {
		return err
	}
	if o.status {
		return showFeeds(ctx, c.out, s)
	}
	w := &watcher{every: o.every, maxBytes: o.maxBytes, maxPages: o.web.maxPages, store: s, client: fetch.New(o.web.fetch), out: c.err}
	defer w.pdfs.Close()
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
	for _, f := range named {
		x, _, err := (&answer.Subscribe{Who: userName(), Address: f}).In(ctx, s)
		if err != nil {
			return err
		}
		w.only = append(w.only, x.N)
	}
	if o.once {
		return w.once(ctx)
	}
	return w.loop(ctx)
}

// watcher asks feeds one after another.
type watcher struct {
	every    time.Duration
	maxBytes int64
	maxPages int
	store    *store.Store
	only     []int64 // feeds to ask; nil is all
	keeper   answer.Keeper
	kept     func(context.Context) // after reports were kept; may be nil
	queue    *enqueuer             // for workers to read; nil where it is read here
	client   *fetch.Client
	pdfs     pdf.Reader
	out      io.Writer // of what is told
}

// patiently does something with the store, again and again while another program holds it.
func patiently(ctx context.Context, do func() error) error {
	for {
		err := do()
		if !errors.Is(err, store.ErrBusy) || ctx.Err() != nil {
			return err
		}
		rest(ctx, time.Second)
	}
}

// claim takes it upon itself to ask a feed; false where another program has.
func (w *watcher) claim(ctx context.Context, f store.Feed) (ok bool, err error) {
	err = patiently(ctx, func() (err error) {
		ok, err = w.store.ClaimFeed(ctx, f, time.Now().Add(asking))
		return err
	})
	return ok, err
}

// feeds are those that are asked.
func (w *watcher) feeds(ctx context.Context) (list []store.Feed, err error) {
	err = patiently(ctx, func() error {
		list, err = w.store.Feeds(ctx)
		return err
	})
	if err != nil || w.only == nil {
		return list, err
	}
	var out []store.Feed
	for _, f := range list {
		for _, n := range w.only {
			if f.N == n {
				out = append(out, f)
			}
		}
	}
	return out, nil
}

// asking is for how long nobody else asks a feed that is asked; one whose program is gone is asked again after that.
const asking = 30 * time.Minute

// once asks every feed once.
func (w *watcher) once(ctx context.Context) error {
	list, err := w.feeds(ctx)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return errors.New("watch: no feeds: name some, or add them with onrecord feeds add")
	}
	failed := false
	for _, f := range list {
		if f.Paused {
			continue
		}
		ok, err := w.claim(ctx, f)
		if err != nil {
			return err
		}
		if ok {
			if err := w.ask(ctx, &f); err != nil || ctx.Err() != nil {
				return err
			}
			failed = failed || f.Error != ""
		}
	}
	if failed {
		return errReported
	}
	return nil
}

// lookEvery is how often one looks for feeds that were added, or are due.
const lookEvery = 5 * time.Second

// loop asks feeds as they are due until it is stopped, which is how it ends.
func (w *watcher) loop(ctx context.Context) error {
	for told := false; ctx.Err() == nil; {
		list, err := w.feeds(ctx)
		if err != nil && ctx.Err() == nil {
			return err
		}
		if len(list) == 0 && !told {
			told = true
			w.tell("no feeds yet: add some with onrecord feeds add, or on the page Feeds of the desk")
		}
		for _, f := range list {
			if f.Paused || time.Now().Before(f.Next) || ctx.Err() != nil {
				continue
			}
			ok, err := w.claim(ctx, f)
			if err == nil && ok {
				err = w.ask(ctx, &f)
			}
			if err != nil && ctx.Err() == nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(lookEvery):
		}
	}
	return nil
}

// ask fetches a feed, stores what is new in it and notes how it went. Only a store that cannot be written is an error; what else fails is
// noted and told.
func (w *watcher) ask(ctx context.Context, f *store.Feed) error {
	err := w.read(ctx, f)
	if ctx.Err() != nil { // stopped by hand: the feed is asked again at the next start
		f.Next = time.Time{}
		return errors.Join(err, w.store.FeedAsked(context.WithoutCancel(ctx), *f))
	}
	if err == nil {
		err = patiently(ctx, func() error { return w.store.FeedAsked(ctx, *f) })
	}
	if err == nil {
		err = patiently(ctx, func() error { return w.store.TidyFeed(ctx, f.N) })
	}
	return err
}

func (w *watcher) read(ctx context.Context, f *store.Feed) error {
	got, err := w.client.Get(ctx, f.Address, fetch.Known{ETag: f.ETag, LastModified: f.LastModified})
	now := time.Now().UTC()
	switch {
	case errors.Is(err, fetch.ErrNotModified):
		f.Well(now, w.every)
		return nil
	case ctx.Err() != nil:
		return nil
	case err != nil:
		var status *fetch.StatusError
		after := time.Duration(0)
		if errors.As(err, &status) {
			after = status.RetryAfter
		}
		f.Ill(err, after, now, w.every)
		w.tell("%s: %v; next try %s", f.Address, err, f.Next.Local().Format(time.DateTime))
		return nil
	}
	r := &round{watcher: w, feed: f, was: f.Reports}
	if r.pages, err = w.store.FeedPages(ctx, f.N); err != nil {
		return err
	}
	if err := r.read(ctx, got); err != nil || ctx.Err() != nil {
		return err
	}
	if f.Title == "" {
		f.Title = feeds.TitleOf(got.Body)
	}
	f.Well(now, w.every)
	f.Changed, f.ETag, f.LastModified = now, got.ETag, got.LastModified
	switch {
	case r.ill != nil: // it came, and cannot be read
		f.Ill(r.ill, 0, now, w.every)
		f.ETag, f.LastModified = "", ""
	case r.cut || r.unread():
		f.ETag, f.LastModified = "", "" // so that it is sent again, with what of it was not read
	}
	if n := f.Reports - r.was; n > 0 || r.missed > 0 {
		w.tell("%s: %d new, %d failed", f.Address, n, r.missed)
		if w.kept != nil && n > 0 {
			w.kept(ctx)
		}
	}
	return nil
}

// round is one reading of a feed.
type round struct {
	*watcher
	feed   *store.Feed
	pages  map[string]store.FeedPage
	was    int // reports that came before
	missed int
	cut    bool  // the feed names more pages than may be read at once
	ill    error // of the feed itself
}

// skip tells whether a page came before, or failed too often.
func (r *round) skip(url string) bool {
	p, seen := r.pages[url]
	return seen && (p.Tries == 0 || p.GivenUp())
}

// unread tells whether a page that failed is to be tried again.
func (r *round) unread() bool {
	for _, p := range r.pages {
		if p.Tries > 0 && !p.GivenUp() {
			return true
		}
	}
	return false
}

func (r *round) read(ctx context.Context, got *fetch.Page) error {
	o := ingest.Options{MaxBytes: r.maxBytes, Web: r.client, PDF: &r.pdfs, MaxPages: r.maxPages, Skip: r.skip}
	for d, err := range ingest.Fetched(ctx, r.feed.Address, got, o) {
		switch {
		case err == nil, ctx.Err() != nil:
		case errors.Is(err, ingest.ErrPassedOver):
			r.tell("%s", onrecord.OneLine(err.Error()))
			continue
		case errors.Is(err, ingest.ErrMorePages):
			r.cut = true
			r.tell("%s; the others come the next time", onrecord.OneLine(err.Error()))
			continue
		default:
			if err := r.miss(ctx, err); err != nil {
				return err
			}
			continue
		}
		if ctx.Err() != nil {
			return nil
		}
		switch err := r.keep(ctx, d); {
		case err == nil:
		case ctx.Err() != nil:
			return nil
		case answer.Unread(err): // of this page alone
			if err := r.miss(ctx, &ingest.Error{File: d.Meta.File, Err: err}); err != nil {
				return err
			}
			continue
		default:
			return err
		}
		if err := r.came(ctx, d.Meta.File); err != nil { // the address as the feed has it
			return err
		}
	}
	return nil
}

// came notes a page that was read and stored.
func (r *round) came(ctx context.Context, url string) error {
	r.feed.Reports++
	p := store.FeedPage{URL: url, At: time.Now()}
	r.pages[url] = p
	return patiently(ctx, func() error { return r.store.FeedPageSeen(ctx, r.feed.N, p) })
}

// miss notes a page that failed; a failure of the feed itself is the feed's.
func (r *round) miss(ctx context.Context, err error) error {
	r.missed++
	var e *ingest.Error
	if !errors.As(err, &e) || e.File == r.feed.Address {
		if e != nil {
			err = e.Err
		}
		r.ill = err
		r.tell("%s: %s", r.feed.Address, onrecord.OneLine(err.Error()))
		return nil
	}
	p := r.pages[e.File]
	p.URL, p.At, p.Error, p.Tries = e.File, time.Now(), e.Err.Error(), p.Tries+1
	r.pages[e.File] = p
	if p.GivenUp() {
		r.tell("%s; given up after %d tries", onrecord.OneLine(err.Error()), store.MostTries)
	} else {
		r.tell("%s", onrecord.OneLine(err.Error()))
	}
	return patiently(ctx, func() error { return r.store.FeedPageSeen(ctx, r.feed.N, p) })
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
	fmt.Fprintf(w.out, "%s "+format+"\n", append([]any{time.Now().Format(time.DateTime)}, args...)...)
}

// takeOver puts into a store what a file beside it tells of feeds, as programs before kept it, and lays the file aside.
func takeOver(ctx context.Context, s *store.Store, name string) error {
	if strings.Contains(name, "://") {
		return nil
	}
	file := name + ".watch.json"
	raw, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var state struct {
		Feeds map[string]struct {
			ETag         string    `json:"etag"`
			LastModified string    `json:"last_modified"`
			Checked      time.Time `json:"checked"`
			Changed      time.Time `json:"changed"`
			Reports      int       `json:"reports"`
			Seen         []string  `json:"seen"`
		} `json:"feeds"`
	}
	if err := json.Unmarshal(raw, &state); err != nil {
		return fmt.Errorf("take over the feeds of %s: it is no state of onrecord watch; lay it aside", file)
	}
	for address, x := range state.Feeds {
		f, added, err := s.AddFeed(ctx, store.Feed{Address: address, Who: userName(), ETag: x.ETag, LastModified: x.LastModified, Checked: x.Checked, Changed: x.Changed,
			Reports: x.Reports})
		if errors.Is(err, store.ErrFeed) || err == nil && !added {
			continue
		}
		for i, url := range x.Seen {
			if err == nil {
				err = s.FeedPageSeen(ctx, f.N, store.FeedPage{URL: url, At: x.Checked.Add(time.Duration(i-len(x.Seen)) * time.Second)})
			}
		}
		if err != nil {
			return err
		}
	}
	return os.Rename(file, file+".taken")
}

// showFeeds prints what is known of the feeds, and what failed and why.
func showFeeds(ctx context.Context, out io.Writer, s *store.Store) error {
	list, err := answer.Feeds(ctx, s)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "NO.\tFEED\tREPORTS\tCHECKED\tNEXT\tSTATE")
	for i := range list {
		f := &list[i]
		state := map[string]string{"fine": "fine", "new": "not asked yet", "paused": "paused"}[f.State]
		if f.State == "failing" {
			state = fmt.Sprintf("failed %d times: %s", f.Failures, onrecord.OneLine(f.Error))
		}
		fmt.Fprintf(t, "%d\t%s\t%d\t%s\t%s\t%s\n", f.N, onrecord.OneLine(f.Address), f.Reports, here(f.Checked), here(f.Next), state)
		for _, x := range f.Failed {
			state := fmt.Sprintf("failed %d times: ", x.Tries)
			if x.GivenUp {
				state = "given up: "
			}
			fmt.Fprintf(t, "\t  %s\t\t%s\t\t%s%s\n", onrecord.OneLine(x.URL), here(x.At), state, onrecord.OneLine(x.Error))
		}
	}
	return t.Flush()
}

// here is a time of day on this machine; "-" is never.
func here(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return "-"
	}
	return t.Local().Format(time.DateTime)
}
