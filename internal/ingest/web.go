package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"path"
	"strings"

	"onrecord"
	"onrecord/internal/ingest/feed"
	"onrecord/internal/ingest/fetch"
	"onrecord/internal/ingest/page"
)

// ErrNoWeb says that an address was given where nothing may be fetched.
var ErrNoWeb = errors.New("addresses are fetched by onrecord ingest and watch alone")

// DefaultMaxPages is how many pages one feed or sitemap is followed to when [Options.MaxPages] is zero.
const DefaultMaxPages = 500

func (o Options) maxPages() int {
	if o.MaxPages > 0 {
		return o.MaxPages
	}
	return DefaultMaxPages
}

// sitemapDepth is how far sitemaps that name sitemaps are followed.
const sitemapDepth = 2

// pageLimit is the limit on the raw bytes of a page: far more stands around a text than in it.
func (o Options) pageLimit() int64 { return max(o.limit(), page.DefaultMaxBytes) }

// isAddress tells an address of the web from the name of a file.
func isAddress(in string) bool {
	low := strings.ToLower(in)
	return strings.HasPrefix(low, "http://") || strings.HasPrefix(low, "https://")
}

// web fetches an address and reads what it is: a page, a feed, a sitemap, an archive, JSON Lines or a plain text.
func (r *reader) web(address string, depth int) bool {
	if r.options.Web == nil {
		return r.fail(address, 0, ErrNoWeb)
	}
	got, err := r.options.Web.Get(r.ctx, address, fetch.Known{})
	if err != nil {
		return r.failFetch(address, err)
	}
	return r.fetched(address, got, depth)
}

// Fetched gives the reports of what was fetched from an address already, as [Read] gives those of an input.
func Fetched(ctx context.Context, address string, got *fetch.Page, o Options) iter.Seq2[*onrecord.Document, error] {
	return func(yield func(*onrecord.Document, error) bool) {
		r := &reader{ctx: ctx, options: o, yield: yield}
		defer r.pdfs.Close()
		r.fetched(address, got, sitemapDepth)
	}
}

// failFetch tells of an address that could not be fetched; the end of the context ends the reading.
func (r *reader) failFetch(address string, err error) bool {
	if r.ctx.Err() != nil {
		return r.failRead(address, 0, r.ctx.Err())
	}
	return r.fail(address, 0, err)
}

// fetched reads what came from an address, by its media type, its name, and its first bytes.
func (r *reader) fetched(address string, got *fetch.Page, depth int) bool {
	media, name := fetch.Media(got.ContentType), baseName(got.URL)
	if bytes.HasPrefix(got.Body, []byte{0x1f, 0x8b}) && !strings.Contains(name, ".warc") {
		body, err := fetch.Unpack(got.Body, "gzip", r.options.pageLimit())
		if err != nil {
			return r.fail(address, 0, err)
		}
		got = &fetch.Page{URL: strings.TrimSuffix(got.URL, ".gz"), ContentType: got.ContentType, Body: body}
		if media = ""; name != baseName(got.URL) { // the type was that of the packing
			name, got.ContentType = baseName(got.URL), ""
		}
	}
	switch {
	case feed.Sniff(got.Body) != feed.KindOther:
		return r.feed(address, got.URL, got.Body, depth)
	case media == "application/warc" || strings.Contains(name, ".warc"):
		return r.archive(address, bytes.NewReader(got.Body))
	case media == "application/x-ndjson" || media == "application/jsonl" || strings.HasSuffix(name, ".jsonl"):
		return r.stream(name, bytes.NewReader(got.Body))
	}
	if ok, goOn := r.formFetched(address, got.Body, outside{url: got.URL}); ok {
		return goOn
	}
	if what := foreign(got.Body, media, name); what != "" {
		return r.fail(address, 0, noReport(what))
	}
	return r.read(address, got, feed.Item{}, "")
}

// read reads a page or a plain text that was fetched.
func (r *reader) read(address string, got *fetch.Page, item feed.Item, outlet string) bool {
	if fetch.Media(got.ContentType) == "text/plain" && !looksHTML(got.Body) {
		d, err := plainText(got.Body, address, r.options)
		if err != nil {
			return r.fail(address, 0, err)
		}
		d.Meta = onrecord.Meta{File: address, URL: got.URL, Charset: d.Meta.Charset, Title: item.Title, Author: item.Author, Published: item.Published, Publisher: outlet}
		return r.give(d)
	}
	return r.webPage(address, got.Body, page.Options{URL: got.URL, ContentType: got.ContentType}, item, outlet)
}

