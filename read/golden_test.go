package read_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/rogpeppe/go-internal/txtar"

	"onrecord"
	"onrecord/read"
)

var update = flag.Bool("update", false, "rewrite the golden files by what the program does now")

// reader is built once: loading the models takes most of a second.
var reader = sync.OnceValues(read.New)

func readText(t testing.TB, text string) *onrecord.Document {
	t.Helper()
	return readOf(t, text, "")
}

// readOf reads a text that was published on a day.
func readOf(t testing.TB, text, published string) *onrecord.Document {
	t.Helper()
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	d := &onrecord.Document{ID: "test", Text: text, Meta: onrecord.Meta{Published: published}}
	if err := r.Read(d); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestArticles reads whole articles of our own and compares every layer of findings with the golden files: offset and words of each. Golden is
// what the program does; what of it is known to be wrong stands under "known", by hand, and an update leaves it.
func TestArticles(t *testing.T) {
	files, _ := filepath.Glob("testdata/articles/*.txtar")
	if len(files) < 4 {
		t.Fatal("golden articles are missing")
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		parts := map[string]string{}
		for _, f := range a.Files {
			parts[f.Name] = string(f.Data)
		}
		d := readOf(t, strings.TrimSuffix(parts["article"], "\n"), strings.TrimSpace(parts["published"]))
		out := &txtar.Archive{Comment: a.Comment}
		keep := func(name string) {
			if parts[name] != "" {
				out.Files = append(out.Files, txtar.File{Name: name, Data: []byte(parts[name])})
			}
		}
		keep("published")
		keep("article")
		for _, l := range goldenLayers {
			got := l.describe(d)
			out.Files = append(out.Files, txtar.File{Name: l.name, Data: []byte(got)})
			if want := parts[l.name]; got != want && !*update {
				t.Errorf("%s: %s:\n%s", file, l.name, diff.Diff("want", []byte(want), "got", []byte(got)))
			}
		}
		keep("known")
		if *update {
			if err := os.WriteFile(file, txtar.Format(out), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func describe(d *onrecord.Document) string {
	var b strings.Builder
	show := func(what string, s onrecord.Span) {
		fmt.Fprintf(&b, "  %-8s %d:%d %s\n", what, s.Start, s.End, strings.Join(strings.Fields(d.In(s)), " "))
	}
	for i := range d.Attributions {
		a := &d.Attributions[i]
		fmt.Fprintf(&b, "%d by %s", i+1, a.By)
		if a.Within != 0 {
			fmt.Fprintf(&b, " within %d", a.Within)
		}
		if a.Form != "" {
			fmt.Fprintf(&b, " %s", a.Form)
		}
		b.WriteByte('\n')
		for _, s := range a.Source.Spans {
			show("source", s)
		}
		if !a.Cue.Empty() {
			show("cue", a.Cue)
		}
		for _, s := range a.Content {
			show("content", s)
		}
	}
	return b.String()
}

// TestSaid reads single sentences of our own: who says what. These are what a reader of the news would insist on; a
// comma that closes an apposition may belong to the source.
func TestSaid(t *testing.T) {
	cases := []struct{ text, source, cue, content string }{
		{"Estovia has turned down the offer, two diplomats said on Monday.", "two diplomats", "said", "Estovia has turned down the offer"},
		{"According to the harbour master, the ship left before dawn.", "the harbour master", "According to", "the ship left before dawn"},
		{"The minister told parliament that the port would close in May.", "The minister", "told", "that the port would close in May"},
		{"Any such step, officials noted, would fall outside the mandate.", "officials", "noted", "Any such step"},
		{"Norvik regrets the decision, its foreign minister, Ansel Ruud, said.", "its foreign minister, Ansel Ruud,", "said", "Norvik regrets the decision"},
		{"The bridge will stay shut until May, Tomas Reval, the mayor, said on Friday.", "Tomas Reval, the mayor,", "said", "The bridge will stay shut until May"},
		{"The talks have failed, well-informed sources said on Friday.", "well-informed sources", "said", "The talks have failed"},
		{"The minister reportedly left the capital on Friday.", "", "reportedly", "left the capital"},
		{"“We will not go,” Lena Hartog said. “Nobody asked us.”", "Lena Hartog", "said", "“We will not go,”"},
	}
	for _, c := range cases {
		d := readText(t, c.text)
		ok := false
		for _, a := range d.Attributions {
			src := ""
			for _, s := range a.Source.Spans {
				src += d.In(s)
			}
			con := ""
			for _, s := range a.Content {
				con += d.In(s) + " "
			}
			if src == c.source && strings.HasPrefix(d.In(a.Cue), c.cue) && strings.Contains(con, c.content) {
				ok = true
			}
		}
		if !ok {
			t.Errorf("%s\n%s", c.text, describe(d))
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "\"", "“”“”", "((((", "A: b\n\nC: d\n\nE: f", "He said he said he said he said.", "\u2028\u00a0\ufeff", strings.Repeat("“", 50), "NORVIK: No."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2000 {
			return
		}
		r, err := reader()
		if err != nil {
			t.Fatal(err)
		}
		d := &onrecord.Document{ID: "fuzz", Text: strings.ToValidUTF8(text, "\uFFFD")}
		if err := r.Read(d); err != nil {
			t.Fatal(err)
		}
	})
}
