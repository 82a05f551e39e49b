package collate

import (
	"context"
	"math"
	"slices"
	"sort"

	"onrecord/internal/store"
)

// postings are the latest reports that hold each of the terms that were asked for lately, as the tables have them, so that a step need not
// read them again. They hold for as long as nobody else writes to the views; who goes on from another state begins with none.
type postings struct {
	at         int64 // the change up to which they are those of the tables; -1 while they are not
	young, old map[posting]*tail
}

type posting struct{ fortnight, term int64 }

// tail are reports that hold a term, the earliest first: the latest of them, or all.
type tail struct {
	list  []store.Held
	whole bool
}

// How many reports of a term are kept at least, and how many terms, some hundred bytes each.
const (
	tailKept  = 96
	mostTails = 100_000
)

// begin is for a step that goes on from a change.
func (p *postings) begin(change int64) {
	if p.at != change || p.young == nil {
		p.young, p.old = map[posting]*tail{}, nil
	}
	p.at = -1
}

// end is for a step that was written.
func (p *postings) end(change int64) { p.at = change }

func (p *postings) get(k posting) *tail {
	t := p.young[k]
	if t == nil {
		if t = p.old[k]; t != nil {
			p.put(k, t)
		}
	}
	return t
}

func (p *postings) put(k posting, t *tail) {
	if len(p.young) >= mostTails/2 {
		p.young, p.old = map[posting]*tail{}, p.young
	}
	p.young[k] = t
}

func before(a, b store.Held) bool {
	return a.Place < b.Place || a.Place == b.Place && a.Report < b.Report
}

// add puts a report to the terms that it holds.
func (p *postings) add(fortnight int64, h store.Held, terms []int64) {
	for _, term := range terms {
		t := p.get(posting{fortnight, term})
		if t == nil {
			continue
		}
		i := sort.Search(len(t.list), func(i int) bool { return !before(t.list[i], h) })
		switch {
		case i < len(t.list) && t.list[i] == h:
		case i == 0 && !t.whole: // before all that is known
		default:
			t.list = slices.Insert(t.list, i, h)
		}
		if len(t.list) > 2*tailKept {
			t.list, t.whole = slices.Delete(t.list, 0, len(t.list)-tailKept), false
		}
	}
}

// remove takes a report out.
func (p *postings) remove(fortnight, report int64, terms []int64) {
	for _, term := range terms {
		if t := p.get(posting{fortnight, term}); t != nil {
			t.list = slices.DeleteFunc(t.list, func(h store.Held) bool { return h.Report == report })
		}
	}
}

// near are the reports between two places, both exclusive, at most so many: the latest, or the earliest, the nearest first; ok is false where more
// would have to be known.
func (t *tail) near(from, to int64, latest bool, most int) (out []store.Held, ok bool) {
	i := sort.Search(len(t.list), func(i int) bool { return t.list[i].Place > from })
	end := sort.Search(len(t.list), func(i int) bool { return t.list[i].Place >= to })
	known := t.whole || i > 0 // all that lies behind the first place is known
	if !latest {
		if !known {
			return nil, false
		}
		return t.list[i:max(i, min(end, i+most))], true
	}
	if end-i < most && !known {
		return nil, false
	}
	i = max(i, end-most)
	out = slices.Clone(t.list[i:max(i, end)])
	slices.Reverse(out)
	return out, true
}

// holding is what [store.Views.Holding] gives, from what is known where that is enough.
func (p *postings) holding(ctx context.Context, v *store.Views, fortnight int64, terms []int64, from, to int64, latest bool, most int) (map[int64][]store.Held, error) {
	out := map[int64][]store.Held{}
	var unknown, ask []int64
	for _, term := range terms {
		if p.get(posting{fortnight, term}) == nil {
			unknown = append(unknown, term)
		}
	}
	if len(unknown) > 0 {
		found, err := v.Holding(ctx, fortnight, unknown, math.MinInt64, math.MaxInt64, true, tailKept)
		if err != nil {
			return nil, err
		}
		for _, term := range unknown {
			list := found[term]
			slices.Reverse(list)
			p.put(posting{fortnight, term}, &tail{list, len(list) < tailKept})
		}
	}
	for _, term := range terms {
		t := p.get(posting{fortnight, term})
		if t == nil {
			ask = append(ask, term)
			continue
		}
		list, ok := t.near(from, to, latest, most)
		switch {
		case !ok:
			ask = append(ask, term)
		case len(list) > 0:
			out[term] = list
		}
	}
	if len(ask) == 0 {
		return out, nil
	}
	more, err := v.Holding(ctx, fortnight, ask, from, to, latest, most)
	for term, list := range more {
		out[term] = list
	}
	return out, err
}
