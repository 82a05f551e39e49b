// Package desk is the record on the web: pages for the people who question it all day, and an API for programs. Pages
// are drawn on the server and can be read without scripts; every view is a link that says the whole query.
//
// The words of a report are shown, never run: text, title, byline and address of a report are escaped wherever they
// stand, and no page loads anything from elsewhere. Positions in addresses, exports and the API are code points.
package desk

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/cross"
	"onrecord/internal/ingest/pdf"
	"onrecord/internal/reading/newsroom"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
	"onrecord/internal/store/queue"
	"onrecord/internal/surface/httpguard"
	"onrecord/read"
)

// Options say how a desk is opened.
type Options struct {
	Writable bool // whether pasted reports may be kept
	// WritableToUsers lets those keep reports who have signed in, where the desk asks for that.
	WritableToUsers bool
	Hosts           access.Hosts // that requests may ask for
	MaxBytes        int64        // of one pasted report; 0 is [answer.MostText]
	Who             string       // in whose name what is decided here stands in the log; "" is "analyst"
	// Fetch fetches the report of an address that is pasted; nil where the desk fetches nothing.
	Fetch func(ctx context.Context, address string) (*onrecord.Document, error)
	PDF   *pdf.Reader // reads PDFs that are brought in; nil makes one
	Users bool        // whoever asks must sign in or send a token; see [store.Store.AddUser]
	// UsersOnceThere demands that as soon as the store has a user: from the next request on, not from the next start.
	UsersOnceThere bool
	Rate           float64 // requests a second of one client; 0 for any number
	// Proxies are believed where a request comes from and whether it came by TLS.
	Proxies access.Proxies
	// Queue is the queue of the store, of which /metrics tells; nil where there is none. With Enqueue reports that are to be kept go there,
	// for workers to read and keep.
	Queue   *queue.Queue
	Enqueue bool
	// Alerts is how the desk delivers alerts; nil where it does not. Store, record and log are the desk's.
	Alerts *answer.TellerOptions
	Demo   bool         // the store holds the sample reports only: pages say so
	Log    *slog.Logger // nil logs nothing
}

// Desk serves one store. It is safe for use by many readers at once. It is made of parts, one for each thing that is asked of it; all
// stand on one base.
type Desk struct {
	*base
	*readings
	*door
	*home
	*searchPages
	*standingPages
	*storyPages
	*reportPages
	*reviewPages
	*watchPages
	*alertPages
	*feedPages
	*notePages
	*listPages
	*seePages
	*listeners
	*api
	assets assets
}

