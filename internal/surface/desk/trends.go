package desk

import (
	"context"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"onrecord/internal/answer"
	"onrecord/internal/store"
)

// seePages are the pictures of the record: each with a table that says the same, and as files.
type seePages struct {
	*base
	files assets
}

// trendsPage is how much was told over time.
type trendsPage struct {
	answer.Trends
	Query    url.Values
	Asks     trendsAsked
	Chart    template.HTML
	Words    string // what the chart shows in a sentence
	Rows     []trendRow
	CSV, SVG string
}

// trendsAsked is what a page asks for by its form.
type trendsAsked struct {
	By    string
	Units []answer.Unit
}

type trendRow struct {
	*answer.Period
	Label      string
	Unnamed    string // share in percent; "–" where there is nothing that it could be of
	Said, Done string // where they are listed
}

// trendsFields are those of an address that the page reads.
func trendsFields(r *http.Request) url.Values {
	v := canonical(r, "by")
	v.Del("kind") // both kinds are counted
	return v
}

// trendsOf are the trends that an address asks for.
func (d *seePages) trendsOf(ctx context.Context, v url.Values) (answer.Trends, error) {
	q, err := query(v)
	if err != nil {
		return answer.Trends{}, err
	}
	unit, err := answer.ParseUnit(v.Get("by"))
	if err != nil {
		return answer.Trends{}, err
	}
	done, err := d.turn(ctx)
	if err != nil {
		return answer.Trends{}, err
	}
	defer done()
	return answer.TrendsOf(ctx, d.store, q, unit)
}

func (d *seePages) trends(w http.ResponseWriter, r *http.Request) error {
	v := trendsFields(r)
	t, err := d.trendsOf(r.Context(), v)
	if err != nil {
		return err
	}
	p := trendsPage{Trends: t, Query: v, Asks: trendsAsked{v.Get("by"), []answer.Unit{answer.ByDay, answer.ByWeek, answer.ByMonth, answer.ByYear}},
		CSV: with("/trends.csv", v), SVG: with("/trends.svg", v), Words: trendsWords(&t)}
	p.Chart = drawTrends(&t, func(kind store.Kind, x *answer.Period) string { return trendLink(v, kind, x) })
	for i := len(t.Periods) - 1; i >= 0; i-- {
		x := &t.Periods[i]
		if x.Statements+x.Events == 0 {
			continue
		}
		p.Rows = append(p.Rows, trendRow{x, barLabel(string(t.Unit), x.From), shareWords(x), trendLink(v, store.Statement, x),
			trendLink(v, store.Event, x)})
	}
	return d.show(w, r, http.StatusOK, "trends", frame{Title: "Trends", Here: "see", Page: p})
}

// trendLink is where what was counted in a stretch of time is listed.
func trendLink(v url.Values, kind store.Kind, x *answer.Period) string {
	return with("/explore", v, "kind", string(kind), "from", later(x.From, v.Get("from")), "to", sooner(x.To, v.Get("to")), "by", "")
}

// later and sooner hold a stretch to the days that are asked for.
func later(day, asked string) string { return max(day, asked) }

func sooner(day, asked string) string {
	if asked != "" && asked < day {
		return asked
	}
	return day
}

func shareWords(x *answer.Period) string {
	if s := x.Share(); s == nil {
		return "–"
	}
	return percent(x.Unnamed, x.Told)
}

// trendsWords are the trends in a sentence.
func trendsWords(t *answer.Trends) string {
	if len(t.Periods) == 0 {
		return "Nothing was told on a known day."
	}
	var all answer.Period
	most := &t.Periods[0]
	for i := range t.Periods {
		x := &t.Periods[i]
		all.Statements, all.Events, all.Told, all.Unnamed = all.Statements+x.Statements, all.Events+x.Events, all.Told+x.Told, all.Unnamed+x.Unnamed
		if x.Statements > most.Statements {
			most = x
		}
	}
	out := fmt.Sprintf("%s and %s, %s to %s, by %s; most statements in that of %s: %d.", plural(all.Statements, "statement"), plural(all.Events, "event"),
		t.Periods[0].From, t.Periods[len(t.Periods)-1].To, t.Unit, barLabel(string(t.Unit), most.From), most.Statements)
	if s := shareWords(&all); s != "–" {
		out += " On unnamed word: " + s + "."
	}
	return out
}

const (
	trendLeft, trendRight   = 64.0, 884.0
	trendHigh, trendBetween = 84.0, 34.0
)

// trendPanel is one of the charts, one below the other, over the same days.
type trendPanel struct {
	head, class string
	kind        store.Kind
	value       func(*answer.Period) *float64 // nil is unknown
	words       func(*answer.Period) string
	most        float64
	mark        func(float64) string // a value at the side
}

