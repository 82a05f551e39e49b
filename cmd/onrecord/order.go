package main

import (
	"context"
	"iter"

	"onrecord"
)

// documents are reports as they come, or what went wrong with one.
type documents = iter.Seq2[*onrecord.Document, error]

// inOrder works on reports on several cores and gives what comes of them in the order in which they came in; of one that
// cannot be had, what failed makes of its error. At most a few reports for each worker are held at a time. It ends early,
// without waiting for anybody, when ctx is done.
func inOrder[T any](ctx context.Context, workers int, in documents, work func(*onrecord.Document) T, failed func(error) T) iter.Seq[T] {
	return func(yield func(T) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		jobs, queue := make(chan job[T]), make(chan chan T, 4*workers)
		for range workers {
			go func() {
				for j := range jobs {
					j.done <- work(j.document)
				}
			}()
		}
		go feed(ctx, in, failed, jobs, queue)
		for {
			x, ok := next(ctx, queue)
			if !ok || !yield(x) {
				return
			}
		}
	}
}

// job is a report on its way through a worker to its place in the queue.
type job[T any] struct {
	document *onrecord.Document
	done     chan T // has room for one, so that no worker waits for the reader
}

// feed puts every report into the queue, in order, and gives it to a worker.
func feed[T any](ctx context.Context, in documents, failed func(error) T, jobs chan<- job[T], queue chan<- chan T) {
	defer close(queue)
	defer close(jobs)
	for d, err := range in {
		done := make(chan T, 1)
		select {
		case queue <- done:
		case <-ctx.Done():
			return
		}
		if err != nil {
			done <- failed(err)
			continue
		}
		select {
		case jobs <- job[T]{d, done}:
		case <-ctx.Done():
			return
		}
	}
}

// next waits for the next result in order; false when there is none, or no more is wanted.
func next[T any](ctx context.Context, queue <-chan chan T) (x T, ok bool) {
	if ctx.Err() != nil {
		return x, false
	}
	select {
	case done, ok := <-queue:
		if !ok {
			return x, false
		}
		select {
		case x := <-done:
			return x, true
		case <-ctx.Done():
		}
	case <-ctx.Done():
	}
	return x, false
}
