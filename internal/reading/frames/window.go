package frames

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/lang/encoder"
)

// How a report is cut into windows, in word pieces. A window ends where a paragraph begins if one does in its last two
// fifths, and begins with the end of the one before, whose words are read for their context alone.
const (
	windowPieces  = 224
	contextPieces = 32
	contextWords  = 400
	cutFrom       = 0.6
)

// mostPieces bounds the pieces of one word, such as a line of dashes.
const mostPieces = 16

// text is a document as the encoder sees it.
type text struct {
	pieces []int32 // of all words
	at     []int32 // per word: its first piece; one more at the end
	shape  []uint8 // per word
	opens  []bool  // per word: a paragraph begins with it
	told   []bool  // per word: it belongs to what the report tells
	says   []bool  // per word: it attributes nearly always
}

// window is a run of words that is read at once; those before core are context.
type window struct{ from, core, to int }

// cut turns the words of a document into pieces.
func (r *Reader) cut(d *onrecord.Document) *text {
	n := len(d.Tokens)
	t := &text{at: make([]int32, 1, n+1), shape: make([]uint8, n), opens: make([]bool, n), told: make([]bool, n), says: make([]bool, n)}
	for i := range d.Tokens {
		word := d.In(d.Tokens[i].Span)
		t.pieces = r.words.Pieces(t.pieces, word)
		t.pieces = t.pieces[:min(len(t.pieces), int(t.at[i])+mostPieces)]
		t.at = append(t.at, int32(len(t.pieces)))
		t.shape[i] = shape(word)
		t.says[i] = r.saying[word]
	}
	last := -1
	for _, s := range d.Sentences {
		b := &d.Blocks[s.Block]
		if b.Paragraph != last && s.From < s.To {
			t.opens[s.From] = true
			last = b.Paragraph
		}
		if b.Read() {
			for i := s.From; i < s.To; i++ {
				t.told[i] = true
			}
		}
	}
	return t
}

// size is how many pieces a word takes, with the mark before it where it opens a paragraph.
func (t *text) size(i int) int {
	n := int(t.at[i+1] - t.at[i])
	if t.opens[i] {
		n++
	}
	return n
}

func (t *text) windows() []window {
	var out []window
	n := len(t.shape)
	for core := 0; core < n; {
		from, used := core, 2
		for from > 0 && core-from < contextWords && used+t.size(from-1) <= contextPieces+2 {
			from--
			used += t.size(from)
		}
		to := core
		for to < n && (used+t.size(to) <= windowPieces || to == core) {
			used += t.size(to)
			to++
		}
		if to < n {
			for k := to; k >= core+int(float64(to-core)*cutFrom)+1; k-- {
				if t.opens[k] {
					to = k
					break
				}
			}
		}
		out = append(out, window{from, core, to})
		core = to
	}
	return out
}

// input is a window as the encoder takes it; w.first has each word's first piece.
func (t *text) input(v *encoder.Vocabulary, win window, w *work) encoder.Input {
	w.ids, w.shapes, w.first = append(w.ids[:0], v.CLS), append(w.shapes[:0], 0), w.first[:0]
	for i := win.from; i < win.to; i++ {
		if t.opens[i] {
			w.ids, w.shapes = append(w.ids, v.SEP), append(w.shapes, 0)
		}
		w.first = append(w.first, len(w.ids))
		for _, p := range t.pieces[t.at[i]:t.at[i+1]] {
			w.ids, w.shapes = append(w.ids, p), append(w.shapes, t.shape[i])
		}
	}
	w.ids, w.shapes = append(w.ids, v.SEP), append(w.shapes, 0)
	return encoder.Input{Pieces: w.ids, Shapes: w.shapes}
}

// The shapes of words, which uncased pieces forget. 0 is no word.
const (
	shapeDigit = 1 + iota
	shapeLower
	shapeUpper
	shapeLetter // one capital letter
	shapeTitle
	shapeMixed
	shapeOther
)

// shape is what the letters of a word look like.
func shape(word string) uint8 {
	first, _ := utf8.DecodeRuneInString(word)
	if unicode.IsDigit(first) {
		return shapeDigit
	}
	letters, lower, upper := true, false, false
	for _, r := range word {
		letters = letters && unicode.IsLetter(r)
		lower = lower || unicode.IsLower(r)
		upper = upper || unicode.IsUpper(r)
	}
	switch {
	case !letters && !strings.ContainsAny(word, "'’"):
		return shapeOther
	case lower && !upper:
		return shapeLower
	case upper && !lower:
		if utf8.RuneCountInString(word) > 1 {
			return shapeUpper
		}
		return shapeLetter
	case unicode.IsUpper(first):
		return shapeTitle
	}
	return shapeMixed
}
