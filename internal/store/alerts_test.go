package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
)

// plain is a report that nothing was found in.
func plain(i int) *onrecord.Document {
	text := fmt.Sprintf("The ferry left the harbour for the %dth time.", i)
	return &onrecord.Document{ID: fmt.Sprint("r", i), Text: text, Meta: onrecord.Meta{Publisher: "Harbour Gazette", Published: "2026-03-02"}, Made: onrecord.Made{Tool: "t", Lexicon: "l", Models: "m"}}
}

func put(t *testing.T, s *store.Store, docs ...*onrecord.Document) {
	t.Helper()
	if _, err := s.Put(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
}

func webhook(who string) store.Alert {
	return store.Alert{Name: "Ferries", About: store.OfQuery, Query: "q=ferry", Channel: store.Webhook, Target: "https://receiver.example/hook", Who: who}
}

func added(t *testing.T, s *store.Store, a store.Alert) store.Alert {
	t.Helper()
	a, err := s.AddAlert(t.Context(), a, store.NewSecret())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func thing(i int) store.Thing {
	return store.Thing{Report: fmt.Sprint("report", i), Kind: store.Statement, Span: onrecord.Span{Start: i, End: i + 5}, What: fmt.Sprintf(`{"title":"%d"}`, i)}
}

// TestAlertsAreKept makes alerts, lists them, pauses one and takes them away; only who keeps one may do so.
func TestAlertsAreKept(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := opened(t, db)
		put(t, s, plain(1), plain(2))
		a := added(t, s, webhook("ana"))
		mark, err := s.Mark(t.Context())
		if err != nil || a.N != 1 || a.Since != 2 || a.Seen != mark.Change || a.At.IsZero() {
			t.Errorf("%+v, %v", a, err)
		}
		mail := webhook("ben")
		mail.Channel, mail.Target, mail.Digest = store.Email, "ben@example.org", "07:00 UTC"
		if mail = added(t, s, mail); mail.Due.IsZero() {
			t.Errorf("%+v", mail)
		}
		list, err := s.Alerts(t.Context())
		if err != nil || len(list) != 2 || list[0] != a || list[1] != mail {
			t.Errorf("%+v, %v", list, err)
		}
		secret, err := s.Secret(t.Context(), a.N)
		if err != nil || !strings.HasPrefix(secret, "whsec_") || strings.Contains(fmt.Sprintf("%+v", list), secret) {
			t.Errorf("secret %q, %v", secret, err)
		}
		for _, bad := range []func(*store.Alert){func(a *store.Alert) { a.Name = " " }, func(a *store.Alert) { a.Name = strings.Repeat("x", 201) }, func(a *store.Alert) { a.About = "weather" },
			func(a *store.Alert) { a.Channel = "fax" }, func(a *store.Alert) { a.Who = "" }, func(a *store.Alert) { a.Query = strings.Repeat("x", 5000) }, func(a *store.Alert) { a.Target = "\xff" }} {
			a := webhook("ana")
			bad(&a)
			if _, err := s.AddAlert(t.Context(), a, ""); !errors.Is(err, store.ErrAlert) {
				t.Errorf("%+v: %v", a, err)
			}
		}
		if err := s.PauseAlert(t.Context(), a.N, "ben", false, "by ben"); !errors.Is(err, store.ErrNotKeeper) || !strings.Contains(err.Error(), "ana keeps it") {
			t.Error(err)
		}
		if err := s.PauseAlert(t.Context(), a.N, "ben", true, "by ben"); err != nil {
			t.Error(err)
		}
		if a, err = s.Alert(t.Context(), a.N); err != nil || a.Paused != "by ben" {
			t.Errorf("%+v, %v", a, err)
		}
		if _, err := s.TestAlert(t.Context(), a.N, "ana", false, 0); !errors.Is(err, store.ErrAlert) {
			t.Errorf("a test of one that is paused: %v", err)
		}
		if err := s.NewAlertSecret(t.Context(), a.N, "ana", false, "whsec_new"); err != nil {
			t.Error(err)
		}
		if secret, err := s.Secret(t.Context(), a.N); secret != "whsec_new" || err != nil {
			t.Errorf("secret %q, %v", secret, err)
		}
		if err := s.NewAlertSecret(t.Context(), mail.N, "ben", false, "whsec_new"); !errors.Is(err, store.ErrAlert) {
			t.Error(err)
		}
		if err := s.DropAlert(t.Context(), a.N, "ana", false); err != nil {
			t.Error(err)
		}
		for _, err := range []error{s.DropAlert(t.Context(), a.N, "ana", false), s.PauseAlert(t.Context(), 99, "ana", true, "")} {
			if !errors.Is(err, store.ErrNoAlert) {
				t.Error(err)
			}
		}
		if next := added(t, s, webhook("ana")); next.N <= mail.N {
			t.Errorf("number %d is given twice", next.N)
		}
		for i := range 199 {
			a := webhook("ana")
			a.Name = fmt.Sprint(i)
			added(t, s, a)
		}
		if _, err := s.AddAlert(t.Context(), webhook("ana"), ""); !errors.Is(err, store.ErrAlert) {
			t.Errorf("more than the most: %v", err)
		}
	})
}

