package collate

import (
	"cmp"
	"slices"
)

// Stories lists all stories, by the number of their reports, then by their ids.
func (s *Stories) Stories() []Story {
	out := make([]Story, 0, len(s.members))
	for story := range s.members {
		out = append(out, s.tell(story))
	}
	slices.SortFunc(out, func(a, b Story) int {
		return cmp.Or(cmp.Compare(len(b.Reports), len(a.Reports)), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// Of is the story of a report. An id that is not there gives an error that wraps [ErrUnknown].
func (s *Stories) Of(id string) (Story, error) {
	me, ok := s.byID[id]
	if !ok {
		return Story{}, unknown(id)
	}
	return s.tell(s.story[me]), nil
}

// storyWords is how many words name a story, and tell why a report is in it.
const storyWords = 8

func (s *Stories) tell(story int32) Story {
	members := slices.Clone(s.members[story])
	slices.SortFunc(members, func(a, b int32) int {
		if earlier(&s.told[a].Report, &s.told[b].Report) {
			return -1
		}
		return 1
	})
	out := Story{ID: s.told[story].ID, Terms: s.common(members)}
	best := -1.0
	for _, m := range members {
		out.Reports = append(out.Reports, s.told[m].ID)
		if x := s.average(m, members); x > best && s.told[m].Title != "" {
			best, out.Title = x, s.told[m].Title
		}
	}
	return out
}

// average is how like a report is to the others of a list.
func (s *Stories) average(me int32, others []int32) float64 {
	sum, n := 0.0, 0
	for _, o := range others {
		if o != me {
			sum += s.near[me][o]
			n++
		}
	}
	return sum / float64(max(n, 1))
}

// common are the words that weigh most in all of some reports together.
func (s *Stories) common(reports []int32) []string {
	weight := map[int32]float64{}
	for _, r := range reports {
		for _, w := range s.told[r].vector {
			weight[w.id] += float64(w.words + w.names)
		}
	}
	return s.named(weight)
}

// named are the words with the greatest weights.
func (s *Stories) named(weight map[int32]float64) []string {
	ids := make([]int32, 0, len(weight))
	for id := range weight {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b int32) int {
		return cmp.Or(cmp.Compare(weight[b], weight[a]), cmp.Compare(s.names[a], s.names[b]))
	})
	var out []string
	for _, id := range ids {
		if len(out) < storyWords && !s.silent[s.names[id]] {
			out = append(out, s.names[id])
		}
	}
	return out
}

// Why tells why a report is in its story. An id that is not there gives an error that wraps [ErrUnknown].
func (s *Stories) Why(id string) (Membership, error) {
	me, ok := s.byID[id]
	if !ok {
		return Membership{}, unknown(id)
	}
	members := s.members[s.story[me]]
	weight := map[int32]float64{}
	for _, o := range members {
		if o != me {
			both(s.told[me].vector, s.told[o].vector, weight)
		}
	}
	return Membership{Story: s.told[s.story[me]].ID, Likeness: s.average(me, members), Shared: s.named(weight), ByHand: len(s.byHand[me]) > 0}, nil
}

// Join puts two reports into one story for good, and Part keeps them in two; the later word on two reports holds. The error wraps
// [ErrUnknown] where one is not there.
func (s *Stories) Join(a, b string) error {
	return s.decide(a, b, func(x, y int32) { s.say(x, y, true) })
}

// Part keeps two reports in different stories for good; see [Stories.Join].
func (s *Stories) Part(a, b string) error {
	return s.decide(a, b, func(x, y int32) { s.say(x, y, false) })
}

// Forget takes back what was said of two reports by [Stories.Join] or [Stories.Part].
func (s *Stories) Forget(a, b string) error {
	return s.decide(a, b, func(x, y int32) {
		delete(s.byHand[x], y)
		delete(s.byHand[y], x)
	})
}

func (s *Stories) say(x, y int32, together bool) {
	for _, p := range [][2]int32{{x, y}, {y, x}} {
		if s.byHand[p[0]] == nil {
			s.byHand[p[0]] = map[int32]bool{}
		}
		s.byHand[p[0]][p[1]] = together
	}
}

func (s *Stories) decide(a, b string, change func(x, y int32)) error {
	x, ok := s.byID[a]
	if !ok {
		return unknown(a)
	}
	y, ok := s.byID[b]
	if !ok {
		return unknown(b)
	}
	if x == y {
		return nil
	}
	before := slices.Concat(s.members[s.story[x]], s.members[s.story[y]])
	change(x, y)
	part := slices.Concat(before, s.touched(x), s.touched(y))
	slices.Sort(part)
	s.sort(slices.Compact(part))
	return nil
}
