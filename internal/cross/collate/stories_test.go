package collate_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onrecord/internal/cross/collate"
)

var sunday = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// happenings are reports of our own of three happenings, two of them alike but for names and places.
var happenings = []collate.Report{
	{ID: "velm1", Published: sunday, Title: "Ferry sinks off Velm", Text: "The ferry Lodestar sank off Velm on Sunday with 60 passengers aboard. The Velm coast guard saved 41 people from the Lodestar, Captain Rana Holt said."},
	{ID: "velm2", Published: sunday.AddDate(0, 0, 1), Title: "Divers search the Lodestar", Text: "Divers searched the wreck of the ferry Lodestar off Velm on Monday. The Velm coast guard said 19 passengers of the Lodestar were missing."},
	{ID: "velm3", Published: sunday.AddDate(0, 0, 2), Title: "Lodestar's owner questioned", Text: "Police in Velm questioned the owner of the ferry Lodestar, which sank with 60 passengers. Captain Rana Holt of the coast guard said the Lodestar had been overloaded."},
	{ID: "kess1", Published: sunday, Title: "Ferry sinks at Kessel", Text: "The ferry Amber Star sank at Kessel on Sunday with 30 passengers aboard. Kessel's fire brigade saved 28 people from the Amber Star, said Mayor Pia Lund."},
	{ID: "kess2", Published: sunday.AddDate(0, 0, 1), Title: "Amber Star raised", Text: "A crane raised the ferry Amber Star at Kessel on Monday. Mayor Pia Lund of Kessel said two passengers of the Amber Star were still missing."},
	{ID: "bank1", Published: sunday.AddDate(0, 0, 1), Title: "Bank of Ostrand cuts rates", Text: "The Bank of Ostrand cut its interest rate to 3.5 per cent on Monday. Governor Emil Sorg said inflation in Ostrand had slowed."},
}

func filedStories(t *testing.T, reports []collate.Report) *collate.Stories {
	t.Helper()
	s, err := collate.NewStories()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range reports {
		if err := s.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// grouped are the stories by their reports' ids, in order.
func grouped(s *collate.Stories) string {
	var out []string
	for _, st := range s.Stories() {
		ids := slices.Clone(st.Reports)
		slices.Sort(ids)
		out = append(out, strings.Join(ids, "+"))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestStories(t *testing.T) {
	const want = "bank1 kess1+kess2 velm1+velm2+velm3"
	s := filedStories(t, happenings)
	if got := grouped(s); got != want {
		t.Errorf("as they come: %s, want %s", got, want)
	}
	s.Again()
	if got := grouped(s); got != want {
		t.Errorf("again: %s, want %s", got, want)
	}
	st, err := s.Of("velm2")
	if err != nil || st.ID != "velm1" || st.Reports[0] != "velm1" || !slices.Contains(st.Terms, "lodestar") || st.Title == "" {
		t.Errorf("story of velm2: %+v, %v", st, err)
	}
	why, err := s.Why("velm2")
	if err != nil || why.Likeness < 0.2 || !slices.Contains(why.Shared, "lodestar") || why.ByHand {
		t.Errorf("why velm2: %+v, %v", why, err)
	}
}

func TestStoriesByHand(t *testing.T) {
	s := filedStories(t, happenings)
	for _, step := range []struct {
		do   func() error
		want string
	}{
		{func() error { return s.Join("bank1", "kess1") }, "bank1+kess1+kess2 velm1+velm2+velm3"},
		{func() error { return s.Part("velm1", "velm3") }, "bank1+kess1+kess2 velm1+velm2 velm3"},
		{func() error { s.Again(); return nil }, "bank1+kess1+kess2 velm1+velm2 velm3"},
		{func() error {
			return s.Add(collate.Report{ID: "velm4", Published: sunday.AddDate(0, 0, 3), Text: "Divers of the Velm coast guard left the wreck of the ferry Lodestar off Velm; 19 passengers are missing."})
		}, "bank1+kess1+kess2 velm1+velm2+velm4 velm3"},
		{func() error { return s.Forget("bank1", "kess1") }, "bank1 kess1+kess2 velm1+velm2+velm4 velm3"},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		if got := grouped(s); got != step.want {
			t.Errorf("got %s, want %s", got, step.want)
		}
	}
	if why, _ := s.Why("velm3"); !why.ByHand {
		t.Error("velm3 was kept apart by hand, and nothing says so")
	}
	if err := s.Join("velm1", "gone"); !errors.Is(err, collate.ErrUnknown) {
		t.Errorf("joined with a report that is not there: %v", err)
	}
	if err := s.Add(happenings[0]); !errors.Is(err, collate.ErrTwice) {
		t.Errorf("added twice: %v", err)
	}
}

// TestStoriesFade: the same words a year later are another story.
func TestStoriesFade(t *testing.T) {
	later := happenings[1]
	later.ID, later.Published = "later", sunday.AddDate(1, 0, 0)
	if got := grouped(filedStories(t, append(slices.Clone(happenings[:3]), later))); got != "later velm1+velm2+velm3" {
		t.Errorf("got %s", got)
	}
}

// TestStoriesAreDivided: whatever comes, every report is in one story, and sorting again makes no difference by the order it came in.
func TestStoriesAreDivided(t *testing.T) {
	words := []string{"Velm", "Kessel", "ferry", "sank", "Holt", "bank", "rate", "Monday", "19", "storm"}
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(rt, "reports")
		var all []collate.Report
		for i := range n {
			all = append(all, collate.Report{ID: fmt.Sprint(i), Text: strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 12).Draw(rt, "text"), " ")})
		}
		s := filedStories(t, all)
		seen := map[string]int{}
		for _, st := range s.Stories() {
			for _, id := range st.Reports {
				seen[id]++
			}
		}
		if len(seen) != n {
			rt.Fatalf("%d reports in stories, want %d: %v", len(seen), n, seen)
		}
		for id, k := range seen {
			if k != 1 {
				rt.Fatalf("report %s is in %d stories", id, k)
			}
		}
		s.Again()
		again := grouped(s)
		s.Again()
		if got := grouped(s); got != again {
			rt.Fatalf("sorted again twice: %s, then %s", again, got)
		}
	})
}

func BenchmarkStories(b *testing.B) {
	for b.Loop() {
		s, err := collate.NewStories()
		if err != nil {
			b.Fatal(err)
		}
		for i := range 2000 {
			r := happenings[i%len(happenings)]
			r.ID, r.Published = fmt.Sprint(i), sunday.AddDate(0, 0, i/10)
			r.Text = fmt.Sprintf("%s Number %d of %d.", r.Text, i/7, i/50)
			if err := s.Add(r); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// TestTellingWords: what names a story is no form of address and no day.
func TestTellingWords(t *testing.T) {
	s := filedStories(t, []collate.Report{
		{ID: "a", Title: "Ferry sinks", Text: "Ms Hallam said on Monday in March that the ferry Lodestar sank off Norvik on Monday. Ms Hallam said the Lodestar sank."},
		{ID: "b", Title: "Lodestar lost", Text: "The ferry Lodestar sank off Norvik on Monday in March, Ms Hallam said. Ms Hallam will speak on Monday."}})
	story, err := s.Of("a")
	if err != nil || !slices.Contains(story.Terms, "lodestar") {
		t.Fatalf("%q, %v", story.Terms, err)
	}
	for _, w := range []string{"ms", "monday", "march"} {
		if slices.Contains(story.Terms, w) {
			t.Errorf("%q names the story: %q", w, story.Terms)
		}
	}
}
