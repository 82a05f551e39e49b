package calendar

import "time"

// weekday reads "Tuesday", "last Tuesday", "Tuesday next week", "Tuesday, March 3", "Tuesday night".
func (r *reader) weekday(i int) (match, bool) {
	k, step := r.lastNext(i)
	day, ok := r.number(k, "weekday")
	if !ok || !r.capital(k) || r.named(k) {
		return match{}, false
	}
	next := k + 1
	if _, ok := r.value(next, "part"); ok {
		next++
	}
	comma := next
	if r.at(comma) == "," {
		comma++
	}
	for _, read := range []func(int) (match, bool){r.monthDay, r.dayMonth} {
		if m, ok := read(comma); ok { // the date behind it says which
			return m, true
		}
	}
	if s, ok := r.weekStep(next); ok {
		return r.leaning(next+2, "weekday in week", func(today time.Time) interval {
			return one(weekOf(today, s).from.AddDate(0, 0, day-1))
		})
	}
	return r.leaning(next, "weekday", func(today time.Time) interval {
		return one(r.pointed(today, day, step, i))
	})
}

// weekStep reads "last week", "next week", "this week" behind a weekday.
func (r *reader) weekStep(i int) (int, bool) {
	if r.at(i+1) != "week" {
		return 0, false
	}
	_, step := r.lastNext(i)
	return step, step != 0 || r.at(i) == "this"
}

// named tells whether a weekday is part of a name: "the Sunday Times", "Black Friday".
func (r *reader) named(k int) bool {
	if _, feast := r.value(k-1, "feast"); feast && r.capital(k-1) {
		return true
	}
	if k+1 >= len(r.low) || !r.capital(k+1) {
		return false
	}
	_, month := r.value(k+1, "month")
	return !month && r.d.Tokens[r.s.From+k+1].Tag == "PROPN" && r.d.Tokens[r.s.From+k+1].Start == r.d.Tokens[r.s.From+k].End+1 &&
		r.at(k-1) == "the"
}

// pointed is the weekday that is meant: back, the day of publication included, unless "next" or the tense points ahead.
func (r *reader) pointed(today time.Time, day, step, i int) time.Time {
	back := (weekday(today) - day + 7) % 7
	switch {
	case step < 0 && back == 0:
		back = 7
	case step > 0:
		back -= 7
	case step == 0 && r.at(i) != "this" && r.ahead(i) && back != 0:
		back -= 7
	case step == 0 && r.at(i) == "this" && back != 0:
		back -= 7
	}
	return today.AddDate(0, 0, -back)
}

// deictic reads "today", "yesterday evening", "the day before yesterday", "this morning", "last night".
func (r *reader) deictic(i int) (match, bool) {
	switch {
	case r.is(i, "the", "day", "before", "yesterday"):
		return r.leaning(i+4, "deictic", func(t time.Time) interval { return span(t, "day", -2) })
	case r.is(i, "the", "day", "after", "tomorrow"):
		return r.leaning(i+4, "deictic", func(t time.Time) interval { return span(t, "day", 2) })
	}
	if _, part := r.value(i+1, "part"); part && (r.at(i) == "this" || r.at(i) == "last") {
		_, step := r.lastNext(i)
		return r.leaning(i+2, "deictic", func(t time.Time) interval { return span(t, "day", step) })
	}
	v, ok := r.value(i, "deictic")
	if !ok {
		return match{}, false
	}
	end := i + 1
	if _, part := r.value(end, "part"); part {
		end++
	}
	n := map[string]int{"-1": -1, "0": 0, "1": 1}[v]
	return r.leaning(end, "deictic", func(t time.Time) interval { return span(t, "day", n) })
}

// relative reads calendar units: "last week", "this month", "next year", "earlier this week", "the weekend".
func (r *reader) relative(i int) (match, bool) {
	k := i
	if (r.at(k) == "earlier" || r.at(k) == "later") && r.at(k+1) == "this" {
		k++
	}
	at, step := r.lastNext(k)
	unit, ok := r.value(at, "unit")
	if at == k {
		if r.at(k) != "the" || r.at(k+1) != "weekend" {
			return match{}, false
		}
		at, unit, ok = k+1, "weekend", true
	}
	if !ok || r.at(at) != unit || unit == "hour" || unit == "day" || unit == "century" {
		return match{}, false
	}
	if unit == "weekend" && step == 0 && r.ahead(i) {
		return r.leaning(at+1, "unit", func(t time.Time) interval { return interval{weekOf(t, 0).from.AddDate(0, 0, 5), weekOf(t, 0).to} })
	}
	return r.leaning(at+1, "unit", func(t time.Time) interval { return span(t, unit, step) })
}

