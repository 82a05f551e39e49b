package desk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"time"

	"golang.org/x/sync/singleflight"

	"onrecord/internal/answer"
	"onrecord/internal/store"
)

// divisionSoon is how long a page of hits waits for how all hits divide. On a large store this takes a second where a frequent word is asked
// for first; the hits are there at once, and the figures come after them.
const divisionSoon = 40 * time.Millisecond

// divisions count how the hits of a query divide: once however many ask, and not again as long as the store holds what it held.
type divisions struct {
	soon    time.Duration // how long a page waits for them
	count   func(context.Context, store.Query) (store.Survey, error)
	turns   *answer.Turns // its own, so that no search waits for one
	kept    *memo[store.Survey]
	running singleflight.Group
}

func newDivisions(s *store.Store) *divisions {
	n := max(1, runtime.GOMAXPROCS(0)/2)
	return &divisions{soon: divisionSoon, count: s.Survey, turns: answer.NewTurns(n, n), kept: newMemo[store.Survey](200)}
}

// division is how the hits of a query divide, as far as that is known.
type division struct {
	store.Survey
	Pending bool // it is being counted
	Slow    bool // it takes too long to be counted
}

// divide counts how the hits of a query divide, and waits for it at most so long; the page of hits is for what is known until then.
func (d *searchPages) divide(ctx context.Context, q store.Query, v url.Values, most time.Duration) (division, error) {
	mark, question := d.record.Mark(), with("", v, "after", "")
	if survey, ok := d.divisions.kept.get(mark, question); ok && q.Tag == "" { // what is tagged changes without a change of the record
		return division{Survey: survey}, nil
	}
	// Whoever asks first may go; others wait for the same.
	detached := context.WithoutCancel(ctx)
	counted := d.divisions.running.DoChan(fmt.Sprint(mark, question), func() (any, error) {
		if err := d.divisions.turns.Take(detached, "", answer.UntilTurn); err != nil {
			return store.Survey{}, err
		}
		defer d.divisions.turns.Give("")
		survey, err := d.divisions.count(detached, q)
		if err == nil {
			d.divisions.kept.put(mark, question, survey)
		}
		return survey, err
	})
	over := time.NewTimer(most)
	defer over.Stop()
	select {
	case x := <-counted:
		switch {
		case x.Err == nil:
			return division{Survey: x.Val.(store.Survey)}, nil
		case errors.Is(x.Err, store.ErrQuery), errors.Is(x.Err, answer.ErrBusy): // the hits were found, so it is no fault of the query
			return division{Slow: true}, nil
		}
		return division{}, x.Err
	case <-over.C:
		return division{Pending: true}, nil
	case <-ctx.Done():
		return division{}, ctx.Err()
	}
}

// divided is the page of hits once it is counted how all of them divide: a page that was shown before takes its figures from it.
func (d *searchPages) divided(w http.ResponseWriter, r *http.Request) error {
	return d.found(w, r, canonical(r, "after"), store.Longest+answer.UntilTurn)
}
