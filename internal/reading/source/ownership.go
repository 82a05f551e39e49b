package source

import (
	"slices"

	"onrecord"
)

// ownership tells to which attribution words belong.
type ownership struct {
	*text
	level     []int   // per token: the innermost attribution whose content holds it, by number
	speaking  []int   // per token: the attribution whose source it belongs to, by number
	cueing    []int   // the same for its cue
	nouns     []int   // per attribution: the noun that its source's own words lead to, or -1
	around    [][]int // per attribution: the sentences of its cue and source
	beginning [][]int // per sentence: the attributions whose cue or source begins in it
	anchored  [][]int // per sentence: the attributions that stand in it
}

func newOwnership(x *text) *ownership {
	n := len(x.d.Tokens)
	ow := &ownership{text: x, level: make([]int, n), speaking: make([]int, n), cueing: make([]int, n),
		nouns: make([]int, len(x.d.Attributions))}
	ow.lay()
	ow.place()
	return ow
}

// lay notes which tokens belong to the sources, cues and contents. Inner attributions come later and win.
func (ow *ownership) lay() {
	for i := range ow.d.Attributions {
		a := &ow.d.Attributions[i]
		for _, s := range a.Content {
			ow.mark(ow.level, s, i+1)
		}
	}
	for i := range ow.d.Attributions {
		a := &ow.d.Attributions[i]
		for _, s := range a.Source.Spans {
			ow.mark(ow.speaking, s, i+1)
		}
		ow.mark(ow.cueing, a.Cue, i+1)
	}
}

// place notes in which sentences each attribution stands.
func (ow *ownership) place() {
	n := len(ow.d.Sentences)
	ow.around, ow.beginning, ow.anchored = make([][]int, len(ow.d.Attributions)), make([][]int, n), make([][]int, n)
	for i := range ow.d.Attributions {
		a := &ow.d.Attributions[i]
		for _, span := range append([]onrecord.Span{a.Cue}, a.Source.Spans...) {
			if span.Empty() {
				continue
			}
			first, end := ow.tokens(span)
			if s := ow.d.SentenceAt(span.Start); s >= 0 {
				ow.around[i] = append(ow.around[i], s)
				if at := ow.beginning[s]; len(at) == 0 || at[len(at)-1] != i {
					ow.beginning[s] = append(at, i)
				}
			}
			ow.around[i] = ow.stretch(ow.around[i], first, end)
		}
		slices.Sort(ow.around[i])
		ow.around[i] = slices.Compact(ow.around[i])
		if s := ow.sentence(ow.anchor(a)); s >= 0 {
			ow.anchored[s] = append(ow.anchored[s], i)
		}
	}
}

// belongs tells whether words belong to attribution i: to its source, to its cue, or to the sentence that is all its own.
func (ow *ownership) belongs(h hit, i int) bool {
	if ow.inSource(h.from, i) {
		return true
	}
	if !ow.sameLevel(h.from, i) || !ow.near(h.from, i) {
		return false
	}
	owner := -1
	ow.climb(h.from, func(j int) bool {
		if ow.speaking[j] > 0 {
			owner = ow.speaking[j] - 1
		} else if k := ow.cueing[j]; k > 0 && !ow.sourceless(k) {
			owner = k - 1
		}
		return owner >= 0
	})
	if owner < 0 {
		owner = ow.nearest(h.from, i)
	}
	return owner == i || owner >= 0 && ow.sameSource(owner, i)
}

// speaks tells whether words belong to the source of attribution i: they stand in it, or hang on it at its own level.
func (ow *ownership) speaks(h hit, i int) bool {
	if ow.inSource(h.from, i) {
		return true
	}
	if !ow.sameLevel(h.from, i) || !ow.near(h.from, i) {
		return false
	}
	found := false
	ow.climb(h.from, func(j int) bool {
		if ow.speaking[j] > 0 && ow.sameSource(ow.speaking[j]-1, i) {
			found = true
		}
		return found || ow.cueing[j] > 0 || ow.speaking[j] > 0
	})
	return found
}

