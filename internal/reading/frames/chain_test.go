package frames

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// brute scores every labelling and returns the best one's score and each word's probabilities of its labels.
func brute(scores []float32, n, k int, trans, start []float32) (best float64, p []float64) {
	path := make([]int, n)
	p = make([]float64, n*k)
	best, total := math.Inf(-1), 0.0
	var walk func(i int, s float64)
	walk = func(i int, s float64) {
		if i == n {
			best = max(best, s)
			e := math.Exp(s)
			total += e
			for w, l := range path {
				p[w*k+l] += e
			}
			return
		}
		for l := range k {
			t := float64(start[l])
			if i > 0 {
				t = float64(trans[path[i-1]*k+l])
			}
			if t <= never/2 {
				continue
			}
			path[i] = l
			walk(i+1, s+t+float64(scores[i*k+l]))
		}
	}
	walk(0, 0)
	for i := range p {
		p[i] /= total
	}
	return best, p
}

func TestChainAgainstEveryLabelling(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		k := rapid.SampledFrom([]int{3, 5}).Draw(rt, "labels")
		n := rapid.IntRange(1, 5).Draw(rt, "words")
		number := rapid.Map(rapid.IntRange(-300, 300), func(i int) float32 { return float32(i) / 100 })
		scores := rapid.SliceOfN(number, n*k, n*k).Draw(rt, "scores")
		trans, start := forbid(rapid.SliceOfN(number, k*k, k*k).Draw(rt, "trans"), rapid.SliceOfN(number, k, k).Draw(rt, "start"), k)
		best, want := brute(scores, n, k, trans, start)
		w := new(work)
		path := viterbi(scores, n, k, trans, start, w)
		got := float64(start[path[0]])
		for i, l := range path {
			got += float64(scores[i*k+int(l)])
			if i > 0 {
				got += float64(trans[int(path[i-1])*k+int(l)])
			}
		}
		if math.Abs(got-best) > 1e-3 {
			rt.Fatalf("the labelling found scores %g, the best %g", got, best)
		}
		for i, p := range marginals(scores, n, k, exps(trans), exps(start), w) {
			if math.Abs(float64(p)-want[i]) > 1e-4 {
				rt.Fatalf("probability %d is %g, want %g", i, p, want[i])
			}
		}
	})
}

func TestExpAndTanh(t *testing.T) {
	for x := float32(-90); x < 88; x += 0.037 {
		want := math.Exp(float64(x))
		if x < -87 {
			want = 0
		}
		if got := float64(exp(x)); math.Abs(got-want) > 1e-6*want {
			t.Errorf("exp(%g) = %g, want %g", x, got, want)
		}
		if got, want := float64(tanh(x)), math.Tanh(float64(x)); math.Abs(got-want) > 1e-6 {
			t.Errorf("tanh(%g) = %g, want %g", x, got, want)
		}
	}
	if exp(float32(math.NaN())) != 0 || exp(float32(math.Inf(1))) <= 0 {
		t.Error("exp of what is no number, or of too much, is out of range")
	}
}

// TestDistances holds the classes against those of training: the whole part of 1.6 times log2(d + 1).
func TestDistances(t *testing.T) {
	for d := range 1000 {
		want := min(farthest, int(math.Floor(math.Log2(float64(d+1))*1.6+1e-9)))
		if got := bucket(d); got != want {
			t.Errorf("distance %d is of class %d, want %d", d, got, want)
		}
	}
}

func TestShapes(t *testing.T) {
	for word, want := range map[string]uint8{"12th": shapeDigit, "the": shapeLower, "'s": shapeLower, "UN": shapeUpper, "I": shapeLetter, "Oslo": shapeTitle,
		"iPhone": shapeMixed, "'": shapeMixed, ".": shapeOther, "U.S.": shapeOther, "É": shapeLetter} {
		if got := shape(word); got != want {
			t.Errorf("shape of %q is %d, want %d", word, got, want)
		}
	}
}

// TestWindows covers every word once by the part behind the context, within the limit.
func TestWindows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 2000).Draw(rt, "words")
		x := &text{at: make([]int32, 1, n+1), shape: make([]uint8, n), opens: make([]bool, n)}
		for i := range n {
			x.at = append(x.at, x.at[i]+int32(rapid.IntRange(1, mostPieces).Draw(rt, "pieces")))
			x.opens[i] = rapid.IntRange(0, 40).Draw(rt, "opens") == 0
		}
		next := 0
		for _, w := range x.windows() {
			if w.core != next || w.from > w.core || w.to <= w.core {
				rt.Fatalf("window %+v does not follow on word %d", w, next)
			}
			used := 2
			for i := w.from; i < w.to; i++ {
				used += x.size(i)
			}
			if used > windowPieces && w.to > w.core+1 {
				rt.Fatalf("window %+v takes %d pieces", w, used)
			}
			next = w.to
		}
		if next != n {
			rt.Fatalf("the windows end with word %d of %d", next, n)
		}
	})
}
