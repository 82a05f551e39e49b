package collate

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord"
)

// What tells bulletins of one form about several happenings from copies of one text: other names and figures in the same places.
const (
	otherFigures = 2  // places with other figures or days, beside another name
	onlyFigures  = 4  // places with other figures, where the day is another too
	longestSlot  = 4  // words of a place that a form leaves open
	longestGap   = 80 // words between passages that are laid side by side
)

// slots counts what a form fills in, where two texts fill in otherwise.
type slots struct{ names, figures, days int }

// bulletins tells whether two texts that share most of their words tell of two happenings in one form: a quake off Hask and one off
// Norvik. A copy, however it is edited, keeps the name of the place and most figures.
func bulletins(long, short string, shared []Passage) bool {
	lw, sw := spoken(long), spoken(short)
	if len(shared) == 0 {
		return false
	}
	var found slots
	at := onrecord.Span{}
	for k := 0; k <= len(shared); k++ {
		end := onrecord.Span{Start: len(long), End: len(short)}
		if k < len(shared) {
			end = onrecord.Span{Start: shared[k].Long.Start, End: shared[k].Short.Start}
		}
		if end.Start >= at.Start && end.End >= at.End {
			found.add(between(lw, at.Start, end.Start), between(sw, at.End, end.End), lw, sw)
		}
		if k < len(shared) {
			at = onrecord.Span{Start: shared[k].Long.End, End: shared[k].Short.End}
		}
	}
	return found.names > 0 && found.figures+found.days >= otherFigures || found.days > 0 && found.figures >= onlyFigures
}

// wording is the words of a text, in order, and which there are.
type wording struct {
	words []spokenWord
	there map[string]bool // in small letters
}

type spokenWord struct {
	text string
	at   int
}

func spoken(text string) wording {
	out := wording{there: map[string]bool{}}
	for _, w := range wordsOf(text) {
		s := text[w.Start:w.End]
		out.words = append(out.words, spokenWord{s, w.Start})
		out.there[strings.ToLower(s)] = true
	}
	return out
}

// between are the words of a stretch of a text.
func between(t wording, from, to int) []string {
	first := sort.Search(len(t.words), func(i int) bool { return t.words[i].at >= from })
	var out []string
	for _, w := range t.words[first:] {
		if w.at >= to || len(out) > longestGap {
			break
		}
		out = append(out, w.text)
	}
	return out
}

// add lays two stretches side by side and counts the places that they fill in otherwise.
func (s *slots) add(a, b []string, whole, other wording) {
	if len(a) == 0 || len(b) == 0 || len(a) > longestGap || len(b) > longestGap {
		return
	}
	i, j := 0, 0
	for _, m := range append(common(a, b), [2]int{len(a), len(b)}) {
		s.slot(a[i:m[0]], b[j:m[1]], whole, other)
		i, j = m[0]+1, m[1]+1
	}
}

// slot counts one place: the words that stand there in one text and in the other.
func (s *slots) slot(a, b []string, whole, other wording) {
	if len(a) == 0 || len(b) == 0 || len(a) > longestSlot || len(b) > longestSlot {
		return
	}
	x, y := kindOf(a), kindOf(b)
	switch {
	case x == 0 || y == 0 || x != y:
	case x == 'n' && !whole.there[strings.ToLower(b[0])] && !other.there[strings.ToLower(a[0])]:
		s.names++
	case x == 'f':
		s.figures++
	case x == 'd':
		s.days++
	}
}

// kindOf tells what stands in a place: 'f' with a figure in it, 'd' a day or month, 'n' a name; 0 is none of these.
func kindOf(words []string) byte {
	kind := byte(0)
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		switch {
		case strings.ContainsFunc(w, unicode.IsDigit):
			return 'f'
		case days[strings.ToLower(w)]:
			return 'd'
		case unicode.IsUpper(r) && kind == 0:
			kind = 'n'
		}
	}
	return kind
}

// days are names of days and months.
var days = map[string]bool{"monday": true, "tuesday": true, "wednesday": true, "thursday": true, "friday": true, "saturday": true, "sunday": true,
	"january": true, "february": true, "march": true, "april": true, "june": true, "july": true, "august": true, "september": true,
	"october": true, "november": true, "december": true}

// common are the places of a longest row of words that two stretches share in order.
func common(a, b []string) [][2]int {
	best := make([][]int, len(a)+1)
	for i := range best {
		best[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if strings.EqualFold(a[i], b[j]) {
				best[i][j] = best[i+1][j+1] + 1
			} else {
				best[i][j] = max(best[i+1][j], best[i][j+1])
			}
		}
	}
	var out [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case strings.EqualFold(a[i], b[j]):
			out = append(out, [2]int{i, j})
			i, j = i+1, j+1
		case best[i+1][j] >= best[i][j+1]:
			i++
		default:
			j++
		}
	}
	return out
}
