package pdf_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"onrecord"
	"onrecord/internal/ingest/pdf"
)

func file(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// shared reads for all tests, so that PDFium is compiled once.
var shared pdf.Reader

func reader(testing.TB) *pdf.Reader { return &shared }

// pages tells on which page each paragraph begins.
func pages(d *onrecord.Document) (out []int) {
	at := 0
	for _, p := range strings.Split(d.Text, "\n\n") {
		out = append(out, d.Pages.At(at))
		at += len(p) + 2
	}
	return out
}

// TestParagraphs: one text, set by several programs in several ways, gives the same paragraphs.
func TestParagraphs(t *testing.T) {
	r := reader(t)
	harbour := strings.Split(strings.TrimSpace(string(file(t, "harbour.txt"))), "\n\n")
	notes := []string{"Finance ministry, letter to the chamber, 4 March.",
		"Port Varn Institute, Yearly report, page 41, where the association is named as giving two fifths of its means in the last three years."}
	plain := strings.NewReplacer("“", "\"", "”", "\"", "’", "'", "cease-fire", "ceasefire")
	for name, c := range map[string]struct {
		want  []string
		pages []int // on which paragraphs begin
	}{
		"two-columns.pdf":   {slices.Concat(harbour, notes), []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 2}},
		"three-columns.pdf": {harbour, nil},
		"small-pages.pdf":   {slices.Concat(harbour, notes), []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 1, 2}},
		"browser.pdf":       {harbour[:10], nil},
		"groff.pdf":         {harbour, nil},
		"spread.pdf":        {harbour, nil},
		"owner.pdf":         {harbour, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := r.Read(t.Context(), file(t, name))
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Split(plain.Replace(d.Text), "\n\n")
			want := strings.Split(plain.Replace(strings.Join(c.want, "\n\n")), "\n\n")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if c.pages != nil {
				if diff := cmp.Diff(c.pages, pages(d)); diff != "" {
					t.Errorf("pages: %s", diff)
				}
			}
			if _, ok := onrecordSpan(d); ok {
				t.Error("the text leads back to raw bytes")
			}
		})
	}
}

// onrecordSpan tells whether any word of a text is said to come from raw bytes.
func onrecordSpan(d *onrecord.Document) (onrecord.Piece, bool) {
	for _, p := range d.Origin {
		if p.Len > 0 {
			return p, true
		}
	}
	return onrecord.Piece{}, d.Origin == nil
}

