package calendar

import "strings"

// clauses are the relations that part a clause from the one above it: what the upper clause tells says nothing of when
// the lower one lies.
var clauses = map[string]bool{"ccomp": true, "advcl": true, "acl:relcl": true, "parataxis": true, "conj": true}

// farthest is how many steps up the tree the verb is looked for.
const farthest = 8

// ahead tells whether the word at i is told of what lies ahead: its clause has a future auxiliary, or a word of
// planning governs it.
func (sn *sentence) ahead(i int) bool {
	at := sn.s.From + i
	for range farthest {
		t := &sn.d.Tokens[at]
		if sn.forward(at) {
			return true
		}
		if t.Head == 0 || clauses[t.Rel] {
			return false
		}
		at = int(t.Head) - 1
	}
	return false
}

// forward tells whether a word itself points ahead: "will meet", "is to meet", "due".
func (sn *sentence) forward(at int) bool {
	t := &sn.d.Tokens[at]
	if strings.HasPrefix(t.Tag, "NUM") || t.Tag == "PROPN" {
		return false
	}
	for _, w := range sn.words[strings.ToLower(t.Lemma)] {
		if w.kind == "planned" {
			return true
		}
	}
	for c := sn.s.From; c < sn.s.To; c++ {
		k := &sn.d.Tokens[c]
		if int(k.Head)-1 != at || !strings.HasPrefix(k.Rel, "aux") {
			continue
		}
		switch strings.ToLower(sn.d.In(k.Span)) {
		case "will", "'ll", "’ll", "wo", "shall", "would", "'d":
			return true
		}
	}
	return sn.isTo(at)
}

// isTo tells whether a verb stands behind a form of "be" and "to": "is to meet", "are to be heard".
func (sn *sentence) isTo(at int) bool {
	t := &sn.d.Tokens[at]
	if t.Tag != "VERB" {
		return false
	}
	for p := at - 1; p > sn.s.From && p >= at-3; p-- {
		if sn.d.Tokens[p].XPOS == "TO" {
			return sn.d.Tokens[p-1].Lemma == "be" && sn.present(p-1)
		}
	}
	return false
}

func (sn *sentence) present(p int) bool {
	x := sn.d.Tokens[p].XPOS
	return x == "VBZ" || x == "VBP" || x == "VBD"
}
