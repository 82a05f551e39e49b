package linear

import (
	"math"
	"math/rand/v2"
)

// Sequence is one chain of positions to be labelled, such as the tokens of a report.
type Sequence struct {
	Features [][]Feature // per position
	Edge     []uint8     // per position: the kind of border before it (0 none, 1 sentence, 2 paragraph)
	Gold     []uint8     // per position: the right label; training only
}

// Edges is the number of kinds of border between positions; each has transition weights of its own.
const Edges = 3

// CRF is a linear-chain conditional random field: a linear model for what stands at a position, and weights for one
// label following another across each kind of border.
type CRF struct {
	Labels []string    // names; a label "I-x" may follow only "B-x" or "I-x"
	Trans  [][]float32 // [edge][(labels+1)*labels]: from label (the last row: from the start) to label
	model  *Model
	legal  []bool // (labels+1)*labels
}

// CRFOptions says how a CRF is trained.
type CRFOptions struct {
	Epochs      int
	AverageFrom int     // weights are averaged over the epochs from this one on
	Rate        float64 // AdaGrad step
	L2          float64
	Drop        float64 // share of features dropped at each look, in training only
	MinCount    int     // features seen fewer times than this are left out
	MaxFeatures int     // the most features at a position, for rounding
	Keep        float64 // weights nearer to zero than this are left out of the shipped model
	Seed        uint64
	Progress    func(epoch int, likelihood float64)
}

func legalMoves(labels []string) []bool {
	n := len(labels)
	legal := make([]bool, (n+1)*n)
	for p := 0; p <= n; p++ {
		for c, to := range labels {
			ok := true
			if len(to) > 2 && to[:2] == "I-" {
				ok = p < n && len(labels[p]) > 2 && labels[p][2:] == to[2:]
			}
			legal[p*n+c] = ok
		}
	}
	return legal
}

// trainer holds what is needed while a CRF is trained.
type crfTrainer struct {
	o         CRFOptions
	n         int // labels
	legal     []bool
	index     index
	keys      []Feature
	w, g      []float32 // rows x labels: weights, sums of squared gradients
	t, tg     []float32 // edges x (labels+1) x labels
	sum, tsum []float32
	sums      float32
	rng       *rand.Rand
	rows      [][]int32 // of the present sequence, after drop-out
	flat      []int32
	al, be, x []float64
	z         []float64
	et, gt    []float64
}

// TrainCRF learns a CRF from sequences.
func TrainCRF(labels []string, data []Sequence, o CRFOptions) *CRF {
	n := len(labels)
	t := &crfTrainer{o: o, n: n, legal: legalMoves(labels), rng: rand.New(rand.NewPCG(o.Seed, 17))}
	t.count(data)
	t.w, t.g = make([]float32, len(t.keys)*n), make([]float32, len(t.keys)*n)
	size := Edges * (n + 1) * n
	t.t, t.tg, t.tsum = make([]float32, size), make([]float32, size), make([]float32, size)
	t.et, t.gt = make([]float64, size), make([]float64, size)
	for epoch := range o.Epochs {
		like := 0.0
		for _, k := range t.rng.Perm(len(data)) {
			if len(data[k].Features) > 0 {
				like += t.learn(&data[k])
			}
		}
		if epoch >= o.AverageFrom {
			t.remember()
		}
		if o.Progress != nil {
			o.Progress(epoch, like)
		}
	}
	return t.finish(labels)
}

// count gives a row to every feature that is seen often enough.
func (t *crfTrainer) count(data []Sequence) {
	seen := newIndex(1 << 20)
	var counts []int32
	for i := range data {
		for _, fs := range data[i].Features {
			for _, f := range fs {
				if r := seen.find(f); r >= 0 {
					counts[r]++
				} else {
					seen.insert(f, len(counts))
					counts = append(counts, 1)
				}
			}
		}
	}
	t.index = newIndex(1 << 20)
	for i := range data {
		for _, fs := range data[i].Features {
			for _, f := range fs {
				if r := seen.find(f); counts[r] >= int32(t.o.MinCount) {
					counts[r] = -1
					t.index.insert(f, len(t.keys))
					t.keys = append(t.keys, f)
				}
			}
		}
	}
}

func (t *crfTrainer) remember() {
	if t.sum == nil {
		t.sum = make([]float32, len(t.w))
	}
	for i, v := range t.w {
		t.sum[i] += v
	}
	for i, v := range t.t {
		t.tsum[i] += v
	}
	t.sums++
}

func (t *crfTrainer) finish(labels []string) *CRF {
	w, tr := t.w, t.t
	if t.sums > 0 {
		w, tr = t.sum, t.tsum
		for i := range w {
			w[i] /= t.sums
		}
		for i := range tr {
			tr[i] /= t.sums
		}
	}
	keep := float32(1 - t.o.Drop) // every feature is there when reading: weights shrink by what was dropped
	for i := range w {
		if w[i] *= keep; abs32(w[i]) < float32(t.o.Keep) {
			w[i] = 0
		}
	}
	c := &CRF{Labels: labels, legal: t.legal, model: quantise(t.n, t.keys, w, t.o.MaxFeatures)}
	step := (t.n + 1) * t.n
	for e := range Edges {
		c.Trans = append(c.Trans, tr[e*step:(e+1)*step])
	}
	return c
}

