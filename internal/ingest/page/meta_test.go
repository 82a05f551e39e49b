package page_test

import (
	"strings"
	"testing"

	"onrecord/internal/ingest/page"
)

// with is a report with something in its head and something above its text.
func with(head, above, below string) string {
	p := strings.Replace(story("<p>"+money+"</p>"), "</head>", head+"</head>", 1)
	p = strings.Replace(p, "<p>"+lede, above+"<p>"+lede, 1)
	return strings.Replace(p, "</article>", below+"</article>", 1)
}

func data(json string) string { return `<script type="application/ld+json">` + json + `</script>` }

// TestPublished: the day of publication comes from where it is said, with its time and zone, and from nowhere else.
func TestPublished(t *testing.T) {
	for name, c := range map[string]struct{ head, above, below, url, want string }{
		"linked data":             {data(`{"@type":"NewsArticle","headline":"Varn puts off its harbour wall","datePublished":"2024-02-05T09:30:00+01:00"}`), "", "", "", "2024-02-05T09:30:00+01:00"},
		"linked data, graph":      {data(`{"@graph":[{"@type":"WebSite"},{"@type":["Article","NewsArticle"],"datePublished":"2024-02-05T09:30:00.123Z"}]}`), "", "", "", "2024-02-05T09:30:00Z"},
		"linked data of the page": {data(`{"@graph":[{"@type":"WebPage","datePublished":"2024-02-05T09:30:00+00:00"}]}`), "", "", "", "2024-02-05T09:30:00Z"},
		"of several reports, ours": {data(`[{"@type":"NewsArticle","headline":"Mayor of Ostel","datePublished":"2020-01-01"},{"@type":"NewsArticle","headline":"Varn puts off its harbour wall","datePublished":"2024-02-05"}]`),
			"", "", "", "2024-02-05"},
		"meta":                   {`<meta property="article:published_time" content="2024-02-05T09:30:00+0100">`, "", "", "", "2024-02-05T09:30:00+01:00"},
		"meta, fraction":         {`<meta property="article:published_time" content="2024-02-05 09:30:00.5 +01:00">`, "", "", "", "2024-02-05T09:30:00+01:00"},
		"meta, no zone":          {`<meta name="parsely-pub-date" content="2024-02-05T09:30:00">`, "", "", "", "2024-02-05T09:30:00"},
		"meta, in words":         {`<meta name="dc.date" content="5 February 2024">`, "", "", "", "2024-02-05"},
		"meta, mail":             {`<meta name="pubdate" content="Mon, 05 Feb 2024 09:30:00 GMT">`, "", "", "", "2024-02-05T09:30:00Z"},
		"meta, seconds":          {`<meta name="date" content="1707125400">`, "", "", "", "2024-02-05T09:30:00Z"},
		"meta before address":    {`<meta property="article:published_time" content="2024-02-05">`, "", "", "https://l.example/2024/02/07/wall", "2024-02-05"},
		"item in the body":       {"", `<meta itemprop="datePublished" content="2024-02-05T09:30:00Z">`, "", "", "2024-02-05T09:30:00Z"},
		"item as a span":         {"", `<span itemprop="datePublished" content="2024-02-05">Monday</span>`, "", "", "2024-02-05"},
		"time":                   {"", `<time datetime="2024-02-05T09:30:00.593Z">Feb 5</time>`, "", "", "2024-02-05T09:30:00Z"},
		"time in words":          {"", `<p><time>February 5, 2024</time></p>`, "", "", "2024-02-05"},
		"time with a clock":      {"", `<time>5 Feb 2024, 9:30 am</time>`, "", "", "2024-02-05T09:30:00"},
		"time below":             {"", "", `<footer><time datetime="2024-02-05" class="entry-date published">5 February</time></footer>`, "", ""},
		"time below the text":    {"", "", `<div class="z"><time datetime="2024-02-05">5 February</time></div>`, "", "2024-02-05"},
		"published and updated":  {"", `<time class="updated" datetime="2024-02-09">9 Feb</time><time class="published" datetime="2024-02-05">5 Feb</time>`, "", "", "2024-02-05"},
		"updated alone":          {"", `<time class="updated" datetime="2024-02-09">9 Feb</time>`, "", "", ""},
		"abbr":                   {"", `<abbr class="published" title="2024-02-05T09:30:00+01:00">Monday</abbr>`, "", "", "2024-02-05T09:30:00+01:00"},
		"address":                {"", "", "", "https://l.example/news/2024/02/05/wall.html", "2024-02-05"},
		"address, one digit":     {"", "", "", "https://l.example/2024/2/5/wall", "2024-02-05"},
		"address, hyphens":       {"", "", "", "https://l.example/news/2024-02-05-wall", "2024-02-05"},
		"address, eight digits":  {"", "", "", "https://l.example/20240205/wall", "2024-02-05"},
		"address, month in word": {"", "", "", "https://l.example/2024/feb/05/wall", "2024-02-05"},
		"canonical address":      {`<link rel="canonical" href="https://l.example/2024/02/05/wall">`, "", "", "https://l.example/x", "2024-02-05"},
		"to come":                {`<meta property="article:published_time" content="2036-02-05">`, "", "", "", ""},

		"address, month alone":   {"", "", "", "https://l.example/2024/02/wall", ""},
		"address, no day":        {"", "", "", "https://l.example/2024/13/45/wall", ""},
		"address, a number":      {"", "", "", "https://l.example/wall-19861234", ""},
		"copyright":              {"", "", "<p>&copy; 2019 The Varn Ledger</p>", "", ""},
		"copyright in time":      {"", "", "</article><footer>&copy; <time datetime='2019-01-01'>2019</time></footer><article>", "", ""},
		"picture":                {`<meta property="og:image" content="https://l.example/2016/05/04/w.jpg">`, `<img src="https://l.example/2016/05/04/w.jpg">`, "", "", ""},
		"year in the text":       {"", "<p>The old wall was built in 1931 and mended on 4 May 1986, when the harbour was last closed.</p>", "", "", ""},
		"time in the text":       {"", `<p>The old wall fell on <time datetime="1986-05-04">4 May 1986</time>, when the harbour was last closed to all.</p>`, "", "", ""},
		"time of another story":  {"", `<div class="related"><a href="/1">Mayor of Ostel</a><time datetime="2020-01-01">1 January</time></div>`, "", "", ""},
		"time of a comment":      {"", "", `<div id="comments"><p>Well said.</p><time datetime="2024-03-01">1 March</time></div>`, "", ""},
		"time of a picture":      {"", `<figure><img src="w.jpg"><figcaption>The wall, <time datetime="2016-05-04">4 May 2016</time></figcaption></figure>`, "", "", ""},
		"item of another story":  {"", `<div class="related"><meta itemprop="datePublished" content="2020-01-01"><a href="/1">Mayor of Ostel</a></div>`, "", "", ""},
		"modified alone":         {`<meta property="article:modified_time" content="2024-02-09">`, "", "", "", ""},
		"a date that is none":    {`<meta property="article:published_time" content="0000-00-00">`, "", "", "", ""},
		"a day that does not be": {`<meta property="article:published_time" content="2024-02-31">`, "", "", "", ""},
		"words":                  {`<meta name="date" content="yesterday">`, "", "", "", ""},
	} {
		if d := read(t, with(c.head, c.above, c.below), page.Options{URL: c.url}); d.Meta.Published != c.want {
			t.Errorf("%s: published %q, want %q", name, d.Meta.Published, c.want)
		}
	}
	given := page.Options{URL: "https://l.example/2024/02/05/wall", Published: "2024-02-06T10:00:00+05:00"}
	if d := read(t, with("", `<time datetime="2024-02-05">5 February</time>`, ""), given); d.Meta.Published != given.Published {
		t.Errorf("the day of the feed: %q", d.Meta.Published)
	}
	if d := read(t, with(`<meta property="article:published_time" content="2024-02-05">`, "", ""), given); d.Meta.Published != "2024-02-05" {
		t.Errorf("the day of the page: %q", d.Meta.Published)
	}
}

