// Package calendar knows how news tells time: it settles expressions of time ("on Tuesday", "early March", "since 2019",
// "the following day") to days, against the day of publication.
package calendar

import (
	"fmt"
	"time"

	"onrecord"
	"onrecord/internal/lang/lexicon"
)

// Finder finds expressions of time. It is safe for use by several goroutines at once, each with its own document.
type Finder struct{ words map[string][]word }

// word is a line of the dictionary.
type word struct{ kind, value string }

// kinds are the kinds of word that the dictionary may hold.
var kinds = map[string]bool{"month": true, "weekday": true, "season": true, "unit": true, "number": true, "ordinal": true,
	"part": true, "deictic": true, "part-of": true, "planned": true, "feast": true,
	"asking": true, "granting": true}

// New reads the dictionary. A line of no known kind is an error that names file and line.
func New() (*Finder, error) {
	t, err := lexicon.Open("time_words.tsv")
	if err != nil {
		return nil, fmt.Errorf("open calendar: %w", err)
	}
	f := &Finder{words: make(map[string][]word, len(t.Rows))}
	for _, r := range t.Rows {
		if !kinds[r.Get("kind")] {
			return nil, r.Errorf("no kind of word %q", r.Get("kind"))
		}
		f.words[r.Cells[0]] = append(f.words[r.Cells[0]], word{r.Get("kind"), r.Get("value")})
	}
	return f, nil
}

// How far the words settle the days, by judgement: what names its own day, what leans on the day of publication, and
// what leans on another date of the text.
const (
	sureOfAbsolute = 0.97
	sureOfDeictic  = 0.9
	sureOfAnaphor  = 0.7
)

// Find fills Dates. Where the report gives no day of publication, expressions that lean on it stay unsettled.
// Once stop says so it ends early, with the dates up to there.
func (f *Finder) Find(d *onrecord.Document, stop func() bool) {
	d.Dates = nil
	r := newReader(f, d)
	for k, s := range d.Sentences {
		if k%lookEvery == 0 && stop() {
			return
		}
		if !d.Blocks[s.Block].Read() {
			continue
		}
		r.open(s)
		for i := 0; i < len(r.low); {
			i = r.next(i)
		}
	}
}

// next keeps what stands at a word, and returns where to go on.
func (r *reader) next(i int) int {
	if row := r.lists.list(i); len(row) > 0 {
		for _, x := range row {
			r.keep(x.at, x.match)
		}
		return row[len(row)-1].end
	}
	m, ok := r.wrapped(i)
	if !ok {
		return i + 1
	}
	r.keep(i, m)
	return m.end
}

// publication is the day of publication, or the full date of the dateline; the zero time when neither is known.
func publication(d *onrecord.Document) time.Time {
	for _, s := range []string{d.Meta.Published, d.In(d.Meta.Dateline.Date)} {
		for _, form := range []string{layout, "January 2, 2006", "2 January 2006", "Jan. 2, 2006", "2 Jan 2006"} {
			if form == layout && len(s) > len(layout) {
				s = s[:len(layout)]
			}
			if t, err := time.Parse(form, s); err == nil {
				return t
			}
		}
	}
	return time.Time{}
}

// lookEvery is after how many sentences the finder asks whether to stop.
const lookEvery = 100

// reader reads the sentences of one document.
type reader struct {
	*sentence
	*anchor
	units    *units
	dates    *dates
	weekdays *weekdays
	nths     *nths
	shifts   *shifts
	lists    *lists
}

func newReader(f *Finder, d *onrecord.Document) *reader {
	s, a := &sentence{Finder: f, d: d}, &anchor{today: publication(d)}
	te := &tense{s}
	un := &units{te, a}
	da := &dates{te, a, un}
	r := &reader{sentence: s, anchor: a, units: un, dates: da, weekdays: &weekdays{te, a, da}}
	r.nths = &nths{te, a, un, da, r.core}
	r.shifts = &shifts{te, a, un, r.nths}
	r.lists = &lists{te, a, da, r.weekdays}
	return r
}

// match is an expression of time: words up to end (exclusive), what it settles to, and by which rule.
type match struct {
	end  int
	days interval
	by   string
	conf float64
}

