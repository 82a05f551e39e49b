package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"onrecord"
	"onrecord/internal/export"
	"onrecord/internal/ingest"
	"onrecord/internal/newsroom"
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
}

// result is one report drawn, or what went wrong with it.
type result struct {
	document *onrecord.Document
	drawn    [][]byte // what the output wants of the format's files
	err      error
}

// job is a report on its way through a worker to its place in the queue.
type job struct {
	document *onrecord.Document
	done     chan result
}

// run reads every input and writes it to out. A failure is told in one line, in its place, and the reading goes on; it
// returns [errReported] then. At most a few reports for each worker are held at a time.
func (p *pipeline) run(ctx context.Context, inputs []string, out output, bar *progress) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	jobs := make(chan job)
	queue := make(chan chan result, 4*p.options.jobs)
	for range p.options.jobs {
		go func() {
			for j := range jobs {
				j.done <- p.read(j.document, out)
			}
		}()
	}
	go p.feed(ctx, inputs, jobs, queue)
	return p.collect(ctx, queue, out, bar)
}

// feed puts every report into the queue, in order, and gives it to a worker.
func (p *pipeline) feed(ctx context.Context, inputs []string, jobs chan<- job, queue chan<- chan result) {
	defer close(queue)
	defer close(jobs)
	o := ingest.Options{MaxBytes: p.options.maxBytes, Charset: p.options.charset, Stdin: p.stdin}
	if p.options.sample {
		o.Stdin = strings.NewReader(sample)
	}
	for d, err := range ingest.Read(ctx, inputs, o) {
		done := make(chan result, 1)
		select {
		case queue <- done:
		case <-ctx.Done():
			return
		}
		if err != nil {
			done <- result{err: err}
			continue
		}
		if p.options.sample {
			d.Meta.File = "sample.txt"
		}
		select {
		case jobs <- job{d, done}:
		case <-ctx.Done():
			return
		}
	}
}

// read reads one report and draws it.
func (p *pipeline) read(d *onrecord.Document, out output) result {
	if d.Meta.Published == "" {
		d.Meta.Published = p.options.date
	}
	if err := p.reader.Read(d); err != nil {
		return result{document: d, err: fmt.Errorf("%s: %w", d.Meta.File, err)}
	}
	findings, err := p.rules.Check(d, p.options.house)
	if err != nil {
		return result{document: d, err: fmt.Errorf("%s: %w", d.Meta.File, err)}
	}
	r := &export.Report{Document: d, Sourcing: newsroom.Summarize(d), Findings: findings}
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
func (p *pipeline) collect(ctx context.Context, queue <-chan chan result, out output, bar *progress) error {
	written, failed := 0, 0
	for {
		res, ok := next(ctx, queue)
		switch {
		case ctx.Err() != nil:
			return fmt.Errorf("%w after %d reports", errInterrupted, written)
		case !ok && failed > 0:
			return errReported
		case !ok:
			return nil
		}
		err := res.err
		if err == nil {
			err = out.put(res.document, res.drawn)
		}
		var broken *outputError
		if errors.As(err, &broken) {
			return err
		}
		if err != nil {
			failed++
			bar.tell("onrecord: " + oneLine(err.Error()))
		} else {
			written++
		}
		bar.count(failed)
	}
}

// next waits for the next result in order; false when there is none, or no more is wanted.
func next(ctx context.Context, queue <-chan chan result) (result, bool) {
	select {
	case done, ok := <-queue:
		if !ok {
			return result{}, false
		}
		select {
		case res := <-done:
			return res, true
		case <-ctx.Done():
		}
	case <-ctx.Done():
	}
	return result{}, false
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
