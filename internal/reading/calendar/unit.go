package calendar

import "time"

// anchor is what expressions lean on: the day of publication, and the latest date of the text.
type anchor struct {
	today time.Time // zero when not known
	last  interval  // the latest date named, for "the following day"
}

// leaning is an expression that leans on the day of publication: not settled where that is not known.
func (an *anchor) leaning(end int, by string, settle func(today time.Time) interval) (match, bool) {
	m := match{end: end, by: by, conf: sureOfDeictic}
	if !an.today.IsZero() {
		m.days = settle(an.today)
	}
	return m, true
}

// fromLast settles against the latest date named, else the day of publication.
func (an *anchor) fromLast(end int, settle func(interval) interval) (match, bool) {
	m := match{end: end, by: "anaphor", conf: sureOfAnaphor}
	last := an.last
	if !last.known() && !an.today.IsZero() {
		last = one(an.today)
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

// units reads what is told in days, weeks, months and years from another day.
type units struct {
	*tense
	*anchor
}

// deictic reads "today", "yesterday evening", "the day before yesterday", "this morning", "last night".
func (un *units) deictic(i int) (match, bool) {
	switch {
	case un.is(i, "the", "day", "before", "yesterday"):
		return un.leaning(i+4, "deictic", func(t time.Time) interval { return span(t, "day", -2) })
	case un.is(i, "the", "day", "after", "tomorrow"):
		return un.leaning(i+4, "deictic", func(t time.Time) interval { return span(t, "day", 2) })
	}
	if _, part := un.value(i+1, "part"); part && (un.at(i) == "this" || un.at(i) == "last") {
		_, step := un.lastNext(i)
		return un.leaning(i+2, "deictic", func(t time.Time) interval { return span(t, "day", step) })
	}
	v, ok := un.value(i, "deictic")
	if !ok {
		return match{}, false
	}
	end := i + 1
	if _, part := un.value(end, "part"); part {
		end++
	}
	n := map[string]int{"-1": -1, "0": 0, "1": 1}[v]
	return un.leaning(end, "deictic", func(t time.Time) interval { return span(t, "day", n) })
}

// relative reads calendar units: "last week", "this month", "next year", "earlier this week", "the weekend".
func (un *units) relative(i int) (match, bool) {
	k := i
	if (un.at(k) == "earlier" || un.at(k) == "later") && un.at(k+1) == "this" {
		k++
	}
	at, step := un.lastNext(k)
	unit, ok := un.value(at, "unit")
	if at == k {
		if un.at(k) != "the" || un.at(k+1) != "weekend" {
			return match{}, false
		}
		at, unit, ok = k+1, "weekend", true
	}
	if !ok || un.at(at) != unit || unit == "hour" || unit == "day" || unit == "century" {
		return match{}, false
	}
	if unit == "weekend" && step == 0 && un.ahead(i) {
		return un.leaning(at+1, "unit", func(t time.Time) interval { return interval{weekOf(t, 0).from.AddDate(0, 0, 5), weekOf(t, 0).to} })
	}
	return un.leaning(at+1, "unit", func(t time.Time) interval { return span(t, unit, step) })
}

// counted reads "three days ago", "in two weeks", "two days later", "the past six months", "over the next 48 hours", "in
// recent weeks", "in the coming days".
func (un *units) counted(i int) (match, bool) {
	if m, ok := un.stretch(i); ok {
		return m, true
	}
	k, inside := i, false
	if un.at(k) == "in" {
		k, inside = k+1, true
	}
	n, ok := un.number(k, "number")
	unit, isUnit := un.value(k+1, "unit")
	if !ok || !isUnit || n > 999 {
		return match{}, false
	}
	end := k + 2
	switch un.at(end) {
	case "ago":
		return un.leaning(end+1, "ago", func(t time.Time) interval { return around(t, unit, -n) })
	case "earlier", "before":
		if un.at(end) == "earlier" || un.at(end+1) != "the" {
			return un.fromLast(end+1, func(t interval) interval { return around(t.from, unit, -n) })
		}
	case "later":
		return un.fromLast(end+1, func(t interval) interval { return around(t.to, unit, n) })
	}
	if un.is(end, "from", "now") {
		return un.leaning(end+2, "in", func(t time.Time) interval { return around(t, unit, n) })
	}
	if un.at(i-1) == "within" {
		return un.leaning(end, "within", func(t time.Time) interval { return interval{t, moved(t, unit, n)} })
	}
	if inside && un.ahead(i) {
		return un.leaning(end, "in", func(t time.Time) interval { return around(t, unit, n) })
	}
	return match{}, false
}

// stretch reads a run of time that touches the day of publication.
func (un *units) stretch(i int) (match, bool) {
	if un.at(i) == "in" || un.at(i) == "over" || un.at(i) == "within" || un.at(i) == "during" || un.at(i) == "for" {
		i++
	}
	if unit, ok := un.value(i+1, "unit"); ok && un.at(i) == "recent" && unit != un.at(i+1) {
		return un.leaning(i+2, "recent", func(t time.Time) interval { return interval{to: t} })
	}
	if un.at(i) == "the" {
		i++
	}
	back := un.at(i) == "past" || un.at(i) == "last" || un.at(i) == "previous"
	forth := un.at(i) == "next" || un.at(i) == "coming" || un.at(i) == "following"
	if !back && !forth {
		return match{}, false
	}
	n, ok := un.number(i+1, "number")
	k := i + 2
	if !ok {
		n, k = 1, i+1
	}
	unit, isUnit := un.value(k, "unit")
	switch {
	case !isUnit, !ok && !(un.at(i) == "past" || un.at(i) == "coming"):
		return match{}, false
	case !ok && unit != un.at(k) && forth:
		return un.leaning(k+1, "coming", func(t time.Time) interval { return interval{from: t} })
	case !ok && unit != un.at(k):
		return un.leaning(k+1, "recent", func(t time.Time) interval { return interval{to: t} })
	case forth:
		return un.leaning(k+1, "next n", func(t time.Time) interval { return interval{t, moved(t, unit, n)} })
	}
	return un.leaning(k+1, "past n", func(t time.Time) interval { return interval{moved(t, unit, -n), t} })
}

// anaphor reads what leans on another date of the text: "the following day", "the previous year", "a day earlier".
func (un *units) anaphor(i int) (match, bool) {
	if un.at(i) == "that" || un.at(i) == "the" && un.at(i+1) == "same" {
		k := i + 1
		if un.at(i) == "the" {
			k++
		}
		unit, ok := un.value(k, "unit")
		if _, part := un.value(k, "part"); part {
			unit, ok = "day", true
		}
		if !ok || unit == "hour" || !un.last.known() {
			return match{}, false
		}
		return un.fromLast(k+1, func(t interval) interval { return span(t.from, unit, 0) })
	}
	if un.at(i) != "the" {
		return match{}, false
	}
	unit, ok := un.value(i+2, "unit")
	switch {
	case ok && (un.at(i+1) == "following" || un.at(i+1) == "next") && un.at(i+2) == unit:
		return un.fromLast(i+3, func(t interval) interval { return span(t.to, unit, 1) })
	case ok && un.at(i+1) == "previous" && un.at(i+2) == unit:
		return un.fromLast(i+3, func(t interval) interval { return span(t.from, unit, -1) })
	case un.is(i+1, "day", "before") && un.at(i+3) != "the":
		return un.fromLast(i+3, func(t interval) interval { return span(t.from, "day", -1) })
	case un.is(i+1, "day", "after") && un.at(i+3) != "the":
		return un.fromLast(i+3, func(t interval) interval { return span(t.to, "day", 1) })
	}
	return match{}, false
}
