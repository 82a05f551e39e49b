// Package desk is the record on the web: pages for the people who question it all day, and an API for programs. Pages
// are drawn on the server and can be read without scripts; every view is a link that says the whole query.
//
// The words of a report are shown, never run: text, title, byline and address of a report are escaped wherever they
// stand, and no page loads anything from elsewhere. Positions in addresses, exports and the API are code points.
package desk

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onrecord"
	"onrecord/internal/access"
	"onrecord/internal/export"
	"onrecord/internal/newsroom"
	"onrecord/internal/record"
	"onrecord/internal/store"
	"onrecord/read"
)

// Options say how a desk is opened.
type Options struct {
	Writable bool // whether pasted reports may be kept
	// WritableToUsers lets those keep reports who have signed in, where the desk asks for that.
	WritableToUsers bool
	Hosts           access.Hosts // that requests may ask for
	MaxBytes        int64        // of one pasted report; 0 is [DefaultMaxBytes]
	Who             string       // in whose name what is decided here stands in the log; "" is "analyst"
	// Fetch fetches the report of an address that is pasted; nil where the desk fetches nothing.
	Fetch func(ctx context.Context, address string) (*onrecord.Document, error)
	Users bool // whoever asks must sign in or send a token; see [store.Store.AddUser]
	// UsersOnceThere demands that as soon as the store has a user: from the next request on, not from the next start.
	UsersOnceThere bool
	Rate           float64 // requests a second of one client; 0 for any number
	// Proxies are believed where a request comes from and whether it came by TLS.
	Proxies access.Proxies
	Demo    bool         // the store holds the sample reports only: pages say so
	Log     *slog.Logger // nil logs nothing
}

// DefaultMaxBytes is how large a report may be that is pasted or sent: some 80,000 words.
const DefaultMaxBytes = 512 << 10

// Desk serves one store. It is safe for use by many readers at once.
type Desk struct {
	o       Options
	store   *store.Store
	record  *record.Live // the reports side by side
	reader  *read.Reader
	rules   *newsroom.Rules
	pages   map[string]*template.Template
	assets  assets
	drawn   string        // sum over everything that pages are drawn from
	fresh   *stash        // read, not kept
	known   *stash        // kept, and looked at a moment ago
	reading chan struct{} // as many as may be read at once
	asking  *turns        // as many as may question the store at once
	metrics *metrics
	gate    *gate
	guarded atomic.Bool // the store has been seen to have users; it never loses them
	tally   tally
	surveys *memo[store.Survey]
	claims  *memo[[]record.Claim]

	unheeded sync.Once // told of a proxy that is not named

	claiming sync.Mutex // of who works out claims

	listening *turns        // as many pages as may be told of what is new
	exporting *turns        // as many exports as may be under way
	closing   chan struct{} // closed when the server is to end
	log       *slog.Logger

	described *huma.OpenAPI // the API, once the handler is made
}

// New makes a desk over an open store.
func New(s *store.Store, r *read.Reader, rules *newsroom.Rules, o Options) (*Desk, error) {
	if o.MaxBytes == 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	d := &Desk{o: o, store: s, reader: r, rules: rules, fresh: newStash(16, 4<<20), known: newStash(8, 4<<20),
		reading: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1)),
		asking:  newTurns(2*runtime.GOMAXPROCS(0), runtime.GOMAXPROCS(0)), gate: newGate(o.Rate), log: o.Log,
		surveys: newMemo[store.Survey](200), claims: newMemo[[]record.Claim](200),
		listening: newTurns(liveMost, liveEach), exporting: newTurns(exportsMost, exportsEach), closing: make(chan struct{})}
	d.metrics = newMetrics(d)
	var err error
	if d.record, err = record.Follow(s, o.Log); err != nil {
		return nil, err
	}
	if d.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	d.drawn = d.assets.all()
	d.pages, err = loadPages(d.assets)
	return d, err
}

// Follow lays the reports of the store side by side, and those that come, until ctx is done.
func (d *Desk) Follow(ctx context.Context) { d.record.Run(ctx) }

// Catch does so with what the store holds now.
func (d *Desk) Catch(ctx context.Context) error { return d.record.Catch(ctx) }

// grown is for after a report was kept or something decided: whoever did it sees it at once.
func (d *Desk) grown(ctx context.Context) {
	d.tally.changed()
	if !d.record.Look(func(*record.View) {}).Ready {
		return // what follows the store has not come so far
	}
	if err := d.record.Catch(ctx); err != nil {
		d.log.Warn("record not followed", "error", err)
	}
}

