package bc_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bctui/auth"
	"bctui/bc"
)

// A cancelled request must end on the server too, whether it waits for the head, in the middle of the body, or for its
// turn after a 429; and no connection or goroutine may stay behind.
func TestCancelEndsTheRequestOnTheServer(t *testing.T) {
	for _, where := range []string{"head", "body"} {
		for _, secure := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, TLS %t", where, secure), func(t *testing.T) {
				reached, ended := make(chan struct{}), make(chan struct{})
				handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if where == "body" {
						fmt.Fprintf(w, `{"value":[{"id":1,"text":"%s"},`, strings.Repeat("x", 200<<10))
						w.(http.Flusher).Flush()
					}
					close(reached)
					<-r.Context().Done()
					close(ended)
				})
				c, _ := newServer(t, handler, secure)
				ctx, cancel := context.WithCancel(t.Context())
				done := make(chan error)
				go func() {
					_, err := c.FirstPage(ctx, customers())
					done <- err
				}()
				<-reached
				cancel()
				err := <-done
				var n *auth.NetworkError
				if !errors.Is(err, context.Canceled) || !errors.As(err, &n) || n.Kind != auth.KindCanceled {
					t.Errorf("%T %v", err, err)
				}
				<-ended
			})
		}
	}
}

// newServer starts a server that checks at its end that all connections to it were closed.
func newServer(t *testing.T, handler http.Handler, secure bool) (*bc.Client, *httptest.Server) {
	t.Helper()
	s := httptest.NewUnstartedServer(handler)
	s.EnableHTTP2 = true
	var open sync.WaitGroup
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			open.Add(1)
		case http.StateClosed, http.StateHijacked:
			open.Done()
		}
	}
	o := bc.TransportOptions{}
	if secure {
		s.StartTLS()
		o.RootCAs = s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	} else {
		s.Start()
	}
	transport := bc.NewTransport(o)
	t.Cleanup(func() {
		closed := make(chan struct{})
		go func() {
			open.Wait() // for ever when a connection leaked
			close(closed)
		}()
		for { // a stream that was just cancelled leaves its connection a moment later
			transport.CloseIdleConnections()
			select {
			case <-closed:
				s.Close()
				return
			default:
				runtime.Gosched()
			}
		}
	})
	c, err := bc.New(bc.Target{API: s.URL, Tenant: tenant, Environment: "Production"}, &tokens{}, bc.Options{Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	return c, s
}

func TestCancelEndsTheWait(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(429)
	}, func(o *bc.Options) {
		o.Sleep = nil // the real one
		o.Notice = func(bc.Notice) { cancel() }
	})
	if _, err := k.client.FirstPage(ctx, customers()); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	equal(t, "requests", len(k.seen()), 1)
}

// stuck is a transport without a network: it answers a head, a part of a body, and then nothing.
type stuck struct {
	head   bool
	part   string
	closed atomic.Bool
}

func (s *stuck) RoundTrip(r *http.Request) (*http.Response, error) {
	if !s.head {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	in, out := io.Pipe()
	go func() {
		_, _ = io.WriteString(out, s.part)
		<-r.Context().Done()
		_ = out.CloseWithError(r.Context().Err())
		s.closed.Store(true)
	}()
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: in, Request: r}, nil
}

func TestSilenceEnds(t *testing.T) {
	for _, c := range []struct {
		name     string
		wire     *stuck
		attempts int
		took     time.Duration
		text     string
	}{
		// A host that does not answer at all is not asked five times.
		{"no head", &stuck{}, 1, time.Minute, "no answer for 1m0s"},
		{"half a body", &stuck{head: true, part: `{"value":[{"id":1},`}, 3, 3*time.Minute + 3*time.Second, "stood still for 1m0s"},
		{"half a large body", &stuck{head: true, part: `{"value":[{"id":"` + strings.Repeat("x", 300<<10)}, 3, 3*time.Minute + 3*time.Second, "stood still for 1m0s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // no goroutine may be left at its end
				begin := time.Now()
				var sent int
				client, err := bc.New(bc.Target{Environment: "P"}, &tokens{}, bc.Options{
					Transport: c.wire, MaxAttempts: 3, Jitter: func() float64 { return 0.5 },
					Observe: func(bc.Exchange) { sent++ },
				})
				if err != nil {
					t.Fatal(err)
				}
				_, err = client.FirstPage(t.Context(), customers())
				var n *auth.NetworkError
				if !errors.As(err, &n) || n.Kind != auth.KindTimeout || !strings.Contains(err.Error(), c.text) {
					t.Errorf("%T %v", err, err)
				}
				equal(t, "attempts", sent, c.attempts)
				equal(t, "time", time.Since(begin), c.took)
			})
		})
	}
}

func TestASlowBodyThatMovesIsNotGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wire := roundTrip(func(r *http.Request) (*http.Response, error) {
			in, out := io.Pipe()
			go func() {
				_, _ = io.WriteString(out, `{"value":[`)
				for i := range 10 {
					<-time.After(50 * time.Second) // of the bubble's clock
					if i > 0 {
						_, _ = io.WriteString(out, ",")
					}
					_, _ = io.WriteString(out, `{"id":1}`)
				}
				_, _ = io.WriteString(out, `]}`)
				_ = out.Close()
			}()
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: in, Request: r}, nil
		})
		client, err := bc.New(bc.Target{Environment: "P"}, &tokens{}, bc.Options{Transport: wire})
		if err != nil {
			t.Fatal(err)
		}
		p, err := client.FirstPage(t.Context(), customers())
		if err != nil || p.Block.Len() != 10 || p.Elapsed != 500*time.Second {
			t.Errorf("%+v %v", p, err)
		}
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestABombIsNotUnpacked(t *testing.T) {
	// One value of more than any page: reading ends, and the request with it.
	ended := make(chan struct{}, 9) // the service document is asked for as well
	zero := strings.Repeat("0", 1<<20)
	wire := roundTrip(func(r *http.Request) (*http.Response, error) {
		in, out := io.Pipe()
		go func() {
			_, err := io.WriteString(out, `<?xml version="1.0"?><Edmx><!--`)
			for err == nil && r.Context().Err() == nil {
				_, err = io.WriteString(out, zero)
			}
			_ = out.CloseWithError(r.Context().Err())
			ended <- struct{}{}
		}()
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: in, Request: r}, nil
	})
	client, err := bc.New(bc.Target{Environment: "P"}, &tokens{}, bc.Options{Transport: wire})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Schema(t.Context(), "v2.0", ""); err == nil || !strings.Contains(err.Error(), "64 MB") {
		t.Error(err)
	}
	<-ended
}
