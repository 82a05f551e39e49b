package desk

import (
	"context"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"onrecord/internal/answer"
	"onrecord/internal/cross/standing"
)

// timelinePage is one actor by days, or, where none is named, whom there is to choose from.
type timelinePage struct {
	answer.Timeline
	Query    url.Values
	Unsure   bool
	Missing  string
	Chart    template.HTML
	Words    string
	Rows     []timelineRow
	More     int // entries that the CSV has and the page does not
	CSV, SVG string
	Actors   []timelineActor
}

type timelineRow struct {
	answer.Entry
	Link string
}

type timelineActor struct {
	standing.ActorSum
	Link string
}

// timelineShown is how many entries the table of a page has; timelineActors, how many actors it offers.
const timelineShown, timelineActors = 200, 40

func timelineFields(r *http.Request) url.Values {
	v := canonical(r)
	v.Del("kind")
	v.Del("recipient") // whom something is done to is the actor
	return v
}

func (d *seePages) timelineOf(ctx context.Context, v url.Values) (answer.Timeline, error) {
	q, err := query(v)
	if err != nil {
		return answer.Timeline{}, err
	}
	return answer.TimelineOf(ctx, d.store, d.record.Across, q, d.turn)
}

func (d *seePages) timeline(w http.ResponseWriter, r *http.Request) error {
	v := timelineFields(r)
	p := timelinePage{Query: v, Unsure: unsure(v), Missing: d.missing(), CSV: with("/timeline.csv", v), SVG: with("/timeline.svg", v)}
	if v.Get("actor") == "" {
		if err := d.offered(r.Context(), &p); err != nil {
			return err
		}
		return d.show(w, r, http.StatusOK, "timeline", frame{Title: "Timeline of an actor", Here: "see", Page: p})
	}
	t, err := d.timelineOf(r.Context(), v)
	if err != nil {
		return err
	}
	p.Timeline, p.Words = t, timelineWords(&t)
	p.Chart = drawTimeline(&t, func(from, to string) string { return with("/timeline", v, "from", from, "to", to) + "#h-table" })
	for _, e := range t.Entries[:min(len(t.Entries), timelineShown)] {
		p.Rows = append(p.Rows, timelineRow{e, entryLink(&e)})
	}
	p.More = len(t.Entries) - len(p.Rows)
	return d.show(w, r, http.StatusOK, "timeline", frame{Title: t.Actor + ": timeline", Here: "see", Page: p})
}

// offered are the actors of whom most is told.
func (d *seePages) offered(ctx context.Context, p *timelinePage) error {
	return d.record.Standing(ctx, p.Unsure, func(l *standing.Ledger) error {
		list, err := l.Actors(0, timelineActors)
		for _, a := range list {
			p.Actors = append(p.Actors, timelineActor{a, with("/timeline", p.Query, "actor", a.Name)})
		}
		return err
	})
}

func entryLink(e *answer.Entry) string {
	if e.ID == "" {
		return "/r/" + e.Report
	}
	return "/r/" + e.Report + "#" + e.ID
}

// timelineWords are a timeline in a sentence.
func timelineWords(t *answer.Timeline) string {
	n, undated := map[answer.Role]int{}, 0
	for _, e := range t.Entries {
		n[e.Role]++
		if e.Day == "" {
			undated++
		}
	}
	if len(t.Entries) == 0 {
		return "Nothing fits."
	}
	var parts []string
	for _, p := range answer.Roles {
		if n[p] > 0 {
			parts = append(parts, fmt.Sprintf("%s: %d", p, n[p]))
		}
	}
	out := strings.Join(parts, "; ") + "."
	if undated > 0 {
		out += fmt.Sprintf(" Of an unknown day, not drawn: %d.", undated)
	}
	return out
}

const (
	timelineLeft, timelineRight = 190.0, 884.0
	timelineHigh                = 36.0
)

// knot is what a timeline has of one part in one stretch of time.
type knot struct {
	n, unnamed int
	quote      string // of the first of it
}