// Handler is everything the desk answers.
func (d *Desk) Handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, h := range map[string]handler{
		"GET /{$}":                     d.front,
		"POST /paste":                  d.paste,
		"GET /r/{id}":                  d.readerPage,
		"POST /r/{id}/keep":            d.keep,
		"GET /r/{id}/versions":         d.versions,
		"GET /r/{id}/cite/{finding}":   d.cite,
		"GET /r/{id}/export/{format}":  d.exportReport,
		"GET /explore":                 d.explore,
		"GET /explore.csv":             d.exploreCSV,
		"GET /explore.jsonl":           d.exploreJSONL,
		"GET /ledger":                  d.ledger,
		"GET /ledger.csv":              d.ledgerCSV,
		"GET /dossier":                 d.dossier,
		"GET /dossier.csv":             d.ledgerCSV,
		"GET /explore.atom":            d.exploreAtom,
		"GET /changes":                 d.changesPage,
		"GET /changes.csv":             d.changesCSV,
		"GET /changes.atom":            d.changesAtom,
		"GET /saved":                   d.savedPage,
		"POST /saved":                  d.save,
		"POST /saved/seen":             d.saw,
		"GET /live":                    d.live,
		"GET /signin":                  d.signinForm,
		"POST /signin":                 d.signin,
		"POST /signout":                d.signout,
		"GET /admin":                   d.admin,
		"GET /review":                  d.review,
		"GET /r/{id}/decide/{finding}": d.reviewOne,
		"POST /decide":                 d.decide,
		"GET /decisions":               d.decisionsPage,
		"GET /decisions.csv":           d.decisionsCSV,
		"GET /decisions.jsonl":         d.decisionsJSONL,
		"GET /stories":                 d.storiesPage,
		"GET /stories.csv":             d.storiesCSV,
		"GET /st/{id}":                 d.storyPage,
		"GET /st/{id}/claims.csv":      d.claimsCSV,
		"POST /st/{id}/move":           d.moveStory,
		"GET /sources":                 d.sources,
		"GET /sources.csv":             d.sourcesCSV,
		"GET /about":                   d.about,
		"/":                            nowhere,
	} {
		if strings.HasSuffix(pattern, ".csv") || strings.HasSuffix(pattern, ".jsonl") || strings.Contains(pattern, "/export/") {
			h = d.exports(h)
		}
		mux.Handle(pattern, d.page(h))
	}
	mux.Handle("GET /static/{file}", d.assets)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok\n") })
	mux.HandleFunc("GET /readyz", d.ready)
	mux.HandleFunc("GET /metrics", d.measures)
	d.api(mux)
	return d.guard(mux)
}

// Server is the desk with limits of time on slow clients. Whoever starts it gives it an address or a listener.
func (d *Desk) Server() *http.Server {
	s := &http.Server{
		Handler:           d.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       20 * time.Second,
		WriteTimeout:      60 * time.Second, // exports ask for more as they go
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(d.log.Handler(), slog.LevelWarn),
	}
	s.RegisterOnShutdown(sync.OnceFunc(func() { close(d.closing) })) // pages that listen would hold it up
	return s
}

// nowhere answers what no other does.
func nowhere(_ http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return errMethod
	}
	return errNoPage
}

func (d *Desk) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if _, err := d.store.Seen(ctx, "", onrecord.Made{}); err != nil {
		d.log.Warn("not ready", "error", err)
		plain(w, http.StatusServiceUnavailable, "the store does not answer\n")
		return
	}
	plain(w, http.StatusOK, "ready\n")
}

// What a request can ask in vain. The words are for the one who asks.
var (
	errNoPage    = errors.New("there is no such page")
	errMethod    = errors.New("this cannot be done here")
	errNoReport  = errors.New("no such report; one that was pasted and not kept is forgotten after a while")
	errNoFinding = errors.New("the report has no such finding")
	errNotKept   = errors.New("only reports that are kept in the record can be decided on")
	errNoFetch   = errors.New("this desk fetches no pages: paste the text")
	errFetch     = errors.New("the page could not be read")
	errRole      = errors.New("your role does not allow this")
	errReadOnly  = errors.New("this desk is read-only: nothing can be kept")
	errEmpty     = errors.New("there is no text to read")
	errNotText   = errors.New("the text is not valid UTF-8")
	errTooLarge  = errors.New("the report is too large")
	errTooMany   = errors.New("too many reports are being read at this moment; try again")
	errBusy      = errors.New("too many questions are being answered at this moment; try again")
	errExports   = errors.New("too many exports are under way at this moment; try again")
	errForm      = errors.New("the form cannot be understood")
)

