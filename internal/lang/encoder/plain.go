package encoder

import "math"

// plain is the path in plain Go, and the definition of what every other path computes: every product and every sum is
// rounded to float32 by itself (the conversions keep the compiler from fusing them), in this order.
var plain = path{
	name: "go", quantum: 1,
	peak: plainPeak, quantise: plainQuantise, pack: plainPack, multiply: plainMultiply,
	gelu: plainGelu, relu: plainRelu, axpy: plainAxpy,
	normalise: plainNormalise, weigh: plainWeigh, product: plainProduct,
	dot: func(a, b []float32) (sum [lanes]float32) { plainDot(&sum, a, b); return sum },
}

const (
	signBit     = 1 << 31
	infinity    = 0x7f800000 // bits of +Inf; magnitudes above it are NaN
	largest     = 0x7f7fffff // bits of the largest number
	roundMagic  = 1.5 * (1 << 23)
	limit8      = 127
	geluEnd     = 5    // beyond it the erf is one
	geluScale   = 0.08 // brings x*x to -1..1
	exponentMin = -125 // powers of two below it count as this one: no result is subnormal
)

// halfErf are the coefficients of erf(x/sqrt(2))/(2x) in z = x*x*geluScale-1, the highest first; fitted to within 1.5e-6 so
// that it reaches one at geluEnd.
var halfErf = [...]float32{0x1.3f1f1cp-11, -0x1.a6e724p-10, 0x1.c3a90ep-10, -0x1.6002cep-9, 0x1.a41c18p-8, -0x1.6dd4fep-7,
	0x1.0cbc1ap-6, -0x1.7d3c02p-6, 0x1.019312p-5, -0x1.4b4e66p-5, 0x1.a60e82p-5, -0x1.1fef16p-4, 0x1.218370p-3}

// powerOf2 are the coefficients of 2^f for f in -0.5..0.5, the highest first; relative error 1e-7.
var powerOf2 = [...]float32{0.001326472, 0.009671513, 0.055507336, 0.24022242, 0.693147, 1}

// tree adds up the sums of the lanes in the order that all paths keep.
func tree(s *[lanes]float32) float32 {
	for w := lanes / 2; w > 0; w /= 2 {
		for i := range w {
			s[i] += s[i+w]
		}
	}
	return s[0]
}

func plainPeak(x []float32) uint32 {
	var most uint32
	for _, v := range x {
		b := math.Float32bits(v) &^ signBit
		if b > infinity {
			continue
		}
		most = max(most, min(b, largest))
	}
	return most
}

// roundTo8 rounds half to even into -127..127; NaN is 0.
func roundTo8(v float32) int8 {
	switch {
	case v != v:
		return 0
	case v > limit8:
		return limit8
	case v < -limit8:
		return -limit8
	}
	return int8(float32(v+roundMagic) - roundMagic)
}

func plainQuantise(dst []byte, x []float32, by float32) {
	dst = dst[:len(x)]
	for i, v := range x {
		dst[i] = byte(roundTo8(float32(v * by)))
	}
}

// plainPack leaves the weights as they are.
func plainPack(*Linear) *packed { return nil }

func plainMultiply(l *Linear, _ *packed, q *quantised, out []float32) {
	stride := rowBytes(l.In, 1)
	for r, scale := range q.scales {
		x := q.numbers[r*stride : r*stride+l.In]
		y := out[r*l.Out : (r+1)*l.Out]
		for o := range y {
			acc := plainDot8(x, l.weight[o*l.In:(o+1)*l.In])
			y[o] = float32(float32(acc)*float32(scale*l.scale[o])) + l.bias[o]
		}
	}
}

func plainDot8(x []byte, w []int8) int32 {
	var a, b, c, d int32
	for len(x) >= 4 && len(w) >= 4 {
		a += int32(int8(x[0])) * int32(w[0])
		b += int32(int8(x[1])) * int32(w[1])
		c += int32(int8(x[2])) * int32(w[2])
		d += int32(int8(x[3])) * int32(w[3])
		x, w = x[4:], w[4:]
	}
	for i, v := range x {
		a += int32(int8(v)) * int32(w[i])
	}
	return a + b + c + d
}

func plainGelu(x []float32) {
	for i, v := range x {
		t := v
		if !(t > -geluEnd) {
			t = -geluEnd
		}
		if !(t < geluEnd) {
			t = geluEnd
		}
		z := float32(float32(t*t)*geluScale) - 1
		p := halfErf[0]
		for _, c := range halfErf[1:] {
			p = float32(p*z) + c
		}
		e := float32(t * p)
		if !(e > -0.5) {
			e = -0.5
		}
		if !(e < 0.5) {
			e = 0.5
		}
		x[i] = v * float32(e+0.5)
	}
}

func plainRelu(x []float32) {
	for i, v := range x {
		if !(v > 0) {
			x[i] = 0
		}
	}
}

func plainDot(sum *[lanes]float32, a, b []float32) {
	b = b[:len(a)]
	for i, v := range a {
		sum[i%lanes] += float32(v * b[i])
	}
}

func plainAxpy(y []float32, a float32, x []float32) {
	x = x[:len(y)]
	for i, v := range x {
		y[i] += float32(a * v)
	}
}

func plainNormalise(x, y, gain, bias []float32) {
	width := float32(len(x))
	y, gain, bias = y[:len(x)], gain[:len(x)], bias[:len(x)]
	var sum, square [lanes]float32
	for i := range x {
		x[i] += y[i]
		sum[i%lanes] += x[i]
	}
	mean := tree(&sum) / width
	for i, v := range x {
		d := float32(v - mean)
		square[i%lanes] += float32(d * d)
	}
	variance := tree(&square) / width
	by := 1 / float32(math.Sqrt(float64(float32(variance+epsilon))))
	for i, v := range x {
		d := float32(float32(v-mean) * by)
		x[i] = float32(d*gain[i]) + bias[i]
	}
}

func plainWeigh(s []float32, step, rows, n int, scale float32, times *[tileRows]float32) {
	for r := range rows {
		times[r] = 1 / plainPowers(s[r*step:r*step+n], scale)
	}
}

// plainPowers sets x to 2^((x-top)*scale), top being the largest, and returns the sum.
func plainPowers(x []float32, scale float32) float32 {
	top := float32(math.Inf(-1))
	for _, v := range x {
		if v > top {
			top = v
		}
	}
	var sum [lanes]float32
	for i, v := range x {
		y := float32(float32(v-top) * scale)
		if !(y > exponentMin) {
			y = exponentMin
		}
		t := float32(y + roundMagic)
		f := y - float32(t-roundMagic)
		p := powerOf2[0]
		for _, c := range powerOf2[1:] {
			p = float32(p*f) + c
		}
		x[i] = math.Float32frombits(math.Float32bits(p) + math.Float32bits(t)<<23)
		sum[i%lanes] += x[i]
	}
	return tree(&sum)
}

func plainProduct(out []float32, ostep int, a []float32, astep int, b []float32, bstep, n int, times *[tileRows]float32) {
	for r := range tileRows {
		var acc [headWidth]float32
		for i, v := range a[r*astep : r*astep+n] {
			row := (*[headWidth]float32)(b[i*bstep:])
			for d := range acc {
				acc[d] += float32(v * row[d])
			}
		}
		for d, v := range acc {
			out[r*ostep+d] = v * times[r]
		}
	}
}
