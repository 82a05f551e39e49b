// Package ingest turns inputs into documents: files, folders and standard input, plain text and JSON Lines, gzipped or
// not, in whatever charset. It fixes [onrecord.Document.Text] for ever and keeps the way back to the raw bytes; it lays
// no layer over the text.
package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"onrecord"
	"onrecord/internal/ingest/fetch"
	"onrecord/internal/ingest/pdf"
)

// DefaultMaxBytes is the limit on one text when [Options.MaxBytes] is zero: a long book. Reading takes up to 1.5 kB of
// memory a byte.
const DefaultMaxBytes = 1_000_000

// What can be wrong with an input. Every error of [Read] is a [*Error] around one of these, around an error of the
// operating system (fs.ErrNotExist and the like), or around that of the context.
var (
	ErrTooLarge  = errors.New("too large")
	ErrBinary    = errors.New("not a text")
	ErrCharset   = errors.New("charset not recognised")
	ErrBadLine   = errors.New("not a report")
	ErrGzip      = errors.New("broken gzip")
	ErrNoReports = errors.New("no reports")
)

// Options says how to read. The zero value is ready to use.
type Options struct {
	MaxBytes int64     // limit on one text, and on one line of JSON Lines, in bytes; 0 is [DefaultMaxBytes]
	Charset  string    // charset of plain texts that are neither UTF-8 nor UTF-16, such as "windows-1251"; "" is windows-1252
	Stdin    io.Reader // what the input "-" reads; nil is the program's standard input

	PDF *pdf.Reader // reads PDFs; nil makes one for the time of the reading

	Web      *fetch.Client         // fetches addresses; nil fetches none
	MaxPages int                   // of one feed or sitemap; 0 is [DefaultMaxPages]
	Skip     func(url string) bool // tells pages of feeds that need not be fetched; nil skips none
}

func (o Options) limit() int64 {
	if o.MaxBytes > 0 {
		return o.MaxBytes
	}
	return DefaultMaxBytes
}

func (o Options) tooLarge(what string) error {
	size := fmt.Sprintf("%d bytes", o.limit())
	if n := o.limit(); n%1_000_000 == 0 {
		size = fmt.Sprintf("%d MB", n/1_000_000)
	}
	return fmt.Errorf("%w: %s is over the limit of %s; split it or raise --max-bytes", ErrTooLarge, what, size)
}

// Error is what went wrong with one input or with one line of it. It prints on one line.
type Error struct {
	File string // as the caller gave or found it; "stdin" for "-"
	Line int    // counts from 1; 0 when the input as a whole failed
	Err  error
}

// Error is "file:line: what is wrong; what to do".
func (e *Error) Error() string {
	where := e.File
	if strings.ContainsFunc(where, unicode.IsControl) {
		where = strconv.Quote(where)
	}
	if e.Line > 0 {
		where += ":" + strconv.Itoa(e.Line)
	}
	what := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, e.Err.Error())
	return where + ": " + what
}

// Unwrap gives the sentinel or the operating system's error.
func (e *Error) Unwrap() error { return e.Err }

// Read gives the reports of the inputs in order, each as soon as it is read: a file (plain text, JSON Lines, a page, a PDF, a document of a
// word processor, a mail, an archive of these), a folder (its files of these kinds, sorted, sub-folders too, hidden ones not; other files are
// named), "-" for standard input, or an address of a page, a feed or a sitemap, whose pages are fetched. A failure is
// given in its place with a nil document, and the reading goes on with the next line or input; only the end of the
// context ends it. JSON Lines are streamed, so that no file is too long.
func Read(ctx context.Context, inputs []string, o Options) iter.Seq2[*onrecord.Document, error] {
	return func(yield func(*onrecord.Document, error) bool) {
		r := &reader{ctx: ctx, options: o, yield: yield}
		defer r.pdfs.Close()
		for _, in := range inputs {
			if !r.input(in) {
				return
			}
		}
	}
}

// Given gives the reports of a file that is at hand under a name, as [Read] gives those of an input.
func Given(ctx context.Context, name string, in io.Reader, o Options) iter.Seq2[*onrecord.Document, error] {
	return func(yield func(*onrecord.Document, error) bool) {
		r := &reader{ctx: ctx, options: o, yield: yield}
		defer r.pdfs.Close()
		r.stream(name, in)
	}
}

// reader is one run of [Read]. Its methods tell whether to go on.
type reader struct {
	ctx     context.Context
	options Options
	yield   func(*onrecord.Document, error) bool
	pdfs    pdf.Reader // where the options have none
	nest    nest
	outside *outside // what is known of what is read; nil is nothing
}

