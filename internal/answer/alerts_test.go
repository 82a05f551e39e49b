package answer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/store"
	"onrecord/internal/store/storetest"
	"onrecord/internal/tell"
	"onrecord/internal/tell/telltest"
	"onrecord/read"
)

// aReader is loaded once.
var aReader = sync.OnceValues(read.New)

// telling is a store, somebody who tells, and a receiver.
type telling struct {
	*testing.T
	s      *store.Store
	t      *Teller
	url    string
	mu     sync.Mutex
	got    []Telling
	ids    []string
	refuse int // what it answers; 0 is 204
	secret string
}

// onEachStore runs a test over SQLite, and over PostgreSQL where there is one.
func onEachStore(t *testing.T, test func(t *testing.T, x *telling)) {
	t.Run("sqlite", func(t *testing.T) { test(t, newTelling(t)) })
	if server := storetest.Server(t); server != "" {
		t.Run("postgres", func(t *testing.T) { test(t, tellingIn(t, storetest.Schema(t, server))) })
	}
}

func newTelling(t *testing.T) *telling {
	t.Helper()
	return tellingIn(t, filepath.Join(t.TempDir(), "told.db"))
}

func tellingIn(t *testing.T, name string) *telling {
	t.Helper()
	s, err := store.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	live, err := cross.Follow(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	x := &telling{T: t, s: s, t: NewTeller(TellerOptions{Store: s, Record: live, Webhooks: tell.NewWebhooks(true, "onrecord/test"), Desk: "https://record.example.org", Pause: time.Millisecond})}
	receiver := httptest.NewServer(http.HandlerFunc(x.receive))
	t.Cleanup(receiver.Close)
	x.url = receiver.URL
	return x
}

func (x *telling) receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.secret != "" {
		hook, err := standardwebhooks.NewWebhook(x.secret)
		if err == nil {
			err = hook.Verify(body, r.Header)
		}
		if err != nil {
			x.Error(err)
		}
	}
	if x.refuse != 0 {
		w.WriteHeader(x.refuse)
		return
	}
	var one Telling
	if err == nil {
		err = json.Unmarshal(body, &one)
	}
	if err != nil {
		x.Error(err)
	}
	x.got, x.ids = append(x.got, one), append(x.ids, r.Header.Get("webhook-id"))
	w.WriteHeader(http.StatusNoContent)
}

// keep reads reports and keeps them; each is a day and a text.
func (x *telling) keep(reports ...[2]string) (ids []string) {
	x.Helper()
	r, err := aReader()
	if err != nil {
		x.Fatal(err)
	}
	for _, y := range reports {
		d := &onrecord.Document{Text: y[1], Meta: onrecord.Meta{Title: strings.Fields(y[1])[0] + " " + y[0], Publisher: "Post", Published: y[0]}}
		if err := r.Read(d); err != nil {
			x.Fatal(err)
		}
		if _, err := x.s.Put(x.Context(), []*onrecord.Document{d}); err != nil {
			x.Fatal(err)
		}
		ids = append(ids, onrecord.Digest(d.Text))
	}
	return ids
}

// again stores a report as another version read it.
func (x *telling) again(id, version string) {
	x.Helper()
	d, err := x.s.Report(x.Context(), id)
	if err != nil {
		x.Fatal(err)
	}
	d.Made.Tool = version
	if _, err := x.s.Put(x.Context(), []*onrecord.Document{d}); err != nil {
		x.Fatal(err)
	}
}

func (x *telling) add(a Tell) store.Alert {
	x.Helper()
	a.Who = "ana"
	if a.Channel == "" {
		a.Channel, a.Target = "webhook", x.url
	}
	kept, secret, err := a.In(x.Context(), x.s)
	if err != nil {
		x.Fatal(err)
	}
	if kept.Channel == store.Webhook {
		x.secret = secret
	}
	return kept
}

