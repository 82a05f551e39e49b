// Package coding reads what people coded elsewhere: brat's standoff files and tables of findings with offsets, in the shapes in which
// onrecord writes them and in what others make of these. Package dna reads the database of the Discourse Network Analyzer into the same
// [Text]. Nothing is looked up in a store here: what a coding means for a report there is for [onrecord/internal/answer] to say.
package coding

import (
	"errors"

	"onrecord"
)

// ErrForm is at the root of the error about a file that is none of codings.
var ErrForm = errors.New("no file of codings")

// Text is a report as it was coded: its text or a name for it, and what somebody found in it.
type Text struct {
	Digest    string // SHA-256 of the text, where the file names it
	URL       string
	Text      string // "" where the file has offsets alone
	Title     string
	Outlet    string
	Published string
	Findings  []Finding
}

// Finding is a statement, an event or a position that somebody coded.
type Finding struct {
	Place    int    // line of the file, or number of the statement in a database; from 1
	Who      string // who coded it; "" is not told
	Kind     onrecord.Kind
	Values   []Value
	Rejected bool   // it was looked at, and is none
	Note     string // what else is told of it
}

// Value is a field of a finding, by the names that corrections have (content, source, cue; trigger, actor; passage, stance).
type Value struct {
	Field string
	Text  string  // of a closed list, or free words
	Words []Words // words of the report
	Begin int     // of the stretch in which words without a place stand, in code points
	End   int     // exclusive; 0 is unknown
	Side  bool    // of a stance: for or against is all that is told
}

// Words are words of a report. Begin and End are code points of the text, the end exclusive; 0 and 0 where only the words are known.
type Words struct {
	Exact      string
	Begin, End int
}

// Problem is a part of a file that makes no sense; the others are read.
type Problem struct {
	Place int // line of the file, or number of the statement; from 1
	Why   string
	Aside bool // it is passed over, and what it stands beside is taken
}

// Of is the value of a field; nil where it was not coded.
func (f *Finding) Of(field string) *Value {
	for i := range f.Values {
		if f.Values[i].Field == field {
			return &f.Values[i]
		}
	}
	return nil
}

// set adds a value that says something.
func (f *Finding) set(v Value) {
	if v.Text != "" || len(v.Words) > 0 {
		f.Values = append(f.Values, v)
	}
}
