package desk

import (
	"fmt"
	"html/template"
	"onrecord/internal/answer"
	"slices"
	"strings"
	"time"
)

// lanesShown is how many origins have a lane of their own; those with fewest reports share the last.
const lanesShown = 12

// newLanes draws how a story spread: a lane for each origin, a mark for each report by the time it was published, full where it is the
// origin's own text, hollow where it prints another's; and tells the same in words.
func newLanes(members []memberRow, origins []string, whose func(string) string) (template.HTML, string) {
	origins = slices.Clone(origins)
	slices.SortStableFunc(origins, func(a, b string) int { return reportsOf(members, b) - reportsOf(members, a) })
	lane := map[string]int{}
	var names []string
	for i, o := range origins {
		if i < lanesShown-1 || len(origins) == lanesShown {
			lane[o] = i
			names = append(names, whose(o))
			continue
		}
		lane[o] = lanesShown - 1
		if len(names) < lanesShown {
			names = append(names, plural(len(origins)-i, "more origin"))
		}
	}
	first, last := spread(members)
	const left, right, high = 200.0, 880.0, 26.0
	x := func(t time.Time) float64 {
		switch {
		case t.IsZero():
			return left + 10
		case first.Equal(last):
			return (left + right) / 2
		}
		return left + 34 + (right-left-48)*t.Sub(first).Hours()/last.Sub(first).Hours()
	}
	bottom := 14 + high*float64(len(names))
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="steps-chart lanes" viewBox="0 0 900 %.0f" role="group" aria-labelledby="lanes-words">`, bottom+24)
	for i, n := range names {
		y := 20 + high*float64(i)
		fmt.Fprintf(&b, `<line class="grid" x1="%.0f" x2="%.0f" y1="%.0f" y2="%.0f"/><text class="axis" x="%.0f" y="%.0f" text-anchor="end">%s</text>`,
			left, right, y, y, left-10, y+4, template.HTMLEscapeString(short(26, n)))
	}
	if !first.IsZero() {
		for _, t := range slices.Compact([]time.Time{first, last}) {
			fmt.Fprintf(&b, `<text class="axis" x="%.1f" y="%.0f" text-anchor="middle">%s</text>`, x(t), bottom+18, t.Format("2 Jan 2006"))
		}
	}
	var words []string
	same := map[string]int{}
	for i := range members {
		m := &members[i]
		t := published(m.Published)
		y := 20 + high*float64(lane[m.Origin])
		at := fmt.Sprintf("%.0f %.0f", x(t)/6, y)
		cx := x(t) + 8*float64(same[at])
		same[at]++
		class, what := "named", "own text"
		if m.Copy {
			class, what = "unnamed", "a copy of "+m.Whose
		}
		title := answer.Day(m.Published) + " " + m.Outlet + ": " + m.Title + ", " + what
		words = append(words, title)
		fmt.Fprintf(&b, `<a href="%s" class="%s"><title>%s</title><circle cx="%.1f" cy="%.0f" r="6"/></a>`, template.HTMLEscapeString(m.Link), class,
			template.HTMLEscapeString(title), cx, y)
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()), strings.Join(words, "; ") + "."
}

func reportsOf(members []memberRow, origin string) (n int) {
	for i := range members {
		if members[i].Origin == origin {
			n++
		}
	}
	return n
}

// spread is when the first and the last of some reports were published, as far as known.
func spread(members []memberRow) (first, last time.Time) {
	for i := range members {
		t := published(members[i].Published)
		if t.IsZero() {
			continue
		}
		if first.IsZero() || t.Before(first) {
			first = t
		}
		if t.After(last) {
			last = t
		}
	}
	return first, last
}

// published is the time of publication as inputs give it; zero where it is not known.
func published(s string) time.Time {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t
	}
	t, _ := time.Parse(dayLayout, answer.Day(s))
	return t
}
