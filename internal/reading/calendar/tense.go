package calendar

import "strings"

// tense tells by the grammar of a sentence whether what it tells is past or to come.
type tense struct{ *sentence }

// clauses are the relations that part a clause from the one above it: what the upper clause tells says nothing of when
// the lower one lies.
var clauses = map[string]bool{"ccomp": true, "advcl": true, "acl:relcl": true, "parataxis": true, "conj": true}

// farthest is how many steps up the tree the verb is looked for.
const farthest = 8

// ahead tells whether the word at i is told of what lies ahead: its clause has a future auxiliary or is a condition, a word
// of planning governs it, or it is the day by which somebody is told to act.
func (te *tense) ahead(i int) bool {
	if te.conditional(i) || te.ordered(i) {
		return true
	}
	at := te.s.From + i
	for step := range farthest {
		t := &te.d.Tokens[at]
		if step > 0 && te.toldOn(at, i) {
			return false
		}
		if te.forward(at) {
			return true
		}
		if t.Head == 0 || clauses[t.Rel] && !(t.Rel == "conj" && t.Tag != "VERB" && t.Tag != "AUX") {
			return false
		}
		at = int(t.Head) - 1
	}
	return false
}

// toldOn tells whether the day at i, right behind a word of planning in the past, is that of the planning: "agreed on Monday
// to sail".
func (te *tense) toldOn(at, i int) bool {
	behind := te.s.From + i - at
	return te.d.Tokens[at].XPOS == "VBD" && (behind == 1 || behind == 2 && te.at(i-1) == "on")
}

// widest is how many words before a day the word that opens its clause is looked for.
const widest = 16

// conditional tells whether the day at i stands in a clause of what may come: "if the board signs on Monday", "unless they
// leave by Friday", "once the bill passes on Tuesday", "ahead of the vote on Sunday". "Asked if" opens no condition, and what had been is past.
func (te *tense) conditional(i int) bool {
	present := false
	for k := i - 1; k >= 0 && k > i-widest; k-- {
		t := &te.d.Tokens[te.s.From+k]
		switch w := te.at(k); {
		case w == "had" || w == "has" || w == "have", w == "," || w == ";" || w == ":" || w == "that":
			return false
		case w == "if" || w == "unless":
			return !te.asked(k)
		case w == "ahead" && te.at(k+1) == "of":
			return true
		case w == "once" || w == "until" || w == "till" || w == "when" || w == "before" || w == "after":
			if t.Rel == "mark" || t.Tag == "SCONJ" || t.Rel == "advmod" {
				return present
			}
		case t.XPOS == "VBZ" || t.XPOS == "VBP":
			present = true
		case t.XPOS == "VBD":
			if v := te.at(k); v == "said" || v == "told" {
				return false
			}
		}
	}
	return false
}

// asked tells whether the "if" at k opens a question that is told: "asked him if", "to see if".
func (te *tense) asked(k int) bool {
	for p := k - 1; p >= 0 && p >= k-2; p-- {
		switch te.d.Tokens[te.s.From+p].Lemma {
		case "ask", "wonder", "know", "see", "say", "doubt", "even":
			return te.d.Tokens[te.s.From+p].Lemma != "even"
		}
	}
	return false
}

// ordered tells whether the day at i is one for which somebody is told to act: "ordered the crews to leave by Friday", "gave
// them until Friday".
func (te *tense) ordered(i int) bool {
	bounded := i > 0 && (te.at(i-1) == "by" || te.at(i-1) == "until" || te.at(i-1) == "till")
	to := false
	for k := i - 1; k >= 0 && k > i-widest; k-- {
		t := &te.d.Tokens[te.s.From+k]
		switch {
		case t.Tag == "PUNCT":
			return false
		case t.XPOS == "TO":
			to = true
		case t.Tag == "VERB" && t.XPOS != "VB", bounded && t.Lemma == "have":
			for _, w := range te.words[strings.ToLower(t.Lemma)] {
				if w.kind == "asking" && to || w.kind == "granting" && bounded && te.at(i-1) != "by" {
					return true
				}
			}
			return false
		}
	}
	return false
}

// toldPast tells whether the clause of the word at i is told as past, by its verb.
func (te *tense) toldPast(i int) bool {
	at := te.s.From + i
	for range farthest {
		t := &te.d.Tokens[at]
		if t.Tag == "VERB" || t.Tag == "AUX" || t.Rel == "root" {
			return t.XPOS == "VBD" || t.XPOS == "VBN" || te.pastAux(at)
		}
		if t.Head == 0 {
			return false
		}
		at = int(t.Head) - 1
	}
	return false
}

// pastAux tells whether an auxiliary or copula of a word stands in the past.
func (te *tense) pastAux(at int) bool {
	for c := te.s.From; c < te.s.To; c++ {
		k := &te.d.Tokens[c]
		if int(k.Head)-1 == at && (strings.HasPrefix(k.Rel, "aux") || k.Rel == "cop") && (k.XPOS == "VBD" || k.Lemma == "have") {
			return true
		}
	}
	return false
}

// forward tells whether a word itself points ahead: "will meet", "is to meet", "due".
func (te *tense) forward(at int) bool {
	t := &te.d.Tokens[at]
	if strings.HasPrefix(t.Tag, "NUM") || t.Tag == "PROPN" {
		return false
	}
	for _, w := range te.words[strings.ToLower(t.Lemma)] {
		if w.kind == "planned" {
			return true
		}
	}
	if modal, perfect := te.modal(at); modal && !perfect {
		return true
	}
	return te.isTo(at)
}

// modal tells whether a word has an auxiliary of what may or must come, and whether "have" makes it past: "must have left".
func (te *tense) modal(at int) (modal, perfect bool) {
	for c := te.s.From; c < te.s.To; c++ {
		k := &te.d.Tokens[c]
		if int(k.Head)-1 != at || !strings.HasPrefix(k.Rel, "aux") {
			continue
		}
		switch strings.ToLower(te.d.In(k.Span)) {
		case "will", "'ll", "’ll", "wo", "shall", "would", "'d", "must", "may", "might", "should":
			modal = true
		case "have":
			perfect = true
		}
	}
	return modal, perfect
}

// isTo tells whether a verb stands behind a form of "be" and "to": "is to meet", "are to be heard".
func (te *tense) isTo(at int) bool {
	t := &te.d.Tokens[at]
	if t.Tag != "VERB" {
		return false
	}
	for p := at - 1; p > te.s.From && p >= at-3; p-- {
		if te.d.Tokens[p].XPOS == "TO" {
			return te.d.Tokens[p-1].Lemma == "be" && te.present(p-1)
		}
	}
	return false
}

func (te *tense) present(p int) bool {
	x := te.d.Tokens[p].XPOS
	return x == "VBZ" || x == "VBP" || x == "VBD"
}
