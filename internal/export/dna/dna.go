// Package dna turns positions into coded statements of the Discourse Network Analyzer (Leifeld): a person and an organization agree with a
// concept or do not. It writes them as the analyzer's event list and as a database in SQLite with the tables of its third version.
package dna

import (
	"cmp"
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

// Statements are the positions of a report that take a side, in their order, and how many were left out for taking none. Of these are left
// those of some ids alone, where only is not nil.
func Statements(d *onrecord.Document, only map[string]bool) (out []Statement, left int) {
	units := newUnits(d.Text)
	for c := range d.Cards().All(onrecord.KindPosition) {
		if only != nil && !only[c.ID] {
			continue
		}
		agree, sided := side(c.Stance)
		if !sided || len(c.Actor) == 0 {
			left++
			continue
		}
		s := Statement{Organization: cmp.Or(c.Actor[0].Name, c.Actor[0].Line()), Concept: cmp.Or(c.Topic, c.Issue), Agree: agree, Text: c.Quote,
			Start: units.at(c.Span.Start), Stop: units.at(c.Span.End), Stance: string(c.Stance), Firmness: *c.Firmness, Issue: c.Issue,
			Conditions: onrecord.Provisos(c.Conditions), RedLine: c.RedLine, OnWordOf: strings.Join(onrecord.Called(c.Chain), " < "), Position: c.Number}
		if w := c.Word(); w != nil && (w.Kind == onrecord.SourcePerson || w.Kind == onrecord.SourceOfficeHolder) {
			s.Person = w.Called()
		}
		out = append(out, s)
	}
	return out, left
}

func side(s onrecord.Stance) (agree, sided bool) { return s.Side() > 0, s.Side() != 0 }

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
