package pdf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// engine is PDFium, as WebAssembly, which can touch nothing outside its own memory. It comes up when it is first asked for, in one of two
// forms: interpreted it is there in a quarter of a second and takes a tenth of a second a page; compiled it takes seconds to come up and a
// fiftieth of a second a page.
type engine struct {
	mu    sync.Mutex
	forms [2]pdfium.Pool // interpreted, compiled
	pages int            // that were read by interpreting
}

// worthCompiling is after how many pages compiling has paid.
const worthCompiling = 20

// mostMemory is how much memory one PDF may take, in pages of 64 kB.
const mostMemory = 6 << 10

// pool gives PDFium, interpreted or compiled.
func (e *engine) pool(compiled bool) (pdfium.Pool, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if compiled {
		return e.form(1, wazero.NewRuntimeConfig())
	}
	return e.form(0, wazero.NewRuntimeConfigInterpreter())
}

// interprets tells whether so many pages more are cheaper to interpret, and counts them then.
func (e *engine) interprets(pages int) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.forms[1] != nil || e.pages+pages > worthCompiling {
		return false
	}
	e.pages += pages
	return true
}

func (e *engine) form(which int, config wazero.RuntimeConfig) (pdfium.Pool, error) {
	if e.forms[which] != nil {
		return e.forms[which], nil
	}
	config = config.WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).WithCloseOnContextDone(true).
		WithMemoryLimitPages(mostMemory)
	p, err := webassembly.Init(webassembly.Config{Context: experimental.WithCompilationWorkers(context.Background(), runtime.GOMAXPROCS(0)),
		MaxTotal: runtime.GOMAXPROCS(0), FSConfig: wazero.NewFSConfig(), RuntimeConfig: config, Stdout: io.Discard, Stderr: io.Discard})
	if err != nil {
		return nil, fmt.Errorf("start PDFium: %w", err)
	}
	e.forms[which] = p
	return p, nil
}

func (e *engine) close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	var err error
	for i, p := range e.forms {
		if p != nil {
			err = errors.Join(err, p.Close())
		}
		e.forms[i] = nil
	}
	return err
}

// patience is how long one PDF is interpreted before it is compiled after all: some hold a book on a page.
const patience = 5 * time.Second

// errCompile says that a PDF is better read by PDFium compiled.
var errCompile = errors.New("better compiled")

// sheets draws the pages of a PDF, at most so many.
func (e *engine) sheets(ctx context.Context, raw []byte, most int) (*drawn, error) {
	if e.interprets(0) {
		short, cancel := context.WithTimeoutCause(ctx, patience, errCompile)
		defer cancel()
		if d, err := e.draw(short, raw, false, most); !errors.Is(err, errCompile) {
			return d, err
		}
	}
	return e.draw(ctx, raw, true, most)
}

// drawn is a PDF with what stands on its pages.
type drawn struct {
	sheets                 []sheet
	title, author, created string
}

// draw opens a PDF and draws its pages. Whatever happens to a PDF happens in an instance of its own. The error is [errCompile] where there
// are too many pages to be interpreted.
func (e *engine) draw(ctx context.Context, raw []byte, compiled bool, most int) (out *drawn, err error) {
	p, err := e.pool(compiled)
	if err != nil {
		return nil, err
	}
	instance, err := p.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, stopped(ctx, fmt.Errorf("start PDFium: %w", err))
	}
	killed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		_ = instance.Kill()
		close(killed)
	})
	defer func() {
		if stop() {
			_ = instance.Close() // it is thrown away
		} else {
			<-killed
		}
		err = stopped(ctx, err)
	}()
	opened, err := instance.OpenDocument(&requests.OpenDocument{File: &raw})
	if err != nil {
		return nil, opening(err)
	}
	defer func() { _, _ = instance.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: opened.Document}) }()
	count, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: its pages cannot be counted", ErrBroken)
	case count.PageCount > most:
		return nil, fmt.Errorf("%w: it has %d pages; at most %d are read: split it", ErrTooLarge, count.PageCount, most)
	case !compiled && !e.interprets(count.PageCount):
		return nil, errCompile
	}
	s := &session{instance, opened.Document}
	out = &drawn{title: s.told("Title"), author: s.told("Author"), created: s.told("CreationDate")}
	for i := range count.PageCount {
		out.sheets = append(out.sheets, s.sheet(i))
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return out, nil
}

