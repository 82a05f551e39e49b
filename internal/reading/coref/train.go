package coref

import (
	"math"
	"math/rand/v2"
	"slices"

	"onrecord"
	"onrecord/internal/lang/linear"
)

// Gold is a place where people marked that someone is spoken of.
type Gold struct {
	From, To int   // tokens, To exclusive
	Heads    []int // the tokens that head it
	Entity   int   // the same number in a document means the same entity
}

// Example is a document with its syntax (and names, if there are any) and every mention that people marked in it.
type Example struct {
	Document *onrecord.Document
	Gold     []Gold
}

// Figures says how a training went, on the examples held out of it.
type Figures struct {
	Pronouns int     // third-person pronouns held out
	Right    float64 // share of these tied as people tied them, or rightly left untied
	Heat     float64
	Rows     int // features that the model keeps
}

const (
	epochs      = 4
	maxFeatures = 120
	trainRate   = 0.05
)

// Train learns the ranker of pronouns and returns its weights as a file. A tenth of the documents is held out to set how
// scores become probabilities. The same examples and seed give the same bytes.
func Train(examples []Example, seed uint64) ([]byte, Figures, error) {
	r, err := bare()
	if err != nil {
		return nil, Figures{}, err
	}
	var learnt, held []instance
	for i := range examples {
		l := &lesson{gold: examples[i].Gold}
		p := newReport(r.words)
		p.stop = never
		p.read(examples[i].Document, nil, l)
		if heldOut(&examples[i], i) {
			held = append(held, l.out...)
		} else {
			learnt = append(learnt, l.out...)
		}
	}
	model := descend(learnt, seed)
	k := &ranker{model: model, heat: 1, least: 0.3}
	k.heat = calibrate(k, held)
	f := Figures{Pronouns: len(held), Heat: k.heat, Rows: model.Rows()}
	for _, x := range held {
		best, _ := k.pick(x.ranking())
		if x.right[best] {
			f.Right += 1 / float64(len(held))
		}
	}
	b := linear.NewBundle()
	b.PutModel("pronouns", model)
	b.PutJSON("calibration", calibration{Heat: k.heat, Least: k.least})
	return b.Bytes(), f, nil
}

// heldOut picks a tenth of the documents, by their names, so that two copies of one are never on both sides.
func heldOut(x *Example, i int) bool {
	if id := x.Document.ID; id != "" {
		i = int(linear.Word(id) >> 8)
	}
	return i%10 == 9
}

// instance is one pronoun to learn from: the features of each option, none as the last, and which are right.
type instance struct {
	features [][]linear.Feature
	right    []bool
}

func (x *instance) ranking() *ranking {
	return &ranking{chains: make([]int32, len(x.features)-1), features: x.features}
}

// descend fits a choice among options that is exponential in their scores (a maximum-entropy ranker) by stochastic
// gradient steps, with averaged weights.
func descend(data []instance, seed uint64) *linear.Model {
	pc := linear.NewPerceptron(1)
	rng := rand.New(rand.NewPCG(seed, 0x656e74697479))
	order := rng.Perm(len(data))
	for e := range epochs {
		rate := trainRate / (1 + 0.3*float64(e))
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			x := &data[i]
			target, p := chances(pc, x)
			for k, fs := range x.features {
				if step := target[k] - p[k]; math.Abs(step) > 1e-3 {
					pc.Nudge(fs, 0, float32(rate*step))
				}
			}
			pc.Step()
		}
	}
	return pc.Averaged(12, maxFeatures)
}

// chances are the probabilities of the options: as they should be, among the right ones, and as they are.
func chances(pc *linear.Perceptron, x *instance) (target, p []float64) {
	n := len(x.features)
	target, p = make([]float64, n), make([]float64, n)
	var out [1]float32
	most := math.Inf(-1)
	for k, fs := range x.features {
		pc.Scores(fs, out[:])
		p[k] = float64(out[0])
		most = max(most, p[k])
	}
	all, right := 0.0, 0.0
	for k := range p {
		p[k] = math.Exp(p[k] - most)
		all += p[k]
		if x.right[k] {
			right += p[k]
		}
	}
	for k := range p {
		if x.right[k] {
			target[k] = p[k] / max(right, 1e-300)
		}
		p[k] /= all
	}
	return target, p
}

