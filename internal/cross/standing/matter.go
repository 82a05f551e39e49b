package standing

import (
	"cmp"
	"container/heap"
	"hash/maphash"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// IssueGroup is what positions of several reports are about: those whose words say the same, told by the words they share. Positions of all
// actors share their matters, so that they can be set side by side.
type IssueGroup struct {
	Key  string `json:"key"`  // the topic, or the words of the first that was told, sorted; [Unnamed] for positions whose words do not tell
	Name string `json:"name"` // the shortest wording
}

// Unnamed is the key of the matter of positions whose words do not tell what they are about ("that").
const Unnamed = "-"

// matters groups issues by their words. Wordings are taken in the order in which they were first told; each joins the earliest wording that
// leads a group and with which it shares two words of meaning and half of the shorter one's, or the only word of one where the other has two
// at most; else it leads a group. So what groups there are is told by the set of the wordings and when each was first told, in whichever
// order they came. A line of the lexicon of issues settles it at once. Issues without words of meaning ("that") are one group, which says so.
type matters struct {
	wordings map[string]*wording
	pairs    map[uint64][]*wording // those that lead, by every two of their words
	short    map[string][]*wording // those that lead and have one word or two, by word
	byWord   map[string][]*wording // all that are sorted, by word
	latest   *piece                // no wording that is sorted was first told later
	waiting  []*wording            // a heap: those to be sorted, the earliest first
	dirty    []*wording            // of which more or fewer pieces are told than before
	touched  map[*wording]bool     // groups that have other wordings or pieces than before
	regroup  []*wording            // wordings that have come into another group
}

// wording is the words of issues that tell the same.
type wording struct {
	key    string // of the matter that it leads
	topic  string
	words  []string
	pieces inOrder    // that tell it
	since  *piece     // the first of them when it was last sorted
	short  *piece     // that with the shortest issue, of these the first told
	leader *wording   // the first wording of its group; nil until it is sorted
	follow []*wording // the others of its group, where it leads
	name   string     // of its group, where it leads

	waits, dirty bool
}

func newMatters() *matters {
	return &matters{wordings: map[string]*wording{}, pairs: map[uint64][]*wording{}, short: map[string][]*wording{}, byWord: map[string][]*wording{},
		touched: map[*wording]bool{}}
}

// Wording is what an issue goes by among others: its topic, else its words of meaning; "" where it has none.
func Wording(issue, topic string) string { return cmp.Or(topic, strings.Join(meaning(issue), " ")) }

// lone tells whether a wording is a group by itself: a topic, or no words.
func (w *wording) lone() bool { return w.topic != "" || len(w.words) == 0 }

// matter is the matter that a wording leads.
func (w *wording) matter() IssueGroup {
	if w.topic == "" && len(w.words) == 0 {
		return IssueGroup{Unnamed, "matter not named"}
	}
	return IssueGroup{w.key, w.name}
}

// add puts a piece to its wording.
func (m *matters) add(p *piece) {
	words := meaning(p.told.Issue)
	if p.told.Topic != "" {
		words = nil
	}
	key := p.told.Topic + "\t" + strings.Join(words, " ")
	w := m.wordings[key]
	if w == nil {
		w = &wording{key: cmp.Or(p.told.Topic, strings.Join(words, " "), Unnamed), topic: p.told.Topic, words: words}
		m.wordings[key] = w
	}
	p.words = w
	w.pieces.add(p)
	if w.short == nil || shorter(p, w.short) {
		w.short = p
	}
	m.soil(w)
}

// remove takes a piece from its wording.
func (m *matters) remove(p *piece) {
	w := p.words
	p.words = nil
	w.pieces.remove(p)
	if w.short == p {
		w.short = nil
		for _, x := range w.pieces {
			if w.short == nil || shorter(x, w.short) {
				w.short = x
			}
		}
	}
	m.soil(w)
}

func (m *matters) soil(w *wording) {
	if !w.dirty {
		w.dirty = true
		m.dirty = append(m.dirty, w)
	}
}

// shorter tells whether a piece rather than another gives a group its name.
func shorter(p, q *piece) bool {
	if a, b := len(p.told.Issue), len(q.told.Issue); a != b {
		return a < b
	}
	return p.before(q)
}

// sort puts the wordings that have changed into their groups, and those whose groups change by it. It gives the wordings that have come into
// another group, and the groups that are called otherwise than before.
func (m *matters) sort() (moved, renamed []*wording) {
	for _, w := range m.dirty {
		w.dirty = false
		m.begin(w)
	}
	m.dirty = m.dirty[:0]
	for len(m.waiting) > 0 {
		w := heap.Pop((*earliest)(m)).(*wording) //nolint:errcheck // nothing else is put there
		w.waits = false
		m.place(w)
	}
	for w := range m.touched {
		if w.leader == w && m.rename(w) {
			renamed = append(renamed, w)
		}
	}
	clear(m.touched)
	moved, m.regroup = m.regroup, nil
	return moved, renamed
}

// begin lets a wording that has changed be sorted, and what it leads where it does not lead it any more from as early on.
func (m *matters) begin(w *wording) {
	if w.leader != nil {
		m.touched[w.leader] = true
	}
	gone := len(w.pieces) == 0
	if w.leader == w && (gone || w.since.before(w.pieces[0])) {
		for _, f := range w.follow {
			m.wait(f)
		}
	}
	if !gone {
		if w.leader == nil || w.since != w.pieces[0] {
			m.wait(w)
		}
		return
	}
	m.unlead(w)
	if w.leader != nil && !w.lone() {
		for _, x := range w.words {
			takeOut(m.byWord, x, w)
		}
	}
	w.leader = nil
	delete(m.wordings, w.topic+"\t"+strings.Join(w.words, " "))
}

func (m *matters) wait(w *wording) {
	if !w.waits && len(w.pieces) > 0 {
		w.waits = true
		heap.Push((*earliest)(m), w)
	}
}

// place finds the group of a wording; those that were told before have theirs.
func (m *matters) place(w *wording) {
	first := w.pieces[0]
	earlier := w.leader == nil || first.before(w.since)
	if w.leader == nil && !w.lone() {
		for _, x := range w.words {
			m.byWord[x] = append(m.byWord[x], w)
		}
	}
	w.since = first
	if m.latest == nil || m.latest.before(first) {
		m.latest = first
	}
	switch leader := m.find(w); {
	case leader != nil:
		if w.leader != leader {
			for _, f := range w.follow {
				m.wait(f)
			}
			m.unlead(w)
			w.leader = leader
			leader.follow = append(leader.follow, w)
			m.touched[leader] = true
			m.regroup = append(m.regroup, w)
		}
	case w.leader != w:
		m.unlead(w)
		m.lead(w)
		m.followers(w)
	case earlier:
		m.followers(w)
	}
}

// lead makes a wording the first of a group.
func (m *matters) lead(w *wording) {
	w.leader = w
	m.touched[w] = true
	m.regroup = append(m.regroup, w)
	if w.lone() {
		return
	}
	for _, h := range pairsOf(w.words) {
		m.pairs[h] = append(m.pairs[h], w)
	}
	if len(w.words) <= 2 {
		for _, x := range w.words {
			m.short[x] = append(m.short[x], w)
		}
	}
}

// unlead takes a wording out of the group that it is in.
func (m *matters) unlead(w *wording) {
	l := w.leader
	if l == nil {
		return
	}
	m.touched[l] = true
	if l != w {
		if i := slices.Index(l.follow, w); i >= 0 {
			l.follow[i] = l.follow[len(l.follow)-1]
			l.follow = l.follow[:len(l.follow)-1]
		}
		return
	}
	w.follow = nil // they wait, and find another
	if w.lone() {
		return
	}
	for _, h := range pairsOf(w.words) {
		takeOut(m.pairs, h, w)
	}
	if len(w.words) <= 2 {
		for _, x := range w.words {
			takeOut(m.short, x, w)
		}
	}
}

// find is the first group that a wording belongs to; nil for none.
func (m *matters) find(w *wording) (best *wording) {
	if w.lone() {
		return nil
	}
	look := func(list []*wording) {
		for _, l := range list {
			if l != w && l.pieces[0].before(w.pieces[0]) && (best == nil || l.pieces[0].before(best.pieces[0])) && alike(w.words, l.words) {
				best = l
			}
		}
	}
	for _, h := range pairsOf(w.words) {
		look(m.pairs[h])
	}
	if len(w.words) <= 2 {
		for _, x := range w.words {
			look(m.short[x])
		}
	}
	return best
}

// followers lets those wait that were told after a wording that leads, are like it and go by one that was told after it.
func (m *matters) followers(w *wording) {
	if w.lone() || !w.pieces[0].before(m.latest) {
		return
	}
	longest := -1 // who shares two words is in another list as well
	if len(w.words) > 2 {
		longest = 0
		for i, x := range w.words {
			if len(m.byWord[x]) > len(m.byWord[w.words[longest]]) {
				longest = i
			}
		}
	}
	for i, word := range w.words {
		if i == longest {
			continue
		}
		for _, x := range m.byWord[word] {
			if x != w && !x.waits && x.leader != nil && len(x.leader.pieces) > 0 && w.before(x) && w.before(x.leader) && alike(w.words, x.words) {
				m.wait(x)
			}
		}
	}
}

// before tells whether a wording was first told before another.
func (w *wording) before(x *wording) bool { return w.pieces[0].before(x.pieces[0]) }

// rename gives a group the shortest wording that it is told in, and tells whether it had another name.
func (m *matters) rename(w *wording) bool {
	name := strings.ReplaceAll(w.topic, "_", " ")
	if w.topic == "" {
		best := w.short
		for _, f := range w.follow {
			if len(f.words) >= min(2, len(w.words)) && shorter(f.short, best) {
				best = f.short
			}
		}
		name = strings.Trim(strings.Join(strings.Fields(best.told.Issue), " "), "\"“”'‘’ ")
	}
	old := w.name
	w.name = name
	return old != name
}

// pairsOf are numbers for every two of some words.
func pairsOf(words []string) []uint64 {
	if len(words) < 2 {
		return nil
	}
	sums := make([]uint64, len(words))
	for i, w := range words {
		sums[i] = maphash.String(pairSeed, w)
	}
	out := make([]uint64, 0, len(words)*(len(words)-1)/2)
	for i := range sums {
		for _, s := range sums[i+1:] {
			out = append(out, sums[i]*0x9E3779B97F4A7C15+s)
		}
	}
	return out
}

var pairSeed = maphash.MakeSeed()

// earliest is a heap of the wordings that wait, the one that was told first on top.
type earliest matters

func (h *earliest) Len() int           { return len(h.waiting) }
func (h *earliest) Less(i, k int) bool { return h.waiting[i].before(h.waiting[k]) }
func (h *earliest) Swap(i, k int)      { h.waiting[i], h.waiting[k] = h.waiting[k], h.waiting[i] }

// Push is for [heap.Push].
func (h *earliest) Push(x any) { h.waiting = append(h.waiting, x.(*wording)) } //nolint:errcheck // only [matters.wait] puts something there

// Pop is for [heap.Pop].
func (h *earliest) Pop() any {
	w := h.waiting[len(h.waiting)-1]
	h.waiting = h.waiting[:len(h.waiting)-1]
	return w
}

// alike tells whether two sets of words speak of the same.
func alike(a, b []string) bool {
	shared := 0
	for _, w := range a {
		if slices.Contains(b, w) {
			shared++
		}
	}
	switch least := min(len(a), len(b)); least {
	case 1:
		return shared == 1 && max(len(a), len(b)) <= 2
	default:
		return shared >= 2 && 2*shared >= least
	}
}

// Telling are the words of an issue that tell what it is about, without their endings, each once and sorted.
func Telling(issue string) []string { return meaning(issue) }

// meaning is the words of an issue that mean something, without their endings, each once and sorted.
func meaning(issue string) []string {
	seen := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(issue), func(r rune) bool {
		return !unicode.IsLetter(r) &&
			!unicode.IsDigit(r)
	}) {
		if len(w) > 1 && !tellsNothing(w) {
			seen[ending(w)] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// ending takes off what English words end in: "flights" and "flight", "opening" and "open" are one.
func ending(w string) string {
	for _, e := range []string{"ing", "ed", "ies", "es", "s"} {
		stem, ok := strings.CutSuffix(w, e)
		if !ok || len(stem) < 4 || e == "s" && strings.HasSuffix(stem, "s") {
			continue
		}
		switch {
		case e == "ies":
			return stem + "y"
		case e == "es" && !strings.HasSuffix(stem, "s") && !strings.HasSuffix(stem, "x") && !strings.HasSuffix(stem,
			"ch") && !strings.HasSuffix(stem, "sh"):
			continue
		}
		return stem
	}
	return w
}
