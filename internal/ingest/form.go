package ingest

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"onrecord"
	"onrecord/internal/ingest/decode"
	"onrecord/internal/ingest/feed"
	"onrecord/internal/ingest/mail"
	"onrecord/internal/ingest/office"
	"onrecord/internal/ingest/page"
	"onrecord/internal/ingest/pdf"
	"onrecord/internal/ingest/zipped"
)

// MostFile is how many bytes a PDF, a document, a mail, or an archive that is no file on disk may have.
const MostFile = 100_000_000

// form is a sort of file that holds its text packed up.
type form string

// The forms that are read, by what a file begins with.
const (
	noForm   form = ""
	pdfForm  form = "a PDF"
	zipForm  form = "a zip or office file"
	oldForm  form = "an old office file"
	mailForm form = "a mail"
)

// headOfForm is how much of a file [formOf] looks at.
const headOfForm = 4096

// formOf tells the form of a file by what it begins with; a mail also by its name.
func formOf(name string, head []byte) form {
	switch what := form(decode.Foreign(head)); what {
	case pdfForm, oldForm, zipForm:
		return what
	case "a zip file": // an empty one
		return zipForm
	}
	if ext := strings.ToLower(filepath.Ext(name)); ext == ".eml" || (ext == ".txt" || !readable(name)) && mail.Is(head) {
		return mailForm
	}
	return noForm
}

// Hopeless tells whether an input would fail in the same way if it were read again.
func Hopeless(err error) bool {
	for _, what := range []error{ErrTooLarge, ErrBinary, ErrCharset, ErrBadLine, ErrGzip, ErrNoReports, ErrDeep, fs.ErrNotExist, fs.ErrPermission,
		pdf.ErrBroken, pdf.ErrEncrypted, pdf.ErrNoText, pdf.ErrScanned, pdf.ErrTooLarge, office.ErrBroken, office.ErrEncrypted, office.ErrNoText, office.ErrOther,
		mail.ErrBroken, mail.ErrEncrypted, mail.ErrNoText, zipped.ErrBomb, zipped.ErrBroken, zipped.ErrEncrypted, zipped.ErrMany} {
		if errors.Is(err, what) {
			return true
		}
	}
	return false
}

// ErrDeep says that archives or mails stand too deep in each other.
var ErrDeep = errors.New("nested too deep")

// How deep what is packed may stand in each other: an archive in an archive, and a mail in a mail in a mail.
const (
	deepestArchive = 2
	deepestMail    = 3
)

// nest is in what one is while reading.
type nest struct {
	archives, mails int
	budget          *zipped.Budget // what may still be unpacked
}

// forms reads files of these forms for a reader.
type forms struct{ *reader }

// unpacked reads an input of some form. Its bytes are read as a whole.
func (r forms) unpacked(name string, f form, in io.Reader) bool {
	raw, err := io.ReadAll(io.LimitReader(in, MostFile+1))
	switch {
	case err != nil:
		return r.failRead(name, 0, err)
	case len(raw) > MostFile:
		return r.fail(name, 0, fmt.Errorf("%w: it is over the limit of %d MB for %s", ErrTooLarge, MostFile/1_000_000, f))
	}
	return r.formed(name, f, raw)
}

// formed reads the bytes of a file of some form.
func (r forms) formed(name string, f form, raw []byte) bool {
	switch f {
	case pdfForm:
		return r.pdf(name, raw)
	case zipForm:
		return r.zipped(name, bytes.NewReader(raw), int64(len(raw)))
	case mailForm:
		return r.mail(name, raw)
	}
	if office.Locked(raw) {
		return r.fail(name, 0, fmt.Errorf("%w: it opens with a password only; save it without one", office.ErrEncrypted))
	}
	return r.fail(name, 0, fmt.Errorf("%w: it is %s; save it as .docx", ErrBinary, f))
}

// document hands on a report of a file of some form, with what is known of it from outside.
func (r forms) document(name string, d *onrecord.Document) bool {
	if int64(len(d.Text)) > r.options.limit() {
		return r.fail(name, 0, r.options.tooLarge("its text"))
	}
	d.Meta.File = name
	return r.give(d)
}

