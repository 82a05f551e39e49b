package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// alerts keeps what people want to be told of.
type alerts struct{ *database }

// What can be wrong with an alert.
var (
	// ErrAlert is at the root of the error about an alert that cannot be made.
	ErrAlert = errors.New("bad alert")
	// ErrNoAlert is at the root of the error about an alert that is not there.
	ErrNoAlert = errors.New("no such alert")
	// ErrNotKeeper is at the root of the error about an alert that another keeps.
	ErrNotKeeper = errors.New("only who keeps an alert, or an admin, may change it")
)

// Channel is how somebody is told.
type Channel string

// The channels. What a feed or a mail holds stands in the feed of every alert, too.
const (
	ByFeed  Channel = "feed"    // an Atom feed that is asked for
	Webhook Channel = "webhook" // each thing in a message of its own
	Email   Channel = "email"   // several things in one mail
)

// Channels lists them.
var Channels = []Channel{ByFeed, Webhook, Email}

// Subject is what an alert is of.
type Subject string

// The subjects. A story is that of a report; a change is one of where an actor is told to stand.
const (
	OfQuery  Subject = "query"
	OfActor  Subject = "actor"
	OfIssue  Subject = "issue"
	OfStory  Subject = "story"
	OfChange Subject = "change"
)

// Subjects lists them.
var Subjects = []Subject{OfQuery, OfActor, OfIssue, OfStory, OfChange}

// Alert is what somebody wants to be told of, and how.
type Alert struct {
	N       int64 // given by the store
	Name    string
	About   Subject
	Query   string // as it stands in an address
	Channel Channel
	Target  string    // address of the receiver: of the web, or of e-mail; "" of a feed
	Digest  string    // of mails: the hour and the place by whose clock it counts, "07:00 Europe/Oslo"; "" at once
	Who     string    // who keeps it
	At      time.Time // given by the store
	Paused  string    // why nothing is looked for and sent; "" it is
	Trouble string    // why the record could not be looked at for it the last time; "" it could
	Off     bool      // who keeps it is shut out: nothing is looked for and sent

	Since   int64     // number of the last report that was there before it: of later ones it tells
	Seen    int64     // the last change, as [Mark] counts, that was looked at
	Decided int64     // the last decision
	Due     time.Time // of mails: when the next may be made of what was found
}

// Limits of an alert.
const (
	mostAlerts   = 200 // of one person
	mostAlert    = 200 // bytes of a name
	mostTarget   = 2000
	mostWatching = 4000 // bytes of a query
)

// AddAlert keeps an alert and gives it back as it is kept: it tells of what comes from now on. The secret signs webhooks; it is given to
// [Store.Secret] alone, and never told again. Errors wrap [ErrAlert] or those of the store.
func (s *alerts) AddAlert(ctx context.Context, a Alert, secret string) (Alert, error) {
	a.Name = strings.Join(strings.Fields(clean(a.Name)), " ")
	if err := a.check(); err != nil {
		return a, err
	}
	if err := s.closeToOthers(); err != nil { // it holds secrets from now on
		return a, s.fail("add alert to store", err)
	}
	err := s.writing(ctx, func(w writer, now time.Time) error {
		if err := s.dialect.lock(ctx, w.tx); err != nil { // nothing comes in between
			return err
		}
		var n int
		err := w.tx.QueryRowContext(ctx, s.dialect.bind(`SELECT count(*) FROM alerts WHERE who = ?`), clean(a.Who)).Scan(&n)
		if err == nil && n >= mostAlerts {
			err = fmt.Errorf("%w: %s keeps %d already", ErrAlert, a.Who, n)
		}
		if err != nil {
			return err
		}
		a.At = now
		due := ""
		if a.Channel == Email {
			if a.Due.IsZero() {
				a.Due = now
			}
			due = moment(a.Due)
		}
		return w.tx.QueryRowContext(ctx, s.dialect.bind(`INSERT INTO alerts (name, about, query, channel, target, secret, digest, who, at, due, since, seen, decided)
			SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT COALESCE(max(n), 0) FROM reports), (SELECT COALESCE(max(n), 0) FROM changes), (SELECT COALESCE(max(n), 0) FROM decisions)
			RETURNING n, since, seen, decided`), a.Name, string(a.About), clean(a.Query), string(a.Channel), clean(a.Target), secret, a.Digest, clean(a.Who), moment(now), due).
			Scan(&a.N, &a.Since, &a.Seen, &a.Decided)
	})
	return a, err
}