// TestOutbox takes what was found through all it can come to: delivered, tried again, given up, tried again by hand; each message once at a
// time.
func TestOutbox(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s, ctx := opened(t, db), t.Context()
		a := added(t, s, webhook("ana"))
		if done, err := s.Tell(ctx, &a, 7, 1, []store.Thing{thing(1), thing(1), thing(2)}); !done || err != nil {
			t.Fatal(done, err)
		}
		if done, err := s.Tell(ctx, &a, 9, 1, []store.Thing{thing(3)}); done || err != nil {
			t.Errorf("the same was looked at twice: %v, %v", done, err)
		}
		things, err := s.ThingsOf(ctx, a.N, []string{"report1", "report2", "report3"})
		if err != nil || len(things) != 3 || things[0].Span != (onrecord.Span{Start: 1, End: 6}) || things[2].What != `{"title":"2"}` {
			t.Fatalf("%+v, %v", things, err)
		}
		if due, err := s.DueAlerts(ctx, store.Email); len(due) != 0 || err != nil {
			t.Errorf("%v, %v", due, err)
		}
		if due, err := s.DueAlerts(ctx, store.Email, store.Webhook); len(due) != 1 || err != nil {
			t.Errorf("%v, %v", due, err)
		}
		// Each message is taken once, whoever asks at the same time.
		var mu sync.Mutex
		var all sync.WaitGroup
		taken := map[string]*store.Message{}
		for range 6 {
			all.Go(func() {
				for {
					m, err := s.Take(ctx, a.N, time.Minute)
					if err != nil {
						t.Error(err)
						return
					}
					if m == nil {
						return
					}
					mu.Lock()
					if taken[m.ID] != nil {
						t.Errorf("%s is taken twice", m.ID)
					}
					taken[m.ID] = m
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if len(taken) != 3 {
			t.Fatalf("%d are taken", len(taken))
		}
		list, err := s.Messages(ctx, a.N, 0, 10)
		if err != nil || len(list) != 3 || list[0].N < list[1].N || list[0].Tries != 1 || !list[0].Waits() {
			t.Fatalf("%+v, %v", list, err)
		}
		if in, err := s.ThingsIn(ctx, list[0].N, 10); err != nil || len(in) != 1 || in[0].Report != "report2" {
			t.Errorf("%+v, %v", in, err)
		}
		for i, err := range []error{s.Delivered(ctx, &list[0]), s.NotDelivered(ctx, &list[1], "500\x00 no", 0, false), s.NotDelivered(ctx, &list[2], "404", 0, true)} {
			if err != nil {
				t.Errorf("%d: %v", i, err)
			}
		}
		d, err := s.Deliveries(ctx)
		if x := d[a.N]; err != nil || x.Found != 3 || x.Held != 0 || x.Delivered != 1 || x.Waiting != 1 || x.Failing != 1 || x.GivenUp != 1 || x.Last.IsZero() || x.Error == "" || x.Next.IsZero() {
			t.Errorf("%+v, %v", x, err)
		}
		again, err := s.Take(ctx, a.N, time.Millisecond)
		if err != nil || again == nil || again.ID != list[1].ID || again.Tries != 2 {
			t.Fatalf("%+v, %v", again, err)
		}
		// Whoever took it is gone: after its time another takes it, under the same id.
		time.Sleep(5 * time.Millisecond)
		if again, err = s.Take(ctx, a.N, time.Hour); err != nil || again == nil || again.ID != list[1].ID || again.Tries != 3 {
			t.Fatalf("%+v, %v", again, err)
		}
		if none, err := s.Take(ctx, a.N, time.Hour); none != nil || err != nil {
			t.Errorf("%+v, %v", none, err)
		}
		if err := s.Delivered(ctx, again); err != nil {
			t.Error(err)
		}
		if err := s.NotDelivered(ctx, again, "too late", 0, true); err != nil {
			t.Error(err)
		}
		if m, err := s.Message(ctx, again.N); err != nil || m.Delivered.IsZero() || !m.Failed.IsZero() || m.Error != "500  no" {
			t.Errorf("%+v, %v", m, err)
		}
		if n, err := s.RetryAlert(ctx, a.N, "ana", false); n != 1 || err != nil {
			t.Errorf("%d tried again, %v", n, err)
		}
		if m, err := s.Take(ctx, a.N, time.Hour); err != nil || m == nil || m.ID != list[2].ID || m.Tries != 1 {
			t.Errorf("%+v, %v", m, err)
		}
		test, err := s.TestAlert(ctx, a.N, "ana", false, 0)
		if err != nil || !test.Test {
			t.Errorf("%+v, %v", test, err)
		}
		if err := s.Gone(ctx, a.N, "gone"); err != nil {
			t.Error(err)
		}
		if m, err := s.Take(ctx, a.N, time.Hour); m != nil || err != nil {
			t.Errorf("one that is paused sends: %+v, %v", m, err)
		}
		if due, err := s.DueAlerts(ctx, store.Webhook); len(due) != 0 || err != nil {
			t.Errorf("one that is paused is due: %v, %v", due, err)
		}
		if err := s.DropAlert(ctx, a.N, "ana", false); err != nil {
			t.Error(err)
		}
		if things, err := s.NewestThings(ctx, a.N, 10); len(things) != 0 || err != nil {
			t.Errorf("%+v, %v", things, err)
		}
		if done, err := s.Tell(ctx, &store.Alert{N: a.N, Seen: 7, Decided: 1}, 8, 1, []store.Thing{thing(5)}); done || err != nil {
			t.Errorf("one that is gone is told: %v, %v", done, err)
		}
	})
}

// TestMailsAreMade makes one mail of what was found, no sooner than it is due, and none where nothing was found.
func TestMailsAreMade(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s, ctx := opened(t, db), t.Context()
		a := webhook("ana")
		a.Channel, a.Target = store.Email, "ana@example.org"
		a = added(t, s, a)
		in := func(d time.Duration) func(time.Time) time.Time {
			return func(now time.Time) time.Time { return now.Add(d) }
		}
		compose := func(a *store.Alert, after func(time.Time) time.Time) bool {
			t.Helper()
			made, err := s.Compose(ctx, a, after)
			if err != nil {
				t.Fatal(err)
			}
			if *a, err = s.Alert(ctx, a.N); err != nil {
				t.Fatal(err)
			}
			return made
		}
		if due, err := s.DueMails(ctx); len(due) != 0 || err != nil || compose(&a, in(time.Hour)) {
			t.Errorf("a mail of nothing: %v, %v", due, err)
		}
		if done, err := s.Tell(ctx, &a, 1, 0, []store.Thing{thing(1), thing(2)}); !done || err != nil {
			t.Fatal(done, err)
		}
		if due, err := s.DueMails(ctx); len(due) != 1 || err != nil {
			t.Errorf("%v, %v", due, err)
		}
		stale := a
		if !compose(&a, in(time.Hour)) {
			t.Error("no mail is made")
		}
		if done, err := s.Tell(ctx, &a, 2, 0, []store.Thing{thing(3)}); !done || err != nil {
			t.Fatal(done, err)
		}
		if compose(&stale, in(time.Hour)) || compose(&a, in(time.Hour)) {
			t.Error("a mail is made before it is due")
		}
		list, err := s.Messages(ctx, a.N, 0, 10)
		if err != nil || len(list) != 1 || list[0].Things != 2 {
			t.Errorf("%+v, %v", list, err)
		}
		digest := webhook("ana")
		digest.Channel, digest.Target, digest.Digest = store.Email, "ana@example.org", "07:00 UTC"
		digest = added(t, s, digest)
		if compose(&digest, in(time.Hour)) || time.Until(digest.Due) < 50*time.Minute {
			t.Errorf("a digest of nothing, due %s", digest.Due)
		}
	})
}

