package access

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestPasswords(t *testing.T) {
	hash, err := HashPassword("correct horse battery")
	if err != nil || strings.Contains(hash, "horse") {
		t.Fatal(hash, err)
	}
	if again, _ := HashPassword("correct horse battery"); again == hash {
		t.Error("two hashes of one password are the same: there is no salt")
	}
	for password, want := range map[string]bool{"correct horse battery": true, "correct horse batterx": false, "": false, "correct horse battery ": false} {
		if CheckPassword(hash, password) != want {
			t.Errorf("%q: want %v", password, want)
		}
	}
	for _, broken := range []string{"", "x", "$argon2id$v=19$m=1,t=1,p=1$!$!", "$argon2id$v=19$m=99999999,t=2,p=1$AAAA$AAAA", strings.Replace(hash, "argon2id", "argon2i", 1)} {
		if CheckPassword(broken, "") || CheckPassword(broken, "correct horse battery") {
			t.Errorf("a broken hash lets in: %q", broken)
		}
	}
	for _, bad := range []string{"short", strings.Repeat("a", 1001), "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"} {
		if _, err := HashPassword(bad); !errors.Is(err, ErrPassword) {
			t.Errorf("%.12q is taken: %v", bad, err)
		}
	}
}

func TestRoles(t *testing.T) {
	for i, r := range Roles {
		for k, other := range Roles {
			if r.May(other) != (i >= k) {
				t.Errorf("%s may %s: %v", r, other, r.May(other))
			}
		}
	}
	if Role("").May(Reader) || Role("king").May(Reader) || Admin.May("king") {
		t.Error("what is no role may something")
	}
}

func TestTokens(t *testing.T) {
	a, id, digest := NewToken()
	b, _, _ := NewToken()
	if a == b || !strings.HasPrefix(a, "orc_"+id+"_") || Digest(a) != digest || strings.Contains(digest, id) || len(a) < 50 {
		t.Error(a, id, digest)
	}
}

func TestLimiter(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	l := NewLimiter(1, 3)
	l.now = func() time.Time { return now }
	for i := range 3 {
		if ok, _ := l.Allow("a"); !ok {
			t.Errorf("time %d is refused", i+1)
		}
	}
	if ok, wait := l.Allow("a"); ok || wait <= 0 || wait > time.Second {
		t.Errorf("the fourth: %v, %v", ok, wait)
	}
	if full, wait := l.Full("a"); !full || wait <= 0 {
		t.Errorf("full %v, %v", full, wait)
	}
	if ok, _ := l.Allow("b"); !ok {
		t.Error("one client's limit holds for another")
	}
	now = now.Add(1100 * time.Millisecond)
	if ok, _ := l.Allow("a"); !ok {
		t.Error("a second later it is still refused")
	}
	for i := range 3 * mostClients {
		l.Allow(fmt.Sprint(i))
	}
	if len(l.clients) > mostClients {
		t.Errorf("%d clients are remembered", len(l.clients))
	}
}
