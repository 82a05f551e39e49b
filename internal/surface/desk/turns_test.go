package desk

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"onrecord"
	"onrecord/internal/store/access"
)

// TestSearchesAreRefused asks too much of every page and call that searches; each says why.
func TestSearchesAreRefused(t *testing.T) {
	b := demo(t)
	many := url.Values{"q": {strings.TrimSpace(strings.Repeat("truce ", 300))}}.Encode()
	open := url.Values{"q": {strings.TrimSpace(strings.Repeat("tr* ", 50))}}.Encode()
	for _, path := range []string{"/", "/explore", "/explore.csv", "/explore.jsonl", "/explore.atom", "/ledger", "/ledger.csv", "/dossier", "/sources", "/sources.csv",
		"/review", "/stories", "/stories.csv", "/api/v1/search", "/api/v1/reports", "/api/v1/statements", "/api/v1/events",
		"/api/v1/positions"} {
		extra := ""
		if path == "/dossier" {
			extra = "&who=" + url.QueryEscape("name/estovia/")
		}
		b.want(b.get(path+"?"+many+extra), 400, "300 words")
		b.want(b.get(path+"?"+open+extra), 400, "50 words")
	}
	b.want(b.post("/saved", url.Values{"name": {"x"}, "screen": {"explore"}, "query": {many}}), 400, "300 words")
	b.store.SetLongest(time.Nanosecond)
	b.want(b.get("/explore?q=truce"), 400, "too long")
	b.want(b.get("/api/v1/search?q=truce"), 400, "too long")
}

// TestExportsAreLimited: while a client has as many exports under way as one may, each further one is told when to come again, on every path that
// exports; another client has its own, and what is given back can be had again.
func TestExportsAreLimited(t *testing.T) {
	reports, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, Options{Proxies: access.Loopback}, reports...)
	id := onrecord.Digest(reports[0].Text)
	paths := []string{"/explore.csv", "/explore.jsonl", "/ledger.csv", "/dossier.csv?who=x", "/changes.csv", "/stories.csv", "/sources.csv", "/decisions.csv", "/decisions.jsonl",
		"/st/" + id + "/claims.csv", "/r/" + id + "/export/json", "/api/v1/exports/json", "/api/v1/exports/csv-events", "/api/v1/exports/corrections"}
	for range exportsEach {
		if err := b.desk.exporting.Take(t.Context(), "198.51.100.1", 0); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range paths {
		a := b.get(path, "X-Forwarded-For", "198.51.100.1")
		b.want(a, 503, "exports")
		if a.Header.Get("Retry-After") == "" {
			t.Errorf("%s does not say when to come again", path)
		}
		b.want(b.get(path, "X-Forwarded-For", "198.51.100.2"), 200)
	}
	b.desk.exporting.Give("198.51.100.1")
	for range 3 {
		b.want(b.get("/explore.csv", "X-Forwarded-For", "198.51.100.1"), 200)
	}
	for i := range exportsMost {
		_ = b.desk.exporting.Take(t.Context(), "client "+strconv.Itoa(i), 0)
	}
	b.want(b.get("/api/v1/exports/json", "X-Forwarded-For", "198.51.100.2"), 503)
}
