package english

import (
	"math/rand/v2"

	"onrecord/internal/lang/linear"
)

// tree is the gold tree of a sentence: head and relation number by token, index 0 the root.
type tree struct{ head, label []int32 }

// costs is how many gold arcs each move makes unreachable: the dynamic oracle of arc-hybrid (Goldberg & Nivre 2013).
func (w *words) costs(gold tree, next int, ok [moves]bool) (c [moves]int) {
	const out = 1 << 20
	c = [moves]int{out, out, out}
	top := len(w.stack) - 1
	s0 := w.stack[top]
	if ok[shift] {
		c[shift] = 0
		for i, x := range w.stack {
			if x != 0 && gold.head[x] == int32(next) {
				c[shift]++
			}
			if i < top && gold.head[next] == x {
				c[shift]++
			}
		}
	}
	if !ok[leftArc] && !ok[rightArc] {
		return c
	}
	lost := 0 // children of the top that are still to come
	for i := next; i < w.n; i++ {
		if gold.head[i] == s0 {
			lost++
		}
	}
	h := gold.head[s0]
	if ok[leftArc] {
		c[leftArc] = lost
		if h != int32(next) && (h == w.stack[top-1] || h > int32(next)) {
			c[leftArc]++
		}
	}
	if ok[rightArc] {
		c[rightArc] = lost
		if h >= int32(next) {
			c[rightArc]++
		}
	}
	return c
}

// learnTrees trains moves and relations together. From the second epoch on the parser mostly follows its own choices,
// so that it meets the states its mistakes lead to.
func learnTrees(sentences []*words, gold []tree, relations, epochs int, seed uint64) (move, label *linear.Perceptron) {
	l := &treeLearner{
		move: linear.NewPerceptron(moves), label: linear.NewPerceptron(relations),
		rng: rand.New(rand.NewPCG(seed, 2)), moveScores: make([]float32, moves), labelScores: make([]float32, relations),
	}
	for epoch := range epochs {
		for _, k := range l.rng.Perm(len(sentences)) {
			l.sentence(sentences[k], gold[k], epoch > 0)
		}
	}
	return l.move, l.label
}

type treeLearner struct {
	move, label             *linear.Perceptron
	rng                     *rand.Rand
	moveScores, labelScores []float32
}

func (l *treeLearner) sentence(w *words, gold tree, explore bool) {
	w.begin()
	for next := 1; next < w.n || len(w.stack) > 1; {
		ok := w.may(next)
		move := l.chooseMove(w, gold, next, ok, explore)
		if move == shift {
			w.stack = append(w.stack, int32(next))
			next++
			continue
		}
		head, dep := w.ends(move, next)
		w.draw(head, dep, l.chooseLabel(w, gold, head, dep))
	}
}

func (l *treeLearner) chooseMove(w *words, gold tree, next int, ok [moves]bool, explore bool) int {
	w.lookMove(next)
	l.move.Scores(w.features, l.moveScores)
	costs := w.costs(gold, next, ok)
	least := min(costs[0], costs[1], costs[2])
	guess, right := -1, -1
	for m := range moves {
		if !ok[m] {
			continue
		}
		if guess < 0 || l.moveScores[m] > l.moveScores[guess] {
			guess = m
		}
		if costs[m] == least && (right < 0 || l.moveScores[m] > l.moveScores[right]) {
			right = m
		}
	}
	l.move.Step()
	if costs[guess] != least {
		l.move.Update(w.features, right, guess, 1)
	}
	if explore && l.rng.Float64() < 0.9 {
		return guess
	}
	return right
}

func (l *treeLearner) chooseLabel(w *words, gold tree, head, dep int32) int32 {
	w.lookLabel(int(head), int(dep))
	l.label.Scores(w.features, l.labelScores)
	guess := int32(highest(l.labelScores))
	if gold.head[dep] != head {
		return guess
	}
	l.label.Step()
	if g := gold.label[dep]; guess != g {
		l.label.Update(w.features, int(g), int(guess), 1)
	}
	return guess
}
