package coref

import (
	"strings"

	"onrecord"
)

// role is the place of a mention in its clause.
type role uint8

const (
	roleOther role = iota
	roleSubject
	rolePassive
	roleObject
	roleOblique
	roleModifier
	rolePossessor
	roleApposition
	rolePredicate
)

// mention is one place that speaks of someone or something, before it is known whether anyone wants to hear of it.
type mention struct {
	span     onrecord.Span
	from, to int32 // tokens of the phrase, to exclusive
	head     int32
	name     int32 // index + 1 of the name in it
	chain    int32
	sentence int32
	pronoun  *pronoun
	form     onrecord.MentionForm
	kind     onrecord.EntityKind
	lemma    string // of the head, lower case; of names ""
	by       string
	conf     float64
	traits   traits
	role     role
	pair     bool // several joined by "and"
	definite bool // the, this, these, both ...
	pointing bool // this, these, such ...
	fresh    bool // a, an, another, some
	owned    bool // has a possessor
	narrowed bool // has a clause or a phrase behind it that says which one
	unreal   bool // heads a word for a time
}

// markables are the names and mentions of a report: all that can be tied to one another.
type markables struct {
	*text
	names    []name
	mentions []mention
	heads    []int32 // per token: index + 1 of the mention that it heads
}

func (ms *markables) reset() {
	ms.names, ms.mentions, ms.heads = ms.names[:0], ms.mentions[:0], grow(ms.heads, len(ms.d.Tokens))
	clear(ms.heads)
}

// mentionFinder finds every place that speaks of someone or something, by name, noun or pronoun.
type mentionFinder struct{ *markables }

// find lists all mentions in the order of their heads.
func (mf *mentionFinder) find() {
	named := grow(nil, len(mf.d.Tokens))
	inName := grow(nil, len(mf.d.Tokens))
	for i := range mf.names {
		n := &mf.names[i]
		named[n.head] = int32(i) + 1
		for t := n.start; t < n.to; t++ {
			inName[t] = int32(i) + 1
		}
	}
	for _, s := range mf.d.Sentences {
		if !mf.d.Blocks[s.Block].Read() {
			continue
		}
		for i := int32(s.From); i < int32(s.To); i++ {
			switch {
			case named[i] != 0:
				mf.addName(i, named[i])
			case inName[i] != 0:
			default:
				mf.addWord(i)
			}
			mf.addPair(i)
		}
	}
	mf.raisePersons()
}

// raisePersons puts a person before the body named right in front ("CMU president Lara Binet") where the tree has it the
// other way round: whoever acts is the person.
func (mf *mentionFinder) raisePersons() {
	for i := range mf.mentions {
		m := &mf.mentions[i]
		if m.name == 0 || m.kind != onrecord.Person || mf.head[m.head] < 0 {
			continue
		}
		h := mf.head[m.head]
		if mf.heads[h] == 0 || h >= m.head {
			continue
		}
		o := &mf.mentions[mf.heads[h]-1]
		if o.name == 0 || o.kind == onrecord.Person || mf.names[o.name-1].to != mf.names[m.name-1].start {
			continue
		}
		switch baseRel(mf.rel(m.head)) {
		case "flat", "appos", "compound", "nmod", "dep", "amod":
		default:
			continue
		}
		b := &mf.names[o.name-1]
		m.from, m.to, m.role = min(o.from, b.from), max(m.to, o.to), o.role
		o.from, o.to, o.role = b.from, b.to, roleModifier
		for _, x := range []*mention{m, o} {
			x.span = onrecord.Span{Start: mf.d.Tokens[x.from].Start, End: mf.d.Tokens[x.to-1].End}
		}
		m.head = h
		mf.heads[h] = int32(i) + 1
	}
}

func (mf *mentionFinder) add(m mention) int32 {
	m.chain = -1
	m.sentence = mf.sentence[m.head]
	m.span = onrecord.Span{Start: mf.d.Tokens[m.from].Start, End: mf.d.Tokens[m.to-1].End}
	if !m.pair {
		m.role = mf.roleOf(m.head)
	}
	mf.mentions = append(mf.mentions, m)
	at := int32(len(mf.mentions) - 1)
	if !m.pair {
		mf.heads[m.head] = at + 1
	}
	return at
}

func (mf *mentionFinder) addName(i, number int32) {
	n := &mf.names[number-1]
	m := mention{head: i, name: number, form: onrecord.NameForm, kind: n.kind, traits: n.traits}
	m.from, m.to = n.start, n.to
	if mf.headsPhrase(i) {
		m.from, m.to = mf.phrase(i)
		m.from, m.to = min(m.from, n.start), max(m.to, n.to)
	}
	mf.add(m)
}

