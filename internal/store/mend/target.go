package mend

import (
	"cmp"
	"maps"
	"slices"

	"onrecord"
)

// Target is a finding as a decision points at it: its words, and those of its parts that tell it from others.
type Target struct {
	Kind  onrecord.Kind         `json:"kind"`
	Words Selector              `json:"words"`           // all of it
	Parts map[string][]Selector `json:"parts,omitempty"` // by what they are: "content", "source", "cue"; "trigger"; "issue", "cue"
	Nth   int                   `json:"nth,omitempty"`   // which it is, from 0, of those that nothing tells apart
	On    int64                 `json:"on,omitempty"`    // number of the decision that added it; 0 where it was read
}

// Parts of findings by which they are told apart.
const (
	partContent = "content"
	partSource  = "source"
	partCue     = "cue"
	partTrigger = "trigger"
	partIssue   = "issue"
)

// mostParts is how many stretches of one part are kept.
const mostParts = 8

// SpanOf is the stretch of a finding by its place among its kind; false where the document has none there.
func SpanOf(d *onrecord.Document, kind onrecord.Kind, place int) (onrecord.Span, bool) {
	if place < 1 || place > d.Count(kind) {
		return onrecord.Span{}, false
	}
	switch kind {
	case onrecord.KindStatement:
		return d.Attributions[place-1].Extent(), true
	case onrecord.KindEvent:
		return d.Events[place-1].Span, true
	}
	return d.Positions[place-1].Span, true
}

// partsOf are the stretches of the parts of a finding, which must be there.
func partsOf(d *onrecord.Document, kind onrecord.Kind, place int) map[string][]onrecord.Span {
	switch kind {
	case onrecord.KindStatement:
		a := &d.Attributions[place-1]
		return map[string][]onrecord.Span{partContent: a.Content, partSource: a.Source.Spans, partCue: given(a.Cue)}
	case onrecord.KindEvent:
		return map[string][]onrecord.Span{partTrigger: given(d.Events[place-1].Trigger)}
	}
	p := &d.Positions[place-1]
	cue := p.StanceCues
	if len(cue) == 0 {
		cue = p.FirmnessCues
	}
	return map[string][]onrecord.Span{partIssue: p.IssueSpans, partCue: cue}
}

func given(s onrecord.Span) []onrecord.Span {
	if s.Empty() {
		return nil
	}
	return []onrecord.Span{s}
}

// core is the part that makes a finding what it is; "" of a position, which is its passage.
func core(kind onrecord.Kind) string {
	switch kind {
	case onrecord.KindStatement:
		return partContent
	case onrecord.KindEvent:
		return partTrigger
	}
	return ""
}

// Aim points at a finding of a reading by its place, which must be there.
func Aim(d *onrecord.Document, kind onrecord.Kind, place int) *Target {
	span, _ := SpanOf(d, kind, place)
	t := &Target{Kind: kind, Words: Select(d.Text, span), Parts: map[string][]Selector{}}
	parts := partsOf(d, kind, place)
	for name, list := range parts {
		if len(list) > 0 {
			t.Parts[name] = SelectAll(d.Text, list[:min(len(list), mostParts)])
		}
	}
	for other := 1; other < place; other++ {
		if s, _ := SpanOf(d, kind, other); s == span && maps.EqualFunc(partsOf(d, kind, other), parts, slices.Equal) {
			t.Nth++
		}
	}
	return t
}

// hull is the stretch from the first to the last of some; the zero span for none.
func hull(spans []onrecord.Span) onrecord.Span {
	var out onrecord.Span
	for _, s := range spans {
		switch {
		case s.Empty():
		case out.Empty():
			out = s
		default:
			out = onrecord.Span{Start: min(out.Start, s.Start), End: max(out.End, s.End)}
		}
	}
	return out
}

// overlap is how much of two stretches together is in both, 0 to 1.
func overlap(a, b onrecord.Span) float64 {
	both := min(a.End, b.End) - max(a.Start, b.Start)
	if both <= 0 {
		return 0
	}
	return float64(both) / float64(max(a.End, b.End)-min(a.Start, b.Start))
}

// halfSame is how much of two stretches must be in both for them to be of one finding.
const halfSame = 0.5

// Found is a finding that was found again.
type Found struct {
	Place int // among its kind in the document, from 1; 0 where it was not found
	Fit   Fit
	Why   string // it was not found
}

// Reasons why a finding is not found again, for people.
const (
	notThere   = "its words do not stand in the text any more"
	notFound   = "the words stand in the text, but this reading has no such finding there"
	notSure    = "several findings of this reading fit as well"
	otherSays  = "this reading gives another source for it"
	takenBack  = "the finding it is about was added by a decision that does not stand any more"
	valueGone  = "the words that were chosen do not stand in the text any more"
	notInside  = "what it says does not lie inside what that statement says"
	inCircle   = "the statements would lie inside each other"
	noWordLeft = "the words chosen hold no word"
)

