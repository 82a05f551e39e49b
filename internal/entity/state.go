package entity

import (
	"onrecord"
	"onrecord/internal/lexicon"
)

// stands tells whether the name of a capital stands for its government here: it says, thinks or decides, is told, owns
// a position, or takes part in talks.
func (p *report) stands(n *name) bool {
	return p.words.states.Is(n.text, lexicon.StateCapital) && p.acts(n.head, 0)
}

// acts tells whether a noun stands where only those stand who act.
func (p *report) acts(i int32, depth int) bool {
	h := p.head[i]
	if h < 0 {
		return false
	}
	switch rel := p.rel(i); baseRel(rel) {
	case "nsubj":
		return p.verbAt(h) != 0 || p.nounAt(h) != 0 || p.modal(h)
	case "obj", "iobj":
		return p.verbAt(h) == actSpeech || p.verbAt(h) == actMind
	case "obl":
		a := p.caseOf(i)
		return (a == "by" || a == "with" || a == "against") && p.verbAt(h) != 0 || a == "to" && p.verbAt(h) == actSpeech ||
			a == "between"
	case "nmod":
		if rel == "nmod:poss" {
			return p.nounAt(h) != 0
		}
		switch p.caseOf(i) {
		case "with", "between", "against":
			return true
		case "from", "to", "by", "of", "towards", "on":
			return p.nounAt(h) != 0 && p.caseOf(i) != "in"
		}
	case "conj":
		return depth < 6 && p.acts(h, depth+1)
	}
	return false
}

// modal tells whether a verb has a modal: what will or must do something acts ("Islamabad would not budge").
func (p *report) modal(v int32) bool {
	for c := p.first[v]; c >= 0; c = p.next[c] {
		if p.d.Tokens[c].XPOS == "MD" && p.d.Tokens[v].Tag == "VERB" {
			return true
		}
	}
	return false
}

// location tells whether a name stands where places stand.
func (p *report) location(n *name) bool {
	switch baseRel(p.rel(n.head)) {
	case "obl", "nmod":
		switch p.caseOf(n.head) {
		case "in", "at", "near", "outside", "inside", "around", "into", "through", "across", "to":
			return true
		}
	}
	return false
}

func (p *report) verbAt(i int32) act { return p.words.verbs[p.d.Tokens[i].Lemma] }

func (p *report) nounAt(i int32) act { return p.words.nouns[p.d.Tokens[i].Lemma] }

// caseOf is the preposition of a noun, lower case, or "".
func (p *report) caseOf(i int32) string {
	if c := p.child(i, "case"); c >= 0 {
		return lower(p.word(c))
	}
	return ""
}

// countryNear is the state that the words around a mention tie it to: an adjective or a possessor ("Pakistani
// officials", "Norway's army"), or a state behind "of".
func (p *report) countryNear(m *mention) string {
	for c := p.first[m.head]; c >= 0; c = p.next[c] {
		switch baseRel(p.rel(c)) {
		case "amod", "compound":
			if k := p.words.states.Country(p.word(c), lexicon.StateAdjective, lexicon.StateName, lexicon.StatePeople); k != "" && capitalised(p.word(c)) {
				return k
			}
			if k := p.countryOf(c); k != "" {
				return k
			}
		case "nmod":
			if p.rel(c) != "nmod:poss" && p.caseOf(c) != "of" {
				continue
			}
			if k := p.countryOf(c); k != "" {
				return k
			}
		}
	}
	return ""
}

// countryOf is the state that the mention headed by a token is, or stands for, or "".
func (p *report) countryOf(i int32) string {
	if p.heads[i] == 0 {
		return ""
	}
	m := &p.mentions[p.heads[i]-1]
	if m.name == 0 {
		return ""
	}
	n := &p.names[m.name-1]
	if n.kind == onrecord.Country || n.kind == onrecord.Metonym || n.kind == onrecord.Place {
		return n.country
	}
	return ""
}
