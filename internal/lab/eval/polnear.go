package eval

import (
	"errors"
	"fmt"

	"onrecord"
	"onrecord/internal/lab/corpus"
)

// attribution measures PolNeAR dev at the outermost level, and one annotator against another beside it.
func (e *evaluation) attribution() error {
	const name, layer = "PolNeAR dev", "attribution, outermost"
	gold, err := e.dir.Attributions("polnear", "dev")
	if err != nil {
		return e.absent(err, name, layer)
	}
	s := NewAttributionScorer(gold)
	s.Outermost = true
	tally, err := e.tally(gold, s, e.Outermost)
	if err != nil {
		return err
	}
	human, err := e.humans()
	if err != nil {
		return err
	}
	total := tally.Total()
	for _, m := range AttributionMeasures() {
		row := e.out.add(name, layer, m.String(), total[m])
		row.Low, row.High = tally.Interval(m, 1)
		row.Human = human[m].F()
	}
	if e.FastOutermost == nil {
		return nil
	}
	if tally, err = e.tally(gold, s, e.FastOutermost); err != nil {
		return err
	}
	for _, m := range AttributionMeasures() {
		row := e.out.add(name+", engine fast", layer, m.String(), tally.Total()[m])
		row.Low, row.High = tally.Interval(m, 1)
	}
	return nil
}

func (e *evaluation) tally(gold []corpus.Article, s *AttributionScorer, read func(*onrecord.Document) error) (Tally, error) {
	tally := make(Tally, len(gold))
	err := e.each(len(gold), func(i int) error {
		d := &onrecord.Document{ID: gold[i].ID, Text: gold[i].Text}
		err := read(d)
		if err == nil {
			tally[i], err = s.Score(gold[i], Found(d))
		}
		return err
	})
	return tally, err
}

// humans scores every annotator of an article against every other; nothing where the pack is absent.
func (e *evaluation) humans() (Sheet, error) {
	var tally Tally
	for _, split := range []string{"train", "dev"} {
		all, err := e.dir.Annotators(split)
		if errors.Is(err, corpus.ErrAbsent) {
			continue
		}
		if err != nil {
			return nil, err
		}
		s := NewAttributionScorer(all)
		for i := range all {
			for j := range all {
				if i != j && all[i].ID == all[j].ID {
					sheet, err := s.Score(all[i], all[j].Attributions)
					if err != nil {
						return nil, fmt.Errorf("compare annotators: %w", err)
					}
					tally = append(tally, sheet)
				}
			}
		}
	}
	return tally.Total(), nil
}
