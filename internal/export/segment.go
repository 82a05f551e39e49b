package export

import (
	"fmt"
	"sort"
	"strconv"

	"onrecord"
)

// mark opens a stretch of a finding in the text: "S3" stands before the source of statement 3, "E2" before the trigger of
// event 2.
type mark struct {
	Label  string
	What   string // "source of statement 3", for those who hear the page
	Anchor string // the id that the card links to, at the finding's first mark; else ""
}

// segment is a run of text between two edges of spans, so that no span crosses it.
type segment struct {
	Text  string
	Marks []mark   // what begins here
	Wraps []string // classes of the spans that hold it, outermost first
	Link  string   // id of the card of the innermost finding; "" for none
}

// finding is what a page shows as a card: a statement, an event or a position.
type finding struct {
	kind findingKind
	n    int // its number
}

// findingKind says how the cards and marks of one layer are called on the page.
type findingKind struct {
	onrecord.Kind
	anchor string // letter of the id of its first mark: "t3"
	class  string // letter of the class of its words: "m3"
}

var (
	statementFinding = findingKind{onrecord.KindStatement, "t", "m"}
	eventFinding     = findingKind{onrecord.KindEvent, "x", "n"}
	positionFinding  = findingKind{onrecord.KindPosition, "q", "o"}
)

// ID is the id of the finding and of its card.
func (f finding) ID() string { return onrecord.FindingID(f.kind.Kind, f.n) }

// Anchor is the id of its first mark in the text.
func (f finding) Anchor() string { return f.kind.anchor + strconv.Itoa(f.n) }

// placed is a part of a finding laid over the text.
type placed struct {
	part
	of     finding
	depth  int
	anon   bool
	marked bool
}

// segmenter cuts blocks of one document into segments, from the front to the back.
type segmenter struct {
	d        *onrecord.Document
	parts    []*placed // in order of start
	next     int       // the first part that has not begun
	active   []*placed
	anchored map[finding]bool
}

func newSegmenter(d *onrecord.Document) *segmenter {
	s := &segmenter{d: d, anchored: map[finding]bool{}}
	for i := range d.Attributions {
		a := &d.Attributions[i]
		depth := d.Depth(onrecord.AttributionID(i + 1))
		for _, p := range parts(a) {
			s.parts = append(s.parts, &placed{part: p, of: finding{statementFinding, d.Decided.NumberOf(onrecord.KindStatement, i+1)}, depth: depth, anon: a.Source.Anonymous()})
		}
	}
	s.addDeeds()
	sort.SliceStable(s.parts, func(i, j int) bool { return s.parts[i].Start < s.parts[j].Start })
	return s
}

// inmost is deeper than any statement: what events and positions mark is drawn inside the statements' marks.
const inmost = 1 << 20

func (s *segmenter) addDeeds() {
	add := func(f finding, r role, spans ...onrecord.Span) {
		for _, x := range spans {
			s.parts = append(s.parts, &placed{part: part{x, r}, of: f, depth: inmost})
		}
	}
	for i := range s.d.Events {
		add(finding{eventFinding, s.d.Decided.NumberOf(onrecord.KindEvent, i+1)}, roleTrigger, s.d.Events[i].Trigger)
	}
	for i := range s.d.Positions {
		p, f := &s.d.Positions[i], finding{positionFinding, s.d.Decided.NumberOf(onrecord.KindPosition, i+1)}
		add(f, roleStand, standWords(p)...)
		for _, c := range p.Conditions {
			add(f, roleCondition, c.Span)
		}
	}
}

// standWords is what a position is marked by in the text: the words that show how firm it is, else those that show its
// stance, else all of it.
func standWords(p *onrecord.Position) []onrecord.Span {
	switch {
	case len(p.FirmnessCues) > 0:
		return p.FirmnessCues
	case len(p.StanceCues) > 0:
		return p.StanceCues
	}
	return []onrecord.Span{p.Span}
}

// cut cuts one block; blocks must be given in order.
func (s *segmenter) cut(b onrecord.Span) []segment {
	var out []segment
	at := b.Start
	for at < b.End {
		s.advance(at)
		to := s.nextEdge(at, b.End)
		out = append(out, s.segment(onrecord.Span{Start: at, End: to}))
		at = to
	}
	return out
}

// advance makes active what holds the byte at the offset.
func (s *segmenter) advance(at int) {
	for s.next < len(s.parts) && s.parts[s.next].Start <= at {
		s.active = append(s.active, s.parts[s.next])
		s.next++
	}
	keep := s.active[:0]
	for _, p := range s.active {
		if p.End > at {
			keep = append(keep, p)
		}
	}
	s.active = keep
	sort.SliceStable(s.active, func(i, j int) bool { return outer(s.active[i], s.active[j]) })
}

// outer tells whether x is drawn around y: what is less deep first, content around source and cue.
func outer(x, y *placed) bool {
	if x.depth != y.depth {
		return x.depth < y.depth
	}
	if (x.role == roleContent) != (y.role == roleContent) {
		return x.role == roleContent
	}
	return x.of.n < y.of.n
}

func (s *segmenter) nextEdge(at, end int) int {
	for _, p := range s.active {
		end = min(end, p.End)
	}
	if s.next < len(s.parts) {
		end = min(end, s.parts[s.next].Start)
	}
	return end
}

func (s *segmenter) segment(x onrecord.Span) segment {
	out := segment{Text: s.d.In(x)}
	for _, p := range s.active {
		out.Wraps = append(out.Wraps, p.class())
		out.Link = p.of.ID()
		if !p.marked {
			p.marked = true
			out.Marks = append(out.Marks, s.mark(p))
		}
	}
	return out
}

// class is the classes of a part's words on the page.
func (p *placed) class() string {
	out := string(p.role)
	if p.depth < inmost {
		out += fmt.Sprintf(" d%d", min(p.depth, 3))
	}
	out += fmt.Sprintf(" %s%d", p.of.kind.class, p.of.n)
	if p.role == roleSource && p.anon {
		out += " anon"
	}
	return out
}

func (s *segmenter) mark(p *placed) mark {
	m := mark{Label: p.role.letter() + strconv.Itoa(p.of.n), What: fmt.Sprintf("%s of %s %d", p.role.spoken(), p.of.kind.Kind, p.of.n)}
	if !s.anchored[p.of] {
		s.anchored[p.of] = true
		m.Anchor = p.of.Anchor()
	}
	return m
}
