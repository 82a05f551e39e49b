package ingest_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"onrecord"
	"onrecord/internal/ingest"
	"onrecord/internal/ingest/decode"
)

// encoded gives a text in the charset named.
func encoded(t testing.TB, label, text string) []byte {
	t.Helper()
	enc, _ := charset.Lookup(label)
	raw, err := enc.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestText(t *testing.T) {
	const said = "“We won’t,” the minister said in Zürich."
	utf16le := string(encoded(t, "utf-16le", said))
	utf16be := string(encoded(t, "utf-16be", said))
	for _, c := range []struct {
		name, raw, text, charset string
		options                  ingest.Options
	}{
		{name: "utf-8", raw: said, text: said},
		{name: "empty"},
		{name: "utf-8 with byte order mark", raw: "\uFEFF" + said, text: said},
		{name: "utf-16 with mark", raw: "\xFF\xFE" + utf16le, text: said, charset: "utf-16le"},
		{name: "utf-16 big-endian with mark", raw: "\xFE\xFF" + utf16be, text: said, charset: "utf-16be"},
		{name: "utf-16 without mark", raw: utf16le, text: said, charset: "utf-16le"},
		{name: "utf-16 big-endian without mark", raw: utf16be, text: said, charset: "utf-16be"},
		{name: "utf-16 with half a pair", raw: "\xFF\xFEa\x00\x00\xD8b\x00", text: "a\uFFFDb", charset: "utf-16le"},
		{name: "utf-16 cut in a character", raw: "\xFF\xFEa\x00b", text: "a\uFFFD", charset: "utf-16le"},
		{name: "windows-1252", raw: string(encoded(t, "windows-1252", said)), text: said, charset: "windows-1252"},
		{name: "broken utf-8", raw: "Zürich, Genève and B\xFCrgenstock", text: "Zürich, Genève and B\uFFFDrgenstock"},
		{name: "cut utf-8", raw: said + "\xE2\x80", text: said + "\uFFFD\uFFFD"},
		{name: "named charset", raw: string(encoded(t, "koi8-r", "Норвик")), text: "Норвик", charset: "koi8-r",
			options: ingest.Options{Charset: "koi8-r"}},
		{name: "utf-8 whatever charset is named", raw: said, text: said, options: ingest.Options{Charset: "koi8-r"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, origin, name, err := ingest.Text([]byte(c.raw), c.options)
			if err != nil || text != c.text || name != c.charset {
				t.Fatalf("got %q in %q, error %v; want %q in %q", text, name, err, c.text, c.charset)
			}
			if (origin == nil) != (text == c.raw) {
				t.Errorf("origin is %v", origin)
			}
			checkOrigin(t, []byte(c.raw), text, origin, name)
		})
	}
}

func TestTextRefuses(t *testing.T) {
	for _, c := range []struct {
		name, raw string
		options   ingest.Options
		want      error
		says      string
	}{
		{"over the limit", "four score", ingest.Options{MaxBytes: 9}, ingest.ErrTooLarge, "limit of 9 bytes"},
		{"limit in megabytes", strings.Repeat("x", 2_000_001), ingest.Options{MaxBytes: 2_000_000}, ingest.ErrTooLarge,
			"2 MB; split it or raise --max-bytes"},
		{"NULs", "a\x00b\x00\x00c\x00\x00\x00", ingest.Options{}, ingest.ErrBinary, "control"},
		{"control characters", strings.Repeat("\x01\x02ab", 9), ingest.Options{}, ingest.ErrBinary, "control"},
		{"PDF", "%PDF-1.4 and so on", ingest.Options{}, ingest.ErrBinary, "save it as plain text"},
		{"office file", "PK\x03\x04....", ingest.Options{}, ingest.ErrBinary, "office"},
		{"not Western", string(encoded(t, "koi8-r", "Министр сказал")), ingest.Options{}, ingest.ErrCharset, "--charset"},
		{"unknown charset", "caf\xE9", ingest.Options{Charset: "klingon"}, ingest.ErrCharset, "klingon"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, _, err := ingest.Text([]byte(c.raw), c.options)
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v; want %v with %q", err, c.want, c.says)
			}
		})
	}
}

