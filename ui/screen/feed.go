package screen

import (
	"context"
	"sync"
)

// Feed brings news from work in the background to a screen. Whoever has news never waits; the screen takes what came
// since it last looked, so a burst of a hundred events costs one drawing.
type Feed[T any] struct {
	mu      sync.Mutex
	pending []T
	closed  bool
	bell    chan struct{}
}

// NewFeed makes a feed.
func NewFeed[T any]() *Feed[T] { return &Feed[T]{bell: make(chan struct{}, 1)} }

// Put adds news.
func (f *Feed[T]) Put(news T) {
	f.mu.Lock()
	f.pending = append(f.pending, news)
	f.mu.Unlock()
	f.ring()
}

// Close says that no more will come.
func (f *Feed[T]) Close() {
	f.mu.Lock()
	f.closed = true
	f.mu.Unlock()
	f.ring()
}

func (f *Feed[T]) ring() {
	select {
	case f.bell <- struct{}{}:
	default:
	}
}

// Take waits for news and gives all there are; false when none will come any more.
func (f *Feed[T]) Take(ctx context.Context) ([]T, bool) {
	for {
		f.mu.Lock()
		news, closed := f.pending, f.closed
		f.pending = nil
		f.mu.Unlock()
		if len(news) > 0 {
			return news, true
		}
		if closed {
			return nil, false
		}
		select {
		case <-f.bell:
		case <-ctx.Done():
			return nil, false
		}
	}
}
