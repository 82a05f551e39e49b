package cross_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
)

// TestLedgerFollows adds reports, reads them again, gives them other origins and decides on their actors, at random: the ledger that follows is
// the one of a view to which all of it is added at once.
func TestLedgerFollows(t *testing.T) {
	type report struct {
		origin string
		told   func() []standing.Evidence
	}
	cross.SetPartSize(t, 3)
	actors := []string{"state/NOR", "name/ansel ruud/", "name/ansel ruud/NOR", "group/IGOUNO"}
	rapid.Check(t, func(t *rapid.T) {
		drawn := func(id string) report {
			day := rapid.SampledFrom([]string{"", "2026-03-02", "2026-03-05", "2026-04-09"}).Draw(t, "day")
			var told []standing.Evidence
			for i := range rapid.IntRange(0, 2).Draw(t, "pieces") {
				held := rapid.IntRange(0, 4).Draw(t, "firmness")
				told = append(told, standing.Evidence{Report: id, Day: day, Position: i + 1, Firmness: &held, Stance: onrecord.StanceFor,
					Issue:     rapid.SampledFrom([]string{"the truce", "a truce at the border", "troops at the border", "that"}).Draw(t, "issue"),
					Conf:      rapid.SampledFrom([]float64{standing.Sure / 2, 0.9}).Draw(t, "confidence"),
					Authority: standing.Authority(rapid.IntRange(1, 4).Draw(t, "authority")),
					Actor:     standing.Actor{Key: rapid.SampledFrom(append(actors, "name/ruud//"+id)).Draw(t, "actor"), Name: "A", Reason: "name", Conf: 0.9}})
			}
			return report{rapid.SampledFrom([]string{"", "wire"}).Draw(t, "origin"), func() []standing.Evidence { return append([]standing.Evidence{}, told...) }}
		}
		v, all, log := cross.New(), map[string]report{}, []store.Decision(nil)
		for range rapid.IntRange(1, 8).Draw(t, "times") {
			for range rapid.IntRange(0, 5).Draw(t, "reports") {
				id := fmt.Sprint("r", rapid.IntRange(0, 9).Draw(t, "report"))
				all[id] = drawn(id)
				v.Add(id, all[id].origin, all[id].told())
			}
			if rapid.Bool().Draw(t, "decides") {
				log = append(log, store.Decision{Action: store.Merge, Old: rapid.SampledFrom(actors).Draw(t, "old"), New: rapid.SampledFrom(actors).Draw(t, "new"),
					Undone: rapid.Bool().Draw(t, "undone")})
				v.Decide(log)
			}
			at := cross.New()
			at.Decide(log)
			for id, r := range all {
				at.Add(id, r.origin, r.told())
			}
			for _, unsure := range []bool{false, true} {
				want, got := at.Ledger(unsure), v.Ledger(unsure)
				diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(cross.Ledger{})) + cmp.Diff(slices.Collect(want.Newest()), slices.Collect(got.Newest()))
				if diff != "" || want.Stages() != got.Stages() {
					t.Fatal(diff)
				}
				n, of := 0, map[string]bool{}
				for _, l := range v.Ledger(unsure).Lines {
					if of[l.Actor.Key] {
						continue
					}
					of[l.Actor.Key] = true
					for _, x := range v.Ledger(unsure).Of(l.Actor.Key) {
						if n++; x.Line.Actor.Key != l.Actor.Key {
							t.Fatalf("a stage of %s is given as of %s", x.Line.Actor.Key, l.Actor.Key)
						}
					}
				}
				if all := v.Ledger(unsure).Stages(); n != all {
					t.Fatalf("actors have %d of %d stages", n, all)
				}
			}
		}
	})
}
