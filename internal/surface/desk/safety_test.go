package desk

import (
	"bufio"
	"database/sql"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/store/access"
)

// evil is what a hostile report would like to have run; each of it as text is harmless.
const evil = `<script>pwned()</script><img src=x onerror=pwned()>"'><svg/onload=pwned()>`

// hostile is a report that attacks whoever looks at it.
func hostile(t testing.TB) *onrecord.Document {
	t.Helper()
	r, err := theReader()
	if err != nil {
		t.Fatal(err)
	}
	d := &onrecord.Document{Text: "Estovia rejects " + evil +
		"\n\nThe minister said Estovia would never accept the " + evil + " treaty until a truce was signed. \"" + evil +
		" is out of the question,\" Lena Hartog said. {{.Page}} </textarea><base href=//evil.example> \u202eesrever\u202c \x00\n\n" +
		"Two people close to <b onclick=pwned()>Norvik</b> told the Gazette that the minister had rejected the plan.",
		Meta: onrecord.Meta{Title: evil, Author: evil, Publisher: evil, URL: "javascript:pwned()",
			Policy: "javascript:pwned()", Published: "2026-03-01"}}
	d.ID = onrecord.Digest(d.Text)
	if err := r.Read(d); err != nil {
		t.Fatal(err)
	}
	if len(d.Attributions) == 0 || len(d.Positions) == 0 || len(d.Events) == 0 {
		t.Fatalf("nothing is found in the hostile report: %d statements, %d positions, %d events",
			len(d.Attributions), len(d.Positions), len(d.Events))
	}
	return d
}

// TestHostileReport looks at a hostile report on every screen. Tags of our own pages are the only ones that may be there.
func TestHostileReport(t *testing.T) {
	d := hostile(t)
	b := open(t, Options{Writable: true}, d)
	id := onrecord.Digest(d.Text)
	paths := []string{"/", "/r/" + id, "/explore?q=" + url.QueryEscape("minister"), "/explore?kind=statement",
		"/explore?kind=position", "/explore?kind=event",
		"/explore?outlet=" + url.QueryEscape(evil), "/ledger", "/sources", "/dossier?who=" + url.QueryEscape(evil),
		"/?q=" + url.QueryEscape("x"+evil), "/nowhere" + url.PathEscape(evil)}
	for _, e := range []string{"minister", "estovia"} {
		paths = append(paths, "/dossier?who="+e)
	}
	for _, path := range paths {
		a := b.get(path)
		if a.StatusCode >= 500 {
			t.Errorf("%s: status %d", path, a.StatusCode)
		}
		low := strings.ToLower(a.body)
		for _, bad := range []string{"<script>pwned", "<img", "<svg/onload", "<base", `href="javascript:`,
			`action="javascript:`, "onerror=\"", "<b onclick", "</textarea><base"} {
			if strings.Contains(low, bad) {
				t.Errorf("%s: %s runs", path, bad)
			}
		}
		if !strings.Contains(a.Header.Get("Content-Security-Policy"), "script-src 'self'") ||
			a.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: no policy in %v", path, a.Header)
		}
	}
	a := b.get("/r/" + id + "/cite/a1")
	if ct := a.Header.Get("Content-Type"); !strings.HasPrefix(ct, "text/plain") {
		t.Errorf("a citation is %s", ct)
	}
	if a := b.get("/api/v1/reports/" + id); !strings.HasPrefix(a.Header.Get("Content-Type"), "application/json") {
		t.Errorf("the API answers with %s", a.Header.Get("Content-Type"))
	}
}

// TestHostileReportInBrowser lets a browser try.
func TestHostileReportInBrowser(t *testing.T) {
	d := hostile(t)
	x := surf(open(t, Options{Writable: true}, d))
	for _, path := range []string{"/", "/r/" + onrecord.Digest(d.Text), "/explore?kind=statement", "/ledger",
		"/sources"} {
		x.open(path)
		x.until(`document.querySelectorAll('main script, main img, base, main [onload], main [onerror]').length`, "0")
	}
}

func TestOtherSitesAreRefused(t *testing.T) {
	b := open(t, Options{Writable: true, Hosts: access.Hosts{Names: []string{"127.0.0.1", "localhost"}}})
	form := url.Values{"text": {"Two people said so."}}
	b.want(b.post("/paste", form, "Sec-Fetch-Site", "cross-site"), 403)
	b.want(b.post("/paste", form, "Sec-Fetch-Site", "same-site"), 403)
	b.want(b.post("/paste", form, "Origin", "http://evil.example"), 403)
	b.want(b.do("POST", "/api/v1/read", `{"text":"x"}`, "Content-Type", "application/json", "Origin",
		"http://evil.example"), 403)
	b.want(b.post("/paste", form, "Sec-Fetch-Site", "same-origin"), 303)
	b.want(b.get("/", "Host", "evil.example"), 421)
	b.want(b.get("/api/v1/counts", "Host", "evil.example:80"), 421)
	b.want(b.get("/", "Host", "localhost:99"), 200)
}

