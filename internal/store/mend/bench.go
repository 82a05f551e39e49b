package mend

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"onrecord"
)

// bench is the findings of a document taken apart, so that they can be put right: what one refers to is at hand, not a number.
type bench struct {
	d          *onrecord.Document // as it was read
	statements []*statement
	events     []*event
	positions  []*position
	reshaped   bool // which statement holds which may have changed
}

// node is what every finding on the bench has.
type node struct {
	kind   onrecord.Kind
	number int     // by which it is known
	read   int     // its place in the reading, from 1; 0 where it was added
	order  float64 // among its kind
	mark   *onrecord.Mark
	added  int64 // the decision that added it; 0 where it was read
	out    bool  // rejected
	by     []string
}

type statement struct {
	node
	onrecord.Attribution
	up   *statement // in whose content it lies
	held bool       // somebody said so
}

type event struct {
	node
	onrecord.Event
	up    *statement // on whose word
	held  bool
	place *onrecord.Location
	date  *onrecord.Date
}

type position struct {
	node
	onrecord.Position
	up      *statement
	held    bool
	tension []*position
}

// newBench takes a reading apart.
func newBench(d *onrecord.Document) *bench {
	b := &bench{d: d}
	for i := range d.Attributions {
		b.statements = append(b.statements, &statement{node: read(onrecord.KindStatement, i), Attribution: d.Attributions[i]})
	}
	up := func(id onrecord.AttributionID) *statement {
		if id < 1 || int(id) > len(b.statements) {
			return nil
		}
		return b.statements[id-1]
	}
	for _, s := range b.statements {
		s.up = up(s.Within)
	}
	for i := range d.Events {
		e := &event{node: read(onrecord.KindEvent, i), Event: d.Events[i], up: up(d.Events[i].OnWordOf)}
		e.place, e.date = d.Place(e.Place), d.Date(e.Date)
		b.events = append(b.events, e)
	}
	for i := range d.Positions {
		b.positions = append(b.positions, &position{node: read(onrecord.KindPosition, i), Position: d.Positions[i], up: up(d.Positions[i].OnWordOf)})
	}
	for _, p := range b.positions {
		for _, t := range p.Tension {
			p.tension = append(p.tension, b.positions[t-1])
		}
	}
	return b
}

func read(kind onrecord.Kind, i int) node {
	return node{kind: kind, number: i + 1, read: i + 1, order: float64(i + 1)}
}

// at is the finding of a place in the reading.
func (b *bench) at(kind onrecord.Kind, place int) finding {
	switch kind {
	case onrecord.KindStatement:
		return b.statements[place-1]
	case onrecord.KindEvent:
		return b.events[place-1]
	}
	return b.positions[place-1]
}

// finding is a statement, an event or a position on the bench.
type finding interface {
	base() *node
	// set gives a field a value that was checked; it tells why that cannot be.
	set(b *bench, v *Value) (why string)
	// core is the part that makes it what it is.
	core() onrecord.Span
}

func (n *node) base() *node { return n }

func (s *statement) core() onrecord.Span { return hull(s.Content) }
func (e *event) core() onrecord.Span     { return e.Trigger }
func (p *position) core() onrecord.Span  { return p.Span }

// id is what a finding is called.
func (n *node) id() string { return onrecord.FindingID(n.kind, n.number) }

// marked is the mark of a finding, made where it has none.
func (n *node) marked() *onrecord.Mark {
	if n.mark == nil {
		n.mark = &onrecord.Mark{ID: n.id()}
	}
	return n.mark
}

