package dna

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"onrecord"
	"onrecord/internal/export/sheet"
)

// The columns of the analyzer's event list, and what the lossless list has besides.
var (
	eventColumns = []string{"statement_id", "time", "person", "organization", "concept", "agreement", "start_position", "stop_position", "text", "coder",
		"document_id", "document_title", "document_author", "document_source", "document_section", "document_type"}
	losslessColumns = []string{"stance", "firmness", "issue", "conditions", "red_line", "on_word_of", "report", "position", "url"}
)

// Events writes event lists: cells in quotation marks, a semicolon between. The analyzer's own lists change a semicolon in a cell to a
// comma and a quotation mark to an apostrophe, and so does the compatible list; the lossless one doubles quotation marks, changes nothing,
// and has further columns. Both have an apostrophe before what a spreadsheet would take for a formula; see [sheet.Words].
type Events struct {
	w         io.Writer
	lossless  bool
	n, report int
}

// NewEvents begins a list with its heading.
func NewEvents(w io.Writer, lossless bool) (*Events, error) {
	e := &Events{w: w, lossless: lossless}
	head := eventColumns
	if lossless {
		head = append(append([]string(nil), eventColumns...), losslessColumns...)
	}
	return e, e.line(head)
}

// Add writes the statements of a report; see [Statements].
func (e *Events) Add(d *onrecord.Document, only map[string]bool) error {
	e.report++
	list, _ := Statements(d, only)
	for _, s := range list {
		e.n++
		cells := []string{strconv.Itoa(e.n), stamp(d.Meta), s.Person, s.Organization, s.Concept, truth(s.Agree), strconv.Itoa(s.Start),
			strconv.Itoa(s.Stop), s.Text, "onrecord", strconv.Itoa(e.report), title(d), d.Meta.Author, d.Meta.Publisher, "", ""}
		if e.lossless {
			cells = append(cells, s.Stance, strconv.Itoa(s.Firmness), s.Issue, s.Conditions, truth(s.RedLine), s.OnWordOf, onrecord.Digest(d.Text),
				strconv.Itoa(s.Position), d.Meta.URL)
		}
		if err := e.line(cells); err != nil {
			return err
		}
	}
	return nil
}

func (e *Events) line(cells []string) error {
	out := make([]string, len(cells))
	for i, c := range cells {
		c = sheet.Words(c)
		if e.lossless {
			out[i] = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		} else {
			out[i] = `"` + strings.NewReplacer(";", ",", `"`, "'", "\n", " ", "\r", " ").Replace(c) + `"`
		}
	}
	_, err := fmt.Fprintln(e.w, strings.Join(out, ";"))
	return err
}

func truth(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

func stamp(m onrecord.Meta) string {
	if t := m.When(); !t.IsZero() {
		return t.Format("02-01-2006 15:04")
	}
	return ""
}

func title(d *onrecord.Document) string {
	if d.Meta.Title != "" {
		return d.Meta.Title
	}
	first, _, _ := strings.Cut(strings.TrimSpace(d.Text), "\n")
	return first
}
