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

// parts calls do for each register's part of a block, with the offset in bytes.
func (s *set) parts(do func(i, offset int)) {
	for i := range lanes / s.wide {
		do(i, 4*i*s.wide)
	}
}

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
	a, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	r := s.register()
	VBROADCASTSS(a.Addr, r)
	return r
}

// pointer loads a parameter into a register.
func pointer(name string) GPVirtual { return Load(Param(name), GP64()).(GPVirtual) }

// blocks repeats body for each of the blocks that the register n counts in float32; the pointers move on.
func blocks(n GPVirtual, body func(), pointers ...GPVirtual) {
	Label("loop")
	CMPQ(n, Imm(0))
	JE(LabelRef("done"))
	body()
	for _, p := range pointers {
		ADDQ(Imm(4*lanes), p)
	}
	SUBQ(Imm(lanes), n)
	JMP(LabelRef("loop"))
	Label("done")
}

// at is the memory at a pointer.
func at(p GPVirtual, offset int) Mem { return Mem{Base: p, Disp: offset} }

// load and save move the sums of the lanes.
func (s *set) load(p GPVirtual) []VecVirtual {
	var out []VecVirtual
	s.parts(func(_, offset int) {
		r := s.register()
		VMOVUPS(at(p, offset), r)
		out = append(out, r)
	})
	return out
}

func (s *set) save(p GPVirtual, sums []VecVirtual) {
	s.parts(func(i, offset int) { VMOVUPS(sums[i], at(p, offset)) })
}
