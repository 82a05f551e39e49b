package layout

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord"
)

// line is a line of the text that is not blank.
type line struct {
	start, end int // without the white space around it
	indent     int // columns of white space before it
	width      int // characters, the indent not counted
	firstWord  int // characters of its first word
	afterBlank bool
}

// paragraphs splits a text into paragraphs that hold all that is not white space.
func paragraphs(text string) []paragraph {
	lines := splitLines(text)
	joins := joinsLines(lines, text)
	var out []paragraph
	for i, l := range lines {
		if i > 0 && joins(i) {
			out[len(out)-1].End = l.end
			continue
		}
		if i > 0 {
			out[len(out)-1].blankAfter = l.afterBlank
		}
		out = append(out, paragraph{Span: onrecord.Span{Start: l.start, End: l.end}, kind: onrecord.Body})
	}
	for i := range out {
		out[i].text = text[out[i].Start:out[i].End]
	}
	return out
}

// splitLines finds the lines that are not blank. Lines end as Unicode has it: LF, CR, CR LF, VT, FF, NEL, LS, PS; PS
// and FF end a paragraph too.
func splitLines(text string) []line {
	var out []line
	blank := true
	for at := 0; at < len(text); {
		end, next, paragraphEnd := lineEnd(text, at)
		if l, ok := measure(text, at, end); ok {
			l.afterBlank = blank
			out = append(out, l)
			blank = false
		} else {
			blank = true
		}
		blank = blank || paragraphEnd
		at = next
	}
	return out
}

func lineEnd(text string, at int) (end, next int, paragraphEnd bool) {
	i := strings.IndexAny(text[at:], "\n\r\v\f\u0085\u2028\u2029")
	if i < 0 {
		return len(text), len(text), false
	}
	end = at + i
	r, n := utf8.DecodeRuneInString(text[end:])
	if next = end + n; r == '\r' && strings.HasPrefix(text[next:], "\n") {
		next++
	}
	return end, next, r == '\u2029' || r == '\f'
}

// measure takes the white space off a line; it tells false when nothing is left.
func measure(text string, start, end int) (line, bool) {
	s := text[start:end]
	indent := leadingSpace(s)
	l := line{start: start + indent, end: start + len(strings.TrimRightFunc(s, unicode.IsSpace)), indent: indent}
	if l.start >= l.end {
		return l, false
	}
	l.width = utf8.RuneCountInString(text[l.start:l.end])
	word := text[l.start:l.end]
	if i := strings.IndexFunc(word, unicode.IsSpace); i >= 0 {
		word = word[:i]
	}
	l.firstWord = utf8.RuneCountInString(word)
	return l, true
}

// The shape of a text whose lines were broken at a fixed column.
const (
	minColumns = 40  // narrower columns are lists or verse
	maxColumns = 100 // longer lines are paragraphs
	minBreaks  = 3   // forced breaks needed to tell
)

// joinsLines gives the test whether line i goes on with the paragraph of line i-1. Lines join only in a text that was
// broken at a fixed column, where most breaks were forced: the next word would not have fitted.
func joinsLines(lines []line, text string) func(i int) bool {
	columns, forced, pairs := 0, 0, 0
	for _, l := range lines {
		columns = max(columns, l.indent+l.width)
	}
	base := baseIndent(lines)
	isForced := func(i int) bool {
		a, b := lines[i-1], lines[i]
		return a.indent+a.width+1+b.firstWord > columns-max(4, columns/10)
	}
	for i := 1; i < len(lines); i++ {
		if !lines[i].afterBlank && lines[i].indent <= base+1 {
			pairs++
			if isForced(i) && endMark(text[lines[i-1].start:lines[i-1].end]) != '.' {
				forced++
			}
		}
	}
	wrapped := columns >= minColumns && columns <= maxColumns && forced >= minBreaks && forced*2 >= pairs
	return func(i int) bool {
		return wrapped && !lines[i].afterBlank && lines[i].indent <= base+1 &&
			(isForced(i) || endMark(text[lines[i-1].start:lines[i-1].end]) == 0 && startsLower(text[lines[i].start:]))
	}
}

// baseIndent is the indent of the lines that stand furthest left.
func baseIndent(lines []line) int {
	base := 1 << 30
	for _, l := range lines {
		base = min(base, l.indent)
	}
	return base
}

func startsLower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}
