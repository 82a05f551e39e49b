package ingest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onrecord"
	"onrecord/internal/ingest"
)

// gz packs a text.
func gz(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	return b.String()
}

// folder lays out files in a temporary folder, which becomes the working directory.
func folder(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, content := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// outcome lists reports as "file=text" and failures as they print.
func outcome(inputs []string, o ingest.Options) []string {
	var out []string
	for d, err := range ingest.Read(context.Background(), inputs, o) {
		if err != nil {
			out = append(out, err.Error())
			continue
		}
		out = append(out, filepath.ToSlash(d.Meta.File)+"="+d.Text)
	}
	return out
}

func TestReadInputs(t *testing.T) {
	one := `{"id":"r1","text":"One."}` + "\n"
	two := `{"id":"r2","text":"Two."}`
	folder(t, map[string]string{
		"plain.txt": "Plain.", "noext": "No extension.", "packed.txt.gz": gz("Packed."), "disguised.txt": gz("Unpacked."),
		"many.jsonl": "\uFEFF" + one + "\r\n\n" + two, "many.jsonl.gz": gz(one + two), "one.json": "{\n \"text\": \"Pretty.\"\n}",
		"array.json": "[" + one + "," + two + "]", "lines.json": one + two,
		"bad.jsonl": one + "not json\n" + `["list"]` + "\n" + `{"id":"x"}` + "\n" + `{"text":7}` + "\n" +
			`{"text":"x","title":{}}` + "\n" + `{"text":"x"` + "\n" + two + "\n",
		"long.jsonl":   one + `{"text":"` + strings.Repeat("long ", 30) + `"}` + "\n" + two,
		"latin.jsonl":  "{\"text\":\"caf\xE9\"}\n" + two,
		"cut.jsonl.gz": gz(one + two)[:30], "cut.txt.gz": gz("A text that is cut short.")[:20], "fake.gz": "not packed",
		"empty.txt": "", "empty.gz": "", "dir/b.txt": "B.", "dir/a/c.txt": "C.", "dir/.git/x.txt": "no", "dir/x.png": "no",
		"none/readme.md": "no", "blank.html": " \n", "sham.html": "%PDF-1.4\n1 0 obj\n",
		"papers/a.pdf": "%PDF-1.4", "papers/b.txt": "B.", "papers/c.docx": "PK\x03\x04", "papers/d.zip": "PK\x03\x04", "papers/e/f.mht": "no", "papers/e/g.css": "no",
		"papers/e/h": "no", "papers/.hidden": "no",
	})
	o := ingest.Options{MaxBytes: 100}
	for _, c := range []struct {
		input, stdin string
		want         []string
	}{
		{"plain.txt", "", []string{"plain.txt=Plain."}},
		{"noext", "", []string{"noext=No extension."}},
		{"packed.txt.gz", "", []string{"packed.txt.gz=Packed."}},
		{"disguised.txt", "", []string{"disguised.txt=Unpacked."}},
		{"many.jsonl", "", []string{"many.jsonl:1=One.", "many.jsonl:4=Two."}},
		{"many.jsonl.gz", "", []string{"many.jsonl.gz:1=One.", "many.jsonl.gz:2=Two."}},
		{"one.json", "", []string{"one.json=Pretty."}},
		{"array.json", "", []string{"array.json=One.", "array.json=Two."}},
		{"lines.json", "", []string{"lines.json:1=One.", "lines.json:2=Two."}},
		{"bad.jsonl", "", []string{"bad.jsonl:1=One.",
			`bad.jsonl:2: not a report: not a JSON object with "text": invalid character 'o' in literal null (expecting 'u') (byte 2)`,
			`bad.jsonl:3: not a report: not a JSON object with "text": it is another kind of value`,
			`bad.jsonl:4: not a report: the object has no string "text"`,
			`bad.jsonl:5: not a report: the object has no string "text"`,
			`bad.jsonl:6: not a report: "title" is not a string`,
			`bad.jsonl:7: not a report: not a JSON object with "text": it ends too early`,
			"bad.jsonl:8=Two."}},
		{"long.jsonl", "", []string{"long.jsonl:1=One.",
			"long.jsonl:2: too large: the line is over the limit of 100 bytes; split it or raise --max-bytes", "long.jsonl:3=Two."}},
		{"latin.jsonl", "", []string{"latin.jsonl:1: charset not recognised: JSON must be UTF-8; convert the file", "latin.jsonl:2=Two."}},
		{"cut.txt.gz", "", []string{"cut.txt.gz: broken gzip: the file is cut short; fetch it again"}},
		{"empty.gz", "", []string{"empty.gz: broken gzip: the file is cut short; fetch it again"}},
		{"fake.gz", "", []string{"fake.gz: broken gzip: not a gzip file; take .gz off its name or fetch it again"}},
		{"empty.txt", "", []string{"empty.txt: nothing in it; check where it came from"}},
		{"blank.html", "", []string{"blank.html: nothing in it; check where it came from"}},
		{"dir", "", []string{"dir/a/c.txt=C.", "dir/b.txt=B.",
			"dir: passed over: x.png: not of a kind that is read in a folder; name a file itself to read it as plain text"}},
		{"papers", "", []string{"papers/a.pdf: damaged PDF: its parts cannot be found, it may be cut short; fetch it again", "papers/b.txt=B.",
			"papers/c.docx: damaged archive: its list of files cannot be read, it may be cut short; fetch it again",
			"papers/d.zip: damaged archive: its list of files cannot be read, it may be cut short; fetch it again",
			"papers/e/f.mht: not a text: it is a web page in one file (MHTML); save the page as HTML",
			"papers: passed over: e/g.css, e/h: not of a kind that is read in a folder; name a file itself to read it as plain text"}},
		{"none", "", []string{"none: no reports: the folder holds no file of a kind that is read (text, page, PDF, .docx, .odt, mail, .json, .warc, .zip), but readme.md"}},
		{"sham.html", "", []string{"sham.html: damaged PDF: its parts cannot be found, it may be cut short; fetch it again"}},
		{"-", "Said on a pipe.\n{}", []string{"stdin=Said on a pipe.\n{}"}},
		{"-", "\n{not a report}", []string{"stdin=\n{not a report}"}},
		{"-", one + "oops\n" + two, []string{"stdin:1=One.",
			`stdin:2: not a report: not a JSON object with "text": invalid character 'o' looking for beginning of value (byte 1)`,
			"stdin:3=Two."}},
		{"-", gz(one), []string{"stdin:1=One."}},
		{"-", "", []string{"stdin: nothing in it; check where it came from"}},
		{"-", strings.Repeat("x", 101), []string{
			"stdin: too large: the text is over the limit of 100 bytes; split it or raise --max-bytes"}},
		{"-", strings.Repeat("xxx\n", 26), []string{
			"stdin: too large: the text is over the limit of 100 bytes; split it or raise --max-bytes"}},
		{"gone.txt", "", []string{"gone.txt: no such file or directory; check the name"}},
	} {
		o.Stdin = strings.NewReader(c.stdin)
		if diff := cmp.Diff(c.want, outcome([]string{c.input}, o)); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.input, diff)
		}
	}
}