// TestShutOutAreToldNothing: the alerts of a user who is disabled rest until the user is let in again.
func TestShutOutAreToldNothing(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s, ctx := opened(t, db), t.Context()
		if err := s.AddUser(ctx, "ana", access.Analyst, ""); err != nil {
			t.Fatal(err)
		}
		a := added(t, s, webhook("ana"))
		if _, err := s.Tell(ctx, &a, 1, 0, []store.Thing{thing(1)}); err != nil {
			t.Fatal(err)
		}
		for _, off := range []bool{true, false} {
			if err := s.SetDisabled(ctx, "ana", off); err != nil {
				t.Fatal(err)
			}
			due, err := s.DueAlerts(ctx, store.Webhook)
			if list, err2 := s.Alerts(ctx); err != nil || err2 != nil || list[0].Off != off || (len(due) == 0) != off {
				t.Errorf("shut out %v: %v, %+v, %v %v", off, due, list, err, err2)
			}
		}
	})
}

// TestCarriers tells which programs deliver.
func TestCarriers(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s, ctx := opened(t, db), t.Context()
		for _, step := range []struct {
			do        func() error
			all, mail int
		}{
			{func() error { return nil }, 0, 0},
			{func() error { return s.Carrying(ctx, "a/1", false) }, 1, 0},
			{func() error { return s.Carrying(ctx, "b/1", true) }, 2, 1},
			{func() error { return s.Carrying(ctx, "a/1", true) }, 2, 2},
			{func() error { return s.NotCarrying(ctx, "a/1") }, 1, 1},
			{func() error { return s.Exec(ctx, `UPDATE alert_carriers SET at = '2020-01-01T00:00:00.000Z'`) }, 0, 0},
			{func() error { return s.Carrying(ctx, "c/1", false) }, 1, 0},
		} {
			err := step.do()
			all, mail, err2 := s.Carriers(ctx)
			if err != nil || err2 != nil || all != step.all || mail != step.mail {
				t.Errorf("%d deliver, %d mails; want %d, %d (%v, %v)", all, mail, step.all, step.mail, err, err2)
			}
		}
	})
}

