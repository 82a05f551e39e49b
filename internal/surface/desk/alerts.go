package desk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"onrecord/internal/answer"
	"onrecord/internal/store"
)

// alertPages are the pages of what people want to be told of.
type alertPages struct{ *base }

// tellMe is the form that makes an alert on what a page shows.
type tellMe struct{ About, Query, Name string }

// newTellMe is the form of a page by the fields of its address.
func newTellMe(about store.Subject, v url.Values) tellMe {
	kept := url.Values{}
	for _, f := range answer.AlertFields(about) {
		if x := v.Get(f); x != "" {
			kept.Set(f, x)
		}
	}
	a := store.Alert{About: about, Query: kept.Encode()}
	return tellMe{string(about), a.Query, short(80, answer.AlertWords(&a))}
}

// alertRow is an alert with where it leads.
type alertRow struct {
	answer.AlertState
	Of    string // page of what it is of
	Page  string
	Feed  string
	May   bool // whoever asks may change it
	Sends bool // not a feed alone
}

// alertsPage lists the alerts.
type alertsPage struct {
	Alerts  []alertRow
	Nobody  string // says that nothing is delivered; "" where it is
	NoMail  bool
	Changes []string // kinds of changes that there can be alerts on
}

// alertPage is one alert with what it sent and what it found.
type alertPage struct {
	alertRow
	Secret string // just made: it is not shown again
	Sent   []answer.Sent
	Older  string
	Test   *answer.Sent // the last one
	Things []toldRow
	Nobody string
}

// toldRow is a thing that was found.
type toldRow struct {
	answer.Told
	At   time.Time
	Sent bool // it is in a message
}

// whole tells of an alert whether the one who asks may change it, and so sees its receiver in full.
func (d *base) whole(ctx context.Context) func(*store.Alert) bool {
	all, who := d.mayDropAll(ctx), d.whoIn(ctx)
	return func(a *store.Alert) bool { return all || a.Who == who }
}

func (d *alertPages) row(ctx context.Context, a *answer.AlertState) alertRow {
	v, _ := url.ParseQuery(a.Query) // what cannot be read leads to everything
	page := "/alerts/" + strconv.FormatInt(a.N, 10)
	r := alertRow{AlertState: *a, Page: page, Feed: page + ".atom", May: d.mayDropAll(ctx) || a.Who == d.whoIn(ctx), Sends: a.Channel != string(store.ByFeed)}
	switch store.Subject(a.About) {
	case store.OfChange:
		r.Of = with("/changes", v)
	case store.OfStory:
		r.Of = "/st/" + v.Get(answer.StoryField)
	default:
		r.Of = with("/explore", v)
	}
	return r
}

func (d *alertPages) alertsPage(w http.ResponseWriter, r *http.Request) error {
	list, carried, err := answer.AlertsOf(r.Context(), d.store, d.whole(r.Context()))
	if err != nil {
		return err
	}
	p := alertsPage{NoMail: carried.Programs > 0 && carried.Mail == 0}
	if carried.Programs == 0 {
		p.Nobody = answer.NobodyDelivers
	}
	for _, c := range answer.Changes {
		p.Changes = append(p.Changes, string(c))
	}
	for i := range list {
		p.Alerts = append(p.Alerts, d.row(r.Context(), &list[i]))
	}
	return d.show(w, r, http.StatusOK, "alerts", frame{Title: "Alerts", Page: p})
}

// asAlert reads the form of an alert: what a page shows, or what the page of alerts asks for in words.
func (d *alertPages) asAlert(r *http.Request) (*answer.Tell, error) {
	f := r.PostForm
	v, err := url.ParseQuery(f.Get("query"))
	if err != nil {
		return nil, errForm
	}
	about := store.Subject(f.Get("about"))
	if of := strings.TrimSpace(f.Get("of")); of != "" {
		field := map[store.Subject]string{store.OfQuery: "q", store.OfActor: "actor", store.OfIssue: "issue", store.OfStory: answer.StoryField, store.OfChange: "actor"}[about]
		if about == store.OfStory {
			of = digestIn(of)
		}
		v.Set(field, of)
	}
	if kind := f.Get("change"); kind != "" && about == store.OfChange {
		v.Set(answer.ChangeField, kind)
	}
	digest := strings.TrimSpace(f.Get("hour") + " " + f.Get("place"))
	if f.Get("hour") == "" {
		digest = ""
	}
	return &answer.Tell{Who: d.who(r), Name: f.Get("name"), About: string(about), Query: v, Channel: f.Get("channel"), Target: f.Get("target"), Digest: digest}, nil
}

// digestIn is the id of a report in an address of it or of its story.
func digestIn(address string) string {
	address = strings.TrimSpace(address)
	if i := strings.LastIndexByte(address, '/'); i >= 0 {
		address = address[i+1:]
	}
	address, _, _ = strings.Cut(address, "#")
	return address
}

func (d *alertPages) addAlert(w http.ResponseWriter, r *http.Request) error {
	if err := d.form(w, r); err != nil {
		return err
	}
	t, err := d.asAlert(r)
	if err != nil {
		return err
	}
	a, secret, err := t.In(r.Context(), d.store)
	if err != nil {
		return err
	}
	d.alerted.changed()
	if secret != "" {
		return d.showAlert(w, r, http.StatusCreated, a.N, secret)
	}
	http.Redirect(w, r, fmt.Sprintf("/alerts/%d", a.N), http.StatusSeeOther)
	return nil
}

// alertPage is the page of an alert, or its feed: /alerts/3, /alerts/3.atom.
func (d *alertPages) alertPage(w http.ResponseWriter, r *http.Request) error {
	number, feed := strings.CutSuffix(r.PathValue("n"), ".atom")
	n, err := strconv.ParseInt(number, 10, 64)
	switch {
	case err != nil:
		return errNoPage
	case feed:
		return d.alertAtom(w, r, n)
	}
	return d.showAlert(w, r, http.StatusOK, n, "")
}

