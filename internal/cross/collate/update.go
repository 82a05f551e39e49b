package collate

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"

	"onrecord"
	"onrecord/internal/store"
)

// Version is that of the rules by which reports are laid side by side, windows and word counts with them. Views of another version are worked
// out again from nothing.
const Version = 4

// atOnce is how many reports are laid in one transaction.
const atOnce = 64

// Step is how far views have come.
type Step struct {
	Laid   int     // reports laid by this step
	Broken []error // reports that are left out
	Done   bool    // the views hold all that the store held when it was asked
}

// Beside is what else is worked out in a step, in the same transaction: of the reports that it laid, and of all that it touched ([store.Views.Touched]
// gives them by the change of the step); before and after are how far the views were before the step and are after it.
type Beside func(ctx context.Context, v *store.Views, laid []store.ToLay, before, after store.ViewState) error

// Update lays the next reports of a store that views do not hold yet, and applies what was decided since. It is called until it is done;
// whoever is stopped in between has lost nothing. Several programs may do so at once: they go one after another.
func (c *Collator) Update(ctx context.Context, s *store.Store, beside Beside) (step Step, err error) {
	behind, err := c.behind(ctx, s)
	if err != nil || !behind {
		return Step{Done: true}, err
	}
	c.updating.Lock()
	defer c.updating.Unlock()
	at := int64(0)
	for range mostWaits {
		err = s.WriteViews(ctx, func(v *store.Views) error {
			step = Step{}
			at, err = c.step(ctx, v, &step, beside)
			return err
		})
		if err == nil {
			c.posted.end(at)
		}
		if !errors.Is(err, store.ErrBusy) || ctx.Err() != nil {
			break
		}
	}
	return step, err
}

// mostWaits is how often a step waits until other programs let it write, as long as the store waits each time.
const mostWaits = 6

// Recompute takes the views of a store out, to be worked out again by [Collator.Update].
func (c *Collator) Recompute(ctx context.Context, s *store.Store) error {
	return s.WriteViews(ctx, func(v *store.Views) error { return v.Clear(ctx) })
}

// behind tells whether a store holds what its views do not.
func (c *Collator) behind(ctx context.Context, s *store.Store) (behind bool, err error) {
	err = s.ReadViews(ctx, func(v *store.Views) error {
		at, err := v.State(ctx)
		if err != nil {
			return err
		}
		change, err := v.LastChange(ctx)
		if err != nil {
			return err
		}
		decision, err := v.LastDecision(ctx)
		if err != nil {
			return err
		}
		list, err := v.LastList(ctx)
		behind = at.Version != Version || at.Change < change || at.Decision < decision || at.Lists < list
		return err
	})
	return behind, err
}

// step brings views up to the next reports, and tells up to which change.
func (c *Collator) step(ctx context.Context, v *store.Views, step *Step, beside Beside) (change int64, err error) {
	at, err := v.State(ctx)
	if err != nil {
		return 0, err
	}
	if at.Version != Version {
		if at.Version != 0 || at.Change != 0 {
			if err := v.Clear(ctx); err != nil {
				return 0, err
			}
		}
		at = store.ViewState{Version: Version}
	}
	batch, err := v.Changed(ctx, at.Change, atOnce)
	if err != nil {
		return 0, err
	}
	c.posted.begin(at.Change)
	w := newWork(c, v)
	if w.last, err = v.LastPlace(ctx, int64(undated)<<digestBits); err != nil {
		return 0, err
	}
	decided, err := v.LastDecision(ctx)
	if err != nil {
		return 0, err
	}
	list, err := v.LastList(ctx)
	if err != nil {
		return 0, err
	}
	if err := w.hand.load(ctx, v); err != nil {
		return 0, err
	}
	if w.change = at.Change; len(batch) > 0 {
		w.change = batch[len(batch)-1].Change
	}
	if err := w.all(ctx, batch, step); err != nil {
		return 0, err
	}
	if decided != at.Decision {
		if err := w.again(ctx); err != nil {
			return 0, err
		}
	}
	if err := w.settle(ctx); err != nil {
		return 0, err
	}
	after := store.ViewState{Version: Version, Change: w.change, Decision: decided, Lists: list}
	if beside != nil {
		if err := beside(ctx, v, batch, at, after); err != nil {
			return 0, err
		}
	}
	step.Done = len(batch) < atOnce
	return w.change, v.SetState(ctx, after)
}

