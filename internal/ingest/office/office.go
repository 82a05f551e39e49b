// Package office turns the files of word processors into reports: those of Word (ECMA-376, .docx) and of OpenDocument (ISO 26300, .odt). Read
// are paragraphs, headings, cells of tables, text boxes, and notes, which stand behind the text. What was struck out while changes were
// tracked is left out, what was put in stays; so are comments, headers and footers, tables of contents and hidden words left out.
package office

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode"

	"onrecord"
	"onrecord/internal/ingest/stated"
	"onrecord/internal/ingest/zipped"
)

// What can be wrong with a file of a word processor.
var (
	ErrBroken    = errors.New("damaged document")
	ErrEncrypted = errors.New("encrypted document")
	ErrNoText    = errors.New("no text in the document")
	ErrOther     = errors.New("no text document")
)

// Kind is what a packed file is.
type Kind string

// The kinds that [KindOf] tells apart.
const (
	Word         Kind = "a Word document"
	OpenDocument Kind = "an OpenDocument text"
	Spreadsheet  Kind = "a spreadsheet"
	Slides       Kind = "slides"
	Book         Kind = "a book (EPUB)"
	Archive      Kind = "an archive" // of any other files
)

// Readable tells whether there is a text to read in a file of the kind.
func (k Kind) Readable() bool { return k == Word || k == OpenDocument }

// mostOfHead is how much of a small member is looked at.
const mostOfHead = 64 << 10

// KindOf tells what an archive is by the names of its members.
func KindOf(z *zip.Reader) Kind {
	types := map[string]Kind{"word/document.xml": Word, "xl/workbook.xml": Spreadsheet, "xl/workbook.bin": Spreadsheet, "ppt/presentation.xml": Slides,
		"META-INF/container.xml": Book}
	parts := false
	for _, f := range z.File {
		if k := types[f.Name]; k != "" {
			return k
		}
		parts = parts || f.Name == "[Content_Types].xml"
		if f.Name == "mimetype" {
			switch mime := head(f); {
			case strings.HasPrefix(mime, "application/vnd.oasis.opendocument.text"):
				return OpenDocument
			case strings.HasPrefix(mime, "application/vnd.oasis.opendocument.spreadsheet"):
				return Spreadsheet
			case strings.HasPrefix(mime, "application/vnd.oasis.opendocument.presentation"):
				return Slides
			case strings.HasPrefix(mime, "application/epub+zip"):
				return Book
			}
		}
	}
	if parts && mainPart(z) != "" {
		return Word
	}
	return Archive
}

// head is the beginning of a member.
func head(f *zip.File) string {
	in, err := zipped.OpenMember(f, zipped.NewBudget())
	if err != nil {
		return ""
	}
	defer in.Close()
	raw, _ := io.ReadAll(io.LimitReader(in, mostOfHead)) // what cannot be read tells nothing
	return string(raw)
}

// Read reads a text document of a kind that [KindOf] told. Errors wrap one of those above, or those of zipped.
func Read(z *zip.Reader, kind Kind, b *zipped.Budget) (*onrecord.Document, error) {
	f := &file{zip: z, budget: b}
	var t *text
	var told stated.Properties
	var err error
	switch kind {
	case Word:
		t, told, err = f.word()
	case OpenDocument:
		t, told, err = f.openDocument()
	default:
		err = fmt.Errorf("%w: it is %s", ErrOther, kind)
	}
	if err != nil {
		return nil, err
	}
	d := &onrecord.Document{Origin: onrecord.NoOrigin()}
	if d.Text, d.Pages = t.join(); !strings.ContainsFunc(d.Text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return nil, fmt.Errorf("%w: it holds pictures at most", ErrNoText)
	}
	d.ID = onrecord.Digest(d.Text)
	told.Tell(d, "document")
	if t.struck > 0 {
		d.Warnings = append(d.Warnings, onrecord.Warning{Code: "tracked_changes",
			Text: fmt.Sprintf("the document has changes that are not accepted: %s is left out, what was put in is read", several(t.struck, "passage that was struck out", "passages that were struck out"))})
	}
	return d, nil
}

func several(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Locked tells whether the bytes of an old office file (a compound file) are a document of Word that is encrypted.
func Locked(raw []byte) bool {
	wide := func(s string) []byte {
		var out []byte
		for i := range len(s) {
			out = append(out, s[i], 0)
		}
		return out
	}
	return bytes.HasPrefix(raw, []byte("\xD0\xCF\x11\xE0")) && bytes.Contains(raw, wide("EncryptedPackage"))
}

// file is a packed document.
type file struct {
	zip    *zip.Reader
	budget *zipped.Budget
}

// part opens a part; nil where there is none.
func (f *file) part(name string) (io.ReadCloser, error) {
	for _, m := range f.zip.File {
		if strings.EqualFold(m.Name, name) {
			in, err := zipped.OpenMember(m, f.budget)
			if errors.Is(err, zipped.ErrEncrypted) {
				return nil, fmt.Errorf("%w: it opens with a password only; save it without one", ErrEncrypted)
			}
			return in, err
		}
	}
	return nil, nil
}

// walk goes through the elements of a part. What is not there is not walked.
func (f *file) walk(name string, w walker) error {
	in, err := f.part(name)
	if in == nil || err != nil {
		return err
	}
	defer in.Close()
	d := xml.NewDecoder(in)
	d.Strict = false
	for depth := 0; ; {
		t, err := d.Token()
		var syntax *xml.SyntaxError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &syntax):
			return fmt.Errorf("%w: %s ends or breaks off at line %d; save it again", ErrBroken, path.Base(name), syntax.Line)
		case err != nil:
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth > deepest {
				return fmt.Errorf("%w: its parts are nested too deep", ErrBroken)
			}
			w.start(t)
		case xml.EndElement:
			depth--
			w.end(t.Name.Local)
		case xml.CharData:
			w.chars(string(t))
		}
	}
}

