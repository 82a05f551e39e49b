package sheet_test

import (
	"encoding/csv"
	"reflect"
	"strings"
	"testing"

	"onrecord/internal/export/sheet"
)

func TestWords(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "plain words": "plain words", "a=b": "a=b", "=1+1": "'=1+1", `=HYPERLINK("//x")`: `'=HYPERLINK("//x")`, "+49 30": "'+49 30", "-2+3": "'-2+3", "@SUM(A1)": "'@SUM(A1)",
		"\t=1": "'\t=1", "\r=1": "'\r=1", "  =1": "'  =1", "\tx": "'\tx", "＝1": "'＝1", "-3": "-3", "-0.5": "-0.5", "+4": "+4", "---": "---", "-": "-", "'tis": "'tis", "'=1": "''=1", "''=1": "'''=1",
		"– dash": "– dash", "-who said it": "'-who said it",
	} {
		if got := sheet.Words(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if got := sheet.Plain(sheet.Words(in)); got != in {
			t.Errorf("%q comes back as %q", in, got)
		}
	}
}

// TestRow reads rows back by a reader that knows nothing of us, line ends within cells too.
func TestRow(t *testing.T) {
	rows := [][]string{{"a", "", "c"}, {`say "no"`, "x,y", "one\n\ntwo"}, {" blank first", "é 🙂", "'=1"}, {"", "", ""}}
	var b strings.Builder
	for _, row := range rows {
		if err := sheet.Row(&b, row); err != nil {
			t.Fatal(err)
		}
	}
	got, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil || !reflect.DeepEqual(got, rows) {
		t.Errorf("%q, %v", got, err)
	}
	if n := strings.Count(b.String(), "\r\n"); n != len(rows) || strings.Contains(strings.ReplaceAll(b.String(), "\r\n", ""), "\r") {
		t.Errorf("%d rows end with CR LF: %q", n, b.String())
	}
	b.Reset()
	if err := sheet.Row(&b, []string{""}); err != nil || b.String() != "\"\"\r\n" {
		t.Errorf("a row of one empty cell is %q, %v", b.String(), err)
	}
}

// FuzzRow writes any cells: a reader that knows nothing of us reads the same, but for a CR LF in a cell, which it takes for LF.
func FuzzRow(f *testing.F) {
	f.Add("a", "", "c,\"d\"\n")
	f.Add(" ", "\t=1", "\r")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		var out strings.Builder
		if err := sheet.Row(&out, []string{a, b, c}); err != nil {
			t.Fatal(err)
		}
		got, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
		for i, cell := range []string{a, b, c} {
			if err != nil || len(got) != 1 || len(got[0]) != 3 || got[0][i] != strings.ReplaceAll(cell, "\r\n", "\n") {
				t.Fatalf("%q comes back as %q, %v", []string{a, b, c}, got, err)
			}
		}
	})
}
