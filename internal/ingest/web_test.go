package ingest_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"onrecord/internal/ingest"
	"onrecord/internal/ingest/fetch"
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

// TestNoReports: what is no page is told and left, by its first bytes and by what the server calls it, and no part of it becomes a report.
func TestNoReports(t *testing.T) {
	mux := http.NewServeMux()
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	for path, c := range map[string]struct{ media, body string }{
		"/a.png":     {"image/png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"},
		"/b":         {"text/html", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"},
		"/c.pdf":     {"application/pdf", "%PDF-1.7\n" + strings.Repeat("obj ", 300)},
		"/d":         {"text/html; charset=utf-8", "\n%PDF-1.4\n" + strings.Repeat("obj ", 300)},
		"/e.zip":     {"application/octet-stream", "PK\x03\x04\x14\x00"},
		"/f.js":      {"application/javascript", "var a = 'The harbour master said no.';"},
		"/g.css":     {"text/css", "p { color: red }"},
		"/h.js":      {"text/plain", "var a = 'The harbour master said no.';"},
		"/i.json":    {"application/json", `{"said":"The harbour master said no."}`},
		"/j.mp4":     {"video/mp4", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"},
		"/k":         {"", "\x01\x02\x00\x03" + strings.Repeat("\x05\x06\x07", 99)},
		"/l":         {"text/html", " \n "},
		"/cookies":   {"text/html", "<html><head><title>Gazette</title></head><body><h1>We value your privacy</h1><p>We and our partners store information on your device.</p><button>Accept all</button></body></html>"},
		"/wall":      {"text/html", "<html><head><title>Pier shut</title></head><body><article><h1>Pier shut</h1><div class=\"paywall\"><h2>Subscribe to continue reading</h2><p>Already a subscriber? Log in.</p></div></article></body></html>"},
		"/script":    {"text/html", "<html><head><title>App</title></head><body><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript><script>run()</script></body></html>"},
		"/said.html": {"image/png", article("Pier shut")}, // a server that is wrong about its page
		"/said.txt":  {"text/plain", article("Pier shut")},
	} {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = []string{c.media}
			io.WriteString(w, c.body)
		})
	}
	o := ingest.Options{Web: fetch.New(fetch.Options{AllowPrivate: true, Rate: 1000, Timeout: 15 * time.Second})}
	for path, want := range map[string]string{"/a.png": "it is an image", "/b": "it is an image", "/c.pdf": "damaged PDF", "/d": "damaged PDF", "/e.zip": "damaged archive",
		"/f.js": "it is a script", "/g.css": "it is a style sheet", "/h.js": "it is a script", "/i.json": "it is data (JSON)", "/j.mp4": "it is a film", "/k": "it is no text",
		"/l": "empty answer", "/cookies": "cookies", "/wall": "sign in with a browser", "/script": "made by a script"} {
		got := outcome([]string{s.URL + path}, o)
		if len(got) != 1 || !strings.HasPrefix(got[0], s.URL+path+": ") || !strings.Contains(got[0], want) || strings.Contains(got[0], "\n") {
			t.Errorf("%s: %.300q, want %q", path, got, want)
		}
	}
	wants(t, o, s.URL+"/said.html", "harbour master said")
	wants(t, o, s.URL+"/said.txt", "harbour master said")
	mux.HandleFunc("/feed", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<rss><channel><title>G</title><link>%s</link><item><title>A</title><link>/c.pdf</link></item><item><title>B</title><link>said.txt</link></item>
			<item><title>C</title><link>/a.png</link><description><![CDATA[%s]]></description></item><item><title>D`, s.URL, strings.Repeat(said, 8))
	})
	wants(t, o, s.URL+"/feed", "/c.pdf: damaged PDF", "harbour master said", "harbour master said", "/feed: broken feed: the feed is cut short")
}

// TestFeedDays: the day of a feed counts before what is guessed of a page, and behind what the page says.
func TestFeedDays(t *testing.T) {
	mux := http.NewServeMux()
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	page := func(path, head, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, "<html><head><title>Pier shut</title>"+head+"</head><body><article><h1>Pier shut</h1>"+body+strings.Repeat(said, 4)+"</article></body></html>")
		})
	}
	page("/2019/02/03/a", "", "<time datetime='2019-02-04'>4 February</time>")
	page("/b", `<meta property="article:published_time" content="2024-01-02T10:00:00Z">`, "")
	page("/c", `<meta property="article:published_time" content="2026-03-03">`, "")
	mux.HandleFunc("/feed", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `<rss><channel><title>G</title><link>`+s.URL+`</link>`)
		for _, path := range []string{"/2019/02/03/a", "/b", "/c"} {
			fmt.Fprintf(w, "<item><title>A</title><link>%s</link><pubDate>Tue, 03 Mar 2026 09:30:00 PKT</pubDate></item>", path)
		}
		io.WriteString(w, "</channel></rss>")
	})
	o := ingest.Options{Web: fetch.New(fetch.Options{AllowPrivate: true, Rate: 1000, Timeout: 15 * time.Second})}
	var got []string
	for d, err := range ingest.Read(context.Background(), []string{s.URL + "/feed"}, o) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, d.Meta.Published)
	}
	if want := "2026-03-03T09:30:00+05:00 2024-01-02T10:00:00Z 2026-03-03T09:30:00+05:00"; strings.Join(got, " ") != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestMorePages: what was skipped does not count against the limit of pages.
func TestMorePages(t *testing.T) {
	s := site(t)
	o := ingest.Options{Web: fetch.New(fetch.Options{AllowPrivate: true, Rate: 1000, Timeout: 15 * time.Second}), MaxPages: 1,
		Skip: func(url string) bool { return strings.HasSuffix(url, "/pier") }}
	wants(t, o, s.URL+"/feed", "/gone: server refused", "more pages than --max-pages allows")
}

// TestArchiveOfMore: what is in an archive beside pages is told, documents one by one.
func TestArchiveOfMore(t *testing.T) {
	record := func(uri, media, body string) string {
		block := "HTTP/1.1 200 OK\r\nContent-Type: " + media + "\r\n\r\n" + body
		return fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://g.example%s\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", uri, len(block), block)
	}
	folder(t, map[string]string{"a.warc": record("/a.png", "image/png", "\x89PNG\r\n\x1a\n\x00") + record("/d", "text/html", "%PDF-1.4\n"+strings.Repeat("obj ", 300)) +
		record("/f.js", "text/javascript", "run()") + record("/pier", "text/html", article("Pier shut")) + record("/b.png", "text/html", "\x89PNG\r\n\x1a\n\x00") + record("/empty", "text/html", "  ")})
	wants(t, ingest.Options{}, "a.warc", "a.warc#https://g.example/d: damaged PDF", "harbour master said",
		"a.warc: passed over: what is no page: a script (1), an image (2)")
}
