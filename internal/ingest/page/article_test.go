package page_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onrecord/internal/ingest/page"
)

// The paragraphs of a report of our own, about a town that does not exist.
const (
	lede  = "The council of Varn has put off the vote on the harbour wall until the spring, after two engineers warned that the old one would not bear its weight."
	quote = "“We will not pour stone on sand,” said Mirela Kost, who leads the council. “The wall can wait, the town cannot be built twice.”"
	money = "The ministry of works, which was to pay for half of the wall, said that its offer would stand for a year and no longer than that."
	fish  = "Fishermen say that every winter without the wall costs them ten boats, and have called a meeting in the hall of the guild for Thursday."
	last  = "A spokesman for the engineers, Tomas Arel, said their report would be laid open to everybody before the council meets again."
)

// story is a page with a report in which something stands between its paragraphs.
func story(middle string) string {
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Varn puts off its harbour wall</title></head><body>
<header class="site-header"><nav><ul><li><a href="/">Home</a></li><li><a href="/town">Town</a></li></ul></nav></header>
<main><article><h1>Varn puts off its harbour wall</h1><p>` + lede + `</p><p>` + quote + `</p>` + middle + `<p>` + fish + `</p><p>` + last + `</p></article></main>
<footer><p>All rights reserved. The Varn Ledger is a member of nothing.</p></footer></body></html>`
}

// paragraphs reads a page and gives its paragraphs below the headline.
func paragraphs(t *testing.T, raw string) []string {
	t.Helper()
	out := strings.Split(read(t, raw, page.Options{}).Text, "\n\n")
	if out[0] != "Varn puts off its harbour wall" {
		t.Errorf("begins with %q", out[0])
		return out
	}
	return out[1:]
}

// TestTextWithinLines: elements within a line never cut it, whatever they are; what is no text leaves no trace.
func TestTextWithinLines(t *testing.T) {
	for name, c := range map[string]struct{ html, want string }{
		"time":              {`<p>On <time datetime="2024-02-05">Monday</time> the ministry said no.</p>`, "On Monday the ministry said no."},
		"custom element":    {`<p>The fund <x-company id=3>Orlo</x-company> holds a tenth, its head, Ada Renn, said.</p>`, "The fund Orlo holds a tenth, its head, Ada Renn, said."},
		"nested custom":     {`<p>The fund <v-a><v-b>Orlo</v-b> Ltd</v-a> holds a tenth, its head said.</p>`, "The fund Orlo Ltd holds a tenth, its head said."},
		"script":            {`<p>The fund <script>var a = "<p>no</p>";</script>Orlo holds a tenth, its head said.</p>`, "The fund Orlo holds a tenth, its head said."},
		"style":             {`<p>The fund <style>p { color: red }</style>Orlo holds a tenth, its head said.</p>`, "The fund Orlo holds a tenth, its head said."},
		"noscript":          {`<p>The fund <noscript><img src="x.gif">Pixel</noscript>Orlo holds a tenth, its head said.</p>`, "The fund Orlo holds a tenth, its head said."},
		"template":          {`<p>The fund <template><p>Card</p></template>Orlo holds a tenth, its head said.</p>`, "The fund Orlo holds a tenth, its head said."},
		"drawing":           {`<p>The fund <svg viewBox="0 0 1 1"><title>Link</title><text>Icon</text></svg>Orlo holds a tenth, its head said.</p>`, "The fund Orlo holds a tenth, its head said."},
		"button":            {`<p>The fund <button>Follow</button> Orlo holds a tenth, its head said.</p>`, "The fund Orlo holds a tenth, its head said."},
		"comment":           {`<p>The fund <!-- <p>no</p> -->Orlo holds a tenth, its head said.</p>`, "The fund Orlo holds a tenth, its head said."},
		"link and emphasis": {`<p>The <a href="/orlo"><b>fund</b> <i>Orlo</i></a>, <span class="x">its head</span><em> said</em>, holds a tenth.</p>`, "The fund Orlo, its head said, holds a tenth."},
		"abbr, mark, cite":  {`<p><abbr title="a fund">Orlo</abbr> <mark>holds</mark> a <cite>tenth</cite>, <q>no more</q>, its <u>head</u> said.</p>`, "Orlo holds a tenth, no more, its head said."},
		"note":              {`<p>Orlo holds a tenth<sup><a href="#n1">1</a></sup>, its head said on Monday.</p>`, "Orlo holds a tenth1, its head said on Monday."},
		"data and output":   {`<p>Orlo holds <data value="10">a tenth</data> of <output>it</output>, its head said.</p>`, "Orlo holds a tenth of it, its head said."},
		"picture":           {`<p>Orlo <picture><source srcset="x"><img alt="a wall" src="y"></picture>holds a tenth, its head said.</p>`, "Orlo holds a tenth, its head said."},
		"word break":        {`<p>Harbour<wbr>wall and har&shy;bour were named, its head said.</p>`, "Harbourwall and harbour were named, its head said."},
		"hidden words":      {`<p>Orlo <span class="sr-only">opens in a new tab</span>holds a <span style="display: none">no</span>tenth, its head said.</p>`, "Orlo holds a tenth, its head said."},
		"first letter":      {`<p><span class="drop-cap">O</span>rlo holds a tenth, its head said on Monday.</p>`, "Orlo holds a tenth, its head said on Monday."},
		"not closed":        {`<p>Orlo <b>holds a <i>tenth</b>, its head said on Monday.</p>`, "Orlo holds a tenth, its head said on Monday."},
		"entities":          {`<p>Orlo&nbsp;&amp; Sons hold a tenth &ndash; &ldquo;no more&rdquo; &copy, its head said.</p>`, "Orlo & Sons hold a tenth – “no more” ©, its head said."},
	} {
		if diff := cmp.Diff([]string{lede, quote, c.want, fish, last}, paragraphs(t, story(c.html))); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

// TestTextInBlocks: whatever block its paragraphs stand in, text of the report is read once, and in its place.
func TestTextInBlocks(t *testing.T) {
	for name, c := range map[string]struct {
		html string
		want []string
	}{
		"div between":             {`<div>“It was known in autumn,” Rado Venn, a former builder, told the Ledger.</div>`, []string{"“It was known in autumn,” Rado Venn, a former builder, told the Ledger."}},
		"div in div":              {`<div class="c1"><div class="c2">` + money + `</div></div>`, []string{money}},
		"section":                 {`<section><p>` + money + `</p></section>`, []string{money}},
		"bare text":               {money, []string{money}},
		"quotation":               {`<blockquote>` + money + `</blockquote>`, []string{money}},
		"quotation of paragraphs": {`<blockquote><p>` + money + `</p><p>“Nobody asked us,” he said.</p></blockquote>`, []string{money, "“Nobody asked us,” he said."}},
		"list":                    {`<ul><li>The first pier is to be closed in May.</li><li>The second will stay open.</li></ul>`, []string{"The first pier is to be closed in May.", "The second will stay open."}},
		"subheading":              {`<h2>Money runs out</h2><p>` + money + `</p>`, []string{"Money runs out", money}},
		"not closed":              {`<p>` + money + `<p>Nobody answered.`, []string{money, "Nobody answered."}},
		"short paragraph":         {`<p>Nobody answered.</p>`, []string{"Nobody answered."}},
		"breaks in p":             {`<p>` + money + `<br><br>Nobody answered at the guild.</p>`, []string{money, "Nobody answered at the guild."}},
		"breaks in div":           {`<div>` + money + `<br/><br/>Nobody answered at the guild.<br />&nbsp;<br />So it went.</div>`, []string{money, "Nobody answered at the guild.", "So it went."}},
		"breaks and space": {`<p>` + money + `<br> <br>
			Nobody answered at the guild.</p>`, []string{money, "Nobody answered at the guild."}},
		"one break behind a sentence": {`<p>` + money + `<br>Nobody answered at the guild.</p>`, []string{money, "Nobody answered at the guild."}},
		"one break in a line":         {`<p>The hall of the guild,<br>Pier Street, was full on Monday.</p>`, []string{"The hall of the guild, Pier Street, was full on Monday."}},
		"breaks with emphasis":        {`<div><b>` + money + `</b><br><br><i>Nobody answered at the guild.</i></div>`, []string{money, "Nobody answered at the guild."}},
		"advertisement between":       {`<div class="ad-slot"><p>Advertisement</p><a href="/x">Buy a boat today</a></div><p>` + money + `</p>`, []string{money}},
		"figure":                      {`<figure><img src="w.jpg"><figcaption>The old wall, seen from the pier. Photo: Ina Holm</figcaption></figure><p>` + money + `</p>`, []string{money}},
		"twice":                       {`<p class="mobile">` + money + `</p><p class="desktop">` + money + `</p>`, []string{money}},
		"form around":                 {`<form action="/"><div><p>` + money + `</p></div></form>`, []string{money}},
		"lines in pre":                {"<pre>" + money + "\n\nNobody answered at the guild.</pre>", []string{money, "Nobody answered at the guild."}},
		"display block":               {`<span style="display:block">` + money + `</span><span style="display: block">Nobody answered at the guild.</span>`, []string{money, "Nobody answered at the guild."}},
	} {
		if diff := cmp.Diff(append(append([]string{lede, quote}, c.want...), fish, last), paragraphs(t, story(c.html))); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

// TestForeignText: what is none of the report stays out, wherever it stands in it; the report goes on behind it.
func TestForeignText(t *testing.T) {
	const cards = `<ul><li><a href="/1">Mayor of Ostel will not resign</a></li><li><a href="/2">Border guards of Kelm fire at a boat</a></li></ul>`
	const card = `<a href="/1">Mayor of Ostel will not resign, and says that she will stand again in the autumn.</a>`
	for name, html := range map[string]string{
		"related by class":       `<div class="rc-related_articles"><h3>Related</h3>` + cards + `</div>`,
		"related in one word":    `<div class="relatedPosts"><h3>From our pages</h3>` + cards + `</div>`,
		"recommended":            `<section class="more-on"><h2>Recommended Stories</h2><span>list of 2 items</span>` + cards + `<span>end of list</span></section>`,
		"heading and list":       `<h3>Read more</h3>` + cards,
		"heading without class":  `<div class="x1"><h4>You may also like</h4>` + cards + `</div>`,
		"paragraph with label":   `<p><strong>Read more:</strong> ` + card + `</p>`,
		"link alone":             `<p>` + card + `</p>`,
		"aside":                  `<aside><p>Border guards of Kelm fire at a boat, and nobody is hurt, officials said.</p></aside>`,
		"aria":                   `<div role="complementary"><p>Border guards of Kelm fire at a boat, and nobody is hurt, officials said.</p></div>`,
		"aria label":             `<div aria-label="Related stories"><p>Border guards of Kelm fire at a boat, and nobody is hurt.</p></div>`,
		"most read":              `<div class="most-read"><h3>Most read</h3><ol><li><a href="/1">Mayor of Ostel will not resign</a></li></ol></div>`,
		"newsletter":             `<div class="newsletter-signup"><h3>The morning letter</h3><p>Mayor of Ostel and more: the news of the day at seven. Sign up for our newsletter.</p></div>`,
		"newsletter by words":    `<p>Sign up for our newsletter and read why the Mayor of Ostel will not resign.</p>`,
		"form":                   `<form action="/"><p>The Mayor of Ostel is read by thousands: leave your address and be one of them.</p><input type="email"></form>`,
		"share":                  `<div class="share-buttons"><a href="#">Share the Mayor of Ostel on Facebook</a></div>`,
		"comments":               `<div id="comments"><p>I think that the Mayor of Ostel should go, and the sooner the better for all of us here.</p></div>`,
		"comments of a service":  `<section class="disqus-thread"><p>I think that the Mayor of Ostel should go, and the sooner the better for all.</p></section>`,
		"author box":             `<div class="author-bio"><p>Jon Elm writes about the Mayor of Ostel and other people of the coast for the Ledger.</p></div>`,
		"tags":                   `<div class="post-tags"><a href="/t">Mayor of Ostel</a>, <a href="/u">Kelm</a></div>`,
		"cookies":                `<div id="cookie-banner"><p>We use cookies, like the Mayor of Ostel. By going on you agree to that.</p></div>`,
		"hidden":                 `<div style="display:none"><p>Border guards of Kelm fire at a boat, and nobody is hurt, officials said.</p></div>`,
		"hidden by attribute":    `<div hidden><p>Border guards of Kelm fire at a boat, and nobody is hurt, officials said.</p></div>`,
		"breadcrumb":             `<ol class="breadcrumbs"><li><a href="/">Home</a></li><li>Mayor of Ostel</li></ol>`,
		"embedded article":       `<blockquote class="wp-embedded-content"><a href="/1">Mayor of Ostel will not resign</a></blockquote>`,
		"pull quote":             `<div class="pullquote">The Mayor of Ostel cannot be built twice</div>`,
		"promotion":              `<div class="promo-box"><p>The Mayor of Ostel tells all in our book of the year, now in the shop.</p></div>`,
		"outside feed of links":  `<div class="OUTBRAIN" data-src="x"><p>The Mayor of Ostel hates this one trick about harbour walls.</p></div>`,
		"in another language":    `<h3>Das könnte Sie auch interessieren</h3>` + cards + `<h3>À lire aussi</h3>` + cards,
		"name with a hash":       `<div class="Story_related-links__3f9aB"><p>Border guards of Kelm fire at a boat, and nobody is hurt, officials said.</p></div>`,
		"caption without figure": `<p class="wp-caption-text">The Mayor of Ostel at the old wall in the winter.</p>`,
	} {
		got := strings.Join(paragraphs(t, story(html)), "\n")
		if strings.Contains(got, "Ostel") || strings.Contains(got, "Kelm") || strings.Contains(got, "Recommended") || strings.Contains(got, "list") {
			t.Errorf("%s: foreign text stays in:\n%s", name, got)
		}
		for _, own := range []string{lede, quote, fish, last} {
			if strings.Count(got, own) != 1 {
				t.Errorf("%s: lost %q", name, own)
			}
		}
	}
}

// TestOwnTextStays: words and names that boxes have make no box of a report.
func TestOwnTextStays(t *testing.T) {
	for name, html := range map[string]string{
		"body called so":     strings.Replace(story(`<p>`+money+`</p>`), "<body>", `<body class="has-sidebar related comments-open newsletter">`, 1),
		"report in a wall":   strings.Replace(story(`<p>`+money+`</p>`), "<article>", `<article><div class="paywall">`, 1),
		"report in a box":    strings.Replace(story(`<p>`+money+`</p>`), "<article>", `<article><div class="sidebar-content related-wrapper">`, 1),
		"report in a form":   strings.Replace(story(`<p>`+money+`</p>`), "<body>", `<body><form id="aspnetForm">`, 1),
		"tags of the post":   strings.Replace(story(`<p>`+money+`</p>`), "<article>", `<article class="post category-related tag-newsletter">`, 1),
		"words of the trade": story(`<p>“Read more books,” the mayor said. “Related matters are for another day, and I will not subscribe to rumours.”</p><p>` + money + `</p>`),
		"words of a wall":    story(`<p>“Already have an account? Then you can cancel anytime,” the clerk of the bank told her, she said.</p><p>` + money + `</p>`),
		"links in a line":    story(`<p>The <a href="/m">ministry of works</a>, <a href="/n">which was to pay</a> for half of the wall, said that its offer would stand for a year and no longer than that.</p>`),
	} {
		got := strings.Join(paragraphs(t, html), "\n")
		for _, own := range []string{lede, quote, money, fish, last} {
			if strings.Count(got, own) != 1 {
				t.Errorf("%s: lost %q:\n%s", name, own, got)
			}
		}
		if name == "words of the trade" && !strings.Contains(got, "“Read more books,”") || name == "words of a wall" && !strings.Contains(got, "the clerk of the bank") {
			t.Errorf("%s: lost the quotation", name)
		}
	}
}

// TestStandfirst: what leads from the headline to the text is read, the by-line and the day are not.
func TestStandfirst(t *testing.T) {
	const stand = "Two engineers warn that the old wall would not bear the weight of a new one."
	for name, head := range map[string]string{
		"in the header": `<header><h1>Varn puts off its harbour wall</h1><p class="standfirst">` + stand + `</p><div class="byline">By Ina Holm</div><time datetime="2024-02-05">5 February 2024</time></header>`,
		"by class":      `<h1>Varn puts off its harbour wall</h1><div class="article__dek">` + stand + `</div><p class="byline">By Ina Holm</p>`,
		"as a heading":  `<h1>Varn puts off its harbour wall</h1><h2 class="subtitle">` + stand + `</h2><span class="author">Ina Holm</span>`,
		"outside":       `<h1>Varn puts off its harbour wall</h1><p class="lead">` + stand + `</p><p class="post-meta">Posted by Ina Holm on 5 February 2024</p><div class="text">`,
	} {
		got := paragraphs(t, strings.Replace(story(""), "<h1>Varn puts off its harbour wall</h1>", head, 1))
		if diff := cmp.Diff([]string{stand, lede, quote, fish, last}, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

// TestPaywalls: a report that ends at a pay-wall is read so far, without the appeal, and a warning says that it may go on; a page that shows
// nothing else is none.
func TestPaywalls(t *testing.T) {
	begun := func(wall string) string {
		return `<html><head><title>Varn puts off its harbour wall</title></head><body><nav>Home</nav><article><h1>Varn puts off its harbour wall</h1><p>` + lede + `</p>` + wall + `</article></body></html>`
	}
	for name, wall := range map[string]string{
		"by class":        `<div class="paywall"><h2>Go on reading for a crown</h2><p>The Ledger tells what happens in Varn. Choose your plan.</p></div>`,
		"by words":        `<div class="q7"><h2>Subscribe to continue reading</h2><p>You have 0 free articles left. Already a subscriber? Log in.</p></div>`,
		"a limit":         `<p>You have reached your limit of free articles this month.</p><p>Get unlimited access to the Ledger for a crown a week. Cancel anytime.</p>`,
		"sign in":         `<section class="reg-wall"><p>Sign in to continue reading this story.</p></section>`,
		"for subscribers": `<div><p>This article is for subscribers only.</p></div>`,
	} {
		d := read(t, begun(wall), page.Options{})
		if d.Text != "Varn puts off its harbour wall\n\n"+lede {
			t.Errorf("%s: %q", name, d.Text)
		}
		if len(d.Warnings) == 0 || d.Warnings[len(d.Warnings)-1].Code != "paywall" {
			t.Errorf("%s: warnings %v", name, d.Warnings)
		}
		if _, err := page.Read([]byte(strings.Replace(begun(wall), lede, "", 1)), page.Options{}); !errors.Is(err, page.ErrNoText) || !strings.Contains(err.Error(), "sign in") {
			t.Errorf("%s: nothing but the wall: %v", name, err)
		}
	}
	if d := read(t, story("<p>"+money+"</p>"), page.Options{}); len(d.Warnings) > 0 {
		t.Errorf("a page without a wall: %v", d.Warnings)
	}
}

// TestBrokenBytes: characters that could not be decoded stay visible and are told.
func TestBrokenBytes(t *testing.T) {
	d := read(t, strings.Replace(story("<p>"+money+"</p>"), "ministry of", "minist\xffry of", 1), page.Options{})
	if !strings.Contains(d.Text, "minist\uFFFDry") || len(d.Warnings) != 1 || d.Warnings[0].Code != "broken_bytes" {
		t.Errorf("warnings %v", d.Warnings)
	}
}

// TestCore: the report is found among what else a page holds much of.
func TestCore(t *testing.T) {
	card := func(n int) string {
		return fmt.Sprintf(`<div class="c%d"><h3><a href="/%d">Mayor of Ostel will not resign, and says so again</a></h3><p>The Mayor of Ostel, who has been in office for %d years, told a hall full of people that she would stand again.</p></div>`, n, n, n)
	}
	var cards strings.Builder
	for n := range 12 {
		cards.WriteString(card(n))
	}
	text := "<p>" + lede + "</p><p>" + quote + "</p><p>" + fish + "</p><p>" + last + "</p>"
	head := `<h1>Varn puts off its harbour wall</h1>`
	data := `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Varn puts off its harbour wall","articleBody":` + strconv.Quote(lede+" "+quote+" "+fish+" "+last) + `}</script>`
	for name, body := range map[string]string{
		"called article":            `<article>` + head + text + `</article><div class="q1">` + cards.String() + `</div>`,
		"called main":               `<div role="main">` + head + text + `</div><div class="q1">` + cards.String() + `</div>`,
		"called the text":           head + `<div class="c-article-body__text">` + text + `</div><div class="q1">` + cards.String() + `</div>`,
		"marked as the text":        head + `<div itemprop="articleBody">` + text + `</div><div class="q1">` + cards.String() + `</div>`,
		"in several parts":          `<div>` + head + `<div class="story-body"><p>` + lede + `</p><p>` + quote + `</p></div><div class="story-body"><p>` + fish + `</p><p>` + last + `</p></div></div><div class="q1">` + cards.String() + `</div>`,
		"quoted by the linked data": data + `<div>` + head + text + `</div><div class="q1">` + cards.String() + `</div>`,
		"beside a long side bar":    `<div>` + head + `<div class="entry-content">` + text + `</div></div><div class="sidebar">` + cards.String() + `</div>`,
		"nothing says so":           `<div class="a1"><div class="a2">` + head + text + `</div></div><div class="q1">` + card(1) + card(2) + `</div>`,
	} {
		raw := `<html><head><title>Varn puts off its harbour wall</title></head><body><nav><a href="/">Home</a></nav>` + body + `<footer><p>The Varn Ledger is a member of nothing.</p></footer></body></html>`
		if diff := cmp.Diff([]string{lede, quote, fish, last}, paragraphs(t, raw)); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}