// New makes a desk over an open store.
func New(s *store.Store, r *read.Reader, rules *newsroom.Rules, o Options) (*Desk, error) {
	if o.MaxBytes == 0 {
		o.MaxBytes = answer.MostText
	}
	if o.PDF == nil {
		o.PDF = new(pdf.Reader)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	shared, err := newBase(s, o)
	if err != nil {
		return nil, err
	}
	d := &Desk{base: shared, readings: newReadings(shared, r, rules), door: &door{base: shared, gate: newGate(o.Rate)},
		searchPages: &searchPages{shared, newDivisions(s)}, standingPages: &standingPages{shared},
		storyPages: &storyPages{base: shared, claiming: answer.NewTurns(1, 1), claims: newMemo[[]cross.Claim](200)}, watchPages: &watchPages{shared}, alertPages: &alertPages{shared}, feedPages: &feedPages{shared}, listPages: &listPages{shared}}
	d.seePages = &seePages{base: shared}
	d.notePages = &notePages{d.readings}
	d.home = &home{shared, d.standingPages, d.watchPages}
	d.reportPages, d.reviewPages = &reportPages{d.readings}, &reviewPages{d.readings}
	d.listeners = &listeners{d.door, answer.NewTurns(liveMost, liveEach), make(chan struct{})}
	d.api = &api{base: shared, readings: d.readings, storyPages: d.storyPages}
	if d.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	d.drawn, d.seePages.files = d.assets.all(), d.assets
	d.pages, err = loadPages(d.assets)
	return d, err
}

// Follow lays the reports of the store side by side, and those that come, until ctx is done.
func (d *Desk) Follow(ctx context.Context) { d.record.Run(ctx) }

// Catch does so with what the store holds now.
func (d *Desk) Catch(ctx context.Context) error { return d.record.Sync(ctx) }

// Tell looks for what alerts are of and delivers it until ctx is done, where the desk was told to.
func (d *Desk) Tell(ctx context.Context) {
	if d.teller != nil {
		d.teller.Run(ctx)
	}
}

// Handler is everything the desk answers.
func (d *Desk) Handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, h := range map[string]handler{
		"GET /{$}":                     d.front,
		"POST /paste":                  d.paste,
		"POST /upload":                 d.upload,
		"GET /r/{id}":                  d.readerPage,
		"POST /r/{id}/keep":            d.keep,
		"GET /r/{id}/versions":         d.versions,
		"GET /r/{id}/cite/{finding}":   d.cite,
		"GET /r/{id}/memo":             d.memoPage,
		"GET /r/{id}/export/{format}":  d.exportReport,
		"GET /explore":                 d.explore,
		"GET /explore/divided":         d.divided,
		"GET /explore.csv":             d.exploreCSV,
		"GET /explore.jsonl":           d.exploreJSONL,
		"GET /ledger":                  d.ledger,
		"GET /ledger.csv":              d.ledgerCSV,
		"GET /dossier":                 d.dossier,
		"GET /dossier.csv":             d.ledgerCSV,
		"POST /dossier":                d.decideStanding,
		"GET /explore.atom":            d.exploreAtom,
		"GET /changes":                 d.changesPage,
		"GET /changes.csv":             d.changesCSV,
		"GET /changes.atom":            d.changesAtom,
		"GET /feeds":                   d.feedsPage,
		"POST /feeds":                  d.addFeed,
		"POST /feeds/{n}":              d.changeFeed,
		"GET /feeds.opml":              d.feedsOPML,
		"GET /lists":                   d.listsPage,
		"GET /lists/{kind}":            d.listPage,
		"POST /lists/{kind}":           d.changeList,
		"GET /saved":                   d.savedPage,
		"POST /saved":                  d.save,
		"POST /saved/seen":             d.saw,
		"GET /alerts":                  d.alertsPage,
		"POST /alerts":                 d.addAlert,
		"GET /alerts/{n}":              d.alertPage,
		"POST /alerts/{n}":             d.changeAlert,
		"GET /notes":                   d.notesPage,
		"POST /notes":                  d.addNote,
		"GET /notes.atom":              d.notesAtom,
		"POST /notes/import":           d.bringNotes,
		"GET /notes/export/{format}":   d.exportNotes,
		"GET /notes/{n}":               d.notePage,
		"POST /notes/{n}":              d.changeNote,
		"GET /r/{id}/note":             d.writeNote,
		"POST /r/{id}/notes/carry":     d.carryNotes,
		"GET /live":                    d.live,
		"GET /signin":                  d.signinForm,
		"POST /signin":                 d.signin,
		"POST /signout":                d.signout,
		"GET /admin":                   d.admin,
		"GET /review":                  d.review,
		"GET /r/{id}/decide/{finding}": d.reviewOne,
		"POST /decide":                 d.decide,
		"GET /r/{id}/mend/{finding}":   d.mendPart,
		"GET /r/{id}/add/{kind}":       d.addPage,
		"POST /r/{id}/carry":           d.carry,
		"GET /decisions/lost":          d.lostPage,
		"POST /decisions/import":       d.bring,
		"GET /decisions":               d.decisionsPage,
		"GET /decisions.csv":           d.decisionsCSV,
		"GET /decisions.jsonl":         d.decisionsJSONL,
		"GET /stories":                 d.storiesPage,
		"GET /stories.csv":             d.storiesCSV,
		"GET /st/{id}":                 d.storyPage,
		"GET /st/{id}/claims.csv":      d.claimsCSV,
		"POST /st/{id}/move":           d.moveStory,
		"GET /st/{id}/first.svg":       d.firstSVG,
		"GET /sources":                 d.sources,
		"GET /sources.csv":             d.sourcesCSV,
		"GET /sql":                     (&sqlPages{d.base}).sqlPage,
		"GET /sql.csv":                 (&sqlPages{d.base}).sqlCSV,
		"GET /trends":                  d.trends,
		"GET /trends.csv":              d.trendsCSV,
		"GET /trends.svg":              d.trendsSVG,
		"GET /timeline":                d.timeline,
		"GET /timeline.csv":            d.timelineCSV,
		"GET /timeline.svg":            d.timelineSVG,
		"GET /map":                     d.mapPage,
		"GET /map.csv":                 d.mapCSV,
		"GET /map.svg":                 d.mapSVG,
		"GET /network":                 d.networkPage,
		"GET /network.csv":             d.networkCSV,
		"GET /network.svg":             d.networkSVG,
		"GET /network.graphml":         d.networkGraphML,
		"GET /about":                   d.about,
		"/":                            nowhere,
	} {
		if strings.HasSuffix(pattern, ".csv") || strings.HasSuffix(pattern, ".jsonl") || strings.Contains(pattern, "/export/") {
			h = d.exports(h)
		}
		mux.Handle(pattern, d.page(h))
	}
	mux.Handle("GET /static/{file}", d.assets)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { httpguard.Answer(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", d.ready)
	mux.HandleFunc("GET /metrics", d.measures)
	d.api.add(mux)
	return d.guard(mux)
}

// Server is the desk with limits of time on slow clients. Whoever starts it gives it an address or a listener.
func (d *Desk) Server() *http.Server {
	s := httpguard.Server(d.Handler(), time.Minute, d.log)           // exports ask for more as they go
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
		httpguard.Answer(w, http.StatusServiceUnavailable, "the store does not answer")
		return
	}
	httpguard.Answer(w, http.StatusOK, "ready")
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
	errExports   = errors.New("too many exports are under way at this moment; try again")
	// errNothingDrawn is of a picture of nothing.
	errNothingDrawn = errors.New("nothing fits, so there is nothing to draw")
	errForm         = errors.New("the form cannot be understood")
)

// statusOf is what a request ends with that met an error; only those under 500 are told to the one who asks.
func statusOf(err error) int {
	var large *http.MaxBytesError
	switch {
	case errors.Is(err, errNoPage), errors.Is(err, errNoReport), errors.Is(err, errNoFinding), errors.Is(err,
		store.ErrUnknown), errors.Is(err, store.ErrNoAlert), errors.Is(err, store.ErrNoNote):
		return http.StatusNotFound
	case errors.Is(err, errNothingDrawn):
		return http.StatusNotFound
	case errors.Is(err, errMethod):
		return http.StatusMethodNotAllowed
	case errors.Is(err, os.ErrDeadlineExceeded):
		return http.StatusRequestTimeout
	case errors.Is(err, errFetch):
		return http.StatusBadGateway
	case errors.Is(err, errRole), errors.Is(err, store.ErrNotOwn), errors.Is(err, store.ErrNotKeeper), errors.Is(err, store.ErrNotAuthor), errors.Is(err, errNoFetch), errors.Is(err, errReadOnly), errors.Is(err, store.ErrReadOnly):
		return http.StatusForbidden
	case errors.Is(err, answer.ErrTooLarge), errors.As(err, &large):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, store.ErrDecision), errors.Is(err, store.ErrSaved), errors.Is(err, store.ErrAlert), errors.Is(err, store.ErrNote), errors.Is(err, store.ErrList), errors.Is(err, store.ErrFeed), errors.Is(err, store.ErrQuery), errors.Is(err, errForm), errors.Is(err, errNotKept), errors.Is(err, answer.ErrInput), errors.Is(err, answer.ErrNoText), errors.Is(err, answer.ErrNotText):
		return http.StatusBadRequest
	case errors.Is(err, store.ErrFull):
		return http.StatusInsufficientStorage
	case errors.Is(err, answer.ErrReading), errors.Is(err, answer.ErrBusy), errors.Is(err, errExports), errors.Is(err, store.ErrBusy),
		errors.Is(err, queue.ErrLong):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// toldWords are the words of an error for the one who asks, with the status of the answer, and whether it is a fault for the log.
func toldWords(err error) (status int, words string, fault bool) {
	switch status := statusOf(err); {
	case errors.Is(err, store.ErrBroken):
		return status, "what is asked for does not match its checksum in the store, and is not shown; onrecord check names what does not match", true
	case errors.Is(err, store.ErrNewerReading):
		return status, "the report cannot be shown: " + store.ErrNewerReading.Error(), true
	case errors.Is(err, store.ErrOldReading):
		return status, "the report cannot be shown: " + store.ErrOldReading.Error(), true
	case errors.Is(err, store.ErrFull):
		return status, "nothing can be kept: the disk of the store is full", true
	case status == http.StatusInternalServerError:
		return status, "something went wrong; it is in the log", true
	default:
		return status, err.Error(), false
	}
}
