package collate

import (
	"cmp"
	"container/heap"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"onrecord/internal/lang/lexicon"
	"onrecord/internal/store"
)

// What makes a story. The numbers were chosen on the topics of ECB+ (Cybulska and Vossen 2014) for training; the decay is a
// judgement, for ECB+ has no dates.
const (
	storyLikeness = 0.24                // least average likeness of a report to the likest of a story that were published before it
	storyNames    = 0.6                 // how much of likeness is by names, the rest by all words
	storyFloor    = 0.05                // less counts as none
	storyNear     = 3                   // reports of a story, the likest, that one is compared with
	storyFade     = 14 * 24 * time.Hour // in which likeness halves
	storyWindow   = 14 * 24 * time.Hour // farthest apart two reports are compared
	storyDays     = 14                  // of a fortnight, by which terms are looked up
	storyLife     = 30 * 24 * time.Hour // from its first report to its last; what goes on is another story
	storyTerms    = 40                  // heaviest terms of a report by which others are looked up
	storyPostings = 40                  // latest reports looked at for each of them
	storyShared   = 2                   // least heavy terms in common for two reports to be compared
	storyMet      = 60                  // reports, those that share most, that one is compared with
)

// silentWords are forms of address, days and months, by their stems.
func silentWords() (map[string]bool, error) {
	t, err := lexicon.Open("titles.tsv")
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, r := range t.Rows {
		if r.Get("office") == "" {
			out[stem(strings.ToLower(strings.TrimSuffix(r.Cells[0], ".")))] = true
		}
	}
	for d := range time.Weekday(7) {
		out[stem(strings.ToLower(d.String()))] = true
	}
	for m := time.January; m <= time.December; m++ {
		out[stem(strings.ToLower(m.String()))] = true
	}
	delete(out, stem("may")) // a word besides
	return out, nil
}

// toSort are the reports whose story is to be found, the earliest first. Each is put by the reports published before it alone, so that one
// pass in the order of publication gives the same stories in whichever order reports came.
type toSort struct {
	list []*store.Laid
	in   map[*store.Laid]bool
}

func (q *toSort) Len() int           { return len(q.list) }
func (q *toSort) Swap(i, j int)      { q.list[i], q.list[j] = q.list[j], q.list[i] }
func (q *toSort) Less(i, j int) bool { return earlier(q.list[i], q.list[j]) }

// Push adds a report; it is called by the heap.
func (q *toSort) Push(x any) { q.list = append(q.list, x.(*store.Laid)) }

// Pop takes the last; it is called by the heap.
func (q *toSort) Pop() any {
	last := q.list[len(q.list)-1]
	q.list = q.list[:len(q.list)-1]
	return last
}

func (q *toSort) add(l *store.Laid) {
	if !q.in[l] {
		q.in[l] = true
		heap.Push(q, l)
	}
}

// sort finds the stories of the reports that are to be sorted, and of those that this touches.
func (w *work) sort(ctx context.Context) error {
	for w.unsorted.Len() > 0 {
		l := heap.Pop(&w.unsorted).(*store.Laid)
		delete(w.unsorted.in, l)
		if w.laid[l.N] != l {
			continue // taken out, or put in again, since
		}
		before := *l
		if err := w.choose(ctx, l); err != nil {
			return err
		}
		if l.Story == before.Story && l.Grade == before.Grade && l.Begun == before.Begun {
			continue
		}
		if err := w.v.SetStory(ctx, l, w.change); err != nil {
			return err
		}
		w.settled[before.Story], w.settled[l.Story] = true, true
		later, err := w.after(ctx, l)
		if err != nil {
			return err
		}
		for _, n := range w.parted[l.N] {
			if o := w.laid[n]; o != nil && earlier(l, o) {
				later = append(later, o)
			}
		}
		for _, x := range later {
			w.unsorted.add(x)
		}
	}
	return nil
}

// choose puts a report into the story to whose reports it is likest, or begins one with it.
func (w *work) choose(ctx context.Context, l *store.Laid) error {
	ties, err := w.ties(ctx, l)
	if err != nil {
		return err
	}
	byStory := map[int64][]tie{}
	for _, t := range ties {
		byStory[t.to.Story] = append(byStory[t.to.Story], t)
	}
	kept, err := w.keptApart(ctx, l)
	if err != nil {
		return err
	}
	best, most := (*store.Laid)(nil), 0.0
	grade := int64(0)
	for _, list := range byStory {
		slices.SortFunc(list, func(a, b tie) int { return cmp.Or(cmp.Compare(b.likeness, a.likeness), inOrder(a.to, b.to)) })
		first, size, sum := list[0].to, int64(0), 0.0
		for i, t := range list {
			size = max(size, t.to.Grade)
			if i < storyNear {
				sum += t.likeness
			}
		}
		x := sum / float64(max(min(size, storyNear), int64(min(len(list), storyNear))))
		if x < storyLikeness || kept[first.Story] || apart(l.Place, first.Begun) > storyLife {
			continue
		}
		if best == nil || x > most || x == most && first.Begun < best.Begun {
			best, most, grade = first, x, min(size+1, storyNear)
		}
	}
	l.Story, l.Begun, l.Grade = l.N, l.Place, 1
	if best != nil {
		l.Story, l.Begun, l.Grade = best.Story, best.Begun, grade
	}
	return nil
}

