package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/ingest"
	"onrecord/internal/ingest/fetch"
	"onrecord/internal/ingest/pdf"
	"onrecord/internal/reading/newsroom"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
	"onrecord/internal/store/queue"
	"onrecord/internal/surface/desk"
)

type serveOptions struct {
	engine   engine
	store    string
	listen   string
	demo     bool
	writable string
	fetch    string
	access   string
	rate     float64
	proxied  bool
	proxies  []string
	hosts    []string
	maxBytes int64
	quiet    bool
	watch    bool
	queued   enqueueOptions
	alerts   bool
	tell     tellOptions
}

func newServe(c console) *cobra.Command {
	o := serveOptions{store: defaultStore, listen: "127.0.0.1:8017", writable: "auto", fetch: "auto", access: "auto", rate: -1, maxBytes: answer.MostText}
	var telling []string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Open the desk: the record as web pages and an API",
		Long: "Open the desk on this machine: what is new, reports with everything found in them, search, who stands where,\n" +
			"on whose word, and an API (/openapi.json). All it needs is in the program; no page asks for anything elsewhere.\n\n" +
			"On the machine's own address pasted reports can be kept; on any other the desk is read-only unless told\n" +
			"otherwise. As soon as the store has users (onrecord user), nobody comes in who has not signed in: a desk that is\n" +
			"open closes with the first user, at once.",
		Example: "  onrecord serve --demo\n" +
			"  onrecord serve --store news.db --behind-proxy --host record.example.org\n" +
			"  onrecord serve --store news.db\n" +
			"  onrecord serve --store news.db --listen 0.0.0.0:8017 --host record.example.org",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := noArgs(cmd, args); err != nil {
				return err
			}
			switch {
			case !slices.Contains([]string{"auto", "always", "never"}, o.writable):
				return usagef(cmd, "unknown --writable %q, want auto, always or never", o.writable)
			case !slices.Contains([]string{"auto", "always", "never"}, o.fetch):
				return usagef(cmd, "unknown --fetch %q, want auto, always or never", o.fetch)
			case !slices.Contains([]string{"auto", "users", "open"}, o.access):
				return usagef(cmd, "unknown --access %q, want auto, users or open", o.access)
			case cmd.Flags().Changed("rate") && o.rate < 0:
				return usagef(cmd, "--rate must not be less than nothing, got %v", o.rate)
			case o.maxBytes < 1:
				return usagef(cmd, "--max-bytes must be at least 1, got %d", o.maxBytes)
			case o.demo && o.queued.on:
				return usagef(cmd, "--demo has no workers: leave --enqueue out")
			case o.demo && o.watch:
				return usagef(cmd, "--demo watches no feeds: leave --watch out")
			case o.demo && cmd.Flags().Changed("store"):
				return usagef(cmd, "--demo makes a store of its own: leave --store out")
			case !o.alerts && given(cmd, telling) != "":
				return usagef(cmd, "--%s goes with --alerts", given(cmd, telling))
			}
			how, err := o.tell.delivery(cmd)
			if err != nil {
				return err
			}
			proxies, err := o.believed()
			if err != nil {
				return usagef(cmd, "%w", err)
			}
			if _, err := hostNames(o.hosts); err != nil {
				return usagef(cmd, "%w", err)
			}
			return o.run(cmd.Context(), c, proxies, how)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.store, "store", o.store, "file of the store; it is made where there is none")
	f.StringVar(&o.listen, "listen", o.listen, "address and port; port 0 takes a free one")
	f.BoolVar(&o.demo, "demo", false, "fill a temporary store with sample reports")
	f.StringVar(&o.writable, "writable", o.writable,
		"whether pasted reports can be kept: auto (on this machine's own address), always, never")
	f.StringVar(&o.fetch, "fetch", o.fetch,
		"whether the page of a pasted address is fetched: auto (on this machine's own address), always, never")
	f.StringVar(&o.access, "access", o.access,
		"who may come in: auto (whoever signs in, where the store has users; else anybody), users, open")
	f.Float64Var(&o.rate, "rate", o.rate,
		"requests a second of one client; 0 for any number, -1 for 20 where others can reach the desk")
	f.BoolVar(&o.proxied, "behind-proxy", false,
		"a proxy on this machine stands before the desk: believe it where requests come from (X-Forwarded-For, X-Forwarded-Proto)")
	f.StringArrayVar(&o.proxies, "proxy", nil,
		"address or network of a proxy before the desk that is believed so, such as 10.0.0.5 or 10.0.0.0/24; may be given several times")
	f.StringArrayVar(&o.hosts, "host", nil,
		"host name that the desk goes by, as https://NAME where a proxy before it speaks TLS; may be given several times")
	f.Int64Var(&o.maxBytes, "max-bytes", o.maxBytes, "limit on the size of one pasted report in bytes")
	f.BoolVar(&o.watch, "watch", false, "also ask the feeds of the store, as onrecord watch does")
	o.queued.flags(cmd, "reports that are to be kept")
	o.engine.flag(cmd)
	f.BoolVar(&o.quiet, "quiet", false, "no log of requests on standard error; warnings are still told")
	f.BoolVar(&o.alerts, "alerts", false, "deliver alerts, too: webhooks, and mails where --smtp names a server")
	telling = o.tell.flags(cmd)
	return cmd
}

