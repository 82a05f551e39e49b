package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onrecord"
	"onrecord/internal/answer"
	"onrecord/internal/export"
	"onrecord/internal/ingest/pdf"
	"onrecord/internal/reading/newsroom"
	"onrecord/internal/store"
	"onrecord/read"
)

// readings are the reports that are asked for one by one, those of the store and those only pasted.
type readings struct {
	*base
	reader  *read.Reader
	rules   *newsroom.Rules
	fresh   *answer.Recent[*reading] // read, not kept
	known   *answer.Recent[*reading] // kept, and looked at a moment ago
	keeper  answer.Keeper
	reading *answer.Turns // as many as may be read at once
	pdfs    *pdf.Reader
	sending *answer.Turns // as many as may bring files in at once
}

func newReadings(b *base, r *read.Reader, rules *newsroom.Rules) *readings {
	return &readings{base: b, reader: r, rules: rules, fresh: newStash(16, 4<<20), known: newStash(8, 4<<20),
		keeper: answer.Keeper{Store: b.store, Reader: r}, reading: answer.NewReading(), pdfs: b.o.PDF, sending: answer.NewTurns(sendingMost, sendingEach)}
}

// report is a report with what is worked out from it, kept or only pasted.
func (d *readings) report(ctx context.Context, id string) (r *reading, kept bool, err error) {
	if len(id) != 64 {
		return nil, false, errNoReport
	}
	last, err := d.store.LastDecision(ctx, id)
	if err != nil {
		return nil, false, err
	}
	own, err := d.store.Lists(ctx)
	if err != nil {
		return nil, false, err
	}
	if r, ok := d.known.Get(id); ok && r.last == last && r.own == own.N {
		if same, err := d.store.Seen(ctx, id, r.Made); err == nil && same {
			return r, true, nil
		}
	}
	switch r, err := d.stored(ctx, id, last); {
	case err == nil:
		return r, true, nil
	case !errors.Is(err, store.ErrUnknown):
		return nil, false, err
	}
	if r, ok := d.fresh.Get(id); ok {
		return r, false, nil
	}
	return nil, false, errNoReport
}

// stored loads a report from the store. A report with all its layers is large, so few are loaded at once.
func (d *readings) stored(ctx context.Context, id string, last int64) (*reading, error) {
	done, err := d.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	doc, err := d.store.Report(ctx, id)
	if err != nil {
		return nil, err
	}
	r, err := d.load(ctx, doc, last)
	if err == nil {
		d.known.Put(id, r)
	}
	return r, err
}

// load works out what is shown of a stored report.
func (d *readings) load(ctx context.Context, doc *onrecord.Document, last int64) (*reading, error) {
	x, err := d.workOut(doc)
	if err != nil {
		return nil, err
	}
	own, err := d.store.Lists(ctx)
	if err != nil {
		return nil, err
	}
	r := &reading{Report: x, decided: x, both: x, last: last, own: own.N}
	var log []store.Decision
	if last > 0 {
		if log, err = d.store.Decisions(ctx, onrecord.Digest(doc.Text)); err != nil {
			return nil, err
		}
	}
	decided, _ := store.Judged(doc, log, store.AsDecided)
	both, verdicts := store.Judged(doc, log, store.AsBoth)
	r.verdicts = verdicts
	if decided, both = own.Lay(decided), own.Lay(both); decided == doc {
		return r, nil
	}
	if r.decided, err = d.workOut(decided); err != nil {
		return nil, err
	}
	if r.both = r.decided; decided.Decided != nil && len(decided.Decided.Out) > 0 {
		r.both, err = d.workOut(both)
	}
	return r, err
}

func (d *readings) workOut(doc *onrecord.Document) (*export.Report, error) {
	findings, err := d.rules.Check(doc, "")
	if err != nil {
		return nil, err
	}
	return &export.Report{Document: doc, Sourcing: newsroom.Summarize(doc), Findings: findings, House: newsroom.DefaultHouse}, nil
}

// read reads a report that came in with a request. It stays with the desk for a while, until it is kept or forgotten.
func (d *readings) read(ctx context.Context, doc *onrecord.Document) error {
	return d.readIn(ctx, doc, answer.UntilRead)
}

// readIn does so, and waits for a turn at most so long.
func (d *readings) readIn(ctx context.Context, doc *onrecord.Document, most time.Duration) (err error) {
	begun := time.Now()
	defer func() { d.metrics.read(time.Since(begun), err) }()
	done, err := d.reading.ToRead(ctx, most)
	if err != nil {
		return err
	}
	defer done()
	begun = time.Now() // waiting is no reading
	doc.ID = onrecord.Digest(doc.Text)
	if err := d.reader.ReadContext(ctx, doc); err != nil {
		return fmt.Errorf("read pasted report: %w", err)
	}
	r, err := d.workOut(doc)
	if err == nil {
		d.fresh.Put(doc.ID, &reading{Report: r, decided: r, both: r})
	}
	return err
}
