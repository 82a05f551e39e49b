package store

import (
	"testing"

	"onrecord"
)

// TestPlaceIsACode: a place is asked for by the code of a state, and only events have one.
func TestPlaceIsACode(t *testing.T) {
	for _, c := range []struct {
		q  Query
		ok bool
	}{{Query{Kind: Event, Place: "irq"}, true}, {Query{Place: "IRQ"}, true}, {Query{Place: "Iraq"}, false}, {Query{Kind: onrecord.Kind("report"), Place: "IRQ"}, false}} {
		if err := c.q.Check(); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c.q, err)
		}
	}
}
