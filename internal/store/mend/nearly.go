package mend

import (
	"strings"

	"onrecord"
)

// Words that were edited are found as Sellers (1980) has it: the stretch of the text with the fewest letters put in, taken out or changed.
const (
	leastNearly = 12         // bytes of words for which that is tried
	mostNearly  = 6000       // likewise
	mostSteps   = 60_000_000 // comparisons; beyond them only what is near the place is looked through
	mostWrong   = 0.25       // of the letters
	wrongAlone  = 0.1        // where nothing that stood before or behind is there any more
)

// nearly is the place of words that are nearly the same.
func (x *Selector) nearly(f folded, at int) (onrecord.Span, bool) {
	words := strings.TrimSpace(fold(x.Exact).text)
	if len(words) < leastNearly || len(words) > mostNearly {
		return onrecord.Span{}, false
	}
	from, to := 0, len(f.text)
	if len(words)*to > mostSteps {
		reach := mostSteps / len(words) / 2
		near := f.at(max(at, 0))
		from, to = max(0, near-reach), min(to, near+reach)
	}
	most := int(mostWrong * float64(len(words)))
	start, end, wrong, second := sellers(f.text[from:to], words, most)
	if wrong < 0 || second >= 0 && second-wrong <= len(words)/10 {
		return onrecord.Span{}, false // none, or two that are about as like
	}
	start, end = onEdges(f.text, from+start, from+end)
	context := alike(f.text[:start], f.text[end:], fold(x.Prefix).text, fold(x.Suffix).text)
	if context < enoughContext/2 && float64(wrong) > wrongAlone*float64(len(words)) {
		return onrecord.Span{}, false
	}
	return f.span(start, end), true
}

// sellers finds the stretch of a text that differs least from words, with how many letters are wrong in it, and how many in the best stretch
// that lies apart from it; -1 where there is none with at most so many wrong.
func sellers(text, words string, most int) (start, end, wrong, second int) {
	m := len(words)
	cost, from := make([]int, m+1), make([]int, m+1) // of the stretch that ends here and fits so many letters of the words; where it begins
	for i := range cost {
		cost[i] = i
	}
	wrong, second = -1, -1
	note := func(s, e, c int) {
		switch {
		case c > most:
		case wrong < 0:
			start, end, wrong = s, e, c
		case s < end && e > start: // the same place
			if c < wrong {
				start, end, wrong = s, e, c
			}
		case c < wrong:
			start, end, wrong, second = s, e, c, wrong
		case second < 0 || c < second:
			second = c
		}
	}
	for k := range len(text) {
		diagonal, diagonalFrom := cost[0], k
		cost[0], from[0] = 0, k+1
		for i := 1; i <= m; i++ {
			best, begin := diagonal, diagonalFrom
			if words[i-1] != text[k] {
				best++
			}
			if up := cost[i-1] + 1; up < best {
				best, begin = up, from[i-1]
			}
			if left := cost[i] + 1; left < best {
				best, begin = left, from[i]
			}
			diagonal, diagonalFrom = cost[i], from[i]
			cost[i], from[i] = best, begin
		}
		note(from[m], k+1, cost[m])
	}
	return start, end, wrong, second
}

// onEdges widens a stretch to whole words, and takes blanks off its ends.
func onEdges(text string, start, end int) (int, int) {
	for start > 0 && !WordEdge(text, start) {
		start--
	}
	for end < len(text) && !WordEdge(text, end) {
		end++
	}
	for start < end && text[start] == ' ' {
		start++
	}
	for end > start && text[end-1] == ' ' {
		end--
	}
	return start, end
}
