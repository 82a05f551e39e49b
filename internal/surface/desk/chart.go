package desk

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"onrecord/internal/answer"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
)

// histogramView is how many hits fall on each day, week, month or year.
type histogramView struct {
	Unit    string
	Bars    []histogramBar
	Unknown int // hits of an unknown day
	Most    int
}

type histogramBar struct {
	From, To   string
	Label      string
	N          int
	X, Wide    float64 // of 100
	Y, High    float64
	Link       string
	ShowsLabel bool
	LabelX     float64
	Anchor     string
}

const dayLayout = "2006-01-02"

// newHistogram lays days out in up to a few dozen bars of equal length of time.
func newHistogram(days []store.Tallied, v url.Values) histogramView {
	var h histogramView
	counts := map[time.Time]int{}
	var first, last time.Time
	for _, d := range days {
		t, err := time.Parse(dayLayout, d.Value)
		if err != nil {
			h.Unknown += d.N
			continue
		}
		if first.IsZero() || t.Before(first) {
			first = t
		}
		if t.After(last) {
			last = t
		}
		counts[t] += d.N
	}
	if first.IsZero() {
		return h
	}
	unit, begin, next := span(first, last)
	h.Unit = unit
	bars := map[time.Time]int{}
	for t, n := range counts {
		bars[begin(t)] += n
		h.Most = max(h.Most, bars[begin(t)])
	}
	for t := begin(first); !t.After(last); t = next(t) {
		h.Bars = append(h.Bars, histogramBar{From: t.Format(dayLayout), To: next(t).AddDate(0, 0,
			-1).Format(dayLayout), N: bars[t]})
	}
	each := max(1, len(h.Bars)/8)
	for i := range h.Bars {
		b := &h.Bars[i]
		b.X, b.Wide = 100*float64(i)/float64(len(h.Bars)), 100/float64(len(h.Bars))
		b.High = 64 * float64(b.N) / float64(h.Most)
		b.Y = 64 - b.High
		b.Label = barLabel(unit, b.From)
		b.ShowsLabel, b.LabelX, b.Anchor = i%each == 0, b.X, "start"
		if b.X > 85 { // it would stand out over the edge
			b.LabelX, b.Anchor = b.X+b.Wide, "end"
		}
		b.Link = with("/explore", v, "from", b.From, "to", b.To, "after", "")
	}
	return h
}

func barLabel(unit, from string) string {
	t, _ := time.Parse(dayLayout, from)
	switch unit {
	case "year":
		return t.Format("2006")
	case "month":
		return t.Format("Jan 2006")
	}
	return t.Format("2 Jan 2006")
}

// span chooses how long a bar is, where one begins and where the next.
func span(first, last time.Time) (unit string, begin, next func(time.Time) time.Time) {
	u := answer.UnitFor(first, last)
	return string(u), u.Begin, u.Next
}

// stageChart draws the positions of one actor on one matter over time: up is for, down is against, the farther the firmer.
type stageChart struct {
	SVG   template.HTML
	Words string // the same in a sentence, for those who hear the page
}

const (
	chartLeft, chartRight, chartTop = 128.0, 872.0, 24.0
	chartStep                       = 26.0 // from one step of firmness to the next
)

// height is where a position stands: -5 absolutely against, 5 absolutely for, 0 neither.
func height(s *store.PositionHit) float64 {
	return float64(s.Stance.Side() * s.Firmness)
}

func newStageChart(list []*evidence) stageChart {
	var dated []*evidence
	var times []time.Time
	for _, e := range list {
		if t, err := time.Parse(dayLayout, e.Stage.Day); err == nil {
			dated, times = append(dated, e), append(times, t)
		}
	}
	if len(dated) == 0 {
		return stageChart{}
	}
	first, last := times[0], times[len(times)-1]
	x := func(t time.Time) float64 {
		if first.Equal(last) {
			return (chartLeft + chartRight) / 2
		}
		return chartLeft + 24 + (chartRight-chartLeft-48)*t.Sub(first).Hours()/last.Sub(first).Hours()
	}
	y := func(h float64) float64 { return chartTop + (5-h)*chartStep }
	var b strings.Builder
	bottom := y(-5)
	lanes := chartLanes(list, x)
	high := bottom + 34 + 20*float64(len(lanes))
	fmt.Fprintf(&b, `<svg class="steps-chart" viewBox="0 0 900 %.0f" role="group" aria-labelledby="chart-words">`, high)
	for _, g := range []struct {
		at           float64
		class, label string
	}{{5, "", "for, absolute"}, {3, "", "for, declared"}, {0, " zero", "takes no side"}, {-3, "",
		"against, declared"}, {-5, "", "against, absolute"}} {
		fmt.Fprintf(&b, `<line class="grid%s" x1="%.0f" x2="%.0f" y1="%.1f" y2="%.1f"/><text class="axis" x="%.0f" y="%.1f" text-anchor="end">%s</text>`,
			g.class, chartLeft, chartRight, y(g.at), y(g.at), chartLeft-10, y(g.at)+4, g.label)
	}
	chartDays(&b, first, last, x, bottom)
	chartPath(&b, dated, times, x, y)
	words := chartMarks(&b, dated, times, x, y)
	for i, l := range lanes {
		ly := bottom + 40 + 20*float64(i)
		fmt.Fprintf(&b, `<line class="lane%s" x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f"/><text class="axis" x="%.1f" y="%.1f"%s>%s</text>`,
			l.class, l.from, max(l.to, l.from+6), ly, ly, l.at, ly+4, l.anchor, template.HTMLEscapeString(l.words))
	}
	b.WriteString(`</svg>`)
	return stageChart{template.HTML(b.String()), strings.Join(words, "; ") + "."}
}

