// Command split cuts the texts of a corpus into the words that the reader sees, so that training and reading never
// disagree: JSON Lines with "id" and "text" come in, and {"id","words":[[b,e],..],"breaks":[i,..]} goes out, with
// code-point offsets; breaks are the numbers of the words that open a paragraph.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"onrecord"
	"onrecord/train/texts"
)

// output is one line out.
type output struct {
	ID     string   `json:"id"`
	Words  [][2]int `json:"words"`
	Breaks []int    `json:"breaks"`
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "split:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	split, err := texts.Splitter()
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	err = texts.Each(in, func(d *onrecord.Document) error {
		split(d)
		if err := enc.Encode(points(d)); err != nil {
			return fmt.Errorf("write line: %w", err)
		}
		return nil
	})
	return errors.Join(err, w.Flush())
}

// points turns the words of a document into code points and finds where its paragraphs begin.
func points(d *onrecord.Document) output {
	o := output{ID: d.ID, Words: [][2]int{}, Breaks: []int{}}
	at, n := 0, 0
	point := func(b int) int {
		n += utf8.RuneCountInString(d.Text[at:b])
		at = b
		return n
	}
	last := -1
	for i := range d.Sentences {
		s := &d.Sentences[i]
		if p := d.Blocks[s.Block].Paragraph; p != last {
			o.Breaks = append(o.Breaks, s.From)
			last = p
		}
		for _, t := range d.Tokens[s.From:s.To] {
			o.Words = append(o.Words, [2]int{point(t.Start), point(t.End)})
		}
	}
	return o
}
