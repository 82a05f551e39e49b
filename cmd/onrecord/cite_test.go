package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/export"
	"onrecord/internal/store"
)

// citedReports are our own: titles, names and addresses that could end a field of a bibliography, or be taken for commands.
var citedReports = []onrecord.Meta{
	{Title: `50% of {brace & $5 \input{x} #1 _under_ ~tilde^ "quoted"`, Publisher: `Gaz{ette & "A"`, Author: "Ada Holt, Bo and Berg", Published: "2026-03-01", URL: "https://example.org/a?b=1&c={d}%20e#f_g"},
	{Title: "Zürich: «Nein»\r\nER  - \nTY  - BOOK }", Publisher: "Courrier d’Été", Author: "Zoë Müller", Published: "2026-12-31T23:30:00Z"},
	{},
}

// citedForms exports them in the three forms of a bibliography.
func citedForms(t *testing.T) map[string]string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "record.db")
	s, err := store.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	var reports []*onrecord.Document
	for i, m := range citedReports {
		text := fmt.Sprintf("Report %d told nothing.", i)
		reports = append(reports, &onrecord.Document{ID: onrecord.Digest(text), Text: text, Meta: m, Made: onrecord.Made{Tool: "test"}})
	}
	_, err = s.Put(t.Context(), reports)
	s.Close()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, form := range []string{"bibtex", "ris", "csl-json"} {
		out[form] = runs(t, "export", "--quiet", "--store", name, "--format", form)
	}
	return out
}

// bibEntry is an entry of BibTeX as the manual of BibTeX (Patashnik, 1988) has it.
type bibEntry struct {
	kind, key string
	fields    map[string]string
}

// parseBib reads BibTeX by its grammar alone: values are in balanced braces, or macros.
func parseBib(s string) (out []bibEntry, err error) {
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		m := regexp.MustCompile(`^@(\w+)\{([^\s,{}"#%']+),`).FindStringSubmatch(s)
		if m == nil {
			return nil, fmt.Errorf("no entry: %.40q", s)
		}
		e := bibEntry{m[1], m[2], map[string]string{}}
		s = s[len(m[0]):]
		for {
			s = strings.TrimSpace(s)
			if strings.HasPrefix(s, "}") {
				s = s[1:]
				break
			}
			m := regexp.MustCompile(`^(\w+) = (?:(\w+)|\{)`).FindStringSubmatch(s)
			if m == nil {
				return nil, fmt.Errorf("%s: no field: %.40q", e.key, s)
			}
			s = s[len(m[0]):]
			value := m[2]
			if value == "" {
				depth, i := 1, 0
				for ; i < len(s) && depth > 0; i++ {
					switch s[i] {
					case '{':
						depth++
					case '}':
						depth--
					}
				}
				if depth > 0 {
					return nil, fmt.Errorf("%s: %s does not end", e.key, m[1])
				}
				value, s = s[:i-1], s[i:]
			}
			e.fields[m[1]] = value
			if !strings.HasPrefix(s, ",") {
				return nil, fmt.Errorf("%s: no comma behind %s", e.key, m[1])
			}
			s = s[1:]
		}
		out = append(out, e)
	}
	return out, nil
}

