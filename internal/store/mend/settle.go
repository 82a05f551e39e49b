package mend

import (
	"cmp"
	"slices"
	"strings"

	"onrecord"
)

// settle works out what follows from what was added, rejected and put right: which statement holds which, and on whose word events and
// positions are told. What nobody touched stays where the reading has it.
func (l *layer) settle() {
	if slices.ContainsFunc(l.statements, func(s *statement) bool { return s.out }) {
		l.reshaped = true
	}
	if !l.reshaped {
		return
	}
	before := l.before()
	for _, s := range l.statements {
		s.up = standingAbove(s.up)
	}
	l.nest()
	l.reword(before)
}

// standingAbove is a statement, or the nearest above it that was not rejected.
func standingAbove(s *statement) *statement {
	for s != nil && s.out {
		s = s.up
	}
	return s
}

// nest puts statements into those that hold them, where what holds them has changed.
func (l *layer) nest() {
	fresh := func(s *statement) bool { return s.read == 0 || l.contentMended(s) }
	for _, s := range l.statements {
		fits := s.up == nil || holds(s.up.Content, s.Content)
		if s.held && !fits {
			l.lose(&s.node, "parent", notInside)
			s.held = false
		}
		if !fits || !s.held && fresh(s) {
			s.up = l.around(s.Content, s)
		}
	}
	for _, s := range l.statements { // what was added, or says more now, may lie between one and that which it lay in
		if s.held || s.out || fresh(s) {
			continue
		}
		if up := l.around(s.Content, s); up != nil && up != s.up && fresh(up) && within(up, s.up) {
			s.up = up
		}
	}
	for _, s := range l.statements { // who says what lies where may have been put into a circle by two decisions: the reading's order breaks it
		seen := map[*statement]bool{}
		for x := s; x != nil; x = x.up {
			if seen[x] {
				s.up = nil
				break
			}
			seen[x] = true
		}
	}
}

// lose tells of the decision on a field of a finding that it does not hold beside others.
func (l *layer) lose(n *node, field, why string) {
	if n.mark == nil {
		return
	}
	for i := len(n.mark.Changed) - 1; i >= 0; i-- {
		c := n.mark.Changed[i]
		if c.Field != field || c.Decision == 0 {
			continue
		}
		n.mark.Changed = slices.Delete(n.mark.Changed, i, i+1)
		for k := range l.outcomes {
			if o := &l.outcomes[k]; o.N == c.Decision {
				o.Lost, o.Number = why, 0
				n.by = slices.DeleteFunc(n.by, func(s string) bool { return s == field+" by "+signed(o.Decision) })
			}
		}
	}
}

// within tells whether a statement lies below another; every one lies below none.
func within(s, above *statement) bool {
	for x := s.up; x != nil; x = x.up {
		if x == above {
			return true
		}
	}
	return above == nil
}

func (l *layer) contentMended(s *statement) bool {
	return s.mark != nil && slices.ContainsFunc(s.mark.Changed, func(x onrecord.Mended) bool { return x.Field == "content" })
}

// around is the statement with the least content that holds some stretches; nil where the outlet itself tells them. But is not looked at, nor
// is what lies below it.
func (l *layer) around(spans []onrecord.Span, but *statement) *statement {
	var best *statement
	for _, s := range l.statements {
		if s == but || s.out || !holds(s.Content, spans) || but != nil && (below(s, but) || size(s.Content) <= size(but.Content)) {
			continue
		}
		if best == nil || size(s.Content) < size(best.Content) {
			best = s
		}
	}
	return best
}

func below(s, above *statement) bool {
	for x := s.up; x != nil; x = x.up {
		if x == above {
			return true
		}
	}
	return false
}

func size(spans []onrecord.Span) int {
	n := 0
	for _, s := range spans {
		n += s.Len()
	}
	return n
}

// words are, of each event and position, the statement that holds it as it was read.
type words struct {
	events    map[*event]onrecord.AttributionID
	positions map[*position]onrecord.AttributionID
}