func (mf *mentionFinder) addWord(i int32) {
	t := &mf.d.Tokens[i]
	if t.Tag == "PRON" || t.Tag == "DET" {
		if pr, ok := mf.words.pronouns[lower(mf.word(i))]; ok && mf.pronounHere(i, pr) {
			mf.add(mention{head: i, from: i, to: i + 1, form: onrecord.PronounForm, pronoun: &pr, traits: pr.traits})
		}
		return
	}
	if (t.Tag != "NOUN" && t.Tag != "PROPN" && !mf.adjectiveAsNoun(i)) || !mf.headsPhrase(i) {
		return
	}
	mf.addNominal(i)
}

// pronounHere tells whether the form really is a pronoun that stands for someone: "that" is so only in a relative
// clause, an expletive never.
func (mf *mentionFinder) pronounHere(i int32, pr pronoun) bool {
	t := &mf.d.Tokens[i]
	if r := baseRel(t.Rel); r == "expl" || r == "mark" {
		return false
	}
	if pr.person == 'r' {
		return len(t.XPOS) > 0 && t.XPOS[0] == 'W' && mf.antecedent(i) >= 0
	}
	return t.Tag == "PRON" || strings.HasPrefix(t.XPOS, "PRP")
}

// adjectiveAsNoun finds "the accused", "the wounded": an adjective that heads a phrase with an article.
func (mf *mentionFinder) adjectiveAsNoun(i int32) bool {
	t := &mf.d.Tokens[i]
	if t.Tag != "ADJ" && t.Tag != "VERB" {
		return false
	}
	if _, ok := mf.words.heads[lower(mf.word(i))]; !ok {
		return false
	}
	for c := mf.first[i]; c >= 0; c = mf.next[c] {
		if mf.rel(c) == "det" {
			return true
		}
	}
	return false
}

func (mf *mentionFinder) addNominal(i int32) {
	t := &mf.d.Tokens[i]
	m := mention{head: i, form: onrecord.NominalForm, lemma: lower(t.Lemma)}
	m.from, m.to = mf.phrase(i)
	plural := t.XPOS == "NNS" || t.XPOS == "NNPS"
	h, known := mf.words.heads[m.lemma]
	if !known {
		h, known = mf.words.heads[lower(mf.word(i))]
	}
	if before := i - 1; before >= m.from && mf.head[before] == i { // "news agency", "foreign ministry"
		if two, ok := mf.words.heads[lower(mf.word(before))+" "+m.lemma]; ok {
			h, known = two, true
		}
	}
	m.kind, m.unreal = h.kind, h.time
	switch {
	case known:
		m.traits = h.traits
	case plural:
		m.traits = many | anyGender
	case personal(m.lemma):
		m.traits = one | anyGender
	default:
		m.traits = one | thing
	}
	if plural {
		m.traits = m.traits&^one | many
		if m.kind == onrecord.Person {
			m.kind = onrecord.Group
		}
	}
	mf.look(&m)
	mf.add(m)
}

// personal tells whether the ending of a noun that no dictionary has lets it be a person.
func personal(lemma string) bool {
	for _, end := range []string{"er", "or", "ist", "ian", "ee", "ant", "man", "woman", "eer", "ite"} {
		if len(lemma) > len(end)+2 && strings.HasSuffix(lemma, end) {
			return true
		}
	}
	return false
}

// look reads what stands around the head of a nominal: article, possessor, what narrows it down.
func (mf *mentionFinder) look(m *mention) {
	for c := mf.first[m.head]; c >= 0; c = mf.next[c] {
		switch baseRel(mf.rel(c)) {
		case "det":
			switch lower(mf.word(c)) {
			case "the", "both":
				m.definite = true
			case "this", "that", "these", "those", "such":
				m.definite, m.pointing = true, true
			case "a", "an", "another", "some", "any", "no", "every", "each":
				m.fresh = true
			}
		case "acl":
			m.narrowed = true
		case "nmod":
			if mf.rel(c) == "nmod:poss" {
				m.owned = true
			} else if c > m.head {
				m.narrowed = true
			}
		}
	}
}

// addPair adds what is joined by "and" as one mention, once its last member is in: i is that member's head.
func (mf *mentionFinder) addPair(i int32) {
	h := mf.head[i]
	if h < 0 || baseRel(mf.rel(i)) != "conj" || mf.heads[i] == 0 || mf.heads[h] == 0 || mf.child(i, "cc") < 0 {
		return
	}
	cc := mf.child(i, "cc")
	if w := lower(mf.word(cc)); w != "and" && w != "&" {
		return
	}
	a, b := &mf.mentions[mf.heads[h]-1], &mf.mentions[mf.heads[i]-1]
	m := mention{head: h, from: min(a.from, b.from), to: max(a.to, b.to), pair: true, form: onrecord.NominalForm,
		traits: many | anyGender, role: a.role}
	if a.kind == b.kind {
		m.kind = a.kind
	}
	if m.kind == onrecord.Person {
		m.kind = onrecord.Group
	}
	m.unreal = a.unreal || b.unreal
	mf.add(m)
}
