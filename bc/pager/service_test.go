package pager_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/pager"
)

// service answers one entity set in pages, with cursors as the real one's: a token that stands for a place.
type service struct {
	*httptest.Server
	t *testing.T

	mu       sync.Mutex
	rows     []string // JSON objects
	cap      int      // rows a page at most; 0: what the client prefers
	repeat   int      // rows that every page repeats of the one before
	expired  bool     // tokens are not taken any more
	broken   int      // requests that fail with 400
	circle   int      // tokens lead nowhere: always the same so many pages, by addresses that are new each time
	hollow   int      // pages without rows that come behind each page
	noSkip   bool     // $skip is not taken
	requests []string
	hold     chan struct{} // answers wait for it to be closed
	ended    chan struct{} // gets one for each held request that its client gave up
}

func newService(t *testing.T, n int) *service {
	s := &service{t: t, ended: make(chan struct{}, 100)}
	for i := range n {
		s.rows = append(s.rows, row(i))
	}
	s.Server = httptest.NewServer(http.HandlerFunc(s.answer))
	t.Cleanup(s.Close)
	return s
}

func row(i int) string { return fmt.Sprintf(`{"id":"%08d","name":"row %d"}`, i, i) }

func (s *service) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func (s *service) answer(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	hold := s.hold
	s.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-r.Context().Done():
			s.ended <- struct{}{}
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r.URL.RawQuery)
	w.Header().Set("Content-Type", "application/json")
	fail := func(code string) {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"error":{"code":%q,"message":"no"}}`, code)
	}
	if s.broken > 0 {
		s.broken--
		fail("Internal_ServerError")
		return
	}
	from, size := 0, 100
	if _, p, ok := strings.Cut(r.Header.Get("Prefer"), "maxpagesize="); ok {
		size, _ = strconv.Atoi(p)
	}
	if s.cap > 0 {
		size = min(size, s.cap)
	}
	q := r.URL.Query()
	if token := q.Get("$skiptoken"); token != "" {
		if s.expired {
			fail("SkipTokenIsNoLongerValid")
			return
		}
		place, hollow, _ := strings.Cut(token, "x")
		from, _ = strconv.Atoi(place)
		from = max(0, from-s.repeat)
		if n, _ := strconv.Atoi(hollow); n < s.hollow {
			fmt.Fprintf(w, `{"value":[],"@odata.nextLink":%q}`, s.URL+r.URL.Path+fmt.Sprintf("?$skiptoken=%sx%d", place, n+1))
			return
		}
	}
	if skip := q.Get("$skip"); skip != "" {
		if s.noSkip {
			fail("BadRequest")
			return
		}
		from, _ = strconv.Atoi(skip)
	}
	from = min(from, len(s.rows))
	to := min(from+size, len(s.rows))
	next := to
	link := ""
	if s.circle > 0 {
		from = (len(s.requests) - 1) % s.circle * size
		to = min(from+size, len(s.rows))
		link = fmt.Sprintf(`,"@odata.nextLink":%q`, s.URL+r.URL.Path+fmt.Sprintf("?$skiptoken=%d", len(s.requests)))
	} else if to < len(s.rows) {
		link = fmt.Sprintf(`,"@odata.nextLink":%q`, s.URL+r.URL.Path+fmt.Sprintf("?$skiptoken=%dx", next))
	}
	fmt.Fprintf(w, `{"value":[%s]%s}`, strings.Join(s.rows[from:to], ","), link)
}

type noToken struct{}

func (noToken) Token(context.Context) (auth.Token, error) { return auth.Token{}, nil }
func (noToken) Discard()                                  {}

func (s *service) pager(o pager.Options) *pager.Pager { return s.pagerOf(bc.Source{Set: "things"}, o) }

func (s *service) pagerOf(of bc.Source, o pager.Options) *pager.Pager {
	s.t.Helper()
	c, err := bc.New(bc.Target{API: s.URL, Environment: "P"}, noToken{}, bc.Options{Sleep: func(context.Context, time.Duration) error { return nil }})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(c.Close)
	return pager.New(c, of, o)
}

// read takes all that a reading brings; the error is the last thing.
func read(t *testing.T, p *pager.Pager, r *pager.Reading) error {
	t.Helper()
	for r != nil {
		out := r.Next(t.Context())
		p.Take(out)
		if out.Err != nil {
			return out.Err
		}
		if out.Done {
			return nil
		}
	}
	return nil
}

// name gives what a row in memory says; "" for one that is not.
func name(p *pager.Pager, row int) string { return p.Cell(row, "name").Text() }

func wantRows(t *testing.T, p *pager.Pager, want []string) {
	t.Helper()
	if p.Len() != len(want) {
		t.Fatalf("%d rows are there, want %d", p.Len(), len(want))
	}
	for i, text := range want {
		var of struct{ Name string }
		if err := json.Unmarshal([]byte(text), &of); err != nil {
			t.Fatal(err)
		}
		if got := name(p, i); got != of.Name {
			t.Fatalf("row %d is %q, want %q", i, got, of.Name)
		}
	}
}
