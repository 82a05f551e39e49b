package source

import (
	"slices"
	"strings"

	"onrecord"
)

// voice is the phrase by which a source is called in one place.
type voice struct {
	spans    []onrecord.Span
	all      []int // its tokens
	core     []int // without relative and other clauses
	head     int   // the noun that heads it, behind "one of", or -1
	quantity int   // the word that counts, where it stands in front of "of", or -1
	titles   []int // the head and what stands beside it as title, name or apposition
	peers    []int // heads that "and" joins to the head
}

// hear reads the phrase in the spans.
func (r *reading) hear(spans []onrecord.Span) voice {
	v := voice{spans: spans, head: -1, quantity: -1}
	for _, s := range spans {
		first, end := r.tokens(s)
		for i := first; i < end; i++ {
			v.all = append(v.all, i)
		}
	}
	v.all = r.withoutRelative(r.withoutPlace(v.all))
	v.core = r.withoutClauses(v.all)
	v.head = r.headOf(v.core)
	if v.head < 0 {
		return v
	}
	r.partitive(&v)
	r.beside(&v, v.head, 0)
	for _, k := range r.kids[v.head] {
		if r.rel(int(k)) == "conj" && slices.Contains(v.core, int(k)) {
			v.peers = append(v.peers, int(k))
		}
	}
	return v
}

// withoutPlace leaves out a dateline that got into the source ("NORVIK: Officials").
func (r *reading) withoutPlace(all []int) []int {
	for n, i := range all {
		if r.words[i].form == ":" && n > 0 && n < 5 && n < len(all)-1 {
			return all[n+1:]
		}
	}
	return all
}

// withoutRelative leaves out a relative pronoun and commas at the end ("the clerk, who").
func (r *reading) withoutRelative(all []int) []int {
	n := len(all)
	for n > 1 && (slices.Contains(relatives, r.words[all[n-1]].form) || r.tag(all[n-1]) == "PUNCT") {
		n--
	}
	return all[:n]
}

// relatives are the pronouns that tie a clause to the noun before it.
var relatives = []string{"who", "which", "that", "whom", "whose"}

// opensClause are the relations by which a clause hangs on a noun.
var opensClause = []string{"acl", "advcl", "ccomp", "parataxis", "csubj"}

