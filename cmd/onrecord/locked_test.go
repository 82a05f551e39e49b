package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestIngestWaitsAloud: while another program holds the store, ingest says so, and goes on when it is free.
func TestIngestWaitsAloud(t *testing.T) {
	server := os.Getenv("ONRECORD_TEST_POSTGRES")
	if server == "" {
		t.Skip("PostgreSQL is left out: ONRECORD_TEST_POSTGRES names no server (scripts/postgres.sh starts one)")
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	schema := fmt.Sprintf("c%d", os.Getpid())
	q := u.Query()
	q.Set("search_path", schema+",public")
	q.Set("lock_timeout", "200ms")
	u.RawQuery = q.Encode()
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	defer db.Exec("DROP SCHEMA " + schema + " CASCADE")
	in := filepath.Join(t.TempDir(), "r.jsonl")
	if err := os.WriteFile(in, []byte(`{"text":"Officials said that Norway would not send ships to the strait.","date":"2026-03-01"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	runs(t, "ingest", "--quiet", "--store", u.String(), in)
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(`LOCK TABLE ` + schema + `.appearances IN ACCESS EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	free := time.AfterFunc(1500*time.Millisecond, func() { _ = tx.Rollback() })
	defer free.Stop()
	var out, errs bytes.Buffer
	status := run([]string{"ingest", "--quiet", "--store", u.String(), in}, console{strings.NewReader(""), &out, &errs})
	if status != 0 || !strings.Contains(errs.String(), "another program holds the store") || !strings.Contains(out.String(), "0 failed") {
		t.Errorf("status %d, %q, %q", status, out.String(), errs.String())
	}
}
