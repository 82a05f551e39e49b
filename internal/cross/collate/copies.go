package collate

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"onrecord"
)

// What makes a copy. The share is the working definition of the field: half of what the shorter report has to say, in the
// longer one's words.
const (
	copyShare     = 0.5                // of the shorter report's shingles
	copyShingles  = 20                 // least that a pair shares, furniture left out: less is no body
	copyWindow    = 7 * 24 * time.Hour // farthest apart
	rawShare      = 0.2                // least that a pair shares before furniture is known
	rawSketchBits = 3                  // least sketched shingles in common for a pair to be compared
)

// Edge says that one report has its words from the same hand as a longer one.
type Edge struct {
	Long, Short string  // ids
	Containment float64 // share of Short's five-word shingles that Long has too, furniture left out
	Jaccard     float64 // shared shingles among all of both
	Passages    []Passage
}

// Passage is a stretch that stands word for word in both reports; offsets are bytes of each Text.
type Passage struct {
	Long, Short onrecord.Span
}

// Group is reports that go back to one text. A report that nobody copied is in none.
type Group struct {
	Reports []string // ids, the earliest first
	Origin  Origin
}

// Origin is whose text the reports of a group print.
type Origin struct {
	Agency   string   // as a credit line names it: "Reuters"; "" where none does
	Credited []string // ids of the reports whose credit line names it
	Earliest string   // id of the earliest report, by which the text is called where no agency is named
}

// Copies finds copies among reports. The zero value is not ready; see [NewCopies].
type Copies struct {
	credits *Credits
	titles  map[string]bool // words that tell nothing in a title
	filed   []filed
	byID    map[string]int32
	index   map[uint64][]int32 // sketched shingle to reports, in the order they came
	pairs   []pair
	forms   map[[2]int32]bool // pairs that were asked whether they are bulletins of one form
	view    *copyView         // nil until asked for
}

type filed struct {
	Report
	set []uint64 // all shingles, sorted
}

// pair is two reports that share enough to be looked at again once furniture is known.
type pair struct {
	a, b   int32
	shared int
}

// copyView is what follows from the reports that are there.
type copyView struct {
	furniture map[uint64]bool
	edges     []Edge
	groups    []Group
}

// NewCopies is an empty collection. The error names file and line of a broken dictionary.
func NewCopies() (*Copies, error) {
	credits, err := NewCredits()
	if err != nil {
		return nil, err
	}
	plain, err := plainWords()
	if err != nil {
		return nil, err
	}
	return &Copies{credits: credits, titles: plain, byID: map[string]int32{}, index: map[uint64][]int32{}, forms: map[[2]int32]bool{}}, nil
}

// Len is how many reports there are.
func (c *Copies) Len() int { return len(c.filed) }

// Add files a report and compares it with those within a week of it. An id that is already there gives an error that
// wraps [ErrTwice].
func (c *Copies) Add(r Report) error {
	if _, there := c.byID[r.ID]; there {
		return twice(r.ID)
	}
	me := int32(len(c.filed))
	f := filed{Report: r, set: setOf(shinglesOf(wordsOf(r.Text)))}
	c.byID[r.ID] = me
	c.compare(me, &f)
	for _, h := range sketch(f.set) {
		c.index[h] = append(c.index[h], me)
	}
	c.filed = append(c.filed, f)
	c.view = nil
	return nil
}

// compare looks up a report's sketch and counts in full what it shares with those that it meets often enough.
func (c *Copies) compare(me int32, f *filed) {
	met := map[int32]int{}
	for _, h := range sketch(f.set) {
		for _, other := range c.index[h] {
			met[other]++
		}
	}
	for other, n := range met {
		o := &c.filed[other]
		if n < rawSketchBits || apart(f.Published, o.Published, copyWindow) {
			continue
		}
		// Half of the least share, for the sketch is a draw.
		if float64(n*sketchEvery) < rawShare/2*float64(min(len(f.set), len(o.set))) {
			continue
		}
		if n := shared(f.set, o.set); n >= copyShingles && contained(n, f.set, o.set) >= rawShare {
			c.pairs = append(c.pairs, pair{other, me, n})
		}
	}
}

func contained(shared int, a, b []uint64) float64 {
	return float64(shared) / float64(max(min(len(a), len(b)), 1))
}

func jaccard(shared int, a, b []uint64) float64 {
	return float64(shared) / float64(max(len(a)+len(b)-shared, 1))
}

// Edges lists the copies, each from the longer report to the shorter, by their ids.
func (c *Copies) Edges() []Edge { return c.look().edges }

// Groups lists the reports that go back to one text, by the id of their earliest.
func (c *Copies) Groups() []Group { return c.look().groups }

// Furniture lists the stretches of a report that are repeated across many different reports, such as an outlet's address
// to its readers; they are no evidence of copying. Offsets are bytes of Text. An id that is not there gives an error that
// wraps [ErrUnknown].
func (c *Copies) Furniture(id string) ([]onrecord.Span, error) {
	i, ok := c.byID[id]
	if !ok {
		return nil, unknown(id)
	}
	words := wordsOf(c.filed[i].Text)
	var out []onrecord.Span
	for at, is := range furnished(shinglesOf(words), c.look().furniture) {
		s := onrecord.Span{}
		if is {
			s = onrecord.Span{Start: words[at].Start, End: words[at+shingleWords-1].End}
		}
		if n := len(out); is && n > 0 && s.Start <= out[n-1].End {
			out[n-1].End = s.End
		} else if is {
			out = append(out, s)
		}
	}
	return out, nil
}

