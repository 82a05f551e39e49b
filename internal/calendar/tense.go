package calendar

import "strings"

// clauses are the relations that part a clause from the one above it: what the upper clause tells says nothing of when
// the lower one lies.
var clauses = map[string]bool{"ccomp": true, "advcl": true, "acl:relcl": true, "parataxis": true, "conj": true}

// farthest is how many steps up the tree the verb is looked for.
const farthest = 8

// ahead tells whether the word at i is told of what lies ahead: its clause has a future auxiliary, or a word of
// planning governs it.
func (r *reader) ahead(i int) bool {
	at := r.s.From + i
	for range farthest {
		t := &r.d.Tokens[at]
		if r.forward(at) {
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
func (r *reader) forward(at int) bool {
	t := &r.d.Tokens[at]
	if strings.HasPrefix(t.Tag, "NUM") || t.Tag == "PROPN" {
		return false
	}
	for _, w := range r.words[strings.ToLower(t.Lemma)] {
		if w.kind == "planned" {
			return true
		}
	}
	for c := r.s.From; c < r.s.To; c++ {
		k := &r.d.Tokens[c]
		if int(k.Head)-1 != at || !strings.HasPrefix(k.Rel, "aux") {
			continue
		}
		switch strings.ToLower(r.d.In(k.Span)) {
		case "will", "'ll", "’ll", "wo", "shall", "would", "'d":
			return true
		}
	}
	return r.isTo(at)
}

// isTo tells whether a verb stands behind a form of "be" and "to": "is to meet", "are to be heard".
func (r *reader) isTo(at int) bool {
	t := &r.d.Tokens[at]
	if t.Tag != "VERB" {
		return false
	}
	for p := at - 1; p > r.s.From && p >= at-3; p-- {
		if r.d.Tokens[p].XPOS == "TO" {
			return r.d.Tokens[p-1].Lemma == "be" && r.present(p-1)
		}
	}
	return false
}

func (r *reader) present(p int) bool {
	x := r.d.Tokens[p].XPOS
	return x == "VBZ" || x == "VBP" || x == "VBD"
}
