package linear_test

import (
	"errors"
	"math"
	"testing"

	"onrecord/internal/lang/linear"
)

// weather makes sequences in which the label follows from the word and, for "it", from the label before.
func weather() []linear.Sequence {
	words := []string{"sun", "it", "rain", "it", "it", "sun"}
	gold := []uint8{1, 2, 0, 0, 0, 1}
	var out []linear.Sequence
	for k := range 40 {
		var s linear.Sequence
		for i := range words {
			j := (i + k) % len(words)
			if i == 0 && words[j] == "it" {
				continue
			}
			if len(s.Gold) == 0 && words[j] == "it" {
				continue
			}
			s.Features = append(s.Features, []linear.Feature{linear.Join(1, linear.Word(words[j]), 0, 0)})
			s.Gold = append(s.Gold, gold[j])
			s.Edge = append(s.Edge, 0)
		}
		out = append(out, s)
	}
	return out
}

func TestCRFLearnsFromTransitions(t *testing.T) {
	data := weather()
	labels := []string{"O", "B-fine", "I-fine"}
	c := linear.TrainCRF(labels, data, linear.CRFOptions{Epochs: 20, AverageFrom: 10, Rate: 0.2, MinCount: 1, MaxFeatures: 4, Seed: 1})
	l := c.NewLattice()
	for _, s := range data {
		c.Emit(&s, l, 0)
		got := append([]uint8(nil), c.Viterbi(&s, l)...)
		for i := range got {
			if got[i] == 2 && (i == 0 || got[i-1] == 0) {
				t.Fatalf("I- follows O: %v", got)
			}
		}
		for i, p := range c.Marginals(&s, l) {
			if p < -1e-9 || p > 1+1e-9 || math.IsNaN(p) {
				t.Fatalf("marginal %d is %g", i, p)
			}
		}
	}
	s := linear.Sequence{Edge: make([]uint8, 2), Features: [][]linear.Feature{
		{linear.Join(1, linear.Word("sun"), 0, 0)}, {linear.Join(1, linear.Word("it"), 0, 0)}}}
	c.Emit(&s, l, 0)
	if got := c.Viterbi(&s, l); got[0] != 1 || got[1] != 2 {
		t.Errorf("sun it: got %v, want [1 2]", got)
	}
	m := c.Marginals(&s, l)
	if sum := m[0] + m[1] + m[2]; math.Abs(sum-1) > 1e-6 {
		t.Errorf("marginals of a position add up to %g", sum)
	}
}

func TestPerceptronAndBundle(t *testing.T) {
	for _, classes := range []int{1, 3, 4, 7, 11, 103} {
		p := linear.NewPerceptron(classes)
		feats := func(k int) []linear.Feature {
			return []linear.Feature{linear.Join(0, uint32(k), 0, 0), linear.Join(1, uint32(k%3), 0, 0)}
		}
		scores := make([]float32, classes)
		for range 30 {
			for k := range classes {
				p.Step()
				p.Scores(feats(k), scores)
				best := 0
				for c := range scores {
					if scores[c] > scores[best] {
						best = c
					}
				}
				if best != k {
					p.Update(feats(k), k, best, 1)
				}
			}
		}
		b := linear.NewBundle()
		b.PutModel("m", p.Averaged(0, 8))
		raw := b.Bytes()
		again, err := linear.Open(raw)
		if err != nil {
			t.Fatal(err)
		}
		m, err := again.Model("m")
		if err != nil {
			t.Fatal(err)
		}
		s := m.NewSum()
		for k := range classes {
			m.Score(feats(k), s)
			if got := s.Best(0, classes); got != k {
				t.Errorf("%d classes: class %d read as %d", classes, k, got)
			}
		}
		raw[len(raw)-1] ^= 1
		if _, err := linear.Open(raw); !errors.Is(err, linear.ErrBundle) {
			t.Errorf("a damaged file opened: %v", err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	p := linear.NewPerceptron(3)
	p.Step()
	p.Update([]linear.Feature{5, 9}, 1, 2, 1)
	b := linear.NewBundle()
	b.PutModel("m", p.Averaged(0, 8))
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, raw []byte) {
		if b, err := linear.Open(raw); err == nil {
			b.Model("m")
		}
	})
}

func TestRegressionLearnsDomainsApart(t *testing.T) {
	var points []linear.Point
	for i := range 200 {
		f := []linear.Feature{linear.Join(0, 0, 0, 0)}
		v := 1.0
		if i%2 == 0 {
			f, v = append(f, linear.Join(1, 7, 0, 0)), -2
		}
		domain := i / 2 % 2
		points = append(points, linear.Point{Features: f, Domain: domain, Value: v + float64(domain)})
	}
	m := linear.TrainRegression(points, linear.RegressionOptions{Domains: 2, Epochs: 60, AverageFrom: 40, Rate: 0.1, L2: 0.0001, Apart: 1, Delta: 1,
		MinCount: 1, MaxFeatures: 8, Seed: 1})
	sum := m.NewSum()
	for _, p := range points[:4] {
		m.Score(p.Features, sum)
		if got := float64(m.Units(sum, p.Domain)) * float64(m.Scale()); got < p.Value-0.3 || got > p.Value+0.3 {
			t.Errorf("value %.2f, want %.2f", got, p.Value)
		}
	}
}

func TestSoftmaxLearnsClasses(t *testing.T) {
	var data []linear.Labelled
	for i := range 90 {
		data = append(data, linear.Labelled{Features: []linear.Feature{linear.Join(0, uint32(i%3), 0, 0), linear.Join(1, 0, 0, 0)}, Class: i % 3, Weight: 1})
	}
	data = append(data, linear.Labelled{Features: []linear.Feature{linear.Join(0, 0, 0, 0)}, Class: 2, Weight: 0.01}) // a weak voice against
	m := linear.TrainSoftmax(data, linear.SoftmaxOptions{Classes: 3, Epochs: 20, AverageFrom: 5, Rate: 0.1, MinCount: 1, MaxFeatures: 4, Seed: 1})
	sum := m.NewSum()
	for _, x := range data[:3] {
		m.Score(x.Features, sum)
		if got := sum.Best(0, 3); got != x.Class {
			t.Errorf("class %d, want %d", got, x.Class)
		}
	}
}
