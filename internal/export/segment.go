package export

import (
	"fmt"
	"sort"

	"onrecord"
)

// mark opens a stretch of a statement in the text: "S3" stands before the source of statement 3.
type mark struct {
	ID     onrecord.AttributionID
	Letter string
	What   string // "source of statement 3", for those who hear the page
	Anchor bool   // the first mark of its statement, which the card links to
}

// segment is a run of text between two edges of spans, so that no span crosses it.
type segment struct {
	Text  string
	Marks []mark   // what begins here
	Wraps []string // classes of the spans that hold it, outermost first
	Link  onrecord.AttributionID
}

// placed is a part of a statement laid over the text.
type placed struct {
	part
	id     onrecord.AttributionID
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
	anchored map[onrecord.AttributionID]bool
}

func newSegmenter(d *onrecord.Document) *segmenter {
	s := &segmenter{d: d, anchored: map[onrecord.AttributionID]bool{}}
	for i := range d.Attributions {
		a, id := &d.Attributions[i], onrecord.AttributionID(i+1)
		depth := d.Depth(id)
		for _, p := range parts(a) {
			s.parts = append(s.parts, &placed{part: p, id: id, depth: depth, anon: a.Source.Anonymous()})
		}
	}
	sort.SliceStable(s.parts, func(i, j int) bool { return s.parts[i].Start < s.parts[j].Start })
	return s
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
	return x.id < y.id
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
		class := fmt.Sprintf("%s d%d m%d", p.role, min(p.depth, 3), p.id)
		if p.role == roleSource && p.anon {
			class += " anon"
		}
		out.Wraps = append(out.Wraps, class)
		out.Link = p.id
		if !p.marked {
			p.marked = true
			out.Marks = append(out.Marks, mark{p.id, p.role.letter(),
				fmt.Sprintf("%s of statement %d", p.role.spoken(), p.id), !s.anchored[p.id]})
			s.anchored[p.id] = true
		}
	}
	return out
}
