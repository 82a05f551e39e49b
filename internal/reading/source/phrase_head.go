package source

import (
	"slices"
	"strings"

	"onrecord"
)

// phraseParser reads the noun phrases by which sources are called.
type phraseParser struct{ *text }

// relatives are the pronouns that tie a clause to the noun before it.
var relatives = []string{"who", "which", "that", "whom", "whose"}

// opensClause are the relations by which a clause hangs on a noun.
var opensClause = []string{"acl", "advcl", "ccomp", "parataxis", "csubj"}

// nominal are the parts of speech that head the name of a source.
var nominal = []string{"NOUN", "PROPN", "PRON", "NUM"}

// besides are the relations of titles, the parts of a name, and appositions.
var besides = []string{"compound", "flat", "appos", "nmod:desc", "nmod:unmarked", "dep"}

// parse reads the phrase in the spans.
func (pp *phraseParser) parse(spans []onrecord.Span) nounPhrase {
	np := nounPhrase{text: pp.text, spans: spans, head: -1, quantity: -1}
	for _, s := range spans {
		first, end := pp.tokens(s)
		for i := first; i < end; i++ {
			np.all = append(np.all, i)
		}
	}
	np.all = pp.withoutRelative(pp.withoutPlace(np.all))
	np.core = pp.withoutClauses(np.all)
	np.head = pp.headOf(np.core)
	if np.head < 0 {
		return np
	}
	pp.partitive(&np)
	pp.beside(&np, np.head, 0)
	for _, k := range pp.kids[np.head] {
		if pp.rel(int(k)) == "conj" && slices.Contains(np.core, int(k)) {
			np.peers = append(np.peers, int(k))
		}
	}
	return np
}

// withoutPlace leaves out a dateline that got into the source ("NORVIK: Officials").
func (pp *phraseParser) withoutPlace(all []int) []int {
	for n, i := range all {
		if pp.words[i].form == ":" && n > 0 && n < 5 && n < len(all)-1 {
			return all[n+1:]
		}
	}
	return all
}

// withoutRelative leaves out a relative pronoun and commas at the end ("the clerk, who").
func (pp *phraseParser) withoutRelative(all []int) []int {
	n := len(all)
	for n > 1 && (slices.Contains(relatives, pp.words[all[n-1]].form) || pp.tag(all[n-1]) == "PUNCT") {
		n--
	}
	return all[:n]
}

// withoutClauses leaves out the tokens of clauses; without a tree, what follows a relative pronoun.
func (pp *phraseParser) withoutClauses(all []int) []int {
	var core []int
	for n, i := range all {
		low := pp.words[i].form
		if n > 0 && pp.treeless(all) && (low == "who" || low == "which" || low == "whose" || low == "that") {
			break
		}
		clause := pp.climb(i, func(j int) bool {
			return slices.Contains(opensClause, pp.rel(j)) && inside(all, j) && inside(all, pp.governor(j))
		})
		if !clause {
			core = append(core, i)
		}
	}
	if len(core) == 0 {
		return all
	}
	return core
}

// headOf is the token on which the others hang; without a tree, the last noun before a preposition or comma.
func (pp *phraseParser) headOf(core []int) int {
	if pp.treeless(core) {
		return pp.flatHead(core)
	}
	if i := pp.openingName(core); i >= 0 {
		return i
	}
	top := pp.treeHead(core)
	if flat := pp.flatHead(core); flat >= 0 && flat != top && pp.forPeople(flat) && (top < 0 || top > flat && !pp.forPeople(top)) {
		return flat // "a person familiar with the plan": the tree has lost its way
	}
	if i := pp.openingNoun(core); i >= 0 && (top < 0 || !pp.forPeople(top) && (i == top+1 || !slices.Contains(nominal, pp.tag(top)))) {
		return i // taken for an adjective: "a publishing executive"
	}
	return top
}

// openingNoun is the last noun for people before the first preposition, mark or pronoun, or -1.
func (pp *phraseParser) openingNoun(core []int) int {
	last := -1
	for _, i := range core {
		if tag := pp.tag(i); tag == "ADP" || tag == "PUNCT" || tag == "PRON" {
			break
		}
		if pp.forPeople(i) {
			last = i
		}
	}
	return last
}

