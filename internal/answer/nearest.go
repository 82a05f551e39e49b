package answer

import (
	"cmp"
	"slices"
	"strings"

	"onrecord/internal/cross/standing"
)

// mostNearest is how many names are told in place of one that is unknown.
const mostNearest = 3

// likeEnough is how alike a word of a name must be to one asked for, from 0 to 1, to be told in its place.
const likeEnough = 0.6

// How many words of names that begin like one asked for are compared with it, and how many actors of each are named.
const mostBegin, mostOfWord = 20_000, 3

// Unknown tells whether a query asks for an actor that a ledger does not have, and which names come nearest: those with a word that begins with the
// same letter as one asked for and is most like it.
func (f *Filter) Unknown(l *standing.Ledger) (nearest []string, unknown bool, err error) {
	if f.who.words == "" {
		return nil, false, nil
	}
	asked := strings.Fields(f.who.words)
	known := false
	actors, _, err := l.Named(asked, f.who.state, mostActors)
	if err != nil {
		return nil, false, err
	}
	err = l.Newest(standing.Which{Actors: actors}, func(at *standing.At) (bool, error) {
		known = f.isWho(at.Line, at.Stage)
		return !known, nil
	})
	if err != nil || known {
		return nil, false, err
	}
	names, err := namesLike(l, asked)
	return names, true, err
}

// namesLike are the names that come nearest to some words.
func namesLike(l *standing.Ledger, asked []string) (nearest []string, err error) {
	type named struct {
		name string
		like float64
	}
	var all []named
	seen := map[string]bool{}
	for _, a := range asked {
		words, err := l.NamesLike(string([]rune(a)[:1]), mostBegin)
		if err != nil {
			return nil, err
		}
		words = slices.DeleteFunc(words, func(w string) bool { return likeness([]string{a}, []string{w}) < likeEnough })
		slices.SortStableFunc(words, func(x, y string) int {
			return cmp.Compare(likeness([]string{a}, []string{y}), likeness([]string{a}, []string{x}))
		})
		for _, w := range words[:min(len(words), 4*mostNearest)] {
			names, err := l.NamesWith(w, mostOfWord)
			if err != nil {
				return nil, err
			}
			for _, name := range names {
				if like := likeness(asked, standing.Words(name)); !seen[name] && like >= likeEnough {
					seen[name] = true
					all = append(all, named{name, like})
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b named) int { return cmp.Or(cmp.Compare(b.like, a.like), cmp.Compare(a.name, b.name)) })
	for _, x := range all[:min(len(all), mostNearest)] {
		nearest = append(nearest, x.name)
	}
	return nearest, nil
}

// likeness is how alike the words of a question are to those of a name: the mean, over the words asked for, of the nearest word's.
func likeness(asked, name []string) float64 {
	sum := 0.0
	for _, a := range asked {
		best := 0.0
		for _, b := range name {
			best = max(best, 1-float64(edits([]rune(a), []rune(b)))/float64(max(len([]rune(a)), len([]rune(b)))))
		}
		sum += best
	}
	return sum / float64(max(len(asked), 1))
}

// edits is how many letters must be put in, left out or changed to make one word of another (Levenshtein, 1966).
func edits(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		before := row[0]
		row[0] = i + 1
		for j := range b {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
