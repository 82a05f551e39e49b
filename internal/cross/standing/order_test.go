package standing

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"onrecord"
	"onrecord/internal/store"
	"onrecord/internal/store/lists"
	"onrecord/internal/store/mend"
	"onrecord/internal/store/storetest"
)

// drawn is what a report tells, drawn at random from few actors and words, so that much of it meets.
func drawn(t *rapid.T, report string) (out []Evidence) {
	actors := []string{"state/NOR", "name/ruud//" + report, "name/ansel ruud/", "name/ansel ruud/NOR", "name/ida ruud/SWE", "words/harland/" + report,
		"name/harland/", "name/harland/EST", "name/harland//" + report}
	words := []string{"truce", "border", "troops", "convoy", "strait", "oil", "embargo", "that"}
	day := rapid.SampledFrom([]string{"", "2026-03-02", "2026-03-03", "2026-03-05", "2026-03-09", "2026-05-01", "2026-09-01"}).Draw(t, "day")
	for i := range rapid.IntRange(0, 3).Draw(t, "pieces") {
		firmness := rapid.IntRange(0, 4).Draw(t, "firmness")
		e := Evidence{Report: Digest(report), Day: day, Position: i + 1, Firmness: &firmness, Quote: fmt.Sprint(report, i),
			Stance:    rapid.SampledFrom([]onrecord.Stance{onrecord.StanceFor, onrecord.StanceAgainst, onrecord.StanceDeclines}).Draw(t, "stance"),
			Authority: Authority(rapid.IntRange(1, 4).Draw(t, "authority")), Recap: rapid.IntRange(0, 5).Draw(t, "recap") == 0,
			Topic: rapid.SampledFrom([]string{"", "", "", "", "oil_price", "border_troops"}).Draw(t, "topic"),
			Conf:  rapid.SampledFrom([]float64{Sure / 2, 0.9, 0.9}).Draw(t, "confidence"),
			Issue: strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 5).Draw(t, "issue"), " ")}
		key := rapid.SampledFrom(actors).Draw(t, "actor")
		e.Actor = Actor{Key: key, Name: rapid.SampledFrom([]string{key, "A", "B"}).Draw(t, "name"), Reason: "name", Conf: 0.9}
		if rapid.IntRange(0, 4).Draw(t, "denial") == 0 {
			e.Denial, e.Firmness, e.Position = true, nil, 0
		}
		out = append(out, e)
	}
	return out
}

// TestLinesAreTheirEvidence puts reports in, again and out, gives them to other origins and decides on their actors, at random: the lines are those
// worked out at once from what is there, whatever was there before.
func TestLinesAreTheirEvidence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { linesAreTheirEvidence(t, NewShelf(t)) })
}

// TestLinesOnPostgres is the same on PostgreSQL, a few times.
func TestLinesOnPostgres(t *testing.T) {
	server := storetest.Needed(t)
	times := 0
	rapid.Check(t, func(r *rapid.T) {
		if times++; times <= 6 {
			linesAreTheirEvidence(r, ShelfAt(r, storetest.Schema(t, server)))
		}
	})
}

