package cross

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
)

// Live is the views of a store that grows: it brings them up to date as reports come, and lays positions side by side in memory. It is safe for
// use by several goroutines at once.
type Live struct {
	*Across
	log *slog.Logger

	looked sync.Mutex // who follows
	next   *View      // what is being laid out; only the one who follows has it until it is shown
	mark   store.Mark
	filled bool  // all that the store held when it was opened has been laid out
	read   place // how far what is told of positions is read

	mu       sync.Mutex // of what is shown
	shown    *View
	progress Progress
	reached  store.Mark
	told     chan struct{} // closed when something new is shown
}

// Follow is the view of a store; until [Live.Run] or [Live.Sync] has read it, it is empty.
func Follow(s *store.Store, log *slog.Logger) (*Live, error) {
	across, err := Over(s)
	if err != nil {
		return nil, err
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Live{Across: across, log: log, next: New(), shown: New(), told: make(chan struct{})}, nil
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

// Sync reads what is new in the store.
func (l *Live) Sync(ctx context.Context) error {
	l.looked.Lock()
	defer l.looked.Unlock()
	mark, err := l.store.Mark(ctx)
	if err != nil || mark == l.mark && l.progress.Ready {
		return err
	}
	laid := 0
	views, err := l.Update(ctx, func(p Progress) {
		if !l.filled {
			l.mu.Lock()
			l.progress = p
			l.mu.Unlock()
		}
		if p.Done-laid >= 10_000 {
			laid = p.Done
			l.log.Info("reports are laid side by side", "done", p.Done, "of", p.Total)
		}
	}, func(err error) { l.log.Error("report left out of the record", "error", err) })
	if err != nil {
		return err
	}
	if l.filled && mark == l.mark && views == l.progress {
		return nil
	}
	if err := l.add(ctx, mark.Reports); err != nil {
		return err
	}
	var log []store.Decision
	decided := !l.filled || mark.Decision != l.mark.Decision
	if decided {
		if log, err = l.store.Decisions(ctx, ""); err != nil {
			return err
		}
	}
	if !l.filled {
		l.show(log, mark, views)
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if decided {
		l.next.Decide(log)
	}
	l.settle(mark, views)
	return nil
}

// add lays the positions of reports that were touched into the view; one that is shown is kept from others meanwhile.
func (l *Live) add(ctx context.Context, total int) (err error) {
	err = l.store.ReadViews(ctx, func(v *store.Views) error {
		at, err := v.State(ctx)
		if at.Change < l.read.touched { // worked out again from nothing
			l.read = place{}
		}
		return err
	})
	if err != nil {
		return err
	}
	l.read, err = l.follow(ctx, l.read, func(id, origin string, told []standing.Evidence) {
		if l.filled {
			l.mu.Lock()
			defer l.mu.Unlock()
		}
		l.next.Add(id, origin, told)
		if l.filled || l.next.Len()%toldAtOnce != 0 {
			return
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.progress = Progress{Done: min(l.next.Len(), total), Total: total}
	})
	return err
}

// show puts the whole view up that was laid out out of sight.
func (l *Live) show(log []store.Decision, mark store.Mark, views Progress) {
	l.next.Decide(log)
	l.next.Ledger(false) // works out what stands where
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shown, l.filled = l.next, true
	l.settle(mark, views)
}

// settle says that everything up to a mark is shown.
func (l *Live) settle(mark store.Mark, views Progress) {
	l.mark, l.reached = mark, mark
	l.progress = views
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
