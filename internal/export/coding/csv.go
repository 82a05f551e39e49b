package coding

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"onrecord"
	"onrecord/internal/export/sheet"
)

// between joins pieces of words in a cell, as the exports do.
const between = " … "

// column is a field as a table has it.
type column struct {
	field string
	cell  string   // its column
	at    []string // columns of where it begins and ends, in code points
	words bool     // words of the report
}

// columns are those of the tables of statements, events and positions, by kind; the first is what makes a finding.
var columns = map[onrecord.Kind][]column{
	onrecord.KindStatement: {{"content", "content", []string{"content_start", "content_end"}, true}, {"source", "source", []string{"source_start", "source_end"}, true},
		{"cue", "cue", []string{"cue_start", "cue_end"}, true}, {field: "source_kind", cell: "source_kind"}, {field: "naming", cell: "naming"}, {field: "type", cell: "type"}},
	onrecord.KindEvent: {{"trigger", "trigger", []string{"trigger_start", "trigger_end"}, true}, {"actor", "actor", []string{"actor_start", "actor_end"}, true},
		{"recipient", "recipient", []string{"recipient_start", "recipient_end"}, true}, {field: "root", cell: "root"}, {field: "status", cell: "status"},
		{field: "modality", cell: "modality"}, {field: "date", cell: "date"}, {field: "place", cell: "place_country"}},
	onrecord.KindPosition: {{"passage", "quote", []string{"start", "end"}, true}, {"actor", "actor", []string{"actor_start", "actor_end"}, true},
		{field: "issue", cell: "issue"}, {field: "proposition", cell: "proposition"}, {field: "stance", cell: "stance"}, {field: "firmness", cell: "firmness"},
		{field: "conditions", cell: "conditions"}, {field: "topic", cell: "topic"}},
}

var kinds = []onrecord.Kind{onrecord.KindStatement, onrecord.KindEvent, onrecord.KindPosition}

// Table reads a table of findings in CSV with a heading: the columns are those of the exports csv-statements, csv-events and csv-positions,
// and beside them a start and an end of any words (source_start, source_end), in code points with the end exclusive, coder, note and kind.
// Which kind of finding a row is, kind says (statement, event, position), else the columns that there are. A report is named by the digest of its
// text (report) or by its address (url). An empty cell says nothing. Semicolons and tabs between cells do as well. The error wraps [ErrForm].
func Table(data []byte) ([]Text, []Problem, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !bytes.Contains(data, []byte("\n")) { // as some spreadsheets end lines
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	first, _, _ := bytes.Cut(data, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.ReuseRecord, r.LazyQuotes = -1, true, false
	for _, c := range []rune{';', '\t'} {
		if bytes.Count(first, []byte(string(c))) > bytes.Count(first, []byte(string(r.Comma))) {
			r.Comma = c
		}
	}
	head, err := r.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("%w: its heading: %w", ErrForm, err)
	}
	t := &table{cells: map[string]int{}, texts: map[[2]string]int{}}
	for i, name := range head {
		t.cells[strings.ToLower(strings.TrimSpace(name))] = i
	}
	if err := t.kinds(); err != nil {
		return nil, nil, err
	}
	t.unknown(head)
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			if len(t.out)+len(t.problems) == 0 {
				return nil, nil, fmt.Errorf("%w: it has a heading and no rows", ErrForm)
			}
			return t.out, t.problems, nil
		}
		if p := new(csv.ParseError); errors.As(err, &p) {
			t.problems = append(t.problems, Problem{Place: p.StartLine, Why: "no row of CSV: " + p.Err.Error()})
			if errors.Is(err, csv.ErrQuote) { // what follows may lie in a cell without an end
				return t.out, t.problems, nil
			}
			continue
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrForm, err)
		}
		line, _ := r.FieldPos(0)
		t.row(line, row)
	}
}

// table is a table being read.
type table struct {
	cells    map[string]int
	kind     onrecord.Kind // of all rows; "" where each names its own
	texts    map[[2]string]int
	out      []Text
	problems []Problem
}

// kinds looks which findings the columns can hold.
func (t *table) kinds() error {
	_, report := t.cells["report"]
	_, url := t.cells["url"]
	if !report && !url {
		return fmt.Errorf("%w: a table of codings has a column report (the digest of the text) or url", ErrForm)
	}
	if _, each := t.cells["kind"]; each {
		return nil
	}
	for _, kind := range kinds {
		if _, ok := t.cells[columns[kind][0].cell]; !ok {
			continue
		}
		if t.kind != "" {
			return fmt.Errorf("%w: its columns are those of a %s and of a %s: say which in a column kind", ErrForm, t.kind, kind)
		}
		t.kind = kind
	}
	if t.kind == "" {
		return fmt.Errorf("%w: a table of codings has a column content (of statements), trigger (of events) or quote (of positions)", ErrForm)
	}
	return nil
}