// deepest is how deep elements may stand in each other.
const deepest = 1000

// walker hears of the elements of a part, by their names without prefixes.
type walker interface {
	start(xml.StartElement)
	end(name string)
	chars(string)
}

// attr is an attribute of an element by its name without prefix; "" where it has none.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// text is what is read of a document.
type text struct {
	open   []*paragraph // those that are begun, one inside the other
	paras  []paragraph
	notes  map[string][]paragraph
	cited  []cited // notes in the order in which they are referred to
	page   int     // on which what comes stands; 0 unknown
	skip   int     // how deep one is in what is left out
	struck int     // passages that were struck out
	joined bool    // the next paragraph goes on with the last: the end of that was struck out
}

// paragraph is a paragraph with the pages that begin in it.
type paragraph struct {
	strings.Builder
	pages []onrecord.Page // of its own text
	style string
	lost  bool // its end is struck out
	gone  bool // it is left out
}

// cited is a note with the page on which it is referred to.
type cited struct {
	id   string
	page int
}

// begin begins a paragraph.
func (t *text) begin() {
	t.open = append(t.open, &paragraph{})
}

// at is the paragraph that is open; nil is none.
func (t *text) at() *paragraph {
	if len(t.open) == 0 {
		return nil
	}
	return t.open[len(t.open)-1]
}

// add adds words to the open paragraph.
func (t *text) add(s string) {
	p := t.at()
	if p == nil || s == "" {
		return
	}
	if n := len(p.pages); t.page > 0 && (n == 0 || p.pages[n-1].Number != t.page) && strings.TrimSpace(s) != "" {
		p.pages = append(p.pages, onrecord.Page{At: p.Len(), Number: t.page})
	}
	p.WriteString(s)
}

// finish ends the open paragraph.
func (t *text) finish() {
	p := t.at()
	if p == nil {
		return
	}
	t.open = t.open[:len(t.open)-1]
	if p.gone {
		return
	}
	if last := len(t.paras) - 1; t.joined && last >= 0 {
		t.paras[last].append(p)
	} else {
		t.paras = append(t.paras, paragraph{})
		t.paras[len(t.paras)-1].append(p)
	}
	t.joined = p.lost
}

// append puts a paragraph behind another.
func (p *paragraph) append(q *paragraph) {
	for _, x := range q.pages {
		if n := len(p.pages); n == 0 || p.pages[n-1].Number != x.Number {
			p.pages = append(p.pages, onrecord.Page{At: p.Len() + x.At, Number: x.Number})
		}
	}
	p.WriteString(q.String())
}

// join is the whole text with its pages: paragraphs, then notes.
func (t *text) join() (string, []onrecord.Page) {
	all := make([]*paragraph, 0, len(t.paras))
	for i := range t.paras {
		all = append(all, &t.paras[i])
	}
	for _, c := range t.cited {
		for i := range t.notes[c.id] {
			n := &t.notes[c.id][i]
			if n.pages = nil; c.page > 0 {
				n.pages = []onrecord.Page{{Number: c.page}}
			}
			all = append(all, n)
		}
	}
	var b strings.Builder
	var pages []onrecord.Page
	for _, p := range all {
		line, at := squeeze(p.String(), p.pages)
		if line == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		for _, x := range at {
			if n := len(pages); n == 0 || pages[n-1].Number != x.Number {
				pages = append(pages, onrecord.Page{At: b.Len() + x.At, Number: x.Number})
			}
		}
		b.WriteString(line)
	}
	return b.String(), pages
}

// squeeze makes every run of white space one blank, and takes pages along; breaks of line stay.
func squeeze(s string, pages []onrecord.Page) (string, []onrecord.Page) {
	var b strings.Builder
	out := append([]onrecord.Page{}, pages...)
	k, space := 0, ""
	for i, r := range s {
		for ; k < len(out) && out[k].At <= i; k++ {
			if out[k].At = b.Len(); b.Len() > 0 && space != "" {
				out[k].At += len(space)
			}
		}
		switch {
		case r == '\n':
			space = "\n"
		case unicode.IsSpace(r):
			if space == "" {
				space = " "
			}
		case unicode.IsControl(r), r == '\u00AD', r == '\uFEFF', r == '\u200B':
		default:
			if b.Len() > 0 {
				b.WriteString(space)
			}
			space = ""
			b.WriteRune(r)
		}
	}
	for ; k < len(out); k++ {
		out[k].At = b.Len()
	}
	return b.String(), out
}
