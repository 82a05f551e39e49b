package linear_test

import (
	"errors"
	"math"
	"testing"

	"onrecord/internal/linear"
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
