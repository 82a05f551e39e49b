package answer

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"
)

// Turns are how many may do something at once, such as question the store: many would only hinder each other. One client has some of them
// at most, so that whoever is slow keeps nobody else waiting.
type Turns struct {
	mu      sync.Mutex
	free    int
	each    int // of one client
	held    map[string]int
	changed chan struct{} // closed when a turn was given back
}

// NewTurns are n turns, of which one client has at most each.
func NewTurns(n, each int) *Turns {
	return &Turns{free: n, each: max(1, each), held: map[string]int{}, changed: make(chan struct{})}
}

// Take waits for a turn of a client, at most so long; the error is [ErrBusy] after that, or that of the context.
func (t *Turns) Take(ctx context.Context, who string, most time.Duration) error {
	over := time.NewTimer(most)
	defer over.Stop()
	for {
		t.mu.Lock()
		if t.free > 0 && t.held[who] < t.each {
			t.free--
			t.held[who]++
			t.mu.Unlock()
			return nil
		}
		changed := t.changed
		t.mu.Unlock()
		select {
		case <-changed:
		case <-over.C:
			return ErrBusy
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Give gives a turn back.
func (t *Turns) Give(who string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.free++
	if t.held[who]--; t.held[who] == 0 {
		delete(t.held, who)
	}
	close(t.changed)
	t.changed = make(chan struct{})
}

// NewReading are the turns of reading texts, whoever gives them.
func NewReading() *Turns {
	n := max(1, runtime.GOMAXPROCS(0)-1)
	return NewTurns(n, n)
}

// ToRead waits for a turn of [NewReading], at most so long, such as [UntilRead]; the error is [ErrReading] where none comes.
func (t *Turns) ToRead(ctx context.Context, most time.Duration) (done func(), err error) {
	switch err := t.Take(ctx, "", most); {
	case errors.Is(err, ErrBusy):
		return nil, ErrReading
	case err != nil:
		return nil, err
	}
	return func() { t.Give("") }, nil
}
