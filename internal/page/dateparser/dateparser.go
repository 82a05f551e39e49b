// Package dateparser stands in for github.com/markusmobius/go-dateparser, which go-htmldate calls as its last resort
// for a date it could not read otherwise. The original carries the calendars of two hundred languages: eleven
// megabytes of the program and a quarter of a second of every start, for a reader of English news. This one offers what
// go-htmldate uses of it, and reads English dates alone through github.com/araddon/dateparse. The main module's go.mod
// puts it in the original's place.
package dateparser

import (
	"errors"
	"strings"
	"time"

	"github.com/araddon/dateparse"
)

// ErrNoDate says that the words are no date that can be read.
var ErrNoDate = errors.New("no date")

// ParserType is a way of reading a date. It has no effect here: there is one way.
type ParserType uint8

// The ways that go-htmldate names.
const (
	CustomFormat ParserType = iota
	AbsoluteTime
)

// PreferredDateSource says where a date without a year is looked for. It has no effect here: such a date is not read.
type PreferredDateSource uint8

// Past is the preference that go-htmldate names.
const Past PreferredDateSource = 1

// Configuration is how to read; CurrentTime is read by go-htmldate itself.
type Configuration struct {
	CurrentTime         time.Time
	PreferredDateSource PreferredDateSource
	StrictParsing       bool
}

// Parser reads dates.
type Parser struct{ ParserTypes []ParserType }

// Date is a date that was read; its zone is UTC where the words name none.
type Date struct{ Time time.Time }

// Parse reads one date that has a year, a month and a day. The error is [ErrNoDate].
func (p *Parser) Parse(_ *Configuration, words string) (Date, error) {
	words = strings.TrimSpace(words)
	if digits(words) < 5 { // a day and the four digits of a year; what has fewer is a guess
		return Date{}, ErrNoDate
	}
	t, err := dateparse.ParseIn(words, time.UTC, dateparse.RetryAmbiguousDateWithSwap(true))
	if err != nil {
		return Date{}, ErrNoDate
	}
	return Date{Time: t}, nil
}

func digits(s string) int {
	n := 0
	for i := range len(s) {
		if '0' <= s[i] && s[i] <= '9' {
			n++
		}
	}
	return n
}
