package plover

import (
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/lang/linear"
	"onrecord/internal/lang/wordclass"
)

// scene is one pair as features are drawn from it: the trees of its text, the words of the two parties, and the way
// between them.
type scene struct {
	d        *onrecord.Document
	classes  *wordclass.Classes
	cameo    *cameo
	from, to int     // the tokens that are looked at
	of       []uint8 // by place among them: belongs to source, target or none
	below    [][]int // by place among them: what hangs on the word
	source   int     // head word; -1 none
	target   int
	features []linear.Feature
}

const (
	ofNone = iota
	ofSource
	ofTarget
)

// The templates, numbered so that features of one never meet those of another.
const (
	onBias = iota
	onWord
	onPairOfWords
	onBetween
	onBetweenPair
	onAfter
	onPath
	onPathPair
	onTop
	onTopObject
	onSourceVerb
	onSourceChain
	onSourceRelation
	onTargetVerb
	onTargetCase
	onTargetRelation
	onTriple
	onMood
	onMoodVerb
	onFine
	onCoarse
	onPattern
	onVerbCode
	onNounCode
	onClause
)

// Where a word stands whose class is looked at.
const (
	inText = iota
	onWay
	overSource
	overTarget
	nextToTarget
	underVerb
)

func newScene(d *onrecord.Document, from, to int, source, target []onrecord.Span, classes *wordclass.Classes, c *cameo) *scene {
	s := &scene{d: d, classes: classes, cameo: c, from: from, to: to, of: make([]uint8, to-from), below: make([][]int, to-from)}
	for i := from; i < to; i++ {
		if up := s.above(i); up >= 0 {
			s.below[up-from] = append(s.below[up-from], i)
		}
	}
	s.source = s.mark(source, ofSource)
	s.target = s.mark(target, ofTarget)
	return s
}

// addClass adds the classes of a word by where it stands.
func (s *scene) addClass(place uint32, i int) {
	fine, coarse := s.classes.Of(s.d.In(s.d.Tokens[i].Span))
	s.add(onFine, place, uint32(fine), 0)
	s.add(onCoarse, place, uint32(coarse), 0)
}

func (s *scene) add(template uint32, a, b, c uint32) {
	s.features = append(s.features, linear.Join(template, a, b, c))
}

func (s *scene) addWords(template uint32, words ...string) {
	var h [3]uint32
	for i, w := range words {
		h[i] = linear.Word(w)
	}
	s.add(template, h[0], h[1], h[2])
}

func (s *scene) lemma(i int) string {
	if i < 0 {
		return ""
	}
	return strings.ToLower(s.d.Tokens[i].Lemma)
}

// above is the word that a word hangs on, -1 at a root.
func (s *scene) above(i int) int {
	if up := int(s.d.Tokens[i].Head) - 1; up >= s.from && up < s.to {
		return up
	}
	return -1
}

// party is to whom a word belongs.
func (s *scene) party(i int) uint8 { return s.of[i-s.from] }

// mark notes which tokens belong to a party and returns its head: the word of the first span whose governor stands outside.
func (s *scene) mark(spans []onrecord.Span, as uint8) int {
	head := -1
	for _, span := range spans {
		from, to := s.d.TokensIn(span)
		from, to = max(from, s.from), min(to, s.to)
		for i := from; i < to; i++ {
			s.of[i-s.from] = as
		}
		if head < 0 && to > from {
			head = from
			for i := from; i < to; i++ {
				if up := s.above(i); (up < from || up >= to) && s.d.Tokens[i].Rel != "punct" && s.d.Tokens[i].Rel != "case" && s.d.Tokens[i].Rel != "det" {
					head = i
					break
				}
			}
		}
	}
	return head
}

// chain lists the words above a word, itself left out, up to the root.
func (s *scene) chain(i int) []int {
	var out []int
	for n := 0; i >= 0 && n < 12; n++ {
		if i = s.above(i); i >= 0 {
			out = append(out, i)
		}
	}
	return out
}

