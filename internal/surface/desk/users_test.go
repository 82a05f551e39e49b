package desk

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
)

const password = "correct horse battery"

// guarded is a desk with a user of each role, each with a token.
type guarded struct {
	*bench
	tokens map[access.Role]string
}

func withUsers(t *testing.T, o Options) *guarded {
	t.Helper()
	reports, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	o.Users, o.Writable = true, true
	g := &guarded{open(t, o, reports...), map[access.Role]string{}}
	hash, err := access.HashPassword(password)
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range access.Roles {
		if err := g.store.AddUser(t.Context(), "the "+string(role), role, hash); err != nil {
			t.Fatal(err)
		}
		token, id, digest := access.NewToken()
		if err := g.store.AddToken(t.Context(), store.Token{ID: id, User: "the " + string(role)}, digest); err != nil {
			t.Fatal(err)
		}
		g.tokens[role] = token
	}
	return g
}

func (g *guarded) as(role access.Role) []string {
	if role == "" {
		return nil
	}
	return []string{"Authorization", "Bearer " + g.tokens[role]}
}

// request is something that can be asked of the desk, with the least role that may.
type request struct {
	method, path, body, kind string
	least                    access.Role
}

const form = "application/x-www-form-urlencoded"

// TestRolesCross asks everything as everybody.
func TestRolesCross(t *testing.T) {
	g := withUsers(t, Options{})
	report := g.sampleReport("Hallam: no relief flights without a truce")
	requests := []request{
		{"POST", "/paste", "text=Two+people+said+so.", form, access.Reader},
		{"POST", "/api/v1/read", `{"text":"Two people said so."}`, "application/json", access.Reader},
		{"POST", "/api/v1/read", `{"text":"Three people said so.","keep":true}`, "application/json", access.Analyst},
		{"POST", "/api/v1/decisions", `{"action":"note","report":"` + report + `","finding":"a1","why":"x"}`, "application/json", access.Analyst},
		{"POST", "/decide", "report=" + report + "&finding=a1&action=accept", form, access.Analyst},
		{"POST", "/saved", "name=x&screen=explore&query=q%3Dx", form, access.Analyst},
		{"POST", "/saved/seen", "", form, access.Analyst},
		{"POST", "/st/" + report + "/move", "report=" + strings.Repeat("0", 64) + "&move=apart", form, access.Analyst},
		{"GET", "/admin", "", "", access.Admin}, {"GET", "/metrics", "", "", access.Admin},
	}
	for _, path := range []string{"/", "/explore", "/explore.csv?q=truce", "/explore.jsonl?q=truce", "/explore.atom", "/ledger", "/ledger.csv", "/changes", "/changes.csv",
		"/changes.atom", "/stories", "/stories.csv", "/st/" + report, "/st/" + report + "/claims.csv", "/sources", "/sources.csv", "/review", "/decisions", "/decisions.csv",
		"/decisions.jsonl", "/saved", "/about", "/r/" + report, "/r/" + report + "/cite/a1", "/r/" + report + "/export/json", "/r/" + report + "/decide/a1",
		"/dossier?who=name%2Festovia%2F", "/dossier.csv?who=x", "/openapi.json"} {
		requests = append(requests, request{"GET", path, "", "", access.Reader})
	}
	for path, item := range g.desk.described.Paths {
		if item.Get != nil {
			requests = append(requests, request{"GET", strings.ReplaceAll(path, "{id}", report), "", "", access.Reader})
		}
	}
	for _, q := range requests {
		for _, role := range append([]access.Role{""}, access.Roles...) {
			header := g.as(role)
			if q.kind != "" {
				header = append(header, "Content-Type", q.kind)
			}
			a := g.do(q.method, q.path, q.body, header...)
			switch {
			case role == "" && a.StatusCode != 401:
				t.Errorf("%s %s without a name: %d", q.method, q.path, a.StatusCode)
			case role == "":
			case !role.May(q.least) && a.StatusCode != 403:
				t.Errorf("%s %s as %s: %d, want 403", q.method, q.path, role, a.StatusCode)
			case role.May(q.least) && (a.StatusCode == 401 || a.StatusCode == 403 || a.StatusCode >= 500):
				t.Errorf("%s %s as %s: %d\n%.200s", q.method, q.path, role, a.StatusCode, a.body)
			}
		}
	}
	log, err := g.store.Decisions(t.Context(), "")
	if err != nil || len(log) == 0 || slices.ContainsFunc(log, func(d store.Decision) bool { return d.Who == "the reader" || !strings.HasPrefix(d.Who, "the ") }) {
		t.Errorf("decisions stand in the name of %+v, %v", log, err)
	}
	if body := g.get("/", g.as(access.Reader)...).body; strings.Contains(body, "Watch this query") || !strings.Contains(body, "read-only") {
		t.Error("a reader is offered what only an analyst may")
	}
	g.want(g.get("/admin", g.as(access.Admin)...), 200, "the reader", "lets in")
	if body := g.get("/admin", g.as(access.Admin)...).body; strings.Contains(body, "orc_") || strings.Contains(body, "argon") {
		t.Error("the page of users shows what lets in")
	}
	for _, path := range []string{"/healthz", "/readyz", "/static/desk.css", "/signin"} {
		if a := g.get(path); a.StatusCode != 200 {
			t.Errorf("%s without a name: %d", path, a.StatusCode)
		}
	}
}

