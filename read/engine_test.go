package read_test

import (
	"reflect"
	"testing"

	"onrecord"
	"onrecord/read"
)

// TestEngines reads a report by each engine: both find who spoke and what was done, their readings are of different versions, and each
// reads the same twice.
func TestEngines(t *testing.T) {
	const text = "The harbour board of Norvik closed the port on Monday, the mayor, Ilse Hartog, said. “We will not open it before the strike ends,” she said."
	made := map[onrecord.Made]bool{}
	for _, e := range read.Engines {
		r, err := read.NewWith(read.By(e))
		if err != nil {
			t.Fatal(err)
		}
		var first *onrecord.Document
		for range 2 {
			d := &onrecord.Document{Text: text}
			if err := r.Read(d); err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = d
			} else if !reflect.DeepEqual(first.Frames, d.Frames) {
				t.Errorf("%s reads otherwise the second time", e)
			}
		}
		if len(first.Attributions) != 2 || first.Attributions[0].Cue.Empty() || len(first.Positions) == 0 {
			t.Errorf("%s: %d statements, %d positions", e, len(first.Attributions), len(first.Positions))
		}
		if made[first.Made] {
			t.Errorf("%s calls itself %+v, as another engine does", e, first.Made)
		}
		made[first.Made] = true
		if first.Made != read.MadeBy(e) {
			t.Errorf("%s: made by %+v, want %+v", e, first.Made, read.MadeBy(e))
		}
	}
}
