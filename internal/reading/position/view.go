package position

import (
	"slices"
	"strings"

	"onrecord"
	"onrecord/internal/lang/tree"
)

// view is a document as positions are looked for in it.
type view struct {
	tree.Tree
	wordOn   func(onrecord.Span) onrecord.AttributionID
	sources  map[onrecord.Span]onrecord.EntityID // whom the source stage took some words for
	at       int                                 // the number of the sentence that is open
	deciders map[string]bool                     // nouns for those who can hold a position
}

func newView(d *onrecord.Document) *view {
	x := &view{Tree: tree.New(d), wordOn: d.Words(), sources: map[onrecord.Span]onrecord.EntityID{}, at: -1}
	for i := range d.Attributions {
		src := &d.Attributions[i].Source
		for _, s := range src.Spans {
			if src.Entity != 0 && x.sources[s] == 0 {
				x.sources[s] = src.Entity
			}
		}
	}
	return x
}

// source is whom the source stage took some words for, where they are a source.
func (x *view) source(s onrecord.Span) (onrecord.EntityID, bool) {
	id, ok := x.sources[s]
	return id, ok && id != 0
}

// open goes to a sentence by its number.
func (x *view) open(s int) {
	if s != x.at {
		x.at = s
		x.Open(x.Doc.Sentences[s])
	}
}

// issueReach is how many words may lie between the words of stance and a piece of the matter.
const issueReach = 60

// near are the runs of a role that stand near the anchor.
func (x *view) near(fr *onrecord.Frame, role string) []onrecord.Run {
	return slices.DeleteFunc(slices.Clone(fr.Roles[role]), func(r onrecord.Run) bool { return far(fr.Anchor, r) > issueReach })
}

// trim is the span of a run without marks at its ends.
func (x *view) trim(r onrecord.Run) onrecord.Span { return x.Doc.RunSpan(x.Trim(r)) }

func (x *view) spans(runs []onrecord.Run) []onrecord.Span {
	var out []onrecord.Span
	for _, r := range runs {
		out = append(out, x.Doc.RunSpan(r))
	}
	return out
}

// tells tells whether some words name a matter that can be understood alone: more than pronouns, auxiliaries and marks.
func (x *view) tells(spans []onrecord.Span) bool {
	for _, s := range spans {
		first, end := x.Doc.TokensIn(s)
		for _, t := range x.Doc.Tokens[first:end] {
			switch t.Tag {
			case "NOUN", "PROPN", "ADJ", "NUM":
				return true
			case "VERB":
				if t.Lemma != "say" && t.Lemma != "do" && t.Lemma != "come" && t.Lemma != "go" {
					return true
				}
			}
		}
	}
	return false
}

// members are the holders at some runs of words.
func (x *view) members(runs []onrecord.Run) []onrecord.Member {
	var out []onrecord.Member
	for _, r := range runs {
		if m, ok := x.Party(r); ok {
			out = append(out, m)
		}
	}
	return out
}

// holderReach is how many bytes may lie between the words of a position and its holder for both to make one passage.
const holderReach = 150

// extend gives a position its passage: the words of stance and the matter, and the holder where it stands near them.
func (x *view) extend(p *onrecord.Position) {
	p.Span = p.FirmnessCues[0]
	grow := func(s onrecord.Span) {
		p.Span.Start, p.Span.End = min(p.Span.Start, s.Start), max(p.Span.End, s.End)
	}
	for _, s := range append(slices.Clone(p.FirmnessCues), p.IssueSpans...) {
		if x.Sentence.Contains(s) {
			grow(s)
		}
	}
	for _, m := range p.Actor {
		if m.Span.Start-p.Span.End < holderReach && p.Span.Start-m.Span.End < holderReach {
			grow(m.Span)
		}
	}
}

// words are the words from..to in small letters, a space between.
func (x *view) words(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		if i > from {
			b.WriteByte(' ')
		}
		b.WriteString(strings.ToLower(x.Doc.In(x.Doc.Tokens[i].Span)))
	}
	return b.String()
}

// phraseIn finds words of the dictionary between two words.
func (x *view) phraseIn(low, high int, words string) (onrecord.Span, bool) {
	want := strings.Fields(words)
	for i := low; i+len(want)-1 <= high; i++ {
		k := 0
		for k < len(want) && strings.EqualFold(x.Doc.In(x.Doc.Tokens[i+k].Span), want[k]) {
			k++
		}
		if k == len(want) {
			return onrecord.Span{Start: x.Doc.Tokens[i].Start, End: x.Doc.Tokens[i+k-1].End}, true
		}
	}
	return onrecord.Span{}, false
}
