package answer

import (
	"sync"

	"github.com/golang/groupcache/lru"
)

// Recent holds some things in memory by their ids, such as reports that were read and are not kept: those asked for last, up to a number of
// them and of bytes. It is safe for use by several goroutines at once.
type Recent[T any] struct {
	mu              sync.Mutex
	held            *lru.Cache
	size            func(T) int
	bytes, maxBytes int
}

// NewRecent holds at most so many, of so many bytes together as size tells; the newest is held however large it is.
func NewRecent[T any](most, maxBytes int, size func(T) int) *Recent[T] {
	r := &Recent[T]{held: lru.New(most), size: size, maxBytes: maxBytes}
	r.held.OnEvicted = func(_ lru.Key, x any) { r.bytes -= size(x.(T)) }
	return r
}

// Get is what is held under an id.
func (r *Recent[T]) Get(id string) (x T, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	held, ok := r.held.Get(id)
	if ok {
		x = held.(T)
	}
	return x, ok
}

// Put holds something under an id.
func (r *Recent[T]) Put(id string, x T) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held.Remove(id)
	r.held.Add(id, x)
	r.bytes += r.size(x)
	for r.held.Len() > 1 && r.bytes > r.maxBytes {
		r.held.RemoveOldest()
	}
}

// Forget drops what is held under an id.
func (r *Recent[T]) Forget(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held.Remove(id)
}
