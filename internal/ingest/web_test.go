package ingest_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"onrecord/internal/fetch"
	"onrecord/internal/ingest"
)

const said = "<p>The harbour master said on Monday that the pier would stay shut until the storm has passed, and that nobody may fish from it.</p>"

func article(title string) string {
	return "<!doctype html><html><head><title>" + title + "</title></head><body><nav>Home</nav><article><h1>" + title + "</h1>" + strings.Repeat(said, 4) +
		"</article><script>alert(1)</script></body></html>"
}

// site is a web site of our own, with what sites do to those who fetch from them.
func site(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	serve := func(path, contentType, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			io.WriteString(w, strings.ReplaceAll(body, "{SITE}", "http://"+t.Name()))
		})
	}
	mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "User-agent: *\nDisallow: /secret\n") })
	serve("/pier", "text/html; charset=utf-8", article("Pier shut"))
	serve("/latin", "text/html; charset=utf-8", strings.Replace(article("Caf\xe9 shut"), "<head>", `<head><meta charset="utf-8">`, 1)) // says UTF-8 and is not
	serve("/secret", "text/html", article("Secret"))
	serve("/plain.txt", "text/plain; charset=utf-8", "The mayor said the road was open.")
	mux.HandleFunc("/round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round", http.StatusFound) })
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		zeros := make([]byte, 1<<20)
		for range 1000 {
			if _, err := z.Write(zeros); err != nil {
				return
			}
		}
		z.Close()
	})
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(20 * time.Second):
		}
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	mux.HandleFunc("/feed", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprintf(w, `<rss version="2.0"><channel><title>Harbour Gazette</title>
			<item><title>Pier shut</title><link>%s/pier</link><pubDate>Tue, 03 Mar 2026 09:30:00 PKT</pubDate></item>
			<item><title>Gone</title><link>%s/gone</link></item>
			<item><title>Kept</title><link>%s/secret</link><description><![CDATA[%s]]></description></item></channel></rss>`, s.URL, s.URL, s.URL, strings.Repeat(said, 8))
	})
	mux.HandleFunc("/index.xml", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<sitemapindex><sitemap><loc>%s/map.xml.gz</loc></sitemap></sitemapindex>`, s.URL)
	})
	mux.HandleFunc("/map.xml.gz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/gzip")
		z := gzip.NewWriter(w)
		fmt.Fprintf(z, `<urlset><url><loc>%s/pier</loc></url></urlset>`, s.URL)
		z.Close()
	})
	mux.HandleFunc("/inward", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, s.URL+"/pier", http.StatusFound) })
	return s
}

// wants checks what came of one input: each outcome begins with one of the wanted.
func wants(t *testing.T, o ingest.Options, input string, want ...string) {
	t.Helper()
	got := outcome([]string{input}, o)
	if len(got) != len(want) {
		t.Errorf("%s: %d outcomes, want %d: %.300q", input, len(got), len(want), got)
		return
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) || strings.Contains(got[i], "alert(") || strings.Contains(got[i], "\n") && strings.HasPrefix(want[i], ":") {
			t.Errorf("%s: %.300q, want %q in it", input, got[i], want[i])
		}
	}
}

func TestWeb(t *testing.T) {
	s := site(t)
	o := ingest.Options{Web: fetch.New(fetch.Options{AllowPrivate: true, Rate: 1000, Timeout: 15 * time.Second, MaxBytes: 200_000})}
	impatient := ingest.Options{Web: fetch.New(fetch.Options{AllowPrivate: true, Rate: 1000, Timeout: time.Second})}
	wants(t, o, s.URL+"/pier", "harbour master said")
	wants(t, o, s.URL+"/latin", "Café shut")
	wants(t, o, s.URL+"/plain.txt", "The mayor said")
	wants(t, o, s.URL+"/feed", "harbour master said", "/gone: server refused", "harbour master said")
	wants(t, o, s.URL+"/index.xml", "harbour master said")
	wants(t, o, s.URL+"/secret", "forbidden by robots.txt")
	wants(t, o, s.URL+"/round", "too many redirects")
	wants(t, o, s.URL+"/bomb", "too large")
	wants(t, impatient, s.URL+"/slow", "/slow: ")
	wants(t, o, s.URL+"/nowhere", "server refused")
	wants(t, ingest.Options{}, s.URL+"/pier", "fetched by onrecord ingest")
	skipped := ingest.Options{Web: o.Web, Skip: func(string) bool { return true }}
	wants(t, skipped, s.URL+"/feed")
	capped := ingest.Options{Web: o.Web, MaxPages: 1}
	wants(t, capped, s.URL+"/feed", "harbour master said", "1 of 3 pages read")
}

// TestPrivateAddresses: without leave nothing inside the machine's own network is asked, by whatever way it is named.
func TestPrivateAddresses(t *testing.T) {
	s := site(t)
	o := ingest.Options{Web: fetch.New(fetch.Options{Rate: 1000, Timeout: time.Second})}
	wants(t, o, s.URL+"/pier", "private network")
	wants(t, o, strings.Replace(s.URL, "127.0.0.1", "localhost", 1)+"/inward", "private network")
}

// TestArchives reads WARC files: what stands before the break is kept, and one line tells where it broke.
func TestArchives(t *testing.T) {
	answer := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + article("Pier shut")
	record := fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://g.example/pier\r\nWARC-Date: 2026-03-01T10:00:00Z\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", len(answer), answer)
	folder(t, map[string]string{"a.warc": record, "b.warc.gz": gz(record), "cut.warc": record + record[:200], "feed.xml": `<rss><channel><item><link>https://g.example/x</link></item></channel></rss>`})
	wants(t, ingest.Options{}, "a.warc", "harbour master said")
	wants(t, ingest.Options{}, "b.warc.gz", "harbour master said")
	wants(t, ingest.Options{}, "cut.warc", "harbour master said", "cut short")
	wants(t, ingest.Options{}, "feed.xml", "https://g.example/x: addresses are fetched")
}
