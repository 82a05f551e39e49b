package newsroom

import (
	"slices"
	"strings"
	"unicode/utf8"

	"onrecord"
)

// contentTags are the parts of speech whose words tell what a sentence is about.
var contentTags = []string{"NOUN", "PROPN", "VERB", "ADJ", "NUM"}

// bag is the set of content words in spans: lemmas of nouns, names, verbs, adjectives and numbers, or words of five
// letters and more where the text has no tags.
func (st *story) bag(spans []onrecord.Span) map[string]bool {
	out := map[string]bool{}
	for _, s := range spans {
		first, end := st.d.TokensIn(s)
		for _, t := range st.d.Tokens[first:end] {
			form := strings.ToLower(st.d.In(t.Span))
			switch {
			case t.Tag == "" && utf8.RuneCountInString(form) < 5, !st.isWord(t):
			case t.Tag != "" && !slices.Contains(contentTags, t.Tag):
			case t.Lemma != "":
				out[strings.ToLower(t.Lemma)] = true
			default:
				out[form] = true
			}
		}
	}
	return out
}

// echoes fills the index of content words on first use.
func (st *story) echoes() {
	if st.echo != nil {
		return
	}
	st.echo = map[string][]int{}
	for i := range st.d.Attributions {
		b := st.bag(st.d.Attributions[i].Content)
		st.bags = append(st.bags, b)
		for w := range b {
			st.echo[w] = append(st.echo[w], i)
		}
	}
}

// alike lists, by number, the attributions on the outlet's own account whose content holds at least the given share of
// the words.
func (st *story) alike(words map[string]bool, share float64) []onrecord.AttributionID {
	st.echoes()
	hits := map[int]int{}
	for w := range words {
		for _, i := range st.echo[w] {
			hits[i]++
		}
	}
	var out []onrecord.AttributionID
	for i, n := range hits {
		if st.surface[i] && float64(n) >= share*float64(len(words)) {
			out = append(out, onrecord.AttributionID(i+1))
		}
	}
	slices.Sort(out)
	return out
}

// holds is the share of the words that stand among others.
func holds(others, words map[string]bool) float64 {
	if len(words) == 0 {
		return 0
	}
	n := 0
	for w := range words {
		if others[w] {
			n++
		}
	}
	return float64(n) / float64(len(words))
}
