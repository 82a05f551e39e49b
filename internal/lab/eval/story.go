package eval

import (
	"math/rand/v2"

	"onrecord/internal/cross/collate"
	"onrecord/internal/lab/corpus"
)

// storyOrders is in how many orders reports are let come one at a time.
const storyOrders = 5

// stories measures the grouping of reports into stories by B-cubed (Bagga and Baldwin 1998), as they come and sorted again over
// all. Its numbers were chosen on the topics for training.
func (e *evaluation) stories() error {
	for _, split := range []string{"dev", "train"} {
		if err := e.storiesOf(split); err != nil {
			return err
		}
	}
	return nil
}

func (e *evaluation) storiesOf(split string) error {
	name, layer := "ECB+ "+split, "stories"
	gold, err := e.dir.StoryReports(split)
	if err != nil {
		return e.absent(err, name, layer)
	}
	note := "B-cubed; one sheet a report"
	if split == "train" {
		note += "; its numbers were chosen here"
	}
	tally := make(Tally, len(gold))
	for i := range tally {
		tally[i] = Sheet{}
	}
	for order := range storyOrders {
		at := rand.New(rand.NewPCG(uint64(order), 7)).Perm(len(gold))
		s, err := collate.NewStories()
		if err != nil {
			return err
		}
		for _, i := range at {
			if err := s.Add(collate.Report{ID: gold[i].ID, Title: gold[i].Title, Text: gold[i].Text}); err != nil {
				return err
			}
		}
		if err := cubed(gold, s, Measure{Name: "as they come"}, tally); err != nil {
			return err
		}
		if order == 0 {
			s.Again()
			if err := cubed(gold, s, Measure{Name: "again over all"}, tally); err != nil {
				return err
			}
		}
	}
	e.rows(name, layer, note, tally, []Measure{{Name: "as they come"}, {Name: "again over all"}})
	for i := len(e.out.Rows) - 2; i < len(e.out.Rows); i++ {
		e.out.Rows[i].N = len(gold) // reports, not the shares of them
	}
	return nil
}

// cubedUnit is the whole that shares are counted in: precision and recall of B-cubed are averages of shares, one a report.
const cubedUnit = 1_000_000

// cubed adds what each report's story shares with its gold story.
func cubed(gold []corpus.StoryReport, s *collate.Stories, m Measure, tally Tally) error {
	size := map[string]int{}
	storyOf := map[string]string{}
	for _, g := range gold {
		size[g.Story]++
		storyOf[g.ID] = g.Story
	}
	for i, g := range gold {
		story, err := s.Of(g.ID)
		if err != nil {
			return err
		}
		same := 0
		for _, id := range story.Reports {
			if storyOf[id] == g.Story {
				same++
			}
		}
		tally[i].add(m, Counts{FoundSystem: cubedUnit * same / len(story.Reports), System: cubedUnit, FoundGold: cubedUnit * same / size[g.Story], Gold: cubedUnit})
	}
	return nil
}
