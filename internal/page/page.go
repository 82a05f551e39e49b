// Package page turns a web page into a report: its running text by paragraphs, what its own data say about it, and the
// way back from every run of the text to the raw bytes of the page.
package page

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"

	"onrecord"
	"onrecord/internal/decode"
)

// What can be wrong with a page.
var (
	ErrTooLarge = errors.New("too large")
	ErrNoText   = errors.New("no article found")
)

// DefaultMaxBytes is the limit on the raw bytes of a page when [Options.MaxBytes] is zero.
const DefaultMaxBytes = 10_000_000

// maxTags is how many tags a page may have that is given to the extractor, whose time grows faster than the page; a
// longer one is read plainly.
const maxTags = 100_000

// Options says what is known of a page from outside.
type Options struct {
	URL         string    // where it came from; links are resolved against it
	ContentType string    // as the server gave it; its charset counts
	Now         time.Time // dates more than a day later are not believed; zero is the present
	MaxBytes    int64     // limit on the raw bytes
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
	s := scan(source)
	d := &onrecord.Document{}
	d.Meta.Charset = name
	blocks, tree, err := article(source, s, o)
	if err != nil {
		blocks = s.plain()
		d.Warnings = append(d.Warnings, onrecord.Warning{Code: "plain_page",
			Text: "no article could be told from the rest of the page: all its paragraphs are read"})
	}
	s.meta(tree, o, &d.Meta)
	blocks = withHeadline(blocks, s, &d.Meta)
	if len(blocks) == 0 {
		return nil, fmt.Errorf("%w: the page has no text of its own; it may be made by a script", ErrNoText)
	}
	d.Text, d.Origin = s.align(blocks, pieces)
	d.ID = onrecord.Digest(d.Text)
	return d, nil
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

// article finds the running text of a page. The tree is that of the whole page, nil where it is too deep or too long.
func article(source string, s *scanned, o Options) (blocks []block, tree *html.Node, err error) {
	if s.tags > maxTags {
		return nil, nil, ErrNoText
	}
	tree, err = html.Parse(strings.NewReader(source))
	if err != nil { // more than 512 elements inside each other
		return nil, nil, fmt.Errorf("%w: %w", ErrNoText, err)
	}
	result, err := extract(tree, o)
	if err != nil {
		return nil, tree, err
	}
	if blocks = blocksOf(result.ContentNode); len(blocks) == 0 {
		return nil, tree, ErrNoText
	}
	return blocks, tree, nil
}

// extract calls the extractor, whose panics on odd pages are failures of the page and no more.
func extract(tree *html.Node, o Options) (result *trafilatura.ExtractResult, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", ErrNoText, p)
		}
	}()
	at, _ := url.Parse(o.URL)
	if at != nil && !at.IsAbs() {
		at = nil
	}
	result, err = trafilatura.ExtractDocument(tree, trafilatura.Options{
		OriginalURL: at, EnableFallback: true, ExcludeComments: true,
		HtmlDateOverride: noDate(), // we look ourselves: the extractor drops the time of day
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoText, err)
	}
	if result == nil || result.ContentNode == nil {
		return nil, ErrNoText
	}
	return result, nil
}

// block is a paragraph of the article: the texts of its nodes.
type block []string

func (b block) text() string { return strings.Join(strings.Fields(strings.Join(b, "")), " ") }

// breaks are the elements that stand as blocks of their own.
var breaks = map[string]bool{"address": true, "article": true, "aside": true, "blockquote": true, "body": true, "caption": true,
	"center": true, "dd": true, "details": true, "div": true, "dl": true, "dt": true, "fieldset": true, "figcaption": true,
	"figure": true, "footer": true, "form": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
	"head": true, "header": true, "hr": true, "html": true, "li": true, "main": true, "nav": true, "ol": true, "p": true,
	"pre": true, "section": true, "summary": true, "table": true, "tbody": true, "td": true, "tfoot": true, "th": true,
	"thead": true, "tr": true, "ul": true}

// silent are the elements whose content is no text for a reader.
var silent = map[string]bool{"script": true, "style": true, "noscript": true, "template": true, "title": true, "textarea": true,
	"iframe": true, "noembed": true, "noframes": true, "xmp": true, "svg": true, "math": true, "select": true, "option": true,
	"button": true, "object": true, "audio": true, "video": true, "canvas": true}

// blocksOf makes blocks of a tree. Nodes are told by their name: some that the extractor makes have no atom. Two line
// breaks in a row end a paragraph.
func blocksOf(root *html.Node) []block {
	var out []block
	var open block
	lines := 0
	end := func() {
		if open.text() != "" {
			out = append(out, open)
		}
		open, lines = nil, 0
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			if strings.TrimSpace(n.Data) != "" {
				lines = 0
			}
			open = append(open, n.Data)
		case n.Type == html.ElementNode && (n.Data == "br" || n.Data == "lb"):
			if lines++; lines > 1 {
				end()
			}
			open = append(open, "\n")
		case n.Type == html.ElementNode && silent[n.Data]:
		default:
			apart := n.Type == html.ElementNode && breaks[n.Data]
			if apart {
				end()
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				walk(c)
				if spills(c) {
					open = append(open, " ")
				}
			}
			if apart && !spills(n) {
				end()
			}
		}
	}
	walk(root)
	end()
	return out
}

// spills tells whether a paragraph of a block quotation goes on behind it, or a part of its words does: the extractor closes
// the paragraph at its first emphasis, and trims what follows.
func spills(n *html.Node) bool {
	if n.Parent == nil || n.Parent.Data != "blockquote" || n.NextSibling == nil {
		return false
	}
	next := n.NextSibling
	inline := next.Type == html.TextNode && strings.TrimSpace(next.Data) != "" || next.Type == html.ElementNode && !breaks[next.Data] && next.Data != "br"
	return inline && (n.Data == "p" || n.Type == html.ElementNode && !breaks[n.Data])
}

// withHeadline puts the page's first heading above the text where that is the title, or nearly, and the text does not
// have it yet. Without a title in the page's data, a lone heading of the first order is the title.
func withHeadline(blocks []block, s *scanned, m *onrecord.Meta) []block {
	for _, h := range s.headings {
		text := h.text()
		switch {
		case text == "":
			continue
		case m.Title == "" && len(s.headings) == 1:
			m.Title = text
		case !sameTitle(text, m.Title):
			continue
		}
		m.Title = text
		for _, b := range blocks[:min(len(blocks), 5)] {
			if b.text() == text {
				return blocks
			}
		}
		if len(blocks) == 0 {
			return nil
		}
		return append([]block{h}, blocks...)
	}
	return blocks
}

// sameTitle tells whether a heading is the title of the page, to which the outlet's name may have been added.
func sameTitle(heading, title string) bool {
	h, t := letters(heading), letters(title)
	if h == "" || t == "" {
		return false
	}
	return h == t || len(h) >= 15 && strings.HasPrefix(t, h)
}