// keptApart are the stories that somebody kept a report out of.
func (w *work) keptApart(ctx context.Context, l *store.Laid) (map[int64]bool, error) {
	out := map[int64]bool{}
	others := w.parted[l.N]
	if len(others) == 0 {
		return out, nil
	}
	if err := w.load(ctx, others); err != nil {
		return nil, err
	}
	for _, n := range others {
		if o := w.laid[n]; o != nil && earlier(o, l) {
			out[o.Story] = true
		}
	}
	return out, nil
}

// tie is a report published before another, with how like they are.
type tie struct {
	to       *store.Laid
	likeness float64
}

// ties compares a report with those published before it that share heavy terms with it.
func (w *work) ties(ctx context.Context, l *store.Laid) ([]tie, error) {
	f, err := w.filed(ctx, l)
	if err != nil {
		return nil, err
	}
	others, err := w.before(ctx, l, f)
	if err != nil {
		return nil, err
	}
	if err := w.fetch(ctx, others); err != nil {
		return nil, err
	}
	var out []tie
	for _, o := range others {
		g, err := w.filed(ctx, o)
		if err != nil {
			return nil, err
		}
		if x := likeness(l, o, f, g); x >= storyFloor {
			out = append(out, tie{o, x})
		}
	}
	return out, nil
}

// after are the reports that look at one when they are put into a story: published after it, within the window.
func (w *work) after(ctx context.Context, l *store.Laid) (out []*store.Laid, err error) {
	if _, known := secondsOf(l.Place); known && l.Place >= w.last {
		return nil, nil // nothing was published after it
	}
	f, err := w.filed(ctx, l)
	if err != nil {
		return nil, err
	}
	later, err := w.held(ctx, l.Place, f.heavy, false)
	if err != nil || len(later) == 0 {
		return nil, err
	}
	before, err := w.held(ctx, l.Place, keys(later), true)
	if err != nil {
		return nil, err
	}
	met := map[int64]int{}
	for t, list := range later {
		for i, h := range list {
			if met[h.Report]++; len(before[t])+i >= storyPostings {
				met[h.Report] = max(met[h.Report], storyShared) // there are so many with the term that this one keeps another out
			}
		}
	}
	return w.enough(ctx, l, f, met)
}

// held are the reports within the window that hold each of some terms, the nearest to a place before it or after it.
func (w *work) held(ctx context.Context, place int64, terms []int64, before bool) (map[int64][]store.Held, error) {
	from, to, periods := window(place, before)
	out, err := w.c.posted.holding(ctx, w.v, periods[0], terms, from, to, before, storyPostings)
	if err != nil || len(periods) == 1 {
		return out, err
	}
	few := slices.DeleteFunc(slices.Clone(terms), func(t int64) bool { return len(out[t]) == storyPostings })
	more, err := w.c.posted.holding(ctx, w.v, periods[1], few, from, to, before, storyPostings)
	for t, list := range more {
		out[t] = append(slices.Clip(out[t]), list[:min(len(list), storyPostings-len(out[t]))]...)
	}
	return out, err
}

// before are the reports that one is compared with: published before it, within the window, those that share most heavy terms with it. Of
// each term the nearest reports that hold it are looked at.
func (w *work) before(ctx context.Context, l *store.Laid, f *filed) ([]*store.Laid, error) {
	held, err := w.held(ctx, l.Place, f.heavy, true)
	if err != nil {
		return nil, err
	}
	met := map[int64]int{}
	for _, list := range held {
		for _, h := range list {
			met[h.Report]++
		}
	}
	list, err := w.enough(ctx, l, f, met)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b *store.Laid) int { return cmp.Or(cmp.Compare(met[b.N], met[a.N]), inOrder(b, a)) })
	return list[:min(len(list), storyMet)], nil
}

// enough are the reports that share enough terms with one.
func (w *work) enough(ctx context.Context, l *store.Laid, f *filed, met map[int64]int) (out []*store.Laid, err error) {
	least := min(storyShared, max(len(f.heavy), 1))
	numbers := slices.DeleteFunc(keys(met), func(n int64) bool { return met[n] < least || n == l.N })
	err = w.load(ctx, numbers)
	for _, n := range numbers {
		if o := w.laid[n]; o != nil {
			out = append(out, o)
		}
	}
	return out, err
}

// window is between which places, both exclusive, the reports lie that one is compared with, and the periods of these, the nearest first.
func window(place int64, before bool) (from, to int64, periods []int64) {
	p := periodOf(place, storyDays)
	reach := int64(storyWindow/time.Second)<<digestBits + 1
	switch {
	case p == unknownPeriod && before:
		return 0, place, []int64{p}
	case p == unknownPeriod:
		return place, math.MaxInt64, []int64{p}
	case before:
		return place - reach, place, []int64{p, p - 1}
	}
	return place, place + reach, []int64{p, p + 1}
}

// likeness is how alike two reports are, less by every day between them.
func likeness(a, b *store.Laid, f, g *filed) float64 {
	return alike(f.terms, g.terms) * math.Exp2(-float64(apart(a.Place, b.Place))/float64(storyFade))
}
