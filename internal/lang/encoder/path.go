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
	multiply func(l *Linear, p *packed, q *quantised, out []float32)

	gelu func(x []float32)                         // x = x*Phi(x)
	relu func(x []float32)                         // x = max(x, 0)
	axpy func(y []float32, a float32, x []float32) // y += a*x
	// dot returns one sum for each lane: of every 16th product.
	dot func(a, b []float32) [lanes]float32
	// normalise adds y to the row x and brings it to mean 0 and variance 1, then to gain and bias.
	normalise func(x, y, gain, bias []float32)
	// weigh makes each row of s, which are step apart and n long, a multiple of 32, powers of two: of scale by what a number
	// lacks to the largest. It sets times to the inverse of each row's sum.
	weigh func(s []float32, step, rows, n int, scale float32, times *[tileRows]float32)
	// product sets tileRows rows of 32 numbers of out, ostep apart: row r is times[r] by the sum of a[r*astep+i] by row i of
	// b, bstep apart, for i up to n.
	product func(out []float32, ostep int, a []float32, astep int, b []float32, bstep, n int, times *[tileRows]float32)
}

// active is the path in use.
var active = func() *atomic.Pointer[path] {
	var p atomic.Pointer[path]
	p.Store(paths()[0])
	return &p
}()

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
