package export_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"onrecord"
	"onrecord/internal/export"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func drawn(t testing.TB, write export.Writer, r *export.Report, s export.Style) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, r, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestGolden shows what every format makes of one report. Golden is what we do, not what is right.
func TestGolden(t *testing.T) {
	for _, f := range export.Formats() {
		for _, file := range f.Files {
			t.Run(f.Name+file.Ext, func(t *testing.T) {
				got := drawn(t, file.Write, fixture(t), export.Style{Width: 80})
				name := filepath.Join("testdata", f.Name+file.Ext)
				if *update {
					if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
					t.Errorf("%s differs (-want +got):\n%s", name, diff)
				}
			})
		}
	}
}

// TestUnsure shows what is likelier wrong than right when it is asked for, and only then, but counts it.
func TestUnsure(t *testing.T) {
	for name, c := range map[string]struct {
		write         export.Writer
		event, stands string
	}{
		"text":     {export.Text, " E1  ", " P2  "},
		"markdown": {export.Markdown, "| E1 |", "### P2."},
	} {
		few := drawn(t, c.write, fixture(t), export.Style{Width: 80})
		all := drawn(t, c.write, fixture(t), export.Style{Width: 80, Unsure: true})
		for _, words := range []string{c.event, c.stands} {
			if strings.Contains(few, words) || !strings.Contains(all, words) {
				t.Errorf("%s: %q shown %v by default, %v when asked for", name, words, strings.Contains(few, words), strings.Contains(all, words))
			}
		}
		for _, words := range []string{"1 unsure event is left out; --unsure shows it.", "1 unsure position is left out; --unsure shows it."} {
			if !strings.Contains(few, words) || strings.Contains(all, "left out") {
				t.Errorf("%s: not told, or told for nothing: %q", name, words)
			}
		}
	}
}

// TestOffsetsAreCodePoints reads the JSON as Python would: every pair must cut out the words of its span.
func TestOffsetsAreCodePoints(t *testing.T) {
	r := fixture(t)
	var line struct {
		ID           string
		Attributions []struct {
			ID                                string
			Source, Cue, Content, Resolves_to [][2]int
			Parent                            *string
			Naming, Form                      string
		}
	}
	if err := json.Unmarshal([]byte(drawn(t, export.Attributions, r, export.Style{})), &line); err != nil {
		t.Fatal(err)
	}
	runes := []rune(r.Text)
	for i, a := range line.Attributions {
		for j, p := range a.Content {
			if got, want := string(runes[p[0]:p[1]]), r.In(r.Attributions[i].Content[j]); got != want {
				t.Errorf("%s content: got %q, want %q", a.ID, got, want)
			}
		}
	}
	last := line.Attributions[7]
	if got := string(runes[last.Content[0][0]:last.Content[0][1]]); got != "comment 🙂" {
		t.Errorf("behind characters of two and four bytes: got %q", got)
	}
	if a := line.Attributions[2]; a.Parent == nil || *a.Parent != "a2" {
		t.Errorf("parent of a3: got %v, want a2", a.Parent)
	}
	if a := line.Attributions[8]; a.Source == nil || len(a.Source) != 0 || a.Naming != "unknown" || a.Parent != nil {
		t.Errorf("a statement without source: got %+v, want an empty list and unknown axes", a)
	}
}

// TestBratFragments checks what brat checks: each fragment's text is at its offsets, and no line end lies inside.
func TestBratFragments(t *testing.T) {
	d := lay(t, "Größe zählt.\nZwei Zeilen")
	d.Attributions = []onrecord.Attribution{{Content: []onrecord.Span{{Start: 0, End: len(d.Text)}}, By: "test", Conf: 1}}
	got := drawn(t, export.Brat, &export.Report{Document: d}, export.Style{})
	if want := "T1\tContent 0 12;13 24\tGröße zählt. Zwei Zeilen\n"; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want it to begin %q", got, want)
	}
}

func TestCoNLLUIsWellFormed(t *testing.T) {
	blocks := strings.Split(strings.TrimSpace(drawn(t, export.CoNLLU, fixture(t), export.Style{})), "\n\n")
	for _, b := range blocks {
		text, spelled, id := "", "", 0
		for _, line := range strings.Split(b, "\n") {
			if s, ok := strings.CutPrefix(line, "# text = "); ok {
				text = s
			}
			if strings.HasPrefix(line, "#") {
				continue
			}
			id++
			cells := strings.Split(line, "\t")
			if len(cells) != 10 || cells[0] != strconv.Itoa(id) {
				t.Fatalf("bad line %q", line)
			}
			spelled += cells[1]
			if !strings.Contains(cells[9], "SpaceAfter=No") {
				spelled += " "
			}
		}
		if strings.TrimSpace(spelled) != text {
			t.Errorf("forms spell %q, text is %q", spelled, text)
		}
	}
}

// TestCoNLLUIds: the ids of a stream have no blanks or strokes, and no two are alike, whatever the reports are called.
func TestCoNLLUIds(t *testing.T) {
	var names export.Names
	seen := map[string]bool{}
	for _, id := range []string{"my report 1", "my-report-1", "a/b", "a b", "dup", "dup", "dup-2", "dup", "  ", "", "tab\tand\nline", "https://osk.example/news?id=1#top", "é über", "a-s1", "a"} {
		d := fixture(t).Document
		d.ID = id
		name := names.For(d)
		for _, line := range strings.Split(drawn(t, export.CoNLLU, &export.Report{Document: d, Name: name}, export.Style{}), "\n") {
			for _, key := range []string{"# sent_id = ", "# newpar id = ", "# newdoc id = "} {
				v, ok := strings.CutPrefix(line, key)
				if !ok {
					continue
				}
				if v == "" || strings.ContainsAny(v, " \t/\\?#") || seen[key+v] {
					t.Errorf("report %q: bad or second %s%q", id, key, v)
				}
				seen[key+v] = true
			}
		}
	}
}

