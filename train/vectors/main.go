// Command vectors writes what the whole reader's encoder makes of the words of a corpus, for train/distil.py: JSON Lines with "id" and
// "text" come in; for each word in turn goes out its vector, as numbers of 16 bits (the upper half of a float32).
package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"

	"onrecord"
	"onrecord/internal/reading/frames"
	"onrecord/train/texts"
)

func main() {
	scheme := frames.Guide
	if len(os.Args) == 2 && os.Args[1] == "polnear" {
		scheme = frames.PolNeAR
	}
	if err := run(os.Stdin, os.Stdout, scheme); err != nil {
		fmt.Fprintln(os.Stderr, "vectors:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer, scheme frames.Scheme) error {
	split, err := texts.Splitter()
	if err != nil {
		return err
	}
	reader, err := frames.New(scheme, frames.Default)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(out, 1<<20)
	err = texts.Each(in, func(d *onrecord.Document) error {
		split(d)
		var two [2]byte
		for _, x := range reader.Vectors(d) {
			binary.LittleEndian.PutUint16(two[:], uint16(math.Float32bits(x)>>16))
			if _, err := w.Write(two[:]); err != nil {
				return fmt.Errorf("write %s: %w", d.ID, err)
			}
		}
		return nil
	})
	return errors.Join(err, w.Flush())
}
