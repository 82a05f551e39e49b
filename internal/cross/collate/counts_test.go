package collate

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/lab/corpus"
)

var update = flag.Bool("update", false, "write the table of counts")

// listedFrom is in how many reports a word must stand to be in the table.
const listedFrom = 4

// TestCounts: the table of counts is that of the reports of Wikinews of 2019 and 2020 (CC BY 2.5), whose words it counts.
func TestCounts(t *testing.T) {
	plain, err := plainWords()
	if err != nil {
		t.Fatal(err)
	}
	of, n := map[string]int{}, 0
	for r, err := range corpus.Dir("../../../../shared/data").News(corpus.Wikinews) {
		if errors.Is(err, corpus.ErrAbsent) {
			t.Skip("the pack of news is absent")
		}
		if err != nil {
			t.Fatal(err)
		}
		n++
		for _, x := range termsOf(r.Title, r.Text, plain) {
			of[x.stem]++
		}
	}
	lines := []string{fmt.Sprintf("%s\t%d", allReports, n)}
	for stem, k := range of {
		if k >= listedFrom {
			lines = append(lines, fmt.Sprintf("%s\t%d", stem, k))
		}
	}
	slices.Sort(lines)
	want := "# what: in how many of some reports a word stands, by which rare words tell more than frequent ones (line *: how many reports there are)\n" +
		"# source: counted in the reports of Wikinews of 2019 and 2020 (https://en.wikinews.org); go test ./internal/cross/collate -run TestCounts -update\n" +
		"# licence: CC BY 2.5\n# columns: stem\treports\n" + strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile("data/term_counts.tsv", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if termCounts != want {
		t.Error("data/term_counts.tsv is not what is counted; write it again with -update")
	}
}
