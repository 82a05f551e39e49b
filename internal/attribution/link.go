package attribution

import (
	"sort"

	"onrecord/internal/linear"
)

// role is what a stretch of words is for an attribution.
type role uint8

const (
	source role = iota
	cue
	content
	roles
)

// labels of the labelling, in the order of the CRF. A source or content that stands before its cue has another label
// than one behind it, and the words between the parts of an attribution have one too, so that the labelling knows what
// must still come.
var labels = []string{"O", "B-cue", "I-cue", "B-source", "I-source", "B-source<", "I-source<", "B-content", "I-content", "B-content<", "I-content<", "between"}

const (
	cueLabel     = 1
	sourceLabel  = 3
	contentLabel = 7
	before       = 2 // what the label of a run before its cue has more
	betweenLabel = 11
)

// roleOf is the role of each label.
var roleOf = []role{roles, cue, cue, source, source, source, source, content, content, content, content, roles}

// begins tells whether a label begins a run.
func begins(label uint8) bool { return label%2 == 1 && label != betweenLabel }

// segment is a run of words of one role: positions from..to of a view, to exclusive.
type segment struct {
	role     role
	from, to int32
	ahead    bool // labelled as standing before its cue
}

// segments reads the runs off a labelling.
func segments(path []uint8) []segment {
	var out []segment
	for i := 0; i < len(path); {
		r := roleOf[path[i]]
		if r == roles {
			i++
			continue
		}
		j := i + 1
		for j < len(path) && roleOf[path[j]] == r && !begins(path[j]) {
			j++
		}
		out = append(out, segment{r, int32(i), int32(j), r != cue && (path[i]-sourceLabel)&before != 0})
		i = j
	}
	return out
}

// linkFeatures is the most features of one question of the linker.
const linkFeatures = 24

// linker ties the segments of a view together: each cue picks its source, or none; each content picks its cue.
type linker struct {
	*view
	of   [roles][]segment
	on   [roles][]int32 // per position: number of the segment of that role, or -1
	feat []linear.Feature
}

func (v *view) linker(segs []segment) *linker {
	l := &linker{view: v, feat: make([]linear.Feature, 0, linkFeatures)}
	for r := range l.on {
		l.on[r] = make([]int32, len(v.token))
		for i := range l.on[r] {
			l.on[r][i] = -1
		}
	}
	for _, s := range segs {
		for i := s.from; i < s.to; i++ {
			l.on[s.role][i] = int32(len(l.of[s.role]))
		}
		l.of[s.role] = append(l.of[s.role], s)
	}
	return l
}

var (
	tagIn     = linear.Word("IN")
	relPunct  = linear.Word("punct")
	wordThere = linear.Word("there")
)

// top is the position of a segment that its grammar hangs on.
func (l *linker) top(s segment) int32 {
	for i := s.from; i < s.to; i++ {
		h := l.head[i]
		if (h < s.from || h >= s.to) && (l.rel[i] != relPunct && l.xpos[i] != tagIn || s.to-s.from == 1) {
			return i
		}
	}
	return s.from
}

// cueTop is the word that carries a cue: a verb or noun where there is one.
func (l *linker) cueTop(s segment) int32 {
	best := int32(-1)
	for i := s.from; i < s.to; i++ {
		h := l.head[i]
		if h >= s.from && h < s.to {
			continue
		}
		if best < 0 || (l.lexed[best] == 0 && l.lexed[i] > 0) {
			best = i
		}
	}
	if best < 0 {
		return s.to - 1
	}
	return best
}

// gap is what lies between two segments.
type gap struct {
	count                 [roles]uint32
	marks                 uint32
	paragraphs, sentences uint32
	before                uint32 // the first stands before the second
	far                   uint32
}

func (l *linker) gap(a, b segment) gap {
	g := gap{}
	lo, hi := a.to, b.from
	if b.from < a.from {
		lo, hi = b.to, a.from
	} else {
		g.before = 1
	}
	g.far = bucket(hi - lo)
	var last [roles]int32
	for r := range last {
		last[r] = -1
	}
	for i := lo; i < hi; i++ {
		for r := range roles {
			if x := l.on[r][i]; x >= 0 && x != last[r] {
				g.count[r]++
				last[r] = x
			}
		}
		if l.low[i] == wordComma {
			g.marks |= 1
		}
		if q := l.quotes.state[i]; q == opening || q == closing {
			g.marks |= 2
		}
		if l.edge[i] == paragraphEdge {
			g.paragraphs++
		}
	}
	if lo >= hi {
		g.marks |= 4
	}
	d := l.sentence[a.from] - l.sentence[b.from]
	g.sentences = uint32(min(max(d, -d), 4))
	g.paragraphs = min(g.paragraphs, 4)
	for r := range g.count {
		g.count[r] = min(g.count[r], 4)
	}
	return g
}

// path names the way through the tree from a segment to a cue: up, down, or as sisters.
func (l *linker) path(s, c segment) uint32 {
	h := l.top(s)
	for j, k := h, uint32(0); j >= 0 && k < 6; k++ {
		up := l.head[j]
		if up >= c.from && up < c.to {
			return linear.Join(1, l.rel[j], k, 0)
		}
		j = up
	}
	for j, k := l.cueTop(c), uint32(0); j >= 0 && k < 6; k++ {
		up := l.head[j]
		if up >= s.from && up < s.to {
			return linear.Join(2, l.rel[j], k, 0)
		}
		if up >= 0 && l.head[h] == up {
			return linear.Join(3, l.rel[h], l.rel[j], 0)
		}
		j = up
	}
	return 0
}

