package office_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"onrecord"
	"onrecord/internal/ingest/office"
	"onrecord/internal/ingest/zipped"
)

func file(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// read reads the bytes of a document of either kind.
func read(raw []byte) (*onrecord.Document, error) {
	z, err := zipped.Open(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, err
	}
	return office.Read(z, office.KindOf(z), zipped.NewBudget())
}

func paragraphs(text string) []string { return strings.Split(strings.TrimSpace(text), "\n\n") }

// TestRealDocuments reads documents that others have made.
func TestRealDocuments(t *testing.T) {
	harbour := paragraphs(string(file(t, "harbour.txt")))
	notes := []string{"Finance ministry, letter to the chamber, 4 March.",
		"Port Varn Institute, Yearly report, page 41, where the association is named as giving two fifths of its means in the last three years."}
	table := []string{"Port", "Losses", "Varn", "40 million crowns", "No docker works more than three nights in a row"}
	for name, want := range map[string][]string{"harbour.docx": slices.Concat(harbour, notes), "harbour.odt": slices.Concat(harbour, notes),
		"table.docx": slices.Concat(harbour[:4], table)} {
		d, err := read(file(t, name))
		if err != nil {
			t.Fatal(name, err)
		}
		if diff := cmp.Diff(want, paragraphs(d.Text)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if m := d.Meta; m.Title != harbour[0] || m.Author != "Ana Ruiz" || !strings.HasPrefix(m.Published, "2026-03-03T18:40:00") {
			t.Errorf("%s: %+v", name, m)
		}
		if len(d.Pages) > 0 || len(d.Warnings) != 1 || d.Warnings[0].Code != "file_date" {
			t.Errorf("%s: %v, %v", name, d.Pages, d.Warnings)
		}
	}
}

// packed makes an archive of members by name, one after the other.
func packed(t testing.TB, members ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		m, err := w.Create(members[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Write([]byte(members[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const wordHead = `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="x"><w:body>`

func word(t testing.TB, body string, more ...string) []byte {
	return packed(t, append([]string{"[Content_Types].xml", "<Types/>", "word/document.xml", wordHead + body + "</w:body></w:document>"}, more...)...)
}

func odt(t testing.TB, body string, more ...string) []byte {
	return packed(t, append([]string{"mimetype", "application/vnd.oasis.opendocument.text", "content.xml",
		`<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>` +
			body + `</office:text></office:body></office:document-content>`}, more...)...)
}

func p(runs string) string { return "<w:p>" + runs + "</w:p>" }
func r(text string) string { return `<w:r><w:t xml:space="preserve">` + text + "</w:t></w:r>" }

func TestWhatIsRead(t *testing.T) {
	for name, c := range map[string]struct {
		raw  []byte
		want string
		warn string
	}{
		"struck out and put in": {word(t, p(r("The quay ")+`<w:del>`+`<w:r><w:delText>never </w:delText></w:r></w:del><w:ins>`+r("always ")+`</w:ins>`+r("opens."))), "The quay always opens.", "tracked_changes"},
		"moved":                 {word(t, p(`<w:moveFrom>`+r("Here.")+`</w:moveFrom>`)+p(`<w:moveTo>`+r("There.")+`</w:moveTo>`)), "There.", "tracked_changes"},
		"a struck end":          {word(t, `<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>`+r("One, ")+`</w:p>`+p(r("two."))), "One, two.", ""},
		"hidden":                {word(t, p(r("Seen.")+`<w:r><w:rPr><w:vanish/></w:rPr><w:t>Unseen.</w:t></w:r>`+`<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> Shown.</w:t></w:r>`)), "Seen. Shown.", ""},
		"a field":               {word(t, p(`<w:r><w:instrText>HYPERLINK x</w:instrText></w:r>`+r("A link."))), "A link.", ""},
		"a text box once": {word(t, p(r("Before the box.")+`<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>`+p(r("In the box."))+
			`</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>`+p(r("In the box."))+`</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>`)), "In the box.\n\nBefore the box.", ""},
		"a prompt":    {word(t, `<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>`+p(r("Click to enter text."))+`</w:sdtContent></w:sdt><w:sdt><w:sdtContent>`+p(r("Entered."))+`</w:sdtContent></w:sdt>`), "Entered.", ""},
		"contents":    {word(t, `<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>`+r("Losses 3")+`</w:p>`+p(r("The losses."))), "The losses.", ""},
		"lines, tabs": {word(t, p(r("12 Quay Road")+`<w:r><w:br/></w:r>`+r("Port Varn")+`<w:r><w:tab/></w:r>`+r("Estovia"))), "12 Quay Road\nPort Varn Estovia", ""},
		"notes": {word(t, p(r("It said so.")+`<w:r><w:footnoteReference w:id="2"/></w:r>`)+p(r("It did.")+`<w:r><w:endnoteReference w:id="2"/></w:r>`),
			"word/footnotes.xml", `<w:footnotes xmlns:w="w"><w:footnote w:type="separator" w:id="0">`+p(r("---"))+`</w:footnote><w:footnote w:id="2">`+p(r("A letter."))+`</w:footnote></w:footnotes>`,
			"word/endnotes.xml", `<w:endnotes xmlns:w="w"><w:endnote w:id="2">`+p(r("A book."))+`</w:endnote></w:endnotes>`), "It said so.\n\nIt did.\n\nA letter.\n\nA book.", ""},
		"a main part elsewhere": {packed(t, "[Content_Types].xml", "<Types/>", "_rels/.rels", `<Relationships><Relationship Type="http://x/relationships/officeDocument" Target="/word/document2.xml"/></Relationships>`,
			"word/document2.xml", wordHead+p(r("Elsewhere."))+"</w:body></w:document>"), "Elsewhere.", ""},
		"open, struck out": {odt(t, `<text:tracked-changes><text:changed-region><text:deletion><text:p>Never.</text:p></text:deletion></text:changed-region></text:tracked-changes>`+
			`<text:p>The quay <text:change/>opens.</text:p><text:table-of-content><text:p>Losses 3</text:p></text:table-of-content>`), "The quay opens.", "tracked_changes"},
		"open, spaces":   {odt(t, `<text:p>One<text:s text:c="4"/>two<text:line-break/>three</text:p>`), "One two\nthree", ""},
		"open, a remark": {odt(t, `<text:p>One<office:annotation xmlns:office="o"><text:p>Sure?</text:p></office:annotation> two</text:p>`), "One two", ""},
	} {
		d, err := read(c.raw)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if d.Text != c.want {
			t.Errorf("%s: %q, want %q", name, d.Text, c.want)
		}
		if warned := len(d.Warnings) == 1 && d.Warnings[0].Code == c.warn; warned != (c.warn != "") {
			t.Errorf("%s: %v", name, d.Warnings)
		}
	}
}

// TestPages: where a document says where its pages began, each paragraph knows its own; a note is where it is referred to.
func TestPages(t *testing.T) {
	const turn = `<w:r><w:lastRenderedPageBreak/></w:r>`
	for name, raw := range map[string][]byte{
		"word": word(t, p(r("First."))+p(r("Second, which ")+turn+r("goes on."))+p(r("Third.")+`<w:r><w:footnoteReference w:id="1"/></w:r>`)+p(turn+r("Fourth.")),
			"word/footnotes.xml", `<w:footnotes xmlns:w="w"><w:footnote w:id="1">`+p(r("Note."))+`</w:footnote></w:footnotes>`),
		"open": odt(t, `<text:p>First.</text:p><text:p>Second, which <text:soft-page-break/>goes on.</text:p><text:p>Third.<text:note><text:note-citation>1</text:note-citation>`+
			`<text:note-body><text:p>Note.</text:p></text:note-body></text:note></text:p><text:soft-page-break/><text:p>Fourth.</text:p>`),
	} {
		d, err := read(raw)
		if err != nil {
			t.Fatal(name, err)
		}
		for words, page := range map[string]int{"First": 1, "Second": 1, "goes": 2, "Third": 2, "Fourth": 3, "Note": 2} {
			if at := strings.Index(d.Text, words); at < 0 || d.Pages.At(at) != page {
				t.Errorf("%s: %q stands on page %d, want %d: %v in %q", name, words, d.Pages.At(max(at, 0)), page, d.Pages, d.Text)
			}
		}
	}
}

func TestRefused(t *testing.T) {
	bomb := word(t, p(r(strings.Repeat("no ", 20<<20))))
	for name, c := range map[string]struct {
		raw  []byte
		want error
	}{
		"cut short":      {file(t, "harbour.docx")[:4000], zipped.ErrBroken},
		"broken text":    {packed(t, "word/document.xml", wordHead+"<w:p><w:r><w:t>Cut"), office.ErrBroken},
		"no text":        {word(t, p("")), office.ErrNoText},
		"no part":        {packed(t, "[Content_Types].xml", "<Types/>", "word/styles.xml", "<x/>"), office.ErrOther},
		"a spreadsheet":  {packed(t, "xl/workbook.xml", "<x/>"), office.ErrOther},
		"a book":         {packed(t, "mimetype", "application/epub+zip"), office.ErrOther},
		"any files":      {packed(t, "a.txt", "x"), office.ErrOther},
		"a bomb":         {bomb, zipped.ErrBomb},
		"nested":         {word(t, strings.Repeat("<w:sdt>", 5000)), office.ErrBroken},
		"open encrypted": {odt(t, "", "META-INF/manifest.xml", `<m:manifest xmlns:m="m"><m:encryption-data/></m:manifest>`), office.ErrEncrypted},
	} {
		if d, err := read(c.raw); !errors.Is(err, c.want) || strings.Contains(fmt.Sprint(err), "\n") {
			t.Errorf("%s: %v, %v, want %v", name, d, err, c.want)
		}
	}
}

func TestKindOf(t *testing.T) {
	for want, raw := range map[office.Kind][]byte{office.Word: file(t, "harbour.docx"), office.OpenDocument: file(t, "harbour.odt"), office.Archive: packed(t, "a.txt", "x"),
		office.Slides: packed(t, "ppt/presentation.xml", "x"), office.Spreadsheet: packed(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet")} {
		z, err := zipped.Open(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			t.Fatal(err)
		}
		if got := office.KindOf(z); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if !office.Locked([]byte("\xD0\xCF\x11\xE0....E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")) || office.Locked(file(t, "harbour.docx")) {
		t.Error("what is encrypted is not told")
	}
}

// FuzzWord reads whatever stands where the text of a Word document should.
func FuzzWord(f *testing.F) {
	f.Add(wordHead + p(r("The clerk said no.")+`<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:lastRenderedPageBreak/></w:r>`+r("Twice.")) + "</w:body></w:document>")
	f.Add(`<w:p><w:del><w:r><w:t>a</w:t></w:r></w:p></w:del>`)
	f.Fuzz(func(t *testing.T, body string) {
		for _, raw := range [][]byte{packed(t, "word/document.xml", body, "word/footnotes.xml", body), odt(t, body)} {
			check(t, raw)
		}
	})
}

// FuzzRead reads whatever bytes pass for a document.
func FuzzRead(f *testing.F) {
	f.Add(file(f, "harbour.docx"))
	f.Add(word(f, p(r("The clerk said no."))))
	f.Fuzz(check)
}

func check(t *testing.T, raw []byte) {
	d, err := read(raw)
	if err != nil {
		return
	}
	if !utf8.ValidString(d.Text) || strings.TrimSpace(d.Text) == "" {
		t.Errorf("%q", d.Text)
	}
	last := -1
	for _, x := range d.Pages {
		if x.At < last || x.At > len(d.Text) || x.Number < 1 {
			t.Errorf("%v in %d bytes", d.Pages, len(d.Text))
		}
		last = x.At
	}
}
