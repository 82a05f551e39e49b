package newsroom

import (
	"slices"

	"onrecord"
)

// echo tells which attributions hold the same words.
type echo struct {
	report
	speakers *speakers
	holding  map[string][]int  // which attributions hold a content word; filled on first use
	bags     []map[string]bool // per attribution: its content words
}

// fill fills the index of content words on first use.
func (e *echo) fill() {
	if e.holding != nil {
		return
	}
	e.holding = map[string][]int{}
	for i := range e.d.Attributions {
		b := e.contentWords(e.d.Attributions[i].Content)
		e.bags = append(e.bags, b)
		for w := range b {
			e.holding[w] = append(e.holding[w], i)
		}
	}
}

// alike lists, by number, the attributions on the outlet's own account whose content holds at least the given share of
// the words.
func (e *echo) alike(words map[string]bool, share float64) []onrecord.AttributionID {
	e.fill()
	hits := map[int]int{}
	for w := range words {
		for _, i := range e.holding[w] {
			hits[i]++
		}
	}
	var out []onrecord.AttributionID
	for i, n := range hits {
		if e.speakers.surface[i] && float64(n) >= share*float64(len(words)) {
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
