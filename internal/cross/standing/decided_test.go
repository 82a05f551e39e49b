package standing

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"onrecord"
	"onrecord/internal/store/mend"
)

// TestActorsAndMattersByDecision: two actors that names make one are kept apart, a wording is put to a matter and taken out of one; taken back,
// all is as before.
func TestActorsAndMattersByDecision(t *testing.T) {
	held := 4
	s := NewShelf(t)
	defer s.Close()
	tell := func(report, actor, issue string) {
		s.Put(report, "", []Evidence{{Report: Digest(report), Day: "2026-03-02", Position: 1, Firmness: &held, Stance: onrecord.StanceAgainst, Issue: issue, Conf: 0.9,
			Authority: Reported, Actor: Actor{Key: actor, Name: actor, Reason: "name", Conf: 0.9}}})
	}
	tell("r1", "name/ansel ruud/NOR", "the ban on fishing")
	tell("r2", "name/ruud//r2", "a fishing ban")
	tell("r3", "name/ansel ruud/NOR", "the closed airspace")
	lines := func() (out []string) {
		for _, l := range s.Lines(false, Which{}) {
			out = append(out, fmt.Sprint(l.Actor.Key, " ", l.Matter.Key, " ", len(l.Stages)))
		}
		return out
	}
	var log []mend.Decision
	decide := func(a mend.Action, of, one, two string, want ...string) {
		t.Helper()
		log = append(log, mend.Decision{Action: a, Field: of, Old: one, New: two})
		s.Tell(Said{Actors: mend.TiesOf(log, mend.OfActor), Matters: mend.TiesOf(log, mend.OfIssue), Anew: true})
		if diff := cmp.Diff(want, lines()); diff != "" {
			t.Error(diff)
		}
	}
	before := lines()
	if len(before) != 2 {
		t.Fatal(before)
	}
	decide(mend.Split, mend.OfActor, "name/ruud//r2", "name/ansel ruud/NOR", "name/ansel ruud/NOR airspace clos 1", "name/ansel ruud/NOR ban fish 1", "name/ruud//r2 ban fish 1")
	decide(mend.Merge, mend.OfActor, "name/ruud//r2", "name/ansel ruud/NOR", "name/ansel ruud/NOR airspace clos 1", "name/ansel ruud/NOR ban fish 2")
	decide(mend.Merge, mend.OfIssue, "the closed airspace", "the ban on fishing", "name/ansel ruud/NOR the ban on fishing 3")
	decide(mend.Split, mend.OfIssue, "a fishing ban", "the closed airspace", "name/ansel ruud/NOR the ban on fishing 3")
	for i := range log {
		log[i].Undone = true
	}
	s.Tell(Said{Actors: mend.TiesOf(log, mend.OfActor), Matters: mend.TiesOf(log, mend.OfIssue), Anew: true})
	if diff := cmp.Diff(before, lines()); diff != "" {
		t.Error(diff)
	}
}
