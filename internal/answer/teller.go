package answer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/store"
	"onrecord/internal/tell"
)

// Telling out of the store: a teller looks for what alerts are of and delivers it. Any number of programs may do so with one store: who looks
// first writes what was found, and a message that one has taken is no other's.

// TellerOptions say how alerts are delivered.
type TellerOptions struct {
	Store    *store.Store
	Record   *cross.Live
	Webhooks *tell.Webhooks
	Mails    *tell.Mails   // nil where no mail server is known: mails wait for a program that knows one
	Desk     string        // address under which people reach the desk, for links; "" is not known
	Pause    time.Duration // before the second try; 0 is [FirstPause]. It doubles with each try, to [longestPause] at most
	Log      *slog.Logger  // nil logs nothing
}

// How deliveries that fail are tried again: twenty times over some three and a half days, then they are given up until somebody has them tried
// again.
const (
	FirstPause   = 5 * time.Second
	longestPause = 12 * time.Hour
	mostTries    = 20
)

// How a teller works.
const (
	lookEvery   = 2 * time.Second  // how often it asks for what is new and due
	taken       = 90 * time.Second // how long a message is a program's: longer than any delivery takes
	alertsBusy  = 16               // alerts that are delivered at a time, so that a slow receiver holds up no other
	postsBusy   = 4                // messages of one webhook at a time
	mailsApart  = time.Minute      // between two mails of one alert that tells at once
	carryEvery  = 15 * time.Second // how often it says that it is at work
	forgetEvery = time.Hour
	lastWait    = 5 * time.Second // how long a delivery that is under way may take when the program ends
)

// Teller looks for what alerts are of and delivers it.
type Teller struct {
	o    TellerOptions
	log  *slog.Logger
	name string
	wake chan struct{}

	mu      sync.Mutex
	busy    map[int64]bool
	told    map[int64]time.Time // when a failure of an alert was logged last
	sending sync.WaitGroup

	forgot time.Time
	later  map[int64]time.Time // until when an alert rests for which the record cannot be looked at
	count  Delivered           // of all; under mu
}

// Delivered is how much a teller delivered, and how many tries failed.
type Delivered struct{ Messages, Failures int }

// NewTeller makes a teller, which does nothing until it is run.
func NewTeller(o TellerOptions) *Teller {
	if o.Pause <= 0 {
		o.Pause = FirstPause
	}
	t := &Teller{o: o, log: o.Log, wake: make(chan struct{}, 1), busy: map[int64]bool{}, told: map[int64]time.Time{}, later: map[int64]time.Time{}}
	if t.log == nil {
		t.log = slog.New(slog.DiscardHandler)
	}
	host, _ := os.Hostname() // without one the number of the process is left
	t.name = fmt.Sprintf("%s/%d/%x", host, os.Getpid(), rand.Uint32())
	return t
}

// Wake has it look at once.
func (t *Teller) Wake() {
	select {
	case t.wake <- struct{}{}:
	default: // it will, anyhow
	}
}

// Mails tells whether it knows a mail server.
func (t *Teller) Mails() bool { return t.o.Mails != nil }

// Run looks and delivers until ctx is done, and lets what is under way come to its end.
func (t *Teller) Run(ctx context.Context) {
	defer t.end(ctx)
	t.sending.Go(func() { t.carry(ctx) })
	cut := false
	for {
		err := t.round(ctx)
		switch {
		case err == nil, ctx.Err() != nil:
			cut = false
		case !cut: // once, not every two seconds
			cut = true
			t.log.Error("alerts wait", "error", err)
		}
		select {
		case <-time.After(lookEvery):
		case <-t.wake:
		case <-ctx.Done():
			return
		}
	}
}

// Once looks and delivers what is due now, and tells how much that was.
func (t *Teller) Once(ctx context.Context) (Delivered, error) {
	err := t.o.Store.Carrying(ctx, t.name, t.Mails())
	if err == nil {
		err = t.round(ctx)
	}
	for n := 1; n > 0 && err == nil; {
		t.sending.Wait()
		n, err = t.deliver(ctx)
	}
	t.end(ctx)
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.count, err
}

// end waits for what is under way.
func (t *Teller) end(ctx context.Context) {
	t.sending.Wait()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWait)
	defer cancel()
	_ = t.o.Store.NotCarrying(ctx, t.name) // it is forgotten in a minute, anyhow
}

