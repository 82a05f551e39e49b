package cross

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"onrecord/internal/store"
)

// Live is the views of a store that grows: it brings them up to date as reports come, where it may write, and tells when there is more. It is safe
// for use by several goroutines at once.
type Live struct {
	*Across
	log *slog.Logger

	looked sync.Mutex // who follows

	mu       sync.Mutex // of what is told
	progress Progress
	reached  store.Mark
	told     chan struct{} // closed when there is something new
}

// Follow is the views of a store; [Live.Run] or [Live.Sync] brings them up to date.
func Follow(s *store.Store, log *slog.Logger) (*Live, error) {
	across, err := Over(s)
	if err != nil {
		return nil, err
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Live{Across: across, log: log, told: make(chan struct{})}, nil
}

// followEvery is how often the store is asked whether it holds more.
const followEvery = 2 * time.Second

// Run follows the store until ctx is done. What cannot be read is logged and tried again.
func (l *Live) Run(ctx context.Context) {
	for {
		if err := l.Sync(ctx); err != nil && ctx.Err() == nil {
			l.log.Error("record not followed", "error", err)
		}
		select {
		case <-time.After(followEvery):
		case <-ctx.Done():
			return
		}
	}
}

// Sync brings the views up to what is new in the store.
func (l *Live) Sync(ctx context.Context) error {
	l.looked.Lock()
	defer l.looked.Unlock()
	mark, err := l.store.Mark(ctx)
	if err != nil {
		return err
	}
	if at, p := l.state(); at == mark && p.Ready {
		return nil
	}
	laid := 0
	views, err := l.Update(ctx, func(p Progress) {
		l.settle(store.Mark{}, p, false)
		if p.Done-laid >= 10_000 {
			laid = p.Done
			l.log.Info("reports are laid side by side", "done", p.Done, "of", p.Total)
		}
	}, func(err error) { l.log.Error("report left out of the record", "error", err) })
	if err != nil {
		return err
	}
	if at, p := l.state(); at != mark || p != views {
		l.settle(mark, views, true)
	}
	return nil
}

// settle says how far the views are, and that there is something new.
func (l *Live) settle(mark store.Mark, p Progress, told bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.progress = p
	if !told {
		return
	}
	l.reached = mark
	close(l.told)
	l.told = make(chan struct{})
}

func (l *Live) state() (store.Mark, Progress) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.reached, l.progress
}

// Reached is how far the views are.
func (l *Live) Reached() Progress {
	_, p := l.state()
	return p
}

// Mark is how far the store had come when the views were last brought up to it.
func (l *Live) Mark() store.Mark {
	at, _ := l.state()
	return at
}

// Changed is closed when there is more than there was.
func (l *Live) Changed() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.told
}
