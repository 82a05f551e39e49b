package encoder

import (
	"fmt"
	"math"
	"sync"
)

// Linear is a layer of weights of 8 bits: out = x*weight + bias, with one scale for each output. Safe for use by many
// goroutines.
type Linear struct {
	In, Out int

	weight []int8 // [Out][In], as in the file
	scale  []float32
	bias   []float32
	packed [maxPaths]struct {
		once sync.Once
		*packed
	}
}

// maxPaths bounds the paths of one kind of processor.
const maxPaths = 3

// Linear is the layer X of the tensors X.weight, X.scale and X.bias.
func (w *Weights) Linear(name string, out, in int) (*Linear, error) {
	weight, err := w.I8(name+".weight", out, in)
	if err != nil {
		return nil, err
	}
	scale, err := w.F32(name+".scale", out)
	if err != nil {
		return nil, err
	}
	bias, err := w.F32(name+".bias", out)
	if err != nil {
		return nil, err
	}
	if out < 1 || in < 1 || in > maxIn {
		return nil, fmt.Errorf("read weights: layer %q of %d to %d: %w", name, in, out, ErrWeights)
	}
	return &Linear{In: in, Out: out, weight: weight, scale: scale, bias: bias}, nil
}

// maxIn keeps the sums of products within 32 bits: each is at most 255*128.
const maxIn = 1 << 16

// tiny is the largest magnitude of a row that counts as a row of zeros: below it the scale's inverse would overflow.
const tiny = 1e-30

// rowBytes is the room of a quantised row: whole blocks of 16 numbers.
func rowBytes(in, quantum int) int { return (in + lanes - 1) / lanes * lanes * quantum }

// quantised is working memory for rows of small numbers.
type quantised struct {
	numbers []byte
	scales  []float32
}

var spareQuantised = sync.Pool{New: func() any { return new(quantised) }}

// Apply sets out (rows x Out) to the layer's answer to x (rows x In). Each row of x is rounded to whole numbers of its
// largest magnitude's 127th part; NaN counts as 0, infinity as the largest number.
func (l *Linear) Apply(x []float32, rows int, out []float32) {
	q := spareQuantised.Get().(*quantised)
	l.apply(q, x, rows, out)
	spareQuantised.Put(q)
}

func (l *Linear) apply(q *quantised, x []float32, rows int, out []float32) {
	p := active.Load()
	x, out = x[:rows*l.In], out[:rows*l.Out]
	q.fill(p, x, rows, l.In)
	p.multiply(l, l.layout(p), q, out)
}

// layout is the weights as the path wants them, laid out when they are first needed.
func (l *Linear) layout(p *path) *packed {
	slot := &l.packed[p.index]
	slot.once.Do(func() { slot.packed = p.pack(l) })
	return slot.packed
}

// fill quantises rows of x.
func (q *quantised) fill(p *path, x []float32, rows, in int) {
	stride := rowBytes(in, p.quantum)
	q.numbers = room(q.numbers, rows*stride)
	q.scales = room(q.scales, rows)
	for r := range rows {
		row := x[r*in : (r+1)*in]
		most := math.Float32frombits(p.peak(row))
		scale, by := float32(0), float32(0)
		if most > tiny {
			scale, by = most/limit8, limit8/most
		}
		q.scales[r] = scale
		p.quantise(q.numbers[r*stride:(r+1)*stride], row, by)
	}
}

// room is a slice of n, the old one where it is long enough.
func room[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
