package collate_test

import (
	"sort"
	"strings"
	"testing"

	"onrecord/internal/cross/collate"
	"onrecord/internal/lang/lexicon"
)

// Every line of the dictionary finds the name that its example marks.
func TestCreditDictionary(t *testing.T) {
	c, err := collate.NewCredits()
	if err != nil {
		t.Fatal(err)
	}
	table, err := lexicon.Open("credit_lines.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if !sort.SliceIsSorted(table.Rows, func(i, j int) bool { return table.Rows[i].Cells[0] < table.Rows[j].Cells[0] }) {
		t.Error("credit_lines.tsv is not sorted by its first column")
	}
	for _, row := range table.Rows {
		example := strings.ReplaceAll(row.Get("example"), "¶", "\n")
		before, rest, _ := strings.Cut(example, "[")
		name, after, ok := strings.Cut(rest, "]")
		if !ok {
			t.Error(row.Errorf("example %q marks no name", example))
			continue
		}
		text := before + name + after
		got, found := c.Find(text)
		if !found || got.Span.Start != len(before) || text[got.Span.Start:got.Span.End] != name {
			t.Error(row.Errorf("%q is read as %+v, %v", text, got, found))
		}
		if agency := row.Get("agency"); agency != "" && got.Agency != agency {
			t.Error(row.Errorf("agency %q", got.Agency))
		}
	}
}

func TestNoCredit(t *testing.T) {
	c, err := collate.NewCredits()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"", "Reuters shares fell.", "The ferry was late, Reuters reported. The mayor said that she would look into it.",
		"The ferry was late, as the AP reported", "The clerk told AFP that the ferry was late.",
		"Two aides told Reuters.", "The (AP) exam was hard.", "A plan-AP", "The board chose (Reuters) as its name for the prize. " + strings.Repeat("It rained. ", 40),
		strings.Repeat("It rained. ", 40) + "LISBON (Reuters) - The ferry was late. " + strings.Repeat("It rained. ", 40),
	} {
		if got, found := c.Find(text); found {
			t.Errorf("%q: credit %+v", text, got)
		}
	}
	for outlet, want := range map[string]string{"The Associated Press": "AP", "Reuters": "Reuters", "Harbour Gazette": "", "": ""} {
		if got := c.Agency(outlet); got != want {
			t.Errorf("outlet %q is agency %q", outlet, got)
		}
	}
}

func FuzzCredit(f *testing.F) {
	f.Add("LISBON (Reuters) — The ferry was late.")
	f.Add("The ferry was late.\n- AP")
	c, err := collate.NewCredits()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, found := c.Find(text); found && (got.Agency == "" || c.Agency(text[got.Span.Start:got.Span.End]) != got.Agency) {
			t.Errorf("%q: credit %+v", text, got)
		}
	})
}
