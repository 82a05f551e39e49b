package frames

import (
	"fmt"
	"slices"

	"onrecord"
	"onrecord/internal/lang/encoder"
)

// hidden is the width of the frames' hidden layers.
const hidden = 256

// distances is how many classes of distance from the anchor there are; inside is that of the anchor's own words.
const (
	distances = 32
	inside    = 30
	farthest  = 14
)

// kind is one of the three kinds of frame.
type kind struct {
	name    string // in the file of weights
	layer   onrecord.FrameLayer
	classes []string
}

// kinds are the layers of frames, in the order in which they are read.
var kinds = []kind{
	{"st", onrecord.FrameStatement, []string{"type", "source_kind", "naming", "form"}},
	{"ev", onrecord.FrameEvent, []string{"root", "status"}},
	{"po", onrecord.FramePosition, []string{"stance", "firmness", "pkind"}},
}

// settings are what was chosen on a part of the training reports.
type settings struct {
	Bias float32    `json:"bias"` // in favour of an anchor
	Sure [4]float64 `json:"sure"` // the weights of the confidence, see [Certainty]
}

// dense is a small layer kept in float32.
type dense struct {
	out, in      int
	weight, bias []float32
}

func openDense(w *encoder.Weights, name string, out, in int) (d dense, err error) {
	d.out, d.in = out, in
	if d.weight, err = w.F32(name+".weight", out, in); err != nil {
		return d, err
	}
	d.bias, err = w.F32(name+".bias", out)
	return d, err
}

// apply sets y to the layer's answer to one row.
func (d *dense) apply(x, y []float32) {
	for k := range d.out {
		y[k] = encoder.Dot(d.weight[k*d.in:(k+1)*d.in], x) + d.bias[k]
	}
}

// layer is what is laid over the encoder for one kind of frame.
type layer struct {
	kind
	settings
	width                    int // of the encoder
	roles                    []string
	labels                   int // 1 + two a role: outside, and for each role its first word and those behind
	near                     *encoder.Linear
	nearOut                  dense
	tok, mul, anc, mulb, cin *encoder.Linear
	dist                     []float32
	out                      dense
	trans, start             []float32
	step, begin              []float32 // exp of these
	class                    []dense
	values                   [][]string
}

func openLayer(w *encoder.Weights, k kind, roles []string, classes map[string][]string, width int) (*layer, error) {
	l := &layer{kind: k, width: width, roles: roles, labels: 1 + 2*len(roles)}
	if len(roles) < 3 {
		return nil, fmt.Errorf("no roles of %q", k.name)
	}
	at := "frames." + k.name + "."
	for name, x := range map[string]struct {
		in int
		to **encoder.Linear
	}{"anchor.hidden": {width, &l.near}, "tok": {width, &l.tok}, "mul": {width, &l.mul}, "anc": {2 * width, &l.anc}, "mulb": {2 * width, &l.mulb}, "cin": {5 * width, &l.cin}} {
		var err error
		if *x.to, err = w.Linear(at+name, hidden, x.in); err != nil {
			return nil, err
		}
	}
	var err error
	if l.nearOut, err = openDense(w, at+"anchor.out", 3, hidden); err != nil {
		return nil, err
	}
	if l.out, err = openDense(w, at+"out", l.labels, hidden); err != nil {
		return nil, err
	}
	if l.dist, err = w.F32(at+"dist", distances, hidden); err != nil {
		return nil, err
	}
	if l.trans, err = w.F32(at+"trans", l.labels, l.labels); err != nil {
		return nil, err
	}
	if l.start, err = w.F32(at+"start", l.labels); err != nil {
		return nil, err
	}
	l.trans, l.start = forbid(l.trans, l.start, l.labels)
	l.step, l.begin = exps(l.trans), exps(l.start)
	for _, c := range k.classes {
		v := classes[c]
		x, err := openDense(w, at+"class."+c, len(v), hidden)
		if err != nil {
			return nil, err
		}
		l.class, l.values = append(l.class, x), append(l.values, v)
	}
	return l, nil
}

// leanSaying is how much the reader leans towards an anchor at a word that attributes nearly always.
const leanSaying = 1.5

// anchor is a run of words of a window that a frame stands on.
type anchor struct {
	from, to int // words of the window
	sure     float32
}

// anchors finds the anchors behind the context of a window.
func (l *layer) anchors(hw []float32, t *text, win window, w *work) []anchor {
	n := win.to - win.from
	w.hidden = room(w.hidden, n*hidden)
	l.near.Apply(hw, n, w.hidden)
	encoder.ReLU(w.hidden[:n*hidden])
	w.label, w.sure = room(w.label, n), room(w.sure, n)
	label, sure := w.label, w.sure
	clear(label)
	var p [3]float32
	for i := win.core - win.from; i < n; i++ {
		l.nearOut.apply(w.hidden[i*hidden:(i+1)*hidden], p[:])
		p[0] -= l.Bias
		if l.layer == onrecord.FrameStatement && t.says[win.from+i] {
			p[0] -= leanSaying
		}
		if p[0] > max(p[1], p[2])+1 {
			continue // plainly none
		}
		softmax(p[:])
		sure[i] = 1 - p[0]
		for k, v := range p {
			if v > p[label[i]] {
				label[i] = uint8(k)
			}
		}
	}
	var out []anchor
	for i := win.core - win.from; i < n; {
		if label[i] == 0 {
			i++
			continue
		}
		to := i + 1
		for to < n && label[to] == 2 {
			to++
		}
		out = append(out, anchor{i, to, sure[i]})
		i = to
	}
	return out
}

