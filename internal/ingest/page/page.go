// Package page turns a web page into a report: its running text by paragraphs, what its own data say about it, and the
// way back from every run of the text to the raw bytes of the page.
package page

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"

	"onrecord"
	"onrecord/internal/ingest/decode"
)

// What can be wrong with a page.
var (
	ErrTooLarge = errors.New("too large")
	ErrNoText   = errors.New("no article found")
)

// DefaultMaxBytes is the limit on the raw bytes of a page when [Options.MaxBytes] is zero.
const DefaultMaxBytes = 10_000_000

// Options says what is known of a page from outside.
type Options struct {
	URL         string    // where it came from; links are resolved against it
	ContentType string    // as the server gave it; its charset counts
	Now         time.Time // dates more than a day later are not believed; zero is the present
	MaxBytes    int64     // limit on the raw bytes
	Published   string    // the day that a feed gives; it counts before what stands around the report, and behind the page's own data
}

// Read reads a page. The document has text, origin, metadata and warnings, and no layer. Scripts, styles and comments
// are no text. Where the page has no article that can be told from what is around it, its paragraphs are taken as they
// come, with the warning "plain_page". Errors wrap [ErrTooLarge] or [ErrNoText].
func Read(raw []byte, o Options) (*onrecord.Document, error) {
	if o.MaxBytes == 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	if int64(len(raw)) > o.MaxBytes {
		return nil, fmt.Errorf("%w: the page is over the limit of %d bytes", ErrTooLarge, o.MaxBytes)
	}
	source, pieces, name := decodePage(raw, o.ContentType)
	t := parse(source)
	d := &onrecord.Document{}
	d.Meta.Charset = name
	a, err := t.article()
	if err != nil {
		return nil, err
	}
	if err := t.meta(o, a, &d.Meta); err != nil {
		return nil, err
	}
	if len(a.paragraphs) == 0 {
		return nil, a.nothing()
	}
	d.Meta.Title = t.headline(a, d.Meta.Title)
	w := &writer{source: source, decoded: pieces}
	for _, p := range a.paragraphs {
		w.paragraph(t, p)
	}
	d.Text, d.Origin, d.ID = w.text.String(), w.origin, onrecord.Digest(w.text.String())
	d.Warnings = a.warnings()
	if n := strings.Count(d.Text, "\uFFFD") - bytes.Count(raw, []byte("\uFFFD")); n > 0 {
		d.Warnings = append(d.Warnings, onrecord.Warning{Code: "broken_bytes", Text: fmt.Sprintf("%d characters could not be decoded and stand as U+FFFD", n)})
	}
	return d, nil
}

// nothing says why a page gives no report, and what to do.
func (a *article) nothing() error {
	const do = "open it in a browser, save the page and read the file"
	switch {
	case a.walled:
		return fmt.Errorf("%w: the page asks to subscribe or to sign in; sign in with a browser, save the page and read the file", ErrNoText)
	case a.notice:
		return fmt.Errorf("%w: the page shows a notice, about cookies or the like, and no report; %s", ErrNoText, do)
	}
	return fmt.Errorf("%w: the page has no text of its own, it may be made by a script; %s", ErrNoText, do)
}

// warnings are what a reader should know about how the report was taken from its page.
func (a *article) warnings() []onrecord.Warning {
	var out []onrecord.Warning
	if a.plain {
		out = append(out, onrecord.Warning{Code: "plain_page", Text: "no article could be told from the rest of the page: all its paragraphs are read"})
	}
	if a.walled {
		out = append(out, onrecord.Warning{Code: "paywall", Text: "the page asks to subscribe or to sign in: the report may go on behind what is read"})
	}
	return out
}

// decodePage makes UTF-8 of a page: by its bytes when they are UTF-8 or UTF-16, or else by what the server, the byte
// order mark or the page says. The name is "" for UTF-8.
func decodePage(raw []byte, contentType string) (source string, pieces []onrecord.Piece, name string) {
	if order, skip := decode.UTF16Order(raw); order != "" {
		source, pieces = decode.UTF16(raw, skip, order == "utf-16be")
		return source, pieces, order
	}
	if decode.MostlyUTF8(raw) {
		source, pieces = decode.UTF8(raw)
		return source, pieces, ""
	}
	enc, name, _ := charset.DetermineEncoding(raw, contentType)
	if name == "utf-8" { // it says so and is not: what Western pages are that lie about it
		enc, name = charmap.Windows1252, "windows-1252"
	}
	source, pieces = decode.With(enc, raw)
	return source, pieces, name
}

// headlines are the headings of the first order.
func (t *tree) headlines() []*paragraph {
	var out []*paragraph
	t.root.each(func(n *node) bool {
		if n.name == "h1" {
			if all := t.paragraphs(n); len(all) > 0 {
				out = append(out, joined(all))
			}
		}
		return n.name != "h1" && !silent[n.name]
	})
	return out
}

// joined makes one paragraph of several.
func joined(all []*paragraph) *paragraph {
	out := *all[0]
	for _, p := range all[1:] {
		out.text += " " + p.text
		out.runs = append(append(out.runs, piece{}), p.runs...)
	}
	return &out
}

// headline puts the page's first heading that is the title, or nearly, above the text, where the text does not have it yet; the title is then that heading, without the outlet's name.
func (t *tree) headline(a *article, title string) string {
	for _, h := range t.headlines() {
		if !sameTitle(h.text, title) {
			continue
		}
		for _, p := range a.paragraphs[:min(len(a.paragraphs), 5)] {
			if p.text == h.text {
				return h.text
			}
		}
		a.paragraphs = append([]*paragraph{h}, a.paragraphs...)
		return h.text
	}
	return title
}

// sameTitle tells whether a heading is the title of the page, to which the outlet's name may have been added.
func sameTitle(heading, title string) bool {
	h, t := letters(heading), letters(title)
	if h == "" || t == "" {
		return false
	}
	return h == t || len(h) >= 15 && strings.HasPrefix(t, h)
}
