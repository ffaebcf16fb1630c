package bc

import (
	"context"
	"sync"
	"time"
)

// maxAtOnce is how many requests are under way at most. The service processes five of one user at a time and queues
// the rest (reference 6); one is left for somebody else who uses the same registration.
const maxAtOnce = 4

// gate holds requests back: there are few places, and while the service asks for a pause nobody passes.
type gate struct {
	places chan struct{}

	mu    sync.Mutex
	until time.Time
}

func newGate(n int) *gate { return &gate{places: make(chan struct{}, n)} }

// enter waits for a place. leave gives it back.
func (g *gate) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case g.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (g *gate) leave() { <-g.places }

// pause holds everybody back until then: 429 counts for all requests of the registration, not for the one that got it.
func (g *gate) pause(until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until.After(g.until) {
		g.until = until
	}
}

// paused gives the end of the pause, zero when there never was one.
func (g *gate) paused() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.until
}
