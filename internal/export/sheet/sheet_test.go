package sheet_test

import (
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
