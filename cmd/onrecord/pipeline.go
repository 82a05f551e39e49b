package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"sync"

	"onrecord"
	"onrecord/internal/export"
	"onrecord/internal/ingest"
	"onrecord/internal/reading/newsroom"
	"onrecord/read"
)

// pipeline reads reports on several cores and hands them on in the order in which they came in.
type pipeline struct {
	options *readOptions
	format  export.Format
	reader  *read.Reader
	rules   *newsroom.Rules
	style   export.Style
	stdin   io.Reader
	names   sync.Map // of the reports that are on their way, by document
}

// result is one report drawn, or what went wrong with it.
type result struct {
	document *onrecord.Document
	drawn    [][]byte // what the output wants of the format's files
	err      error
}

// run reads every input and writes it to out. A failure is told in one line, in its place, and the reading goes on; it
// returns [errReported] then. At most a few reports for each worker are held at a time.
func (p *pipeline) run(ctx context.Context, inputs []string, out output, bar *progress) error {
	o := ingest.Options{MaxBytes: p.options.maxBytes, Charset: p.options.charset, Stdin: p.stdin}
	if p.options.sample {
		o.Stdin = strings.NewReader(sample)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := inOrder(ctx, p.options.jobs, p.named(ingest.Read(ctx, inputs, o)), func(d *onrecord.Document) result { return p.read(ctx, d, out) },
		func(err error) result { return result{err: err} })
	return p.collect(ctx, results, out, bar)
}

// named gives each report its name among those of the output, in the order in which they come.
func (p *pipeline) named(in documents) documents {
	return func(yield func(*onrecord.Document, error) bool) {
		var names export.Names
		for d, err := range in {
			if err == nil {
				p.names.Store(d, names.For(d))
			}
			if !yield(d, err) {
				return
			}
		}
	}
}

// read reads one report and draws it.
func (p *pipeline) read(ctx context.Context, d *onrecord.Document, out output) result {
	if p.options.sample {
		d.Meta.File = "sample.txt"
	}
	if d.Meta.Published == "" {
		d.Meta.Published = p.options.date
	}
	if err := p.reader.ReadContext(ctx, d); err != nil {
		return result{document: d, err: fmt.Errorf("%s: %w", d.Meta.File, err)}
	}
	findings, err := p.rules.Check(d, p.options.house)
	if err != nil {
		return result{document: d, err: fmt.Errorf("%s: %w", d.Meta.File, err)}
	}
	r := &export.Report{Document: d, Sourcing: newsroom.Summarize(d), Findings: findings}
	if p.options.house != newsroom.HouseOff {
		r.House = p.options.house
	}
	if name, ok := p.names.LoadAndDelete(d); ok {
		r.Name = name.(string)
	}
	var drawn [][]byte
	for _, f := range out.files() {
		var b bytes.Buffer
		if err := f.Write(&b, r, p.style); err != nil {
			return result{document: d, err: fmt.Errorf("%s: %w", d.Meta.File, err)}
		}
		drawn = append(drawn, b.Bytes())
	}
	return result{document: d, drawn: drawn}
}

// collect takes the results in order, writes what is fine and tells what is not.
func (p *pipeline) collect(ctx context.Context, results iter.Seq[result], out output, bar *progress) error {
	written, failed := 0, 0
	for res := range results {
		err := res.err
		if err == nil {
			err = out.put(res.document, res.drawn)
		}
		var broken *outputError
		if errors.As(err, &broken) {
			return err
		}
		if err != nil && ctx.Err() != nil {
			continue // given up, not failed
		}
		if errors.Is(err, ingest.ErrPassedOver) {
			bar.tell("onrecord: " + onrecord.OneLine(err.Error()))
			continue
		}
		if err != nil {
			failed++
			bar.tell("onrecord: " + onrecord.OneLine(err.Error()))
		} else {
			written++
		}
		bar.count(failed)
	}
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%w after %d reports", errInterrupted, written)
	case failed > 0:
		return errReported
	}
	return nil
}
