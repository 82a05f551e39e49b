//go:build amd64 && !purego

package encoder

import "sync"

// Weights are laid out in panels of outputs: for each group of inputs, the group's weights of every output of the panel.
// Inputs are padded to whole blocks of 16 and outputs to whole panels, with zeros.
const (
	panel512 = 32
	group512 = 4 // inputs of a 32-bit lane
	panel256 = 16
	group256 = 2
)

// packed is the weights of a Linear in panels.
type packed struct {
	weight      []int8
	correct     []int32 // what the sums start from, for bytes without a sign
	scale, bias []float32
}

type tileFunc func(q *byte, qstep uintptr, weight *int8, ahead uintptr, n int, correct *int32, scales, scale, bias, out *float32, ostep uintptr)

var tiles512 = [...]tileFunc{multiply1rows512, multiply2rows512, multiply3rows512, multiply4rows512, multiply5rows512, multiply6rows512,
	multiply7rows512, multiply8rows512, multiply9rows512, multiply10rows512, multiply11rows512, multiply12rows512}

var tiles256 = [...]tileFunc{multiply1rows256, multiply2rows256, multiply3rows256, multiply4rows256, multiply5rows256, multiply6rows256}

func pack512(l *Linear) *packed {
	p := pack(l, panel512, group512)
	p.correct = make([]int32, len(p.scale))
	for o := range l.Out {
		p.correct[o] = -128 * sum8(l.weight[o*l.In:(o+1)*l.In])
	}
	return p
}

func pack256(l *Linear) *packed { return pack(l, panel256, group256) }

func multiply512(l *Linear, p *packed, q *quantised, out []float32) {
	multiplyPanels(l, p, q, out, panel512, rowBytes(l.In, 1), tiles512[:])
}

func multiply256(l *Linear, p *packed, q *quantised, out []float32) {
	multiplyPanels(l, p, q, out, panel256, rowBytes(l.In, 2), tiles256[:])
}

func sum8(w []int8) (s int32) {
	for _, v := range w {
		s += int32(v)
	}
	return s
}

func pack(l *Linear, panel, group int) *packed {
	in, outs := rowBytes(l.In, 1), (l.Out+panel-1)/panel*panel
	p := &packed{weight: make([]int8, outs*in), scale: make([]float32, outs), bias: make([]float32, outs)}
	copy(p.scale, l.scale)
	copy(p.bias, l.bias)
	for o := range l.Out {
		row := l.weight[o*l.In : (o+1)*l.In]
		to := p.weight[o/panel*panel*in+o%panel*group:]
		if group == group512 {
			spread4(to, row, panel*group)
		} else {
			spread2(to, row, panel*group)
		}
	}
	return p
}

// spread4 puts groups of four numbers step apart.
func spread4(to, row []int8, step int) {
	n := len(row) / 4
	for g := range n {
		*(*[4]int8)(to[g*step:]) = [4]int8(row[4*g:])
	}
	if rest := row[4*n:]; len(rest) > 0 {
		copy(to[n*step:], rest)
	}
}

// spread2 puts groups of two numbers step apart.
func spread2(to, row []int8, step int) {
	n := len(row) / 2
	for g := range n {
		*(*[2]int8)(to[g*step:]) = [2]int8(row[2*g:])
	}
	if rest := row[2*n:]; len(rest) > 0 {
		copy(to[n*step:], rest)
	}
}

// multiplyPanels works on the outputs of one panel after another. Those of the last may reach beyond what there are.
func multiplyPanels(l *Linear, p *packed, q *quantised, out []float32, panel, stride int, tiles []tileFunc) {
	o := 0
	for ; o+panel <= l.Out; o += panel {
		multiplyPanel(l, p, q, o, panel, stride, tiles, out[o:], l.Out)
	}
	if o == l.Out {
		return
	}
	partly := spareParts.Get().(*parts)
	partly.answers = room(partly.answers, len(q.scales)*panel)
	multiplyPanel(l, p, q, o, panel, stride, tiles, partly.answers, panel)
	for r := range q.scales {
		copy(out[r*l.Out+o:(r+1)*l.Out], partly.answers[r*panel:])
	}
	spareParts.Put(partly)
}

// parts are the answers of a whole panel, where the outputs want a part of them.
type parts struct{ answers []float32 }

var spareParts = sync.Pool{New: func() any { return new(parts) }}

// multiplyPanel sets a panel's columns of out, whose rows are step apart, from output o on. Rows are shared out so that no
// tile is left with few.
func multiplyPanel(l *Linear, p *packed, q *quantised, o, panel, stride int, tiles []tileFunc, out []float32, step int) {
	in, rows := rowBytes(l.In, 1), len(q.scales)
	var correct *int32
	if p.correct != nil {
		correct = &p.correct[o]
	}
	from, ahead := 0, uintptr(panel*in)
	for left := (rows + len(tiles) - 1) / len(tiles); left > 0; left-- {
		n := (rows - from + left - 1) / left
		tiles[n-1](&q.numbers[from*stride], uintptr(stride), &p.weight[o*in], ahead, in/lanes, correct, &q.scales[from], &p.scale[o], &p.bias[o],
			&out[from*step], uintptr(4*step))
		from += n
		ahead += uintptr(in / lanes * 64)
	}
}