// look works out what follows from the reports, once until another comes.
func (c *Copies) look() *copyView {
	if c.view != nil {
		return c.view
	}
	v := &copyView{furniture: c.houseFurniture()}
	first := c.links(v.furniture)
	c.addWideFurniture(v.furniture, first)
	links := c.links(v.furniture)
	together := newSets(len(c.filed))
	for _, l := range links {
		together.join(l.a, l.b)
		v.edges = append(v.edges, c.edge(l))
	}
	slices.SortFunc(v.edges, func(a, b Edge) int {
		return cmp.Or(strings.Compare(a.Long, b.Long), strings.Compare(a.Short, b.Short))
	})
	v.groups = c.groups(together)
	c.view = v
	return v
}

// link is a pair that is a copy, with the shingles of both that are no furniture.
type link struct {
	a, b       int32
	setA, setB []uint64
	shared     int
}

// links are the pairs that share enough of what is no furniture.
func (c *Copies) links(furniture map[uint64]bool) []link {
	own := map[int32][]uint64{}
	set := func(i int32) []uint64 {
		if len(furniture) == 0 {
			return c.filed[i].set
		}
		if _, done := own[i]; !done {
			own[i] = c.ownShingles(i, furniture)
		}
		return own[i]
	}
	var out []link
	for _, p := range c.pairs {
		l := link{p.a, p.b, set(p.a), set(p.b), p.shared}
		if len(l.setA) != len(c.filed[p.a].set) || len(l.setB) != len(c.filed[p.b].set) {
			l.shared = shared(l.setA, l.setB)
		}
		if l.shared >= copyShingles && contained(l.shared, l.setA, l.setB) >= copyShare && !c.otherHappenings(p.a, p.b) {
			out = append(out, l)
		}
	}
	return out
}

// otherHappenings tells whether two reports are bulletins of one form, worked out once for each pair.
func (c *Copies) otherHappenings(a, b int32) bool {
	key := [2]int32{a, b}
	is, known := c.forms[key]
	if !known {
		long, short := c.filed[a].Text, c.filed[b].Text
		if len(long) < len(short) {
			long, short = short, long
		}
		is = bulletins(long, short, passages(long, short))
		c.forms[key] = is
	}
	return is
}

// edge puts a link into words: from the longer to the shorter; of two as long, from the earlier.
func (c *Copies) edge(l link) Edge {
	long, short := l.a, l.b
	if d := len(l.setA) - len(l.setB); d < 0 || d == 0 && earlier(&c.filed[l.b].Report, &c.filed[l.a].Report) {
		long, short = short, long
	}
	return Edge{Long: c.filed[long].ID, Short: c.filed[short].ID, Containment: contained(l.shared, l.setA, l.setB),
		Jaccard: jaccard(l.shared, l.setA, l.setB), Passages: passages(c.filed[long].Text, c.filed[short].Text)}
}

// passages finds the stretches of at least five words that stand in both texts, in the order of the shorter one. Where the
// longer text repeats itself, the first place counts that goes on longest.
func passages(long, short string) []Passage {
	lw, sw := wordsOf(long), wordsOf(short)
	ls, ss := shinglesOf(lw), shinglesOf(sw)
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
		last := run + shingleWords - 2
		out = append(out, Passage{Long: onrecord.Span{Start: lw[from].Start, End: lw[from+last].End},
			Short: onrecord.Span{Start: sw[i].Start, End: sw[i+last].End}})
		i += run + shingleWords - 1
	}
	return out
}

func (c *Copies) groups(together sets) []Group {
	members := map[int32][]int32{}
	for i := range c.filed {
		root := together.of(int32(i))
		members[root] = append(members[root], int32(i))
	}
	var out []Group
	for _, m := range members {
		if len(m) < 2 {
			continue
		}
		slices.SortFunc(m, func(a, b int32) int {
			if earlier(&c.filed[a].Report, &c.filed[b].Report) {
				return -1
			}
			return 1
		})
		g := Group{Origin: c.origin(m)}
		for _, i := range m {
			g.Reports = append(g.Reports, c.filed[i].ID)
		}
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b Group) int { return strings.Compare(a.Reports[0], b.Reports[0]) })
	return out
}

// origin is the agency that most credit lines of a group name, of several the one named earliest. An agency's own report,
// printed under its name, credits it as well.
func (c *Copies) origin(members []int32) Origin {
	o := Origin{Earliest: c.filed[members[0]].ID}
	named := map[string][]string{}
	var order []string
	for _, i := range members {
		agency := c.credits.Agency(c.filed[i].Outlet)
		if credit, ok := c.credits.Find(c.filed[i].Text); ok {
			agency = credit.Agency
		}
		if agency == "" {
			continue
		}
		if named[agency] == nil {
			order = append(order, agency)
		}
		named[agency] = append(named[agency], c.filed[i].ID)
	}
	for _, agency := range order {
		if len(named[agency]) > len(o.Credited) {
			o.Agency, o.Credited = agency, named[agency]
		}
	}
	return o
}
