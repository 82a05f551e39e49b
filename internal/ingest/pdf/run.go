package pdf

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// box is a rectangle in points; y grows upwards, as in PDF.
type box struct{ left, right, low, high float64 }

func (b box) wide() float64   { return b.right - b.left }
func (b box) tall() float64   { return b.high - b.low }
func (b box) middle() float64 { return (b.low + b.high) / 2 }

// with is the rectangle around both.
func (b box) with(c box) box {
	return box{min(b.left, c.left), max(b.right, c.right), min(b.low, c.low), max(b.high, c.high)}
}

// turned turns a rectangle so that what is written in so many quarters of a turn lies level.
func (b box) turned(quarters int) box {
	for range max(quarters, 0) {
		b = box{b.low, b.high, -b.right, -b.left}
	}
	return b
}

// glyph is a character as it stands on a page.
type glyph struct {
	at   int // its number on the page
	text string
	turn int // quarters of a turn in which it is written; -1 aslant
	box
}

// sheet is a page as it is shown.
type sheet struct {
	number  int // from 1
	runs    []run
	letters int
	unread  int  // characters that do not say which they are
	picture bool // it holds a picture and no text
	broken  bool
}

// count counts the letters of a page.
func (s *sheet) count(glyphs []glyph) {
	for i := range glyphs {
		r, _ := utf8.DecodeRuneInString(glyphs[i].text)
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			s.letters++
		case isUnread(glyphs[i].text):
			s.unread++
		}
	}
}

// isUnread tells whether a character does not say which it is: it has no code, or one that means nothing outside its own font.
func isUnread(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return text == "" || r == utf8.RuneError || unicode.Is(unicode.Co, r) && bullets[r] == "" || unicode.IsControl(r) && !unicode.IsSpace(r) && r != lineHyphen
}

// Marks that PDFium gives.
const (
	lineHyphen = '\u0002' // a hyphen at which a word was parted at the end of its line
	noHyphen   = '\uFFFE' // the same in other versions
)

// bullets are the marks of lists in fonts of their own, by the codes that Word gives them.
var bullets = map[rune]string{0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF02D: "–", 0xF076: "❖", 0xF0A8: "◆"}

// letterOf is a character as the text has it; "" where it has none.
func letterOf(text string) string {
	r, _ := utf8.DecodeRuneInString(text)
	switch {
	case r == lineHyphen, r == noHyphen, r == '\u2010':
		return "-"
	case bullets[r] != "":
		return bullets[r]
	case text == "", isUnread(text):
		return "\uFFFD"
	case 0xFB00 <= r && r <= 0xFB06:
		return [...]string{"ff", "fi", "fl", "ffi", "ffl", "st", "st"}[r-0xFB00]
	case r == '\uFEFF', unicode.Is(unicode.Cf, r) && r != '\u00AD':
		return ""
	}
	return text
}

// upright keeps what is written in the direction of most of the page, and what else there is enough of, that behind it. What is written
// aslant is a watermark.
func upright(glyphs []glyph) []glyph {
	var turns [4]int
	for i := range glyphs {
		if t := glyphs[i].turn; t >= 0 && strings.TrimSpace(glyphs[i].text) != "" {
			turns[t]++
		}
	}
	all := turns[0] + turns[1] + turns[2] + turns[3]
	order := []int{0, 1, 2, 3}
	slices.SortStableFunc(order, func(a, b int) int { return turns[b] - turns[a] })
	const least = 10 // hundredths of all
	var out []glyph
	for _, t := range order {
		if turns[t]*100 < all*least {
			continue
		}
		for i := range glyphs {
			if glyphs[i].turn == t {
				out = append(out, glyphs[i])
			}
		}
	}
	return out
}

// run is words on one line, without a gap as wide as one between columns.
type run struct {
	first, main, last int // numbers of its first glyph on the page, of its first letter and of its last glyph
	turn              int
	box
	base  float64 // where its letters stand
	based bool    // whether it has letters to tell that by
	size  float64 // of its type, in points
	bold  bool
	text  string
}