func linesAreTheirEvidence(t *rapid.T, s *Shelf) {
	actors := []string{"state/NOR", "name/ansel ruud/", "name/ansel ruud/NOR", "group/IGOUNO", "name/harland/", "name/ruud//r03", "words/harland/r02"}
	issues := []string{"oil_price", "the truce border", "border truce", "troops", "strait", "the matter of convoys"}
	defer s.Close()
	told, origins := map[string][]Evidence{}, map[string]string{}
	var log []mend.Decision
	var own Own
	for range rapid.IntRange(1, 8).Draw(t, "times") {
		var list []Touched
		for _, n := range slices.Compact(slices.Sorted(slices.Values(rapid.SliceOfN(rapid.IntRange(0, 15), 0, 6).Draw(t, "reports")))) {
			report := fmt.Sprintf("r%02d", n)
			if told[report] == nil || rapid.Bool().Draw(t, "read") {
				told[report] = drawn(t, report)
			}
			origins[report] = rapid.SampledFrom([]string{"", "", "wire"}).Draw(t, "origin")
			x := s.Touch(report, origins[report], told[report])
			list = append(list, x)
		}
		decided := rapid.IntRange(0, 3).Draw(t, "decides") == 0
		if rapid.IntRange(0, 2).Draw(t, "lists") == 0 {
			own = listedMore(t, s, own)
		}
		if decided {
			log = decidedMore(t, log, actors, issues)
		}
		said := Said{Actors: mend.TiesOf(log, mend.OfActor), Matters: mend.TiesOf(log, mend.OfIssue), Anew: decided, Own: own}
		own.Before = own.Now
		s.Tell(said, list...)
		var all []Evidence
		for _, report := range slices.Sorted(maps.Keys(told)) {
			for i := range told[report] {
				told[report][i].Origin = origins[report]
				if origins[report] == "" {
					told[report][i].Origin = Digest(report)
				}
			}
			all = append(all, told[report]...)
		}
		for _, unsure := range []bool{false, true} {
			var got []Trajectory
			for _, x := range s.Lines(unsure, Which{}) {
				got = append(got, *x)
			}
			if diff := cmp.Diff(refLines(all, said, unsure), got, cmpopts.IgnoreUnexported(Trajectory{}), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("unsure %v: %s", unsure, diff)
			}
		}
		checkCounts(t, s, all)
	}
}

// decidedMore is a log with a decision more, or with one of it taken back.
func decidedMore(t *rapid.T, log []mend.Decision, actors, issues []string) []mend.Decision {
	if len(log) > 0 && rapid.IntRange(0, 3).Draw(t, "undo") == 0 {
		log = slices.Clone(log)
		log[rapid.IntRange(0, len(log)-1).Draw(t, "which")].Undone = true
		return log
	}
	d := mend.Decision{Action: rapid.SampledFrom([]mend.Action{mend.Merge, mend.Split}).Draw(t, "action"), Field: mend.OfActor}
	among := actors
	if rapid.Bool().Draw(t, "of issues") {
		d.Field, among = mend.OfIssue, issues
	}
	d.Old, d.New = rapid.SampledFrom(among).Draw(t, "old"), rapid.SampledFrom(among).Draw(t, "new")
	return append(slices.Clone(log), d)
}

