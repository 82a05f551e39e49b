package feed

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// longestDate is how long a date may be.
const longestDate = 80

var (
	isoDay    = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]|$)`)
	bareDay   = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})(?:T|$)`)
	clock     = regexp.MustCompile(`(?i)(?:^|[T ,])(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*([ap]\.?m\b\.?)?`)
	bareClock = regexp.MustCompile(`^T(\d{2})(\d{2})(\d{2})`)
	offset    = regexp.MustCompile(`(?i)\s*(?:GMT|UTC|UT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?\s*(?:\([^)]*\))?$`)
	ordinal   = regexp.MustCompile(`(?i)^(\d{1,2})(?:st|nd|rd|th)?$`)
	slashes   = regexp.MustCompile(`^(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?: |$)`)
)

// Date reads a date of a feed as RFC 3339, in whatever order and with whatever marks it is written. A zone that the table leaves open, or
// does not know, is left out and so stays unknown: the time is the one that stands there. A day without a time is a day alone. "" is no
// date, or one that could be two: 05/04/2026.
func (r *Reader) Date(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > longestDate {
		return ""
	}
	day, rest, ok := dayOf(s)
	if !ok {
		return ""
	}
	hour, minute, second, rest, ok := clockOf(rest)
	if !ok {
		return day.Format(time.DateOnly)
	}
	if hour == 24 && minute == 0 && second == 0 {
		hour, day = 0, day.AddDate(0, 0, 1)
	}
	if hour > 23 || minute > 59 || second > 60 {
		return ""
	}
	t := time.Date(day.Year(), day.Month(), day.Day(), hour, minute, min(second, 59), 0, time.UTC)
	return t.Format("2006-01-02T15:04:05") + r.zoneOf(rest)
}

// dayOf finds the day in a date, and gives what is left of it.
func dayOf(s string) (time.Time, string, bool) {
	for _, form := range []*regexp.Regexp{isoDay, bareDay} {
		if m := form.FindStringSubmatch(s); m != nil {
			t, ok := newDay(m[1], monthNumber(m[2]), m[3])
			rest := s[len(m[1])+len(m[2])+len(m[3]):]
			if form == isoDay {
				rest = rest[2:]
			}
			return t, rest, ok
		}
	}
	if m := slashes.FindStringSubmatch(s); m != nil {
		a, b := monthNumber(m[1]), monthNumber(m[2])
		switch {
		case a != 0 && b != 0 && a != b: // either may be the month
			return time.Time{}, "", false
		case b != 0:
			t, ok := newDay(m[3], b, m[1])
			return t, s[len(m[0]):], ok
		}
		t, ok := newDay(m[3], a, m[2])
		return t, s[len(m[0]):], ok
	}
	return namedDay(s)
}

// namedDay reads a day whose month is a word: "Mon, 25 May 2020", "May 25th, 20", "Mon May 25 04:45:26 2020".
func namedDay(s string) (time.Time, string, bool) {
	var month time.Month
	var day, year string
	var rest []string
	for i, word := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' }) {
		plain := strings.Trim(word, ".'’")
		number := ordinal.FindStringSubmatch(plain)
		switch {
		case month == 0 && monthName(plain) != 0:
			month = monthName(plain)
		case strings.Count(word, "-") == 2 && month == 0: // 25-May-2020
			parts := strings.Split(word, "-")
			day, month, year = parts[0], monthName(parts[1]), parts[2]
		case day == "" && number != nil:
			day = number[1]
		case year == "" && isYear(plain):
			year = plain
		case (day == "" || year == "" || month == 0) && !isDayName(plain) && !(i == 0 && strings.HasPrefix(s, word+",")) && !strings.Contains(word, ":"):
			return time.Time{}, "", false
		default:
			rest = append(rest, word)
		}
	}
	t, ok := newDay(year, month, day)
	return t, " " + strings.Join(rest, " "), ok
}

// isDayName tells whether a word is the English name of a day of the week, whole or in short, or one that may stand before a date.
func isDayName(s string) bool {
	low := strings.ToLower(s)
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := strings.ToLower(d.String()); len(low) >= 3 && strings.HasPrefix(name, low) {
			return true
		}
	}
	return low == "on" || low == "of" || low == "the" || low == "at" || low == "am" || low == "pm"
}

func isYear(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil && (len(s) == 4 || len(s) == 2) && s[0] != '+' && s[0] != '-'
}

// newDay makes a day; a year of two digits is one of 1969 to 2068, as mail has it.
func newDay(year string, month time.Month, day string) (time.Time, bool) {
	y, err := strconv.Atoi(year)
	d, err2 := strconv.Atoi(day)
	if err != nil || err2 != nil || month < 1 || month > 12 {
		return time.Time{}, false
	}
	if len(year) == 2 {
		if y += 1900; y < 1969 {
			y += 100
		}
	}
	t := time.Date(y, month, d, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == d && t.Month() == month && y >= 1800 && y < 10_000
}

// monthNumber reads a month in digits; 0 is none.
func monthNumber(s string) time.Month {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 12 {
		return 0
	}
	return time.Month(n)
}

// monthName reads the English name of a month, whole or in short; 0 is none.
func monthName(s string) time.Month {
	if strings.EqualFold(s, "sept") {
		return time.September
	}
	for m := time.January; m <= time.December; m++ {
		if name := m.String(); strings.EqualFold(s, name) || strings.EqualFold(s, name[:3]) {
			return m
		}
	}
	return 0
}

// clockOf finds the time of day, and gives what stands behind it.
func clockOf(s string) (hour, minute, second int, rest string, ok bool) {
	m := bareClock.FindStringSubmatchIndex(s)
	if m == nil {
		m = clock.FindStringSubmatchIndex(s)
	}
	if m == nil {
		return 0, 0, 0, "", false
	}
	number := func(i int) int {
		if 2*i+1 >= len(m) || m[2*i] < 0 {
			return 0
		}
		n, _ := strconv.Atoi(s[m[2*i]:m[2*i+1]])
		return n
	}
	hour, minute, second = number(1), number(2), number(3)
	if len(m) > 8 && m[8] >= 0 && hour >= 1 && hour <= 12 {
		hour %= 12
		if s[m[8]] == 'p' || s[m[8]] == 'P' {
			hour += 12
		}
	}
	return hour, minute, second, s[m[1]:], true
}

// zoneOf reads the zone that stands behind a time; "" is unknown.
func (r *Reader) zoneOf(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.IndexByte(s, '['); i >= 0 { // a zone by its name, behind its offset
		s = s[:i]
	}
	if m := offset.FindStringSubmatch(s); m != nil {
		hours, _ := strconv.Atoi(m[2])
		minutes, _ := strconv.Atoi(m[3])
		if hours > 14 || minutes > 59 {
			return ""
		}
		if hours == 0 && minutes == 0 {
			return "Z"
		}
		return m[1] + time.Date(0, 1, 1, hours, minutes, 0, 0, time.UTC).Format("15:04")
	}
	for _, word := range strings.Fields(s) {
		word = strings.ToUpper(strings.Trim(word, "()., "))
		if word == "Z" || word == "UT" {
			return "Z"
		}
		if zone := r.zones[word]; zone == "+00:00" {
			return "Z"
		} else if zone != "" {
			return zone
		}
	}
	return ""
}