// failer is what a test and a property have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// checkOrigin makes sure that every character of a text leads to raw bytes that decode to it.
func checkOrigin(t failer, raw []byte, text string, origin []onrecord.Piece, label string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Fatalf("text is not UTF-8: %q", text)
	}
	if origin == nil {
		if text != string(raw) && text != "" {
			t.Fatalf("no origin, but the text is not the raw bytes")
		}
		return
	}
	at, rawAt := 0, -1
	for i, p := range origin {
		if p.At != at || p.Raw <= rawAt || p.Len < 0 {
			t.Fatalf("piece %d %+v does not follow on text %d, raw %d", i, p, at, rawAt)
		}
		at, rawAt = at+p.Len, p.Raw
	}
	if at != len(text) {
		t.Fatalf("pieces end at %d of %d", at, len(text))
	}
	last := 0
	for i, r := range text {
		size := utf8.RuneLen(r)
		s, ok := decode.RawSpan(origin, onrecord.Span{Start: i, End: i + size})
		if !ok || s.Start < last || s.End <= s.Start || s.End > len(raw) {
			t.Fatalf("character at %d: raw span %v after %d of %d", i, s, last, len(raw))
		}
		last = s.End
		if got := decodeAlone(raw[s.Start:s.End], label); got != string(r) {
			t.Fatalf("character %q at %d leads to % x, which is %q", r, i, raw[s.Start:s.End], got)
		}
	}
}

// decodeAlone is the plain twin of the decoders: a few raw bytes on their own.
func decodeAlone(raw []byte, label string) string {
	switch label {
	case "":
		return strings.ToValidUTF8(string(raw), "\uFFFD")
	case "utf-16le", "utf-16be":
		order := unicode.LittleEndian
		if label == "utf-16be" {
			order = unicode.BigEndian
		}
		out, _ := unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Bytes(raw)
		return string(out)
	}
	enc, _ := charset.Lookup(label)
	out, _ := enc.NewDecoder().Bytes(raw)
	return string(out)
}

func TestOriginOfEveryCharset(t *testing.T) {
	texts := rapid.StringMatching(`[a-z ’“”éüßБя语言\n]{0,60}`)
	for _, label := range []string{"windows-1252", "windows-1251", "gb18030", "utf-16le", "shift_jis", "big5"} {
		t.Run(label, rapid.MakeCheck(func(t *rapid.T) {
			enc, _ := charset.Lookup(label)
			raw, err := enc.NewEncoder().Bytes([]byte(texts.Draw(t, "text")))
			if err != nil || utf8.Valid(raw) && label != "utf-16le" {
				t.Skip("the charset has not these characters, or they are UTF-8")
			}
			text, origin, name, err := ingest.Text(raw, ingest.Options{Charset: label})
			if err != nil {
				t.Skip(err)
			}
			checkOrigin(t, raw, text, origin, name)
		}))
	}
}

func TestOriginOfShiftedCharset(t *testing.T) {
	raw := encoded(t, "iso-2022-jp", "Tokyo (東京) and Osaka (大阪)")
	raw = append(raw, 0xE9) // not UTF-8 any more
	text, origin, _, err := ingest.Text(raw, ingest.Options{Charset: "iso-2022-jp"})
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(text, "Osaka")
	s, ok := decode.RawSpan(origin, onrecord.Span{Start: at, End: at + len("Osaka")})
	if !ok {
		t.Fatal("Osaka leads nowhere")
	}
	if got := raw[s.Start:s.End]; !bytes.Equal(got, []byte("Osaka")) {
		t.Errorf("Osaka leads to %q", got)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "The clerk said no.", "\uFEFFmark", "\xFF\xFEa\x00b\x00", "\xFE\xFF\x00a", "a\x00b\x00c\x00",
		"caf\xE9 said", "Zürich \xFC", "\xC3", "\xFE\xFF", "\uFEFF", "%PDF-1", "\x00\xD8\x00\xDC"} {
		f.Add([]byte(s), "")
	}
	f.Add([]byte("\x1b$B%H\x1b(B \xE9"), "iso-2022-jp")
	f.Add([]byte("\x81\x30\x81\x30"), "gb18030")
	f.Fuzz(func(t *testing.T, raw []byte, label string) {
		text, origin, name, err := ingest.Text(raw, ingest.Options{MaxBytes: 1 << 16, Charset: label})
		if err != nil {
			if text != "" || strings.ContainsAny(err.Error(), "\n\r") {
				t.Errorf("error %q comes with text or on several lines", err)
			}
			return
		}
		if !utf8.ValidString(text) {
			t.Errorf("text is not UTF-8")
		}
		if name == "" || strings.HasPrefix(name, "utf-16") || name == "windows-1252" {
			checkOrigin(t, raw, text, origin, name)
		}
	})
}
