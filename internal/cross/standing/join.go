package standing

import (
	"slices"
	"strings"
	"sync"

	"onrecord/internal/lang/lexicon"
)

// alias is a key that reports have for an actor, with who that is by all reports.
type alias struct {
	key    string
	pieces inOrder // that have it
	joins  []Actor // by its surname to its name, by its name to its state; none where it is nobody else's
}

// who is the key of the actor.
func (a *alias) who() string {
	if n := len(a.joins); n > 0 {
		return a.joins[n-1].Key
	}
	return a.key
}

// names are the names that are told, by which one key is found to be another's.
type names struct {
	full   map[string][]string // keys of names by the name without its state
	last   map[string][]string // by the last word of names of several words
	asking map[string][]*alias // keys that may be another's, by the name
	dirty  map[string]bool     // names of which more or fewer are told than before
	apart  map[[2]string]bool  // keys that are not one by decision, in both orders
}

func newNames() names {
	return names{full: map[string][]string{}, last: map[string][]string{}, asking: map[string][]*alias{}, dirty: map[string]bool{}}
}

// keepApart says which keys are not one, whatever their names.
func (n *names) keepApart(pairs map[[2]string]bool) {
	for _, list := range []map[[2]string]bool{n.apart, pairs} {
		for pair := range list {
			if n.apart[pair] != pairs[pair] {
				name, _, _ := nameOf(pair[0])
				n.dirty[name] = true
			}
		}
	}
	n.apart = pairs
}

// add puts a key in.
func (n *names) add(a *alias) {
	name, state, own := nameOf(a.key)
	if name == "" {
		return
	}
	if own || state == "" {
		n.asking[name] = append(n.asking[name], a)
		n.dirty[name] = true
	}
	if own {
		return
	}
	n.full[name], n.dirty[name] = append(n.full[name], a.key), true
	if words := strings.Fields(name); len(words) > 1 {
		w := words[len(words)-1]
		n.last[w], n.dirty[w] = append(n.last[w], a.key), true
	}
}

// remove takes a key out.
func (n *names) remove(a *alias) {
	name, _, own := nameOf(a.key)
	if name == "" {
		return
	}
	takeOut(n.asking, name, a)
	if own {
		return
	}
	n.dirty[name] = true
	takeOut(n.full, name, a.key)
	if words := strings.Fields(name); len(words) > 1 {
		w := words[len(words)-1]
		n.dirty[w] = true
		takeOut(n.last, w, a.key)
	}
}

// takeOut takes an entry out of a list of a map, and the list with its last entry.
func takeOut[K, T comparable](m map[K][]T, key K, x T) {
	list := m[key]
	if i := slices.Index(list, x); i >= 0 {
		list[i] = list[len(list)-1]
		list = list[:len(list)-1]
	}
	if len(list) == 0 {
		delete(m, key)
		return
	}
	m[key] = list
}

// joined is the actor that a key is of by what all reports tell together.
//
// A report that calls somebody "Ruud" or "Mr Ruud" alone means whoever the record knows by that surname, where that is one only. A name
// without a state means the one with a state, where there is one only. A name that one report takes for a surname and another for a body or
// a state is that. Each says so in its reason, and is less sure than a name told in full.
func (n *names) joined(key string) (Actor, bool) {
	name, state, own := nameOf(key)
	if name == "" || !own && state != "" {
		return Actor{}, false
	}
	others := without(n.full[name], key)
	reason, sure := "the same name elsewhere", 0.7
	if !own {
		reason = "the only one of that name with a state"
		others = slices.DeleteFunc(others, func(k string) bool { _, s, _ := nameOf(k); return s == "" })
	} else if len(others) == 0 && strings.HasPrefix(key, "name/") {
		others, reason, sure = n.last[name], "the only one of that surname", 0.6
	}
	others = slices.DeleteFunc(slices.Clone(others), func(k string) bool { return n.apart[[2]string{key, k}] })
	if len(others) == 2 { // one with its state and one without are one
		others = onlyWithState(others)
	}
	if len(others) != 1 {
		return Actor{}, false
	}
	return Actor{Key: others[0], Reason: reason, Conf: sure}, true
}

// joins are the steps by which a key is another's.
func (n *names) joins(key string) (out []Actor) {
	for range 2 { // by its surname to its name, by its name to its state
		a, ok := n.joined(key)
		if !ok {
			break
		}
		out, key = append(out, a), a.Key
	}
	return out
}

// rejoin works out again who goes by names of which more or fewer are told, and gives each key that is another's than before.
func (n *names) rejoin(each func(*alias)) {
	for name := range n.dirty {
		for _, a := range n.asking[name] {
			if joins := n.joins(a.key); !slices.Equal(joins, a.joins) {
				a.joins = joins
				each(a)
			}
		}
	}
	clear(n.dirty)
}

// nameOf is the name in the key of a named actor, without titles, its state, and whether it is the actor of one report alone; "" for others.
func nameOf(key string) (name, state string, own bool) {
	parts := strings.Split(key, "/")
	switch {
	case parts[0] == "words" && len(parts) == 3: // words that may be a name elsewhere
		return parts[1], "", true
	case parts[0] != "name" || len(parts) < 3:
		return "", "", false
	}
	return parts[1], parts[2], len(parts) > 3
}

func without(list []string, x string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(y string) bool { return x == y })
}

func onlyWithState(keys []string) []string {
	a, stateA, _ := nameOf(keys[0])
	b, stateB, _ := nameOf(keys[1])
	if a != b || (stateA == "") == (stateB == "") {
		return keys
	}
	return slices.DeleteFunc(slices.Clone(keys), func(k string) bool { _, s, _ := nameOf(k); return s == "" })
}

// untitled is a name without the titles before it: "Mr Ruud" is "Ruud".
func untitled(name string) string {
	t, _ := titles() // [New] tells of a bad dictionary
	for {
		first, rest, ok := strings.Cut(name, " ")
		if !ok || !t[strings.TrimSuffix(strings.ToLower(first), ".")] {
			return name
		}
		name = rest
	}
}

// titles are the titles of one word that stand before names, read once.
var titles = sync.OnceValues(func() (map[string]bool, error) {
	t, err := lexicon.Open("titles.tsv")
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, r := range t.Rows {
		out[strings.TrimSuffix(strings.ToLower(r.Cells[0]), ".")] = true
	}
	return out, nil
})
