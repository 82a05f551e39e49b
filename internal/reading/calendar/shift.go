package calendar

import "time"

// shifts reads days that are told by another day.
type shifts struct {
	*tense
	*anchor
	units *units
	nths  *nths
}

// shifted reads days that are told by another day: "this coming Monday", "a week on Monday", "Monday week", "two weeks from
// Friday", "a week ago Tuesday", "a week tomorrow", "Friday of next week", "the Monday after next", "two Sundays ago".
func (sh *shifts) shifted(i int) (match, bool) {
	for _, read := range []func(int) (match, bool){sh.coming, sh.weeksFrom, sh.weekdayWeek, sh.beyond, sh.weekdaysAgo, sh.byTheSide} {
		if m, ok := read(i); ok {
			return m, true
		}
	}
	return match{}, false
}

// toCome is the next such weekday, the day of publication left out.
func toCome(today time.Time, day int) time.Time {
	return today.AddDate(0, 0, (day-weekday(today)+6)%7+1)
}

// gone is the latest such weekday, the day of publication left out.
func gone(today time.Time, day int) time.Time {
	return today.AddDate(0, 0, -((weekday(today)-day+6)%7 + 1))
}

// afterPart is the word behind a part of the day, if one stands there: "Monday morning".
func (sh *shifts) afterPart(k int) int {
	if _, ok := sh.value(k, "part"); ok {
		return k + 1
	}
	return k
}

// coming reads "this coming Monday", "the coming weekend", "this past Friday", "Monday next", "Tuesday last".
func (sh *shifts) coming(i int) (match, bool) {
	k := i
	if sh.at(k) == "this" || sh.at(k) == "the" {
		k++
	}
	step := map[string]int{"coming": 1, "upcoming": 1, "past": -1}[sh.at(k)]
	if step == 0 {
		return sh.trailing(i)
	}
	day, ok := sh.dayName(k + 1)
	unit, isUnit := sh.value(k+1, "unit")
	switch {
	case ok:
		return sh.leaning(sh.afterPart(k+2), "coming weekday", func(today time.Time) interval { return one(sh.sided(today, day, step)) })
	case isUnit && unit == "weekend" && sh.at(k+1) == unit:
		return sh.leaning(k+2, "coming weekend", func(today time.Time) interval {
			sat := sh.sided(today, 6, step)
			if step < 0 && sat.AddDate(0, 0, 1).Equal(today) {
				sat = sat.AddDate(0, 0, -7)
			}
			return interval{sat, sat.AddDate(0, 0, 1)}
		})
	}
	return match{}, false
}

func (sh *shifts) sided(today time.Time, day, step int) time.Time {
	if step < 0 {
		return gone(today, day)
	}
	return toCome(today, day)
}

// trailing reads "Monday next", "Tuesday last", where neither word belongs to what follows.
func (sh *shifts) trailing(i int) (match, bool) {
	day, ok := sh.dayName(i)
	step := map[string]int{"next": 1, "last": -1}[sh.at(i+1)]
	if !ok || step == 0 || !sh.closes(i+2) {
		return match{}, false
	}
	return sh.leaning(i+2, "coming weekday", func(today time.Time) interval { return one(sh.sided(today, day, step)) })
}

// weeks reads how many days a number of weeks, fortnights or days is: "a week", "two weeks", "a fortnight", "three days".
func (sh *shifts) weeks(i int) (days, end int) {
	n, ok := sh.number(i, "number")
	unit, isUnit := sh.value(i+1, "unit")
	if !ok || !isUnit || n > 99 {
		return 0, i
	}
	each := map[string]int{"day": 1, "week": 7, "fortnight": 14}[unit]
	return n * each, i + 2
}

// weeksFrom reads "a week on Monday", "two weeks from next Friday", "a week ago Tuesday", "a week last Monday", "a week
// from tomorrow".
func (sh *shifts) weeksFrom(i int) (match, bool) {
	days, k := sh.weeks(i)
	if days == 0 {
		return match{}, false
	}
	step, wanted := 1, false
	switch sh.at(k) {
	case "on", "from", "after":
		k, wanted = k+1, true
	case "ago", "before":
		k, step = k+1, -1
		if sh.at(k) == "on" {
			k++
		}
		wanted = sh.at(k-1) == "before"
	}
	return sh.moveFrom(k, step, days, wanted)
}

// moveFrom moves the day named at k by so many days: ahead from the weekday to come, back from the one that is past.
func (sh *shifts) moveFrom(k, step, days int, said bool) (match, bool) {
	at, named := sh.lastNext(k)
	if day, ok := sh.dayName(at); ok && (said || step < 0 || named < 0) {
		if named < 0 || step < 0 && named == 0 {
			step = -1
		}
		return sh.leaning(sh.afterPart(at+1), "weeks from weekday", func(today time.Time) interval {
			return one(sh.sided(today, day, step).AddDate(0, 0, step*days))
		})
	}
	v, ok := sh.value(k, "deictic")
	if n, known := map[string]int{"-1": -1, "0": 0, "1": 1}[v]; ok && known && (step > 0 || said) {
		return sh.leaning(k+1, "weeks from day", func(today time.Time) interval { return one(today.AddDate(0, 0, n+step*days)) })
	}
	return match{}, false
}

