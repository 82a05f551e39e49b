package page

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"onrecord"
	"onrecord/internal/ingest/decode"
)

// glyph is one character of a page's text, or what one entity stands for.
type glyph struct {
	text   string // "" for white space and for what nobody sees
	space  bool
	at, n  int // bytes in the source
	entity bool
}

// glyphs gives the characters of source[at:end] in order.
func (t *tree) glyphs(at, end int, yield func(glyph)) {
	for at < end {
		r, n := utf8.DecodeRuneInString(t.source[at:end])
		if r == '&' {
			if plain, size := entityAt(t.source[at:end]); size > 0 {
				yield(newGlyph(plain, at, size, true))
				at += size
				continue
			}
		}
		yield(newGlyph(t.source[at:at+n], at, n, false))
		at += n
	}
}

func newGlyph(s string, at, n int, entity bool) glyph {
	g := glyph{at: at, n: n, entity: entity}
	seen := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			g.space = true
			return -1
		case !visible(r):
			return -1
		}
		return r
	}, s)
	g.text = seen
	return g
}

// longestEntity is how long an entity may be: those with names have 33 characters at most.
const longestEntity = 40

// entityAt reads the entity that a text begins with, with or without its semicolon; its size is 0 where there is none.
func entityAt(s string) (string, int) {
	end := 1
	for end < len(s) && end < longestEntity && (s[end] == '#' && end == 1 || s[end] < utf8.RuneSelf && (unicode.IsLetter(rune(s[end])) || unicode.IsDigit(rune(s[end])))) {
		end++
	}
	if end < len(s) && s[end] == ';' {
		end++
	}
	word := s[:end]
	plain := html.UnescapeString(word)
	if plain == word {
		return "", 0
	}
	for size := 2; size < end; size++ { // its name may be the beginning of a longer word
		if head := html.UnescapeString(word[:size]); head != word[:size] && head+word[size:] == plain {
			return head, size
		}
	}
	return plain, end
}

// visible tells whether a character is one that a reader sees.
func visible(r rune) bool {
	return !unicode.IsSpace(r) && !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r)
}

// writer puts the text of a report together and remembers which bytes of the page it came from.
type writer struct {
	text    strings.Builder
	origin  []onrecord.Piece
	decoded []onrecord.Piece // from the page to the raw bytes; nil where they are the same
	source  string
	at      int // the open piece: offset in the text, in the source, and its length
	from, n int
}

// paragraph adds a paragraph, its white space as single spaces.
func (w *writer) paragraph(t *tree, p *paragraph) {
	if w.text.Len() > 0 {
		w.flush()
		w.text.WriteString("\n\n")
	}
	begun, apart := false, false
	for _, r := range p.runs {
		if r.at == r.end {
			apart = true
			continue
		}
		t.glyphs(r.at, r.end, func(g glyph) {
			if g.text == "" {
				apart = apart || g.space
				return
			}
			if begun && apart {
				w.space(g.at)
			}
			begun, apart = true, false
			w.glyph(g)
		})
	}
	w.flush()
}

// space adds a space; it is part of the open piece where the page has just that between its neighbours.
func (w *writer) space(next int) {
	if end := w.from + w.n; w.n > 0 && next == end+1 && w.source[end] == ' ' {
		w.n++
	} else {
		w.flush()
	}
	w.text.WriteByte(' ')
}

func (w *writer) glyph(g glyph) {
	if g.entity || g.n != len(g.text) {
		w.flush()
		if span, ok := decode.RawSpan(w.decoded, onrecord.Span{Start: g.at, End: g.at + g.n}); ok {
			w.origin = append(w.origin, onrecord.Piece{At: w.text.Len(), Raw: span.Start, Len: len(g.text), RawLen: span.Len()})
		}
		w.text.WriteString(g.text)
		return
	}
	if w.n == 0 || w.from+w.n != g.at {
		w.flush()
		w.at, w.from = w.text.Len(), g.at
	}
	w.n += g.n
	w.text.WriteString(g.text)
}

func (w *writer) flush() {
	if w.n > 0 {
		w.origin = rawPieces(w.origin, w.decoded, w.at, w.from, w.n)
	}
	w.n = 0
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
