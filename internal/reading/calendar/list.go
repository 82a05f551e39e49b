package calendar

// lists reads days that are told in a row.
type lists struct {
	*tense
	*anchor
	dates    *dates
	weekdays *weekdays
}

// listed is one day of a list: where its words begin, and what they are.
type listed struct {
	at int
	match
}

// list reads days that are told in a row, each a date of its own: "on Monday, Wednesday and Friday", "on March 3, 5 and 7",
// "on 3, 5 and 7 March". It is empty where no row stands.
func (li *lists) list(i int) []listed {
	for _, read := range []func(int) []listed{li.namedDays, li.monthDays, li.daysMonth} {
		if row := read(i); len(row) > 1 {
			return row
		}
	}
	return nil
}

// joint is where the next of a row begins; last tells that it is behind the "and" that closes the row.
func (li *lists) joint(k int) (next int, last bool) {
	next = k
	if li.at(next) == "," {
		next++
	}
	switch li.at(next) {
	case "and", "or", "&":
		return next + 1, true
	}
	return next, false
}

// namedDays reads a row of weekdays that "and" closes. They follow each other: back from the last one where the report looks
// back, on from the first where it looks ahead.
func (li *lists) namedDays(i int) []listed {
	var row []listed
	for k, last := i, false; ; {
		if _, plain := li.dayName(k); !plain {
			return nil
		}
		m, ok := li.weekdays.weekday(k)
		if !ok || m.by != "weekday" {
			return nil
		}
		row = append(row, listed{k, m})
		if last {
			break
		}
		if k, last = li.joint(m.end); k == m.end {
			return nil
		}
	}
	if li.today.IsZero() {
		return row
	}
	return li.inTurn(row, i)
}

func (li *lists) inTurn(row []listed, i int) []listed {
	if li.ahead(i) {
		for k := 1; k < len(row); k++ {
			row[k].days = one(toCome(row[k-1].days.from, weekday(row[k].days.from)))
		}
		return row
	}
	for k := len(row) - 2; k >= 0; k-- {
		row[k].days = one(gone(row[k+1].days.from, weekday(row[k].days.from)))
	}
	return row
}

// numbers reads a row of days of a month: "3, 5 and 7". It must close with "and", and what it counts must not follow.
func (li *lists) numbers(i int) (days []int, at []int, end int) {
	for k := i; ; {
		day, ok := dayNumber(li.at(k))
		if !ok || li.counts(k) && li.at(k+1) != "of" && !li.monthAt(k+1) {
			return nil, nil, i
		}
		days, at = append(days, day), append(at, k)
		if len(days) > 1 {
			if _, closed := li.joint(at[len(at)-2] + 1); closed {
				return days, at, k + 1
			}
		}
		next, _ := li.joint(k + 1)
		if next == k+1 {
			return nil, nil, i
		}
		k = next
	}
}

func (li *lists) monthAt(k int) bool {
	_, ok := li.value(k, "month")
	return ok && li.capital(k)
}

// monthDays reads "March 3, 5 and 7", "March 3 and 4, 2024".
func (li *lists) monthDays(i int) []listed {
	month, ok := li.number(i, "month")
	if !ok || !li.capital(i) {
		return nil
	}
	days, at, end := li.numbers(i + 1)
	if len(days) < 2 || !li.closes(end) && !li.yearIs(end) {
		return nil
	}
	year, last := li.yearAt(end)
	return li.row(i, days, at, year, month, last)
}

// yearIs tells whether a year stands at k.
func (li *lists) yearIs(k int) bool {
	year, _ := li.yearAt(k)
	return year != 0
}

// daysMonth reads "3, 5 and 7 March", "the 3rd and 5th of March 2024".
func (li *lists) daysMonth(i int) []listed {
	k := i
	if li.at(k) == "the" {
		k++
	}
	days, at, end := li.numbers(k)
	if li.at(end) == "of" {
		end++
	}
	month, ok := li.number(end, "month")
	if len(days) < 2 || !ok || !li.capital(end) {
		return nil
	}
	year, last := li.yearAt(end + 1)
	at[0] = i
	return li.row(i, days, at, year, month, last)
}

// row settles the days of a row; the first has the words before it, the last those behind it. A day that there is not
// undoes the row.
func (li *lists) row(i int, days, at []int, year, month, end int) []listed {
	var out []listed
	at[0] = i
	for k, day := range days {
		last := len(days) - 1
		to := end
		if k < last {
			to = at[k] + 1
			if k == 0 {
				to = li.numberEnd(i)
			}
		}
		m, ok := li.dates.dated(i, to, year, month, day, day)
		if !ok {
			return nil
		}
		out = append(out, listed{at[k], m})
	}
	return out
}

// numberEnd is the end of the first number from i on.
func (li *lists) numberEnd(i int) int {
	for k := i; k < len(li.low); k++ {
		if _, ok := dayNumber(li.at(k)); ok {
			return k + 1
		}
	}
	return i + 1
}
