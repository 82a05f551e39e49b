package plover

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"sync"

	"onrecord"
	"onrecord/internal/lang/linear"
	"onrecord/internal/lang/wordclass"
)

// Example is a pair whose text has been read up to its trees; its Root is in the label profile plv.
type Example struct {
	Pair
	Document *onrecord.Document
}

// Examples reads the texts of pairs by read, which is given a document with its paragraph.
func Examples(pairs []Pair, read func(*onrecord.Document)) []Example {
	out := make([]Example, len(pairs))
	for i := range pairs {
		out[i] = Example{pairs[i], pairs[i].Document()}
		read(out[i].Document)
	}
	return out
}

// How much a sentence of our own and a line of the derived dictionary count beside a coded sentence, and how hard
// weights are pulled to zero: chosen by cross-validation on the training part of PLV.
const (
	lessonWeight  = 0.7
	patternWeight = 0.1
	pull          = 0.005
	maxFeatures   = 600
)

func options(seed uint64) linear.SoftmaxOptions {
	return linear.SoftmaxOptions{Classes: len(plvRoots), Epochs: 30, AverageFrom: 10, Rate: 0.03, L2: pull, Drop: 0.5, MinCount: 1,
		MaxFeatures: maxFeatures, Keep: 0.005, Seed: seed}
}

// Train learns the coder from coded sentences, from lessons of our own and from the derived dictionary, and returns its
// weights as a file. How scores become probabilities is set on five folds. The same examples and seed give the same
// bytes.
func Train(coded, lessons []Example, classes *wordclass.Classes, seed uint64) ([]byte, error) {
	l, err := newLab(coded, lessons, classes)
	if err != nil {
		return nil, err
	}
	heat := l.calibrate(l.cross(5, seed))
	m := linear.TrainSoftmax(append(slices.Clone(l.coded), l.extra...), options(seed))
	b := linear.NewBundle()
	b.PutModel("roots", m)
	b.PutJSON("calibration", calibration{heat})
	classes.Sign(b)
	return b.Bytes(), nil
}

// CrossValidate codes each of the coded sentences by a coder that has learned from the other folds, the lessons and the
// derived dictionary. Sentences with the same text are in the same fold.
func CrossValidate(coded, lessons []Example, classes *wordclass.Classes, folds int, seed uint64) ([]Coding, error) {
	l, err := newLab(coded, lessons, classes)
	if err != nil {
		return nil, err
	}
	out := make([]Coding, len(coded))
	for i, scores := range l.cross(folds, seed) {
		best := 0
		for c, v := range scores {
			if v > scores[best] {
				best = c
			}
		}
		linear.Normalise(scores)
		out[i] = Coding{Root: onrecord.Root(plvRoots[best]), Quad: quadOfPLV(onrecord.Root(plvRoots[best])), Conf: scores[best]}
	}
	return out, nil
}

// lab holds the features of all there is to learn from.
type lab struct {
	coded []linear.Labelled
	fold  []uint32 // of each coded sentence: the hash of its text
	extra []linear.Labelled
}

func newLab(coded, lessons []Example, classes *wordclass.Classes) (*lab, error) {
	k, err := openCameo()
	if err != nil {
		return nil, err
	}
	l := &lab{extra: patterns(k, classes)}
	for part, examples := range [2][]Example{coded, lessons} {
		for i := range examples {
			x := &examples[i]
			class := slices.Index(plvRoots, x.Root)
			if class < 0 {
				return nil, fmt.Errorf("learn codes: pair %s: no root %q in the label profile plv", x.ID, x.Root)
			}
			drawn := linear.Labelled{Features: newScene(x.Document, 0, len(x.Document.Tokens), x.Source, x.Target, classes, k).draw(), Class: class, Weight: 1}
			if part == 1 {
				drawn.Weight = lessonWeight
				l.extra = append(l.extra, drawn)
				continue
			}
			h := fnv.New32a()
			h.Write([]byte(x.Text))
			l.coded, l.fold = append(l.coded, drawn), append(l.fold, h.Sum32()>>7)
		}
	}
	return l, nil
}

