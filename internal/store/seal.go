package store

import (
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"
	"strings"

	"onrecord"
)

// Every row of what was read carries a checksum over its columns and the digest of its report, so that a byte that has changed, in the
// file or on its way, is noticed before it is cited. Checksums guard against accidents: whoever can write to a store can write them too.

// sealColumn is where the checksum of a row stands.
const sealColumn = "seal"

// reportColumns are what the checksum of a report is over.
const reportColumns = "id, given, url, outlet, title, published, day, language, tool, lexicon, models, text"

// Columns of the other tables whose rows have a checksum.
const (
	partyColumns      = "finding, side, name, entity, country, sector, code"
	entityColumns     = "report, number, name, kind, country, code, spans, mentions"
	appearanceColumns = "report, outlet, url, published, title, given"
)

// rowsOf are the tables with rows of one report, each with the condition for these.
var rowsOf = []struct {
	table, columns string
	wide           bool // rows are numbered by report times [perReport], not by report
	number         string
}{
	{"findings", findingColumns, true, "n"},
	{"parties", partyColumns, true, "finding"},
	{"entities", entityColumns, false, "report"},
	{"appearances", appearanceColumns, false, "report"},
}

// between are the numbers of the rows of a report.
func between(report int64, wide bool) (first, last int64) {
	if wide {
		return report * perReport, (report+1)*perReport - 1
	}
	return report, report
}

// of puts the name of a table before each of some columns.
func of(table, columns string) string {
	list := strings.FieldsFunc(columns, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\t' })
	return table + "." + strings.Join(list, ", "+table+".")
}

// seal is the checksum of values, each with its kind and length, as the database gives them back.
func seal(values ...any) string {
	h := sha256.New()
	var n [9]byte
	write := func(kind byte, size uint64, body string) {
		n[0] = kind
		binary.BigEndian.PutUint64(n[1:], size)
		h.Write(n[:])
		h.Write([]byte(body))
	}
	for _, v := range values {
		v, err := driver.DefaultParameterConverter.ConvertValue(v)
		if err != nil {
			panic(err) // only a type that no column has
		}
		switch v := v.(type) {
		case nil:
			write('0', 0, "")
		case int64:
			write('i', uint64(v), "")
		case float64:
			write('f', math.Float64bits(v), "")
		case string:
			write('s', uint64(len(v)), v)
		case []byte:
			write('b', uint64(len(v)), string(v))
		default:
			panic(fmt.Sprintf("a column of %T", v))
		}
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12])
}

// sealed are rows with their checksums behind them, of the report of that digest.
func sealed(id string, rows [][]any) [][]any {
	for i, r := range rows {
		rows[i] = append(r, seal(append([]any{id}, r...)...))
	}
	return rows
}

// broken says that something of a report does not match its checksum. The error wraps [ErrBroken].
func broken(report, what string) error {
	return fmt.Errorf("%w: %s of report %s does not match its checksum; onrecord check names all that does not", ErrBroken, what, report)
}

// row is a row of a query as the database gives it, for checksums.
type row []any

func readRow(rows *sql.Rows, columns int) (row, error) {
	r := make(row, columns)
	into := make([]any, columns)
	for i := range r {
		into[i] = &r[i]
	}
	return r, rows.Scan(into...)
}

// matches tells whether the last of some values is the checksum of the others, after what is put before them.
func (r row) matches(before ...any) bool {
	last := len(r) - 1
	got, _ := r[last].(string)
	return got == seal(append(before, r[:last]...)...)
}

// loadColumns are what [loadReport] reads of reports r.
var loadColumns = of("r", reportColumns) + ", r.seal, r.reading, r.reading_seal"

// loaded is how many columns these are.
var loaded = strings.Count(loadColumns, ",") + 1

// loadReport is the report of a row of [loadColumns], with id, as it was when it was stored. Errors wrap [ErrBroken].
// With layers named it has these alone. Errors may wrap [ErrNewerReading] or [ErrOldReading] too.
func loadReport(r row, wanted ...layer) (*onrecord.Document, error) {
	id, _ := r[0].(string)
	text, _ := r[loaded-4].(string)
	packed, _ := r[loaded-2].([]byte)
	if !r[:loaded-2].matches() {
		return nil, broken(id, "the text or what is known of it")
	}
	if r[loaded-1] != seal(id, packed) {
		return nil, broken(id, "the reading")
	}
	d, err := unpack(packed, text, wanted...)
	if err != nil {
		return nil, fmt.Errorf("report %s: %w", id, err)
	}
	if onrecord.Digest(d.Text) != id {
		return nil, broken(id, "the text")
	}
	return d, nil
}
