package english

import (
	"onrecord"
	"onrecord/internal/lang/linear"
	"onrecord/internal/lang/wordclass"
)

// words is the sentence at work: what the features look at, as hashes, in columns. Index 0 is the root above the
// sentence, index i its i-th token.
type words struct {
	n                   int      // tokens and the root
	form, low           []uint32 // as written; lower-cased with numbers made alike
	suf2, suf3, suf4    []uint32
	pre2, pre3          []uint32
	shape               []uint32
	fine, coarse        []uint32 // word classes
	tag                 []uint32 // predicted, number + 1; 0 outside the sentence
	head, label         []int32  // predicted by the parser
	left, left2         []int32  // the two leftmost children, -1 for none
	right, right2       []int32
	lefts, rights       []int32 // how many children on each side
	stack               []int32
	features            []linear.Feature
	tagSum, moveSum, la *linear.Sum
}

func (w *words) reset(n int) {
	w.n = n
	for _, c := range []*[]uint32{&w.form, &w.low, &w.suf2, &w.suf3, &w.suf4, &w.pre2, &w.pre3, &w.shape, &w.fine, &w.coarse, &w.tag} {
		if cap(*c) < n {
			*c = make([]uint32, n, 2*n)
		}
		*c = (*c)[:n]
	}
	w.tag[0] = 0
}

// load takes over the words of one sentence.
func (w *words) load(text string, tokens []onrecord.Token, classes *wordclass.Classes) {
	w.reset(len(tokens) + 1)
	for _, c := range [][]uint32{w.form, w.low, w.suf2, w.suf3, w.suf4, w.pre2, w.pre3, w.shape, w.fine, w.coarse} {
		c[0] = 7 // the root's own value, unlike any word's
	}
	for i := range tokens {
		w.word(i+1, text[tokens[i].Start:tokens[i].End], classes)
	}
}

// normal writes a word to buf: lower-cased (ASCII), curly marks straightened, long words without their middle.
// It returns the bytes and whether they are all digits, stops and commas.
func normal(word string, buf *[96]byte) ([]byte, bool) {
	n, number := 0, len(word) > 0
	digits := false
	for i := 0; i < len(word); i++ {
		c := word[i]
		if n >= len(buf)-1 {
			i = max(i, len(word)-32)
			c = word[i]
			n = 60
		}
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c == 0xe2 && i+2 < len(word) && word[i+1] == 0x80:
			switch word[i+2] {
			case 0x98, 0x99:
				c = '\''
				i += 2
			case 0x9c, 0x9d:
				c = '"'
				i += 2
			}
		}
		if digit(c) {
			digits = true
		} else if c != '.' && c != ',' && c != ':' {
			number = false
		}
		buf[n] = c
		n++
	}
	return buf[:n], number && digits
}

func hashBytes(b []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range b {
		h = (h ^ uint32(c)) * 16777619
	}
	h ^= h >> 15
	h *= 0x2c1b3c6d
	return h ^ h>>12
}

func (w *words) word(i int, word string, classes *wordclass.Classes) {
	var buf [96]byte
	low, number := normal(word, &buf)
	w.form[i] = linear.Word(word)
	w.shape[i] = shapeOf(word)
	if number {
		low = append(low[:0], '0')
	}
	n := len(low)
	w.low[i] = hashBytes(low)
	w.suf2[i] = hashBytes(low[max(0, n-2):])
	w.suf3[i] = hashBytes(low[max(0, n-3):])
	w.suf4[i] = hashBytes(low[max(0, n-4):])
	w.pre2[i] = hashBytes(low[:min(n, 2)])
	w.pre3[i] = hashBytes(low[:min(n, 3)])
	fine, coarse := classes.Of(word)
	w.fine[i], w.coarse[i] = uint32(fine), uint32(coarse)
}

// shapeOf hashes the pattern of capitals, small letters, digits and marks, with runs cut to two.
func shapeOf(word string) uint32 {
	h := uint32(2166136261)
	var last, before byte
	for i := 0; i < len(word); i++ {
		c := word[i]
		switch {
		case c >= 'a' && c <= 'z':
			c = 'x'
		case c >= 'A' && c <= 'Z':
			c = 'X'
		case digit(c):
			c = 'd'
		case c >= 0x80:
			c = 'u'
		}
		if c != last || c != before {
			h = (h ^ uint32(c)) * 16777619
		}
		before, last = last, c
	}
	return h
}