// cross gives each coded sentence the scores of the coder that has not seen its fold.
func (l *lab) cross(folds int, seed uint64) [][]float64 {
	out := make([][]float64, len(l.coded))
	var wg sync.WaitGroup
	for k := range folds {
		wg.Go(func() { l.without(uint32(k), uint32(folds), seed, out) })
	}
	wg.Wait()
	return out
}

func (l *lab) without(k, folds uint32, seed uint64, out [][]float64) {
	learnt := slices.Clone(l.extra)
	for i := range l.coded {
		if l.fold[i]%folds != k {
			learnt = append(learnt, l.coded[i])
		}
	}
	m := linear.TrainSoftmax(learnt, options(seed))
	sum, weights := m.NewSum(), make([]float32, len(plvRoots))
	for i := range l.coded {
		if l.fold[i]%folds != k {
			continue
		}
		m.Score(l.coded[i].Features, sum)
		m.Weights(sum, weights)
		out[i] = make([]float64, len(plvRoots))
		for c, v := range weights {
			out[i][c] = float64(v)
		}
	}
}

// calibrate finds the heat with which what people coded is likeliest.
func (l *lab) calibrate(scores [][]float64) float64 {
	best, least := 1.0, math.Inf(1)
	for heat := 0.3; heat < 3; heat += 0.05 {
		loss := 0.0
		for i, s := range scores {
			p := slices.Clone(s)
			for c := range p {
				p[c] /= heat
			}
			linear.Normalise(p)
			loss -= math.Log(max(p[l.coded[i].Class], 1e-9))
		}
		if loss < least {
			best, least = heat, loss
		}
	}
	return best
}

// patterns are the lines of the derived dictionary as small examples: a verb with its words, as if they stood in a clause.
func patterns(k *cameo, classes *wordclass.Classes) []linear.Labelled {
	verbs := make([][]string, len(k.with)) // by group
	for _, v := range sortedKeys(k.groups) {
		for _, g := range k.groups[v] {
			verbs[g] = append(verbs[g], v)
		}
	}
	inList := map[string][]string{}
	for _, w := range sortedKeys(k.lists) {
		for _, name := range k.lists[w] {
			inList[name] = append(inList[name], w)
		}
	}
	var out []linear.Labelled
	add := func(verb string, words []string, code string) {
		if class := slices.Index(plvRoots, plvOfCAMEO(code)); class >= 0 {
			s := &scene{classes: classes}
			s.line(verb, words, inList)
			out = append(out, linear.Labelled{Features: s.features, Class: class, Weight: patternWeight})
		}
	}
	for _, v := range sortedKeys(k.alone) {
		add(v, nil, k.alone[v])
	}
	for g, lines := range k.with {
		for _, p := range lines {
			for _, v := range verbs[g][:min(len(verbs[g]), 3)] {
				add(v, p.words, p.code)
			}
		}
	}
	return out
}

// line draws the features of a line of the derived dictionary.
func (s *scene) line(verb string, words []string, inList map[string][]string) {
	for _, template := range []uint32{onWord, onSourceVerb, onPath, onTop} {
		s.addWords(template, verb)
	}
	fine, coarse := s.classes.Of(verb)
	for _, place := range []uint32{inText, onWay, overSource} {
		s.add(onFine, place, uint32(fine), 0)
		s.add(onCoarse, place, uint32(coarse), 0)
	}
	for _, w := range words {
		for _, x := range inList[w] {
			s.addWords(onWord, x)
		}
		if strings.HasPrefix(w, "@") {
			continue
		}
		s.addWords(onWord, w)
		s.addWords(onBetween, w, "st")
		s.addWords(onClause, "obj", verb, w)
		s.addWords(onClause, "obj", w)
	}
	slices.Sort(s.features)
	s.features = slices.Compact(s.features)
}

// plvOfCAMEO is the root of the label profile plv for a code of CAMEO; "" for none.
func plvOfCAMEO(code string) string {
	switch root := RootOfCAMEO(code); {
	case strings.HasPrefix(code, "163"): // sanctions and embargoes
		return string(onrecord.RootCoerce)
	case root == onrecord.RootConcede || root == onrecord.RootRetreat:
		return string(onrecord.RootYield)
	default:
		return string(root)
	}
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
