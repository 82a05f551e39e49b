//go:build arm64 && !purego

package encoder

type tileFunc func(q *byte, qstep uintptr, weight *int8, wstep uintptr, n int, scales, scale, bias, out *float32, ostep uintptr)

var tilesNeon = [...]tileFunc{multiply1rowsNeon, multiply2rowsNeon, multiply3rowsNeon, multiply4rowsNeon}

var tilesDot = [...]tileFunc{multiply1rowsDot, multiply2rowsDot, multiply3rowsDot, multiply4rowsDot}

//go:noescape
func peakNeon(x *float32, n int) uint32

//go:noescape
func quantiseNeon(dst *byte, x *float32, n int, by float32)

//go:noescape
func geluNeon(x *float32, n int)

//go:noescape
func reluNeon(x *float32, n int)

//go:noescape
func dotNeon(sum *[lanes]float32, a, b *float32, n int)

//go:noescape
func axpyNeon(y *float32, a float32, x *float32, n int)

//go:noescape
func normaliseNeon(x, y *float32, n int, gain, bias *float32, width, epsilon float32)

//go:noescape
func weighNeon(s *float32, step uintptr, rows, n int, scale float32, times *float32)

//go:noescape
func productNeon(out *float32, ostep uintptr, a *float32, astep uintptr, b *float32, bstep uintptr, n int, times *[tileRows]float32)

//go:noescape
func multiply1rowsNeon(q *byte, qstep uintptr, weight *int8, wstep uintptr, n int, scales, scale, bias, out *float32, ostep uintptr)

//go:noescape
func multiply2rowsNeon(q *byte, qstep uintptr, weight *int8, wstep uintptr, n int, scales, scale, bias, out *float32, ostep uintptr)

//go:noescape
func multiply3rowsNeon(q *byte, qstep uintptr, weight *int8, wstep uintptr, n int, scales, scale, bias, out *float32, ostep uintptr)

//go:noescape
func multiply4rowsNeon(q *byte, qstep uintptr, weight *int8, wstep uintptr, n int, scales, scale, bias, out *float32, ostep uintptr)

//go:noescape
func multiply1rowsDot(q *byte, qstep uintptr, weight *int8, wstep uintptr, n int, scales, scale, bias, out *float32, ostep uintptr)

//go:noescape
func multiply2rowsDot(q *byte, qstep uintptr, weight *int8, wstep uintptr, n int, scales, scale, bias, out *float32, ostep uintptr)

//go:noescape
func multiply3rowsDot(q *byte, qstep uintptr, weight *int8, wstep uintptr, n int, scales, scale, bias, out *float32, ostep uintptr)

//go:noescape
func multiply4rowsDot(q *byte, qstep uintptr, weight *int8, wstep uintptr, n int, scales, scale, bias, out *float32, ostep uintptr)
