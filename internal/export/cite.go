package export

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"onrecord"
)

// entry is what a report is cited by in a bibliography. What is not known is "".
type entry struct {
	key, title, outlet, url, language, digest string
	authors                                   []string // as printed; first and family names are not told apart
	day                                       time.Time
}

func newEntry(r *Report) entry {
	e := entry{title: cited(r.Title()), outlet: cited(r.Meta.Publisher), url: cited(r.Meta.URL), language: languageTag(r.Language.Code), digest: onrecord.Digest(r.Text)}
	e.title = cmp.Or(e.title, "Report "+e.digest[:keyDigits])
	for _, a := range strings.Split(cmp.Or(cited(r.Meta.Author), cited(r.In(r.Meta.Byline))), ", ") {
		if a = strings.TrimSpace(a); a != "" {
			e.authors = append(e.authors, a)
		}
	}
	e.day, _ = time.Parse(time.DateOnly, r.Meta.Day()) // the zero time is not known
	e.key = citeKey(&e)
	return e
}

// cited is words on one line, without the characters that stand for nothing.
func cited(s string) string {
	return onrecord.OneLine(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) || r == '\ufeff' || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s))
}

// keyDigits are so many digits of the digest that two reports of a bibliography hardly share them.
const keyDigits = 12

// citeKey is the key of an entry, the same wherever it is cited: "harbourgazette2026-0123456789ab".
func citeKey(e *entry) string {
	outlet := strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		}
		return -1
	}, e.outlet)
	if outlet == "" {
		outlet = "report"
	}
	year := ""
	if !e.day.IsZero() {
		year = strconv.Itoa(e.day.Year())
	}
	return outlet[:min(len(outlet), 24)] + year + "-" + e.digest[:keyDigits]
}

// ofText says which text is cited, so that a reader can tell whether it has changed.
func (e *entry) ofText() string { return "Text SHA-256 " + e.digest }

// BibTeX writes the report as an entry of BibTeX, for biblatex, too. Names of authors stand in braces, as they are printed.
func BibTeX(w io.Writer, r *Report, _ Style) error {
	e := newEntry(r)
	kind, outlet := "article", "journal"
	if e.outlet == "" {
		kind = "misc"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "@%s{%s,\n", kind, e.key)
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "  %s = %s,\n", name, value)
		}
	}
	braced := func(s string) string {
		if s == "" {
			return ""
		}
		return "{" + inTeX(s) + "}"
	}
	field("title", "{"+braced(e.title)+"}")
	var authors []string
	for _, a := range e.authors {
		authors = append(authors, braced(a))
	}
	if len(authors) > 0 {
		field("author", "{"+strings.Join(authors, " and ")+"}")
	}
	field(outlet, braced(e.outlet))
	if !e.day.IsZero() {
		field("year", "{"+strconv.Itoa(e.day.Year())+"}")
		field("month", strings.ToLower(e.day.Month().String()[:3])) // a macro of every style
		field("date", "{"+e.day.Format(time.DateOnly)+"}")
	}
	if e.url != "" {
		field("url", "{"+inAddress(e.url)+"}")
	}
	if e.language == "en" {
		field("langid", "{english}")
	}
	field("note", braced(e.ofText()))
	b.WriteString("}\n\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// inTeX writes words so that TeX shows them as they are. BibTeX counts braces whatever stands before them, so that they go by name.
func inTeX(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch r {
		case '\\':
			b.WriteString(`{\textbackslash}`)
		case '{':
			b.WriteString(`{\textbraceleft}`)
		case '}':
			b.WriteString(`{\textbraceright}`)
		case '~':
			b.WriteString(`{\textasciitilde}`)
		case '^':
			b.WriteString(`{\textasciicircum}`)
		case '&', '%', '$', '#', '_':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// inAddress is an address as the field url has it, which is set letter by letter: what could end the field is written as addresses write it.
func inAddress(s string) string {
	return strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C", " ", "%20", `"`, "%22").Replace(s)
}

// RIS writes the report as a reference of RIS, as Zotero, EndNote and Mendeley read it. Its lines end with CR LF.
func RIS(w io.Writer, r *Report, _ Style) error {
	e := newEntry(r)
	var b strings.Builder
	line := func(tag, value string) {
		if value != "" {
			b.WriteString(tag + "  - " + value + "\r\n")
		}
	}
	line("TY", "NEWS")
	line("ID", e.key)
	line("TI", e.title)
	for _, a := range e.authors {
		line("AU", a)
	}
	line("T2", e.outlet)
	if !e.day.IsZero() {
		line("PY", strconv.Itoa(e.day.Year()))
		line("DA", e.day.Format("2006/01/02/"))
	}
	line("UR", e.url)
	line("LA", e.language)
	line("N1", e.ofText())
	b.WriteString("ER  - \r\n\r\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// cslItem is an item of CSL-JSON (citeproc-js, csl-data.json 1.0).
type cslItem struct {
	ID        string    `json:"id"`
	Type      string    `json:"type"`
	Title     string    `json:"title"`
	Author    []cslName `json:"author,omitempty"`
	Container string    `json:"container-title,omitempty"`
	Issued    *cslDate  `json:"issued,omitempty"`
	URL       string    `json:"URL,omitempty"`
	Language  string    `json:"language,omitempty"`
	Note      string    `json:"note"`
}

type cslName struct {
	Literal string `json:"literal"`
}

type cslDate struct {
	Parts [][]int `json:"date-parts"`
}

// CSLItem is the report as an item of CSL-JSON, to stand in an array of them.
func CSLItem(r *Report) (json.RawMessage, error) {
	e := newEntry(r)
	x := cslItem{ID: e.key, Type: "article-newspaper", Title: e.title, Container: e.outlet, URL: e.url, Language: e.language, Note: e.ofText()}
	for _, a := range e.authors {
		x.Author = append(x.Author, cslName{a})
	}
	if !e.day.IsZero() {
		x.Issued = &cslDate{[][]int{{e.day.Year(), int(e.day.Month()), e.day.Day()}}}
	}
	var b strings.Builder
	err := writeLine(&b, x)
	return json.RawMessage(strings.TrimSpace(b.String())), err
}

// CSLJSON writes the report as CSL-JSON, an array of one, as Zotero, pandoc and citeproc read it.
func CSLJSON(w io.Writer, r *Report, _ Style) error {
	item, err := CSLItem(r)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "[%s]\n", item)
	return err
}
