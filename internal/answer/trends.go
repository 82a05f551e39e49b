package answer

import (
	"context"
	"fmt"
	"time"

	"onrecord/internal/store"
)

// Trends is how much was told over time: statements, events, and how many statements stand on the word of unnamed sources.
type Trends struct {
	Unit    Unit
	Asked   Unit     // the unit that was asked for, where that would have made too many stretches; else ""
	Periods []Period // oldest first, none left out between the first and the last of which something was told
	Undated Period   // what was told in reports of an unknown day
	// Since is the first day that was looked at whole, where there was more than is looked at; "" where all was. What is before, or of an
	// unknown day, is not counted then.
	Since string
}

// Period is a stretch of time, by the day of publication.
type Period struct {
	From, To   string // first and last day
	Statements int    // all, those within others as well
	Events     int
	Told       int // statements that outlets attribute themselves, without those that a source passes on
	Unnamed    int // of these, on the word of a source that stays unnamed
}

// Share is which part of what outlets attribute stands on unnamed word, 0 to 1; nil where they attribute nothing.
func (p *Period) Share() *float64 {
	if p.Told == 0 {
		return nil
	}
	x := float64(p.Unnamed) / float64(p.Told)
	return &x
}

func (p *Period) add(x *Period) {
	p.Statements += x.Statements
	p.Events += x.Events
	p.Told += x.Told
	p.Unnamed += x.Unnamed
}

// ParseUnit reads a unit by which trends are asked for; "" leaves it to the length of time. The error wraps [store.ErrQuery].
func ParseUnit(s string) (Unit, error) {
	switch u := Unit(s); u {
	case "", ByDay, ByWeek, ByMonth, ByYear:
		return u, nil
	}
	return "", fmt.Errorf("%w: trends are by day, week, month or year, got %q", store.ErrQuery, s)
}

// TrendsOf counts what fits a query, whatever its kind, by the day of publication, in stretches of a unit; "" chooses one. It looks at the newest
// [store.SurveyLimit] statements and events each, and tells from which day on they are all of them. The error wraps [store.ErrQuery] where the
// query is at fault.
func TrendsOf(ctx context.Context, s *store.Store, q Query, u Unit) (Trends, error) {
	days := map[string]*Period{}
	at := func(day string) *Period {
		if days[day] == nil {
			days[day] = &Period{From: day, To: day}
		}
		return days[day]
	}
	since := ""
	for _, kind := range []store.Kind{store.Statement, store.Event} {
		which := q.Query
		which.Kind = kind
		if fits, err := fitsKind(&which); err != nil {
			return Trends{}, err
		} else if !fits {
			continue
		}
		survey, err := s.Survey(ctx, which)
		if err != nil {
			return Trends{}, err
		}
		for _, d := range survey.Days {
			if kind == store.Statement {
				at(d.Value).Statements = d.N
			} else {
				at(d.Value).Events = d.N
			}
		}
		if survey.Capped {
			since = max(since, dayAfter(survey.Days[min(1, len(survey.Days)-1):], survey.Days[0].Value))
		}
	}
	sources, err := s.Sources(ctx, q.Query)
	if err != nil {
		return Trends{}, err
	}
	for _, d := range sources.Days {
		p := at(d.Of)
		p.Told, p.Unnamed = d.Statements, d.By[store.VoiceUnnamed]
	}
	if sources.Capped && len(sources.Days) > 0 {
		since = max(since, nextDay(sources.Days[0].Of))
	}
	return newTrends(days, since, u), nil
}

// fitsKind tells whether findings of a kind can fit a query at all: no statement has a root, no event a stance.
func fitsKind(q *store.Query) (bool, error) {
	if err := q.Check(); err != nil {
		return false, err
	}
	if q.Kind == store.Statement {
		return q.Root == "" && q.Place == "" && q.Modality == "" && q.Stance == "" && q.Firmness == nil && q.Issue == "" && q.Happened == nil, nil
	}
	return q.Stance == "" && q.Firmness == nil && q.Issue == "", nil
}

// dayAfter is the first day of which all was seen, where days from the newest on were seen until a limit: the day after the oldest one.
func dayAfter(later []store.Tallied, oldest string) string {
	if oldest == "" && len(later) > 0 { // the limit was met among those of an unknown day, which come last
		return later[0].Value
	}
	return nextDay(oldest)
}

func nextDay(day string) string {
	t, err := time.Parse(dayLayout, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, 1).Format(dayLayout)
}

// newTrends lays days out in stretches of a unit.
func newTrends(days map[string]*Period, since string, u Unit) Trends {
	out := Trends{Since: since}
	var first, last time.Time
	dated := map[time.Time]*Period{}
	for day, p := range days {
		t, err := time.Parse(dayLayout, day)
		switch {
		case err != nil && since == "":
			out.Undated.add(p)
		case err != nil || day < since:
		default:
			dated[t] = p
			if first.IsZero() || t.Before(first) {
				first = t
			}
			if t.After(last) {
				last = t
			}
		}
	}
	if len(dated) == 0 {
		out.Unit = u.or(ByDay)
		return out
	}
	out.Unit = u.or(UnitFor(first, last))
	for !out.Unit.fits(first, last) && out.Unit != ByYear {
		out.Asked, out.Unit = u, out.Unit.longer()
	}
	if !out.Unit.fits(first, last) { // a date of long ago, most likely wrong, leaves the newest in sight
		first = ByYear.Begin(last).AddDate(1-mostPeriods, 0, 0)
		out.Since, out.Undated = first.Format(dayLayout), Period{}
	}
	where := map[time.Time]int{}
	for t := out.Unit.Begin(first); !t.After(last) && len(out.Periods) < mostPeriods; t = out.Unit.Next(t) {
		where[t] = len(out.Periods)
		out.Periods = append(out.Periods, Period{From: t.Format(dayLayout), To: out.Unit.Next(t).AddDate(0, 0, -1).Format(dayLayout)})
	}
	for t, p := range dated {
		if i, ok := where[out.Unit.Begin(t)]; ok {
			out.Periods[i].add(p)
		}
	}
	return out
}