// listenOn opens address for visitors. The net package's own error names the
// network and the address a second time; only its cause is told.
func listenOn(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err == nil {
		return l, nil
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		err = op.Err
	}
	return nil, fmt.Errorf("listen on %s: %w", address, err)
}

func (o *serveOptions) run(ctx context.Context, c console, proxies access.Proxies, how answer.TellerOptions) error {
	listener, err := listenOn(o.listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	rules, err := newsroom.New()
	if err != nil {
		return err
	}
	s, done, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	reader, err := o.engine.reader()
	if err != nil {
		return err
	}
	if o.demo {
		if err := desk.FillDemo(ctx, s, reader); err != nil {
			return err
		}
	}
	loopback := onLoopback(listener.Addr())
	hosts, err := o.names(loopback)
	if err != nil {
		return err
	}
	own := loopback && len(proxies) == 0 && !slices.ContainsFunc(hosts.Names, access.Public) // a proxy brings others to this machine's own address
	level := slog.LevelInfo
	if o.quiet {
		level = slog.LevelWarn
	}
	log := slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: level}))
	pdfs := new(pdf.Reader)
	defer pdfs.Close()
	var fetchPage func(context.Context, string) (*onrecord.Document, error)
	if o.fetch == "always" || o.fetch == "auto" && own {
		fetchPage = o.fetcher(pdfs)
	}
	users, err := s.HasUsers(ctx)
	if err != nil {
		return err
	}
	rate := o.rate
	if rate < 0 {
		if rate = 20; own {
			rate = 0
		}
	}
	work, err := o.queue(ctx, s)
	if err != nil {
		return err
	}
	d, err := desk.New(s, reader, rules, desk.Options{Queue: work, Enqueue: o.queued.on, Fetch: fetchPage, PDF: pdfs, Rate: rate, Proxies: proxies, Users: o.access == "users", UsersOnceThere: o.access == "auto",
		Writable: o.writable == "always" || o.writable == "auto" && own, WritableToUsers: o.writable == "auto",
		Hosts: hosts, MaxBytes: o.maxBytes, Demo: o.demo, Who: userName(), Log: log, Alerts: o.alerting(how)})
	if err != nil {
		return err
	}
	if o.demo { // a few reports: whoever opens the page sees all
		if err := d.Catch(ctx); err != nil {
			return err
		}
	}
	follow, stop := context.WithCancel(ctx)
	followed := make(chan struct{})
	go func() { d.Follow(follow); close(followed) }()
	told := make(chan struct{})
	go func() { d.Tell(follow); close(told) }()
	defer func() { stop(); <-followed; <-told }() // before the store closes
	if o.watch {
		w := &watcher{every: defaultEvery, maxBytes: ingest.DefaultMaxBytes, maxPages: ingest.DefaultMaxPages, store: s, client: fetch.New(fetch.Options{}),
			keeper: answer.Keeper{Store: s, Reader: reader}, out: c.err}
		if o.queued.on {
			w.queue = &enqueuer{queue: work, tell: func(line string) { w.tell("%s", line) }}
		}
		defer o.watching(follow, w, log)()
	}
	fmt.Fprintf(c.out, "the desk is open: http://%s\n", listener.Addr())
	if !own && (o.access == "open" || o.access == "auto" && !users) {
		log.Warn("the desk can be reached from other machines and asks nobody who he is; onrecord user add makes users", "address", listener.Addr().String())
	}
	return serve(ctx, d.Server(), listener)
}

// alerting is how the desk delivers alerts; nil where it does not.
func (o *serveOptions) alerting(how answer.TellerOptions) *answer.TellerOptions {
	if !o.alerts {
		return nil
	}
	return &how
}

// watching asks feeds beside the desk; what it gives back waits until that has ended.
func (o *serveOptions) watching(ctx context.Context, w *watcher, log *slog.Logger) (ended func()) {
	ctx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := w.loop(ctx); err != nil {
			log.Error("feeds are asked no more", "error", err)
		}
	}()
	return func() { stop(); <-done; _ = w.pdfs.Close() }
}

