package standing

import (
	"slices"
	"strings"
	"sync"

	"onrecord/internal/lang/lexicon"
)

// joined are the actors of evidence that are another's by what all reports tell together: the key of each with the actor that it is.
//
// A report that calls somebody "Ruud" or "Mr Ruud" alone means whoever the record knows by that surname, where that is one only. A name
// without a state means the one with a state, where there is one only. A name that one report takes for a surname and another for a body or
// a state is that. Each says so in its reason, and is less sure than a name told in full.
func joined(evidence []Evidence) map[string]Actor {
	full := map[string][]string{} // keys of names by the name without its state
	last := map[string][]string{} // by the last word of names of several words
	add := func(m map[string][]string, name, key string) {
		if !slices.Contains(m[name], key) {
			m[name] = append(m[name], key)
		}
	}
	for i := range evidence {
		name, _, own := nameOf(evidence[i].Actor.Key)
		if name == "" || own {
			continue
		}
		add(full, name, evidence[i].Actor.Key)
		if words := strings.Fields(name); len(words) > 1 {
			add(last, words[len(words)-1], evidence[i].Actor.Key)
		}
	}
	out := map[string]Actor{}
	for i := range evidence {
		a := evidence[i].Actor
		name, state, own := nameOf(a.Key)
		if _, done := out[a.Key]; done || name == "" || !own && state != "" {
			continue
		}
		others := without(full[name], a.Key)
		reason, sure := "the same name elsewhere", 0.7
		if !own {
			reason = "the only one of that name with a state"
			others = slices.DeleteFunc(others, func(k string) bool { _, s, _ := nameOf(k); return s == "" })
		} else if len(others) == 0 && strings.HasPrefix(a.Key, "name/") {
			others, reason, sure = last[name], "the only one of that surname", 0.6
		}
		if len(others) == 2 { // one with its state and one without are one
			others = onlyWithState(others)
		}
		if len(others) == 1 {
			out[a.Key] = Actor{Key: others[0], Name: a.Name, Reason: reason, Conf: sure}
		}
	}
	return out
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
	return slices.DeleteFunc(keys, func(k string) bool { _, s, _ := nameOf(k); return s == "" })
}

// join gives each piece of evidence the actor that it is by all reports.
func join(evidence []Evidence) []Evidence {
	out := slices.Clone(evidence)
	to := joined(out)
	for i := range out {
		a := &out[i].Actor
		for range 2 { // by its surname to its name, by its name to its state
			if b, ok := to[a.Key]; ok {
				a.Key, a.Reason, a.Conf = b.Key, b.Reason, min(a.Conf, b.Conf)
			}
		}
	}
	return out
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
