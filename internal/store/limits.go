package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// How much one search may ask for, over all its fields, whoever asks and wherever. Without a limit a line of a few thousand words keeps
// a store busy for a minute, and a handful of such lines keep out everybody else.
const (
	MostWords     = 100  // words in all, those of a phrase and those to leave out counted one by one
	MostOpenWords = 8    // words that may go on: begin*
	LeastLetters  = 2    // of the beginning of such a word
	MostBytes     = 4000 // of one field
)

// Longest is how long one search may take.
const Longest = 10 * time.Second

// SetLongest sets how long one search of this store may take. It is to be called before anybody searches.
func (s *database) SetLongest(d time.Duration) { s.longest = d }

// errSlow is the end of a search that took longer.
var errSlow = errors.New("the search took too long")

// checkSize tells whether a query is within the limits, by its fields with their names. The error wraps [ErrQuery].
func (q *Query) checkSize() error {
	words, open := 0, 0
	count := func(t terms) error {
		for _, x := range append(t.all(), t.not...) {
			n := strings.Fields(x.words)
			if words += len(n); !x.prefix {
				continue
			}
			open++
			if last := n[len(n)-1]; utf8.RuneCountInString(plain(last)) < LeastLetters {
				return fmt.Errorf("%w: %s* would be most words; give at least %d letters before the star", ErrQuery, last, LeastLetters)
			}
		}
		return nil
	}
	for _, f := range []struct {
		name, value string
		plain       bool // words in a row, in which marks are passed over
	}{{"text", q.Text, false}, {"issue", q.Issue, false}, {"actor", q.Actor, true}, {"recipient", q.Recipient, true}, {"source", q.Source, true}, {"outlet", q.Outlet, true}, {"tag", q.Tag, true}} {
		t := phrase(f.value)
		if len(f.value) > MostBytes {
			return fmt.Errorf("%w: the %s has %d bytes; it may have %d", ErrQuery, f.name, len(f.value), MostBytes)
		}
		if !f.plain {
			t = parseTerms(f.value)
		}
		if err := count(t); err != nil {
			return err
		}
	}
	switch {
	case words > MostWords:
		return fmt.Errorf("%w: there are %d words to look for; a search may have %d", ErrQuery, words, MostWords)
	case open > MostOpenWords:
		return fmt.Errorf("%w: there are %d words with a star; a search may have %d", ErrQuery, open, MostOpenWords)
	}
	return nil
}

// all are the terms of all groups.
func (t terms) all() []term {
	var out []term
	for _, g := range t.groups {
		out = append(out, g...)
	}
	return out
}

// timed runs a search, which is stopped when it takes too long; the error then wraps [ErrQuery] and says so.
func (s *database) timed(ctx context.Context, doing string, search func(context.Context) error) error {
	inner, cancel := context.WithTimeoutCause(ctx, s.longest, errSlow)
	defer cancel()
	err := search(inner)
	if err != nil && context.Cause(inner) == errSlow {
		return fmt.Errorf("%w: %w: it was stopped after %s; give fewer words, words that stand in fewer reports, or fewer days", ErrQuery, errSlow, s.longest)
	}
	return s.fail(doing, err)
}

// whole lets the database work out all rows before it gives the first, in the same order. Only until then is a query of SQLite stopped
// when its time is over.
func whole(query string) string {
	return `WITH found AS MATERIALIZED (` + query + `) SELECT * FROM found`
}
