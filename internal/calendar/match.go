package calendar

import (
	"strings"
	"time"
)

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

// dayNumber reads "3", "3rd", "21st".
func dayNumber(s string) (int, bool) {
	if len(s) > 2 {
		switch s[len(s)-2:] {
		case "st", "nd", "rd", "th":
			s = s[:len(s)-2]
		}
	}
	n, ok := digits(s)
	return n, ok && n >= 1 && n <= 31 && len(s) <= 2
}

// core is an expression without a bounding preposition, the longest reading first.
func (r *reader) core(i int) (match, bool) {
	for _, read := range []func(int) (match, bool){r.iso, r.dayMonth, r.monthDay, r.nth, r.shifted, r.weekday, r.partOf, r.month, r.season,
		r.quarter, r.decade, r.century, r.counted, r.relative, r.anaphor, r.deictic, r.year} {
		if m, ok := read(i); ok {
			return m, true
		}
	}
	return match{}, false
}

func absolute(end int, x interval, by string) (match, bool) {
	return match{end, x, by, sureOfAbsolute}, true
}

// leaning is an expression that leans on the day of publication: not settled where that is not known.
func (r *reader) leaning(end int, by string, settle func(today time.Time) interval) (match, bool) {
	m := match{end: end, by: by, conf: sureOfDeictic}
	if !r.today.IsZero() {
		m.days = settle(r.today)
	}
	return m, true
}

// iso reads 2026-03-05, as one word or in its pieces.
func (r *reader) iso(i int) (match, bool) {
	if t, err := time.Parse(layout, r.at(i)); err == nil {
		return absolute(i+1, one(t), "iso")
	}
	if r.is(i+1, "-") && r.is(i+3, "-") {
		if t, err := time.Parse(layout, r.at(i)+"-"+r.at(i+2)+"-"+r.at(i+4)); err == nil {
			return absolute(i+5, one(t), "iso")
		}
	}
	return match{}, false
}

// yearAt reads a year, with or without a comma before it.
func (r *reader) yearAt(i int) (year, end int) {
	if r.at(i) == "," {
		if y, ok := plainYear(r.at(i + 1)); ok {
			return y, i + 2
		}
		return 0, i
	}
	if y, ok := plainYear(r.at(i)); ok {
		return y, i + 1
	}
	return 0, i
}

func plainYear(s string) (int, bool) {
	y, ok := digits(s)
	return y, ok && len(s) == 4 && y >= 1700 && y <= 2199
}

// dayMonth reads "3 March", "3 March 2024", "the 3rd of March", "3-5 March".
func (r *reader) dayMonth(i int) (match, bool) {
	k := i
	if r.at(k) == "the" {
		k++
	}
	day, ok := dayNumber(r.at(k))
	if !ok {
		return match{}, false
	}
	last, next := day, k+1
	if d := r.at(next); (d == "-" || d == "–" || d == "to") && next > k {
		if to, ok := dayNumber(r.at(next + 1)); ok {
			last, next = to, next+2
		}
	}
	if r.at(next) == "of" {
		next++
	}
	month, ok := r.number(next, "month")
	if !ok || !r.capital(next) {
		return match{}, false
	}
	year, end := r.yearAt(next + 1)
	return r.dated(i, end, year, month, day, last)
}

// monthDay reads "March 3", "March 3, 2024", "March 3-5".
func (r *reader) monthDay(i int) (match, bool) {
	month, ok := r.number(i, "month")
	if !ok || !r.capital(i) {
		return match{}, false
	}
	k := i + 1
	if r.at(k) == "the" {
		k++
	}
	day, ok := dayNumber(r.at(k))
	if !ok {
		return match{}, false
	}
	last, next := day, k+1
	if d := r.at(next); d == "-" || d == "–" {
		if to, ok := dayNumber(r.at(next + 1)); ok {
			last, next = to, next+2
		}
	}
	year, end := r.yearAt(next)
	return r.dated(i, end, year, month, day, last)
}

// dated settles a day or run of days of a month, in the year named, else in the one that the tense points to.
func (r *reader) dated(i, end, year, month, day, last int) (match, bool) {
	if year != 0 {
		if !valid(year, month, day) || !valid(year, month, last) {
			return match{}, false
		}
		return absolute(end, interval{civil(year, month, day), civil(year, month, last)}, "day")
	}
	if day > 31 || last > 31 {
		return match{}, false
	}
	return r.leaning(end, "day without year", func(today time.Time) interval {
		y := today.Year()
		switch t := civil(y, month, day); {
		case r.ahead(i) && t.Before(today):
			y++
		case !r.ahead(i) && t.After(today) && (r.toldPast(i) || t.Sub(today) > halfYear):
			y--
		}
		if !valid(y, month, day) || !valid(y, month, last) {
			return interval{}
		}
		return interval{civil(y, month, day), civil(y, month, last)}
	})
}

