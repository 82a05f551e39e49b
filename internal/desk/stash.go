package desk

import (
	"container/list"
	"sync"

	"onrecord/internal/export"
)

// stash holds some reports in memory, those asked for last, up to a number of them and of bytes of their texts.
type stash struct {
	mu          sync.Mutex
	most, bytes int
	maxBytes    int
	order       *list.List // of *export.Report, asked for last first
	byID        map[string]*list.Element
}

func newStash(most, maxBytes int) *stash {
	return &stash{most: most, maxBytes: maxBytes, order: list.New(), byID: map[string]*list.Element{}}
}

func (s *stash) get(id string) *export.Report {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.byID[id]
	if e == nil {
		return nil
	}
	s.order.MoveToFront(e)
	return e.Value.(*export.Report)
}

func (s *stash) put(id string, r *export.Report) {
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
		s.bytes -= len(e.Value.(*export.Report).Text)
		s.order.Remove(e)
		delete(s.byID, id)
	}
}
