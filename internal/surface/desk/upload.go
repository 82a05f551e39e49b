package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/store/access"
)

// How many may bring files in at once, and how many of them one client; how long one waits for that, and the reading of each report.
const (
	sendingMost, sendingEach = 4, 2
	untilSent                = time.Minute
	untilTurn                = 30 * time.Minute
	sentEvery                = 30 * time.Second // within which something more of what is sent must come
)

// filesPath is where programs bring files in.
const filesPath = "/api/v1/files"

// errUpload says that nothing was brought.
var errUpload = errors.New("no file was sent: send one or more as multipart/form-data, each under the name file")

// batch is what was sent: files with what is said of them.
type batch struct {
	answer.Upload
	files []answer.File
}

// upload brings in the files of a form, and shows what became of each. A script that asks for lines has one as soon as a report is done.
func (d *reportPages) upload(w http.ResponseWriter, r *http.Request) error {
	if strings.Contains(r.Header.Get("Accept"), "application/x-ndjson") {
		d.bringFiles(w, r)
		return nil
	}
	b, done, err := d.sent(w, r)
	if err != nil {
		return err
	}
	defer done()
	p := broughtPage{Keep: b.Keep}
	for x := range b.Files(r.Context(), b.files) {
		p.Rows = append(p.Rows, newBroughtRow(x))
		if x.State == answer.Failed {
			p.Failed++
		} else if x.Report != "" {
			p.Read++
		}
	}
	if r.Context().Err() != nil {
		return r.Context().Err()
	}
	return d.show(w, r, http.StatusOK, "brought", frame{Title: "Brought in", Here: "front", Page: p})
}

// broughtPage tells what became of files that were brought in.
type broughtPage struct {
	Keep         bool
	Rows         []broughtRow
	Read, Failed int
}

// broughtRow is a report that was brought in, or a failure, with where it stands on the desk.
type broughtRow struct {
	answer.Uploaded
	Link string `json:"link,omitempty" doc:"Where it stands on the desk"`
}

func newBroughtRow(x answer.Uploaded) broughtRow {
	row := broughtRow{Uploaded: x}
	if x.Report != "" && x.State != answer.Queued {
		row.Link = "/r/" + x.Report
	}
	return row
}

// sent takes what a request brings, as a whole, before anything of it is read. Done is to be called at the end.
func (d *readings) sent(w http.ResponseWriter, r *http.Request) (b *batch, done func(), err error) {
	who := d.clientIn(r.Context())
	if err := d.sending.Take(r.Context(), who, untilSent); err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			d.sending.Give(who)
		}
	}()
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Now().Add(untilTurn)) // without it the first limits hold
	body := &arriving{http.MaxBytesReader(w, r.Body, answer.MostUploaded), func() { _ = control.SetReadDeadline(time.Now().Add(sentEvery)) }}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return nil, nil, fmt.Errorf("%w: %w", errForm, errUpload)
	}
	b = &batch{Upload: answer.Upload{Most: d.o.MaxBytes, PDF: d.pdfs, Unread: d.o.Enqueue}}
	b.Read, b.Known, b.Put = d.readSent, d.knownSent, d.putSent
	if err := b.take(multipart.NewReader(body, params["boundary"])); err != nil {
		return nil, nil, err
	}
	switch {
	case len(b.files) == 0:
		return nil, nil, fmt.Errorf("%w: %w", errForm, errUpload)
	case b.Keep && !d.may(r.Context(), access.Analyst):
		return nil, nil, errReadOnly
	}
	return b, func() { d.sending.Give(who) }, b.Check()
}

// arriving is a body that must go on coming.
type arriving struct {
	io.ReadCloser
	more func()
}

// Read reads, once it has said that more may come.
func (a *arriving) Read(p []byte) (int, error) {
	a.more()
	return a.ReadCloser.Read(p)
}

// take reads the parts of a form.
func (b *batch) take(form *multipart.Reader) error {
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return uploadError(err)
		}
		if part.FileName() == "" {
			const most = 4000
			value, err := io.ReadAll(io.LimitReader(part, most))
			if err != nil {
				return uploadError(err)
			}
			b.field(part.FormName(), strings.TrimSpace(string(value)))
			continue
		}
		if len(b.files) == answer.MostFiles {
			return fmt.Errorf("%w: %d files can be sent at once", answer.ErrInput, answer.MostFiles)
		}
		raw, err := io.ReadAll(part)
		if err != nil {
			return uploadError(err)
		}
		b.files = append(b.files, answer.File{Name: part.FileName(), Body: raw})
	}
}

func (b *batch) field(name, value string) {
	switch name {
	case "outlet":
		b.Outlet = value
	case "published":
		b.Published = value
	case "keep":
		b.Keep = value != "" && value != "0" && value != "false"
	}
}

// uploadError says what is wrong with a form that is sent.
func uploadError(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return fmt.Errorf("%w: at most %d MB can be sent at once", answer.ErrTooLarge, answer.MostUploaded/1_000_000)
	}
	return fmt.Errorf("%w: %w", errForm, err)
}