// askSource is what is seen when cue c may have source number s; -1 asks for none.
func (l *linker) askSource(c segment, s int) []linear.Feature {
	f, t := l.feat[:0], uint32(2000)
	add := func(a, b, c uint32) {
		f = append(f, linear.Join(t, a, b, c))
		t++
	}
	head := l.cueTop(c)
	lemma, pos := l.lemma[head], l.xpos[head]
	if s < 0 {
		t = 2100
		any, passive := uint32(0), uint32(0)
		for _, x := range l.of[source] {
			if l.sentence[x.from] == l.sentence[c.from] {
				any = 1
			}
		}
		for i := c.from; i < c.to; i++ {
			if l.rel[i] == relAuxPass {
				passive = 1
			}
		}
		add(0, 0, 0)
		add(lemma, 0, 0)
		add(pos, 0, 0)
		add(any, 0, 0)
		add(passive, any, 0)
		add(lemma, any, passive)
		return f
	}
	x := l.of[source][s]
	g := l.gap(x, c)
	p := l.path(x, c)
	add(g.before, g.far, 0)
	add(g.before, g.count[cue], g.count[source])
	add(g.before, g.count[content], g.count[cue])
	add(g.before, g.marks, g.sentences)
	add(g.before, g.sentences, g.paragraphs)
	add(p, 0, 0)
	add(p, g.before, g.count[cue])
	add(lemma, g.before, g.far)
	add(pos, g.before, p)
	add(l.xpos[l.top(x)], g.before, g.count[cue])
	add(g.before<<8|g.count[cue]<<4|g.count[source], g.count[content], g.sentences)
	add(bit(x.ahead)<<1|g.before, g.sentences, g.count[cue])
	return f
}

// askCue is what is seen when content number k may belong to cue number c; -1 asks for none.
func (l *linker) askCue(k, c int) []linear.Feature {
	f, t := l.feat[:0], uint32(2200)
	add := func(a, b, c uint32) {
		f = append(f, linear.Join(t, a, b, c))
		t++
	}
	x := l.of[content][k]
	q := uint32(l.quotes.state[x.from])
	if c < 0 {
		t = 2300
		add(0, 0, 0)
		add(bucket(x.to-x.from), 0, 0)
		add(q, 0, 0)
		return f
	}
	y := l.of[cue][c]
	g := l.gap(x, y)
	p := l.path(x, y)
	lemma := l.lemma[l.cueTop(y)]
	add(g.before, g.far, 0)
	add(g.before, g.count[cue], g.count[source])
	add(g.before, g.count[cue]<<3|g.count[content], g.count[source])
	add(g.before, g.marks, g.sentences)
	add(g.before<<3|g.sentences, g.paragraphs, q)
	add(p, 0, 0)
	add(p, g.before, g.count[cue])
	add(lemma, g.before, g.far)
	add(q<<1|g.before, g.sentences, g.count[cue])
	add(q<<1|g.before, g.sentences<<3|g.count[cue], g.count[content]<<3|g.paragraphs)
	add(l.lemma[x.from], g.before, g.count[cue])
	add(lemma, q<<1|g.before, g.sentences)
	add(l.rival(k, y), g.before<<3|g.count[cue], g.sentences)
	add(bit(x.ahead)<<1|g.before, g.sentences, g.count[cue])
	add(bit(x.ahead)<<1|g.before, g.marks, g.count[cue])
	return f
}

// rival tells whether the cue has a nearer content: 1 on the other side, 2 on the same.
func (l *linker) rival(k int, c segment) uint32 {
	x := l.of[content][k]
	mine := max(c.from-x.to, x.from-c.to)
	found := uint32(0)
	for j := max(0, k-4); j < min(len(l.of[content]), k+5); j++ {
		o := l.of[content][j]
		if j == k || max(c.from-o.to, o.from-c.to) >= mine {
			continue
		}
		if (o.from < c.from) == (x.from < c.from) {
			return 2
		}
		found = 1
	}
	return found
}

// sourcesNear lists the sources that a cue may have: the nearest eight within a sentence of it, and none.
func (l *linker) sourcesNear(c segment) []int {
	var out []int
	all, sentence := l.of[source], l.sentence[c.from]
	first := sort.Search(len(all), func(i int) bool { return l.sentence[all[i].from] >= sentence-1 })
	for i := first; i < len(all) && l.sentence[all[i].from] <= sentence+1; i++ {
		out = append(out, i)
	}
	far := func(i int) int32 { d := l.of[source][i].from - c.from; return max(d, -d) }
	sort.SliceStable(out, func(a, b int) bool { return far(out[a]) < far(out[b]) })
	return append(out[:min(len(out), 8)], -1)
}

// cuesNear lists the three cues on either side of a content.
func (l *linker) cuesNear(x segment) []int {
	all := l.of[cue]
	at := sort.Search(len(all), func(i int) bool { return all[i].from >= x.from })
	var out []int
	for j := at - 1; j >= max(0, at-3); j-- {
		out = append(out, j)
	}
	for j := at; j < min(len(all), at+3); j++ {
		out = append(out, j)
	}
	return out
}

// choose returns the candidate with the highest score, and how far it is ahead of the next.
func choose(candidates []int, score func(int) float32) (best int, lead float32) {
	top, next := float32(-1e30), float32(-1e30)
	best = -1
	for _, c := range candidates {
		switch s := score(c); {
		case s > top:
			best, top, next = c, s, top
		case s > next:
			next = s
		}
	}
	return best, min(top-next, 100)
}
