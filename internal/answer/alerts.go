package answer

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the hours of digests, wherever the program runs
	"unicode/utf8"

	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
	"onrecord/internal/tell"
)

// Tell is an alert as somebody asks for it, in the words that all surfaces have.
type Tell struct {
	Who     string
	Name    string
	About   string     // query, actor, issue, story, change
	Query   url.Values // fields of it, as an address has them; see [AlertFields]
	Channel string     // feed, webhook, email
	Target  string     // address of the receiver
	Digest  string     // of e-mail: "07:00", by the clock of UTC, or "07:00 Europe/Oslo"; "" at once
	Secret  string     // of a webhook; "" makes one
}

// Fields of an alert that no other question has.
const (
	StoryField  = "story"  // digest of a report of the story
	ChangeField = "change" // kind of change; "" any
)

// AlertFields are the fields that an alert on something takes.
func AlertFields(about store.Subject) []string {
	switch about {
	case store.OfStory:
		return []string{StoryField}
	case store.OfChange:
		return append(slices.DeleteFunc(slices.Clone(Positions), untold), ChangeField)
	}
	return slices.DeleteFunc(slices.Clone(Search), untold)
}

// untold are fields that alerts do not take: places in lists, and tags, which come long after the reports that are told of.
func untold(name string) bool { return name == "tag" || slices.Contains(Page, name) }

// watched is what an alert is of, read.
type watched struct {
	Query
	story  string
	change standing.Change
}

// newWatched reads what an alert is of. The error wraps [store.ErrAlert] or [store.ErrQuery].
func newWatched(about store.Subject, v url.Values) (w watched, err error) {
	bad := func(format string, args ...any) (watched, error) {
		return w, fmt.Errorf("%w: "+format, append([]any{store.ErrAlert}, args...)...)
	}
	if !slices.Contains(store.Subjects, about) {
		return bad("there is no alert on %q; there are query, actor, issue, story, change", about)
	}
	fields := AlertFields(about)
	for name := range v {
		if v.Get(name) != "" && !slices.Contains(fields, name) {
			return bad("an alert on %s takes no field %q; it takes %s", about.Words(), name, strings.Join(fields, ", "))
		}
	}
	own := slices.DeleteFunc(fields, func(name string) bool { return Named(name) == nil })
	if w.Query, err = FromURL(v, own); err != nil {
		return w, err
	}
	w.story, w.change = v.Get(StoryField), standing.Change(v.Get(ChangeField))
	switch {
	case about == store.OfActor && len(standing.Words(w.Actor)) == 0:
		return bad("an alert on an actor names it: actor")
	case about == store.OfIssue && strings.TrimSpace(w.Issue) == "":
		return bad("an alert on an issue names it: issue")
	case about == store.OfStory && !isDigest(w.story):
		return bad("an alert on a story names one of its reports by the SHA-256 of its text, got %q", w.story)
	case w.change != "" && !slices.Contains(Changes, w.change):
		return bad("there is no change %q; there are %s", w.change, changeNames())
	}
	return w, nil
}

func changeNames() string {
	var names []string
	for _, c := range Changes {
		names = append(names, string(c))
	}
	return strings.Join(names, ", ")
}

// url is what an alert is of as an address has it.
func (w *watched) url() url.Values {
	v := w.Query.URL()
	for name, x := range map[string]string{StoryField: w.story, ChangeField: string(w.change)} {
		if x != "" {
			v.Set(name, x)
		}
	}
	return v
}