func (r *reader) input(in string) bool {
	if in == "-" {
		stdin := r.options.Stdin
		if stdin == nil {
			stdin = os.Stdin
		}
		return r.stream("stdin", stdin)
	}
	if isAddress(in) {
		return r.web(in, sitemapDepth)
	}
	info, err := os.Stat(in)
	switch {
	case err != nil:
		return r.fail(in, 0, err)
	case info.IsDir():
		return r.folder(in)
	}
	return r.file(in)
}

// folder reads the regular files of a folder and of those below it, in the order of their names.
func (r *reader) folder(root string) bool {
	found, goOn := false, true
	var others []string
	err := fs.WalkDir(os.DirFS(root), ".", func(path string, e fs.DirEntry, err error) error {
		name := filepath.Join(root, filepath.FromSlash(path))
		hidden := path != "." && strings.HasPrefix(e.Name(), ".")
		switch {
		case err != nil:
			goOn = r.fail(name, 0, err)
		case e.IsDir() && hidden:
			return fs.SkipDir
		case e.Type().IsRegular() && !hidden && readable(name):
			found = true
			goOn = r.file(name)
		case e.Type().IsRegular() && !hidden:
			goOn = r.unread(name, &others)
		}
		if !goOn {
			return fs.SkipAll
		}
		return nil
	})
	if err != nil && goOn {
		return r.fail(root, 0, err)
	}
	if goOn {
		goOn = r.passOver(root, "folder", others, found)
	}
	return goOn
}

// readable tells whether a file found in a folder is one to read.
func readable(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".txt", ".jsonl", ".ndjson", ".json", ".gz", ".html", ".htm", ".xhtml", ".warc", ".pdf", ".docx", ".docm", ".odt", ".eml", ".zip":
		return true
	}
	return false
}

func (r *reader) file(name string) bool {
	f, err := os.Open(name)
	if err != nil {
		return r.fail(name, 0, err)
	}
	defer f.Close()
	if ok, goOn := r.archiveOnDisk(name, f); ok {
		return goOn
	}
	return r.stream(name, f)
}

// give hands on a report.
func (r *reader) give(d *onrecord.Document) bool {
	if err := r.ctx.Err(); err != nil {
		return r.stop(d.Meta.File)
	}
	r.outside.complete(d)
	return r.yield(d, nil)
}

// fail hands on a failure.
func (r *reader) fail(file string, line int, err error) bool {
	if r.ctx.Err() != nil {
		return r.stop(file)
	}
	return r.yield(nil, &Error{File: file, Line: line, Err: plain(err)})
}

// stop tells that the context has ended, and that it is no use to go on.
func (r *reader) stop(file string) bool {
	r.yield(nil, &Error{File: file, Err: fmt.Errorf("reading stopped: %w", r.ctx.Err())})
	return false
}

// plain takes the system call and the repeated file name off an error of the operating system, and says what to do.
func plain(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w; check the name", err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w; check that you may read it", err)
	}
	return err
}

// document is a report as far as ingest makes it.
func document(text string, meta onrecord.Meta) *onrecord.Document {
	d := &onrecord.Document{ID: onrecord.Digest(text), Meta: meta, Text: text}
	if !strings.ContainsFunc(text, isWordRune) {
		d.Warnings = append(d.Warnings, onrecord.Warning{Code: "no_words", Text: "the text holds no words"})
	}
	return d
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// plainText makes a document of the raw bytes of a plain text.
func plainText(raw []byte, name string, o Options) (*onrecord.Document, error) {
	text, origin, charset, err := Text(raw, o)
	if err != nil {
		return nil, err
	}
	d := document(text, onrecord.Meta{File: name, Charset: charset})
	d.Origin = origin
	d.Warnings = append(d.Warnings, doubts(raw, text, charset, o)...)
	return d, nil
}

// doubts are what a reader should know about how a text was decoded.
func doubts(raw []byte, text, charset string, o Options) []onrecord.Warning {
	var out []onrecord.Warning
	add := func(code, format string, args ...any) {
		out = append(out, onrecord.Warning{Code: code, Text: fmt.Sprintf(format, args...)})
	}
	if charset != "" && !strings.HasPrefix(charset, "utf-") && o.Charset == "" {
		add("charset_guessed", "the text is not UTF-8 and was read as %s; name another charset with --charset", charset)
	}
	const bad = "\uFFFD"
	if n := strings.Count(text, bad) - bytes.Count(raw, []byte(bad)); n > 0 {
		add("broken_bytes", "%d characters could not be decoded and stand as U+FFFD", n)
	}
	if head := strings.ToLower(strings.TrimSpace(text[:min(len(text), 200)])); strings.HasPrefix(head, "<!doctype html") ||
		strings.HasPrefix(head, "<html") {
		add("web_page", "the text looks like a web page; its tags are read as words")
	}
	return out
}
