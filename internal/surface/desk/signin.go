package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"onrecord/internal/answer"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
	"onrecord/internal/surface/httpguard"
)

// door tells who asks, lets users in, and holds everybody to a number of requests.
type door struct {
	*base
	gate     *gate
	guarded  atomic.Bool // the store has been seen to have users; it never loses them
	unheeded sync.Once   // told of a proxy that is not named
}

// asker is who asks, and what he or she may do.
type asker struct {
	name   string
	role   access.Role
	client string // for limits: the user, else the address
	asked  bool   // whether the desk asks who one is
}

type askerKey struct{}

// whoIn is in whose name a request is made: it stands in the log of decisions.
func (d *base) whoIn(ctx context.Context) string {
	a, _ := ctx.Value(askerKey{}).(asker)
	return a.name
}

// asked tells whether the desk asks who one is, as it was when the request came.
func asked(ctx context.Context) bool {
	a, _ := ctx.Value(askerKey{}).(asker)
	return a.asked
}

// users tells whether whoever asks must say who it is. It is looked up with each request, so that the first user who is added closes a
// desk that is open.
func (d *door) users(ctx context.Context) (bool, error) {
	if d.o.Users || d.guarded.Load() {
		return true, nil
	}
	if !d.o.UsersOnceThere {
		return false, nil
	}
	any, err := d.store.HasUsers(ctx)
	if any {
		d.guarded.Store(true)
	}
	return any, err
}

// clientIn is whose request it is, for limits.
func (d *base) clientIn(ctx context.Context) string {
	a, _ := ctx.Value(askerKey{}).(asker)
	return a.client
}

// who is the same by the request.
func (d *base) who(r *http.Request) string { return d.whoIn(r.Context()) }

// may tells whether the one who asks has a role; to change something the desk must be writable too.
func (d *base) may(ctx context.Context, role access.Role) bool {
	a, _ := ctx.Value(askerKey{}).(asker)
	return a.role.May(role) && (role != access.Analyst || d.o.Writable || a.asked && d.o.WritableToUsers)
}

// How long a session lasts from its last use, and in all.
const (
	sessionIdle = 12 * time.Hour
	sessionMost = 7 * 24 * time.Hour
)

const sessionCookie = "onrecord_session"

// gate is what stands before a desk that asks who one is.
type gate struct {
	failed     *access.Limiter // sign-ins that failed, by user and by address
	strangers  *access.Limiter // requests without a name, by address; nil for any number
	hashing    *answer.Turns   // as many passwords as are looked at at once, for each takes memory; one of each address
	lanes      *answer.Turns   // one try at a time of an address for a user, once many have failed
	slow, wait time.Duration   // how long a try that fails there holds up the next, and how long a try waits
	now        func() time.Time
}

func newGate(rate float64) *gate {
	g := &gate{failed: access.NewLimiter(10.0/60, 10), hashing: answer.NewTurns(2, 1), lanes: answer.NewTurns(10_000, 1), slow: time.Second, wait: 10 * time.Second, now: time.Now}
	if rate > 0 {
		g.strangers = access.NewLimiter(rate, max(1, int(5*rate)))
	}
	return g
}

// passes tells whether a password is that of a user. Whoever has the right one always comes in. After ten wrong ones, for the user or from
// the address, each try of that address for that user waits for the one before it, and a wrong one takes its time, so that guessing is slow and
// guesses of others lock nobody out.
func (d *door) passes(ctx context.Context, from, name, password string) (u store.User, right bool, err error) {
	g, of := d.gate, "user "+name[:min(len(name), mostName)]
	if err := g.hashing.Take(ctx, from, g.wait); err != nil {
		return u, false, err
	}
	over := g.full("address "+from) || g.full(of) // now, not before the wait: guesses that come at once are counted one by one
	if over {
		g.hashing.Give(from)
		lane := from + " " + of
		if err := g.lanes.Take(ctx, lane, g.wait); err != nil {
			return u, false, err
		}
		defer g.lanes.Give(lane)
		if err := g.hashing.Take(ctx, from, g.wait); err != nil {
			return u, false, err
		}
	}
	u, hash, err := d.store.User(ctx, name)
	right = (err == nil || errors.Is(err, store.ErrUnknown)) && access.CheckPassword(hash, password) && err == nil
	g.hashing.Give(from)
	if err != nil && !errors.Is(err, store.ErrUnknown) || right {
		return u, right, err
	}
	g.failed.Allow("address " + from)
	g.failed.Allow(of)
	if over {
		select {
		case <-time.After(g.slow):
		case <-ctx.Done():
		}
	}
	return u, false, nil
}

func (g *gate) full(who string) bool {
	full, _ := g.failed.Full(who)
	return full
}

// mostName is how many bytes of a name are remembered.
const mostName = 100

