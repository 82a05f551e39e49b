// Command check opens a file that train/export.py wrote as the program does, and has its encoder read a few pieces. It
// leaves the frames alone: internal/reading/frames embeds its weights, so that it cannot be built before there are any.
package main

import (
	"errors"
	"fmt"
	"math"
	"os"

	"onrecord/internal/lang/encoder"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./train/check FILE")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "check:", err)
		os.Exit(1)
	}
}

func run(path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	w, err := encoder.Open(raw)
	if err != nil {
		return err
	}
	e, err := encoder.New(w)
	if err != nil {
		return err
	}
	in := encoder.Input{Pieces: []int32{101, 102, 1996, 2231, 2056, 102}, Shapes: []uint8{0, 0, 2, 2, 2, 0}}
	out := make([]float32, len(in.Pieces)*e.Hidden)
	e.Encode(out, in, nil)
	for _, v := range out {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return errors.New("the encoder's answer is not finite")
		}
	}
	fmt.Printf("%s: fine, %d tensors, %d wide, %d bytes\n", path, len(w.Names()), e.Hidden, len(raw))
	return nil
}
