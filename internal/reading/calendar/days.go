package calendar

import "time"

// interval is a run of days, both inclusive; a zero side is open.
type interval struct{ from, to time.Time }

func (x interval) known() bool { return !x.from.IsZero() || !x.to.IsZero() }

const layout = "2006-01-02"

// text is a day as it is written in a date; "" for an open side.
func text(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(layout)
}

func civil(year, month, day int) time.Time {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

func one(t time.Time) interval { return interval{t, t} }

// valid tells whether there is such a day.
func valid(year, month, day int) bool {
	t := civil(year, month, day)
	return month >= 1 && month <= 12 && day >= 1 && t.Day() == day && int(t.Month()) == month
}

func monthOf(year, month int) interval {
	from := civil(year, month, 1)
	return interval{from, from.AddDate(0, 1, -1)}
}

func yearOf(year int) interval { return interval{civil(year, 1, 1), civil(year, 12, 31)} }

// seasonOf is three months from the first month of a season; a winter is named by the year in which it begins.
func seasonOf(year, month int) interval {
	from := civil(year, month, 1)
	return interval{from, from.AddDate(0, 3, -1)}
}

func quarterOf(year, quarter int) interval {
	from := civil(year, 3*quarter-2, 1)
	return interval{from, from.AddDate(0, 3, -1)}
}

// weekOf is the calendar week, Monday to Sunday, of a day, moved by some weeks.
func weekOf(t time.Time, weeks int) interval {
	from := t.AddDate(0, 0, 1-weekday(t)+7*weeks)
	return interval{from, from.AddDate(0, 0, 6)}
}

// weekday counts from Monday, 1, to Sunday, 7.
func weekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// span is the calendar unit that holds a day, moved by n units: day, week, month, quarter, year, decade, weekend.
func span(t time.Time, unit string, n int) interval {
	switch unit {
	case "day":
		return one(t.AddDate(0, 0, n))
	case "week":
		return weekOf(t, n)
	case "fortnight":
		return weekOf(t, 2*n)
	case "month":
		m := civil(t.Year(), int(t.Month())+n, 1)
		return monthOf(m.Year(), int(m.Month()))
	case "quarter":
		q := civil(t.Year(), 3*((int(t.Month())-1)/3)+1+3*n, 1)
		return interval{q, q.AddDate(0, 3, -1)}
	case "year":
		return yearOf(t.Year() + n)
	case "decade":
		return yearOf(t.Year() + 10*n)
	case "weekend":
		return weekend(t, n)
	}
	return interval{}
}

// weekend is a Saturday and Sunday: 0 the latest that has begun, -1 the latest that has ended, 1 that of the week after.
func weekend(t time.Time, n int) interval {
	sat := weekOf(t, 0).from.AddDate(0, 0, 5)
	switch {
	case n > 0:
		sat = sat.AddDate(0, 0, 7)
	case n == 0 && sat.After(t):
		sat = sat.AddDate(0, 0, -7)
	case n < 0:
		sat = sat.AddDate(0, 0, -7)
	}
	return interval{sat, sat.AddDate(0, 0, 1)}
}

// moved is the day n units on (back, if n is negative), cut to the end of a shorter month.
func moved(t time.Time, unit string, n int) time.Time {
	switch unit {
	case "hour":
		return t.AddDate(0, 0, n/24)
	case "week":
		return t.AddDate(0, 0, 7*n)
	case "fortnight":
		return t.AddDate(0, 0, 14*n)
	case "month":
		return addMonths(t, n)
	case "quarter":
		return addMonths(t, 3*n)
	case "year":
		return addMonths(t, 12*n)
	case "decade":
		return addMonths(t, 120*n)
	}
	return t.AddDate(0, 0, n)
}

func addMonths(t time.Time, n int) time.Time {
	first := civil(t.Year(), int(t.Month())+n, 1)
	last := first.AddDate(0, 1, -1).Day()
	return civil(first.Year(), int(first.Month()), min(t.Day(), last))
}

// around is what "n units ago" or "in n units" names: a day for days and weeks, else the calendar unit.
func around(t time.Time, unit string, n int) interval {
	switch unit {
	case "month", "quarter", "year", "decade":
		if unit == "decade" {
			return yearOf(t.Year() + 10*n)
		}
		return span(t, unit, n)
	}
	return one(moved(t, unit, n))
}

// third is the early, middle or late part of a month (tens of days) or of a year (four months).
func third(x interval, part string) interval {
	long := x.to.Sub(x.from) > 40*24*time.Hour
	switch {
	case long && part == "early":
		return interval{x.from, x.from.AddDate(0, 4, -1)}
	case long && part == "mid":
		return interval{x.from.AddDate(0, 4, 0), x.from.AddDate(0, 8, -1)}
	case long:
		return interval{x.from.AddDate(0, 8, 0), x.to}
	case part == "early":
		return interval{x.from, x.from.AddDate(0, 0, 9)}
	case part == "mid":
		return interval{x.from.AddDate(0, 0, 10), x.from.AddDate(0, 0, 19)}
	}
	return interval{x.from.AddDate(0, 0, 20), x.to}
}

// decadeOf is the ten years from a round one, or their early, middle or late part.
func decadeOf(year int, part string) interval {
	from, to := year, year+9
	switch part {
	case "early":
		to = year + 3
	case "mid":
		from, to = year+4, year+6
	case "late":
		from = year + 7
	}
	return interval{civil(from, 1, 1), civil(to, 12, 31)}
}
