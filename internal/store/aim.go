package store

import (
	"context"
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/store/mend"
)

// aim fills in what a decision on a finding, or on a report, stands on: the words it points at, those that it gives, and what stood there.
func (w *deciding) aim(ctx context.Context, d *Decision, follow Follow) error {
	r, err := w.on(ctx, d.Report)
	if err != nil || d.Kind == "" {
		return err
	}
	a := &aiming{decidedOn: r, d: d}
	a.now, _ = mend.Lay(r.read, r.log, mend.Options{KeepRejected: true})
	if d.Action != Add {
		if err := a.target(); err != nil {
			return err
		}
	}
	for i := range d.Values {
		if err := a.resolve(&d.Values[i]); err != nil {
			return err
		}
	}
	if d.Action == Add {
		a.adds()
	}
	return a.tried(follow)
}

// aiming is a decision being aimed at a finding.
type aiming struct {
	*decidedOn
	d     *Decision
	now   *onrecord.Document // with what was decided before
	place int                // of the finding there; 0 where it is added
}

// target finds the finding by its number, as it is known now.
func (a *aiming) target() error {
	d := a.d
	a.place = a.now.Decided.PlaceOf(d.Kind, d.Number)
	span, ok := mend.SpanOf(a.now, d.Kind, a.place)
	if !ok {
		return mend.ErrorOf("report %s has no %s %d", d.Report, d.Kind, d.Number)
	}
	d.Quote, d.Start = a.now.In(span), span.Start
	d.Target = a.targetOf(d.Kind, d.Number)
	return nil
}

// targetOf points at a finding by its number, which must be there.
func (a *aiming) targetOf(kind Kind, number int) *mend.Target {
	if number <= a.read.Count(kind) {
		return mend.Aim(a.read, kind, number)
	}
	_, outcomes := mend.Lay(a.read, a.log, mend.Options{KeepRejected: true})
	for _, o := range outcomes {
		if o.Action == Add && o.Kind == kind && o.Number == number {
			place := a.now.Decided.PlaceOf(kind, number)
			t := mend.Aim(a.now, kind, place)
			t.On = o.N
			return t
		}
	}
	return nil
}

// near are the stretches in which words are looked for first: the finding, its sentences, its paragraph.
func (a *aiming) near() (out []onrecord.Span) {
	span, ok := mend.SpanOf(a.now, a.d.Kind, a.place)
	if !ok {
		return nil
	}
	around := span
	for _, x := range a.now.Sentences {
		if x.Overlaps(span) {
			around = onrecord.Span{Start: min(around.Start, x.Start), End: max(around.End, x.End)}
		}
	}
	out = append(out, span, around)
	for _, b := range a.now.Blocks {
		if b.Contains(onrecord.Span{Start: span.Start, End: span.Start}) {
			out = append(out, b.Span)
		}
	}
	return out
}

// resolve finds the words that a value names.
func (a *aiming) resolve(v *mend.Value) error {
	near := a.near()
	point := func(x *mend.Selector) error {
		s, err := x.Resolve(a.now.Text, near...)
		if err != nil {
			return err
		}
		*x = mend.Select(a.now.Text, s)
		return nil
	}
	for i := range v.Words {
		if err := point(&v.Words[i]); err != nil {
			return err
		}
	}
	slices.SortFunc(v.Words, func(x, y mend.Selector) int { return x.Start - y.Start })
	for i := range v.Conditions {
		c := &v.Conditions[i]
		if err := point(&c.Words); err != nil {
			return err
		}
		if c.Cue != nil {
			if err := point(c.Cue); err != nil {
				return err
			}
		}
	}
	if f := mend.FieldOf(a.d.Kind, v.Field); f.Form != mend.Told || v.None || v.Finding != nil {
		return nil
	}
	kind, n, ok := onrecord.ParseFindingID(v.Text)
	if !ok || kind != Statement || a.now.Decided.PlaceOf(kind, n) == 0 || n > a.now.Count(kind) && a.now.Decided == nil {
		return mend.ErrorOf("there is no statement %q in the report", v.Text)
	}
	v.Finding, v.Text = a.targetOf(kind, n), ""
	return nil
}

// adds points at the words of what is added, and counts the findings that the reading has in its place.
func (a *aiming) adds() {
	d := a.d
	d.Target = mend.Added(a.read, d)
	d.Quote, d.Start = d.Target.Words.Exact, 0
	if s, fit := d.Target.Words.In(a.now.Text); fit != mend.Nowhere {
		d.Start = s.Start
	}
}

// tried lays the decision over the report, tells why that cannot be, and fills in what follows from it and what stood there.
func (a *aiming) tried(follow Follow) error {
	d := a.d
	d.N = 1
	if len(a.log) > 0 {
		d.N = a.log[len(a.log)-1].N + 1
	}
	laid, place, err := a.lay()
	if err != nil {
		return err
	}
	if follow != nil && len(d.Values) > 0 {
		follow(laid, place, d)
		if laid, place, err = a.lay(); err != nil {
			return err
		}
	}
	d.Number = laid.Decided.NumberOf(d.Kind, place)
	var was, is []string
	for i := range d.Values {
		name := d.Values[i].Field
		now, _ := mend.ValueOf(laid, d.Kind, place, name)
		if d.Action == Correct {
			old, _ := mend.ValueOf(a.now, d.Kind, a.place, name)
			d.Field, was, is = name, append(was, old), append(is, now)
			continue
		}
		is = append(is, name+": "+now)
	}
	d.Old, d.New = strings.Join(was, "; "), strings.Join(is, "; ")
	d.N = 0
	return nil
}

// lay is the report with the decision, and the place of its finding.
func (a *aiming) lay() (*onrecord.Document, int, error) {
	laid, outcomes := mend.Lay(a.read, append(slices.Clip(a.log), *a.d), mend.Options{KeepRejected: true})
	for _, o := range outcomes {
		if o.N != a.d.N {
			continue
		}
		if o.Lost != "" {
			return nil, 0, mend.ErrorOf("that cannot be: %s", o.Lost)
		}
		if err := laid.Validate(); err != nil {
			return nil, 0, mend.ErrorOf("that cannot be: %v", err)
		}
		return laid, laid.Decided.PlaceOf(a.d.Kind, o.Number), nil
	}
	return laid, 0, mend.ErrorOf("that cannot be: nothing would change")
}