func content(t *onrecord.Token) bool {
	switch t.Tag {
	case "NOUN", "VERB", "ADJ", "ADV", "AUX", "PART", "ADP":
		return t.Lemma != "the" && t.Lemma != "be" && t.Lemma != "have"
	}
	return false
}

// draw fills the features of a pair.
func (s *scene) draw() []linear.Feature {
	s.add(onBias, 0, 0, 0)
	s.words()
	s.between()
	s.tree()
	s.codes()
	slices.Sort(s.features)
	s.features = slices.Compact(s.features)
	return s.features
}

// words looks at the words of the sentence outside the parties.
func (s *scene) words() {
	last := ""
	for i := s.from; i < s.to; i++ {
		t := &s.d.Tokens[i]
		if s.party(i) != ofNone || !content(t) || t.Tag == "ADP" {
			continue
		}
		l := s.lemma(i)
		s.addWords(onWord, l)
		if t.Tag == "NOUN" || t.Tag == "VERB" || t.Tag == "ADJ" {
			s.addClass(inText, i)
		}
		if last != "" {
			s.addWords(onPairOfWords, last, l)
		}
		last = l
	}
}

// between looks at the words that stand between the parties and just behind the later one.
func (s *scene) between() {
	if s.source < 0 || s.target < 0 {
		return
	}
	order := "st"
	a, b := s.source, s.target
	if a > b {
		a, b, order = b, a, "ts"
	}
	last := ""
	for i := a + 1; i < b; i++ {
		if s.party(i) == ofNone && content(&s.d.Tokens[i]) {
			l := s.lemma(i)
			s.addWords(onBetween, l, order)
			if last != "" {
				s.addWords(onBetweenPair, last, l)
			}
			last = l
		}
	}
	for i, n := b+1, 0; i < s.to && n < 5; i++ {
		if s.party(i) == ofNone && content(&s.d.Tokens[i]) {
			s.addWords(onAfter, s.lemma(i), order)
			n++
		}
	}
}

// tree looks at the way from one party to the other, and at the verbs above each.
func (s *scene) tree() {
	up, down := s.chain(s.source), s.chain(s.target)
	top := -1
	for _, i := range up {
		if slices.Contains(down, i) || i == s.target {
			top = i
			break
		}
	}
	if top < 0 && slices.Contains(down, s.source) {
		top = s.source
	}
	last := ""
	for _, way := range [2][]int{up, down} {
		last = ""
		for _, i := range way {
			if s.party(i) == ofNone {
				l := s.lemma(i)
				s.addWords(onPath, l)
				s.addWords(onPathPair, last, l)
				s.addClass(onWay, i)
				last = l
			}
			if i == top {
				break
			}
		}
	}
	s.addWords(onTop, s.lemma(top))
	s.under(onTopObject, top)
	sv, tv := s.verb(up), s.verb(down)
	s.governor(onSourceVerb, sv, overSource)
	s.governor(onTargetVerb, tv, overTarget)
	s.addWords(onTriple, s.lemma(sv), s.lemma(tv))
	if s.source >= 0 {
		s.addWords(onSourceRelation, s.d.Tokens[s.source].Rel, s.lemma(sv))
	}
	if s.target >= 0 {
		s.addWords(onTargetRelation, s.d.Tokens[s.target].Rel, s.lemma(tv))
		c := s.child(s.target, "case")
		s.addWords(onTargetCase, s.lemma(c), s.lemma(tv))
		s.addWords(onTargetCase, s.lemma(c))
		if len(down) > 0 {
			s.addWords(onTargetCase, s.lemma(c), s.lemma(down[0]), "g")
			s.addClass(nextToTarget, down[0])
		}
	}
	for _, i := range up {
		if s.d.Tokens[i].Tag == "VERB" {
			s.addWords(onSourceChain, s.lemma(i), s.d.Tokens[i].Rel)
			s.mood(i)
		}
	}
}

