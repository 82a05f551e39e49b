// Package encoder reads text as a BERT-like encoder does: words in pieces, and a vector for each piece in its context. It
// works with whole numbers of 8 bits in pure Go (and assembly where the processor has the registers for it) and gives the
// same bits on every machine.
package encoder

import (
	"fmt"
	"math"
	"sync"
)

// MaxPieces is the most pieces that are read at once.
const MaxPieces = 512

const (
	shapes  = 8 // of words
	schemes = 4
	epsilon = 1e-12
)

// Encoder is a BERT-like encoder. Safe for use by many goroutines.
type Encoder struct {
	// Hidden is the width of a piece's vector.
	Hidden int

	heads     int
	words     []int8 // [vocabulary][Hidden]
	wordScale []float32
	positions []float32 // [MaxPieces][Hidden]
	shapes    []float32
	schemes   []float32
	norm      gains
	layers    []layer
}

type layer struct {
	qkv, out, up, down *Linear
	norm1, norm2       gains
}

type gains struct{ gain, bias []float32 }

// Input is what is read at once.
type Input struct {
	Pieces []int32 // numbers in the vocabulary, [CLS] and [SEP] included; at most MaxPieces
	Shapes []uint8 // of the word that each piece belongs to
	Scheme int
}

// New makes an encoder of the tensors embeddings.* and layer.*.
func New(w *Weights) (*Encoder, error) {
	n := map[string]int{}
	for _, key := range []string{"hidden", "layers", "heads", "inner", "positions", "vocab"} {
		v, err := w.Number(key)
		if err != nil {
			return nil, err
		}
		n[key] = v
	}
	h := n["hidden"]
	if h < 1 || h > maxIn/4 || h != n["heads"]*headWidth || n["inner"] != 4*h || n["positions"] != MaxPieces || n["vocab"] < 1 || n["layers"] > 1000 {
		return nil, fmt.Errorf("read weights: no encoder of numbers %v: %w", n, ErrWeights)
	}
	e := &Encoder{Hidden: h, heads: n["heads"]}
	if err := e.readEmbeddings(w, n["vocab"]); err != nil {
		return nil, err
	}
	for i := range n["layers"] {
		l, err := readLayer(w, fmt.Sprintf("layer.%d", i), h)
		if err != nil {
			return nil, err
		}
		e.layers = append(e.layers, l)
	}
	return e, nil
}

func (e *Encoder) readEmbeddings(w *Weights, vocabulary int) (err error) {
	if e.words, err = w.I8("embeddings.word", vocabulary, e.Hidden); err != nil {
		return err
	}
	if e.wordScale, err = w.F32("embeddings.word.scale", vocabulary); err != nil {
		return err
	}
	for name, t := range map[string]struct {
		rows int
		to   *[]float32
	}{"position": {MaxPieces, &e.positions}, "shape": {shapes, &e.shapes}, "scheme": {schemes, &e.schemes}} {
		if *t.to, err = w.F32("embeddings."+name, t.rows, e.Hidden); err != nil {
			return err
		}
	}
	e.norm, err = readNorm(w, "embeddings.norm", e.Hidden)
	return err
}

func readLayer(w *Weights, name string, h int) (l layer, err error) {
	for part, t := range map[string]struct {
		out, in int
		to      **Linear
	}{"qkv": {3 * h, h, &l.qkv}, "out": {h, h, &l.out}, "up": {4 * h, h, &l.up}, "down": {h, 4 * h, &l.down}} {
		if *t.to, err = w.Linear(name+"."+part, t.out, t.in); err != nil {
			return l, err
		}
	}
	if l.norm1, err = readNorm(w, name+".norm1", h); err != nil {
		return l, err
	}
	l.norm2, err = readNorm(w, name+".norm2", h)
	return l, err
}

func readNorm(w *Weights, name string, h int) (n gains, err error) {
	if n.gain, err = w.F32(name+".gain", h); err != nil {
		return n, err
	}
	n.bias, err = w.F32(name+".bias", h)
	return n, err
}

// Scratch is working memory of [Encoder.Encode]; one a goroutine, grown as needed.
type Scratch struct {
	quantised quantised
	qkv       []float32
	context   []float32 // of all heads
	inner     []float32 // the wide layer, of a few rows
	back      []float32
	keys      []float32 // of one head, turned
	scores    []float32
	times     [tileRows]float32
}

var spareScratch = sync.Pool{New: func() any { return new(Scratch) }}

