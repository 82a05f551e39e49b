package train

import (
	"regexp"

	"onrecord"
)

// Reading is the stages before the one that is trained: blocks, words, grammar, names.
type Reading func(*onrecord.Document)

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
