package demo

import (
	"net/http"
	"sync"
	"time"
)

// Request is what the server saw of one request. Values of Authorization and of secrets are never kept.
type Request struct {
	Number      int // from 1, in order of arrival
	Method      string
	Path        string // as sent, escaped
	Query       string // as sent, escaped
	Kind        string // discovery, token, companies, page, record, count, metadata, … see Fault.On
	Header      http.Header
	Authorized  bool // there was an Authorization header
	ClientID    string
	Form        map[string]string // of a token request; the secret reads "(40 characters)"
	Proto       string
	TLS         bool
	Remote      string
	Connection  int64 // number of the connection, from 1
	Started     time.Time
	Elapsed     time.Duration
	InFlight    int // requests being answered when this one came, itself included
	Status      int // 0: the connection was dropped before an answer
	Bytes       int64
	Fault       string // what went wrong on request
	Dropped     bool   // the server cut the connection
	Cancelled   bool   // the client went away before the end
	Done        bool
	ContentType string
}

// kept is how many requests the log holds before it drops the oldest.
const keptRequests = 20_000

type requestLog struct {
	mu       sync.Mutex
	list     []*Request
	dropped  int
	inFlight int
	high     int
	changed  chan struct{}
}

// begin enters a request.
func (l *requestLog) begin(r *Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.list) == keptRequests {
		l.list = append(l.list[:0], l.list[keptRequests/2:]...)
		l.dropped += keptRequests / 2
	}
	l.inFlight++
	l.high = max(l.high, l.inFlight)
	r.Number = l.dropped + len(l.list) + 1
	r.InFlight = l.inFlight
	l.list = append(l.list, r)
	l.notify()
}

// end closes the entry and gives a copy of it.
func (l *requestLog) end(r *Request, change func(*Request)) Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inFlight--
	change(r)
	r.Done = true
	l.notify()
	return *r
}

func (l *requestLog) set(r *Request, change func(*Request)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(r)
}

func (l *requestLog) notify() {
	if l.changed != nil {
		close(l.changed)
		l.changed = nil
	}
}

// Requests lists what came in, in order of arrival; those still being answered have Done false.
func (s *Server) Requests() []Request {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	out := make([]Request, len(s.log.list))
	for i, r := range s.log.list {
		out[i] = *r
	}
	return out
}

// ForgetRequests empties the log and the high-water mark.
func (s *Server) ForgetRequests() {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.log.dropped += len(s.log.list)
	s.log.list = nil
	s.log.high = s.log.inFlight
}

// MaxInFlight is the most requests that were being answered at once.
func (s *Server) MaxInFlight() int {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return s.log.high
}

// Await waits until the log meets a condition, and says whether it did before done was closed. It looks whenever a
// request begins or ends, so that tests need no sleeping.
func (s *Server) Await(done <-chan struct{}, met func([]Request) bool) bool {
	for {
		s.log.mu.Lock()
		if s.log.changed == nil {
			s.log.changed = make(chan struct{})
		}
		changed := s.log.changed
		s.log.mu.Unlock()
		if met(s.Requests()) {
			return true
		}
		select {
		case <-changed:
		case <-done:
			return met(s.Requests())
		}
	}
}
