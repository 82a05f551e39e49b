package linear

import "math"

// index finds the row of a feature: open addressing, grown as it fills.
type index struct {
	slots []slot
	used  int
}

type slot struct {
	key Feature
	row int32 // row + 1; 0 is an empty slot
}

func newIndex(size int) index {
	n := 16
	for n < 2*size {
		n *= 2
	}
	return index{slots: make([]slot, n)}
}

func home(key Feature, n int) int { return int(key*0x9e3779b1>>7) & (n - 1) }

// find returns the row of key, or -1.
func (x *index) find(key Feature) int {
	for i := home(key, len(x.slots)); ; i = (i + 1) & (len(x.slots) - 1) {
		s := &x.slots[i]
		if s.row == 0 {
			return -1
		}
		if s.key == key {
			return int(s.row) - 1
		}
	}
}

func (x *index) insert(key Feature, row int) {
	if 2*(x.used+1) > len(x.slots) {
		old := x.slots
		x.slots = make([]slot, 2*len(old))
		for _, s := range old {
			if s.row != 0 {
				x.place(s)
			}
		}
	}
	x.place(slot{key, int32(row) + 1})
	x.used++
}

func (x *index) place(s slot) {
	i := home(s.key, len(x.slots))
	for x.slots[i].row != 0 {
		i = (i + 1) & (len(x.slots) - 1)
	}
	x.slots[i] = s
}

// Perceptron is a multi-class averaged perceptron under training. A feature gets a row only when it first takes part
// in a correction, so memory follows the errors and not the data.
type Perceptron struct {
	classes int
	index   index
	keys    []Feature
	weight  []float32 // rows x classes
	total   []float32 // sum of the weights over the steps, up to stamp
	stamp   []int32   // per row: the step up to which total counts
	hits    []int32   // per row: corrections it took part in
	step    int32
}

// NewPerceptron makes an untrained perceptron.
func NewPerceptron(classes int) *Perceptron {
	return &Perceptron{classes: classes, index: newIndex(1 << 16)}
}

// Scores sets out[c] to the score of each class; out has one cell a class.
func (p *Perceptron) Scores(features []Feature, out []float32) {
	clear(out)
	for _, f := range features {
		r := p.index.find(f)
		if r < 0 {
			continue
		}
		w := p.weight[r*p.classes : (r+1)*p.classes]
		for c, v := range w {
			out[c] += v
		}
	}
}

// Step counts one decision, right or wrong; averaging is over decisions.
func (p *Perceptron) Step() { p.step++ }

// Update moves the weights of the features by rate, towards class good and away from class bad.
func (p *Perceptron) Update(features []Feature, good, bad int, rate float32) {
	for _, f := range features {
		r := p.index.find(f)
		if r < 0 {
			r = p.grow(f)
		}
		p.sync(r)
		p.hits[r]++
		p.weight[r*p.classes+good] += rate
		p.weight[r*p.classes+bad] -= rate
	}
}

// Nudge adds rate to the weight of a single class: for rankers, which have one class.
func (p *Perceptron) Nudge(features []Feature, class int, rate float32) {
	for _, f := range features {
		r := p.index.find(f)
		if r < 0 {
			r = p.grow(f)
		}
		p.sync(r)
		p.hits[r]++
		p.weight[r*p.classes+class] += rate
	}
}

func (p *Perceptron) grow(f Feature) int {
	r := len(p.keys)
	p.index.insert(f, r)
	p.keys = append(p.keys, f)
	p.stamp = append(p.stamp, p.step)
	p.hits = append(p.hits, 0)
	for range p.classes {
		p.weight = append(p.weight, 0)
		p.total = append(p.total, 0)
	}
	return r
}

// sync brings the running sum of a row up to the present step.
func (p *Perceptron) sync(r int) {
	d := p.step - p.stamp[r]
	if d <= 0 {
		return
	}
	w, t := p.weight[r*p.classes:(r+1)*p.classes], p.total[r*p.classes:(r+1)*p.classes]
	for c := range w {
		t[c] += float32(d) * w[c]
	}
	p.stamp[r] = p.step
}

// Averaged is the trained model: weights averaged over all steps, rows with fewer corrections than minHits left out,
// quantised for decisions over at most maxFeatures features.
func (p *Perceptron) Averaged(minHits int32, maxFeatures int) *Model {
	var keys []Feature
	var rows []float32
	for r, k := range p.keys {
		if p.hits[r] < minHits {
			continue
		}
		p.sync(r)
		keys = append(keys, k)
		for _, v := range p.total[r*p.classes : (r+1)*p.classes] {
			rows = append(rows, v/float32(max(p.step, 1)))
		}
	}
	return quantise(p.classes, keys, rows, maxFeatures)
}

// quantise rounds rows of weights to small integers. The scale puts all but the heaviest weights (one in 20,000) in
// range; those are clipped.
func quantise(classes int, keys []Feature, rows []float32, maxFeatures int) *Model {
	limit := int32(32767 / maxFeatures)
	scale := clipAt(rows, 0.99995) / float32(limit)
	if scale == 0 {
		scale = 1
	}
	m := newModel(classes, limit, scale, len(keys))
	lanes := make([]int32, classes)
	for r, k := range keys {
		any := false
		for c, v := range rows[r*classes : (r+1)*classes] {
			q := int32(math.Round(float64(v / scale)))
			lanes[c] = min(max(q, -limit), limit)
			any = any || q != 0
		}
		if any {
			m.add(k, lanes)
		}
	}
	return m
}

// clipAt returns the given quantile of the absolute values that are not zero.
func clipAt(rows []float32, quantile float64) float32 {
	const buckets = 4096
	var most float32
	for _, v := range rows {
		most = max(most, abs32(v))
	}
	if most == 0 {
		return 0
	}
	var count [buckets + 1]int
	n := 0
	for _, v := range rows {
		if v != 0 {
			count[int(abs32(v)/most*buckets)]++
			n++
		}
	}
	seen := 0
	for b, k := range count {
		if seen += k; float64(seen) >= quantile*float64(n) {
			return most * float32(b+1) / buckets
		}
	}
	return most
}

func abs32(v float32) float32 {
	if v < 0 {
		return -v
	}
	return v
}
