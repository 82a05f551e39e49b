package standing

import (
	"cmp"
	"container/heap"
	"hash/fnv"
	"maps"
	"slices"
	"strings"

	"onrecord/internal/store"
	"onrecord/internal/store/lists"
)

// IssueGroup is what positions of several reports are about: those whose words say the same, told by the words they share. Positions of all
// actors share their matters, so that they can be set side by side.
type IssueGroup struct {
	Key  string `json:"key"`  // the topic, or the words of the first that was told, sorted; [Unnamed] for positions whose words do not tell
	Name string `json:"name"` // the shortest wording

	Parent string `json:"parent,omitempty"` // by the own list: the issues above it, the nearest first, " < " between
	Reason string `json:"reason,omitempty"` // by which line of the own list it is one; "" by none
}

// Unnamed is the key of the matter of positions whose words do not tell what they are about ("that").
const Unnamed = "-"

// matters groups issues by their words. Wordings are taken in the order in which they were first told; each joins the earliest wording that
// leads a group and with which it shares two words of meaning and half of the shorter one's, or the only word of one where the other has two
// at most; else it leads a group. So what groups there are is told by the set of the wordings and when each was first told, in whichever
// order they came. A line of the lexicon of issues settles it at once. Issues without words of meaning ("that") are one group, which says so.
//
// A group keeps its number when a wording told earlier takes it over, so that what is in it stays where it is.
type matters struct {
	w         *work
	wordings  map[int64]*wording
	groups    map[int64]*group
	waiting   []*wording     // a heap: those to be sorted, the earliest first
	touched   map[int64]bool // groups that have other wordings or pieces than before
	regrouped []*wording     // wordings that have come into another group
	last      int64          // number of a group that was given last
}

// group is a group of issues with whether it has another leader than is written.
type group struct {
	store.StandGroup
	dirty bool
}

// wording is the words of issues that tell the same.
type wording struct {
	store.StandWording
	sets  [][]string // its words of meaning; of a topic none, of a matter by decision those of every wording that is put together
	first int64      // when it is first told now; Since is when it was last sorted
	was   int64      // group of its pieces as they were placed
	there bool       // it is in the tables

	posted map[string]bool // words of meaning by which it is found besides, as far as this step has seen

	waits, dirty, stale bool
}

func newMatters(w *work) matters {
	return matters{w: w, wordings: map[int64]*wording{}, groups: map[int64]*group{}, touched: map[int64]bool{}}
}

// Wording is what an issue goes by among others: its topic, else its words of meaning; "" where it has none.
func Wording(issue, topic string) string { return cmp.Or(topic, strings.Join(meaning(issue), " ")) }

// lone tells whether a wording follows no other: a topic, a matter by decision, or no words.
func (x *wording) lone() bool { return x.Topic != "" || x.Size == 0 }

// setsOf are the words of meaning of a wording as they are kept: those of each wording of a matter by decision on a line.
func setsOf(words string) (out [][]string) {
	for line := range strings.SplitSeq(words, "\n") {
		if list := strings.Fields(line); len(list) > 0 {
			out = append(out, list)
		}
	}
	return out
}