// open are the paths that need no name.
func openPath(path string) bool {
	return path == "/healthz" || path == "/readyz" || path == "/signin" || strings.HasPrefix(path, "/static/")
}

// identify puts who asks into the context of a request, or sends those away who do not say.
func (d *door) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := asker{name: d.o.Who, role: access.Analyst}
		if a.name == "" {
			a.name = "analyst"
		}
		users, err := d.users(r.Context())
		if users && err == nil {
			a, err = d.asks(w, r)
			w.Header().Set("Cache-Control", "private, no-cache")
		}
		switch {
		case errors.Is(err, store.ErrUnknown) && !openPath(r.URL.Path):
			if d.gate.strangers != nil {
				if ok, wait := d.gate.strangers.Allow(d.address(r)); !ok {
					tooOften(w, r, wait)
					return
				}
			}
			d.askForName(w, r)
			return
		case err != nil && !errors.Is(err, store.ErrUnknown) && r.URL.Path != "/healthz":
			d.log.Error("who asks cannot be told", "error", err)
			httpguard.Answer(w, http.StatusServiceUnavailable, "the store does not answer")
			return
		case err != nil:
			a = asker{}
		}
		a.asked = users
		if a.client = d.address(r); users && a.name != "" {
			a.client = "user " + a.name
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), askerKey{}, a)))
	})
}

// asks is who asks, by token or session. The error wraps [store.ErrUnknown] where nobody says who it is, or says it wrongly.
func (d *door) asks(w http.ResponseWriter, r *http.Request) (asker, error) {
	token, name := "", ""
	if user, password, ok := r.BasicAuth(); ok {
		name, token = user, password
	} else if t, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		token = strings.TrimSpace(t)
	}
	if token != "" {
		u, err := d.store.TokenUser(r.Context(), access.Digest(token), d.gate.now())
		if err == nil && name != "" && name != u.Name {
			err = store.ErrUnknown
		}
		return asker{name: u.Name, role: u.Role}, err
	}
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return asker{}, store.ErrUnknown
	}
	now, digest := d.gate.now(), access.Digest(c.Value)
	u, created, expires, err := d.store.SessionUser(r.Context(), digest, now)
	if err == nil && expires.Sub(now) < sessionIdle-time.Hour { // once an hour, not with each request
		if until := earlierOf(now.Add(sessionIdle), created.Add(sessionMost)); until.After(expires) && d.store.ExtendSession(r.Context(), digest, until) == nil {
			d.setSession(w, r, c.Value, until)
		}
	}
	return asker{name: u.Name, role: u.Role}, err
}