// statusOf is what a request ends with that met an error; only those under 500 are told to the one who asks.
func statusOf(err error) int {
	var large *http.MaxBytesError
	switch {
	case errors.Is(err, errNoPage), errors.Is(err, errNoReport), errors.Is(err, errNoFinding), errors.Is(err,
		store.ErrUnknown):
		return http.StatusNotFound
	case errors.Is(err, errMethod):
		return http.StatusMethodNotAllowed
	case errors.Is(err, os.ErrDeadlineExceeded):
		return http.StatusRequestTimeout
	case errors.Is(err, errFetch):
		return http.StatusBadGateway
	case errors.Is(err, errRole), errors.Is(err, store.ErrNotOwn), errors.Is(err, errNoFetch), errors.Is(err, errReadOnly), errors.Is(err, store.ErrReadOnly):
		return http.StatusForbidden
	case errors.Is(err, errTooLarge), errors.As(err, &large):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, store.ErrDecision), errors.Is(err, store.ErrSaved), errors.Is(err, store.ErrQuery), errors.Is(err, errForm), errors.Is(err, errNotKept), errors.Is(err, errEmpty), errors.Is(err, errNotText):
		return http.StatusBadRequest
	case errors.Is(err, store.ErrFull):
		return http.StatusInsufficientStorage
	case errors.Is(err, errTooMany), errors.Is(err, errBusy), errors.Is(err, errExports), errors.Is(err, store.ErrBusy):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// untilTurn is how long a question waits for its turn. Searches take [store.Longest] at most.
const untilTurn = 2 * store.Longest

// toldWords are the words of an error for the one who asks, with the status of the answer, and whether it is a fault for the log.
func toldWords(err error) (status int, words string, fault bool) {
	switch status := statusOf(err); {
	case errors.Is(err, store.ErrBroken):
		return status, "what is asked for does not match its checksum in the store, and is not shown; onrecord check names what does not match", true
	case errors.Is(err, store.ErrFull):
		return status, "nothing can be kept: the disk of the store is full", true
	case status == http.StatusInternalServerError:
		return status, "something went wrong; it is in the log", true
	default:
		return status, err.Error(), false
	}
}

// turn waits until the store may be questioned. It is given back before anything is sent, so that no slow client holds it.
func (d *Desk) turn(ctx context.Context) (done func(), err error) {
	who := d.clientIn(ctx)
	if err := d.asking.take(ctx, who, untilTurn); err != nil {
		return nil, err
	}
	return func() { d.asking.give(who) }, nil
}

// report is a report with what is worked out from it, kept or only pasted.
func (d *Desk) report(ctx context.Context, id string) (r *reading, kept bool, err error) {
	if len(id) != 64 {
		return nil, false, errNoReport
	}
	last, err := d.store.LastDecision(ctx, id)
	if err != nil {
		return nil, false, err
	}
	if r := d.known.get(id); r != nil && r.last == last {
		if same, err := d.store.Seen(ctx, id, r.Made); err == nil && same {
			return r, true, nil
		}
	}
	switch r, err := d.stored(ctx, id, last); {
	case err == nil:
		return r, true, nil
	case !errors.Is(err, store.ErrUnknown):
		return nil, false, err
	}
	if r := d.fresh.get(id); r != nil {
		return r, false, nil
	}
	return nil, false, errNoReport
}

// stored loads a report from the store. A report with all its layers is large, so few are loaded at once.
func (d *Desk) stored(ctx context.Context, id string, last int64) (*reading, error) {
	done, err := d.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	doc, err := d.store.Report(ctx, id)
	if err != nil {
		return nil, err
	}
	r, err := d.load(ctx, doc, last)
	if err == nil {
		d.known.put(id, r)
	}
	return r, err
}

// load works out what is shown of a stored report.
func (d *Desk) load(ctx context.Context, doc *onrecord.Document, last int64) (*reading, error) {
	x, err := d.workOut(doc)
	if err != nil {
		return nil, err
	}
	r := &reading{Report: x, decided: x, last: last}
	if last == 0 {
		return r, nil
	}
	if doc, r.verdicts, err = d.store.Decided(ctx, onrecord.Digest(doc.Text)); err != nil {
		return nil, err
	}
	r.decided, err = d.workOut(doc)
	return r, err
}

func (d *Desk) workOut(doc *onrecord.Document) (*export.Report, error) {
	findings, err := d.rules.Check(doc, "")
	if err != nil {
		return nil, err
	}
	return &export.Report{Document: doc, Sourcing: newsroom.Summarize(doc), Findings: findings}, nil
}

// read reads a report that came in with a request. It stays with the desk for a while, until it is kept or forgotten.
func (d *Desk) read(ctx context.Context, doc *onrecord.Document) (err error) {
	begun := time.Now()
	defer func() { d.metrics.read(time.Since(begun), err) }()
	select {
	case d.reading <- struct{}{}:
		defer func() { <-d.reading }()
	case <-time.After(5 * time.Second):
		return errTooMany
	case <-ctx.Done():
		return ctx.Err()
	}
	begun = time.Now() // waiting is no reading
	doc.ID = onrecord.Digest(doc.Text)
	if err := d.reader.ReadContext(ctx, doc); err != nil {
		return fmt.Errorf("read pasted report: %w", err)
	}
	r, err := d.workOut(doc)
	if err == nil {
		d.fresh.put(doc.ID, &reading{Report: r, decided: r})
	}
	return err
}
