package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/store"
	"onrecord/internal/store/storetest"
	"onrecord/internal/tell/telltest"
)

// receiver is a receiver of webhooks that fails half of the time, in every way that there is: it refuses, hangs up, or takes a message and
// hangs up before it says so. Its log is what it took, by id.
type receiver struct {
	*testing.T
	secret string
	mu     sync.Mutex
	rng    *rand.Rand
	log    map[string]string // report by id
	came   int               // requests
	failed int
	again  int            // those with an id that it had taken
	inARow map[string]int // failures of an id
}

// mostInARow is after how many failures of one id the next try is taken, so that no test waits for the longest pauses.
const mostInARow = 7

func (x *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	x.mu.Lock()
	secret := x.secret
	x.mu.Unlock()
	hook, err2 := standardwebhooks.NewWebhook(secret)
	if err != nil || err2 != nil || hook.Verify(body, r.Header) != nil {
		return // cut off when its sender was killed
	}
	var told answer.Telling
	err = json.Unmarshal(body, &told)
	report := ""
	switch {
	case told.Data.Found != nil && told.Type == "alert.found":
		report = told.Data.Found.Report
	case told.Data.Change != nil && told.Type == "alert.change":
		report = told.Data.Change.Now.Report
	}
	if err != nil || report == "" {
		x.Errorf("%s: %v", body, err)
		return
	}
	id := r.Header.Get("webhook-id")
	x.mu.Lock()
	defer x.mu.Unlock()
	x.came++
	fails := x.rng.IntN(2) == 0 && x.inARow[id] < mostInARow
	takes := !fails || x.rng.IntN(3) == 0
	if fails {
		x.failed++
		x.inARow[id]++
	} else {
		x.inARow[id] = 0
	}
	if takes {
		switch before, there := x.log[id]; {
		case there && before != report:
			x.Errorf("%s tells of %s, and of %s before", id, report, before)
		case there:
			x.again++ // the same message once more: that is known by its id
		default:
			x.log[id] = report
		}
	}
	switch {
	case !fails:
		w.WriteHeader(http.StatusNoContent)
	case takes || x.rng.IntN(2) == 0:
		c, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			c.Close()
		}
	default:
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

func (x *receiver) taken() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.log)
}

// coming is what comes into a store while its alerts are delivered, and of what an alert is.
type coming struct {
	about string
	query url.Values
	n     int                            // reports
	of    func(i int) *onrecord.Document // one of them
	told  func(i int) bool               // whether it is to be told of
}

// ferries are reports of which each is to be told.
var ferries = coming{"query", url.Values{"kind": {"report"}}, 1000, func(i int) *onrecord.Document {
	return &onrecord.Document{Text: fmt.Sprintf("The ferry left the harbour for the %dth time.", i), Made: onrecord.Made{Tool: "t"}}
}, func(int) bool { return true }}

// turns are reports of a hundred matters, in each of which a ministry is now for it and now against: all but the first of a matter is a change.
var turns = coming{"change", url.Values{"change": {"reverse"}}, 1100, turn, func(i int) bool { return i >= 100 }}

func turn(i int) *onrecord.Document {
	syllables := []string{"ba", "den", "dor", "fal", "gar", "hol", "kas", "lin", "mar", "nor"}
	matter, day := i%100, i/100
	issue := "the " + syllables[matter/10] + syllables[matter%10] + "sund"
	text := fmt.Sprintf("The ministry of Norvik will not give way on %s, it said on day %d.", issue, day)
	span := func(words string) onrecord.Span {
		at := strings.Index(text, words)
		return onrecord.Span{Start: at, End: at + len(words)}
	}
	codes := []onrecord.Code{{Country: "NOR", Sector: onrecord.SectorGovernment}}
	return &onrecord.Document{Text: text, Made: onrecord.Made{Tool: "t"}, Meta: onrecord.Meta{Published: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC).AddDate(0, day, 0).Format(time.RFC3339)},
		Entities: []onrecord.Entity{{Name: "Norvik", Kind: onrecord.Organization, Country: "NOR", Codes: codes, Mentions: []onrecord.Mention{{Span: span("Norvik"), Form: onrecord.NameForm}}}},
		Positions: []onrecord.Position{{Span: span("The ministry of Norvik will not give way on " + issue), Actor: []onrecord.Member{{Span: span("Norvik"), Entity: 1, Codes: codes}}, Issue: issue, IssueSpans: []onrecord.Span{span(issue)},
			Stance: []onrecord.Stance{onrecord.StanceFor, onrecord.StanceAgainst}[day%2], Firmness: 3, Conf: .9}}}
}

