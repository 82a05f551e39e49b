package collate_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"onrecord/internal/cross/collate"
	"onrecord/internal/store"
)

var sunday = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// happenings are reports of our own of three happenings, two of them alike but for names and places.
var happenings = []item{
	{ID: "velm1", Published: sunday, Title: "Ferry sinks off Velm", Text: "The ferry Lodestar sank off Velm on Sunday with 60 passengers aboard. The Velm coast guard saved 41 people from the Lodestar, Captain Rana Holt said."},
	{ID: "velm2", Published: sunday.AddDate(0, 0, 1), Title: "Divers search the Lodestar", Text: "Divers searched the wreck of the ferry Lodestar off Velm on Monday. The Velm coast guard said 19 passengers of the Lodestar were missing."},
	{ID: "velm3", Published: sunday.AddDate(0, 0, 2), Title: "Lodestar's owner questioned", Text: "Police in Velm questioned the owner of the ferry Lodestar, which sank with 60 passengers. Captain Rana Holt of the coast guard said the Lodestar had been overloaded."},
	{ID: "kess1", Published: sunday, Title: "Ferry sinks at Kessel", Text: "The ferry Amber Star sank at Kessel on Sunday with 30 passengers aboard. Kessel's fire brigade saved 28 people from the Amber Star, said Mayor Pia Lund."},
	{ID: "kess2", Published: sunday.AddDate(0, 0, 1), Title: "Amber Star raised", Text: "A crane raised the ferry Amber Star at Kessel on Monday. Mayor Pia Lund of Kessel said two passengers of the Amber Star were still missing."},
	{ID: "bank1", Published: sunday.AddDate(0, 0, 1), Title: "Bank of Ostrand cuts rates", Text: "The Bank of Ostrand cut its interest rate to 3.5 per cent on Monday. Governor Emil Sorg said inflation in Ostrand had slowed."},
}

func TestStories(t *testing.T) {
	const want = "bank1 kess1+kess2 velm1+velm2+velm3"
	s := collection(t, happenings...)
	if got := s.stories(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	st, err := s.story("velm2")
	if err != nil || s.names[st.ID] != "velm1" || st.N != 3 || !slices.Contains(st.Terms, "lodestar") || st.Title == "" {
		t.Errorf("story of velm2: %+v, %v", st, err)
	}
	if why := st.Reports[1]; s.names[why.ID] != "velm2" || why.Likeness < 0.2 || !slices.Contains(why.Shared, "lodestar") {
		t.Errorf("why velm2: %+v", why)
	}
	if _, err := s.story("gone"); !errors.Is(err, collate.ErrUnknown) {
		t.Errorf("the story of no report: %v", err)
	}
}

func TestStoriesByHand(t *testing.T) {
	s := collection(t, happenings...)
	var joined int64
	for _, step := range []struct {
		do   func()
		want string
	}{
		{func() { joined = s.decide(store.Merge, "bank1", "kess1") }, "bank1+kess1+kess2 velm1+velm2+velm3"},
		{func() { s.decide(store.Split, "velm1", "velm3") }, "bank1+kess1+kess2 velm1+velm2 velm3"},
		{func() { s.again() }, "bank1+kess1+kess2 velm1+velm2 velm3"},
		{func() {
			s.put(item{ID: "velm4", Published: sunday.AddDate(0, 0, 3), Title: "Divers leave the Lodestar", Text: "Divers of the Velm coast guard left the wreck of the ferry Lodestar off Velm; 19 passengers are missing."})
		}, "bank1+kess1+kess2 velm1+velm2+velm4 velm3"},
		{func() { s.undo(joined) }, "bank1 kess1+kess2 velm1+velm2+velm4 velm3"},
		{func() { s.decide(store.Merge, "velm3", "velm1") }, "bank1 kess1+kess2 velm1+velm2+velm3+velm4"},
	} {
		step.do()
		if got := s.stories(); got != step.want {
			t.Errorf("got %s, want %s", got, step.want)
		}
	}
}

// TestStoriesFade: the same words a year later are another story.
func TestStoriesFade(t *testing.T) {
	later := happenings[1]
	later.ID, later.Published, later.Text = "later", sunday.AddDate(1, 0, 0), later.Text+" "
	if got := collection(t, append(slices.Clone(happenings[:3]), later)...).stories(); got != "later velm1+velm2+velm3" {
		t.Errorf("got %s", got)
	}
}

// TestTellingWords: what names a story is no form of address and no day.
func TestTellingWords(t *testing.T) {
	s := collection(t, []item{
		{ID: "a", Title: "Ferry sinks", Text: "Ms Hallam said on Monday in March that the ferry Lodestar sank off Norvik on Monday. Ms Hallam said the Lodestar sank."},
		{ID: "b", Title: "Lodestar lost", Text: "The ferry Lodestar sank off Norvik on Monday in March, Ms Hallam said. Ms Hallam will speak on Monday."}}...)
	story, err := s.story("a")
	if err != nil || !slices.Contains(story.Terms, "lodestar") {
		t.Fatalf("%q, %v", story.Terms, err)
	}
	for _, w := range []string{"ms", "monday", "march"} {
		if slices.Contains(story.Terms, w) {
			t.Errorf("%q names the story: %q", w, story.Terms)
		}
	}
}
