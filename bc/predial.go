package bc

import (
	"context"
	"crypto/tls"
	"net"
	"sync"
	"time"
)

// aheadFor is how long a connection waits for its first request. Gateways close idle ones after a minute or more; older
// than this it might be dead, and a new one is dialled.
const aheadFor = 45 * time.Second

// ahead dials for a Transport, and keeps connections that were dialled before they were needed.
type ahead struct {
	dial   func(ctx context.Context, network, address string) (net.Conn, error)
	config *tls.Config

	mu      sync.Mutex
	waiting map[aheadKey]*aheadConn
}

type aheadKey struct {
	tls     bool
	address string
}

// aheadConn is a connection that is being opened or waits to be used.
type aheadConn struct {
	cancel context.CancelFunc
	ready  chan struct{} // closed when conn and err are set
	conn   net.Conn
	err    error
	expiry *time.Timer
}

func newAhead(dial func(ctx context.Context, network, address string) (net.Conn, error), config *tls.Config) *ahead {
	return &ahead{dial: dial, config: config, waiting: make(map[aheadKey]*aheadConn)}
}

// start opens a connection in the background, unless one waits already.
func (a *ahead) start(ctx context.Context, secure bool, address string) {
	key := aheadKey{secure, address}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.waiting[key] != nil {
		return
	}
	// The connection outlives the call that asked for it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), dialTimeout+handshakeTimeout)
	w := &aheadConn{cancel: cancel, ready: make(chan struct{})}
	a.waiting[key] = w
	w.expiry = time.AfterFunc(aheadFor, func() {
		if a.take(key, w) {
			w.discard()
		}
	})
	go func() {
		if secure {
			w.conn, w.err = a.open(ctx, address)
		} else {
			w.conn, w.err = a.dial(ctx, "tcp", address)
		}
		close(w.ready)
	}()
}

// take removes w if it is still there; who gets true owns it.
func (a *ahead) take(key aheadKey, w *aheadConn) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if w == nil || a.waiting[key] != w {
		return false
	}
	delete(a.waiting, key)
	return true
}

// waitingFor gives the connection that waits for an address and removes it.
func (a *ahead) waitingFor(key aheadKey) *aheadConn {
	a.mu.Lock()
	defer a.mu.Unlock()
	w := a.waiting[key]
	delete(a.waiting, key)
	return w
}

// discard closes a connection that nobody wants, now or when it is open.
func (w *aheadConn) discard() {
	w.expiry.Stop()
	w.cancel()
	go func() {
		<-w.ready
		if w.conn != nil {
			_ = w.conn.Close()
		}
	}()
}

// use waits for a connection that is being opened.
func (w *aheadConn) use(ctx context.Context) (net.Conn, error) {
	select {
	case <-w.ready:
		w.expiry.Stop()
		w.cancel()
		return w.conn, w.err
	case <-ctx.Done():
		w.discard()
		return nil, ctx.Err()
	}
}

// dialPlain is for plain http, and for the way to a proxy.
func (a *ahead) dialPlain(ctx context.Context, network, address string) (net.Conn, error) {
	if w := a.waitingFor(aheadKey{false, address}); w != nil {
		if conn, err := w.use(ctx); err == nil || ctx.Err() != nil {
			return conn, err
		}
		// What failed then may work now; if not, this is the error that counts.
	}
	return a.dial(ctx, network, address)
}

func (a *ahead) dialTLS(ctx context.Context, _, address string) (net.Conn, error) {
	if w := a.waitingFor(aheadKey{true, address}); w != nil {
		if conn, err := w.use(ctx); err == nil || ctx.Err() != nil {
			return conn, err
		}
	}
	return a.open(ctx, address)
}

// open dials and does the TLS handshake, offering HTTP/2. It must give a *tls.Conn: the transport looks into it.
func (a *ahead) open(ctx context.Context, address string) (net.Conn, error) {
	raw, err := a.dial(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		_ = raw.Close()
		return nil, err
	}
	config := a.config.Clone()
	config.ServerName = host
	config.NextProtos = []string{"h2", "http/1.1"}
	conn := tls.Client(raw, config)
	ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	if err := conn.HandshakeContext(ctx); err != nil {
		_ = raw.Close()
		return nil, err
	}
	return conn, nil
}

// close gives up all connections that wait.
func (a *ahead) close() {
	a.mu.Lock()
	waiting := a.waiting
	a.waiting = make(map[aheadKey]*aheadConn)
	a.mu.Unlock()
	for _, w := range waiting {
		w.discard()
	}
}