// queue is the queue of the store: where kept reports go, if so told, and what /metrics tells of.
func (o *serveOptions) queue(ctx context.Context, s *store.Store) (*queue.Queue, error) {
	if o.queued.on {
		return queue.Open(ctx, s, o.queued.most)
	}
	return queue.Of(ctx, s)
}

// fetcher reads the page of an address as onrecord ingest does: politely, within limits, and never from private networks.
func (o *serveOptions) fetcher(pdfs *pdf.Reader) func(context.Context, string) (*onrecord.Document, error) {
	client := fetch.New(fetch.Options{})
	return func(ctx context.Context, address string) (*onrecord.Document, error) {
		for d, err := range ingest.Read(ctx, []string{address}, ingest.Options{MaxBytes: o.maxBytes, Web: client, MaxPages: 1, PDF: pdfs}) {
			return d, err
		}
		return nil, errors.New("there is no report at this address")
	}
}

// userName is who has opened the desk: what is decided there stands in that name.
func userName() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return u.Username
}

// open opens the store; done closes it, and takes away that of the sample reports.
func (o *serveOptions) open(ctx context.Context) (s *store.Store, done func(), err error) {
	if !o.demo {
		s, err = store.Open(ctx, o.store)
		if errors.Is(err, store.ErrReadOnly) && !o.alerts { // what is told could not be noted
			o.writable = "never"
			s, err = store.OpenToRead(ctx, o.store)
		}
		if err != nil {
			return nil, nil, err
		}
		return s, func() { s.Close() }, nil
	}
	dir, err := os.MkdirTemp("", "onrecord-demo-")
	if err != nil {
		return nil, nil, err
	}
	if s, err = store.Open(ctx, filepath.Join(dir, "demo.db")); err != nil {
		os.RemoveAll(dir)
		return nil, nil, err
	}
	return s, func() { s.Close(); os.RemoveAll(dir) }, nil
}

// onLoopback tells whether an address can be reached from this machine alone.
func onLoopback(a net.Addr) bool {
	t, ok := a.(*net.TCPAddr)
	return ok && t.IP.IsLoopback()
}

// names are the host names that the desk goes by; others are refused, so that no page of the web can have its name point here. On an address
// that others can reach, and with no name given, it goes by every address and by the name of this machine.
func (o *serveOptions) names(loopback bool) (access.Hosts, error) {
	h, err := hostNames(o.hosts)
	if err != nil {
		return h, err
	}
	own := []string{"localhost", "127.0.0.1", "::1"}
	if host, _, err := net.SplitHostPort(o.listen); err == nil && host != "" && !slices.Contains(own, host) && (loopback || net.ParseIP(host) == nil) {
		own = append(own, strings.ToLower(host))
	}
	h.Addresses = !loopback
	if name, err := os.Hostname(); err == nil && name != "" && !loopback && len(o.hosts) == 0 {
		own = append(own, strings.ToLower(name))
	}
	h.Names = append(own, h.Names...)
	return h, nil
}

// hostNames reads the values of --host: NAME, or https://NAME where browsers reach it by TLS.
func hostNames(given []string) (h access.Hosts, err error) {
	for _, x := range given {
		name, secure := x, false
		if strings.Contains(x, "://") {
			u, err := url.Parse(x)
			if err != nil || u.Scheme != "https" && u.Scheme != "http" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
				return h, fmt.Errorf("--host is a name such as record.example.org or https://record.example.org, got %q", x)
			}
			name, secure = u.Host, u.Scheme == "https"
		}
		if host, _, err := net.SplitHostPort(name); err == nil {
			name = host
		}
		name = strings.TrimSuffix(strings.ToLower(strings.Trim(name, "[]")), ".")
		if name == "" || strings.ContainsAny(name, "/ *@") {
			return h, fmt.Errorf("--host is a name such as record.example.org or https://record.example.org, got %q", x)
		}
		h.Names = append(h.Names, name)
		if secure {
			h.Secure = append(h.Secure, name)
		}
	}
	return h, nil
}

// believed are the proxies that are believed; none where there is none.
func (o *serveOptions) believed() (out access.Proxies, err error) {
	if o.proxied {
		out = append(out, access.Loopback...)
	}
	for _, x := range o.proxies {
		p, err := access.ParseProxy(x)
		if err != nil {
			return nil, fmt.Errorf("--proxy is an address or a network such as 10.0.0.0/24, got %q", x)
		}
		out = append(out, p)
	}
	return out, nil
}

// serve answers until the context ends, then lets what has begun come to its end.
func serve(ctx context.Context, server *http.Server, l net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := server.Shutdown(end); err != nil {
		return errors.Join(fmt.Errorf("stop: %w", err), server.Close())
	}
	return nil
}