func TestMeta(t *testing.T) {
	r := reader(t)
	d, err := r.Read(t.Context(), file(t, "two-columns.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	if m := d.Meta; m.Title != "Harbour strike ends after ministry yields" || m.Author != "Ana Ruiz" || m.Day() == "" {
		t.Errorf("%+v", m)
	}
	if len(d.Warnings) != 1 || d.Warnings[0].Code != "file_date" {
		t.Error(d.Warnings)
	}
}

// TestTurned reads what is written sideways, and leaves out what is written across it.
func TestTurned(t *testing.T) {
	d, err := reader(t).Read(t.Context(), file(t, "turned.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	const want = "The harbour board of Port Varn said on Tuesday that the quay would stay shut until the owners of the two sunken barges, which have lain there since the autumn, have paid for lifting them."
	if d.Text != want {
		t.Errorf("%q", d.Text)
	}
}

func TestHalfScanned(t *testing.T) {
	d, err := reader(t).Read(t.Context(), file(t, "half-scanned.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(d.Text, "The harbour board") || !slices.ContainsFunc(d.Warnings, func(w onrecord.Warning) bool {
		return w.Code == "scanned_pages" && strings.HasPrefix(w.Text, "page 2 of the PDF")
	}) {
		t.Errorf("%q, %v", d.Text, d.Warnings)
	}
}

// written makes a PDF of one page that shows a stream.
func written(stream []byte, filter string) []byte {
	var b bytes.Buffer
	var at []int
	obj := func(format string, args ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n"+format+"\nendobj\n", append([]any{len(at)}, args...)...)
	}
	b.WriteString("%PDF-1.4\n")
	obj("<</Type/Catalog/Pages 2 0 R>>")
	obj("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	obj("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>")
	obj("<</Length %d%s>>stream\n%s\nendstream", len(stream), filter, stream)
	obj("<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>")
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, x := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", x)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return b.Bytes()
}

// bomb unpacks to very much more than it is.
func bomb(t testing.TB, megabytes int) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	mega := bytes.Repeat([]byte("0 0 m 1 1 l S\n "), 1<<20/15)
	for range megabytes {
		if _, err := w.Write(mega); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return written(b.Bytes(), "/Filter/FlateDecode")
}

// TestRefused: what cannot be read says why, and the next is read all the same.
func TestRefused(t *testing.T) {
	r := reader(t)
	whole := file(t, "spread.pdf")
	for name, c := range map[string]struct {
		raw  []byte
		want error
		says string
	}{
		"password":      {file(t, "locked.pdf"), pdf.ErrEncrypted, "password"},
		"scanned":       {file(t, "scanned.pdf"), pdf.ErrScanned, "2 pages hold pictures"},
		"cut short":     {whole[:300], pdf.ErrBroken, "cut short"},
		"nothing":       {nil, pdf.ErrBroken, ""},
		"no PDF":        {[]byte("The clerk said no."), pdf.ErrBroken, ""},
		"empty page":    {written(nil, ""), pdf.ErrNoText, "no words"},
		"bomb":          {bomb(t, 400), nil, ""},
		"nested arrays": {bytes.Replace(whole, []byte("/Kids"), []byte("/X "+strings.Repeat("[", 100_000)+"/Kids"), 1), nil, ""},
	} {
		d, err := r.Read(t.Context(), c.raw)
		switch {
		case c.want != nil && (!errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n")):
			t.Errorf("%s: %v, want %v", name, err, c.want)
		case err == nil && strings.TrimSpace(d.Text) == "":
			t.Errorf("%s: read as nothing", name)
		}
		t.Log(name, err)
	}
	if d, err := r.Read(t.Context(), written([]byte("BT /F 12 Tf 72 700 Td (The clerk of Port Varn said no.) Tj ET"), "")); err != nil || d.Text != "The clerk of Port Varn said no." {
		t.Errorf("%v, %v", d, err)
	}
}

// TestGivenUp: a reading that is given up ends, and the next one is none the worse.
func TestGivenUp(t *testing.T) {
	r := reader(t)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := r.Read(ctx, file(t, "small-pages.pdf")); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if _, err := r.Read(t.Context(), file(t, "turned.pdf")); err != nil {
		t.Error(err)
	}
}

// TestManyPages: after some pages PDFium is compiled; what it reads is the same.
func TestManyPages(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles PDFium")
	}
	r := new(pdf.Reader)
	raw := file(t, "small-pages.pdf")
	first, err := r.Read(t.Context(), raw)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil { // it can be used again
		t.Fatal(err)
	}
	r = reader(t)
	for range 8 {
		d, err := r.Read(t.Context(), raw)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, d); diff != "" {
			t.Fatal(diff)
		}
	}
}

// checked tells what is wrong with a document, whatever it was read from.
func checked(d *onrecord.Document) error {
	if !utf8.ValidString(d.Text) || strings.TrimSpace(d.Text) == "" || len(d.Pages) == 0 {
		return fmt.Errorf("%q on %v", d.Text, d.Pages)
	}
	for i, p := range d.Pages {
		if p.Number < 1 || p.At < 0 || p.At > len(d.Text) || i > 0 && p.At < d.Pages[i-1].At {
			return fmt.Errorf("pages %v of %d bytes", d.Pages, len(d.Text))
		}
	}
	return nil
}

// TestDamaged reads PDFs with bytes changed, cut out and doubled: whatever comes of it, it is a text with its pages or an error in one line.
func TestDamaged(t *testing.T) {
	r := reader(t)
	chance := rand.New(rand.NewPCG(1, 2))
	tries := 80
	if testing.Short() {
		tries = 12
	}
	read := 0
	for i := range tries {
		raw := file(t, []string{"spread.pdf", "turned.pdf", "owner.pdf", "half-scanned.pdf"}[i%4])
		for range 1 + chance.IntN(8) {
			at := chance.IntN(len(raw))
			end := min(len(raw), at+1+chance.IntN(40))
			switch chance.IntN(3) {
			case 0:
				raw[at] = byte(chance.IntN(256))
			case 1:
				raw = slices.Delete(raw, at, end)
			case 2:
				raw = slices.Insert(raw, at, slices.Clone(raw[at:end])...)
			}
		}
		d, err := r.Read(t.Context(), raw)
		switch {
		case err != nil && strings.Contains(err.Error(), "\n"):
			t.Errorf("try %d: %q", i, err)
		case err == nil:
			read++
			if err := checked(d); err != nil {
				t.Errorf("try %d: %v", i, err)
			}
		}
	}
	if read == 0 || read == tries {
		t.Errorf("%d of %d were read", read, tries)
	}
}