// stopped puts the end of the time for a PDF in the place of what PDFium says of it.
func stopped(ctx context.Context, err error) error {
	switch cause := context.Cause(ctx); {
	case err == nil || cause == nil:
		return err
	default:
		return cause
	}
}

// opening says why a PDF cannot be opened.
func opening(err error) error {
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
		return fmt.Errorf("%w: it opens with a password only; save it without one", ErrEncrypted)
	default:
		return fmt.Errorf("%w: its parts cannot be found, it may be cut short; fetch it again", ErrBroken)
	}
}

// session is a PDF that is open.
type session struct {
	pdfium.Pdfium
	document references.FPDF_DOCUMENT
}

// told is what a PDF says of itself; "" is nothing.
func (s *session) told(tag string) string {
	r, err := s.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: s.document, Tag: tag})
	if err != nil {
		return ""
	}
	return strings.TrimSpace(r.Value)
}

// sheet draws a page; one that is damaged is marked as such.
func (s *session) sheet(i int) sheet {
	page := requests.Page{ByIndex: &requests.PageByIndex{Document: s.document, Index: i}}
	out := sheet{number: i + 1}
	chars, err := s.GetPageTextStructured(&requests.GetPageTextStructured{Page: page, Mode: requests.GetPageTextStructuredModeChars})
	if err != nil {
		out.broken = true
		return out
	}
	glyphs := make([]glyph, 0, len(chars.Chars))
	for i, c := range chars.Chars {
		p, turn := c.PointPosition, quarter(c.Angle)
		glyphs = append(glyphs, glyph{at: i, text: c.Text, turn: turn, box: box{p.Left, p.Right, p.Bottom, p.Top}.turned(turn)})
	}
	out.count(glyphs)
	if out.letters < fewestLetters {
		if size, err := s.FPDF_GetPageSizeByIndex(&requests.FPDF_GetPageSizeByIndex{Document: s.document, Index: i}); err == nil {
			out.picture = s.picture(page, size.Width*size.Height)
		}
	}
	out.runs = runsOf(upright(glyphs))
	s.fonts(page, &out)
	return out
}

// fonts measures the type of each run: how high it is at its beginning, and whether it is bold from there to its end.
func (s *session) fonts(page requests.Page, out *sheet) {
	text, err := s.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return
	}
	defer func() { _, _ = s.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage}) }()
	for i := range out.runs {
		r := &out.runs[i]
		size, err := s.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: text.TextPage, Index: r.main})
		if err != nil {
			continue
		}
		scale := 1.0
		if m, err := s.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: text.TextPage, Index: r.main}); err == nil {
			scale = math.Hypot(float64(m.Matrix.C), float64(m.Matrix.D))
		}
		r.measured(size.FontSize * scale)
		r.bold = s.bold(text.TextPage, r.first) && (r.last == r.first || s.bold(text.TextPage, r.last))
	}
}

// bold tells whether a character is set in bold type.
func (s *session) bold(page references.FPDF_TEXTPAGE, at int) bool {
	if r, err := s.FPDFText_GetFontWeight(&requests.FPDFText_GetFontWeight{TextPage: page, Index: at}); err == nil && r.FontWeight >= 600 {
		return true
	}
	r, err := s.FPDFText_GetFontInfo(&requests.FPDFText_GetFontInfo{TextPage: page, Index: at})
	return err == nil && (strings.Contains(r.FontName, "Bold") || strings.Contains(r.FontName, "Black") || strings.Contains(r.FontName, "Heavy"))
}

// picture tells whether a picture covers most of a page.
func (s *session) picture(page requests.Page, area float64) bool {
	n, err := s.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil {
		return false
	}
	const most = 500
	covered := 0.0
	for i := range min(n.Count, most) {
		o, err := s.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			continue
		}
		kind, err := s.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: o.PageObject})
		if err != nil || kind.Type != enums.FPDF_PAGEOBJ_IMAGE {
			continue
		}
		if b, err := s.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: o.PageObject}); err == nil {
			covered += float64((b.Right - b.Left) * (b.Top - b.Bottom))
		}
	}
	return covered > area/4
}

// quarter is by how many quarters of a turn, clockwise, writing must be turned to lie level; -1 where it is aslant, as watermarks are. PDFium
// gives angles clockwise.
func quarter(angle float64) int {
	turns := angle / (math.Pi / 2)
	near := math.Round(turns)
	if math.Abs(turns-near) > 0.1 {
		return -1
	}
	return (4 - int(near)) & 3
}
