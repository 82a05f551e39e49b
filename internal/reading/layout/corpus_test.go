package layout_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"testing"
)

// story is a report of a corpus.
type story struct {
	ID, Text, Title string
	Attributions    []struct{ Content [][2]int }
}

// stories reads a corpus from the data folder beside the repository, or skips the test.
func stories(tb testing.TB, name string) []story {
	tb.Helper()
	f, err := os.Open("../../../../shared/data/" + name + ".jsonl.gz")
	if err != nil {
		tb.Skipf("corpus %s is not here", name)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	var out []story
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var s story
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			tb.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}