// before is who told what as it was read.
func (l *layer) before() words {
	of := l.d.Words()
	w := words{map[*event]onrecord.AttributionID{}, map[*position]onrecord.AttributionID{}}
	for _, e := range l.events {
		if e.read > 0 {
			w.events[e] = of(l.d.Events[e.read-1].Trigger)
		}
	}
	for _, p := range l.positions {
		if p.read > 0 {
			w.positions[p] = of(l.d.Positions[p.read-1].Span)
		}
	}
	return w
}

// reword finds on whose word events and positions are told where that has changed.
func (l *layer) reword(before words) {
	holder := func(id onrecord.AttributionID) *statement {
		if id == 0 {
			return nil
		}
		return l.statements[id-1]
	}
	again := func(n *node, held bool, up *statement, was *statement, s onrecord.Span) *statement {
		if held {
			return standingAbove(up)
		}
		now := l.around([]onrecord.Span{s}, nil)
		if n.read == 0 || now != was {
			return now
		}
		return standingAbove(up)
	}
	for _, e := range l.events {
		e.up = again(&e.node, e.held, e.up, holder(before.events[e]), e.Trigger)
	}
	for _, p := range l.positions {
		p.up = again(&p.node, p.held, p.up, holder(before.positions[p]), p.Span)
	}
}

// document puts the bench together again.
func (l *layer) document(o Options) *onrecord.Document {
	out := *l.d
	x := &onrecord.Decided{Numbers: map[onrecord.Kind][]int{}, Read: map[onrecord.Kind]int{}, Marks: map[string]*onrecord.Mark{}}
	for _, kind := range []onrecord.Kind{onrecord.KindStatement, onrecord.KindEvent, onrecord.KindPosition} {
		x.Read[kind] = l.d.Count(kind)
	}
	out.Decided = x
	kept := func(n *node) bool { return o.KeepRejected || !n.out }
	statements := l.inOrder(slices.DeleteFunc(slices.Clone(l.statements), func(s *statement) bool { return !kept(&s.node) }))
	events := slices.DeleteFunc(slices.Clone(l.events), func(e *event) bool { return !kept(&e.node) })
	slices.SortStableFunc(events, func(a, b *event) int {
		return cmp.Or(cmp.Compare(a.Trigger.Start, b.Trigger.Start), cmp.Compare(a.order, b.order))
	})
	positions := slices.DeleteFunc(slices.Clone(l.positions), func(p *position) bool { return !kept(&p.node) })
	slices.SortStableFunc(positions, func(a, b *position) int { return cmp.Compare(a.order, b.order) })
	l.put(&out, statements, events, positions)
	l.marks(&out, x)
	return &out
}

// inOrder puts statements into the order in which they were read, those added where they stand in the text, and each behind the one that
// holds it.
func (l *layer) inOrder(list []*statement) (out []*statement) {
	slices.SortStableFunc(list, func(a, b *statement) int { return cmp.Compare(a.order, b.order) })
	done := map[*statement]bool{}
	there := map[*statement]bool{}
	for _, s := range list {
		there[s] = true
	}
	var emit func(s *statement)
	emit = func(s *statement) {
		if done[s] || !there[s] {
			return
		}
		done[s] = true
		if s.up != nil {
			emit(s.up)
		}
		out = append(out, s)
	}
	for _, s := range list {
		emit(s)
	}
	return out
}

// put writes the findings into the document, with the numbers of what they refer to.
func (l *layer) put(d *onrecord.Document, statements []*statement, events []*event, positions []*position) {
	x := d.Decided
	id := map[*statement]onrecord.AttributionID{}
	d.Attributions, d.Events, d.Positions = nil, nil, nil
	for i, s := range statements {
		id[s] = onrecord.AttributionID(i + 1)
		a := s.Attribution
		a.Within = id[s.up]
		s.sign(&a.By, &a.Conf)
		d.Attributions = append(d.Attributions, a)
		x.Numbers[onrecord.KindStatement] = append(x.Numbers[onrecord.KindStatement], s.number)
	}
	l.putPlaces(d, events)
	for i, e := range events {
		d.Events = append(d.Events, e.Event)
		y := &d.Events[i]
		y.OnWordOf = id[e.up]
		y.Place, y.Date = placeID(d, e.place), dateID(d, e.date)
		e.sign(&y.By, &y.Conf)
		x.Numbers[onrecord.KindEvent] = append(x.Numbers[onrecord.KindEvent], e.number)
	}
	at := map[*position]onrecord.PositionID{}
	for i, p := range positions {
		at[p] = onrecord.PositionID(i + 1)
	}
	for i, p := range positions {
		d.Positions = append(d.Positions, p.Position)
		y := &d.Positions[i]
		y.OnWordOf, y.Tension = id[p.up], nil
		for _, t := range p.tension {
			if at[t] != 0 {
				y.Tension = append(y.Tension, at[t])
			}
		}
		p.sign(&y.By, &y.Conf)
		x.Numbers[onrecord.KindPosition] = append(x.Numbers[onrecord.KindPosition], p.number)
	}
}

