package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// The constants are those of plain.go, which says what each function computes.
const (
	signBit    = 1 << 31
	largest    = 0x7f7fffff
	roundMagic = 1.5 * (1 << 23)
)

var halfErf = []float32{0x1.3f1f1cp-11, -0x1.a6e724p-10, 0x1.c3a90ep-10, -0x1.6002cep-9, 0x1.a41c18p-8, -0x1.6dd4fep-7,
	0x1.0cbc1ap-6, -0x1.7d3c02p-6, 0x1.019312p-5, -0x1.4b4e66p-5, 0x1.a60e82p-5, -0x1.1fef16p-4, 0x1.218370p-3}

var powerOf2 = []float32{0.001326472, 0.009671513, 0.055507336, 0.24022242, 0.693147, 1}

// peak adds to the magnitudes what makes NaN negative as a whole number, so that it never is the largest.
func (s *set) peak() {
	s.begin("peak", "(x *float32, n int) uint32")
	x, n := pointer("x"), pointer("n")
	const shift = 0x007fffff
	magnitude, up := s.inRegister(s.same(^uint32(signBit))), s.inRegister(s.same(shift))
	most := s.register()
	s.copy(up, most)
	blocks("loop", n, []int{1}, func(int) {
		s.parts(func(_, offset int) {
			v := s.register()
			if s.wide == 16 {
				VPANDD(at(x, offset), magnitude, v)
			} else {
				VPAND(at(x, offset), magnitude, v)
			}
			VPADDD(up, v, v)
			VPMAXSD(v, most, most)
		})
	}, x)
	half, quarter := YMM(), XMM()
	if s.wide == 16 {
		VEXTRACTI64X4(Imm(1), most, half)
		VPMAXSD(most.AsY(), half, half)
	} else {
		VMOVDQA(most, half)
	}
	VEXTRACTI128(Imm(1), half, quarter)
	VPMAXSD(half.AsX(), quarter, quarter)
	other := XMM()
	VPSHUFD(Imm(0x4e), quarter, other)
	VPMAXSD(other, quarter, quarter)
	VPSHUFD(Imm(0xb1), quarter, other)
	VPMAXSD(other, quarter, quarter)
	out, limit := GP32(), GP32()
	VMOVD(quarter, out)
	SUBL(Imm(shift), out)
	MOVL(U32(largest), limit)
	CMPL(out, limit)
	CMOVLGT(limit, out)
	Store(out, ReturnIndex(0))
	end()
}

func (s *set) copy(from, to VecVirtual) {
	VMOVAPS(from, to)
}

// quantise writes bytes with 128 added (wide registers: their multiplication wants them without a sign) or numbers of 16
// bits.
func (s *set) quantise() {
	s.begin("quantise", "(dst *byte, x *float32, n int, by float32)")
	dst, x, n := pointer("dst"), pointer("x"), pointer("n")
	by := s.broadcast("by")
	low, high := s.inRegister(s.number(-127)), s.inRegister(s.number(127))
	size := 2
	if s.wide == 16 {
		size = 1
		s.same(128)
	}
	Label("loop")
	CMPQ(n, Imm(0))
	JE(LabelRef("done"))
	var whole []VecVirtual
	s.parts(func(_, offset int) {
		v := s.register()
		VMULPS(at(x, offset), by, v)
		s.dropNaN(v)
		VMAXPS(low, v, v)
		VMINPS(high, v, v)
		VCVTPS2DQ(v, v)
		whole = append(whole, v)
	})
	if s.wide == 16 {
		VPADDD(s.same(128), whole[0], whole[0])
		VPMOVDB(whole[0], Mem{Base: dst})
	} else {
		VPACKSSDW(whole[1], whole[0], whole[0])
		VPERMQ(Imm(0xd8), whole[0], whole[0])
		VMOVDQU(whole[0], Mem{Base: dst})
	}
	ADDQ(Imm(4*lanes), x)
	ADDQ(Imm(uint64(size*lanes)), dst)
	SUBQ(Imm(lanes), n)
	JMP(LabelRef("loop"))
	Label("done")
	end()
}

func (s *set) dropNaN(v VecVirtual) {
	const ordered = 7
	if s.wide == 16 {
		k := K()
		VCMPPS(Imm(ordered), v, v, k)
		VMOVAPS_Z(v, k, v)
		return
	}
	m := s.register()
	VCMPPS(Imm(ordered), v, v, m)
	VANDPS(m, v, v)
}

