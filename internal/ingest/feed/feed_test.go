package feed_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"onrecord/internal/ingest/feed"
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
		got, err := reader(t).Parse([]byte(c.raw), "")
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

// TestHostile: entities that grow, and what is no feed.
func TestHostile(t *testing.T) {
	bomb := `<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
		<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&c;&x;</title><item><title>T</title><link>https://g.example/1</link></item></channel></rss>`
	got, err := reader(t).Parse([]byte(bomb), "")
	if err == nil && (len(got.Title) > 100 || strings.Contains(got.Title, "root:")) {
		t.Errorf("title of %d bytes", len(got.Title))
	}
	for name, raw := range map[string]string{"page": "<html><body>no</body></html>", "text": "Just words.", "empty": "", "json": `{"text":"a report"}`} {
		if _, err := reader(t).Parse([]byte(raw), ""); !errors.Is(err, feed.ErrNone) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`<rss><channel><item><link>x</link></item></channel></rss>`))
	f.Add([]byte(`<urlset><url><loc>x</loc></url></urlset>`))
	r := reader(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := r.Parse(raw, "https://f.example/feed"); err != nil && !errors.Is(err, feed.ErrNone) && !errors.Is(err, feed.ErrBroken) {
			t.Fatal(err)
		}
	})
}

// links are the links of a feed, one a line.
func links(f feed.Feed) string {
	var out []string
	for _, i := range f.Items {
		out = append(out, i.URL)
	}
	return strings.Join(out, "\n")
}

// TestLinks: links are made whole by what a feed says, or by its own address.
func TestLinks(t *testing.T) {
	const at = "https://g.example/news/feed.xml"
	for name, c := range map[string]struct{ raw, want string }{
		"atom, by its address":     {`<feed xmlns="http://www.w3.org/2005/Atom"><title>L</title><entry><title>A</title><link href="a.html"/></entry></feed>`, "https://g.example/news/a.html"},
		"atom, by xml:base":        {`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://l.example/x/"><title>L</title><entry><title>A</title><link href="a.html"/></entry></feed>`, "https://l.example/x/a.html"},
		"atom, by the entry's own": {`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://l.example/x/"><title>L</title><entry xml:base="y/"><title>A</title><link href="a.html"/></entry></feed>`, "https://l.example/x/y/a.html"},
		"rss, by the channel":      {`<rss><channel><title>G</title><link>https://www.g.example/</link><item><title>A</title><link>/a.html</link></item></channel></rss>`, "https://www.g.example/a.html"},
		"rss, no channel link":     {`<rss><channel><title>G</title><item><title>A</title><link>/a.html</link></item></channel></rss>`, "https://g.example/a.html"},
		"rss, relative channel":    {`<rss><channel><title>G</title><link>/</link><item><title>A</title><link>a.html</link></item></channel></rss>`, "https://g.example/news/a.html"},
		"no scheme":                {`<rss><channel><title>G</title><item><title>A</title><link>//w.example/a</link></item></channel></rss>`, "https://w.example/a"},
		"only a guid":              {`<rss><channel><title>G</title><item><title>A</title><guid>https://g.example/a?id=1</guid></item></channel></rss>`, "https://g.example/a?id=1"},
		"a guid that is no link":   {`<rss><channel><title>G</title><item><title>A</title><guid isPermaLink="false">x1</guid></item></channel></rss>`, ""},
		"json":                     {`{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","url":"a.html","title":"A"}]}`, "https://g.example/news/a.html"},
	} {
		f, err := reader(t).Parse([]byte(c.raw), at)
		if got := links(f); err != nil || got != c.want || len(f.Lost) > 0 {
			t.Errorf("%s: %q, want %q (%v, %v)", name, got, c.want, err, f.Lost)
		}
	}
	f, err := reader(t).Parse([]byte(`<rss><channel><item><title>A</title><link>/a.html</link></item></channel></rss>`), "")
	if got := links(f); err != nil || got != "/a.html" {
		t.Errorf("no address: %q, %v", got, err)
	}
}

