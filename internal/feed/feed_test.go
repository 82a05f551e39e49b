package feed_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onrecord/internal/feed"
)

func reader(t testing.TB) *feed.Reader {
	t.Helper()
	r, err := feed.New()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestDate(t *testing.T) {
	r := reader(t)
	for in, want := range map[string]string{
		"Tue, 03 Mar 2026 09:30:00 PKT":   "2026-03-03T09:30:00+05:00",
		"Tue, 03 Mar 2026 09:30:00 GMT":   "2026-03-03T09:30:00Z",
		"Tue, 03 Mar 2026 09:30:00 +0530": "2026-03-03T09:30:00+05:30",
		"Tue, 3 Mar 2026 09:30:00 EST":    "2026-03-03T09:30:00-05:00",
		"Tue, 3 Mar 2026 09:30:00 IST":    "2026-03-03T09:30:00", // India, Ireland or Israel
		"Tue, 3 Mar 2026 09:30:00 XYZ":    "2026-03-03T09:30:00",
		"2026-03-03T09:30:00Z":            "2026-03-03T09:30:00Z",
		"2026-03-03T09:30:00+05:00":       "2026-03-03T09:30:00+05:00",
		"2026-03-03":                      "2026-03-03",
		"3 March":                         "",
		"":                                "",
	} {
		if got := r.Date(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

const whole = "<p>The harbour master said that the pier would stay shut. </p>"

func TestParse(t *testing.T) {
	long := strings.Repeat(whole, 20)
	for name, c := range map[string]struct {
		raw  string
		want feed.Feed
	}{
		"rss": {`<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Gazette</title>
			<item><title>Pier shut</title><link> https://g.example/1 </link><pubDate>Tue, 03 Mar 2026 09:30:00 PKT</pubDate><description>Short.</description></item>
			<item><title>Pier open</title><link>https://g.example/2</link><content:encoded><![CDATA[` + long + `]]></content:encoded></item></channel></rss>`,
			feed.Feed{Title: "Gazette", Items: []feed.Item{{URL: "https://g.example/1", Title: "Pier shut", Published: "2026-03-03T09:30:00+05:00"},
				{URL: "https://g.example/2", Title: "Pier open", HTML: long}}}},
		"atom": {`<feed xmlns="http://www.w3.org/2005/Atom"><title>Ledger</title><entry><title>A</title><link href="https://l.example/a"/><author><name>Ana Ruiz</name></author>
			<updated>2026-03-03T09:30:00Z</updated></entry></feed>`,
			feed.Feed{Title: "Ledger", Items: []feed.Item{{URL: "https://l.example/a", Title: "A", Author: "Ana Ruiz", Published: "2026-03-03T09:30:00Z"}}}},
		"json": {`{"version":"https://jsonfeed.org/version/1.1","title":"Wire","items":[{"id":"1","url":"https://w.example/1","title":"One","date_published":"2026-03-03T09:30:00-04:00"}]}`,
			feed.Feed{Title: "Wire", Items: []feed.Item{{URL: "https://w.example/1", Title: "One", Published: "2026-03-03T09:30:00-04:00"}}}},
		"news sitemap": {`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
			<url><loc>https://g.example/1</loc><image:image><image:loc>https://g.example/1.jpg</image:loc></image:image><news:news><news:publication_date>2026-03-03</news:publication_date><news:title>Pier</news:title></news:news></url>
			<url><loc>https://g.example/2</loc><lastmod>2026-03-04</lastmod></url></urlset>`,
			feed.Feed{Items: []feed.Item{{URL: "https://g.example/1", Title: "Pier", Published: "2026-03-03"}, {URL: "https://g.example/2"}}}},
		"index": {`<sitemapindex><sitemap><loc>https://g.example/a.xml</loc></sitemap><sitemap><loc>https://g.example/b.xml.gz</loc></sitemap></sitemapindex>`,
			feed.Feed{Sitemaps: []string{"https://g.example/a.xml", "https://g.example/b.xml.gz"}}},
	} {
		got, err := reader(t).Parse([]byte(c.raw))
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

// TestHostile: entities that grow, and what is no feed.
func TestHostile(t *testing.T) {
	bomb := `<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
		<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&c;&x;</title><item><title>T</title><link>https://g.example/1</link></item></channel></rss>`
	got, err := reader(t).Parse([]byte(bomb))
	if err == nil && (len(got.Title) > 100 || strings.Contains(got.Title, "root:")) {
		t.Errorf("title of %d bytes", len(got.Title))
	}
	for name, raw := range map[string]string{"page": "<html><body>no</body></html>", "text": "Just words.", "empty": "", "json": `{"text":"a report"}`} {
		if _, err := reader(t).Parse([]byte(raw)); !errors.Is(err, feed.ErrNone) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`<rss><channel><item><link>x</link></item></channel></rss>`))
	f.Add([]byte(`<urlset><url><loc>x</loc></url></urlset>`))
	r := reader(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := r.Parse(raw); err != nil && !errors.Is(err, feed.ErrNone) && !errors.Is(err, feed.ErrBroken) {
			t.Fatal(err)
		}
	})
}
