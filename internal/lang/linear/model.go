package linear

// Model is a trained linear model ready to decide: rows of small integers, one 16-bit lane a class, four lanes to a
// machine word. A lane holds the weight plus the model's limit, so lanes never go negative and one 64-bit addition adds
// four classes at once; the limit times the number of rows added is taken off at the end. Safe for use by many
// goroutines.
type Model struct {
	classes int
	words   int     // machine words a row
	limit   int32   // weights lie in -limit..limit
	scale   float32 // weight of one unit
	index   index
	rows    []uint64
	keys    []Feature // in order of rows
}

func newModel(classes int, limit int32, scale float32, size int) *Model {
	words := (classes + 3) / 4
	return &Model{classes: classes, words: words, limit: limit, scale: scale, index: newIndex(size),
		rows: make([]uint64, 0, size*words)}
}

// add appends a row of weights, one a class, each within the limit.
func (m *Model) add(key Feature, lanes []int32) {
	m.index.insert(key, len(m.keys))
	m.keys = append(m.keys, key)
	for w := range m.words {
		var word uint64
		for l := range 4 {
			v := m.limit
			if c := 4*w + l; c < m.classes {
				v += lanes[c]
			}
			word |= uint64(uint16(v)) << (16 * l)
		}
		m.rows = append(m.rows, word)
	}
}

// Classes is the number of classes that the model tells apart.
func (m *Model) Classes() int { return m.classes }

// Rows is the number of features that the model knows.
func (m *Model) Rows() int { return len(m.keys) }

// Sum holds the scores of one decision.
type Sum struct {
	lanes []uint64
	added int32
}

// NewSum makes room for the scores of a model's decisions; one a goroutine.
func (m *Model) NewSum() *Sum { return &Sum{lanes: make([]uint64, m.words)} }

// Score adds up the rows of the features into s, which it clears first. At most as many features may be known as the
// model was quantised for.
func (m *Model) Score(features []Feature, s *Sum) {
	s.added = 0
	clear(s.lanes)
	switch m.words {
	case 1:
		m.score1(features, s)
	case 2:
		m.score2(features, s)
	case 3:
		m.score3(features, s)
	default:
		m.scoreN(features, s)
	}
}

func (m *Model) score1(features []Feature, s *Sum) {
	var a uint64
	for _, f := range features {
		if r := m.index.find(f); r >= 0 {
			a += m.rows[r]
			s.added++
		}
	}
	s.lanes[0] = a
}

func (m *Model) score2(features []Feature, s *Sum) {
	var a, b uint64
	for _, f := range features {
		if r := m.index.find(f); r >= 0 {
			w := m.rows[2*r : 2*r+2 : 2*r+2]
			a += w[0]
			b += w[1]
			s.added++
		}
	}
	s.lanes[0], s.lanes[1] = a, b
}

func (m *Model) score3(features []Feature, s *Sum) {
	var a, b, c uint64
	for _, f := range features {
		if r := m.index.find(f); r >= 0 {
			w := m.rows[3*r : 3*r+3 : 3*r+3]
			a += w[0]
			b += w[1]
			c += w[2]
			s.added++
		}
	}
	s.lanes[0], s.lanes[1], s.lanes[2] = a, b, c
}

func (m *Model) scoreN(features []Feature, s *Sum) {
	lanes, n := s.lanes, m.words
	for _, f := range features {
		r := m.index.find(f)
		if r < 0 {
			continue
		}
		w := m.rows[r*n : (r+1)*n]
		w = w[:len(lanes)]
		for i := range lanes {
			lanes[i] += w[i]
		}
		s.added++
	}
}

// lane is the raw score of a class: comparable within one sum, not between sums.
func (s *Sum) lane(class int) uint16 {
	return uint16(s.lanes[class>>2] >> (16 * (class & 3)))
}

// Best returns the class from up to but not including to with the highest score; the lowest number wins a tie.
func (s *Sum) Best(from, to int) int {
	best, at := s.lane(from), from
	for c := from + 1; c < to; c++ {
		if v := s.lane(c); v > best {
			best, at = v, c
		}
	}
	return at
}

// Units is the score of a class in the model's units (multiply by [Model.Scale] for weights).
func (m *Model) Units(s *Sum, class int) int32 {
	return int32(s.lane(class)) - s.added*m.limit
}

// Scale is the weight of one unit.
func (m *Model) Scale() float32 { return m.scale }

// Weights sets out[c] to the score of each class.
func (m *Model) Weights(s *Sum, out []float32) {
	off := s.added * m.limit
	for c := range out {
		out[c] = float32(int32(s.lane(c))-off) * m.scale
	}
}
