// Package wordclass knows distributional word classes: words that keep the same company share a class, learned from
// raw news text alone. "Tuesday" and "Friday" fall together, and so do "said" and "told", or the ministries' names.
// Taggers and recognisers use the class where the word itself was never seen in their training.
//
// The classes are those of a class bigram model that fits the text best, found by the exchange algorithm (Kneser & Ney
// 1993; Martin, Liermann & Ney 1998); the classes themselves are clustered once more in the same way, so that there
// are two grains.
package wordclass

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord/internal/lang/linear"
)

//go:embed model/classes.bin
var embedded []byte

// Classes maps words to classes. It is safe for use by many goroutines.
type Classes struct {
	words  []string // per fine class, its words with a space between; what is stored
	coarse []uint16 // per fine class, its coarse class; [0] is 0
	slots  []slot
	mask   uint64
	size   int
	groups int    // number of coarse classes
	sum    string // of the file
}

type slot struct {
	key  uint64
	fine uint16 // 0 is an empty slot
}

// stored is the form in the file: classes 1, 2, ... in order.
type stored struct {
	Words  []string `json:"words"`
	Coarse []uint16 `json:"coarse"`
}

const section = "classes"

// Load reads the classes that are embedded in the program; callers do it once. An error wraps [linear.ErrBundle].
func Load() (*Classes, error) { return Open(embedded) }

// Open reads classes from the bytes of a file that [Classes.Bytes] made. An error wraps [linear.ErrBundle].
func Open(raw []byte) (*Classes, error) {
	b, err := linear.Open(raw)
	if err != nil {
		return nil, fmt.Errorf("open word classes: %w", err)
	}
	var s stored
	if err := b.JSON(section, &s); err != nil {
		return nil, fmt.Errorf("open word classes: %w", err)
	}
	if len(s.Coarse) != len(s.Words) || len(s.Words) >= 1<<16 {
		return nil, fmt.Errorf("open word classes: %d classes of words, %d of classes: %w", len(s.Words), len(s.Coarse),
			linear.ErrBundle)
	}
	c := build(s)
	c.sum = b.Sum
	return c, nil
}

// Bytes is the file that [Open] reads; the same classes give the same bytes.
func (c *Classes) Bytes() []byte {
	b := linear.NewBundle()
	b.PutJSON(section, stored{Words: c.words, Coarse: c.coarse[1:]})
	return b.Bytes()
}

func build(s stored) *Classes {
	c := &Classes{words: s.Words, coarse: append([]uint16{0}, s.Coarse...)}
	for _, list := range s.Words {
		c.size += strings.Count(list, " ") + 1
	}
	for _, g := range s.Coarse {
		c.groups = max(c.groups, int(g))
	}
	n := 16
	for n < 3*c.size {
		n *= 2
	}
	c.slots, c.mask = make([]slot, n), uint64(n-1)
	for i, list := range s.Words {
		for w := range strings.SplitSeq(list, " ") {
			c.place(exactKey(w), uint16(i+1))
		}
	}
	return c
}

func (c *Classes) place(key uint64, fine uint16) {
	i := key & c.mask
	for c.slots[i].fine != 0 {
		if c.slots[i].key == key {
			return
		}
		i = (i + 1) & c.mask
	}
	c.slots[i] = slot{key, fine}
}

func (c *Classes) find(key uint64) uint16 {
	for i := key & c.mask; ; i = (i + 1) & c.mask {
		if s := &c.slots[i]; s.fine == 0 || s.key == key {
			return s.fine
		}
	}
}

// Of is the class of a word, in both grains; 0 is unknown. The word is looked up as it is written, then as a name
// ("KABUL" as "Kabul"), then in small letters; digits are all alike, and so are straight and curly quotes.
func (c *Classes) Of(word string) (fine, coarse uint16) {
	k := keysOf(word)
	f := c.find(k.exact)
	if f == 0 && k.named != k.exact {
		f = c.find(k.named)
	}
	if f == 0 && k.small != k.exact {
		f = c.find(k.small)
	}
	return f, c.coarse[f]
}

// Len is the number of words that have a class.
func (c *Classes) Len() int { return c.size }

// Fine is the number of fine classes: [Classes.Of] gives 1 to Fine.
func (c *Classes) Fine() int { return len(c.words) }

// Coarse is the number of coarse classes: [Classes.Of] gives 1 to Coarse.
func (c *Classes) Coarse() int { return c.groups }

// Sum is the SHA-256 of the file's content, in hexadecimal; "" for classes just trained.
func (c *Classes) Sum() string { return c.sum }

// Words lists the words of a fine class, the most frequent first.
func (c *Classes) Words(fine uint16) []string {
	if fine == 0 || int(fine) > len(c.words) {
		return nil
	}
	return strings.Split(c.words[fine-1], " ")
}

// keys are the hashes (FNV-1a, 64 bits) under which a word may be known.
type keys struct{ exact, named, small uint64 }

const (
	keySeed  = 14695981039346656037
	keyPrime = 1099511628211
)

func keysOf(word string) keys {
	k := keys{keySeed, keySeed, keySeed}
	for i := 0; i < len(word); {
		b := word[i]
		if b >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(word[i:])
			r = plain(r)
			low := unicode.ToLower(r)
			k.exact = hashRune(k.exact, r)
			k.small = hashRune(k.small, low)
			if i > 0 {
				r = low
			}
			k.named = hashRune(k.named, r)
			i += n
			continue
		}
		if b-'0' < 10 {
			b = '0'
		}
		low := b
		if b-'A' < 26 {
			low += 'a' - 'A'
		}
		k.exact = (k.exact ^ uint64(b)) * keyPrime
		k.small = (k.small ^ uint64(low)) * keyPrime
		if i > 0 {
			b = low
		}
		k.named = (k.named ^ uint64(b)) * keyPrime
		i++
	}
	return keys{stir(k.exact), stir(k.named), stir(k.small)}
}

func hashRune(h uint64, r rune) uint64 {
	if r < utf8.RuneSelf {
		return (h ^ uint64(r)) * keyPrime
	}
	var b [utf8.UTFMax]byte
	for _, x := range b[:utf8.EncodeRune(b[:], r)] {
		h = (h ^ uint64(x)) * keyPrime
	}
	return h
}

// stir spreads a hash over its low bits too; it is never the same for two different hashes.
func stir(h uint64) uint64 { return h ^ h>>29 }

func exactKey(word string) uint64 { return keysOf(word).exact }

// plain is a letter without typography: curly quotes are straight.
func plain(r rune) rune {
	switch r {
	case '’', '‘':
		return '\''
	case '“', '”':
		return '"'
	}
	return r
}

// written is a word the way it is stored: quotes straight, digits all "0".
func written(word string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return '0'
		}
		return plain(r)
	}, word)
}

// Sign notes in a file of weights which classes it was trained with; see [Classes.Check].
func (c *Classes) Sign(b *linear.Bundle) { b.PutJSON("word classes", c.sum) }

// Check tells whether a file of weights was trained with these classes: the numbers of other classes mean something
// else, and a model would go on with them unawares. An error wraps [linear.ErrBundle].
func (c *Classes) Check(b *linear.Bundle) error {
	var sum string
	if err := b.JSON("word classes", &sum); err != nil {
		return err
	}
	if sum != c.sum {
		return fmt.Errorf("read weights: trained with other word classes, train them anew: %w", linear.ErrBundle)
	}
	return nil
}

// Version is the SHA-256 of the embedded file, told without loading it.
func Version() string { return linear.SumOf(embedded) }
