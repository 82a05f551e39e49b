package coref

import (
	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// stands tells whether the name of a capital stands for its government here: it says, thinks or decides, is told, owns
// a position, or takes part in talks.
func (nf *nameFinder) stands(n *name) bool {
	return nf.words.states.Is(n.text, lexicon.StateCapital) && nf.acts(n.head, 0)
}

// acts tells whether a noun stands where only those stand who act.
func (nf *nameFinder) acts(i int32, depth int) bool {
	h := nf.head[i]
	if h < 0 {
		return false
	}
	switch rel := nf.rel(i); baseRel(rel) {
	case "nsubj":
		return nf.verbAt(h) != 0 || nf.nounAt(h) != 0 || nf.modal(h)
	case "obj", "iobj":
		return nf.verbAt(h) == actSpeech || nf.verbAt(h) == actMind
	case "obl":
		a := nf.caseOf(i)
		return (a == "by" || a == "with" || a == "against") && nf.verbAt(h) != 0 || a == "to" && nf.verbAt(h) == actSpeech ||
			a == "between"
	case "nmod":
		if rel == "nmod:poss" {
			return nf.nounAt(h) != 0
		}
		switch nf.caseOf(i) {
		case "with", "between", "against":
			return true
		case "from", "to", "by", "of", "towards", "on":
			return nf.nounAt(h) != 0 && nf.caseOf(i) != "in"
		}
	case "conj":
		return depth < 6 && nf.acts(h, depth+1)
	}
	return false
}

// modal tells whether a verb has a modal: what will or must do something acts ("Islamabad would not budge").
func (nf *nameFinder) modal(v int32) bool {
	for c := nf.first[v]; c >= 0; c = nf.next[c] {
		if nf.d.Tokens[c].XPOS == "MD" && nf.d.Tokens[v].Tag == "VERB" {
			return true
		}
	}
	return false
}

// location tells whether a name stands where places stand.
func (nf *nameFinder) location(n *name) bool {
	switch baseRel(nf.rel(n.head)) {
	case "obl", "nmod":
		switch nf.caseOf(n.head) {
		case "in", "at", "near", "outside", "inside", "around", "into", "through", "across", "to":
			return true
		}
	}
	return false
}

func (nf *nameFinder) nounAt(i int32) act { return nf.words.nouns[nf.d.Tokens[i].Lemma] }

// countryNear is the state that the words around a mention tie it to: an adjective or a possessor ("Pakistani
// officials", "Norway's army"), or a state behind "of".
func (ms *markables) countryNear(m *mention) string {
	for c := ms.first[m.head]; c >= 0; c = ms.next[c] {
		switch baseRel(ms.rel(c)) {
		case "amod", "compound":
			if k := ms.words.states.Country(ms.word(c), lexicon.StateAdjective, lexicon.StateName, lexicon.StatePeople); k != "" && capitalised(ms.word(c)) {
				return k
			}
			if k := ms.countryOf(c); k != "" {
				return k
			}
		case "nmod":
			if ms.rel(c) != "nmod:poss" && ms.caseOf(c) != "of" {
				continue
			}
			if k := ms.countryOf(c); k != "" {
				return k
			}
		}
	}
	return ""
}

// countryOf is the state that the mention headed by a token is, or stands for, or "".
func (ms *markables) countryOf(i int32) string {
	if ms.heads[i] == 0 {
		return ""
	}
	m := &ms.mentions[ms.heads[i]-1]
	if m.name == 0 {
		return ""
	}
	n := &ms.names[m.name-1]
	if n.kind == onrecord.Country || n.kind == onrecord.Metonym || n.kind == onrecord.Place {
		return n.country
	}
	return ""
}
