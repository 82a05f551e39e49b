package standing

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// IssueGroup is what positions of several reports are about: those whose words say the same, told by the words they share. Positions of all
// actors share their matters, so that they can be set side by side.
type IssueGroup struct {
	Key  string `json:"key"`  // the topic, or the words of the first that was told, sorted; [Unnamed] for positions whose words do not tell
	Name string `json:"name"` // the shortest wording
}

// Unnamed is the key of the matter of positions whose words do not tell what they are about ("that").
const Unnamed = "-"

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

// of is the number of the group that an issue belongs to, a new one if need be.
func (m *matters) of(topic, issue string) int {
	words := meaning(issue)
	i := m.find(topic, words)
	if i < 0 {
		return m.add(topic, words, issue)
	}
	if g := m.groups[i]; g.topic == "" && len(issue) < len(g.name) && len(words) >= min(2, len(g.words)) {
		g.name = issue
	}
	return i
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

// matter is a group with the name that it has in the end.
func (m *matters) matter(i int) IssueGroup {
	g := m.groups[i]
	x := IssueGroup{cmp.Or(g.topic, strings.Join(g.words, " ")), strings.Trim(strings.Join(strings.Fields(g.name), " "), `"“”'‘’ `)}
	if x.Key == "" {
		return IssueGroup{Unnamed, "matter not named"}
	}
	return x
}

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

// Telling are the words of an issue that tell what it is about, without their endings, each once and sorted.
func Telling(issue string) []string { return meaning(issue) }

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
