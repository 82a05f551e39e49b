package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"

	"onrecord"
	"onrecord/internal/feed"
	"onrecord/internal/fetch"
	"onrecord/internal/page"
	"onrecord/internal/warc"
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
	body, media, name := got.Body, fetch.Media(got.ContentType), strings.ToLower(path.Base(got.URL))
	if bytes.HasPrefix(body, []byte{0x1f, 0x8b}) && !strings.Contains(name, ".warc") {
		var err error
		if body, err = fetch.Unpack(body, "gzip", r.options.pageLimit()); err != nil {
			return r.fail(address, 0, err)
		}
		name = strings.TrimSuffix(name, ".gz")
	}
	switch {
	case feed.Sniff(body) != feed.KindOther:
		return r.feed(address, body, depth)
	case media == "application/warc" || strings.Contains(name, ".warc"):
		return r.archive(address, bytes.NewReader(body))
	case media == "application/x-ndjson" || media == "application/jsonl" || strings.HasSuffix(name, ".jsonl"):
		return r.stream(name, bytes.NewReader(body))
	case media == "text/plain":
		d, err := plainText(body, address, r.options)
		if err != nil {
			return r.fail(address, 0, err)
		}
		d.Meta.URL = got.URL
		return r.give(d)
	}
	return r.webPage(address, body, page.Options{URL: got.URL, ContentType: got.ContentType}, feed.Item{}, "")
}

// webPage reads a page; what it does not say of itself, the feed that named it may.
func (r *reader) webPage(name string, body []byte, o page.Options, item feed.Item, outlet string) bool {
	o.MaxBytes = r.options.pageLimit()
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

// feed reads the pages that a feed or a sitemap names. Where a page cannot be fetched and the feed brought its text, that is taken.
func (r *reader) feed(name string, raw []byte, depth int) bool {
	f, err := r.parseFeed(raw)
	if err != nil {
		return r.fail(name, 0, err)
	}
	for _, m := range f.Sitemaps {
		if depth == 0 {
			return r.fail(name, 0, errors.New("sitemaps inside sitemaps inside sitemaps"))
		}
		if !r.web(m, depth-1) {
			return false
		}
	}
	for i, item := range f.Items {
		if i == r.options.maxPages() {
			return r.fail(name, 0, fmt.Errorf("%d of %d pages read: raise --max-pages for more", i, len(f.Items)))
		}
		if r.options.Skip != nil && item.URL != "" && r.options.Skip(item.URL) {
			continue
		}
		if !r.item(name, f.Title, item) {
			return false
		}
	}
	return true
}

func (r *reader) parseFeed(raw []byte) (feed.Feed, error) {
	f, err := feed.New()
	if err != nil {
		return feed.Feed{}, err
	}
	return f.Parse(raw)
}

// item reads one page of a feed.
func (r *reader) item(name, outlet string, item feed.Item) bool {
	whole := func() bool {
		return r.webPage(item.URL, []byte("<html><head><title></title></head><body><article>"+item.HTML+"</article></body></html>"),
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
	switch {
	case err != nil && item.HTML != "" && r.ctx.Err() == nil:
		return whole()
	case err != nil:
		return r.failFetch(item.URL, err)
	}
	return r.webPage(item.URL, got.Body, page.Options{URL: got.URL, ContentType: got.ContentType}, item, outlet)
}

// archive reads the pages of a WARC file.
func (r *reader) archive(name string, in io.Reader) bool {
	for p, err := range warc.Read(in, r.options.pageLimit()) {
		goOn := true
		media := fetch.Media(p.ContentType)
		switch {
		case err != nil:
			goOn = r.fail(name, p.Record, err)
		case media == "text/plain":
			d, err := plainText(p.Body, name, r.options)
			if err != nil {
				goOn = r.fail(name, p.Record, err)
				break
			}
			d.Meta.URL = p.URL
			goOn = r.give(d)
		case media == "text/html" || media == "application/xhtml+xml" || media == "" && bytes.Contains(bytes.ToLower(p.Body[:min(len(p.Body), 2000)]), []byte("<html")):
			goOn = r.webPage(name+"#"+p.URL, p.Body, page.Options{URL: p.URL, ContentType: p.ContentType}, feed.Item{}, "")
		}
		if !goOn {
			return false
		}
	}
	return true
}