// round looks once for everything. Changes come last: for them the views of the record are brought up to it first, which may take minutes after
// many reports came, and nothing else is to wait for that.
func (t *Teller) round(ctx context.Context) error {
	if time.Since(t.forgot) > forgetEvery {
		if err := t.o.Store.ForgetTold(ctx); err != nil {
			return err
		}
		t.forgot = time.Now()
	}
	change := func(s store.Subject) bool { return s == store.OfChange }
	err := t.pass(ctx, func(s store.Subject) bool { return !change(s) })
	return errors.Join(err, t.pass(ctx, change))
}

// pass looks for alerts of some subjects, and delivers all that is due.
func (t *Teller) pass(ctx context.Context, wanted func(store.Subject) bool) error {
	err := t.look(ctx, wanted)
	if err == nil {
		err = t.compose(ctx)
	}
	_, failed := t.deliver(ctx) // what was found before goes out all the same
	return errors.Join(err, failed)
}

// carry says that it is at work, until ctx is done.
func (t *Teller) carry(ctx context.Context) {
	for ctx.Err() == nil {
		if err := t.o.Store.Carrying(ctx, t.name, t.Mails()); err != nil && ctx.Err() == nil {
			t.log.Warn("not noted that alerts are delivered", "error", err)
		}
		select {
		case <-time.After(carryEvery):
		case <-ctx.Done():
		}
	}
}

