package position

import (
	"slices"
	"strings"

	"onrecord"
)

// matter is what a position is on: the pieces of the frame's issue that stand in the sentence of its words of stance. Only
// where these do not tell what it is ("supports it", "the move") do words from elsewhere in the report stand for them: those
// that the frame has there, else the matter of the position before, else what the sentence before is about.
func (x *view) matter(fr *onrecord.Frame, before []onrecord.Position) []onrecord.Span {
	var here, there []onrecord.Span
	for _, r := range x.near(fr, "issue") {
		s := x.trim(r)
		switch {
		case s.Empty():
		case x.Sentence.Contains(s):
			here = append(here, s)
		default:
			there = append(there, s)
		}
	}
	switch {
	case x.tells(here):
		return append(x.undergoer(here), here...)
	case x.tells(there):
		return there
	}
	return x.pointed(here, before)
}

// undergoer is what a bare passive is done to, where a pronoun stands for it ("it should be held in May"): without it the matter
// would be a verb alone.
func (x *view) undergoer(here []onrecord.Span) []onrecord.Span {
	if len(here) != 1 {
		return nil
	}
	first, end := x.Doc.TokensIn(here[0])
	for i := x.Sentence.From; i < first; i++ {
		t := &x.Doc.Tokens[i]
		if head := int(t.Head) - 1; t.Rel == "nsubj:pass" && t.Tag == "PRON" && head >= first && head < end {
			return x.pointed([]onrecord.Span{t.Span}, nil)
		}
	}
	return nil
}

// pointReach is how many bytes before a pointer what it stands for may end.
const pointReach = 400

// pointed is what a pronoun or "the move" stands for.
func (x *view) pointed(here []onrecord.Span, before []onrecord.Position) []onrecord.Span {
	if len(here) == 0 {
		return nil
	}
	at := here[0].Start
	first, end := x.Doc.TokensIn(here[0])
	for i := first; i < end; i++ {
		if e := x.Doc.Entity(x.EntityOf(i)); e != nil && e.Kind != onrecord.Person {
			for _, m := range e.Mentions {
				if m.Form != onrecord.PronounForm && m.End <= at && x.tells([]onrecord.Span{m.Span}) {
					return []onrecord.Span{m.Span}
				}
			}
		}
	}
	for k := len(before) - 1; k >= 0; k-- {
		if p := &before[k]; p.Span.End <= at && at-p.Span.End < pointReach {
			return slices.Clone(p.IssueSpans)
		}
	}
	return x.aboutBefore()
}

// aboutBefore is the subject of the sentence before in the same block, where it is a thing: "The quota was adopted. She
// supports it."
func (x *view) aboutBefore() []onrecord.Span {
	k := x.Doc.SentenceAt(x.Sentence.Start)
	if k < 1 || x.Doc.ParagraphAt(x.Doc.Sentences[k-1].Start) != x.Doc.ParagraphAt(x.Sentence.Start) {
		return nil
	}
	here := x.Sentence
	defer x.Open(here)
	x.Open(x.Doc.Sentences[k-1])
	for _, rel := range []string{"nsubj:pass", "nsubj", "obj"} {
		for i := x.Sentence.From; i < x.Sentence.To; i++ {
			if t := &x.Doc.Tokens[i]; t.Rel != rel || t.Tag != "NOUN" && t.Tag != "PROPN" || x.someone(i) {
				continue
			}
			return []onrecord.Span{x.Phrase(i, func(k int) bool { return x.Doc.Tokens[k].Rel == "acl:relcl" || x.Doc.Tokens[k].Rel == "appos" })}
		}
	}
	return nil
}

// someone tells whether a word calls one who can act.
func (x *view) someone(i int) bool {
	return x.Acts(i) || x.deciders[strings.ToLower(x.Doc.Tokens[i].Lemma)]
}

// holder is who holds a position that names nobody in its clause: the one on whose word it is told ("The president said
// Europe must not ..."), as long as that is somebody.
func (x *view) holder(p *onrecord.Position) {
	a := x.Doc.Attribution(p.OnWordOf)
	if len(p.Actor) > 0 || a == nil || len(a.Source.Spans) == 0 {
		return
	}
	switch a.Source.Kind {
	case onrecord.SourceDocument, onrecord.SourceDataset, onrecord.SourceMedia, onrecord.SourceNone:
		return
	}
	p.Actor = []onrecord.Member{x.spoken(a)}
}

// spoken is the source of a statement as a holder: of the entity that it was taken for, where it was.
func (x *view) spoken(a *onrecord.Attribution) onrecord.Member {
	first, end := x.Doc.TokensIn(a.Source.Spans[0])
	m, _ := x.Party(onrecord.Run{From: first, To: end})
	if a.Source.Entity != 0 {
		m.Entity = a.Source.Entity
	}
	return m
}

// voices ties the first person, and the "it" that opens what a body says, to the one who says it.
func (x *view) voices(p *onrecord.Position) {
	a := x.Doc.Attribution(p.OnWordOf)
	if a == nil {
		return
	}
	accusation := x.Doc.Accusation(a)
	for k := range p.Actor {
		m := &p.Actor[k]
		switch strings.ToLower(x.Doc.In(m.Span)) {
		case "i", "we", "us", "our", "my", "me":
			m.Entity = a.Source.Entity
			if e := x.Doc.Entity(m.Entity); (e == nil || e.Name == "") && len(a.Source.Spans) > 0 { // no name: the words that tell who speaks
				*m = x.spoken(a)
			}
		case "it":
			body := a.Source.Kind == onrecord.SourceGovernment || a.Source.Kind == onrecord.SourceOrganization || a.Source.Kind == onrecord.SourceMedia
			if body && x.opens(a, m.Span) {
				m.Entity = a.Source.Entity
			}
		default:
			if id, ok := x.source(m.Span); ok {
				m.Entity = id
			}
			if accusation != nil && m.Entity == a.Source.Entity && x.Doc.Tokens[m.Head-1].Tag == "PRON" {
				m.Entity = accused(accusation) // "accused her rival of saying she wanted a ban"
			}
		}
	}
}

// accused is who is accused; 0 where it is not known who that is.
func accused(e *onrecord.Event) onrecord.EntityID {
	if len(e.Recipient) == 0 {
		return 0
	}
	return e.Recipient[0].Entity
}

// opens tells whether some words are the first of a content, behind its "that" and marks.
func (x *view) opens(a *onrecord.Attribution, s onrecord.Span) bool {
	first, end := x.Doc.TokensIn(a.Content[0])
	for first < end && (x.Doc.Tokens[first].Tag == "SCONJ" || x.Doc.Tokens[first].Tag == "PUNCT") {
		first++
	}
	return first < end && x.Doc.Tokens[first].Start == s.Start
}

// denied tells whether a position is what another denies: "dismissed claims that the general wants to invade".
func (x *view) denied(p *onrecord.Position) bool {
	for _, id := range x.Doc.Chain(p.OnWordOf) {
		a := x.Doc.Attribution(id)
		if a.Type == onrecord.TypeDenial && slices.ContainsFunc(p.Actor, func(m onrecord.Member) bool { return m.Entity == 0 || m.Entity != a.Source.Entity }) {
			return true // of somebody else, or of both
		}
	}
	return false
}
