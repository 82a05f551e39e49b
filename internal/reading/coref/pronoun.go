package coref

import (
	"math"

	"onrecord"
	"onrecord/internal/lang/linear"
)

const (
	backPronoun = 4   // sentences that a pronoun reaches back
	maxSteps    = 160 // mentions looked at
	maxOptions  = 24  // chains to choose from
)

// pronounTies tie pronouns to the one they stand for.
type pronounTies struct {
	*coreference
	quotes *quotations
	ranker *ranker // nil leaves third-person pronouns untied
	learn  *lesson // in training only: the gold chains, and where to put what is learned from
	rank   ranking
}

// tiePronoun ties a relative pronoun to the noun before its clause, and a third-person pronoun to the chain that the
// ranker picks, if it picks one. First persons come later, when all speakers are known; "you" stays untied.
func (pt *pronounTies) tiePronoun(at int32) {
	m := &pt.mentions[at]
	switch m.pronoun.person {
	case 'r':
		if n := pt.antecedent(m.head); n >= 0 {
			if c := pt.chainAt(n); c >= 0 {
				pt.tie(at, c, "pronoun/relative", 0.95)
			}
		}
	case '3':
		if c := pt.reflected(m); c >= 0 && pt.learn == nil {
			pt.tie(at, c, "pronoun/reflexive", 0.9)
			return
		}
		if c := pt.teller(m); c >= 0 && pt.learn == nil {
			pt.tie(at, c, "pronoun/teller", 0.85)
			return
		}
		pt.tieThird(at)
	}
}

// reflected is the chain of the subject that a reflexive pronoun stands for ("got themselves across"), or -1.
func (pt *pronounTies) reflected(m *mention) int32 {
	if !m.pronoun.reflex {
		return -1
	}
	v := pt.clauseOf(m.head)
	if v < 0 {
		return -1
	}
	s := pt.child(v, "nsubj")
	if s < 0 {
		s = pt.subject(v)
	}
	if s < 0 || s >= m.head || pt.heads[s] == 0 {
		return -1
	}
	c := pt.chainAt(s)
	if c < 0 || !pt.chains[c].traits.agree(m.traits) {
		return -1
	}
	return c
}

// teller is the chain of who says what "it" or "they" does, where they open the clause that is said: "Estovia said it would
// pay"; -1 for none. Of he and she there are more in a report, and the ranker is better.
func (pt *pronounTies) teller(m *mention) int32 {
	v := pt.clauseOf(m.head)
	if v < 0 || m.role != roleSubject || pt.rel(v) != "ccomp" || m.traits&(male|female) == male || m.traits&(male|female) == female {
		return -1
	}
	says := pt.head[v]
	if says < 0 || says > m.head || pt.verbAt(says) != actSpeech {
		return -1
	}
	s := pt.child(says, "nsubj")
	if s < 0 || s >= m.head || pt.heads[s] == 0 {
		return -1
	}
	c := pt.chainAt(s)
	if c < 0 || !pt.chains[c].traits.agree(m.traits) {
		return -1
	}
	return c
}

// antecedent is the noun that a relative pronoun stands for: by syntax, else the one whose phrase ends right before it.
func (ms *markables) antecedent(i int32) int32 {
	if n := ms.relativeOf(i); n >= 0 {
		return n
	}
	if w := lower(ms.word(i)); w != "who" && w != "whom" && w != "whose" {
		return -1
	}
	lo := int32(ms.d.Sentences[ms.sentence[i]].From)
	k := i - 1
	if k > lo && ms.word(k) == "," {
		k--
	}
	if k < lo || ms.d.Tokens[k].Tag != "NOUN" && ms.d.Tokens[k].Tag != "PROPN" {
		return -1
	}
	for k >= lo && ms.heads[k] == 0 && ms.head[k] > 0 && ms.head[k] < i && ms.head[k] >= lo && !ms.headsPhrase(k) {
		k = ms.head[k]
	}
	if k < lo || ms.heads[k] == 0 {
		return -1
	}
	return k
}