// How much the page of an alert lists.
const sentShown, foundShown = 40, 20

func (d *alertPages) showAlert(w http.ResponseWriter, r *http.Request, status int, n int64, secret string) error {
	a, err := answer.AlertOf(r.Context(), d.store, n, d.whole(r.Context()))
	if err != nil {
		return err
	}
	p := alertPage{alertRow: d.row(r.Context(), &a), Secret: secret}
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64) // no number is the newest
	var next int64
	if p.Sent, next, err = answer.Outbound(r.Context(), d.store, n, before, sentShown); err != nil {
		return err
	}
	if next > 0 {
		p.Older = with(p.Page, nil, "before", strconv.FormatInt(next, 10))
	}
	if before == 0 {
		for i := range p.Sent {
			if p.Sent[i].Test {
				p.Test = &p.Sent[i]
				break
			}
		}
	}
	things, err := d.store.NewestThings(r.Context(), n, foundShown)
	if err != nil {
		return err
	}
	for i := range things {
		p.Things = append(p.Things, toldRow{answer.ReadTold(&things[i]), things[i].At, things[i].Message != 0})
	}
	return d.show(w, r, status, "alert", frame{Title: a.Name, Here: "alerts", Feed: p.Feed, Page: p})
}

// changeAlert does to an alert what a button of its page says.
func (d *alertPages) changeAlert(w http.ResponseWriter, r *http.Request) error {
	if err := d.form(w, r); err != nil {
		return err
	}
	n, err := strconv.ParseInt(r.PathValue("n"), 10, 64)
	if err != nil {
		return errNoPage
	}
	do := r.PostForm.Get("do")
	secret, _, err := d.alter(r.Context(), n, do)
	switch {
	case err != nil:
		return err
	case secret != "":
		return d.showAlert(w, r, http.StatusOK, n, secret)
	case do == "remove":
		http.Redirect(w, r, "/alerts", http.StatusSeeOther)
	default:
		http.Redirect(w, r, fmt.Sprintf("/alerts/%d", n), http.StatusSeeOther)
	}
	return nil
}

// errNoChange is for a change of an alert that there is not.
var errNoChange = errors.New("an alert can be tested, paused, resumed, retried, given another secret, and removed")

// alter does something to an alert in the name of the one who asks: of another secret it gives that, of a test how it ended.
func (d *base) alter(ctx context.Context, n int64, do string) (secret string, test *answer.Sent, err error) {
	who, all := d.whoIn(ctx), d.mayDropAll(ctx)
	switch do {
	case "test":
		var sent answer.Sent
		sent, err = d.teller.Test(ctx, d.store, n, who, all)
		test = &sent
	case "pause":
		err = d.store.PauseAlert(ctx, n, who, all, "by "+who)
	case "resume":
		err = d.store.PauseAlert(ctx, n, who, all, "")
	case "retry":
		_, err = d.store.RetryAlert(ctx, n, who, all)
	case "secret":
		secret = store.NewSecret()
		err = d.store.NewAlertSecret(ctx, n, who, all, secret)
	case "remove":
		err = d.store.DropAlert(ctx, n, who, all)
	default:
		err = fmt.Errorf("%w: %w", store.ErrAlert, errNoChange)
	}
	if err != nil {
		return "", nil, err
	}
	d.alerted.changed()
	if d.teller != nil {
		d.teller.Wake()
	}
	return secret, test, nil
}

// alertAtom is what an alert found last, as a feed. An entry is what is told once: it stays the same whatever reads its report.
func (d *alertPages) alertAtom(w http.ResponseWriter, r *http.Request, n int64) error {
	a, err := d.store.Alert(r.Context(), n)
	if err != nil {
		return err
	}
	things, err := d.store.NewestThings(r.Context(), n, atomEntries)
	if err != nil {
		return err
	}
	var entries []atomEntry
	for i := range things {
		t := answer.ReadTold(&things[i])
		e := newEntry(things[i].Report, "", t.Title, t.Outlet, "", t.Link, t.Text)
		e.ID, e.Updated = fmt.Sprintf("urn:onrecord:alert:%d:%d", a.N, things[i].N), things[i].At.UTC().Format(time.RFC3339)
		entries = append(entries, e)
	}
	return d.feed(w, r, "onrecord: "+a.Name, fmt.Sprintf("/alerts/%d", a.N), entries)
}

// unheard keeps for a few seconds what is to be said of alerts on the first page.
type unheard struct {
	mu   sync.Mutex
	last string
	at   time.Time
}

func (u *unheard) changed() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.at = time.Time{}
}

// unheardFor is for how long that stands.
const unheardFor = 5 * time.Second

// words say that alerts are not delivered; "" where all are.
func (u *unheard) words(ctx context.Context, s *store.Store) (string, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if time.Since(u.at) < unheardFor {
		return u.last, nil
	}
	list, carried, err := answer.AlertsOf(ctx, s, func(*store.Alert) bool { return false })
	if err != nil {
		return "", err
	}
	failing, sends := 0, false
	for i := range list {
		sends = sends || list[i].State != answer.AlertStopped
		if list[i].State == answer.AlertFailing {
			failing++
		}
	}
	u.last, u.at = "", time.Now()
	switch {
	case failing == 1:
		u.last = "One alert is not delivered."
	case failing > 1:
		u.last = fmt.Sprintf("%d alerts are not delivered.", failing)
	case sends && carried.Programs == 0:
		u.last = "Alerts wait: no program delivers them now."
	}
	return u.last, nil
}