// measured takes up the size of the type of a run, where that can be.
func (r *run) measured(size float64) {
	if size > r.tall()/3 && size < r.tall()*6 {
		r.size = size
	}
}

// Gaps, in heights of the letters around.
const (
	wordGap   = 0.42 // between words, where no white space is drawn
	columnGap = 1.3  // between columns, or cells of a table
)

// runsOf cuts the glyphs of a page, in the order in which they are drawn, into runs.
func runsOf(glyphs []glyph) []run {
	var out []run
	b := &runBuilder{}
	for i := range glyphs {
		g := &glyphs[i]
		if strings.TrimSpace(g.text) == "" && g.text != "" {
			if g.wide() > 0 {
				b.space = g.box
			}
			b.perhaps = true
			continue
		}
		if !b.takes(g) {
			out = b.done(out)
		}
		b.add(g)
	}
	return b.done(out)
}

// runBuilder is a run that may go on.
type runBuilder struct {
	run
	words   strings.Builder
	em      float64 // height of its highest letter
	bases   []float64
	open    bool
	space   box  // the white space behind its last word; empty where there is none
	perhaps bool // PDFium takes it that white space does
}

// takes tells whether a glyph goes on with the run.
func (b *runBuilder) takes(g *glyph) bool {
	if !b.open || g.turn != b.turn {
		return false
	}
	em := max(b.em, g.tall(), 4)
	gap := g.left - b.right
	if gap > columnGap*em || gap < -0.8*em {
		return false
	}
	if len(b.bases) == 0 { // only marks so far, which may stand high or low
		return g.low > b.low-em && g.high < b.high+em
	}
	base := b.bases[len(b.bases)-1]
	return g.middle() > base-em/3 && g.middle() < base+1.2*em
}

func (b *runBuilder) add(g *glyph) {
	text := letterOf(g.text)
	switch {
	case !b.open:
		b.run = run{first: g.at, main: g.at, turn: g.turn, box: g.box, size: g.tall() / 0.7}
		b.open = true
	case text != "" && b.apart(g):
		b.words.WriteByte(' ')
	}
	b.space, b.perhaps = box{}, false
	if raised := raise(text); raised != "" && b.raised(g) {
		text = raised
	} else if letter, _ := utf8.DecodeRuneInString(text); unicode.IsLetter(letter) && !strings.ContainsRune("gjpqyQJ", letter) || unicode.IsDigit(letter) {
		if len(b.bases) == 0 {
			b.main = g.at
		}
		b.bases = append(b.bases, g.low)
	}
	b.words.WriteString(text)
	b.last, b.box, b.em = g.at, b.box.with(g.box), max(b.em, g.tall())
}

// apart tells whether a glyph begins another word.
func (b *runBuilder) apart(g *glyph) bool {
	gap := (g.left - b.right) / max(b.em, g.tall(), 1)
	shown := b.space.wide() > 0 && g.left > b.space.left+0.4*b.space.wide() // some write a space and step back over it
	return shown || gap > wordGap || b.perhaps && gap > wordGap/4
}

// raised tells whether a glyph is smaller than those before it and stands higher: the mark of a note.
func (b *runBuilder) raised(g *glyph) bool {
	if len(b.bases) == 0 {
		return false
	}
	base := b.bases[len(b.bases)-1]
	return g.tall() < 0.8*b.em && g.low > base+0.2*b.em && g.high > base+0.6*b.em
}

// raise is a digit as it stands raised; "" for what is none.
func raise(text string) string {
	if len(text) != 1 || text[0] < '0' || text[0] > '9' {
		return ""
	}
	return [...]string{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"}[text[0]-'0']
}

// done ends the run at hand.
func (b *runBuilder) done(out []run) []run {
	if b.open && strings.TrimSpace(b.words.String()) != "" {
		b.run.text = strings.TrimSpace(b.words.String())
		b.base = b.low
		if n := len(b.bases); n > 0 {
			slices.Sort(b.bases)
			b.base, b.based = b.bases[n/2], true
		}
		out = append(out, b.run)
	}
	*b = runBuilder{}
	return out
}