// TestAuthors: authors are the persons that a page names as such.
func TestAuthors(t *testing.T) {
	const outlet = `<meta property="og:site_name" content="The Varn Ledger">`
	for name, c := range map[string]struct{ head, above, below, want string }{
		"linked data":           {data(`{"@type":"NewsArticle","author":{"@type":"Person","name":"Ina Holm"}}`), "", "", "Ina Holm"},
		"list":                  {data(`{"@type":"NewsArticle","author":[{"@type":"Person","name":"Ina Holm"},{"@type":"Person","name":"Jon Elm"}]}`), "", "", "Ina Holm, Jon Elm"},
		"nested list":           {data(`{"@type":"NewsArticle","author":[["Ina Holm"],[{"name":["Jon Elm"]}]]}`), "", "", "Ina Holm, Jon Elm"},
		"by reference":          {data(`{"@graph":[{"@type":"Article","author":{"@id":"https://l.example/#ina"}},{"@type":"Person","@id":"https://l.example/#ina","name":"Ina Holm"}]}`), "", "", "Ina Holm"},
		"references in a list":  {data(`{"@graph":[{"@type":"Article","author":[{"@id":"#a"},{"@id":"#b"}]},{"@type":"Person","@id":"#b","name":"Jon Elm"},{"@type":"Person","@id":"#a","name":"Ina Holm"}]}`), "", "", "Ina Holm, Jon Elm"},
		"in another script":     {data(`{"@type":"Article","author":{"@id":"#a"}}`) + data(`{"@type":"Person","@id":"#a","name":"Ina Holm"}`), "", "", "Ina Holm"},
		"in one string":         {data(`{"@type":"NewsArticle","author":"By Ina Holm and Jon Elm"}`), "", "", "Ina Holm, Jon Elm"},
		"given and family":      {data(`{"@type":"NewsArticle","author":{"@type":"Person","givenName":"Ina","familyName":"Holm"}}`), "", "", "Ina Holm"},
		"outlet and person":     {data(`{"@type":"NewsArticle","author":[{"@type":"Organization","name":"The Varn Ledger"},{"@type":"Person","name":"Ina Holm"}]}`), "", "", "Ina Holm"},
		"meta":                  {`<meta name="author" content="By Ina Holm">`, "", "", "Ina Holm"},
		"meta, two":             {`<meta name="author" content="Ina Holm"><meta name="author" content="Jon Elm">`, "", "", "Ina Holm, Jon Elm"},
		"meta, written by":      {`<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ina Holm">`, "", "", "Ina Holm"},
		"meta, with address":    {`<meta property="article:author" content="https://face.example/ina"><meta name="author" content="Ina Holm">`, "", "", "Ina Holm"},
		"rel":                   {"", `<div class="x">By <a rel="author" href="/m">Ina Holm</a></div>`, "", "Ina Holm"},
		"rel, two":              {"", `<p>By <a rel="author" href="/m">Ina Holm</a> and <a rel="author" href="/n">Jon Elm</a></p>`, "", "Ina Holm, Jon Elm"},
		"itemprop":              {"", `<span itemprop="author" itemscope><span itemprop="name">Ina Holm</span>, chief reporter</span>`, "", "Ina Holm"},
		"class":                 {"", `<div class="article-byline">By Ina Holm</div>`, "", "Ina Holm"},
		"class, with a day":     {"", `<div class="byline">By Ina Holm | 5 February 2024</div>`, "", "Ina Holm"},
		"class, with an office": {"", `<p class="byline">Ina Holm, Political Editor</p>`, "", "Ina Holm"},
		"class, posted":         {"", `<p class="post-meta author">Posted on 5 February 2024 by Ina Holm</p>`, "", "Ina Holm"},
		"link to the author":    {"", `<div class="z"><a href="/author/ina-holm">Ina Holm</a></div>`, "", "Ina Holm"},
		"plain line":            {"", `<p>By Ina Holm and Jon Elm</p>`, "", "Ina Holm, Jon Elm"},
		"small words":           {"", `<p class="byline">By Ina van der Holm</p>`, "", "Ina van der Holm"},
		"initials":              {"", `<p class="byline">By J. R. Elm Jr.</p>`, "", "J. R. Elm Jr."},
		"letters of others":     {"", `<p class="byline">By Ána Šolc &amp; Łukasz Żak</p>`, "", "Ána Šolc, Łukasz Żak"},
		"boxed, and alone":      {"", "", `<div class="author-bio"><a rel="author" href="/a">Ina Holm</a></div>`, "Ina Holm"},

		"outlet":                   {outlet + `<meta name="author" content="The Varn Ledger">`, "", "", ""},
		"outlet in linked data":    {data(`{"@type":"NewsArticle","author":{"@type":"Organization","name":"Varn Ledger"}}`), "", "", ""},
		"agency":                   {`<meta name="author" content="Reuters">`, "", "", ""},
		"address":                  {`<meta name="author" content="https://l.example/ina">`, "", "", ""},
		"desk":                     {`<meta name="author" content="Staff Reporter">`, "", "", ""},
		"more from":                {"", `<a rel="author" href="/a">More from the Ledger</a>`, "", ""},
		"all posts":                {"", `<a rel="author" href="/a">View all posts</a>`, "", ""},
		"day":                      {"", `<span class="author">5 February 2024</span>`, "", ""},
		"of another story":         {"", "", `<div class="related"><a href="/1">Mayor of Ostel</a><span class="author">Ula Ost</span></div><div class="related"><a href="/2">Kelm</a><span class="author">Kai Orm</span></div>`, ""},
		"of a comment":             {"", "", `<div id="comments"><span class="author">Kai Orm</span><p>Well said.</p></div>`, ""},
		"a sentence":               {"", `<p>By Monday the wall had been closed.</p>`, "", ""},
		"a sentence with capitals": {"", `<p>By noon Ina Holm had left.</p>`, "", ""},
		"the headline":             {`<meta name="author" content="Varn puts off its harbour wall">`, "", "", ""},
		"account":                  {`<meta name="author" content="admin">`, "", "", ""},
	} {
		d := read(t, with(c.head, c.above, c.below), page.Options{})
		if d.Meta.Author != c.want {
			t.Errorf("%s: author %q, want %q", name, d.Meta.Author, c.want)
		}
	}
}
