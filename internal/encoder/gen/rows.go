package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// The constants are those of plain.go, which says what each function computes.
const (
	signBit    = 1 << 31
	infinity   = 0x7f800000
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
	blocks(n, func() {
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
	blocks(n, func() {
		s.parts(func(_, offset int) {
			v, t, z, p := s.register(), s.register(), s.register(), s.register()
			VMOVUPS(at(x, offset), v)
			VMAXPS(low, v, t)
			VMINPS(high, t, t)
			VMULPS(t, t, z)
			VMULPS(scale, z, z)
			VSUBPS(one, z, z)
			s.horner(halfErf, z, p)
			VMULPS(p, t, t)
			VMAXPS(minusHalf, t, t)
			VMINPS(half, t, t)
			VADDPS(half, t, t)
			VMULPS(t, v, v)
			VMOVUPS(v, at(x, offset))
		})
	}, x)
	end()
}

// horner sets p to the polynomial at z.
func (s *set) horner(coefficients []float32, z, p VecVirtual) {
	VMULPS(s.number(coefficients[0]), z, p)
	for i, c := range coefficients[1:] {
		VADDPS(s.number(c), p, p)
		if i < len(coefficients)-2 {
			VMULPS(z, p, p)
		}
	}
}

func (s *set) relu() {
	s.begin("relu", "(x *float32, n int)")
	x, n := pointer("x"), pointer("n")
	zero := s.zero()[0]
	blocks(n, func() {
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
	sums := s.load(sum)
	blocks(n, func() {
		s.parts(func(i, offset int) {
			v := s.register()
			VMOVUPS(at(a, offset), v)
			VMULPS(at(b, offset), v, v)
			VADDPS(v, sums[i], sums[i])
		})
	}, a, b)
	s.save(sum, sums)
	end()
}

func (s *set) axpy() {
	s.begin("axpy", "(y *float32, a float32, x *float32, n int)")
	y, x, n := pointer("y"), pointer("x"), pointer("n")
	a := s.broadcast("a")
	blocks(n, func() {
		s.parts(func(_, offset int) {
			v := s.register()
			VMULPS(at(x, offset), a, v)
			VADDPS(at(y, offset), v, v)
			VMOVUPS(v, at(y, offset))
		})
	}, y, x)
	end()
}

func (s *set) addSum() {
	s.begin("addSum", "(sum *[16]float32, x, y *float32, n int)")
	sum, x, y, n := pointer("sum"), pointer("x"), pointer("y"), pointer("n")
	sums := s.load(sum)
	blocks(n, func() {
		s.parts(func(i, offset int) {
			v := s.register()
			VMOVUPS(at(x, offset), v)
			VADDPS(at(y, offset), v, v)
			VMOVUPS(v, at(x, offset))
			VADDPS(v, sums[i], sums[i])
		})
	}, x, y)
	s.save(sum, sums)
	end()
}

func (s *set) spread() {
	s.begin("spread", "(sum *[16]float32, x *float32, n int, mean float32)")
	sum, x, n := pointer("sum"), pointer("x"), pointer("n")
	mean, sums := s.broadcast("mean"), s.load(sum)
	blocks(n, func() {
		s.parts(func(i, offset int) {
			v := s.register()
			VMOVUPS(at(x, offset), v)
			VSUBPS(mean, v, v)
			VMULPS(v, v, v)
			VADDPS(v, sums[i], sums[i])
		})
	}, x)
	s.save(sum, sums)
	end()
}

func (s *set) normalise() {
	s.begin("normalise", "(x *float32, n int, mean, by float32, gain, bias *float32)")
	x, n, gain, bias := pointer("x"), pointer("n"), pointer("gain"), pointer("bias")
	mean, by := s.broadcast("mean"), s.broadcast("by")
	blocks(n, func() {
		s.parts(func(_, offset int) {
			v := s.register()
			VMOVUPS(at(x, offset), v)
			VSUBPS(mean, v, v)
			VMULPS(by, v, v)
			VMULPS(at(gain, offset), v, v)
			VADDPS(at(bias, offset), v, v)
			VMOVUPS(v, at(x, offset))
		})
	}, x, gain, bias)
	end()
}

func (s *set) most() {
	s.begin("most", "(most *[16]float32, x *float32, n int)")
	most, x, n := pointer("most"), pointer("x"), pointer("n")
	tops := s.load(most)
	blocks(n, func() {
		s.parts(func(i, offset int) {
			v := s.register()
			VMOVUPS(at(x, offset), v)
			VMAXPS(tops[i], v, tops[i])
		})
	}, x)
	s.save(most, tops)
	end()
}

func (s *set) expSum() {
	s.begin("expSum", "(sum *[16]float32, x *float32, n int, less, scale float32)")
	sum, x, n := pointer("sum"), pointer("x"), pointer("n")
	less, scale, sums := s.broadcast("less"), s.broadcast("scale"), s.load(sum)
	low, magic := s.inRegister(s.number(-125)), s.inRegister(s.number(roundMagic))
	for _, c := range powerOf2 {
		s.number(c)
	}
	blocks(n, func() {
		s.parts(func(i, offset int) {
			v, t, p := s.register(), s.register(), s.register()
			VMOVUPS(at(x, offset), v)
			VSUBPS(less, v, v)
			VMULPS(scale, v, v)
			VMAXPS(low, v, v)
			VADDPS(magic, v, t)
			VSUBPS(magic, t, p)
			VSUBPS(p, v, v)
			s.horner(powerOf2, v, p)
			VPSLLD(Imm(23), t, t)
			VPADDD(t, p, p)
			VMOVUPS(p, at(x, offset))
			VADDPS(p, sums[i], sums[i])
		})
	}, x)
	s.save(sum, sums)
	end()
}
