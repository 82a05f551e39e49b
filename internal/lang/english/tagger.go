package english

import (
	"math/rand/v2"

	"onrecord/internal/lang/linear"
)

// tagFeatures is the most features of one decision of the tagger.
const tagFeatures = 40

// look fills w.features with what the tagger sees at token i, given the tags to its left. Templates after Ratnaparkhi
// (1996) and Collins (2002), with distributional classes for words the training never had.
func (w *words) look(i int) {
	f := w.features[:0]
	at := func(c []uint32, k int) uint32 {
		if k < 1 || k >= w.n {
			return 1
		}
		return c[k]
	}
	low, suf, shape := w.low[i], w.suf3[i], w.shape[i]
	p1, p2 := at(w.tag, i-1), at(w.tag, i-2)
	lp1, ln1 := at(w.low, i-1), at(w.low, i+1)
	t := uint32(0)
	add := func(a, b, c uint32) {
		f = append(f, linear.Join(t, a, b, c))
		t++
	}
	add(w.form[i], 0, 0)
	add(low, 0, 0)
	add(w.suf2[i], 0, 0)
	add(suf, 0, 0)
	add(w.suf4[i], 0, 0)
	add(w.pre2[i], 0, 0)
	add(w.pre3[i], 0, 0)
	add(shape, 0, 0)
	add(p1, 0, 0)
	add(p1, p2, 0)
	add(p1, low, 0)
	add(lp1, 0, 0)
	add(at(w.low, i-2), 0, 0)
	add(ln1, 0, 0)
	add(at(w.low, i+2), 0, 0)
	add(at(w.suf3, i+1), 0, 0)
	add(at(w.suf3, i-1), 0, 0)
	add(suf, p1, 0)
	add(shape, p1, 0)
	add(low, ln1, 0)
	add(low, lp1, 0)
	add(at(w.shape, i+1), shape, 0)
	add(suf, at(w.suf3, i+1), 0)
	add(at(w.suf3, i+1), p1, 0)
	add(suf, shape, 0)
	add(0, 0, 0)
	first := uint32(0)
	if i == 1 {
		first = 1
	}
	add(shape, first, 0)
	add(w.fine[i], 0, 0)
	add(w.coarse[i], first, 0)
	add(at(w.fine, i+1), 0, 0)
	add(at(w.fine, i-1), 0, 0)
	add(w.fine[i], p1, 0)
	add(w.fine[i], at(w.coarse, i+1), 0)
	add(w.coarse[i], at(w.coarse, i+1), p1)
	add(at(w.fine, i+2), at(w.fine, i+1), 0)
	add(suf, at(w.coarse, i+1), p1)
	w.features = f
}

// tag fills w.tag, left to right.
func (e *English) tag(w *words) {
	n := len(e.tags)
	for i := 1; i < w.n; i++ {
		w.look(i)
		e.tagger.Score(w.features, w.tagSum)
		w.tag[i] = uint32(w.tagSum.Best(0, n)) + 1
	}
}

// learnTags trains a tagger: gold holds the tag numbers of each sentence, at the tokens' indexes (0 unused).
func learnTags(sentences []*words, gold [][]uint32, classes, epochs int, seed uint64) *linear.Perceptron {
	p := linear.NewPerceptron(classes)
	rng := rand.New(rand.NewPCG(seed, 1))
	scores := make([]float32, classes)
	for range epochs {
		for _, k := range rng.Perm(len(sentences)) {
			w := sentences[k]
			for i := 1; i < w.n; i++ {
				w.look(i)
				p.Scores(w.features, scores)
				best := highest(scores)
				p.Step()
				if g := int(gold[k][i]); best != g {
					p.Update(w.features, g, best, 1)
				}
				w.tag[i] = uint32(best) + 1
			}
		}
	}
	return p
}

func highest(scores []float32) int {
	best := 0
	for c, v := range scores {
		if v > scores[best] {
			best = c
		}
	}
	return best
}