// Encode sets dst (len(in.Pieces) x Hidden) to the vectors of the pieces. Without scratch (nil) it takes some from a pool.
// It works on the caller's goroutine alone. It panics where the input is out of range: pieces that the vocabulary does not
// have, more than MaxPieces of them, or a dst that is too short.
func (e *Encoder) Encode(dst []float32, in Input, s *Scratch) {
	n := len(in.Pieces)
	if n > MaxPieces || len(in.Shapes) != n || len(dst) < n*e.Hidden {
		panic(fmt.Sprintf("encoder: %d pieces, %d shapes, room for %d numbers", n, len(in.Shapes), len(dst)))
	}
	if n == 0 {
		return
	}
	if s == nil {
		s = spareScratch.Get().(*Scratch)
		defer spareScratch.Put(s)
	}
	s.grow(n, e.Hidden)
	p := active.Load()
	x := dst[:n*e.Hidden]
	e.embed(p, x, in, s)
	for i := range e.layers {
		e.layers[i].apply(p, x, n, e.heads, s)
	}
}

// grow makes room for n rows, in whole tiles: the kernels of attention work on nothing less.
func (s *Scratch) grow(n, h int) {
	rows := (n + tileRows - 1) / tileRows * tileRows
	ld := keyRoom(n)
	s.qkv = room(s.qkv, rows*3*h)
	s.context = room(s.context, rows*h)
	s.inner = room(s.inner, min(n, fewRows)*4*h)
	s.back = room(s.back, min(n, fewRows)*h)
	s.keys = room(s.keys, headWidth*ld)
	s.scores = room(s.scores, tileRows*ld)
}

// keyRoom is n rounded up to what the kernels take at once.
func keyRoom(n int) int { return (n + 31) / 32 * 32 }

func (e *Encoder) embed(p *path, x []float32, in Input, s *Scratch) {
	h := e.Hidden
	for i, piece := range in.Pieces {
		row := x[i*h : (i+1)*h]
		words, scale := e.words[int(piece)*h:(int(piece)+1)*h], e.wordScale[piece]
		shape := e.shapes[int(in.Shapes[i])*h:][:h]
		scheme := e.schemes[in.Scheme*h:][:h]
		for d := range row {
			row[d] = float32(float32(words[d])*scale) + shape[d] + scheme[d]
		}
	}
	normalise(p, x, e.positions[:len(x)], e.norm)
}

// fewRows is how many rows go through the wide layer at once, so that it stays in a core's cache beside the weights.
const fewRows = 96

func (l *layer) apply(p *path, x []float32, n, heads int, s *Scratch) {
	h := heads * headWidth
	l.qkv.apply(&s.quantised, x, n, s.qkv)
	for head := range heads {
		attend(p, s, n, h, head*headWidth)
	}
	for from := 0; from < n; from += fewRows {
		rows := min(fewRows, n-from)
		l.finish(p, x[from*h:(from+rows)*h], s.context[from*h:], rows, s)
	}
}

// finish does what each piece does for itself, behind attention.
func (l *layer) finish(p *path, x, context []float32, n int, s *Scratch) {
	l.out.apply(&s.quantised, context, n, s.back)
	normalise(p, x, s.back[:len(x)], l.norm1)
	l.up.apply(&s.quantised, x, n, s.inner)
	gelu(p, s.inner[:4*len(x)])
	l.down.apply(&s.quantised, s.inner, n, s.back)
	normalise(p, x, s.back[:len(x)], l.norm2)
}

// attentionScale is log2(e)/sqrt(headWidth): the weights of attention are powers of two inside.
const attentionScale = math.Log2E / 5.656854249492380195206754896838792314278687501507792292706718951962929913848

// attend sets the part of s.context that belongs to the head at offset at.
func attend(p *path, s *Scratch, n, h, at int) {
	ld := keyRoom(n)
	turn(s.keys, s.qkv[h+at:], n, 3*h, ld)
	for from := 0; from < n; from += tileRows {
		for k := 0; k < ld; k += headWidth {
			p.product(s.scores[k:], ld, s.qkv[from*3*h+at:], 3*h, s.keys[k:], ld, headWidth, &ones)
		}
		rows := min(tileRows, n-from)
		for r := range rows {
			copy(s.scores[r*ld+n:(r+1)*ld], nothing[:])
		}
		p.weigh(s.scores, ld, rows, ld, attentionScale, &s.times)
		p.product(s.context[from*h+at:], h, s.scores, ld, s.qkv[2*h+at:], 3*h, n, &s.times)
	}
}

// ones leave a product as it is.
var ones = func() (o [tileRows]float32) {
	for i := range o {
		o[i] = 1
	}
	return o
}()

// nothing are scores of keys that are not there.
var nothing = func() (s [headWidth]float32) {
	for i := range s {
		s[i] = float32(math.Inf(-1))
	}
	return s
}()

// turn makes columns of n keys, which lie step apart.
func turn(keys, from []float32, n, step, ld int) {
	for j := range n {
		for d, v := range from[j*step : j*step+headWidth] {
			keys[d*ld+j] = v
		}
	}
	for d := range headWidth {
		clear(keys[d*ld+n : (d+1)*ld])
	}
}
