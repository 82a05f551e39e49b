// Package feed reads what names pages: feeds (RSS, Atom, JSON Feed) and sitemaps, with the dates they give, zones included.
package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"onrecord/internal/lexicon"
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

// Parse reads a feed or a sitemap. The error wraps [ErrNone] or [ErrBroken].
func (r *Reader) Parse(raw []byte) (Feed, error) {
	switch Sniff(raw) {
	case KindSitemap:
		return r.sitemap(raw)
	case KindFeed:
		return r.feed(raw)
	}
	return Feed{}, ErrNone
}

func (r *Reader) feed(raw []byte) (Feed, error) {
	f, err := gofeed.NewParser().Parse(bytes.NewReader(raw))
	if err != nil {
		return Feed{}, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	out := Feed{Title: f.Title}
	for _, i := range f.Items[:min(len(f.Items), mostItems)] {
		item := Item{URL: strings.TrimSpace(i.Link), Title: strings.TrimSpace(i.Title), HTML: i.Content}
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
	return out, nil
}

// wholeText is how long a content must be to pass for the whole report.
const wholeText = 800

// layouts of dates in feeds, without what stands for a zone.
var layouts = []string{"Mon, 2 Jan 2006 15:04:05", "Mon, 2 Jan 2006 15:04", "2 Jan 2006 15:04:05", "2 Jan 2006 15:04", "Monday, 2 January 2006 15:04:05",
	"Monday, January 2, 2006 15:04", "January 2, 2006 15:04", "Mon Jan 2 15:04:05 2006", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04",
	"2006-01-02 15:04", "Mon, 2 Jan 06 15:04:05"}

// Date reads a date of a feed as RFC 3339. A zone that the table leaves open, or does not know, is left out and so stays unknown: the
// time is the one that stands there. "" is no date.
func (r *Reader) Date(s string) string {
	s = strings.TrimSpace(s)
	for _, layout := range []string{time.RFC3339, time.RFC3339Nano, "2006-01-02T15:04:05-0700", time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 -0700",
		"Mon, 2 Jan 2006 15:04 -0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.RFC3339)
		}
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t.Format(time.DateOnly)
	}
	rest, offset := s, ""
	if i := strings.LastIndexAny(s, " "); i > 0 && isZone(s[i+1:]) {
		rest, offset = strings.TrimSpace(s[:i]), r.zones[strings.ToUpper(s[i+1:])]
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, rest); err == nil {
			out := t.Format("2006-01-02T15:04:05")
			if offset == "+00:00" {
				offset = "Z"
			}
			return out + offset
		}
	}
	return ""
}

// isZone tells whether a word can be the abbreviation of a zone.
func isZone(s string) bool {
	for _, r := range s {
		if (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return len(s) > 0 && len(s) <= 5
}

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
