package linear

import "math"

// Lattice is the working memory of decoding; one a goroutine, grown as needed.
type Lattice struct {
	Stop func() bool // where there is one: whether to end early, with probabilities that mean nothing

	sum    *Sum
	emit   []float32 // positions x labels
	back   []uint8
	al, be []float64
	move   []float64 // exponentials of the transitions
	path   []uint8
}

// NewLattice makes working memory for c.
func (c *CRF) NewLattice() *Lattice { return &Lattice{sum: c.model.NewSum()} }

// stopped asks now and then whether to end early.
func (l *Lattice) stopped(i int) bool { return i%2048 == 0 && l.Stop != nil && l.Stop() }

// Emit scores every position of s; bias is added to every label that begins a segment ("B-...").
func (c *CRF) Emit(s *Sequence, l *Lattice, bias float32) {
	l.emit = l.emit[:0]
	c.EmitMore(s.Features, l, bias)
}

// EmitMore scores further positions, so that the features of a long sequence need not be there all at once. The lattice
// must be a new one at the first.
func (c *CRF) EmitMore(features [][]Feature, l *Lattice, bias float32) {
	n := len(c.Labels)
	for _, fs := range features {
		c.model.Score(fs, l.sum)
		at := len(l.emit)
		for range n {
			l.emit = append(l.emit, 0)
		}
		c.model.Weights(l.sum, l.emit[at:])
		for k, name := range c.Labels {
			if name[0] == 'B' {
				l.emit[at+k] += bias
			}
		}
	}
}

const never = float32(-1e9)

// Viterbi returns the best legal labelling of a sequence that [CRF.Emit] has scored. The result is valid until the
// lattice is used again.
func (c *CRF) Viterbi(s *Sequence, l *Lattice) []uint8 {
	n := len(c.Labels)
	length := len(l.emit) / n
	if length == 0 {
		return nil
	}
	if cap(l.back) < n*length {
		l.back = make([]uint8, n*length)
		l.path = make([]uint8, length)
	}
	l.back, l.path = l.back[:n*length], l.path[:length]
	prev, next := make([]float32, n), make([]float32, n)
	for i := range length {
		T := c.Trans[s.Edge[i]]
		for k := range n {
			best, from := never, 0
			if i == 0 {
				if c.legal[n*n+k] {
					best = T[n*n+k]
				}
			} else {
				for p, v := range prev {
					if v += T[p*n+k]; v > best && c.legal[p*n+k] {
						best, from = v, p
					}
				}
			}
			next[k] = best + l.emit[i*n+k]
			l.back[i*n+k] = uint8(from)
		}
		prev, next = next, prev
	}
	at := 0
	for k, v := range prev {
		if v > prev[at] {
			at = k
		}
	}
	for i := length - 1; i >= 0; i-- {
		l.path[i] = uint8(at)
		at = int(l.back[i*n+at])
	}
	return l.path
}

// Marginals works out the probability of every label at every position of a sequence that [CRF.Emit] has scored:
// positions x labels. The result is valid until the lattice is used again.
func (c *CRF) Marginals(s *Sequence, l *Lattice) []float64 {
	n := len(c.Labels)
	length := len(l.emit) / n
	l.al, l.be = room(l.al, n*length), room(l.be, n*length)
	if length == 0 {
		return nil
	}
	c.moves(l)
	x := make([]float64, n*length)
	scale := make([]float64, length)
	for i := range length {
		if l.stopped(i) {
			return l.al
		}
		most := l.emit[i*n]
		for _, v := range l.emit[i*n : (i+1)*n] {
			most = max(most, v)
		}
		T := l.move[int(s.Edge[i])*(n+1)*n:]
		z := 0.0
		for k := range n {
			x[i*n+k] = math.Exp(float64(l.emit[i*n+k] - most))
			sum := 0.0
			if i == 0 {
				sum = T[n*n+k]
			} else {
				for p, a := range l.al[(i-1)*n : i*n] {
					sum += a * T[p*n+k]
				}
			}
			l.al[i*n+k] = sum * x[i*n+k]
			z += l.al[i*n+k]
		}
		for k := range n {
			l.al[i*n+k] /= z
		}
		scale[i] = z
	}
	c.combine(s, l, x, scale)
	return l.al
}

// combine runs backwards and leaves forward times backward in l.al.
func (c *CRF) combine(s *Sequence, l *Lattice, x, scale []float64) {
	n := len(c.Labels)
	length := len(l.emit) / n
	for k := range n {
		l.be[(length-1)*n+k] = 1
	}
	for i := length - 2; i >= 0; i-- {
		if l.stopped(i) {
			return
		}
		T := l.move[int(s.Edge[i+1])*(n+1)*n:]
		for p := range n {
			sum := 0.0
			for k := range n {
				sum += T[p*n+k] * x[(i+1)*n+k] * l.be[(i+1)*n+k]
			}
			l.be[i*n+p] = sum / scale[i+1]
		}
	}
	for i := range l.al {
		l.al[i] *= l.be[i]
	}
}

func (c *CRF) moves(l *Lattice) {
	n := len(c.Labels)
	if len(l.move) == Edges*(n+1)*n {
		return
	}
	l.move = make([]float64, 0, Edges*(n+1)*n)
	for _, T := range c.Trans {
		for i, v := range T {
			e := 0.0
			if c.legal[i] {
				e = math.Exp(float64(v))
			}
			l.move = append(l.move, e)
		}
	}
}

// Rows is the number of features that the model knows.
func (c *CRF) Rows() int { return c.model.Rows() }

type crfHead struct {
	Labels []string
	Trans  [][]float32
}

// PutCRF stores a CRF under a name.
func (b *Bundle) PutCRF(name string, c *CRF) {
	b.PutJSON(name+".head", crfHead{c.Labels, c.Trans})
	b.PutModel(name+".model", c.model)
}

// CRF reads the CRF stored under a name.
func (b *Bundle) CRF(name string) (*CRF, error) {
	var h crfHead
	if err := b.JSON(name+".head", &h); err != nil {
		return nil, err
	}
	m, err := b.Model(name + ".model")
	if err != nil {
		return nil, err
	}
	n := len(h.Labels)
	if m.classes != n || len(h.Trans) != Edges {
		return nil, errCut
	}
	for _, t := range h.Trans {
		if len(t) != (n+1)*n {
			return nil, errCut
		}
	}
	return &CRF{Labels: h.Labels, Trans: h.Trans, model: m, legal: legalMoves(h.Labels)}, nil
}
