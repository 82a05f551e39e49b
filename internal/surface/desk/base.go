package desk

import (
	"context"
	"html/template"
	"log/slog"
	"runtime"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/store"
)

// base is what all parts of a desk share.
type base struct {
	o         Options
	store     *store.Store
	record    *cross.Live // the reports side by side
	log       *slog.Logger
	pages     map[string]*template.Template
	drawn     string // sum over everything that pages are drawn from
	tally     tally
	metrics   *metrics
	asking    *turns // as many as may question the store at once
	exporting *turns // as many exports as may be under way
}

func newBase(s *store.Store, o Options) (*base, error) {
	live, err := cross.Follow(s, o.Log)
	if err != nil {
		return nil, err
	}
	b := &base{o: o, store: s, record: live, log: o.Log,
		asking: newTurns(2*runtime.GOMAXPROCS(0), runtime.GOMAXPROCS(0)), exporting: newTurns(exportsMost, exportsEach)}
	b.metrics = newMetrics(b)
	return b, nil
}

// putAway keeps a report: in the store, or on the queue for workers to keep.
func (d *base) putAway(ctx context.Context, report *onrecord.Document) error {
	if d.o.Enqueue {
		_, err := d.o.Queue.Add(ctx, []*onrecord.Document{report})
		return err
	}
	if _, err := d.store.Put(ctx, []*onrecord.Document{report}); err != nil {
		return err
	}
	d.grown(ctx)
	return nil
}

// grown is for after a report was kept or something decided: whoever did it sees it at once.
func (d *base) grown(ctx context.Context) {
	d.tally.changed()
	if !d.record.View(func(*cross.View) {}).Ready {
		return // what follows the store has not come so far
	}
	if err := d.record.Sync(ctx); err != nil {
		d.log.Warn("record not followed", "error", err)
	}
}

// untilTurn is how long a question waits for its turn. Searches take [store.Longest] at most.
const untilTurn = 2 * store.Longest

// turn waits until the store may be questioned. It is given back before anything is sent, so that no slow client holds it.
func (d *base) turn(ctx context.Context) (done func(), err error) {
	who := d.clientIn(ctx)
	if err := d.asking.take(ctx, who, untilTurn); err != nil {
		return nil, err
	}
	return func() { d.asking.give(who) }, nil
}
