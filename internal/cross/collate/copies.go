package collate

import (
	"cmp"
	"context"
	"slices"
	"time"

	"onrecord"
	"onrecord/internal/store"
)

// What makes a copy: about half of what the shorter report has to say, in the longer one's words. Where 18 words in 100 were changed, a few
// shingles more than half of three words are left on average, so the share that makes a copy is a little less than half.
const (
	copyShare    = 0.45               // of the shorter report's shingles
	copyShingles = 20                 // least that a pair shares, furniture left out: less is no body
	copyWindow   = 7 * 24 * time.Hour // farthest apart
	copyDays     = 7                  // of a week, by which shingles are looked up
	rawShare     = 0.2                // least that a pair shares before furniture is known
	rawMet       = 2                  // least sketched shingles in common for a pair to be compared
	mostMet      = 50                 // reports, those that share most, that one is compared with
	settledFrom  = 24                 // reports of three weeks over which what is furniture stays so, and is looked at no more
	mostCluster  = 5000               // copies of one text
)

// Edge says that one report has its words from the same hand as a longer one.
type Edge struct {
	Long, Short string  // ids
	Containment float64 // share of Short's three-word shingles that Long has too, furniture left out
	Jaccard     float64 // shared shingles among all of both
	Passages    []Passage
}

// Passage is a stretch that stands word for word in both reports; offsets are bytes of each text.
type Passage struct {
	Long, Short onrecord.Span
}

// Group is reports that go back to one text. A report that nobody copied is in none.
type Group struct {
	Reports []Report // the earliest first
	Origin  Origin
}

// Origin is whose text the reports of a group print.
type Origin struct {
	Agency   string   // as a credit line names it: "Reuters"; "" where none does
	Credited []string // ids of the reports whose credit line names it
	Earliest string   // id of the earliest report, by which the text is called where no agency is named
}

func contained(shared int, a, b []uint64) float64 {
	return float64(shared) / float64(max(min(len(a), len(b)), 1))
}

func jaccard(shared int, a, b []uint64) float64 {
	return float64(shared) / float64(max(len(a)+len(b)-shared, 1))
}

// copies looks up what a new report shares with those near it in time, notes the pairs, and what has become furniture.
func (w *work) copies(ctx context.Context, l *store.Laid, f *filed) error {
	week := periodOf(l.Place, copyDays)
	near, err := w.weeksNear(ctx, week)
	if err != nil {
		return err
	}
	hashes, err := w.looked(ctx, week, sketch(f.set))
	if err != nil {
		return err
	}
	p, err := w.posted(ctx, hashes, near, aroundTwice(week))
	if err != nil {
		return err
	}
	partners, err := w.pair(ctx, l, f, p, near)
	if err != nil {
		return err
	}
	if err := w.v.PostShingles(ctx, week, l.N, hashes); err != nil {
		return err
	}
	for _, h := range hashes {
		p[h] = append(p[h], store.Post{Week: week, Hash: h, Report: l.N})
	}
	return w.furnish(ctx, week, hashes, p, func(n int64) bool { return partners[n] })
}

// weeksNear are the weeks whose reports may be copies of one: those around it, and reports without a time.
func (w *work) weeksNear(ctx context.Context, week int64) ([]int64, error) {
	if week == unknownPeriod {
		all, err := w.v.Weeks(ctx)
		if !slices.Contains(all, week) {
			all = append(all, week)
		}
		return all, err
	}
	return append(around(week), unknownPeriod), nil
}

// around are a period and its neighbours, and aroundTwice theirs.
func around(p int64) []int64 {
	if p == unknownPeriod {
		return []int64{p}
	}
	return []int64{p - 1, p, p + 1}
}

func aroundTwice(p int64) []int64 {
	if p == unknownPeriod {
		return []int64{p}
	}
	return []int64{p - 2, p - 1, p, p + 1, p + 2}
}

// posts are the reports that hold a shingle.
type posts map[int64][]store.Post

