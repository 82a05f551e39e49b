// Package storetest gives tests a PostgreSQL database to keep a store in. Nothing of it is in the program.
package storetest

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"sync/atomic"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver
)

// Server is the address of the PostgreSQL that tests may use, which scripts/postgres.sh starts; "", with a line in the log, where there is
// none.
func Server(t testing.TB) string {
	t.Helper()
	s := os.Getenv("ONRECORD_TEST_POSTGRES")
	if s == "" {
		t.Log("PostgreSQL is left out: ONRECORD_TEST_POSTGRES names no server (scripts/postgres.sh starts one)")
	}
	return s
}

// Needed is the same for a test that is nothing without it, and is skipped where there is none.
func Needed(t testing.TB) string {
	t.Helper()
	s := Server(t)
	if s == "" {
		t.SkipNow()
	}
	return s
}

var schemas atomic.Int64

// Schema is the address of an empty schema of a server, dropped when the test is over. Tests may have stopped the server by then: what cannot
// be dropped goes with it.
func Schema(t testing.TB, server string) string {
	t.Helper()
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("t%d_%d", os.Getpid(), schemas.Add(1))
	if _, err := db.Exec("CREATE SCHEMA " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.Exec("DROP SCHEMA " + name + " CASCADE"); err != nil {
			t.Log(err)
		}
		db.Close()
	})
	return With(t, server, "search_path", name+",public")
}

// With is an address with a parameter.
func With(t testing.TB, address, name, value string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}
