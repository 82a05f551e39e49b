package export

import (
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// ink is how words are drawn on a terminal: an SGR code, "" for plain.
type ink string

const (
	plainInk ink = ""
	boldInk  ink = "1"
	dimInk   ink = "2"
	whoInk   ink = "1;36"
	cueInk   ink = "3;33"
	warnInk  ink = "1;31"
	checkInk ink = "1;33"
)

// inked is a stretch of words in one ink.
type inked struct {
	ink  ink
	text string
	gap  int  // spaces before it, where it does not begin a line; 0 is one
	keep bool // begins a new line rather than break, if it fits on one
}

// terminal writes lines of inked words, wrapped to a width.
type terminal struct {
	w      io.Writer
	width  int
	colour bool
	err    error
}

func newTerminal(w io.Writer, s Style) *terminal {
	width := s.Width
	if width <= 0 {
		width = DefaultWidth
	}
	return &terminal{w: w, width: max(width, 30), colour: s.Colour}
}

func (t *terminal) write(s string) {
	if t.err == nil {
		_, t.err = io.WriteString(t.w, s)
	}
}

func (t *terminal) blank() { t.write("\n") }

// line writes words behind a first indent, wrapped behind a hanging one.
func (t *terminal) line(first, hang string, runs ...inked) {
	l := &wrapped{terminal: t, hang: hang, indent: columns(hang), width: columns(first), fresh: true}
	t.write(first)
	for _, run := range runs {
		l.run(run)
	}
	t.switchInk(l.last, plainInk)
	t.write("\n")
}

// wrapped is a line in the making.
type wrapped struct {
	*terminal
	hang   string
	indent int  // columns of hang
	width  int  // columns written on this line
	fresh  bool // nothing but the indent on this line yet
	last   ink
}

func (l *wrapped) run(run inked) {
	words := strings.Fields(printable(run.text))
	gap := max(1, run.gap)
	if all := columns(strings.Join(words, " ")); run.keep && !l.fresh &&
		l.width+gap+all > l.terminal.width && l.indent+all <= l.terminal.width {
		l.wrap()
	}
	for _, word := range words {
		if !l.fresh && l.width+gap+columns(word) > l.terminal.width {
			l.wrap()
		}
		l.word(word, run.ink, gap)
		gap = 1
	}
}

func (l *wrapped) wrap() {
	l.switchInk(l.last, plainInk)
	l.write("\n" + l.hang)
	l.width, l.fresh, l.last = l.indent, true, plainInk
}

func (l *wrapped) word(word string, in ink, gap int) {
	if !l.fresh {
		between := sharedInk(l.last, in)
		l.switchInk(l.last, between)
		l.write(strings.Repeat(" ", gap))
		l.width, l.last = l.width+gap, between
	}
	l.switchInk(l.last, in)
	l.write(word)
	l.width, l.last, l.fresh = l.width+columns(word), in, false
}

// sharedInk is what the space between two words is drawn in.
func sharedInk(a, b ink) ink {
	if a == b {
		return a
	}
	return plainInk
}

func (t *terminal) switchInk(from, to ink) {
	if !t.colour || from == to {
		return
	}
	t.write("\x1b[0m")
	if to != plainInk {
		t.write("\x1b[" + string(to) + "m")
	}
}

// rule draws a line over the whole width.
func (t *terminal) rule(mark string) {
	t.line("", "", inked{ink: dimInk, text: strings.Repeat(mark, t.width)})
}

// heading opens a part of the page.
func (t *terminal) heading(title, note string) {
	t.blank()
	t.line("", "", inked{ink: boldInk, text: strings.ToUpper(title)}, inked{ink: dimInk, text: note, gap: 2})
}

// printable takes out what a report must not do to a terminal: control characters and marks that turn the direction.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\ufeff':
			return -1
		}
		return r
	}, s)
}

// columns is how many columns a string takes on a terminal.
func columns(s string) int {
	n := 0
	for _, r := range s {
		if r < utf8.RuneSelf {
			n++
		} else {
			n += runewidth.RuneWidth(r)
		}
	}
	return n
}
