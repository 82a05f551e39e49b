package answer

import "time"

// Unit is how long a stretch is over which what was told is counted.
type Unit string

// The units. A week begins on a Monday (ISO 8601).
const (
	ByDay   Unit = "day"
	ByWeek  Unit = "week"
	ByMonth Unit = "month"
	ByYear  Unit = "year"
)

const dayLayout = time.DateOnly

// UnitFor is the unit that cuts the time between two days into some dozens of stretches.
func UnitFor(first, last time.Time) Unit {
	switch days := int(last.Sub(first).Hours() / 24); {
	case days <= 62:
		return ByDay
	case days <= 400:
		return ByWeek
	case days <= 2500:
		return ByMonth
	}
	return ByYear
}

// Begin is the first day of the stretch that a day is of.
func (u Unit) Begin(t time.Time) time.Time {
	switch u {
	case ByWeek:
		return t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
	case ByMonth:
		return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	case ByYear:
		return time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return t
}

// Next is the first day of the stretch after the one that begins on a day.
func (u Unit) Next(t time.Time) time.Time {
	switch u {
	case ByWeek:
		return t.AddDate(0, 0, 7)
	case ByMonth:
		return t.AddDate(0, 1, 0)
	case ByYear:
		return t.AddDate(1, 0, 0)
	}
	return t.AddDate(0, 0, 1)
}

// mostPeriods is how many stretches a count over time has at most; a longer time is cut into longer ones.
const mostPeriods = 400

// fits tells whether the time between two days has no more stretches than can be shown.
func (u Unit) fits(first, last time.Time) bool {
	n := 0
	for t := u.Begin(first); !t.After(last); t = u.Next(t) {
		if n++; n > mostPeriods {
			return false
		}
	}
	return true
}

// longer is the next longer unit; a year has none.
func (u Unit) longer() Unit {
	return map[Unit]Unit{ByDay: ByWeek, ByWeek: ByMonth}[u].or(ByYear)
}

func (u Unit) or(other Unit) Unit {
	if u == "" {
		return other
	}
	return u
}
