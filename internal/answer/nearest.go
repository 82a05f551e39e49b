package answer

import (
	"cmp"
	"slices"

	"onrecord/internal/cross"
)

// mostNearest is how many names are told in place of one that is unknown.
const mostNearest = 3

// likeEnough is how alike a word of a name must be to one asked for, from 0 to 1, to be told in its place.
const likeEnough = 0.6

// Unknown tells whether a query asks for an actor that no trajectory of a ledger is of, and which names come nearest.
func (f *Filter) Unknown(l *cross.Ledger) (nearest []string, unknown bool) {
	if f.who.words == "" {
		return nil, false
	}
	type named struct {
		name string
		like float64
	}
	var all []named
	seen := map[string]bool{}
	for i := range l.Lines {
		x := l.Lines[i]
		for k := range x.Stages {
			if f.who.Is(x.Actor.Key, x.Actor.Name, x.Stages[k].Actor.Name, x.Stages[k].Code) {
				return nil, false
			}
		}
		if name := x.Actor.Name; !seen[name] {
			seen[name] = true
			if like := likeness(Words(f.q.Actor), Words(name)); like >= likeEnough {
				all = append(all, named{name, like})
			}
		}
	}
	slices.SortFunc(all, func(a, b named) int { return cmp.Or(cmp.Compare(b.like, a.like), cmp.Compare(a.name, b.name)) })
	for _, x := range all[:min(len(all), mostNearest)] {
		nearest = append(nearest, x.name)
	}
	return nearest, true
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
