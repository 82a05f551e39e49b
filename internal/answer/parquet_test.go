package answer

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
	"pgregory.net/rapid"

	"onrecord/internal/export"
)

type row struct {
	Words string  `parquet:"words"`
	N     int     `parquet:"n"`
	Share float64 `parquet:"share"`
	Set   bool    `parquet:"set"`
}

func written[T any](t interface{ Fatal(...any) }, rows []T) *parquet.File {
	var b bytes.Buffer
	w := table[T](&b)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func readBack[T any](t interface{ Fatal(...any) }, f *parquet.File) []T {
	r := parquet.NewGenericReader[T](f)
	defer r.Close()
	var out []T
	for buffer := make([]T, 1000); ; {
		n, err := r.Read(buffer)
		out = append(out, buffer[:n]...)
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestTablesReadBack(t *testing.T) {
	many := make([]row, 2*groupRows+5001)
	for i := range many {
		many[i] = row{strings.Repeat("é", i%7), i - 100, float64(i) / 3, i%3 == 0}
	}
	unlike := make([]row, groupRows) // more than is numbered
	for i := range unlike {
		unlike[i].Words = fmt.Sprintf("%d %s", i, strings.Repeat("word ", 50))
	}
	for name, rows := range map[string][]row{"none": nil, "hostile": {{"a\tb\n\"c\",;=cmd()\u202e\x01👍", -1, -0.5, true}, {}}, "many": many, "unlike": unlike} {
		f := written(t, rows)
		if diff := cmp.Diff(rows, readBack[row](t, f)); diff != "" {
			t.Errorf("%s: -written +read\n%.500s", name, diff)
		}
		for i, g := range f.RowGroups() {
			if g.NumRows() > groupRows {
				t.Errorf("%s: group %d has %d rows", name, i, g.NumRows())
			}
		}
	}
}

func TestAnyRowsReadBack(t *testing.T) {
	one := rapid.Custom(func(rt *rapid.T) row {
		return row{rapid.String().Draw(rt, "words"), rapid.Int().Draw(rt, "n"), rapid.Float64().Draw(rt, "share"), rapid.Bool().Draw(rt, "set")}
	})
	rapid.Check(t, func(rt *rapid.T) {
		rows := rapid.SliceOfN(one, 1, 20).Draw(rt, "rows")
		if diff := cmp.Diff(rows, readBack[row](rt, written(rt, rows))); diff != "" {
			rt.Fatalf("-written +read\n%s", diff)
		}
	})
}

// TestTableColumns holds the tables to flat columns, required where everything has a value, in the order of the fields, of types that every reader knows.
func TestTableColumns(t *testing.T) {
	columns(t, export.StatementRow{})
	columns(t, export.EventRow{})
	columns(t, export.PositionRow{})
}

func columns[T any](t *testing.T, _ T) {
	t.Helper()
	rows := reflect.TypeFor[T]()
	f := written(t, make([]T, 3))
	meta := f.Metadata()
	if got, want := len(meta.Schema), rows.NumField()+1; got != want {
		t.Fatalf("%s: %d columns, want %d", rows, got-1, want-1)
	}
	for i, c := range meta.Schema[1:] {
		field := rows.Field(i)
		of, given := field.Type, format.Required
		if of.Kind() == reflect.Pointer { // what may be not measured
			of, given = of.Elem(), format.Optional
		}
		kind := map[reflect.Kind]format.Type{reflect.String: format.ByteArray, reflect.Int: format.Int64, reflect.Float64: format.Double, reflect.Bool: format.Boolean}[of.Kind()]
		if c.Name != field.Tag.Get("parquet") || c.Type != thrift.New(kind) || c.RepetitionType != thrift.New(given) {
			t.Errorf("%s: column %d is %s %v %v, want %s %v %v", rows, i, c.Name, c.Type, c.RepetitionType, field.Tag.Get("parquet"), kind, given)
		}
		if text := c.ConvertedType == thrift.New(deprecated.UTF8); text != (kind == format.ByteArray) {
			t.Errorf("%s: %s is text: %v", rows, c.Name, text)
		}
		if packed := meta.RowGroups[0].Columns[i].MetaData.Codec; packed != format.Zstd {
			t.Errorf("%s: %s is packed by %s", rows, c.Name, packed)
		}
	}
}

// TestTableMemory: what is kept in memory while a table is written does not grow with it.
func TestTableMemory(t *testing.T) {
	w := table[row](io.Discard)
	held := func() uint64 {
		var m runtime.MemStats
		for range 3 { // what other tests left goes with its finalizers
			runtime.GC()
		}
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	rows := make([]row, 500)
	var early uint64
	for i := range 400 { // twenty groups
		for k := range rows {
			rows[k] = row{fmt.Sprintf("%d %d %s", i, k, strings.Repeat("word ", 40)), k, float64(k), k%2 == 0}
		}
		if _, err := w.Write(rows); err != nil {
			t.Fatal(err)
		}
		if i == 60 { // the third group is over
			early = held()
		}
	}
	if late := held(); late > early+8<<20 {
		t.Errorf("after 20 groups %d MB are held, after 3 %d MB", late>>20, early>>20)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}
