package check

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// atOnce is how many requests of a check are under way at most, whoever sends them (reference 6).
const atOnce = 4

// Exchange is one request and what its answer proves by the way. It holds no token, no body and no secret.
type Exchange struct {
	Method, URL   string
	Status        int // 0: no answer
	Started       time.Time
	Elapsed       time.Duration // until the answer was read
	RequestID     string        // client-request-id that was sent
	CorrelationID string        // what the service calls the request
	Authenticate  string        // WWW-Authenticate: gateways put their reason there
	Date          time.Time     // by the server's clock; zero when it sent none
	Proto         string        // "HTTP/2.0"
	TLS           string        // "TLS 1.3"; "" for plain HTTP
	Issuer        string        // of the certificate
	Err           string        // why no answer came
}

// witness carries the requests of a check and notes what their answers prove.
type witness struct {
	next  http.RoundTripper
	now   func() time.Time
	gate  chan struct{}
	count atomic.Int64
}

func newWitness(next http.RoundTripper, now func() time.Time) *witness {
	return &witness{next: next, now: now, gate: make(chan struct{}, atOnce)}
}

// trail is what was sent for one purpose. It travels in the context.
type trail struct {
	mu   sync.Mutex
	list []Exchange
}

func (t *trail) add(x Exchange) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list = append(t.list, x)
}

func (t *trail) exchanges() []Exchange {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]Exchange(nil), t.list...)
}

type trailKey struct{}

func withTrail(ctx context.Context, t *trail) context.Context {
	return context.WithValue(ctx, trailKey{}, t)
}

// RoundTrip sends a request when there is a place for it.
func (w *witness) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	select {
	case w.gate <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	leave := sync.OnceFunc(func() { <-w.gate })
	w.count.Add(1)
	t, _ := ctx.Value(trailKey{}).(*trail)
	shown := *r.URL
	shown.User = nil
	x := Exchange{Method: r.Method, URL: shown.String(), Started: w.now(), RequestID: r.Header.Get("client-request-id")}
	resp, err := w.next.RoundTrip(r)
	if err != nil {
		leave()
		x.Elapsed, x.Err = w.now().Sub(x.Started), line(err.Error(), 300)
		if errors.Is(err, context.Canceled) {
			x.Err = "cancelled"
		}
		if t != nil {
			t.add(x)
		}
		return nil, err
	}
	x.read(resp)
	end := sync.OnceFunc(func() {
		leave()
		x.Elapsed = w.now().Sub(x.Started)
		if t != nil {
			t.add(x)
		}
	})
	resp.Body = &watched{resp.Body, end}
	return resp, nil
}

// Preconnect hands bc.Client's wish for a connection down to a transport that can open one ahead.
func (w *witness) Preconnect(ctx context.Context, base *url.URL) {
	if p, ok := w.next.(interface {
		Preconnect(ctx context.Context, base *url.URL)
	}); ok {
		p.Preconnect(ctx, base)
	}
}

// proxy gives the transport's own choice of a proxy; nil leaves it to the environment.
func (w *witness) proxy() func(*http.Request) (*url.URL, error) {
	switch t := w.next.(type) {
	case interface {
		Proxy(*http.Request) (*url.URL, error)
	}:
		return t.Proxy
	case *http.Transport:
		return t.Proxy
	}
	return nil
}

func (x *Exchange) read(resp *http.Response) {
	x.Status, x.Proto = resp.StatusCode, resp.Proto
	x.Authenticate = line(resp.Header.Get("WWW-Authenticate"), 400)
	if d, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		x.Date = d
	}
	for _, name := range []string{"ms-correlation-x", "x-ms-correlation-id", "request-id", "x-ms-request-id"} {
		if v := resp.Header.Get(name); v != "" {
			x.CorrelationID = line(v, 100)
			break
		}
	}
	if resp.TLS != nil {
		x.TLS = tls.VersionName(resp.TLS.Version)
		if len(resp.TLS.PeerCertificates) > 0 {
			n := resp.TLS.PeerCertificates[0].Issuer
			if x.Issuer = n.CommonName; x.Issuer == "" {
				x.Issuer = n.String()
			}
			x.Issuer = line(x.Issuer, 200)
		}
	}
}

// watched is a body that tells when it was read.
type watched struct {
	io.ReadCloser
	end func()
}

func (b *watched) Close() error {
	err := b.ReadCloser.Close()
	b.end()
	return err
}