// TestBrokenFeeds: what is whole of a broken feed is read, and what is lost is told; nothing is told of one that is whole.
func TestBrokenFeeds(t *testing.T) {
	item := func(n string) string {
		return "<item><title>Pier " + n + "</title><link>https://g.example/" + n + "</link><pubDate>Tue, 03 Mar 2026 09:30:00 GMT</pubDate></item>\n"
	}
	entry := func(n string) string {
		return `<entry><title>Pier ` + n + `</title><link href="` + n + `"/></entry>`
	}
	const rss, end = `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Gazette</title><link>https://g.example/</link>`, `</channel></rss>`
	const atom = `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://l.example/x/"><title>Ledger</title>`
	three := "https://g.example/1\nhttps://g.example/2\nhttps://g.example/3"
	for name, c := range map[string]struct{ raw, want, lost string }{
		"whole":                     {rss + item("1") + item("2") + item("3") + end, three, ""},
		"cut in the last item":      {rss + item("1") + item("2") + item("3") + item("4")[:40], three, "cut short"},
		"cut behind an item":        {rss + item("1") + item("2") + item("3"), three, "3 items are read"},
		"cut in a tag":              {rss + item("1") + item("2") + item("3") + "<item><tit", three, "cut short"},
		"a tag not closed":          {rss + item("1") + strings.Replace(item("x"), "</title>", "", 1) + item("2") + item("3") + end, strings.Replace(three, "1\n", "1\n\n", 1), ""},
		"a tag cut open":            {rss + item("1") + strings.Replace(item("x"), "</title>", "<", 1) + item("2") + item("3") + end, three, "1 of its 4 items"},
		"an item not closed":        {rss + item("1") + strings.Replace(item("2"), "</item>", "", 1) + item("3") + end, three, "3 items are read"},
		"atom cut":                  {atom + entry("1") + entry("2") + entry("3")[:30], "https://l.example/x/1\nhttps://l.example/x/2", "cut short"},
		"an item in words is none":  {rss + item("1") + strings.Replace(item("2"), "<pub", "<description><![CDATA[<item>no</item>]]></description><pub", 1) + item("3") + "</chan", three, "3 items are read"},
		"a control character":       {rss + item("1") + strings.Replace(item("2"), "Pier", "Pi\x02er", 1) + item("3") + end, three, "1 bytes"},
		"a byte that is no UTF-8":   {rss + item("1") + strings.Replace(item("2"), "Pier", "Pi\xe9r", 1) + item("3") + end, three, ""},
		"windows-1252 without name": {strings.Replace(rss, "Gazette", "Gaz\xe9tte", 1) + item("1") + item("2") + item("3") + end, three, ""},
		"blank lines before":        {"\n\n  " + rss + item("1") + item("2") + item("3") + end, three, ""},
		"a warning before":          {"Warning: no such file in line 3\n" + rss + item("1") + item("2") + item("3") + end, three, ""},
		"an entity of HTML":         {rss + item("1") + strings.Replace(item("2"), "Pier", "Pier&nbsp;", 1) + item("3") + end, three, ""},
		"a bare ampersand":          {rss + item("1") + strings.Replace(item("2"), "Pier", "Pier & quay", 1) + item("3") + end, three, ""},
		"json cut": {`{"version":"https://jsonfeed.org/version/1.1","title":"Wire","items":[{"id":"1","url":"https://g.example/1","title":"One"},{"id":"2","url":"https://g.ex`,
			"https://g.example/1", "behind 1 items"},
		"sitemap cut": {`<urlset><url><loc>https://g.example/1</loc></url><url><loc>https://g.exa`, "https://g.example/1", "behind 1 addresses"},
	} {
		f, err := reader(t).Parse([]byte(c.raw), "https://g.example/feed")
		if got := links(f); err != nil || got != c.want {
			t.Errorf("%s: %q (%v)", name, got, err)
		}
		if lost := strings.Join(f.Lost, "; "); (lost == "") != (c.lost == "") || !strings.Contains(lost, c.lost) {
			t.Errorf("%s: lost %q, want %q", name, lost, c.lost)
		}
		for _, i := range f.Items {
			if !strings.HasPrefix(i.Title, "Pi") && i.Title != "One" && name != "sitemap cut" {
				t.Errorf("%s: title %q", name, i.Title)
			}
		}
	}
	for name, raw := range map[string]string{"no item": rss + "<item><tit", "nothing": "<rss", "json": `{"version":"https://jsonfeed.org/version/1.1","items":[{"id"`} {
		if f, err := reader(t).Parse([]byte(raw), ""); err == nil && len(f.Items) > 0 || err != nil && !errors.Is(err, feed.ErrBroken) && !errors.Is(err, feed.ErrNone) {
			t.Errorf("%s: %v, %v", name, f, err)
		}
	}
}

// TestBrokenFeedsInTime: marks that never end take no more time than the feed is long.
func TestBrokenFeedsInTime(t *testing.T) {
	begun := time.Now()
	for _, mark := range []string{"<![CDATA[", "<!--", "<item>", "<entry ", "<item><title>", "</item>"} {
		_, _ = reader(t).Parse([]byte("<rss><channel>"+strings.Repeat(mark, 100_000)), "")
	}
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}
