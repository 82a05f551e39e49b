package onrecord_test

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

var docLink = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// TestDocsLead follows the links of README and docs: what they name is there.
func TestDocsLead(t *testing.T) {
	pages, err := filepath.Glob("docs/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatal(pages, err)
	}
	for _, page := range append(pages, "README.md") {
		raw, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range docLink.FindAllStringSubmatch(string(raw), -1) {
			to, _, _ := strings.Cut(m[1], "#")
			if to == "" || strings.Contains(to, "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), to)); err != nil {
				t.Errorf("%s leads to %s, which is not there", page, to)
			}
		}
	}
}

// TestNoticeNamesShareAlike: a dictionary under a licence that binds whoever changes it is named in NOTICE with that licence and its origin.
func TestNoticeNamesShareAlike(t *testing.T) {
	notice, err := os.ReadFile("NOTICE")
	if err != nil {
		t.Fatal(err)
	}
	list, err := filepath.Glob("internal/lang/lexicon/data/*.tsv*")
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	found := 0
	for _, name := range list {
		raw, err := os.ReadFile(name)
		if err == nil && strings.HasSuffix(name, ".gz") {
			var z *gzip.Reader
			if z, err = gzip.NewReader(bytes.NewReader(raw)); err == nil {
				raw, err = io.ReadAll(z)
			}
		}
		if err != nil {
			t.Fatal(name, err)
		}
		for line := range strings.Lines(string(raw)) {
			if !strings.HasPrefix(line, "# licence:") || !regexp.MustCompile(`(?i)BY-SA|GPL|share.?alike`).MatchString(line) {
				continue
			}
			found++
			for _, want := range []string{name, "ShareAlike 4.0", "https://creativecommons.org/licenses/by-sa/4.0/", "MegaVeridicality"} {
				if !strings.Contains(string(notice), want) {
					t.Errorf("NOTICE does not say %q of %s", want, name)
				}
			}
		}
	}
	if found != 1 {
		t.Errorf("%d dictionaries are share-alike; NOTICE tells of one", found)
	}
}
