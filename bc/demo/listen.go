package demo

import (
	"net"
	"net/http"
	"sync"
)

// split serves TLS and plain HTTP from one listener: the first byte of a TLS connection is 0x16, that of HTTP a letter.
// A connection that says nothing yet (a client that dials early) waits as long as it likes.
func split(l net.Listener, closing <-chan struct{}, server *http.Server) {
	plain := &half{conns: make(chan net.Conn), closing: closing, addr: l.Addr()}
	secure := &half{conns: make(chan net.Conn), closing: closing, addr: l.Addr()}
	go func() { _ = server.Serve(plain) }()
	go func() { _ = server.ServeTLS(secure, "", "") }()
	waiting := &connSet{conns: map[net.Conn]bool{}}
	go func() {
		<-closing
		waiting.closeAll()
	}()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go peek(c, waiting, plain, secure)
		}
	}()
}

func peek(c net.Conn, waiting *connSet, plain, secure *half) {
	if !waiting.add(c) {
		_ = c.Close()
		return
	}
	var first [1]byte
	_, err := c.Read(first[:])
	waiting.remove(c)
	if err != nil {
		_ = c.Close()
		return
	}
	to := plain
	if first[0] == 0x16 {
		to = secure
	}
	select {
	case to.conns <- &peeked{Conn: c, first: first[0]}:
	case <-to.closing:
		_ = c.Close()
	}
}

// peeked gives back the byte that was read.
type peeked struct {
	net.Conn
	first byte
	given bool
}

func (p *peeked) Read(b []byte) (int, error) {
	if p.given || len(b) == 0 {
		return p.Conn.Read(b)
	}
	p.given = true
	b[0] = p.first
	return 1, nil
}

// half is the listener of one of the two protocols.
type half struct {
	conns   chan net.Conn
	closing <-chan struct{}
	addr    net.Addr
}

func (h *half) Accept() (net.Conn, error) {
	select {
	case c := <-h.conns:
		return c, nil
	case <-h.closing:
		return nil, net.ErrClosed
	}
}

func (h *half) Close() error   { return nil }
func (h *half) Addr() net.Addr { return h.addr }

// connSet holds connections that have not said anything.
type connSet struct {
	mu     sync.Mutex
	conns  map[net.Conn]bool
	closed bool
}

func (s *connSet) add(c net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.conns[c] = true
	}
	return !s.closed
}

func (s *connSet) remove(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
}

func (s *connSet) closeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for c := range s.conns {
		_ = c.Close()
	}
}