// compose makes the mails that are due.
func (t *Teller) compose(ctx context.Context) error {
	due, err := t.o.Store.DueMails(ctx)
	if err != nil {
		return err
	}
	for _, n := range due {
		a, err := t.o.Store.Alert(ctx, n)
		if errors.Is(err, store.ErrNoAlert) {
			continue
		}
		if err != nil {
			return err
		}
		_, err = t.o.Store.Compose(ctx, &a, func(now time.Time) time.Time {
			if a.Digest != "" {
				if next, err := nextDigest(a.Digest, now); err == nil {
					return next
				}
			}
			return now.Add(mailsApart)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// deliver begins to deliver what is due of alerts that are not at it already, and tells of how many.
func (t *Teller) deliver(ctx context.Context) (begun int, err error) {
	channels := []store.Channel{store.Webhook}
	if t.Mails() {
		channels = append(channels, store.Email)
	}
	due, err := t.o.Store.DueAlerts(ctx, channels...)
	if err != nil {
		return 0, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, n := range due {
		if t.busy[n] || len(t.busy) >= alertsBusy {
			continue
		}
		t.busy[n] = true
		begun++
		t.sending.Go(func() {
			t.deliverOf(ctx, n)
			t.mu.Lock()
			defer t.mu.Unlock()
			delete(t.busy, n)
		})
	}
	return begun, nil
}

// deliverOf delivers what is due of one alert.
func (t *Teller) deliverOf(ctx context.Context, n int64) {
	a, err := t.o.Store.Alert(ctx, n)
	if err != nil {
		t.fault(ctx, err)
		return
	}
	at := postsBusy
	if a.Channel == store.Email { // servers like one after the other
		at = 1
	}
	var all sync.WaitGroup
	for range at {
		all.Go(func() {
			for ctx.Err() == nil {
				m, err := t.o.Store.Take(ctx, n, taken)
				if err != nil {
					t.fault(ctx, err)
					return
				}
				if m == nil {
					return
				}
				t.sendOne(ctx, &a, m)
			}
		})
	}
	all.Wait()
}

func (t *Teller) fault(ctx context.Context, err error) {
	if ctx.Err() == nil && !errors.Is(err, store.ErrNoAlert) {
		t.log.Error("alert not delivered", "error", err)
	}
}

// sendOne sends a message that was taken, and notes how that ended. What is under way when the program ends has some time left.
func (t *Teller) sendOne(ctx context.Context, a *store.Alert, m *store.Message) {
	sending, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(lastWait, cancel) })
	defer stop()
	err := t.send(sending, a, m)
	if err != nil && sending.Err() != nil {
		err = &tell.Failure{Words: "the program ended before there was an answer"}
	}
	t.ended(context.WithoutCancel(ctx), a, m, err)
}

// Test sends a test of an alert that a person keeps, or of anybody's where all is set. Where this program cannot send it, or there is none (nil),
// it waits in the outbox for one that can. Errors wrap [store.ErrAlert], [store.ErrNoAlert] and [store.ErrNotKeeper].
func (t *Teller) Test(ctx context.Context, s *store.Store, n int64, who string, all bool) (Sent, error) {
	a, err := s.Alert(ctx, n)
	if err != nil {
		return Sent{}, err
	}
	own := t != nil && (a.Channel != store.Email || t.Mails())
	held := time.Duration(0)
	if own {
		held = taken
	}
	m, err := s.TestAlert(ctx, n, who, all, held)
	if err != nil {
		return Sent{}, err
	}
	if own {
		t.ended(context.WithoutCancel(ctx), &a, &m, t.send(ctx, &a, &m))
	}
	if m, err = s.Message(ctx, m.N); err != nil {
		return Sent{}, err
	}
	return NewSent(&m), nil
}

// send sends a message by the way that its alert goes.
func (t *Teller) send(ctx context.Context, a *store.Alert, m *store.Message) error {
	most := 1
	if a.Channel == store.Email {
		most = mostInMail
	}
	things, err := t.o.Store.ThingsIn(ctx, m.N, most)
	if err != nil {
		return err
	}
	if a.Channel == store.Email {
		if t.o.Mails == nil {
			return &tell.Failure{Words: "no mail server is known; --smtp names one"}
		}
		subject, text := mailWords(a, m, things, t.o.Desk)
		return t.o.Mails.Send(ctx, tell.Mail{To: a.Target, Subject: subject, Text: text, ID: m.ID, At: m.At})
	}
	body, err := webhookBody(a, m, things, t.o.Desk)
	if err != nil {
		return err
	}
	secret, err := t.o.Store.Secret(ctx, a.N)
	if err != nil {
		return err
	}
	return t.o.Webhooks.Send(ctx, tell.Post{URL: a.Target, Secret: secret, ID: m.ID, At: time.Now(), Body: body})
}

// ended notes how a try ended.
func (t *Teller) ended(ctx context.Context, a *store.Alert, m *store.Message, sent error) {
	if sent == nil {
		t.counted(1, 0)
		t.noted(ctx, func(ctx context.Context) error { return t.o.Store.Delivered(ctx, m) })
		return
	}
	t.counted(0, 1)
	f := &tell.Failure{Words: onrecord.OneLine(sent.Error())}
	errors.As(sent, &f)
	giveUp := m.Test || f.Final && !f.Gone || m.Tries >= mostTries
	t.complain(a, f, giveUp)
	next := max(pauseBefore(t.o.Pause, m.Tries), f.After)
	t.noted(ctx, func(ctx context.Context) error {
		if f.Gone && !m.Test {
			if err := t.o.Store.Gone(ctx, a.N, "because "+f.Words); err != nil {
				return err
			}
		}
		return t.o.Store.NotDelivered(ctx, m, f.Words, next, giveUp)
	})
}

func (t *Teller) counted(messages, failures int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count.Messages += messages
	t.count.Failures += failures
}

// pauseBefore is how long it is to the next try, after so many: it doubles, and is never quite the same, so that not all come at once.
func pauseBefore(first time.Duration, tries int) time.Duration {
	p := first << min(max(tries-1, 0), 40)
	if p <= 0 || p > longestPause {
		p = longestPause
	}
	return p + time.Duration(rand.Int64N(int64(p)/5+1))
}

// complain logs a failure, of one alert no more than one a minute.
func (t *Teller) complain(a *store.Alert, f *tell.Failure, giveUp bool) {
	t.mu.Lock()
	last := t.told[a.N]
	late := time.Since(last) > time.Minute
	if late {
		t.told[a.N] = time.Now()
	}
	t.mu.Unlock()
	if late || giveUp {
		t.log.Warn("alert not delivered", "alert", a.N, "to", Receiver(a, false), "why", f.Words, "given_up", giveUp)
	}
}

// noted writes into the store, and tries again for as long as the message is this program's.
func (t *Teller) noted(ctx context.Context, write func(context.Context) error) {
	ctx, cancel := context.WithTimeout(ctx, taken/2)
	defer cancel()
	for {
		err := write(ctx)
		if err == nil || errors.Is(err, store.ErrNoAlert) {
			return
		}
		select {
		case <-time.After(time.Second / 4):
		case <-ctx.Done():
			t.log.Error("delivery of an alert not noted: it may come again under the same id", "error", err)
			return
		}
	}
}
