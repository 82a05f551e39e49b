package train

import (
	"fmt"
	"regexp"

	"onrecord"
	"onrecord/internal/attribution"
	"onrecord/internal/corpus"
	"onrecord/internal/wordclass"
)

// Reading is the stages before the one that is trained: blocks, words, grammar, names.
type Reading func(*onrecord.Document)

// Attribution learns sources, cues and contents from PolNeAR, as the stages before read its text.
func Attribution(dir corpus.Dir, read Reading, classes *wordclass.Classes, seed uint64, say func(string)) ([]byte, error) {
	articles, err := dir.Attributions("polnear", "train")
	if err != nil {
		return nil, fmt.Errorf("train attribution: %w", err)
	}
	var examples []attribution.Example
	for _, a := range articles {
		d := &onrecord.Document{ID: a.ID, Text: a.Text}
		read(d)
		x := attribution.Example{Doc: d, Hold: corpus.Tune(a.ID)}
		for _, g := range a.Attributions {
			at := onrecord.Attribution{Source: onrecord.Source{Spans: g.Source}, Content: g.Content}
			if len(g.Cue) > 0 {
				at.Cue = onrecord.Span{Start: g.Cue[0].Start, End: g.Cue[len(g.Cue)-1].End}
			}
			x.Gold = append(x.Gold, at)
		}
		examples = append(examples, x)
	}
	return attribution.Train(examples, classes, attribution.Options{Epochs: 12, Drop: 0.6, Keep: 0.02, MinCount: 2, Seed: seed, Progress: say})
}

var blank = regexp.MustCompile(`\n[ \t]*\n\s*`)

// Paragraphs fills Blocks by blank lines alone, for corpora of plain text.
func Paragraphs(d *onrecord.Document) {
	at := 0
	add := func(from, to int) {
		for from < to && d.Text[from] <= ' ' {
			from++
		}
		for to > from && d.Text[to-1] <= ' ' {
			to--
		}
		if from < to {
			d.Blocks = append(d.Blocks, onrecord.Block{Span: onrecord.Span{Start: from, End: to}, Kind: onrecord.Body, Paragraph: len(d.Blocks)})
		}
	}
	for _, m := range blank.FindAllStringIndex(d.Text, -1) {
		add(at, m[0])
		at = m[1]
	}
	add(at, len(d.Text))
}