func (a *Alert) check() error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("%w: "+format, append([]any{ErrAlert}, args...)...)
	}
	switch {
	case a.Name == "" || len(a.Name) > mostAlert:
		return bad("a name of up to %d bytes is needed", mostAlert)
	case !slices.Contains(Subjects, a.About):
		return bad("there is no alert on %q; there are query, actor, issue, story, change", a.About)
	case !slices.Contains(Channels, a.Channel):
		return bad("there is no way %q to be told; there are feed, webhook, email", a.Channel)
	case len(a.Query) > mostWatching:
		return bad("the query is too long")
	case len(a.Target) > mostTarget || !utf8.ValidString(a.Target):
		return bad("the address of the receiver is too long, or no UTF-8")
	case strings.TrimSpace(a.Who) == "":
		return bad("nobody is named who keeps it")
	}
	return nil
}

// NewSecret makes a secret for webhooks, as Standard Webhooks writes it.
func NewSecret() string {
	var raw [32]byte
	rand.Read(raw[:]) //nolint:errcheck // it never fails
	return "whsec_" + base64.StdEncoding.EncodeToString(raw[:])
}

// moment is a time as it stands in the store: texts that are in the order of time. The zero time is "".
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// readMoment reads one.
func readMoment(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC3339, s)
}

// now is the time by the clock of the database, which all programs share.
func (s *database) now(ctx context.Context, tx *sql.Tx) (time.Time, error) {
	query := `SELECT CAST((julianday('now') - 2440587.5) * 86400000.0 AS INTEGER)`
	if isPostgres(s.name) {
		query = `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint`
	}
	var ms int64
	err := tx.QueryRowContext(ctx, query).Scan(&ms)
	return time.UnixMilli(ms).UTC(), err
}

// writing does something in one transaction, with the time by the clock of the database. A program whose tables a newer one has changed
// writes nothing.
func (s *database) writing(ctx context.Context, do func(w writer, now time.Time) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return s.fail("write to store", err)
	}
	defer tx.Rollback() //nolint:errcheck // no effect once committed
	w := newWriter(s.dialect, tx)
	var now time.Time
	if err = w.current(ctx); err == nil {
		now, err = s.now(ctx, tx)
	}
	if err == nil {
		err = do(w, now)
	}
	if err == nil {
		err = tx.Commit()
	}
	for _, own := range []error{ErrAlert, ErrNoAlert, ErrNotKeeper, ErrNote, ErrNoNote, ErrNotAuthor, ErrDecision, ErrUnknown} {
		if errors.Is(err, own) {
			return err
		}
	}
	return s.fail("write to store", err)
}

const alertColumns = `a.n, a.name, a.about, a.query, a.channel, a.target, a.digest, a.who, a.at, a.due, a.paused, a.trouble, a.since, a.seen, a.decided, ` + shutOut

// shutOut tells of an alert a whether who keeps it is shut out.
const shutOut = `EXISTS (SELECT 1 FROM users u WHERE u.name = a.who AND u.disabled = 1)`

func scanAlert(scan func(...any) error) (Alert, error) {
	var a Alert
	var at, due string
	err := scan(&a.N, &a.Name, &a.About, &a.Query, &a.Channel, &a.Target, &a.Digest, &a.Who, &at, &due, &a.Paused, &a.Trouble, &a.Since, &a.Seen, &a.Decided, &a.Off)
	if err == nil {
		a.At, err = readMoment(at)
	}
	if err == nil {
		a.Due, err = readMoment(due)
	}
	return a, err
}

