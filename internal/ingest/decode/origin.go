// Package decode turns bytes in any charset into text and remembers which bytes each run of the text came from.
package decode

import (
	"sort"
	"strings"
	"unicode/utf8"

	"onrecord"
)

// writer puts a text together and remembers which raw bytes it came from. Pieces follow each other in both texts. In a
// piece every character has as many bytes in the text as its neighbours, and as many in the raw bytes; or text and raw
// bytes are the same. So the place of a character within its piece is a matter of proportion.
type writer struct {
	text   strings.Builder
	pieces []onrecord.Piece
	inText int // bytes of each character of the last piece in the text; 0 where text and raw bytes are the same
	inRaw  int
}

func newWriter(size int) *writer {
	w := &writer{}
	w.text.Grow(size)
	return w
}

// rune adds one character that came from n raw bytes at the place given.
func (w *writer) rune(r rune, raw, n int) {
	var b [utf8.UTFMax]byte
	size := utf8.EncodeRune(b[:], r)
	w.add(b[:size], raw, n, size == n && !(r == utf8.RuneError && n == 1))
}

// chunk adds what a decoder made of n raw bytes in one step. ASCII that stayed as it was is the same in both. A step
// that made nothing (a change of character set) or several characters is a piece of its own.
func (w *writer) chunk(text []byte, raw, n int) {
	switch {
	case len(text) == n && isASCII(text):
		w.add(text, raw, n, true)
	case utf8.RuneCount(text) == 1:
		w.add(text, raw, n, false)
	default:
		w.pieces = append(w.pieces, onrecord.Piece{At: w.text.Len(), Raw: raw, Len: len(text), RawLen: n})
		w.text.Write(text)
		w.inText, w.inRaw = -1, -1
	}
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func (w *writer) add(text []byte, raw, n int, same bool) {
	inText, inRaw := len(text), n
	if same {
		inText, inRaw = 0, 0
	}
	if k := len(w.pieces) - 1; k >= 0 && inText == w.inText && inRaw == w.inRaw {
		w.pieces[k].Len += len(text)
		w.pieces[k].RawLen += n
	} else {
		w.pieces = append(w.pieces, onrecord.Piece{At: w.text.Len(), Raw: raw, Len: len(text), RawLen: n})
	}
	w.inText, w.inRaw = inText, inRaw
	w.text.Write(text)
}

func (w *writer) done() (string, []onrecord.Piece) { return w.text.String(), w.pieces }

// RawSpan leads a span of a text back to the raw bytes that it came from. A nil origin means that the raw bytes are the
// text. It tells false when the first or the last character of the span came from no raw bytes that we know of, as the
// break between the paragraphs of a web page. The span must lie on the edges of characters; the raw bytes of a page also
// hold the tags in between.
func RawSpan(origin []onrecord.Piece, s onrecord.Span) (onrecord.Span, bool) {
	if len(origin) == 0 || s.Empty() {
		return s, true
	}
	first := sort.Search(len(origin), func(i int) bool { return origin[i].At > s.Start }) - 1
	last := sort.Search(len(origin), func(i int) bool { return origin[i].At >= s.End }) - 1
	if first < 0 || last < 0 || s.Start >= origin[first].At+origin[first].Len || s.End > origin[last].At+origin[last].Len {
		return onrecord.Span{}, false
	}
	out := onrecord.Span{Start: proportion(origin[first], s.Start), End: proportion(origin[last], s.End)}
	return out, out.Start < out.End
}

// proportion is where the edge of a character within a piece lies in the raw bytes.
func proportion(p onrecord.Piece, at int) int { return p.Raw + (at-p.At)*p.RawLen/p.Len }
