package standing

import (
	"slices"
	"strings"
)

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
