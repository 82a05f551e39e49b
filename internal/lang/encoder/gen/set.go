package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// lanes is how many float32 a block has.
const lanes = 16

// set is a set of instructions: registers of 16 or of 8 float32.
type set struct {
	name      string
	wide      int
	constants map[string]Op // of the present function
}

// kept are the constants in memory, which functions share.
var kept = map[string]Mem{}

// register is a new vector register.
func (s *set) register() VecVirtual {
	if s.wide == 16 {
		return ZMM()
	}
	return YMM()
}

// parts calls do for each register's part of one block.
func (s *set) parts(do func(i, offset int)) { s.each(1, do) }

// zero is one register of zeros for each part of a block.
func (s *set) zero() []VecVirtual {
	var out []VecVirtual
	s.parts(func(int, int) {
		r := s.register()
		s.clear(r)
		out = append(out, r)
	})
	return out
}

func (s *set) clear(r VecVirtual) {
	if s.wide == 16 {
		VPXORD(r, r, r)
	} else {
		VXORPS(r, r, r)
	}
}

// same is a constant in all lanes, from its bits: in a register where there are many, else in memory.
func (s *set) same(bits uint32) Op {
	name := fmt.Sprintf("same%08x", bits)
	if _, ok := kept[name]; !ok {
		kept[name] = GLOBL(name, RODATA|NOPTR)
		for i := range 8 {
			DATA(4*i, U32(bits))
		}
	}
	if s.wide == 8 {
		return kept[name]
	}
	if s.constants[name] == nil {
		r := s.register()
		VBROADCASTSS(kept[name], r)
		s.constants[name] = r
	}
	return s.constants[name]
}

// number is a constant float32 in all lanes.
func (s *set) number(v float32) Op { return s.same(math.Float32bits(v)) }

// inRegister brings a constant into a register.
func (s *set) inRegister(o Op) VecVirtual {
	if r, ok := o.(VecVirtual); ok {
		return r
	}
	r := s.register()
	VMOVUPS(o, r)
	return r
}

// broadcast loads a parameter into all lanes.
func (s *set) broadcast(name string) VecVirtual {
	r := s.register()
	VBROADCASTSS(parameter(name), r)
	return r
}

// pointer loads a parameter into a register.
func pointer(name string) GPVirtual { return Load(Param(name), GP64()).(GPVirtual) }

// blocks repeats body for as many blocks at once as there are left, by the counts allowed, the largest first; the register n
// counts float32, and the pointers move on. The last count must divide what can be left over.
func blocks(name string, n GPVirtual, counts []int, body func(count int), pointers ...GPVirtual) {
	for _, c := range counts {
		loop, done := fmt.Sprintf("%s%d", name, c), fmt.Sprintf("%s%ddone", name, c)
		Label(loop)
		CMPQ(n, U32(lanes*c))
		JL(LabelRef(done))
		body(c)
		for _, p := range pointers {
			ADDQ(U32(4*lanes*c), p)
		}
		SUBQ(U32(lanes*c), n)
		JMP(LabelRef(loop))
		Label(done)
	}
}

// each calls do for every register of count blocks, with its offset in bytes.
func (s *set) each(count int, do func(i, offset int)) {
	for i := range count * lanes / s.wide {
		do(i, 4*i*s.wide)
	}
}

// many makes registers for count blocks.
func (s *set) many(count int) []VecVirtual {
	out := make([]VecVirtual, count*lanes/s.wide)
	for i := range out {
		out[i] = s.register()
	}
	return out
}

// tree brings the results of the lanes together in the order that plain.go keeps; the result is in the first lane.
func (s *set) tree(sums []VecVirtual, combine func(...Op)) VecVirtual {
	half, quarter, other := YMM(), XMM(), XMM()
	if s.wide == 16 {
		VEXTRACTF64X4(Imm(1), sums[0], half)
		combine(sums[0].AsY(), half, half)
	} else {
		combine(sums[1], sums[0], half)
	}
	VEXTRACTF128(Imm(1), half, quarter)
	combine(half.AsX(), quarter, quarter)
	VPERMILPS(Imm(0x4e), quarter, other)
	combine(other, quarter, quarter)
	VPERMILPS(Imm(0xb1), quarter, other)
	combine(other, quarter, quarter)
	return quarter
}

// spread brings the first lane to all lanes of a register.
func (s *set) spread(x VecVirtual) VecVirtual {
	r := s.register()
	VBROADCASTSS(x, r)
	return r
}

// at is the memory at a pointer.
func at(p GPVirtual, offset int) Mem { return Mem{Base: p, Disp: offset} }

// memory is a constant float32 in memory.
func (s *set) memory(v float32) Mem {
	s.same(math.Float32bits(v))
	return kept[fmt.Sprintf("same%08x", math.Float32bits(v))]
}

// parameter is the memory of a parameter.
func parameter(name string) Mem {
	a, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return a.Addr
}