func (d *readings) readSent(ctx context.Context, doc *onrecord.Document) error {
	return d.wordsOf(d.readIn(ctx, doc, untilTurn))
}

func (d *readings) knownSent(ctx context.Context, doc *onrecord.Document) (bool, error) {
	known, err := d.store.Seen(ctx, onrecord.Digest(doc.Text), d.reader.Made())
	return known, d.wordsOf(err)
}

// putSent keeps a report that was brought in, or has workers keep it.
func (d *readings) putSent(ctx context.Context, doc *onrecord.Document) (answer.State, error) {
	if d.o.Enqueue {
		_, err := d.o.Queue.Add(ctx, []*onrecord.Document{doc})
		return answer.Queued, d.wordsOf(err)
	}
	tally, err := d.keeper.Put(ctx, func(time.Duration) {}, doc)
	if err != nil {
		return "", d.wordsOf(err)
	}
	d.grown(ctx)
	d.fresh.Forget(onrecord.Digest(doc.Text))
	if tally.Kept > 0 {
		return answer.Known, nil
	}
	return answer.Kept, nil
}

// wordsOf is an error in words for the one who asks; what is a fault goes to the log.
func (d *base) wordsOf(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	_, words, fault := toldWords(err)
	if fault {
		d.log.Error("file not brought in", "error", err)
	}
	return errors.New(words)
}

// told answers with a line of JSON for each report and each failure, as soon as it is known.
func (d *readings) told(w http.ResponseWriter, r *http.Request, b *batch) {
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)
	lines := json.NewEncoder(w)
	for x := range b.Files(r.Context(), b.files) {
		if lines.Encode(newBroughtRow(x)) != nil || out.Flush() != nil {
			return // whoever sent them has gone
		}
	}
}

// broughtList is what became of what was brought in, as JSON has it.
type broughtList struct {
	Brought []broughtRow `json:"brought" nullable:"false" doc:"Each report and each failure, in the order of the files"`
	Failed  int          `json:"failed" doc:"How many could not be read"`
}

// bringFiles takes files from programs. It is no operation of the library, which would hold all that is sent twice.
func (d *readings) bringFiles(w http.ResponseWriter, r *http.Request) {
	b, done, err := d.sent(w, r)
	if err != nil {
		status, words, fault := toldWords(err)
		if fault {
			d.log.Error("request failed", "path", r.URL.Path, "error", err)
		}
		if status == http.StatusServiceUnavailable {
			tryAgain(w, comeBack)
		}
		problem(w, status, words)
		return
	}
	defer done()
	if strings.Contains(r.Header.Get("Accept"), "application/x-ndjson") {
		d.told(w, r, b)
		return
	}
	list := broughtList{Brought: []broughtRow{}}
	for x := range b.Files(r.Context(), b.files) {
		if list.Brought = append(list.Brought, newBroughtRow(x)); x.State == answer.Failed {
			list.Failed++
		}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(list) // whoever sent them has gone
}

// describeFiles describes what programs bring files in by.
func describeFiles(a huma.API) {
	registry := a.OpenAPI().Components.Schemas
	text := func(what string) *huma.Schema { return &huma.Schema{Type: huma.TypeString, Description: what} }
	form := &huma.Schema{Type: huma.TypeObject, Required: []string{"file"}, Properties: map[string]*huma.Schema{
		"outlet": text("Of reports that name none"), "published": text("Day of publication of those that give none: 2006-01-02 or RFC 3339"),
		"keep": {Type: huma.TypeBoolean, Description: "Keep them in the record; else they are read and forgotten after a while"},
		"file": {Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString, Format: "binary"}, Description: "One or several"}}}
	answers := map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{
		"application/json": {Schema: registry.Schema(reflect.TypeFor[broughtList](), true, "BroughtList")}}}}
	for _, status := range []int{http.StatusBadRequest, http.StatusForbidden, http.StatusRequestEntityTooLarge, http.StatusServiceUnavailable} {
		answers[fmt.Sprint(status)] = &huma.Response{Description: http.StatusText(status), Content: map[string]*huma.MediaType{
			"application/problem+json": {Schema: registry.Schema(reflect.TypeFor[huma.ErrorModel](), true, "ErrorModel")}}}
	}
	a.OpenAPI().AddOperation(&huma.Operation{OperationID: "bring-files", Method: http.MethodPost, Path: filesPath, Summary: "Bring in files",
		Description: "PDFs, Word and OpenDocument files, mails, pages, plain texts, JSON Lines, and ZIP archives of these. Each report and each failure is told. " +
			"The fields stand before the files. With Accept: application/x-ndjson each is a line, sent as soon as it is done.",
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: form}}}, Responses: answers})
}

// sentFile is the one file that a form sends in a field, of so many bytes at most. Who asks closes it.
func sentFile(w http.ResponseWriter, r *http.Request, field string, most int64) (multipart.File, *multipart.FileHeader, error) {
	r.Body = http.MaxBytesReader(w, r.Body, most)
	file, head, err := r.FormFile(field)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, nil, err
	case err != nil:
		return nil, nil, fmt.Errorf("%w: no file was sent: it comes as multipart/form-data under the name %s", errForm, field)
	}
	return file, head, nil
}
