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
	byWord map[string][]int // groups whose first wording has the word, in order
	topics map[string]int
	none   int // the group without words; -1 until there is one
}

type matterGroup struct {
	topic string
	words []string
	name  string
}

func newMatters() *matters {
	return &matters{byWord: map[string][]int{}, topics: map[string]int{}, none: -1}
}

func (m *matters) of(s *store.Stand) matter {
	words := meaning(s.Issue)
	i := m.find(s.Topic, words)
	if i < 0 {
		return matter{n: m.add(s.Topic, words, s.Issue)}
	}
	if g := m.groups[i]; g.topic == "" && len(s.Issue) < len(g.name) && len(words) >= min(2, len(g.words)) {
		g.name = s.Issue
	}
	return matter{n: i}
}

// find is the first group that a wording belongs to; -1 for none.
func (m *matters) find(topic string, words []string) int {
	if topic != "" {
		if i, ok := m.topics[topic]; ok {
			return i
		}
		return -1
	}
	if len(words) == 0 {
		return m.none
	}
	best := -1
	for _, w := range words {
		for _, i := range m.byWord[w] {
			if best >= 0 && i >= best {
				break
			}
			if alike(words, m.groups[i].words) {
				best = i
			}
		}
	}
	return best
}

func (m *matters) add(topic string, words []string, name string) int {
	i := len(m.groups)
	switch {
	case topic != "":
		name, m.topics[topic] = strings.ReplaceAll(topic, "_", " "), i
	case len(words) == 0:
		m.none = i
	default:
		for _, w := range words {
			m.byWord[w] = append(m.byWord[w], i)
		}
	}
	m.groups = append(m.groups, &matterGroup{topic, words, name})
	return i
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
	case 1:
		return shared == 1 && max(len(a), len(b)) <= 2
	default:
		return shared >= 2 && 2*shared >= least
	}
}

// meaning is the words of an issue that mean something, without their endings, each once and sorted.
func meaning(issue string) []string {
	seen := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(issue), func(r rune) bool {
		return !unicode.IsLetter(r) &&
			!unicode.IsDigit(r)
	}) {
		if len(w) > 1 && !tellsNothing(w) {
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
		case e == "es" && !strings.HasSuffix(stem, "s") && !strings.HasSuffix(stem, "x") && !strings.HasSuffix(stem,
			"ch") && !strings.HasSuffix(stem, "sh"):
			continue
		}
		return stem
	}
	return w
}
