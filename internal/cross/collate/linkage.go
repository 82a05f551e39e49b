package collate

import (
	"cmp"
	"container/heap"
	"slices"
)

// sort divides reports into stories by average linkage (Sokal and Michener 1958): the two parts that are likest on average are
// joined as long as they are likest enough. What somebody put together is joined first, what somebody parted never.
func (s *Stories) sort(reports []int32) {
	slices.Sort(reports)
	l := s.linkage(reports)
	for l.queue.Len() > 0 {
		j := heap.Pop(&l.queue).(joint)
		if l.of[j.a] != j.a || l.of[j.b] != j.b || l.made[j.a]+l.made[j.b] != j.made {
			continue // one of them has changed since
		}
		l.merge(j.a, j.b)
	}
	for _, r := range reports {
		delete(s.members, s.story[r])
	}
	for _, r := range reports {
		root := l.root(r)
		s.story[r] = root
		s.members[root] = append(s.members[root], r)
	}
}

// joint is two parts that may be joined; made tells how often both had changed when their likeness was worked out.
type joint struct {
	a, b     int32
	likeness float64
	made     int
}

type joints []joint

func (q joints) Len() int      { return len(q) }
func (q joints) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q joints) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[j].likeness, q[i].likeness), cmp.Compare(q[i].a, q[j].a), cmp.Compare(q[i].b, q[j].b)) < 0
}
func (q *joints) Push(x any) { *q = append(*q, x.(joint)) }
func (q *joints) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// linkage is a division at work. A part goes by the least number of its reports.
type linkage struct {
	of    map[int32]int32             // part that a part has gone into, itself while it stands
	size  map[int32]float64           // reports of a part
	made  map[int32]int               // how often it has changed
	sum   map[int32]map[int32]float64 // likeness between parts, over all pairs of their reports
	apart map[int32]map[int32]bool    // parts that must not be joined
	queue joints
}

func (s *Stories) linkage(reports []int32) *linkage {
	l := &linkage{of: map[int32]int32{}, size: map[int32]float64{}, made: map[int32]int{}, sum: map[int32]map[int32]float64{}, apart: map[int32]map[int32]bool{}}
	for _, r := range reports {
		l.of[r], l.size[r], l.sum[r], l.apart[r] = r, 1, map[int32]float64{}, map[int32]bool{}
	}
	var together [][2]int32
	for _, r := range reports {
		for other, joined := range s.byHand[r] {
			_, here := l.of[other]
			switch {
			case !here || other < r:
			case joined:
				together = append(together, [2]int32{r, other})
			default:
				l.apart[r][other], l.apart[other][r] = true, true
			}
		}
	}
	for _, r := range reports {
		for other, x := range s.near[r] {
			if _, here := l.of[other]; here {
				l.sum[r][other] = x
			}
		}
	}
	slices.SortFunc(together, func(a, b [2]int32) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	for _, pair := range together {
		if a, b := l.root(pair[0]), l.root(pair[1]); a != b && !l.apart[a][b] {
			l.merge(min(a, b), max(a, b))
		}
	}
	for _, r := range reports {
		if l.of[r] == r {
			l.offer(r)
		}
	}
	return l
}

func (l *linkage) root(r int32) int32 {
	for l.of[r] != r {
		r = l.of[r]
	}
	return r
}

// merge lets b go into a.
func (l *linkage) merge(a, b int32) {
	for other, x := range l.sum[b] {
		delete(l.sum[other], b)
		if other != a {
			l.sum[a][other] += x
			l.sum[other][a] = l.sum[a][other]
		}
	}
	for other := range l.apart[b] {
		l.apart[a][other], l.apart[other][a] = true, true
		delete(l.apart[other], b)
	}
	l.of[b], l.size[a] = a, l.size[a]+l.size[b]
	l.made[a]++
	delete(l.sum, b)
	l.offer(a)
}

// offer puts what a part may be joined with into the queue.
func (l *linkage) offer(a int32) {
	for b, sum := range l.sum[a] {
		x := sum / (l.size[a] * l.size[b])
		if x >= storyLikeness && !l.apart[a][b] {
			heap.Push(&l.queue, joint{min(a, b), max(a, b), x, l.made[a] + l.made[b]})
		}
	}
}
