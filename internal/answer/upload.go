package answer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"path"
	"strings"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/ingest"
	"onrecord/internal/ingest/pdf"
)

// How much may be brought in at once.
const (
	MostFiles    = 500         // files
	MostUploaded = 100_000_000 // bytes of all of them
	MostOfFiles  = 2000        // reports that come of them
	MostUnkept   = 16          // of these where they are read and not kept
)

// ErrFiles is at the root of the errors about files that are brought in.
var ErrFiles = errors.New("files cannot be brought in")

// File is a file that somebody brings in.
type File struct {
	Name string
	Body []byte
}

// State is what became of what was brought in.
type State string

// What becomes of a report, or of a file of which there is none.
const (
	Kept       State = "kept"        // it stands in the record now
	Known      State = "known"       // it stood there already
	Queued     State = "queued"      // workers will read it and keep it
	OnlyRead   State = "read"        // it was read and is not kept
	Failed     State = "failed"      // it could not be read
	PassedOver State = "passed_over" // it is of no kind that is read
)

// Uploaded is what became of one report, or why there is none.
type Uploaded struct {
	File       string   `json:"file" doc:"Where it came from: the name of the file, and behind it that of a file in it"`
	State      State    `json:"state" enum:"kept,known,queued,read,failed,passed_over"`
	Why        string   `json:"why,omitempty" doc:"Of what failed or was passed over: why, and what to do"`
	Report     string   `json:"report,omitempty" doc:"Id of the report: SHA-256 of its text"`
	Title      string   `json:"title,omitempty"`
	Published  string   `json:"published,omitempty"`
	Characters int      `json:"characters,omitempty" doc:"Code points of the text"`
	Pages      int      `json:"pages,omitempty" doc:"Highest page of the original that the text stands on; absent where it has none"`
	Statements int      `json:"statements,omitempty"`
	Events     int      `json:"events,omitempty"`
	Positions  int      `json:"positions,omitempty"`
	Warnings   []string `json:"warnings,omitempty" doc:"What to know about how the text was taken"`
}

// Upload says what is known of files that are brought in together, and what is to be done with their reports.
type Upload struct {
	Outlet    string // of reports that name none
	Published string // of those that give no day
	Keep      bool
	Most      int64 // bytes of each text
	PDF       *pdf.Reader

	// Read reads a report. Known tells whether it is kept and was read by this version. Put keeps it and tells what it is then. Their errors
	// are for the one who asks.
	Read  func(context.Context, *onrecord.Document) error
	Known func(context.Context, *onrecord.Document) (bool, error)
	Put   func(context.Context, *onrecord.Document) (State, error)
	// Unread says that what is to be kept is not read here.
	Unread bool
}

// Check tells what is wrong with what is said of the files. The error wraps [ErrInput].
func (b *Upload) Check() error {
	if len(b.Outlet) > mostOutlet || !utf8.ValidString(b.Outlet) {
		return fmt.Errorf("%w: the outlet has %d bytes; it may have %d of UTF-8", ErrInput, len(b.Outlet), mostOutlet)
	}
	return CheckPublished(b.Published)
}

// Files reads files one after the other and tells of each report, and of each failure, as soon as it is done. What is wrong with one is told
// in its place; the others follow.
func (b *Upload) Files(ctx context.Context, files []File) iter.Seq[Uploaded] {
	return func(yield func(Uploaded) bool) {
		n := 0
		for _, f := range files {
			o := ingest.Options{MaxBytes: b.Most, PDF: b.PDF}
			for d, err := range ingest.Given(ctx, fileName(f.Name), bytes.NewReader(f.Body), o) {
				if ctx.Err() != nil {
					return
				}
				var x Uploaded
				if err != nil {
					x = b.failure(err)
				} else if n++; n > b.most() {
					yield(Uploaded{File: d.Meta.File, State: Failed, Why: b.tooMany()})
					return
				} else {
					x = b.one(ctx, d)
				}
				if !yield(x) {
					return
				}
			}
		}
	}
}

func (b *Upload) most() int {
	if b.Keep {
		return MostOfFiles
	}
	return MostUnkept
}

func (b *Upload) tooMany() string {
	if b.Keep {
		return fmt.Sprintf("it and what follows were not read: %d reports can be brought in at once; onrecord ingest takes any number", MostOfFiles)
	}
	return fmt.Sprintf("it and what follows were not read: %d reports can be read at once where they are not kept", MostUnkept)
}

// one does with a report what is to be done.
func (b *Upload) one(ctx context.Context, d *onrecord.Document) Uploaded {
	if d.Meta.Publisher == "" {
		d.Meta.Publisher = b.Outlet
	}
	if d.Meta.Published == "" {
		d.Meta.Published = b.Published
	}
	given := d.ID
	x := Uploaded{File: d.Meta.File, Report: onrecord.Digest(d.Text), Title: onrecord.OneLine(d.Meta.Title), Published: d.Meta.Published, Characters: utf8.RuneCountInString(d.Text)}
	for _, p := range d.Pages {
		x.Pages = max(x.Pages, p.Number)
	}
	fail := func(err error) Uploaded {
		return Uploaded{File: x.File, State: Failed, Why: onrecord.OneLine(err.Error())}
	}
	if err := CheckText(d.Text, b.Most); err != nil {
		return fail(err)
	}
	known := false
	if b.Keep {
		var err error
		if known, err = b.Known(ctx, d); err != nil {
			return fail(err)
		}
	}
	if !known && !(b.Keep && b.Unread) {
		if err := b.Read(ctx, d); err != nil {
			return fail(err)
		}
		d.ID = given
		x.Statements, x.Events, x.Positions = len(d.Attributions), len(d.Events), len(d.Positions)
	}
	for _, w := range d.Warnings {
		x.Warnings = append(x.Warnings, onrecord.OneLine(w.Text))
	}
	x.State = OnlyRead
	if b.Keep {
		state, err := b.Put(ctx, d)
		if err != nil {
			return fail(err)
		}
		x.State = state
	}
	return x
}

// failure is a failure of a file in words for the one who brought it.
func (b *Upload) failure(err error) Uploaded {
	x := Uploaded{State: Failed, Why: err.Error()}
	if errors.Is(err, ingest.ErrPassedOver) {
		x.State = PassedOver
	}
	var of *ingest.Error
	if errors.As(err, &of) {
		x.File, x.Why = of.File, of.Err.Error()
		if of.Line > 0 {
			x.File = fmt.Sprintf("%s:%d", x.File, of.Line)
		}
	}
	if errors.Is(err, ingest.ErrTooLarge) {
		x.Why = TooLarge(b.Most).Error() + "; split it"
	}
	x.File, x.Why = onrecord.OneLine(x.File), onrecord.OneLine(x.Why)
	return x
}

// fileName is the name of a file without the folders before it.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "_"), "\\", "/"))
	if name == "." || name == "/" || name == "" {
		return "file"
	}
	return name
}
