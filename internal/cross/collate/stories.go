package collate

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"onrecord/internal/lang/lexicon"
)

// What makes a story. The numbers were chosen on the topics of ECB+ (Cybulska and Vossen 2014) for training; the decay is a
// judgement, for ECB+ has no dates.
const (
	storyLikeness = 0.20                // least average likeness of two parts of one story
	storyNames    = 0.6                 // how much of likeness is by names, the rest by all words
	storyFloor    = 0.08                // less counts as none
	storyPrior    = 10                  // reports, with none of the words of any, that are thought of beside those there are
	storyFade     = 14 * 24 * time.Hour // in which likeness halves
	storyWindow   = 30 * 24 * time.Hour // farthest apart two reports are compared
	storyTerms    = 60                  // heaviest terms of a report by which others are looked up
	storyPostings = 1500                // latest reports looked at for each of them
	storyShared   = 3                   // least heavy terms in common for two reports to be compared
	storyNear     = 40                  // likest reports that a report is tied to
	storyReach    = 1200                // most reports that are sorted anew when one comes
)

// Story is reports about one happening.
type Story struct {
	ID      string   // of the report that was filed first among them
	Reports []string // ids, the earliest first
	Title   string   // of the report likest to all others
	Terms   []string // the words that tell it from other stories, the heaviest first
}

// Membership is why a report is in its story.
type Membership struct {
	Story    string
	Likeness float64  // average likeness to the story's other reports, 0 to 1
	Shared   []string // the words that count most for it
	ByHand   bool     // somebody put it there, or kept others apart from it
}

// Stories groups reports about one happening. Reports come one at a time: each is compared with the reports of a month around it,
// and only the stories it touches are sorted anew. [Stories.Again] sorts all from the start. What somebody decided by [Stories.Join]
// and [Stories.Part] holds through both. The zero value is not ready; see [NewStories].
type Stories struct {
	plain   map[string]bool
	silent  map[string]bool  // stems that tell nobody what a story is about, however rare: "ms", "monday"
	ids     map[string]int32 // of terms
	names   []string         // stems by id
	held    []int32          // how many reports hold a term
	told    []told
	byID    map[string]int32
	index   [][]int32           // reports by term, in the order they came
	near    []map[int32]float64 // likeness to others, both ways
	met     []uint8             // for work: how many heavy terms of one report each other has
	story   []int32             // of each report: the first filed report of its story
	members map[int32][]int32   // of each story
	byHand  []map[int32]bool    // what was said of a report and another, both ways: true together, false apart
}

type told struct {
	Report
	terms  []term
	ids    []int32
	vector []weighed
}

// NewStories is an empty collection. The error names file and line of a broken dictionary.
func NewStories() (*Stories, error) {
	plain, err := plainWords()
	if err != nil {
		return nil, err
	}
	silent, err := silentWords()
	if err != nil {
		return nil, err
	}
	return &Stories{plain: plain, silent: silent, ids: map[string]int32{}, byID: map[string]int32{}, members: map[int32][]int32{}}, nil
}

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

// Len is how many reports there are.
func (s *Stories) Len() int { return len(s.told) }

// Add files a report and puts it into a story, or begins one with it. An id that is already there gives an error that wraps
// [ErrTwice].
func (s *Stories) Add(r Report) error {
	if _, there := s.byID[r.ID]; there {
		return twice(r.ID)
	}
	me := s.file(r)
	s.weigh(me)
	s.tie(me)
	s.post(me)
	s.sort(s.touched(me))
	return nil
}

// File is [Stories.Add] for many reports at once: they are in no story until [Stories.Again] has sorted all.
func (s *Stories) File(r Report) error {
	if _, there := s.byID[r.ID]; there {
		return twice(r.ID)
	}
	s.file(r)
	return nil
}

// Again weighs all reports by the words of all, and sorts them into stories from the start.
func (s *Stories) Again() {
	clear(s.members)
	for i := range s.index {
		s.index[i] = s.index[i][:0]
	}
	for i := range s.told {
		me := int32(i)
		s.near[me] = map[int32]float64{}
		s.weigh(me)
		s.tie(me)
		s.post(me)
		s.story[me] = me
	}
	done := make([]bool, len(s.told))
	for i := range s.told {
		if part := s.connected(int32(i), done); len(part) > 0 {
			s.sort(part)
		}
	}
}