func TestTokensThatAreNone(t *testing.T) {
	g := withUsers(t, Options{})
	right := g.tokens[access.Reader]
	g.want(g.get("/api/v1/counts", "Authorization", "Bearer "+right), 200)
	for _, wrong := range []string{"Bearer " + right[:len(right)-1], "Bearer " + right + "x", "Bearer ", "bearer", "Bearer orc_x_y", "Basic !!!"} {
		a := g.get("/api/v1/counts", "Authorization", wrong)
		g.want(a, 401)
		if a.Header.Get("Content-Type") != "application/problem+json" || len(a.Header.Values("WWW-Authenticate")) != 2 {
			t.Errorf("%q: %v", wrong, a.Header)
		}
	}
	// Feed readers know names and passwords only: the token is the password.
	basic := func(name, token string) string {
		r, _ := http.NewRequest("GET", "/", nil)
		r.SetBasicAuth(name, token)
		return r.Header.Get("Authorization")
	}
	g.want(g.get("/changes.atom", "Authorization", basic("the reader", right)), 200)
	g.want(g.get("/changes.atom", "Authorization", basic("the admin", right)), 401)
	if err := g.store.SetDisabled(t.Context(), "the reader", true); err != nil {
		t.Fatal(err)
	}
	g.want(g.get("/api/v1/counts", "Authorization", "Bearer "+right), 401)
	list, err := g.store.Tokens(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range list {
		if err := g.store.RevokeToken(t.Context(), x.ID); err != nil {
			t.Fatal(err)
		}
	}
	g.want(g.get("/api/v1/counts", g.as(access.Admin)...), 401)
	if log := g.log.String(); strings.Contains(log, right) || strings.Contains(log, "orc_") {
		t.Error("the log tells a token:\n" + log)
	}
}

// person has a browser: a client that keeps cookies and follows nowhere.
func (g *guarded) person() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		g.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func (g *guarded) page(c *http.Client, method, path string, form url.Values) *http.Response {
	g.Helper()
	r, err := http.NewRequestWithContext(g.Context(), method, g.web.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		g.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	a, err := c.Do(r)
	if err != nil {
		g.Fatal(err)
	}
	a.Body.Close()
	return a
}

func TestSignIn(t *testing.T) {
	g := withUsers(t, Options{})
	c := g.person()
	if a := g.page(c, "GET", "/ledger?actor=x", nil); a.StatusCode != 303 || a.Header.Get("Location") != "/signin?next=%2Fledger%3Factor%3Dx" {
		t.Errorf("%d to %q", a.StatusCode, a.Header.Get("Location"))
	}
	for name, form := range map[string]url.Values{"wrong": {"name": {"the analyst"}, "password": {"wrong"}}, "unknown": {"name": {"nobody"}, "password": {password}}, "none": {}} {
		if a := g.page(c, "POST", "/signin", form); a.StatusCode != 401 || len(a.Cookies()) != 0 {
			t.Errorf("%s: %d, cookies %v", name, a.StatusCode, a.Cookies())
		}
	}
	a := g.page(c, "POST", "/signin", url.Values{"name": {"the analyst"}, "password": {password}, "next": {"/ledger?actor=x"}})
	if a.StatusCode != 303 || a.Header.Get("Location") != "/ledger?actor=x" || len(a.Cookies()) != 1 {
		t.Fatalf("%d to %q, cookies %v", a.StatusCode, a.Header.Get("Location"), a.Cookies())
	}
	first := a.Cookies()[0]
	if !first.HttpOnly || first.SameSite != http.SameSiteStrictMode || first.Path != "/" || first.Secure || len(first.Value) < 40 {
		t.Errorf("cookie %+v", first)
	}
	if a := g.page(c, "GET", "/ledger", nil); a.StatusCode != 200 {
		t.Errorf("signed in: %d", a.StatusCode)
	}
	// Whoever knows an old session gains nothing by a new one.
	second := g.page(c, "POST", "/signin", url.Values{"name": {"the analyst"}, "password": {password}}).Cookies()[0]
	old := g.get("/ledger", "Cookie", first.Name+"="+first.Value)
	if second.Value == first.Value || old.StatusCode != 401 {
		t.Errorf("the session before signing in anew lives: %d", old.StatusCode)
	}
	if a := g.get("/ledger", "Cookie", second.Name+"=forged"); a.StatusCode != 401 {
		t.Errorf("a forged session: %d", a.StatusCode)
	}
	if a := g.page(c, "POST", "/signout", url.Values{}); a.StatusCode != 303 {
		t.Errorf("sign out: %d", a.StatusCode)
	}
	g.want(g.get("/ledger", "Cookie", second.Name+"="+second.Value), 401)
	log := g.log.String()
	for _, secret := range []string{password, first.Value, second.Value, "actor=x"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log tells %q", secret)
		}
	}
	g.want(g.do("POST", "/signin", "name=the+analyst&password="+url.QueryEscape(password), "Content-Type", form, "Sec-Fetch-Site", "cross-site"), 403)
}

func TestSignInLeadsNowhereElse(t *testing.T) {
	g := withUsers(t, Options{})
	for _, next := range []string{"//evil.example", "https://evil.example/", `/\evil.example`, "javascript:alert(1)", "/signin?next=/signin", "ledger"} {
		a := g.page(g.person(), "POST", "/signin", url.Values{"name": {"the reader"}, "password": {password}, "next": {next}})
		if a.StatusCode != 303 || a.Header.Get("Location") != "/" {
			t.Errorf("%q leads to %q", next, a.Header.Get("Location"))
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	g := withUsers(t, Options{Proxies: access.Loopback})
	now := time.Now()
	g.desk.gate.now = func() time.Time { return now }
	a := g.do("POST", "/signin", "name=the+reader&password="+url.QueryEscape(password), "Content-Type", form, "X-Forwarded-Proto", "https")
	c := a.Cookies()[0]
	if !c.Secure {
		t.Error("behind TLS the cookie goes out without it")
	}
	in := func(after time.Duration, want int) {
		t.Helper()
		now = now.Add(after)
		g.want(g.get("/about", "Cookie", c.Name+"="+c.Value), want)
	}
	in(11*time.Hour, 200)
	in(11*time.Hour, 200) // each use moves the end
	for range 13 {
		in(11*time.Hour, 200)
	}
	in(11*time.Hour, 401) // but not beyond a week
	a = g.do("POST", "/signin", "name=the+reader&password="+url.QueryEscape(password), "Content-Type", form)
	c = a.Cookies()[0]
	in(12*time.Hour+time.Second, 401)
	a = g.do("POST", "/signin", "name=the+reader&password="+url.QueryEscape(password), "Content-Type", form)
	c = a.Cookies()[0]
	in(time.Minute, 200)
	if err := g.store.SetDisabled(t.Context(), "the reader", true); err != nil {
		t.Fatal(err)
	}
	in(0, 401)
}

// TestGuessesLockNobodyOut: whoever has the right password or token comes in, however many wrong ones came before, for the same user and from
// the same address; wrong ones are slow from the eleventh on.
func TestGuessesLockNobodyOut(t *testing.T) {
	g := withUsers(t, Options{Proxies: access.Loopback})
	g.desk.gate.slow = 300 * time.Millisecond
	try := func(from, name, with string) answerOf {
		return g.do("POST", "/signin", url.Values{"name": {name}, "password": {with}}.Encode(), "Content-Type", form, "X-Forwarded-For", "10.0.0.1, "+from)
	}
	for i := range 12 {
		begun := time.Now()
		if a := try("198.51.100.1", "the admin", "wrong"); a.StatusCode != 401 {
			t.Fatalf("try %d: %d", i+1, a.StatusCode)
		}
		if took := time.Since(begun); (took > 300*time.Millisecond) != (i >= 10) {
			t.Errorf("try %d took %s", i+1, took)
		}
	}
	for _, c := range [][2]string{{"198.51.100.1", "the admin"}, {"198.51.100.2", "the admin"}, {"198.51.100.1", "the reader"}, {"198.51.100.2", "the reader"}, {"nonsense", "the admin"}} {
		g.want(try(c[0], c[1], password), 303)
	}
	for range 30 {
		g.want(g.get("/api/v1/counts", "Authorization", "Bearer orc_x_y", "X-Forwarded-For", "198.51.100.1"), 401)
	}
	g.want(g.get("/api/v1/counts", append(g.as(access.Reader), "X-Forwarded-For", "198.51.100.1")...), 200)
}

// TestGuessesAtOnce: guesses that come at the same time gain hardly more tries than those that come one by one, and those of one address
// keep nobody at another waiting.
func TestGuessesAtOnce(t *testing.T) {
	g := withUsers(t, Options{Proxies: access.Loopback})
	g.desk.gate.slow, g.desk.gate.wait = 2*time.Second, 3*time.Second
	var all sync.WaitGroup
	var looked, sent atomic.Int64
	for range 40 {
		all.Go(func() {
			sent.Add(1)
			a := g.do("POST", "/signin", "name=the+admin&password=wrong", "Content-Type", form, "X-Forwarded-For", "198.51.100.1")
			switch a.StatusCode {
			case 401:
				looked.Add(1)
			case 429:
				if a.Header.Get("Retry-After") == "" {
					t.Error("it does not say when to come again")
				}
			default:
				t.Errorf("a guess: %d", a.StatusCode)
			}
		})
	}
	for sent.Load() < 40 {
		time.Sleep(time.Millisecond)
	}
	begun := time.Now()
	g.want(g.do("POST", "/signin", "name=the+admin&password="+url.QueryEscape(password), "Content-Type", form, "X-Forwarded-For", "2001:db8::1"), 303)
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("somebody else waited %s", took)
	}
	all.Wait()
	if n := looked.Load(); n < 10 || n > 14 {
		t.Errorf("%d of 40 guesses were looked at, want ten and a few slow ones", n)
	}
}

// TestStrangersAreLimited: many requests without a name, or with a wrong one, are refused; a right one from the same address is not.
func TestStrangersAreLimited(t *testing.T) {
	g := withUsers(t, Options{Rate: 2})
	statuses := map[int]int{}
	for range 20 {
		statuses[g.get("/api/v1/counts", "Authorization", "Bearer orc_x_y").StatusCode]++
	}
	if statuses[401] < 10 || statuses[429] == 0 {
		t.Errorf("%v", statuses)
	}
	g.want(g.get("/api/v1/counts", g.as(access.Reader)...), 200)
}

// TestSecureCookies: the cookie goes out over TLS only where a proxy that is believed, or the name of the desk, tells that there is TLS; so do the
// addresses in feeds.
func TestSecureCookies(t *testing.T) {
	for _, c := range []struct {
		o      Options
		header []string
		want   bool
	}{
		{Options{}, nil, false},
		{Options{}, []string{"X-Forwarded-Proto", "https"}, false},
		{Options{Proxies: access.Proxies{netip.MustParsePrefix("192.0.2.1/32")}}, []string{"X-Forwarded-Proto", "https"}, false},
		{Options{Proxies: access.Loopback}, []string{"X-Forwarded-Proto", "https"}, true},
		{Options{Proxies: access.Loopback}, []string{"X-Forwarded-Proto", "http"}, false},
		{Options{Hosts: access.Hosts{Secure: []string{"record.example"}}}, []string{"Host", "record.example"}, true},
		{Options{Hosts: access.Hosts{Secure: []string{"record.example"}}}, nil, false},
	} {
		g := withUsers(t, c.o)
		a := g.do("POST", "/signin", "name=the+reader&password="+url.QueryEscape(password), append([]string{"Content-Type", form}, c.header...)...)
		if len(a.Cookies()) != 1 || a.Cookies()[0].Secure != c.want {
			t.Errorf("%+v %q: cookies %v", c.o.Hosts, c.header, a.Cookies())
		}
		feed := g.get("/explore.atom?q=truce", append(g.as(access.Reader), c.header...)...).body
		if strings.Contains(feed, `href="https://`) != c.want || strings.Contains(feed, `href="http://`) == c.want || strings.Contains(feed, "<id>https://") != c.want {
			t.Errorf("%+v %q: addresses in the feed: %.400s", c.o.Hosts, c.header, feed)
		}
	}
}

// TestLivePlaces: one client takes a few of the places of pages that listen, and others find theirs.
func TestLivePlaces(t *testing.T) {
	b := open(t, Options{Proxies: access.Loopback})
	listen := func(from string) int {
		r, err := http.NewRequestWithContext(t.Context(), "GET", b.web.URL+"/live", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Forwarded-For", from)
		a, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { a.Body.Close() })
		return a.StatusCode
	}
	for i := range liveEach {
		if got := listen(fmt.Sprintf("2001:db8::%x", i+1)); got != 200 { // one network is one client
			t.Fatalf("place %d: %d", i+1, got)
		}
	}
	if got := listen("2001:db8::ffff"); got != 503 {
		t.Errorf("one more: %d", got)
	}
	if got := listen("2001:db8:0:1::1"); got != 200 {
		t.Errorf("another client: %d", got)
	}
}

func TestRateLimit(t *testing.T) {
	b := open(t, Options{Writable: true, Rate: 2})
	statuses := map[int]int{}
	for range 15 {
		statuses[b.get("/about").StatusCode]++
	}
	if statuses[200] < 10 || statuses[429] == 0 || statuses[200]+statuses[429] != 15 {
		t.Errorf("%v", statuses)
	}
	a := b.get("/api/v1/counts")
	b.want(a, 429)
	if a.Header.Get("Retry-After") == "" || a.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%v", a.Header)
	}
	if a := b.get("/healthz"); a.StatusCode != 200 {
		t.Errorf("health is limited: %d", a.StatusCode)
	}
	reads := open(t, Options{Writable: true, Rate: 4})
	last := 0
	for range 4 {
		last = reads.post("/paste", url.Values{"text": {"Two people said so."}}).StatusCode
	}
	if a := reads.get("/about"); last != 429 || a.StatusCode != 200 {
		t.Errorf("the fourth text to read: %d; a page: %d", last, a.StatusCode)
	}
}

// TestFirstUserClosesTheDesk: a desk that runs open asks everybody from the moment that its store has a user, on every path, and those too
// who were listening.
func TestFirstUserClosesTheDesk(t *testing.T) {
	reports, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, Options{UsersOnceThere: true, Writable: true, WritableToUsers: true}, reports...)
	b.want(b.get("/ledger"), 200)
	b.want(b.get("/signin"), 404)
	b.want(b.do("POST", "/api/v1/read", `{"text":"Two people said so.","keep":true}`, "Content-Type", "application/json"), 200)
	listening, err := http.Get(b.web.URL + "/live")
	if err != nil {
		t.Fatal(err)
	}
	defer listening.Body.Close()
	other, err := store.Open(t.Context(), b.file) // onrecord user is another program
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	hash, err := access.HashPassword(password)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.AddUser(t.Context(), "ana", access.Analyst, hash); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/ledger", "/explore?q=truce", "/explore.csv", "/api/v1/counts", "/api/v1/exports/json", "/live", "/metrics", "/saved"} {
		b.want(b.get(path), 401)
	}
	b.want(b.do("POST", "/api/v1/read", `{"text":"Four people said so.","keep":true}`, "Content-Type", "application/json"), 401)
	b.want(b.post("/paste", url.Values{"text": {"Two people said so."}}), 401)
	b.want(b.get("/signin"), 200, "Password")
	if _, err := b.store.Put(t.Context(), reports[:1]); err != nil { // something new is told
		t.Fatal(err)
	}
	a := b.post("/signin", url.Values{"name": {"ana"}, "password": {password}})
	b.want(a, 303)
	session := a.Cookies()[0]
	b.want(b.get("/ledger", "Cookie", session.Name+"="+session.Value), 200)
	more := *reports[0]
	more.Text += " "
	if _, err := b.store.Put(t.Context(), []*onrecord.Document{&more}); err != nil {
		t.Fatal(err)
	}
	if err := b.desk.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { _, err := io.Copy(io.Discard, listening.Body); ended <- err }()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("whoever listened before goes on listening")
	}
}

