package encoder

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// onEachPath runs a test on every path that this machine can take but plain Go, which is the measure.
func onEachPath(t *testing.T, f func(t *testing.T, p *path)) {
	if len(paths()) == 1 {
		t.Skip("this machine takes no path but plain Go")
	}
	for _, p := range paths() {
		if p != &plain {
			t.Run(p.name, func(t *testing.T) { f(t, p) })
		}
	}
}

// numbers are n random numbers behind a random offset, so that they lie anywhere in memory; some are odd ones.
func numbers(r *rand.Rand, n int, odd bool) []float32 {
	at := r.IntN(17)
	x := make([]float32, at+n)[at:]
	for i := range x {
		x[i] = float32(r.NormFloat64())
		if odd && r.IntN(6) == 0 {
			x[i] = oddities[r.IntN(len(oddities))]
		}
	}
	return x
}

var oddities = []float32{0, float32(math.Copysign(0, -1)), float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1)), math.MaxFloat32,
	-math.MaxFloat32, math.SmallestNonzeroFloat32, 1e-38, -1e-40, 1e30, -1e30, 1e-30, 0.5, 1.5, 2.5, 126.5, -127.5, 5, -5, 88, -104, 1 << 24}

// same says whether bits are equal; one NaN is as good as another.
func same(a, b float32) bool {
	return math.Float32bits(a) == math.Float32bits(b) || a != a && b != b
}

func compare(t *testing.T, what string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	for i := range got {
		if !same(got[i], want[i]) {
			t.Fatalf("%s: number %d of %d is %g (%#x), want %g (%#x)", what, i, len(got), got[i], math.Float32bits(got[i]), want[i], math.Float32bits(want[i]))
		}
	}
}

// lengths are lengths with every kind of tail.
func lengths() []int {
	w := make([]int, 0, 80)
	for n := 1; n <= 70; n++ {
		w = append(w, n)
	}
	return append(w, 127, 128, 384, 400, 1536)
}

func TestRowsOnEveryPath(t *testing.T) {
	onEachPath(t, func(t *testing.T, p *path) {
		r := rand.New(rand.NewPCG(1, 2))
		for _, n := range lengths() {
			for round := range 8 {
				checkRows(t, p, fmt.Sprintf("%d numbers, round %d", n, round), numbers(r, n, round%2 == 1), numbers(r, n, round%4 == 3))
			}
		}
	})
}

func checkRows(t *testing.T, p *path, what string, x, y []float32) {
	t.Helper()
	for name, f := range map[string]func(p *path, x []float32){
		"gelu":       gelu,
		"relu":       func(p *path, x []float32) { p.relu(x[:whole(len(x))]) },
		"axpy":       func(p *path, x []float32) { p.axpy(x[:whole(len(x))], 1.7, y[:whole(len(x))]) },
		"normalise":  func(p *path, x []float32) { normalise(p, x, y, gains{y, y}) },
		"normalise0": func(p *path, x []float32) { normalise(p, x, make([]float32, len(x)), gains{y, y}) },
		"dot": func(p *path, x []float32) {
			n := whole(len(x))
			sum := p.dot(x[:n], y[:n])
			x[0] = tree(&sum)
		},
	} {
		got, want := append(make([]float32, 3), x...)[3:], slices.Clone(x)
		f(p, got)
		f(&plain, want)
		compare(t, name+", "+what, got, want)
	}
	if g, w := p.peak(x), plain.peak(x); g != w {
		t.Fatalf("peak, %s: %#x, want %#x", what, g, w)
	}
}

func TestLinearOnEveryPath(t *testing.T) {
	onEachPath(t, func(t *testing.T, p *path) {
		r := rand.New(rand.NewPCG(3, 4))
		for _, in := range lengths() {
			checkLinear(t, p, r, in, 1+r.IntN(70), 1+r.IntN(30))
		}
		for out := range 70 {
			checkLinear(t, p, r, 1+r.IntN(70), out+1, 1+r.IntN(30))
		}
		for rows := range 40 {
			checkLinear(t, p, r, 64, 48, rows+1)
		}
		checkLinear(t, p, r, 384, 1152, 25)
		checkLinear(t, p, r, 1536, 384, 13)
	})
}

func checkLinear(t *testing.T, p *path, r *rand.Rand, in, out, rows int) {
	t.Helper()
	for _, odd := range []bool{false, true} {
		l := randomLinear(r, in, out, odd)
		x := numbers(r, rows*in, odd)
		if odd {
			clear(x[:in])
		}
		got, want := numbers(r, rows*out, false), make([]float32, rows*out)
		multiply := func(p *path, out []float32) {
			var q quantised
			q.fill(p, x, rows, in)
			p.multiply(l, l.layout(p), &q, out)
		}
		multiply(p, got)
		multiply(&plain, want)
		compare(t, fmt.Sprintf("%d rows of %d to %d", rows, in, out), got, want)
	}
}

// randomLinear has weights of all sizes; extreme ones are the largest and the smallest only, so that nothing may saturate.
func randomLinear(r *rand.Rand, in, out int, extreme bool) *Linear {
	l := &Linear{In: in, Out: out, weight: make([]int8, in*out), scale: numbers(r, out, false), bias: numbers(r, out, false)}
	for i := range l.weight {
		l.weight[i] = int8(r.IntN(256) - 128)
		if extreme {
			l.weight[i] = int8(-128 + 255*r.IntN(2))
		}
	}
	return l
}

func TestProductOnEveryPath(t *testing.T) {
	onEachPath(t, func(t *testing.T, p *path) {
		r := rand.New(rand.NewPCG(5, 6))
		for n := 1; n <= 70; n++ {
			for _, odd := range []bool{false, true} {
				astep, bstep, ostep := n+r.IntN(9), 32+r.IntN(9), 32+r.IntN(9)
				a, b := numbers(r, tileRows*astep, odd), numbers(r, n*bstep, odd)
				times := [tileRows]float32(numbers(r, tileRows, odd))
				got := numbers(r, tileRows*ostep, false)
				want := slices.Clone(got)
				p.product(got, ostep, a, astep, b, bstep, n, &times)
				plain.product(want, ostep, a, astep, b, bstep, n, &times)
				compare(t, fmt.Sprintf("product of %d", n), got, want)
			}
		}
	})
}

func TestWeighOnEveryPath(t *testing.T) {
	onEachPath(t, func(t *testing.T, p *path) {
		r := rand.New(rand.NewPCG(7, 8))
		for n := 32; n <= 544; n += 32 {
			for rows := 1; rows <= tileRows; rows++ {
				step := n + r.IntN(9)
				got := numbers(r, rows*step, rows%2 == 0)
				want := slices.Clone(got)
				var times, wanted [tileRows]float32
				p.weigh(got, step, rows, n, attentionScale, &times)
				plain.weigh(want, step, rows, n, attentionScale, &wanted)
				compare(t, fmt.Sprintf("%d rows of %d", rows, n), got, want)
				compare(t, fmt.Sprintf("inverse sums of %d rows of %d", rows, n), times[:], wanted[:])
			}
		}
	})
}
