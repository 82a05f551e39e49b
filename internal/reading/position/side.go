package position

import (
	"slices"
	"strings"

	"onrecord"
)

// stance is the side that a verb takes, and how firmly.
type stance struct {
	side     onrecord.Stance
	firmness int
}

// bySides is what a position says of its finder that is read off a verb which takes a side.
const bySides = "rule/side"

// sureOfSides is the confidence of such positions, by judgement: the verb is plain, what the pronoun stands for is worked out.
const sureOfSides = 0.5

// sides reads the side that somebody is told to take on what only a pronoun names ("she supports it"), where the learned reader saw no
// position: it looks for a matter, and there is none in the sentence.
func (f *Finder) sides(x *view) {
	d := x.Doc
	for i := range d.Attributions {
		a := &d.Attributions[i]
		first, end := d.TokensIn(a.Cue)
		if end-first != 1 || len(a.Source.Spans) == 0 || len(a.Content) == 0 || x.tells(a.Content) {
			continue
		}
		s, ok := f.stances[d.Tokens[first].Lemma]
		if !ok || !x.plainly(first) || slices.ContainsFunc(d.Positions, func(p onrecord.Position) bool { return p.Span.Overlaps(a.Cue) }) {
			continue
		}
		x.open(d.SentenceAt(a.Cue.Start))
		p := onrecord.Position{Stance: s.side, Firmness: s.firmness, By: bySides, Conf: sureOfSides, OnWordOf: a.Within, Actor: []onrecord.Member{x.spoken(a)},
			IssueSpans: x.pointed(a.Content, d.Positions), FirmnessCues: []onrecord.Span{a.Cue}, StanceCues: []onrecord.Span{a.Cue}}
		if p.IssueSpans == nil {
			continue
		}
		x.extend(&p)
		f.name(x, &p, &onrecord.Frame{})
		at, _ := slices.BinarySearchFunc(d.Positions, p, func(a, b onrecord.Position) int { return a.Span.Start - b.Span.Start })
		d.Positions = slices.Insert(d.Positions, at, p)
	}
}

// plainly tells whether a verb is told as it stands: no negation, no modal, no question.
func (x *view) plainly(verb int) bool {
	s := x.Doc.SentenceAt(x.Doc.Tokens[verb].Start)
	for i := x.Doc.Sentences[s].From; i < x.Doc.Sentences[s].To; i++ {
		t := &x.Doc.Tokens[i]
		if x.Doc.In(t.Span) == "?" {
			return false
		}
		if int(t.Head)-1 != verb {
			continue
		}
		switch strings.ToLower(x.Doc.In(t.Span)) {
		case "not", "n't", "n’t", "never", "no", "longer", "would", "could", "may", "might", "can", "should", "did", "if", "whether":
			return false
		}
	}
	return true
}
