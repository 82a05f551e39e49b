package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/mmcdole/gofeed"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
	"onrecord/internal/tell"
	"onrecord/internal/tell/telltest"
)

// hook is a receiver of webhooks.
type hook struct {
	mu     sync.Mutex
	bodies []string
	heads  []http.Header
	refuse int
	url    string
}

func newHook(t *testing.T) *hook {
	t.Helper()
	h := &hook{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.refuse != 0 {
			w.WriteHeader(h.refuse)
			return
		}
		h.bodies, h.heads = append(h.bodies, string(body)), append(h.heads, r.Header)
	}))
	t.Cleanup(s.Close)
	h.url = s.URL
	return h
}

func (h *hook) answers(status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.refuse = status
}

func (h *hook) got() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]string{}, h.bodies...)
}

// alerting is a desk that delivers alerts, with a mail server.
func alerting(t *testing.T, o Options) (*bench, *telltest.Office) {
	t.Helper()
	reports, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	office := &telltest.Office{}
	mails, err := tell.NewMails(tell.SMTP{Address: office.Open(t, nil, false), Encryption: tell.Unguarded, From: "record@example.org"}, "onrecord/test")
	if err != nil {
		t.Fatal(err)
	}
	o.Alerts = &answer.TellerOptions{Webhooks: tell.NewWebhooks(true, "onrecord/test"), Mails: mails, Desk: "https://record.example.org", Pause: time.Millisecond}
	b := open(t, o, reports...)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { b.desk.Tell(ctx); close(ended) }()
	t.Cleanup(func() { stop(); <-ended })
	return b, office
}

// comes keeps a report and has it looked at.
func (b *bench) comes(title, text string) {
	b.Helper()
	t, is := b.TB.(*testing.T)
	if !is {
		b.Fatal("for tests")
	}
	if _, err := b.store.Put(b.Context(), []*onrecord.Document{mustRead(t, title, text)}); err != nil {
		b.Fatal(err)
	}
	b.desk.teller.Wake()
}