// webPage reads a page; what it does not say of itself, the feed that named it may.
func (r *reader) webPage(name string, body []byte, o page.Options, item feed.Item, outlet string) bool {
	o.MaxBytes, o.Published = r.options.pageLimit(), item.Published
	d, err := page.Read(body, o)
	if err == nil && int64(len(d.Text)) > r.options.limit() {
		err = r.options.tooLarge("the text of the page")
	}
	if err != nil {
		return r.fail(name, 0, err)
	}
	d.Meta.File = name
	for _, known := range []struct {
		field *string
		value string
	}{{&d.Meta.URL, o.URL}, {&d.Meta.Title, item.Title}, {&d.Meta.Author, item.Author}, {&d.Meta.Publisher, outlet}, {&d.Meta.Published, item.Published}} {
		if *known.field == "" {
			*known.field = known.value
		}
	}
	if len(d.Meta.Published) < len(item.Published) && strings.HasPrefix(item.Published, d.Meta.Published) {
		d.Meta.Published = item.Published // the page gives the day, the feed the time
	}
	return r.give(d)
}

// ErrMorePages says that a feed or a sitemap names more pages than may be read.
var ErrMorePages = errors.New("more pages than --max-pages allows")

// feed reads the pages that a feed or a sitemap names, which came from an address. Where a page cannot be fetched and the feed brought its
// text, that is taken.
func (r *reader) feed(name, address string, raw []byte, depth int) bool {
	f, err := r.parseFeed(raw, address)
	if err != nil {
		return r.fail(name, 0, fmt.Errorf("%w; check that it is the address of a feed or a sitemap", err))
	}
	for _, m := range f.Sitemaps {
		if depth == 0 {
			return r.fail(name, 0, errors.New("sitemaps inside sitemaps inside sitemaps"))
		}
		if !r.web(m, depth-1) {
			return false
		}
	}
	asked := 0
	for i, item := range f.Items {
		if r.options.Skip != nil && item.URL != "" && r.options.Skip(item.URL) {
			continue
		}
		if asked++; asked > r.options.maxPages() {
			return r.fail(name, 0, fmt.Errorf("%w: %d of %d pages read; raise it for more", ErrMorePages, i, len(f.Items)))
		}
		if !r.item(name, f.Title, item) {
			return false
		}
	}
	for _, lost := range f.Lost {
		if !r.fail(name, 0, fmt.Errorf("%w: %s", feed.ErrBroken, lost)) {
			return false
		}
	}
	return true
}

func (r *reader) parseFeed(raw []byte, address string) (feed.Feed, error) {
	f, err := feed.New()
	if err != nil {
		return feed.Feed{}, err
	}
	return f.Parse(raw, address)
}

// item reads one page of a feed.
func (r *reader) item(name, outlet string, item feed.Item) bool {
	at := item.URL
	if at == "" {
		at = name
	}
	whole := func() bool {
		return r.webPage(at, []byte("<html><head><title></title></head><body><article>"+item.HTML+"</article></body></html>"),
			page.Options{URL: item.URL, ContentType: "text/html; charset=utf-8"}, item, outlet)
	}
	switch {
	case item.URL == "" && item.HTML == "":
		return r.fail(name, 0, fmt.Errorf("an item without address and text: %.60q", item.Title))
	case item.URL == "" || r.options.Web == nil && item.HTML != "":
		return whole()
	case r.options.Web == nil:
		return r.fail(item.URL, 0, ErrNoWeb)
	}
	got, err := r.options.Web.Get(r.ctx, item.URL, fetch.Known{})
	what := ""
	if err == nil {
		if ok, goOn := r.formFetched(item.URL, got.Body, outside{got.URL, outlet, item}); ok {
			return goOn
		}
		what = foreign(got.Body, fetch.Media(got.ContentType), baseName(got.URL))
	}
	switch {
	case (err != nil || what != "") && item.HTML != "" && r.ctx.Err() == nil:
		return whole()
	case err != nil:
		return r.failFetch(item.URL, err)
	case what != "":
		return r.fail(item.URL, 0, noReport(what))
	}
	return r.read(item.URL, got, item, outlet)
}

// baseName is the last part of an address, without its query, in lower case.
func baseName(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(path.Base(u.Path))
}