// Alerts lists all alerts in the order in which they were made.
func (s *alerts) Alerts(ctx context.Context) ([]Alert, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT `+alertColumns+` FROM alerts a ORDER BY a.n`)
	if err != nil {
		return nil, s.fail("look into store", err)
	}
	defer rows.Close()
	var out []Alert
	for rows.Next() {
		a, err := scanAlert(rows.Scan)
		if err != nil {
			return nil, s.fail("look into store", err)
		}
		out = append(out, a)
	}
	return out, s.fail("look into store", rows.Err())
}

// Alert is an alert by its number. The error wraps [ErrNoAlert] where there is none.
func (s *alerts) Alert(ctx context.Context, n int64) (Alert, error) {
	a, err := scanAlert(s.db.QueryRowContext(ctx, s.dialect.bind(`SELECT `+alertColumns+` FROM alerts a WHERE a.n = ?`), n).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return a, fmt.Errorf("find alert %d: %w", n, ErrNoAlert)
	}
	return a, s.fail("look into store", err)
}

// Secret is what the webhooks of an alert are signed by, for whoever sends them.
func (s *alerts) Secret(ctx context.Context, n int64) (secret string, err error) {
	err = s.db.QueryRowContext(ctx, s.dialect.bind(`SELECT secret FROM alerts WHERE n = ?`), n).Scan(&secret)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("find alert %d: %w", n, ErrNoAlert)
	}
	return secret, s.fail("look into store", err)
}

// kept does something with an alert that a person keeps, or with anybody's where all is set. Errors wrap [ErrNoAlert] and [ErrNotKeeper].
func (s *alerts) kept(ctx context.Context, n int64, who string, all bool, do func(w writer, now time.Time) error) error {
	return s.writing(ctx, func(w writer, now time.Time) error {
		owner := ""
		err := w.tx.QueryRowContext(ctx, s.dialect.bind(`SELECT who FROM alerts WHERE n = ?`), n).Scan(&owner)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return fmt.Errorf("find alert %d: %w", n, ErrNoAlert)
		case err == nil && !all && owner != clean(who):
			return fmt.Errorf("alert %d: %w: %s keeps it", n, ErrNotKeeper, owner)
		case err != nil:
			return err
		}
		return do(w, now)
	})
}

// DropAlert takes an alert away that a person keeps, or anybody's with all; what it found and what is still to be sent goes with it. Errors
// wrap [ErrNoAlert] and [ErrNotKeeper].
func (s *alerts) DropAlert(ctx context.Context, n int64, who string, all bool) error {
	return s.kept(ctx, n, who, all, func(w writer, _ time.Time) error {
		for _, what := range []string{"alert_things WHERE alert", "alert_messages WHERE alert", "alerts WHERE n"} {
			if err := w.exec(ctx, `DELETE FROM `+what+` = ?`, n); err != nil {
				return err
			}
		}
		return nil
	})
}

// PauseAlert has nothing looked for and sent, for a reason, or ("") has it go on where it was: what came meanwhile is told then. Errors wrap
// [ErrNoAlert] and [ErrNotKeeper].
func (s *alerts) PauseAlert(ctx context.Context, n int64, who string, all bool, why string) error {
	return s.kept(ctx, n, who, all, func(w writer, _ time.Time) error {
		return w.exec(ctx, `UPDATE alerts SET paused = ? WHERE n = ?`, clean(why), n)
	})
}

// NewAlertSecret puts another secret in the place of that of a webhook. Errors wrap [ErrAlert], [ErrNoAlert] and [ErrNotKeeper].
func (s *alerts) NewAlertSecret(ctx context.Context, n int64, who string, all bool, secret string) error {
	return s.kept(ctx, n, who, all, func(w writer, _ time.Time) error {
		r, err := w.tx.ExecContext(ctx, s.dialect.bind(`UPDATE alerts SET secret = ? WHERE n = ? AND channel = ?`), secret, n, string(Webhook))
		if err != nil {
			return err
		}
		if k, err := r.RowsAffected(); err != nil || k == 0 {
			return errors.Join(err, fmt.Errorf("%w: only webhooks are signed", ErrAlert))
		}
		return nil
	})
}

// TestAlert puts a message into the outbox that tells of nothing but the way there; it is tried once. Who sends it itself takes it for so long
// at once. Errors wrap [ErrAlert], [ErrNoAlert] and [ErrNotKeeper].
func (s *alerts) TestAlert(ctx context.Context, n int64, who string, all bool, held time.Duration) (Message, error) {
	m := Message{ID: newMessageID(), Alert: n, Test: true}
	err := s.kept(ctx, n, who, all, func(w writer, now time.Time) error {
		var channel Channel
		paused := ""
		err := w.tx.QueryRowContext(ctx, s.dialect.bind(`SELECT channel, paused FROM alerts WHERE n = ?`), n).Scan(&channel, &paused)
		switch {
		case err != nil:
			return err
		case channel == ByFeed:
			return fmt.Errorf("%w: a feed is asked for, nothing is sent", ErrAlert)
		case paused != "":
			return fmt.Errorf("%w: it is paused, have it go on first", ErrAlert)
		}
		m.At, m.Due = now, now
		if err := w.addMessage(ctx, &m); err != nil || held <= 0 {
			return err
		}
		m.Tries = 1
		return w.exec(ctx, `UPDATE alert_messages SET taken = ?, tries = 1 WHERE n = ?`, moment(now.Add(held)), m.N)
	})
	return m, err
}

// RetryAlert has everything tried again at once that waits for its next try or was given up, and tells how much that is. Errors wrap
// [ErrNoAlert] and [ErrNotKeeper].
func (s *alerts) RetryAlert(ctx context.Context, n int64, who string, all bool) (messages int64, err error) {
	err = s.kept(ctx, n, who, all, func(w writer, now time.Time) error {
		r, err := w.tx.ExecContext(ctx, s.dialect.bind(`UPDATE alert_messages SET failed = '', tries = 0, due = ? WHERE alert = ? AND delivered = '' AND test = 0`), moment(now), n)
		if err == nil {
			messages, err = r.RowsAffected()
		}
		return err
	})
	return messages, err
}

// Words is what an alert is of, with its article.
func (s Subject) Words() string {
	switch s {
	case OfActor, OfIssue:
		return "an " + string(s)
	case OfChange:
		return "a change of position"
	}
	return "a " + string(s)
}
