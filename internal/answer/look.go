package answer

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math"
	"net/url"
	"slices"
	"time"

	"onrecord"
	"onrecord/internal/cross"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
)

// lookedAtOnce is how many changes of the record are looked at in one step.
const lookedAtOnce = 500

// look looks at what came since it was looked at last, for every alert of some subjects that is neither paused nor of somebody who is shut
// out, and writes what it finds into the outbox. What keeps it from looking for one alert is noted there, and keeps it from no other. The error
// is the store's.
func (t *Teller) look(ctx context.Context, wanted func(store.Subject) bool) error {
	mark, err := t.o.Store.Mark(ctx)
	if err != nil {
		return err
	}
	list, err := t.o.Store.Alerts(ctx)
	if err != nil {
		return err
	}
	for i := range list {
		a := &list[i]
		if a.Paused != "" || a.Off || !wanted(a.About) || time.Now().Before(t.later[a.N]) {
			continue
		}
		for more := true; more; {
			if more, err = t.lookFor(ctx, a, mark); err != nil {
				more, err = false, t.notLooked(ctx, a, err)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// troubledFor is how long an alert rests for which the record cannot be looked at: a search that takes too long is not to be all there is.
const troubledFor = time.Minute

// notLooked notes why the record could not be looked at for an alert. The error is one that is of all alerts.
func (t *Teller) notLooked(ctx context.Context, a *store.Alert, err error) error {
	switch {
	case errors.Is(err, errNotLaid):
		return nil
	case ctx.Err() != nil, errors.Is(err, store.ErrUnreached), errors.Is(err, store.ErrReadOnly), errors.Is(err, store.ErrNewer):
		return err
	}
	t.later[a.N] = time.Now().Add(troubledFor)
	why := onrecord.OneLine(err.Error())
	if why == a.Trouble { // it is told once
		return nil
	}
	t.log.Error("record not looked at for alert", "alert", a.N, "error", err)
	return t.o.Store.Trouble(ctx, a.N, why)
}

// lookFor does a step for one alert, and tells whether there is more.
func (t *Teller) lookFor(ctx context.Context, a *store.Alert, mark store.Mark) (more bool, err error) {
	if a.Seen >= mark.Change && (a.About != store.OfStory || a.Decided >= mark.Decision) {
		return false, nil
	}
	v, err := url.ParseQuery(a.Query)
	if err != nil {
		return false, err
	}
	w, err := newWatched(a.About, v)
	if err != nil {
		return false, err
	}
	came, err := t.o.Store.Came(ctx, a.Seen, mark.Change, lookedAtOnce)
	if err != nil {
		return false, err
	}
	seen, decided := mark.Change, mark.Decision
	if more = len(came) == lookedAtOnce; more {
		seen, decided = came[len(came)-1].Change, a.Decided
	}
	came = slices.DeleteFunc(came, func(c store.Came) bool { return c.N <= a.Since }) // reports of before that were read again are no news
	things, err := t.find(ctx, a, &w, came, seen)
	if err != nil {
		return false, err
	}
	if things, err = t.untold(ctx, a, things); err != nil {
		return false, err
	}
	done, err := t.o.Store.Tell(ctx, a, seen, decided, things)
	a.Seen, a.Decided = seen, decided
	return more && done, err // where another program was faster it goes on
}

// find finds what an alert is of among the reports that came up to a change.
func (t *Teller) find(ctx context.Context, a *store.Alert, w *watched, came []store.Came, seen int64) ([]store.Thing, error) {
	switch {
	case a.About == store.OfStory:
		return t.inStory(ctx, a, w)
	case len(came) == 0:
		return nil, nil
	case a.About == store.OfChange:
		return t.moves(ctx, w, came, seen)
	}
	new := map[string]bool{}
	for _, c := range came {
		new[c.ID] = true
	}
	asks := []store.Query{w.Query.Query}
	if a.About == store.OfActor { // what it says and does, and what is done to it
		other := w.Query.Query
		other.Actor, other.Recipient = "", w.Actor
		if w.Recipient == "" {
			asks = append(asks, other)
		}
	}
	var out []store.Thing
	there := map[string]bool{}
	for _, q := range asks {
		q.Since, q.Until, q.Limit, q.After = a.Seen, seen, MostHits, ""
		for {
			page, err := t.o.Store.Search(ctx, q)
			if err != nil {
				return nil, err
			}
			for i := range page.Hits {
				h := &page.Hits[i]
				if id := h.Report + h.ID(); new[h.Report] && !there[id] {
					there[id] = true
					out = append(out, ofHit(h))
				}
			}
			if q.After = page.Next; q.After == "" {
				break
			}
		}
	}
	slices.Reverse(out) // the oldest first
	return out, nil
}

// inStory are the reports of a story that came after the alert was made.
func (t *Teller) inStory(ctx context.Context, a *store.Alert, w *watched) ([]store.Thing, error) {
	if _, err := t.o.Record.Update(ctx, nil, nil); err != nil {
		return nil, err
	}
	s, err := t.o.Record.Story(ctx, w.story)
	if err != nil {
		return nil, err
	}
	var ids []string
	for i := range s.Reports {
		ids = append(ids, s.Reports[i].ID)
	}
	late, err := t.o.Store.Later(ctx, a.Since, ids)
	if err != nil {
		return nil, err
	}
	var out []store.Thing
	for i := range s.Reports {
		if r := &s.Reports[i]; late[r.ID] {
			out = append(out, ofStory(&s, r))
		}
	}
	return out, nil
}

// moves are the changes of position that some reports bring.
func (t *Teller) moves(ctx context.Context, w *watched, came []store.Came, seen int64) ([]store.Thing, error) {
	f, err := NewFilter(ctx, t.o.Store, w.Query, nil)
	if err != nil {
		return nil, err
	}
	list, err := changesIn(ctx, t.o.Record, w.Unsure, came, seen)
	if err != nil {
		return nil, err
	}
	var out []store.Thing
	for i := range list {
		if at := &list[i]; f.Fits(at.Line, at.Stage) && (w.change == "" || at.Is(w.change)) {
			out = append(out, ofMove(at))
		}
	}
	return out, nil
}

// changesIn are the changes of where actors stand that some reports bring, each once, as the ledger has them that holds all up to a change of
// the record: the one place where alerts ask the ledger.
func changesIn(ctx context.Context, record *cross.Live, all bool, came []store.Came, upTo int64) (out []standing.At, err error) {
	if err := record.Sync(ctx); err != nil {
		return nil, err
	}
	if record.Mark().Change < upTo {
		return nil, errNotLaid
	}
	var reports []string
	for _, c := range came {
		reports = append(reports, c.ID)
	}
	err = record.Standing(ctx, all, func(l *standing.Ledger) error {
		out, err = l.Moves(reports)
		return err
	})
	return out, err
}

// errNotLaid is for when the reports are not yet laid side by side: it is looked for again.
var errNotLaid = errors.New("the reports are not yet laid side by side")

// untold are the things that were not told of an alert.
func (t *Teller) untold(ctx context.Context, a *store.Alert, found []store.Thing) ([]store.Thing, error) {
	byReport := map[string]bool{}
	for i := range found {
		byReport[found[i].Report] = true
	}
	reports := slices.Sorted(maps.Keys(byReport))
	if len(reports) == 0 {
		return nil, nil
	}
	told, err := t.o.Store.ThingsOf(ctx, a.N, reports)
	if err != nil || len(told) == 0 {
		return found, err
	}
	return fresh(told, found), nil
}

// fresh are the things found that are not among those told. A report that is read again may give a finding over other words than before: so
// each thing told is one of those found, over the same words, else over those that overlap most.
func fresh(told, found []store.Thing) (out []store.Thing) {
	type key struct {
		report string
		kind   store.Kind
	}
	before := map[key][]int{}
	for i := range told {
		k := key{told[i].Report, told[i].Kind}
		before[k] = append(before[k], i)
	}
	type pair struct{ told, found, common int }
	var pairs []pair
	for k := range found {
		for _, i := range before[key{found[k].Report, found[k].Kind}] {
			if n := common(told[i].Span, found[k].Span); n > 0 {
				pairs = append(pairs, pair{i, k, n})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.common, a.common) })
	paired, known := map[int]bool{}, map[int]bool{}
	for _, p := range pairs {
		if !paired[p.told] && !known[p.found] {
			paired[p.told], known[p.found] = true, true
		}
	}
	for k := range found {
		if !known[k] {
			out = append(out, found[k])
		}
	}
	return out
}

// common is how many bytes two spans have in common; those that are the same, even empty, come before all others.
func common(a, b onrecord.Span) int {
	if a == b {
		return math.MaxInt
	}
	return min(a.End, b.End) - max(a.Start, b.Start)
}