// posted looks up shingles in some weeks.
func (w *work) posted(ctx context.Context, hashes []int64, weeks ...[]int64) (posts, error) {
	out, done := posts{}, map[int64]bool{}
	for _, week := range slices.Concat(weeks...) {
		if done[week] {
			continue
		}
		done[week] = true
		list, err := w.v.Posts(ctx, week, hashes)
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			out[p.Hash] = append(out[p.Hash], p)
		}
	}
	return out, nil
}

// pair compares a report in full with those that it meets often enough, and notes and gives those that share much.
func (w *work) pair(ctx context.Context, l *store.Laid, f *filed, p posts, near []int64) (map[int64]bool, error) {
	partners := map[int64]bool{}
	met := map[int64]int{}
	for _, list := range p {
		for _, x := range list {
			if slices.Contains(near, x.Week) {
				met[x.Report]++
			}
		}
	}
	others := slices.DeleteFunc(keys(met), func(n int64) bool { return met[n] < rawMet || n == l.N })
	if err := w.load(ctx, others); err != nil {
		return nil, err
	}
	others = slices.DeleteFunc(others, func(n int64) bool {
		o := w.laid[n]
		return o == nil || apart(l.Place, o.Place) > copyWindow || float64(met[n]*sketchEvery) < rawShare/2*float64(min(l.Size, o.Size))
	})
	slices.SortFunc(others, func(a, b int64) int { return cmp.Or(cmp.Compare(met[b], met[a]), inOrder(w.laid[a], w.laid[b])) })
	others = others[:min(len(others), mostMet)]
	if err := w.fetch(ctx, w.those(others)); err != nil {
		return nil, err
	}
	for _, n := range others {
		o := w.laid[n]
		g, err := w.filed(ctx, o)
		if err != nil {
			return nil, err
		}
		common := shared(f.set, g.set)
		if common < copyShingles || contained(common, f.set, g.set) < rawShare {
			continue
		}
		x := store.Pair{Report: l.N, Other: n, Alike: contained(common, f.set, g.set) >= copyShare}
		x.Version = jaccard(common, f.set, g.set) >= versionShare || x.Alike && w.c.headedAlike(l.Title, o.Title)
		if err := w.setPair(ctx, x); err != nil {
			return nil, err
		}
		w.relink[l.N], partners[n] = true, true
	}
	return partners, nil
}

// those are reports that are loaded, by their numbers.
func (w *work) those(numbers []int64) (out []*store.Laid) {
	for _, n := range numbers {
		if l := w.laid[n]; l != nil {
			out = append(out, l)
		}
	}
	return out
}

