package ingest_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onrecord/internal/ingest"
	"onrecord/internal/ingest/pdf"
)

// fixture is a file of the tests of one of the readers.
func fixture(t testing.TB, reader, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(here, reader, "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// here is the folder of this test: others change it.
var here, _ = os.Getwd()

// zipOf is an archive of files by name, one after the other.
func zipOf(t testing.TB, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		m, err := w.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// begun cuts long texts, to compare.
func begun(lines []string) []string {
	for i, l := range lines {
		if cut := strings.Index(l, "\n\n"); cut > 0 {
			lines[i] = l[:cut] + "..."
		}
	}
	return lines
}

const headline = "Harbour strike ends after ministry yields..."

// TestForms reads files that hold their text packed up: each report under its name, each failure with its reason, nothing lost beside it.
func TestForms(t *testing.T) {
	turned, scanned, locked := fixture(t, "pdf", "turned.pdf"), fixture(t, "pdf", "scanned.pdf"), fixture(t, "pdf", "locked.pdf")
	spread, docx, odt := fixture(t, "pdf", "spread.pdf"), fixture(t, "office", "harbour.docx"), fixture(t, "office", "harbour.odt")
	attached, passed, answer, page := fixture(t, "mail", "attached.eml"), fixture(t, "mail", "passed-on.eml"), fixture(t, "mail", "answer.eml"), fixture(t, "mail", "page.eml")
	inner := zipOf(t, "deep.txt", "Deep.", "deepest.zip", zipOf(t, "x.txt", "Too deep."))
	locked7 := []byte(zipOf(t, "secret.txt", "Said."))
	locked7[6] |= 1
	central := bytes.LastIndex(locked7, []byte("PK\x01\x02"))
	locked7[central+8] |= 1
	folder(t, map[string]string{"a.pdf": spread, "b.docx": docx, "c.odt": odt, "d.eml": attached, "e.eml": passed, "f.eml": answer, "g.eml": page,
		"scanned.pdf": scanned, "locked.pdf": locked, "noext": spread, "mail.txt": answer, "old.doc": "\xD0\xCF\x11\xE0\xA1\xB1",
		"all.zip": zipOf(t, "r/a.pdf", turned, "r/b.txt", "B.", "../../evil\r\n.txt", "Evil.", "many.jsonl", `{"text":"One."}`+"\n"+`{"text":"Two."}`, "r/c.doc", "x", "pic.png", "x",
			"__MACOSX/r/._a.pdf", "x", "scan.pdf", scanned, "in.zip", inner, "m.eml", passed),
		"bomb.zip": zipOf(t, "big.txt", strings.Repeat("no ", 4<<20), "small.txt", "Small."), "empty.zip": zipOf(t), "pics.zip": zipOf(t, "a.png", "x"), "locked.zip": string(locked7),
		"slides.pptx": zipOf(t, "ppt/presentation.xml", "x"), "cut.zip": zipOf(t, "b.txt", "B.")[:40]})
	for _, c := range []struct {
		input string
		want  []string
	}{
		{"a.pdf", []string{"a.pdf=" + headline}},
		{"noext", []string{"noext=" + headline}},
		{"b.docx", []string{"b.docx=" + headline}},
		{"c.odt", []string{"c.odt=" + headline}},
		{"d.eml", []string{"d.eml=The papers are attached, as promised to the desk on Monday by the shipping association.", "d.eml: strike report.pdf=" + headline,
			"d.eml: Bericht für März.docx=" + headline, "d.eml: attached mail=The minister said on Monday that there was no plan for longer shifts.",
			"d.eml: passed over: quay.png: not of a kind that is read with a mail"}},
		{"e.eml", []string{"e.eml=Please have a look before five.",
			"e.eml: mail passed on=The Straits Council has received no complaint from Norvik, its secretary said on Tuesday...."}},
		{"f.eml", []string{"f.eml=The union has a signed paper, two officials told me. “We have a signed paper,” said Mirel Tosk...."}},
		{"g.eml", []string{"g.eml=" + headline}},
		{"scanned.pdf", []string{"scanned.pdf: scanned PDF: its 2 pages hold pictures and no text; have its text recognised (OCR) first"}},
		{"locked.pdf", []string{"locked.pdf: encrypted PDF: it opens with a password only; save it without one"}},
		{"old.doc", []string{"old.doc: not a text: it is an old office file; save it as .docx"}},
		{"slides.pptx", []string{"slides.pptx: not a text: it is slides; save it as plain text"}},
		{"all.zip", []string{"all.zip: r/a.pdf=The harbour board of Port Varn said on Tuesday that the quay would stay shut until the owners of the two sunken barges, which have lain there since the autumn, have paid for lifting them.",
			"all.zip: r/b.txt=B.", "all.zip: evil__.txt=Evil.", "all.zip: many.jsonl:1=One.", "all.zip: many.jsonl:2=Two.",
			"all.zip: r/c.doc: not a text: it is an old office file; save it as .docx",
			"all.zip: scan.pdf: scanned PDF: its 2 pages hold pictures and no text; have its text recognised (OCR) first",
			"all.zip: in.zip: deep.txt=Deep.", "all.zip: in.zip: deepest.zip: nested too deep: it is an archive in an archive in an archive; unpack it",
			"all.zip: m.eml=Please have a look before five.", "all.zip: m.eml: mail passed on=The Straits Council has received no complaint from Norvik, its secretary said on Tuesday....",
			"all.zip: passed over: pic.png: not of a kind that is read in an archive"}},
		{"bomb.zip", []string{"bomb.zip: big.txt: unpacks to too much: over 100 times what it is packed to", "bomb.zip: small.txt=Small."}},
		{"empty.zip", []string{"empty.zip: no reports: the archive holds no file of a kind that is read (text, page, PDF, .docx, .odt, mail, .json, .warc, .zip)"}},
		{"pics.zip", []string{"pics.zip: no reports: the archive holds no file of a kind that is read (text, page, PDF, .docx, .odt, mail, .json, .warc, .zip), but a.png"}},
		{"locked.zip", []string{"locked.zip: secret.txt: encrypted archive: it opens with a password only; pack it without one"}},
		{"cut.zip", []string{"cut.zip: damaged archive: its list of files cannot be read, it may be cut short; fetch it again"}},
		{"mail.txt", []string{"mail.txt=The union has a signed paper, two officials told me. “We have a signed paper,” said Mirel Tosk...."}},
	} {
		got := begun(outcome([]string{c.input}, ingest.Options{MaxBytes: 30_000_000, PDF: pdfs(t)}))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.input, diff)
		}
	}
	for name, raw := range map[string]string{"pdf": spread, "docx": docx, "zip": zipOf(t, "a.docx", docx)} { // by what it is, not by its name
		want := "stdin=" + headline
		if name == "zip" {
			want = "stdin: a.docx=" + headline
		}
		if got := begun(outcome([]string{"-"}, ingest.Options{Stdin: strings.NewReader(raw), PDF: pdfs(t)})); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := outcome([]string{"a.pdf"}, ingest.Options{MaxBytes: 1000, PDF: pdfs(t)}); len(got) != 1 || got[0] != "a.pdf: too large: its text is over the limit of 1000 bytes; split it or raise --max-bytes" {
		t.Errorf("%q", got)
	}
}

// TestLinesAsTheyCome: a report that comes through a pipe is read before the next one is there.
func TestLinesAsTheyCome(t *testing.T) {
	in, out := io.Pipe()
	defer out.Close()
	go func() { _, _ = io.WriteString(out, `{"text":"One."}`+"\n") }()
	for d, err := range ingest.Read(t.Context(), []string{"-"}, ingest.Options{Stdin: in}) {
		if err != nil || d.Text != "One." {
			t.Error(d, err)
		}
		return
	}
}

func pdfs(t testing.TB) *pdf.Reader {
	r := new(pdf.Reader)
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// TestMetaOfForms: what a mail says of itself is known of its report; its date is when it was sent.
func TestMetaOfForms(t *testing.T) {
	folder(t, map[string]string{"a.eml": fixture(t, "mail", "page.eml"), "b.docx": fixture(t, "office", "harbour.docx")})
	for d, err := range ingest.Read(t.Context(), []string{"a.eml", "b.docx"}, ingest.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		switch m := d.Meta; {
		case m.Title != "Harbour strike ends after ministry yields":
			t.Errorf("%+v", m)
		case m.File == "a.eml" && (m.Author != "Press Office" || m.Published != "2026-03-03T18:20:00+02:00" || len(d.Warnings) != 1 || d.Warnings[0].Code != "quoted_mail"):
			t.Errorf("%+v, %v", m, d.Warnings)
		case m.File == "b.docx" && (m.Author != "Ana Ruiz" || m.Published != "2026-03-03T18:40:00Z" || len(d.Warnings) != 1):
			t.Errorf("%+v, %v", m, d.Warnings)
		}
	}
}

// FuzzZip goes through archives whatever their bytes: nothing that is read leads out of the archive.
func FuzzZip(f *testing.F) {
	f.Add([]byte(zipOf(f, "a.txt", "A.", "../b.jsonl", `{"text":"B."}`, "c.zip", zipOf(f, "d.html", "<p>D."))))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for d, err := range ingest.Read(t.Context(), []string{"-"}, ingest.Options{Stdin: bytes.NewReader(raw), PDF: pdfs(t)}) {
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("%q", err)
			}
			if err == nil && (d.Text == "" || strings.Contains(d.Meta.File, "..")) && !strings.Contains(d.Meta.File, "...") {
				t.Errorf("%q of %q", d.Text, d.Meta.File)
			}
		}
	})
}
