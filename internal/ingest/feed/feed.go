// Package feed reads what names pages: feeds (RSS, Atom, JSON Feed) and sitemaps, with the dates they give, zones included.
package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"onrecord/internal/lang/lexicon"
)

// What can be wrong with a feed.
var (
	ErrNone   = errors.New("no feed and no sitemap")
	ErrBroken = errors.New("broken feed")
)

// Item is a page that a feed or a sitemap names.
type Item struct {
	URL       string
	Title     string
	Author    string
	Published string // RFC 3339; without a zone where the feed gives none that can be told; "" unknown
	HTML      string // the whole text, where the feed brings it
}

// Feed is what a feed or a sitemap says.
type Feed struct {
	Title    string
	Items    []Item
	Sitemaps []string // of a sitemap index: further sitemaps
	Lost     []string // what of a broken feed could not be read, in words for a reader
}

// Kind is what sort of file it is.
type Kind string

// The kinds that [Sniff] tells apart.
const (
	KindFeed    Kind = "feed"
	KindSitemap Kind = "sitemap"
	KindOther   Kind = ""
)

// Sniff tells a feed and a sitemap by their first element, or by the first words of a JSON Feed.
func Sniff(raw []byte) Kind {
	raw = bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")))
	if bytes.HasPrefix(raw, []byte("{")) {
		if bytes.Contains(raw[:min(len(raw), 400)], []byte("jsonfeed.org/version")) {
			return KindFeed
		}
		return KindOther
	}
	if !bytes.HasPrefix(raw, []byte("<")) {
		return KindOther
	}
	d := decoder(bytes.NewReader(raw))
	for range 20 {
		t, err := d.Token()
		if err != nil {
			return KindOther
		}
		if s, ok := t.(xml.StartElement); ok {
			switch strings.ToLower(s.Name.Local) {
			case "rss", "feed", "rdf":
				return KindFeed
			case "urlset", "sitemapindex":
				return KindSitemap
			}
			return KindOther
		}
	}
	return KindOther
}

// decoder reads XML of any charset as if it were UTF-8; entities of its own are not followed.
func decoder(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(r)
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return d
}

// Reader reads feeds; it knows the zones.
type Reader struct {
	zones map[string]string
}

// New reads the table of zones. A bad line is an error that names file and line.
func New() (*Reader, error) {
	t, err := lexicon.Open("zones.tsv")
	if err != nil {
		return nil, fmt.Errorf("open zones: %w", err)
	}
	r := &Reader{map[string]string{}}
	for _, row := range t.Rows {
		if o := row.Get("offset"); o != "" {
			if _, err := time.Parse("-07:00", o); err != nil {
				return nil, row.Errorf("offset %q", o)
			}
		}
		r.zones[row.Cells[0]] = row.Get("offset")
	}
	return r, nil
}

// mostItems is how many pages of one file are looked at: feeds have dozens, a sitemap fifty thousand at most.
const mostItems = 50_000

// Parse reads a feed or a sitemap that came from an address ("" unknown), against which its links are resolved. Of a broken one it
// gives what is whole, and says what is lost. The error wraps [ErrNone], or [ErrBroken] where nothing can be read.
func (r *Reader) Parse(raw []byte, address string) (Feed, error) {
	raw, bad := plainXML(raw)
	switch Sniff(raw) {
	case KindSitemap:
		return r.sitemap(raw)
	case KindFeed:
		f, err := r.feed(raw, address)
		if err == nil && bad > 0 && !f.marked() {
			f.Lost = append(f.Lost, fmt.Sprintf("%d bytes are no text and are left out", bad))
		}
		return f, err
	}
	return Feed{}, ErrNone
}

// TitleOf is what a feed calls itself; "" where it does not, or is none.
func TitleOf(raw []byte) string {
	raw, _ = plainXML(raw)
	if Sniff(raw) != KindFeed {
		return ""
	}
	f, err := gofeed.NewParser().Parse(bytes.NewReader(raw))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(f.Title)
}

// marked tells whether bytes that could not be read stand marked in a text, where a reader sees them.
func (f Feed) marked() bool {
	for _, i := range f.Items {
		if strings.Contains(i.HTML+i.Title, "\uFFFD") {
			return true
		}
	}
	return false
}

