//go:build amd64 && !purego

package encoder

import (
	"encoding/binary"
	"unsafe"

	"golang.org/x/sys/cpu"
)

//go:generate sh -c "cd gen && go run . -out ../kernels_amd64.s -stubs ../kernels_amd64.go -pkg encoder"

func paths() []*path { return known }

// known are the paths that this processor can take.
var known = func() (p []*path) {
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512VNNI && cpu.X86.HasAVX2 {
		p = append(p, &avx512)
	}
	if cpu.X86.HasAVX2 {
		p = append(p, &avx2)
	}
	return append(p, &plain)
}()

var avx512 = path{
	name: "avx512", index: 1, quantum: 1,
	peak: func(x []float32) uint32 {
		n := whole(len(x))
		return max(peak512(unsafe.SliceData(x), n), plainPeak(x[n:]))
	},
	quantise: func(dst []byte, x []float32, by float32) {
		n := whole(len(x))
		quantise512(unsafe.SliceData(dst), unsafe.SliceData(x), n, by)
		for i, v := range x[n:] {
			dst[n+i] = byte(int(roundTo8(float32(v*by))) + 128)
		}
	},
	pack: pack512, multiply: multiply512,
	gelu: func(x []float32) { gelu512(unsafe.SliceData(x), len(x)) },
	relu: func(x []float32) { relu512(unsafe.SliceData(x), len(x)) },
	axpy: func(y []float32, a float32, x []float32) {
		axpy512(unsafe.SliceData(y), a, unsafe.SliceData(x), len(y))
	},
	dot: func(a, b []float32) (sum [lanes]float32) {
		dot512(&sum, unsafe.SliceData(a), unsafe.SliceData(b), len(a))
		return sum
	},
	normalise: func(x, y, gain, bias []float32) {
		normalise512(&x[0], &y[0], len(x), &gain[0], &bias[0], float32(len(x)), epsilon)
	},
	weigh: func(s []float32, step, rows, n int, scale float32, times *[tileRows]float32) {
		weigh512(&s[0], uintptr(4*step), rows, n, scale, &times[0])
	},
	product: func(out []float32, ostep int, a []float32, astep int, b []float32, bstep, n int, times *[tileRows]float32) {
		product512(&out[0], uintptr(4*ostep), &a[0], uintptr(4*astep), &b[0], uintptr(4*bstep), n, times)
	},
}

var avx2 = path{
	name: "avx2", index: 2, quantum: 2,
	peak: func(x []float32) uint32 {
		n := whole(len(x))
		return max(peak256(unsafe.SliceData(x), n), plainPeak(x[n:]))
	},
	quantise: func(dst []byte, x []float32, by float32) {
		n := whole(len(x))
		quantise256(unsafe.SliceData(dst), unsafe.SliceData(x), n, by)
		for i, v := range x[n:] {
			binary.LittleEndian.PutUint16(dst[2*(n+i):], uint16(roundTo8(float32(v*by))))
		}
	},
	pack: pack256, multiply: multiply256,
	gelu: func(x []float32) { gelu256(unsafe.SliceData(x), len(x)) },
	relu: func(x []float32) { relu256(unsafe.SliceData(x), len(x)) },
	axpy: func(y []float32, a float32, x []float32) {
		axpy256(unsafe.SliceData(y), a, unsafe.SliceData(x), len(y))
	},
	dot: func(a, b []float32) (sum [lanes]float32) {
		dot256(&sum, unsafe.SliceData(a), unsafe.SliceData(b), len(a))
		return sum
	},
	normalise: func(x, y, gain, bias []float32) {
		normalise256(&x[0], &y[0], len(x), &gain[0], &bias[0], float32(len(x)), epsilon)
	},
	weigh: func(s []float32, step, rows, n int, scale float32, times *[tileRows]float32) {
		weigh256(&s[0], uintptr(4*step), rows, n, scale, &times[0])
	},
	product: func(out []float32, ostep int, a []float32, astep int, b []float32, bstep, n int, times *[tileRows]float32) {
		product256(&out[0], uintptr(4*ostep), &a[0], uintptr(4*astep), &b[0], uintptr(4*bstep), n, times)
	},
}
