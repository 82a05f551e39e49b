package english

import "onrecord/internal/lang/linear"

// The parser is a greedy arc-hybrid transition parser (Kuhlmann, Gómez-Rodríguez & Satta 2011) with two linear models:
// one picks the move, one names the relation when an arc is drawn. The moves:
const (
	shift    = 0 // the next word goes on the stack
	leftArc  = 1 // the top of the stack depends on the next word, and is done
	rightArc = 2 // the top of the stack depends on the word under it, and is done
	moves    = 3
)

// The most features of one decision.
const (
	moveFeatures  = 100
	labelFeatures = 60
)

// begin clears the tree and puts the root on the stack.
func (w *words) begin() {
	for _, c := range []*[]int32{&w.head, &w.label, &w.left, &w.left2, &w.right, &w.right2, &w.lefts, &w.rights} {
		if cap(*c) < w.n {
			*c = make([]int32, w.n, 2*w.n)
		}
		*c = (*c)[:w.n]
	}
	for i := range w.head {
		w.head[i], w.label[i] = -1, -1
		w.left[i], w.left2[i], w.right[i], w.right2[i] = -1, -1, -1, -1
		w.lefts[i], w.rights[i] = 0, 0
	}
	w.stack = append(w.stack[:0], 0)
}

// may tells which moves are allowed; next is the next word. The root takes its one child last.
func (w *words) may(next int) (ok [moves]bool) {
	top := len(w.stack) - 1
	ok[shift] = next < w.n
	ok[leftArc] = top > 0 && next < w.n
	ok[rightArc] = top > 0 && (w.stack[top-1] != 0 || next == w.n)
	return ok
}

// ends returns head and dependent of the arc that a move draws.
func (w *words) ends(move, next int) (head, dep int32) {
	top := len(w.stack) - 1
	if move == leftArc {
		return int32(next), w.stack[top]
	}
	return w.stack[top-1], w.stack[top]
}

// draw adds an arc and takes the dependent off the stack.
func (w *words) draw(head, dep, label int32) {
	w.head[dep], w.label[dep] = head, label
	if dep < head {
		w.lefts[head]++
		w.left2[head], w.left[head] = w.left[head], dep
	} else {
		w.rights[head]++
		w.right2[head], w.right[head] = w.right[head], dep
	}
	w.stack = w.stack[:len(w.stack)-1]
}

// parse fills head and label for the tagged sentence.
func (e *English) parse(w *words) {
	w.begin()
	labels := len(e.relations)
	for next := 1; next < w.n || len(w.stack) > 1; {
		ok := w.may(next)
		w.lookMove(next)
		e.moves.Score(w.features, w.moveSum)
		move, best := -1, int32(0)
		for m := range moves {
			if v := e.moves.Units(w.moveSum, m); ok[m] && (move < 0 || v > best) {
				move, best = m, v
			}
		}
		if move == shift {
			w.stack = append(w.stack, int32(next))
			next++
			continue
		}
		head, dep := w.ends(move, next)
		w.lookLabel(int(head), int(dep))
		e.labels.Score(w.features, w.la)
		w.draw(head, dep, int32(w.la.Best(0, labels)))
	}
}

// view is the sentence seen from the parser's state: columns read at indexes that may lie outside.
type view struct{ w *words }

func (v view) at(c []uint32, i int32) uint32 {
	if i < 0 || int(i) >= v.w.n {
		return 1
	}
	return c[i]
}

func (v view) child(c []int32, i int32) int32 {
	if i < 0 || int(i) >= v.w.n {
		return -1
	}
	return c[i]
}

func (v view) label(i int32) uint32 {
	if i < 0 {
		return 0
	}
	return uint32(v.w.label[i] + 2)
}

func (v view) count(c []int32, i int32) uint32 {
	if i < 0 || int(i) >= v.w.n {
		return 9
	}
	return uint32(min(c[i], 3))
}

