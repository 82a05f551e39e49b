package decode_test

import (
	"testing"

	"onrecord/internal/ingest/decode"
)

func TestForeign(t *testing.T) {
	for raw, want := range map[string]string{
		"%PDF-1.7\n":                                       "a PDF",
		"\n\r\n%PDF-1.4":                                   "a PDF",
		"\x89PNG\x0D\x0A\x1A\x0A\x00\x00":                  "an image",
		"\xFF\xD8\xFF\xE0\x00\x10JFIF":                     "an image",
		"GIF89a\x01\x00":                                   "an image",
		"RIFF\x00\x00\x00\x00WEBPVP8 ":                     "an image",
		"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom": "a film",
		"PK\x03\x04\x14\x00":                               "a zip or office file",
		"\xD0\xCF\x11\xE0\xA1\xB1":                         "an old office file",
		"ID3\x03\x00":                                      "a sound file",
		"wOF2\x00\x01":                                     "a typeface",
		"\x7FELF\x02":                                      "a program",
		"<!doctype html><p>The clerk said no.":             "",
		"BM, the harbour board, said no.":                  "",
		"OTTO SOLO, who chairs the board":                  "",
		"ID3 tags are words.":                              "",
		"The clerk said no.":                               "",
		"The file begins with %PDF-1.4":                    "",
		"<?xml version=\"1.0\"?><rss></rss>":               "",
		"":                                                 "",
		"Caf\xe9 shut":                                     "",
		"\xFE\xFF\x00T\x00h\x00e":                          "",
	} {
		if got := decode.Foreign([]byte(raw)); got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
	for kind, want := range map[string]string{"application/pdf": "a PDF", "image/svg+xml": "an image", "text/css": "a style sheet", "text/javascript": "a script",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document": "an office file", "text/html": "", "text/plain": "", "": "", "application/octet-stream": "",
		"application/xhtml+xml": "", "application/xml": ""} {
		if got := decode.ForeignMedia(kind); got != want {
			t.Errorf("%s: %q, want %q", kind, got, want)
		}
	}
}