// work is one step: what is loaded, and what is to be worked out again.
type work struct {
	c      *Collator
	v      *store.Views
	change int64
	last   int64 // place of the report published last

	laid     map[int64]*store.Laid
	stripped map[int64][]uint64 // shingles of reports without furniture
	weeks    map[int64]*week
	pairs    map[int64][]store.Pair // of reports, as far as they were asked for in this step
	relink   map[int64]bool         // reports whose pairs are to be looked at again
	moved    map[int64]bool         // reports whose copies have changed
	unsorted toSort
	settled  map[int64]bool // stories by the rules whose reports have changed
	rows     map[int64]bool // stories as they are shown that have changed

	hand byHand
}

func newWork(c *Collator, v *store.Views) *work {
	return &work{c: c, v: v, laid: map[int64]*store.Laid{}, stripped: map[int64][]uint64{}, weeks: map[int64]*week{}, pairs: map[int64][]store.Pair{}, relink: map[int64]bool{},
		moved: map[int64]bool{}, unsorted: toSort{in: map[*store.Laid]bool{}}, settled: map[int64]bool{}, rows: map[int64]bool{}}
}

// all lays some reports, in the order of their publication, so that least is to be sorted again.
func (w *work) all(ctx context.Context, batch []store.ToLay, step *Step) error {
	type laying struct {
		l    *store.Laid
		text string
	}
	var list []laying
	for i := range batch {
		x := &batch[i]
		if x.Broken != nil {
			step.Broken = append(step.Broken, x.Broken)
			continue
		}
		list = append(list, laying{w.c.laidOf(x), x.Kept})
	}
	slices.SortFunc(list, func(a, b laying) int { return inOrder(a.l, b.l) })
	for _, x := range list {
		if err := w.lay(ctx, x.l, x.text); err != nil {
			return err
		}
		if err := w.sort(ctx); err != nil {
			return err
		}
		step.Laid++
	}
	return nil
}

// laidOf is a report as it is compared.
func (c *Collator) laidOf(x *store.ToLay) *store.Laid {
	place := placeOf(x.Meta.When(), x.Digest)
	return &store.Laid{N: x.N, ID: x.Digest, Title: x.Title(), Outlet: x.Meta.Publisher, Published: x.Meta.Published, URL: x.Meta.URL, Agency: c.agencyOf(x), Place: place,
		Story: x.N, Begun: place, Shown: x.N}
}

// lay puts one report beside the others.
func (w *work) lay(ctx context.Context, l *store.Laid, text string) error {
	if err := w.load(ctx, []int64{l.N}); err != nil {
		return err
	}
	if old := w.laid[l.N]; old != nil {
		if old.Title == l.Title && old.Outlet == l.Outlet && old.Agency == l.Agency && old.Place == l.Place {
			return w.v.Touch(ctx, l, w.change)
		}
		if err := w.unlay(ctx, old, w.c.file(old, text)); err != nil {
			return err
		}
	}
	f := w.c.file(l, text)
	l.Size = int64(len(f.set))
	if err := w.v.Lay(ctx, l, w.change); err != nil {
		return err
	}
	w.laid[l.N] = l
	if _, known := secondsOf(l.Place); known {
		w.last = max(w.last, l.Place)
	}
	if err := w.copies(ctx, l, f); err != nil {
		return err
	}
	if err := w.link(ctx); err != nil {
		return err
	}
	if err := w.v.PostTerms(ctx, periodOf(l.Place, storyDays), l.Place, l.N, f.heavy); err != nil {
		return err
	}
	w.c.posted.add(periodOf(l.Place, storyDays), store.Held{Place: l.Place, Report: l.N}, f.heavy)
	later, err := w.after(ctx, l)
	for _, x := range append(later, l) {
		w.unsorted.add(x)
	}
	w.settled[l.N] = true
	return err
}

// unlay takes a report out that was read again with another time, title or outlet.
func (w *work) unlay(ctx context.Context, old *store.Laid, f *filed) error {
	pairs, err := w.v.Pairs(ctx, false, []int64{old.N})
	if err != nil {
		return err
	}
	var others []int64
	for _, p := range pairs {
		others = append(others, p.Other)
		w.moved[p.Other] = w.moved[p.Other] || p.Copy
	}
	later, err := w.after(ctx, old)
	if err != nil {
		return err
	}
	members, err := w.v.Members(ctx, old.Story)
	if err != nil {
		return err
	}
	if err := w.load(ctx, append(members, others...)); err != nil {
		return err
	}
	for _, n := range members {
		later = append(later, w.laid[n])
	}
	for _, x := range later {
		if x.N != old.N {
			w.unsorted.add(x)
		}
	}
	w.settled[old.Story], w.rows[old.Shown] = true, true
	week := periodOf(old.Place, copyDays)
	hashes := sketch(f.set)
	if err := w.v.Unlay(ctx, old.N, []int64{week}, hashes, []int64{periodOf(old.Place, storyDays)}, f.heavy); err != nil {
		return err
	}
	w.c.posted.remove(periodOf(old.Place, storyDays), old.N, f.heavy)
	for _, n := range append(others, old.N) {
		delete(w.pairs, n)
	}
	if err := w.v.DropPairs(ctx, old.N, others); err != nil {
		return err
	}
	delete(w.laid, old.N)
	delete(w.stripped, old.N)
	p, err := w.posted(ctx, hashes, aroundTwice(week))
	if err != nil {
		return err
	}
	if err := w.furnish(ctx, week, hashes, p, func(int64) bool { return true }); err != nil {
		return err
	}
	return w.link(ctx)
}

