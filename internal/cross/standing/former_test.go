package standing_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"onrecord"
	"onrecord/internal/cross/standing"
)

// TestFormerNames: issue_group and stages of a trajectory have their former names, too, and both say the same.
func TestFormerNames(t *testing.T) {
	held := 4
	lines := standing.Lines(t, []standing.Evidence{{Actor: standing.Actor{Key: "state/NOR", Name: "Norway"}, Issue: "troops abroad", Stance: onrecord.StanceAgainst,
		Firmness: &held, Day: "2026-03-02", Report: "r", Position: 1, Origin: "r", Authority: standing.Official}})
	if len(lines) != 1 {
		t.Fatal(lines)
	}
	raw, err := json.Marshal(lines[0])
	if err != nil {
		t.Fatal(err)
	}
	var x map[string]any
	if err := json.Unmarshal(raw, &x); err != nil {
		t.Fatal(err)
	}
	for now, before := range map[string]string{"issue_group": "matter", "stages": "steps"} {
		if x[now] == nil || !reflect.DeepEqual(x[now], x[before]) {
			t.Errorf("%s is %v, %s %v", now, x[now], before, x[before])
		}
	}
}