// Alert reads what is asked for. Errors wrap [store.ErrAlert] or [store.ErrQuery].
func (t *Tell) Alert() (store.Alert, error) {
	a := store.Alert{Name: t.Name, About: store.Subject(t.About), Channel: store.Channel(t.Channel), Target: strings.TrimSpace(t.Target), Digest: strings.Join(strings.Fields(t.Digest), " "),
		Who: strings.TrimSpace(t.Who)}
	bad := func(err error) (store.Alert, error) { return a, fmt.Errorf("%w: %w", store.ErrAlert, err) }
	w, err := newWatched(a.About, t.Query)
	if err != nil {
		return a, err
	}
	a.Query = w.url().Encode()
	if strings.TrimSpace(a.Name) == "" {
		a.Name = cutAt(AlertWords(&a), 120)
	}
	switch a.Channel {
	case store.ByFeed:
		if a.Target != "" {
			return bad(errors.New("a feed is asked for: it has no receiver"))
		}
	case store.Webhook:
		if err := tell.CheckURL(a.Target); err != nil {
			return bad(err)
		}
		if t.Secret != "" {
			if err := tell.CheckSecret(t.Secret); err != nil {
				return bad(err)
			}
		}
	case store.Email:
		if err := tell.CheckMailbox(a.Target); err != nil {
			return bad(err)
		}
	default:
		return bad(fmt.Errorf("there is no way %q to be told; there are feed, webhook, email", t.Channel))
	}
	if a.Channel != store.Webhook && t.Secret != "" {
		return bad(errors.New("only webhooks are signed by a secret"))
	}
	if a.Digest == "" {
		return a, nil
	}
	if a.Channel != store.Email {
		return bad(errors.New("a digest is for e-mail"))
	}
	if a.Due, err = nextDigest(a.Digest, time.Now()); err != nil {
		return bad(err)
	}
	return a, nil
}

// In keeps the alert in a store and gives it as it is kept, with the secret of a webhook, which is never told again. Errors wrap
// [store.ErrAlert], [store.ErrQuery], [store.ErrUnknown] where a story is of a report that is not there, or those of the store.
func (t *Tell) In(ctx context.Context, s *store.Store) (store.Alert, string, error) {
	a, err := t.Alert()
	if err != nil {
		return a, "", err
	}
	if id := t.Query.Get(StoryField); id != "" {
		there, err := s.Stored(ctx, id)
		if err == nil && !there {
			err = fmt.Errorf("find report %s: %w", id, store.ErrUnknown)
		}
		if err != nil {
			return a, "", err
		}
	}
	secret := ""
	if a.Channel == store.Webhook {
		if secret = t.Secret; secret == "" {
			secret = store.NewSecret()
		}
	}
	a, err = s.AddAlert(ctx, a, secret)
	return a, secret, err
}

// nextDigest is when the next digest is due: "07:00", or "07:00 Europe/Oslo" by the clock of a place.
func nextDigest(digest string, now time.Time) (time.Time, error) {
	clock, place, _ := strings.Cut(digest, " ")
	at, err := time.Parse("15:04", clock)
	zone := time.UTC
	if err == nil && place != "" {
		if zone, err = time.LoadLocation(place); place == "Local" { // another machine may be elsewhere
			err = errors.New("no place")
		}
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("a digest comes at an hour such as 07:00, or 07:00 Europe/Oslo by the clock of a place, got %q", digest)
	}
	now = now.In(zone)
	due := time.Date(now.Year(), now.Month(), now.Day(), at.Hour(), at.Minute(), 0, 0, zone)
	if !due.After(now) {
		due = time.Date(now.Year(), now.Month(), now.Day()+1, at.Hour(), at.Minute(), 0, 0, zone)
	}
	return due, nil
}

// AlertWords is what an alert is of in words: "actor Norway, stance against".
func AlertWords(a *store.Alert) string {
	v, err := url.ParseQuery(a.Query)
	if err != nil {
		return string(a.About)
	}
	var out []string
	for _, name := range AlertFields(a.About) {
		x := v.Get(name)
		switch f := Named(name); {
		case x == "":
		case name == "q":
			out = append(out, "words "+x)
		case name == StoryField:
			out = append(out, "the story of report "+x[:min(12, len(x))])
		case f != nil && f.Type == Boolean:
			out = append(out, strings.ReplaceAll(name, "_", " ")+map[bool]string{true: "", false: ": no"}[x == "true"])
		default:
			out = append(out, strings.ReplaceAll(name, "_", " ")+" "+x)
		}
	}
	switch {
	case a.About == store.OfChange && len(out) == 0:
		return "any change of position"
	case a.About == store.OfChange:
		return "changes of position: " + strings.Join(out, ", ")
	case len(out) == 0:
		return "all reports"
	}
	return strings.Join(out, ", ")
}

