package attribution

import (
	"fmt"
	"strings"

	"onrecord/internal/lang/lexicon"
)

// terms are the words by which a reporter tells, behind the cue, on which terms a source spoke.
type terms struct{ opens, tells map[string]bool }

func openTerms() (terms, error) {
	t := terms{map[string]bool{}, map[string]bool{}}
	table, err := lexicon.Open("attribution_terms.tsv")
	if err != nil {
		return t, fmt.Errorf("open attribution: %w", err)
	}
	for _, r := range table.Rows {
		switch r.Get("kind") {
		case "opens":
			t.opens[r.Cells[0]] = true
		case "tells":
			t.tells[r.Cells[0]] = true
		default:
			return t, r.Errorf("kind %q", r.Get("kind"))
		}
	}
	return t, nil
}

// termsReach is how many words behind the one that opens the terms tell that they are terms.
const termsReach = 8

// withoutTerms leaves the terms on which a source spoke out of a content: what stands behind the cue, outside quotation marks, from the
// word that opens them (at a comma, or where the content begins anew) to the end of the sentence.
func (v *view) withoutTerms(content []int, cue int, t terms) []int {
	for k, w := range content {
		if w <= cue || v.quotes.state[w] != outside || v.sentence[w] != v.sentence[cue] || !t.opens[strings.ToLower(v.text(w))] {
			continue
		}
		if begins := k == 0 || content[k-1] != w-1 || v.text(w-1) == ","; !begins || !v.termsAt(w, t) {
			continue
		}
		out := content[:k:k]
		for len(out) > 0 && v.text(out[len(out)-1]) == "," && out[len(out)-1] > cue {
			out = out[:len(out)-1]
		}
		for _, x := range content[k:] {
			if v.sentence[x] != v.sentence[w] {
				out = append(out, x)
			}
		}
		return out
	}
	return content
}

// termsAt tells whether a word that may open terms is followed by one that tells them.
func (v *view) termsAt(w int, t terms) bool {
	for x := w + 1; x <= w+termsReach && x < len(v.token) && v.sentence[x] == v.sentence[w]; x++ {
		if t.tells[strings.ToLower(v.text(x))] {
			return true
		}
	}
	return false
}