// calibrate finds the heat with which the held-out choices are likeliest.
func calibrate(k *ranker, held []instance) float64 {
	best, least := 1.0, math.Inf(1)
	for heat := 0.4; heat < 2.5; heat += 0.1 {
		k.heat = heat
		loss := 0.0
		for i := range held {
			r := held[i].ranking()
			k.pick(r)
			z, right := 0.0, 0.0
			most := slices.Max(r.logits)
			for j, v := range r.logits {
				z += math.Exp(v - most)
				if held[i].right[j] {
					right += math.Exp(v - most)
				}
			}
			loss -= math.Log(max(right/z, 1e-12))
		}
		if loss < least {
			best, least = heat, loss
		}
	}
	return best
}

// lesson is what a report is learned from: what people marked, and the instances drawn from it.
type lesson struct {
	gold   []Gold
	entity []int // per mention: the entity that people tied it to, 0 none
	out    []instance
}

// lesson draws an instance from a pronoun whose options are gathered, and ties the pronoun as people did.
func (l *lesson) lesson(p *pronounTies, at int32) {
	if l.entity == nil {
		l.entity = p.match(l.gold)
	}
	r, want := &p.rank, l.entity[at]
	x := instance{right: make([]bool, len(r.chains)+1)}
	tied := -1
	for i, c := range r.chains {
		if want != 0 && l.share(p, c, want) {
			x.right[i] = true
			if tied < 0 {
				tied = i
			}
		}
	}
	if tied < 0 && want != 0 && l.before(p, at, want) {
		p.tieNew(at, "pronoun/alone") // there is an antecedent, but not among the options: nothing to learn
		return
	}
	x.right[len(r.chains)] = tied < 0
	for i := range x.right {
		x.features = append(x.features, slices.Clone(r.features[i]))
	}
	if len(r.chains) > 0 {
		l.out = append(l.out, x)
	}
	if tied >= 0 {
		p.tie(at, r.chains[tied], "pronoun/gold", 1)
	} else {
		p.tieNew(at, "pronoun/alone")
	}
}

// share tells whether a chain's latest mention, or most of it, is of an entity.
func (l *lesson) share(p *pronounTies, c int32, entity int) bool {
	if l.entity[p.chains[c].last] == entity {
		return true
	}
	n := 0
	for _, m := range p.chains[c].mentions {
		if l.entity[m] == entity {
			n++
		}
	}
	return 2*n > len(p.chains[c].mentions)
}

// before tells whether people marked an entity ahead of a mention.
func (l *lesson) before(p *pronounTies, at int32, entity int) bool {
	for i := range l.gold {
		if l.gold[i].Entity == entity && l.gold[i].To <= int(p.mentions[at].head) {
			return true
		}
	}
	return false
}

// match finds for every mention the one that people marked with the same head, nearest in extent; 0 for none.
func (ms *markables) match(gold []Gold) []int {
	byHead := map[int][]int{}
	for g := range gold {
		for _, h := range gold[g].Heads {
			byHead[h] = append(byHead[h], g)
		}
	}
	out := make([]int, len(ms.mentions))
	for i := range ms.mentions {
		m := &ms.mentions[i]
		best := math.MaxInt
		for _, g := range byHead[int(m.head)] {
			off := abs(gold[g].From-int(m.from)) + abs(gold[g].To-int(m.to))
			if m.pronoun != nil && gold[g].To-gold[g].From > 1 || m.pair && off > 2 {
				continue
			}
			if off < best {
				best, out[i] = off, gold[g].Entity
			}
		}
	}
	return out
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