func (r *Reader) feed(raw []byte, address string) (Feed, error) {
	f, err := gofeed.NewParser().Parse(bytes.NewReader(raw))
	switch {
	case err == nil && (f.FeedType == "json" || len(f.Items) >= countItems(raw)):
		return r.items(f, address), nil
	case bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")):
		return r.wholeJSON(raw, address, err)
	case err == nil:
		err = errors.New("an item has no end")
	}
	return r.wholeItems(raw, address, err)
}

// items are the pages that a feed names, with their links whole.
func (r *Reader) items(f *gofeed.Feed, address string) Feed {
	out := Feed{Title: f.Title}
	bases := basesOf(f, address)
	for _, i := range f.Items[:min(len(f.Items), mostItems)] {
		item := Item{URL: absolute(bases, linkOf(i)), Title: strings.TrimSpace(i.Title), HTML: i.Content}
		if len(i.Description) > len(item.HTML) && len(i.Description) >= wholeText {
			item.HTML = i.Description
		}
		if len(item.HTML) < wholeText {
			item.HTML = "" // a teaser
		}
		if len(i.Authors) > 0 && i.Authors[0] != nil {
			item.Author = i.Authors[0].Name
		}
		for _, date := range []string{i.Published, i.Updated} {
			if item.Published == "" {
				item.Published = r.Date(date)
			}
		}
		out.Items = append(out.Items, item)
	}
	return out
}

// linkOf is the link of an item, or the address that names it for ever.
func linkOf(i *gofeed.Item) string {
	if link := strings.TrimSpace(i.Link); link != "" {
		return link
	}
	if id := strings.TrimSpace(i.GUID); strings.HasPrefix(id, "http://") || strings.HasPrefix(id, "https://") {
		return id
	}
	return ""
}

// basesOf are the addresses that links of a feed may be relative to, the likeliest first: RSS means the site, Atom and JSON the feed.
func basesOf(f *gofeed.Feed, address string) []string {
	if f.FeedType == "rss" {
		return []string{f.Link, address, f.FeedLink}
	}
	return []string{address, f.FeedLink, f.Link}
}

// absolute makes a link whole by the first base that is a web address; where there is none it stays as it is.
func absolute(bases []string, link string) string {
	u, err := url.Parse(link)
	if err != nil || link == "" || u.IsAbs() {
		return link
	}
	for _, base := range bases {
		b, err := url.Parse(strings.TrimSpace(base))
		if err == nil && (b.Scheme == "http" || b.Scheme == "https") && b.Host != "" {
			return b.ResolveReference(u).String()
		}
	}
	return link
}

// wholeText is how long a content must be to pass for the whole report.
const wholeText = 800

// sitemap reads a sitemap or an index of sitemaps, element by element.
func (r *Reader) sitemap(raw []byte) (Feed, error) {
	var out Feed
	var item Item
	index, words := false, ""
	d := decoder(bytes.NewReader(raw))
	for len(out.Items)+len(out.Sitemaps) < mostItems {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil && len(out.Items)+len(out.Sitemaps) > 0 {
			out.Lost = append(out.Lost, fmt.Sprintf("the sitemap is broken behind %d addresses: what follows is lost", len(out.Items)+len(out.Sitemaps)))
			return out, nil
		}
		if err != nil {
			return out, fmt.Errorf("%w: %w", ErrBroken, err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			words = ""
			switch strings.ToLower(t.Name.Local) {
			case "url":
				item = Item{}
			case "sitemapindex":
				index = true
			}
		case xml.CharData:
			words += string(t)
		case xml.EndElement:
			words = strings.TrimSpace(words)
			switch name := strings.ToLower(t.Name.Local); {
			case name == "loc" && item.URL == "" && !strings.Contains(strings.ToLower(t.Name.Space), "image"):
				item.URL = words
			case name == "publication_date":
				item.Published = r.Date(words)
			case name == "title" && item.Title == "":
				item.Title = words
			case name == "url" && item.URL != "":
				out.Items = append(out.Items, item)
			case name == "sitemap" && index && item.URL != "":
				out.Sitemaps, item = append(out.Sitemaps, item.URL), Item{}
			}
			words = ""
		}
	}
	return out, nil
}
