package cross

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"onrecord"
	"onrecord/internal/cross/claim"
	"onrecord/internal/cross/collate"
	"onrecord/internal/cross/standing"
	"onrecord/internal/store"
	"onrecord/internal/store/lists"
	"onrecord/internal/store/mend"
)

// Across asks the views of a store: what its reports tell laid side by side. It is safe for use by several goroutines at once.
type Across struct {
	store    *store.Store
	collator *collate.Collator
	claims   *claim.Reader
	read     *standing.Reader
	issues   ownIssues
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

// Aside lays some reports side by side in memory, by themselves; they need not be in any store. Of own lists those of outlets hold there, too; nil is
// none. It is to be closed.
func Aside(ctx context.Context, reports []*onrecord.Document, own *lists.Lists) (*Across, error) {
	s, err := store.OpenScratch(ctx)
	if err != nil {
		return nil, err
	}
	a, err := Over(s)
	if err == nil {
		err = adopt(ctx, s, own)
	}
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

// adopt gives a store the list of outlets that another has: whose text a report is hangs on it.
func adopt(ctx context.Context, s *store.Store, own *lists.Lists) error {
	if own.None(lists.Outlets) {
		return nil
	}
	_, err := s.ChangeLists(ctx, "aside", "", func(*lists.Lists) (edits []lists.Edit, _ error) {
		for _, x := range own.Lines(lists.Outlets) {
			edits = append(edits, lists.Edit{Line: x})
		}
		return edits, nil
	})
	return err
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
		p.Done, p.Ready = p.Total, state.Version == collate.Version && state.Change >= mark.Change && state.Decision >= mark.Decision && state.Lists >= mark.Lists
		if err != nil || p.Ready {
			return err
		}
		waiting, err := v.Waiting(ctx, state)
		p.Done = max(0, p.Total-waiting)
		return err
	})
	return p, err
}

// positions works out where actors stand by the reports of a step.
func (a *Across) positions(ctx context.Context, v *store.Views, laid []store.ToLay, before, after store.ViewState) error {
	touched, err := v.Touched(ctx, after.Change)
	if err != nil {
		return err
	}
	read := map[int64]*store.ToLay{}
	for i := range laid {
		if laid[i].Broken == nil {
			read[laid[i].N] = &laid[i]
		}
	}
	list := make([]standing.Touched, 0, len(touched))
	for _, t := range touched {
		x := standing.Touched{N: t.N, ID: t.ID, Origin: t.Origin}
		if d := read[t.N]; d != nil {
			x.Read, x.Told = true, a.read.From(d.Document, "")
			delete(read, t.N)
		}
		list = append(list, x)
	}
	for _, d := range read { // touched by an earlier change of the step
		l, err := v.LaidID(ctx, d.Digest)
		if err != nil {
			return err
		}
		list = append(list, standing.Touched{N: l.N, ID: l.ID, Origin: l.Origin, Read: true, Told: a.read.From(d.Document, "")})
	}
	slices.SortFunc(list, func(a, b standing.Touched) int { return cmp.Compare(a.N, b.N) })
	said := standing.Said{Anew: before.Decision != after.Decision}
	if said.Own, err = a.own(ctx, v, before.Lists, after.Lists); err != nil {
		return err
	}
	if said.Actors, err = v.Ties(ctx, mend.OfActor); err != nil {
		return err
	}
	if said.Matters, err = v.Ties(ctx, mend.OfIssue); err != nil {
		return err
	}
	return standing.Update(ctx, v, list, said)
}

// own are the own lists as they were after two changes of them.
func (a *Across) own(ctx context.Context, v *store.Views, before, after int64) (own standing.Own, err error) {
	if own.Now, err = v.Lists(ctx, after); err != nil {
		return own, err
	}
	if own.Before = own.Now; before != after {
		if own.Before, err = v.Lists(ctx, before); err != nil {
			return own, err
		}
	}
	a.issues.Lock()
	defer a.issues.Unlock()
	if a.issues.of != own.Now {
		a.issues.of, a.issues.read = own.Now, standing.NewIssues(own.Now)
	}
	own.Issues = a.issues.read
	return own, nil
}

// ownIssues is the list of issues as it was read last.
type ownIssues struct {
	sync.Mutex
	of   *lists.Lists
	read *standing.Issues
}

// Standing lets somebody look at one snapshot of where everyone stands: what is told with confidence, or all. It gives how far the views are.
func (a *Across) Standing(ctx context.Context, all bool, look func(*standing.Ledger) error) error {
	return a.store.ReadViews(ctx, func(v *store.Views) error {
		l, err := standing.NewLedger(ctx, v, all)
		if err != nil {
			return err
		}
		return look(l)
	})
}
