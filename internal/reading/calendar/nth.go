package calendar

import "time"

// nths reads days that are counted within a longer time.
type nths struct {
	*tense
	*anchor
	units *units
	dates *dates
	core  func(i int) (match, bool) // an expression of any form
}

// nth reads days, weeks and weekends that are counted within a longer time: "the third Friday of next month", "the first
// Monday in March", "last Sunday of the year", "the first weekend of May", "the last day of 2024".
func (nt *nths) nth(i int) (match, bool) {
	k := i
	if nt.at(k) == "the" {
		k++
	}
	n, ok := nt.count(k)
	if !ok {
		return match{}, false
	}
	if before := nt.at(i - 1); before == "each" || before == "every" {
		return nt.recurring(k + 1)
	}
	if (nt.at(k+1) == "working" || nt.at(k+1) == "business") && nt.at(k+2) == "day" && (nt.at(k+3) == "of" || nt.at(k+3) == "in") {
		return nt.within(k+4, func(x interval) interval { return working(x, n) })
	}
	pick, ok := nt.picked(k+1, n)
	if !ok {
		return match{}, false
	}
	switch nt.at(k + 2) {
	case "of", "in":
		return nt.within(k+3, pick)
	case "before", "after":
		if _, weekday := nt.value(k+1, "weekday"); weekday && k > i {
			return nt.beside(k+2, n, nt.at(k+2))
		}
	}
	return match{}, false
}

// recurring reads "every first Monday", which has no one day.
func (nt *nths) recurring(k int) (match, bool) {
	if _, day := nt.dayName(k); !day {
		return match{}, false
	}
	m := match{end: k + 1, by: "nth of each", conf: sureOfAbsolute}
	if x, ok := nt.holder(k + 2); ok && (nt.at(k+1) == "of" || nt.at(k+1) == "in") {
		m.end = x.end
	}
	return m, true
}

// fromTheEnd stands for "last" among the counts: -1 is the last, -2 the last but one.
const fromTheEnd = -1

// count reads "first", "2nd", "last", "penultimate".
func (nt *nths) count(k int) (int, bool) {
	switch nt.at(k) {
	case "last", "final":
		return fromTheEnd, true
	case "penultimate":
		return fromTheEnd - 1, true
	}
	return nt.number(k, "ordinal")
}

// picked is how the nth weekday, day, week or weekend is taken from a longer time; what there is none of stays unknown.
func (nt *nths) picked(k, n int) (func(interval) interval, bool) {
	if day, ok := nt.number(k, "weekday"); ok && nt.capital(k) {
		return func(x interval) interval { return chosen(x, n, day, 7, 0) }, true
	}
	switch nt.at(k) {
	case "day":
		return func(x interval) interval { return chosen(x, n, 0, 1, 0) }, true
	case "weekday", "workday":
		return func(x interval) interval { return working(x, n) }, true
	case "weekend":
		return func(x interval) interval { return chosen(x, n, 6, 7, 1) }, true
	case "week":
		return func(x interval) interval { return weekWithin(x, n) }, true
	}
	return nil, false
}

// chosen is the nth of the days that stand step days apart in a time, counted from its end for a negative n, with so many
// days more. The first is the weekday asked for, or the first day of all when none is (0).
func chosen(x interval, n, day, step, more int) interval {
	if x.from.IsZero() || x.to.IsZero() {
		return interval{}
	}
	at := x.from
	if n > 0 {
		if day != 0 {
			at = at.AddDate(0, 0, (day-weekday(at)+7)%7)
		}
		at = at.AddDate(0, 0, step*(n-1))
	} else {
		at = x.to
		if day != 0 {
			at = at.AddDate(0, 0, -((weekday(at) - day + 7) % 7))
		}
		at = at.AddDate(0, 0, step*(n+1))
	}
	if at.Before(x.from) || at.After(x.to) {
		return interval{}
	}
	return interval{at, at.AddDate(0, 0, more)}
}

// working is the nth day from Monday to Friday of a time, counted from its end for a negative n; holidays are not known.
func working(x interval, n int) interval {
	if x.from.IsZero() || x.to.IsZero() || n == 0 {
		return interval{}
	}
	at, step := x.from, 1
	if n < 0 {
		at, step, n = x.to, -1, -n
	}
	for ; !at.Before(x.from) && !at.After(x.to); at = at.AddDate(0, 0, step) {
		if weekday(at) > 5 {
			continue
		}
		if n--; n == 0 {
			return one(at)
		}
	}
	return interval{}
}

// weekWithin is the nth seven days of a time, the last seven for "last".
func weekWithin(x interval, n int) interval {
	first := chosen(x, n, 0, 7, 6)
	if n < 0 && first.known() {
		return interval{first.from.AddDate(0, 0, -6), first.from}
	}
	return first
}

// within settles what is counted in the time named at k. "Each month" has no one such day.
func (nt *nths) within(k int, pick func(interval) interval) (match, bool) {
	if nt.at(k) == "each" || nt.at(k) == "every" {
		if _, unit := nt.value(k+1, "unit"); unit {
			return match{end: k + 2, by: "nth of each", conf: sureOfAbsolute}, true
		}
		return match{}, false
	}
	if month, ok := nt.number(k, "month"); ok && nt.capital(k) {
		if year, _ := nt.monthYear(k + 1); year == 0 {
			return nt.leaning(k+1, "nth of month", func(today time.Time) interval {
				in := func(y int) interval { return pick(monthOf(y, month)) }
				if x := in(today.Year()); !nt.toldPast(k) && x.from.After(today) && x.from.Sub(today) < halfYear {
					return x
				}
				return nt.dates.nearest(today, 0, k, in)
			})
		}
	}
	m, ok := nt.holder(k)
	if !ok {
		return match{}, false
	}
	m.days, m.by = pick(m.days), "nth of "+m.by
	return m, true
}

// holder is the time in which something is counted: a month, season or year, "the month", "the following year", "next week".
func (nt *nths) holder(k int) (match, bool) {
	if m, ok := nt.dates.whole(k); ok {
		return m, true
	}
	if m, ok := nt.units.anaphor(k); ok {
		return m, true
	}
	if unit, ok := nt.value(k+1, "unit"); ok && nt.at(k) == "the" && nt.at(k+1) == unit && unit != "day" && unit != "hour" {
		return nt.leaning(k+2, "unit", func(today time.Time) interval { return span(today, unit, 0) })
	}
	return match{}, false
}

// monthYear is the year behind a month's name, with "of" or a comma between or not.
func (nt *nths) monthYear(k int) (year, end int) {
	if nt.at(k) == "of" {
		k++
	}
	return nt.yearAt(k)
}

// beside reads "the first Monday after March 10", "the last Friday before Christmas": not settled where what it leans on
// is not.
func (nt *nths) beside(k, n int, side string) (match, bool) {
	m := match{end: k, by: "nth " + side, conf: sureOfAnaphor}
	day, _ := nt.number(k-1, "weekday")
	x, ok := nt.core(k + 1)
	if !ok || !x.days.known() {
		return m, true
	}
	m.end = x.end
	switch {
	case side == "after" && n > 0 && !x.days.to.IsZero():
		from := x.days.to.AddDate(0, 0, 1)
		m.days = chosen(interval{from, from.AddDate(0, 0, 7*n)}, n, day, 7, 0)
	case side == "before" && n == fromTheEnd && !x.days.from.IsZero():
		to := x.days.from.AddDate(0, 0, -1)
		m.days = chosen(interval{to.AddDate(0, 0, -6), to}, n, day, 7, 0)
	}
	return m, true
}