func TestReadGoesOnAfterFailure(t *testing.T) {
	folder(t, map[string]string{"a.txt": "A.", "b.txt": "\x00\x00", "c.txt": "C."})
	got := outcome([]string{"a.txt", "gone", "b.txt", "c.txt"}, ingest.Options{})
	if len(got) != 4 || got[0] != "a.txt=A." || got[3] != "c.txt=C." {
		t.Errorf("got %q", got)
	}
}

func TestReadGivesLinesBeforeTheBreak(t *testing.T) {
	var lines strings.Builder
	for i := range 4000 {
		fmt.Fprintf(&lines, "{\"id\":\"%x\",\"text\":\"Report %d.\"}\n", i*7919, i)
	}
	packed := gz(lines.String())
	folder(t, map[string]string{"cut.jsonl.gz": packed[:len(packed)/2]})
	got := outcome([]string{"cut.jsonl.gz"}, ingest.Options{})
	if n := len(got); n < 1000 || got[0] != "cut.jsonl.gz:1=Report 0." ||
		!strings.HasSuffix(got[n-1], "broken gzip: the file is cut short; fetch it again") {
		t.Errorf("%d outcomes, last %q", n, got[n-1])
	}
}

func TestReadMeta(t *testing.T) {
	folder(t, map[string]string{
		"a.jsonl": `{"id":12,"text":"Words.","title":"T","date":"2025-06-03","publisher":"Harbour Gazette","url":"https://h.example/1","author":null,"more":[1]}
{"id":null,"text":"\n"}`,
		"b.txt": "caf\xE9", "c.txt": "A caf\xE9, a fête, Zürich"})
	var got []*onrecord.Document
	for d, err := range ingest.Read(context.Background(), []string{"a.jsonl", "b.txt", "c.txt"}, ingest.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Validate(); err != nil {
			t.Error(err)
		}
		got = append(got, d)
	}
	want := onrecord.Meta{Title: "T", Published: "2025-06-03", Publisher: "Harbour Gazette", URL: "https://h.example/1", File: "a.jsonl:1"}
	if d := got[0]; d.ID != "12" || d.Meta != want || d.Origin != nil || len(d.Warnings) > 0 {
		t.Errorf("first report: %+v", d)
	}
	for i, code := range map[int]string{1: "no_words", 2: "charset_guessed", 3: "broken_bytes"} {
		d := got[i]
		if d.ID != onrecord.Digest(d.Text) || len(d.Warnings) != 1 || d.Warnings[0].Code != code {
			t.Errorf("report %d: id %s, warnings %v; want %s", i, d.ID, d.Warnings, code)
		}
	}
	if got[2].Meta.Charset != "windows-1252" || got[3].Meta.Charset != "" {
		t.Errorf("charsets %q, %q", got[2].Meta.Charset, got[3].Meta.Charset)
	}
}

