package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base32"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"onrecord"
)

// outbox keeps what was found for alerts and is to be sent. Whoever looks writes what was found together with how far that was, and whoever
// sends takes a message for a while before it does and notes the end: so several programs share the work, and one that is killed leaves
// nothing undone and nothing done twice but what was under way, which is sent again under the same id.
type outbox struct{ *database }

// ChangeKind is the kind of a [Thing] that is neither a report nor a finding: a change of where an actor stands, over the words of the
// position. Searches know no such kind.
const ChangeKind Kind = "change"

// Thing is what was found for an alert.
type Thing struct {
	N       int64 // given by the store: things come in the order in which they were found
	Report  string
	Kind    Kind          // of the finding; [Report] for the report itself
	Span    onrecord.Span // bytes of the text; empty for the report itself
	At      time.Time     // given by the store
	What    string        // JSON, as whoever looked wrote it; "" long after it was told
	Message int64         // in which it is told; 0 in none yet
}

// Message is what is sent.
type Message struct {
	N         int64
	ID        string // by which a receiver knows it again: it stays the same with each try
	Alert     int64
	Test      bool // tells of nothing but the way there
	Things    int  // how many it tells of
	At        time.Time
	Due       time.Time // when it is tried next
	Tries     int
	Delivered time.Time // zero while it is not
	Failed    time.Time // when it was given up; zero while it is not
	Error     string    // how the last try that failed ended; it stays where a later one did not
	ErrorAt   time.Time
}

// Waits tells whether it is still to be delivered.
func (m *Message) Waits() bool { return m.Delivered.IsZero() && m.Failed.IsZero() }

// newMessageID makes an id of 128 bits.
func newMessageID() string {
	var raw [16]byte
	rand.Read(raw[:]) //nolint:errcheck // it never fails
	return "msg_" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:]))
}

func (w writer) addMessage(ctx context.Context, m *Message) error {
	test := 0
	if m.Test {
		test = 1
	}
	return w.tx.QueryRowContext(ctx, w.dialect.bind(`INSERT INTO alert_messages (id, alert, test, things, at, due, taken, tries, delivered, failed, error, error_at)
		VALUES (?, ?, ?, ?, ?, ?, '', 0, '', '', '', '') RETURNING n`), m.ID, m.Alert, test, m.Things, moment(m.At), moment(m.Due)).Scan(&m.N)
}

// Tell writes what was found for an alert and how far the record was looked at for it, in one transaction. Each thing of a webhook gets a
// message at once. It does nothing, and says so, where another program has looked meanwhile, or the alert is gone.
func (s *outbox) Tell(ctx context.Context, a *Alert, seen, decided int64, things []Thing) (done bool, err error) {
	err = s.writing(ctx, func(w writer, now time.Time) error {
		r, err := w.tx.ExecContext(ctx, s.dialect.bind(`UPDATE alerts SET seen = ?, decided = ?, trouble = '' WHERE n = ? AND seen = ? AND decided = ?`), seen, decided, a.N, a.Seen, a.Decided)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return err
		}
		for i := range things {
			if err := w.addThing(ctx, a, &things[i], now); err != nil {
				return err
			}
		}
		done = true
		return nil
	})
	return done && err == nil, err
}

func (w writer) addThing(ctx context.Context, a *Alert, t *Thing, now time.Time) error {
	if a.Channel == Webhook {
		m := Message{ID: newMessageID(), Alert: a.N, Things: 1, At: now, Due: now}
		if err := w.addMessage(ctx, &m); err != nil {
			return err
		}
		t.Message = m.N
	}
	t.At = now
	return w.exec(ctx, `INSERT INTO alert_things (alert, report, kind, start_at, end_at, number, at, what, message)
		SELECT ?, ?, ?, ?, ?, (SELECT COALESCE(max(number), 0) + 1 FROM alert_things WHERE alert = ? AND report = ? AND kind = ? AND start_at = ? AND end_at = ?), ?, ?, ?`,
		a.N, t.Report, string(t.Kind), t.Span.Start, t.Span.End, a.N, t.Report, string(t.Kind), t.Span.Start, t.Span.End, moment(now), clean(t.What), t.Message)
}

