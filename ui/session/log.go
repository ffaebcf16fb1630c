package session

import (
	"sync"

	"bctui/bc"
)

// logSize is how many exchanges are kept: enough to look back over a long session, and little memory.
const logSize = 500

// Log keeps the latest requests that were sent, for the requests screen. It holds no token and no secret: an Exchange
// has none. Safe for concurrent use.
type Log struct {
	mu      sync.Mutex
	entries []bc.Exchange
	start   int
	total   int
}

// Add notes one exchange.
func (l *Log) Add(e bc.Exchange) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total++
	if len(l.entries) < logSize {
		l.entries = append(l.entries, e)
		return
	}
	l.entries[l.start] = e
	l.start = (l.start + 1) % logSize
}

// All gives the exchanges, the latest first, and how many there were in all.
func (l *Log) All() ([]bc.Exchange, int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]bc.Exchange, 0, len(l.entries))
	for i := len(l.entries) - 1; i >= 0; i-- {
		out = append(out, l.entries[(l.start+i)%len(l.entries)])
	}
	return out, l.total
}

// Last gives the latest exchange.
func (l *Log) Last() (bc.Exchange, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.entries) == 0 {
		return bc.Exchange{}, false
	}
	i := len(l.entries) - 1
	if len(l.entries) == logSize {
		i = (l.start + logSize - 1) % logSize
	}
	return l.entries[i], true
}