// tieThird asks the ranker.
func (pt *pronounTies) tieThird(at int32) {
	r := &pt.rank
	pt.options(at)
	if pt.learn != nil {
		pt.learn.lesson(pt, at)
		return
	}
	if pt.ranker == nil || len(r.chains) == 0 {
		pt.tieNew(at, "pronoun/alone")
		return
	}
	best, prob := pt.ranker.pick(r)
	if best >= len(r.chains) || prob < pt.ranker.least {
		pt.tieNew(at, "pronoun/alone")
		return
	}
	pt.tie(at, r.chains[best], "pronoun/ranker", prob)
}

// ranking is what there is to choose from for one pronoun: the chains, latest first, with their features; the features
// behind the last chain are those of choosing none.
type ranking struct {
	chains   []int32
	latest   []int32 // the mention by which a chain is a candidate
	features [][]linear.Feature
	logits   []float64
}

func (r *ranking) room(i int) []linear.Feature {
	for len(r.features) <= i {
		r.features = append(r.features, nil)
	}
	return r.features[i][:0]
}

// options gathers the chains that a pronoun may stand for, and the features of each.
func (pt *pronounTies) options(at int32) {
	r, m := &pt.rank, &pt.mentions[at]
	r.chains, r.latest = r.chains[:0], r.latest[:0]
	for j, steps := at-1, 0; j >= 0 && steps < maxSteps && len(r.chains) < maxOptions; j, steps = j-1, steps+1 {
		o := &pt.mentions[j]
		if m.sentence-o.sentence > backPronoun {
			break
		}
		c := pt.chainOf(j)
		if c < 0 || pt.chains[c].last != j || !pt.possible(m, o, c) {
			continue
		}
		r.chains, r.latest = append(r.chains, c), append(r.latest, j)
	}
	for i := range r.chains {
		room := r.room(i)
		r.features[i] = pt.describeOption(room, at, i)
	}
	n := len(r.chains)
	none := r.room(n)
	r.features[n] = pt.describeNone(none, at)
}

// possible tells whether grammar allows a pronoun to stand for a chain whose latest mention is o.
func (pt *pronounTies) possible(m, o *mention, c int32) bool {
	ch := &pt.chains[c]
	if !ch.traits.agree(m.traits) || o.unreal {
		return false
	}
	if m.traits&anyGender == thing && ch.kind == onrecord.Person || m.traits&thing == 0 && m.traits&many == 0 && notHuman(ch.kind) {
		return false
	}
	if ch.kind == "" && pt.learn == nil && pt.speaks(m.head) {
		return false // whoever says something is one of those who can
	}
	if q := pt.quotes.inQuote[m.head]; q != 0 && m.traits&many == 0 {
		if s := pt.quotes.all[q-1].speaker; s >= 0 && s < m.head && pt.chainAt(s) == c {
			return false
		}
	}
	if m.sentence != o.sentence {
		return true
	}
	if pt.holds(o, m) {
		return false
	}
	h, g := pt.head[m.head], pt.head[o.head]
	if !o.pair && !m.pronoun.reflex && h >= 0 && h == g && argument(pt.rel(m.head)) && argument(pt.rel(o.head)) {
		return false
	}
	return true
}

func notHuman(k onrecord.EntityKind) bool {
	switch k {
	case "", onrecord.Person, onrecord.Group, onrecord.OtherKind:
		return false
	}
	return true
}

// holds tells whether the phrase of o has m inside other than in an apposition or a clause.
func (pt *pronounTies) holds(o, m *mention) bool {
	if m.head < o.from || m.head >= o.to {
		return false
	}
	for i, steps := m.head, 0; i >= 0 && i != o.head && steps < 20; i, steps = pt.head[i], steps+1 {
		switch baseRel(pt.rel(i)) {
		case "appos", "acl", "conj":
			return false
		}
	}
	return true
}

