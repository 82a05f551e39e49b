package mend_test

import (
	"maps"
	"testing"

	"onrecord/internal/store/mend"
)

// TestTies: what is one goes by the last name it is given, what was taken back or parted later is not one, and nothing goes round in a circle.
func TestTies(t *testing.T) {
	d := func(a mend.Action, of, one, two string) mend.Decision {
		return mend.Decision{Action: a, Field: of, Old: one, New: two}
	}
	undone := d(mend.Merge, "actor", "name/x/", "name/y/")
	undone.Undone = true
	for name, c := range map[string]struct {
		log []mend.Decision
		is  map[string]string
		not int
	}{
		"followed":  {[]mend.Decision{d(mend.Merge, "actor", "a/1", "b/1"), d(mend.Merge, "actor", "b/1", "c/1"), undone}, map[string]string{"a/1": "c/1", "b/1": "c/1"}, 0},
		"of before": {[]mend.Decision{d(mend.Merge, "", "a/1", "b/1")}, map[string]string{"a/1": "b/1"}, 0},
		"parted":    {[]mend.Decision{d(mend.Merge, "actor", "a/1", "b/1"), d(mend.Split, "actor", "b/1", "a/1")}, map[string]string{}, 2},
		"one again": {[]mend.Decision{d(mend.Split, "actor", "b/1", "a/1"), d(mend.Merge, "actor", "a/1", "b/1")}, map[string]string{"a/1": "b/1"}, 0},
		"a circle":  {[]mend.Decision{d(mend.Merge, "actor", "a/1", "b/1"), d(mend.Merge, "actor", "b/1", "a/1"), d(mend.Merge, "actor", "c/1", "b/1")}, map[string]string{"b/1": "a/1", "c/1": "a/1"}, 0},
		"matters":   {[]mend.Decision{d(mend.Merge, "issue", "the sky", "airspace")}, map[string]string{}, 0},
	} {
		got := mend.TiesOf(c.log, mend.OfActor)
		if !maps.Equal(got.Is, c.is) || len(got.Not) != c.not {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
