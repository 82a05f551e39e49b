package ingest

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
		w.pieces = append(w.pieces, onrecord.Piece{At: w.text.Len(), Raw: raw, Len: len(text)})
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
	size := len(text)
	if same {
		size, n = 0, 0
	}
	if k := len(w.pieces) - 1; k >= 0 && size == w.inText && n == w.inRaw {
		w.pieces[k].Len += len(text)
	} else {
		w.pieces = append(w.pieces, onrecord.Piece{At: w.text.Len(), Raw: raw, Len: len(text)})
	}
	w.inText, w.inRaw = size, n
	w.text.Write(text)
}

func (w *writer) done() (string, []onrecord.Piece) { return w.text.String(), w.pieces }

// RawSpan leads a span of a text back to the raw bytes that it came from, given the origin of the text and the size of
// the raw input in bytes. A nil origin means that the raw bytes are the text. The span must lie on the edges of
// characters.
func RawSpan(origin []onrecord.Piece, size int, s onrecord.Span) onrecord.Span {
	if len(origin) == 0 || s.Empty() {
		return s
	}
	return onrecord.Span{Start: rawAt(origin, size, s.Start), End: rawEnd(origin, size, s.End)}
}

// rawAt is where the character that starts at the text offset starts in the raw bytes.
func rawAt(origin []onrecord.Piece, size, at int) int {
	i := sort.Search(len(origin), func(i int) bool { return origin[i].At > at }) - 1
	return proportion(origin, size, i, at)
}

// rawEnd is where the character that ends at the text offset ends in the raw bytes.
func rawEnd(origin []onrecord.Piece, size, at int) int {
	i := sort.Search(len(origin), func(i int) bool { return origin[i].At >= at }) - 1
	return proportion(origin, size, i, at)
}

func proportion(origin []onrecord.Piece, size, i, at int) int {
	p, end := origin[i], size
	if i+1 < len(origin) {
		end = origin[i+1].Raw
	}
	return p.Raw + (at-p.At)*(end-p.Raw)/p.Len
}
