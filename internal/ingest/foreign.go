package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"onrecord/internal/ingest/decode"
	"onrecord/internal/ingest/feed"
	"onrecord/internal/ingest/fetch"
	"onrecord/internal/ingest/page"
	"onrecord/internal/ingest/warc"
)

// What is told of inputs that hold no report.
var (
	// ErrNoReport says what came from an address instead of a report.
	ErrNoReport = errors.New("no report")
	// ErrPassedOver says what was left out for what it is. That is no failure: a saved page has its images beside it.
	ErrPassedOver = errors.New("passed over")
	// ErrEmpty says that there is nothing in an input.
	ErrEmpty = errors.New("nothing in it")
)

// noReport is the failure of an address at which something else stands.
func noReport(what string) error {
	switch what {
	case empty:
		return fmt.Errorf("%w: the server sent an empty answer; try again later", ErrNoReport)
	case "a rich text (RTF) file", "an office file", "an old office file", "a book (EPUB)":
		return fmt.Errorf("%w: it is %s; save its text as plain text and read that", ErrNoReport, what)
	}
	return fmt.Errorf("%w: it is %s; give the address of a page", ErrNoReport, what)
}

// errEmpty is the failure of a file with nothing in it.
func errEmpty() error { return fmt.Errorf("%w; check where it came from", ErrEmpty) }

// empty stands for a format where there is nothing.
const empty = "empty"

// looksHTML tells whether bytes begin as a web page does.
func looksHTML(raw []byte) bool {
	head := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(raw, decode.BOM), " \t\r\n"))
	return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html"))
}

// foreign names what came from an address where it is no page and no text: by its first bytes, by what the server calls it, and by its name.
func foreign(body []byte, media, name string) string {
	if len(bytes.TrimSpace(body)) == 0 {
		return empty
	}
	if what := decode.Foreign(body); what != "" {
		return what
	}
	if looksHTML(body) {
		return ""
	}
	if what := decode.ForeignMedia(media); what != "" {
		return what
	}
	if media == "" || media == "text/plain" || media == "application/octet-stream" {
		if what := webFiles[strings.ToLower(filepath.Ext(name))]; what != "" {
			return what
		}
	}
	if order, _ := decode.UTF16Order(body); order == "" && looksBinary(body[:min(len(body), 4096)]) {
		return "no text"
	}
	return ""
}

// webFiles are what stands beside pages, by the ends of their names.
var webFiles = map[string]string{".js": "a script", ".mjs": "a script", ".css": "a style sheet", ".map": "a script", ".svg": "an image", ".json": "data (JSON)"}

// documents are files that people keep reports in and that cannot be read, by the ends of their names.
var documents = map[string]string{".doc": "an old office file", ".dot": "an old office file", ".rtf": "a rich text (RTF) file",
	".pages": "an office file", ".wpd": "an office file", ".epub": "a book (EPUB)", ".mobi": "a book", ".azw3": "a book", ".ps": "a PostScript file", ".djvu": "a scanned document",
	".xls": "a spreadsheet", ".xlsx": "a spreadsheet", ".ods": "a spreadsheet", ".ppt": "slides", ".pptx": "slides", ".odp": "slides",
	".msg": "a mail of Outlook", ".mbox": "mails in one file", ".mht": "a web page in one file (MHTML)", ".mhtml": "a web page in one file (MHTML)", ".webarchive": "a web page in one file",
	".7z": "a packed file", ".rar": "a packed file", ".tar": "a packed file", ".bz2": "a packed file", ".xz": "a packed file", ".zst": "a packed file"}

// instead is what to do with such a file.
func instead(what string) string {
	switch {
	case strings.HasPrefix(what, "a packed"):
		return "unpack it first"
	case strings.HasPrefix(what, "a web page"):
		return "save the page as HTML"
	case strings.HasPrefix(what, "a mail"), strings.HasPrefix(what, "mails"):
		return "save each mail as .eml"
	case what == "an old office file", what == "a rich text (RTF) file", what == "an office file":
		return "save it as .docx"
	case what == "a scanned document", what == "a PostScript file":
		return "save it as PDF"
	}
	return "save it as plain text"
}

