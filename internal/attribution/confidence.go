package attribution

import (
	"fmt"
	"math"
)

// evidence is what the confidence of an attribution is worked out from.
type evidence struct {
	cue, source, content    float64 // how sure the labelling is of each
	sourceLead, contentLead float64 // how clearly the linker decided
	none                    bool    // no source
	words                   int     // of content
}

const curveSize = 9

// curve turns evidence into the probability that source, cue and content are right: a logistic regression, fitted to
// reports that the models were not trained on.
type curve struct{ Weight [curveSize]float64 }

func (e evidence) inputs() [curveSize]float64 {
	x := [curveSize]float64{1, e.cue, e.content, 0, math.Min(e.contentLead/20, 1), math.Min(e.sourceLead/20, 1), 0,
		math.Log(float64(e.words) + 1), e.cue * e.content}
	if e.none {
		x[6] = 1
	} else {
		x[3] = e.source
	}
	return x
}

func (c *curve) of(e evidence) float64 {
	z := 0.0
	for i, x := range e.inputs() {
		z += c.Weight[i] * x
	}
	return 1 / (1 + math.Exp(-z))
}

// fit learns the weights from cases and whether each was right, by plain gradient ascent on the likelihood.
func (c *curve) fit(cases []evidence, right []bool) {
	*c = curve{}
	for step := range 3000 {
		var g [curveSize]float64
		for k, e := range cases {
			d := -c.of(e)
			if right[k] {
				d++
			}
			for i, x := range e.inputs() {
				g[i] += d * x
			}
		}
		rate := 4.0 / (1 + float64(step)/500)
		for i := range g {
			c.Weight[i] += rate * (g[i]/float64(len(cases)+1) - 1e-4*c.Weight[i])
		}
	}
}

// chooseBias tries biases on the held part and takes the one with the best F1 over whole attributions.
func (f *Finder) chooseBias(lessons []*lesson, examples []Example, say func(string)) float32 {
	best, at := -1.0, float32(0)
	for _, bias := range []float32{0, 0.25, 0.5, 0.75, 1, 1.25} {
		right, said, gold := 0, 0, 0
		for i, l := range lessons {
			if examples[i].Hold {
				got := f.decode(l.view, &l.seq, bias)
				r := judge(got, l.gold)
				for _, ok := range r {
					if ok {
						right++
					}
				}
				said, gold = said+len(got), gold+len(l.gold)
			}
		}
		if f1 := 2 * float64(right) / float64(said+gold+1); f1 > best {
			best, at = f1, bias
		}
	}
	say(fmt.Sprintf("held part: F1 %.4f at bias %.2f", best, at))
	return at
}

func (f *Finder) calibrate(lessons []*lesson, examples []Example) {
	var cases []evidence
	var right []bool
	for i, l := range lessons {
		if examples[i].Hold {
			got := f.decode(l.view, &l.seq, f.bias)
			for k, ok := range judge(got, l.gold) {
				cases, right = append(cases, got[k].sure), append(right, ok)
			}
		}
	}
	f.curve.fit(cases, right)
}

// judge tells which of the found attributions are right: content Jaccard of at least a half with a gold one whose
// source and cue overlap, one to one.
func judge(got []found, gold []wanted) []bool {
	right := make([]bool, len(got))
	used := make([]bool, len(gold))
	for k, a := range got {
		best, at := 0.0, -1
		for i, g := range gold {
			if used[i] || !meet(a.source, g.source) || !meet(a.cue, g.cue) {
				continue
			}
			if j := jaccard(a.content, g.content); j >= 0.5 && j > best {
				best, at = j, i
			}
		}
		if at >= 0 {
			used[at], right[k] = true, true
		}
	}
	return right
}

func meet(a, b []int32) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	return common(a, b) > 0
}

// common counts the members that two ascending lists share.
func common(a, b []int32) int {
	n, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n++
			i++
			j++
		}
	}
	return n
}

func jaccard(a, b []int32) float64 {
	n := common(a, b)
	if n == 0 {
		return 0
	}
	return float64(n) / float64(len(a)+len(b)-n)
}