func (r forms) pdf(name string, raw []byte) bool {
	reader := r.options.PDF
	if reader == nil {
		reader = &r.pdfs
	}
	d, err := reader.Read(r.ctx, raw)
	if err != nil {
		return r.fail(name, 0, err)
	}
	return r.document(name, d)
}

// zipped reads a packed file: the text of a word processor, or an archive of files.
func (r forms) zipped(name string, in io.ReaderAt, size int64) bool {
	z, err := zipped.Open(in, size)
	if err != nil {
		return r.fail(name, 0, err)
	}
	if r.nest.budget == nil {
		r.nest.budget = zipped.NewBudget()
		defer func() { r.nest.budget = nil }()
	}
	switch kind := office.KindOf(z); {
	case kind == office.Archive:
		return r.members(name, z)
	case !kind.Readable():
		return r.fail(name, 0, fmt.Errorf("%w: it is %s; save it as plain text", ErrBinary, kind))
	default:
		d, err := office.Read(z, kind, r.nest.budget)
		if err != nil {
			return r.fail(name, 0, err)
		}
		return r.document(name, d)
	}
}

// members reads the files of an archive, each under its own name behind that of the archive.
func (r forms) members(name string, z *zip.Reader) bool {
	if r.nest.archives++; r.nest.archives > deepestArchive {
		r.nest.archives--
		return r.fail(name, 0, fmt.Errorf("%w: it is an archive in an archive in an archive; unpack it", ErrDeep))
	}
	defer func() { r.nest.archives-- }()
	found := false
	var others []string
	for m, err := range zipped.Members(z, r.nest.budget) {
		at := name
		if m.Name != "" {
			at += ": " + m.Name
		}
		goOn := true
		switch {
		case err != nil:
			goOn, found = r.fail(at, 0, err), true
		case readable(m.Name):
			goOn, found = r.stream(at, m.In), true
		case documents[strings.ToLower(path.Ext(m.Name))] != "":
			goOn, found = r.unread(at, nil), true
		default:
			others = append(others, m.Name)
		}
		if !goOn {
			return false
		}
	}
	return r.passOver(name, "archive", others, found)
}

// mail reads a mail: what its writer wrote, what is passed on in it, and what is attached, each as a report of its own.
func (r forms) mail(name string, raw []byte) bool {
	if r.nest.mails++; r.nest.mails > deepestMail {
		r.nest.mails--
		return r.fail(name, 0, fmt.Errorf("%w: it is a mail in a mail in a mail in a mail; save it by itself", ErrDeep))
	}
	defer func() { r.nest.mails-- }()
	m, err := mail.Read(raw)
	if err != nil {
		return r.fail(name, 0, err)
	}
	found, goOn := m.HTML != nil, true
	if found {
		goOn = r.mailPage(name, m)
	}
	if goOn {
		found, goOn = r.mailTexts(name, m, found)
	}
	return goOn && r.attached(name, m, found)
}

// mailTexts hands on the text of a mail and those of mails that are passed on in it; found tells whether there is one.
func (r forms) mailTexts(name string, m *mail.Mail, found bool) (bool, bool) {
	if strings.TrimSpace(m.Text) != "" {
		found = true
		if !r.mailText(name, m) {
			return found, false
		}
	}
	for i := range m.Forwarded {
		var goOn bool
		if found, goOn = r.mailTexts(name+": mail passed on", &m.Forwarded[i], found); !goOn {
			return found, false
		}
	}
	return found, true
}

// mailText hands on the plain text of a mail.
func (r forms) mailText(name string, m *mail.Mail) bool {
	d := document(m.Text, onrecord.Meta{Title: m.Subject, Author: m.From, Published: m.Published})
	d.Origin = onrecord.NoOrigin()
	if m.Quoted > 0 {
		d.Warnings = append(d.Warnings, quotedMail(m.Quoted, "line"))
	}
	return r.document(name, d)
}

func quotedMail(n int, what string) onrecord.Warning {
	if n != 1 {
		what += "s"
	}
	return onrecord.Warning{Code: "quoted_mail", Text: fmt.Sprintf("%d %s quoted from other mails are left out: they are not the writer's words", n, what)}
}

