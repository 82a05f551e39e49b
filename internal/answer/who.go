package answer

import (
	"slices"
	"strings"

	"onrecord/internal/cross/standing"
	"onrecord/internal/lang/lexicon"
)

// Who is an actor as one asks for it, by words of its name, its key or its code. Every surface that tells trajectories asks by this rule: the
// words stand whole and next to each other ("nor" is not in "Norvik"), or they name a state whose key it is ("Norway" is state/NOR).
type Who struct{ words, state string }

// NewWho reads the words; none fit everybody.
func NewWho(s string) (Who, error) {
	w := Who{words: strings.Join(standing.Words(s), " ")}
	if w.words == "" {
		return w, nil
	}
	states, err := lexicon.States()
	if err != nil {
		return w, err
	}
	if c := states.Country(strings.TrimSpace(s)); c != "" {
		w.state = "state/" + c
	}
	return w, nil
}

// Is tells whether an actor of a key, by any of its names and codes, is the one asked for.
func (w Who) Is(key string, names ...string) bool {
	return w.words == "" || w.state != "" && key == w.state || w.in(key) || slices.ContainsFunc(names, w.in)
}

func (w Who) in(s string) bool {
	return strings.Contains(" "+strings.Join(standing.Words(s), " ")+" ", " "+w.words+" ")
}

// About is what a position is about as one asks for it: every word of it stands, in some form, in the issue or its topic.
type About struct{ words []string }

// NewAbout reads the words; none fit everything.
func NewAbout(s string) About { return About{standing.Words(s)} }

// Is tells whether the words stand in what is told of an issue.
func (a About) Is(told ...string) bool {
	if len(a.words) == 0 {
		return true
	}
	has := standing.Words(strings.Join(told, " "))
	return !slices.ContainsFunc(a.words, func(w string) bool {
		return !slices.ContainsFunc(has, func(x string) bool { return Alike(x, w) })
	})
}

// Alike tells whether two words are forms of one: they begin alike for two thirds of the longer.
func Alike(a, b string) bool {
	n := 0
	x, y := []rune(a), []rune(b)
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return a == b || n >= 4 && 3*n >= 2*max(len(x), len(y))
}