// counted reads "three days ago", "in two weeks", "two days later", "the past six months", "over the next 48 hours", "in
// recent weeks", "in the coming days".
func (r *reader) counted(i int) (match, bool) {
	if m, ok := r.stretch(i); ok {
		return m, true
	}
	k, inside := i, false
	if r.at(k) == "in" {
		k, inside = k+1, true
	}
	n, ok := r.number(k, "number")
	unit, isUnit := r.value(k+1, "unit")
	if !ok || !isUnit || n > 999 {
		return match{}, false
	}
	end := k + 2
	switch r.at(end) {
	case "ago":
		return r.leaning(end+1, "ago", func(t time.Time) interval { return around(t, unit, -n) })
	case "earlier", "before":
		if r.at(end) == "earlier" || r.at(end+1) != "the" {
			return r.fromLast(end+1, func(t interval) interval { return around(t.from, unit, -n) })
		}
	case "later":
		return r.fromLast(end+1, func(t interval) interval { return around(t.to, unit, n) })
	}
	if r.is(end, "from", "now") {
		return r.leaning(end+2, "in", func(t time.Time) interval { return around(t, unit, n) })
	}
	if r.at(i-1) == "within" {
		return r.leaning(end, "within", func(t time.Time) interval { return interval{t, moved(t, unit, n)} })
	}
	if inside && r.ahead(i) {
		return r.leaning(end, "in", func(t time.Time) interval { return around(t, unit, n) })
	}
	return match{}, false
}

// stretch reads a run of time that touches the day of publication.
func (r *reader) stretch(i int) (match, bool) {
	if r.at(i) == "in" || r.at(i) == "over" || r.at(i) == "within" || r.at(i) == "during" || r.at(i) == "for" {
		i++
	}
	if unit, ok := r.value(i+1, "unit"); ok && r.at(i) == "recent" && unit != r.at(i+1) {
		return r.leaning(i+2, "recent", func(t time.Time) interval { return interval{to: t} })
	}
	if r.at(i) == "the" {
		i++
	}
	back := r.at(i) == "past" || r.at(i) == "last" || r.at(i) == "previous"
	forth := r.at(i) == "next" || r.at(i) == "coming" || r.at(i) == "following"
	if !back && !forth {
		return match{}, false
	}
	n, ok := r.number(i+1, "number")
	k := i + 2
	if !ok {
		n, k = 1, i+1
	}
	unit, isUnit := r.value(k, "unit")
	switch {
	case !isUnit, !ok && !(r.at(i) == "past" || r.at(i) == "coming"):
		return match{}, false
	case !ok && unit != r.at(k) && forth:
		return r.leaning(k+1, "coming", func(t time.Time) interval { return interval{from: t} })
	case !ok && unit != r.at(k):
		return r.leaning(k+1, "recent", func(t time.Time) interval { return interval{to: t} })
	case forth:
		return r.leaning(k+1, "next n", func(t time.Time) interval { return interval{t, moved(t, unit, n)} })
	}
	return r.leaning(k+1, "past n", func(t time.Time) interval { return interval{moved(t, unit, -n), t} })
}

// anaphor reads what leans on another date of the text: "the following day", "the previous year", "a day earlier".
func (r *reader) anaphor(i int) (match, bool) {
	if r.at(i) == "that" || r.at(i) == "the" && r.at(i+1) == "same" {
		k := i + 1
		if r.at(i) == "the" {
			k++
		}
		unit, ok := r.value(k, "unit")
		if _, part := r.value(k, "part"); part {
			unit, ok = "day", true
		}
		if !ok || unit == "hour" || !r.last.known() {
			return match{}, false
		}
		return r.fromLast(k+1, func(t interval) interval { return span(t.from, unit, 0) })
	}
	if r.at(i) != "the" {
		return match{}, false
	}
	unit, ok := r.value(i+2, "unit")
	switch {
	case ok && (r.at(i+1) == "following" || r.at(i+1) == "next") && r.at(i+2) == unit:
		return r.fromLast(i+3, func(t interval) interval { return span(t.to, unit, 1) })
	case ok && r.at(i+1) == "previous" && r.at(i+2) == unit:
		return r.fromLast(i+3, func(t interval) interval { return span(t.from, unit, -1) })
	case r.is(i+1, "day", "before") && r.at(i+3) != "the":
		return r.fromLast(i+3, func(t interval) interval { return span(t.from, "day", -1) })
	case r.is(i+1, "day", "after") && r.at(i+3) != "the":
		return r.fromLast(i+3, func(t interval) interval { return span(t.to, "day", 1) })
	}
	return match{}, false
}

// fromLast settles against the latest date named, else the day of publication.
func (r *reader) fromLast(end int, settle func(interval) interval) (match, bool) {
	m := match{end: end, by: "anaphor", conf: sureOfAnaphor}
	last := r.last
	if !last.known() && !r.today.IsZero() {
		last = one(r.today)
	}
	if last.from.IsZero() {
		last.from = last.to
	}
	if last.to.IsZero() {
		last.to = last.from
	}
	if last.known() {
		m.days = settle(last)
	}
	return m, true
}
