package calendar

import "time"

// shifted reads days that are told by another day: "this coming Monday", "a week on Monday", "Monday week", "two weeks from
// Friday", "a week ago Tuesday", "a week tomorrow", "Friday of next week", "the Monday after next", "two Sundays ago".
func (r *reader) shifted(i int) (match, bool) {
	for _, read := range []func(int) (match, bool){r.coming, r.weeksFrom, r.weekdayWeek, r.beyond, r.weekdaysAgo, r.byTheSide} {
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

// dayName is a weekday written as such.
func (r *reader) dayName(k int) (int, bool) {
	day, ok := r.number(k, "weekday")
	return day, ok && r.capital(k) && !r.named(k)
}

// afterPart is the word behind a part of the day, if one stands there: "Monday morning".
func (r *reader) afterPart(k int) int {
	if _, ok := r.value(k, "part"); ok {
		return k + 1
	}
	return k
}

// coming reads "this coming Monday", "the coming weekend", "this past Friday", "Monday next", "Tuesday last".
func (r *reader) coming(i int) (match, bool) {
	k := i
	if r.at(k) == "this" || r.at(k) == "the" {
		k++
	}
	step := map[string]int{"coming": 1, "upcoming": 1, "past": -1}[r.at(k)]
	if step == 0 {
		return r.trailing(i)
	}
	day, ok := r.dayName(k + 1)
	unit, isUnit := r.value(k+1, "unit")
	switch {
	case ok:
		return r.leaning(r.afterPart(k+2), "coming weekday", func(today time.Time) interval { return one(r.sided(today, day, step)) })
	case isUnit && unit == "weekend" && r.at(k+1) == unit:
		return r.leaning(k+2, "coming weekend", func(today time.Time) interval {
			sat := r.sided(today, 6, step)
			if step < 0 && sat.AddDate(0, 0, 1).Equal(today) {
				sat = sat.AddDate(0, 0, -7)
			}
			return interval{sat, sat.AddDate(0, 0, 1)}
		})
	}
	return match{}, false
}

func (r *reader) sided(today time.Time, day, step int) time.Time {
	if step < 0 {
		return gone(today, day)
	}
	return toCome(today, day)
}

// trailing reads "Monday next", "Tuesday last", where neither word belongs to what follows.
func (r *reader) trailing(i int) (match, bool) {
	day, ok := r.dayName(i)
	step := map[string]int{"next": 1, "last": -1}[r.at(i+1)]
	if !ok || step == 0 || !r.closes(i+2) {
		return match{}, false
	}
	return r.leaning(i+2, "coming weekday", func(today time.Time) interval { return one(r.sided(today, day, step)) })
}

// closes tells whether an expression may end before the word at k: no noun, number or adjective goes on there.
func (r *reader) closes(k int) bool {
	if k >= len(r.low) {
		return true
	}
	switch r.d.Tokens[r.s.From+k].Tag {
	case "NOUN", "PROPN", "ADJ", "NUM":
		return false
	}
	return true
}

// weeks reads how many days a number of weeks, fortnights or days is: "a week", "two weeks", "a fortnight", "three days".
func (r *reader) weeks(i int) (days, end int) {
	n, ok := r.number(i, "number")
	unit, isUnit := r.value(i+1, "unit")
	if !ok || !isUnit || n > 99 {
		return 0, i
	}
	each := map[string]int{"day": 1, "week": 7, "fortnight": 14}[unit]
	return n * each, i + 2
}

// weeksFrom reads "a week on Monday", "two weeks from next Friday", "a week ago Tuesday", "a week last Monday", "a week
// from tomorrow".
func (r *reader) weeksFrom(i int) (match, bool) {
	days, k := r.weeks(i)
	if days == 0 {
		return match{}, false
	}
	step, wanted := 1, false
	switch r.at(k) {
	case "on", "from", "after":
		k, wanted = k+1, true
	case "ago", "before":
		k, step = k+1, -1
		if r.at(k) == "on" {
			k++
		}
		wanted = r.at(k-1) == "before"
	}
	return r.moveFrom(k, step, days, wanted)
}

// moveFrom moves the day named at k by so many days: ahead from the weekday to come, back from the one that is past.
func (r *reader) moveFrom(k, step, days int, said bool) (match, bool) {
	at, named := r.lastNext(k)
	if day, ok := r.dayName(at); ok && (said || step < 0 || named < 0) {
		if named < 0 || step < 0 && named == 0 {
			step = -1
		}
		return r.leaning(r.afterPart(at+1), "weeks from weekday", func(today time.Time) interval {
			return one(r.sided(today, day, step).AddDate(0, 0, step*days))
		})
	}
	v, ok := r.value(k, "deictic")
	if n, known := map[string]int{"-1": -1, "0": 0, "1": 1}[v]; ok && known && (step > 0 || said) {
		return r.leaning(k+1, "weeks from day", func(today time.Time) interval { return one(today.AddDate(0, 0, n+step*days)) })
	}
	return match{}, false
}

// weekdayWeek reads "Monday week", "Tuesday fortnight", "tomorrow week", "Friday of next week", "Monday a week ago".
func (r *reader) weekdayWeek(i int) (match, bool) {
	day, ok := r.dayName(i)
	v, deictic := r.value(i, "deictic")
	k := r.afterPart(i + 1)
	further := map[string]int{"week": 7, "fortnight": 14}[r.at(k)]
	n, known := map[string]int{"0": 0, "1": 1}[v]
	switch {
	case further != 0 && ok && r.closes(k+1):
		return r.leaning(k+1, "weekday week", func(today time.Time) interval { return one(toCome(today, day).AddDate(0, 0, further)) })
	case further != 0 && deictic && known && r.closes(k+1):
		return r.leaning(k+1, "weekday week", func(today time.Time) interval { return one(today.AddDate(0, 0, n+further)) })
	case !ok:
		return match{}, false
	}
	if days, end := r.weeks(k); days != 0 && days%7 == 0 && r.at(end) == "ago" {
		return r.leaning(end+1, "weekday ago", func(today time.Time) interval { return one(gone(today, day).AddDate(0, 0, -days)) })
	}
	return r.ofWeek(k, day)
}

// ofWeek reads the week behind a weekday: "of next week", "of that week", "the week after next", "of the following week".
func (r *reader) ofWeek(k, day int) (match, bool) {
	if r.at(k) == "of" || r.at(k) == "in" {
		k++
	}
	m, ok := r.beyond(k)
	if !ok {
		if m, ok = r.relative(k); !ok {
			m, ok = r.anaphor(k)
		}
	}
	if !ok || !m.days.known() || m.days.to.Sub(m.days.from) != 6*24*time.Hour {
		return match{}, false
	}
	m.days, m.by = one(m.days.from.AddDate(0, 0, day-1)), "weekday of week"
	return m, true
}

// beyond reads "the week after next", "the year before last", "Monday after next", "the Friday before last".
func (r *reader) beyond(i int) (match, bool) {
	k := i
	if r.at(k) == "the" {
		k++
	}
	step := 0
	switch {
	case r.is(k+1, "after", "next"):
		step = 2
	case r.is(k+1, "before", "last"):
		step = -2
	default:
		return match{}, false
	}
	if day, ok := r.dayName(k); ok {
		return r.leaning(k+3, "weekday beyond", func(today time.Time) interval {
			return one(r.sided(today, day, step).AddDate(0, 0, 7*step/2))
		})
	}
	unit, ok := r.value(k, "unit")
	if !ok || k == i || unit != r.at(k) || unit == "hour" || unit == "century" {
		return match{}, false
	}
	return r.leaning(k+3, "unit beyond", func(today time.Time) interval {
		if unit == "weekend" && step > 0 {
			sat := toCome(today, 6).AddDate(0, 0, 7)
			return interval{sat, sat.AddDate(0, 0, 1)}
		}
		return span(today, unit, step)
	})
}

// weekdaysAgo reads "two Fridays ago", "three Sundays from now".
func (r *reader) weekdaysAgo(i int) (match, bool) {
	n, ok := r.number(i, "number")
	day, isDay := r.plural(i + 1)
	if !ok || !isDay || n < 1 || n > 99 {
		return match{}, false
	}
	switch {
	case r.at(i+2) == "ago":
		return r.leaning(i+3, "weekdays ago", func(today time.Time) interval { return one(gone(today, day).AddDate(0, 0, -7*(n-1))) })
	case r.is(i+2, "from", "now"):
		return r.leaning(i+4, "weekdays from now", func(today time.Time) interval { return one(toCome(today, day).AddDate(0, 0, 7*(n-1))) })
	}
	return match{}, false
}

// plural reads a weekday in the plural: "Fridays".
func (r *reader) plural(k int) (int, bool) {
	w := r.at(k)
	if w == "" || w[len(w)-1] != 's' || !r.capital(k) {
		return 0, false
	}
	for _, x := range r.words[w[:len(w)-1]] {
		if x.kind == "weekday" {
			return digits(x.value)
		}
	}
	return 0, false
}

// byTheSide reads a weekday that leans on what the report told before: "the following Monday", "the previous Friday", "the
// Monday after", and "the Monday after the vote", which the calendar cannot settle.
func (r *reader) byTheSide(i int) (match, bool) {
	if r.at(i) != "the" {
		return match{}, false
	}
	if day, ok := r.dayName(i + 2); ok {
		switch r.at(i + 1) {
		case "following", "next":
			return r.fromLast(r.afterPart(i+3), func(t interval) interval { return one(toCome(t.to, day)) })
		case "previous", "preceding":
			return r.fromLast(r.afterPart(i+3), func(t interval) interval { return one(gone(t.from, day)) })
		}
		return match{}, false
	}
	day, ok := r.dayName(i + 1)
	side := r.at(i + 2)
	if !ok || side != "after" && side != "before" {
		return match{}, false
	}
	if r.closes(i+3) && r.atEnd(i+3) {
		return r.fromLast(i+3, func(t interval) interval {
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
	return r.beside(i+2, n, side)
}

// atEnd tells whether a sentence or clause ends before the word at k.
func (r *reader) atEnd(k int) bool {
	return k >= len(r.low) || r.d.Tokens[r.s.From+k].Tag == "PUNCT"
}
