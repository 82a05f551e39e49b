package cross

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"onrecord"
	"onrecord/internal/cross/claim"
	"onrecord/internal/cross/collate"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
)

// Across asks the views of a store: what its reports tell laid side by side. It is safe for use by several goroutines at once.
type Across struct {
	store    *store.Store
	collator *collate.Collator
	claims   *claim.Reader
	read     *standing.Reader
}

// Over is the views of a store. The error names file and line of a broken dictionary.
func Over(s *store.Store) (*Across, error) {
	a := &Across{store: s}
	var err error
	if a.collator, err = collate.New(); err != nil {
		return nil, err
	}
	if a.claims, err = claim.New(); err != nil {
		return nil, err
	}
	a.read, err = standing.New()
	return a, err
}

// Aside lays some reports side by side in memory, by themselves; they need not be in any store. It is to be closed.
func Aside(ctx context.Context, reports []*onrecord.Document) (*Across, error) {
	s, err := store.OpenScratch(ctx)
	if err != nil {
		return nil, err
	}
	a, err := Over(s)
	if err == nil {
		_, err = s.Put(ctx, bare(reports))
	}
	if err == nil {
		_, err = a.Update(ctx, nil, nil)
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return a, nil
}

// bare are reports without what was found in them.
func bare(reports []*onrecord.Document) (out []*onrecord.Document) {
	for _, d := range reports {
		out = append(out, &onrecord.Document{ID: d.ID, Text: d.Text, Meta: onrecord.Meta{Title: d.Title(), Publisher: d.Meta.Publisher, Published: d.Meta.Published},
			Made: onrecord.Made{Tool: "aside"}})
	}
	return out
}

// Close ends what was laid aside.
func (a *Across) Close() error { return a.store.Close() }

// Progress is how far a view is.
type Progress struct {
	Done, Total int  // reports
	Ready       bool // all that the store held when it was asked has been laid side by side
}

// Update brings the views up to what the store holds, and tells of its progress and of reports that are left out; either may be nil. Who may
// not write to the store leaves them as they are: the error is nil, and the progress not ready.
func (a *Across) Update(ctx context.Context, tell func(Progress), broken func(error)) (Progress, error) {
	p, err := a.Progress(ctx)
	if err != nil || p.Ready {
		return p, err
	}
	for {
		step, err := a.collator.Update(ctx, a.store, a.positions)
		if errors.Is(err, store.ErrReadOnly) {
			return p, nil
		}
		if err != nil {
			return p, err
		}
		if broken != nil {
			for _, err := range step.Broken {
				broken(err)
			}
		}
		p.Done = min(p.Done+step.Laid, p.Total)
		if step.Done {
			return a.Progress(ctx)
		}
		if tell != nil {
			tell(p)
		}
	}
}

// Recompute takes the views out and works them out again from nothing.
func (a *Across) Recompute(ctx context.Context, tell func(Progress), broken func(error)) (Progress, error) {
	if err := a.collator.Recompute(ctx, a.store); err != nil {
		return Progress{}, err
	}
	return a.Update(ctx, tell, broken)
}

// Progress is how far the views are.
func (a *Across) Progress(ctx context.Context) (Progress, error) {
	mark, err := a.store.Mark(ctx)
	if err != nil {
		return Progress{}, err
	}
	p := Progress{Total: mark.Reports}
	err = a.collator.Look(ctx, a.store, func(v *collate.View) error {
		state, err := v.State(ctx)
		p.Done, p.Ready = p.Total, state.Version == collate.Version && state.Change >= mark.Change && state.Decision >= mark.Decision
		if err == nil && !p.Ready {
			p.Done, err = v.Count(ctx)
			p.Done = min(p.Done, p.Total)
		}
		return err
	})
	return p, err
}

// toldAt is a piece of evidence as it is kept, with where its words stand.
type toldAt struct {
	standing.Evidence
	Start, End int
}

// positions keeps where actors are told to stand in a report.
func (a *Across) positions(ctx context.Context, v *store.Views, x *store.ToLay) error {
	kept := []toldAt{}
	for _, e := range a.read.From(x.Document, "") {
		kept = append(kept, toldAt{e, e.Span.Start, e.Span.End})
	}
	raw, err := json.Marshal(kept)
	if err != nil {
		return fmt.Errorf("keep positions of report %s: %w", x.Digest, err)
	}
	return v.SetPositions(ctx, x.N, x.Digest, raw)
}

// toldAtOnce is how many reports are read at a time, of where actors are told to stand.
const toldAtOnce = 1000

// follow gives where actors are told to stand in the reports that were touched after a place, and whose text each is; it gives the place from
// which to go on.
func (a *Across) follow(ctx context.Context, from place, each func(id, origin string, told []standing.Evidence)) (place, error) {
	words := shared{}
	for {
		var list []store.Standing
		err := a.store.ReadViews(ctx, func(v *store.Views) (err error) {
			list, err = v.Standings(ctx, from.touched, from.report, toldAtOnce)
			return err
		})
		if err != nil {
			return from, err
		}
		for _, s := range list {
			told, err := readTold(&s, words)
			if err != nil {
				return from, err
			}
			each(s.ID, s.Origin, told)
			from = place{s.Touched, s.N}
		}
		if len(list) < toldAtOnce {
			return from, nil
		}
	}
}

// shared are words that many positions have, each once in memory.
type shared map[string]string

// share puts the one copy of words in their place.
func share[T ~string](words shared, x *T) {
	w, ok := words[string(*x)]
	if !ok {
		w = string(*x)
		words[w] = w
	}
	*x = T(w)
}

func readTold(s *store.Standing, words shared) ([]standing.Evidence, error) {
	if string(s.Told) == "[]" {
		return nil, nil
	}
	var kept []toldAt
	if err := json.Unmarshal(s.Told, &kept); err != nil {
		return nil, fmt.Errorf("read positions of report %s: %w", s.ID, err)
	}
	told := make([]standing.Evidence, len(kept))
	for i, k := range kept {
		k.Evidence.Span = onrecord.Span{Start: k.Start, End: k.End}
		e := &told[i]
		*e = k.Evidence
		e.Report = s.ID
		if first := &told[0]; e.URL == first.URL && e.Title == first.Title {
			e.URL, e.Title = first.URL, first.Title
		}
		for _, x := range []*string{&e.Outlet, &e.Day, &e.Code, &e.Topic, &e.TimeBound, &e.Actor.Key, &e.Actor.Name, &e.Actor.Reason, &e.OnWordOf} {
			share(words, x)
		}
		share(words, &e.Stance)
		share(words, &e.Told)
	}
	return told, nil
}

// place is how far one has come among the reports in the order in which they were touched.
type place struct{ touched, report int64 }

// Fill lays the positions of a store, of some reports or all (nil), into a view, with what was decided of their actors.
func (a *Across) Fill(ctx context.Context, v *View, wanted func(*standing.Evidence) bool) error {
	_, err := a.follow(ctx, place{}, func(id, origin string, told []standing.Evidence) {
		if wanted == nil || len(told) > 0 && wanted(&told[0]) {
			v.Add(id, origin, told)
		}
	})
	if err != nil {
		return err
	}
	log, err := a.store.Decisions(ctx, "")
	v.Decide(log)
	return err
}
