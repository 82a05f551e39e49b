package desk

import (
	"fmt"
	"html/template"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"onrecord/internal/cross"
	"onrecord/internal/cross/claim"
)

// firstsShown is how many claims of a story, those with most origins, have a lane.
const firstsShown = 12

const (
	firstsLeft, firstsRight = 330.0, 884.0
	firstsHigh              = 40.0
)

// drawFirsts draws the way of each claim in a lane by days: where it was printed first, who told it when, from whom, and the earliest utterance. What
// stands in reports without a day has a place of its own.
func drawFirsts(claims []cross.Claim) template.HTML {
	claims = claims[:min(len(claims), firstsShown)]
	first, last, undated := waysSpan(claims)
	if len(claims) == 0 {
		return ""
	}
	p := newPicture(900, 34+firstsHigh*float64(len(claims))+26)
	left := firstsLeft + 20
	if undated {
		left += 76
		p.text(firstsLeft+34, p.high-12, "middle", "", "day not known")
		p.line("grid", firstsLeft+78, 14, firstsLeft+78, p.high-30)
	}
	days := scale(first, last, left, firstsRight-20)
	for i := range claims {
		drawWay(p, &claims[i], 38+firstsHigh*float64(i), days)
	}
	if !first.IsZero() {
		for _, t := range slices.Compact([]time.Time{first, last}) {
			p.text(days(t), p.high-12, "middle", "", t.Format("2 Jan 2006"))
		}
	}
	return p.drawing("firsts-words")
}

// waysSpan is from when to when claims were printed or said, and whether some of it has no day.
func waysSpan(claims []cross.Claim) (first, last time.Time, undated bool) {
	see := func(day string) {
		t, err := time.Parse(dayLayout, day)
		if err != nil {
			return
		}
		if first.IsZero() || t.Before(first) {
			first = t
		}
		if t.After(last) {
			last = t
		}
	}
	for i := range claims {
		f := &claims[i].First
		for k := range f.Travel {
			see(f.Travel[k].Day)
			undated = undated || f.Travel[k].Day == ""
		}
		for k := range f.Said {
			see(f.Said[k].From)
			see(f.Said[k].To)
		}
	}
	return first, last, undated
}

// drawWay draws one lane.
func drawWay(p *picture, c *cross.Claim, y float64, days func(time.Time) float64) {
	f := &c.First
	p.line("grid", firstsLeft, y, firstsRight, y)
	p.text(firstsLeft-12, y+4, "end", "", short(46, c.Quote))
	type place struct{ x, y float64 }
	at, same := map[[2]string]place{}, map[int]int{}
	for i := range f.Travel {
		s := &f.Travel[i]
		x := firstsLeft + 14
		if t, err := time.Parse(dayLayout, s.Day); err == nil {
			x = days(t)
		}
		n := same[int(x)]
		same[int(x)]++
		at[[2]string{s.Report, s.ID}] = place{min(x+11*float64(n), firstsRight), y}
	}
	for i := range f.Travel {
		s := &f.Travel[i]
		to, from := at[[2]string{s.Report, s.ID}], at[[2]string{s.From, s.FromID}]
		if from.x != 0 && from != to {
			p.put(`<path class="step-line" d="M%.1f %.1fQ%.1f %.1f %.1f %.1f"/>`, from.x, y, (from.x+to.x)/2, y-26, to.x, y)
		}
	}
	for i := range f.Said {
		drawUtterance(p, &f.Said[i], y, days)
	}
	for i := range f.Travel {
		s := &f.Travel[i]
		here := at[[2]string{s.Report, s.ID}]
		words := fmt.Sprintf("%s %s: %s, %s", orWords(s.Day, "day not known"), orWords(s.Outlet, "outlet not known"), orWords(s.Source, "no source given"), f.How(s))
		shape := fmt.Sprintf(`<circle class="step-mark%s" cx="%.1f" cy="%.1f" r="5.5"/>`, map[bool]string{true: " hollow"}[s.By == claim.Copy], here.x, here.y)
		if printedFirst(f, s) {
			if len(f.Printed) > 1 {
				words += fmt.Sprintf("; one of %d that may be the first, in which order is not known", len(f.Printed))
			}
			shape = fmt.Sprintf(`<path class="first" d="%s"/>`, star(here.x, here.y, 9))
		}
		p.mark("/r/"+s.Report+"#"+s.ID, words, shape)
	}
}

// printedFirst tells whether a step is the first printed, or one of those that may be.
func printedFirst(f *cross.First, s *cross.Step) bool {
	return slices.ContainsFunc(f.Printed, func(x cross.Statement) bool { return x.Report == s.Report && x.ID == s.ID })
}

// drawUtterance marks when something was said, over all days that it may be of, above its lane.
func drawUtterance(p *picture, s *cross.Statement, y float64, days func(time.Time) float64) {
	from, err := time.Parse(dayLayout, s.From)
	if err != nil {
		return
	}
	to, err := time.Parse(dayLayout, s.To)
	if err != nil {
		to = from
	}
	told := s.From
	if s.To != s.From && s.To != "" {
		told += " to " + s.To
	}
	a, b := days(from), days(to)
	words := fmt.Sprintf("The earliest utterance that is told: %s, %s (“%s”), in %s", orWords(s.Source, "no source given"), told, s.When, orWords(s.Outlet, "an outlet not known"))
	p.mark("/r/"+s.Report+"#"+s.ID, words, fmt.Sprintf(`<path class="utter" d="M%.1f %.1fl-5 -9h10zM%.1f %.1fH%.1f"/>`, a, y-8, a, y-17, b))
}

func orWords(s, other string) string {
	if s = strings.TrimSpace(s); s == "" {
		return other
	}
	return short(60, s)
}

// star is the path of a star of five points.
func star(x, y, r float64) string {
	var b strings.Builder
	for i := range 10 {
		away := r
		if i%2 == 1 {
			away = r * .42
		}
		sin, cos := math.Sincos(float64(i) * math.Pi / 5)
		fmt.Fprintf(&b, "%s%.1f %.1f", map[bool]string{true: "M", false: "L"}[i == 0], x+away*sin, y-away*cos)
	}
	return b.String() + "z"
}

// firstSVG is who said it first in a story, as a file.
func (d *Desk) firstSVG(w http.ResponseWriter, r *http.Request) error {
	s, _, err := d.story(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	drawing := drawFirsts(s.Claims)
	if drawing == "" {
		return errNothingDrawn
	}
	var words []string
	for i := range s.Claims[:min(len(s.Claims), firstsShown)] {
		words = append(words, "“"+short(90, s.Claims[i].Quote)+"”: "+s.Claims[i].First.Words)
	}
	return d.sendSVG(w, r, "first.svg", "Who said it first: "+s.Title, strings.Join(words, " "), drawing)
}