// unread tells of a file of a folder that is of no kind that is read; one that may be anything is put among others.
func (r *reader) unread(name string, others *[]string) bool {
	what := documents[strings.ToLower(filepath.Ext(name))]
	if what == "" {
		*others = append(*others, name)
		return true
	}
	return r.fail(name, 0, fmt.Errorf("%w: it is %s; %s", ErrBinary, what, instead(what)))
}

// mostNamed is how many files are named in one line.
const mostNamed = 20

// passOver names the files of a folder, an archive or a mail that are of no kind that is read; found tells whether others are.
func (r *reader) passOver(root, where string, others []string, found bool) bool {
	var names []string
	for _, name := range others[:min(len(others), mostNamed)] {
		if rel, err := filepath.Rel(root, name); err == nil && where == "folder" {
			name = rel
		}
		names = append(names, filepath.ToSlash(name))
	}
	list := strings.Join(names, ", ")
	if n := len(others) - len(names); n > 0 {
		list += fmt.Sprintf(" and %d more", n)
	}
	switch {
	case found && len(others) == 0:
		return true
	case found:
		return r.fail(root, 0, fmt.Errorf("%w: %s: %s", ErrPassedOver, list, notRead[where]))
	case len(others) > 0:
		list = ", but " + list
	}
	return r.fail(root, 0, fmt.Errorf("%w: the %s holds no file of a kind that is read (text, page, PDF, .docx, .odt, mail, .json, .warc, .zip)%s", ErrNoReports, where, list))
}

// notRead is what is said of files that are passed over.
var notRead = map[string]string{"folder": "not of a kind that is read in a folder; name a file itself to read it as plain text",
	"archive": "not of a kind that is read in an archive", "mail": "not of a kind that is read with a mail"}

// archive reads the pages of a WARC file. What else is in it is counted, and told in one line.
func (r *reader) archive(name string, in io.Reader) bool {
	left := map[string]int{}
	for p, err := range warc.Read(in, r.options.pageLimit()) {
		if err != nil {
			if !r.fail(name, p.Record, err) {
				return false
			}
			continue
		}
		media := fetch.Media(p.ContentType)
		what := foreign(p.Body, media, baseName(p.URL))
		if what == "" && !isPage(media, p.Body) && media != "text/plain" {
			what = "something else"
		}
		goOn := true
		switch {
		case what == empty:
		case form(what) == pdfForm || form(what) == zipForm:
			_, goOn = r.formFetched(name+"#"+p.URL, p.Body, outside{url: p.URL})
		case documentKind(what):
			goOn = r.fail(name+"#"+p.URL, 0, fmt.Errorf("%w: it is %s", ErrPassedOver, what))
		case what != "":
			left[what]++
		case media == "text/plain":
			goOn = r.archivedText(name, p)
		default:
			goOn = r.webPage(name+"#"+p.URL, p.Body, page.Options{URL: p.URL, ContentType: p.ContentType}, feed.Item{}, "")
		}
		if !goOn {
			return false
		}
	}
	return r.leftOut(name, left)
}

// isPage tells whether a part of an archive is a page.
func isPage(media string, body []byte) bool {
	return media == "text/html" || media == "application/xhtml+xml" || media == "" && bytes.Contains(bytes.ToLower(body[:min(len(body), 2000)]), []byte("<html")) || looksHTML(body)
}

// documentKind tells whether a format is one that people keep reports in.
func documentKind(what string) bool {
	for _, d := range documents {
		if d == what {
			return !strings.HasPrefix(what, "a packed")
		}
	}
	return what == "an old office file"
}

// archivedText reads a plain text of an archive.
func (r *reader) archivedText(name string, p warc.Page) bool {
	d, err := plainText(p.Body, name, r.options)
	if err != nil {
		return r.fail(name, p.Record, err)
	}
	d.Meta.URL = p.URL
	return r.give(d)
}

// leftOut tells what an archive held beside pages.
func (r *reader) leftOut(name string, left map[string]int) bool {
	if len(left) == 0 {
		return true
	}
	var parts []string
	for what, n := range left {
		parts = append(parts, fmt.Sprintf("%s (%d)", what, n))
	}
	slices.Sort(parts)
	return r.fail(name, 0, fmt.Errorf("%w: what is no page: %s", ErrPassedOver, strings.Join(parts, ", ")))
}
