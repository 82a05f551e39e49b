package store_test

import (
	"errors"
	"testing"
	"time"

	"onrecord/internal/store"
	"onrecord/internal/store/access"
)

func TestUsers(t *testing.T) { onEach(t, users) }

func users(t *testing.T, db database) {
	s, ctx := filled(t, db), t.Context()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	bad := func(err, want error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
	ok(s.AddUser(ctx, "Ana Ruiz", access.Analyst, "hash"))
	for _, name := range []string{"", " x", "a:b", "a\nb", "Ana Ruiz"} {
		bad(s.AddUser(ctx, name, access.Reader, "h"), store.ErrUser)
	}
	bad(s.AddUser(ctx, "Ben", "king", "h"), store.ErrUser)
	u, hash, err := s.User(ctx, "Ana Ruiz")
	if err != nil || hash != "hash" || u.Role != access.Analyst || u.Created.IsZero() {
		t.Errorf("%+v %q %v", u, hash, err)
	}
	_, _, err = s.User(ctx, "ana ruiz")
	bad(err, store.ErrUnknown)
	ok(s.SetRole(ctx, "Ana Ruiz", access.Admin))
	bad(s.SetRole(ctx, "Cem", access.Admin), store.ErrUser)

	// Tokens.
	now := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	ok(s.AddToken(ctx, store.Token{ID: "t1", User: "Ana Ruiz", Label: "feeds"}, "d1"))
	bad(s.AddToken(ctx, store.Token{ID: "t2", User: "Cem"}, "d2"), store.ErrUser)
	if u, err := s.TokenUser(ctx, "d1", now); err != nil || u.Name != "Ana Ruiz" || u.Role != access.Admin {
		t.Errorf("%+v %v", u, err)
	}
	if list, err := s.Tokens(ctx); err != nil || len(list) != 1 || list[0].Used != "2026-05-04" || list[0].Label != "feeds" {
		t.Errorf("%+v %v", list, err)
	}
	_, err = s.TokenUser(ctx, "d2", now)
	bad(err, store.ErrUnknown)

	// Sessions.
	ok(s.AddSession(ctx, "s1", "Ana Ruiz", now, now.Add(time.Hour)))
	session := func(at time.Time) error {
		_, _, _, err := s.SessionUser(ctx, "s1", at)
		return err
	}
	ok(session(now.Add(59 * time.Minute)))
	bad(session(now.Add(time.Hour)), store.ErrUnknown)
	ok(s.ExtendSession(ctx, "s1", now.Add(2*time.Hour)))
	ok(session(now.Add(time.Hour)))
	ok(s.SetPassword(ctx, "Ana Ruiz", "other"))
	bad(session(now), store.ErrUnknown)
	ok(s.AddSession(ctx, "s2", "Ana Ruiz", now, now.Add(time.Hour)))
	ok(s.DropSession(ctx, "s2"))
	_, _, _, err = s.SessionUser(ctx, "s2", now)
	bad(err, store.ErrUnknown)

	// Who is disabled is out at once, and the token with the user.
	ok(s.AddSession(ctx, "s1", "Ana Ruiz", now, now.Add(time.Hour)))
	ok(s.SetDisabled(ctx, "Ana Ruiz", true))
	bad(session(now), store.ErrUnknown)
	_, err = s.TokenUser(ctx, "d1", now)
	bad(err, store.ErrUnknown)
	_, _, err = s.User(ctx, "Ana Ruiz")
	bad(err, store.ErrUnknown)
	ok(s.SetDisabled(ctx, "Ana Ruiz", false))
	if _, err := s.TokenUser(ctx, "d1", now); err != nil {
		t.Error(err)
	}
	bad(session(now), store.ErrUnknown)
	ok(s.RevokeToken(ctx, "t1"))
	_, err = s.TokenUser(ctx, "d1", now)
	bad(err, store.ErrUnknown)
	bad(s.RevokeToken(ctx, "t9"), store.ErrUser)
	if list, err := s.Users(ctx); err != nil || len(list) != 1 || list[0].Disabled {
		t.Errorf("%+v %v", list, err)
	}
}
