package desk

import (
	"sync"

	"onrecord/internal/store"
)

// memo keeps some answers for as long as the store holds what it held.
type memo[T any] struct {
	mu   sync.Mutex
	most int
	mark store.Mark
	held map[string]T
}

func newMemo[T any](most int) *memo[T] { return &memo[T]{most: most, held: map[string]T{}} }

// get is the answer to a question, as it was given since the store has come as far as a mark.
func (m *memo[T]) get(mark store.Mark, question string) (answer T, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.mark != mark {
		return answer, false
	}
	answer, ok = m.held[question]
	return answer, ok
}

func (m *memo[T]) put(mark store.Mark, question string, answer T) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.mark != mark || len(m.held) >= m.most { // few and soon asked again: all go
		clear(m.held)
		m.mark = mark
	}
	m.held[question] = answer
}
