package export

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"onrecord"
	"onrecord/internal/export/sheet"
)

// CellType is what the cells of a column hold, by its name in Frictionless Table Schema.
type CellType string

// The types of cells.
const (
	CellWords  CellType = "string"
	CellDay    CellType = "date"    // 2006-01-02
	CellWhole  CellType = "integer" // a whole number
	CellNumber CellType = "number"
	CellTruth  CellType = "boolean" // true, false
)

// Column is one column of the table for researchers. The heading, the cells, the types in Parquet and the data dictionary are all made
// from this one list.
type Column struct {
	Name   string
	Of     onrecord.Kind // which rows can have it; "" is both events and positions
	Type   CellType
	What   string   // its meaning, one line
	Values []string // where the values are a closed list

	cell func(*tableRow) any // string, int, float64 or bool; nil and "" are not known
}

// Table is the one table for researchers with the columns that were chosen: a row for each event and each position of a report.
type Table struct{ Columns []Column }

// NewTable is the table with some columns in that order; with none named it has all. The error names the columns there are.
func NewTable(names []string) (*Table, error) {
	all := Columns()
	if len(names) == 0 {
		return &Table{all}, nil
	}
	t := &Table{}
	for _, name := range names {
		at := func(list []Column) int { return slices.IndexFunc(list, func(c Column) bool { return c.Name == name }) }
		k := at(all)
		switch {
		case k < 0:
			return nil, fmt.Errorf("there is no column %q; there are %s", name, strings.Join((&Table{all}).Heading(), ", "))
		case at(t.Columns) >= 0:
			return nil, fmt.Errorf("the column %q is chosen twice", name)
		}
		t.Columns = append(t.Columns, all[k])
	}
	return t, nil
}

// Heading are the names of the columns.
func (t *Table) Heading() []string {
	out := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = c.Name
	}
	return out
}

// Rows are the events and positions of a report in the order of their words, a cell for each column: string, int, float64 or bool. What is
// not known or was not measured is nil, never "" or 0.
func (t *Table) Rows(r *Report) [][]any {
	rows := tableRows(r)
	out := make([][]any, len(rows))
	for i := range rows {
		out[i] = make([]any, len(t.Columns))
		for k, c := range t.Columns {
			if c.Of != "" && c.Of != rows[i].c.Kind {
				continue
			}
			if v := c.cell(&rows[i]); v != "" {
				out[i][k] = v
			}
		}
	}
	return out
}

// byteOrderMark opens a table that spreadsheets are to take for UTF-8, so that accents are shown.
const byteOrderMark = "\ufeff"

// Head is the heading of the table as CSV.
func (t *Table) Head() string {
	var b strings.Builder
	_ = sheet.Row(&b, t.Heading()) // a builder takes all
	return byteOrderMark + b.String()
}

// CSV writes the rows of a report as spreadsheets take them: see [sheet.Row] and, for words that would be taken for a formula,
// [sheet.Words].
func (t *Table) CSV(w io.Writer, r *Report) error {
	for _, row := range t.Rows(r) {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = tableCell(v)
		}
		if err := sheet.Row(w, cells); err != nil {
			return err
		}
	}
	return nil
}

func tableCell(v any) string {
	switch v := v.(type) {
	case string:
		return sheet.Words(v)
	case int:
		return strconv.Itoa(v)
	case float64:
		return plainNumber(v)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// Dictionary are the columns of the data dictionary, and a row for each column of the table.
func (t *Table) Dictionary() (heading []string, rows [][]string) {
	for _, c := range t.Columns {
		of := "events and positions"
		if c.Of != "" {
			of = string(c.Of) + "s"
		}
		rows = append(rows, []string{c.Name, string(c.Type), of, c.What, strings.Join(c.Values, ", ")})
	}
	return []string{"column", "type", "rows", "meaning", "values"}, rows
}

// WriteDictionary writes the data dictionary as CSV for spreadsheets.
func (t *Table) WriteDictionary(w io.Writer) error {
	heading, rows := t.Dictionary()
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	for _, row := range append([][]string{heading}, rows...) {
		if err := sheet.Row(w, row); err != nil {
			return err
		}
	}
	return nil
}

// tableSchema is a Table Schema of Frictionless (specs.frictionlessdata.io).
type tableSchema struct {
	Schema  string       `json:"$schema"`
	Missing []string     `json:"missingValues"`
	Key     []string     `json:"primaryKey,omitempty"`
	Fields  []tableField `json:"fields"`
}

type tableField struct {
	Name        string       `json:"name"`
	Type        CellType     `json:"type"`
	Description string       `json:"description"`
	Constraints *tableValues `json:"constraints,omitempty"`
}

type tableValues struct {
	Enum []string `json:"enum"`
}

// WriteSchema writes the data dictionary as a Table Schema of Frictionless, for programs.
func (t *Table) WriteSchema(w io.Writer) error {
	s := tableSchema{Schema: "https://datapackage.org/profiles/2.0/tableschema.json", Missing: []string{""}}
	if names := t.Heading(); slices.Contains(names, "report") && slices.Contains(names, "finding") {
		s.Key = []string{"report", "finding"}
	}
	for _, c := range t.Columns {
		f := tableField{Name: c.Name, Type: c.Type, Description: c.What}
		if c.Of != "" {
			f.Description = "Of " + string(c.Of) + "s: " + c.What
		}
		if c.Values != nil && c.Type == CellWords {
			f.Constraints = &tableValues{c.Values}
		}
		s.Fields = append(s.Fields, f)
	}
	return writeLine(w, s)
}

// WholeTable writes the events and positions of a report with all columns as CSV for spreadsheets.
func WholeTable(w io.Writer, r *Report, _ Style) error {
	t := Table{Columns()}
	return t.CSV(w, r)
}

func wholeTableHead() string {
	t := Table{Columns()}
	return t.Head()
}