func (s *set) gelu() {
	s.begin("gelu", "(x *float32, n int)")
	x, n := pointer("x"), pointer("n")
	low, high, scale, one := s.number(-5), s.number(5), s.number(0.08), s.number(1)
	half, minusHalf := s.number(0.5), s.number(-0.5)
	for _, c := range halfErf {
		s.number(c)
	}
	blocks("loop", n, s.counts(3, 2), func(count int) {
		t, z, p := s.many(count), s.many(count), s.many(count)
		steps := []func(i, offset int){
			func(i, offset int) { VMOVUPS(at(x, offset), t[i]) },
			func(i, _ int) { VMAXPS(low, t[i], t[i]) },
			func(i, _ int) { VMINPS(high, t[i], t[i]) },
			func(i, _ int) { VMULPS(t[i], t[i], z[i]) },
			func(i, _ int) { VMULPS(scale, z[i], z[i]) },
			func(i, _ int) { VSUBPS(one, z[i], z[i]) },
		}
		steps = append(steps, s.horner(halfErf, z, p)...)
		steps = append(steps,
			func(i, _ int) { VMULPS(p[i], t[i], t[i]) },
			func(i, _ int) { VMAXPS(minusHalf, t[i], t[i]) },
			func(i, _ int) { VMINPS(half, t[i], t[i]) },
			func(i, _ int) { VADDPS(half, t[i], t[i]) },
			func(i, offset int) { VMULPS(at(x, offset), t[i], t[i]) },
			func(i, offset int) { VMOVUPS(t[i], at(x, offset)) })
		s.together(count, steps)
	}, x)
	end()
}

// counts are how many blocks a loop takes at once: as many as there are registers for, then one.
func (s *set) counts(wide, narrow int) []int {
	if s.wide == 16 {
		return []int{wide, 1}
	}
	return []int{narrow, 1}
}

// together does each step for all registers before the next, so that none waits for the one before it.
func (s *set) together(count int, steps []func(i, offset int)) {
	for _, step := range steps {
		s.each(count, step)
	}
}

// horner are the steps that set p to the polynomial at z.
func (s *set) horner(coefficients []float32, z, p []VecVirtual) (steps []func(i, offset int)) {
	first := s.number(coefficients[0])
	steps = append(steps, func(i, _ int) { VMULPS(first, z[i], p[i]) })
	for k, v := range coefficients[1:] {
		c := s.number(v)
		steps = append(steps, func(i, _ int) { VADDPS(c, p[i], p[i]) })
		if k < len(coefficients)-2 {
			steps = append(steps, func(i, _ int) { VMULPS(z[i], p[i], p[i]) })
		}
	}
	return steps
}

func (s *set) relu() {
	s.begin("relu", "(x *float32, n int)")
	x, n := pointer("x"), pointer("n")
	zero := s.zero()[0]
	blocks("loop", n, []int{1}, func(int) {
		s.parts(func(_, offset int) {
			v := s.register()
			VMOVUPS(at(x, offset), v)
			VMAXPS(zero, v, v)
			VMOVUPS(v, at(x, offset))
		})
	}, x)
	end()
}

func (s *set) dot() {
	s.begin("dot", "(sum *[16]float32, a, b *float32, n int)")
	sum, a, b, n := pointer("sum"), pointer("a"), pointer("b"), pointer("n")
	sums := s.zero()
	blocks("loop", n, []int{1}, func(int) {
		s.parts(func(i, offset int) {
			v := s.register()
			VMOVUPS(at(a, offset), v)
			VMULPS(at(b, offset), v, v)
			VADDPS(v, sums[i], sums[i])
		})
	}, a, b)
	s.parts(func(i, offset int) { VMOVUPS(sums[i], at(sum, offset)) })
	end()
}

func (s *set) axpy() {
	s.begin("axpy", "(y *float32, a float32, x *float32, n int)")
	y, x, n := pointer("y"), pointer("x"), pointer("n")
	a := s.broadcast("a")
	blocks("loop", n, []int{1}, func(int) {
		s.parts(func(_, offset int) {
			v := s.register()
			VMULPS(at(x, offset), a, v)
			VADDPS(at(y, offset), v, v)
			VMOVUPS(v, at(y, offset))
		})
	}, y, x)
	end()
}

// normalise goes over the row three times: for the mean, for the variance, and to write.
func (s *set) normalise() {
	s.begin("normalise", "(x, y *float32, n int, gain, bias *float32, width, epsilon float32)")
	sums := s.zero()
	s.row("add", []string{"x", "y"}, func(p []GPVirtual, i, offset int) {
		v := s.register()
		VMOVUPS(at(p[0], offset), v)
		VADDPS(at(p[1], offset), v, v)
		VMOVUPS(v, at(p[0], offset))
		VADDPS(v, sums[i], sums[i])
	})
	mean := s.spread(s.average(sums))
	squares := s.zero()
	s.row("square", []string{"x"}, func(p []GPVirtual, i, offset int) {
		v := s.register()
		VMOVUPS(at(p[0], offset), v)
		VSUBPS(mean, v, v)
		VMULPS(v, v, v)
		VADDPS(v, squares[i], squares[i])
	})
	by := s.spread(s.inverseRoot(s.average(squares)))
	s.row("write", []string{"x", "gain", "bias"}, func(p []GPVirtual, _, offset int) {
		v := s.register()
		VMOVUPS(at(p[0], offset), v)
		VSUBPS(mean, v, v)
		VMULPS(by, v, v)
		VMULPS(at(p[1], offset), v, v)
		VADDPS(at(p[2], offset), v, v)
		VMOVUPS(v, at(p[0], offset))
	})
	end()
}

