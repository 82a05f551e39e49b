package linear

import (
	"math"
	"math/rand/v2"
)

// Labelled is one example of a choice among classes.
type Labelled struct {
	Features []Feature
	Class    int
	Weight   float32 // how much it counts; 1 is a whole example
}

// SoftmaxOptions says how a choice among classes is learned.
type SoftmaxOptions struct {
	Classes     int
	Epochs      int
	AverageFrom int // weights are averaged over the epochs from this one on
	Rate        float64
	L2          float64
	Drop        float64 // share of features dropped at each look, in training only
	MinCount    int     // features seen fewer times than this are left out
	MaxFeatures int     // the most features of an example, for rounding
	Keep        float64 // weights nearer to zero than this are left out
	Seed        uint64
}

// TrainSoftmax fits a multinomial logistic regression by AdaGrad steps over whole passes in a seeded order.
func TrainSoftmax(data []Labelled, o SoftmaxOptions) *Model {
	t := &softmax{o: o, rng: rand.New(rand.NewPCG(o.Seed, 29)), p: make([]float64, o.Classes)}
	t.count(data)
	t.w, t.g, t.sum = make([]float32, len(t.keys)*o.Classes), make([]float32, len(t.keys)*o.Classes), make([]float32, len(t.keys)*o.Classes)
	for epoch := range o.Epochs {
		for _, k := range t.rng.Perm(len(data)) {
			t.learn(&data[k])
		}
		if epoch >= o.AverageFrom {
			for i, v := range t.w {
				t.sum[i] += v
			}
		}
	}
	for i := range t.sum {
		if t.sum[i] /= float32(max(o.Epochs-o.AverageFrom, 1)); abs32(t.sum[i]) < float32(o.Keep) {
			t.sum[i] = 0
		}
	}
	return quantise(o.Classes, t.keys, t.sum, o.MaxFeatures)
}

type softmax struct {
	o     SoftmaxOptions
	index index
	keys  []Feature
	w, g  []float32
	sum   []float32
	rows  []int
	p     []float64
	rng   *rand.Rand
}

func (t *softmax) count(data []Labelled) {
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

// learn takes one step down the slope of one example's log loss.
func (t *softmax) learn(x *Labelled) {
	t.rows = t.rows[:0]
	clear(t.p)
	drop := float32(t.o.Drop)
	for _, f := range x.Features {
		if r := t.index.find(f); r >= 0 && (drop == 0 || t.rng.Float32() >= drop) {
			at := r * t.o.Classes
			t.rows = append(t.rows, at)
			for c, v := range t.w[at : at+t.o.Classes] {
				t.p[c] += float64(v)
			}
		}
	}
	for c := range t.p {
		t.p[c] /= float64(1 - drop)
	}
	Normalise(t.p)
	t.p[x.Class]--
	for _, at := range t.rows {
		for c, slope := range t.p {
			d := float32(slope)*x.Weight + float32(t.o.L2)*t.w[at+c]
			t.g[at+c] += d * d
			t.w[at+c] -= float32(t.o.Rate) * d / (float32(math.Sqrt(float64(t.g[at+c]))) + 1e-3)
		}
	}
}

// Normalise turns scores into probabilities that are exponential in them.
func Normalise(scores []float64) {
	most, sum := math.Inf(-1), 0.0
	for _, v := range scores {
		most = max(most, v)
	}
	for i, v := range scores {
		scores[i] = math.Exp(v - most)
		sum += scores[i]
	}
	for i := range scores {
		scores[i] /= sum
	}
}
