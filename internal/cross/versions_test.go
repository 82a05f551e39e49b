package cross_test

import (
	"strings"
	"testing"

	"onrecord/internal/cross"
)

func TestReworded(t *testing.T) {
	before := report(t, "2026-03-02", "Post", "", `The army claimed that two villages had been taken. Officials said the road to Tavas was open. The mayor said the bridge would stay shut until May.`)
	after := report(t, "2026-03-02", "Post", "", `The army confirmed that two villages had been taken. The governor, Ida Ruud, said the road to Tavas was open. The mayor said the bridge would stay shut until May. Witnesses said that nobody was hurt.`)
	var got []string
	for _, r := range cross.Reworded(before, after) {
		got = append(got, strings.Join(r.What, "; "))
	}
	if len(got) != 2 || !strings.Contains(got[0], "“claimed” became “confirmed”") || !strings.Contains(got[1], "“Officials” became “The governor, Ida Ruud") || !strings.Contains(got[1], "naming:") {
		t.Errorf("%q", got)
	}
	if same := cross.Reworded(before, before); len(same) != 0 {
		t.Errorf("a text differs from itself: %v", same)
	}
}
