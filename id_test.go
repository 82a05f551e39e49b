package onrecord_test

import (
	"testing"

	"onrecord"
)

func TestFindingID(t *testing.T) {
	for id, want := range map[string]struct {
		kind onrecord.Kind
		n    int
	}{"a1": {onrecord.KindStatement, 1}, "ev20": {onrecord.KindEvent, 20}, "p3": {onrecord.KindPosition, 3}} {
		kind, n, ok := onrecord.ParseFindingID(id)
		if !ok || kind != want.kind || n != want.n || onrecord.FindingID(kind, n) != id {
			t.Errorf("%s is read as %s %d", id, kind, n)
		}
	}
	for _, id := range []string{"", "a", "a0", "a-1", "a+1", "a01", "e1", "ev", "ev1x", "A1", "x1", "1", "a1 ", "p99999999999999999999"} {
		if kind, n, ok := onrecord.ParseFindingID(id); ok {
			t.Errorf("%q is read as %s %d", id, kind, n)
		}
	}
	if id := onrecord.FindingID("report", 1) + onrecord.FindingID(onrecord.KindEvent, 0); id != "" {
		t.Errorf("what is no finding is called %q", id)
	}
}
