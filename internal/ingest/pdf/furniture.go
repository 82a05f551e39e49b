package pdf

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// edgeRows is how many lines at the head and at the foot of a page may be the same on all.
const edgeRows = 3

// edge is a line at the head or the foot of a page.
type edge struct {
	sheet  int
	runs   []int // of the page
	text   string
	form   string // the text with every number alike
	number int    // that it holds, where it holds nothing else; -1 none
	at     float64
	apart  bool // white parts it from the next line
}

// withoutFurniture is pages without what stands at the head or the foot of several: running titles and the numbers of pages. Where nothing
// else stands on them, such as on slides, it is all taken for text.
func withoutFurniture(sheets []sheet) []sheet {
	out := slices.Clone(sheets)
	for _, foot := range []bool{false, true} {
		rows := make([][]edge, len(out))
		for i := range out {
			rows[i] = edges(out[i].runs, i, foot)
		}
		for i := range out {
			drop := map[int]bool{}
			for _, e := range rows[i] {
				if !repeated(rows, &e) && !numbered(rows, &e, foot) && !titled(&e) {
					break // what stands further in is text
				}
				for _, r := range e.runs {
					drop[r] = true
				}
			}
			out[i].runs = without(out[i].runs, drop)
		}
	}
	if lettersOf(out) < fewestLetters {
		return sheets
	}
	return out
}

// without is runs without some, by their places.
func without(runs []run, drop map[int]bool) []run {
	var out []run
	for i := range runs {
		if !drop[i] {
			out = append(out, runs[i])
		}
	}
	return out
}

func lettersOf(sheets []sheet) (n int) {
	for i := range sheets {
		for _, r := range sheets[i].runs {
			n += len(r.text)
		}
	}
	return n
}

// edges are the outermost lines of a page, the outermost first.
func edges(runs []run, sheet int, foot bool) []edge {
	order := make([]int, 0, len(runs))
	for i := range runs {
		if runs[i].turn == runs[0].turn {
			order = append(order, i)
		}
	}
	sign := -1.0
	if foot {
		sign = 1
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sign*runs[a].base, sign*runs[b].base) })
	var out []edge
	for k := 0; k < len(order) && len(out) < edgeRows; {
		e := edge{sheet: sheet, at: runs[order[k]].base}
		end := k
		for end < len(order) && level(&runs[order[k]], &runs[order[end]]) {
			e.runs = append(e.runs, order[end])
			end++
		}
		slices.SortFunc(e.runs, func(a, b int) int { return cmp.Compare(runs[a].left, runs[b].left) })
		for _, r := range e.runs {
			e.text = strings.TrimSpace(e.text + " " + runs[r].text)
		}
		e.form, e.number = form(e.text), pageNumber(e.text)
		if end < len(order) {
			e.apart = math.Abs(runs[order[end]].base-e.at) > 1.7*max(runs[order[end]].size, runs[order[k]].size)
		}
		out = append(out, e)
		k = end
	}
	return out
}

var digits = regexp.MustCompile(`\d+`)

// form is a running title without what changes from page to page.
func form(s string) string { return strings.ToLower(digits.ReplaceAllString(s, "#")) }

var pageForm = regexp.MustCompile(`(?i)^[-–—\s|]*(?:page|p\.)?\s*(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s|]*$`)

// pageNumber is the number that a line gives for its page; -1 where it gives none, or more.
func pageNumber(s string) int {
	m := pageForm.FindStringSubmatch(s)
	if m == nil {
		return -1
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return -1
	}
	return n
}

// repeated tells whether a line stands on several pages in nearly the same place.
func repeated(rows [][]edge, e *edge) bool {
	if len(e.form) > 200 || !strings.ContainsFunc(e.form, unicode.IsLetter) && !strings.Contains(e.form, "#") {
		return false
	}
	n := 0
	for _, row := range rows {
		if slices.ContainsFunc(row, func(x edge) bool { return x.form == e.form && math.Abs(x.at-e.at) < 12 }) {
			n++
		}
	}
	const share = 25 // hundredths of the pages
	return n >= 2 && (n >= 3 || len(rows) <= 4) && n*100 >= share*len(rows)
}

// numbered tells whether a line is the number of its page: those of two pages differ as the pages do; one page alone has it at its foot.
func numbered(rows [][]edge, e *edge, foot bool) bool {
	if e.number < 0 {
		return false
	}
	if len(rows) == 1 {
		return foot && e.number < 1000
	}
	for i, row := range rows {
		if i != e.sheet && slices.ContainsFunc(row, func(x edge) bool { return x.number-e.number == i-e.sheet }) {
			return true
		}
	}
	return false
}

// titleForm is a running title with the number of its page before it or behind it.
var titleForm = regexp.MustCompile(`^(?:[\[(]?(\d{1,4})[\])]?\s+\D{2,60}|\D{2,60}\s+[\[(]?(\d{1,4})[\])]?)$`)

// titled tells whether a line that stands apart is a running title with the right number of its page.
func titled(e *edge) bool {
	m := titleForm.FindStringSubmatch(e.text)
	return m != nil && e.apart && cmp.Or(m[1], m[2]) == strconv.Itoa(e.sheet+1)
}
