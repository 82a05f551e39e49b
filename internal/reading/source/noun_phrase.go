package source

import (
	"slices"

	"onrecord"
)

// rowOf lets a missing row be asked.
type rowOf struct{ hit }

// nounPhrase is the phrase by which a source is called in one place.
type nounPhrase struct {
	*text
	spans    []onrecord.Span
	all      []int // its tokens
	core     []int // without relative and other clauses
	head     int   // the noun that heads it, behind "one of", or -1
	quantity int   // the word that counts, where it stands in front of "of", or -1
	titles   []int // the head and what stands beside it as title, name or apposition
	peers    []int // heads that "and" joins to the head
}

// indefiniteWords pick out some of many.
var indefiniteWords = []string{"a", "an", "one", "some", "another", "any", "several", "many", "few", "other"}

// pointing are the words that stand for a source without saying what it is.
var pointing = map[string]bool{"he": true, "she": true, "it": true, "they": true, "who": true, "which": true, "that": true,
	"him": true, "her": true, "them": true, "his": true, "their": true, "its": true, "i": true, "we": true, "me": true,
	"us": true, "my": true, "our": true, "this": true, "these": true, "those": true, "himself": true, "herself": true,
	"themselves": true, "you": true, "whom": true, "whose": true, "hers": true, "theirs": true}

// points tells whether the phrase is nothing but a pronoun or relative.
func (np nounPhrase) points() bool {
	if np.quantity >= 0 && np.head >= 0 && pointing[np.words[np.head].form] {
		return true
	}
	for _, i := range np.core {
		if np.tag(i) != "PUNCT" && np.tag(i) != "PART" && !pointing[np.words[i].form] && np.words[i].form != "'s" {
			return false
		}
	}
	return len(np.core) > 0
}

// person is the name of a person that the phrase is about, or nil. A name that only owns ("Ruiz's clerk") is not it.
func (np nounPhrase) person() *onrecord.Name { return np.nameOf(onrecord.Person) }

func (np nounPhrase) nameOf(kinds ...onrecord.EntityKind) *onrecord.Name {
	for _, i := range append(slices.Clone(np.titles), np.peers...) {
		if np.isName(i, kinds...) && (i == np.head || !np.owns(i)) {
			return &np.d.Names[np.named[i]-1]
		}
	}
	return nil
}

// nameAt is the name at the head of the phrase that is no person's, or nil.
func (np nounPhrase) nameAt() *onrecord.Name {
	if np.head < 0 || np.named[np.head] == 0 {
		return nil
	}
	return &np.d.Names[np.named[np.head]-1]
}

// anyName is a name of anyone in the phrase, or nil.
func (np nounPhrase) anyName() *onrecord.Name {
	for _, i := range np.core {
		if np.named[i] > 0 && !np.isName(i, onrecord.Group) {
			return &np.d.Names[np.named[i]-1]
		}
	}
	return nil
}

// namedBody is the name of a body in the phrase, or nil. A country is no body.
func (np nounPhrase) namedBody() *onrecord.Name {
	for _, i := range np.core {
		if i != np.head && np.isName(i, onrecord.Organization, onrecord.Government, onrecord.MediaOutlet, onrecord.Metonym) {
			return &np.d.Names[np.named[i]-1]
		}
	}
	return nil
}

