package onrecord_test

import (
	"testing"
	"time"

	"onrecord"
)

func TestWhen(t *testing.T) {
	for in, want := range map[string]struct {
		when string
		day  string
	}{
		"2026-03-03T23:10:00-04:00": {"2026-03-04T03:10:00Z", "2026-03-03"}, // the day is that of the outlet's own clock
		"2026-03-03T23:10:00":       {"2026-03-03T23:10:00Z", "2026-03-03"},
		"2026-03-03T23:10":          {"2026-03-03T23:10:00Z", "2026-03-03"},
		"2026-03-03":                {"2026-03-03T00:00:00Z", "2026-03-03"},
		"2026-03-03 at noon":        {"2026-03-03T00:00:00Z", "2026-03-03"},
		"March 2026":                {"0001-01-01T00:00:00Z", ""},
		"2026-13-03":                {"0001-01-01T00:00:00Z", ""},
		"":                          {"0001-01-01T00:00:00Z", ""},
	} {
		m := onrecord.Meta{Published: in}
		if got := m.When().UTC().Format(time.RFC3339); got != want.when || m.Day() != want.day {
			t.Errorf("%q: %s, %q; want %s, %q", in, got, m.Day(), want.when, want.day)
		}
	}
}
