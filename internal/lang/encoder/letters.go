package encoder

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// plainWord is a word in small letters without accents and control characters, with spaces about Chinese characters.
func plainWord(word string) string {
	var b strings.Builder
	b.Grow(len(word))
	ascii := true
	for _, r := range word {
		switch {
		case r == 0 || r == unicode.ReplacementChar || control(r):
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case chinese(r):
			b.WriteByte(' ')
			b.WriteRune(r)
			b.WriteByte(' ')
			ascii = false
		default:
			b.WriteRune(r)
			ascii = ascii && r < 0x80
		}
	}
	if ascii {
		return strings.ToLower(b.String())
	}
	return withoutAccents(b.String())
}

func withoutAccents(s string) string {
	return strings.Map(func(r rune) rune {
		if accent(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

// younger are the marks, signs of punctuation and format characters that Unicode knows since its version 8, after which
// BERT's tokenizers were built: they take them for letters.
var younger = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x61d, 0x61d, 1}, {0x7fd, 0x7fd, 1}, {0x890, 0x8e2, 1}, {0x9fd, 0x9fe, 1}, {0xa76, 0xa76, 1}, {0xafa, 0xaff, 1},
		{0xb55, 0xb55, 1}, {0xc04, 0xc3c, 1}, {0xc77, 0xc77, 1}, {0xc84, 0xc84, 1}, {0xd00, 0xd00, 1}, {0xd3b, 0xd3c, 1},
		{0xd81, 0xd81, 1}, {0xeba, 0xeba, 1}, {0xece, 0xece, 1}, {0x180f, 0x1886, 1}, {0x1abf, 0x1ace, 1},
		{0x1b7d, 0x1b7e, 1}, {0x1df6, 0x1dfb, 1}, {0x2e43, 0x2e5d, 1}, {0xa82c, 0xa82c, 1}, {0xa8c5, 0xa8c5, 1},
		{0xa8ff, 0xa8ff, 1}, {0xa9bd, 0xa9bd, 1},
	},
	R32: []unicode.Range32{
		{0x10d24, 0x10f89, 1}, {0x11070, 0x11074, 1}, {0x110c2, 0x110cd, 1}, {0x111c9, 0x111c9, 1}, {0x111cf, 0x111cf, 1},
		{0x1123e, 0x11241, 1}, {0x1133b, 0x1133b, 1}, {0x11438, 0x1145e, 1}, {0x11660, 0x1166c, 1}, {0x116b9, 0x116b9, 1},
		{0x1182f, 0x11fff, 1}, {0x12ff1, 0x13455, 1}, {0x16e97, 0x16f4f, 1}, {0x16fe2, 0x16fe4, 1}, {0x1cf00, 0x1cf46, 1},
		{0x1e000, 0x1e4ef, 1}, {0x1e944, 0x1e95f, 1},
	},
}

// accent says whether a character is a mark upon the letter before it.
func accent(r rune) bool {
	return r >= 0x300 && (unicode.Is(unicode.Mn, r) && !unicode.Is(younger, r) || r == 0x1734)
}

// control says whether a character is dropped: control and format characters and those of private use.
func control(r rune) bool {
	switch r {
	case '\t', '\n', '\r':
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) && !unicode.Is(younger, r)
}

// punctuation says whether a character stands by itself.
func punctuation(r rune) bool {
	if r < 0x80 {
		return '!' <= r && r <= '/' || ':' <= r && r <= '@' || '[' <= r && r <= '`' || '{' <= r && r <= '~'
	}
	return unicode.Is(unicode.P, r) && !unicode.Is(younger, r) || r == 0x166D || r == 0x111C9
}

// chinese says whether a character is of the blocks that BERT takes for Chinese.
func chinese(r rune) bool {
	return 0x4E00 <= r && r <= 0x9FFF || 0x3400 <= r && r <= 0x4DBF || 0x20000 <= r && r <= 0x2A6DF || 0x2A700 <= r && r <= 0x2B73F ||
		0x2B740 <= r && r <= 0x2B81F || 0x2B920 <= r && r <= 0x2CEAF || 0xF900 <= r && r <= 0xFAFF || 0x2F800 <= r && r <= 0x2FA1F
}