// title is the dictionary's noun for the source: the one at its head, or else one beside a name.
func (np nounPhrase) title() (hit, bool) {
	hits := np.headHits()
	for _, want := range []func(hit) bool{
		func(h hit) bool { return h.from <= np.head && np.head < h.to && !np.surname(h) },
		func(h hit) bool { return np.bearsName() && np.headless(h) },
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

// headless tells whether a title found beside the head is one of a person (the "army" of "army Captain Ruiz" is none).
func (np nounPhrase) headless(h hit) bool {
	k := h.row.Get("kind")
	if k != "person" && k != "office_holder" {
		return false
	}
	for i := h.from; i < h.to; i++ {
		if slices.Contains(np.titles, i) {
			return true
		}
	}
	return false
}

// bearsName tells whether the head of the phrase is a person's name.
func (np nounPhrase) bearsName() bool { return np.person() != nil }

// headHits are the dictionary's nouns in the phrase.
func (np nounPhrase) headHits() []hit {
	var out []hit
	for _, run := range runs(np.core) {
		out = append(out, np.dict.heads.within(np.words, run[0], run[1])...)
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

func (np nounPhrase) row() rowOf { h, _ := np.title(); return rowOf{h} }

// Get is the cell of a column, "" when there is no row.
func (h rowOf) Get(column string) string {
	if len(h.row.Cells) == 0 {
		return ""
	}
	return h.row.Get(column)
}

// many tells whether the phrase names more than one.
func (np nounPhrase) many() bool {
	if np.quantity >= 0 {
		row, _ := np.dict.numbers.find(np.words[np.quantity])
		return row.Get("count") != "1"
	}
	return np.head >= 0 && np.plural(np.head)
}

// determiner is the word in front that tells which ones are meant, or -1.
func (np nounPhrase) determiner() int {
	for _, i := range np.core {
		if i >= np.head {
			break
		}
		if np.tag(i) == "DET" || np.words[i].form == "one" || np.words[i].form == "another" {
			return i
		}
	}
	return -1
}

func (np nounPhrase) indefinite() bool {
	if np.quantity >= 0 {
		return true
	}
	i := np.determiner()
	return i >= 0 && slices.Contains(indefiniteWords, np.words[i].form)
}

func (np nounPhrase) definite() bool {
	i := np.determiner()
	if i >= 0 {
		return slices.Contains([]string{"the", "this", "that", "these", "those", "its", "his", "her", "their"}, np.words[i].form)
	}
	poss := np.child(np.head, "nmod")
	return poss >= 0 && poss < np.head
}

// modified tells whether the office is told apart by its department or body ("trade minister", "head of the port").
func (np nounPhrase) modified() bool {
	for _, k := range np.kids[np.head] {
		rel := np.rel(int(k))
		if inside(np.core, int(k)) && (rel == "compound" || rel == "nmod" || rel == "amod" && np.named[k] == 0 && np.sectorWord(int(k))) {
			return true
		}
	}
	return false
}

// placed tells whether the phrase says of whom or what the people are ("Pakistani sources").
func (np nounPhrase) placed() bool {
	for _, i := range np.core {
		if i != np.head && (np.isName(i, onrecord.Country, onrecord.Place) || np.isName(i, onrecord.Group) && np.rel(i) == "amod") {
			return true
		}
	}
	return false
}

// formerly tells whether the phrase says that the office is no longer held.
func (np nounPhrase) formerly() bool {
	for _, i := range np.core {
		if row, ok := np.statusAt(i); ok && row.Get("status") == string(onrecord.StatusFormer) {
			return true
		}
	}
	return false
}

// qualifies tells whether a word in front describes the source itself, not someone further down ("aide to the former
// minister").
func (np nounPhrase) qualifies(i int) bool {
	h := np.governor(i)
	if h < 0 || np.treeless(np.core) {
		return i < np.head
	}
	for steps := 0; h >= 0 && steps < 3; steps++ {
		for _, t := range np.titles {
			if h == t {
				return true
			}
		}
		h = np.governor(h)
		if h >= 0 && np.rel(h) == "nmod" {
			return false
		}
	}
	return i == np.head
}

// wholeBody tells whether the phrase is a bare plural: nothing picks out some of the people.
func (np nounPhrase) wholeBody() bool {
	if np.quantity >= 0 || !np.plural(np.head) {
		return false
	}
	for _, k := range np.kids[np.head] {
		switch np.rel(int(k)) {
		case "amod", "nummod", "det", "acl":
			if inside(np.all, int(k)) && np.named[k] == 0 {
				return false
			}
		}
	}
	return true
}

// relativeWho tells whether the phrase goes on with "who".
func (np nounPhrase) relativeWho() bool {
	return slices.ContainsFunc(np.all, func(i int) bool { return np.words[i].form == "who" })
}

// counted is how many the phrase says that there are, 0 when it does not say.
func (np nounPhrase) counted() int {
	if i := np.countWord(); i >= 0 {
		n, _ := np.figure(i)
		return n
	}
	return 0
}

// countWord is the word that counts the source ("two", "several", "30", "one of"), or -1.
func (np nounPhrase) countWord() int {
	if np.quantity >= 0 {
		return np.quantity
	}
	best := -1
	for _, i := range np.core {
		if i >= np.head || np.named[i] > 0 {
			continue
		}
		if h := np.governor(i); h != np.head && !np.treeless(np.core) {
			continue
		}
		if n, _ := np.figure(i); n != 0 {
			if best < 0 || np.tag(best) == "DET" {
				best = i
			}
		} else if _, ok := np.dict.numbers.find(np.words[i]); ok && best < 0 && np.rel(i) != "advmod" {
			best = i
		}
	}
	return best
}

// approximate tells whether a figure is a guess ("at least four", "some 20").
func (np nounPhrase) approximate(figure int) bool {
	for _, i := range np.core {
		if i >= figure {
			break
		}
		row, ok := np.dict.numbers.find(np.words[i])
		if ok && (row.Get("approx") != "" || np.words[i].form == "some") {
			return true
		}
	}
	return false
}

// allPeople tells whether every one of the joined heads is a person's name.
func (np nounPhrase) allPeople() bool {
	for _, i := range np.peers {
		if !np.isName(i, onrecord.Person) {
			return false
		}
	}
	return true
}

// headSpan is the head of a phrase, or the name that it belongs to.
func (np nounPhrase) headSpan() onrecord.Span {
	if np.named[np.head] > 0 {
		return np.d.Names[np.named[np.head]-1].Span
	}
	return np.one(np.head)
}

// sentencesOf are the sentences of a phrase.
func (np nounPhrase) sentencesOf() []int {
	var out []int
	for _, run := range runs(np.all) {
		out = np.stretch(out, run[0], run[1])
	}
	if np.head >= 0 {
		out = np.stretch(out, np.head, np.head+1)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// inside tells whether a sorted list of tokens holds one.
func inside(tokens []int, i int) bool {
	_, found := slices.BinarySearch(tokens, i)
	return found
}
