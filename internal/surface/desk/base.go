package desk

import (
	"context"
	"html/template"
	"log/slog"

	"onrecord/internal/answer"
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
	drawn     string  // sum over everything that pages are drawn from
	alerted   unheard // what is said of alerts on the first page
	metrics   *metrics
	asking    *answer.Turns  // as many as may question the store at once
	exporting *answer.Turns  // as many exports as may be under way
	teller    *answer.Teller // delivers alerts; nil where the desk does not
}

func newBase(s *store.Store, o Options) (*base, error) {
	live, err := cross.Follow(s, o.Log)
	if err != nil {
		return nil, err
	}
	b := &base{o: o, store: s, record: live, log: o.Log, asking: answer.NewTurns(answer.AtOnce()), exporting: answer.NewTurns(exportsMost, exportsEach)}
	if o.Alerts != nil {
		how := *o.Alerts
		how.Store, how.Record, how.Log = s, live, o.Log
		b.teller = answer.NewTeller(how)
	}
	b.metrics = newMetrics(b)
	return b, nil
}

// grown is for after a report was kept or something decided: whoever did it sees it at once.
func (d *base) grown(ctx context.Context) {
	if !d.record.Reached().Ready {
		return // what follows the store has not come so far
	}
	if err := d.record.Sync(ctx); err != nil {
		d.log.Warn("record not followed", "error", err)
	}
}

// decided makes decisions, all of them or none; whoever made them sees at once what follows from them.
func (d *base) decided(ctx context.Context, list ...answer.Decide) ([]store.Decision, error) {
	made, err := answer.DecideAll(ctx, d.store, list)
	if err == nil {
		d.grown(ctx)
	}
	return made, err
}

// turn waits until the store may be questioned. It is given back before anything is sent, so that no slow client holds it.
func (d *base) turn(ctx context.Context) (done func(), err error) {
	who := d.clientIn(ctx)
	if err := d.asking.Take(ctx, who, answer.UntilTurn); err != nil {
		return nil, err
	}
	return func() { d.asking.Give(who) }, nil
}
