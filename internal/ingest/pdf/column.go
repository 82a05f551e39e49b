package pdf

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// columns are the runs of a page as columns of lines, in the order in which they are read. What runs across columns stands between what is
// above and below it.
func columns(runs []run) []block {
	var out []block
	for _, part := range byTurn(runs) {
		out = append(out, region(part, 0)...)
	}
	return out
}

// byTurn parts runs by the direction in which they are written.
func byTurn(runs []run) (out [][]run) {
	for i := 0; i < len(runs); {
		k := i
		for k < len(runs) && runs[k].turn == runs[i].turn {
			k++
		}
		out = append(out, runs[i:k])
		i = k
	}
	return out
}

// deepest is how often a region is cut into columns.
const deepest = 3

func region(runs []run, depth int) []block {
	if len(runs) == 0 {
		return nil
	}
	at, found := gutter(runs)
	if !found || depth == deepest {
		return []block{linesOf(runs)}
	}
	runs = slices.Clone(runs)
	slices.SortStableFunc(runs, func(a, b run) int { return cmp.Compare(b.middle(), a.middle()) })
	side := at.sides(runs)
	var out []block
	var parts [3][]run
	flush := func(which ...int) {
		for _, k := range which {
			if k == across {
				if len(parts[k]) > 0 {
					out = append(out, linesOf(parts[k]))
				}
			} else {
				out = append(out, region(parts[k], depth+1)...)
			}
			parts[k] = nil
		}
	}
	for i := range runs {
		if side[i] == across {
			flush(before, behind)
		} else {
			flush(across)
		}
		parts[side[i]] = append(parts[side[i]], runs[i])
	}
	flush(across, before, behind)
	return out
}

// gap is the white between two columns.
type gap struct{ left, right float64 }

// On which side of the white a run stands.
const (
	before = iota
	behind
	across // it reaches from one column into the next, or ends a paragraph that does
)

// sides tells on which side of the white runs stand, which are in order from top to bottom.
func (g gap) sides(runs []run) []int {
	out := make([]int, len(runs))
	for i := range runs {
		switch r := &runs[i]; {
		case r.left >= g.right-1:
			out[i] = behind
		case r.right > g.right+1:
			out[i] = across
		}
	}
	for i := range runs { // the last line of a paragraph that runs across is shorter
		r := &runs[i]
		if out[i] != before || slices.ContainsFunc(runs, func(x run) bool { return x.left >= g.right-1 && level(&x, r) }) {
			continue
		}
		for k := i - 1; k >= 0 && runs[k].base-r.base < 1.6*r.size; k-- {
			if out[k] == across && math.Abs(runs[k].left-r.left) < 3 && runs[k].base > r.base {
				out[i] = across
			}
		}
	}
	return out
}

// What makes columns of what stands side by side.
const (
	fewestLines   = 4  // on either side
	fewestPerLine = 16 // characters a line, for cells of tables are shorter
	mostAcross    = 45 // hundredths of the lines that run across
)

// gutter finds the white that parts two columns: an edge at which several runs begin, to the left of which others end.
func gutter(runs []run) (best gap, found bool) {
	runs = slices.Clone(runs)
	slices.SortStableFunc(runs, func(a, b run) int { return cmp.Compare(b.base, a.base) })
	var edges []float64
	for i := range runs {
		edges = append(edges, runs[i].left)
	}
	slices.Sort(edges)
	most := 0
	for i := 0; i < len(edges); {
		k := i
		for k < len(edges) && edges[k] < edges[i]+4 {
			k++
		}
		if k-i >= fewestLines-1 || len(runs) < 60 && k-i >= 2 {
			if g, n := gapAt(runs, edges[i]); n > most {
				best, most = g, n
			}
		}
		i = k
	}
	return best, most > 0
}

// gapAt measures the white to the left of an edge; n is how many runs lie beside it, 0 where it parts no columns. The runs are in order from
// top to bottom.
func gapAt(runs []run, edge float64) (g gap, n int) {
	g = gap{math.Inf(-1), edge}
	var parts [3][]*run
	for i, side := range g.sides(runs) {
		parts[side] = append(parts[side], &runs[i])
		if side == before {
			g.left = max(g.left, runs[i].right)
		}
	}
	left, right := parts[before], parts[behind]
	if len(left) < fewestLines || len(right) < fewestLines || len(parts[across])*100 > mostAcross*len(runs) {
		return g, 0
	}
	size := left[0].size
	if g.right-g.left < 0.6*size || perLine(left) < fewestPerLine || perLine(right) < fewestPerLine {
		return g, 0
	}
	if min(span(left).high, span(right).high)-max(span(left).low, span(right).low) < 3*size {
		return g, 0 // they stand one below the other
	}
	if slices.ContainsFunc(parts[across], func(r *run) bool { return r.left > g.left }) {
		return g, 0 // what begins in the white shows that it is none
	}
	return g, len(left) + len(right)
}

func perLine(list []*run) int {
	n := 0
	for _, r := range list {
		n += utf8.RuneCountInString(r.text)
	}
	return n / len(list)
}

func span(list []*run) box {
	b := list[0].box
	for _, r := range list[1:] {
		b = b.with(r.box)
	}
	return b
}

// linesOf puts the runs of a column together to lines, from top to bottom.
func linesOf(runs []run) block {
	runs = slices.Clone(runs)
	slices.SortStableFunc(runs, func(a, b run) int { return cmp.Compare(b.base, a.base) })
	var out block
	for i := 0; i < len(runs); {
		k := i + 1
		for k < len(runs) && level(&runs[i], &runs[k]) {
			k++
		}
		row := runs[i:k]
		slices.SortStableFunc(row, func(a, b run) int { return cmp.Compare(a.left, b.left) })
		out = append(out, lineOf(row))
		i = k
	}
	return out
}

// level tells whether two runs stand on one line.
func level(a, b *run) bool {
	if a.based && b.based {
		return math.Abs(a.base-b.base) < 0.35*max(min(a.size, b.size), 1)
	}
	if !a.based { // marks alone: they stand where the letters of the other do
		a, b = b, a
	}
	return b.middle() > a.base-a.size/3 && b.middle() < a.base+a.size
}

// leaders are the dots that lead from an entry of a table of contents to its page.
var leaders = regexp.MustCompile(`(?:\. ?){5}`)

// weight is how much a run tells of the line that it stands on.
func (r *run) weight() int {
	if !r.based {
		return 0
	}
	return len(r.text)
}

// lineOf makes a line of runs that stand beside each other.
func lineOf(row []run) line {
	big := slices.MaxFunc(row, func(a, b run) int { return cmp.Compare(a.weight(), b.weight()) })
	x := line{box: row[0].box, size: big.size, bold: true}
	var b strings.Builder
	for i := range row {
		r := &row[i]
		x.bold = x.bold && r.bold
		if i > 0 {
			switch white := r.left - row[i-1].right; {
			case white > 2.2*big.size:
				x.cells = true
				b.WriteByte('\t')
			case white > wordGap*0.35*big.size:
				b.WriteByte(' ')
			}
		}
		b.WriteString(r.text)
		x.box = x.box.with(r.box)
	}
	x.text = b.String()
	x.cells = x.cells || leaders.MatchString(x.text)
	x.low, x.high = big.base, big.base+big.size // a letter that hangs lower is no lower line
	return x
}