// features of options; numbers of templates.
const (
	fDistance = iota
	fRecency
	fRoles
	fSameClause
	fSpeechSubject
	fBothSources
	fForm
	fSamePronoun
	fArticle
	fKind
	fGender
	fNumber
	fSize
	fEarly
	fQuote
	fLemma
	fSamePhrase
	fParagraph
	fFirst
	fParallel
	fPair
	fRoleDistance
	fPronounChain
	fVerb
	fNoneWord
	fNoneVerb
	fNoneShape
	fNoneCount
	fNoneNext
	fOnly
	fKindVerb
)

// featureList adds each feature twice: alone, and with the sort of pronoun.
type featureList struct {
	out  []linear.Feature
	sort uint32
}

func (l *featureList) add(template int, a, b uint32) {
	l.out = append(l.out, linear.Join(uint32(template), a, b, 0), linear.Join(uint32(template), a, b, l.sort+1))
}

func bucket(n int32) uint32 {
	switch {
	case n < 4:
		return uint32(n)
	case n < 8:
		return 4
	case n < 16:
		return 5
	}
	return 6
}

func flag(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// sort of a pronoun: its set of forms, and whether it is a subject, a possessor or another.
func (m *mention) sort() uint32 {
	s := m.pronoun.class * 4
	switch {
	case m.pronoun.reflex:
		return s + 3
	case m.role == roleSubject || m.role == rolePassive:
		return s + 1
	case m.role == rolePossessor:
		return s + 2
	}
	return s
}

func (pt *pronounTies) describeOption(out []linear.Feature, at int32, i int) []linear.Feature {
	r, m := &pt.rank, &pt.mentions[at]
	c, o := &pt.chains[r.chains[i]], &pt.mentions[r.latest[i]]
	l := featureList{out: out, sort: m.sort()}
	gap := bucket(m.sentence - o.sentence)
	l.add(fDistance, gap, 0)
	l.add(fRecency, bucket(int32(i)), gap)
	l.add(fRoles, uint32(m.role), uint32(o.role))
	l.add(fRoleDistance, uint32(o.role), gap)
	form := uint32(o.form[0])
	l.add(fForm, form, gap)
	kind := linear.Word(string(c.kind))
	l.add(fKind, kind, form)
	l.add(fGender, uint32(c.traits&anyGender), flag(c.name != 0))
	l.add(fNumber, uint32(c.traits&anyNumber), kind)
	l.add(fArticle, flag(o.definite)|flag(o.pointing)<<1|flag(o.fresh)<<2|flag(o.owned)<<3, form)
	l.add(fSize, bucket(c.size), 0)
	l.add(fPronounChain, bucket(c.pronouns), gap)
	l.add(fEarly, flag(c.early), flag(c.name != 0))
	l.add(fPair, flag(o.pair), gap)
	l.add(fSamePronoun, flag(o.pronoun != nil && o.pronoun.class == m.pronoun.class), gap)
	l.add(fQuote, pt.quoteState(m, o), flag(o.pronoun != nil))
	l.add(fParagraph, flag(pt.d.Sentences[m.sentence].Block == pt.d.Sentences[o.sentence].Block), min(gap, 2))
	l.add(fOnly, flag(len(r.chains) == 1), gap)
	if o.lemma != "" {
		l.add(fLemma, linear.Word(o.lemma), 0)
	}
	l.add(fFirst, flag(o.head < int32(pt.d.Sentences[o.sentence].From)+4), gap)
	pt.describeSyntax(&l, m, o, kind)
	return l.out
}

// describeSyntax adds what the trees of pronoun and candidate have to do with each other.
func (pt *pronounTies) describeSyntax(l *featureList, m, o *mention, kind uint32) {
	verb := pt.clauseOf(m.head)
	other := pt.clauseOf(o.head)
	says, said := verb >= 0 && pt.verbAt(verb) == actSpeech, other >= 0 && pt.verbAt(other) == actSpeech
	subject, was := m.role == roleSubject, o.role == roleSubject
	l.add(fBothSources, flag(says && subject)|flag(said && was)<<1, min(bucket(m.sentence-o.sentence), 2))
	if verb >= 0 {
		l.add(fVerb, linear.Word(pt.d.Tokens[verb].Lemma), flag(subject)|flag(o.form == onrecord.NameForm)<<1)
		l.add(fKindVerb, kind, uint32(pt.verbAt(verb))|flag(subject)<<4)
	}
	if m.sentence != o.sentence {
		l.add(fParallel, flag(m.role == o.role), uint32(m.role))
		return
	}
	up := pt.relationUp(m.head, other)
	l.add(fSameClause, up, uint32(o.role)|flag(verb == other)<<8)
	l.add(fSpeechSubject, flag(said && was), up)
	l.add(fSamePhrase, flag(o.head > m.head)|flag(o.to > m.head)<<1, uint32(o.role))
}

func (pt *pronounTies) quoteState(m, o *mention) uint32 {
	a, b := pt.quotes.inQuote[m.head], pt.quotes.inQuote[o.head]
	return flag(a != 0) | flag(b != 0)<<1 | flag(a == b)<<2
}

// describeNone gives the features of tying a pronoun to nothing.
func (pt *pronounTies) describeNone(out []linear.Feature, at int32) []linear.Feature {
	r, m := &pt.rank, &pt.mentions[at]
	l := featureList{out: out, sort: m.sort()}
	l.add(fNoneWord, 0, 0)
	l.add(fNoneCount, bucket(int32(len(r.chains))), bucket(m.sentence))
	l.add(fQuote, flag(pt.quotes.inQuote[m.head] != 0)<<4, 0)
	h := pt.head[m.head]
	if h < 0 {
		return l.out
	}
	t := &pt.d.Tokens[h]
	l.add(fNoneVerb, linear.Word(t.Lemma), uint32(m.role))
	l.add(fNoneShape, linear.Word(t.Tag), flag(pt.copula(h) >= 0)|flag(pt.child(h, "ccomp") >= 0)<<1|
		flag(pt.child(h, "csubj") >= 0)<<2|flag(pt.child(h, "xcomp") >= 0)<<3|flag(pt.child(h, "advcl") >= 0)<<4)
	if n := m.head + 1; int(n) < len(pt.d.Tokens) {
		l.add(fNoneNext, linear.Word(pt.d.Tokens[n].Lemma), uint32(m.role))
	}
	return l.out
}

// ranker is the learned choice among the candidates of a pronoun.
type ranker struct {
	model *linear.Model
	heat  float64 // a score is multiplied by it before it becomes a probability
	least float64 // probability below which a pronoun stays untied
	sum   string
}

type calibration struct {
	Heat  float64 `json:"heat"`
	Least float64 `json:"least"`
}

func loadRanker(raw []byte) (*ranker, error) {
	b, err := linear.Open(raw)
	if err != nil {
		return nil, err
	}
	r := &ranker{sum: b.Sum}
	if r.model, err = b.Model("pronouns"); err != nil {
		return nil, err
	}
	var c calibration
	if err := b.JSON("calibration", &c); err != nil {
		return nil, err
	}
	r.heat, r.least = c.Heat, c.Least
	return r, nil
}

// pick returns the likeliest option and its probability; as many as there are chains means none.
func (k *ranker) pick(r *ranking) (best int, prob float64) {
	sum := k.model.NewSum()
	n := len(r.chains) + 1
	r.logits = r.logits[:0]
	for i := range n {
		k.model.Score(r.features[i], sum)
		r.logits = append(r.logits, float64(k.model.Units(sum, 0))*float64(k.model.Scale())*k.heat)
	}
	most := r.logits[0]
	for i, v := range r.logits {
		if v > most {
			most, best = v, i
		}
	}
	z := 0.0
	for _, v := range r.logits {
		z += math.Exp(v - most)
	}
	return best, 1 / z
}
