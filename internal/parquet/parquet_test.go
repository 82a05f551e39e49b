package parquet_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	library "github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"onrecord/internal/parquet"
)

type row struct {
	Words string  `parquet:"words"`
	N     int     `parquet:"n"`
	Share float64 `parquet:"share"`
	Set   bool    `parquet:"set"`
}

func written(t interface{ Fatal(...any) }, rows []row) []byte {
	var b bytes.Buffer
	w, err := parquet.NewWriter[row](&b)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readBack reads a file with the library.
func readBack(t interface{ Fatal(...any) }, raw []byte) []row {
	r := library.NewGenericReader[row](bytes.NewReader(raw))
	defer r.Close()
	var out []row
	for buffer := make([]row, 1000); ; {
		n, err := r.Read(buffer)
		out = append(out, buffer[:n]...)
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestReadBack(t *testing.T) {
	many := make([]row, 25_001) // more than two groups
	for i := range many {
		many[i] = row{strings.Repeat("é", i%7), i - 100, float64(i) / 3, i%3 == 0}
	}
	for name, rows := range map[string][]row{"none": nil, "hostile": {{"a\tb\n\"c\",;=cmd()\u202e\x01👍", -1, -0.5, true}, {}}, "many": many} {
		if diff := cmp.Diff(rows, readBack(t, written(t, rows))); diff != "" {
			t.Errorf("%s: -written +read\n%.500s", name, diff)
		}
	}
}

func TestAnyRowsReadBack(t *testing.T) {
	one := rapid.Custom(func(rt *rapid.T) row {
		return row{rapid.String().Draw(rt, "words"), rapid.Int().Draw(rt, "n"), rapid.Float64().Draw(rt, "share"), rapid.Bool().Draw(rt, "set")}
	})
	rapid.Check(t, func(rt *rapid.T) {
		rows := rapid.SliceOfN(one, 1, 20).Draw(rt, "rows")
		if diff := cmp.Diff(rows, readBack(rt, written(rt, rows))); diff != "" {
			rt.Fatalf("-written +read\n%s", diff)
		}
	})
}

func TestNoColumn(t *testing.T) {
	if _, err := parquet.NewWriter[struct{ At []int }](io.Discard); err == nil {
		t.Error("a list was taken for a column")
	}
}
