// Package dna turns positions into coded statements of the Discourse Network Analyzer (Leifeld): a person and an organization agree with a
// concept or do not. It writes them as the analyzer's event list and as a database in SQLite with the tables of its third version.
package dna

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"onrecord"
)

// Statement is a position as the analyzer codes one. Positions that take no side have no place there.
type Statement struct {
	Person       string // on whose word it is told, where that is a person
	Organization string // whose position it is
	Concept      string // the topic, else the issue's words
	Agree        bool
	Start, Stop  int // UTF-16 units of the text, as Java counts
	Text         string

	// What the analyzer's four variables cannot hold; the lossless variant has it.
	Stance     string
	Firmness   int
	Issue      string
	Conditions string
	RedLine    bool
	OnWordOf   string
	Position   int // number in the report, from 1
}

// Statements are the positions of a report that take a side, in their order, and how many were left out for taking none.
func Statements(d *onrecord.Document) (out []Statement, left int) {
	units := newUnits(d.Text)
	for i := range d.Positions {
		p := &d.Positions[i]
		agree, sided := side(p.Stance)
		if !sided || len(p.Actor) == 0 {
			left++
			continue
		}
		s := Statement{Organization: called(d, p.Actor[0].Entity, p.Actor[0].Span), Concept: p.Topic, Agree: agree, Text: d.In(p.Span),
			Start: units.at(p.Span.Start), Stop: units.at(p.Span.End), Stance: string(p.Stance), Firmness: p.Firmness, Issue: p.Issue, RedLine: p.RedLine,
			Position: i + 1}
		if s.Concept == "" {
			s.Concept = p.Issue
		}
		for k, c := range p.Conditions {
			if k > 0 {
				s.Conditions += "; "
			}
			s.Conditions += string(c.Kind) + ": " + d.In(c.Span)
		}
		s.Person, s.OnWordOf = speakers(d, p.Word)
		out = append(out, s)
	}
	return out, left
}

func side(s onrecord.Stance) (agree, sided bool) {
	switch s {
	case onrecord.StanceFor, onrecord.StanceConditionalFor:
		return true, true
	case onrecord.StanceAgainst, onrecord.StanceConditionalAgainst:
		return false, true
	}
	return false, false
}

// called is the name of an entity, else the words.
func called(d *onrecord.Document, id onrecord.EntityID, at onrecord.Span) string {
	if e := d.Entity(id); e != nil && e.Name != "" {
		return e.Name
	}
	return strings.Join(strings.Fields(d.In(at)), " ")
}

// speakers are the innermost source, where it is a person, and the whole chain of sources.
func speakers(d *onrecord.Document, word onrecord.AttributionID) (person, chain string) {
	for i, id := range d.Chain(word) {
		a := d.Attribution(id)
		name := "not named"
		if len(a.Source.Spans) > 0 {
			name = called(d, a.Source.Entity, a.Source.Spans[0])
		}
		if i > 0 {
			chain += " < "
		} else if a.Source.Kind == onrecord.SourcePerson || a.Source.Kind == onrecord.SourceOfficeHolder {
			person = name
		}
		chain += name
	}
	return person, chain
}

// units turns byte offsets into UTF-16 units.
type units struct {
	text  string
	ascii bool
}

func newUnits(text string) units {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return units{text, false}
		}
	}
	return units{text, true}
}

func (u units) at(offset int) int {
	if u.ascii {
		return offset
	}
	n := 0
	for _, r := range u.text[:offset] {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}
