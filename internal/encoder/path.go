package encoder

import (
	"fmt"
	"sync/atomic"
)

// lanes is how many sums run side by side in every reduction, on every machine: the width of the widest register.
const lanes = 16

// headWidth is the width of an attention head; the kernels know no other.
const headWidth = 32

// tileRows is the most rows that a kernel works on at once, whatever the path. Scratch memory has room for whole tiles.
const tileRows = 12

// A path is one way to do the heavy work: the same functions, written for one kind of processor. All give the same bits.
// Functions over float32 work on whole blocks of 16; what is left over is done in plain Go by the callers.
type path struct {
	name  string
	index int // into a Linear's packed weights

	// peak is the largest magnitude in x as bits: NaN counts as nothing, infinity as the largest number.
	peak func(x []float32) uint32
	// quantise writes x*by, rounded to whole numbers in -127..127, in the form that the path's multiply wants.
	quantise func(dst []byte, x []float32, by float32)
	quantum  int // bytes of one quantised number
	// pack lays weights out for multiply.
	pack func(l *Linear) *packed
	// multiply sets out (rows of l.Out) from quantised rows.
	multiply func(l *Linear, p *packed, q []byte, scales []float32, out []float32)

	gelu      func(x []float32)                                    // x = x*Phi(x)
	relu      func(x []float32)                                    // x = max(x, 0)
	dot       func(sum *[lanes]float32, a, b []float32)            // sum[i%16] += a[i]*b[i]
	axpy      func(y []float32, a float32, x []float32)            // y += a*x
	addSum    func(sum *[lanes]float32, x, y []float32)            // x += y; sum[i%16] += x[i]
	spread    func(sum *[lanes]float32, x []float32, mean float32) // sum[i%16] += (x[i]-mean)^2
	normalise func(x []float32, mean, by float32, gain, bias []float32)
	most      func(most *[lanes]float32, x []float32)                     // most[i%16] = the larger of it and x[i]
	expSum    func(sum *[lanes]float32, x []float32, less, scale float32) // x = exp((x-less)*scale); sum[i%16] += x[i]

	// scores sets s (rows of ld) to the products of tileRows queries, which lie step apart, with n keys, a multiple of 32;
	// keys are columns: number d of key j is keys[d*ld+j].
	scores func(s []float32, ld int, q []float32, step int, keys []float32, n int)
	// mix sets tileRows rows of out, step apart, to the sums of n values, which lie vstep apart, weighted by s and by times.
	mix func(out []float32, step int, s []float32, ld int, values []float32, vstep, n int, times *[tileRows]float32)
}

// active is the path in use.
var active atomic.Pointer[path]

func init() { active.Store(paths()[0]) }

// Path is the name of the path in use: "avx512", "avx2", "neon" or "go".
func Path() string { return active.Load().name }

// Paths are the names of the paths that this machine can take, the best first. The last is always plain Go.
func Paths() []string {
	var names []string
	for _, p := range paths() {
		names = append(names, p.name)
	}
	return names
}

// Force makes the program take a path until undo is called. It is for tests that compare the paths.
func Force(name string) (undo func(), err error) {
	for _, p := range paths() {
		if p.name == name {
			old := active.Swap(p)
			return func() { active.Store(old) }, nil
		}
	}
	return nil, fmt.Errorf("force path: this machine has no %q, only %v", name, Paths())
}
