package decode

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"

	"onrecord"
)

// UTF16Order tells the byte order of a text in UTF-16 and how many bytes its byte order mark has; "" when it is not in
// UTF-16. Without a mark the NULs tell: English in UTF-16 has one in nearly every second byte, always on one side.
func UTF16Order(raw []byte) (order string, mark int) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE}):
		return "utf-16le", 2
	case bytes.HasPrefix(raw, []byte{0xFE, 0xFF}):
		return "utf-16be", 2
	}
	var zeros [2]int
	for i, b := range raw {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch units := len(raw) / 2; {
	case units < 2:
	case zeros[1]*2 > units && zeros[0]*20 <= units:
		return "utf-16le", 0
	case zeros[0]*2 > units && zeros[1]*20 <= units:
		return "utf-16be", 0
	}
	return "", 0
}

// UTF16 decodes from the start given (behind the mark). It puts U+FFFD for half a pair and for an odd last byte.
func UTF16(raw []byte, start int, bigEndian bool) (string, []onrecord.Piece) {
	unit := func(i int) rune {
		if bigEndian {
			return rune(raw[i])<<8 | rune(raw[i+1])
		}
		return rune(raw[i+1])<<8 | rune(raw[i])
	}
	w := newWriter(len(raw))
	for i := start; i < len(raw); {
		r, n := rune(utf8.RuneError), 1
		if i+1 < len(raw) {
			r, n = unit(i), 2
		}
		if utf16.IsSurrogate(r) {
			pair := rune(utf8.RuneError)
			if i+3 < len(raw) {
				pair = utf16.DecodeRune(r, unit(i+2))
			}
			if r = pair; r != utf8.RuneError {
				n = 4
			}
		}
		w.wide(r, i, n)
		i += n
	}
	return w.done()
}

// wide adds a character that is never the same in text and raw bytes, even where it takes as many.
func (w *writer) wide(r rune, raw, n int) {
	var b [utf8.UTFMax]byte
	size := utf8.EncodeRune(b[:], r)
	w.add(b[:size], raw, n, false)
}