// withoutClauses leaves out the tokens of clauses; without a tree, what follows a relative pronoun.
func (r *reading) withoutClauses(all []int) []int {
	var core []int
	for n, i := range all {
		low := r.words[i].form
		if n > 0 && r.treeless(all) && (low == "who" || low == "which" || low == "whose" || low == "that") {
			break
		}
		clause := r.climb(i, func(j int) bool {
			return slices.Contains(opensClause, r.rel(j)) && inside(all, j) && inside(all, r.head(j))
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

// inside tells whether a sorted list of tokens holds one.
func inside(tokens []int, i int) bool {
	_, found := slices.BinarySearch(tokens, i)
	return found
}

// treeless tells whether nothing among the tokens hangs on anything.
func (r *reading) treeless(tokens []int) bool {
	for _, i := range tokens {
		if r.head(i) >= 0 {
			return false
		}
	}
	return true
}

// nominal are the parts of speech that head the name of a source.
var nominal = []string{"NOUN", "PROPN", "PRON", "NUM"}

// headOf is the token on which the others hang; without a tree, the last noun before a preposition or comma.
func (r *reading) headOf(core []int) int {
	if r.treeless(core) {
		return r.flatHead(core)
	}
	if i := r.openingName(core); i >= 0 {
		return i
	}
	top := r.treeHead(core)
	if flat := r.flatHead(core); flat >= 0 && flat != top && r.forPeople(flat) && (top < 0 || top > flat && !r.forPeople(top)) {
		return flat // "a person familiar with the plan": the tree has lost its way
	}
	if i := r.openingNoun(core); i >= 0 && (top < 0 || !r.forPeople(top) && (i == top+1 || !slices.Contains(nominal, r.tag(top)))) {
		return i // taken for an adjective: "a publishing executive"
	}
	return top
}

// openingNoun is the last noun for people before the first preposition, mark or pronoun, or -1.
func (r *reading) openingNoun(core []int) int {
	last := -1
	for _, i := range core {
		if tag := r.tag(i); tag == "ADP" || tag == "PUNCT" || tag == "PRON" {
			break
		}
		if r.forPeople(i) {
			last = i
		}
	}
	return last
}

// forPeople tells whether a token is a noun for people, or part of a person's name.
func (r *reading) forPeople(i int) bool { return r.isPersonNoun(i) || r.isName(i, onrecord.Person) }

func (r *reading) treeHead(core []int) int {
	second := -1
	for _, i := range core {
		if h := r.head(i); h >= 0 && inside(core, h) {
			continue
		}
		if slices.Contains(nominal, r.tag(i)) {
			return i
		}
		if second < 0 && r.tag(i) != "PUNCT" && r.tag(i) != "ADP" && r.tag(i) != "PART" {
			second = i
		}
	}
	return second
}

// openingName is the last word of a person's name that opens the phrase and stands before a comma, as in "Ben Ode, who
// keeps the lamp": trees of what follows are often wrong.
func (r *reading) openingName(core []int) int {
	if len(core) == 0 || !r.isName(core[0], onrecord.Person) {
		return -1
	}
	name := r.d.Names[r.named[core[0]]-1]
	if name.To > len(r.words) || name.To < len(r.words) && inside(core, name.To) && r.words[name.To].form != "," {
		return -1
	}
	return max(core[0], name.To-1)
}

func (r *reading) flatHead(core []int) int {
	last := -1
	for _, i := range core {
		tag := r.tag(i)
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
func (r *reading) partitive(v *voice) {
	row, ok := r.t.numbers.find(r.words[v.head])
	if !ok || row.Get("of") == "" {
		return
	}
	for _, k := range r.kids[v.head] {
		of := r.child(int(k), "case")
		if of >= 0 && r.words[of].form == "of" && inside(v.core, int(k)) {
			v.quantity, v.head = v.head, int(k)
			return
		}
	}
}

// besides are the relations of titles, the parts of a name, and appositions.
var besides = []string{"compound", "flat", "appos", "nmod:desc", "nmod:unmarked", "dep"}

func (r *reading) beside(v *voice, i, depth int) {
	v.titles = append(v.titles, i)
	for _, k := range r.kids[i] {
		rel := r.d.Tokens[k].Rel
		base, _, _ := strings.Cut(rel, ":")
		if (slices.Contains(besides, rel) || slices.Contains(besides, base)) && inside(v.core, int(k)) && depth < 4 {
			r.beside(v, int(k), depth+1)
		}
	}
}

// person is the name of a person that the phrase is about, or nil. A name that only owns ("Ruiz's clerk") is not it.
func (r *reading) person(v voice) *onrecord.Name { return r.nameOf(v, onrecord.Person) }

func (r *reading) nameOf(v voice, kinds ...onrecord.EntityKind) *onrecord.Name {
	for _, i := range append(slices.Clone(v.titles), v.peers...) {
		if r.isName(i, kinds...) && (i == v.head || !r.owns(i)) {
			return &r.d.Names[r.named[i]-1]
		}
	}
	return nil
}

// owns tells whether a token stands as owner or modifier in front of a common noun ("the Ruiz campaign").
func (r *reading) owns(i int) bool {
	h := r.head(i)
	return h > i && r.rel(i) == "compound" && r.tag(h) == "NOUN" && !r.isPersonNoun(h)
}

// isPersonNoun tells whether a noun in front of a name is its bearer's title ("spokesman Ben Ode").
func (r *reading) isPersonNoun(i int) bool {
	h, ok := r.t.heads.at(r.words, i, i+1)
	return ok && (h.row.Get("kind") == "person" || h.row.Get("kind") == "office_holder")
}

// title is the dictionary's noun for the source: the one at its head, or else one beside a name.
func (r *reading) title(v voice) (hit, bool) {
	hits := r.headHits(v)
	for _, want := range []func(hit) bool{
		func(h hit) bool { return h.from <= v.head && v.head < h.to && !r.surname(h) },
		func(h hit) bool { return r.bearsName(v) && r.headless(h, v) },
	} {
		best, ok := hit{}, false
		for _, h := range hits {
			if want(h) && (!ok || h.to-h.from > best.to-best.from) {
				best, ok = h, true
			}
		}
		if ok {
			return best, true
		}
	}
	return hit{}, false
}

// surname tells whether a noun of the dictionary is a name here ("Baker said"): a title would be that of an office.
func (r *reading) surname(h hit) bool {
	tok := &r.d.Tokens[h.from]
	if h.to-h.from > 1 || tok.XPOS != "NNP" || h.row.Get("kind") != string(onrecord.SourcePerson) || h.row.Get("office") != "" {
		return false
	}
	if h.from > 0 && slices.Contains([]string{"DET", "NUM", "ADJ"}, r.tag(h.from-1)) {
		return false
	}
	return r.child(h.from, "det") < 0 && r.child(h.from, "amod", "nummod", "compound") < 0
}

// bearsName tells whether the head of the phrase is a person's name.
func (r *reading) bearsName(v voice) bool { return r.person(v) != nil }

// headless tells whether a title found beside the head is one of a person (the "army" of "army Captain Ruiz" is none).
func (r *reading) headless(h hit, v voice) bool {
	k := h.row.Get("kind")
	if k != "person" && k != "office_holder" {
		return false
	}
	for i := h.from; i < h.to; i++ {
		if slices.Contains(v.titles, i) {
			return true
		}
	}
	return false
}

// headHits are the dictionary's nouns in the phrase.
func (r *reading) headHits(v voice) []hit {
	var out []hit
	for _, run := range runs(v.core) {
		out = append(out, r.t.heads.within(r.words, run[0], run[1])...)
	}
	return out
}

// runs are the stretches of tokens that follow each other: from, to.
func runs(tokens []int) [][2]int {
	var out [][2]int
	for _, i := range tokens {
		if n := len(out); n > 0 && out[n-1][1] == i {
			out[n-1][1] = i + 1
			continue
		}
		out = append(out, [2]int{i, i + 1})
	}
	return out
}

// pointing are the words that stand for a source without saying what it is.
var pointing = map[string]bool{"he": true, "she": true, "it": true, "they": true, "who": true, "which": true, "that": true,
	"him": true, "her": true, "them": true, "his": true, "their": true, "its": true, "i": true, "we": true, "me": true,
	"us": true, "my": true, "our": true, "this": true, "these": true, "those": true, "himself": true, "herself": true,
	"themselves": true, "you": true, "whom": true, "whose": true, "hers": true, "theirs": true}

// points tells whether the phrase is nothing but a pronoun or relative.
func (r *reading) points(v voice) bool {
	if v.quantity >= 0 && v.head >= 0 && pointing[r.words[v.head].form] {
		return true
	}
	for _, i := range v.core {
		if r.tag(i) != "PUNCT" && r.tag(i) != "PART" && !pointing[r.words[i].form] && r.words[i].form != "'s" {
			return false
		}
	}
	return len(v.core) > 0
}
