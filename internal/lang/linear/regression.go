package linear

import (
	"math"
	"math/rand/v2"
)

// Point is one example of a regression: features of weight 1 and the value that belongs to them.
type Point struct {
	Features []Feature
	Domain   int // 0, 1, ...: which sort of text it comes from
	Value    float64
}

// RegressionOptions says how a regression is trained.
type RegressionOptions struct {
	Domains     int
	Epochs      int
	AverageFrom int
	Rate        float64 // AdaGrad step
	L2          float64 // pull towards zero
	Apart       float64 // how much more a domain's own weights are pulled than the shared ones
	Delta       float64 // Huber: errors beyond it count by their size, below it by their square
	Drop        float64 // share of features dropped at each look, in training only
	MinCount    int     // features seen fewer times than this are left out
	MaxFeatures int     // the most features of an example, for rounding
	Keep        float64 // weights nearer to zero than this are left out
	Seed        uint64
	Weight      []float64 // per domain: how much an example counts; nil is 1 each
}

// TrainRegression fits a linear regression with shared weights and weights of each domain's own (Daumé 2007), by AdaGrad
// on the Huber loss. Class d of the model is the sum of the shared weights and those of domain d: a domain is chosen
// at no cost when the model is used.
func TrainRegression(data []Point, o RegressionOptions) *Model {
	t := &regression{o: o, width: o.Domains + 1, rng: rand.New(rand.NewPCG(o.Seed, 23))}
	t.count(data)
	t.w, t.g = make([]float32, len(t.keys)*t.width), make([]float32, len(t.keys)*t.width)
	for epoch := range o.Epochs {
		for _, k := range t.rng.Perm(len(data)) {
			t.learn(&data[k])
		}
		if epoch >= o.AverageFrom {
			t.remember()
		}
	}
	return quantise(o.Domains, t.keys, t.finish(), o.MaxFeatures)
}

type regression struct {
	o     RegressionOptions
	width int // shared, then one a domain
	index index
	keys  []Feature
	w, g  []float32
	sum   []float32
	sums  float32
	rows  []int
	rng   *rand.Rand
}

func (t *regression) count(data []Point) {
	seen := map[Feature]int{}
	for i := range data {
		for _, f := range data[i].Features {
			seen[f]++
		}
	}
	t.index = newIndex(len(seen))
	for i := range data {
		for _, f := range data[i].Features {
			if seen[f] >= t.o.MinCount && t.index.find(f) < 0 {
				t.index.insert(f, len(t.keys))
				t.keys = append(t.keys, f)
			}
		}
	}
}

// learn takes one step down the slope of one example's loss.
func (t *regression) learn(p *Point) {
	t.rows = t.rows[:0]
	sum, drop := float32(0), float32(t.o.Drop)
	for _, f := range p.Features {
		if r := t.index.find(f); r >= 0 && (drop == 0 || t.rng.Float32() >= drop) {
			at := r * t.width
			t.rows = append(t.rows, at)
			sum += t.w[at] + t.w[at+1+p.Domain]
		}
	}
	sum /= 1 - drop
	slope := float32(min(max(float64(sum)-p.Value, -t.o.Delta), t.o.Delta))
	if t.o.Weight != nil {
		slope *= float32(t.o.Weight[p.Domain])
	}
	apart := float32(t.o.L2 * t.o.Apart)
	for _, at := range t.rows {
		t.step(at, slope, float32(t.o.L2))
		t.step(at+1+p.Domain, slope, apart)
	}
}

func (t *regression) step(i int, slope, l2 float32) {
	d := slope + l2*t.w[i]
	t.g[i] += d * d
	t.w[i] -= float32(t.o.Rate) * d / (float32(math.Sqrt(float64(t.g[i]))) + 1e-3)
}

func (t *regression) remember() {
	if t.sum == nil {
		t.sum = make([]float32, len(t.w))
	}
	for i, v := range t.w {
		t.sum[i] += v
	}
	t.sums++
}

// finish folds the shared weights into each domain's.
func (t *regression) finish() []float32 {
	w, n := t.w, float32(1)
	if t.sums > 0 {
		w, n = t.sum, t.sums
	}
	out := make([]float32, 0, len(t.keys)*t.o.Domains)
	for r := range t.keys {
		at := r * t.width
		for d := range t.o.Domains {
			v := (w[at] + w[at+1+d]) / n
			if abs32(v) < float32(t.o.Keep) {
				v = 0
			}
			out = append(out, v)
		}
	}
	return out
}
