package attribution

import "onrecord/internal/linear"

// maxFeatures is the most features of one word.
const maxFeatures = 150

// steps of a distance
func bucket(n int32) uint32 {
	switch {
	case n < 0:
		return 20
	case n <= 4:
		return uint32(n)
	case n <= 7:
		return 5
	case n <= 12:
		return 6
	case n <= 20:
		return 7
	case n <= 40:
		return 8
	}
	return 9
}

func bit(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// sentenceFacts is what the words of a sentence say about it as a whole.
type sentenceFacts struct{ cue, cueOutside, allQuoted, anyQuoted bool }

func (s sentenceFacts) bits() uint32 {
	return bit(s.cue) | bit(s.cueOutside)<<1 | bit(s.allQuoted)<<2 | bit(s.anyQuoted)<<3
}

// looker computes the features of the words of a view.
type looker struct {
	*view
	facts     []sentenceFacts
	opensQ    []bool // per paragraph: begins with a quotation mark
	leftOpen  []bool // per paragraph: ends inside a quotation
	prev, fol []int32
	out       []linear.Feature
	t         uint32
}

// mark words of relations and lemmas that features ask for
var (
	relSubj, relPass     = linear.Word("nsubj"), linear.Word("nsubj:pass")
	relComp, relOpen     = linear.Word("ccomp"), linear.Word("xcomp")
	relObj, relPara      = linear.Word("obj"), linear.Word("parataxis")
	relMark, relCase     = linear.Word("mark"), linear.Word("case")
	relAux, relAuxPass   = linear.Word("aux"), linear.Word("aux:pass")
	relAdv, relAdvClause = linear.Word("advmod"), linear.Word("advcl")
	relDep               = linear.Word("dep")
	wordComma            = linear.Word(",")
	wordThat             = linear.Word("that")
	wordAnd, wordBut     = linear.Word("and"), linear.Word("but")
	tagStop              = linear.Word(".")
)

// features returns the features of every word of the view.
func (v *view) features() [][]linear.Feature {
	l := &looker{view: v}
	l.gather()
	n := len(v.token)
	flat := make([]linear.Feature, 0, n*110)
	out := make([][]linear.Feature, n)
	for i := range n {
		l.out, l.t = flat[len(flat):len(flat):cap(flat)], 1000
		l.words(i)
		l.quoted(i)
		l.position(i)
		l.near(i)
		l.grammar(i)
		l.above(i)
		if len(l.out) > maxFeatures {
			l.out = l.out[:maxFeatures]
		}
		out[i] = l.out
		if len(flat)+len(l.out) <= cap(flat) {
			flat = flat[:len(flat)+len(l.out)]
		}
	}
	return out
}

func (l *looker) add(a, b, c uint32) {
	l.out = append(l.out, linear.Join(l.t, a, b, c))
	l.t++
}

// gather works out what is asked of sentences and paragraphs, and the nearest likely cues.
func (l *looker) gather() {
	n := len(l.token)
	l.facts = make([]sentenceFacts, len(l.starts)-1)
	for s := range l.facts {
		f := &l.facts[s]
		f.allQuoted = true
		for i := l.starts[s]; i < l.starts[s+1]; i++ {
			q := l.quotes.state[i]
			f.cue = f.cue || l.cue[i]
			f.cueOutside = f.cueOutside || l.cue[i] && q != inside
			f.anyQuoted = f.anyQuoted || q != outside
			if q == outside && l.xpos[i] != tagStop {
				f.allQuoted = false
			}
		}
	}
	for i := range n {
		if l.edge[i] == paragraphEdge {
			l.opensQ = append(l.opensQ, l.quotes.state[i] == opening)
			l.leftOpen = append(l.leftOpen, false)
		}
		if s := l.quotes.span[i]; s >= 0 && l.quotes.ragged[s] {
			l.leftOpen[len(l.leftOpen)-1] = true
		}
	}
	l.prev, l.fol = make([]int32, n), make([]int32, n)
	last := int32(-1)
	for i := range n {
		if l.edge[i] != noEdge {
			last = -1
		}
		l.prev[i] = last
		if l.cue[i] {
			last = int32(i)
		}
	}
	last = -1
	for i := n - 1; i >= 0; i-- {
		if i+1 < n && l.edge[i+1] != noEdge {
			last = -1
		}
		l.fol[i] = last
		if l.cue[i] {
			last = int32(i)
		}
	}
}

func (l *looker) at(c []uint32, i int) uint32 {
	if i < 0 {
		return 1
	}
	if i >= len(c) {
		return 2
	}
	return c[i]
}

func (l *looker) small(c []uint8, i int) uint32 {
	if i < 0 || i >= len(c) {
		return 9
	}
	return uint32(c[i])
}

// words adds the word and its neighbours.
func (l *looker) words(i int) {
	l.add(0, 0, 0)
	for k := -2; k <= 2; k++ {
		l.add(l.at(l.low, i+k), 0, 0)
	}
	for k := -3; k <= 3; k++ {
		l.add(l.at(l.lemma, i+k), 0, 0)
		l.add(l.at(l.xpos, i+k), 0, 0)
	}
	lem, pos := l.lemma[i], l.xpos[i]
	p1, n1, p2, n2 := l.at(l.lemma, i-1), l.at(l.lemma, i+1), l.at(l.lemma, i-2), l.at(l.lemma, i+2)
	x1, y1, x2, y2 := l.at(l.xpos, i-1), l.at(l.xpos, i+1), l.at(l.xpos, i-2), l.at(l.xpos, i+2)
	l.add(p1, lem, 0)
	l.add(lem, n1, 0)
	l.add(p1, n1, 0)
	l.add(n1, n2, 0)
	l.add(p2, p1, 0)
	l.add(x1, pos, 0)
	l.add(pos, y1, 0)
	l.add(x1, pos, y1)
	l.add(pos, y1, y2)
	l.add(x2, x1, pos)
	l.add(lem, y1, 0)
	l.add(pos, n1, 0)
	l.add(pos, p1, 0)
	l.add(l.shape[i], l.at(l.shape, i+1), l.at(l.shape, i-1))
	l.add(l.suf3[i], 0, 0)
	l.add(l.suf2[i], 0, 0)
	l.add(l.pre3[i], 0, 0)
	l.add(l.fine[i], 0, 0)
	l.add(l.at(l.fine, i-1), l.fine[i], 0)
	l.add(l.fine[i], l.at(l.fine, i+1), 0)
	l.add(l.at(l.coarse, i-1), l.coarse[i], l.at(l.coarse, i+1))
	k := uint32(l.kind[i])
	l.add(k, 0, 0)
	l.add(k, l.small(l.kind, i+1), 1)
	l.add(k, l.small(l.kind, i-1), 2)
	x := uint32(l.lexed[i])
	l.add(x, 0, 0)
	l.add(x, l.small(l.lexed, i+1), 1)
	l.add(x, l.small(l.lexed, i-1), 2)
}

// quoted adds what quotation marks say.
func (l *looker) quoted(i int) {
	q := uint32(l.quotes.state[i])
	s := l.sentence[i]
	f := l.facts[s]
	l.add(l.small(l.quotes.state, i-1), q, l.small(l.quotes.state, i+1))
	l.add(q, uint32(l.lexed[i]), 0)
	l.add(q, f.bits(), 0)
	around := uint32(0)
	if s > 0 {
		around = l.facts[s-1].bits() | 16
	}
	if int(s)+1 < len(l.facts) {
		around |= (l.facts[s+1].bits() | 16) << 5
	}
	l.add(q, around, bit(f.cueOutside))
	p := l.paragraph[i]
	l.add(bit(l.opensQ[p]), bit(p > 0 && l.leftOpen[p-1]), q)
	sp := l.quotes.span[i]
	if sp < 0 {
		l.t += 6
		return
	}
	open, end := int(l.quotes.open[sp]), int(l.quotes.close[sp])
	long := bucket(int32(end-open-1))<<1 | bit(l.quotes.ragged[sp])
	l.add(q, long, 0)
	l.add(q, l.at(l.lemma, open-1), 0)
	l.add(q, l.at(l.xpos, open-1), long)
	l.add(q, l.at(l.lemma, end+1), 0)
	l.add(l.at(l.xpos, end+1), long, 0)
	l.add(bit(l.edge[open] == paragraphEdge), long, bit(f.cueOutside))
}

// position adds where in sentence, paragraph and report the word stands.
func (l *looker) position(i int) {
	s := l.sentence[i]
	from, to := l.starts[s], l.starts[s+1]
	f := l.facts[s]
	l.add(bit(l.edge[i] == paragraphEdge), bucket(int32(i)-from), 0)
	l.add(bucket(to-1-int32(i)), 0, 0)
	l.add(bucket(s), 0, 0)
	l.add(bucket(to-from), bit(f.cueOutside), uint32(l.quotes.state[i]))
	l.add(l.low[from], bit(f.cueOutside), 0)
}

// between is what stands between two positions.
func (l *looker) between(a, b int32) uint32 {
	var comma, quote, joint uint32
	for j := a + 1; j < b; j++ {
		switch w := l.low[j]; {
		case w == wordComma:
			comma = 1
		case l.quotes.state[j] == opening || l.quotes.state[j] == closing:
			quote = 2
		case w == wordThat || w == wordAnd || w == wordBut:
			joint = 4
		}
	}
	return comma | quote | joint
}

// near adds the nearest likely cues of the sentence.
func (l *looker) near(i int) {
	t := l.t
	q := uint32(l.quotes.state[i])
	p, n := l.prev[i], l.fol[i]
	left, right := uint32(0), uint32(0)
	if p >= 0 {
		b := l.between(p, int32(i))
		far := bucket(int32(i) - p)
		left = l.lemma[p]
		l.add(left, b, 0)
		l.add(far<<3|b, q, uint32(l.quotes.state[p]))
		l.add(left, l.at(l.lemma, int(p)+1), far)
		l.add(uint32(l.lexed[p]), far<<3|b, l.xpos[i])
	}
	l.t = t + 4
	if n >= 0 {
		b := l.between(int32(i), n)
		far := bucket(n - int32(i))
		right = l.lemma[n]
		l.add(right, b, 0)
		l.add(far<<3|b, q, uint32(l.quotes.state[n]))
		l.add(l.xpos[i], b, far)
		l.add(right, far, 0)
	}
	l.t = t + 8
	l.add(bit(p >= 0)|bit(n >= 0)<<1|bit(l.cue[i])<<2, q, 0)
	l.add(left, right, 0)
}

// grammar adds the word's relation, head and children.
func (l *looker) grammar(i int) {
	t := l.t
	rel, h := l.rel[i], l.head[i]
	hl, hp := uint32(3), uint32(3)
	if h >= 0 {
		hl, hp = l.lemma[h], l.xpos[h]
	}
	l.add(rel, hp, 0)
	l.add(rel, hl, 0)
	l.add(rel, l.xpos[i], 0)
	if h >= 0 {
		far := bucket(max(h-int32(i), int32(i)-h))
		g, gl := l.head[h], uint32(3)
		if g >= 0 {
			gl = l.lemma[g]
		}
		l.add(rel, uint32(l.lexed[h])<<1|bit(h > int32(i)), far)
		l.add(rel, l.rel[h], gl)
		l.add(l.rel[h], gl, hp)
		l.add(rel, l.fine[h], l.fine[i])
	}
	l.t = t + 8
	l.children(i)
}

// children adds which dependents a word has; each relation once, six at the most.
func (l *looker) children(i int) {
	t := l.t
	var seen [6]uint32
	n := 0
	var has [6]bool
	for _, k := range l.kids[i] {
		r := l.rel[k]
		switch r {
		case relSubj:
			has[0] = true
		case relComp:
			has[1] = true
		case relOpen:
			has[2] = true
		case relObj:
			has[3] = true
		case relPara:
			has[4] = true
		case relPass:
			has[5] = true
		}
		if fresh(seen[:n], r) && n < len(seen) {
			seen[n] = r
			n++
			l.t = t
			l.add(r, 0, 0)
			l.add(r, l.xpos[i], 0)
			l.add(r, l.lemma[i], 0)
			if r == relSubj || r == relPass {
				l.add(r, l.xpos[k], uint32(l.kind[k])|uint32(l.lexed[i])<<4)
				l.add(r, l.fine[k], l.lemma[i])
			}
		}
		l.t = t + 5
		if r == relMark || r == relSubj || r == relCase || r == relAux || r == relAdv {
			l.add(r, l.lemma[k], l.xpos[i])
		}
		l.t = t + 6
		if l.cue[k] {
			l.add(r, l.lemma[k], 0)
		}
		if len(l.out) > maxFeatures-30 {
			break
		}
	}
	l.t = t + 7
	bits := uint32(0)
	for k, b := range has {
		bits |= bit(b) << k
	}
	l.add(uint32(l.lexed[i]), bits, 0)
	l.add(l.lemma[i], bits, 0)
	l.add(l.fine[i], bits, l.xpos[i])
}

func fresh(seen []uint32, r uint32) bool {
	for _, s := range seen {
		if s == r {
			return false
		}
	}
	return true
}

// above adds the likely cues among the words that govern this one, and those beside them.
func (l *looker) above(i int) {
	t := l.t
	if l.cue[i] {
		l.add(l.rel[i], uint32(l.lexed[i]), 0)
	}
	l.t = t + 1
	me := int32(i)
	first, firstKid, top, topKid := int32(-1), int32(-1), int32(-1), int32(-1)
	depth, firstDepth := int32(0), int32(0)
	for c, j := me, l.head[i]; j >= 0 && depth < 60; c, j = j, l.head[j] {
		depth++
		if l.cue[j] {
			if first < 0 {
				first, firstKid, firstDepth = j, c, depth
			}
			top, topKid = j, c
		}
	}
	q := uint32(l.quotes.state[i])
	if first >= 0 {
		r, side := l.rel[firstKid], bit(me < first)
		begins, ends := bit(l.low1[firstKid] == me), bit(l.high1[firstKid] == me)
		l.add(r, side, bucket(firstDepth))
		l.add(r, l.lemma[first], side)
		l.add(r, uint32(l.lexed[first]), side<<2|q)
		l.add(r, begins|ends<<1, side)
		edges := begins | ends<<1 | bit(l.low1[firstKid] == me-1)<<2 | bit(l.high1[firstKid] == me+1)<<3
		l.add(r, l.xpos[i], edges)
		l.add(r, l.fine[first], edges)
	} else {
		l.t += 6
		l.add(q, 0, 0)
	}
	l.t = t + 8
	if top >= 0 && top != first {
		r, side := l.rel[topKid], bit(me < top)
		l.add(r, side, 0)
		l.add(r, l.lemma[top], side)
		l.add(r, bit(l.low1[topKid] == me)|bit(l.high1[topKid] == me)<<1, side)
	}
	l.t = t + 11
	l.beside(i, q)
}

// beside adds a cue that hangs on a governing word as an inserted or complement clause, beside this word's part: in
// "The plan, she said, was dead" the plan governs the cue.
func (l *looker) beside(i int, q uint32) {
	t, me := l.t, int32(i)
	for c, k := me, 0; c >= 0 && k < 60; c, k = l.head[c], k+1 {
		for _, x := range l.kids[c] {
			r := l.rel[x]
			if l.cue[x] && (r == relPara || r == relComp || r == relDep) && (me < l.low1[x] || l.high1[x] < me) {
				l.t = t
				l.add(r, l.lemma[x], bit(me < x))
				l.add(r, bit(me < x)<<2|q, bit(l.low1[c] == me))
				if len(l.out) > maxFeatures-4 {
					return
				}
			}
		}
	}
}