// halfYear is how far ahead a day without a year may lie that nothing tells to be past or to come.
const halfYear = 183 * 24 * time.Hour

// month reads "March 2024", "in March", "last March". A month's name alone may be a person's or a verb, so it counts
// only behind a word that leads to a time.
func (r *reader) month(i int) (match, bool) {
	k, step := r.lastNext(i)
	month, ok := r.number(k, "month")
	if !ok || !r.capital(k) || len(r.at(k)) < 3 {
		return match{}, false
	}
	next := k + 1
	if r.at(next) == "of" {
		next++
	}
	if year, end := r.yearAt(next); year != 0 && step == 0 {
		return absolute(end, monthOf(year, month), "month")
	}
	if step == 0 && k == i && !leads[r.at(i-1)] {
		return match{}, false
	}
	return r.leaning(k+1, "month without year", func(today time.Time) interval {
		return r.nearest(today, step, i, func(y int) interval { return monthOf(y, month) })
	})
}

// leads are the words behind which a month's name or a year is a time.
var leads = map[string]bool{"in": true, "since": true, "until": true, "till": true, "by": true, "before": true, "after": true,
	"during": true, "from": true, "to": true, "between": true, "and": true, "of": true, "through": true, "early": true,
	"late": true, "mid": true, "this": true, "for": true, "-": true}

// lastNext skips "last", "next" or "this" and tells which way it points: -1, 1, 0.
func (r *reader) lastNext(i int) (at, step int) {
	switch r.at(i) {
	case "last":
		return i + 1, -1
	case "next":
		return i + 1, 1
	case "this":
		return i + 1, 0
	}
	return i, 0
}

// nearest picks the year of what returns every year: with "last" the latest before the present one, with "next" the first
// after it, else the latest begun, or, when the tense points ahead, the next not ended.
func (r *reader) nearest(today time.Time, step, i int, in func(year int) interval) interval {
	y := today.Year() + 1
	ahead := step > 0 || step == 0 && r.ahead(i)
	if r.at(i) == "this" {
		return in(today.Year())
	}
	if ahead {
		for y = today.Year() - 1; ; y++ {
			if x := in(y); step > 0 && x.from.After(today) || step == 0 && !x.to.Before(today) {
				return x
			}
		}
	}
	for ; ; y-- {
		if x := in(y); step < 0 && x.to.Before(today) || step == 0 && !x.from.After(today) {
			return x
		}
	}
}

// partOf reads "early March", "mid-2025", "late last year", "the end of March", "the early 1990s".
func (r *reader) partOf(i int) (match, bool) {
	k := i
	if r.at(k) == "the" {
		k++
	}
	if (r.at(k) == "end" || r.at(k) == "start" || r.at(k) == "beginning") && r.at(k+1) == "of" {
		return r.endOf(i, k)
	}
	if m, ok := r.midWord(k); ok {
		return m, true
	}
	part, ok := r.value(k, "part-of")
	if !ok {
		return match{}, false
	}
	next := k + 1
	if r.at(next) == "-" || r.at(next) == "in" {
		next++
	}
	if year, ok := decadeYear(r.at(next)); ok {
		return absolute(next+1, decadeOf(year, part), "part of decade")
	}
	m, ok := r.whole(next)
	if !ok {
		return m, false
	}
	m.by = "part of " + m.by
	if m.days.known() {
		m.days = third(m.days, part)
	}
	return m, true
}

// midWord reads "mid-March", "mid-2025", "mid-1990s" where the words are written as one.
func (r *reader) midWord(k int) (match, bool) {
	rest, ok := strings.CutPrefix(r.at(k), "mid-")
	if !ok {
		return match{}, false
	}
	if y, ok := decadeYear(rest); ok {
		return absolute(k+1, decadeOf(y, "mid"), "part of decade")
	}
	if y, ok := plainYear(rest); ok {
		return absolute(k+1, third(yearOf(y), "mid"), "part of year")
	}
	for _, w := range r.words[rest] {
		if month, ok := digits(w.value); ok && w.kind == "month" {
			if year, end := r.yearAt(k + 1); year != 0 {
				return absolute(end, third(monthOf(year, month), "mid"), "part of month")
			}
			return r.leaning(k+1, "part of month", func(today time.Time) interval {
				return third(r.nearest(today, 0, k, func(y int) interval { return monthOf(y, month) }), "mid")
			})
		}
	}
	return match{}, false
}