// Trouble notes why the record could not be looked at for an alert.
func (s *outbox) Trouble(ctx context.Context, alert int64, why string) error {
	_, err := s.exec(ctx, `UPDATE alerts SET trouble = ? WHERE n = ? AND trouble <> ?`, clean(why), alert, clean(why))
	return err
}

const thingColumns = `t.n, t.report, t.kind, t.start_at, t.end_at, t.at, t.what, t.message`

func (s *outbox) things(ctx context.Context, where string, args ...any) ([]Thing, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT `+thingColumns+` FROM alert_things t WHERE `+where), args...)
	if err != nil {
		return nil, s.fail("look into store", err)
	}
	defer rows.Close()
	var out []Thing
	for rows.Next() {
		var t Thing
		var at string
		err := rows.Scan(&t.N, &t.Report, &t.Kind, &t.Span.Start, &t.Span.End, &at, &t.What, &t.Message)
		if err == nil {
			t.At, err = readMoment(at)
		}
		if err != nil {
			return nil, s.fail("look into store", err)
		}
		out = append(out, t)
	}
	return out, s.fail("look into store", rows.Err())
}

// ThingsOf are the things that were found for an alert in some reports, by their digests.
func (s *outbox) ThingsOf(ctx context.Context, alert int64, reports []string) ([]Thing, error) {
	var out []Thing
	for some := range slices.Chunk(reports, 200) {
		args := []any{alert}
		for _, r := range some {
			args = append(args, r)
		}
		list, err := s.things(ctx, `t.alert = ? AND t.report IN (?`+strings.Repeat(", ?", len(some)-1)+`) ORDER BY t.n`, args...)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// NewestThings are the things that were found for an alert last, the newest first, at most so many.
func (s *outbox) NewestThings(ctx context.Context, alert int64, most int) ([]Thing, error) {
	return s.things(ctx, `t.alert = ? ORDER BY t.n DESC LIMIT ?`, alert, most)
}

// ThingsIn are the things that a message tells of, in the order in which they were found, at most so many.
func (s *outbox) ThingsIn(ctx context.Context, message int64, most int) ([]Thing, error) {
	return s.things(ctx, `t.message = ? AND t.message <> 0 ORDER BY t.n LIMIT ?`, message, most)
}

// Compose makes one mail of everything that was found for an alert and is in no message yet, if the time for that has come, and sets when the
// next may be made; after gives that, by the time that it is now. It does nothing where another program did.
func (s *outbox) Compose(ctx context.Context, a *Alert, after func(now time.Time) time.Time) (made bool, err error) {
	err = s.writing(ctx, func(w writer, now time.Time) error {
		if a.Due.After(now) {
			return nil
		}
		var things int
		if err := w.tx.QueryRowContext(ctx, s.dialect.bind(`SELECT count(*) FROM alert_things WHERE alert = ? AND message = 0`), a.N).Scan(&things); err != nil {
			return err
		}
		if things == 0 && a.Digest == "" { // the next comes at once
			return nil
		}
		r, err := w.tx.ExecContext(ctx, s.dialect.bind(`UPDATE alerts SET due = ? WHERE n = ? AND due = ?`), moment(after(now)), a.N, moment(a.Due))
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 || things == 0 {
			return err
		}
		m := Message{ID: newMessageID(), Alert: a.N, At: now, Due: now, Things: things}
		if err := w.addMessage(ctx, &m); err != nil {
			return err
		}
		made = true
		return w.exec(ctx, `UPDATE alert_things SET message = ? WHERE alert = ? AND message = 0`, m.N, a.N)
	})
	return made && err == nil, err
}

const messageColumns = `m.n, m.id, m.alert, m.test, m.things, m.at, m.due, m.tries, m.delivered, m.failed, m.error, m.error_at`

func scanMessage(scan func(...any) error) (Message, error) {
	var m Message
	var at, due, delivered, failed, errorAt string
	err := scan(&m.N, &m.ID, &m.Alert, &m.Test, &m.Things, &at, &due, &m.Tries, &delivered, &failed, &m.Error, &errorAt)
	for _, x := range []struct {
		from string
		to   *time.Time
	}{{at, &m.At}, {due, &m.Due}, {delivered, &m.Delivered}, {failed, &m.Failed}, {errorAt, &m.ErrorAt}} {
		if err == nil {
			*x.to, err = readMoment(x.from)
		}
	}
	return m, err
}

// Take takes the next message of an alert that is due, for so long: no other program takes it until that is over. There is none where m is
// nil.
func (s *outbox) Take(ctx context.Context, alert int64, held time.Duration) (m *Message, err error) {
	err = s.writing(ctx, func(w writer, now time.Time) error {
		// A message that another program takes at the same moment is passed over the next time.
		for range 3 {
			x, err := scanMessage(w.tx.QueryRowContext(ctx, s.dialect.bind(`SELECT `+messageColumns+` FROM alert_messages m
				WHERE m.alert = ? AND m.delivered = '' AND m.failed = '' AND m.due <= ? AND m.taken <= ?
				AND EXISTS (SELECT 1 FROM alerts a WHERE a.n = m.alert AND a.paused = '' AND NOT `+shutOut+`) ORDER BY m.due, m.n LIMIT 1`), alert, moment(now), moment(now)).Scan)
			if errors.Is(err, sql.ErrNoRows) {
				return nil
			}
			if err != nil {
				return err
			}
			r, err := w.tx.ExecContext(ctx, s.dialect.bind(`UPDATE alert_messages SET taken = ?, tries = tries + 1
				WHERE n = ? AND delivered = '' AND failed = '' AND taken <= ?`), moment(now.Add(held)), x.N, moment(now))
			if err != nil {
				return err
			}
			if n, err := r.RowsAffected(); err != nil || n == 1 {
				x.Tries++
				m = &x
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// Delivered notes that a message came through.
func (s *outbox) Delivered(ctx context.Context, m *Message) error {
	return s.writing(ctx, func(w writer, now time.Time) error {
		return w.exec(ctx, `UPDATE alert_messages SET delivered = ?, failed = '', taken = '' WHERE n = ? AND delivered = ''`, moment(now), m.N)
	})
}

// NotDelivered notes that a try failed, why, and after what time the next is; without a next one it is given up.
func (s *outbox) NotDelivered(ctx context.Context, m *Message, why string, next time.Duration, giveUp bool) error {
	return s.writing(ctx, func(w writer, now time.Time) error {
		failed := time.Time{}
		if giveUp {
			failed = now
		}
		return w.exec(ctx, `UPDATE alert_messages SET error = ?, error_at = ?, due = ?, failed = ?, taken = '' WHERE n = ? AND delivered = ''`,
			clean(why), moment(now), moment(now.Add(next)), moment(failed), m.N)
	})
}

// Gone pauses an alert whose receiver wants no more.
func (s *outbox) Gone(ctx context.Context, alert int64, why string) error {
	_, err := s.exec(ctx, `UPDATE alerts SET paused = ? WHERE n = ? AND paused = ''`, clean(why), alert)
	return err
}

// DueAlerts are the numbers of alerts that have a message to be sent now, over some channels. Those that are paused, or whose keeper is shut
// out, have none but tests.
func (s *outbox) DueAlerts(ctx context.Context, channels ...Channel) ([]int64, error) {
	if len(channels) == 0 {
		return nil, nil
	}
	return s.due(ctx, `a.channel IN (?`+strings.Repeat(", ?", len(channels)-1)+`) AND EXISTS (SELECT 1 FROM alert_messages m
		WHERE m.alert = a.n AND m.delivered = '' AND m.failed = '' AND m.due <= ? AND m.taken <= ?)`, func(now time.Time) (args []any) {
		for _, c := range channels {
			args = append(args, string(c))
		}
		return append(args, moment(now), moment(now))
	})
}

// DueMails are the numbers of alerts of which a mail may be made now: something is in no message yet, or the hour of the digest has come.
func (s *outbox) DueMails(ctx context.Context) ([]int64, error) {
	return s.due(ctx, `a.channel = ? AND a.due <= ? AND (a.digest <> '' OR EXISTS (SELECT 1 FROM alert_things t WHERE t.alert = a.n AND t.message = 0))`,
		func(now time.Time) []any { return []any{string(Email), moment(now)} })
}

// due are the numbers of the alerts that a condition leaves and that are neither paused nor of somebody who is shut out.
func (s *outbox) due(ctx context.Context, where string, args func(now time.Time) []any) (out []int64, err error) {
	err = s.reading(ctx, func(tx *sql.Tx, now time.Time) error {
		rows, err := tx.QueryContext(ctx, s.dialect.bind(`SELECT a.n FROM alerts a WHERE `+where+` AND a.paused = '' AND NOT `+shutOut+` ORDER BY a.n`), args(now)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var n int64
			if err := rows.Scan(&n); err != nil {
				return err
			}
			out = append(out, n)
		}
		return rows.Err()
	})
	return out, err
}

// Messages are the messages of an alert, the newest first, at most so many before one; 0 begins with the newest.
func (s *outbox) Messages(ctx context.Context, alert, before int64, most int) ([]Message, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.bind(`SELECT `+messageColumns+` FROM alert_messages m WHERE m.alert = ? AND (m.n < ? OR ? = 0) ORDER BY m.n DESC LIMIT ?`),
		alert, before, before, most)
	if err != nil {
		return nil, s.fail("look into store", err)
	}
	defer rows.Close()
	var out []Message
	for rows.Next() {
		m, err := scanMessage(rows.Scan)
		if err != nil {
			return nil, s.fail("look into store", err)
		}
		out = append(out, m)
	}
	return out, s.fail("look into store", rows.Err())
}

// Message is a message by its number. The error wraps [ErrNoAlert] where there is none.
func (s *outbox) Message(ctx context.Context, n int64) (Message, error) {
	m, err := scanMessage(s.db.QueryRowContext(ctx, s.dialect.bind(`SELECT `+messageColumns+` FROM alert_messages m WHERE m.n = ?`), n).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return m, fmt.Errorf("find message %d: %w", n, ErrNoAlert)
	}
	return m, s.fail("look into store", err)
}

// Deliveries is how it stands with what an alert sends; tests are left out.
type Deliveries struct {
	Found     int       // things, those told and those that wait
	Held      int       // of them those that are in no message yet; of a feed none ever is
	Delivered int       // messages
	Waiting   int       // messages that are still to be delivered
	Failing   int       // of them those that were tried in vain
	GivenUp   int       // messages
	Last      time.Time // when one was delivered last; zero never
	Error     string    // how the last try that failed ended; "" none did
	ErrorAt   time.Time
	Next      time.Time // when one is tried next; zero where none waits
}

// Deliveries tells how it stands with what each alert sends, by its number.
func (s *outbox) Deliveries(ctx context.Context) (map[int64]Deliveries, error) {
	out := map[int64]Deliveries{}
	rows, err := s.db.QueryContext(ctx, `SELECT a.n, (SELECT count(*) FROM alert_things t WHERE t.alert = a.n),
		(SELECT count(*) FROM alert_things t WHERE t.alert = a.n AND t.message = 0),
		COALESCE(m.delivered, 0), COALESCE(m.waiting, 0), COALESCE(m.failing, 0), COALESCE(m.given_up, 0), COALESCE(m.last, ''), COALESCE(m.next, ''),
		COALESCE(e.error, ''), COALESCE(e.error_at, '')
		FROM alerts a
		LEFT JOIN (SELECT alert, sum(CASE WHEN delivered <> '' THEN 1 ELSE 0 END) AS delivered, sum(CASE WHEN delivered = '' AND failed = '' THEN 1 ELSE 0 END) AS waiting,
			sum(CASE WHEN delivered = '' AND failed = '' AND error <> '' THEN 1 ELSE 0 END) AS failing, sum(CASE WHEN failed <> '' THEN 1 ELSE 0 END) AS given_up,
			max(delivered) AS last, min(CASE WHEN delivered = '' AND failed = '' THEN due END) AS next
			FROM alert_messages WHERE test = 0 GROUP BY alert) m ON m.alert = a.n
		LEFT JOIN alert_messages e ON e.n = (SELECT x.n FROM alert_messages x WHERE x.alert = a.n AND x.test = 0 AND x.error <> '' ORDER BY x.error_at DESC, x.n DESC LIMIT 1)`)
	if err != nil {
		return nil, s.fail("look into store", err)
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var d Deliveries
		var last, next, errorAt string
		err := rows.Scan(&n, &d.Found, &d.Held, &d.Delivered, &d.Waiting, &d.Failing, &d.GivenUp, &last, &next, &d.Error, &errorAt)
		for _, x := range []struct {
			from string
			to   *time.Time
		}{{last, &d.Last}, {next, &d.Next}, {errorAt, &d.ErrorAt}} {
			if err == nil {
				*x.to, err = readMoment(x.from)
			}
		}
		if err != nil {
			return nil, s.fail("look into store", err)
		}
		out[n] = d
	}
	return out, s.fail("look into store", rows.Err())
}

// carriersFor is how long a program counts as one that delivers after it was last at work.
const carriersFor = time.Minute

// Carrying notes that a program is at work on alerts, and forgets those that long were not.
func (s *outbox) Carrying(ctx context.Context, name string, mail bool) error {
	n := 0
	if mail {
		n = 1
	}
	return s.writing(ctx, func(w writer, now time.Time) error {
		err := w.exec(ctx, `DELETE FROM alert_carriers WHERE at < ?`, moment(now.Add(-24*time.Hour)))
		if err == nil {
			err = w.exec(ctx, `INSERT INTO alert_carriers (name, at, mail) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET at = excluded.at, mail = excluded.mail`,
				clean(name), moment(now), n)
		}
		return err
	})
}

// NotCarrying notes that a program has ended its work on alerts.
func (s *outbox) NotCarrying(ctx context.Context, name string) error {
	_, err := s.exec(ctx, `DELETE FROM alert_carriers WHERE name = ?`, clean(name))
	return err
}

// Carriers tells how many programs deliver now, and how many of them know a mail server.
func (s *outbox) Carriers(ctx context.Context) (all, mail int, err error) {
	err = s.reading(ctx, func(tx *sql.Tx, now time.Time) error {
		return tx.QueryRowContext(ctx, s.dialect.bind(`SELECT count(*), COALESCE(sum(mail), 0) FROM alert_carriers WHERE at > ?`), moment(now.Add(-carriersFor))).Scan(&all, &mail)
	})
	return all, mail, err
}

// reading looks at one state of the store, with the time by the clock of the database.
func (s *database) reading(ctx context.Context, look func(tx *sql.Tx, now time.Time) error) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.fail("look into store", err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	now, err := s.now(ctx, tx)
	if err == nil {
		err = look(tx, now)
	}
	return s.fail("look into store", err)
}

// forgottenAfter is how long it is remembered what was told in which words; that it was told is remembered for ever.
const forgottenAfter = 90 * 24 * time.Hour

// ForgetTold takes out in which words things were told that were told long ago.
func (s *outbox) ForgetTold(ctx context.Context) error {
	return s.writing(ctx, func(w writer, now time.Time) error {
		return w.exec(ctx, `UPDATE alert_things SET what = '' WHERE at < ? AND what <> '' AND NOT EXISTS
			(SELECT 1 FROM alert_messages m WHERE m.n = alert_things.message AND m.delivered = '')
			AND (message <> 0 OR EXISTS (SELECT 1 FROM alerts a WHERE a.n = alert_things.alert AND a.channel = 'feed'))`, moment(now.Add(-forgottenAfter)))
	})
}