// shownByTeX is what TeX shows for words of a field.
func shownByTeX(s string) string {
	return strings.NewReplacer(`{\textbackslash}`, `\`, `{\textbraceleft}`, "<", `{\textbraceright}`, ">", `{\textasciitilde}`, "~", `{\textasciicircum}`, "^", `\&`, "&", `\%`, "%", `\$`, "$",
		`\#`, "#", `\_`, "_", "{", "", "}", "").Replace(s)
}

// TestBibliography reads the three forms back: nothing of a report ends a field, and titles, names and days are as they were.
func TestBibliography(t *testing.T) {
	forms := citedForms(t)
	list, err := parseBib(forms["bibtex"])
	if err != nil || len(list) != 3 {
		t.Fatalf("%d entries, %v\n%s", len(list), err, forms["bibtex"])
	}
	keys := map[string]bibEntry{}
	for _, e := range list {
		keys[e.key] = e
		if !strings.HasPrefix(e.fields["note"], "Text SHA-256 ") {
			t.Errorf("%s does not say which text it is: %q", e.key, e.fields["note"])
		}
	}
	undated, brace, minister := list[0], list[1], list[2]
	if undated.kind != "misc" || undated.fields["year"]+undated.fields["date"]+undated.fields["author"]+undated.fields["url"] != "" {
		t.Errorf("what is not known is told: %+v", undated)
	}
	if got, want := shownByTeX(brace.fields["title"]), `50% of <brace & $5 \input<x> #1 _under_ ~tilde^ "quoted"`; got != want {
		t.Errorf("title %q, want %q", got, want)
	}
	if brace.kind != "article" || brace.fields["author"] != "{Ada Holt} and {Bo and Berg}" || brace.fields["month"] != "mar" || brace.fields["date"] != "2026-03-01" ||
		brace.fields["url"] != "https://example.org/a?b=1&c=%7Bd%7D%20e#f_g" || shownByTeX(brace.fields["journal"]) != `Gaz<ette & "A"` {
		t.Errorf("%+v", brace)
	}
	if got := shownByTeX(minister.fields["title"]); got != "Zürich: «Nein» ER - TY - BOOK >" {
		t.Errorf("title %q", got)
	}
	if n := strings.Count("\r\n"+forms["ris"], "\r\nTY  - "); n != 3 || strings.Count(forms["ris"], "\r\nER  - \r\n") != 3 || !strings.Contains(forms["ris"], "\r\nDA  - 2026/12/31/\r\n") ||
		!strings.Contains(forms["ris"], "\r\nAU  - Zoë Müller\r\n") {
		t.Errorf("%d references:\n%s", n, forms["ris"])
	}
	for line := range strings.SplitSeq(forms["ris"], "\r\n") {
		if line != "" && !regexp.MustCompile(`^[A-Z][A-Z0-9]  - `).MatchString(line) || strings.ContainsAny(line, "\r\n") {
			t.Errorf("no line of RIS: %q", line)
		}
	}
	var items []struct {
		ID, Type, Title, URL string
		Container            string                     `json:"container-title"`
		Author               []struct{ Literal string } `json:"author"`
		Issued               *struct {
			Parts [][]int `json:"date-parts"`
		}
	}
	if err := json.Unmarshal([]byte(forms["csl-json"]), &items); err != nil || len(items) != 3 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	for _, x := range items {
		if _, ok := keys[x.ID]; !ok || x.Type != "article-newspaper" || x.Title == "" {
			t.Errorf("%+v has another key than in BibTeX", x)
		}
	}
	if items[0].Issued != nil || items[1].Issued.Parts[0][1] != 3 || items[1].Author[1].Literal != "Bo and Berg" || items[1].Title != `50% of {brace & $5 \input{x} #1 _under_ ~tilde^ "quoted"` {
		t.Errorf("%+v", items)
	}
}

// TestBibliographyElsewhere has other programs read them, where Python has them: bibtexparser, rispy and citeproc.
func TestBibliographyElsewhere(t *testing.T) {
	python := pythonFor(t)
	dir := t.TempDir()
	for form, text := range citedForms(t) {
		if err := os.WriteFile(filepath.Join(dir, form), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for library, script := range map[string]string{
		"bibtexparser": `
import bibtexparser
try:
    lib = bibtexparser.parse_file("bibtex")
    assert not lib.failed_blocks, lib.failed_blocks
    entries = [{f.key: f.value for f in e.fields} for e in lib.entries]
except AttributeError:
    entries = bibtexparser.loads(open("bibtex", encoding="utf-8").read()).entries
assert len(entries) == 3, entries
assert "50\\%" in entries[1]["title"] and entries[1]["date"] == "2026-03-01", entries[1]
print(len(entries))`,
		"rispy": `
import rispy
entries = rispy.load(open("ris", encoding="utf-8", newline=""))
assert [e["type_of_reference"] for e in entries] == ["NEWS"] * 3
assert entries[1]["authors"] == ["Ada Holt", "Bo and Berg"] and entries[2]["title"].startswith("Zürich"), entries
print(len(entries))`,
		"citeproc": `
import json, warnings
warnings.simplefilter("ignore")
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
open("own.csl", "w").write("""<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>own</title><id>own</id><updated>2026-01-01T00:00:00Z</updated></info>
<citation><layout><text variable="title"/></layout></citation>
<bibliography><layout suffix="."><group delimiter=", "><names variable="author"/><text variable="title"/><text variable="container-title"/><date variable="issued"><date-part name="year"/></date></group></layout></bibliography></style>""")
items = json.load(open("csl-json", encoding="utf-8"))
bib = CitationStylesBibliography(CitationStylesStyle("own.csl", validate=False), CiteProcJSON(items), formatter.plain)
for x in items:
    bib.register(Citation([CitationItem(x["id"])]))
shown = " ".join(str(x) for x in bib.bibliography())
assert "Zürich" in shown and "2026" in shown and "Courrier" in shown, shown
print(len(bib.bibliography()))`,
	} {
		t.Run(library, func(t *testing.T) {
			if err := exec.Command(python, "-c", "import "+library).Run(); err != nil {
				t.Skipf("not read by %s: %s cannot import it", library, python)
			}
			if got := elsewhere(t, dir, python, script); got != "3" {
				t.Errorf("%s reads %s entries, want 3", library, got)
			}
		})
	}
}

// FuzzBibliography gives a report any title, outlet, author and address: each form still reads as one reference.
func FuzzBibliography(f *testing.F) {
	for _, m := range citedReports {
		f.Add(m.Title, m.Publisher, m.Author, m.URL)
	}
	f.Add("}\n@book{x, title = {y}}", "%\\", " and , and ", "}\\ \"")
	f.Fuzz(func(t *testing.T, title, outlet, author, url string) {
		if !utf8.ValidString(title + outlet + author + url) {
			return
		}
		r := &export.Report{Document: &onrecord.Document{ID: "x", Text: "Nothing was told.", Meta: onrecord.Meta{Title: title, Publisher: outlet, Author: author, URL: url, Published: "2026-03-01"}}}
		var bib, ris, csl bytes.Buffer
		if err := errors.Join(export.BibTeX(&bib, r, export.Style{}), export.RIS(&ris, r, export.Style{}), export.CSLJSON(&csl, r, export.Style{})); err != nil {
			t.Fatal(err)
		}
		if list, err := parseBib(bib.String()); err != nil || len(list) != 1 || list[0].fields["title"] == "" {
			t.Errorf("%v: %s", err, bib.String())
		}
		for line := range strings.SplitSeq(ris.String(), "\r\n") {
			if line != "" && !regexp.MustCompile(`^[A-Z][A-Z0-9]  - `).MatchString(line) || strings.ContainsAny(line, "\r\n") {
				t.Errorf("no line of RIS: %q", line)
			}
		}
		var items []map[string]any
		if err := json.Unmarshal(csl.Bytes(), &items); err != nil || len(items) != 1 {
			t.Errorf("%v: %s", err, csl.String())
		}
	})
}
