package mend

import (
	"cmp"
	"slices"

	"onrecord"
)

// Outcome is what became of a decision when it was laid over a reading.
type Outcome struct {
	*Decision
	Number int // by which the finding is known now; 0 where it was not found
	Fit    Fit
	Lost   string // why it is not laid over; "" where it is
}

// Options say how decisions are laid over.
type Options struct {
	KeepRejected bool // findings that were rejected stay in the document, with their marks
}

// Lay lays the decisions on a report over its reading, in the order in which they were made; log is all of them, with those that were taken
// back, which are left alone. It gives a copy: the reading stays as it is. What cannot be laid over stands in the outcomes with its reason.
// Where nothing stands the reading itself is given.
func Lay(d *onrecord.Document, log []Decision, o Options) (*onrecord.Document, []Outcome) {
	l := &layer{bench: newBench(d), log: log}
	l.add()
	for i := range log {
		if x := &log[i]; x.OnFinding() && !x.Undone && x.Action != Add {
			l.outcomes = append(l.outcomes, l.one(x))
		}
	}
	slices.SortStableFunc(l.outcomes, func(a, b Outcome) int { return cmp.Compare(a.N, b.N) })
	if !l.laid {
		return d, l.outcomes
	}
	l.settle()
	return l.document(o), l.outcomes
}

// layer lays a log over a bench.
type layer struct {
	*bench
	log      []Decision
	outcomes []Outcome
	added    map[int64]finding
	laid     bool // something is otherwise than it was read
}

// add puts the findings on the bench that people added. Each keeps its number while others are taken back.
func (l *layer) add() {
	l.added = map[int64]finding{}
	next := map[onrecord.Kind]int{}
	for i := range l.log {
		x := &l.log[i]
		if x.Action != Add {
			continue
		}
		next[x.Kind]++
		if x.Undone {
			continue
		}
		f, why := l.made(x, l.d.Count(x.Kind)+next[x.Kind])
		if why != "" {
			l.outcomes = append(l.outcomes, Outcome{Decision: x, Lost: why})
			continue
		}
		n := f.base()
		n.added, l.added[x.N], l.laid = x.N, f, true
		n.by = append(n.by, "added by "+signed(x))
		m := n.marked()
		m.Verdict, m.Who, m.At = onrecord.Added, x.Who, x.At
		l.outcomes = append(l.outcomes, Outcome{Decision: x, Number: n.number, Fit: Same})
	}
}

// made is the finding of an addition. Where the reading has come to find it itself, it is that finding with the values given.
func (l *layer) made(x *Decision, number int) (f finding, why string) {
	n := node{kind: x.Kind, number: number}
	switch x.Kind {
	case onrecord.KindStatement:
		f = &statement{node: n}
	case onrecord.KindEvent:
		f = &event{node: n}
	default:
		f = &position{node: n, Position: onrecord.Position{Firmness: declared, Implied: true}}
	}
	for i := range x.Values {
		if v := &x.Values[i]; FieldOf(x.Kind, v.Field).Form != Told {
			if why := f.set(l.bench, v); why != "" {
				return nil, why
			}
		}
	}
	if found := l.found(x, f.core()); found != nil {
		f = found
		for i := range x.Values {
			l.mend(f, x, &x.Values[i])
		}
		return f, ""
	}
	l.reshaped = true
	switch f := f.(type) {
	case *statement:
		f.By, f.Conf, f.order = "added by "+signed(x), 1, l.placeAmong(x.Kind, f.Extent())
		l.statements = append(l.statements, f)
	case *event:
		f.By, f.Conf, f.order = "added by "+signed(x), 1, l.placeAmong(x.Kind, f.Trigger)
		l.events = append(l.events, f)
	case *position:
		f.By, f.Conf, f.order = "added by "+signed(x), 1, l.placeAmong(x.Kind, f.Span)
		l.positions = append(l.positions, f)
	}
	for i := range x.Values {
		if v := &x.Values[i]; FieldOf(x.Kind, v.Field).Form == Told {
			if why := f.set(l.bench, v); why != "" {
				l.takeOff(f)
				return nil, why
			}
		}
	}
	return f, ""
}

// declared is the firmness of a position where nobody says more.
const declared = 3

// takeOff takes the finding off the bench that was put there last.
func (l *layer) takeOff(f finding) {
	switch f.(type) {
	case *statement:
		l.statements = l.statements[:len(l.statements)-1]
	case *event:
		l.events = l.events[:len(l.events)-1]
	default:
		l.positions = l.positions[:len(l.positions)-1]
	}
}

// sameFinding is how much of what makes a finding what it is must be the same for one that was read to be the one that somebody added.
const sameFinding = 0.9