func TestReadOnly(t *testing.T) {
	b := open(t, Options{})
	page := b.post("/paste", url.Values{"text": {"Two people said so."}}).Header.Get("Location")
	if a := b.get(page); strings.Contains(a.body, "/keep\"><button") || strings.Contains(a.body, "Keep it") {
		t.Error("a desk that cannot keep offers to")
	}
	b.want(b.post(page+"/keep", nil), 403, "read-only")
	b.want(b.do("POST", "/api/v1/read", `{"text":"Two people said so.","keep":true}`, "Content-Type",
		"application/json"), 403, "read-only")
	if c, _ := b.store.Counts(t.Context()); c.Reports != 0 {
		t.Errorf("%d reports are kept", c.Reports)
	}
}

func TestPathsStayInside(t *testing.T) {
	b := demo(t)
	for _, path := range []string{"/static/..%2fdesk.go", "/static/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
		"/static/desk.css%00", "/r/..%2f..%2fetc%2fpasswd",
		"/r/" + strings.Repeat("0", 64), "/r/" + strings.Repeat("z", 64), "/r/x'%20OR%201=1--", "/r/" +
			strings.Repeat("a", 5000), "/static/", "/api/v1/../../etc/passwd"} {
		if a := b.get(path); a.StatusCode != 404 && a.StatusCode/100 != 3 || strings.Contains(a.body,
			"package desk") || strings.Contains(a.body, "root:") {
			t.Errorf("%s: status %d", path, a.StatusCode)
		}
	}
}

// TestSlowClient sends half a request and nothing more: the server must let go of it, and answer others meanwhile.
func TestSlowClient(t *testing.T) {
	b := open(t, Options{})
	s := b.desk.Server()
	if s.ReadHeaderTimeout <= 0 || s.ReadTimeout <= 0 || s.WriteTimeout <= 0 || s.IdleTimeout <= 0 ||
		s.MaxHeaderBytes <= 0 {
		t.Fatal("a client may take for ever")
	}
	s.ReadHeaderTimeout, s.ReadTimeout = 200*time.Millisecond, 300*time.Millisecond
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	for _, half := range []string{"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
		"POST /paste HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ntext=a"} {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := c.Write([]byte(half)); err != nil {
			t.Fatal(err)
		}
		_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err == nil && resp.StatusCode < 400 {
			t.Errorf("half a request was answered with %d", resp.StatusCode)
		}
		if e, ok := err.(net.Error); ok && e.Timeout() {
			t.Error("half a request holds its connection")
		}
	}
	resp, err := http.Get("http://" + l.Addr().String() + "/healthz")
	if err != nil || resp.StatusCode != 200 {
		t.Errorf("others are not served: %v", err)
	}
}

func TestHealth(t *testing.T) {
	b := open(t, Options{})
	b.want(b.get("/healthz"), 200, "ok")
	b.want(b.get("/readyz"), 200, "ready")
	b.store.Close()
	b.want(b.get("/readyz"), 503)
	a := b.get("/explore")
	b.want(a, 500, "it is in the log")
	if strings.Contains(a.body, "sql") || !strings.Contains(b.log.String(), "request failed") {
		t.Error("what broke is told to the one who asked, or not to the log")
	}
}

// TestDamageIsToldNotShown: what does not match its checksum is on no page and in no answer; what is wrong is told, and the other reports
// stay.
func TestDamageIsToldNotShown(t *testing.T) {
	reports, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, Options{}, reports...)
	db, err := sql.Open("sqlite", b.file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	bad, good := onrecord.Digest(reports[0].Text), onrecord.Digest(reports[1].Text)
	if _, err := db.Exec(`UPDATE reports SET title = 'Altered' || title WHERE id = ?`, bad); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/r/" + bad, "/explore?outlet=" + url.QueryEscape(reports[0].Meta.Publisher), "/api/v1/reports/" + bad, "/api/v1/search?limit=500"} {
		a := b.get(path)
		if strings.Contains(a.body, "Altered") {
			t.Errorf("%s shows what does not match", path)
		}
		b.want(a, 500, "onrecord check")
	}
	b.want(b.get("/r/"+good), 200)
	again, err := cross.Follow(b.store, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := again.Recompute(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := again.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := again.Report(t.Context(), bad); !errors.Is(err, cross.ErrUnknown) {
		t.Errorf("the record holds the damaged report: %v", err)
	}
	if _, err := again.Report(t.Context(), good); err != nil {
		t.Errorf("the record lacks a sound report: %v", err)
	}
}
