package encoder

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed model/vocab.txt
var uncased []byte

// Uncased is the vocabulary of BERT's uncased models, which the encoder's weights were trained with.
var Uncased = sync.OnceValues(func() (*Vocabulary, error) { return NewVocabulary(uncased) })

// maxWord is the most letters of a word that is cut into pieces.
const maxWord = 100

// Vocabulary knows the pieces that words are cut into. Safe for use by many goroutines.
type Vocabulary struct {
	CLS, SEP, PAD, UNK int32

	names   []string
	first   map[string]int32 // pieces that begin a word
	further map[string]int32 // the others, without "##"
	longest int              // bytes of the longest of both
}

// NewVocabulary reads pieces, one a line; the number of the line is the number of the piece, from 0.
func NewVocabulary(lines []byte) (*Vocabulary, error) {
	v := &Vocabulary{first: map[string]int32{}, further: map[string]int32{}}
	for line := range bytes.Lines(lines) {
		name := strings.TrimRight(string(line), "\r\n")
		id := int32(len(v.names))
		v.names = append(v.names, name)
		v.longest = max(v.longest, len(name))
		if rest, ok := strings.CutPrefix(name, "##"); ok && rest != "" {
			v.further[rest] = id
		}
		v.first[name] = id
	}
	for name, to := range map[string]*int32{"[CLS]": &v.CLS, "[SEP]": &v.SEP, "[PAD]": &v.PAD, "[UNK]": &v.UNK} {
		id, ok := v.first[name]
		if !ok {
			return nil, fmt.Errorf("read vocabulary: no piece %s", name)
		}
		*to = id
	}
	return v, nil
}

// Size is the number of pieces.
func (v *Vocabulary) Size() int { return len(v.names) }

// Piece is the name of a piece, "" for a number that is none's.
func (v *Vocabulary) Piece(id int32) string {
	if id < 0 || int(id) >= len(v.names) {
		return ""
	}
	return v.names[id]
}

// Pieces appends the pieces of a word to dst, as BERT's uncased tokenizer cuts it: in small letters, without accents and
// control characters, punctuation and Chinese characters each by themselves. What has no letter left is [UNK], so that
// a word which is not empty has a piece.
func (v *Vocabulary) Pieces(dst []int32, word string) []int32 {
	if word == "" {
		return dst
	}
	if id, ok := v.first[word]; ok && simple(word) {
		return append(dst, id)
	}
	had := len(dst)
	for part := range strings.FieldsSeq(plainWord(word)) {
		dst = v.parts(dst, part)
	}
	if len(dst) == had {
		dst = append(dst, v.UNK)
	}
	return dst
}

// simple says whether a word is of small Latin letters and digits only, so that nothing is to be done before it is cut.
func simple(word string) bool {
	for i := range len(word) {
		if c := word[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// parts splits at punctuation and cuts what is between.
func (v *Vocabulary) parts(dst []int32, s string) []int32 {
	from := 0
	for i, r := range s {
		if !punctuation(r) {
			continue
		}
		if from < i {
			dst = v.cut(dst, s[from:i])
		}
		from = i + utf8.RuneLen(r)
		dst = v.cut(dst, s[i:from])
	}
	if from < len(s) {
		dst = v.cut(dst, s[from:])
	}
	return dst
}

// cut takes the longest piece from the left, again and again; a word that cannot be used up is [UNK] as a whole.
func (v *Vocabulary) cut(dst []int32, s string) []int32 {
	if utf8.RuneCountInString(s) > maxWord {
		return append(dst, v.UNK)
	}
	had := len(dst)
	for pieces := v.first; s != ""; pieces = v.further {
		id, n := v.match(pieces, s)
		if n == 0 {
			return append(dst[:had], v.UNK)
		}
		dst, s = append(dst, id), s[n:]
	}
	return dst
}

// match finds the longest piece that s begins with; its length is 0 where there is none.
func (v *Vocabulary) match(pieces map[string]int32, s string) (id int32, n int) {
	for n := min(len(s), v.longest); n > 0; n-- {
		if n < len(s) && !utf8.RuneStart(s[n]) {
			continue
		}
		if id, ok := pieces[s[:n]]; ok {
			return id, n
		}
	}
	return 0, 0
}
