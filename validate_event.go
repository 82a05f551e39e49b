package onrecord

import (
	"fmt"
	"math"
)

func (d *Document) checkPlaces() error {
	for i, p := range d.Places {
		if err := d.checkSpan("place", i, p.Span); err != nil && !given(d, p.Span) {
			return err
		}
		if p.By == "" || math.Abs(p.Lat) > 90 || math.Abs(p.Lon) > 180 {
			return fmt.Errorf("place %d: finder %q missing or no such point %g, %g", i+1, p.By, p.Lat, p.Lon)
		}
		if p.Country == "" && (p.Known || p.Region != "" || p.GeoNames != 0) {
			return fmt.Errorf("place %d: a point or region without a state", i+1)
		}
	}
	return nil
}

// given tells whether a place or a time may have no words: where somebody gave it.
func given(d *Document, s Span) bool { return d.Decided != nil && s == (Span{}) }

func (d *Document) checkDates() error {
	for i, t := range d.Dates {
		if err := d.checkSpan("date", i, t.Span); err != nil && !given(d, t.Span) {
			return err
		}
		if t.By == "" || t.From != "" && t.To != "" && t.From > t.To {
			return fmt.Errorf("date %d: finder %q missing or %s after %s", i+1, t.By, t.From, t.To)
		}
	}
	return nil
}

func (d *Document) checkMembers(what string, i int, members []Member) error {
	for _, m := range members {
		if err := d.checkSpan(what, i, m.Span); err != nil {
			return err
		}
		if m.Head < 0 || int(m.Head) > len(d.Tokens) || m.Entity < 0 || int(m.Entity) > len(d.Entities) {
			return fmt.Errorf("%s %d: head %d or entity %d leads nowhere", what, i+1, m.Head, m.Entity)
		}
	}
	return nil
}

func (d *Document) checkEvents() error {
	for i := range d.Events {
		e := &d.Events[i]
		for _, s := range []Span{e.Span, e.Trigger} {
			if err := d.checkSpan("event", i, s); err != nil {
				return err
			}
		}
		if err := d.checkMembers("actor of event", i, e.Actor); err != nil {
			return err
		}
		if err := d.checkMembers("recipient of event", i, e.Recipient); err != nil {
			return err
		}
		for _, c := range e.Fact.Cues {
			if err := d.checkSpan("factuality cue of event", i, c.Span); err != nil {
				return err
			}
		}
		switch {
		case e.Head < 1 || int(e.Head) > len(d.Tokens) || !e.Trigger.Contains(d.Tokens[e.Head-1].Span):
			return fmt.Errorf("event %d: head %d is no word of its trigger", i+1, e.Head)
		case e.Root == "" || e.By == "" || !(e.Conf >= 0 && e.Conf <= 1):
			return fmt.Errorf("event %d: root %q, finder %q or confidence %g missing", i+1, e.Root, e.By, e.Conf)
		case !(e.Fact.Value >= -3 && e.Fact.Value <= 3):
			return fmt.Errorf("event %d: factuality %g is off the scale", i+1, e.Fact.Value)
		case e.Place < 0 || int(e.Place) > len(d.Places) || e.Date < 0 || int(e.Date) > len(d.Dates):
			return fmt.Errorf("event %d: place %d or date %d leads nowhere", i+1, e.Place, e.Date)
		case e.OnWordOf < 0 || int(e.OnWordOf) > len(d.Attributions):
			return fmt.Errorf("event %d: no attribution %d", i+1, e.OnWordOf)
		}
	}
	return nil
}

func (d *Document) checkPositions() error {
	for i := range d.Positions {
		p := &d.Positions[i]
		for _, s := range p.spans() {
			if err := d.checkSpan("position", i, s); err != nil {
				return err
			}
		}
		if err := d.checkMembers("actor of position", i, p.Actor); err != nil {
			return err
		}
		switch {
		case p.Firmness < 0 || p.Firmness > 5 || len(p.FirmnessCues) == 0 && !p.Implied:
			return fmt.Errorf("position %d: firmness %d without a cue, or off the scale", i+1, p.Firmness)
		case p.Stance == "" || p.By == "" || !(p.Conf >= 0 && p.Conf <= 1):
			return fmt.Errorf("position %d: stance %q, finder %q or confidence %g missing", i+1, p.Stance, p.By, p.Conf)
		case p.OnWordOf < 0 || int(p.OnWordOf) > len(d.Attributions):
			return fmt.Errorf("position %d: no attribution %d", i+1, p.OnWordOf)
		}
		for _, t := range p.Tension {
			if t < 1 || int(t) > len(d.Positions) || int(t) == i+1 {
				return fmt.Errorf("position %d: in tension with %d, which is no other", i+1, t)
			}
		}
	}
	return nil
}

// spans lists every stretch of text that a position points at.
func (p *Position) spans() []Span {
	out := append([]Span{p.Span}, p.IssueSpans...)
	out = append(append(append(out, p.StanceCues...), p.FirmnessCues...), p.Scope...)
	for _, c := range p.Conditions {
		if out = append(out, c.Span); c.Cue != (Span{}) {
			out = append(out, c.Cue)
		}
	}
	for _, s := range []Span{p.RedLineAt, p.TimeAt} {
		if s != (Span{}) {
			out = append(out, s)
		}
	}
	return out
}
