package decode

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding"

	"onrecord"
)

// BOM is the byte order mark in UTF-8.
var BOM = []byte("\uFEFF")

// MostlyUTF8 tells whether bytes are UTF-8, if need be with some broken ones: at least as many whole characters beyond
// ASCII as broken bytes. In other charsets, bytes beyond ASCII rarely form whole UTF-8 characters.
func MostlyUTF8(raw []byte) bool {
	if utf8.Valid(raw) {
		return true
	}
	whole, broken := 0, 0
	for i := 0; i < len(raw); {
		if raw[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && n == 1 {
			broken++
		} else {
			whole++
		}
		i += n
	}
	return whole >= broken
}

// UTF8 reads UTF-8: it drops the byte order mark and puts U+FFFD for each broken byte. The origin is nil
// where the raw bytes are the text.
func UTF8(raw []byte) (string, []onrecord.Piece) {
	start := 0
	if bytes.HasPrefix(raw, BOM) {
		start = len(BOM)
	}
	if start == 0 && utf8.Valid(raw) {
		return string(raw), nil
	}
	w := newWriter(len(raw))
	for i := start; i < len(raw); {
		r, n := utf8.DecodeRune(raw[i:])
		w.rune(r, i, n)
		i += n
	}
	return w.done()
}

// With decodes in any charset, character by character, by giving the decoder room for one only, to learn which bytes made which.
func With(enc encoding.Encoding, raw []byte) (string, []onrecord.Piece) {
	dec := enc.NewDecoder()
	w := newWriter(len(raw))
	var dst [2 * utf8.UTFMax]byte
	for at, room := 0, 1; at < len(raw); {
		n, used, _ := dec.Transform(dst[:room], raw[at:], true)
		switch {
		case n == 0 && used == 0 && room < len(dst):
			room++
			continue
		case n == 0 && used == 0: // a decoder that is stuck: never seen, but reading must end
			n, used = copy(dst[:], "\uFFFD"), 1
		}
		w.chunk(dst[:n], at, used)
		at, room = at+used, 1
	}
	return w.done()
}
