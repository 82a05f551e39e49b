package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// screen is the one writer of what is for people: titles, names, notes and messages hold what strangers wrote, and a terminal obeys what it
// is sent. Control characters and marks that turn the direction of writing come out as \u001b, all else as it is. What is JSON stays the same
// JSON.
type screen struct {
	w    io.Writer
	rest []byte // the beginning of a character whose end is still to come
}

// onScreen is the writer for people before a stream; one that is one already stays.
func onScreen(w io.Writer) io.Writer {
	if _, ok := w.(*screen); ok || w == nil {
		return w
	}
	return &screen{w: w}
}

// behind is the stream that stands behind a writer for people.
func behind(w io.Writer) io.Writer {
	if s, ok := w.(*screen); ok {
		return s.w
	}
	return w
}

// Write is [io.Writer].
func (s *screen) Write(b []byte) (int, error) {
	all := append(s.rest, b...)
	end := len(all)
	for i := 1; i < utf8.UTFMax && i <= len(all); i++ {
		if c := all[len(all)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(all[len(all)-i:]) {
				end = len(all) - i
			}
			break
		}
	}
	out := harmless(string(all[:end]))
	s.rest = append([]byte(nil), all[end:]...)
	if _, err := io.WriteString(s.w, out); err != nil {
		return 0, err
	}
	return len(b), nil
}

// harmless is a text that no terminal takes for anything else.
func harmless(s string) string {
	if !strings.ContainsFunc(s, obeyed) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError && (i+size > len(s) || s[i:i+size] != string(utf8.RuneError)) {
			fmt.Fprintf(&b, `\x%02x`, s[i]) // a byte that is no text, which old terminals obey too
			continue
		}
		if obeyed(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// obeyed are the characters that do something to a terminal, but the end of a line and a tab.
func obeyed(r rune) bool {
	return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029')
}

// data is where the bytes of a format go, which are for programs and are not changed; on a terminal nobody but a person reads them.
func (c console) data() io.Writer {
	if w := behind(c.out); !isTerminal(w) {
		return w
	}
	return onScreen(c.out)
}
