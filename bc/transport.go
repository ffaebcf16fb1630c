package bc

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"time"

	"bctui/auth"
)

// TransportOptions are the outside world of a Transport. The zero value is ready to use.
type TransportOptions struct {
	// RootCAs are trusted in place of the machine's; nil means the machine's (and SSL_CERT_FILE, on Linux).
	RootCAs *x509.CertPool
	// Proxy gives the proxy for a request; nil means the environment's (HTTPS_PROXY, NO_PROXY).
	Proxy func(*http.Request) (*url.URL, error)
	// Dial opens TCP connections; nil means a net.Dialer's.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

const (
	dialTimeout      = 15 * time.Second
	handshakeTimeout = 15 * time.Second
)

// Transport carries requests over TLS 1.2 or newer and HTTP/2, asks for gzip, uses the environment's proxy, and can open
// a connection before there is a request for it. One may serve auth and several Clients.
type Transport struct {
	http  *http.Transport
	ahead *ahead
}

// predialler is a transport that can open a connection ahead.
type predialler interface {
	Preconnect(ctx context.Context, base *url.URL)
}

// NewTransport makes a Transport; nothing is dialled yet.
func NewTransport(o TransportOptions) *Transport {
	if o.Proxy == nil {
		o.Proxy = http.ProxyFromEnvironment
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.RootCAs}
	t := &Transport{ahead: newAhead(o.Dial, config)}
	t.http = &http.Transport{
		Proxy:                  o.Proxy,
		DialContext:            t.ahead.dialPlain,
		DialTLSContext:         t.ahead.dialTLS, // direct https; behind a proxy the transport does TLS by TLSClientConfig
		TLSClientConfig:        config.Clone(),  // the transport writes into its own
		TLSHandshakeTimeout:    handshakeTimeout,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           16,
		MaxIdleConnsPerHost:    maxAtOnce,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: 1 << 20,
		OnProxyConnectResponse: auth.ProxyConnectResponse,
		// After the machine slept, a dead HTTP/2 connection would swallow requests until the kernel notices.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 20 * time.Second, PingTimeout: 10 * time.Second},
	}
	return t
}

// RoundTrip sends a request.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) { return t.http.RoundTrip(r) }

// Proxy names the proxy for a request, nil for none.
func (t *Transport) Proxy(r *http.Request) (*url.URL, error) { return t.http.Proxy(r) }

// CloseIdleConnections closes what no request uses, connections dialled ahead among it.
func (t *Transport) CloseIdleConnections() {
	t.ahead.close()
	t.http.CloseIdleConnections()
}

// Preconnect begins to open a connection to the host of base and comes back at once; the next request to that host takes
// it over, also while it is being opened. Nothing is sent on it. It does nothing when a proxy is in use.
func (t *Transport) Preconnect(ctx context.Context, base *url.URL) {
	if proxy, err := t.http.Proxy(&http.Request{Method: http.MethodGet, URL: base, Header: http.Header{}}); err != nil || proxy != nil {
		return
	}
	t.ahead.start(ctx, base.Scheme == "https", net.JoinHostPort(base.Hostname(), port(base)))
}
