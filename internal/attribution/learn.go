package attribution

import (
	"math/rand/v2"
	"sort"

	"onrecord"
	"onrecord/internal/linear"
	"onrecord/internal/wordclass"
)

// Example is a report with the attributions that people marked in it: what is learned from. The document holds
// blocks, sentences, parsed tokens and names.
type Example struct {
	Doc  *onrecord.Document
	Gold []onrecord.Attribution // Source.Spans, Cue and Content filled
	Hold bool                   // kept for calibration while choosing
}

// Options says how the models are trained.
type Options struct {
	Epochs   int
	Drop     float64
	Keep     float64
	MinCount int
	Seed     uint64
	Progress func(string)
}

// lesson is an example laid out as a view with the gold on it.
type lesson struct {
	*view
	seq  linear.Sequence
	segs []segment
	gold []wanted
}

// wanted is one gold attribution in positions of the view.
type wanted struct {
	source, cue, content []int32
}

// positions returns the positions of a view whose tokens lie (by at least half) in the spans.
func (v *view) positions(spans []onrecord.Span) []int32 {
	var out []int32
	tokens := v.doc.Tokens
	for _, s := range spans {
		i := sort.Search(len(v.token), func(i int) bool { return tokens[v.token[i]].End > s.Start })
		for ; i < len(v.token) && tokens[v.token[i]].Start < s.End; i++ {
			t := tokens[v.token[i]].Span
			if 2*(min(t.End, s.End)-max(t.Start, s.Start)) >= t.Len() {
				out = append(out, int32(i))
			}
		}
	}
	return out
}

func (f *Finder) lesson(x Example) *lesson {
	l := &lesson{view: f.whole(x.Doc)}
	for _, a := range x.Gold {
		w := wanted{source: l.positions(a.Source.Spans), content: l.positions(a.Content)}
		if !a.Cue.Empty() {
			w.cue = l.positions([]onrecord.Span{a.Cue})
		}
		if len(w.content) > 0 || len(w.cue) > 0 {
			l.gold = append(l.gold, w)
		}
	}
	l.seq = linear.Sequence{Features: l.features(), Edge: l.edge, Gold: l.mark()}
	l.segs = segments(l.seq.Gold)
	return l
}

// mark writes the gold as labels; where roles overlap the cue wins, then the source.
func (l *lesson) mark() []uint8 {
	y := make([]uint8, len(l.token))
	put := func(at []int32, first uint8) {
		for _, r := range runs(at) {
			free := true
			for _, p := range r {
				free = free && y[p] == 0
			}
			for n, p := range r {
				if free {
					y[p] = first + uint8(min(n, 1))
				}
			}
		}
	}
	for _, g := range l.gold {
		put(g.cue, cueLabel)
	}
	for _, g := range l.gold {
		for _, r := range runs(g.source) {
			put(r, sourceLabel+turned(r, g.cue))
		}
	}
	for _, g := range l.gold {
		for _, r := range runs(g.content) {
			put(r, contentLabel+turned(r, g.cue))
		}
	}
	for _, g := range l.gold {
		l.markBetween(g, y)
	}
	return y
}

// farBetween is how many words between two parts of an attribution are still marked as such.
const farBetween = 12

// markBetween marks the free words between the parts of an attribution within a paragraph.
func (l *lesson) markBetween(g wanted, y []uint8) {
	all := append(append(append([]int32(nil), g.source...), g.cue...), g.content...)
	sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
	for k := 1; k < len(all); k++ {
		a, b := all[k-1], all[k]
		if b-a > farBetween || l.paragraph[a] != l.paragraph[b] {
			continue
		}
		for p := a + 1; p < b; p++ {
			if y[p] == 0 {
				y[p] = betweenLabel
			}
		}
	}
}

// runs cuts ascending positions into runs of neighbours.
func runs(at []int32) [][]int32 {
	var out [][]int32
	for k := 0; k < len(at); {
		j := k + 1
		for j < len(at) && at[j] == at[j-1]+1 {
			j++
		}
		out = append(out, at[k:j])
		k = j
	}
	return out
}

// turned is what the label of a run that stands before its cue has more than that of one that follows it.
func turned(run, cue []int32) uint8 {
	if len(cue) > 0 && run[0] < cue[0] {
		return before
	}
	return 0
}

// learnCues counts how often each class of word heads a cue, and keeps those that do so now and then.
func learnCues(examples []Example, f *Finder) map[uint32]uint8 {
	total, heads := map[uint32]float64{}, map[uint32]float64{}
	for _, x := range examples {
		v := f.whole(x.Doc)
		for _, t := range v.token {
			total[cueKey(&x.Doc.Tokens[t])]++
		}
		for _, a := range x.Gold {
			if a.Cue.Empty() {
				continue
			}
			if at := v.positions([]onrecord.Span{a.Cue}); len(at) > 0 {
				h := cueHead(v, at[0], at[len(at)-1]+1)
				heads[cueKey(&x.Doc.Tokens[v.token[h]])]++
			}
		}
	}
	out := map[uint32]uint8{}
	for k, n := range heads {
		if share := n / total[k]; n >= 3 && share > 0.08 {
			out[k] = uint8(1 + min(int(share*5), 4))
		}
	}
	return out
}