// TestSavedQueriesAreTheirOwners: an analyst drops his own saved queries, an admin anybody's; others are neither offered it nor obeyed.
func TestSavedQueriesAreTheirOwners(t *testing.T) {
	g := withUsers(t, Options{})
	token, id, digest := access.NewToken()
	if err := g.store.AddUser(t.Context(), "another", access.Analyst, ""); err != nil {
		t.Fatal(err)
	}
	if err := g.store.AddToken(t.Context(), store.Token{ID: id, User: "another"}, digest); err != nil {
		t.Fatal(err)
	}
	other := []string{"Authorization", "Bearer " + token}
	for name, who := range map[string][]string{"mine": g.as(access.Analyst), "theirs": other} {
		g.want(g.post("/saved", url.Values{"name": {name}, "screen": {"explore"}, "query": {"q=truce"}}, who...), 303)
	}
	numbers := map[string]string{}
	list, err := g.store.SavedQueries(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range list {
		numbers[q.Name] = strconv.FormatInt(q.N, 10)
	}
	drop := func(name string, who []string) answerOf {
		return g.post("/saved/seen", url.Values{"n": {numbers[name]}, "do": {"drop"}}, who...)
	}
	if n := strings.Count(g.get("/saved", g.as(access.Analyst)...).body, "Drop"); n != 1 {
		t.Errorf("%d queries are offered to be dropped", n)
	}
	g.want(drop("theirs", g.as(access.Analyst)), 403, "keeps")
	g.want(drop("mine", other), 403)
	g.want(drop("mine", g.as(access.Reader)), 403)
	g.want(drop("mine", g.as(access.Analyst)), 303)
	g.want(drop("theirs", g.as(access.Admin)), 303)
	if list, err := g.store.SavedQueries(t.Context(), "x"); err != nil || len(list) != 0 {
		t.Errorf("left are %+v, %v", list, err)
	}
}

// TestOddIssues: words that are none are refused with a reason.
func TestOddIssues(t *testing.T) {
	b := demo(t)
	for _, issue := range []string{"OR", "-a", "OR OR", `"`} {
		for _, path := range []string{"/explore?issue=", "/api/v1/positions?issue=", "/ledger?issue=", "/sources?issue="} {
			b.want(b.get(path+url.QueryEscape(issue)), 400, "holds no word")
		}
	}
}

// TestFullDiskIsTold: 507, and in words.
func TestFullDiskIsTold(t *testing.T) {
	status, words, fault := toldWords(fmt.Errorf("write to store x: %w", store.ErrFull))
	if status != 507 || !strings.Contains(words, "disk of the store is full") || !fault {
		t.Errorf("%d %q", status, words)
	}
}

// TestReadingsOfOtherVersionsAreTold: what is to be done, without where the store lies.
func TestReadingsOfOtherVersionsAreTold(t *testing.T) {
	for want, err := range map[string]error{"update the program": store.ErrNewerReading, "run onrecord reread": store.ErrOldReading} {
		status, words, fault := toldWords(fmt.Errorf("load report x from store /home/x.db: %w", err))
		if status != 500 || !strings.Contains(words, want) || strings.Contains(words, "/home") || !fault {
			t.Errorf("%d %q, want %q", status, words, want)
		}
	}
}