// frame reads the roles and classes of an anchor.
func (l *layer) frame(hw []float32, win window, a anchor, w *work) onrecord.Frame {
	n := win.to - win.from
	l.emit(hw, n, a, w)
	path := viterbi(w.scores, n, l.labels, l.trans, l.start, w)
	f := onrecord.Frame{Layer: l.layer, Anchor: onrecord.Run{From: win.from + a.from, To: win.from + a.to}, Roles: map[string][]onrecord.Run{}, Classes: map[string]string{},
		Sure: map[string]float64{anchorSure: float64(a.sure)}}
	l.classify(hw, a, path, w, &f)
	if !slices.ContainsFunc(path, func(b uint8) bool { return b != 0 }) {
		return f
	}
	sum := marginals(w.scores, n, l.labels, l.step, l.begin, w)
	for i := 0; i < n; {
		if path[i] == 0 {
			i++
			continue
		}
		role, to := (int(path[i])-1)/2, i+1
		for to < n && int(path[to]) == 2+2*role {
			to++
		}
		name := l.roles[role]
		f.Roles[name] = append(f.Roles[name], onrecord.Run{From: win.from + i, To: win.from + to})
		s := float64(runSure(sum, l.labels, i, to, role))
		if was, ok := f.Sure[name]; !ok || s < was {
			f.Sure[name] = s
		}
		i = to
	}
	return f
}

// emit scores every word of the window for each label of the anchor's frame.
func (l *layer) emit(hw []float32, n int, a anchor, w *work) {
	if !w.scored {
		w.tok, w.mul = room(w.tok, n*hidden), room(w.mul, n*hidden)
		l.tok.Apply(hw, n, w.tok)
		l.mul.Apply(hw, n, w.mul)
		w.scored = true
	}
	h := l.width
	w.pair = append(append(w.pair[:0], hw[a.from*h:(a.from+1)*h]...), hw[(a.to-1)*h:a.to*h]...)
	var base, gate [hidden]float32
	l.anc.Apply(w.pair, 1, base[:])
	l.mulb.Apply(w.pair, 1, gate[:])
	for i, x := range gate {
		gate[i] = tanh(x)
	}
	w.scores = room(w.scores, n*l.labels)
	var z [hidden]float32
	for i := range n {
		t, m := (*[hidden]float32)(w.tok[i*hidden:]), (*[hidden]float32)(w.mul[i*hidden:])
		far := (*[hidden]float32)(l.dist[distance(i, a)*hidden:])
		for k := range z {
			z[k] = t[k] + base[k] + far[k] + float32(m[k]*gate[k])
		}
		encoder.ReLU(z[:])
		l.out.apply(z[:], w.scores[i*l.labels:(i+1)*l.labels])
	}
}

// distance is the class of how far a word is from an anchor, and on which side.
func distance(i int, a anchor) int {
	if i >= a.from && i < a.to {
		return inside
	}
	d, side := i-a.from, farthest+1
	if d < 0 {
		d, side = -d, 0
	}
	return bucket(d) + side
}

// classify fills the classes of a frame from its anchor and the words of its second and third role.
func (l *layer) classify(hw []float32, a anchor, path []uint8, w *work, f *onrecord.Frame) {
	h := l.width
	if cap(w.pair) < 5*h {
		w.pair = append(make([]float32, 0, 5*h), w.pair...)
	}
	x := w.pair[:5*h]
	clear(x[2*h:])
	for role := 1; role <= 2; role++ {
		mean := x[(1+role)*h : (2+role)*h]
		count := 0
		for i, p := range path {
			if int(p) == 1+2*role || int(p) == 2+2*role {
				encoder.Axpy(mean, 1, hw[i*h:(i+1)*h])
				count++
			}
		}
		for k := range mean {
			mean[k] /= float32(max(count, 1))
		}
	}
	for k := range h {
		x[4*h+k] = float32(x[2*h+k] * x[k])
	}
	w.pair = x
	var z [hidden]float32
	l.cin.Apply(x, 1, z[:])
	encoder.ReLU(z[:])
	var p [16]float32
	for c := range l.class {
		v := p[:len(l.values[c])]
		l.class[c].apply(z[:], v)
		softmax(v)
		best := 0
		for k := range v {
			if v[k] > v[best] {
				best = k
			}
		}
		f.Classes[l.classes[c]] = l.values[c][best]
		f.Sure[l.classes[c]] = float64(v[best])
	}
}

// order sorts frames by place and layer.
func order(fs []onrecord.Frame) {
	slices.SortStableFunc(fs, func(a, b onrecord.Frame) int { return a.Anchor.From - b.Anchor.From })
}
