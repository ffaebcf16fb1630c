package termtest

import (
	"io"
	"sync"
	"time"
)

// escGap is how long a person takes at least between Esc and the next key. Programs tell a lone ESC byte from the start
// of a sequence by the silence after it (50 ms in Bubble Tea), so whatever follows at once would be read as Alt+key.
const escGap = 130 * time.Millisecond

// inbox is what flows into the program: keys, pastes and the terminal's replies, in order. Putting never blocks, so
// that a program which does not read can't block the terminal. Each Read gives at most one item.
type inbox struct {
	mu     sync.Mutex
	items  [][]byte
	more   chan struct{} // holds one token when items or closed changed
	done   chan struct{}
	closed bool
	escAt  time.Time // when a lone ESC was handed out
}

func newInbox() *inbox {
	return &inbox{more: make(chan struct{}, 1), done: make(chan struct{})}
}

func (b *inbox) put(p []byte) {
	if len(p) == 0 {
		return
	}
	b.mu.Lock()
	if !b.closed {
		b.items = append(b.items, append([]byte(nil), p...))
	}
	b.mu.Unlock()
	b.wake()
}

func (b *inbox) wake() {
	select {
	case b.more <- struct{}{}:
	default:
	}
}

func (b *inbox) close() {
	b.mu.Lock()
	if !b.closed {
		b.closed = true
		close(b.done)
	}
	b.mu.Unlock()
	b.wake()
}

// Read gives the next item, or the first part of it, and io.EOF after close.
func (b *inbox) Read(p []byte) (int, error) {
	for {
		b.mu.Lock()
		if b.closed {
			b.mu.Unlock()
			return 0, io.EOF
		}
		if len(b.items) > 0 {
			if rest := escGap - time.Since(b.escAt); rest > 0 {
				b.mu.Unlock()
				b.pause(rest)
				continue
			}
			item := b.items[0]
			n := copy(p, item)
			if n < len(item) {
				b.items[0] = item[n:]
			} else {
				b.items = b.items[1:]
			}
			if n == 1 && item[0] == '\x1b' {
				b.escAt = time.Now()
			}
			b.mu.Unlock()
			return n, nil
		}
		b.mu.Unlock()
		<-b.more
	}
}

func (b *inbox) pause(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-b.done:
	}
}