func trendPanels(t *answer.Trends) []trendPanel {
	count := func(of func(*answer.Period) int) func(*answer.Period) *float64 {
		return func(p *answer.Period) *float64 { x := float64(of(p)); return &x }
	}
	whole := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	panels := []trendPanel{
		{head: "Statements", class: "bar-s", kind: store.Statement, value: count(func(p *answer.Period) int { return p.Statements }),
			words: func(p *answer.Period) string { return plural(p.Statements, "statement") }, mark: whole},
		{head: "Events", class: "bar-e", kind: store.Event, value: count(func(p *answer.Period) int { return p.Events }),
			words: func(p *answer.Period) string { return plural(p.Events, "event") }, mark: whole},
		{head: "Share on unnamed word", class: "share", kind: store.Statement, value: (*answer.Period).Share, most: 1,
			words: func(p *answer.Period) string {
				return fmt.Sprintf("%s unnamed, %d of %d", shareWords(p), p.Unnamed, p.Told)
			},
			mark: func(x float64) string { return strconv.Itoa(int(100*x+.5)) + " %" }},
	}
	for i := range panels[:2] {
		for k := range t.Periods {
			panels[i].most = max(panels[i].most, *panels[i].value(&t.Periods[k]))
		}
		panels[i].most = roundUp(panels[i].most)
	}
	return panels
}

// roundUp is the next round number.
func roundUp(x float64) float64 {
	for step := 1.0; ; step *= 10 {
		for _, s := range []float64{1, 2, 3, 4, 5, 6, 8} {
			if s*step >= x {
				return s * step
			}
		}
	}
}

// drawTrends draws bars of statements and events and, below, dots of the share on unnamed word; where nothing is attributed there is no dot, and the line
// between dots is broken.
func drawTrends(t *answer.Trends, link func(store.Kind, *answer.Period) string) template.HTML {
	if len(t.Periods) == 0 {
		return ""
	}
	panels := trendPanels(t)
	p := newPicture(900, 24+float64(len(panels))*(trendHigh+trendBetween)+18)
	wide := (trendRight - trendLeft) / float64(len(t.Periods))
	for i := range panels {
		x := &panels[i]
		top := 34 + float64(i)*(trendHigh+trendBetween)
		bottom := top + trendHigh
		p.text(trendLeft, top-10, "start", "head", x.head)
		for _, g := range []float64{1, .5} {
			p.line("grid", trendLeft, bottom-g*trendHigh, trendRight, bottom-g*trendHigh)
			if v := g * x.most; x.most == 1 && x.class == "share" || v == math.Trunc(v) {
				p.text(trendLeft-8, bottom-g*trendHigh+4, "end", "", x.mark(v))
			}
		}
		p.line("base", trendLeft, bottom, trendRight, bottom)
		p.text(trendLeft-8, bottom+4, "end", "", x.mark(0))
		drawPanel(p, t, x, link, bottom, wide)
	}
	trendDays(p, t, wide)
	return p.drawing("see-words")
}

func drawPanel(p *picture, t *answer.Trends, x *trendPanel, link func(store.Kind, *answer.Period) string, bottom, wide float64) {
	var path strings.Builder
	step := "M"
	for k := range t.Periods {
		v := x.value(&t.Periods[k])
		if v == nil {
			step = "M"
			continue
		}
		high := *v / x.most * trendHigh
		left := trendLeft + wide*float64(k)
		words := barLabel(string(t.Unit), t.Periods[k].From) + ": " + x.words(&t.Periods[k])
		switch {
		case x.class == "share":
			fmt.Fprintf(&path, "%s%.1f %.1f", step, left+wide/2, bottom-high)
			step = "L"
			p.mark(link(x.kind, &t.Periods[k]), words, fmt.Sprintf(`<circle class="%s" cx="%.1f" cy="%.1f" r="%.1f"/>`, x.class, left+wide/2, bottom-high, min(4, max(1.5, wide/2))))
		case high > 0:
			p.mark(link(x.kind, &t.Periods[k]), words, fmt.Sprintf(`<rect class="%s" x="%.2f" y="%.1f" width="%.2f" height="%.1f"/>`, x.class, left+wide*.08, bottom-high, wide*.84, high))
		}
	}
	if path.Len() > 0 {
		p.put(`<path class="share-line" d="%s"/>`, path.String())
	}
}

// trendDays writes some days below, as many as there is room for.
func trendDays(p *picture, t *answer.Trends, wide float64) {
	each := max(1, int(math.Ceil(96/wide)))
	for k := 0; k < len(t.Periods); k += each {
		x, anchor := trendLeft+wide*(float64(k)+.5), "middle"
		if x > trendRight-40 {
			x, anchor = trendRight, "end"
		}
		p.text(x, p.high-12, anchor, "", barLabel(string(t.Unit), t.Periods[k].From))
	}
}

func (d *seePages) trendsSVG(w http.ResponseWriter, r *http.Request) error {
	v := trendsFields(r)
	t, err := d.trendsOf(r.Context(), v)
	if err != nil {
		return err
	}
	if len(t.Periods) == 0 {
		return errNothingDrawn
	}
	return d.sendSVG(w, r, "trends.svg", "Trends", trendsWords(&t), drawTrends(&t, func(store.Kind, *answer.Period) string { return "" }))
}

// trendsCSV is a row for each stretch of time, those of which nothing was told as well; what was told on an unknown day is the last row.
func (d *seePages) trendsCSV(w http.ResponseWriter, r *http.Request) error {
	t, err := d.trendsOf(r.Context(), trendsFields(r))
	if err != nil {
		return err
	}
	o := t.Overview()
	return sendOverview(w, "trends.csv", &o)
}

// sendOverview sends the rows beside a picture as CSV.
func sendOverview(w http.ResponseWriter, name string, o *answer.Overview) error {
	out := newTable(w, name, o.Columns)
	for _, row := range o.Rows {
		out.row(row...)
	}
	return out.close()
}