// nearest is the attribution of the same sentence and level whose source or cue stands nearest a token, or -1.
func (ow *ownership) nearest(tok, i int) int {
	best, far := -1, 1<<30
	s := ow.sentence(tok)
	if s < 0 {
		return best
	}
	for _, j := range ow.beginning[s] {
		b := &ow.d.Attributions[j]
		if b.Within != ow.d.Attributions[i].Within {
			continue
		}
		for _, s := range append([]onrecord.Span{b.Cue}, b.Source.Spans...) {
			if d := apart(s, ow.d.Tokens[tok].Span); !s.Empty() && d < far {
				best, far = j, d
			}
		}
	}
	return best
}

// near tells whether a token stands in a sentence of the source or cue of attribution i.
func (ow *ownership) near(tok, i int) bool {
	a, s := &ow.d.Attributions[i], ow.sentence(tok)
	if s < 0 {
		return false
	}
	for _, span := range append([]onrecord.Span{a.Cue}, a.Source.Spans...) {
		if !span.Empty() && ow.d.SentenceAt(span.Start) == s {
			return true
		}
	}
	return false
}

// inSource tells whether a token stands in the source of attribution i.
func (ow *ownership) inSource(tok, i int) bool {
	return ow.within(tok, ow.d.Attributions[i].Source.Spans)
}

// sameLevel tells whether a token stands in the words that hold attribution i itself, outside all contents below.
func (ow *ownership) sameLevel(tok, i int) bool {
	return ow.level[tok] == int(ow.d.Attributions[i].Within)
}

// sourceless tells whether attribution number k has no source of its own ("asking for anonymity").
func (ow *ownership) sourceless(k int) bool {
	return k > 0 && len(ow.d.Attributions[k-1].Source.Spans) == 0
}

// hangs tells whether words hang on a noun as a clause or attribute of it, at its own level.
func (ow *ownership) hangs(i, noun int) bool {
	return ow.level[i] == ow.level[noun] && ow.climb(i, func(j int) bool { return j == noun })
}

// sameSource tells whether two attributions have the same source.
func (ow *ownership) sameSource(i, j int) bool {
	if i == j {
		return true
	}
	a, b := &ow.d.Attributions[i].Source, &ow.d.Attributions[j].Source
	if a.Entity != 0 && a.Entity == b.Entity {
		return true
	}
	return ow.nouns[i] >= 0 && ow.nouns[i] == ow.nouns[j]
}

// alone tells whether attribution i is the last of its sentence at its level, so that a pronoun that follows is its source.
func (ow *ownership) alone(i int) bool {
	s := ow.sentence(ow.anchor(&ow.d.Attributions[i]))
	if s < 0 {
		return true
	}
	for _, j := range ow.anchored[s] {
		if j > i && ow.d.Attributions[j].Within == ow.d.Attributions[i].Within && !ow.sameSource(i, j) {
			return false
		}
	}
	return true
}

// neighbours are the sentences before and behind that of attribution i.
func (ow *ownership) neighbours(i int) []int {
	at := ow.sentence(ow.anchor(&ow.d.Attributions[i]))
	var out []int
	for _, s := range []int{at - 1, at + 1} {
		if at >= 0 && s >= 0 && s < len(ow.d.Sentences) {
			out = append(out, s)
		}
	}
	return out
}

// free tells whether a token belongs neither to the source nor to the content.
func (ow *ownership) free(k int, a *onrecord.Attribution) bool {
	return !ow.within(k, a.Content) && !ow.within(k, a.Source.Spans)
}

// clip narrows lo..hi around token k to words outside source and content.
func (ow *ownership) clip(k, lo, hi int, a *onrecord.Attribution) (int, int) {
	from, to := k, k+1
	for from > lo && ow.free(from-1, a) && ow.d.Tokens[from-1].Start >= a.Cue.Start {
		from--
	}
	for to < hi && ow.free(to, a) {
		to++
	}
	return from, to
}

// apart is how many bytes lie between two spans.
func apart(a, b onrecord.Span) int { return max(a.Start-b.End, b.Start-a.End, 0) }
