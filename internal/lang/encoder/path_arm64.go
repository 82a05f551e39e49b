//go:build arm64 && !purego

package encoder

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

func paths() []*path { return known }

// known are the paths that this processor can take. All of its kind have NEON; younger ones multiply and add up bytes in
// one instruction.
var known = func() (p []*path) {
	if cpu.ARM64.HasASIMDDP {
		dot := neon
		dot.name, dot.index = "neondot", 2
		dot.multiply = func(l *Linear, p *packed, q *quantised, out []float32) { multiplyNeon(l, p, q, out, tilesDot[:]) }
		p = append(p, &dot)
	}
	return append(p, &neon, &plain)
}()

var neon = path{
	name: "neon", index: 1, quantum: 1,
	peak: func(x []float32) uint32 {
		n := whole(len(x))
		const shift = 0x007fffff // see gen/neon.go
		return max(min(peakNeon(unsafe.SliceData(x), n)-shift, largest), plainPeak(x[n:]))
	},
	quantise: func(dst []byte, x []float32, by float32) {
		n := whole(len(x))
		quantiseNeon(unsafe.SliceData(dst), unsafe.SliceData(x), n, by)
		plainQuantise(dst[n:], x[n:], by)
		clear(dst[len(x):])
	},
	pack:     packNeon,
	multiply: func(l *Linear, p *packed, q *quantised, out []float32) { multiplyNeon(l, p, q, out, tilesNeon[:]) },
	gelu:     func(x []float32) { geluNeon(unsafe.SliceData(x), len(x)) },
	relu:     func(x []float32) { reluNeon(unsafe.SliceData(x), len(x)) },
	axpy: func(y []float32, a float32, x []float32) {
		axpyNeon(unsafe.SliceData(y), a, unsafe.SliceData(x), len(y))
	},
	dot: func(a, b []float32) (sum [lanes]float32) {
		dotNeon(&sum, unsafe.SliceData(a), unsafe.SliceData(b), len(a))
		return sum
	},
	normalise: func(x, y, gain, bias []float32) {
		normaliseNeon(&x[0], &y[0], len(x), &gain[0], &bias[0], float32(len(x)), epsilon)
	},
	weigh: func(s []float32, step, rows, n int, scale float32, times *[tileRows]float32) {
		weighNeon(&s[0], uintptr(4*step), rows, n, scale, &times[0])
	},
	product: func(out []float32, ostep int, a []float32, astep int, b []float32, bstep, n int, times *[tileRows]float32) {
		productNeon(&out[0], uintptr(4*ostep), &a[0], uintptr(4*astep), &b[0], uintptr(4*bstep), n, times)
	},
}

// packed is the weights of a Linear, filled up to whole blocks of inputs.
type packed struct{ weight []int8 }

// packNeon fills the weights up to whole blocks of inputs; those of the encoder are such and stay where they are.
func packNeon(l *Linear) *packed {
	in := rowBytes(l.In, 1)
	if in == l.In {
		return &packed{weight: l.weight}
	}
	p := &packed{weight: make([]int8, l.Out*in)}
	for o := range l.Out {
		copy(p.weight[o*in:], l.weight[o*l.In:(o+1)*l.In])
	}
	return p
}

// multiplyNeon works on tiles of 4 rows by 4 outputs; the outputs that are left over are done in plain Go.
func multiplyNeon(l *Linear, p *packed, q *quantised, out []float32, tiles []tileFunc) {
	in, rows, outs := rowBytes(l.In, 1), len(q.scales), l.Out/4*4
	for o := 0; o < outs; o += 4 {
		for r := 0; r < rows; r += 4 {
			n := min(4, rows-r)
			tiles[n-1](&q.numbers[r*in], uintptr(in), &p.weight[o*in], uintptr(in), in/lanes, &q.scales[r], &l.scale[o], &l.bias[o],
				&out[r*l.Out+o], uintptr(4*l.Out))
		}
	}
	for o := outs; o < l.Out; o++ {
		for r, scale := range q.scales {
			acc := plainDot8(q.numbers[r*in:r*in+l.In], l.weight[o*l.In:(o+1)*l.In])
			out[r*l.Out+o] = float32(float32(acc)*float32(scale*l.scale[o])) + l.bias[o]
		}
	}
}
