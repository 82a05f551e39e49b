package page_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"pgregory.net/rapid"

	"onrecord"
	"onrecord/internal/ingest/page"
)

var now = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// report is a page of our own, about countries that do not exist, with what pages put around a report.
const report = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Estovia turns down joint patrols - Harbour Gazette</title>
<link rel="canonical" href="/news/patrols"><meta property="og:site_name" content="The Harbour Gazette">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle",
"headline":"Estovia turns down joint patrols","datePublished":"2026-03-03T09:30:00+05:00","author":[{"@type":"Person","name":"Ana Ruiz"},{"name":"Ben Okri"}],
"publisher":{"@type":"NewsMediaOrganization","name":"Harbour Gazette","unnamedSourcesPolicy":"https://gazette.example/policy"}}]}</script>
<style>p { color: red }</style><script>document.write("<p>Never a word of the report, whatever the script may say here.</p>")</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article><h1>Estovia turns down
  joint&nbsp;patrols</h1>
<p>PORT SELM: Estovia has decided to stay out of the naval patrols, two people <b>briefed</b> on the cabinet&rsquo;s meeting said on Tuesday.</p>
<p>&ldquo;The door is not shut,&rdquo; one of them said, &quot;but no ship will sail&#8230; on the terms now on offer.&quot; The caf&eacute; was full &amp; loud.</p>
<blockquote><p>Senior diplomatic sources told the newspaper that the request had been turned down <em>within
days</em> of its arrival in the capital last month.</p></blockquote>
<p>The ministry did not answer.</p>
<p>Harland, which proposed the patrols, said that it would ask again in the summer, when the fishing fleets of the two countries are at sea.</p>
<p>The ministry did not answer.</p>
</article>
<footer><p>Copyright the Harbour Gazette. All rights reserved.</p></footer></body></html>`

func read(t *testing.T, raw string, o page.Options) *onrecord.Document {
	t.Helper()
	o.Now = now
	d, err := page.Read([]byte(raw), o)
	if err != nil {
		t.Fatal(err)
	}
	checkOrigin(t, []byte(raw), d)
	return d
}

type failer interface {
	Helper()
	Errorf(string, ...any)
	Fatalf(string, ...any)
}

// checkOrigin makes sure that the raw bytes of every piece, decoded and with entities undone, are its text.
func checkOrigin(t failer, raw []byte, d *onrecord.Document) {
	t.Helper()
	end, rawEnd := 0, 0
	for _, p := range d.Origin {
		if p.At < end || p.Len <= 0 || p.RawLen <= 0 || p.Raw < rawEnd || p.At+p.Len > len(d.Text) || p.Raw+p.RawLen > len(raw) {
			t.Fatalf("piece %+v after text %d, raw %d", p, end, rawEnd)
		}
		end, rawEnd = p.At+p.Len, p.Raw+p.RawLen
		if got := html.UnescapeString(alone(raw[p.Raw:rawEnd], d.Meta.Charset)); got != d.Text[p.At:end] {
			t.Errorf("piece %+v: the text is %q, the raw bytes are %q", p, d.Text[p.At:end], got)
		}
	}
}

func alone(raw []byte, name string) string {
	if name == "" {
		return string([]rune(string(raw))) // a U+FFFD for each broken byte
	}
	enc, _ := charset.Lookup(name)
	out, _ := enc.NewDecoder().Bytes(raw)
	return string(out)
}

// covered is the share of the visible bytes of a text that lead to raw bytes.
func covered(d *onrecord.Document) float64 {
	n := 0
	for _, p := range d.Origin {
		n += len(strings.ReplaceAll(d.Text[p.At:p.At+p.Len], " ", ""))
	}
	return float64(n) / float64(len(strings.Join(strings.Fields(d.Text), "")))
}

func TestRead(t *testing.T) {
	d := read(t, report, page.Options{URL: "https://gazette.example/news/patrols?from=feed"})
	want := []string{
		"Estovia turns down joint patrols",
		"PORT SELM: Estovia has decided to stay out of the naval patrols, two people briefed on the cabinet’s meeting said on Tuesday.",
		"“The door is not shut,” one of them said, \"but no ship will sail… on the terms now on offer.\" The café was full & loud.",
		"Senior diplomatic sources told the newspaper that the request had been turned down within days of its arrival in the capital last month.",
		"The ministry did not answer.",
		"Harland, which proposed the patrols, said that it would ask again in the summer, when the fishing fleets of the two countries are at sea.",
		"The ministry did not answer.",
	}
	if diff := cmp.Diff(want, strings.Split(d.Text, "\n\n")); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	meta := onrecord.Meta{Title: "Estovia turns down joint patrols", Published: "2026-03-03T09:30:00+05:00", Publisher: "Harbour Gazette",
		URL: "https://gazette.example/news/patrols", Author: "Ana Ruiz, Ben Okri", Policy: "https://gazette.example/policy"}
	if diff := cmp.Diff(meta, d.Meta); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := covered(d); got != 1 {
		t.Errorf("%.3f of the text leads to the page", got)
	}
	if len(d.Warnings) > 0 {
		t.Errorf("warnings %v", d.Warnings)
	}
}

// TestOriginOfRepeatedText wants the same words to lead each to their own place.
func TestOriginOfRepeatedText(t *testing.T) {
	d := read(t, report, page.Options{})
	const line = "The ministry did not answer."
	a, b := strings.Index(report, line), strings.LastIndex(report, line)
	var got []int
	for _, p := range d.Origin {
		if d.Text[p.At:p.At+p.Len] == line {
			got = append(got, p.Raw)
		}
	}
	if diff := cmp.Diff([]int{a, b}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestReadCharsets(t *testing.T) {
	for _, label := range []string{"windows-1252", "windows-1250", "utf-16le"} {
		enc, name := charset.Lookup(label)
		text := strings.Replace(report, `charset="utf-8"`, `charset="`+label+`"`, 1)
		text = strings.Replace(text, "The ministry", "Le ministère “A”", 1)
		raw, err := enc.NewEncoder().String(text)
		if err != nil && label != "windows-1250" {
			t.Fatal(err)
		} else if err != nil {
			continue
		}
		d := read(t, raw, page.Options{})
		if d.Meta.Charset != name || !strings.Contains(d.Text, "Le ministère “A” did") || covered(d) != 1 {
			t.Errorf("%s: charset %q, covered %.3f", label, d.Meta.Charset, covered(d))
		}
	}
	lies := strings.Replace(report, `charset="utf-8"`, `charset="iso-8859-1"`, 1) + "é"
	if d := read(t, strings.Replace(lies, "PORT", "PÓRT", 1), page.Options{ContentType: "text/html; charset=koi8-r"}); !strings.Contains(d.Text, "PÓRT") || d.Meta.Charset != "" {
		t.Errorf("UTF-8 under a wrong name was read as %q", d.Meta.Charset)
	}
}

func TestDates(t *testing.T) {
	for _, c := range []struct{ head, body, want string }{
		{`<meta property="article:published_time" content="2026-03-03T23:10:00-04:00">`, "", "2026-03-03T23:10:00-04:00"},
		{`<meta property="article:published_time" content="2026-03-03 23:10">`, "", "2026-03-03T23:10:00"},
		{`<meta itemprop="datePublished" content="2026-03-03">`, "", "2026-03-03"},
		{`<meta property="article:published_time" content="2036-03-03T23:10:00Z"><meta name="pubdate" content="2026-03-01">`, "", "2026-03-01"},
		{`<meta property="article:published_time" content="2036-03-03T23:10:00Z">`, "", ""},
		{"", `<time datetime="2026-03-02T08:15:00+05:00" pubdate>2 March</time>`, "2026-03-02T08:15:00+05:00"},
		{"", "", ""},
	} {
		p := `<html><head><title>A title</title>` + c.head + `</head><body><article>` + c.body + `<p>` +
			strings.Repeat("The clerk said no. ", 30) + `</p></article></body></html>`
		if d := read(t, p, page.Options{}); d.Meta.Published != c.want {
			t.Errorf("%s%s: published %q, want %q", c.head, c.body, d.Meta.Published, c.want)
		}
	}
}

// TestHostile reads what pages must not do to us, in bounded time and stack.
func TestHostile(t *testing.T) {
	para := "<p>" + strings.Repeat("The clerk said that the harbour would open. ", 10) + "</p>"
	nested := strings.Repeat("<div>", 100_000) + para + strings.Repeat("</div>", 100_000)
	for name, raw := range map[string]string{
		"nested divs":     "<html><body>" + nested,
		"nested emphasis": "<html><body>" + strings.Repeat("<b><i>", 50_000) + para,
		"many paragraphs": "<html><body>" + strings.Repeat("<p>The clerk said no.</p>", 52_000),
		"open tag":        para + "<a href=\"" + strings.Repeat("x", 100_000),
		"open comment":    para + "<!--" + strings.Repeat("x", 100_000),
		"deep data":       `<script type="application/ld+json">` + strings.Repeat(`[`, 100_000) + `</script>` + para,
		"data that recur": `<script type="application/ld+json">{"@type":"NewsArticle","headline":[[["x"]]],"author":[[{}]],"publisher":{"name":{"name":1}}}</script>` + para,
		"nested authors":  strings.Repeat(`<div class="author" rel="author">`, 390) + strings.Repeat("<span>Jon Elm</span> ", 60_000) + "</article>" + para,
		"nested times":    strings.Repeat(`<time datetime="2026-01-01">`, 390) + strings.Repeat("<i></i>", 200_000) + para,
		"nested forms":    strings.Repeat("<form>", 390) + strings.Repeat("<b></b>", 200_000) + para,
		"end tags":        strings.Repeat("<div>", 390) + para + strings.Repeat("</section></span></li>", 50_000),
		"classes":         strings.Repeat(`<p class="`+strings.Repeat("related-a-b ", 20)+`">The clerk said no.</p>`, 10_000) + para,
		"line breaks":     "<div>" + strings.Repeat("The clerk said that the harbour would open, and went away again.<br>", 50_000),
		"tables":          strings.Repeat("<table><tr><td>", 30_000) + para,
		"data in circles": `<script type="application/ld+json">[` + strings.Repeat(`{"@id":"a","@type":"Article","author":[{"@id":"a","name":[{"@id":"a"},{"@id":"a"}]},{"@id":"a"},{"@id":"a"},{"@id":"a"}]},`, 50) + `{}]</script>` + para,
		"entities":        "<p>" + strings.Repeat("&ampersandersandersandersandersandersand", 20_000) + "</p>" + para,
		"quoted text":     `<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"` + strings.Repeat("The clerk said no. ", 100_000) + `"}</script>` + strings.Repeat(para, 1000),
		"nested articles": strings.Repeat(`<article class="article-body"><div class="related">`, 190) + strings.Repeat(para, 500) + strings.Repeat("</div></article>", 100) + strings.Repeat(`<div class="entry-content">`+para+`</div>`, 5000),
		"ampersands":      "<p>" + strings.Repeat("&", 100_000) + "</p>" + para,
	} {
		begun := time.Now()
		d := read(t, raw, page.Options{})
		if !strings.Contains(d.Text, "The clerk said") || strings.Contains(d.Text, "<p") {
			t.Errorf("%s: text begins %.80q", name, d.Text)
		}
		t.Logf("%s: %v", name, time.Since(begun))
		if took := time.Since(begun); took > 20*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
	for name, raw := range map[string]string{"nothing": "", "script only": "<html><script>var a = '<p>words</p>'</script></html>"} {
		if d, err := page.Read([]byte(raw), page.Options{}); !errors.Is(err, page.ErrNoText) {
			t.Errorf("%s: %v, %v", name, d, err)
		}
	}
	if _, err := page.Read(make([]byte, 101), page.Options{MaxBytes: 100}); !errors.Is(err, page.ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
}

// TestOriginHolds reads pages put together at random from words, tags, entities and white space.
func TestOriginHolds(t *testing.T) {
	bits := rapid.SliceOfN(rapid.SampledFrom([]string{"The clerk", " said ", "no", "<p>", "</p>", "<b>", "</b>", "&amp;", "&", "&lt;p&gt;", "&eacute;",
		"&nbsp;", "&copy", "&#8217;", "&#x20AC;", "&bogus;", "&NotEqualTilde;", "\r\n", "  ", "é", "\u00ad", "<br>", "<!-- no -->", "<script>no()</script>", "&amp;lt;", "“so-called”",
		"The minister of fisheries told the harbour board that the port would stay shut until the spring."}), 1, 80)
	rapid.Check(t, func(t *rapid.T) {
		raw := []byte("<html><body><article>" + strings.Join(bits.Draw(t, "page"), "") + "</article></body></html>")
		d, err := page.Read(raw, page.Options{Now: now})
		if err == nil {
			checkOrigin(t, raw, d)
		}
	})
}

func FuzzPage(f *testing.F) {
	f.Add([]byte(report), "")
	f.Add([]byte("!"), "")
	f.Add([]byte("\U000e1a8d\xf5\x92ޖ"), "")
	f.Add([]byte("<p>caf\xe9 said no"), "text/html; charset=windows-1252")
	f.Add([]byte("\xff\xfe<\x00p\x00>\x00a\x00"), "")
	f.Fuzz(func(t *testing.T, raw []byte, contentType string) {
		d, err := page.Read(raw, page.Options{Now: now, ContentType: contentType})
		if err != nil {
			return
		}
		if strings.TrimSpace(d.Text) == "" || d.Validate() != nil {
			t.Errorf("bad document: %v", d.Validate())
		}
		if d.Meta.Charset == "" || d.Meta.Charset == "windows-1252" {
			checkOrigin(t, raw, d)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var long strings.Builder
	for i := range 30 {
		fmt.Fprintf(&long, "<p>The minister said on day %d that the harbour would open, and two people briefed on the matter said it would not.</p>\n", i)
	}
	raw := []byte(strings.Replace(report, "</article>", long.String()+"</article>", 1))
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, err := page.Read(raw, page.Options{Now: now}); err != nil {
			b.Fatal(err)
		}
	}
}
