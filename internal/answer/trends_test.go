package answer

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTrendsAreLaidOut(t *testing.T) {
	days := func() map[string]*Period {
		return map[string]*Period{"2026-02-09": {Statements: 3, Events: 1, Told: 2, Unnamed: 1}, "2026-02-11": {Statements: 1, Told: 1},
			"2026-02-23": {Events: 2}, "": {Statements: 5}}
	}
	for _, c := range []struct {
		name, since string
		unit        Unit
		want        Trends
	}{
		{"by week, none left out", "", ByWeek, Trends{Unit: ByWeek, Undated: Period{Statements: 5}, Periods: []Period{
			{From: "2026-02-09", To: "2026-02-15", Statements: 4, Events: 1, Told: 3, Unnamed: 1}, {From: "2026-02-16", To: "2026-02-22"},
			{From: "2026-02-23", To: "2026-03-01", Events: 2}}}},
		{"what was not looked at whole is not counted", "2026-02-11", ByMonth, Trends{Unit: ByMonth, Since: "2026-02-11", Periods: []Period{
			{From: "2026-02-01", To: "2026-02-28", Statements: 1, Events: 2, Told: 1}}}},
	} {
		if diff := cmp.Diff(c.want, newTrends(days(), c.since, c.unit)); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
	long := map[string]*Period{"1066-10-14": {Events: 1}, "2024-01-01": {Events: 1}, "2026-02-09": {Events: 1}}
	got := newTrends(long, "", ByDay)
	if n := len(got.Periods); got.Unit != ByYear || got.Asked != ByDay || n != mostPeriods || got.Periods[n-1].Events != 1 || got.Since != "1627-01-01" {
		t.Errorf("a day of long ago: by %s (asked %s), %d stretches since %s", got.Unit, got.Asked, n, got.Since)
	}
	if x := (&Period{}).Share(); x != nil {
		t.Errorf("of nothing the share is %v, want unknown", *x)
	}
}

func TestUnits(t *testing.T) {
	sunday := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for u, want := range map[Unit]string{ByDay: "2026-03-01", ByWeek: "2026-02-23", ByMonth: "2026-03-01", ByYear: "2026-01-01"} {
		if got := u.Begin(sunday).Format(dayLayout); got != want {
			t.Errorf("the %s of a Sunday begins on %s, want %s", u, got, want)
		}
	}
}
