package decode

import (
	"bytes"
	"net/http"
	"strings"
)

// foreign are the formats that hold no text as it stands, by their first bytes.
var foreign = []struct{ magic, name string }{
	{"%PDF-", "a PDF"},
	{"{\\rtf", "a rich text (RTF) file"},
	{"PK\x03\x04", "a zip or office file"},
	{"PK\x05\x06", "a zip file"},
	{"\xD0\xCF\x11\xE0", "an old office file"},
	{"\xFF\xFE\x00\x00", "UTF-32"},
	{"\x00\x00\xFE\xFF", "UTF-32"},
	{"7z\xBC\xAF\x27\x1C", "a packed (7z) file"},
	{"Rar!\x1A\x07", "a packed (RAR) file"},
	{"BZh91AY&SY", "a packed (bzip2) file"},
	{"\xFD7zXZ\x00", "a packed (xz) file"},
	{"\x28\xB5\x2F\xFD", "a packed (zstd) file"},
	{"\x7FELF", "a program"},
	{"MZ\x90\x00", "a program"},
	{"\x00asm", "a program"},
	{"SQLite format 3\x00", "a database"},
	{"ID3\x02", "a sound file"},
	{"ID3\x03", "a sound file"},
	{"ID3\x04", "a sound file"},
	{"\xFF\xFB", "a sound file"},
	{"fLaC", "a sound file"},
	{"\x1A\x45\xDF\xA3", "a film"},
}

// families are the formats that net/http tells by more than their first bytes.
var families = []struct{ prefix, name string }{
	{"image/", "an image"}, {"audio/", "a sound file"}, {"video/", "a film"}, {"font/", "a typeface"}, {"application/ogg", "a sound file"},
	{"application/vnd.ms-fontobject", "a typeface"},
}

// Foreign names the format of a file that holds no text as it stands, by its first bytes: "a PDF", "an image"; "" is none that it knows.
func Foreign(raw []byte) string {
	const most = 1024 // some put a line before the mark of a PDF
	for _, f := range foreign {
		if bytes.HasPrefix(raw, []byte(f.magic)) {
			return f.name
		}
	}
	if bytes.HasPrefix(bytes.TrimLeft(raw[:min(len(raw), most)], "\r\n\t "), []byte("%PDF-")) {
		return "a PDF"
	}
	head := raw[:min(len(raw), 512)]
	if bytes.IndexByte(head, 0) < 0 { // a text may begin with "BM" or "OTTO"
		return ""
	}
	kind := http.DetectContentType(head)
	for _, f := range families {
		if strings.HasPrefix(kind, f.prefix) {
			return f.name
		}
	}
	return ""
}

// media are the media types of what holds no report.
var media = map[string]string{
	"application/pdf": "a PDF", "application/x-pdf": "a PDF", "application/rtf": "a rich text (RTF) file", "text/rtf": "a rich text (RTF) file",
	"application/msword": "an office file", "application/zip": "a zip file", "application/x-zip-compressed": "a zip file",
	"application/epub+zip": "a book (EPUB)", "application/javascript": "a script", "application/x-javascript": "a script", "text/javascript": "a script",
	"application/ecmascript": "a script", "text/css": "a style sheet", "application/wasm": "a program", "application/json": "data (JSON)",
	"application/ld+json": "data (JSON)", "application/manifest+json": "data (JSON)", "text/csv": "a table", "application/x-shockwave-flash": "a film",
	"application/vnd.apple.mpegurl": "a film", "application/x-mpegurl": "a film", "application/dash+xml": "a film", "text/vtt": "subtitles", "text/calendar": "a calendar",
	"application/font-woff": "a typeface", "application/x-font-woff": "a typeface", "application/x-font-ttf": "a typeface",
	"application/x-tar": "a packed file", "application/x-7z-compressed": "a packed file", "application/x-rar-compressed": "a packed file", "application/x-bzip2": "a packed file",
}

// ForeignMedia names the format of what a server says it sends ("application/pdf", in lower case and without parameters), where that holds no
// report; "" is none that it knows.
func ForeignMedia(kind string) string {
	if name := media[kind]; name != "" {
		return name
	}
	for _, f := range families {
		if strings.HasPrefix(kind, f.prefix) {
			return f.name
		}
	}
	if strings.HasPrefix(kind, "application/vnd.openxmlformats") || strings.HasPrefix(kind, "application/vnd.ms-") || strings.HasPrefix(kind, "application/vnd.oasis") {
		return "an office file"
	}
	return ""
}
