package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"onrecord/internal/answer"
	"onrecord/internal/store"
)

// fixtures are files of the tests of the readers.
var fixtures = map[string]string{"note.eml": "mail/testdata/passed-on.eml", "attached.eml": "mail/testdata/attached.eml", "board.pdf": "pdf/testdata/turned.pdf",
	"strike.pdf": "pdf/testdata/small-pages.pdf", "scanned.pdf": "pdf/testdata/scanned.pdf", "locked.pdf": "pdf/testdata/locked.pdf",
	"letter.docx": "office/testdata/table.docx", "papers.zip": "zipped/testdata/papers.zip"}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("../../ingest", fixtures[name]))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// sentForm is a form with files, the fields first.
func sentForm(t testing.TB, fields map[string]string, files ...answer.File) (body *bytes.Buffer, kind string) {
	t.Helper()
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range files {
		part, err := w.CreateFormFile("file", f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(f.Body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return body, w.FormDataContentType()
}

func (b *bench) bring(path string, fields map[string]string, header string, files ...answer.File) answerOf {
	b.Helper()
	body, kind := sentForm(b, fields, files...)
	return b.do("POST", path, body.String(), "Content-Type", kind, "Accept", header)
}

func filesNamed(t testing.TB, names ...string) (out []answer.File) {
	for _, n := range names {
		out = append(out, answer.File{Name: n, Body: fixture(t, n)})
	}
	return out
}

// briefly is what became of files in a line each.
func briefly(list []broughtRow) (out []string) {
	for _, x := range list {
		line := x.File + " " + string(x.State)
		if x.Why != "" {
			line += ": " + x.Why
		}
		if (x.Link != "") != (x.Report != "" && x.State != answer.Queued) {
			line += " leads to " + x.Link
		}
		out = append(out, line)
	}
	return out
}

// TestBringFiles: every report and every failure is told, kept once, and stands in the record with what is known of it.
func TestBringFiles(t *testing.T) {
	b := open(t, Options{Writable: true})
	want := []string{"note.eml kept", "note.eml: mail passed on kept", "papers.zip: papers/board.pdf kept", "papers.zip: papers/note.eml known",
		"papers.zip: papers/note.eml: mail passed on known", "papers.zip: papers/clerk.txt kept",
		"papers.zip: papers/old.doc failed: not a text: it is an old office file; save it as .docx",
		"papers.zip passed_over: passed over: papers/quay.png: not of a kind that is read in an archive",
		"scanned.pdf failed: scanned PDF: its 2 pages hold pictures and no text; have its text recognised (OCR) first",
		"locked.pdf failed: encrypted PDF: it opens with a password only; save it without one"}
	a := b.bring("/api/v1/files", map[string]string{"outlet": "Harbour Gazette", "published": "2026-03-04", "keep": "true"}, "application/json",
		filesNamed(t, "note.eml", "papers.zip", "scanned.pdf", "locked.pdf")...)
	var list broughtList
	if err := json.Unmarshal([]byte(a.body), &list); err != nil || a.StatusCode != 200 {
		t.Fatal(a.Status, a.body)
	}
	got := briefly(list.Brought)
	slices.Sort(got) // files of an archive are in its order
	slices.Sort(want)
	if strings.Join(got, "\n") != strings.Join(want, "\n") || list.Failed != 3 {
		t.Errorf("%d failed:\n%s\nwant\n%s", list.Failed, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	kept, err := b.store.Search(t.Context(), store.Query{Kind: store.Report, Limit: 20})
	if err != nil || len(kept.Hits) != 4 {
		t.Fatal(len(kept.Hits), err)
	}
	for _, h := range kept.Hits {
		if h.Outlet != "Harbour Gazette" || h.Published == "" {
			t.Errorf("%+v", h)
		}
		d, err := b.store.Report(t.Context(), h.Report)
		if err != nil {
			t.Fatal(err)
		}
		if pdf := strings.HasSuffix(d.Meta.File, ".pdf"); pdf != (d.Pages.At(0) == 1) || pdf && d.Meta.File != "papers.zip: papers/board.pdf" {
			t.Errorf("%s: pages %v", d.Meta.File, d.Pages)
		}
	}

	// Lines, as they come.
	lines := b.bring("/upload", map[string]string{"keep": "1"}, "application/x-ndjson", filesNamed(t, "board.pdf")...)
	var row broughtRow
	if err := json.Unmarshal([]byte(lines.body), &row); err != nil || row.State != answer.Known || row.Pages != 1 || strings.Count(lines.body, "\n") != 1 {
		t.Errorf("%+v %q", row, lines.body)
	}
	// Without a script: a page.
	page := b.bring("/upload", nil, "text/html", filesNamed(t, "board.pdf", "scanned.pdf")...)
	if page.StatusCode != 200 || !strings.Contains(page.body, "board.pdf") || !strings.Contains(page.body, "have its text recognised") || !strings.Contains(page.body, "1 report read, 1 failed") {
		t.Errorf("%s %.2000s", page.Status, page.body)
	}
}

// TestBringRefused: what cannot be brought in is refused in plain words, to programs and pages alike, and nothing is kept of it.
func TestBringRefused(t *testing.T) {
	b := open(t, Options{Writable: true, MaxBytes: 2000})
	read := open(t, Options{})
	long := answer.File{Name: "long.txt", Body: []byte(strings.Repeat("The clerk said no. ", 200))}
	for name, c := range map[string]struct {
		at     *bench
		fields map[string]string
		files  []answer.File
		status int
		words  string
	}{
		"nothing":        {b, nil, nil, 400, "no file was sent"},
		"a day":          {b, map[string]string{"published": "Monday"}, filesNamed(t, "board.pdf"), 400, "2006-01-02"},
		"an outlet":      {b, map[string]string{"outlet": strings.Repeat("x", 501)}, filesNamed(t, "board.pdf"), 400, "the outlet has 501 bytes"},
		"read-only":      {read, map[string]string{"keep": "1"}, filesNamed(t, "board.pdf"), 403, "read-only"},
		"too long":       {b, nil, []answer.File{long}, 200, "the text is too large: at most 2000 bytes are read at once; split it"},
		"a strange name": {b, nil, []answer.File{{Name: "../../<b>x</b>.txt", Body: []byte("The clerk of Port Varn said no.")}}, 200, "&lt;b&gt;"},
		"many, not kept": {b, nil, []answer.File{{Name: "many.jsonl", Body: []byte(many(17))}}, 200, "16 reports can be read at once where they are not kept"},
	} {
		for _, path := range []string{"/upload", "/api/v1/files"} {
			a := c.at.bring(path, c.fields, map[string]string{"/upload": "text/html", "/api/v1/files": "application/json"}[path], c.files...)
			words := c.words
			if strings.HasPrefix(path, "/api") {
				words = strings.ReplaceAll(words, "&lt;b&gt;", `\u003cb\u003e`)
			}
			if name == "a strange name" { // the folders before it are gone, and so is what stands before the slash in it
				words = strings.NewReplacer("&lt;b&gt;", "b&gt;.txt", `\u003cb\u003e`, `b\u003e.txt`).Replace(words)
			}
			if a.StatusCode != c.status || !strings.Contains(a.body, words) || strings.Contains(a.body, "<b>x") {
				t.Errorf("%s to %s: %s %.700q, want %q", name, path, a.Status, a.body, words)
			}
		}
	}
	a := b.do("POST", "/api/v1/files", "text", "Content-Type", "text/plain")
	if a.StatusCode != 400 || !strings.Contains(a.body, "multipart/form-data") {
		t.Error(a.Status, a.body)
	}
	if c, err := b.store.Counts(t.Context()); err != nil || c.Reports != 0 {
		t.Error(c, err)
	}
	if c := b.bring("/upload", nil, "text/html", filesNamed(t, "board.pdf")...); c.StatusCode != 200 {
		t.Error(c.Status)
	}
	cross := b.do("POST", "/upload", "", "Sec-Fetch-Site", "cross-site")
	if cross.StatusCode != http.StatusForbidden {
		t.Error(cross.Status)
	}
}

// many are lines of so many reports.
func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "{\"text\":\"The clerk said no %d times.\"}\n", i)
	}
	return b.String()
}

// onDisk lays fixtures out as files.
func onDisk(t testing.TB, names ...string) (paths []string) {
	t.Helper()
	dir := t.TempDir()
	for _, n := range names {
		p := filepath.Join(dir, n)
		if err := os.WriteFile(p, fixture(t, n), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, p)
	}
	return paths
}

// call has the browser do something for which there is no action.
func call[P, R any](x *browser, c cdp.Command[P, R], params P) {
	x.Helper()
	ctx, cancel := context.WithTimeout(x.ctx, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, c, params); err != nil {
		x.Fatal(err)
	}
}

// chooses does something that opens the browser's chooser of files, and chooses.
func (x *browser) chooses(paths []string, open func()) {
	x.Helper()
	opened := make(chan cdp.BackendNodeID, 1)
	err := chromedp.Listen(x.ctx, func(ev any) {
		if e, ok := ev.(*page.EventFileChooserOpened); ok {
			select {
			case opened <- e.BackendNodeID:
			default:
			}
		}
	})
	if err != nil {
		x.Fatal(err)
	}
	call(x, page.SetInterceptFileChooserDialog, page.SetInterceptFileChooserDialogParams{Enabled: true})
	open()
	select {
	case id := <-opened:
		call(x, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: paths, BackendNodeID: id})
	case <-time.After(patience):
		x.Fatal("no chooser opened")
	}
}

// TestUploadInBrowser brings files in by button, by keys and by drop, wide and narrow, light and dark: progress is shown, each report leads on,
// each failure is named with its reason, and after a restart all is there.
func TestUploadInBrowser(t *testing.T) {
	x := surf(open(t, Options{Writable: true}))
	states := `[...document.querySelectorAll('#brought > li > .meta, #brought > li > .warn')].map(e => e.textContent).join(' | ')`
	fits := func(what string) {
		t.Helper()
		if over := x.eval(`document.documentElement.scrollWidth - innerWidth`); over != "0" && !strings.HasPrefix(over, "-") {
			t.Errorf("%s: the page is %s pixels too wide", what, over)
		}
	}

	// By mouse, wide and light: the button opens the chooser.
	x.do(chromedp.EmulateViewport(1280, 900))
	x.open("/")
	x.eval(`(() => { document.documentElement.dataset.theme = 'light'; window.bars = 0;
		new MutationObserver(() => { if (document.querySelector('#brought progress')) window.bars++; }).observe(document.querySelector('#brought'), {childList: true, subtree: true}); })()`)
	x.do(chromedp.Click(chromedp.CSS("#bring summary")), chromedp.SendKeys(chromedp.CSS("#bring [name=outlet]"), "Harbour Gazette"))
	x.chooses(onDisk(t, "strike.pdf", "scanned.pdf", "papers.zip"), func() { x.do(chromedp.Click(chromedp.CSS("#choose"))) })
	x.until(states, "done: 1 report, 0 failed | done: 0 reports, 1 failed | done: 4 reports, 1 failed")
	if x.eval(`window.bars > 0`) != "true" || x.eval(`document.querySelectorAll('#brought progress').length`) != "0" {
		t.Error("no progress was shown, or it still is")
	}
	if got := x.eval(`document.querySelector('#brought .failed').textContent`); !strings.Contains(got, "scanned.pdf") || !strings.Contains(got, "have its text recognised") {
		t.Errorf("%q", got)
	}
	if got := x.eval(`document.querySelector('#brought a.open').parentElement.textContent`); !strings.Contains(got, "Harbour strike ends") || !strings.Contains(got, "3 pages") {
		t.Errorf("%q", got)
	}
	x.until(`document.querySelector('#said').textContent`, "5 reports brought in, 2 failed")
	x.until(`document.querySelector('[data-count=reports]').textContent`, "5") // the strip hears of it
	fits("wide")
	x.do(chromedp.Click(chromedp.CSS("#brought a.open")))
	x.until(`document.querySelector('h1')?.textContent`, "Harbour strike ends after ministry yields")
	if got := x.eval(`document.querySelector('.card.statement .tags').textContent`); !strings.Contains(got, "p. 1") {
		t.Errorf("tags %q", got)
	}

	// By keys, narrow and dark: b opens the chooser, and so does Enter on the button.
	x.do(chromedp.EmulateViewport(390, 800))
	x.open("/")
	x.eval(`(() => { document.documentElement.dataset.theme = 'dark'; })()`)
	fits("narrow")
	x.chooses(onDisk(t, "attached.eml"), func() { x.keys("b") })
	x.until(states, "done: 4 reports, 0 failed")
	fits("narrow, with a list")
	x.eval(`document.querySelector('#choose').focus()`)
	x.chooses(onDisk(t, "letter.docx"), func() { x.keys(kb.Enter) })
	x.until(states, "done: 4 reports, 0 failed | done: 1 report, 0 failed")

	// By drop, from outside the browser.
	x.open("/")
	paths := onDisk(t, "board.pdf", "locked.pdf")
	drag := &input.DragData{Items: []*input.DragDataItem{}, Files: paths, DragOperationsMask: 1}
	drags := func(kind input.DispatchDragEventType) {
		call(x, input.DispatchDragEvent, input.DispatchDragEventParams{Type: kind, X: 200, Y: 300, Data: drag})
	}
	drags(input.DispatchDragEventTypeDragEnter)
	drags(input.DispatchDragEventTypeDragOver)
	x.until(`document.body.classList.contains('dropping')`, "true")
	drags(input.DispatchDragEventTypeDrop)
	x.until(states, "done: 1 report, 0 failed | done: 0 reports, 1 failed")
	x.until(`document.body.classList.contains('dropping')`, "false")
	if got := x.eval(`document.querySelector('#brought').textContent`); !strings.Contains(got, "known already") || !strings.Contains(got, "encrypted PDF: it opens with a password only") {
		t.Errorf("%q", got)
	}

	// What is stopped, and what the desk refuses, is told.
	x.eval(`(() => { document.querySelector('#bring [name=published]').type = 'text'; document.querySelector('#bring [name=published]').value = 'Monday'; })()`)
	x.chooses(paths[:1], func() { x.keys("b") })
	x.until(`[...document.querySelectorAll('#brought .warn')].pop().textContent.includes('the day of publication is written 2006-01-02')`, "true")

	x.mu.Lock()
	x.strange = slices.DeleteFunc(x.strange, func(s string) bool { return strings.Contains(s, "400 (Bad Request)") }) // that was asked for
	x.mu.Unlock()

	// Opened anew, the desk has it all.
	c, err := x.store.Counts(t.Context())
	if err != nil || c.Reports != 9 { // one text is one report, whether it comes as PDF or as a document
		t.Errorf("%+v, %v", c, err)
	}
	again, err := store.OpenToRead(t.Context(), x.file)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if after, err := again.Counts(t.Context()); err != nil || after != c {
		t.Errorf("%+v, before %+v, %v", after, c, err)
	}
}
