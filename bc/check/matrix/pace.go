package matrix

import (
	"sync"
	"time"
)

// Budget is how many requests may be sent. The service allows one user 6,000 in any five minutes (reference 6), and
// everybody who uses the registration is that user.
type Budget struct {
	Burst     int     // at full speed
	PerSecond float64 // then
}

// DefaultBudget is at most 4,800 in five minutes: 1,800 at once and ten a second after that.
func DefaultBudget() Budget { return Budget{Burst: 1800, PerSecond: 10} }

// pace spreads requests so that a Budget holds in every window of time.
type pace struct {
	mu       sync.Mutex
	interval time.Duration
	burst    time.Duration // as time that may be run ahead
	next     time.Time
}

func newPace(b Budget) *pace {
	if b.PerSecond <= 0 {
		b = DefaultBudget()
	}
	p := &pace{interval: time.Duration(float64(time.Second) / b.PerSecond)}
	p.burst = time.Duration(max(1, b.Burst)) * p.interval
	return p
}

// reserve takes the next place and tells how long to wait for it.
func (p *pace) reserve(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if full := now.Add(-p.burst); p.next.Before(full) {
		p.next = full
	}
	p.next = p.next.Add(p.interval)
	return p.next.Sub(now)
}

// left is how long n further requests take at least.
func (p *pace) left(now time.Time, n int) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	next := p.next
	if full := now.Add(-p.burst); next.Before(full) {
		next = full
	}
	return max(0, next.Add(time.Duration(n)*p.interval).Sub(now))
}

// speed measures how many things were done a second of late.
type speed struct {
	times [32]time.Time
	n     int
}

func (s *speed) done(now time.Time) {
	s.times[s.n%len(s.times)] = now
	s.n++
}

func (s *speed) perSecond() float64 {
	k := min(s.n, len(s.times))
	if k < 2 {
		return 0
	}
	last, first := s.times[(s.n-1)%len(s.times)], s.times[(s.n-k)%len(s.times)]
	d := last.Sub(first)
	if d <= 0 {
		return 0
	}
	return float64(k-1) / d.Seconds()
}
