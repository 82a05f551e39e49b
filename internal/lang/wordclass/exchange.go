package wordclass

import "math"

// bigrams are the counts that classes are made from. Word 0 is the border of a sentence; it is a class of its own.
type bigrams struct {
	count  []int32 // per word
	follow [][]pair
	before [][]pair
}

// pair is a neighbour and how often it is one.
type pair struct{ word, n int32 }

// exchanger moves words between classes, one at a time, each to where it serves the likelihood of the text best.
type exchanger struct {
	bigrams
	k       int       // classes, the border's included
	class   []int32   // per word
	next    []int32   // k x k: how often the one class follows the other, [first*k+second]
	turned  []int32   // the same, [second*k+first]
	total   []int32   // per class
	pc, sc  []int32   // per class: the present word's neighbours before it and behind it
	pl, sl  []int32   // classes for which pc, sc are not zero
	gain    []float64 // per class
	entropy []float64 // n log n for small n
}

const entropyTable = 1 << 16

func newExchanger(b bigrams, k int, class []int32) *exchanger {
	x := &exchanger{bigrams: b, k: k, class: class, next: make([]int32, k*k), turned: make([]int32, k*k),
		total: make([]int32, k), pc: make([]int32, k), sc: make([]int32, k), gain: make([]float64, k),
		entropy: make([]float64, entropyTable)}
	for n := 2; n < entropyTable; n++ {
		x.entropy[n] = float64(n) * math.Log(float64(n))
	}
	for w, c := range class {
		x.total[c] += b.count[w]
		for _, f := range b.follow[w] {
			x.add(c, class[f.word], f.n)
		}
	}
	return x
}

func (x *exchanger) add(first, second, n int32) {
	x.next[int(first)*x.k+int(second)] += n
	x.turned[int(second)*x.k+int(first)] += n
}

func (x *exchanger) nlogn(n int32) float64 {
	if n < entropyTable {
		return x.entropy[n]
	}
	return float64(n) * math.Log(float64(n))
}

// round visits every word once, in order of numbers (the most frequent first), and returns how many moved.
func (x *exchanger) round() (moved int) {
	for w := 1; w < len(x.class); w++ {
		if x.visit(int32(w)) {
			moved++
		}
	}
	return moved
}

func (x *exchanger) visit(w int32) bool {
	old := x.class[w]
	self := x.look(w)
	x.shift(old, w, self, -1)
	best := x.best(w, old, self)
	x.shift(best, w, self, +1)
	x.class[w] = best
	for _, c := range x.pl {
		x.pc[c] = 0
	}
	for _, c := range x.sl {
		x.sc[c] = 0
	}
	x.pl, x.sl = x.pl[:0], x.sl[:0]
	return best != old
}

// look counts the classes around a word and returns how often it follows itself.
func (x *exchanger) look(w int32) (self int32) {
	for _, p := range x.before[w] {
		if p.word == w {
			self = p.n
			continue
		}
		c := x.class[p.word]
		if x.pc[c] == 0 {
			x.pl = append(x.pl, c)
		}
		x.pc[c] += p.n
	}
	for _, p := range x.follow[w] {
		if p.word == w {
			continue
		}
		c := x.class[p.word]
		if x.sc[c] == 0 {
			x.sl = append(x.sl, c)
		}
		x.sc[c] += p.n
	}
	return self
}

// shift takes a word out of a class (sign -1) or puts it in (+1).
func (x *exchanger) shift(c, w, self, sign int32) {
	for _, p := range x.pl {
		x.add(p, c, sign*x.pc[p])
	}
	for _, s := range x.sl {
		x.add(c, s, sign*x.sc[s])
	}
	x.add(c, c, sign*self)
	x.total[c] += sign * x.count[w]
}

// best is the class that gains most from a word that is in none at the moment; the old one wins a tie.
func (x *exchanger) best(w, old, self int32) int32 {
	n := x.count[w]
	for c := range x.gain {
		x.gain[c] = -2 * (x.nlogn(x.total[c]+n) - x.nlogn(x.total[c]))
	}
	for _, p := range x.pl {
		x.credit(x.next[int(p)*x.k:], x.pc[p])
	}
	for _, s := range x.sl {
		x.credit(x.turned[int(s)*x.k:], x.sc[s])
	}
	at := old
	most := x.gain[old] + x.inside(old, self)
	for c := int32(1); c < int32(x.k); c++ {
		if g := x.gain[c] + x.inside(c, self); g > most+1e-9 {
			at, most = c, g
		}
	}
	return at
}

// credit adds to every class what it gains from n more neighbours of one class.
func (x *exchanger) credit(row []int32, n int32) {
	row = row[:len(x.gain)]
	for c, v := range row {
		if v+n < entropyTable {
			x.gain[c] += x.entropy[v+n] - x.entropy[v]
		} else {
			x.gain[c] += x.nlogn(v+n) - x.nlogn(v)
		}
	}
}

// inside puts right what [exchanger.credit] reckons for a class that is its own neighbour: one cell, not two.
func (x *exchanger) inside(c, self int32) float64 {
	p, s := x.pc[c], x.sc[c]
	if p == 0 && s == 0 && self == 0 {
		return 0
	}
	v := x.next[int(c)*x.k+int(c)]
	return x.nlogn(v+p+s+self) + x.nlogn(v) - x.nlogn(v+p) - x.nlogn(v+s)
}

// run makes rounds until hardly a word moves.
func (x *exchanger) run(rounds int, progress func(round, moved int)) {
	for r := range rounds {
		moved := x.round()
		if progress != nil {
			progress(r+1, moved)
		}
		if moved*1000 < len(x.class) {
			return
		}
	}
}

// classes are the counts over classes, for clustering these in turn.
func (x *exchanger) classes() bigrams {
	b := bigrams{count: x.total, follow: make([][]pair, x.k), before: make([][]pair, x.k)}
	for i := range x.k {
		for j := range x.k {
			if n := x.next[i*x.k+j]; n > 0 {
				b.follow[i] = append(b.follow[i], pair{int32(j), n})
				b.before[j] = append(b.before[j], pair{int32(i), n})
			}
		}
	}
	return b
}
