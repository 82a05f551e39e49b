package cross

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"onrecord"
	"onrecord/internal/store"
)

// Live is the view of a store that grows: it reads what the store holds, then what comes. It is safe for use by several goroutines at
// once.
type Live struct {
	store *store.Store
	log   *slog.Logger

	looked sync.Mutex // who follows
	next   *View      // what is being laid out; only the one who follows has it until it is shown
	mark   store.Mark

	mu       sync.Mutex // of what is shown
	shown    *View
	progress Progress
	reached  store.Mark
	told     chan struct{} // closed when something new is shown
}

// Progress is how far a view is.
type Progress struct {
	Done, Total int  // reports
	Ready       bool // all that the store held when it was opened has been laid side by side
}

// Follow is the view of a store; until [Live.Run] or [Live.Sync] has read it, it is empty.
func Follow(s *store.Store, log *slog.Logger) (*Live, error) { return follow(s, log, true) }

// FollowPositions is the same view without stories: it is ready four times as fast.
func FollowPositions(s *store.Store, log *slog.Logger) (*Live, error) { return follow(s, log, false) }

func follow(s *store.Store, log *slog.Logger, stories bool) (*Live, error) {
	v, err := New(stories)
	if err != nil {
		return nil, err
	}
	empty, err := New(stories)
	if err != nil {
		return nil, err
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Live{store: s, log: log, next: v, shown: empty, told: make(chan struct{})}, nil
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

// atOnce is how many reports are loaded at once.
const atOnce = 100

// Sync reads what is new in the store.
func (l *Live) Sync(ctx context.Context) error {
	l.looked.Lock()
	defer l.looked.Unlock()
	mark, err := l.store.Mark(ctx)
	if err != nil || mark == l.mark && l.progress.Ready {
		return err
	}
	first := !l.progress.Ready
	for l.mark.Change < mark.Change {
		c, err := l.store.Changed(ctx, l.mark.Change, atOnce)
		if err != nil {
			return err
		}
		if c.N == 0 {
			break
		}
		for _, err := range c.Broken {
			l.log.Error("report left out of the record", "error", err)
		}
		if err := l.add(c.Reports, mark.Reports); err != nil {
			return err
		}
		l.mark.Change = c.Last
	}
	var log []store.Decision
	decided := first || mark.Decision != l.mark.Decision
	if decided {
		if log, err = l.store.Decisions(ctx, ""); err != nil {
			return err
		}
	}
	if first {
		return l.show(log, mark)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if decided {
		err = l.next.Decide(log)
	}
	l.settle(mark)
	return err
}

// add lays reports into the view; one that is shown is kept from others meanwhile.
func (l *Live) add(reports []*onrecord.Document, total int) error {
	if l.progress.Ready {
		l.mu.Lock()
		defer l.mu.Unlock()
	}
	for _, d := range reports {
		if err := l.next.Add(d); err != nil {
			return err
		}
	}
	if l.progress.Ready {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.progress = Progress{Done: min(l.next.Len(), total), Total: total}
	return nil
}

// show puts the whole view up that was laid out out of sight.
func (l *Live) show(log []store.Decision, mark store.Mark) error {
	if err := l.next.Decide(log); err != nil {
		return err
	}
	l.next.Again()
	l.next.Ledger(false) // works out what stands where
	if _, err := l.next.Stories(); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shown = l.next
	l.settle(mark)
	return nil
}

// settle says that everything up to a mark is shown.
func (l *Live) settle(mark store.Mark) {
	l.mark, l.reached = mark, mark
	l.progress = Progress{mark.Reports, mark.Reports, true}
	close(l.told)
	l.told = make(chan struct{})
}

// View lets somebody look at the view, who may not keep it; lines and stories that it gave may be kept.
func (l *Live) View(look func(*View)) Progress {
	l.mu.Lock()
	defer l.mu.Unlock()
	look(l.shown)
	return l.progress
}

// Mark is how far the store had come when the view was last brought up to it.
func (l *Live) Mark() store.Mark {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.reached
}

// Changed is closed when more than was there is shown.
func (l *Live) Changed() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.told
}

// Ledger is where everyone stands as it is now.
func (l *Live) Ledger(all bool) (ledger *Ledger, p Progress) {
	p = l.View(func(v *View) { ledger = v.Ledger(all) })
	return ledger, p
}
