package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode"

	"onrecord/internal/store/access"
)

// accounts keeps who may use a store: users, tokens and sessions.
type accounts struct{ *database }

// ErrUser is at the root of the error about a user or token that cannot be made or changed.
var ErrUser = errors.New("bad user")

// User is somebody who may open the desk.
type User struct {
	Name     string
	Role     access.Role
	Created  time.Time
	Disabled bool
}

// Token lets a program in in a user's name.
type Token struct {
	ID, User, Label string
	Created         time.Time
	Used            string // last day of use, 2006-01-02; "" never
	Revoked         bool
}

// AddUser adds a user with the hash of a password; "" is a user who has tokens only. Errors wrap [ErrUser] or those of the store.
func (s *accounts) AddUser(ctx context.Context, name string, role access.Role, hash string) error {
	if err := checkUser(name, role); err != nil {
		return err
	}
	if err := s.closeToOthers(); err != nil {
		return s.fail("add user to store", err)
	}
	r, err := s.exec(ctx, `INSERT INTO users (name, role, password, created) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, name, string(role), hash, stamp(time.Now()))
	if err == nil && r == 0 {
		err = fmt.Errorf("%w: there is a user %q already", ErrUser, name)
	}
	return err
}

// closeToOthers takes from a file what others than its owner and group may do with it: it holds hashes of passwords from now on.
func (s *database) closeToOthers() error {
	if isPostgres(s.name) {
		return nil
	}
	for _, name := range []string{s.name, s.name + "-wal", s.name + "-shm"} {
		info, err := os.Stat(name)
		if errors.Is(err, os.ErrNotExist) || err == nil && info.Mode().Perm()&0o007 == 0 {
			continue
		}
		if err == nil {
			err = os.Chmod(name, info.Mode().Perm()&^0o007)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func checkUser(name string, role access.Role) error {
	if !role.May(access.Reader) {
		return fmt.Errorf("%w: no role %q; there are reader, analyst and admin", ErrUser, role)
	}
	if name == "" || len(name) > 100 || strings.TrimSpace(name) != name || strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || r == ':' }) {
		return fmt.Errorf("%w: a name has up to 100 bytes, none of them a colon, and no space at its ends", ErrUser)
	}
	return nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// change writes about one user, who must be there.
func (s *accounts) change(ctx context.Context, name, query string, args ...any) error {
	n, err := s.exec(ctx, query, args...)
	if err == nil && n == 0 {
		err = fmt.Errorf("%w: there is no user %q", ErrUser, name)
	}
	return err
}

// SetRole gives a user another role.
func (s *accounts) SetRole(ctx context.Context, name string, role access.Role) error {
	if err := checkUser(name, role); err != nil {
		return err
	}
	return s.change(ctx, name, `UPDATE users SET role = ? WHERE name = ?`, string(role), name)
}

// SetPassword gives a user another password, by its hash, and ends all sessions.
func (s *accounts) SetPassword(ctx context.Context, name, hash string) error {
	if err := s.change(ctx, name, `UPDATE users SET password = ? WHERE name = ?`, hash, name); err != nil {
		return err
	}
	_, err := s.exec(ctx, `DELETE FROM sessions WHERE who = ?`, name)
	return err
}

// SetDisabled shuts a user out, with all sessions and tokens at once, or lets the user in again.
func (s *accounts) SetDisabled(ctx context.Context, name string, disabled bool) error {
	n := 0
	if disabled {
		n = 1
	}
	if err := s.change(ctx, name, `UPDATE users SET disabled = ? WHERE name = ?`, n, name); err != nil || !disabled {
		return err
	}
	_, err := s.exec(ctx, `DELETE FROM sessions WHERE who = ?`, name)
	return err
}

const userColumns = `u.name, u.role, u.created, u.disabled`

func scanUser(scan func(...any) error, more ...any) (User, error) {
	var u User
	var created string
	var disabled int
	err := scan(append([]any{&u.Name, &u.Role, &created, &disabled}, more...)...)
	if err == nil {
		u.Created, err = time.Parse(time.RFC3339, created)
	}
	u.Disabled = disabled != 0
	return u, err
}

// Users lists all users by name.
func (s *accounts) Users(ctx context.Context) ([]User, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT `+userColumns+` FROM users u ORDER BY u.name`)
	if err != nil {
		return nil, s.fail("look into store", err)
	}
	defer rows.Close()
	var out []User
	for rows.Next() {
		u, err := scanUser(rows.Scan)
		if err != nil {
			return nil, s.fail("look into store", err)
		}
		out = append(out, u)
	}
	return out, s.fail("look into store", rows.Err())
}