// beside are the columns of the exports that say nothing of a coding, or what follows from the rest.
var beside = strings.Fields("report url kind coder note id finding title outlet published source_name anonymity affiliation country form within by confidence decided decided_by as_read own_lists outlet_owner" +
	" actor_code mode quad intensity recipient_code date_end place place_is_dateline factuality polarity on_word_of on_word_of_kind word sentence actor_name firmness_cues red_line time_bound")

// unknown tells of columns that a table of codings does not have: a name that is written otherwise would be lost in silence.
func (t *table) unknown(head []string) {
	known := map[string]bool{"": true}
	for _, name := range beside {
		known[name] = true
	}
	for _, kind := range kinds {
		for _, c := range columns[kind] {
			known[c.cell] = true
			for _, at := range c.at {
				known[at] = true
			}
		}
	}
	for _, name := range head {
		if name = strings.ToLower(strings.TrimSpace(name)); !known[name] {
			t.problems = append(t.problems, Problem{1, fmt.Sprintf("column %q has no place in a coding and is passed over", name), true})
		}
	}
}

// row reads a row.
func (t *table) row(line int, row []string) {
	cell := func(name string) string {
		if i, ok := t.cells[name]; ok && i < len(row) {
			return sheet.Plain(row[i])
		}
		return ""
	}
	problem := func(format string, args ...any) {
		t.problems = append(t.problems, Problem{Place: line, Why: fmt.Sprintf(format, args...)})
	}
	kind := t.kind
	if kind == "" {
		if kind = onrecord.Kind(strings.ToLower(strings.TrimSpace(cell("kind")))); !slices.Contains(kinds, kind) {
			problem("kind is statement, event or position, got %q", cell("kind"))
			return
		}
	}
	f := Finding{Place: line, Kind: kind, Who: strings.TrimSpace(cell("coder")), Note: strings.TrimSpace(cell("note")), Rejected: cell("decided") == "rejected"}
	for i, c := range columns[kind] {
		v, err := value(c, cell)
		if err != nil {
			problem("%v", err)
			return
		}
		if i == 0 && len(v.Words) == 0 {
			problem("there are no words for the %s in column %s", c.field, c.cell)
			return
		}
		f.set(v)
	}
	report, url := strings.TrimSpace(cell("report")), strings.TrimSpace(cell("url"))
	if report == "" && url == "" {
		problem("no report is named")
		return
	}
	key := [2]string{report, url}
	i, ok := t.texts[key]
	if !ok {
		i = len(t.out)
		t.texts[key] = i
		t.out = append(t.out, Text{Digest: report, URL: url})
	}
	t.out[i].Findings = append(t.out[i].Findings, f)
}

// value reads the cells of a field.
func value(c column, cell func(string) string) (Value, error) {
	v := Value{Field: c.field}
	words := cell(c.cell)
	if !c.words {
		v.Text = strings.TrimSpace(words)
		if place := strings.TrimSpace(cell("place")); c.field == "place" && v.Text == "" && place != "" { // its state is not known
			v.Words = []Words{{Exact: place}}
		}
		if c.field == "date" && v.Text != "" && cell("date_end") != "" && cell("date_end") != v.Text {
			v.Text += "/" + cell("date_end")
		}
		return v, nil
	}
	for i, to := range []*int{&v.Begin, &v.End} {
		if s := strings.TrimSpace(cell(c.at[i])); s != "" {
			n, err := strconv.Atoi(s)
			if err != nil || n < 0 {
				return v, fmt.Errorf("%s is a number of characters, got %q", c.at[i], s)
			}
			*to = n
		}
	}
	if v.End <= v.Begin && v.End != 0 {
		return v, fmt.Errorf("%s %d is not behind %s %d", c.at[1], v.End, c.at[0], v.Begin)
	}
	switch {
	case strings.TrimSpace(words) == "" && v.End > 0: // the place alone
		v.Words = []Words{{Begin: v.Begin, End: v.End}}
	case strings.TrimSpace(words) != "":
		for _, s := range strings.Split(words, between) {
			v.Words = append(v.Words, Words{Exact: s})
		}
	}
	return v, nil
}