// TestHTMLBalances parses the page strictly: every tag is closed in order, and every link leads to an id.
func TestHTMLBalances(t *testing.T) {
	page := drawn(t, export.HTML, fixture(t), export.Style{})
	checkBalance(t, page)
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if ids[m[1]] {
			t.Errorf("id %q stands twice", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if !ids[m[1]] {
			t.Errorf("link to #%s leads nowhere", m[1])
		}
	}
	for _, outside := range []string{"<script", "src=", "@import", "<link"} {
		if strings.Contains(page, outside) {
			t.Errorf("the page is not self-contained: it holds %q", outside)
		}
	}
}

var void = map[string]bool{"meta": true, "br": true, "rect": true, "circle": true}

func checkBalance(t testing.TB, page string) {
	t.Helper()
	var open []string
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF || len(open) > 0 {
				t.Fatalf("page ends with %v and %v open", z.Err(), open)
			}
			return
		case html.StartTagToken:
			if name, _ := z.TagName(); !void[string(name)] {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Fatalf("</%s> closes nothing: open are %v", name, open)
			}
			open = open[:len(open)-1]
		}
	}
}

// TestHTMLKeepsTheText takes the marks out of the page's article and must find the words of the report again.
func TestHTMLKeepsTheText(t *testing.T) {
	r := fixture(t)
	if got, want := strings.Join(strings.Fields(articleText(t, drawn(t, export.HTML, r, export.Style{}))), " "),
		strings.Join(strings.Fields(r.Text), " "); got != want {
		t.Errorf("article reads\n%q, want\n%q", got, want)
	}
}

func articleText(t testing.TB, page string) string {
	t.Helper()
	_, page, _ = strings.Cut(page, `<article id="report"`)
	page, _, _ = strings.Cut("<article "+page, "</article>")
	page = regexp.MustCompile(`<sup[^>]*>[^<]*</sup>`).ReplaceAllString(page, "")
	return html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, ""))
}

// TestAnySpans draws reports with spans laid at random, crossing and nested, in every format.
func TestAnySpans(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringMatching(`[a-zé<&" 🙂\n]{1,80}`).Draw(rt, "text")
		d := lay(t, text)
		span := func() onrecord.Span {
			runes := []rune(text)
			from := rapid.IntRange(0, len(runes)-1).Draw(rt, "from")
			to := rapid.IntRange(from+1, len(runes)).Draw(rt, "to")
			return onrecord.Span{Start: len(string(runes[:from])), End: len(string(runes[:to]))}
		}
		for range rapid.IntRange(0, 6).Draw(rt, "statements") {
			d.Attributions = append(d.Attributions, onrecord.Attribution{Cue: span(), By: "test", Conf: 0.5,
				Source: onrecord.Source{Spans: []onrecord.Span{span()}}, Content: []onrecord.Span{span()}})
		}
		r := &export.Report{Document: d}
		for _, f := range export.Formats() {
			for _, file := range f.Files {
				if got := drawn(t, file.Write, r, export.Style{}); !utf8.ValidString(got) {
					t.Errorf("%s: not UTF-8", f.Name)
				}
			}
		}
		page := drawn(t, export.HTML, r, export.Style{})
		checkBalance(t, page)
		if got, want := strings.Join(strings.Fields(articleText(t, page)), " "), strings.Join(strings.Fields(text), " "); got != want {
			t.Errorf("article reads %q, want %q", got, want)
		}
	})
}

func TestTextPage(t *testing.T) {
	r := fixture(t)
	for _, width := range []int{30, 60, 120} {
		for _, line := range strings.Split(drawn(t, export.Text, r, export.Style{Width: width}), "\n") {
			if n := utf8.RuneCountInString(line); n > width && strings.Count(strings.TrimSpace(line), " ") > 1 {
				t.Errorf("width %d: line of %d: %q", width, n, line)
			}
		}
	}
	plain := drawn(t, export.Text, r, export.Style{})
	colour := drawn(t, export.Text, r, export.Style{Colour: true})
	if strings.Contains(plain, "\x1b") {
		t.Error("a page without colour holds an escape")
	}
	if got := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(colour, ""); got != plain {
		t.Error("colour changes the words of the page")
	}
}

// TestTextIsSafe gives the terminal page a report that would write over the screen.
func TestTextIsSafe(t *testing.T) {
	d := lay(t, "Evil \x1b]0;title\a\x1b[2J words \u202efdp.exe\n")
	if got := drawn(t, export.Text, &export.Report{Document: d}, export.Style{}); strings.ContainsAny(got, "\x1b\a\u202e") {
		t.Errorf("control characters reach the terminal: %q", got)
	}
}

func TestWriteFails(t *testing.T) {
	for _, f := range export.Formats() {
		if err := f.Stdout()(broken{}, fixture(t), export.Style{}); err == nil {
			t.Errorf("%s: a failing writer goes unnoticed", f.Name)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func BenchmarkFormats(b *testing.B) {
	r := fixture(b)
	for _, f := range export.Formats() {
		b.Run(f.Name, func(b *testing.B) {
			b.SetBytes(int64(len(r.Text)))
			for b.Loop() {
				if err := f.Stdout()(io.Discard, r, export.Style{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