// TestAlertsKilled brings 1,000 changes into a store while two programs that deliver its alerts are killed again and again, and the receiver
// fails half of the time: each change is in the receiver's log once, under one id, and none is lost. They are changes of the record, and changes of
// position.
func TestAlertsKilled(t *testing.T) {
	bin := program(t)
	sqlite := func(t *testing.T) string { return filepath.Join(t.TempDir(), "s.db") }
	postgres := func(t *testing.T) string { return storetest.Schema(t, storetest.Needed(t)) }
	for _, x := range []struct {
		name  string
		store func(t *testing.T) string
		comes coming
	}{{"sqlite", sqlite, ferries}, {"postgres", postgres, ferries}, {"positions", sqlite, turns}} {
		t.Run(x.name, func(t *testing.T) { t.Parallel(); alertsKilled(t, bin, x.store(t), x.comes) }) // what a killed one was at waits for a minute and a half
	}
}

func alertsKilled(t *testing.T, bin, name string, comes coming) {
	ctx := t.Context()
	s, err := store.Open(ctx, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	x := &receiver{T: t, rng: rand.New(rand.NewPCG(3, uint64(time.Now().UnixNano()))), log: map[string]string{}, inARow: map[string]int{}}
	web := httptest.NewServer(x)
	t.Cleanup(web.Close)
	told := answer.Tell{Who: "ana", About: comes.about, Query: comes.query, Channel: "webhook", Target: web.URL}
	a, secret, err := told.In(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	x.mu.Lock()
	x.secret = secret
	x.mu.Unlock()
	const n = 1000
	want := map[string]bool{}
	var bring sync.WaitGroup
	bring.Go(func() { // they come while programs are killed
		for i := range comes.n {
			d := comes.of(i)
			if comes.told(i) {
				want[onrecord.Digest(d.Text)] = true
			}
			if _, err := s.Put(ctx, []*onrecord.Document{d}); err != nil {
				t.Error(err)
				return
			}
			if i%50 == 0 { // and one is read again
				d.Made.Tool = fmt.Sprint("t", i)
				if _, err := s.Put(ctx, []*onrecord.Document{d}); err != nil {
					t.Error(err)
				}
			}
			time.Sleep(10 * time.Millisecond)
		}
	})
	begin := func() *exec.Cmd {
		c := exec.Command(bin, "alerts", "deliver", "--quiet", "--store", name, "--alerts-private", "--alerts-pause", "10ms")
		var words bytes.Buffer
		c.Stderr = &words
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			c.Process.Kill()
			c.Wait()
			if t.Failed() {
				t.Logf("it told:\n%s", words.String())
			}
		})
		return c
	}
	running, kills := []*exec.Cmd{begin(), begin()}, 0
	begun := time.Now()
	for x.taken() < n && time.Since(begun) < 5*time.Minute {
		time.Sleep(time.Duration(500+rand.IntN(1500)) * time.Millisecond)
		if kills < 12 {
			k := rand.IntN(len(running))
			running[k].Process.Kill()
			running[k].Wait()
			running[k] = begin()
			kills++
		}
	}
	bring.Wait()
	took := time.Since(begun)
	until := time.Now().Add(3 * time.Minute)
	var d store.Deliveries
	for ; time.Now().Before(until); time.Sleep(200 * time.Millisecond) { // until the last receipt is noted
		all, err := s.Deliveries(ctx)
		if d = all[a.N]; err != nil {
			t.Fatal(err)
		}
		if d.Delivered == n {
			break
		}
	}
	for _, c := range running {
		c.Process.Signal(os.Interrupt)
	}
	for _, c := range running {
		if err := c.Wait(); err != nil {
			t.Errorf("stopped by hand: %v", err)
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	of := map[string]int{}
	for _, report := range x.log {
		of[report]++
	}
	for report := range want {
		if of[report] != 1 {
			t.Errorf("report %s is told under %d ids", report, of[report])
		}
	}
	if len(x.log) != n || len(of) != n || len(want) != n || d.Found != n || d.Delivered != n || d.Waiting+d.GivenUp > 0 {
		t.Errorf("%d messages of %d reports in the receiver's log, want %d; the store: %+v", len(x.log), len(of), n, d)
	}
	if share := float64(x.failed) / float64(x.came); share < 0.4 || share > 0.6 {
		t.Errorf("the receiver failed %.0f %% of the time", 100*share)
	}
	t.Logf("%d requests in %s, %d of them failed, %d came again under an id that was taken; %d kills", x.came, took.Round(time.Second), x.failed, x.again, kills)
	if programs, _, err := s.Carriers(context.Background()); err != nil || programs > kills {
		t.Errorf("%d programs say that they deliver, %v", programs, err)
	}
}

// TestAlertsDelivered has a worker and a desk deliver, the first with the settings of the mail server from the environment and with a password
// over STARTTLS.
func TestAlertsDelivered(t *testing.T) {
	bin, name := program(t), filepath.Join(t.TempDir(), "s.db")
	secure, _, raw := telltest.Certificate(t)
	roots := filepath.Join(t.TempDir(), "roots.pem")
	if err := os.WriteFile(roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	office := &telltest.Office{User: "record", Password: "right"}
	mail := append(os.Environ(), "ONRECORD_SMTP="+office.Open(t, secure, false), "ONRECORD_SMTP_USER=record", "ONRECORD_SMTP_PASSWORD=right", "ONRECORD_SMTP_FROM=record@example.org", "SSL_CERT_FILE="+roots)
	s, err := store.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	ctx := t.Context()
	told := answer.Tell{Who: "ana", Name: "Ferries", About: "query", Query: url.Values{"q": {"ferry"}}, Channel: "email", Target: "ana@example.org"}
	a, _, err := told.In(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	comes := func(i int) {
		t.Helper()
		if _, err := s.Put(ctx, []*onrecord.Document{{Text: fmt.Sprintf("The ferry left the harbour for the %dth time.", i), Made: onrecord.Made{Tool: "t"}}}); err != nil {
			t.Fatal(err)
		}
	}
	comes(1)
	work := exec.Command(bin, "work", "--once", "--alerts", "--quiet", "--desk-url", "https://record.example.org/", "--store", name)
	work.Env = mail
	if out, err := work.CombinedOutput(); err != nil || !strings.Contains(string(out), "1 message delivered, 0 tries failed") {
		t.Fatalf("%v: %s", err, out)
	}
	if list := office.Taken(); len(list) != 1 || office.SignedIn() != 1 || !strings.HasPrefix(list[0].Subject, "onrecord: Ferries: ") || !strings.Contains(list[0].Text, fmt.Sprintf("https://record.example.org/alerts/%d\n", a.N)) {
		t.Errorf("%+v", list)
	}
	wrong := exec.Command(bin, "alerts", "test", fmt.Sprint(a.N), "--store", name)
	wrong.Env = append(mail, "ONRECORD_SMTP_PASSWORD=wrong")
	if out, err := wrong.CombinedOutput(); err == nil || !strings.Contains(string(out), "mail server: ") || strings.Contains(string(out), "wrong\n") {
		t.Errorf("%v: %s", err, out)
	}

	// The desk, with the password in a file.
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("right\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.TestAlert(ctx, a.N, "ana", false, 0); err != nil {
		t.Fatal(err)
	}
	serve := exec.Command(bin, "serve", "--alerts", "--quiet", "--listen", "127.0.0.1:0", "--smtp-password-file", password, "--store", name)
	serve.Env = append(mail, "ONRECORD_SMTP_PASSWORD=")
	var words bytes.Buffer
	serve.Stderr = &words
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { serve.Process.Kill() })
	waitFor(t, time.Minute, "the desk delivers", func() bool { return len(office.Taken()) == 2 })
	if m := office.Taken()[1]; m.Subject != "onrecord: Ferries: a test" {
		t.Errorf("%+v", m)
	}
	serve.Process.Signal(os.Interrupt)
	if err := serve.Wait(); err != nil {
		t.Errorf("%v: %s", err, words.String())
	}
	if programs, _, err := s.Carriers(ctx); programs != 0 || err != nil {
		t.Errorf("%d programs deliver after all ended, %v", programs, err)
	}
}
