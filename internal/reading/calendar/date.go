package calendar

import (
	"strings"
	"time"
)

// dates reads days, months, seasons and years of the calendar, with or without their year.
type dates struct {
	*tense
	*anchor
	units *units
}

func absolute(end int, x interval, by string) (match, bool) {
	return match{end, x, by, sureOfAbsolute}, true
}

// iso reads 2026-03-05, as one word or in its pieces.
func (da *dates) iso(i int) (match, bool) {
	if t, err := time.Parse(layout, da.at(i)); err == nil {
		return absolute(i+1, one(t), "iso")
	}
	if da.is(i+1, "-") && da.is(i+3, "-") {
		if t, err := time.Parse(layout, da.at(i)+"-"+da.at(i+2)+"-"+da.at(i+4)); err == nil {
			return absolute(i+5, one(t), "iso")
		}
	}
	return match{}, false
}

// dayMonth reads "3 March", "3 March 2024", "the 3rd of March", "3-5 March".
func (da *dates) dayMonth(i int) (match, bool) {
	k := i
	if da.at(k) == "the" {
		k++
	}
	day, ok := dayNumber(da.at(k))
	if !ok {
		return match{}, false
	}
	last, next := day, k+1
	if d := da.at(next); (d == "-" || d == "–" || d == "to") && next > k {
		if to, ok := dayNumber(da.at(next + 1)); ok {
			last, next = to, next+2
		}
	}
	if da.at(next) == "of" {
		next++
	}
	month, ok := da.number(next, "month")
	if !ok || !da.capital(next) {
		return match{}, false
	}
	year, end := da.yearAt(next + 1)
	return da.dated(i, end, year, month, day, last)
}

// monthDay reads "March 3", "March 3, 2024", "March 3-5".
func (da *dates) monthDay(i int) (match, bool) {
	month, ok := da.number(i, "month")
	if !ok || !da.capital(i) {
		return match{}, false
	}
	k := i + 1
	if da.at(k) == "the" {
		k++
	}
	day, ok := dayNumber(da.at(k))
	if !ok {
		return match{}, false
	}
	last, next := day, k+1
	if d := da.at(next); d == "-" || d == "–" {
		if to, ok := dayNumber(da.at(next + 1)); ok {
			last, next = to, next+2
		}
	}
	year, end := da.yearAt(next)
	return da.dated(i, end, year, month, day, last)
}