// pairs are those by which a wording is found.
func (x *wording) pairs() []int64 {
	var out []int64
	for _, words := range x.sets {
		out = append(out, pairsOf(words)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// like tells whether words speak of the same as a wording, or as one of those that it holds.
func (x *wording) like(words []string) bool {
	return slices.ContainsFunc(x.sets, func(own []string) bool { return alike(own, words) })
}

// wordingKey is the words of an issue by which its wording is found: those of the matter that it is of by decision or by the own list, its topic,
// or its own.
func wordingKey(e *Evidence, decided map[string]string, list *Issues) (topic, words string) {
	own := Wording(e.Issue, e.Topic)
	if by := decided[own]; by != "" {
		return by, ""
	}
	switch line := list.Of(e.Issue, e.Topic); {
	case line != "":
		return cmp.Or(decided[line], line), ""
	case e.Topic != "":
		return e.Topic, ""
	}
	return "", own
}

// wordingNumber is that of a wording.
func wordingNumber(topic, words string) int64 { return number("wording", topic, words) }

// of is the wording of a piece of evidence.
func (m *matters) of(e *Evidence) (*wording, error) {
	topic, words := wordingKey(e, m.w.matters.of, m.w.said.Own.Issues)
	n := wordingNumber(topic, words)
	x, err := m.wording(n)
	if err == nil && x == nil {
		x = &wording{StandWording: store.StandWording{N: n, Topic: topic, Words: words, Size: int64(len(strings.Fields(words)))}}
		if topic != "" {
			x.Words = m.w.matters.sets[topic]
		}
		x.sets = setsOf(x.Words)
		m.wordings[n] = x
	}
	return x, err
}

// wording is a wording by its number; nil where it is not there.
func (m *matters) wording(n int64) (*wording, error) {
	list, err := m.load([]int64{n})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}

// load loads some wordings.
func (m *matters) load(numbers []int64) ([]*wording, error) {
	var missing []int64
	for _, n := range numbers {
		if m.wordings[n] == nil {
			missing = append(missing, n)
		}
	}
	list, err := m.w.v.Wordings(m.w.ctx, missing...)
	if err != nil {
		return nil, err
	}
	m.seen(list)
	var out []*wording
	for _, n := range numbers {
		if x := m.wordings[n]; x != nil {
			out = append(out, x)
		}
	}
	return out, nil
}

// seen takes wordings in that were loaded; those that were loaded before are as they were changed since.
func (m *matters) seen(list []store.StandWording) (out []*wording) {
	for i := range list {
		x := m.wordings[list[i].N]
		if x == nil {
			x = &wording{StandWording: list[i], sets: setsOf(list[i].Words), first: list[i].Since, was: list[i].Group, there: true}
			m.wordings[x.N] = x
		}
		out = append(out, x)
	}
	return out
}

// add puts a piece to its wording.
func (m *matters) add(p *store.StandPiece, e *Evidence) error {
	x, err := m.of(e)
	if err != nil {
		return err
	}
	p.Wording, p.Held = x.N, 0
	if x.Pieces == 0 || shorter(e.Issue, p.Ord, x) {
		x.Short, x.ShortSize, x.ShortSince = e.Issue, int64(len(e.Issue)), p.Ord
	}
	if x.Pieces == 0 || p.Ord < x.first {
		x.first = p.Ord
	}
	x.Pieces++
	x.dirty = true
	if x.Topic == "" {
		return nil
	}
	return m.found(x, e)
}

// found lets a wording that has a topic, or is of a line of the own list, be found by all words that it is told in.
func (m *matters) found(x *wording, e *Evidence) error {
	var fresh []string
	for _, w := range append(meaning(e.Issue), meaning(topicWords(e.Topic))...) {
		if !x.posted[w] {
			fresh = append(fresh, w)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	if x.posted == nil {
		x.posted = map[string]bool{}
	}
	for _, w := range fresh {
		x.posted[w] = true
	}
	return m.w.v.WordingWords(m.w.ctx, x.N, fresh)
}

// remove takes a piece from its wording; when it is first told without it, and how it is told shortest, is looked up later.
func (m *matters) remove(p *store.StandPiece, e *Evidence) error {
	x, err := m.wording(p.Wording)
	if err != nil || x == nil {
		return err
	}
	x.Pieces--
	x.dirty = true
	x.stale = x.stale || p.Ord == x.first || p.Ord == x.ShortSince
	return nil
}

// shorter tells whether a form rather than that of a wording is its shortest.
func shorter(issue string, ord int64, x *wording) bool {
	return cmp.Or(cmp.Compare(int64(len(issue)), x.ShortSize), cmp.Compare(ord, x.ShortSince)) < 0
}

// refresh looks up when a wording is first told and how it is told shortest, where pieces were taken out.
func (m *matters) refresh(x *wording) error {
	list, err := m.w.v.PiecesWorded(m.w.ctx, x.N)
	if err != nil {
		return err
	}
	n := int64(0)
	for _, p := range m.w.see(list) {
		if p.Wording != x.N || p.Held != 0 {
			continue
		}
		e, err := m.w.evidence(p)
		if err != nil {
			return err
		}
		if n == 0 || shorter(e.Issue, p.Ord, x) {
			x.Short, x.ShortSize, x.ShortSince = e.Issue, int64(len(e.Issue)), p.Ord
		}
		if n == 0 || p.Ord < x.first {
			x.first = p.Ord
		}
		n++
	}
	x.Pieces, x.stale = n, false
	return nil
}

// sort puts the wordings that have changed into their groups, and those whose groups change by it.
func (w *work) sort() error {
	m := &w.words
	for _, n := range slices.Sorted(maps.Keys(m.wordings)) {
		if x := m.wordings[n]; x.dirty {
			if err := m.begin(x); err != nil {
				return err
			}
		}
	}
	for len(m.waiting) > 0 {
		x := heap.Pop((*earliest)(m)).(*wording) //nolint:errcheck // nothing else is put there
		x.waits = false
		if err := m.place(x); err != nil {
			return err
		}
	}
	return m.settle()
}

// settle writes what has changed of wordings and groups, and lets pieces be placed that are in another group.
func (m *matters) settle() error {
	for _, n := range slices.Sorted(maps.Keys(m.wordings)) {
		x := m.wordings[n]
		if x.dirty = x.dirty && x.Pieces > 0; !x.dirty {
			continue
		}
		if err := m.w.v.SetWording(m.w.ctx, &x.StandWording); err != nil {
			return err
		}
		m.touched[x.Group] = true
	}
	for _, g := range slices.Sorted(maps.Keys(m.touched)) {
		if err := m.rename(g); err != nil {
			return err
		}
	}
	for _, x := range m.regrouped {
		if x.Group == x.was || x.was == 0 { // what is new is placed anyway
			continue
		}
		x.was = x.Group
		list, err := m.w.v.PiecesWorded(m.w.ctx, x.N)
		if err != nil {
			return err
		}
		for _, p := range m.w.see(list) {
			m.w.moved[p.N] = true
		}
	}
	return nil
}

// begin lets a wording that has changed be sorted, and what it leads where it does not lead it any more from as early on.
func (m *matters) begin(x *wording) error {
	if x.stale {
		if err := m.refresh(x); err != nil {
			return err
		}
	}
	gone := x.Pieces == 0
	if x.there && x.Leader == x.N && (gone || x.Since < x.first) {
		if err := m.release(x); err != nil {
			return err
		}
	}
	if !gone {
		if !x.there || x.Leader == 0 || x.Since != x.first {
			m.wait(x)
		}
		return nil
	}
	return m.withdraw(x)
}

// withdraw takes a wording out of the tables; what it leads finds another.
func (m *matters) withdraw(x *wording) error {
	if !x.there {
		return nil
	}
	if err := m.unlead(x); err != nil {
		return err
	}
	x.there, x.Leader, x.Group = false, 0, 0
	if !x.lone() {
		if err := m.w.v.Unpost(m.w.ctx, false, x.pairs(), x.Since, x.N); err != nil {
			return err
		}
	}
	return m.w.v.DropWording(m.w.ctx, x.N, wordsAsked(x))
}

// release lets what follows a wording be sorted.
func (m *matters) release(x *wording) error {
	list, err := m.w.v.Followers(m.w.ctx, x.N)
	if err != nil {
		return err
	}
	for _, f := range m.seen(list) {
		if f.Leader == x.N {
			m.wait(f)
		}
	}
	return nil
}

func (m *matters) wait(x *wording) {
	if !x.waits && x.Pieces > 0 {
		x.waits = true
		heap.Push((*earliest)(m), x)
	}
}

// place finds the group of a wording; those that were told before have theirs.
func (m *matters) place(x *wording) error {
	earlier := !x.there || x.first < x.Since
	if err := m.post(x); err != nil {
		return err
	}
	leader, err := m.find(x)
	if err != nil {
		return err
	}
	x.dirty = true
	switch {
	case leader != nil:
		if x.Leader == leader.N && x.Group == leader.Group {
			return nil
		}
		if err := m.unlead(x); err != nil {
			return err
		}
		x.Leader = leader.N
		m.regroup(x, leader.Group)
	case x.Leader != x.N || x.Group == 0: // a group of 0 was taken over by a wording that leads no more
		if err := m.lead(x); err != nil {
			return err
		}
	case earlier:
		_, err = m.followers(x)
	}
	// Others are asked for by it, so it is there at once.
	if err == nil {
		err = m.w.v.SetWording(m.w.ctx, &x.StandWording)
	}
	return err
}

// post lets a wording be found by its words, as first told when it is told now.
func (m *matters) post(x *wording) error {
	if x.there && x.Since == x.first {
		return nil
	}
	pairs := x.pairs()
	for _, leads := range []bool{false, true} {
		if leads && (!x.there || x.Leader != x.N) || !leads && x.lone() || len(pairs) == 0 {
			continue
		}
		if x.there {
			if err := m.w.v.Unpost(m.w.ctx, leads, pairs, x.Since, x.N); err != nil {
				return err
			}
		}
		if err := m.w.v.Post(m.w.ctx, leads, pairs, x.first, x.N); err != nil {
			return err
		}
	}
	x.Since = x.first
	if x.there {
		return nil
	}
	x.there = true
	return m.w.v.WordingWords(m.w.ctx, x.N, append(wordsAsked(x), aboveWords(m.w.said.Own.Now.Above(x.Topic))...))
}

// wordsAsked are the words by which one asks for a wording.
func wordsAsked(x *wording) []string {
	return slices.Concat(slices.Concat(x.sets...), Words(x.Topic), meaning(topicWords(x.Topic)))
}

// lead makes a wording the first of a group: of that of the greatest of those that it takes over, or a new one.
func (m *matters) lead(x *wording) error {
	leads := x.Leader == x.N
	if x.Leader = x.N; len(x.sets) > 0 && !leads {
		if err := m.w.v.Post(m.w.ctx, true, x.pairs(), x.Since, x.N); err != nil {
			return err
		}
	}
	taken, err := m.followers(x)
	if err != nil {
		return err
	}
	g := int64(0)
	if taken != nil {
		g, taken.Group = taken.Group, 0
	}
	if g == 0 {
		if m.last == 0 {
			if m.last, err = m.w.v.LastGroup(m.w.ctx); err != nil {
				return err
			}
		}
		m.last++
		g = m.last
	}
	m.regroup(x, g)
	led, err := m.group(g)
	if err == nil {
		led.Leader, led.dirty = x.N, true
	}
	return err
}

// group is a group by its number; a new one where it is not there.
func (m *matters) group(n int64) (*group, error) {
	if g := m.groups[n]; g != nil {
		return g, nil
	}
	list, err := m.w.v.Groups(m.w.ctx, n)
	if err != nil {
		return nil, err
	}
	g := &group{StandGroup: store.StandGroup{N: n}}
	if len(list) > 0 {
		g.StandGroup = list[0]
	}
	m.groups[n] = g
	return g, nil
}

// regroup puts a wording into a group.
func (m *matters) regroup(x *wording, g int64) {
	if x.Group != 0 {
		m.touched[x.Group] = true
	}
	x.Group = g
	m.touched[g] = true
	m.regrouped = append(m.regrouped, x)
}

// unlead takes a wording out of the group that it is in; what it leads finds another.
func (m *matters) unlead(x *wording) error {
	if x.Group != 0 {
		m.touched[x.Group] = true
	}
	if x.Leader != x.N {
		return nil
	}
	if err := m.release(x); err != nil {
		return err
	}
	if len(x.sets) > 0 {
		if err := m.w.v.Unpost(m.w.ctx, true, x.pairs(), x.Since, x.N); err != nil {
			return err
		}
	}
	x.Leader = 0
	return nil
}

// find is the first group that a wording belongs to; nil for none.
func (m *matters) find(x *wording) (best *wording, err error) {
	if x.lone() {
		return nil, nil
	}
	numbers, err := m.w.v.Sharing(m.w.ctx, true, x.pairs(), 0, x.first)
	if err != nil {
		return nil, err
	}
	list, err := m.load(numbers)
	if err != nil {
		return nil, err
	}
	for _, l := range list {
		if l != x && l.Leader == l.N && l.before(x) && (best == nil || l.before(best)) && l.like(x.sets[0]) {
			best = l
		}
	}
	return best, nil
}

// followers lets those wait that were told after a wording that leads, are like it and go by one that was told after it. It gives the greatest of
// those of them that lead.
func (m *matters) followers(x *wording) (greatest *wording, err error) {
	if len(x.sets) == 0 {
		return nil, nil
	}
	numbers, err := m.w.v.Sharing(m.w.ctx, false, x.pairs(), x.first, lastOrd)
	if err != nil {
		return nil, err
	}
	list, err := m.load(numbers)
	if err != nil {
		return nil, err
	}
	for _, f := range list {
		if f == x || f.Leader == 0 || f.Leader == x.N || f.Pieces == 0 || !x.before(f) || !x.like(f.sets[0]) {
			continue
		}
		leader := f
		if f.Leader != f.N {
			if leader, err = m.wording(f.Leader); err != nil {
				return nil, err
			}
		}
		if leader != nil && leader.Pieces > 0 && !x.before(leader) {
			continue
		}
		if f.Leader == f.N && f.Group != 0 && (greatest == nil || f.Pieces > greatest.Pieces || f.Pieces == greatest.Pieces && f.before(greatest)) {
			greatest = f
		}
		m.wait(f)
	}
	return greatest, nil
}

// before tells whether a wording was first told before another.
func (x *wording) before(y *wording) bool {
	return cmp.Or(cmp.Compare(x.first, y.first), cmp.Compare(x.N, y.N)) < 0
}

// rename gives a group the shortest wording that it is told in; one that nobody leads any more is taken out.
func (m *matters) rename(n int64) error {
	if n == 0 {
		return nil
	}
	g, err := m.group(n)
	if err != nil || g.Leader == 0 {
		return err
	}
	leader, err := m.wording(g.Leader)
	if err != nil {
		return err
	}
	if leader == nil || leader.Pieces == 0 || leader.Leader != leader.N || leader.Group != n {
		g.Leader = 0
		return m.w.v.SetGroup(m.w.ctx, &g.StandGroup)
	}
	name := strings.ReplaceAll(leader.Topic, "_", " ")
	switch {
	case m.w.said.Own.Now.Line(lists.Issues, leader.Topic) != nil:
		name = leader.Topic
	case leader.Topic != "":
	case leader.Size == 0:
		name = "matter not named"
	default:
		short, err := m.w.v.Shortest(m.w.ctx, leader.N, min(2, leader.Size))
		if err != nil {
			return err
		}
		if short != nil {
			name = strings.Trim(strings.Join(strings.Fields(short.Short), " "), "\"“”'‘’ ")
		}
	}
	if name == g.Name && !g.dirty {
		return nil
	}
	g.Name, g.dirty = name, false
	return m.w.v.SetGroup(m.w.ctx, &g.StandGroup)
}

// pairsOf are numbers for every two of some words, and for each of one or two.
func pairsOf(words []string) []int64 {
	sums := make([]uint64, len(words))
	for i, w := range words {
		h := fnv.New64a()
		h.Write([]byte(w))
		sums[i] = h.Sum64()
	}
	out := make([]int64, 0, len(words)*(len(words)+1)/2)
	for i := range sums {
		if len(words) <= 2 {
			out = append(out, int64(sums[i]))
		}
		for _, s := range sums[i+1:] {
			out = append(out, int64(sums[i]*0x9E3779B97F4A7C15+s))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// earliest is a heap of the wordings that wait, the one that was told first on top.
type earliest matters

func (h *earliest) Len() int           { return len(h.waiting) }
func (h *earliest) Less(i, k int) bool { return h.waiting[i].before(h.waiting[k]) }
func (h *earliest) Swap(i, k int)      { h.waiting[i], h.waiting[k] = h.waiting[k], h.waiting[i] }

// Push is for [heap.Push].
func (h *earliest) Push(x any) { h.waiting = append(h.waiting, x.(*wording)) } //nolint:errcheck // only [matters.wait] puts something there

// Pop is for [heap.Pop].
func (h *earliest) Pop() any {
	x := h.waiting[len(h.waiting)-1]
	h.waiting = h.waiting[:len(h.waiting)-1]
	return x
}