// pick draws the features that are looked at this time.
func (t *crfTrainer) pick(s *Sequence) {
	t.rows, t.flat = t.rows[:0], t.flat[:0]
	total := 0
	for _, fs := range s.Features {
		total += len(fs)
	}
	if cap(t.flat) < total {
		t.flat = make([]int32, 0, total)
	}
	drop := float32(t.o.Drop)
	for _, fs := range s.Features {
		at := len(t.flat)
		for _, f := range fs {
			if drop > 0 && t.rng.Float32() < drop {
				continue
			}
			if r := t.index.find(f); r >= 0 {
				t.flat = append(t.flat, int32(r))
			}
		}
		t.rows = append(t.rows, t.flat[at:])
	}
}

func room(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n)
	}
	return s[:n]
}

// learn takes one step of gradient ascent on one sequence and returns its log-likelihood before the step.
func (t *crfTrainer) learn(s *Sequence) float64 {
	n, length := t.n, len(s.Features)
	t.pick(s)
	t.al, t.be, t.x, t.z = room(t.al, length*n), room(t.be, length*n), room(t.x, length*n), room(t.z, length)
	like := t.forward(s)
	t.backward(s)
	clear(t.gt)
	grad := make([]float32, n)
	rate, l2 := float32(t.o.Rate), float32(t.o.L2)
	for i := range length {
		t.gradient(s, i, grad)
		if quiet(grad) {
			continue
		}
		for _, r := range t.rows[i] {
			w, g := t.w[int(r)*n:(int(r)+1)*n], t.g[int(r)*n:(int(r)+1)*n]
			for c, d := range grad {
				d -= l2 * w[c]
				g[c] += d * d
				w[c] += rate * d / (float32(math.Sqrt(float64(g[c]))) + 1e-3)
			}
		}
	}
	for i, d := range t.gt {
		if d != 0 {
			t.tg[i] += float32(d * d)
			t.t[i] += rate * float32(d) / (float32(math.Sqrt(float64(t.tg[i]))) + 1e-3)
		}
	}
	return like
}

func quiet(grad []float32) bool {
	for _, v := range grad {
		if v > 0.0005 || v < -0.0005 {
			return false
		}
	}
	return true
}

// forward fills x (exponentials of the position scores), al (scaled forward) and z (scales).
func (t *crfTrainer) forward(s *Sequence) float64 {
	n := t.n
	for i, v := range t.t {
		t.et[i] = 0
		if t.legal[i%((n+1)*n)] {
			t.et[i] = math.Exp(float64(v))
		}
	}
	like := 0.0
	score := make([]float64, n)
	for i := range s.Features {
		clear(score)
		for _, r := range t.rows[i] {
			for c, v := range t.w[int(r)*n : (int(r)+1)*n] {
				score[c] += float64(v)
			}
		}
		most := score[0]
		for _, v := range score {
			most = max(most, v)
		}
		x, al := t.x[i*n:(i+1)*n], t.al[i*n:(i+1)*n]
		T := t.et[int(s.Edge[i])*(n+1)*n:]
		z := 0.0
		for c := range n {
			x[c] = math.Exp(score[c] - most)
			sum := 0.0
			if i == 0 {
				sum = T[n*n+c]
			} else {
				for p, a := range t.al[(i-1)*n : i*n] {
					sum += a * T[p*n+c]
				}
			}
			al[c] = sum * x[c]
			z += al[c]
		}
		for c := range al {
			al[c] /= z
		}
		t.z[i] = z
		like += score[s.Gold[i]] - most - math.Log(z)
		from := n
		if i > 0 {
			from = int(s.Gold[i-1])
		}
		like += float64(t.t[int(s.Edge[i])*(n+1)*n+from*n+int(s.Gold[i])])
	}
	return like
}

func (t *crfTrainer) backward(s *Sequence) {
	n, last := t.n, len(s.Features)-1
	for c := range n {
		t.be[last*n+c] = 1
	}
	for i := last - 1; i >= 0; i-- {
		T := t.et[int(s.Edge[i+1])*(n+1)*n:]
		for p := range n {
			sum := 0.0
			for c := range n {
				sum += T[p*n+c] * t.x[(i+1)*n+c] * t.be[(i+1)*n+c]
			}
			t.be[i*n+p] = sum / t.z[i+1]
		}
	}
}

// gradient sets grad to gold minus expected at a position, and adds the same for the transition into it to gt.
func (t *crfTrainer) gradient(s *Sequence, i int, grad []float32) {
	n := t.n
	al, be := t.al[i*n:(i+1)*n], t.be[i*n:(i+1)*n]
	for c := range n {
		grad[c] = float32(-al[c] * be[c])
	}
	grad[s.Gold[i]]++
	at := int(s.Edge[i]) * (n + 1) * n
	if i == 0 {
		t.gt[at+n*n+int(s.Gold[0])]++
		for c := range n {
			t.gt[at+n*n+c] -= al[c] * be[c]
		}
		return
	}
	t.gt[at+int(s.Gold[i-1])*n+int(s.Gold[i])]++
	for p, a := range t.al[(i-1)*n : i*n] {
		for c := range n {
			t.gt[at+p*n+c] -= a * t.et[at+p*n+c] * t.x[i*n+c] * be[c] / t.z[i]
		}
	}
}