// lane is a condition or red line below the chart.
type lane struct {
	words, class, anchor string
	from, to, at         float64
}

func chartLanes(list []*evidence, x func(time.Time) float64) []lane {
	var out []lane
	for _, l := range limits(list) {
		from, err1 := time.Parse(dayLayout, l.First)
		to, err2 := time.Parse(dayLayout, l.Last)
		if err1 != nil || err2 != nil {
			continue
		}
		y := lane{words: short(70, l.Words), from: x(from), to: x(to)}
		if l.RedLine {
			y.class, y.words = " red", "⚑ red line: "+short(60, l.Words)
		}
		y.at = max(y.to, y.from+6) + 8
		if y.at > (chartLeft+chartRight)/2 {
			y.at, y.anchor = y.from-8, ` text-anchor="end"`
		}
		out = append(out, y)
	}
	return out
}

func chartDays(b *strings.Builder, first, last time.Time, x func(time.Time) float64, bottom float64) {
	days := []time.Time{first}
	if !first.Equal(last) {
		if middle := first.Add(last.Sub(first) / 2).Truncate(24 * time.Hour); last.Sub(first) > 8*24*time.Hour {
			days = append(days, middle)
		}
		days = append(days, last)
	}
	for _, t := range days {
		fmt.Fprintf(b, `<text class="axis" x="%.1f" y="%.1f" text-anchor="middle">%s</text>`, x(t), bottom+20,
			t.Format("2 Jan 2006"))
	}
}

// chartPath draws the stages through what is told on a named source's or the outlet's own word.
func chartPath(b *strings.Builder, list []*evidence, times []time.Time, x func(time.Time) float64,
	y func(float64) float64) {
	var path strings.Builder
	for i, e := range list {
		if e.off() {
			continue
		}
		if path.Len() == 0 {
			fmt.Fprintf(&path, "M%.1f %.1f", x(times[i]), y(height(e.stand())))
			continue
		}
		fmt.Fprintf(&path, "H%.1fV%.1f", x(times[i]), y(height(e.stand())))
	}
	if path.Len() > 0 {
		fmt.Fprintf(b, `<path class="step" d="%s"/>`, path.String())
	}
}

// chartMarks draws a mark for each position: full on named word, hollow on unnamed, square in the outlet's own voice.
func chartMarks(b *strings.Builder, list []*evidence, times []time.Time, x func(time.Time) float64,
	y func(float64) float64) []string {
	var words []string
	same := map[string]int{}
	for i, e := range list {
		place := fmt.Sprintf("%v %v", times[i], height(e.stand()))
		cx, cy := x(times[i])+9*float64(same[place]), y(height(e.stand()))
		same[place]++
		title := e.Stage.Day + ": " + standLine(e.stand()) + ", " + wordOf(e.Stage)
		words = append(words, title)
		shape := fmt.Sprintf(`<circle cx="%.1f" cy="%.1f" r="6"/>`, cx, cy)
		if e.Stage.OnWordOf == "" {
			shape = fmt.Sprintf(`<rect x="%.1f" y="%.1f" width="11" height="11"/>`, cx-5.5, cy-5.5)
		}
		class := "named"
		if e.off() {
			class = "unnamed"
		}
		fmt.Fprintf(b, `<a href="%s" class="%s"><title>%s</title>%s`, template.HTMLEscapeString(stageLink(e.Stage)), class,
			template.HTMLEscapeString(title), shape)
		if e.Stage.RedLine {
			fmt.Fprintf(b, `<text class="flag" x="%.1f" y="%.1f">⚑</text>`, cx+8, cy-6)
		}
		b.WriteString(`</a>`)
	}
	return words
}

// wordOf is on whose word a position is told, in words.
func wordOf(s *standing.Stage) string {
	if s.OnWordOf == "" {
		return "in the outlet's own voice"
	}
	return "on the word of " + s.OnWordOf + " (" + s.Authority.Name() + ")"
}
