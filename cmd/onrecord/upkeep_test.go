package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReleasedStoreIsReadAgain runs the commands on a store that version 0.1.0 left: it is asked to be opened once, reread takes all of it
// and does so once, and what is found and decided stays.
func TestReleasedStoreIsReadAgain(t *testing.T) {
	f, err := os.Open("../../internal/store/testdata/version-9.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "released.db")
	if err := os.WriteFile(name, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"search", "treaty"}, 1, "open it once with onrecord ingest"},
		{[]string{"reread", "--quiet"}, 0, "0 new, 3 read again, 0 known; 0 failed"},
		{[]string{"reread", "--quiet"}, 0, "^0 reports"},
		{[]string{"check"}, 0, `^3 reports, \d+ findings and 2 decisions checked: all match`},
		{[]string{"search", "treaty"}, 0, "Aksel Brandt"},
		{[]string{"search", "--kind", "statement", "--json", "pressure"}, 0, `"quote":"“We will not sign under pressure`},
		{[]string{"decide", "--list"}, 0, "no way back is left"},
	} {
		var out, errs bytes.Buffer
		status := run(append(c.args, "--store", name), console{strings.NewReader(""), &out, &errs})
		if got := out.String() + errs.String(); status != c.status || !regexp.MustCompile(c.want).MatchString(got) {
			t.Errorf("%v: %d\n%s", c.args, status, got)
		}
	}
}
