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
				of, among := "actor", actors
				if rapid.Bool().Draw(t, "matters") {
					of, among = "issue", []string{"the truce", "troops at the border", "border", "airspace"}
				}
				log = append(log, store.Decision{Action: rapid.SampledFrom([]store.Action{store.Merge, store.Split}).Draw(t, "action"), Field: of,
					Old: rapid.SampledFrom(among).Draw(t, "old"), New: rapid.SampledFrom(among).Draw(t, "new"), Undone: rapid.Bool().Draw(t, "undone")})
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

// TestActorsAndMattersByDecision: two actors that names make one are kept apart, a wording is put to a matter and taken out of one; taken back,
// all is as before.
func TestActorsAndMattersByDecision(t *testing.T) {
	held := 4
	told := func(id, actor, issue string) []standing.Evidence {
		return []standing.Evidence{{Report: id, Day: "2026-03-02", Position: 1, Firmness: &held, Stance: onrecord.StanceAgainst, Issue: issue, Conf: 0.9,
			Actor: standing.Actor{Key: actor, Name: actor, Reason: "name", Conf: 0.9}}}
	}
	v := cross.New()
	v.Add("r1", "", told("r1", "name/ansel ruud/NOR", "the ban on fishing"))
	v.Add("r2", "", told("r2", "name/ruud//r2", "a fishing ban"))
	v.Add("r3", "", told("r3", "name/ansel ruud/NOR", "the closed airspace"))
	lines := func() (out []string) {
		for _, l := range v.Ledger(false).Lines {
			out = append(out, fmt.Sprint(l.Actor.Key, " ", l.Matter.Key, " ", len(l.Stages)))
		}
		return out
	}
	want := func(list ...string) {
		t.Helper()
		if diff := cmp.Diff(list, lines()); diff != "" {
			t.Error(diff)
		}
	}
	before := lines()
	if len(before) != 2 {
		t.Fatal(before)
	}
	d := func(a store.Action, of, one, two string) store.Decision {
		return store.Decision{Action: a, Field: of, Old: one, New: two}
	}
	v.Decide([]store.Decision{d(store.Split, "actor", "name/ruud//r2", "name/ansel ruud/NOR")})
	want("name/ansel ruud/NOR airspace clos 1", "name/ansel ruud/NOR ban fish 1", "name/ruud//r2 ban fish 1")
	v.Decide([]store.Decision{d(store.Merge, "issue", "the closed airspace", "the ban on fishing")})
	want("name/ansel ruud/NOR the ban on fishing 3")
	v.Decide([]store.Decision{d(store.Split, "issue", "a fishing ban", "the closed airspace")})
	if got := lines(); len(got) != 2 {
		t.Error(got)
	}
	v.Decide(nil)
	want(before...)
}