// TestCame lists what was stored or read again, and holds searches to it.
func TestCame(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s, ctx := opened(t, db), t.Context()
		put(t, s, plain(1), plain(2), plain(3))
		again := plain(1)
		again.Made.Tool = "newer"
		put(t, s, again)
		var got []string
		list, err := s.Came(ctx, 1, 4, 10)
		for _, c := range list {
			got = append(got, fmt.Sprint(c.Change, " ", c.N))
		}
		if err != nil || fmt.Sprint(got) != "[2 2 3 3 4 1]" {
			t.Errorf("%v, %v", got, err)
		}
		if list, err := s.Came(ctx, 0, 3, 1); err != nil || len(list) != 1 || list[0].Change != 2 {
			t.Errorf("%v, %v", list, err)
		}
		for until, want := range map[int64]int{0: 3, 3: 2, 4: 3} {
			page, err := s.Search(ctx, store.Query{Kind: store.Report, Text: "ferry", Since: 1, Until: until})
			if err != nil || len(page.Hits) != want {
				t.Errorf("until %d: %d hits, want %d (%v)", until, len(page.Hits), want, err)
			}
		}
	})
}

// TestForgetTold: long after things were told, in which words is forgotten, but not that they were.
func TestForgetTold(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s, ctx := opened(t, db), context.Background()
		hook, feed := added(t, s, webhook("ana")), webhook("ana")
		feed.Channel = store.ByFeed
		feed = added(t, s, feed)
		for _, a := range []*store.Alert{&hook, &feed} {
			if _, err := s.Tell(ctx, a, 1, 0, []store.Thing{thing(1), thing(2)}); err != nil {
				t.Fatal(err)
			}
		}
		m, err := s.Take(ctx, hook.N, time.Minute)
		if err != nil || m == nil {
			t.Fatal(m, err)
		}
		err = errors.Join(s.Delivered(ctx, m), s.Exec(ctx, `UPDATE alert_things SET at = '2020-01-01T00:00:00.000Z' WHERE report = 'report1'`), s.ForgetTold(ctx))
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range []store.Alert{hook, feed} {
			list, err := s.NewestThings(ctx, a.N, 10)
			if err != nil || len(list) != 2 || list[0].What == "" || list[1].What != "" {
				t.Errorf("%+v, %v", list, err)
			}
		}
	})
}