// weekdayWeek reads "Monday week", "Tuesday fortnight", "tomorrow week", "Friday of next week", "Monday a week ago".
func (sh *shifts) weekdayWeek(i int) (match, bool) {
	day, ok := sh.dayName(i)
	v, deictic := sh.value(i, "deictic")
	k := sh.afterPart(i + 1)
	further := map[string]int{"week": 7, "fortnight": 14}[sh.at(k)]
	n, known := map[string]int{"0": 0, "1": 1}[v]
	switch {
	case further != 0 && ok && sh.closes(k+1):
		return sh.leaning(k+1, "weekday week", func(today time.Time) interval { return one(toCome(today, day).AddDate(0, 0, further)) })
	case further != 0 && deictic && known && sh.closes(k+1):
		return sh.leaning(k+1, "weekday week", func(today time.Time) interval { return one(today.AddDate(0, 0, n+further)) })
	case !ok:
		return match{}, false
	}
	if days, end := sh.weeks(k); days != 0 && days%7 == 0 && sh.at(end) == "ago" {
		return sh.leaning(end+1, "weekday ago", func(today time.Time) interval { return one(gone(today, day).AddDate(0, 0, -days)) })
	}
	return sh.ofWeek(k, day)
}

// ofWeek reads the week behind a weekday: "of next week", "of that week", "the week after next", "of the following week".
func (sh *shifts) ofWeek(k, day int) (match, bool) {
	if sh.at(k) == "of" || sh.at(k) == "in" {
		k++
	}
	m, ok := sh.beyond(k)
	if !ok {
		if m, ok = sh.units.relative(k); !ok {
			m, ok = sh.units.anaphor(k)
		}
	}
	if !ok || !m.days.known() || m.days.to.Sub(m.days.from) != 6*24*time.Hour {
		return match{}, false
	}
	m.days, m.by = one(m.days.from.AddDate(0, 0, day-1)), "weekday of week"
	return m, true
}

// beyond reads "the week after next", "the year before last", "Monday after next", "the Friday before last".
func (sh *shifts) beyond(i int) (match, bool) {
	k := i
	if sh.at(k) == "the" {
		k++
	}
	step := 0
	switch {
	case sh.is(k+1, "after", "next"):
		step = 2
	case sh.is(k+1, "before", "last"):
		step = -2
	default:
		return match{}, false
	}
	if day, ok := sh.dayName(k); ok {
		return sh.leaning(k+3, "weekday beyond", func(today time.Time) interval {
			return one(sh.sided(today, day, step).AddDate(0, 0, 7*step/2))
		})
	}
	unit, ok := sh.value(k, "unit")
	if !ok || k == i || unit != sh.at(k) || unit == "hour" || unit == "century" {
		return match{}, false
	}
	return sh.leaning(k+3, "unit beyond", func(today time.Time) interval {
		if unit == "weekend" && step > 0 {
			sat := toCome(today, 6).AddDate(0, 0, 7)
			return interval{sat, sat.AddDate(0, 0, 1)}
		}
		return span(today, unit, step)
	})
}

// weekdaysAgo reads "two Fridays ago", "three Sundays from now".
func (sh *shifts) weekdaysAgo(i int) (match, bool) {
	n, ok := sh.number(i, "number")
	day, isDay := sh.plural(i + 1)
	if !ok || !isDay || n < 1 || n > 99 {
		return match{}, false
	}
	switch {
	case sh.at(i+2) == "ago":
		return sh.leaning(i+3, "weekdays ago", func(today time.Time) interval { return one(gone(today, day).AddDate(0, 0, -7*(n-1))) })
	case sh.is(i+2, "from", "now"):
		return sh.leaning(i+4, "weekdays from now", func(today time.Time) interval { return one(toCome(today, day).AddDate(0, 0, 7*(n-1))) })
	}
	return match{}, false
}

// plural reads a weekday in the plural: "Fridays".
func (sh *shifts) plural(k int) (int, bool) {
	w := sh.at(k)
	if w == "" || w[len(w)-1] != 's' || !sh.capital(k) {
		return 0, false
	}
	for _, x := range sh.words[w[:len(w)-1]] {
		if x.kind == "weekday" {
			return digits(x.value)
		}
	}
	return 0, false
}

// byTheSide reads a weekday that leans on what the report told before: "the following Monday", "the previous Friday", "the
// Monday after", and "the Monday after the vote", which the calendar cannot settle.
func (sh *shifts) byTheSide(i int) (match, bool) {
	if sh.at(i) != "the" {
		return match{}, false
	}
	if day, ok := sh.dayName(i + 2); ok {
		switch sh.at(i + 1) {
		case "following", "next":
			return sh.fromLast(sh.afterPart(i+3), func(t interval) interval { return one(toCome(t.to, day)) })
		case "previous", "preceding":
			return sh.fromLast(sh.afterPart(i+3), func(t interval) interval { return one(gone(t.from, day)) })
		}
		return match{}, false
	}
	day, ok := sh.dayName(i + 1)
	side := sh.at(i + 2)
	if !ok || side != "after" && side != "before" {
		return match{}, false
	}
	if sh.closes(i+3) && sh.atEnd(i+3) {
		return sh.fromLast(i+3, func(t interval) interval {
			if side == "after" {
				return one(toCome(t.to, day))
			}
			return one(gone(t.from, day))
		})
	}
	n := 1
	if side == "before" {
		n = fromTheEnd
	}
	return sh.nths.beside(i+2, n, side)
}

// atEnd tells whether a sentence or clause ends before the word at k.
func (sh *shifts) atEnd(k int) bool {
	return k >= len(sh.low) || sh.d.Tokens[sh.s.From+k].Tag == "PUNCT"
}
