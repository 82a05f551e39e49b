package desk

import (
	"sync"

	"github.com/golang/groupcache/lru"

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
	mu              sync.Mutex
	held            *lru.Cache // of *reading by id
	bytes, maxBytes int
}

func newStash(most, maxBytes int) *stash {
	s := &stash{held: lru.New(most), maxBytes: maxBytes}
	s.held.OnEvicted = func(_ lru.Key, r any) { s.bytes -= len(r.(*reading).Text) }
	return s
}

func (s *stash) get(id string) *reading {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, _ := s.held.Get(id)
	found, _ := r.(*reading)
	return found
}

func (s *stash) put(id string, r *reading) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held.Remove(id)
	s.held.Add(id, r)
	s.bytes += len(r.Text)
	for s.held.Len() > 1 && s.bytes > s.maxBytes {
		s.held.RemoveOldest()
	}
}

func (s *stash) forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held.Remove(id)
}