// cueHead is the word of a cue whose head lies outside, a verb or noun rather than another.
func cueHead(v *view, from, to int32) int32 {
	best := int32(-1)
	plain := func(i int32) bool {
		x := v.doc.Tokens[v.token[i]].XPOS
		return len(x) > 1 && (x[:2] == "VB" || x[:2] == "NN" || x[:2] == "JJ")
	}
	for i := from; i < to; i++ {
		if h := v.head[i]; h >= from && h < to {
			continue
		}
		if best < 0 || !plain(best) && plain(i) {
			best = i
		}
	}
	if best < 0 {
		return to - 1
	}
	return best
}

// Train learns the labelling, the linker and the calibration, and returns the file of weights.
func Train(examples []Example, classes *wordclass.Classes, o Options) ([]byte, error) {
	f := &Finder{classes: classes}
	f.cues = learnCues(examples, f)
	lessons := make([]*lesson, len(examples))
	for i, x := range examples {
		lessons[i] = f.lesson(x)
	}
	fit := func(keep func(Example) bool) {
		var data []linear.Sequence
		var some []*lesson
		for i, l := range lessons {
			if keep(examples[i]) {
				data, some = append(data, l.seq), append(some, l)
			}
		}
		f.labeller = linear.TrainCRF(labels, data, linear.CRFOptions{Epochs: o.Epochs, AverageFrom: o.Epochs / 2, Rate: 0.1,
			L2: 0, Drop: o.Drop, MinCount: o.MinCount, MaxFeatures: maxFeatures, Keep: o.Keep, Seed: o.Seed})
		f.source, f.link = learnLinks(some, 8, o.Seed)
	}
	o.Progress("labels and links, without the held part")
	fit(func(x Example) bool { return !x.Hold })
	o.Progress("calibration")
	f.bias = f.chooseBias(lessons, examples, o.Progress)
	f.calibrate(lessons, examples)
	o.Progress("labels and links")
	fit(func(Example) bool { return true })
	return f.bytes(), nil
}

// learnLinks trains the two rankers on gold segments.
func learnLinks(lessons []*lesson, epochs int, seed uint64) (sources, cues *linear.Model) {
	s, c := linear.NewPerceptron(1), linear.NewPerceptron(1)
	rng := rand.New(rand.NewPCG(seed, 4))
	one := make([]float32, 1)
	rank := func(p *linear.Perceptron, candidates []int, good func(int) bool, ask func(int) []linear.Feature) {
		score := func(x int) float32 { p.Scores(ask(x), one); return one[0] }
		guess, _ := choose(candidates, score)
		p.Step()
		if len(candidates) == 0 || good(guess) {
			return
		}
		var right []int
		for _, x := range candidates {
			if good(x) {
				right = append(right, x)
			}
		}
		if len(right) == 0 {
			return
		}
		best, _ := choose(right, score)
		p.Nudge(ask(best), 0, 1)
		p.Nudge(ask(guess), 0, -1)
	}
	for range epochs {
		for _, k := range rng.Perm(len(lessons)) {
			l := lessons[k].linker(lessons[k].segs)
			sourceOf, cueOf := lessons[k].links(l)
			for ci, x := range l.of[cue] {
				if want, ok := sourceOf[ci]; ok {
					rank(s, l.sourcesNear(x), func(i int) bool { return want[i] }, func(i int) []linear.Feature { return l.askSource(x, i) })
				}
			}
			for k, x := range l.of[content] {
				if want, ok := cueOf[k]; ok {
					rank(c, l.cuesNear(x), func(i int) bool { return i == want }, func(i int) []linear.Feature { return l.askCue(k, i) })
				}
			}
		}
	}
	return s.Averaged(1, linkFeatures), c.Averaged(1, linkFeatures)
}

// links reads the gold ties off a lesson: the sources of each cue (-1 for none) and the cue of each content.
func (x *lesson) links(l *linker) (sourceOf map[int]map[int]bool, cueOf map[int]int) {
	sourceOf, cueOf = map[int]map[int]bool{}, map[int]int{}
	for _, g := range x.gold {
		if len(g.cue) == 0 || l.on[cue][g.cue[0]] < 0 {
			continue
		}
		c := int(l.on[cue][g.cue[0]])
		if sourceOf[c] == nil {
			sourceOf[c] = map[int]bool{}
		}
		for _, p := range g.source {
			if s := l.on[source][p]; s >= 0 {
				sourceOf[c][int(s)] = true
			}
		}
		for _, p := range g.content {
			if k := l.on[content][p]; k >= 0 {
				cueOf[int(k)] = c
			}
		}
	}
	for _, m := range sourceOf {
		if len(m) == 0 {
			m[-1] = true
		}
	}
	return sourceOf, cueOf
}
