package eval

import (
	"context"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/lab/corpus"
)

// stories measures the grouping of reports into stories by B-cubed (Bagga and Baldwin 1998). Its numbers were chosen on the topics for
// training. In whichever order reports come, the stories are the same.
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
	var reports []*onrecord.Document
	for _, g := range gold {
		reports = append(reports, &onrecord.Document{ID: g.ID, Text: g.Text, Meta: onrecord.Meta{Title: g.Title}})
	}
	ctx := context.Background()
	aside, err := cross.Aside(ctx, reports, nil)
	if err != nil {
		return err
	}
	defer aside.Close()
	m := Measure{Name: "reports"}
	if err := cubed(ctx, gold, aside, m, tally); err != nil {
		return err
	}
	e.rows(name, layer, note, tally, []Measure{m})
	e.out.Rows[len(e.out.Rows)-1].N = len(gold) // reports, not the shares of them
	return nil
}

// cubedUnit is the whole that shares are counted in: precision and recall of B-cubed are averages of shares, one a report.
const cubedUnit = 1_000_000

// cubed adds what each report's story shares with its gold story.
func cubed(ctx context.Context, gold []corpus.StoryReport, aside *cross.Across, m Measure, tally Tally) error {
	size := map[string]int{}
	storyOf := map[string]string{}
	for _, g := range gold {
		size[g.Story]++
		storyOf[onrecord.Digest(g.Text)] = g.Story
	}
	for i, g := range gold {
		story, err := aside.Story(ctx, onrecord.Digest(g.Text))
		if err != nil {
			return err
		}
		same := 0
		for _, r := range story.Reports {
			if storyOf[r.ID] == g.Story {
				same++
			}
		}
		tally[i].add(m, Counts{FoundSystem: cubedUnit * same / len(story.Reports), System: cubedUnit, FoundGold: cubedUnit * same / size[g.Story], Gold: cubedUnit})
	}
	return nil
}