func (pp *phraseParser) treeHead(core []int) int {
	second := -1
	for _, i := range core {
		if h := pp.governor(i); h >= 0 && inside(core, h) {
			continue
		}
		if slices.Contains(nominal, pp.tag(i)) {
			return i
		}
		if second < 0 && pp.tag(i) != "PUNCT" && pp.tag(i) != "ADP" && pp.tag(i) != "PART" {
			second = i
		}
	}
	return second
}

// openingName is the last word of a person's name that opens the phrase and stands before a comma, as in "Ben Ode, who
// keeps the lamp": trees of what follows are often wrong.
func (pp *phraseParser) openingName(core []int) int {
	if len(core) == 0 || !pp.isName(core[0], onrecord.Person) {
		return -1
	}
	name := pp.d.Names[pp.named[core[0]]-1]
	if name.To > len(pp.words) || name.To < len(pp.words) && inside(core, name.To) && pp.words[name.To].form != "," {
		return -1
	}
	return max(core[0], name.To-1)
}

func (pp *phraseParser) flatHead(core []int) int {
	last := -1
	for _, i := range core {
		tag := pp.tag(i)
		if last >= 0 && (tag == "ADP" || tag == "PUNCT" || tag == "SCONJ" || tag == "ADJ" || tag == "VERB" || tag == "PRON") {
			break
		}
		if slices.Contains(nominal, tag) || tag == "" {
			last = i
		}
	}
	return last
}

// partitive moves the head of "one of the clerks" to the clerks.
func (pp *phraseParser) partitive(np *nounPhrase) {
	row, ok := pp.dict.numbers.find(pp.words[np.head])
	if !ok || row.Get("of") == "" {
		return
	}
	for _, k := range pp.kids[np.head] {
		of := pp.child(int(k), "case")
		if of >= 0 && pp.words[of].form == "of" && inside(np.core, int(k)) {
			np.quantity, np.head = np.head, int(k)
			return
		}
	}
}

func (pp *phraseParser) beside(np *nounPhrase, i, depth int) {
	np.titles = append(np.titles, i)
	for _, k := range pp.kids[i] {
		rel := pp.d.Tokens[k].Rel
		base, _, _ := strings.Cut(rel, ":")
		if (slices.Contains(besides, rel) || slices.Contains(besides, base)) && inside(np.core, int(k)) && depth < 4 {
			pp.beside(np, int(k), depth+1)
		}
	}
}

// antecedent is the noun phrase that a relative pronoun hangs behind.
func (pp *phraseParser) antecedent(np nounPhrase) nounPhrase {
	none := nounPhrase{text: pp.text, head: -1}
	if np.head < 0 || !slices.Contains(relatives, pp.words[np.head].form) {
		return none
	}
	noun := -1
	pp.climb(np.head, func(j int) bool {
		if pp.rel(j) == "acl" {
			noun = pp.governor(j)
		}
		return noun >= 0
	})
	if noun < 0 || noun > np.head {
		noun = pp.nounBefore(np.head)
	}
	if noun < 0 {
		return none
	}
	lo, hi := pp.cover(noun, noun, noun+1)
	return pp.parse([]onrecord.Span{pp.span(lo, min(hi, max(np.head, noun+1)))})
}

// nounBefore is the noun that a relative pronoun follows, whatever the tree says: the nearest one, or the person that
// it belongs to ("an official from the bank, who").
func (pp *phraseParser) nounBefore(i int) int {
	j := i - 1
	for j >= 0 && pp.tag(j) == "PUNCT" && pp.words[j].form == "," {
		j--
	}
	if j < 0 || pp.sentence(j) != pp.sentence(i) || pp.tag(j) != "NOUN" && pp.tag(j) != "PROPN" && !pp.forPeople(j) {
		return -1
	}
	noun := j
	pp.climb(j, func(k int) bool {
		if k < j && pp.forPeople(k) {
			noun = k
		}
		return !slices.Contains([]string{"nmod", "compound", "flat", "appos"}, pp.rel(k))
	})
	return noun
}