// listedMore are the own lists with lines more, or fewer, or with a change of them taken back; what does not hold together is refused.
func listedMore(t *rapid.T, s *Shelf, own Own) Own {
	var err error
	if own.Now != nil && own.Now.N > 0 && rapid.IntRange(0, 3).Draw(t, "undo list") == 0 {
		_, err = s.UndoLists(t.Context(), rapid.Int64Range(1, own.Now.N).Draw(t, "which list"), "Ana", "")
	} else {
		_, err = s.ChangeLists(t.Context(), "Ana", "", func(*lists.Lists) (edits []lists.Edit, _ error) {
			for range rapid.IntRange(1, 3).Draw(t, "lines") {
				x, err := drawnLine(t)
				if err != nil {
					return nil, err
				}
				edits = append(edits, lists.Edit{Line: x, Drop: rapid.IntRange(0, 4).Draw(t, "drop") == 0})
			}
			return edits, nil
		})
	}
	if err != nil && !errors.Is(err, store.ErrList) {
		t.Fatal(err)
	}
	now, err := s.Lists(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return Own{now, own.Before, NewIssues(now)}
}

func drawnLine(t *rapid.T) (lists.Line, error) {
	some := func(what string, of ...string) []string {
		return rapid.SliceOfN(rapid.SampledFrom(of), 0, 2).Draw(t, what)
	}
	if rapid.Bool().Draw(t, "line of issues") {
		return lists.Line{Kind: lists.Issues, Name: rapid.SampledFrom([]string{"Peace", "Energy", "Trade in oil"}).Draw(t, "issue line"),
			Also: some("words", "truce", "border truce", "oil", "oil price", "embargo", "troops"), Parent: rapid.SampledFrom([]string{"", "", "Peace", "Energy", "World"}).Draw(t, "parent")}.Tidied()
	}
	return lists.Line{Kind: lists.Actors, Name: rapid.SampledFrom([]string{"Ansel Ruud", "Ansel RUUD", "Ida Ruud", "Kingdom", "Harland"}).Draw(t, "actor line"),
		Also:  some("aliases", "Ruud", "Norway", "Harland", "name/x", "group/IGOUNO", "The Harland"),
		Codes: some("codes", "NORGOV", "SWEGOV")}.Tidied()
}

// checkCounts holds what is counted against what is there.
func checkCounts(t *rapid.T, s *Shelf, all []Evidence) {
	unsure := map[string]bool{}
	for i := range all {
		if e := &all[i]; !e.Sure() {
			unsure[fmt.Sprint(e.Report, e.Position)] = true
		}
	}
	s.Ledger(false, func(l *Ledger) error {
		if held, err := l.Held(); err != nil || held != len(unsure) {
			t.Fatalf("%d are held back, %v, not %d", held, err, len(unsure))
		}
		return nil
	})
	for _, unsure := range []bool{false, true} {
		stages, lines, told := 0, map[string]int{}, map[string]int{}
		for _, x := range s.Lines(unsure, Which{}) {
			stages += len(x.Stages)
			lines[x.Actor.Key]++
			for i := range x.Stages {
				if !x.Stages[i].Denial {
					told[x.Actor.Key]++
				}
			}
		}
		checkMoves(t, s, unsure)
		s.Ledger(unsure, func(l *Ledger) error {
			n, last := 0, ""
			err := l.Newest(Which{}, func(a *At) (bool, error) {
				n++
				if n > 1 && a.Stage.Day > last && last != "" {
					t.Fatalf("a stage of %q stands after one of %q", a.Stage.Day, last)
				}
				last = a.Stage.Day
				return true, nil
			})
			if n != stages {
				t.Fatalf("%d stages one by one, %d in lines", n, stages)
			}
			actors, err2 := l.Actors(0, 100)
			for _, a := range actors {
				if a.Told != told[a.Key] || a.Groups != lines[a.Key] {
					t.Fatalf("%s: told %d on %d, not %d on %d", a.Key, a.Told, a.Groups, told[a.Key], lines[a.Key])
				}
			}
			if len(actors) != len(lines) {
				t.Fatalf("%d actors, not %d", len(actors), len(lines))
			}
			if err == nil {
				err = err2
			}
			return err
		})
	}
}

// checkMoves holds what reports bring against the whole ledger: a change is brought by its own report and by that with which it is compared, and
// nothing else is.
func checkMoves(t *rapid.T, s *Shelf, unsure bool) {
	want := map[string]int{}
	for _, l := range s.Lines(unsure, Which{}) {
		for k := range l.Stages {
			x := &l.Stages[k]
			if !x.Changed() {
				continue
			}
			want[x.Report]++
			if x.From > 0 && l.Stages[x.From-1].Report != x.Report {
				want[l.Stages[x.From-1].Report]++
			}
		}
	}
	s.Ledger(unsure, func(l *Ledger) error {
		for name := range s.numbers {
			id := Digest(name)
			got, err := l.Moves([]string{id})
			if err != nil {
				return err
			}
			for _, at := range got {
				if at.Stage.Report != id && (at.Before == nil || at.Before.Report != id) {
					t.Fatalf("%s brings %+v", id, at.Stage)
				}
			}
			if len(got) != want[id] {
				t.Fatalf("%s brings %d changes, not %d", id, len(got), want[id])
			}
		}
		return nil
	})
}
