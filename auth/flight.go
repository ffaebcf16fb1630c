package auth

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// flight is one piece of work that several callers wait for. A caller whose context ends leaves, the work goes on for
// the others; when the last one has left it is cancelled.
type flight[T any] struct {
	mu      sync.Mutex
	waiting int
	over    bool // finished or given up: nobody may join any more
	cancel  context.CancelFunc
	done    chan struct{}
	value   T
	err     error
}

// takeOff starts work in its own goroutine and counts the caller in. The work's context keeps the values of ctx but
// not its end; it ends after limit, or when everybody left. finish runs before the waiting callers wake and may change
// the result.
func takeOff[T any](ctx context.Context, limit time.Duration, work func(context.Context) (T, error), finish func(*flight[T], T, error) (T, error)) *flight[T] {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	f := &flight[T]{waiting: 1, cancel: cancel, done: make(chan struct{})}
	go func() {
		defer cancel()
		v, err := guarded(ctx, work)
		v, err = finish(f, v, err)
		f.mu.Lock()
		f.value, f.err, f.over = v, err, true
		f.mu.Unlock()
		close(f.done)
	}()
	return f
}

// guarded turns a panic into an error: a panic in a goroutine of its own would end the program without giving the
// terminal back. The panic's value is not shown, it might quote a request.
func guarded[T any](ctx context.Context, work func(context.Context) (T, error)) (v T, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("sign-in failed inside the program (%T); this is a bug", r)
		}
	}()
	return work(ctx)
}

// join counts a further caller in, unless the flight is over.
func (f *flight[T]) join() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.over {
		return false
	}
	f.waiting++
	return true
}

// wait gives the result, or the end of the caller's context. When the last caller leaves, the work is cancelled.
func (f *flight[T]) wait(ctx context.Context) (v T, err error) {
	select {
	case <-f.done:
		return f.value, f.err
	default:
	}
	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting--
	if f.waiting == 0 && !f.over {
		f.over = true
		f.cancel()
	}
	return v, ctx.Err()
}
