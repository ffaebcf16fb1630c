package bc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// slowError ends a request that takes too long; it is the cause of its context.
type slowError struct {
	what string
	d    time.Duration
}

func (e *slowError) Error() string { return fmt.Sprintf("%s for %s", e.what, e.d) }

func (e *slowError) Timeout() bool { return true }

// deadline ends a request that stays silent: until the head of the answer comes, and then between any two parts of its
// body. It says nothing about how long the whole may take.
type deadline struct {
	cancel context.CancelCauseFunc
	mu     sync.Mutex
	timer  *time.Timer
	idle   time.Duration
	over   bool
}

// withDeadline gives a context that ends when the head does not come in time.
func withDeadline(ctx context.Context, head, idle time.Duration) (context.Context, *deadline) {
	ctx, cancel := context.WithCancelCause(ctx)
	d := &deadline{cancel: cancel, idle: idle}
	d.timer = time.AfterFunc(head, func() { cancel(&slowError{"no answer", head}) })
	return ctx, d
}

// began starts the clock of the body.
func (d *deadline) began() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.timer.Stop()
	d.timer = time.AfterFunc(d.idle, func() { d.cancel(&slowError{"the answer stood still", d.idle}) })
}

// moved notes that something came.
func (d *deadline) moved() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.over {
		d.timer.Reset(d.idle)
	}
}

// done ends the request if it is still under way, and frees what it holds.
func (d *deadline) done() {
	d.mu.Lock()
	d.over = true
	d.timer.Stop()
	d.mu.Unlock()
	d.cancel(context.Canceled)
}

// body counts what is read and resets the clock with every part. It may be read in another goroutine than the one that
// looks at it.
type body struct {
	r   io.Reader
	d   *deadline
	ctx context.Context // the request's: its cause explains why reading failed

	mu        sync.Mutex
	bytes     int64
	err       error // of the connection
	abandoned bool
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if n > 0 {
		b.d.moved()
	}
	lost := err != nil && !errors.Is(err, io.EOF)
	if lost {
		err = because(b.ctx, err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bytes += int64(n)
	if lost && !b.abandoned {
		b.err = err
	}
	return n, err
}

// state gives how much was read, and the error of the connection if it failed.
func (b *body) state() (bytes int64, lost error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bytes, b.err
}

// abandon ends the request because nobody wants the rest; what reading says then is no failure of the connection.
func (b *body) abandon() {
	b.mu.Lock()
	b.abandoned = true
	b.mu.Unlock()
	b.d.done()
}

// because puts the reason for which a request was ended in the place of the bare "context canceled".
func because(ctx context.Context, err error) error {
	var slow *slowError
	if errors.As(context.Cause(ctx), &slow) {
		return slow
	}
	if cause := ctx.Err(); cause != nil {
		return cause
	}
	return err
}
