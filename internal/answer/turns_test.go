package answer

import (
	"context"
	"errors"
	"testing"
	"time"
)

// TestTurns: one client has half of the turns, whoever waits gets one that is given back, and nobody waits for ever.
func TestTurns(t *testing.T) {
	turns := NewTurns(4, 2)
	take := func(who string, most time.Duration) error { return turns.Take(t.Context(), who, most) }
	for range 2 {
		if err := take("slow", 0); err != nil {
			t.Fatal(err)
		}
	}
	if err := take("slow", 20*time.Millisecond); !errors.Is(err, ErrBusy) {
		t.Errorf("a third turn of one client: %v", err)
	}
	if err := take("other", time.Second); err != nil {
		t.Errorf("another client: %v", err)
	}
	got := make(chan error)
	go func() { got <- take("slow", 10*time.Second) }()
	turns.Give("slow")
	if err := <-got; err != nil {
		t.Errorf("a turn given back: %v", err)
	}
	if err := take("third", time.Second); err != nil {
		t.Errorf("the last turn: %v", err)
	}
	if err := take("fourth", 20*time.Millisecond); !errors.Is(err, ErrBusy) {
		t.Errorf("a fifth turn: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := turns.Take(gone, "fourth", time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("whoever has gone: %v", err)
	}
	for _, who := range []string{"slow", "slow", "other", "third"} {
		turns.Give(who)
	}
	if turns.free != 4 || len(turns.held) != 0 {
		t.Errorf("%d turns free, held %v", turns.free, turns.held)
	}
}
