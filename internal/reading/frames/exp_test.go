package frames

import (
	"math"
	"testing"
)

// plainExp is exp with the power of two from the library.
func plainExp(x float32) float32 {
	if x != x || x < -87 {
		return 0
	}
	x = min(x, 88)
	n := math.RoundToEven(float64(x) * (1 / math.Ln2))
	r := float64(x) - float64(n*math.Ln2)
	p := 1.0
	for k := 10; k > 0; k-- {
		p = 1 + float64(float64(p*r)/float64(k))
	}
	return float32(math.Ldexp(p, int(n)))
}

// TestExp compares the bits of exp with its plain twin's over all sizes of number.
func TestExp(t *testing.T) {
	for b := uint64(0); b < 1<<32; b += 7919 {
		x := math.Float32frombits(uint32(b))
		if got, want := exp(x), plainExp(x); math.Float32bits(got) != math.Float32bits(want) {
			t.Fatalf("exp(%g) = %g, want %g", x, got, want)
		}
	}
}
