package queue

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"

	"onrecord"
	"onrecord/internal/store"
)

// piece is a report that was read, to be stored together with the end of its job.
type piece struct {
	ctx       context.Context // of its job
	report    *onrecord.Document
	keepKnown bool
	also      completing
	done      chan error
}

// writer stores what several jobs have read with one transaction: writers of a store wait for each other, and each waits for the disk.
// Nothing waits to be stored together; while one transaction is under way the next gathers.
type writer struct {
	store  *store.Store
	log    *slog.Logger
	pieces chan *piece
	ended  chan struct{}
}

// together is how many reports go into one transaction at most.
const together = 64

func newWriter(s *store.Store, log *slog.Logger) *writer {
	w := &writer{store: s, log: log, pieces: make(chan *piece), ended: make(chan struct{})}
	go w.run()
	return w
}

// stop ends the writer, when no job runs any more.
func (w *writer) stop() {
	close(w.ended)
}

// put stores a piece and comes back when it is stored.
func (w *writer) put(p *piece) error {
	p.done = make(chan error, 1)
	select {
	case w.pieces <- p:
	case <-w.ended:
		return errStopping
	}
	return <-p.done
}

func (w *writer) run() {
	var next []*piece
	for {
		if len(next) == 0 {
			select {
			case p := <-w.pieces:
				next = append(next, p)
			case <-w.ended:
				return
			}
		}
		for more := true; more && len(next) < together; {
			select {
			case p := <-w.pieces:
				next = append(next, p)
			default:
				more = false
			}
		}
		var other []*piece // of the other manner: the next transaction
		same := next[:0:0]
		for _, p := range next {
			if p.keepKnown == next[0].keepKnown {
				same = append(same, p)
			} else {
				other = append(other, p)
			}
		}
		w.keep(same)
		next = other
	}
}

// keep stores pieces with one transaction, and where that fails for what they hold, one by one, so that none fails for another's sake.
func (w *writer) keep(pieces []*piece) {
	err := w.persist(pieces)
	if err != nil && len(pieces) > 1 && !passing(err) && !errors.Is(err, store.ErrNewer) {
		for _, p := range pieces {
			p.done <- w.persist([]*piece{p})
		}
		return
	}
	for _, p := range pieces {
		p.done <- err
	}
}

// passing tells whether an error lies at the store and may pass.
func passing(err error) bool {
	return errors.Is(err, store.ErrUnreached) || errors.Is(err, store.ErrBusy) || errors.Is(err, store.ErrFull) || errors.Is(err, store.ErrReadOnly)
}

// persist tries until the time of the first job is up, as long as it lies at the store.
func (w *writer) persist(pieces []*piece) error {
	told := false
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		err := w.commit(pieces)
		if err == nil || !passing(err) {
			return err
		}
		if !told {
			w.log.Warn("what was read cannot be stored yet; trying again", "reports", len(pieces), "why", err)
			told = true
		}
		select {
		case <-pieces[0].ctx.Done():
			return err
		case <-w.ended:
			return err
		case <-time.After(pause):
		}
	}
}

// commit stores pieces and ends their jobs, all or none. What was read is stored even where its job's time is up.
func (w *writer) commit(pieces []*piece) error {
	reports := make([]*onrecord.Document, len(pieces))
	for i, p := range pieces {
		reports[i] = p.report
	}
	how := store.Writing{KeepKnown: pieces[0].keepKnown, Also: func(_ context.Context, tx *sql.Tx) error {
		for _, p := range pieces {
			if err := p.also(context.WithoutCancel(p.ctx), tx); err != nil {
				return err
			}
		}
		return nil
	}}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(pieces[0].ctx), time.Minute)
	defer cancel()
	_, err := w.store.PutWith(ctx, reports, how)
	return err
}