// HasUsers tells whether there is a user, disabled or not.
func (s *accounts) HasUsers(ctx context.Context) (bool, error) {
	var n int
	err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM users LIMIT 1) u`).Scan(&n)
	return n > 0, s.fail("look into store", err)
}

// one is the user that a query finds; the error wraps [ErrUnknown] where it finds none.
func (s *accounts) one(ctx context.Context, query string, args []any, more ...any) (User, error) {
	u, err := scanUser(s.db.QueryRowContext(ctx, s.dialect.bind(query), args...).Scan, more...)
	if errors.Is(err, sql.ErrNoRows) {
		return u, fmt.Errorf("find user: %w", ErrUnknown)
	}
	return u, s.fail("look into store", err)
}

// User is a user who is not disabled, with the hash of the password. The error wraps [ErrUnknown] where there is none.
func (s *accounts) User(ctx context.Context, name string) (u User, hash string, err error) {
	u, err = s.one(ctx, `SELECT `+userColumns+`, u.password FROM users u WHERE u.name = ? AND u.disabled = 0`, []any{name}, &hash)
	return u, hash, err
}

// AddToken keeps a token of a user, by its digest. Errors wrap [ErrUser] or those of the store.
func (s *accounts) AddToken(ctx context.Context, t Token, digest string) error {
	n, err := s.exec(ctx, `INSERT INTO tokens (id, who, label, digest, created) SELECT ?, u.name, ?, ?, ? FROM users u WHERE u.name = ?`,
		t.ID, clean(t.Label), digest, stamp(time.Now()), t.User)
	if err == nil && n == 0 {
		err = fmt.Errorf("%w: there is no user %q", ErrUser, t.User)
	}
	return err
}

// Tokens lists all tokens by user and time.
func (s *accounts) Tokens(ctx context.Context) ([]Token, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id, who, label, created, used, revoked FROM tokens ORDER BY who, created, id`)
	if err != nil {
		return nil, s.fail("look into store", err)
	}
	defer rows.Close()
	var out []Token
	for rows.Next() {
		var t Token
		var created string
		var revoked int
		if err := rows.Scan(&t.ID, &t.User, &t.Label, &created, &t.Used, &revoked); err != nil {
			return nil, s.fail("look into store", err)
		}
		if t.Created, err = time.Parse(time.RFC3339, created); err != nil {
			return nil, s.fail("look into store", err)
		}
		t.Revoked = revoked != 0
		out = append(out, t)
	}
	return out, s.fail("look into store", rows.Err())
}

// RevokeToken makes a token worthless. Errors wrap [ErrUser] or those of the store.
func (s *accounts) RevokeToken(ctx context.Context, id string) error {
	n, err := s.exec(ctx, `UPDATE tokens SET revoked = 1 WHERE id = ?`, id)
	if err == nil && n == 0 {
		err = fmt.Errorf("%w: there is no token %q", ErrUser, id)
	}
	return err
}

// TokenUser is in whose name a token lets in, by its digest; the day is noted. The error wraps [ErrUnknown] for a token that is none, is
// revoked, or is of a user who is disabled.
func (s *accounts) TokenUser(ctx context.Context, digest string, now time.Time) (User, error) {
	var id, used string
	u, err := s.one(ctx, `SELECT `+userColumns+`, t.id, t.used FROM tokens t JOIN users u ON u.name = t.who
		WHERE t.digest = ? AND t.revoked = 0 AND u.disabled = 0`, []any{digest}, &id, &used)
	if day := now.UTC().Format(time.DateOnly); err == nil && used != day {
		_, _ = s.exec(ctx, `UPDATE tokens SET used = ? WHERE id = ?`, day, id) // a store that is read-only still lets in
	}
	return u, err
}

// AddSession keeps a session by its digest, and drops those that have ended.
func (s *accounts) AddSession(ctx context.Context, digest, user string, now, expires time.Time) error {
	if _, err := s.exec(ctx, `DELETE FROM sessions WHERE expires <= ?`, stamp(now)); err != nil {
		return err
	}
	_, err := s.exec(ctx, `INSERT INTO sessions (digest, who, created, expires) VALUES (?, ?, ?, ?)`, digest, user, stamp(now), stamp(expires))
	return err
}

// SessionUser is whose session it is, with when it began and ends. The error wraps [ErrUnknown] for a session that is none, has ended, or is
// of a user who is disabled.
func (s *accounts) SessionUser(ctx context.Context, digest string, now time.Time) (u User, created, expires time.Time, err error) {
	var a, b string
	u, err = s.one(ctx, `SELECT `+userColumns+`, x.created, x.expires FROM sessions x JOIN users u ON u.name = x.who
		WHERE x.digest = ? AND x.expires > ? AND u.disabled = 0`, []any{digest, stamp(now)}, &a, &b)
	if err == nil {
		if created, err = time.Parse(time.RFC3339, a); err == nil {
			expires, err = time.Parse(time.RFC3339, b)
		}
	}
	return u, created, expires, err
}

// ExtendSession moves the end of a session.
func (s *accounts) ExtendSession(ctx context.Context, digest string, expires time.Time) error {
	_, err := s.exec(ctx, `UPDATE sessions SET expires = ? WHERE digest = ?`, stamp(expires), digest)
	return err
}

// DropSession ends a session.
func (s *accounts) DropSession(ctx context.Context, digest string) error {
	_, err := s.exec(ctx, `DELETE FROM sessions WHERE digest = ?`, digest)
	return err
}
