// Package parquet writes flat tables as Apache Parquet (format 1): required columns of text, whole numbers, numbers and truth values,
// plainly encoded, in pages packed by gzip. It holds one group of rows in memory at a time.
//
// The well-kept library for Parquet would make the program a fifth larger, most of it for reading and for nested columns, which nobody
// needs here; the tests read these files back with it.
package parquet

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"reflect"
)

// groupRows is how many rows are kept together before they are written.
const groupRows = 10_000

// Physical types, encodings and codecs by their numbers in the format.
const (
	typeBool, typeInt, typeDouble, typeText = 0, 2, 5, 6
	plain, rle                              = 0, 3
	packed                                  = 2 // gzip
	required                                = 0
	utf8Text                                = 0
	dataPage                                = 0
)

const magic = "PAR1"

// Writer writes rows of one struct type, whose fields are strings, ints, float64s or bools; their tags "parquet" name the columns.
type Writer[T any] struct {
	w       io.Writer
	at      int64
	columns []column
	pending []T
	groups  []group
	rows    int64
}

type column struct {
	name string
	kind int32
}

type group struct {
	rows   int64
	chunks []chunk
}

// chunk is one column of a group, as it lies in the file.
type chunk struct {
	at              int64
	values          int64
	packed, plainly int64
}

// NewWriter begins a file. The error names a field that no column can hold.
func NewWriter[T any](w io.Writer) (*Writer[T], error) {
	x := &Writer[T]{w: w}
	t := reflect.TypeFor[T]()
	for i := range t.NumField() {
		f := t.Field(i)
		kinds := map[reflect.Kind]int32{reflect.String: typeText, reflect.Int: typeInt, reflect.Float64: typeDouble, reflect.Bool: typeBool}
		kind, ok := kinds[f.Type.Kind()]
		if !ok || f.Tag.Get("parquet") == "" {
			return nil, fmt.Errorf("make table of %s: field %s is no column", t, f.Name)
		}
		x.columns = append(x.columns, column{f.Tag.Get("parquet"), kind})
	}
	return x, x.put([]byte(magic))
}

func (x *Writer[T]) put(b []byte) error {
	n, err := x.w.Write(b)
	x.at += int64(n)
	return err
}

// Write adds rows.
func (x *Writer[T]) Write(rows []T) error {
	for _, r := range rows {
		x.pending = append(x.pending, r)
		if len(x.pending) == groupRows {
			if err := x.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// Close writes what is pending and the footer, without which the file cannot be read. It does not close the underlying writer.
func (x *Writer[T]) Close() error {
	if err := x.flush(); err != nil {
		return err
	}
	footer := x.footer()
	if err := x.put(footer); err != nil {
		return err
	}
	return x.put(append(binary.LittleEndian.AppendUint32(nil, uint32(len(footer))), magic...))
}

func (x *Writer[T]) flush() error {
	if len(x.pending) == 0 {
		return nil
	}
	g := group{rows: int64(len(x.pending))}
	for i := range x.columns {
		c, err := x.chunk(i)
		if err != nil {
			return err
		}
		g.chunks = append(g.chunks, c)
	}
	x.groups, x.rows, x.pending = append(x.groups, g), x.rows+g.rows, x.pending[:0]
	return nil
}

// chunk writes a column of the pending rows as one page.
func (x *Writer[T]) chunk(i int) (chunk, error) {
	values := x.encode(i)
	var body bytes.Buffer
	z := gzip.NewWriter(&body)
	if _, err := z.Write(values); err != nil {
		return chunk{}, err
	}
	if err := z.Close(); err != nil {
		return chunk{}, err
	}
	var h thrift
	h.open()
	h.int32(1, dataPage)
	h.int32(2, int32(len(values)))
	h.int32(3, int32(body.Len()))
	h.structure(5)
	h.int32(1, int32(len(x.pending)))
	h.int32(2, plain)
	h.int32(3, rle)
	h.int32(4, rle)
	h.close()
	h.close()
	c := chunk{at: x.at, values: int64(len(x.pending)), packed: int64(len(h.out) + body.Len()), plainly: int64(len(h.out) + len(values))}
	if err := x.put(h.out); err != nil {
		return c, err
	}
	return c, x.put(body.Bytes())
}

// encode are the values of a column in the plain encoding.
func (x *Writer[T]) encode(i int) []byte {
	var out []byte
	for n := range x.pending {
		v := reflect.ValueOf(x.pending[n]).Field(i)
		switch x.columns[i].kind {
		case typeText:
			s := v.String()
			out = append(binary.LittleEndian.AppendUint32(out, uint32(len(s))), s...)
		case typeInt:
			out = binary.LittleEndian.AppendUint64(out, uint64(v.Int()))
		case typeDouble:
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(v.Float()))
		default: // eight truth values a byte, the first lowest
			if n%8 == 0 {
				out = append(out, 0)
			}
			if v.Bool() {
				out[len(out)-1] |= 1 << (n % 8)
			}
		}
	}
	return out
}

// footer is the description of the whole file.
func (x *Writer[T]) footer() []byte {
	var t thrift
	t.open()
	t.int32(1, 1)
	t.list(2, thriftStruct, len(x.columns)+1)
	t.open()
	t.text(4, "row")
	t.int32(5, int32(len(x.columns)))
	t.close()
	for _, c := range x.columns {
		t.open()
		t.int32(1, c.kind)
		t.int32(3, required)
		t.text(4, c.name)
		if c.kind == typeText {
			t.int32(6, utf8Text)
		}
		t.close()
	}
	t.int64(3, x.rows)
	t.list(4, thriftStruct, len(x.groups))
	for _, g := range x.groups {
		x.describe(&t, g)
	}
	t.text(6, "onrecord")
	t.close()
	return t.out
}

func (x *Writer[T]) describe(t *thrift, g group) {
	total := int64(0)
	t.open()
	t.list(1, thriftStruct, len(g.chunks))
	for i, c := range g.chunks {
		total += c.plainly
		t.open()
		t.int64(2, c.at)
		t.structure(3)
		t.int32(1, x.columns[i].kind)
		t.list(2, thriftInt32, 2)
		t.varint(plain)
		t.varint(rle)
		t.list(3, thriftText, 1)
		t.bytes(x.columns[i].name)
		t.int32(4, packed)
		t.int64(5, c.values)
		t.int64(6, c.plainly)
		t.int64(7, c.packed)
		t.int64(9, c.at)
		t.close()
		t.close()
	}
	t.int64(2, total)
	t.int64(3, g.rows)
	t.close()
}
