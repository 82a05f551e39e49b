package collate

import (
	"context"
	"slices"
	"strings"

	"onrecord/internal/lang/lexicon"
	"onrecord/internal/store"
)

// Passages that many different reports share are furniture: addresses to readers, notes on the house, standing
// disclaimers. How many make "many" differs, because an outlet repeats itself and a wire report is printed by many.
const (
	houseRepeats = 4 // different reports of one outlet
	wideRepeats  = 6 // different texts, whoever printed them
	versionShare = 0.8
)

// plainWords are the words that tell nothing of what a report is about.
func plainWords() (map[string]bool, error) {
	t, err := lexicon.Open("layout_function_words.tsv")
	if err != nil {
		return nil, err
	}
	out := make(map[string]bool, len(t.Rows))
	for _, r := range t.Rows {
		out[r.Cells[0]] = true
	}
	return out, nil
}

// week is what is known of the shingles of a week.
type week struct{ furniture, many map[int64]bool }

func (w *work) week(ctx context.Context, n int64) (*week, error) {
	if k := w.weeks[n]; k != nil {
		return k, nil
	}
	k := &week{}
	var err error
	k.furniture, k.many, err = w.v.Furniture(ctx, n)
	w.weeks[n] = k
	return k, err
}

// looked are those of some shingles by which others are looked up: all but what has settled as furniture.
func (w *work) looked(ctx context.Context, n int64, hashes []int64) ([]int64, error) {
	k, err := w.week(ctx, n)
	if err != nil || len(k.many) == 0 {
		return hashes, err
	}
	return slices.DeleteFunc(hashes, func(h int64) bool { return k.many[h] }), nil
}

// furnish looks again which shingles are furniture, in the week where reports that hold them have come or gone and in its neighbours. What
// is furniture is told for each week, by the reports of that week and of those beside it. Changed tells of which reports one that has come is
// a version, or much alike: a report that is like none of those that hold a shingle makes nothing less furniture.
func (w *work) furnish(ctx context.Context, at int64, hashes []int64, p posts, changed func(int64) bool) error {
	type place struct{ week, hash int64 }
	within := map[place][]int64{}
	var all []int64
	for _, center := range around(at) {
		k, err := w.week(ctx, center)
		if err != nil {
			return err
		}
		for _, h := range hashes {
			var here []int64
			for _, x := range p[h] {
				if slices.Contains(around(center), x.Week) {
					here = append(here, x.Report)
				}
			}
			switch {
			case k.furniture[h] && len(here) <= settledFrom && !slices.ContainsFunc(here, changed):
			case len(here) >= houseRepeats || k.furniture[h]:
				within[place{center, h}] = here
				all = append(all, here...)
			}
		}
	}
	if len(within) == 0 {
		return nil
	}
	flags, err := w.pairsAmong(ctx, all)
	if err != nil {
		return err
	}
	for x, reports := range within {
		k, is := w.weeks[x.week], repeated(w.laid, reports, flags)
		many := is && len(reports) > settledFrom
		if is == k.furniture[x.hash] && many == k.many[x.hash] {
			continue
		}
		if is != k.furniture[x.hash] {
			w.stripAgain(x.week, p[x.hash])
		}
		k.furniture[x.hash], k.many[x.hash] = is, many
		if err := w.v.SetFurniture(ctx, x.week, x.hash, is, many); err != nil {
			return err
		}
	}
	return nil
}

// stripAgain notes that the reports of a week have other furniture than before.
func (w *work) stripAgain(week int64, list []store.Post) {
	for _, x := range list {
		if x.Week == week {
			w.relink[x.Report] = true
			delete(w.stripped, x.Report)
		}
	}
}

// pairsAmong loads some reports, and what they share with each other.
func (w *work) pairsAmong(ctx context.Context, reports []int64) (map[[2]int64]store.Pair, error) {
	slices.Sort(reports)
	reports = slices.Compact(reports)
	if err := w.load(ctx, reports); err != nil {
		return nil, err
	}
	if err := w.pairsOf(ctx, reports); err != nil {
		return nil, err
	}
	out := map[[2]int64]store.Pair{}
	for _, n := range reports {
		for _, p := range w.pairs[n] {
			out[[2]int64{p.Report, p.Other}] = p
		}
	}
	return out, nil
}

