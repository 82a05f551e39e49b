// Package pdf turns a PDF into a report: its running text by paragraphs, lines joined and words that were parted at their ends made whole,
// columns read one after another, without what stands at the head and the foot of every page; and the page that each paragraph stands on.
//
// What a page shows is told by PDFium (the reader of PDFs in Chromium), which runs as WebAssembly: a hostile PDF cannot leave it. How words
// become lines, columns and paragraphs is told here.
package pdf

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"onrecord"
	"onrecord/internal/ingest/stated"
	"onrecord/internal/lang/wordclass"
)

// What can be wrong with a PDF.
var (
	ErrTooLarge  = errors.New("too large")
	ErrEncrypted = errors.New("encrypted PDF")
	ErrBroken    = errors.New("damaged PDF")
	ErrScanned   = errors.New("scanned PDF")
	ErrNoText    = errors.New("no text in the PDF")
	ErrSlow      = errors.New("PDF takes too long")
)

// Limits on what is read of one PDF.
const (
	MostPages = 2000
	longest   = 2 * time.Minute
)

// Reader reads PDFs. What it needs for that comes up with the first one. It is safe for use by many goroutines; the zero value is ready.
type Reader struct {
	engine engine
	words  sync.Once
	known  *wordclass.Classes // nil where they cannot be had
}

// Close gives back what reading took. The Reader can be used again.
func (r *Reader) Close() error { return r.engine.close() }

// Read reads a PDF. The document has text, pages, metadata and warnings, and no layer. Pages that hold a picture and no text are told in the
// warning "scanned_pages". Errors wrap one of those above, or that of the context.
func (r *Reader) Read(ctx context.Context, raw []byte) (*onrecord.Document, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, longest, fmt.Errorf("%w: it was given up after %s", ErrSlow, longest))
	defer cancel()
	drawn, err := r.engine.sheets(ctx, raw, MostPages)
	if err != nil {
		return nil, err
	}
	if err := drawn.nothing(); err != nil {
		return nil, err
	}
	l := &layout{known: r.knows}
	l.lay(drawn.sheets)
	d := &onrecord.Document{Origin: onrecord.NoOrigin()}
	if d.Text, d.Pages = l.text(); d.Text == "" {
		return nil, fmt.Errorf("%w: its words stand aslant", ErrNoText)
	}
	d.ID = onrecord.Digest(d.Text)
	stated.Properties{Title: drawn.title, Author: drawn.author, Made: day(drawn.created)}.Tell(d, "PDF")
	d.Warnings = append(d.Warnings, drawn.warnings(d.Text)...)
	return d, nil
}

// knows tells whether a word is one that news use; false where that cannot be told.
func (r *Reader) knows(word string) bool {
	r.words.Do(func() { r.known, _ = wordclass.Load() })
	if r.known == nil {
		return false
	}
	fine, _ := r.known.Of(word)
	return fine != 0
}

// fewestLetters is how many letters a page has that holds text: less is a stamp or the number of the page.
const fewestLetters = 10

// nothing says why there is no text.
func (d *drawn) nothing() error {
	letters, unread, pictures, broken := 0, 0, 0, 0
	for i := range d.sheets {
		s := &d.sheets[i]
		letters, unread = letters+s.letters, unread+s.unread
		if s.picture {
			pictures++
		}
		if s.broken {
			broken++
		}
	}
	const mostBad = 3 // of ten letters
	switch {
	case unread*10 > (letters+unread)*mostBad && unread >= fewestLetters:
		return fmt.Errorf("%w: its letters do not say which they are; print it to PDF anew, or have its text recognised (OCR)", ErrNoText)
	case letters >= fewestLetters:
		return nil
	case pictures > 0:
		return fmt.Errorf("%w: its %s and no text; have its text recognised (OCR) first", ErrScanned, severalHold(len(d.sheets), "pictures"))
	case broken > 0:
		return fmt.Errorf("%w: none of its pages can be read; fetch it again", ErrBroken)
	}
	return fmt.Errorf("%w: its %s", ErrNoText, severalHold(len(d.sheets), "no words"))
}

func severalHold(pages int, what string) string {
	if pages == 1 {
		return "page holds " + what
	}
	return fmt.Sprintf("%d pages hold %s", pages, what)
}

// warnings are what a reader should know about how the text was taken.
func (d *drawn) warnings(text string) []onrecord.Warning {
	var out []onrecord.Warning
	var scanned, broken []int
	for i := range d.sheets {
		if d.sheets[i].picture {
			scanned = append(scanned, d.sheets[i].number)
		}
		if d.sheets[i].broken {
			broken = append(broken, d.sheets[i].number)
		}
	}
	if len(scanned) > 0 {
		out = append(out, onrecord.Warning{Code: "scanned_pages", Text: pagesOf(scanned) + " of the PDF: pictures of text, which are not read"})
	}
	if len(broken) > 0 {
		out = append(out, onrecord.Warning{Code: "broken_pages", Text: pagesOf(broken) + " of the PDF: damaged, and not read"})
	}
	if n := strings.Count(text, "\uFFFD"); n > 0 {
		out = append(out, onrecord.Warning{Code: "broken_bytes", Text: fmt.Sprintf("%d characters do not say which they are and stand as U+FFFD", n)})
	}
	return out
}

// pagesOf names pages: "page 3", "pages 3-5, 9".
func pagesOf(numbers []int) string {
	var parts []string
	for i := 0; i < len(numbers); {
		k := i
		for k+1 < len(numbers) && numbers[k+1] == numbers[k]+1 {
			k++
		}
		if part := fmt.Sprint(numbers[i]); k > i {
			parts = append(parts, fmt.Sprintf("%s-%d", part, numbers[k]))
		} else {
			parts = append(parts, part)
		}
		i = k + 1
	}
	if len(numbers) == 1 {
		return "page " + parts[0]
	}
	return "pages " + strings.Join(parts, ", ")
}

// day is the time of a date as PDFs write it (ISO 32000-2, 7.9.4: D:20240305142200+01'00'), in RFC 3339; "" where it is none.
func day(s string) string {
	s = strings.ReplaceAll(strings.TrimPrefix(strings.TrimSpace(s), "D:"), "'", "")
	for _, layout := range []string{"20060102150405-0700", "20060102150405Z0700", "20060102150405Z", "20060102150405-07"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.RFC3339)
		}
	}
	if len(s) >= len("20060102") {
		if t, err := time.Parse("20060102", s[:8]); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return ""
}