// AlertState is an alert as JSON has it, with how it stands with what it sends. It never holds the secret but where it was made just now.
type AlertState struct {
	N           int64  `json:"n"`
	Name        string `json:"name"`
	About       string `json:"about" enum:"query,actor,issue,story,change"`
	Query       string `json:"query" doc:"As it stands in an address"`
	Words       string `json:"words" doc:"What it is of, in words"`
	Channel     string `json:"channel" enum:"feed,webhook,email"`
	Target      string `json:"target,omitempty" doc:"The receiver: of a webhook the machine alone, of e-mail the whole to who keeps it"`
	Digest      string `json:"digest,omitempty" doc:"At what hour mails are sent; absent at once"`
	Who         string `json:"who" doc:"Who keeps it"`
	At          string `json:"at" doc:"RFC 3339, UTC, as all times here"`
	State       string `json:"state" enum:"fine,waiting,failing,stopped" doc:"fine: all there is was delivered; waiting: something is to be delivered; failing: tries fail, or some were given up; stopped: nothing is looked for or sent"`
	Why         string `json:"why,omitempty" doc:"Why it fails, waits or is stopped"`
	Paused      bool   `json:"paused,omitempty"`
	Found       int    `json:"found" doc:"How much was found for it"`
	Delivered   int    `json:"delivered" doc:"Messages that came through"`
	Waiting     int    `json:"waiting" doc:"Messages that are still to be delivered"`
	Failing     int    `json:"failing" doc:"Of them those that were tried in vain"`
	GivenUp     int    `json:"given_up" doc:"Messages that are not tried again unless told to"`
	Held        int    `json:"held" doc:"What was found and waits for the next mail"`
	Last        string `json:"last_delivery,omitempty"`
	LastFailure string `json:"last_failure,omitempty" doc:"How the last try that failed ended; it stays where a later one did not"`
	FailedAt    string `json:"last_failure_at,omitempty"`
	Next        string `json:"next_try,omitempty" doc:"When something is tried next; of mails that are still to be made when the next is made"`
	Secret      string `json:"secret,omitempty" doc:"By which webhooks are signed: told once, when it is made"`
}

// The states of an alert.
const (
	AlertFine    = "fine"
	AlertWaiting = "waiting"
	AlertFailing = "failing"
	AlertStopped = "stopped"
)

// Carried is whether alerts are delivered at all, by how many programs, and how many of these know a mail server.
type Carried struct {
	Programs int `json:"programs" doc:"How many programs deliver now: onrecord serve --alerts, work --alerts, alerts deliver"`
	Mail     int `json:"mail" doc:"How many of them know a mail server"`
}

// AlertsOf are the alerts of a store with how they stand, and whether they are delivered; whole tells whether the one who asks sees receivers
// of e-mail in full.
func AlertsOf(ctx context.Context, s *store.Store, whole func(*store.Alert) bool) ([]AlertState, Carried, error) {
	list, err := s.Alerts(ctx)
	var carried Carried
	var sent map[int64]store.Deliveries
	if err == nil {
		carried.Programs, carried.Mail, err = s.Carriers(ctx)
	}
	if err == nil {
		sent, err = s.Deliveries(ctx)
	}
	if err != nil {
		return nil, carried, err
	}
	out := make([]AlertState, 0, len(list))
	for i := range list {
		out = append(out, newAlertState(&list[i], sent[list[i].N], carried, whole(&list[i])))
	}
	return out, carried, nil
}

// AlertOf is one alert with how it stands. The error wraps [store.ErrNoAlert].
func AlertOf(ctx context.Context, s *store.Store, n int64, whole func(*store.Alert) bool) (AlertState, error) {
	if _, err := s.Alert(ctx, n); err != nil {
		return AlertState{}, err
	}
	list, _, err := AlertsOf(ctx, s, whole)
	for _, a := range list {
		if a.N == n {
			return a, nil
		}
	}
	if err == nil {
		err = fmt.Errorf("find alert %d: %w", n, store.ErrNoAlert)
	}
	return AlertState{}, err
}

