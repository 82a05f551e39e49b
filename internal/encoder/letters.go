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
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

// control says whether a character is dropped: control and format characters, those of private use and unassigned ones.
func control(r rune) bool {
	switch r {
	case '\t', '\n', '\r':
		return false
	}
	return unicode.In(r, unicode.C) || !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z)
}

// punctuation says whether a character stands by itself.
func punctuation(r rune) bool {
	if r < 0x80 {
		return '!' <= r && r <= '/' || ':' <= r && r <= '@' || '[' <= r && r <= '`' || '{' <= r && r <= '~'
	}
	return unicode.Is(unicode.P, r)
}

// chinese says whether a character is of the blocks that BERT takes for Chinese.
func chinese(r rune) bool {
	return 0x4E00 <= r && r <= 0x9FFF || 0x3400 <= r && r <= 0x4DBF || 0x20000 <= r && r <= 0x2A6DF || 0x2A700 <= r && r <= 0x2B73F ||
		0x2B740 <= r && r <= 0x2B81F || 0x2B920 <= r && r <= 0x2CEAF || 0xF900 <= r && r <= 0xFAFF || 0x2F800 <= r && r <= 0x2FA1F
}