// lookMove fills w.features with what the choice of a move sees. Templates after Zhang & Nivre (2011), with suffixes
// and distributional classes.
func (w *words) lookMove(next int) {
	f := w.features[:0]
	t := uint32(100)
	add := func(a, b, c uint32) {
		f = append(f, linear.Join(t, a, b, c))
		t++
	}
	v := view{w}
	on := func(k int) int32 {
		if k < len(w.stack) {
			return w.stack[len(w.stack)-1-k]
		}
		return -1
	}
	s0, s1, s2 := on(0), on(1), on(2)
	b0, b1, b2 := int32(next), int32(next+1), int32(next+2)
	s0l, s0r, s1l, s1r, b0l := v.child(w.left, s0), v.child(w.right, s0), v.child(w.left, s1), v.child(w.right, s1), v.child(w.left, b0)
	s0l2, s0r2, b0l2, s1r2 := v.child(w.left2, s0), v.child(w.right2, s0), v.child(w.left2, b0), v.child(w.right2, s1)
	word := func(i int32) uint32 { return v.at(w.low, i) }
	tag := func(i int32) uint32 { return v.at(w.tag, i) }
	w0, w1, wb := word(s0), word(s1), word(b0)
	t0, t1, t2, tb, tb1, tb2 := tag(s0), tag(s1), tag(s2), tag(b0), tag(b1), tag(b2)
	add(0, 0, 0)
	add(w0, 0, 0)
	add(t0, 0, 0)
	add(w0, t0, 0)
	add(w1, 0, 0)
	add(t1, 0, 0)
	add(w1, t1, 0)
	add(wb, 0, 0)
	add(tb, 0, 0)
	add(wb, tb, 0)
	add(word(b1), 0, 0)
	add(tb1, 0, 0)
	add(word(s2), 0, 0)
	add(t2, 0, 0)
	add(word(b2), 0, 0)
	add(tb2, 0, 0)
	add(w0, wb, 0)
	add(w0, tb, 0)
	add(t0, wb, 0)
	add(t0, tb, 0)
	add(w0, t0, tb)
	add(t0, wb, tb)
	add(w1, w0, 0)
	add(w1, t0, 0)
	add(t1, w0, 0)
	add(t1, t0, 0)
	add(w1, t1, t0)
	add(t1, w0, t0)
	add(w1, tb, 0)
	add(t1, wb, 0)
	add(tb, tb1, 0)
	add(w0, word(b1), 0)
	add(t0, tb, tb1)
	add(t1, t0, tb)
	add(t2, t1, t0)
	add(tb, tb1, tb2)
	add(t0, tag(s0l), tb)
	add(t0, tag(s0r), tb)
	add(t0, tb, tag(b0l))
	add(t1, tag(s1r), t0)
	add(t1, tag(s1l), t0)
	add(t1, t0, tag(s0l))
	add(t1, t0, tag(s0r))
	add(t0, tag(s0l), tag(s0l2))
	add(t0, tag(s0r), tag(s0r2))
	add(tb, tag(b0l), tag(b0l2))
	add(t1, t0, tb1)
	add(w0, v.label(s0l), 1)
	add(w0, v.label(s0r), 2)
	add(t0, v.label(s0l), v.label(s0r))
	add(wb, v.label(b0l), 0)
	add(tb, v.label(b0l), v.label(b0l2))
	add(t1, v.label(s1l), v.label(s1r))
	add(w1, v.label(s1r), 0)
	add(t0, v.label(s0r), v.label(s0r2))
	add(t1, v.label(s1r), v.label(s1r2))
	add(word(s0l), t0, 0)
	add(word(s0r), t0, 0)
	add(word(s1r), t1, 0)
	add(word(b0l), tb, 0)
	add(w0, v.count(w.lefts, s0), 0)
	add(t0, v.count(w.rights, s0), v.count(w.lefts, s0))
	add(tb, v.count(w.lefts, b0), 0)
	add(t1, v.count(w.rights, s1), v.count(w.lefts, s1))
	far, gap := uint32(min(max(b0-s0, 0), 8)), uint32(min(max(s0-s1, 0), 8))
	add(w0, far, 0)
	add(t0, tb, far)
	add(wb, far, 0)
	add(t1, t0, gap)
	add(w1, gap, 0)
	add(v.at(w.suf3, s0), v.at(w.suf3, b0), 0)
	add(v.at(w.suf3, s0), tb, 0)
	add(t0, v.at(w.suf3, b0), 0)
	add(v.at(w.shape, s0), v.at(w.shape, b0), 0)
	add(v.at(w.suf3, s1), v.at(w.suf3, s0), 0)
	f0, f1, fb, fb1 := v.at(w.fine, s0), v.at(w.fine, s1), v.at(w.fine, b0), v.at(w.fine, b1)
	add(f0, fb, 0)
	add(f1, f0, 0)
	add(f0, tb, t1)
	add(fb, t0, tb1)
	add(f0, f1, tb)
	add(v.at(w.coarse, s0), v.at(w.coarse, s1), v.at(w.coarse, b0))
	add(v.at(w.coarse, s0), v.at(w.coarse, b0), v.at(w.coarse, b1))
	add(f0, fb1, tb)
	add(w1, w0, tb)
	add(f1, v.at(w.fine, s0r), f0)
	add(w0, wb, tb1)
	w.features = f
}

