package lexicon

import (
	"strings"
	"sync"
)

// Titles are the titles of one word that stand before names, in small letters without a full stop. The error names file and line of a bad
// dictionary.
func Titles() (map[string]bool, error) { return titles() }

// Untitled is a name without the titles before it: "Mr Ruud" is "Ruud".
func Untitled(name string) string {
	t, _ := titles() // whoever reads names tells of a bad dictionary
	for {
		first, rest, ok := strings.Cut(name, " ")
		if !ok || !t[strings.TrimSuffix(strings.ToLower(first), ".")] {
			return name
		}
		name = rest
	}
}

// titles are read once.
var titles = sync.OnceValues(func() (map[string]bool, error) {
	t, err := Open("titles.tsv")
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, r := range t.Rows {
		out[strings.TrimSuffix(strings.ToLower(r.Cells[0]), ".")] = true
	}
	return out, nil
})