// link tells of the pairs of the reports whose words, or furniture, have changed which are copies.
func (w *work) link(ctx context.Context) error {
	reports := keys(w.relink)
	clear(w.relink)
	pairs, err := w.v.Pairs(ctx, false, reports)
	if err != nil {
		return err
	}
	var all []int64
	for _, p := range pairs {
		all = append(all, p.Report, p.Other)
	}
	if err := w.load(ctx, all); err != nil {
		return err
	}
	if err := w.fetch(ctx, w.those(all)); err != nil {
		return err
	}
	done := map[[2]int64]bool{}
	for _, p := range pairs {
		key := [2]int64{min(p.Report, p.Other), max(p.Report, p.Other)}
		a, b := w.laid[p.Report], w.laid[p.Other]
		if done[key] || a == nil || b == nil {
			continue
		}
		done[key] = true
		is, err := w.areCopies(ctx, a, b)
		if err != nil {
			return err
		}
		if is == p.Copy {
			continue
		}
		p.Copy = is
		w.moved[p.Report], w.moved[p.Other] = true, true
		if err := w.setPair(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// areCopies tells whether two reports share enough of what is no furniture, and tell of one happening.
func (w *work) areCopies(ctx context.Context, a, b *store.Laid) (bool, error) {
	x, err := w.own(ctx, a)
	if err != nil {
		return false, err
	}
	y, err := w.own(ctx, b)
	if err != nil {
		return false, err
	}
	n := shared(x, y)
	if n < copyShingles || contained(n, x, y) < copyShare {
		return false, nil
	}
	f, err := w.filed(ctx, a)
	if err != nil {
		return false, err
	}
	g, err := w.filed(ctx, b)
	if err != nil {
		return false, err
	}
	long, short := f.text, g.text
	if len(long) < len(short) || len(long) == len(short) && long < short {
		long, short = short, long
	}
	return !bulletins(long, short, passages(long, short)), nil
}

// regroup finds the groups of reports whose copies have changed, and whose text they print.
func (w *work) regroup(ctx context.Context) error {
	if len(w.moved) == 0 {
		return nil
	}
	if err := w.load(ctx, keys(w.moved)); err != nil {
		return err
	}
	for _, n := range keys(w.moved) {
		l := w.laid[n]
		if l == nil || l.Cluster == 0 {
			continue
		}
		list, err := w.v.Cluster(ctx, l.Cluster, mostCluster)
		if err != nil {
			return err
		}
		for i := range list {
			w.moved[list[i].N] = true
		}
	}
	done := map[int64]bool{}
	for _, n := range slices.Sorted(slices.Values(keys(w.moved))) {
		if done[n] {
			continue
		}
		parts, err := w.joined(ctx, n, done)
		if err != nil {
			return err
		}
		for _, part := range parts {
			if err := w.group(ctx, part); err != nil {
				return err
			}
		}
	}
	clear(w.moved)
	return nil
}

// joined are the reports that are copies of one, of copies of it, and so on, with itself; in several parts where somebody kept some apart.
func (w *work) joined(ctx context.Context, from int64, done map[int64]bool) ([][]int64, error) {
	out, edge := []int64{from}, []int64{from}
	done[from] = true
	var ties [][2]int64
	for len(edge) > 0 && len(out) < mostCluster {
		pairs, err := w.v.Pairs(ctx, true, edge)
		if err != nil {
			return nil, err
		}
		for _, n := range edge {
			for _, o := range w.hand.one[n] {
				pairs = append(pairs, store.Pair{Report: n, Other: o})
			}
		}
		edge = nil
		for _, p := range pairs {
			ties = append(ties, [2]int64{p.Report, p.Other})
			if !done[p.Other] {
				done[p.Other] = true
				out, edge = append(out, p.Other), append(edge, p.Other)
			}
		}
	}
	if !slices.ContainsFunc(out, func(n int64) bool { return len(w.hand.two[n]) > 0 }) {
		return [][]int64{out}, nil
	}
	return w.keptApartAs(ctx, out, ties)
}

// keptApartAs parts reports that are copies of each other so that no two are together that somebody said are two texts. What somebody said is
// one text is put together first, then what is published earlier; so a copy of both goes with the earlier one, in whichever order they came.
func (w *work) keptApartAs(ctx context.Context, reports []int64, ties [][2]int64) ([][]int64, error) {
	if err := w.load(ctx, reports); err != nil {
		return nil, err
	}
	reports = slices.DeleteFunc(reports, func(n int64) bool { return w.laid[n] == nil })
	slices.SortFunc(reports, func(a, b int64) int { return inOrder(w.laid[a], w.laid[b]) })
	rank := map[int64]int{}
	for i, n := range reports {
		rank[n] = i
	}
	by := func(t [2]int64) (hand bool, later, earlier int) {
		a, b := rank[t[0]], rank[t[1]]
		return slices.Contains(w.hand.one[t[0]], t[1]), max(a, b), min(a, b)
	}
	slices.SortFunc(ties, func(a, b [2]int64) int {
		handA, laterA, earlierA := by(a)
		handB, laterB, earlierB := by(b)
		if handA != handB {
			if handA {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(laterA, laterB), cmp.Compare(earlierA, earlierB))
	})
	part := map[int64]int{}
	parts := make([][]int64, len(reports))
	for i, n := range reports {
		part[n], parts[i] = i, []int64{n}
	}
	for _, t := range ties {
		a, hasA := part[t[0]]
		b, hasB := part[t[1]]
		if !hasA || !hasB || a == b || w.hand.twoTexts(parts[a], parts[b]) {
			continue
		}
		for _, n := range parts[b] {
			part[n] = a
		}
		parts[a], parts[b] = append(parts[a], parts[b]...), nil
	}
	return slices.DeleteFunc(parts, func(p []int64) bool { return len(p) == 0 }), nil
}

// group says of reports that they are copies of one text, and whose that is.
func (w *work) group(ctx context.Context, part []int64) error {
	if err := w.load(ctx, part); err != nil {
		return err
	}
	var members []*store.Laid
	for _, n := range part {
		if w.laid[n] != nil {
			members = append(members, w.laid[n])
		}
	}
	slices.SortFunc(members, inOrder)
	cluster, o := int64(0), Origin{}
	if len(members) > 1 {
		cluster, o = members[0].N, originOf(members)
	}
	for _, m := range members {
		origin := cmp.Or(o.Agency, o.Earliest)
		if origin == m.ID {
			origin = ""
		}
		if m.Cluster == cluster && m.Origin == origin {
			continue
		}
		m.Cluster, m.Origin = cluster, origin
		if err := w.v.SetCluster(ctx, m.N, cluster, origin, w.change); err != nil {
			return err
		}
		w.rows[m.Shown] = true
	}
	return nil
}

// originOf is the agency that most credit lines of a group name, of several the one named earliest. An agency's own report,
// printed under its name, credits it as well.
func originOf(members []*store.Laid) Origin {
	o := Origin{Earliest: members[0].ID}
	named := map[string][]string{}
	var order []string
	for _, m := range members {
		if m.Agency == "" {
			continue
		}
		if named[m.Agency] == nil {
			order = append(order, m.Agency)
		}
		named[m.Agency] = append(named[m.Agency], m.ID)
	}
	for _, agency := range order {
		if len(named[agency]) > len(o.Credited) {
			o.Agency, o.Credited = agency, named[agency]
		}
	}
	return o
}

// agencyOf is the agency that a report is credited to, or that it is printed under, by the own lists or else by the dictionary; "" for none.
func (c *Collator) agencyOf(x *store.ToLay) string {
	if credit, ok := c.credits.Find(x.Kept); ok {
		return credit.Agency
	}
	if x.Outlet != nil && x.Outlet.Agency == "no" {
		return ""
	}
	if agency := c.credits.Agency(x.Printed); agency != "" || x.Outlet == nil || x.Outlet.Agency != "yes" {
		return agency
	}
	return x.Outlet.Shown()
}

// passages finds the stretches of at least five words that stand in both texts, in the order of the shorter one. Where the
// longer text repeats itself, the first place counts that goes on longest.
func passages(long, short string) []Passage {
	lw, sw := wordsOf(long), wordsOf(short)
	ls, ss := shinglesOf(lw, passageWords), shinglesOf(sw, passageWords)
	at := make(map[uint64][]int, len(ls))
	for i, h := range ls {
		at[h] = append(at[h], i)
	}
	var out []Passage
	for i := 0; i < len(ss); {
		from, run := -1, 0
		for _, k := range at[ss[i]][:min(len(at[ss[i]]), 8)] {
			n := 0
			for i+n < len(ss) && k+n < len(ls) && ss[i+n] == ls[k+n] {
				n++
			}
			if n > run {
				from, run = k, n
			}
		}
		if run == 0 {
			i++
			continue
		}
		last := run + passageWords - 2
		out = append(out, Passage{Long: onrecord.Span{Start: lw[from].Start, End: lw[from+last].End},
			Short: onrecord.Span{Start: sw[i].Start, End: sw[i+last].End}})
		i += run + passageWords - 1
	}
	return out
}
