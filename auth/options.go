package auth

import (
	"context"
	"crypto/tls"
	"crypto/x509/pkix"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Options are the outside world of this package. The zero value is ready to use.
type Options struct {
	// Transport carries the requests; nil means one of our own (TLS 1.2 or newer, the environment's proxy).
	Transport http.RoundTripper
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Sleep waits between two attempts and ends early with the context's error; nil means a timer.
	Sleep func(ctx context.Context, d time.Duration) error
	// Jitter gives a number in [0,1) that spreads the waits; nil means random.
	Jitter func() float64
	// UserAgent is sent with every request.
	UserAgent string
	// Timeout is for one attempt, answer read to its end; zero means 30 s.
	Timeout time.Duration
	// Cache keeps openid-configuration documents, to be shared between Discover and Sources; nil means one's own.
	Cache *Cache
	// Proxy tells which proxy a request uses, for evidence only; nil means that of Transport if it is an
	// *http.Transport, else the environment's.
	Proxy func(*http.Request) (*url.URL, error)
	// Observe is told of every request after it ended. It may be called from several goroutines.
	Observe func(Exchange)
	// Notice is told before a request is tried again.
	Notice func(Notice)
}

// Exchange is one request for the request log. It never holds a body, a secret or a token.
type Exchange struct {
	Started   time.Time
	Method    string
	URL       string
	Status    int // 0: no answer
	Elapsed   time.Duration
	Bytes     int64 // of the answer's body, as read
	Attempt   int   // 1 for the first
	RequestID string
	Err       string // "" when an answer came
	Proto     string
}

// Notice announces a further attempt, for the status line.
type Notice struct {
	Host    string
	Status  int // of the answer that makes it necessary; 0: the connection was dropped
	Attempt int // the attempt to come: 2 is the first repetition
	Of      int // attempts at most
	Wait    time.Duration
}

// Evidence is what a request to the authority proved by the way.
type Evidence struct {
	URL       string
	Status    int
	RequestID string    // x-ms-request-id: what Microsoft's support asks for
	Sent      time.Time // by the local clock
	Received  time.Time // by the local clock, answer read to its end
	Date      time.Time // the server's clock (Date header, whole seconds); zero when it sent none
	Attempts  int
	Proto     string // "HTTP/2.0"
	TLS       string // "TLS 1.3"; "" for plain HTTP
	// CertSubject and CertIssuer name the certificate that the server presented: an issuer that is no public authority
	// shows a proxy that opens TLS.
	CertSubject, CertIssuer string
	CertExpires             time.Time
	Proxy                   string // scheme and host of the proxy, without user name; "" for a direct connection
}

// Elapsed is how long the (last) request took.
func (e Evidence) Elapsed() time.Duration { return e.Received.Sub(e.Sent) }

// Skew is how far the server's clock is ahead of the local one; negative when it is behind. The Date header has whole
// seconds and the answer took its time, so less than about a second and a half proves nothing. False without Date.
func (e Evidence) Skew() (time.Duration, bool) {
	if e.Date.IsZero() {
		return 0, false
	}
	middle := e.Sent.Add(e.Received.Sub(e.Sent) / 2)
	return e.Date.Add(500 * time.Millisecond).Sub(middle), true
}

func (o Options) now() time.Time {
	if o.Now != nil {
		return o.Now()
	}
	return time.Now()
}

func (o Options) sleep(ctx context.Context, d time.Duration) error {
	if o.Sleep != nil {
		return o.Sleep(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func (o Options) jitter() float64 {
	if o.Jitter != nil {
		return o.Jitter()
	}
	return rand.Float64()
}

func (o Options) timeout() time.Duration {
	if o.Timeout > 0 {
		return o.Timeout
	}
	return 30 * time.Second
}

// withDefaults fills in what has to be one and the same for all requests of a Source.
func (o Options) withDefaults() Options {
	if o.Transport == nil {
		o.Transport = &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            (&net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    15 * time.Second,
			ForceAttemptHTTP2:      true,
			MaxIdleConns:           4,
			IdleConnTimeout:        90 * time.Second,
			MaxResponseHeaderBytes: 1 << 20,
			OnProxyConnectResponse: ProxyConnectResponse,
		}
	}
	if o.Proxy == nil {
		o.Proxy = http.ProxyFromEnvironment
		if t, ok := o.Transport.(*http.Transport); ok {
			o.Proxy = t.Proxy
		}
	}
	if o.Cache == nil {
		o.Cache = NewCache()
	}
	return o
}

// proxyFor names the proxy of a request without its user and password.
func (o Options) proxyFor(r *http.Request) string {
	if o.Proxy == nil {
		return ""
	}
	u, err := o.Proxy(r)
	if err != nil {
		return ""
	}
	return proxyName(u)
}

func proxyName(u *url.URL) string {
	if u == nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// certName shows a certificate's subject or issuer: "Contoso Proxy CA (Contoso Ltd)".
func certName(n pkix.Name) string {
	org := ""
	if len(n.Organization) > 0 {
		org = n.Organization[0]
	}
	switch {
	case n.CommonName != "" && org != "" && org != n.CommonName:
		return n.CommonName + " (" + org + ")"
	case n.CommonName != "":
		return n.CommonName
	case org != "":
		return org
	}
	return n.String()
}
