package page

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"onrecord"
)

// scanned is a page read token by token: every character that a reader sees, in order, with the place in the source
// where it stands. White space and invisible characters are left out, since extractors change them.
type scanned struct {
	source string
	flat   string  // the characters, in UTF-8
	glyphs []glyph // for each character of flat
	edges  []int   // offsets into flat at which a text node begins or ends, in order

	tags     int
	headings []block   // of the first order
	blocks   []passage // every paragraph
	data     []string  // JSON-LD
	apart    bool      // while scanning: of the next glyph
	first    bool      // the same
}

// glyph is one visible character.
type glyph struct {
	flat   int // offset in flat
	at, n  int // bytes in the source
	entity bool
	apart  bool // white space, or an element that breaks, stands before it
	first  bool // it begins a paragraph of the page
}

// passage is a paragraph of the page with the elements around it.
type passage struct {
	block
	element string // the innermost that breaks: "p", "div", "li"
	aside   bool   // within navigation, a footer or the like
}

// asides are the elements that hold no running text.
var asides = map[string]bool{"nav": true, "header": true, "footer": true, "aside": true, "form": true, "menu": true}

// scan reads a page. Its time is linear in the length of the page, however deep its elements stand.
func scan(source string) *scanned {
	s := &scanned{source: source}
	var flat strings.Builder
	flat.Grow(len(source) / 4)
	z := html.NewTokenizer(strings.NewReader(source))
	at, aside, element := 0, 0, ""
	var open block
	end := func() {
		s.apart, s.first = true, true
		if open.text() != "" {
			s.blocks = append(s.blocks, passage{open, element, aside > 0})
			if element == "h1" {
				s.headings = append(s.headings, open)
			}
		}
		open = nil
	}
	mute, json := "", false // the silent element that we are in
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		raw := len(z.Raw())
		switch kind {
		case html.TextToken:
			if mute == "" {
				before := flat.Len()
				s.text(&flat, at, at+raw)
				if flat.Len() > before {
					s.edges = append(s.edges, before, flat.Len())
				}
				open = append(open, string(z.Text()))
			} else if json {
				s.data = append(s.data, string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			s.tags++
			tag, more := z.TagName()
			name := string(tag)
			if mute == "" && kind == html.StartTagToken && silent[name] {
				mute, json = name, name == "script" && more && isJSONLD(z)
			}
			if breaks[name] {
				end()
				element = name
			}
			if asides[name] {
				aside++
			}
			if name == "br" {
				s.apart = true
				open = append(open, "\n")
			}
		case html.EndTagToken:
			s.tags++
			tag, _ := z.TagName()
			name := string(tag)
			if name == mute {
				mute, json = "", false
			}
			if breaks[name] {
				end()
				element = ""
			}
			if asides[name] && aside > 0 {
				aside--
			}
		}
		at += raw
	}
	end()
	s.flat = flat.String()
	return s
}

// isJSONLD tells whether the script tag at hand holds data about the page.
func isJSONLD(z *html.Tokenizer) bool {
	for {
		key, value, more := z.TagAttr()
		if string(key) == "type" {
			return strings.Contains(strings.ToLower(string(value)), "ld+json")
		}
		if !more {
			return false
		}
	}
}

// text adds the visible characters of source[from:to]. An entity that stands for one character is one glyph; other
// ampersands stand for themselves.
func (s *scanned) text(flat *strings.Builder, from, to int) {
	for at := from; at < to; {
		r, n := utf8.DecodeRuneInString(s.source[at:to])
		entity := false
		if r == '&' {
			if e, size := entityAt(s.source[at:to]); size > 0 {
				r, n, entity = e, size, true
			}
		}
		if visible(r) {
			s.glyphs = append(s.glyphs, glyph{flat.Len(), at, n, entity, s.apart, s.first})
			flat.WriteRune(r)
			s.apart, s.first = false, false
		} else if unicode.IsSpace(r) {
			s.apart = true
		}
		at += n
	}
}

// entityAt reads the entity with a semicolon that a text begins with; its size is 0 when there is none that stands for
// one character.
func entityAt(s string) (rune, int) {
	end := strings.IndexByte(s[:min(len(s), 40)], ';')
	if end < 0 {
		return 0, 0
	}
	plain := html.UnescapeString(s[:end+1])
	r, n := utf8.DecodeRuneInString(plain)
	if n != len(plain) || r == utf8.RuneError {
		return 0, 0
	}
	return r, end + 1
}

// visible tells whether a character is one that an extractor leaves as it is.
func visible(r rune) bool {
	return !unicode.IsSpace(r) && !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r) && r != utf8.RuneError
}

// plain takes every paragraph outside navigation and the like; where there are paragraphs proper, only these.
func (s *scanned) plain() []block {
	var proper, all []block
	for _, p := range s.blocks {
		switch {
		case p.aside || p.element == "h1":
			continue
		case p.element == "p" || p.element == "blockquote" || p.element == "pre":
			proper = append(proper, p.block)
		}
		all = append(all, p.block)
	}
	if len(proper) > 0 {
		return proper
	}
	return all
}

// glyphAt is the index of the glyph at a place in flat.
func (s *scanned) glyphAt(flat int) int {
	return sort.Search(len(s.glyphs), func(i int) bool { return s.glyphs[i].flat >= flat })
}

// isEdge tells whether a text node begins or ends at a place in flat.
func (s *scanned) isEdge(flat int) bool {
	i := sort.SearchInts(s.edges, flat)
	return i < len(s.edges) && s.edges[i] == flat
}

// rawPieces leads a run of the source, which is text[at:], back through the decoding of the page.
func rawPieces(out []onrecord.Piece, decoded []onrecord.Piece, at, from, n int) []onrecord.Piece {
	if len(decoded) == 0 {
		return append(out, onrecord.Piece{At: at, Raw: from, Len: n, RawLen: n})
	}
	i := sort.Search(len(decoded), func(i int) bool { return decoded[i].At+decoded[i].Len > from })
	for ; i < len(decoded) && decoded[i].At < from+n; i++ {
		p := decoded[i]
		start, end := max(p.At, from), min(p.At+p.Len, from+n)
		if start >= end {
			continue
		}
		raw := p.Raw + (start-p.At)*p.RawLen/p.Len
		out = append(out, onrecord.Piece{At: at + start - from, Raw: raw, Len: end - start,
			RawLen: p.Raw + (end-p.At)*p.RawLen/p.Len - raw})
	}
	return out
}
