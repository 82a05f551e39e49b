package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"onrecord"
	"onrecord/internal/store"
	"onrecord/internal/store/access"
	"onrecord/internal/store/storetest"
)

// TestOddVersions opens files and databases whose tables claim to be of versions that there are not.
func TestOddVersions(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		for version, want := range map[int]error{-1: store.ErrBroken, -2147483648: store.ErrBroken, 99: store.ErrNewer} {
			name := db.name(t)
			s := opened(t, database{db.kind, func(testing.TB) string { return name }})
			set := fmt.Sprintf(`PRAGMA user_version = %d`, version)
			if db.kind != "sqlite" {
				set = fmt.Sprintf(`UPDATE onrecord_store SET version = %d`, version)
			}
			if err := s.Exec(t.Context(), set); err != nil {
				t.Fatal(err)
			}
			s.Close()
			if _, err := store.Open(t.Context(), name); !errors.Is(err, want) {
				t.Errorf("version %d: %v, want %v", version, err, want)
			}
			if _, err := store.OpenToRead(t.Context(), name); !errors.Is(err, want) {
				t.Errorf("version %d, to read: %v, want %v", version, err, want)
			}
		}
	})
}

// TestStoresAreTheirOwners: a new store, what SQLite puts beside it and a copy are for their owner alone; one that others can read is closed to them
// when it gets a user.
func TestStoresAreTheirOwners(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no such modes")
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "s.db")
	s := sealedStore(t, database{"sqlite", func(testing.TB) string { return name }})
	if _, err := s.Backup(t.Context(), filepath.Join(dir, "copy.db")); err != nil {
		t.Fatal(err)
	}
	modes := func() (out []string) {
		list, _ := filepath.Glob(filepath.Join(dir, "*"))
		for _, f := range list {
			info, err := os.Stat(f)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, fmt.Sprintf("%s %o", filepath.Base(f), info.Mode().Perm()))
		}
		return out
	}
	if got := strings.Join(modes(), ", "); got != "copy.db 600, s.db 600, s.db-shm 600, s.db-wal 600" {
		t.Errorf("modes %s", got)
	}
	for _, f := range []string{"s.db", "s.db-shm", "s.db-wal"} {
		if err := os.Chmod(filepath.Join(dir, f), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.AddUser(t.Context(), "ana", access.Reader, "hash"); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(modes(), ", "); got != "copy.db 600, s.db 640, s.db-shm 640, s.db-wal 640" {
		t.Errorf("modes with a user %s", got)
	}
}

// TestFullDisk: where nothing more goes in, the error says so, and what was there stays sound.
func TestFullDisk(t *testing.T) {
	name := filepath.Join(t.TempDir(), "s.db")
	s := sealedStore(t, database{"sqlite", func(testing.TB) string { return name }})
	s.OneConnection()
	if err := s.Exec(t.Context(), `PRAGMA max_page_count = 1`); err != nil { // as many as there are
		t.Fatal(err)
	}
	d := report(t, first+strings.Repeat("\n\nAnother paragraph about the harbour, officials said.", 400), "Harbour Gazette", "2026-03-05")
	if _, err := s.Put(t.Context(), []*onrecord.Document{d}); !errors.Is(err, store.ErrFull) || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("put: %v", err)
	}
	if found := faults(t, s); len(found) > 0 {
		t.Error(found)
	}
}

// TestLocked: who holds a store is told, and nobody waits for ever.
func TestLocked(t *testing.T) {
	name := storetest.With(t, storetest.Schema(t, storetest.Needed(t)), "lock_timeout", "200ms")
	s := sealedStore(t, database{"postgres", func(testing.TB) string { return name }})
	other, err := sql.Open("pgx", name)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	d := report(t, first+"\n", "Harbour Gazette", "2026-03-05")
	for _, hold := range []string{`SELECT pg_advisory_xact_lock(x'4f6e5263'::bigint)`, `LOCK TABLE reports IN ACCESS EXCLUSIVE MODE`} {
		tx, err := other.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(hold); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Put(t.Context(), []*onrecord.Document{d}); !errors.Is(err, store.ErrBusy) {
			t.Errorf("%s: %v", hold, err)
		}
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Put(t.Context(), []*onrecord.Document{d}); err != nil {
		t.Errorf("given free: %v", err)
	}
}