func (r *reader) keep(i int, m match) {
	span := onrecord.Span{Start: r.d.Tokens[r.s.From+i].Start, End: r.d.Tokens[r.s.From+m.end-1].End}
	x := onrecord.Date{Span: span, By: "calendar/" + m.by, Conf: m.conf}
	if m.days.known() {
		x.From, x.To = text(m.days.from), text(m.days.to)
		r.last = m.days
	}
	if x.From > x.To && x.To != "" {
		x.From, x.To = "", "" // "from Friday to Monday" pointed past each other: not settled
	}
	r.d.Dates = append(r.d.Dates, x)
}

// wrapped is an expression with the preposition that opens or closes its interval: "since Monday", "from 3 to 5 March",
// "between Monday and Thursday".
func (r *reader) wrapped(i int) (match, bool) {
	switch r.at(i) {
	case "from", "between":
		if m, ok := r.range2(i); ok {
			return m, true
		}
	case "since", "until", "till", "by", "before", "after", "through":
		if m, ok := r.core(i + 1); ok {
			m.days, m.by = bound(r.at(i), m.days), r.at(i)+"/"+m.by
			return m, true
		}
	}
	m, ok := r.core(i)
	if ok && (r.at(m.end) == "through" || r.at(m.end) == "to") && settlesDay[m.by] {
		if b, ok := r.core(m.end + 1); ok && settlesDay[b.by] {
			return r.joined(m, b), true
		}
	}
	return m, ok
}

// settlesDay are the rules that name one day, so that two of them make a run: "Monday through Friday".
var settlesDay = map[string]bool{"weekday": true, "day": true, "day without year": true}

// bound opens an interval to one side.
func bound(preposition string, x interval) interval {
	if !x.known() {
		return x
	}
	switch preposition {
	case "since":
		return interval{from: x.from}
	case "before":
		return interval{to: x.from.AddDate(0, 0, -1)}
	case "after":
		return interval{from: x.to.AddDate(0, 0, 1)}
	}
	return interval{to: x.to}
}

func (r *reader) range2(i int) (match, bool) {
	a, ok := r.core(i + 1)
	if !ok {
		if a, ok = r.bareDay(i + 1); !ok {
			return a, false
		}
	}
	switch r.at(a.end) {
	case "to", "and", "until", "till", "through":
	default:
		return a, false
	}
	b, ok := r.core(a.end + 1)
	if !ok {
		return a, false
	}
	if a.by == "bare day" && b.days.known() { // "from 3 to 5 March"
		if day := a.days.from.Day(); valid(b.days.from.Year(), int(b.days.from.Month()), day) {
			a.days = one(civil(b.days.from.Year(), int(b.days.from.Month()), day))
		}
	}
	return r.joined(a, b), true
}

// joined is the interval from the start of one to the end of the other. A year that only the second names holds for
// both, and so does the direction.
func (r *reader) joined(a, b match) match {
	out := match{end: b.end, by: "range/" + b.by, conf: min(a.conf, b.conf)}
	if !a.days.known() || !b.days.known() {
		return out
	}
	from := a.days.from
	if a.by == "weekday" && b.by == "weekday" && from.After(b.days.to) && b.days.to.After(r.today) {
		b.days.to = b.days.to.AddDate(0, 0, 7) // both lie ahead
	}
	if from.After(b.days.to) && a.by != "year" {
		from = from.AddDate(b.days.to.Year()-from.Year(), 0, 0)
	}
	if a.by == "weekday" && from.After(b.days.to) {
		from = from.AddDate(0, 0, -7)
	}
	out.days = interval{from, b.days.to}
	return out
}

// bareDay is a number that may be a day: "3" in "from 3 to 5 March".
func (r *reader) bareDay(i int) (match, bool) {
	day, ok := dayNumber(r.at(i))
	if !ok {
		return match{}, false
	}
	return match{end: i + 1, days: one(civil(2000, 1, day)), by: "bare day", conf: sureOfAbsolute}, true
}

// core is an expression without a bounding preposition, the longest reading first.
func (r *reader) core(i int) (match, bool) {
	for _, read := range []func(int) (match, bool){r.dates.iso, r.dates.dayMonth, r.dates.monthDay, r.nths.nth, r.shifts.shifted,
		r.weekdays.weekday, r.dates.partOf, r.dates.month, r.dates.season, r.dates.quarter, r.dates.decade, r.dates.century, r.units.counted,
		r.units.relative, r.units.anaphor, r.units.deictic, r.dates.year} {
		if m, ok := read(i); ok {
			return m, true
		}
	}
	return match{}, false
}
