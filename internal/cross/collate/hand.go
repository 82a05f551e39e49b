package collate

import (
	"context"
	"slices"

	"onrecord/internal/store"
)

// byHand is what people decided of two reports: of one story or of two, of one text or of two.
type byHand struct {
	together [][2]int64        // reports that somebody put into one story
	parted   map[int64][]int64 // and apart, both ways

	one map[int64][]int64 // reports that somebody said print one text, both ways
	two map[int64][]int64 // and that do not
}

// load loads it.
func (h *byHand) load(ctx context.Context, v *store.Views) error {
	together, apart, err := said(ctx, v, false)
	if err != nil {
		return err
	}
	both := func(list [][2]int64) map[int64][]int64 {
		m := map[int64][]int64{}
		for _, p := range list {
			m[p[0]], m[p[1]] = append(m[p[0]], p[1]), append(m[p[1]], p[0])
		}
		return m
	}
	h.together, h.parted = together, both(apart)
	if together, apart, err = said(ctx, v, true); err != nil {
		return err
	}
	h.one, h.two = both(together), both(apart)
	return nil
}

// said are the pairs of reports that somebody put together, and those that somebody put apart: the later word on two of them holds.
func said(ctx context.Context, v *store.Views, copies bool) (together, apart [][2]int64, err error) {
	list, err := v.Together(ctx, copies)
	if err != nil {
		return nil, nil, err
	}
	said, order := map[[2]int64]bool{}, [][2]int64{}
	for _, p := range list {
		key := [2]int64{min(p.Report, p.Other), max(p.Report, p.Other)}
		if _, before := said[key]; !before {
			order = append(order, key)
		}
		said[key] = p.Copy
	}
	for _, p := range order {
		if said[p] {
			together = append(together, p)
		} else {
			apart = append(apart, p)
		}
	}
	return together, apart, nil
}

// twoTexts tells whether somebody said of a report among some and one among others that they do not print one text.
func (h *byHand) twoTexts(some, others []int64) bool {
	for _, n := range some {
		for _, o := range h.two[n] {
			if slices.Contains(others, o) {
				return true
			}
		}
	}
	return false
}
