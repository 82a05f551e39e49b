package train

import (
	"fmt"

	"onrecord/internal/lab/corpus"
	"onrecord/internal/reading/factuality"
)

// conventions says whose habits each corpus of factuality shows.
var conventions = []struct {
	corpus string
	as     factuality.Convention
}{{corpus.UW, factuality.News}, {corpus.UDSIH2, factuality.Web}, {corpus.Meantime, factuality.Wikinews}}

// factuality learns the values of predicates from what people said of them.
func (t *trainer) factuality() ([]byte, error) {
	classes, words, _, err := t.syntax()
	if err != nil {
		return nil, err
	}
	var examples []factuality.Example
	for _, c := range conventions {
		texts, err := t.dir.Factuality(c.corpus, "train")
		if err != nil {
			return nil, fmt.Errorf("train factuality: %w", err)
		}
		for _, x := range texts {
			d := x.Document(c.corpus)
			words.Split(d)
			words.Parse(d)
			for _, y := range x.Targets {
				if head := y.Head(d); head > 0 {
					examples = append(examples, factuality.Example{Document: d, Head: head, As: c.as, Value: y.Value})
				}
			}
		}
	}
	return factuality.Train(examples, classes, Seed)
}
