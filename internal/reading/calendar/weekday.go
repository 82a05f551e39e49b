package calendar

import "time"

// weekdays reads expressions with a day of the week.
type weekdays struct {
	*tense
	*anchor
	dates *dates
}

// weekday reads "Tuesday", "last Tuesday", "Tuesday next week", "Tuesday, March 3", "Tuesday night".
func (wk *weekdays) weekday(i int) (match, bool) {
	k, step := wk.lastNext(i)
	day, ok := wk.number(k, "weekday")
	if !ok || !wk.capital(k) || wk.named(k) {
		return match{}, false
	}
	next := k + 1
	if _, ok := wk.value(next, "part"); ok {
		next++
	}
	comma := next
	if wk.at(comma) == "," {
		comma++
	}
	for _, read := range []func(int) (match, bool){wk.dates.monthDay, wk.dates.dayMonth} {
		if m, ok := read(comma); ok { // the date behind it says which
			return m, true
		}
	}
	if s, ok := wk.weekStep(next); ok {
		return wk.leaning(next+2, "weekday in week", func(today time.Time) interval {
			return one(weekOf(today, s).from.AddDate(0, 0, day-1))
		})
	}
	return wk.leaning(next, "weekday", func(today time.Time) interval {
		return one(wk.pointed(today, day, step, i))
	})
}

// weekStep reads "last week", "next week", "this week" behind a weekday.
func (wk *weekdays) weekStep(i int) (int, bool) {
	if wk.at(i+1) != "week" {
		return 0, false
	}
	_, step := wk.lastNext(i)
	return step, step != 0 || wk.at(i) == "this"
}

// pointed is the weekday that is meant: back, the day of publication included, unless "next" or the tense points ahead.
func (wk *weekdays) pointed(today time.Time, day, step, i int) time.Time {
	back := (weekday(today) - day + 7) % 7
	switch {
	case step < 0 && back == 0:
		back = 7
	case step > 0:
		back -= 7
	case step == 0 && wk.at(i) != "this" && wk.ahead(i) && back != 0:
		back -= 7
	case step == 0 && wk.at(i) == "this" && back != 0:
		back -= 7
	}
	return today.AddDate(0, 0, -back)
}