// verb is the first verb on a way up, -1 for none.
func (s *scene) verb(way []int) int {
	for _, i := range way {
		if s.d.Tokens[i].Tag == "VERB" && s.party(i) == ofNone {
			return i
		}
	}
	return -1
}

func (s *scene) child(i int, rel string) int {
	for _, k := range s.below[i-s.from] {
		if s.d.Tokens[k].Rel == rel {
			return k
		}
	}
	return -1
}

// governor looks at the verb over a party: its word, class, form, and what hangs on it.
func (s *scene) governor(template uint32, v int, place uint32) {
	s.addWords(template, s.lemma(v))
	if v < 0 {
		return
	}
	s.addClass(place, v)
	passive := s.child(v, "aux:pass") >= 0
	s.addWords(template, s.lemma(v), "voice", map[bool]string{true: "passive", false: "active"}[passive])
	s.under(onClause, v)
}

// under looks at what hangs on a verb: object, complement, particle, oblique with its preposition.
func (s *scene) under(template uint32, v int) {
	if v < 0 {
		return
	}
	for _, k := range s.below[v-s.from] {
		t := &s.d.Tokens[k]
		if s.party(k) != ofNone {
			continue
		}
		rel, _, _ := strings.Cut(t.Rel, ":")
		switch rel {
		case "obj", "xcomp", "ccomp", "compound", "iobj":
			s.addWords(template, t.Rel, s.lemma(k))
			s.addWords(template, t.Rel, s.lemma(v), s.lemma(k))
			s.addClass(underVerb, k)
		case "obl", "nmod":
			s.addWords(template, s.lemma(s.child(k, "case")), s.lemma(k), "obl")
		}
	}
}

// mood looks at what says that a deed is done, to be done, or not: auxiliaries, negation, "to".
func (s *scene) mood(v int) {
	for _, k := range s.below[v-s.from] {
		t := &s.d.Tokens[k]
		if t.Tag == "AUX" || t.Lemma == "not" || t.Lemma == "never" || t.Rel == "mark" || t.Lemma == "no" {
			w := strings.ToLower(s.d.In(t.Span))
			s.addWords(onMood, w)
			s.addWords(onMoodVerb, w, s.lemma(v))
		}
	}
	s.addWords(onMood, s.d.Tokens[v].XPOS, "form")
}

// codes asks the derived dictionary of CAMEO about the verbs on the way and about those of the whole sentence.
func (s *scene) codes() {
	words := map[string]bool{}
	for i := s.from; i < s.to; i++ {
		for _, w := range []string{s.lemma(i), strings.ToLower(s.d.In(s.d.Tokens[i].Span))} {
			words[w] = true
			for _, list := range s.cameo.lists[w] {
				words[list] = true
			}
		}
	}
	there := func(w string) bool { return words[w] }
	near := map[int]bool{}
	for _, i := range append(s.chain(s.source), s.chain(s.target)...) {
		near[i] = true
	}
	for i := s.from; i < s.to; i++ {
		t := &s.d.Tokens[i]
		if t.Tag != "VERB" && t.Tag != "NOUN" || s.party(i) != ofNone {
			continue
		}
		place := "far"
		if near[i] {
			place = "near"
		}
		l := s.lemma(i)
		if k := s.child(i, "compound:prt"); k >= 0 {
			if _, ok := s.cameo.groups[l+" "+s.lemma(k)]; ok {
				l += " " + s.lemma(k)
			}
		}
		if code := s.cameo.alone[l]; code != "" {
			s.addWords(onVerbCode, place+t.Tag, code[:2])
		}
		if t.Tag == "VERB" {
			if code, n := s.cameo.best(l, there); n > 0 {
				s.addWords(onPattern, place, code[:2])
				s.addWords(onPattern, place, code[:min(3, len(code))], "fine")
			}
		}
	}
}
