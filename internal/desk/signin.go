package desk

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"onrecord/internal/access"
	"onrecord/internal/store"
)

// asker is who asks, and what he or she may do.
type asker struct {
	name string
	role access.Role
}

type askerKey struct{}

// whoIn is in whose name a request is made: it stands in the log of decisions.
func (d *Desk) whoIn(ctx context.Context) string {
	a, _ := ctx.Value(askerKey{}).(asker)
	return a.name
}

// who is the same by the request.
func (d *Desk) who(r *http.Request) string { return d.whoIn(r.Context()) }

// may tells whether the one who asks has a role; to change something the desk must be writable too.
func (d *Desk) may(ctx context.Context, role access.Role) bool {
	a, _ := ctx.Value(askerKey{}).(asker)
	return a.role.May(role) && (role != access.Analyst || d.o.Writable)
}

// How long a session lasts from its last use, and in all.
const (
	sessionIdle = 12 * time.Hour
	sessionMost = 7 * 24 * time.Hour
)

const sessionCookie = "onrecord_session"

// gate is what stands before a desk that asks who one is.
type gate struct {
	failed  *access.Limiter // sign-ins that failed, by user and by address
	hashing chan struct{}   // as many passwords as are looked at at once: each takes memory
	now     func() time.Time
}

func newGate() *gate {
	return &gate{failed: access.NewLimiter(10.0/60, 10), hashing: make(chan struct{}, 2), now: time.Now}
}

// open are the paths that need no name.
func openPath(path string) bool {
	return path == "/healthz" || path == "/readyz" || path == "/signin" || strings.HasPrefix(path, "/static/")
}

// identify puts who asks into the context of a request, or sends those away who do not say.
func (d *Desk) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := asker{d.o.Who, access.Analyst}
		if a.name == "" {
			a.name = "analyst"
		}
		if d.o.Users {
			var err error
			a, err = d.asks(w, r)
			switch {
			case errors.Is(err, store.ErrUnknown) && !openPath(r.URL.Path):
				d.askForName(w, r)
				return
			case err != nil && !errors.Is(err, store.ErrUnknown):
				d.log.Error("who asks cannot be told", "error", err)
				plain(w, http.StatusServiceUnavailable, "the store does not answer\n")
				return
			}
			w.Header().Set("Cache-Control", "private, no-cache")
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), askerKey{}, a)))
	})
}

// asks is who asks, by token or session. The error wraps [store.ErrUnknown] where nobody says who it is, or says it wrongly.
func (d *Desk) asks(w http.ResponseWriter, r *http.Request) (asker, error) {
	token, name := "", ""
	if user, password, ok := r.BasicAuth(); ok {
		name, token = user, password
	} else if t, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		token = strings.TrimSpace(t)
	}
	if token != "" {
		from := "address " + d.address(r)
		if full, _ := d.gate.failed.Full(from); full {
			return asker{}, store.ErrUnknown
		}
		u, err := d.store.TokenUser(r.Context(), access.Digest(token), d.gate.now())
		if err == nil && name != "" && name != u.Name {
			err = store.ErrUnknown
		}
		if errors.Is(err, store.ErrUnknown) {
			d.gate.failed.Allow(from)
		}
		return asker{u.Name, u.Role}, err
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
	return asker{u.Name, u.Role}, err
}

func earlierOf(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// askForName sends a person to sign in and tells a program that it must say who it is.
func (d *Desk) askForName(w http.ResponseWriter, r *http.Request) {
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
	plain(w, http.StatusUnauthorized, "say who you are: sign in, or send a token\n")
}

// address is where a request comes from, for limits.
func (d *Desk) address(r *http.Request) string {
	if d.o.BehindProxy {
		all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if ip := net.ParseIP(strings.TrimSpace(all[len(all)-1])); ip != nil { // the one that our proxy has seen
			return ip.String()
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// signinPage asks for name and password.
type signinPage struct {
	Next, Name string
	Wrong      string
}

func (d *Desk) signinForm(w http.ResponseWriter, r *http.Request) error {
	if !d.o.Users {
		return errNoPage
	}
	return d.show(w, r, http.StatusOK, "signin", frame{Title: "Sign in", Page: signinPage{Next: backTo(r.URL.Query().Get("next"))}})
}

// signin begins a session. Whether the name or the password was wrong is not told, neither by words nor by time.
func (d *Desk) signin(w http.ResponseWriter, r *http.Request) error {
	if !d.o.Users {
		return errNoPage
	}
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	if err := r.ParseForm(); err != nil {
		return errForm
	}
	name, next := strings.TrimSpace(r.PostForm.Get("name")), r.PostForm.Get("next")
	from, of := "address "+d.address(r), "user "+name
	select {
	case d.gate.hashing <- struct{}{}:
		defer func() { <-d.gate.hashing }()
	case <-time.After(10 * time.Second):
		return errTooMany
	}
	for _, who := range []string{from, of} { // now, not before the wait: guesses that come at once are counted one by one
		if full, wait := d.gate.failed.Full(who); full {
			tryAgain(w, wait)
			return d.show(w, r, http.StatusTooManyRequests, "signin", frame{Title: "Sign in", Page: signinPage{next, name, "Too many tries: wait a minute."}})
		}
	}
	u, hash, err := d.store.User(r.Context(), name)
	if err != nil && !errors.Is(err, store.ErrUnknown) {
		return err
	}
	if right := access.CheckPassword(hash, r.PostForm.Get("password")); !right || err != nil {
		d.gate.failed.Allow(from)
		d.gate.failed.Allow(of)
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

func (d *Desk) signout(w http.ResponseWriter, r *http.Request) error {
	if c, err := r.Cookie(sessionCookie); err == nil {
		if err := d.store.DropSession(r.Context(), access.Digest(c.Value)); err != nil {
			return err
		}
	}
	d.setSession(w, r, "", time.Unix(1, 0))
	http.Redirect(w, r, "/signin", http.StatusSeeOther)
	return nil
}

func (d *Desk) setSession(w http.ResponseWriter, r *http.Request, secret string, until time.Time) {
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: secret, Path: "/", Expires: until, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: r.TLS != nil || d.o.BehindProxy && r.Header.Get("X-Forwarded-Proto") == "https"})
}

// tryAgain says after what time a request may come again.
func tryAgain(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
}

// limit holds each client to a number of requests, those that have a text read to a tenth of it.
func (d *Desk) limit(next http.Handler) http.Handler {
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
		who := d.address(r)
		if d.o.Users && d.who(r) != "" {
			who = "user " + d.who(r)
		}
		limits := []*access.Limiter{all}
		if r.Method == http.MethodPost && (r.URL.Path == "/paste" || r.URL.Path == "/api/v1/read") {
			limits = append(limits, reads)
		}
		for _, l := range limits {
			if ok, wait := l.Allow(who); !ok {
				tryAgain(w, wait)
				if strings.HasPrefix(r.URL.Path, "/api/") {
					problem(w, http.StatusTooManyRequests, "too many requests; Retry-After says when to come again")
					return
				}
				plain(w, http.StatusTooManyRequests, "too many requests; try again in a moment\n")
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

func (d *Desk) admin(w http.ResponseWriter, r *http.Request) error {
	if !d.o.Users || !d.may(r.Context(), access.Admin) {
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
	if d.o.Users && !d.may(r.Context(), access.Admin) {
		plain(w, http.StatusForbidden, errRole.Error()+"\n")
		return
	}
	d.metrics.serve.ServeHTTP(w, r)
}