// endOf is the last (or first) day of what follows: only "by the end of" and "until the end of" are used with it.
func (r *reader) endOf(i, k int) (match, bool) {
	next := k + 2
	m, ok := r.whole(next)
	if !ok && r.at(next) == "the" {
		if unit, isUnit := r.value(next+1, "unit"); isUnit && unit != "day" {
			m, ok = r.leaning(next+2, "unit", func(today time.Time) interval { return span(today, unit, 0) })
		}
	}
	if !ok || !m.days.known() {
		return m, ok
	}
	if r.at(k) == "end" {
		m.days.from = m.days.to
	} else {
		m.days.to = m.days.from
	}
	m.by = r.at(k) + " of " + m.by
	return m, true
}

// whole is a month, season or year, or a calendar unit with "last", "this" or "next".
func (r *reader) whole(i int) (match, bool) {
	for _, read := range []func(int) (match, bool){r.month, r.season, r.relative} {
		if m, ok := read(i); ok {
			return m, true
		}
	}
	if y, ok := plainYear(r.at(i)); ok {
		return absolute(i+1, yearOf(y), "year")
	}
	return match{}, false
}

func (r *reader) season(i int) (match, bool) {
	k, step := r.lastNext(i)
	if k == i && r.at(k) == "the" {
		k++
	}
	month, ok := r.number(k, "season")
	if !ok || r.at(k) == "fall" && k == i {
		return match{}, false
	}
	next := k + 1
	if r.at(next) == "of" {
		next++
	}
	if year, end := r.yearAt(next); year != 0 {
		return absolute(end, seasonOf(year, month), "season")
	}
	if k == i && !leads[r.at(i-1)] {
		return match{}, false
	}
	return r.leaning(k+1, "season without year", func(today time.Time) interval {
		return r.nearest(today, step, i, func(y int) interval { return seasonOf(y, month) })
	})
}

// quarter reads "Q3 2025", "the third quarter of 2025", "the first half of 2025".
func (r *reader) quarter(i int) (match, bool) {
	if q := r.at(i); len(q) == 2 && q[0] == 'q' && q[1] >= '1' && q[1] <= '4' {
		year, end := r.yearAt(i + 1)
		return r.inYear(end, year, func(y int) interval { return quarterOf(y, int(q[1]-'0')) })
	}
	k := i
	if r.at(k) == "the" {
		k++
	}
	n, ok := r.number(k, "ordinal")
	if !ok || n > 4 || r.at(k+1) != "quarter" && (r.at(k+1) != "half" || n > 2) {
		return match{}, false
	}
	next := k + 2
	if r.at(next) == "of" {
		next++
	}
	year, end := r.yearAt(next)
	if year == 0 {
		end = k + 2
	}
	return r.inYear(end, year, func(y int) interval {
		if r.at(k+1) == "half" {
			return interval{quarterOf(y, 2*n-1).from, quarterOf(y, 2*n).to}
		}
		return quarterOf(y, n)
	})
}

// inYear settles what is named within a year; without one it is that of the day of publication.
func (r *reader) inYear(end, year int, in func(int) interval) (match, bool) {
	if year != 0 {
		return absolute(end, in(year), "part of year")
	}
	return r.leaning(end, "part of year", func(today time.Time) interval { return in(today.Year()) })
}

func decadeYear(s string) (int, bool) {
	if len(s) == 5 && s[4] == 's' {
		y, ok := plainYear(s[:4])
		return y, ok && y%10 == 0
	}
	return 0, false
}

func (r *reader) decade(i int) (match, bool) {
	k := i
	if r.at(k) == "the" {
		k++
	}
	if year, ok := decadeYear(r.at(k)); ok {
		return absolute(k+1, decadeOf(year, ""), "decade")
	}
	return match{}, false
}

func (r *reader) century(i int) (match, bool) {
	k := i
	if r.at(k) == "the" {
		k++
	}
	n, ok := dayNumber(r.at(k))
	if !ok || len(r.at(k)) < 3 || r.at(k+1) != "century" {
		return match{}, false
	}
	return absolute(k+2, interval{civil(100*n-99, 1, 1), civil(100*n, 12, 31)}, "century")
}

// year reads a lone year behind a word that leads to a time.
func (r *reader) year(i int) (match, bool) {
	y, ok := plainYear(r.at(i))
	if !ok || !(leads[r.at(i-1)] && !r.counts(i)) && !r.ofYear(i) {
		return match{}, false
	}
	return absolute(i+1, yearOf(y), "year")
}

// ofYear tells whether a year marks one thing out: "the 2019 election", but not "the 2019 voters".
func (r *reader) ofYear(i int) bool {
	t := &r.d.Tokens[r.s.From+i]
	return r.at(i-1) == "the" && t.Head > 0 && int(t.Head)-1 > r.s.From+i && r.d.Tokens[t.Head-1].XPOS == "NN"
}

// counts tells whether a number counts the noun behind it ("to 2000 people").
func (r *reader) counts(i int) bool {
	t := &r.d.Tokens[r.s.From+i]
	return t.Rel == "nummod" && int(t.Head)-1 > r.s.From+i
}
