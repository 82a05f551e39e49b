package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// tileRows is the rows of a product.
const tileRows = 12

// rowPointers are pointers to every third of the rows, which lie step apart; row gives the memory of each.
type rowPointers struct {
	bases []GPVirtual
	step  GPVirtual
}

func rowsFrom(base, step GPVirtual, rows int) rowPointers {
	p := rowPointers{bases: []GPVirtual{base}, step: step}
	for r := 3; r < rows; r += 3 {
		next := GP64()
		LEAQ(Mem{Base: p.bases[len(p.bases)-1], Index: step, Scale: 2}, next)
		ADDQ(step, next)
		p.bases = append(p.bases, next)
	}
	return p
}

func (p rowPointers) row(r, offset int) Mem {
	m := Mem{Base: p.bases[r/3], Disp: offset}
	if r%3 > 0 {
		m.Index, m.Scale = p.step, uint8(r%3)
	}
	return m
}

func (p rowPointers) move(by int) {
	for _, b := range p.bases {
		ADDQ(Imm(uint64(by)), b)
	}
}

// product is made of smaller tiles where registers are few: 6 rows of 16.
func (s *set) product() {
	s.begin("product", "(out *float32, ostep uintptr, a *float32, astep uintptr, b *float32, bstep uintptr, n int, times *[12]float32)")
	rows := tileRows
	if s.wide == 8 {
		rows = 6
	}
	for row := 0; row < tileRows; row += rows {
		for column := 0; column < 32; column += 2 * s.wide {
			s.productTile(rows, row, column)
		}
	}
	end()
}

func (s *set) productTile(rows, row, column int) {
	out, ostep, a, astep := pointer("out"), pointer("ostep"), pointer("a"), pointer("astep")
	b, bstep, n, times := pointer("b"), pointer("bstep"), pointer("n"), pointer("times")
	for range row {
		ADDQ(astep, a)
		ADDQ(ostep, out)
	}
	if column > 0 {
		ADDQ(Imm(uint64(4*column)), b)
		ADDQ(Imm(uint64(4*column)), out)
	}
	from := rowsFrom(a, astep, rows)
	acc := make([][2]VecVirtual, rows)
	for r := range acc {
		acc[r] = [2]VecVirtual{s.register(), s.register()}
		s.clear(acc[r][0])
		s.clear(acc[r][1])
	}
	label := fmt.Sprintf("tile%d_%d", row, column)
	Label(label)
	left, right := s.register(), s.register()
	VMOVUPS(at(b, 0), left)
	VMOVUPS(at(b, 4*s.wide), right)
	for r := range acc {
		v, w := s.register(), s.register()
		VBROADCASTSS(from.row(r, 0), v)
		VMULPS(left, v, w)
		VADDPS(w, acc[r][0], acc[r][0])
		VMULPS(right, v, v)
		VADDPS(v, acc[r][1], acc[r][1])
	}
	ADDQ(bstep, b)
	from.move(4)
	DECQ(n)
	JNZ(LabelRef(label))
	to := out
	for r := range acc {
		v := s.register()
		VBROADCASTSS(at(times, 4*(row+r)), v)
		VMULPS(v, acc[r][0], acc[r][0])
		VMULPS(v, acc[r][1], acc[r][1])
		VMOVUPS(acc[r][0], at(to, 0))
		VMOVUPS(acc[r][1], at(to, 4*s.wide))
		ADDQ(ostep, to)
	}
}

// multiply is a function for each number of rows: a tile of rows by two registers of outputs. With each 16 inputs it asks for
// one line of the weights that lie ahead, the next panel's.
func (s *set) multiply() {
	rows := 12
	if s.wide == 8 {
		rows = 6
	}
	for r := 1; r <= rows; r++ {
		s.begin(fmt.Sprintf("multiply%drows", r), "(q *byte, qstep uintptr, weight *int8, ahead uintptr, n int, correct *int32, scales, scale, bias, out *float32, ostep uintptr)")
		s.multiplyTile(r)
		end()
	}
}

func (s *set) multiplyTile(rows int) {
	q, qstep, weight, n := pointer("q"), pointer("qstep"), pointer("weight"), pointer("n")
	from := rowsFrom(q, qstep, rows)
	acc := s.firstSums(rows)
	ahead := pointer("ahead")
	ADDQ(weight, ahead)
	Label("loop")
	PREFETCHT1(Mem{Base: ahead})
	ADDQ(Imm(64), ahead)
	if s.wide == 16 {
		s.step512(from, weight, acc)
	} else {
		s.step256(from, weight, acc)
	}
	DECQ(n)
	JNZ(LabelRef("loop"))
	s.finish(acc)
}

// firstSums start from the correction (wide registers) or from zero.
func (s *set) firstSums(rows int) [][2]VecVirtual {
	acc := make([][2]VecVirtual, rows)
	for r := range acc {
		acc[r] = [2]VecVirtual{s.register(), s.register()}
	}
	if s.wide == 8 {
		for r := range acc {
			s.clear(acc[r][0])
			s.clear(acc[r][1])
		}
		return acc
	}
	correct := pointer("correct")
	for c := range 2 {
		VMOVDQU32(at(correct, 64*c), acc[0][c])
		for r := 1; r < rows; r++ {
			VMOVDQA32(acc[0][c], acc[r][c])
		}
	}
	return acc
}

// step512 multiplies 16 numbers of each row, four at a time, with those of 32 outputs.
func (s *set) step512(from rowPointers, weight GPVirtual, acc [][2]VecVirtual) {
	for k := range 4 {
		left, right := ZMM(), ZMM()
		VMOVDQU32(at(weight, 128*k), left)
		VMOVDQU32(at(weight, 128*k+64), right)
		for r := range acc {
			v := ZMM()
			VPBROADCASTD(from.row(r, 4*k), v)
			VPDPBUSD(left, v, acc[r][0])
			VPDPBUSD(right, v, acc[r][1])
		}
	}
	ADDQ(U32(512), weight)
	from.move(16)
}

// step256 multiplies 16 numbers of each row, two at a time, with those of 16 outputs.
func (s *set) step256(from rowPointers, weight GPVirtual, acc [][2]VecVirtual) {
	for k := range 8 {
		left, right := YMM(), YMM()
		VPMOVSXBW(at(weight, 32*k), left)
		VPMOVSXBW(at(weight, 32*k+16), right)
		for r := range acc {
			v, w := YMM(), YMM()
			VPBROADCASTD(from.row(r, 4*k), v)
			VPMADDWD(left, v, w)
			VPADDD(w, acc[r][0], acc[r][0])
			VPMADDWD(right, v, v)
			VPADDD(v, acc[r][1], acc[r][1])
		}
	}
	ADDQ(U32(256), weight)
	from.move(32)
}

// finish makes float32 of the sums, with scales and bias.
func (s *set) finish(acc [][2]VecVirtual) {
	scales, scale, bias, out, ostep := pointer("scales"), pointer("scale"), pointer("bias"), pointer("out"), pointer("ostep")
	for r := range acc {
		row := s.register()
		VBROADCASTSS(at(scales, 4*r), row)
		for c := range 2 {
			by := s.register()
			VMULPS(at(scale, 4*c*s.wide), row, by)
			VCVTDQ2PS(acc[r][c], acc[r][c])
			VMULPS(by, acc[r][c], acc[r][c])
			VADDPS(at(bias, 4*c*s.wide), acc[r][c], acc[r][c])
			VMOVUPS(acc[r][c], at(out, 4*c*s.wide))
		}
		ADDQ(ostep, out)
	}
}
