package desk

import (
	"container/list"
	"sync"

	"onrecord/internal/export"
	"onrecord/internal/store"
)

// reading is a report as it was read, and as analysts decided.
type reading struct {
	*export.Report
	decided  *export.Report // with the corrections that stand; the same where there are none
	verdicts []store.Verdict
	last     int64 // number of the last decision on it
}

// stash holds some reports in memory, those asked for last, up to a number of them and of bytes of their texts.
type stash struct {
	mu          sync.Mutex
	most, bytes int
	maxBytes    int
	order       *list.List // of *reading, asked for last first
	byID        map[string]*list.Element
}

func newStash(most, maxBytes int) *stash {
	return &stash{most: most, maxBytes: maxBytes, order: list.New(), byID: map[string]*list.Element{}}
}

func (s *stash) get(id string) *reading {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.byID[id]
	if e == nil {
		return nil
	}
	s.order.MoveToFront(e)
	return e.Value.(*reading)
}

func (s *stash) put(id string, r *reading) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(id)
	s.byID[id] = s.order.PushFront(r)
	s.bytes += len(r.Text)
	for s.order.Len() > 1 && (s.order.Len() > s.most || s.bytes > s.maxBytes) {
		for last, e := range s.byID { // few: no second map is worth it
			if e == s.order.Back() {
				s.drop(last)
				break
			}
		}
	}
}

func (s *stash) forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(id)
}

func (s *stash) drop(id string) {
	if e := s.byID[id]; e != nil {
		s.bytes -= len(e.Value.(*reading).Text)
		s.order.Remove(e)
		delete(s.byID, id)
	}
}