// drawTimeline draws a lane for each part and in it a mark for each day, or week, month or year where the time is long: the larger the more there is of
// it, hollow where all of it stands on unnamed word. Link is where the entries of some days are listed.
func drawTimeline(t *answer.Timeline, link func(from, to string) string) template.HTML {
	var first, last time.Time
	for _, e := range t.Entries {
		if day, err := time.Parse(dayLayout, e.Day); err == nil {
			if first.IsZero() || day.Before(first) {
				first = day
			}
			if day.After(last) {
				last = day
			}
		}
	}
	if first.IsZero() {
		return ""
	}
	unit := answer.UnitFor(first, last)
	knots := map[answer.Role]map[time.Time]*knot{}
	for _, e := range t.Entries {
		day, err := time.Parse(dayLayout, e.Day)
		if err != nil {
			continue
		}
		if knots[e.Role] == nil {
			knots[e.Role] = map[time.Time]*knot{}
		}
		at := unit.Begin(day)
		k := knots[e.Role][at]
		if k == nil {
			k = &knot{}
			knots[e.Role][at] = k
		}
		if k.n++; e.Unnamed {
			k.unnamed++
		}
		k.quote = e.Quote
	}
	p := newPicture(900, 24+timelineHigh*float64(len(answer.Roles))+26)
	x := scale(unit.Begin(first), unit.Begin(last), timelineLeft+20, timelineRight-20)
	for i, part := range answer.Roles {
		y := 28 + timelineHigh*float64(i)
		p.line("grid", timelineLeft, y, timelineRight, y)
		p.text(timelineLeft-12, y+4, "end", "", short(30, string(part)))
		for _, at := range sortedDays(knots[part]) {
			k := knots[part][at]
			from, to := at.Format(dayLayout), unit.Next(at).AddDate(0, 0, -1).Format(dayLayout)
			words := fmt.Sprintf("%s: %s, %d", barLabel(string(unit), from), part, k.n)
			if k.unnamed > 0 {
				words += fmt.Sprintf(", %d on unnamed word", k.unnamed)
			}
			p.mark(link(from, to), words+": "+short(120, k.quote), knotShape(part, x(at), y, k))
		}
	}
	pictureDays(p, unit, first, last, x)
	return p.drawing("see-words")
}

func sortedDays(m map[time.Time]*knot) []time.Time {
	var out []time.Time
	for t := range m {
		out = append(out, t)
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// scale lays days out between two places; where there is one day alone it is in the middle.
func scale(first, last time.Time, left, right float64) func(time.Time) float64 {
	return func(t time.Time) float64 {
		if !last.After(first) {
			return (left + right) / 2
		}
		return left + (right-left)*t.Sub(first).Hours()/last.Sub(first).Hours()
	}
}

// pictureDays writes the first, the last and a day between below a picture.
func pictureDays(p *picture, unit answer.Unit, first, last time.Time, x func(time.Time) float64) {
	days := []time.Time{first}
	if last.After(first) {
		if last.Sub(first) > 8*24*time.Hour {
			days = append(days, first.Add(last.Sub(first)/2).Truncate(24*time.Hour))
		}
		days = append(days, last)
	}
	for _, t := range days {
		at := unit.Begin(t)
		p.text(x(at), p.high-12, "middle", "", barLabel(string(unit), at.Format(dayLayout)))
	}
}

// knotShape is a circle for what was said, a square for what was done, and for where the actor stood a triangle that points up (for), down (against) or a
// diamond.
func knotShape(part answer.Role, x, y float64, k *knot) string {
	r := min(14, 4+2*math.Sqrt(float64(k.n-1)))
	class := "knot k-" + map[answer.Role]string{answer.Said: "said", answer.Did: "deed", answer.DoneTo: "deed", answer.NotDone: "not"}[part]
	if k.unnamed == k.n {
		class += " hollow"
	}
	switch part {
	case answer.Said:
		return fmt.Sprintf(`<circle class="%s" cx="%.1f" cy="%.1f" r="%.1f"/>`, class, x, y, r)
	case answer.Did, answer.DoneTo, answer.NotDone:
		return fmt.Sprintf(`<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.1f"/>`, class, x-r*.9, y-r*.9, 1.8*r, 1.8*r)
	}
	class = strings.Replace(class, "k-", "k-stand", 1)
	up := map[answer.Role]float64{answer.StoodFor: -1, answer.StoodNot: 1}[part]
	if up == 0 {
		return fmt.Sprintf(`<path class="%s" d="M%.1f %.1fl%.1f %.1fl%.1f %.1fl%.1f %.1fz"/>`, class, x, y-r, r, r, -r, r, -r, -r)
	}
	return fmt.Sprintf(`<path class="%s" d="M%.1f %.1fL%.1f %.1fH%.1fz"/>`, class, x, y+up*r, x+r, y-up*r*.8, x-r)
}

func (d *seePages) timelineSVG(w http.ResponseWriter, r *http.Request) error {
	t, err := d.timelineOf(r.Context(), timelineFields(r))
	if err != nil {
		return err
	}
	drawing := drawTimeline(&t, func(string, string) string { return "" })
	if drawing == "" {
		return errNothingDrawn
	}
	return d.sendSVG(w, r, "timeline.svg", "Timeline of "+t.Actor, timelineWords(&t), drawing)
}

// timelineCSV is a row for each entry, the newest first.
func (d *seePages) timelineCSV(w http.ResponseWriter, r *http.Request) error {
	t, err := d.timelineOf(r.Context(), timelineFields(r))
	if err != nil {
		return err
	}
	o := t.Overview()
	o.Columns = append(o.Columns, "link") // of the desk
	for i := range o.Rows {
		o.Rows[i] = append(o.Rows[i], entryLink(&t.Entries[i]))
	}
	return sendOverview(w, "timeline.csv", &o)
}