// located are the stretches of selected words where they are now; why is "" where all are there.
func (b *bench) located(words []Selector) (out []onrecord.Span, why string) {
	for i := range words {
		s, fit := words[i].In(b.d.Text)
		if fit == Nowhere || s.Empty() {
			return nil, valueGone
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(x, y onrecord.Span) int { return x.Start - y.Start })
	for i := 1; i < len(out); i++ {
		if out[i].Start < out[i-1].End {
			return nil, valueGone
		}
	}
	return out, ""
}

// entityAt is the entity that words stand for: of a mention that they are, else of one with the same head, the longest that lies in them first.
func (b *bench) entityAt(s onrecord.Span) onrecord.EntityID {
	best, most := onrecord.EntityID(0), 0
	for i := range b.d.Entities {
		for _, m := range b.d.Entities[i].Mentions {
			n := 0
			switch {
			case m.Span == s:
				n = 1 << 30
			case s.Contains(m.Span) && m.Head > 0 && m.Head == b.head(s): // its head is theirs
				n = 1<<20 + m.Len()
			case m.Contains(s) && m.Head > 0 && m.Head == b.head(s):
				n = 1<<20 - m.Len()
			}
			if n > most {
				best, most = onrecord.EntityID(i+1), n
			}
		}
	}
	return best
}

// head is the word of a stretch that the others depend on; 0 where it holds no word.
func (b *bench) head(s onrecord.Span) onrecord.TokenID {
	first, end := b.d.TokensIn(s)
	for i := first; i < end; i++ {
		if h := int(b.d.Tokens[i].Head); h <= first || h > end {
			if b.d.Tokens[i].Tag != "PUNCT" || end-first == 1 {
				return onrecord.TokenID(i + 1)
			}
		}
	}
	if first < end {
		return onrecord.TokenID(end)
	}
	return 0
}

// members are who takes part, by the words chosen.
func (b *bench) members(v *Value) (out []onrecord.Member, why string) {
	spans, why := b.located(v.Words)
	for i, s := range spans {
		m := onrecord.Member{Span: s, Head: b.head(s), Entity: b.entityAt(s)}
		switch e := b.d.Entity(m.Entity); {
		case i < len(v.Codes):
			for _, c := range v.Codes[i] {
				m.Codes = append(m.Codes, onrecord.Code{Country: c.Country, Sector: onrecord.Sector(c.Sector), Group: c.Group, By: c.By})
			}
		case e != nil:
			m.Codes = e.Codes
		}
		out = append(out, m)
	}
	return out, why
}

// upOf is the statement that a value names; nil for none.
func (b *bench) upOf(v *Value) (up *statement, why string) {
	if v.None {
		return nil, ""
	}
	if v.Finding.On > 0 {
		for _, s := range b.statements {
			if s.added == v.Finding.On {
				return s, ""
			}
		}
		return nil, takenBack
	}
	f := v.Finding.In(b.d)
	if f.Place == 0 {
		return nil, f.Why
	}
	return b.statements[f.Place-1], ""
}

func (s *statement) set(b *bench, v *Value) string {
	spans, why := b.located(v.Words)
	if why != "" {
		return why
	}
	switch v.Field {
	case "source":
		s.Source = onrecord.Source{Spans: spans, Kind: onrecord.SourceNone, Naming: onrecord.NamingNone}
		if len(spans) > 0 {
			s.Source.Kind, s.Source.Naming, s.Source.Entity = "", "", b.entityAt(spans[0])
		}
		s.Carried, s.Evidence, s.Frame = false, nil, 0
		s.follow(v.Follows)
	case "cue":
		s.Cue = hull(spans)
		s.Evidence, s.Frame = nil, 0
		s.follow(v.Follows)
	case "content":
		s.Content, b.reshaped = spans, true
		s.follow(v.Follows)
	case "source_kind":
		s.Source.Kind = onrecord.SourceKind(v.Text)
	case "naming":
		s.Source.Naming = onrecord.Naming(v.Text)
	case "type":
		s.Type = onrecord.Type(v.Text)
	case "parent":
		up, why := b.upOf(v)
		if why != "" {
			return why
		}
		for x := up; x != nil; x = x.up {
			if x == s {
				return inCircle
			}
		}
		if up != nil && !holds(up.Content, s.Content) {
			return notInside
		}
		s.up, s.held, b.reshaped = up, true, true
	}
	return ""
}

// follow sets the axes that the program worked out from new words.
func (s *statement) follow(axes map[string]string) {
	x := &s.Source
	for name, v := range axes {
		switch name {
		case "kind":
			x.Kind = onrecord.SourceKind(v)
		case "naming":
			x.Naming = onrecord.Naming(v)
		case "anonymity":
			x.Anonymity = onrecord.Anonymity(v)
		case "number":
			x.Number = onrecord.Number(v)
		case "count":
			x.Count, _ = strconv.Atoi(v)
		case "access":
			x.Access = onrecord.Access(v)
		case "affiliation":
			x.Affiliation = onrecord.Affiliation(v)
		case "country":
			x.Country = v
		case "role":
			x.Role = onrecord.Role(v)
		case "status":
			x.Status = onrecord.Status(v)
		case "channel":
			x.Channel = onrecord.Channel(v)
		case "ground_rules":
			x.GroundRules = onrecord.GroundRules(v)
		case "type":
			s.Type = onrecord.Type(v)
		case "form":
			s.Form = onrecord.Form(v)
		case "cue_stance":
			s.CueStance = onrecord.CueStance(v)
		case "polarity":
			s.Polarity = onrecord.Polarity(v)
		case "certainty":
			s.Certainty = onrecord.Certainty(v)
		case "tense":
			s.Tense = onrecord.Tense(v)
		case "commitment":
			s.Commitment = onrecord.Commitment(v)
		case "medium":
			s.Medium = onrecord.Medium(v)
		}
	}
}

// SourceAxes are the axes of the source of a statement as [Value.Follows] keeps them.
func SourceAxes(a *onrecord.Attribution) map[string]string {
	s := &a.Source
	out := map[string]string{"kind": string(s.Kind), "naming": string(s.Naming), "anonymity": string(s.Anonymity), "number": string(s.Number),
		"access": string(s.Access), "affiliation": string(s.Affiliation), "country": s.Country, "role": string(s.Role), "status": string(s.Status),
		"channel": string(s.Channel), "ground_rules": string(s.GroundRules)}
	if s.Count > 0 {
		out["count"] = strconv.Itoa(s.Count)
	}
	return known(out)
}

// CueAxes are the axes of what a cue says as [Value.Follows] keeps them.
func CueAxes(a *onrecord.Attribution) map[string]string {
	return known(map[string]string{"type": string(a.Type), "cue_stance": string(a.CueStance), "polarity": string(a.Polarity),
		"certainty": string(a.Certainty), "tense": string(a.Tense), "commitment": string(a.Commitment), "medium": string(a.Medium)})
}

// known leaves the axes that have a value.
func known(axes map[string]string) map[string]string {
	for name, v := range axes {
		if v == "" {
			delete(axes, name)
		}
	}
	return axes
}

func (e *event) set(b *bench, v *Value) (why string) {
	switch v.Field {
	case "trigger":
		spans, why := b.located(v.Words)
		if why != "" {
			return why
		}
		head := b.head(spans[0])
		if head == 0 {
			return noWordLeft
		}
		e.Trigger, e.Head, e.Frame, b.reshaped = spans[0], head, 0, true
		e.stretch(b)
	case "actor", "recipient":
		list, why := b.members(v)
		if why != "" {
			return why
		}
		if v.Field == "actor" {
			e.Actor = list
		} else {
			e.Recipient = list
		}
		e.stretch(b)
	case "root":
		e.Root, e.Mode, e.Quad = onrecord.Root(v.Text), "", 0
		if n, err := strconv.Atoi(v.Follows["quad"]); err == nil {
			e.Quad = onrecord.Quad(n)
		}
	case "status":
		e.Status = onrecord.EventStatus(v.Text)
		e.judged(v)
	case "modality":
		e.Fact.Modality = onrecord.Modality(v.Text)
	case "date":
		e.date, why = b.dateOf(v)
	case "place":
		if e.place, why = b.placeOf(v); why == "" {
			e.AtDateline = false
		}
	case "word":
		if e.up, why = b.upOf(v); why == "" {
			e.held = true
		}
	}
	return why
}

// judged keeps the factuality of an event in line with its status.
func (e *event) judged(v *Value) {
	if x, err := strconv.ParseFloat(v.Follows["factuality"], 64); err == nil {
		e.Fact.Value = x
	}
	if m := v.Follows["modality"]; m != "" {
		e.Fact.Modality = onrecord.Modality(m)
	}
	if p := v.Follows["polarity"]; p != "" {
		e.Fact.Polarity = onrecord.Polarity(p)
	}
}

// FollowStatus is what [Value.Follows] keeps of the factuality of an event whose status was put right.
func FollowStatus(f *onrecord.Factuality) map[string]string {
	return map[string]string{"factuality": strconv.FormatFloat(f.Value, 'g', -1, 64), "modality": string(f.Modality), "polarity": string(f.Polarity)}
}

// stretch is the smallest stretch of its sentence that holds trigger and parties.
func (e *event) stretch(b *bench) {
	spans, at := []onrecord.Span{e.Trigger}, b.d.SentenceAt(e.Trigger.Start)
	for _, m := range slices.Concat(e.Actor, e.Recipient) {
		if b.d.SentenceAt(m.Span.Start) == at {
			spans = append(spans, m.Span)
		}
	}
	e.Span = hull(spans)
}

// dateOf is the time that a value names: the words as the reading settled them, or days that somebody gives.
func (b *bench) dateOf(v *Value) (*onrecord.Date, string) {
	if v.None {
		return nil, ""
	}
	spans, why := b.located(v.Words)
	if why != "" {
		return nil, why
	}
	from, to, _ := days(v.Text) // checked
	at := hull(spans)
	if v.Text == "" {
		best := 0.0
		var found *onrecord.Date
		for i := range b.d.Dates {
			if x := overlap(b.d.Dates[i].Span, at); x > best {
				best, found = x, &b.d.Dates[i]
			}
		}
		if found != nil {
			return found, ""
		}
	}
	return &onrecord.Date{Span: at, From: from, To: to, By: byPerson, Conf: 1}, ""
}

// placeOf is the place that a value names: the words as the reading settled them, or the state that somebody gives.
func (b *bench) placeOf(v *Value) (*onrecord.Location, string) {
	if v.None {
		return nil, ""
	}
	spans, why := b.located(v.Words)
	if why != "" {
		return nil, why
	}
	at := hull(spans)
	best := 0.0
	var found *onrecord.Location
	for i := range b.d.Places {
		if x := overlap(b.d.Places[i].Span, at); x > best && (v.Text == "" || b.d.Places[i].Country == v.Text) {
			best, found = x, &b.d.Places[i]
		}
	}
	if found != nil {
		return found, ""
	}
	p := &onrecord.Location{Span: at, Country: v.Text, By: byPerson, Conf: 1}
	if len(spans) == 0 {
		p.Kind = onrecord.PlaceCountry
	}
	return p, ""
}

// byPerson is what found a place or a time that somebody gave.
const byPerson = "decision"

func (p *position) set(b *bench, v *Value) (why string) {
	switch v.Field {
	case "passage":
		spans, why := b.located(v.Words)
		if why != "" {
			return why
		}
		p.Span, p.Frame, b.reshaped = spans[0], 0, true
	case "actor":
		list, why := b.members(v)
		if why != "" {
			return why
		}
		p.Actor = list
	case "issue":
		spans, why := b.located(v.Words)
		if why != "" {
			return why
		}
		p.Issue, p.IssueSpans = onrecord.OneLine(v.Text), spans
		if len(spans) > 0 {
			p.Issue = strings.ReplaceAll(inWords(b.d, spans...), between, " ")
		}
		p.Topic, p.Group = v.Follows["topic"], 0
	case "proposition":
		p.Proposition = v.Text
	case "topic":
		p.Topic = v.Text
	case "stance":
		p.Stance = onrecord.Stance(v.Text)
	case "firmness":
		p.Firmness, _ = strconv.Atoi(v.Text) // checked
		p.Implied = p.Implied || len(p.FirmnessCues) == 0
	case "conditions":
		return p.under(b, v)
	case "word":
		if p.up, why = b.upOf(v); why == "" {
			p.held = true
		}
	}
	return why
}

// under sets the conditions of a position.
func (p *position) under(b *bench, v *Value) string {
	var out []onrecord.Condition
	for _, c := range v.Conditions {
		s, fit := c.Words.In(b.d.Text)
		if fit == Nowhere {
			return valueGone
		}
		x := onrecord.Condition{Kind: c.Kind, Span: s, Direction: c.Direction}
		if c.Cue != nil {
			if cue, fit := c.Cue.In(b.d.Text); fit != Nowhere {
				x.Cue = cue
			}
		}
		out = append(out, x)
	}
	p.Conditions = out
	return ""
}

// holds tells whether each of some stretches lies in one of others.
func holds(outer, inner []onrecord.Span) bool {
	for _, s := range inner {
		if !slices.ContainsFunc(outer, func(o onrecord.Span) bool { return o.Contains(s) }) {
			return false
		}
	}
	return true
}

// signed names who decided, when and where it stands in the log.
func signed(d *Decision) string {
	return fmt.Sprintf("%s %s (decision %d)", onrecord.OneLine(d.Who), d.At.UTC().Format(time.DateOnly), d.N)
}
