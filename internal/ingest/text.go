package ingest

import (
	"fmt"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"

	"onrecord"
	"onrecord/internal/ingest/decode"
)

// fallbackCharset is what a text is in that is neither UTF-8 nor UTF-16 and does not say: the WHATWG Encoding
// Standard's choice for English.
const fallbackCharset = "windows-1252"

// Text decodes a plain text. The text is valid UTF-8; where the raw bytes are that already, they are the text and the
// origin is nil, as it is for an empty text. Otherwise the origin says where each run of the text came from (see [decode.RawSpan]), and charset names the
// decoder, "" for UTF-8. A byte order mark is dropped. A few broken bytes in a text that is otherwise UTF-8 stand as
// U+FFFD. Errors wrap [ErrTooLarge], [ErrBinary] or [ErrCharset].
func Text(raw []byte, o Options) (text string, origin []onrecord.Piece, charset string, err error) {
	if int64(len(raw)) > o.limit() {
		return "", nil, "", o.tooLarge("the text")
	}
	if kind := decode.Foreign(raw); kind != "" {
		return "", nil, "", fmt.Errorf("%w: it is %s; save it as plain text", ErrBinary, kind)
	}
	switch order, skip := decode.UTF16Order(raw); {
	case order != "":
		text, origin = decode.UTF16(raw, skip, order == "utf-16be")
		charset = order
	case looksBinary(raw):
		return "", nil, "", fmt.Errorf("%w: it holds control characters as programs and images do", ErrBinary)
	case decode.MostlyUTF8(raw):
		text, origin = decode.UTF8(raw)
	default:
		text, origin, charset, err = decodeLegacy(raw, o)
	}
	if err == nil && charset != "" && looksBinary([]byte(text)) {
		return "", nil, "", fmt.Errorf("%w: read as %s it holds control characters", ErrBinary, charset)
	}
	return text, origin, charset, err
}

// looksBinary tells whether bytes in an ASCII-based charset are something other than text: a NUL, or more than one
// control character in a hundred bytes (and more than four in all).
func looksBinary(raw []byte) bool {
	control := 0
	for _, b := range raw {
		switch {
		case b == 0:
			return true
		case b < 0x20 && !strings.ContainsRune("\t\n\v\f\r\x1b", rune(b)):
			control++
		}
	}
	return control > 4 && control*100 > len(raw)
}

// decodeLegacy reads a text in the charset that the options name, or else in windows-1252 when that looks right.
func decodeLegacy(raw []byte, o Options) (string, []onrecord.Piece, string, error) {
	label := o.Charset
	if label == "" {
		if !looksLatin(raw) {
			return "", nil, "", fmt.Errorf("%w: neither UTF-8 nor a Western charset; convert it to UTF-8 or name it with --charset", ErrCharset)
		}
		label = fallbackCharset
	}
	enc, name := charset.Lookup(label)
	if enc == nil || enc == encoding.Replacement {
		return "", nil, "", fmt.Errorf("%w: no charset is called %q; names are like windows-1251 or gb18030", ErrCharset, label)
	}
	if name == "utf-8" {
		text, origin := decode.UTF8(raw)
		return text, origin, "", nil
	}
	text, origin := decode.With(enc, raw)
	return text, origin, name, nil
}

// looksLatin tells whether bytes are likely to be a Western language in windows-1252: at least three
// letters in four are ASCII.
func looksLatin(raw []byte) bool {
	ascii, beyond := 0, 0
	for _, b := range raw {
		switch {
		case b >= 0x80:
			beyond++
		case 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z':
			ascii++
		}
	}
	return beyond*3 <= ascii
}