// alikeTo are the places of the findings of a reading that are what they are by the words of a stretch.
func alikeTo(d *onrecord.Document, kind onrecord.Kind, at onrecord.Span) (out []int) {
	for place := 1; place <= d.Count(kind); place++ {
		own, _ := SpanOf(d, kind, place)
		if part := core(kind); part != "" {
			own = hull(partsOf(d, kind, place)[part])
		}
		if overlap(own, at) >= sameFinding {
			out = append(out, place)
		}
	}
	return out
}

// found is the finding that the reading has in the place of one that was added; nil where it has none but those that it had then.
func (l *layer) found(x *Decision, at onrecord.Span) finding {
	list := alikeTo(l.d, x.Kind, at)
	had := 0
	if x.Target != nil {
		had = x.Target.Nth
	}
	for _, place := range list[min(had, len(list)):] {
		if f := l.at(x.Kind, place); f.base().added == 0 {
			return f
		}
	}
	return nil
}

// placeAmong is the order of a finding among those that were read: before the first that begins behind it.
func (l *layer) placeAmong(kind onrecord.Kind, s onrecord.Span) float64 {
	n := l.d.Count(kind)
	for place := 1; place <= n; place++ {
		at, _ := SpanOf(l.d, kind, place)
		if kind == onrecord.KindEvent {
			at = l.d.Events[place-1].Trigger
		}
		if at.Start > s.Start {
			return float64(place) - 0.5
		}
	}
	return float64(n) + 0.5
}

// one lays one decision over.
func (l *layer) one(x *Decision) Outcome {
	f, fit, why := l.aimed(x)
	if why != "" {
		return Outcome{Decision: x, Lost: why}
	}
	n := f.base()
	switch x.Action {
	case Accept, Reject:
		n.out = x.Action == Reject
		m := n.marked()
		said := onrecord.Accepted
		if n.out {
			said = onrecord.Rejected
		}
		m.Who, m.At, m.Verdict = x.Who, x.At, said
		if !n.out && n.added > 0 {
			m.Verdict = onrecord.Added
		} else if !n.out && len(m.Changed) > 0 {
			m.Verdict = onrecord.Corrected
		}
		n.by = append(n.by, string(said)+" by "+signed(x))
		l.laid = true
	case Correct:
		if why := l.mend(f, x, &x.Values[0]); why != "" {
			return Outcome{Decision: x, Lost: why}
		}
	case Note:
		n.marked()
		l.laid = true
	}
	return Outcome{Decision: x, Number: n.number, Fit: fit}
}

// aimed is the finding that a decision is about.
func (l *layer) aimed(x *Decision) (f finding, fit Fit, why string) {
	if x.Target != nil && x.Target.On > 0 {
		if f := l.added[x.Target.On]; f != nil {
			return f, Same, ""
		}
		return nil, Nowhere, takenBack
	}
	var at Found
	if x.Target == nil {
		at = byWords(l.d, x)
	} else {
		at = x.Target.In(l.d)
	}
	if at.Place == 0 {
		return nil, Nowhere, at.Why
	}
	if ofSource(x) && x.Target != nil && !x.Target.sameSource(l.d, at.Place) && !l.sourceMended(at.Place) {
		return nil, Nowhere, otherSays
	}
	return l.at(x.Kind, at.Place), at.Fit, ""
}

// ofSource tells whether a correction is of what a source is, and so stands on the source that there was.
func ofSource(x *Decision) bool {
	return x.Action == Correct && len(x.Values) == 1 && (x.Values[0].Field == "source_kind" || x.Values[0].Field == "naming")
}

// sourceMended tells whether somebody said who the source of a statement is.
func (l *layer) sourceMended(place int) bool {
	m := l.statements[place-1].mark
	return m != nil && slices.ContainsFunc(m.Changed, func(x onrecord.Mended) bool { return x.Field == "source" })
}

// mend gives a field of a finding its value by a decision, and notes what stood there.
func (l *layer) mend(f finding, x *Decision, v *Value) (why string) {
	if why := f.set(l.bench, v); why != "" {
		return why
	}
	n := f.base()
	m := n.marked()
	was := ""
	if n.read > 0 {
		was, _ = ValueOf(l.d, n.kind, n.read, v.Field)
	}
	m.Changed = slices.DeleteFunc(m.Changed, func(c onrecord.Mended) bool { return c.Field == v.Field })
	m.Changed = append(m.Changed, onrecord.Mended{Field: v.Field, Read: was, Decision: x.N, Who: x.Who, At: x.At, Why: x.Why})
	if m.Verdict = onrecord.Corrected; n.added > 0 {
		m.Verdict = onrecord.Added
	}
	m.Who, m.At = x.Who, x.At
	n.by = append(n.by, v.Field+" by "+signed(x))
	n.out, l.laid = false, true
	return ""
}
