// The command gen writes the assembly of package encoder: kernels_arm64.s, and, where its flags say, that for amd64.
package main

import (
	"log"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

func main() {
	if err := writeNeon("../kernels_arm64.s"); err != nil {
		log.Fatal(err)
	}
	ConstraintExpr("amd64,!purego")
	for _, s := range []*set{{name: "512", wide: 16}, {name: "256", wide: 8}} {
		s.peak()
		s.quantise()
		s.gelu()
		s.relu()
		s.dot()
		s.axpy()
		s.normalise()
		s.weigh()
		s.product()
		s.multiply()
	}
	Generate()
}

// begin opens a function.
func (s *set) begin(name, signature string) {
	TEXT(name+s.name, NOSPLIT, "func"+signature)
	Pragma("noescape")
	s.constants = map[string]Op{}
}

func end() {
	VZEROUPPER()
	RET()
}
