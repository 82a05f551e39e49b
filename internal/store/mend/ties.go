package mend

import "slices"

// Ties are what people decided of actors across reports, by their keys, or of matters, by their topic or the words of an issue: what is one and
// what is not. They are what whoever groups actors or matters takes from the log, and all of it: the later word on two of them holds.
type Ties struct {
	Is  map[string]string  // what goes by another's name, and by whose, followed to the end
	Not map[[2]string]bool // pairs that are not one, in both orders

	Apart []string // what was said to be another than something: the first named of each of these pairs, sorted

	Ever []string // all of which anything was decided, taken back or not, sorted: what is to be looked at again where something is decided
}

// TiesOf are the ties of a log, of [OfActor] or [OfIssue]. What was taken back is no tie.
func TiesOf(log []Decision, of string) Ties {
	direct, parted := map[string]string{}, map[[2]string]bool{} // as they were said
	var ever []string
	for i := range log {
		d := &log[i]
		if d.Of() != of {
			continue
		}
		if ever = append(ever, d.Old, d.New); d.Undone {
			continue
		}
		pair, back := [2]string{d.Old, d.New}, [2]string{d.New, d.Old}
		if d.Action == Merge {
			direct[d.Old] = d.New
			delete(parted, pair)
			delete(parted, back)
			continue
		}
		parted[pair] = true
		for _, p := range [][2]string{pair, back} {
			if direct[p[0]] == p[1] {
				delete(direct, p[0])
			}
		}
	}
	slices.Sort(ever)
	t := Ties{Is: map[string]string{}, Not: map[[2]string]bool{}, Ever: slices.Compact(ever)}
	for pair := range parted {
		t.Not[pair], t.Not[[2]string{pair[1], pair[0]}] = true, true
		t.Apart = append(t.Apart, pair[0])
	}
	slices.Sort(t.Apart)
	t.Apart = slices.Compact(t.Apart)
	for key := range direct {
		last, seen := key, []string{}
		for direct[last] != "" && !slices.Contains(seen, last) {
			seen = append(seen, last)
			last = direct[last]
		}
		if slices.Contains(seen, last) { // two that go by each other's name go by the one that comes first
			last = slices.Min(seen[slices.Index(seen, last):])
		}
		if last != key {
			t.Is[key] = last
		}
	}
	return t
}