// tells looks and delivers, and gives what came since.
func (x *telling) tells() []Telling {
	x.Helper()
	x.mu.Lock()
	n := len(x.got)
	x.mu.Unlock()
	if _, err := x.t.Once(x.Context()); err != nil {
		x.Fatal(err)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	return slices.Clone(x.got[n:])
}

const (
	noShips  = "Norway will not send ships to the strait, its government said on Monday."
	ships    = "Norway will send ships to the strait, its government said on Monday."
	lateNo   = "The government of Norway said on Friday that Norway rejects sending ships to the strait."
	ferries  = "The ferry was late on Tuesday, the mayor said."
	bakery1  = "Fire guts the old bakery in Tallow Lane\n\nA fire gutted the old bakery in Tallow Lane on Sunday night. Baker Odd Rasmus said that the ovens were cold. Fire chief Lise Brandt said that the roof had fallen in."
	bakery2  = "Bakery in Tallow Lane burns down\n\nThe bakery in Tallow Lane burnt down in a fire on Sunday night. Lise Brandt, the fire chief, said that the roof of the bakery had fallen in. The baker, Odd Rasmus, said that his ovens were cold."
	bakery3  = "Tallow Lane bakery fire: roof fell in\n\nThe roof of the old bakery in Tallow Lane fell in when it burnt on Sunday night, fire chief Lise Brandt said. Baker Odd Rasmus said that the ovens of the bakery were cold."
	toNorway = "Sweden criticised Norway on Wednesday over the ferry, a spokesman said."
)

// TestToldOnce: what comes after an alert was made is told, once: not what was there before, and not again when it is read again.
func TestToldOnce(t *testing.T) { onEachStore(t, toldOnce) }

func toldOnce(t *testing.T, x *telling) {
	before := x.keep([2]string{"2026-03-02", noShips})
	a := x.add(Tell{About: "query", Query: url.Values{"q": {"ships OR ferry"}, "kind": {"statement"}}})
	if a.Name != "words ships OR ferry, kind statement" {
		t.Errorf("named %q", a.Name)
	}
	if got := x.tells(); len(got) != 0 {
		t.Errorf("told of before: %+v", got)
	}
	x.again(before[0], "newer")
	ids := x.keep([2]string{"2026-03-03", ferries}, [2]string{"2026-03-04", "Nothing else happened here."})
	got := x.tells()
	if len(got) != 1 {
		t.Fatalf("%d told: %+v", len(got), got)
	}
	d := got[0].Data
	if got[0].Type != "alert.found" || d.Alert.N != a.N || d.Found == nil || d.Found.Report != ids[0] || d.Found.Kind != "statement" || !strings.Contains(d.Text, "On the word of the mayor") ||
		d.Link != fmt.Sprintf("https://record.example.org/r/%s#c%d-%d", ids[0], d.Found.Span[0], d.Found.Span[1]) || d.Published != "2026-03-03" {
		t.Errorf("%+v", got[0])
	}
	x.again(ids[0], "newer")
	x.again(ids[0], "newer still")
	if got := x.tells(); len(got) != 0 {
		t.Errorf("told again: %+v", got)
	}
	if state, err := AlertOf(t.Context(), x.s, a.N, func(*store.Alert) bool { return true }); err != nil || state.Delivered != 1 || state.Found != 1 || state.Last == "" || state.State != AlertWaiting ||
		state.Why != NobodyDelivers || strings.Contains(fmt.Sprintf("%+v", state), x.secret) {
		t.Errorf("%+v, %v", state, err)
	}
}

// TestSubjects makes an alert on everything that there can be one on, and lets what fits and what does not come in.
func TestSubjects(t *testing.T) { onEachStore(t, subjects) }

func subjects(t *testing.T, x *telling) {
	old := x.keep([2]string{"2026-03-02", noShips}, [2]string{"2026-05-04", bakery1})
	alerts := map[string]store.Alert{}
	for name, a := range map[string]Tell{
		"query": {About: "query", Query: url.Values{"q": {"ferry"}}}, "actor": {About: "actor", Query: url.Values{"actor": {"Norway"}}},
		"issue": {About: "issue", Query: url.Values{"issue": {"ships"}}}, "story": {About: "story", Query: url.Values{"story": {old[1]}}},
		"change": {About: "change"}, "reverse": {About: "change", Query: url.Values{"change": {"reverse"}, "actor": {"Norway"}}},
		"other": {About: "change", Query: url.Values{"actor": {"Sweden"}}}} {
		a.Name = name
		alerts[name] = x.add(a)
	}
	x.secret = "" // of several
	if got := x.tells(); len(got) != 0 {
		t.Errorf("told of before: %+v", got)
	}
	new := x.keep([2]string{"2026-03-09", ships}, [2]string{"2026-03-10", toNorway}, [2]string{"2026-05-05", bakery2}, [2]string{"2026-05-06", ferries})
	told := map[string][]string{}
	for _, y := range x.tells() {
		told[y.Data.Alert.Name] = append(told[y.Data.Alert.Name], y.Type+" "+y.Data.Title)
		switch {
		case y.Data.Story != nil && (y.Data.Story.Report != new[2] || y.Data.Story.Reports != 2 || y.Data.Story.Copy):
			t.Errorf("%+v", y.Data.Story)
		case y.Data.Change != nil && (y.Data.Change.Before == nil || y.Data.Change.Before.Report != old[0] || y.Data.Change.Now.Report != new[0] || y.Data.Change.Now.Quote == ""):
			t.Errorf("%+v", y.Data.Change)
		}
	}
	for name := range told {
		slices.Sort(told[name])
	}
	if n := len(told["query"]); n != 2 {
		t.Errorf("query: %q", told["query"])
	}
	if s := strings.Join(told["actor"], "\n"); !strings.Contains(s, "Sweden") || !strings.Contains(s, "Norway") || strings.Contains(s, "ferry was") {
		t.Errorf("actor: %s", s)
	}
	if n := len(told["issue"]); n != 1 {
		t.Errorf("issue: %q", told["issue"])
	}
	if n := len(told["story"]); n != 1 {
		t.Errorf("story: %q", told["story"])
	}
	if len(told["change"]) != 1 || !slices.Equal(told["change"], told["reverse"]) || !strings.Contains(told["change"][0], "reverse") || told["other"] != nil {
		t.Errorf("change: %q, reverse: %q, other: %q", told["change"], told["reverse"], told["other"])
	}
	for _, id := range new {
		x.again(id, "newer")
	}
	if got := x.tells(); len(got) != 0 {
		t.Errorf("told again: %+v", got)
	}
	x.keep([2]string{"2026-05-06", bakery3})
	if got := x.tells(); len(got) != 1 || got[0].Type != "alert.story" || got[0].Data.Story.Reports != 3 {
		t.Errorf("%+v", got)
	}
}

// TestLateReportMakesAChange: a report of an earlier day that comes late makes a change of one that is there, which is told.
func TestLateReportMakesAChange(t *testing.T) { onEachStore(t, lateReportMakesAChange) }

func lateReportMakesAChange(t *testing.T, x *telling) {
	x.add(Tell{About: "change"})
	now := x.keep([2]string{"2026-03-09", ships})
	if got := x.tells(); len(got) != 0 {
		t.Errorf("the first telling is told: %+v", got)
	}
	late := x.keep([2]string{"2026-03-02", noShips})
	got := x.tells()
	if len(got) != 1 || got[0].Data.Change.Now.Report != now[0] || got[0].Data.Change.Before.Report != late[0] {
		t.Errorf("%+v", got)
	}
}

// TestFailuresAreTold: what fails is tried again under the same id, shown, given up, and tried again by hand.
func TestFailuresAreTold(t *testing.T) { onEachStore(t, failuresAreTold) }

func failuresAreTold(t *testing.T, x *telling) {
	a := x.add(Tell{About: "query", Query: url.Values{"kind": {"report"}}})
	state := func() AlertState {
		t.Helper()
		s, err := AlertOf(t.Context(), x.s, a.N, func(*store.Alert) bool { return false })
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	x.keep([2]string{"2026-03-02", ferries})
	x.refuse = http.StatusInternalServerError
	x.tells()
	if s := state(); s.State != AlertFailing || !strings.Contains(s.Why, "500 Internal Server Error") || s.Waiting != 1 || s.Failing != 1 || s.Next == "" || s.FailedAt == "" || !strings.HasPrefix(s.Target, "http://127.0.0.1") ||
		!strings.HasSuffix(s.Target, "/…") {
		t.Errorf("%+v", s)
	}
	for deadline := time.Now().Add(20 * time.Second); state().GivenUp == 0; x.tells() {
		if time.Now().After(deadline) {
			t.Fatal("it is never given up")
		}
		if err := hasten(x, a.N); err != nil {
			t.Fatal(err)
		}
	}
	list, _, err := Outbound(t.Context(), x.s, a.N, 0, 10)
	if err != nil || len(list) != 1 || list[0].State != "given_up" || list[0].Tries != mostTries {
		t.Errorf("%+v, %v", list, err)
	}
	x.refuse = 0
	if got := x.tells(); len(got) != 0 {
		t.Errorf("what was given up is sent: %+v", got)
	}
	if n, err := x.s.RetryAlert(t.Context(), a.N, "ana", false); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if got := x.tells(); len(got) != 1 || x.ids[0] != list[0].ID {
		t.Errorf("%+v, ids %q", got, x.ids)
	}
	if s := state(); s.State != AlertWaiting || s.Delivered != 1 || s.LastFailure == "" { // nobody delivers now
		t.Errorf("%+v", s)
	}
	x.refuse = http.StatusGone
	x.keep([2]string{"2026-03-03", ships})
	x.tells()
	if s := state(); s.State != AlertStopped || !strings.Contains(s.Why, "wants no more") || !s.Paused || s.Waiting != 1 {
		t.Errorf("%+v", s)
	}
	x.refuse = 0
	x.keep([2]string{"2026-03-04", noShips})
	if got := x.tells(); len(got) != 0 {
		t.Errorf("told though it is paused: %+v", got)
	}
	if err := errors.Join(x.s.PauseAlert(t.Context(), a.N, "ana", false, ""), hasten(x, a.N)); err != nil {
		t.Fatal(err)
	}
	if got := x.tells(); len(got) != 2 {
		t.Errorf("%d are told once it goes on, want what came meanwhile", len(got))
	}
}

// hasten has everything that waits be due now.
func hasten(x *telling, alert int64) error {
	db, _ := x.s.SQL()
	_, err := db.Exec(fmt.Sprintf(`UPDATE alert_messages SET due = at WHERE alert = %d`, alert))
	return err
}

// TestTests sends a test by whoever can, and leaves it in the outbox where nobody can.
func TestTests(t *testing.T) {
	x := newTelling(t)
	a := x.add(Tell{Name: "Hook", About: "query"})
	sent, err := x.t.Test(t.Context(), x.s, a.N, "ana", false)
	if err != nil || sent.State != "delivered" || !sent.Test || len(x.got) != 1 || x.got[0].Type != "alert.test" || x.got[0].Data.Title != "A test of Hook" {
		t.Errorf("%+v, %v, %+v", sent, err, x.got)
	}
	x.refuse = http.StatusNotFound
	if sent, err := x.t.Test(t.Context(), x.s, a.N, "ana", false); err != nil || sent.State != "given_up" || !strings.Contains(sent.Failure, "404") {
		t.Errorf("%+v, %v", sent, err)
	}
	x.refuse = 0
	mail := x.add(Tell{About: "query", Channel: "email", Target: "ana@example.org"})
	for _, n := range []int64{mail.N, a.N} {
		var nobody *Teller
		if n == mail.N {
			nobody = x.t // which knows no mail server
		}
		if sent, err := nobody.Test(t.Context(), x.s, n, "ana", false); err != nil || sent.State != AlertWaiting {
			t.Errorf("%+v, %v", sent, err)
		}
	}
	if got := x.tells(); len(got) != 1 || got[0].Type != "alert.test" {
		t.Errorf("%+v", got)
	}
	feed := x.add(Tell{About: "query", Channel: "feed"})
	if _, err := x.t.Test(t.Context(), x.s, feed.N, "ana", false); !errors.Is(err, store.ErrAlert) {
		t.Error(err)
	}
	if _, err := x.t.Test(t.Context(), x.s, a.N, "ben", false); !errors.Is(err, store.ErrNotKeeper) {
		t.Error(err)
	}
}

// TestWhatNoAlertIs: what cannot be asked for is refused, in words that help.
func TestWhatNoAlertIs(t *testing.T) {
	x := newTelling(t)
	hook := func(about string, v ...string) Tell {
		q := url.Values{}
		for i := 0; i < len(v); i += 2 {
			q.Set(v[i], v[i+1])
		}
		return Tell{Who: "ana", About: about, Query: q, Channel: "webhook", Target: "https://receiver.example.org/"}
	}
	with := func(t Tell, set func(*Tell)) Tell { set(&t); return t }
	for _, c := range []struct {
		tell  Tell
		words string
	}{
		{hook("weather"), "there are query, actor, issue, story, change"},
		{hook("query", "story", "x"), `takes no field "story"`}, {hook("query", "limit", "3"), `takes no field "limit"`}, {hook("query", "firmness", "9"), "firmness goes from"},
		{hook("actor"), "names it"}, {hook("actor", "actor", "--"), "holds no word"}, {hook("issue"), "names it"}, {hook("story", "story", "x"), "SHA-256"},
		{hook("story", "story", strings.Repeat("0", 64)), "no such report"}, {hook("change", "change", "up"), "there are reverse, harden"}, {hook("change", "root", "REJECT"), "takes no field"},
		{with(hook("query"), func(t *Tell) { t.Target = "ftp://x" }), "a webhook has an address"}, {with(hook("query"), func(t *Tell) { t.Secret = "x" }), "a secret is"},
		{with(hook("query"), func(t *Tell) { t.Channel = "fax" }), "no way"}, {with(hook("query"), func(t *Tell) { t.Channel = "email" }), "an address of e-mail"},
		{with(hook("query"), func(t *Tell) { t.Channel = "feed" }), "no receiver"}, {with(hook("query"), func(t *Tell) { t.Digest = "07:00" }), "for e-mail"},
		{with(hook("query"), func(t *Tell) { t.Channel, t.Target, t.Digest = "email", "a@example.org", "25:00" }), "07:00 Europe/Oslo"},
		{with(hook("query"), func(t *Tell) { t.Channel, t.Target, t.Digest = "email", "a@example.org", "07:00 Narnia" }), "07:00 Europe/Oslo"},
		{with(hook("query"), func(t *Tell) { t.Channel, t.Target, t.Digest = "email", "a@example.org", "07:00 Local" }), "07:00 Europe/Oslo"},
		{with(hook("query"), func(t *Tell) { t.Channel, t.Target, t.Secret = "email", "a@example.org", "x" }), "only webhooks"},
		{with(hook("query"), func(t *Tell) { t.Who = " " }), "nobody is named"},
	} {
		if _, _, err := c.tell.In(t.Context(), x.s); err == nil || !strings.Contains(err.Error(), c.words) || !errors.Is(err, store.ErrAlert) && !errors.Is(err, store.ErrQuery) && !errors.Is(err, store.ErrUnknown) {
			t.Errorf("%+v: %v, want %q", c.tell, err, c.words)
		}
	}
	if list, err := x.s.Alerts(t.Context()); len(list) != 0 || err != nil {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestTrouble: what keeps the record from being looked at is shown, and goes when it is over.
func TestTrouble(t *testing.T) {
	x := newTelling(t)
	a := x.add(Tell{About: "query"})
	db, _ := x.s.SQL()
	set := func(query string) {
		t.Helper()
		if _, err := db.Exec(`UPDATE alerts SET query = ?`, query); err != nil {
			t.Fatal(err)
		}
	}
	set("firmness=77")
	x.keep([2]string{"2026-03-02", ferries})
	x.tells()
	if s, err := AlertOf(t.Context(), x.s, a.N, func(*store.Alert) bool { return true }); err != nil || s.State != AlertFailing || !strings.Contains(s.Why, "firmness goes from 0 to 5") {
		t.Errorf("%+v, %v", s, err)
	}
	set("")
	if got := x.tells(); len(got) != 0 {
		t.Errorf("it does not rest: %+v", got)
	}
	clear(x.t.later)
	if got := x.tells(); len(got) != 1 {
		t.Errorf("%+v", got)
	}
	if b, err := x.s.Alert(t.Context(), a.N); err != nil || b.Trouble != "" {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestNextDigest(t *testing.T) {
	at := func(s string) time.Time {
		x, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	for _, c := range []struct{ digest, now, want string }{
		{"07:00", "2026-03-02T06:59:59Z", "2026-03-02T07:00:00Z"}, {"07:00", "2026-03-02T07:00:00Z", "2026-03-03T07:00:00Z"},
		{"07:00 Europe/Oslo", "2026-01-02T05:00:00Z", "2026-01-02T06:00:00Z"}, {"07:00 Europe/Oslo", "2026-07-02T05:30:00Z", "2026-07-03T05:00:00Z"},
		{"07:00 Europe/Oslo", "2026-03-28T07:00:00Z", "2026-03-29T05:00:00Z"}, // the clock was set forward at night
		{"02:30 Europe/Oslo", "2026-03-28T07:00:00Z", "2026-03-29T01:30:00Z"}, // an hour that there is not
		{"23:30 Asia/Tokyo", "2026-12-31T14:29:00Z", "2026-12-31T14:30:00Z"},
	} {
		if got, err := nextDigest(c.digest, at(c.now)); err != nil || !got.Equal(at(c.want)) {
			t.Errorf("%s at %s: %s, %v; want %s", c.digest, c.now, got.UTC(), err, c.want)
		}
	}
}

func TestPauses(t *testing.T) {
	sum := time.Duration(0)
	for tries := 1; tries < mostTries; tries++ {
		p := pauseBefore(FirstPause, tries)
		want := min(FirstPause<<(tries-1), longestPause)
		if p < want || p > want+want/5 {
			t.Errorf("after try %d: %s, want %s and up to a fifth more", tries, p, want)
		}
		sum += want
	}
	if sum < 72*time.Hour || sum > 100*time.Hour {
		t.Errorf("it is given up after %s", sum)
	}
	if p := pauseBefore(time.Hour, 1000); p > 15*time.Hour {
		t.Error(p)
	}
}

func TestFresh(t *testing.T) {
	at := func(kind store.Kind, report string, spans ...int) (out []store.Thing) {
		for i := 0; i+1 < len(spans); i += 2 {
			out = append(out, store.Thing{Report: report, Kind: kind, Span: onrecord.Span{Start: spans[i], End: spans[i+1]}})
		}
		return out
	}
	for _, c := range []struct {
		name              string
		told, found, want []store.Thing
	}{
		{"nothing told", nil, at("statement", "a", 0, 5), at("statement", "a", 0, 5)},
		{"the same", at("statement", "a", 0, 5), at("statement", "a", 0, 5), nil},
		{"other words of it", at("statement", "a", 0, 5), at("statement", "a", 2, 9), nil},
		{"beside it", at("statement", "a", 0, 5), at("statement", "a", 5, 9), at("statement", "a", 5, 9)},
		{"another kind", at("statement", "a", 0, 5), at("event", "a", 0, 5), at("event", "a", 0, 5)},
		{"another report", at("statement", "a", 0, 5), at("statement", "b", 0, 5), at("statement", "b", 0, 5)},
		{"one more inside", at("statement", "a", 0, 20), at("statement", "a", 0, 20, 10, 20), at("statement", "a", 10, 20)},
		{"two over the same words", at("position", "a", 0, 5), at("position", "a", 0, 5, 0, 5), at("position", "a", 0, 5)},
		{"what was two is one", at("statement", "a", 0, 5, 6, 9), at("statement", "a", 0, 9), nil},
		{"the report itself", at("report", "a", 0, 0), at("report", "a", 0, 0), nil},
	} {
		if got := fresh(c.told, c.found); !slices.EqualFunc(got, c.want, func(a, b store.Thing) bool { return a == b }) {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// TestTwoTell: two programs look and deliver at once, and everything is told once.
func TestTwoTell(t *testing.T) { onEachStore(t, twoTell) }

func twoTell(t *testing.T, x *telling) {
	x.add(Tell{About: "query", Query: url.Values{"kind": {"report"}}})
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for range 2 {
		live, err := cross.Follow(x.s, nil)
		if err != nil {
			t.Fatal(err)
		}
		teller := NewTeller(TellerOptions{Store: x.s, Record: live, Webhooks: tell.NewWebhooks(true, "onrecord/test")})
		all.Go(func() { teller.Run(ctx) })
		all.Go(func() {
			for ctx.Err() == nil {
				teller.Wake()
				time.Sleep(time.Millisecond)
			}
		})
	}
	const n = 60
	for i := range n {
		d := &onrecord.Document{Text: fmt.Sprintf("The ferry left for the %dth time.", i), Made: onrecord.Made{Tool: "t"}}
		if _, err := x.s.Put(ctx, []*onrecord.Document{d}); err != nil {
			t.Fatal(err)
		}
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		x.mu.Lock()
		got := len(x.got)
		x.mu.Unlock()
		if got >= n || time.Now().After(deadline) {
			break
		}
	}
	if programs, _, err := x.s.Carriers(ctx); programs != 2 || err != nil {
		t.Errorf("%d programs deliver, %v", programs, err)
	}
	cancel()
	all.Wait()
	seen := map[string]bool{}
	for _, y := range x.got {
		seen[y.Data.Found.Report] = true
	}
	if len(x.got) != n || len(seen) != n {
		t.Errorf("%d received, of %d reports; want %d", len(x.got), len(seen), n)
	}
	if programs, _, err := x.s.Carriers(t.Context()); programs != 0 || err != nil {
		t.Errorf("%d programs deliver that have ended, %v", programs, err)
	}
}

// TestMailsTell: what is found is put together in one mail, a digest at its hour, and one that fails goes again with the same id.
func TestMailsTell(t *testing.T) { onEachStore(t, mailsTell) }

func mailsTell(t *testing.T, x *telling) {
	office := &telltest.Office{}
	mails, err := tell.NewMails(tell.SMTP{Address: office.Open(t, nil, false), Encryption: tell.Unguarded, From: "record@example.org"}, "onrecord/test")
	if err != nil {
		t.Fatal(err)
	}
	x.t.o.Mails = mails
	now := x.add(Tell{Name: "Ferries", About: "query", Query: url.Values{"q": {"ferry OR ships"}, "kind": {"statement"}}, Channel: "email", Target: "ana@example.org"})
	digest := x.add(Tell{Name: "Daily", About: "query", Query: url.Values{"kind": {"report"}}, Channel: "email", Target: "ben@example.org", Digest: "07:00 Europe/Oslo"})
	if d := time.Until(digest.Due); d <= 0 || d > 25*time.Hour {
		t.Errorf("the digest is due in %s", d)
	}
	x.keep([2]string{"2026-03-03", ferries}, [2]string{"2026-03-04", noShips}, [2]string{"2026-03-05", "The <b>weather</b> was calm."})
	x.tells()
	list := office.Taken()
	if len(list) != 1 || list[0].Subject != "onrecord: Ferries: 2 new" || list[0].To[0] != "ana@example.org" || !strings.Contains(list[0].Text, "The ferry was late on Tuesday") ||
		!strings.Contains(list[0].Text, "On the word of the mayor") || !strings.Contains(list[0].Text, "https://record.example.org/r/") || !strings.Contains(list[0].Text, fmt.Sprintf("keeps alert %d of onrecord", now.N)) {
		t.Fatalf("%+v", list)
	}
	due := func() {
		t.Helper()
		db, _ := x.s.SQL()
		if _, err := db.Exec(`UPDATE alerts SET due = '2026-01-01T00:00:00.000Z' WHERE due <> ''`); err != nil {
			t.Fatal(err)
		}
	}
	x.keep([2]string{"2026-03-06", ships})
	if x.tells(); len(office.Taken()) != 1 {
		t.Errorf("a second mail within a minute: %+v", office.Taken())
	}
	if s, err := AlertOf(t.Context(), x.s, digest.N, func(*store.Alert) bool { return false }); err != nil || s.Held != 4 || s.Next != whenIs(digest.Due) || s.Target != "…@example.org" {
		t.Errorf("%+v, %v", s, err)
	}
	office.Refuse(451, "not now")
	due()
	x.tells()
	if n := len(office.Taken()); n != 1 {
		t.Fatalf("%d taken", n)
	}
	ids := map[string]bool{}
	for _, n := range []int64{now.N, digest.N} {
		list, _, err := Outbound(t.Context(), x.s, n, 0, 1)
		if err != nil || len(list) != 1 || list[0].State != AlertFailing || !strings.Contains(list[0].Failure, "not now") {
			t.Fatalf("%+v, %v", list, err)
		}
		ids["<"+list[0].ID+"@example.org>"] = true
		if err := hasten(x, n); err != nil {
			t.Fatal(err)
		}
	}
	office.Refuse(0, "")
	x.tells()
	list = office.Taken()[1:]
	slices.SortFunc(list, func(a, b telltest.Taken) int { return strings.Compare(a.To[0], b.To[0]) })
	if len(list) != 2 || !ids[list[0].Header.Get("Message-ID")] || !ids[list[1].Header.Get("Message-ID")] || !strings.HasPrefix(list[0].Subject, "onrecord: Ferries: its government: “Norway will send") ||
		list[1].Subject != "onrecord: Daily: 4 new" || !strings.Contains(list[1].Text, "“The <b>weather</b> was calm.”") {
		t.Errorf("%+v", list)
	}
	due()
	if x.tells(); len(office.Taken()) != 3 {
		t.Errorf("mails of nothing: %+v", office.Taken()[3:])
	}
	if sent, err := x.t.Test(t.Context(), x.s, digest.N, "ana", false); err != nil || sent.State != "delivered" || office.Taken()[3].Subject != "onrecord: Daily: a test" {
		t.Errorf("%+v, %v", sent, err)
	}
}

// FuzzTell reads an alert from anything: it is refused, or what it is of reads again as the same.
func FuzzTell(f *testing.F) {
	f.Add("query", "q=truce&kind=statement", "webhook", "https://receiver.example.org/", "")
	f.Add("change", "actor=Norway&change=reverse&unsure=1", "email", "ana@example.org", "07:00 Europe/Oslo")
	f.Add("story", "story="+strings.Repeat("0", 64), "feed", "", "")
	f.Fuzz(func(t *testing.T, about, query, channel, target, digest string) {
		v, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		asked := Tell{Who: "ana", About: about, Query: v, Channel: channel, Target: target, Digest: digest}
		a, err := asked.Alert()
		if err != nil {
			if !errors.Is(err, store.ErrAlert) && !errors.Is(err, store.ErrQuery) {
				t.Errorf("%v", err)
			}
			return
		}
		if asked.Query, err = url.ParseQuery(a.Query); err != nil {
			t.Fatal(err)
		}
		b, err := asked.Alert()
		b.Due, a.Due = a.At, a.At // by the clock
		if err != nil || a != b || AlertWords(&a) == "" || a.Name == "" {
			t.Errorf("%+v, %+v, %v", a, b, err)
		}
	})
}