// mailPage hands on a mail that is a page.
func (r forms) mailPage(name string, m *mail.Mail) bool {
	kind := "text/html"
	if m.Charset != "" {
		kind += "; charset=" + m.Charset
	}
	d, err := page.Read(m.HTML, page.Options{ContentType: kind, MaxBytes: MostFile})
	if err != nil {
		return r.fail(name, 0, fmt.Errorf("%w: its page has none", mail.ErrNoText))
	}
	d.Origin = onrecord.NoOrigin()
	d.Meta = onrecord.Meta{Title: m.Subject, Author: m.From, Published: m.Published, Charset: d.Meta.Charset}
	if m.Quoted > 0 {
		d.Warnings = append(d.Warnings, quotedMail(m.Quoted, "part"))
	}
	return r.document(name, d)
}

// attached reads what goes with a mail; found tells whether the mail has a text of its own.
func (r forms) attached(name string, m *mail.Mail, found bool) bool {
	var others []string
	for _, a := range m.Attached {
		file := attachedName(&a)
		goOn := true
		switch f := formOf(file, a.Body[:min(len(a.Body), headOfForm)]); {
		case a.Type == "message/rfc822":
			goOn, found = r.mail(name+": "+file, a.Body), true
		case f != noForm || readable(file):
			goOn, found = r.stream(name+": "+file, bytes.NewReader(a.Body)), true
		case documents[strings.ToLower(path.Ext(file))] != "":
			goOn, found = r.unread(name+": "+file, nil), true
		default:
			others = append(others, file)
		}
		if !goOn {
			return false
		}
	}
	if !found && len(others) == 0 {
		return r.fail(name, 0, fmt.Errorf("%w: it holds quotations at most", mail.ErrNoText))
	}
	return r.passOver(name, "mail", others, found)
}

// attachedName is what an attachment is called, by its name or else by what it is.
func attachedName(a *mail.Attached) string {
	name := strings.Map(func(r rune) rune {
		if r == '/' || r == '\\' || r < ' ' {
			return '_'
		}
		return r
	}, a.Name)
	switch {
	case name != "" && path.Ext(name) == "" && a.Type == "text/html":
		return name + ".html"
	case name != "":
		return name
	case a.Type == "message/rfc822":
		return "attached mail"
	case a.Type == "text/html":
		return "attached.html"
	case a.Type == "text/plain":
		return "attached.txt"
	}
	return "attached " + a.Type
}

// outside is what is known of a report from where it was fetched, or from the feed that named it.
type outside struct {
	url, outlet string
	item        feed.Item
}

// complete sets what a report does not say of itself.
func (o *outside) complete(d *onrecord.Document) {
	if o == nil {
		return
	}
	for _, known := range []struct {
		field *string
		value string
	}{{&d.Meta.URL, o.url}, {&d.Meta.Title, o.item.Title}, {&d.Meta.Author, o.item.Author}, {&d.Meta.Publisher, o.outlet}} {
		if *known.field == "" {
			*known.field = known.value
		}
	}
	if o.item.Published != "" { // a feed knows better than the properties of a file
		d.Meta.Published = o.item.Published
		for i, w := range d.Warnings {
			if w.Code == "file_date" {
				d.Warnings = append(d.Warnings[:i], d.Warnings[i+1:]...)
				break
			}
		}
	}
}

// formFetched reads a file of some form that was fetched from an address; ok is false where it has none.
func (r *reader) formFetched(name string, body []byte, o outside) (ok, goOn bool) {
	f := formOf(baseName(o.url), body[:min(len(body), headOfForm)])
	if f == noForm {
		return false, true
	}
	before := r.outside
	r.outside = &o
	defer func() { r.outside = before }()
	return true, forms{r}.formed(name, f, body)
}

// archiveOnDisk reads a file that is an archive without holding it in memory; ok is false where it is none.
func (r *reader) archiveOnDisk(name string, f *os.File) (ok, goOn bool) {
	head := make([]byte, 4)
	info, err := f.Stat()
	if n, _ := f.ReadAt(head, 0); err != nil || !zipped.Is(head[:n]) || !info.Mode().IsRegular() {
		return false, true
	}
	return true, forms{r}.zipped(name, f, info.Size())
}

// peekForm tells the form of a stream by what has come of it, without waiting for more than its first bytes: lines may come one by one.
func peekForm(name string, in *bufio.Reader) form {
	const first = 8
	_, _ = in.Peek(first) // less is what there is
	head, _ := in.Peek(min(in.Buffered(), headOfForm))
	return formOf(name, head)
}
