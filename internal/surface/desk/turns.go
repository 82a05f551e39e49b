package desk

import (
	"context"
	"sync"
	"time"
)

// turns are how many may do something at once, such as question the store: many would only hinder each other. One client has some of them
// at most, so that whoever is slow keeps nobody else waiting.
type turns struct {
	mu      sync.Mutex
	free    int
	each    int // of one client
	held    map[string]int
	changed chan struct{} // closed when a turn was given back
}

func newTurns(n, each int) *turns {
	return &turns{free: n, each: max(1, each), held: map[string]int{}, changed: make(chan struct{})}
}

// take waits for a turn of a client, at most so long; the error is [errBusy] after that.
func (t *turns) take(ctx context.Context, who string, most time.Duration) error {
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
			return errBusy
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (t *turns) give(who string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.free++
	if t.held[who]--; t.held[who] == 0 {
		delete(t.held, who)
	}
	close(t.changed)
	t.changed = make(chan struct{})
}
