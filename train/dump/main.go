// Command dump reads a corpus and prints, for every finding that was made of a frame, what the reader's certainty about it is
// made of, so that train/calibrate.py can fit how often such findings are right: JSON Lines with "id" and "text" come in, and
// {"id","attributions":[..],"events":[..],"positions":[..]} goes out, each finding with its spans (code points) and "x".
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"onrecord"
	"onrecord/internal/reading/frames"
	"onrecord/read"
	"onrecord/train/texts"
)

func main() {
	outermost := flag.Bool("outermost", false, "draw statements as PolNeAR does")
	engine := flag.String("engine", string(read.Engines[0]), "which engine reads")
	flag.Parse()
	if err := run(os.Stdin, os.Stdout, *outermost, read.Engine(*engine)); err != nil {
		fmt.Fprintln(os.Stderr, "dump:", err)
		os.Exit(1)
	}
}

// finding is one finding with its spans and what its certainty is made of.
type finding struct {
	Spans map[string][][2]int `json:"spans"`
	Value string              `json:"value,omitempty"` // root or stance
	X     []float64           `json:"x"`
}

// output is one line out.
type output struct {
	ID           string    `json:"id"`
	Attributions []finding `json:"attributions"`
	Events       []finding `json:"events"`
	Positions    []finding `json:"positions"`
}

func run(in io.Reader, out io.Writer, outermost bool, engine read.Engine) error {
	options := []read.Option{read.By(engine)}
	if outermost {
		options = append(options, read.Outermost())
	}
	reader, err := read.NewWith(options...)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	err = texts.Each(in, func(d *onrecord.Document) error {
		if err := reader.Read(d); err != nil {
			return err
		}
		if err := enc.Encode(findings(d)); err != nil {
			return fmt.Errorf("write line: %w", err)
		}
		return nil
	})
	return errors.Join(err, w.Flush())
}

func findings(d *onrecord.Document) output {
	o := output{ID: d.ID, Attributions: []finding{}, Events: []finding{}, Positions: []finding{}}
	x := func(id onrecord.FrameID) []float64 { return frames.Certainty(d.Frame(id)) }
	for i := range d.Attributions {
		if a := &d.Attributions[i]; a.Frame != 0 {
			o.Attributions = append(o.Attributions, finding{X: x(a.Frame), Spans: map[string][][2]int{
				"source": points(d, a.Source.Spans...), "cue": points(d, a.Cue), "content": points(d, a.Content...)}})
		}
	}
	for i := range d.Events {
		e := &d.Events[i]
		o.Events = append(o.Events, finding{X: x(e.Frame), Value: string(e.Root), Spans: map[string][][2]int{
			"trigger": points(d, e.Trigger), "actor": points(d, onrecord.MemberSpans(e.Actor)...)}})
	}
	for i := range d.Positions {
		p := &d.Positions[i]
		o.Positions = append(o.Positions, finding{X: x(p.Frame), Value: string(p.Stance), Spans: map[string][][2]int{
			"span": points(d, p.Span), "actor": points(d, onrecord.MemberSpans(p.Actor)...), "issue": points(d, p.IssueSpans...)}})
	}
	return o
}

// points are spans in code points.
func points(d *onrecord.Document, spans ...onrecord.Span) [][2]int {
	out := [][2]int{}
	for _, s := range spans {
		if !s.Empty() {
			from := utf8.RuneCountInString(d.Text[:s.Start])
			out = append(out, [2]int{from, from + utf8.RuneCountInString(d.Text[s.Start:s.End])})
		}
	}
	return out
}
