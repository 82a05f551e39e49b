package access

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limiter limits how often each of many clients may do something. It forgets those who have been quiet, so that its memory is bounded. The
// zero value is not ready; see [NewLimiter].
type Limiter struct {
	every rate.Limit
	burst int
	now   func() time.Time

	mu      sync.Mutex
	clients map[string]*client
}

type client struct {
	limit *rate.Limiter
	seen  time.Time
}

// Most clients that are remembered, and after what time a quiet one may be forgotten.
const (
	mostClients = 10_000
	quietFor    = 10 * time.Minute
)

// NewLimiter allows so many times a second, and so many at once.
func NewLimiter(perSecond float64, burst int) *Limiter {
	return &Limiter{every: rate.Limit(perSecond), burst: burst, now: time.Now, clients: map[string]*client{}}
}

// Allow counts one time, and tells whether it is within the limit; else after what time it will be.
func (l *Limiter) Allow(who string) (ok bool, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	r := l.of(who, now).ReserveN(now, 1)
	if wait = r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
		return false, wait
	}
	return true, 0
}

// Full tells whether the next time would be over the limit, without counting one, and after what time it will not.
func (l *Limiter) Full(who string) (full bool, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if have := l.of(who, now).TokensAt(now); have < 1 {
		return true, time.Duration((1 - have) / float64(l.every) * float64(time.Second))
	}
	return false, 0
}

func (l *Limiter) of(who string, now time.Time) *rate.Limiter {
	c := l.clients[who]
	if c == nil {
		if len(l.clients) >= mostClients {
			l.forget(now)
		}
		c = &client{limit: rate.NewLimiter(l.every, l.burst)}
		l.clients[who] = c
	}
	c.seen = now
	return c.limit
}

// forget drops the quiet ones; where all are busy, any, for memory must not grow with the number of attackers.
func (l *Limiter) forget(now time.Time) {
	for who, c := range l.clients {
		if now.Sub(c.seen) > quietFor {
			delete(l.clients, who)
		}
	}
	for who := range l.clients {
		if len(l.clients) < mostClients {
			return
		}
		delete(l.clients, who)
	}
}
