package onrecord

import (
	"slices"
	"time"
)

// Decided is what people decided of the findings of a report, in a document that has their decisions laid over the reading: by which numbers
// its findings are known, and what was made of each. The reading itself has none: it never changes.
type Decided struct {
	Numbers map[Kind][]int   // by kind, the numbers of the findings in their order; what was read keeps its number, what was added follows
	Read    map[Kind]int     // how many were read
	Marks   map[string]*Mark // by the id of the finding; none for those that nobody decided on
	Out     []Mark           // those that were rejected and are not in the document
}

// Verdict is what people made of a finding.
type Verdict string

// The verdicts; "" where it was only noted.
const (
	Accepted  Verdict = "accepted"
	Corrected Verdict = "corrected"
	Added     Verdict = "added"
	Rejected  Verdict = "rejected"
)

// Mark is what people decided of one finding.
type Mark struct {
	ID      string
	Quote   string // the words of the finding as it is now
	Verdict Verdict
	Who     string    // whose the last word is
	At      time.Time // when that was, UTC
	Changed []Mended  // the values that are not those that were read, in the order in which they were decided
}

// Mended is a value of a finding that is otherwise than it was read.
type Mended struct {
	Field     string    // "source", "root", "firmness": see the fields that can be corrected
	Read, Now string    // in words: what the program read, what it is now; "" is none
	Decision  int64     // number of the decision; 0 where it follows from decisions on other findings
	Who       string    // "" where it follows
	At        time.Time // UTC
	Why       string
}

// NumberOf is the number by which a finding is known, of its place among its kind in the document, from 1. They are the same in a reading.
func (x *Decided) NumberOf(kind Kind, place int) int {
	if x == nil || place < 1 || place > len(x.Numbers[kind]) {
		return place
	}
	return x.Numbers[kind][place-1]
}

// PlaceOf is the way back from a number: a place among its kind in the document, from 1; 0 where the document has no such finding, of a
// reading where the number is no number of one.
func (x *Decided) PlaceOf(kind Kind, number int) int {
	if x == nil {
		return max(number, 0)
	}
	return slices.Index(x.Numbers[kind], number) + 1
}

// IDOf is what a finding is called, by its place among its kind in the document from 1; "" for 0, which is none.
func (x *Decided) IDOf(kind Kind, place int) string { return FindingID(kind, x.NumberOf(kind, place)) }

// Mark is what people decided of a finding by its id; nil where nobody did.
func (x *Decided) Mark(id string) *Mark {
	if x == nil {
		return nil
	}
	return x.Marks[id]
}
