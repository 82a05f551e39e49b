package cross_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
)

// TestMoves holds what reports bring against the whole ledger: a change is brought by its own report and by that with which it is compared, and
// nothing else is.
func TestMoves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, ids := cross.New(), map[string]bool{}
		for i := range rapid.IntRange(1, 12).Draw(t, "reports") {
			id := fmt.Sprint("r", i)
			ids[id] = true
			var told []standing.Evidence
			for k := range rapid.IntRange(0, 3).Draw(t, "pieces") {
				held := rapid.IntRange(0, 4).Draw(t, "firmness")
				e := standing.Evidence{Report: id, Day: rapid.SampledFrom([]string{"", "2026-03-02", "2026-03-05", "2026-04-09"}).Draw(t, "day"), Position: k + 1, Firmness: &held,
					Stance: rapid.SampledFrom([]onrecord.Stance{onrecord.StanceFor, onrecord.StanceAgainst}).Draw(t, "stance"), Issue: "the truce", Authority: standing.OwnWord,
					Conf:  rapid.SampledFrom([]float64{standing.Sure / 2, 0.9}).Draw(t, "confidence"),
					Actor: standing.Actor{Key: rapid.SampledFrom([]string{"state/NOR", "state/SWE"}).Draw(t, "actor"), Name: "A", Reason: "name", Conf: 0.9}}
				if rapid.IntRange(0, 5).Draw(t, "denies") == 0 {
					e.Denial, e.Firmness, e.Position = true, nil, 0
				}
				told = append(told, e)
			}
			v.Add(id, "", told)
		}
		for _, all := range []bool{false, true} {
			want := map[string][]cross.StageAt{}
			for _, l := range v.Ledger(all).Lines {
				for k := range l.Stages {
					s := &l.Stages[k]
					if !cross.Changed(s) {
						continue
					}
					at := cross.StageAt{Line: l, Stage: k + 1}
					want[s.Report] = append(want[s.Report], at)
					if s.From > 0 {
						if other := l.Stages[s.From-1].Report; other != s.Report {
							want[other] = append(want[other], at)
						}
					}
				}
			}
			for id := range ids {
				got := v.Moves(all, id)
				for _, at := range got {
					if !slices.Contains(want[id], at) {
						t.Fatalf("%s brings %+v", id, at.At())
					}
				}
				if len(got) != len(want[id]) {
					t.Fatalf("%s brings %d changes, want %d", id, len(got), len(want[id]))
				}
			}
		}
	})
}