// In finds the finding of a reading again: that of its kind whose part that makes it what it is, and whose whole, lie where its words are now.
// Where several fit as well, none is taken.
func (t *Target) In(d *onrecord.Document) Found {
	whole, fit := t.Words.In(d.Text)
	heart, found := t.located(d, core(t.Kind))
	others := map[string]onrecord.Span{}
	for _, part := range []string{partSource, partCue, partIssue} {
		others[part], _ = t.located(d, part)
	}
	if heart.Empty() && (fit == Nowhere || t.Kind == onrecord.KindEvent) { // a deed is its word
		return Found{Why: notThere}
	}
	type candidate struct {
		place int
		score float64
	}
	var list []candidate
	for place := 1; place <= d.Count(t.Kind); place++ {
		span, _ := SpanOf(d, t.Kind, place)
		parts := partsOf(d, t.Kind, place)
		asWhole, asHeart := 0.0, 0.0
		if fit != Nowhere {
			asWhole = overlap(span, whole)
		}
		own := hull(parts[core(t.Kind)])
		if !heart.Empty() {
			asHeart = overlap(own, heart)
		}
		switch {
		case !heart.Empty() && !own.Empty() && asHeart < halfSame:
			continue
		case (heart.Empty() || own.Empty()) && asWhole < halfSame:
			continue
		case heart.Empty() && t.Kind == onrecord.KindStatement && overlap(hull(parts[partSource]), others[partSource])+overlap(hull(parts[partCue]), others[partCue]) == 0:
			continue
		}
		score := 4*asHeart + 2*asWhole
		for part, s := range others {
			score += overlap(hull(parts[part]), s)
		}
		list = append(list, candidate{place, score})
	}
	if len(list) == 0 {
		return Found{Why: notFound}
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	same := 1
	for same < len(list) && list[0].score-list[same].score < 1e-9 {
		same++
	}
	nth := 0
	if same > 1 {
		if nth = t.Nth; nth >= same {
			return Found{Why: notSure}
		}
	}
	if found != Nowhere && (fit == Nowhere || found < fit) {
		fit = found
	}
	return Found{Place: list[nth].place, Fit: fit}
}

// located is the stretch of a part where its words are now, and how well they fit; the zero span where none is there.
func (t *Target) located(d *onrecord.Document, part string) (onrecord.Span, Fit) {
	var list []onrecord.Span
	worst := Same
	for i := range t.Parts[part] {
		s, fit := t.Parts[part][i].In(d.Text)
		if fit == Nowhere {
			continue
		}
		list, worst = append(list, s), min(worst, fit)
	}
	if len(list) == 0 {
		return onrecord.Span{}, Nowhere
	}
	return hull(list), worst
}

// sameSource tells whether a statement has the source that a decision on its source was about.
func (t *Target) sameSource(d *onrecord.Document, place int) bool {
	was, fit := t.located(d, partSource)
	now := hull(d.Attributions[place-1].Source.Spans)
	if fit == Nowhere || was.Empty() {
		return now.Empty() || len(t.Parts[partSource]) > 0 && fit == Nowhere
	}
	return was.Overlaps(now)
}

// byWords finds the finding of a decision of versions before, which kept its words and where they began: that of its kind with the same words,
// the nearest.
func byWords(d *onrecord.Document, x *Decision) Found {
	best, place := -1, 0
	for k := 1; k <= d.Count(x.Kind); k++ {
		span, _ := SpanOf(d, x.Kind, k)
		if d.In(span) != x.Quote {
			continue
		}
		if off := abs(span.Start - x.Start); best < 0 || off < best || off == best && k == x.Number {
			best, place = off, k
		}
	}
	switch {
	case place == 0:
		return Found{Why: notFound}
	case best == 0:
		return Found{Place: place, Fit: Same}
	}
	return Found{Place: place, Fit: Moved}
}

// Added points at what a decision adds: its core words, and how many findings the reading has there already.
func Added(d *onrecord.Document, x *Decision) *Target {
	name := map[onrecord.Kind]string{onrecord.KindStatement: "content", onrecord.KindEvent: "trigger", onrecord.KindPosition: "passage"}[x.Kind]
	t := &Target{Kind: x.Kind}
	for i := range x.Values {
		if v := &x.Values[i]; v.Field == name {
			var spans []onrecord.Span
			for k := range v.Words {
				if s, fit := v.Words[k].In(d.Text); fit != Nowhere {
					spans = append(spans, s)
				}
			}
			if at := hull(spans); !at.Empty() {
				t.Words, t.Nth = Select(d.Text, at), len(alikeTo(d, x.Kind, at))
			}
		}
	}
	return t
}
