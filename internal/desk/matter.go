package desk

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"

	"onrecord/internal/store"
)

// matter is what positions are about: those whose words say the same, told by the words they share.
type matter struct {
	key  string // the words of the first that was told, sorted
	name string // the shortest wording
	n    int    // which group it is
}

// matters groups issues by their words, in the order in which they are told, so that the same reports give the same
// groups. An issue joins the first group with whose first wording it shares two words of meaning and half of the shorter
// one's, or the only word of one where the other has two at most. A line of the lexicon of issues settles it at once.
// Issues without words of meaning ("that") are one group, which says so.
type matters struct {
	groups []*matterGroup
}

type matterGroup struct {
	topic string
	words []string
	name  string
}

func newMatters() *matters { return &matters{} }

func (m *matters) of(s *store.Stand) matter {
	words := meaning(s.Issue)
	for i, g := range m.groups {
		if s.Topic != "" && g.topic == s.Topic || s.Topic == "" && g.topic == "" && alike(words, g.words) {
			if len(s.Issue) < len(g.name) && len(words) >= min(2, len(g.words)) {
				g.name = s.Issue
			}
			return matter{n: i}
		}
	}
	g := &matterGroup{topic: s.Topic, words: words, name: s.Issue}
	if s.Topic != "" {
		g.name = strings.ReplaceAll(s.Topic, "_", " ")
	}
	m.groups = append(m.groups, g)
	return matter{n: len(m.groups) - 1}
}

// named is a matter with the name that its group has in the end.
func (m *matters) named(x matter) matter {
	g := m.groups[x.n]
	x.name = short(60, strings.Trim(g.name, `"“”'‘’ `))
	x.key = cmp.Or(g.topic, strings.Join(g.words, " "))
	if x.key == "" {
		x.name, x.key = "matter not named", notNamed
	}
	return x
}

// notNamed is the key of positions whose words do not tell what they are about.
const notNamed = "-"

// alike tells whether two sets of words speak of the same.
func alike(a, b []string) bool {
	shared := 0
	for _, w := range a {
		if slices.Contains(b, w) {
			shared++
		}
	}
	switch least := min(len(a), len(b)); least {
	case 0:
		return len(a) == len(b)
	case 1:
		return shared == 1 && max(len(a), len(b)) <= 2
	default:
		return shared >= 2 && 2*shared >= least
	}
}

// empty words mean nothing by themselves.
var empty = strings.Fields(`a an the this that these those its his her their our my your it he she they we i him them us me who what which whether
	to of in on at by for from with into over under through as than and or but not no any all some more most other others be is are was were been
	being has have had do does did will would can could may might shall should must if when while until there here such very own again`)

// meaning is the words of an issue that mean something, without their endings, each once and sorted.
func meaning(issue string) []string {
	seen := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(issue), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(w) > 1 && !slices.Contains(empty, w) {
			seen[ending(w)] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// ending takes off what English words end in: "flights" and "flight", "opening" and "open" are one.
func ending(w string) string {
	for _, e := range []string{"ing", "ed", "ies", "es", "s"} {
		stem, ok := strings.CutSuffix(w, e)
		if !ok || len(stem) < 4 || e == "s" && strings.HasSuffix(stem, "s") {
			continue
		}
		switch {
		case e == "ies":
			return stem + "y"
		case e == "es" && !strings.HasSuffix(stem, "s") && !strings.HasSuffix(stem, "x") && !strings.HasSuffix(stem, "ch") && !strings.HasSuffix(stem, "sh"):
			continue
		}
		return stem
	}
	return w
}