// whenIs is a time for JSON; "" is never.
func whenIs(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func newAlertState(a *store.Alert, d store.Deliveries, c Carried, whole bool) AlertState {
	out := AlertState{N: a.N, Name: a.Name, About: string(a.About), Query: a.Query, Words: AlertWords(a), Channel: string(a.Channel), Target: Receiver(a, whole), Digest: a.Digest, Who: a.Who,
		At: whenIs(a.At), Paused: a.Paused != "", Found: d.Found, Delivered: d.Delivered, Waiting: d.Waiting, Failing: d.Failing, GivenUp: d.GivenUp, Last: whenIs(d.Last),
		LastFailure: d.Error, FailedAt: whenIs(d.ErrorAt), Next: whenIs(d.Next)}
	if a.Channel == store.Email {
		if out.Held = d.Held; d.Held > 0 && d.Next.IsZero() {
			out.Next = whenIs(a.Due)
		}
	}
	nobody := nobodyCarries(a, c)
	switch {
	case a.Paused != "":
		out.State, out.Why, out.Next = AlertStopped, "paused "+a.Paused, ""
	case a.Off:
		out.State, out.Why, out.Next = AlertStopped, a.Who+", who keeps it, is shut out", ""
	case a.Trouble != "":
		out.State, out.Why = AlertFailing, "the record cannot be looked at: "+a.Trouble
	case d.Failing > 0 || d.GivenUp > 0:
		out.State, out.Why = AlertFailing, d.Error
	case nobody != "":
		out.State, out.Why = AlertWaiting, nobody
	case d.Waiting > 0 || out.Held > 0:
		out.State = AlertWaiting
	default:
		out.State = AlertFine
	}
	if out.State == AlertFailing && nobody != "" {
		out.Why += "; " + nobody
	}
	return out
}

// nobodyCarries says that no program looks for an alert and delivers it; "" where one does.
func nobodyCarries(a *store.Alert, c Carried) string {
	switch {
	case c.Programs == 0:
		return NobodyDelivers
	case a.Channel == store.Email && c.Mail == 0:
		return "no program that delivers knows a mail server; --smtp names one"
	}
	return ""
}

// NobodyDelivers says that nothing is looked for and sent.
const NobodyDelivers = "no program delivers alerts now; onrecord serve --alerts, work --alerts or alerts deliver does"

// Receiver is the receiver of an alert as it may be shown: of a webhook the machine, for what follows in the address often is a secret; of e-mail
// the whole address, or its end.
func Receiver(a *store.Alert, whole bool) string {
	switch a.Channel {
	case store.Webhook:
		u, err := url.Parse(a.Target)
		if err != nil {
			return "…"
		}
		return u.Scheme + "://" + u.Host + "/…"
	case store.Email:
		_, host, _ := strings.Cut(a.Target, "@")
		if whole {
			return a.Target
		}
		return "…@" + host
	}
	return ""
}

// Sent is a message as JSON has it.
type Sent struct {
	N         int64  `json:"n"`
	ID        string `json:"id" doc:"By which a receiver knows it again: webhook-id, Message-ID"`
	Test      bool   `json:"test,omitempty"`
	Things    int    `json:"things" doc:"How much it tells of"`
	At        string `json:"at"`
	State     string `json:"state" enum:"delivered,waiting,failing,given_up"`
	Tries     int    `json:"tries"`
	Delivered string `json:"delivered,omitempty"`
	Failure   string `json:"last_failure,omitempty"`
	FailedAt  string `json:"last_failure_at,omitempty"`
	Next      string `json:"next_try,omitempty"`
}

// NewSent is a message of a store as JSON has it.
func NewSent(m *store.Message) Sent {
	out := Sent{N: m.N, ID: m.ID, Test: m.Test, Things: m.Things, At: whenIs(m.At), Tries: m.Tries, Delivered: whenIs(m.Delivered), Failure: m.Error, FailedAt: whenIs(m.ErrorAt)}
	switch {
	case !m.Delivered.IsZero():
		out.State = "delivered"
	case !m.Failed.IsZero():
		out.State = "given_up"
	case m.Error != "":
		out.State, out.Next = AlertFailing, whenIs(m.Due)
	default:
		out.State, out.Next = AlertWaiting, whenIs(m.Due)
	}
	return out
}

// Outbound are the messages of an alert, the newest first, at most so many before one; 0 begins with the newest. next is where they go on; 0
// nowhere.
func Outbound(ctx context.Context, s *store.Store, alert, before int64, most int) (out []Sent, next int64, err error) {
	list, err := s.Messages(ctx, alert, before, most+1)
	if err != nil {
		return nil, 0, err
	}
	if len(list) > most {
		list, next = list[:most], list[most-1].N
	}
	out = make([]Sent, 0, len(list))
	for i := range list {
		out = append(out, NewSent(&list[i]))
	}
	return out, next, nil
}

// cutAt is a text cut to so many bytes at a letter.
func cutAt(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}