// lookLabel fills w.features with what the choice of a relation sees. The dependent's own children are all there.
func (w *words) lookLabel(head, dep int) {
	f := w.features[:0]
	t := uint32(300)
	add := func(a, b, c uint32) {
		f = append(f, linear.Join(t, a, b, c))
		t++
	}
	v := view{w}
	h, d := int32(head), int32(dep)
	word := func(i int32) uint32 { return v.at(w.low, i) }
	tag := func(i int32) uint32 { return v.at(w.tag, i) }
	side := uint32(0)
	far := min(max(dep-head, head-dep), 7)
	if dep < head {
		side = 1
	}
	place := side<<3 | uint32(far)
	wh, wd, th, td := word(h), word(d), tag(h), tag(d)
	dl, dl2, dr, hl, hr, hr2 := v.child(w.left, d), v.child(w.left2, d), v.child(w.right, d), v.child(w.left, h), v.child(w.right, h), v.child(w.right2, h)
	add(side, 0, 0)
	add(place, td, th)
	add(wh, side, 0)
	add(wd, side, 0)
	add(th, side, 0)
	add(td, side, 0)
	add(wh, wd, side)
	add(wh, td, side)
	add(th, wd, side)
	add(th, td, side)
	add(wd, td, th)
	add(wh, th, td)
	add(v.at(w.suf3, d), th, side)
	add(v.at(w.suf3, h), td, side)
	add(v.at(w.fine, h), v.at(w.fine, d), side)
	add(v.at(w.fine, d), th, side)
	add(v.at(w.fine, h), td, side)
	add(v.at(w.coarse, d), v.at(w.coarse, h), td)
	add(word(dl), td, th)
	add(word(dl), wh, side)
	add(word(dl2), td, th)
	add(v.label(dl), td, th)
	add(v.label(dl), v.label(dl2), td)
	add(v.label(dr), td, th)
	add(word(dr), td, th)
	add(v.label(hl), th, td)
	add(v.label(hr), th, td<<1|side)
	add(v.label(hr), v.label(hr2), th<<1|side)
	add(v.label(hr), wd, side)
	add(v.label(hl), v.label(hr), td<<1|side)
	add(wh, v.label(hr), td)
	add(tag(d-1), td, tag(d+1))
	add(tag(h-1), th, tag(h+1))
	add(tag(d-1), td, th)
	add(tag(d+1), td, th)
	add(word(d-1), td, side)
	add(word(d+1), td, side)
	add(v.count(w.lefts, d), v.count(w.rights, d), td<<1|side)
	add(v.count(w.lefts, h), v.count(w.rights, h), th<<1|side)
	add(place, td, v.label(hr))
	add(v.at(w.shape, d), v.at(w.shape, h), td)
	add(wd, v.label(dl), th)
	add(v.at(w.suf2, d), td, th)
	add(v.at(w.fine, dl), td, th)
	w.features = f
}