// TestOtherNames: what our own API calls the day and the outlet is taken too; a name of our own comes first.
func TestOtherNames(t *testing.T) {
	folder(t, map[string]string{"a.jsonl": `{"text":"Words here.","published":"2025-06-03","outlet":"Post"}
{"text":"More words.","date":"2025-06-04","published":"2020-01-01","publisher":"Gazette","outlet":"Post"}`})
	var got []string
	for d, err := range ingest.Read(context.Background(), []string{"a.jsonl"}, ingest.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, d.Meta.Published+" "+d.Meta.Publisher)
	}
	if want := "2025-06-03 Post, 2025-06-04 Gazette"; strings.Join(got, ", ") != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestReadErrorsLeadToTheirCause(t *testing.T) {
	folder(t, map[string]string{"b.jsonl": "\n{}\n"})
	for input, want := range map[string]error{"gone": fs.ErrNotExist, "b.jsonl": ingest.ErrBadLine} {
		for _, err := range ingest.Read(context.Background(), []string{input}, ingest.Options{}) {
			var e *ingest.Error
			if !errors.Is(err, want) || !errors.As(err, &e) || e.File != input {
				t.Errorf("%s: %v", input, err)
			}
		}
	}
	if e := (&ingest.Error{File: "two\nlines", Line: 3, Err: errors.New("a\nb")}); e.Error() != `"two\nlines":3: a b` {
		t.Errorf("prints as %s", e)
	}
}

func TestReadStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	lines := io.MultiReader(strings.NewReader(`{"text":"One."}`+"\n"), endless{})
	n := 0
	for d, err := range ingest.Read(ctx, []string{"-", "-"}, ingest.Options{Stdin: lines, MaxBytes: 1000}) {
		if n++; d != nil {
			cancel()
		} else if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	if n != 2 {
		t.Errorf("%d outcomes", n)
	}
}

func TestReadCanBeLeft(t *testing.T) {
	folder(t, map[string]string{"d/a.txt": "A.", "d/b.txt": "B."})
	for range ingest.Read(context.Background(), []string{"d", "d"}, ingest.Options{}) {
		break // a reader that went on would panic
	}
}

// endless is a line that never ends.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func FuzzJSONL(f *testing.F) {
	for _, s := range []string{`{"id":"a","text":"The clerk said no."}`, "{\"text\":\"a\"}\n\n{\"text\":\"b\"", "\uFEFF{}", "[1]\nnull\n7",
		`{"text":"\ud800"}`, "{\"text\":\"\xFF\"}", gz(`{"text":"x"}`), "\x1f\x8b", `{"text":"` + strings.Repeat("x", 300) + `"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		o := ingest.Options{MaxBytes: 256, Stdin: bytes.NewReader(raw)}
		for d, err := range ingest.Read(context.Background(), []string{"-"}, o) {
			switch {
			case (d == nil) == (err == nil):
				t.Fatal("neither or both of report and failure")
			case err != nil && strings.ContainsAny(err.Error(), "\n\r"):
				t.Errorf("failure on several lines: %q", err)
			case d != nil && (d.Validate() != nil || d.ID == ""):
				t.Errorf("bad report: %+v", d)
			}
		}
	})
}

func BenchmarkReadJSONL(b *testing.B) {
	line := `{"id":"a","title":"T","text":"` + strings.Repeat("The minister said that the harbour would open. ", 90) + `"}` + "\n"
	raw := strings.Repeat(line, 100)
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		for _, err := range ingest.Read(context.Background(), []string{"-"}, ingest.Options{Stdin: strings.NewReader(raw)}) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func TestReadPages(t *testing.T) {
	words := strings.Repeat("The harbour master said that the pier would stay shut. ", 8)
	folder(t, map[string]string{
		"site/pier.html": `<!doctype html><html><head><title>Pier stays shut</title><meta property="article:published_time" content="2026-03-03T09:00:00Z"></head>` +
			`<body><nav><a href="/">Home</a></nav><article><h1>Pier stays shut</h1><p>` + words + `</p><p>` + words + `</p></article><script>x()</script></body></html>`,
		"site/empty.htm": "<html><body><script>only()</script></body></html>",
	})
	var got *onrecord.Document
	var failed error
	for d, err := range ingest.Read(context.Background(), []string{"site"}, ingest.Options{MaxBytes: 2000}) {
		if err != nil {
			failed = err
			continue
		}
		got = d
	}
	if got == nil || !strings.Contains(got.Text, "pier would stay shut") || strings.Contains(got.Text, "x()") {
		t.Fatalf("read %+v", got)
	}
	if got.Meta.File != "site/pier.html" || got.Meta.Title != "Pier stays shut" || got.Meta.Published != "2026-03-03T09:00:00Z" {
		t.Errorf("of the page: %+v", got.Meta)
	}
	if failed == nil || !strings.HasPrefix(failed.Error(), "site/empty.htm: no article found") {
		t.Errorf("of the empty page: %v", failed)
	}
}
