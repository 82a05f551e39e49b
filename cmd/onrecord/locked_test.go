package main

import (
	"bytes"
	"database/sql"
	"onrecord/internal/store/storetest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestIngestWaitsAloud: while another program holds the store, ingest says so, and goes on when it is free.
func TestIngestWaitsAloud(t *testing.T) {
	name := storetest.With(t, storetest.Schema(t, storetest.Needed(t)), "lock_timeout", "200ms")
	db, err := sql.Open("pgx", name)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	in := filepath.Join(t.TempDir(), "r.jsonl")
	if err := os.WriteFile(in, []byte(`{"text":"Officials said that Norway would not send ships to the strait.","date":"2026-03-01"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	runs(t, "ingest", "--quiet", "--store", name, in)
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(`LOCK TABLE appearances IN ACCESS EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	const told = "another program holds the store"
	errs := &telling{words: told, then: func() { _ = tx.Rollback() }}
	late := time.AfterFunc(5*time.Minute, errs.free) // whoever says nothing must not wait for ever
	defer late.Stop()
	var out bytes.Buffer
	status := run([]string{"ingest", "--quiet", "--store", name, in}, console{strings.NewReader(""), &out, errs})
	if got := errs.String(); status != 0 || !strings.Contains(got, told) || !strings.Contains(out.String(), "0 failed") {
		t.Errorf("status %d, %q, %q", status, out.String(), got)
	}
}

// telling does something once some words were written to it.
type telling struct {
	mu    sync.Mutex
	b     bytes.Buffer
	words string
	then  func()
	once  sync.Once
}

func (w *telling) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, err := w.b.Write(p)
	if strings.Contains(w.b.String(), w.words) {
		w.free()
	}
	return n, err
}

func (w *telling) free() { w.once.Do(w.then) }

func (w *telling) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}
