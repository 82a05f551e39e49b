package train

import (
	"fmt"

	"onrecord"
	"onrecord/internal/reading/plover"
)

// plover learns the coder of pairs from the training part of the PLV sentences, from lessons of our own and from the
// derived dictionary of CAMEO.
func (t *trainer) plover() ([]byte, error) {
	classes, words, _, err := t.syntax()
	if err != nil {
		return nil, err
	}
	file, err := t.dir.Open("plover/PLV_train.tsv")
	if err != nil {
		return nil, fmt.Errorf("train plover: %w", err)
	}
	defer file.Close()
	coded, err := plover.AllPairs(file)
	if err != nil {
		return nil, fmt.Errorf("train plover: %w", err)
	}
	lessons, err := plover.Lessons()
	if err != nil {
		return nil, fmt.Errorf("train plover: %w", err)
	}
	read := func(d *onrecord.Document) { words.Split(d); words.Parse(d) }
	return plover.Train(plover.Examples(coded, read), plover.Examples(lessons, read), classes, Seed)
}