// pairsOf loads what some reports share with others, each report once in a step: those that come after one another hold the same standing lines.
func (w *work) pairsOf(ctx context.Context, reports []int64) error {
	var missing []int64
	for _, n := range reports {
		if _, there := w.pairs[n]; !there {
			missing = append(missing, n)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	list, err := w.v.Pairs(ctx, false, missing)
	if err != nil {
		return err
	}
	for _, n := range missing {
		w.pairs[n] = nil
	}
	for _, p := range list {
		w.pairs[p.Report] = append(w.pairs[p.Report], p)
	}
	return nil
}

// setPair notes what two reports share.
func (w *work) setPair(ctx context.Context, p store.Pair) error {
	delete(w.pairs, p.Report)
	delete(w.pairs, p.Other)
	return w.v.SetPair(ctx, p)
}

// repeated tells whether what some reports share is furniture. A version counts once: a report that is nearly the same as an earlier one of
// its outlet, or shares half with it and is headed alike. Without the heading, short items under a long standing note would pass for versions
// of each other. Across outlets, what shares half with an earlier report is no other text.
func repeated(laid map[int64]*store.Laid, reports []int64, flags map[[2]int64]store.Pair) bool {
	var list []*store.Laid
	for _, n := range reports {
		if laid[n] != nil {
			list = append(list, laid[n])
		}
	}
	slices.SortFunc(list, inOrder)
	house, wide := map[string]int{}, 0
	for i, l := range list {
		version, alike := false, false
		for _, before := range list[:i] {
			p, there := flags[[2]int64{l.N, before.N}]
			version = version || there && p.Version && before.Outlet == l.Outlet
			alike = alike || there && p.Alike
		}
		if !alike {
			wide++
		}
		if l.Outlet != "" && !version {
			house[l.Outlet]++
		}
		if wide >= wideRepeats || house[l.Outlet] >= houseRepeats {
			return true
		}
	}
	return false
}

// headedAlike tells whether two headlines share a word that tells something; a headline that is missing differs from none.
func (c *Collator) headedAlike(a, b string) bool {
	wa, wb := c.telling(a), c.telling(b)
	if len(wa) == 0 || len(wb) == 0 {
		return true
	}
	for w := range wa {
		if wb[w] {
			return true
		}
	}
	return false
}

func (c *Collator) telling(title string) map[string]bool {
	out := map[string]bool{}
	for _, w := range wordsOf(title) {
		if s := strings.ToLower(title[w.Start:w.End]); len(s) > 3 && !c.plain[s] {
			out[s] = true
		}
	}
	return out
}

// own is a report's shingles without furniture, sorted.
func (w *work) own(ctx context.Context, l *store.Laid) ([]uint64, error) {
	if set, done := w.stripped[l.N]; done {
		return set, nil
	}
	f, err := w.filed(ctx, l)
	if err != nil {
		return nil, err
	}
	k, err := w.week(ctx, periodOf(l.Place, copyDays))
	if err != nil {
		return nil, err
	}
	set := f.set
	if slices.ContainsFunc(set, func(h uint64) bool { return sampled(h) && k.furniture[int64(h)] }) {
		shingles := shinglesOf(wordsOf(f.text), shingleWords)
		var own []uint64
		for at, is := range furnished(shingles, k.furniture) {
			if !is {
				own = append(own, shingles[at])
			}
		}
		set = setOf(own)
	}
	w.stripped[l.N] = set
	return set, nil
}

// furnished tells of each shingle whether it is furniture. Only sketched ones are known; one between them is furniture when
// those on both sides are, at either end of the text when the one next to it is.
func furnished(shingles []uint64, furniture map[int64]bool) []bool {
	out := make([]bool, len(shingles))
	before, last := true, -1 // what the last sketched shingle was, and where
	fill := func(to int, value bool) {
		for i := last + 1; i < to; i++ {
			out[i] = value
		}
	}
	for i, h := range shingles {
		if !sampled(h) {
			continue
		}
		is := furniture[int64(h)]
		fill(i, before && is)
		out[i], before, last = is, is, i
	}
	fill(len(shingles), before && last >= 0)
	return out
}
