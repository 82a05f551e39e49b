package wordclass

import (
	"math"
	"math/rand/v2"
	"testing"
)

// chance makes counts from a run of random words.
func chance(seed uint64, words, length int) bigrams {
	r := rand.New(rand.NewPCG(seed, 1))
	t := &text{ids: map[string]int32{}}
	for range length {
		t.run = append(t.run, int32(r.IntN(words))-1)
	}
	return t.bigrams(words, func(id int32) int32 { return id + 1 })
}

// likelihood is the log-likelihood of the text under the classes, but for a constant of the text.
func (x *exchanger) likelihood() float64 {
	sum := 0.0
	for _, n := range x.next {
		sum += x.nlogn(n)
	}
	for _, n := range x.total {
		sum -= 2 * x.nlogn(n)
	}
	return sum
}

// TestRoundClimbs holds the quick sums of the exchange to their meaning: a word moves only where the likelihood of the
// text, worked out anew, grows by just what was reckoned.
func TestRoundClimbs(t *testing.T) {
	for seed := range uint64(5) {
		b := chance(seed, 30, 2000)
		x := exchange(b, 5, Options{Rounds: 1}.filled())
		last := newExchanger(b, x.k, x.class).likelihood()
		for range 3 {
			for w := int32(1); w < 30; w++ {
				moved := x.visit(w)
				anew := newExchanger(b, x.k, x.class).likelihood()
				if math.Abs(anew-x.likelihood()) > 1e-6 {
					t.Fatalf("seed %d: counts kept give %f, counts anew %f", seed, x.likelihood(), anew)
				}
				if anew < last-1e-6 || moved && anew < last+1e-10 {
					t.Fatalf("seed %d: word %d moved and the likelihood fell from %f to %f", seed, w, last, anew)
				}
				last = anew
			}
		}
	}
}

// TestBestIsBest compares the class chosen with the best of all classes tried in turn.
func TestBestIsBest(t *testing.T) {
	b := chance(9, 20, 1500)
	x := exchange(b, 4, Options{Rounds: 1}.filled())
	for w := int32(1); w < 20; w++ {
		most := math.Inf(-1)
		for c := int32(1); c < int32(x.k); c++ {
			class := append([]int32(nil), x.class...)
			class[w] = c
			most = max(most, newExchanger(b, x.k, class).likelihood())
		}
		x.visit(w)
		if got := x.likelihood(); math.Abs(got-most) > 1e-6 {
			t.Errorf("word %d went where the likelihood is %f; it could be %f", w, got, most)
		}
	}
}
