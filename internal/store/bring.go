package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"onrecord/internal/store/mend"
)

// Brought is what became of a decision that was brought in from elsewhere.
type Brought struct {
	Decision        // as it stands in the log; as it came where it was refused
	Known    bool   // it was there already
	Lost     string // it stands in the log, but what it is about is not found in the report: why
	Refused  error  // it is not in the log; wraps [ErrDecision] or [ErrUnknown]
}

// Bring adds decisions that were made elsewhere, with who made them and when: on the same text in another store, or on another text of the
// same report. What they are about is found by its words; what is not found is kept in the log all the same, and listed as lost. Numbers of
// decisions that they name (what was added, what is undone) are those that they had there; numbers are those here by those there, to be given
// again with the next of them. A decision that is there already is not added again.
func (s *decisions) Bring(ctx context.Context, list []Decision, numbers map[int64]int64) ([]Brought, error) {
	var out []Brought
	_, err := s.write(ctx, func(w *deciding) ([]Decision, error) {
		b := &bringing{deciding: w, now: numbers, known: map[string]int64{}, logs: map[string]bool{}}
		for i := range list {
			x, err := b.bring(ctx, list[i])
			if err != nil {
				return nil, err
			}
			out = append(out, x)
		}
		return nil, nil
	})
	if err != nil {
		return nil, err
	}
	return out, s.toldLost(ctx, out)
}

// toldLost notes which of the decisions that were brought in are not found.
func (s *decisions) toldLost(ctx context.Context, list []Brought) error {
	for i := range list {
		b := &list[i]
		if b.Refused != nil || b.Known || b.Kind == "" {
			continue
		}
		lost, err := s.Lost(ctx, b.Report, b.N-1, 1)
		if err != nil {
			return err
		}
		if len(lost) == 1 && lost[0].N == b.N {
			b.Lost = lost[0].Reason
		}
	}
	return nil
}

// bringing is decisions being brought in.
type bringing struct {
	*deciding
	now   map[int64]int64  // numbers here by those there
	known map[string]int64 // those that are here, by what they say
	logs  map[string]bool  // reports whose log was looked through
}

// bring adds one.
func (b *bringing) bring(ctx context.Context, d Decision) (Brought, error) {
	there := d.N
	refused := func(err error) (Brought, error) { d.N = there; return Brought{Decision: d, Refused: err}, nil }
	if d.At.IsZero() {
		d.At = time.Now()
	}
	d.At, d.Undone = d.At.UTC().Truncate(time.Second), false
	if d.Action == Undo {
		if d.Undoes = b.now[d.Undoes]; d.Undoes == 0 {
			return refused(mend.ErrorOf("the decision that it takes back is not among those that came"))
		}
	}
	if !b.renumber(&d) {
		return refused(mend.ErrorOf("what it is about was added by a decision that is not among those that came"))
	}
	if d.Action == Correct && d.Values == nil { // as versions before wrote it
		d.Values = []mend.Value{{Field: d.Field, Text: d.New}}
	}
	if err := d.Check(); err != nil {
		return refused(err)
	}
	if err := b.look(ctx, d.Report); err != nil {
		if errors.Is(err, ErrUnknown) {
			return refused(fmt.Errorf("report %s: %w", d.Report, ErrUnknown))
		}
		return Brought{}, err
	}
	if r := b.reports[d.Report]; r != nil && d.Target != nil {
		if s, fit := d.Target.Words.In(r.read.Text); fit != mend.Nowhere {
			d.Start = s.Start
		}
	}
	says, err := said(&d)
	if err != nil {
		return Brought{}, err
	}
	if n := b.known[says]; n != 0 {
		d.N, b.now[there] = n, n
		return Brought{Decision: d, Known: true}, nil
	}
	switch {
	case d.Action == Undo:
		if err = b.undoes(ctx, &d); errors.Is(err, ErrDecision) {
			return refused(err)
		}
	case d.Of() != "":
		if err = b.joins(ctx, &d); errors.Is(err, ErrUnknown) {
			return refused(fmt.Errorf("one of the two reports: %w", ErrUnknown))
		}
	}
	if err == nil {
		err = b.keep(ctx, &d)
	}
	if err != nil {
		return Brought{}, err
	}
	b.now[there], b.known[says] = d.N, d.N
	return Brought{Decision: d}, nil
}

// renumber puts the numbers of decisions here for those there; false where one is not among those that came.
func (b *bringing) renumber(d *Decision) bool {
	here := func(t *mend.Target) (*mend.Target, bool) {
		if t == nil || t.On == 0 {
			return t, true
		}
		out := *t
		out.On = b.now[t.On]
		return &out, out.On != 0
	}
	var ok bool
	if d.Target, ok = here(d.Target); !ok {
		return false
	}
	d.Values = slices.Clone(d.Values)
	for i := range d.Values {
		if d.Values[i].Finding, ok = here(d.Values[i].Finding); !ok {
			return false
		}
	}
	return true
}

// look notes what the log of a report says already.
func (b *bringing) look(ctx context.Context, report string) error {
	if b.logs[report] {
		return nil
	}
	var log []Decision
	if report == "" {
		var err error
		if log, err = b.log(ctx, ""); err != nil {
			return err
		}
	} else {
		r, err := b.on(ctx, report)
		if err != nil {
			return err
		}
		log = r.log
	}
	b.logs[report] = true
	for i := range log {
		says, err := said(&log[i])
		if err != nil {
			return err
		}
		b.known[says] = log[i].N
	}
	return nil
}

// said is what a decision says, the same for two that say it of the same at the same time.
func said(d *Decision) (string, error) {
	x := *d
	x.N, x.Undone, x.From, x.Number, x.Old, x.Start = 0, false, nil, 0, "", 0
	if x.Target != nil {
		x.Quote = ""
	}
	if x.Action == Undo {
		x = Decision{At: d.At, Who: d.Who, Action: d.Action, Undoes: d.Undoes, Why: d.Why}
	}
	raw, err := json.Marshal(x)
	if err != nil {
		return "", fmt.Errorf("compare decisions: %w", err)
	}
	return string(raw), nil
}