// again sorts the reports of which something was decided.
func (w *work) again(ctx context.Context) error {
	list, err := w.v.Decided(ctx)
	if err != nil {
		return err
	}
	if err := w.load(ctx, list); err != nil {
		return err
	}
	for _, n := range list {
		if l := w.laid[n]; l != nil {
			w.unsorted.add(l)
			w.moved[n] = true // whose copies it is among may have been decided
		}
	}
	return nil
}

// settle works out what follows from the reports that were laid: groups of copies, stories, and how they are shown.
func (w *work) settle(ctx context.Context) error {
	if err := w.regroup(ctx); err != nil {
		return err
	}
	if err := w.sort(ctx); err != nil {
		return err
	}
	if err := w.showAll(ctx); err != nil {
		return err
	}
	for _, story := range slices.Sorted(slices.Values(keys(w.rows))) {
		if err := w.row(ctx, story); err != nil {
			return err
		}
	}
	return nil
}

// showAll says under which story each that has changed is shown: those with reports that somebody put together are one, which goes by the
// earliest of them.
func (w *work) showAll(ctx context.Context) error {
	under, err := w.united(ctx)
	if err != nil {
		return err
	}
	moved, err := w.v.Moved(ctx)
	if err != nil {
		return err
	}
	for _, m := range moved {
		w.settled[m[0]], w.rows[m[1]] = true, true
	}
	for story := range under {
		w.settled[story] = true
	}
	for _, story := range slices.Sorted(slices.Values(keys(w.settled))) {
		shown := cmp.Or(under[story], story)
		if err := w.v.Show(ctx, story, shown); err != nil {
			return err
		}
		w.rows[story], w.rows[shown] = true, true
	}
	return nil
}

// united are the stories that are shown under an earlier one.
func (w *work) united(ctx context.Context) (map[int64]int64, error) {
	var all []int64
	for _, p := range w.hand.together {
		all = append(all, p[0], p[1])
	}
	for n := range w.hand.parted {
		all = append(all, n)
	}
	if err := w.load(ctx, all); err != nil {
		return nil, err
	}
	under := map[int64]int64{}
	root := func(n int64) int64 {
		story := w.laid[n].Story
		for under[story] != 0 {
			story = under[story]
		}
		return story
	}
	begun := map[int64]int64{}
	for _, n := range all {
		if l := w.laid[n]; l != nil {
			begun[l.Story] = l.Begun
		}
	}
	for _, p := range w.hand.together {
		if w.laid[p[0]] == nil || w.laid[p[1]] == nil {
			continue
		}
		a, b := root(p[0]), root(p[1])
		if a == b || partedBetween(w.hand.parted, w.laid, a, b, root) {
			continue
		}
		if begun[b] < begun[a] {
			a, b = b, a
		}
		under[b] = a
	}
	for story := range under {
		last := story
		for under[last] != 0 {
			last = under[last]
		}
		under[story] = last
	}
	return under, nil
}

// partedBetween tells whether somebody kept a report of one story apart from one of another.
func partedBetween(parted map[int64][]int64, laid map[int64]*store.Laid, a, b int64, root func(int64) int64) bool {
	for n, others := range parted {
		if laid[n] == nil || root(n) != a {
			continue
		}
		if slices.ContainsFunc(others, func(o int64) bool { return laid[o] != nil && root(o) == b }) {
			return true
		}
	}
	return false
}

// namedBy is by how many reports of a story, the earliest, it is headed and named, and mostListed how many of them are gone through for a
// list.
const (
	namedBy    = 24
	mostListed = 2000
)