// soon waits for something.
func soon(t *testing.T, what string, is func() bool) {
	t.Helper()
	for begun := time.Now(); time.Since(begun) < patience; time.Sleep(25 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("in vain: %s", what)
}

var madeSecret = regexp.MustCompile(`whsec_[A-Za-z0-9+/=&;#]+`)

// TestAlertPages makes an alert from a page and from the page of alerts, is told, and changes it.
func TestAlertPages(t *testing.T) {
	b, office := alerting(t, Options{Writable: true})
	h := newHook(t)
	soon(t, "it delivers", func() bool {
		all, mail, err := b.store.Carriers(t.Context())
		return err == nil && all == 1 && mail == 1
	})
	b.want(b.get("/alerts"), 200, "Nobody is told of anything yet", "A new alert")
	for path, want := range map[string]string{"/explore?kind=statement&q=truce": `name="query" value="kind=statement&amp;q=truce"`, "/changes?change=reverse": `name="query" value="change=reverse"`,
		"/ledger?actor=Estovia": `name="about" value="change"`, "/dossier?who=name%2Festovia%2F&on=airspace": `value="actor=Estovia&amp;issue=`,
		"/st/" + b.sampleReport("Hallam: no relief flights without a truce"): `name="about" value="story"`} {
		b.want(b.get(path), 200, "Tell me of what comes", want)
	}
	made := b.post("/alerts", url.Values{"about": {"query"}, "query": {"kind=statement&q=truce"}, "name": {"Truce <b>"}, "channel": {"webhook"}, "target": {h.url + "/very-secret"}})
	b.want(made, 201, "Truce &lt;b&gt;", "which is not shown again", "whsec_", "✓ fine")
	secret := strings.NewReplacer("&#43;", "+", "&#34;", "").Replace(madeSecret.FindString(made.body))
	for _, path := range []string{"/alerts", "/alerts/1", "/alerts/1.atom", "/api/v1/alerts", "/api/v1/alerts/1"} {
		if a := b.get(path); a.StatusCode != 200 || strings.Contains(a.body, "whsec_") || strings.Contains(a.body, "very-secret") {
			t.Errorf("%s: %d, or it shows a secret", path, a.StatusCode)
		}
	}
	b.want(b.post("/alerts", url.Values{"about": {"actor"}, "of": {"Norvik"}, "channel": {"email"}, "target": {"ana@example.org"}}), 303)
	b.want(b.post("/alerts", url.Values{"about": {"story"}, "of": {b.web.URL + "/st/" + b.sampleReport("Hallam: no relief flights without a truce") + "#x"}, "channel": {"feed"}}), 303)
	b.comes("News", "A truce will hold, the Norvik envoy said on Monday. Norvik rejected the plan.")
	soon(t, "both are told", func() bool { return len(h.got()) == 1 && len(office.Taken()) == 1 })
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil || verifier.Verify([]byte(h.got()[0]), h.heads[0]) != nil {
		t.Errorf("the secret that was shown does not verify: %v", err)
	}
	var told answer.Telling
	if err := json.Unmarshal([]byte(h.got()[0]), &told); err != nil || told.Data.Found == nil || !strings.HasPrefix(told.Data.Link, "https://record.example.org/r/") {
		t.Errorf("%+v, %v", told, err)
	}
	if m := office.Taken()[0]; m.To[0] != "ana@example.org" || !strings.Contains(m.Text, "https://record.example.org/alerts/2") {
		t.Errorf("%+v", m)
	}
	soon(t, "that is shown", func() bool { return strings.Contains(b.get("/alerts/1").body, "1 message delivered, the last") })
	b.want(b.get("/alerts/1"), 200, "A truce will hold", h.heads[0].Get("webhook-id"), "What it found last")
	f, err := gofeed.NewParser().ParseString(b.get("/alerts/1.atom").body)
	if err != nil || len(f.Items) != 1 || f.Items[0].GUID != "urn:onrecord:alert:1:1" || !strings.Contains(f.Items[0].Content, "A truce will hold") {
		t.Errorf("%+v, %v", f, err)
	}
	b.want(b.get(strings.TrimPrefix(f.Items[0].Link, b.web.URL)), 200)

	do := func(n int, what string, status int) answerOf {
		t.Helper()
		a := b.post(fmt.Sprintf("/alerts/%d", n), url.Values{"do": {what}})
		b.want(a, status)
		return a
	}
	do(1, "test", 303)
	b.want(b.get("/alerts/1"), 200, "it came through.")
	h.answers(500)
	do(1, "test", 303)
	b.want(b.get("/alerts/1"), 200, "it failed: the receiver answered 500 Internal Server Error.")
	b.comes("More", "The truce will not hold, the mayor said on Tuesday.")
	soon(t, "the failure is shown", func() bool { return strings.Contains(b.get("/alerts").body, "✗ failing") })
	b.want(b.get("/alerts"), 200, "the receiver answered 500 Internal Server Error", `data-h="Next try"><time>`)
	b.desk.alerted.changed() // it is kept for a few seconds
	b.want(b.get("/"), 200, "One alert is not delivered.")
	h.answers(0)
	do(1, "retry", 303)
	soon(t, "it is delivered", func() bool { return len(h.got()) == 3 })
	do(1, "pause", 303)
	b.want(b.get("/alerts/1"), 200, "‖ stopped", "paused by", "Go on")
	do(1, "test", 400)
	do(1, "resume", 303)
	if a := do(1, "secret", 200); !strings.Contains(a.body, "whsec_") || strings.Contains(a.body, secret) {
		t.Error("no other secret is shown")
	}
	do(3, "test", 400)
	do(3, "secret", 400)
	do(1, "dance", 400)
	do(9, "pause", 404)
	b.want(b.get("/alerts/9"), 404)
	b.want(b.get("/alerts/x"), 404)
	b.want(b.get("/alerts/9.atom"), 404)
	do(1, "remove", 303)
	b.want(b.get("/alerts/1"), 404)
	for _, form := range []url.Values{{"about": {"weather"}, "channel": {"feed"}}, {"about": {"query"}, "channel": {"webhook"}, "target": {"javascript:alert(1)"}}, {"about": {"story"}, "of": {"x"}, "channel": {"feed"}},
		{"about": {"query"}, "channel": {"email"}, "target": {"a@example.org"}, "hour": {"25:99"}}, {"about": {"query"}, "query": {"%zz"}, "channel": {"feed"}}, {"about": {"query"}, "query": {"firmness=9"}, "channel": {"feed"}}} {
		b.want(b.post("/alerts", form), 400)
	}
	b.want(b.post("/alerts", url.Values{"about": {"query"}, "channel": {"email"}, "target": {"a@example.org"}, "hour": {"07:00"}, "place": {"Europe/Oslo"}}), 303)
	b.want(b.get("/alerts"), 200, "e-mail to a@example.org, daily at 07:00 Europe/Oslo")
	b.desk.o.Writable = false
	b.want(b.post("/alerts", url.Values{"about": {"query"}, "channel": {"feed"}}), 403)
	b.want(b.post("/alerts/2", url.Values{"do": {"remove"}}), 403)
	b.want(b.do("POST", "/api/v1/alerts", `{"about":"query","channel":"feed"}`, "Content-Type", "application/json"), 403)
	b.want(b.do("DELETE", "/api/v1/alerts/2", ""), 403)
}

// TestAlertsByAPI makes, tests, pauses and removes an alert as programs do.
func TestAlertsByAPI(t *testing.T) {
	b, _ := alerting(t, Options{Writable: true})
	h := newHook(t)
	call := func(method, path, body string, status int, into any) {
		t.Helper()
		a := b.do(method, "/api/v1/alerts"+path, body, "Content-Type", "application/json")
		b.want(a, status)
		if into != nil {
			if err := json.Unmarshal([]byte(a.body), into); err != nil {
				t.Errorf("%s: %v", a.body, err)
			}
		}
	}
	var made answer.AlertState
	call("POST", "", `{"about":"change","query":{"actor":"Estovia","change":"reverse"},"channel":"webhook","target":"`+h.url+`"}`, 201, &made)
	if made.N != 1 || made.Query != "actor=Estovia&change=reverse" || !strings.HasPrefix(made.Secret, "whsec_") || made.Name == "" {
		t.Errorf("%+v", made)
	}
	var changed ChangedAlert
	call("POST", "/1/test", "", 200, &changed)
	if changed.Test == nil || changed.Test.State != "delivered" || len(h.got()) != 1 {
		t.Errorf("%+v", changed)
	}
	call("POST", "/1/pause", "", 200, &changed)
	if !changed.Alert.Paused || changed.Alert.State != answer.AlertStopped {
		t.Errorf("%+v", changed)
	}
	call("POST", "/1/resume", "", 200, nil)
	call("POST", "/1/retry", "", 200, nil)
	var other ChangedAlert
	call("POST", "/1/secret", "", 200, &other)
	if other.Alert.Secret == "" || other.Alert.Secret == made.Secret {
		t.Errorf("%+v", other)
	}
	var card AlertCard
	call("GET", "/1?limit=1", "", 200, &card)
	if card.Alert.N != 1 || len(card.Sent) != 1 || !card.Sent[0].Test || card.Alert.Secret != "" || card.Next != 0 {
		t.Errorf("%+v", card)
	}
	var list AlertList
	call("GET", "", "", 200, &list)
	if len(list.Alerts) != 1 || list.Alerts[0].Target != strings.TrimSuffix(h.url, "/")+"/…" {
		t.Errorf("%+v", list)
	}
	for _, c := range []struct {
		method, path, body string
		status             int
	}{{"POST", "", `{"about":"weather","channel":"feed"}`, 422}, {"POST", "", `{"about":"query","channel":"feed","query":{"colour":"red"}}`, 400}, {"POST", "", `{"about":"story","channel":"feed","query":{"story":"` + strings.Repeat("0", 64) + `"}}`, 404},
		{"POST", "/1/dance", "", 422}, {"POST", "/7/pause", "", 404}, {"GET", "/7", "", 404}, {"DELETE", "/7", "", 404}} {
		call(c.method, c.path, c.body, c.status, nil)
	}
	call("DELETE", "/1", "", 204, nil)
	call("GET", "/1", "", 404, nil)
}

// TestAlertsAreTheirOwners: an analyst changes what he or she keeps, an admin anything, a reader nothing; others see no address of a mail.
func TestAlertsAreTheirOwners(t *testing.T) {
	g := withUsers(t, Options{})
	form := url.Values{"about": {"query"}, "channel": {"email"}, "target": {"ana@example.org"}}
	g.want(g.post("/alerts", form, g.as(access.Reader)...), 403)
	g.want(g.post("/alerts", form, g.as(access.Analyst)...), 303)
	g.want(g.post("/alerts", form, g.as(access.Admin)...), 303)
	pause := url.Values{"do": {"pause"}}
	g.want(g.post("/alerts/2", pause, g.as(access.Analyst)...), 403, "the admin keeps it")
	g.want(g.post("/alerts/1", pause, g.as(access.Analyst)...), 303)
	g.want(g.post("/alerts/1", url.Values{"do": {"resume"}}, g.as(access.Admin)...), 303)
	g.want(g.post("/alerts/1", pause, g.as(access.Reader)...), 403)
	g.want(g.get("/alerts"), 401)
	for role, sees := range map[access.Role]int{access.Reader: 0, access.Analyst: 1, access.Admin: 2} {
		if n := strings.Count(g.get("/alerts", g.as(role)...).body, "ana@example.org"); n != sees {
			t.Errorf("a %s sees %d addresses, want %d", role, n, sees)
		}
	}
	if err := g.store.SetDisabled(t.Context(), "the analyst", true); err != nil {
		t.Fatal(err)
	}
	g.want(g.get("/alerts/1", g.as(access.Admin)...), 200, "‖ stopped", "is shut out")
}

// TestAlertsInBrowser makes an alert by mouse and by keys, at both widths and in both themes, sends a test, pauses it and has it go on, takes
// it away; after a restart of the desk all is as it was.
func TestAlertsInBrowser(t *testing.T) {
	b, _ := alerting(t, Options{Writable: true})
	h := newHook(t)
	x := surf(b)
	hallam := x.sampleReport("Hallam: no relief flights without a truce")
	fails := func(path, what string) {
		t.Helper()
		if path != "" {
			x.open(path)
		}
		if x.eval(`document.documentElement.scrollWidth > innerWidth`) == "true" {
			t.Errorf("%s is wider than the window", what)
		}
		for _, f := range strings.Split(x.eval(faults), "\n") {
			if f != "" {
				t.Errorf("%s: %s", what, f)
			}
		}
	}
	press := func(keys string) { // once the page hears them
		t.Helper()
		x.until(`document.querySelector('#tools')?.hidden`, "false")
		x.keys(keys)
	}
	n := 0
	for _, size := range []struct{ wide, high int64 }{{1280, 900}, {390, 844}} {
		for _, theme := range []string{"light", "dark"} {
			where := fmt.Sprintf("%d %s", size.wide, theme)
			x.do(chromedp.EmulateViewport(size.wide, size.high))
			x.open("/about")
			x.eval(`localStorage.setItem('onrecord.theme', '` + theme + `')`)

			// By mouse, from a query.
			x.open("/explore?kind=statement&q=truce")
			x.do(chromedp.Click(chromedp.CSS(".watch:last-of-type summary")), chromedp.SetValue(chromedp.CSS(`.watch:last-of-type select[name=channel]`), "webhook"),
				chromedp.SendKeys(chromedp.CSS(`.watch:last-of-type input[name=target]`), h.url), chromedp.Click(chromedp.CSS(`.watch:last-of-type button`)))
			n++
			x.until(`document.querySelector('#secret')?.textContent.startsWith('whsec_')`, "true")
			fails("", "an alert just made, "+where)
			x.open(fmt.Sprintf("/alerts/%d", n))
			x.until(`document.querySelector('#secret')`, "null")
			x.do(chromedp.Click(chromedp.CSS(`button[value=test]`)))
			x.until(`document.querySelector('#test')?.textContent.includes('it came through')`, "true")
			x.do(chromedp.Click(chromedp.CSS(`button[value=pause]`)))
			x.until(`document.querySelector('.big')?.textContent.includes('stopped')`, "true")
			fails("", "an alert that is paused, "+where)
			x.do(chromedp.Click(chromedp.CSS(`button[value=resume]`)))
			x.until(`document.querySelector('.big')?.textContent.includes('fine')`, "true")

			// By keys alone, from the page of alerts.
			x.open("/")
			press("ga")
			x.until(`location.pathname`, "/alerts")
			press("n")
			x.until(`document.activeElement?.name`, "about")
			x.keys("an " + kb.Tab + "Norvik" + kb.Tab + kb.Tab + "Norvik, " + where + kb.Tab + "feed" + kb.Tab + kb.Enter)
			n++
			x.until(`location.pathname`, fmt.Sprintf("/alerts/%d", n))
			x.until(`document.querySelector('h1')?.textContent`, "Norvik, "+where)
			press("z")
			x.until(`document.querySelector('.big')?.textContent.includes('stopped')`, "true")
			press("z")
			x.until(`document.querySelector('.big')?.textContent.includes('fine')`, "true")
			x.open("/alerts")
			press(strings.Repeat("j", n/2) + "o") // of each round before one is left
			x.until(`location.pathname`, fmt.Sprintf("/alerts/%d", n-1))
			press("s")
			x.until(`document.querySelectorAll('tbody .entry').length`, "2")

			for path, what := range map[string]string{"/alerts": "alerts", fmt.Sprintf("/alerts/%d", n-1): "an alert", "/st/" + hallam: "a story", "/changes": "changes", "/ledger": "ledger"} {
				fails(path, what+", "+where)
				x.shoot(fmt.Sprintf("%s-%s.png", strings.ReplaceAll(what, " ", "-"), strings.ReplaceAll(where, " ", "-")), true)
			}
			x.open(fmt.Sprintf("/alerts/%d", n))
			x.do(chromedp.Click(chromedp.CSS(".watch summary")), chromedp.Click(chromedp.CSS(`button[value=remove]`)))
			x.until(`location.pathname`, "/alerts")
			if list, err := b.store.Alerts(t.Context()); err != nil || len(list) != n/2 {
				t.Errorf("%s: %d alerts, want %d (%v)", where, len(list), n/2, err)
			}
		}
	}
	if want := n; len(h.got()) != want { // two tests of each webhook
		t.Errorf("%d tests are received, want %d", len(h.got()), want)
	}

	// A failure shows with its reason and the next try.
	h.answers(503)
	b.comes("News", "A truce will hold, the Norvik envoy said on Monday.")
	x.open("/alerts")
	soon(t, "it shows", func() bool {
		x.open("/alerts")
		return x.eval(`document.querySelectorAll('tbody .warn').length`) == "4"
	})
	fails("", "alerts that fail")
	x.shoot("alerts-failing.png", true)

	// Another desk over the same store shows the same.
	s, err := store.Open(t.Context(), b.file)
	if err != nil {
		t.Fatal(err)
	}
	again := serving(t, s, b.file, nil, Options{Writable: true})
	moving := regexp.MustCompile(`<time>[^<]*</time>`)
	if before, after := moving.ReplaceAllString(b.get("/alerts").body, ""), moving.ReplaceAllString(again.get("/alerts").body, ""); before != after {
		t.Errorf("after a restart:\n%s\nbefore:\n%s", after, before)
	}
}
