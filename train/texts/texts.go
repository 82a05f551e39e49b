// Package texts is what the helpers of the training share: JSON Lines of "id" and "text" come in, and each text is cut into the words that
// the reader itself sees.
package texts

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"onrecord"
	"onrecord/internal/lang/english"
	"onrecord/internal/lang/wordclass"
	"onrecord/internal/reading/layout"
)

// Each gives a document, with id and text alone, for each line; other fields of the line are not looked at. It ends with the first error.
func Each(in io.Reader, do func(*onrecord.Document) error) error {
	lines := json.NewDecoder(bufio.NewReaderSize(in, 1<<20))
	for {
		var r struct{ ID, Text string }
		if err := lines.Decode(&r); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("read line: %w", err)
		}
		if err := do(&onrecord.Document{ID: r.ID, Text: r.Text}); err != nil {
			return err
		}
	}
}

// Splitter gives what lays blocks, sentences and words over a document.
func Splitter() (func(*onrecord.Document), error) {
	classes, err := wordclass.Load()
	if err != nil {
		return nil, err
	}
	shape, err := layout.New()
	if err != nil {
		return nil, err
	}
	words, err := english.New(classes)
	if err != nil {
		return nil, err
	}
	return func(d *onrecord.Document) {
		shape.Find(d)
		words.Split(d)
	}, nil
}