func earlierOf(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// askForName sends a person to sign in and tells a program that it must say who it is.
func (d *door) askForName(w http.ResponseWriter, r *http.Request) {
	program := strings.HasPrefix(r.URL.Path, "/api/") || r.Header.Get("Authorization") != "" || !strings.Contains(r.Header.Get("Accept"), "text/html")
	if !program && r.Method == http.MethodGet {
		http.Redirect(w, r, "/signin?"+url.Values{"next": {r.URL.RequestURI()}}.Encode(), http.StatusSeeOther)
		return
	}
	w.Header().Add("WWW-Authenticate", `Bearer realm="onrecord"`)
	w.Header().Add("WWW-Authenticate", `Basic realm="onrecord", charset="UTF-8"`)
	if strings.HasPrefix(r.URL.Path, "/api/") {
		problem(w, http.StatusUnauthorized, "say who you are with a token; onrecord token add makes one")
		return
	}
	httpguard.Answer(w, http.StatusUnauthorized, "say who you are: sign in, or send a token")
}

// address is where a request comes from, for limits.
func (d *door) address(r *http.Request) string {
	if peer := access.Peer(r); len(d.o.Proxies) > 0 && r.Header.Get("X-Forwarded-For") != "" && !d.o.Proxies.Has(peer) {
		d.unheeded.Do(func() {
			d.log.Warn("X-Forwarded-For is not believed of a peer that is no proxy of the desk; onrecord serve --proxy ADDRESS names one", "peer", peer)
		})
	}
	return access.Network(d.o.Proxies.Client(r))
}

// https tells whether whoever asks reaches the desk by TLS.
func (d *base) https(r *http.Request) bool { return d.o.Proxies.HTTPS(r) || d.o.Hosts.ByTLS(r.Host) }

// signinPage asks for name and password.
type signinPage struct {
	Next, Name string
	Wrong      string
}

func (d *door) signinForm(w http.ResponseWriter, r *http.Request) error {
	if !asked(r.Context()) {
		return errNoPage
	}
	return d.show(w, r, http.StatusOK, "signin", frame{Title: "Sign in", Page: signinPage{Next: backTo(r.URL.Query().Get("next"))}})
}

// signin begins a session. Whether the name or the password was wrong is not told, neither by words nor by time.
func (d *door) signin(w http.ResponseWriter, r *http.Request) error {
	if !asked(r.Context()) {
		return errNoPage
	}
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	if err := r.ParseForm(); err != nil {
		return errForm
	}
	name, next := strings.TrimSpace(r.PostForm.Get("name")), r.PostForm.Get("next")
	u, right, err := d.passes(r.Context(), d.address(r), name, r.PostForm.Get("password"))
	switch {
	case errors.Is(err, answer.ErrBusy):
		tryAgain(w, comeBack)
		return d.show(w, r, http.StatusTooManyRequests, "signin", frame{Title: "Sign in", Page: signinPage{next, name, "Too many tries: wait a moment."}})
	case err != nil:
		return err
	case !right:
		d.log.Warn("sign-in failed", "address", d.address(r))
		return d.show(w, r, http.StatusUnauthorized, "signin", frame{Title: "Sign in", Page: signinPage{next, name, "Name or password is wrong."}})
	}
	if c, err := r.Cookie(sessionCookie); err == nil { // whoever signs in anew leaves nothing behind
		_ = d.store.DropSession(r.Context(), access.Digest(c.Value))
	}
	secret, digest := access.NewSession()
	now := d.gate.now()
	if err := d.store.AddSession(r.Context(), digest, u.Name, now, now.Add(sessionIdle)); err != nil {
		return err
	}
	d.setSession(w, r, secret, now.Add(sessionIdle))
	http.Redirect(w, r, homeOr(next), http.StatusSeeOther)
	return nil
}

// homeOr is where a sign-in leads: a page of this desk, else the first.
func homeOr(next string) string {
	if next == "" || backTo(next) != next || strings.HasPrefix(next, "/signin") {
		return "/"
	}
	return next
}

func (d *door) signout(w http.ResponseWriter, r *http.Request) error {
	if c, err := r.Cookie(sessionCookie); err == nil {
		if err := d.store.DropSession(r.Context(), access.Digest(c.Value)); err != nil {
			return err
		}
	}
	d.setSession(w, r, "", time.Unix(1, 0))
	http.Redirect(w, r, "/signin", http.StatusSeeOther)
	return nil
}

func (d *door) setSession(w http.ResponseWriter, r *http.Request, secret string, until time.Time) {
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: secret, Path: "/", Expires: until, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: d.https(r)})
}

// comeBack is after what time a request may come again that met too many others.
const comeBack = 5 * time.Second

// tryAgain says after what time a request may come again.
func tryAgain(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
}

// tooOften answers who asks too often.
func tooOften(w http.ResponseWriter, r *http.Request, wait time.Duration) {
	tryAgain(w, wait)
	if strings.HasPrefix(r.URL.Path, "/api/") {
		problem(w, http.StatusTooManyRequests, "too many requests; Retry-After says when to come again")
		return
	}
	httpguard.Answer(w, http.StatusTooManyRequests, "too many requests; try again in a moment")
}

// limit holds each client to a number of requests, those that have a text read to a tenth of it.
func (d *door) limit(next http.Handler) http.Handler {
	if d.o.Rate <= 0 {
		return next
	}
	all := access.NewLimiter(d.o.Rate, max(1, int(5*d.o.Rate)))
	reads := access.NewLimiter(d.o.Rate/10, max(1, int(d.o.Rate/2)))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" || r.URL.Path == "/readyz" || strings.HasPrefix(r.URL.Path, "/static/") {
			next.ServeHTTP(w, r)
			return
		}
		who := d.clientIn(r.Context())
		limits := []*access.Limiter{all}
		if r.Method == http.MethodPost && (r.URL.Path == "/paste" || r.URL.Path == "/api/v1/read") {
			limits = append(limits, reads)
		}
		for _, l := range limits {
			if ok, wait := l.Allow(who); !ok {
				tooOften(w, r, wait)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// adminPage is who may open the desk.
type adminPage struct {
	Users  []store.User
	Tokens []store.Token
}

func (d *door) admin(w http.ResponseWriter, r *http.Request) error {
	if !asked(r.Context()) || !d.may(r.Context(), access.Admin) {
		return errRole
	}
	var p adminPage
	var err error
	if p.Users, err = d.store.Users(r.Context()); err != nil {
		return err
	}
	if p.Tokens, err = d.store.Tokens(r.Context()); err != nil {
		return err
	}
	return d.show(w, r, http.StatusOK, "admin", frame{Title: "Users", Page: p})
}

// measures are for admins where the desk knows users.
func (d *Desk) measures(w http.ResponseWriter, r *http.Request) {
	if asked(r.Context()) && !d.may(r.Context(), access.Admin) {
		httpguard.Answer(w, http.StatusForbidden, errRole.Error())
		return
	}
	d.metrics.serve.ServeHTTP(w, r)
}