// row does something with every block of a row.
func (s *set) row(name string, parameters []string, do func(p []GPVirtual, i, offset int)) {
	n := pointer("n")
	var p []GPVirtual
	for _, name := range parameters {
		p = append(p, pointer(name))
	}
	blocks(name, n, []int{1}, func(int) {
		s.parts(func(i, offset int) { do(p, i, offset) })
	}, p...)
}

// average is the sum of the lanes by the width.
func (s *set) average(sums []VecVirtual) VecVirtual {
	sum := s.tree(sums, VADDPS)
	VDIVSS(parameter("width"), sum, sum)
	return sum
}

func (s *set) inverseRoot(x VecVirtual) VecVirtual {
	VADDSS(parameter("epsilon"), x, x)
	VSQRTSS(x, x, x)
	one := XMM()
	VMOVSS(s.memory(1), one)
	VDIVSS(x, one, one)
	return one
}

// weigh works on one row after another: its largest number, powers of two, their sum.
func (s *set) weigh() {
	s.begin("weigh", "(s *float32, step uintptr, rows, n int, scale float32, times *float32)")
	row, step, rows, times := pointer("s"), pointer("step"), pointer("rows"), pointer("times")
	scale := s.broadcast("scale")
	lowest := s.same(0xff800000)
	if s.wide == 16 {
		s.number(-125)
		s.number(roundMagic)
		for _, c := range powerOf2 {
			s.number(c)
		}
	}
	Label("row")
	tops := s.many(2)
	for _, t := range tops {
		VMOVUPS(lowest, t)
	}
	n, x := pointer("n"), GP64()
	MOVQ(row, x)
	blocks("most", n, []int{2}, func(int) {
		s.each(2, func(i, offset int) {
			v := s.register()
			VMOVUPS(at(x, offset), v)
			VMAXPS(tops[i], v, tops[i])
		})
	}, x)
	s.parts(func(i, _ int) { VMAXPS(tops[i+len(tops)/2], tops[i], tops[i]) })
	less := s.spread(s.tree(tops, VMAXPS))
	sums := s.powers(row, less, scale)
	sum, one := s.tree(sums, VADDPS), XMM()
	VMOVSS(s.memory(1), one)
	VDIVSS(sum, one, one)
	VMOVSS(one, Mem{Base: times})
	ADDQ(Imm(4), times)
	ADDQ(step, row)
	DECQ(rows)
	JNZ(LabelRef("row"))
	end()
}

// powers makes powers of two of a row and adds them up.
func (s *set) powers(row GPVirtual, less, scale VecVirtual) (sums []VecVirtual) {
	sums = s.zero()
	n, x := pointer("n"), GP64()
	MOVQ(row, x)
	low, magic := s.number(-125), s.number(roundMagic)
	counts := []int{4, 2}
	if s.wide == 8 {
		counts = []int{2}
	}
	blocks("powers", n, counts, func(count int) {
		v, t, p := s.many(count), s.many(count), s.many(count)
		steps := []func(i, offset int){
			func(i, offset int) { VMOVUPS(at(x, offset), v[i]) },
			func(i, _ int) { VSUBPS(less, v[i], v[i]) },
			func(i, _ int) { VMULPS(scale, v[i], v[i]) },
			func(i, _ int) { VMAXPS(low, v[i], v[i]) },
			func(i, _ int) { VADDPS(magic, v[i], t[i]) },
			func(i, _ int) { VSUBPS(magic, t[i], p[i]) },
			func(i, _ int) { VSUBPS(p[i], v[i], v[i]) },
		}
		steps = append(steps, s.horner(powerOf2, v, p)...)
		steps = append(steps,
			func(i, _ int) { VPSLLD(Imm(23), t[i], t[i]) },
			func(i, _ int) { VPADDD(t[i], p[i], p[i]) },
			func(i, offset int) { VMOVUPS(p[i], at(x, offset)) },
			func(i, _ int) { k := i % len(sums); VADDPS(p[i], sums[k], sums[k]) })
		s.together(count, steps)
	}, x)
	return sums
}