// row makes a story as lists show it.
func (w *work) row(ctx context.Context, shown int64) error {
	s := store.StoryRow{Story: shown, Touched: w.change}
	var err error
	if s.Reports, s.Origins, err = w.v.CountStory(ctx, shown); err != nil {
		return err
	}
	if s.Reports < 2 {
		return w.v.SetStoryRow(ctx, &s)
	}
	members, err := w.v.StoryMembers(ctx, shown, mostListed)
	if err != nil {
		return err
	}
	files, err := w.files(ctx, members[:min(len(members), namedBy)])
	if err != nil {
		return err
	}
	title, terms := w.c.named(members, files)
	told, outlets := []string{title, strings.Join(terms, " ")}, []string{}
	for i := range members {
		m := &members[i]
		if day := dayOf(m.Published); day != "" {
			s.First, s.Last = cmp.Or(s.First, day), max(s.Last, day)
		}
		if m.Outlet != "" && !slices.Contains(outlets, m.Outlet) {
			outlets = append(outlets, m.Outlet)
		}
		if i < namedBy {
			told = append(told, m.Title)
		}
	}
	s.Title, s.Terms, s.Outlets, s.Told = title, asJSON(terms), asJSON(outlets), strings.ToLower(strings.Join(told, ". "))
	return w.v.SetStoryRow(ctx, &s)
}

func asJSON(list []string) string {
	raw, _ := json.Marshal(list) // a list of strings cannot fail
	return string(raw)
}

func dayOf(published string) string { return onrecord.Meta{Published: published}.Day() }

// load loads some reports as they are laid.
func (w *work) load(ctx context.Context, numbers []int64) error {
	var missing []int64
	for _, n := range numbers {
		if _, there := w.laid[n]; !there {
			missing = append(missing, n)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	slices.Sort(missing)
	list, err := w.v.Laid(ctx, slices.Compact(missing)...)
	for i := range list {
		w.laid[list[i].N] = &list[i]
	}
	return err
}

// filed is what a report is compared by.
type filed struct {
	text  string
	title string
	set   []uint64 // all shingles, sorted
	terms []weighed
	heavy []int64
}

// file works out what a report is compared by.
func (c *Collator) file(l *store.Laid, text string) *filed {
	f := &filed{text: text, title: l.Title, set: setOf(shinglesOf(wordsOf(text), shingleWords))}
	f.terms = c.counts.weigh(termsOf(l.Title, text, c.plain))
	f.heavy = heaviest(f.terms, storyTerms)
	c.filed.put(l.ID, f)
	return f
}

// mostFiled is how many reports are kept in memory as they are compared, about ten kilobytes each.
const mostFiled = 4000

// filedReports are reports that were compared lately, by their digests. A text never changes.
type filedReports struct {
	mu         sync.Mutex
	young, old map[string]*filed
}

func (r *filedReports) get(id string) *filed {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.young[id]
	if f == nil {
		if f = r.old[id]; f != nil {
			r.young[id] = f
		}
	}
	return f
}

func (r *filedReports) put(id string, f *filed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.young) >= mostFiled/2 || r.young == nil {
		r.young, r.old = map[string]*filed{}, r.young
	}
	r.young[id] = f
}

// fetch sees to it that some reports can be compared; their texts are read at once.
func (w *work) fetch(ctx context.Context, list []*store.Laid) error {
	var missing []int64
	by := map[int64]*store.Laid{}
	for _, l := range list {
		if w.c.known(l) == nil {
			missing, by[l.N] = append(missing, l.N), l
		}
	}
	if len(missing) == 0 {
		return nil
	}
	texts, err := w.v.Texts(ctx, missing)
	for n, text := range texts {
		w.c.file(by[n], text)
	}
	return err
}

// known is what a report is compared by, where it is in memory.
func (c *Collator) known(l *store.Laid) *filed {
	if f := c.filed.get(l.ID); f != nil && f.title == l.Title {
		return f
	}
	return nil
}

// filed is what a report is compared by.
func (w *work) filed(ctx context.Context, l *store.Laid) (*filed, error) {
	if f := w.c.known(l); f != nil {
		return f, nil
	}
	texts, err := w.v.Texts(ctx, []int64{l.N})
	if err != nil {
		return nil, err
	}
	return w.c.file(l, texts[l.N]), nil
}

// files are what some reports are compared by.
func (w *work) files(ctx context.Context, list []store.Laid) ([]*filed, error) {
	var out []*filed
	all := make([]*store.Laid, len(list))
	for i := range list {
		all[i] = &list[i]
	}
	if err := w.fetch(ctx, all); err != nil {
		return nil, err
	}
	for i := range list {
		f, err := w.filed(ctx, &list[i])
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

func keys[V any](m map[int64]V) []int64 {
	out := make([]int64, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return out
}