// sign says who has decided on a finding in what names its finder, and that it is sure where somebody stands behind it.
func (n *node) sign(by *string, conf *float64) {
	if len(n.by) == 0 {
		return
	}
	if n.read == 0 {
		*by = strings.Join(n.by, "; ")
	} else {
		*by += "; " + strings.Join(n.by, "; ")
	}
	if n.mark.Verdict != onrecord.Rejected {
		*conf = 1
	}
}

// putPlaces puts places and times that people gave among those of the reading, in the order of the text.
func (l *layer) putPlaces(d *onrecord.Document, events []*event) {
	places, dates := slices.Clone(l.d.Places), slices.Clone(l.d.Dates)
	for _, e := range events {
		if e.place != nil && e.place.By == byPerson && !slices.Contains(places, *e.place) {
			places = append(places, *e.place)
		}
		if e.date != nil && e.date.By == byPerson && !slices.Contains(dates, *e.date) {
			dates = append(dates, *e.date)
		}
	}
	if len(places) > len(l.d.Places) {
		slices.SortStableFunc(places, func(a, b onrecord.Location) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	}
	if len(dates) > len(l.d.Dates) {
		slices.SortStableFunc(dates, func(a, b onrecord.Date) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	}
	d.Places, d.Dates = places, dates
}

func placeID(d *onrecord.Document, p *onrecord.Location) onrecord.PlaceID {
	if p == nil {
		return 0
	}
	return onrecord.PlaceID(slices.Index(d.Places, *p) + 1)
}

func dateID(d *onrecord.Document, t *onrecord.Date) onrecord.DateID {
	if t == nil {
		return 0
	}
	return onrecord.DateID(slices.Index(d.Dates, *t) + 1)
}

// marks writes down what was decided of each finding, with what it is now in words.
func (l *layer) marks(d *onrecord.Document, x *onrecord.Decided) {
	each := func(n *node, quote string, place int) {
		now := func(field string) string {
			if place == 0 {
				return ""
			}
			v, _ := ValueOf(d, n.kind, place, field)
			return v
		}
		told := map[onrecord.Kind]string{onrecord.KindStatement: "parent"}[n.kind]
		if told == "" {
			told = "word"
		}
		if n.read > 0 && place > 0 { // what follows from decisions on others
			was, _ := ValueOf(l.d, n.kind, n.read, told)
			is := now(told)
			if was != is && !(n.mark != nil && slices.ContainsFunc(n.mark.Changed, func(c onrecord.Mended) bool { return c.Field == told })) {
				n.marked().Changed = append(n.marked().Changed, onrecord.Mended{Field: told, Read: was})
			}
		}
		if n.mark == nil {
			return
		}
		n.mark.Quote = quote
		for i := range n.mark.Changed {
			n.mark.Changed[i].Now = now(n.mark.Changed[i].Field)
		}
		if place == 0 {
			x.Out = append(x.Out, *n.mark)
			return
		}
		x.Marks[n.id()] = n.mark
	}
	at := func(n *node) int { return x.PlaceOf(n.kind, n.number) }
	for _, s := range l.statements {
		each(&s.node, d.In(s.Extent()), at(&s.node))
	}
	for _, e := range l.events {
		each(&e.node, d.In(e.Span), at(&e.node))
	}
	for _, p := range l.positions {
		each(&p.node, d.In(p.Span), at(&p.node))
	}
}