// dated settles a day or run of days of a month, in the year named, else in the one that the tense points to.
func (da *dates) dated(i, end, year, month, day, last int) (match, bool) {
	if year != 0 {
		if !valid(year, month, day) || !valid(year, month, last) {
			return match{}, false
		}
		return absolute(end, interval{civil(year, month, day), civil(year, month, last)}, "day")
	}
	if day > 31 || last > 31 {
		return match{}, false
	}
	return da.leaning(end, "day without year", func(today time.Time) interval {
		y := today.Year()
		switch t := civil(y, month, day); {
		case da.ahead(i) && t.Before(today):
			y++
		case !da.ahead(i) && t.After(today) && (da.toldPast(i) || t.Sub(today) > halfYear):
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
func (da *dates) month(i int) (match, bool) {
	k, step := da.lastNext(i)
	month, ok := da.number(k, "month")
	if !ok || !da.capital(k) || len(da.at(k)) < 3 {
		return match{}, false
	}
	next := k + 1
	if da.at(next) == "of" {
		next++
	}
	if year, end := da.yearAt(next); year != 0 && step == 0 {
		return absolute(end, monthOf(year, month), "month")
	}
	if step == 0 && k == i && !leads[da.at(i-1)] {
		return match{}, false
	}
	return da.leaning(k+1, "month without year", func(today time.Time) interval {
		return da.nearest(today, step, i, func(y int) interval { return monthOf(y, month) })
	})
}

// nearest picks the year of what returns every year: with "last" the latest before the present one, with "next" the first
// after it, else the latest begun, or, when the tense points ahead, the next not ended.
func (da *dates) nearest(today time.Time, step, i int, in func(year int) interval) interval {
	y := today.Year() + 1
	ahead := step > 0 || step == 0 && da.ahead(i)
	if da.at(i) == "this" {
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
func (da *dates) partOf(i int) (match, bool) {
	k := i
	if da.at(k) == "the" {
		k++
	}
	if (da.at(k) == "end" || da.at(k) == "start" || da.at(k) == "beginning") && da.at(k+1) == "of" {
		return da.endOf(i, k)
	}
	if m, ok := da.midWord(k); ok {
		return m, true
	}
	part, ok := da.value(k, "part-of")
	if !ok {
		return match{}, false
	}
	next := k + 1
	if da.at(next) == "-" || da.at(next) == "in" {
		next++
	}
	if year, ok := decadeYear(da.at(next)); ok {
		return absolute(next+1, decadeOf(year, part), "part of decade")
	}
	m, ok := da.whole(next)
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
func (da *dates) midWord(k int) (match, bool) {
	rest, ok := strings.CutPrefix(da.at(k), "mid-")
	if !ok {
		return match{}, false
	}
	if y, ok := decadeYear(rest); ok {
		return absolute(k+1, decadeOf(y, "mid"), "part of decade")
	}
	if y, ok := plainYear(rest); ok {
		return absolute(k+1, third(yearOf(y), "mid"), "part of year")
	}
	for _, w := range da.words[rest] {
		if month, ok := digits(w.value); ok && w.kind == "month" {
			if year, end := da.yearAt(k + 1); year != 0 {
				return absolute(end, third(monthOf(year, month), "mid"), "part of month")
			}
			return da.leaning(k+1, "part of month", func(today time.Time) interval {
				return third(da.nearest(today, 0, k, func(y int) interval { return monthOf(y, month) }), "mid")
			})
		}
	}
	return match{}, false
}

// endOf is the last (or first) day of what follows: only "by the end of" and "until the end of" are used with it.
func (da *dates) endOf(i, k int) (match, bool) {
	next := k + 2
	m, ok := da.whole(next)
	if !ok && da.at(next) == "the" {
		if unit, isUnit := da.value(next+1, "unit"); isUnit && unit != "day" {
			m, ok = da.leaning(next+2, "unit", func(today time.Time) interval { return span(today, unit, 0) })
		}
	}
	if !ok || !m.days.known() {
		return m, ok
	}
	if da.at(k) == "end" {
		m.days.from = m.days.to
	} else {
		m.days.to = m.days.from
	}
	m.by = da.at(k) + " of " + m.by
	return m, true
}

// whole is a month, season or year, or a calendar unit with "last", "this" or "next".
func (da *dates) whole(i int) (match, bool) {
	for _, read := range []func(int) (match, bool){da.month, da.season, da.units.relative} {
		if m, ok := read(i); ok {
			return m, true
		}
	}
	if y, ok := plainYear(da.at(i)); ok {
		return absolute(i+1, yearOf(y), "year")
	}
	return match{}, false
}

func (da *dates) season(i int) (match, bool) {
	k, step := da.lastNext(i)
	if k == i && da.at(k) == "the" {
		k++
	}
	month, ok := da.number(k, "season")
	if !ok || da.at(k) == "fall" && k == i {
		return match{}, false
	}
	next := k + 1
	if da.at(next) == "of" {
		next++
	}
	if year, end := da.yearAt(next); year != 0 {
		return absolute(end, seasonOf(year, month), "season")
	}
	if k == i && !leads[da.at(i-1)] {
		return match{}, false
	}
	return da.leaning(k+1, "season without year", func(today time.Time) interval {
		return da.nearest(today, step, i, func(y int) interval { return seasonOf(y, month) })
	})
}

// quarter reads "Q3 2025", "the third quarter of 2025", "the first half of 2025".
func (da *dates) quarter(i int) (match, bool) {
	if q := da.at(i); len(q) == 2 && q[0] == 'q' && q[1] >= '1' && q[1] <= '4' {
		year, end := da.yearAt(i + 1)
		return da.inYear(end, year, func(y int) interval { return quarterOf(y, int(q[1]-'0')) })
	}
	k := i
	if da.at(k) == "the" {
		k++
	}
	n, ok := da.number(k, "ordinal")
	if !ok || n > 4 || da.at(k+1) != "quarter" && (da.at(k+1) != "half" || n > 2) {
		return match{}, false
	}
	next := k + 2
	if da.at(next) == "of" {
		next++
	}
	year, end := da.yearAt(next)
	if year == 0 {
		end = k + 2
	}
	return da.inYear(end, year, func(y int) interval {
		if da.at(k+1) == "half" {
			return interval{quarterOf(y, 2*n-1).from, quarterOf(y, 2*n).to}
		}
		return quarterOf(y, n)
	})
}

// inYear settles what is named within a year; without one it is that of the day of publication.
func (da *dates) inYear(end, year int, in func(int) interval) (match, bool) {
	if year != 0 {
		return absolute(end, in(year), "part of year")
	}
	return da.leaning(end, "part of year", func(today time.Time) interval { return in(today.Year()) })
}

func decadeYear(s string) (int, bool) {
	if len(s) == 5 && s[4] == 's' {
		y, ok := plainYear(s[:4])
		return y, ok && y%10 == 0
	}
	return 0, false
}

func (da *dates) decade(i int) (match, bool) {
	k := i
	if da.at(k) == "the" {
		k++
	}
	if year, ok := decadeYear(da.at(k)); ok {
		return absolute(k+1, decadeOf(year, ""), "decade")
	}
	return match{}, false
}

func (da *dates) century(i int) (match, bool) {
	k := i
	if da.at(k) == "the" {
		k++
	}
	n, ok := dayNumber(da.at(k))
	if !ok || len(da.at(k)) < 3 || da.at(k+1) != "century" {
		return match{}, false
	}
	return absolute(k+2, interval{civil(100*n-99, 1, 1), civil(100*n, 12, 31)}, "century")
}

// year reads a lone year behind a word that leads to a time.
func (da *dates) year(i int) (match, bool) {
	y, ok := plainYear(da.at(i))
	if !ok || !(leads[da.at(i-1)] && !da.counts(i)) && !da.ofYear(i) {
		return match{}, false
	}
	return absolute(i+1, yearOf(y), "year")
}