// file gives a report its number, and its terms theirs.
func (s *Stories) file(r Report) int32 {
	me := int32(len(s.told))
	t := told{Report: r, terms: termsOf(r.Title+".\n"+r.Text, s.plain)}
	for _, x := range t.terms {
		id, known := s.ids[x.stem]
		if !known {
			id = int32(len(s.names))
			s.ids[x.stem] = id
			s.names, s.held, s.index = append(s.names, x.stem), append(s.held, 0), append(s.index, nil)
		}
		s.held[id]++
		t.ids = append(t.ids, id)
	}
	t.Text = "" // what is compared are the terms
	s.told, s.byID[r.ID] = append(s.told, t), me
	s.near, s.story = append(s.near, map[int32]float64{}), append(s.story, me)
	s.byHand = append(s.byHand, nil)
	s.members[me] = []int32{me}
	return me
}

func (s *Stories) weigh(me int32) {
	t := &s.told[me]
	t.vector = weigh(t.terms, t.ids, func(id int32) int { return int(s.held[id]) }, len(s.told))
}

// heaviest are the terms of a report that tell most.
func (s *Stories) heaviest(me int32, n int) []weighed {
	v := slices.Clone(s.told[me].vector)
	slices.SortFunc(v, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(b.words+b.names, a.words+a.names), cmp.Compare(a.id, b.id))
	})
	return v[:min(n, len(v))]
}

// post puts a report into the index under its heaviest terms.
func (s *Stories) post(me int32) {
	for _, w := range s.heaviest(me, storyTerms) {
		s.index[w.id] = append(s.index[w.id], me)
	}
}

// tie compares a report with those that share heavy terms with it, and remembers the likest.
func (s *Stories) tie(me int32) {
	for len(s.met) < len(s.told) {
		s.met = append(s.met, 0)
	}
	var others []int32
	for _, w := range s.heaviest(me, storyTerms) {
		posted := s.index[w.id]
		for _, other := range posted[max(0, len(posted)-storyPostings):] {
			if s.met[other]++; s.met[other] == storyShared {
				others = append(others, other)
			}
		}
	}
	clear(s.met)
	type tied struct {
		other    int32
		likeness float64
	}
	var found []tied
	for _, other := range others {
		if x := s.likeness(me, other); x >= storyFloor {
			found = append(found, tied{other, x})
		}
	}
	slices.SortFunc(found, func(a, b tied) int {
		return cmp.Or(cmp.Compare(b.likeness, a.likeness), cmp.Compare(a.other, b.other))
	})
	for _, f := range found[:min(len(found), storyNear)] {
		s.near[me][f.other], s.near[f.other][me] = f.likeness, f.likeness
	}
}

// likeness is how alike two reports are, less by every day between them; 0 for those too far apart in time.
func (s *Stories) likeness(a, b int32) float64 {
	x, y := &s.told[a], &s.told[b]
	if apart(x.Published, y.Published, storyWindow) {
		return 0
	}
	out := alike(x.vector, y.vector)
	if !x.Published.IsZero() && !y.Published.IsZero() {
		out *= math.Exp2(-float64(x.Published.Sub(y.Published).Abs()) / float64(storyFade))
	}
	return out
}

// touched are a report, the reports of the stories it is tied to, the likest first, and of those it was put with by hand.
func (s *Stories) touched(me int32) []int32 {
	type side struct {
		story int32
		sum   float64
	}
	sums := map[int32]float64{}
	for _, other := range slices.Sorted(maps.Keys(s.near[me])) { // in order: sums of floats depend on it
		sums[s.story[other]] += s.near[me][other] / float64(len(s.members[s.story[other]]))
	}
	for other, together := range s.byHand[me] {
		if together {
			sums[s.story[other]]++
		}
	}
	delete(sums, s.story[me])
	var sides []side
	for story, x := range sums {
		sides = append(sides, side{story, x})
	}
	slices.SortFunc(sides, func(a, b side) int { return cmp.Or(cmp.Compare(b.sum, a.sum), cmp.Compare(a.story, b.story)) })
	out := slices.Clone(s.members[s.story[me]])
	for _, x := range sides {
		if m := s.members[x.story]; len(out)+len(m) <= storyReach {
			out = append(out, m...)
		}
	}
	return out
}

// connected are the reports tied to one, near or far, that are not done yet.
func (s *Stories) connected(from int32, done []bool) []int32 {
	if done[from] {
		return nil
	}
	done[from] = true
	out := []int32{from}
	for k := 0; k < len(out); k++ {
		for other := range s.near[out[k]] {
			if !done[other] {
				done[other] = true
				out = append(out, other)
			}
		}
		for other, together := range s.byHand[out[k]] {
			if together && !done[other] {
				done[other] = true
				out = append(out, other)
			}
		}
	}
	return out
}
