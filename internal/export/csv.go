package export

import (
	"encoding/csv"
	"io"
	"reflect"
	"strconv"
	"strings"

	"onrecord/internal/export/sheet"
)

// CSVStatements writes the statements of a report as rows of CSV (RFC 4180), CSVEvents its events, CSVPositions its positions.
// [Format.Head] is their heading. Cells hold the report's words as they stand, with an apostrophe before those that a spreadsheet would take
// for a formula; see [sheet.Words].
func CSVStatements(w io.Writer, r *Report, _ Style) error { return writeCSV(w, StatementRows(r)) }

// CSVEvents writes events; see [CSVStatements].
func CSVEvents(w io.Writer, r *Report, _ Style) error { return writeCSV(w, EventRows(r)) }

// CSVPositions writes positions; see [CSVStatements].
func CSVPositions(w io.Writer, r *Report, _ Style) error { return writeCSV(w, PositionRows(r)) }

// columnsOf are the names of a row's columns, as its tags have them.
func columnsOf[T any]() []string {
	t := reflect.TypeFor[T]()
	out := make([]string, t.NumField())
	for i := range out {
		out[i] = t.Field(i).Tag.Get("parquet")
	}
	return out
}

func csvHead[T any]() string { return strings.Join(columnsOf[T](), ",") + "\n" }

func writeCSV[T any](w io.Writer, rows []T) error {
	c := csv.NewWriter(w)
	for i := range rows {
		v := reflect.ValueOf(rows[i])
		cells := make([]string, v.NumField())
		for k := range cells {
			cells[k] = cell(v.Field(k))
		}
		if err := c.Write(cells); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

func cell(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return "" // not measured
		}
		return cell(v.Elem())
	case reflect.Int:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Float64:
		return plainNumber(v.Float())
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	}
	return sheet.Words(v.String())
}
