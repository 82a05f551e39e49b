package frames

import (
	"math"
	"math/bits"

	"onrecord/internal/lang/encoder"
)

// work is memory for reading one document.
type work struct {
	scratch        encoder.Scratch
	ids            []int32
	shapes         []uint8
	first          []int
	pieces, words  []float32
	hidden         []float32
	tok, mul, pair []float32
	scored         bool // tok and mul are those of the layer and window at hand
	scores         []float32
	back           []uint8
	path           []uint8
	ahead, behind  []float32
	likely         []float32 // exp of the scores
	label          []uint8
	sure           []float32
}

func (w *work) forget() { w.scored = false }

// room is a slice of n, the old one where it is long enough.
func room[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// never is the score of what cannot be.
const never = -1e4

// forbid puts a prohibitive score on a role's inner words behind anything but the role itself.
func forbid(trans, start []float32, k int) (t, s []float32) {
	t, s = append(t, trans...), append(s, start...)
	for b := 2; b < k; b += 2 {
		s[b] += never
		for a := range k {
			if a != b && a != b-1 {
				t[a*k+b] += never
			}
		}
	}
	return t, s
}

// viterbi is the best labelling of n words with k labels each.
func viterbi(scores []float32, n, k int, trans, start []float32, w *work) []uint8 {
	w.back, w.path = room(w.back, n*k), room(w.path, n)
	var v, next [16]float32
	for b := range k {
		v[b] = scores[b] + start[b]
	}
	for i := 1; i < n; i++ {
		for b := range k {
			best, from := v[0]+trans[b], 0
			for a := 1; a < k; a++ {
				if s := v[a] + trans[a*k+b]; s > best {
					best, from = s, a
				}
			}
			next[b] = best + scores[i*k+b]
			w.back[i*k+b] = uint8(from)
		}
		v = next
	}
	best := 0
	for b := range k {
		if v[b] > v[best] {
			best = b
		}
	}
	for i := n - 1; i >= 0; i-- {
		w.path[i] = uint8(best)
		best = int(w.back[i*k+best])
	}
	return w.path
}

// exps is exp of each number.
func exps(x []float32) []float32 {
	out := make([]float32, len(x))
	for i, v := range x {
		out[i] = exp(v)
	}
	return out
}

// marginals are the probabilities of each word's labels (Rabiner 1989, the forward and backward sums, scaled); step and begin
// are exp of the transitions and of the start.
func marginals(scores []float32, n, k int, step, begin []float32, w *work) []float32 {
	w.ahead, w.behind, w.likely = room(w.ahead, n*k), room(w.behind, n*k), room(w.likely, n*k)
	word := w.likely // exp of the scores, the best of each word 1
	for i := range n {
		row := scores[i*k : (i+1)*k]
		top := row[0]
		for _, s := range row {
			top = max(top, s)
		}
		for b, s := range row {
			word[i*k+b] = exp(s - top)
		}
	}
	for b := range k {
		w.ahead[b] = float32(word[b] * begin[b])
	}
	level(w.ahead[:k])
	for i := 1; i < n; i++ {
		before, here := w.ahead[(i-1)*k:i*k], w.ahead[i*k:(i+1)*k]
		clear(here)
		for a, v := range before {
			for b, s := range step[a*k : (a+1)*k] {
				here[b] += float32(v * s)
			}
		}
		for b, v := range word[i*k : (i+1)*k] {
			here[b] = float32(here[b] * v)
		}
		level(here)
	}
	for b := range k {
		w.behind[(n-1)*k+b] = 1
	}
	for i := n - 2; i >= 0; i-- {
		next, after := word[(i+1)*k:(i+2)*k], w.behind[(i+1)*k:(i+2)*k]
		for a := range k {
			sum := float32(0)
			for b, s := range step[a*k : (a+1)*k] {
				sum += float32(float32(s*next[b]) * after[b])
			}
			w.behind[i*k+a] = sum
		}
		level(w.behind[i*k : (i+1)*k])
	}
	for i := range n * k {
		w.ahead[i] = float32(w.ahead[i] * w.behind[i])
	}
	for i := range n {
		level(w.ahead[i*k : (i+1)*k])
	}
	return w.ahead
}

// level divides numbers by their sum.
func level(p []float32) {
	sum := float32(0)
	for _, x := range p {
		sum += x
	}
	if sum <= 0 {
		return
	}
	for i := range p {
		p[i] /= sum
	}
}

// runSure is how sure the reader is that the words from..to have a role: the mean of their probabilities, that of the
// first word as the role's first counting half.
func runSure(p []float32, k, from, to, role int) float32 {
	sum := float32(0)
	for i := from; i < to; i++ {
		sum += p[i*k+1+2*role] + p[i*k+2+2*role]
	}
	return float32(0.5*p[from*k+1+2*role]) + float32(0.5*sum)/float32(to-from)
}

// softmax turns scores into probabilities.
func softmax(p []float32) {
	top := p[0]
	for _, x := range p {
		top = max(top, x)
	}
	for i := range p {
		p[i] = exp(p[i] - top)
	}
	level(p)
}

// exp is e to the power of x, worked out in one fixed order, so that it is the same on every machine: 2 to the power of
// the whole part, and a polynomial of the rest.
func exp(x float32) float32 {
	switch {
	case x != x:
		return 0
	case x < -87:
		return 0
	case x > 88:
		x = 88
	}
	n := math.RoundToEven(float64(x) * (1 / math.Ln2))
	r := float64(x) - float64(n*math.Ln2)
	p := 1.0
	for k := 10; k > 0; k-- {
		p = 1 + float64(float64(p*r)/float64(k))
	}
	return float32(p * math.Float64frombits(uint64(int(n)+1023)<<52)) // 2 to the power of n, which is no smaller than -126
}

// tanh is the hyperbolic tangent of x.
func tanh(x float32) float32 {
	x = max(-20, min(20, x))
	return 1 - 2/(exp(2*x)+1)
}

// bucket is the class of a distance: the whole part of 1.6 times the logarithm to base 2 of the distance and one.
func bucket(d int) int {
	for k := farthest; k > 0; k-- {
		if d >= bounds[k] {
			return k
		}
	}
	return 0
}

// bounds are the least distances of each class: the least d with log2(d+1) * 1.6 >= k.
var bounds = func() (b [farthest + 1]int) {
	for k := 1; k <= farthest; k++ {
		d := 1
		for !reaches(d+1, k) {
			d++
		}
		b[k] = d
	}
	return b
}()

// reaches tells whether log2(x) * 8 >= 5 * k, that is x^8 >= 2^(5k), in whole numbers.
func reaches(x, k int) bool {
	hi, p := uint64(0), uint64(1)
	for range 8 {
		h, l := bits.Mul64(p, uint64(x))
		hi, p = hi*uint64(x)+h, l
	}
	if e := 5 * k; e < 64 {
		return hi > 0 || p >= 1<<e
	} else {
		return hi >= 1<<(e-64)
	}
}
