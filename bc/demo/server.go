package demo

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"

	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"bctui/bc/demo/cronus"
	"bctui/bc/demo/model"
	"bctui/bc/demo/query"
)

// Options of a server. The zero value is a tenant with the data of package cronus on a free port.
type Options struct {
	// Listen is a loopback address, "127.0.0.1:0" when empty. Others are refused.
	Listen string
	// Now is the clock of both services: tokens, the Date header. Zero: time.Now. It does not drive waiting.
	Now func() time.Time
	// Data is API v2.0. Zero: package cronus.
	Data model.Dataset
	// Routes are further APIs, beside v2.0 and microsoft/automation/v2.0.
	Routes []Route
	// Registrations are added to the built-in ones; one with the client ID of a built-in one takes its place.
	Registrations []Registration
	// Faults that wait for their requests from the start.
	Faults FaultPlan
	// Latency is added to every request.
	Latency time.Duration
	// Limits of one registration; zero: the real ones (reference 6).
	Limits Limits
	// Log is called when a request has ended, from many goroutines at once.
	Log func(Request)
}

// Route is one more API of the tenant: custom/app1/v1.0.
type Route struct {
	Publisher, Group, Version string
	Data                      model.Dataset
}

// Name is the route as it stands in addresses.
//
// Not inlined: 8 kB of the program.
//
//go:noinline
func (r Route) Name() string {
	if r.Publisher == "" {
		return r.Version
	}
	return r.Publisher + "/" + r.Group + "/" + r.Version
}

// Server is a running tenant.
type Server struct {
	options  Options
	listener net.Listener
	http     *http.Server
	cert     *certificate
	closing  chan struct{}
	closed   sync.Once

	key           [32]byte // signs tokens
	registrations []*Registration
	routes        []*route
	engine        *query.Engine
	faults        faults
	log           requestLog
	limits        limiter
	zips          *sync.Pool
	serial        atomic.Uint64
	connections   atomic.Int64
}

// Start listens and serves until Close.
func Start(options Options) (*Server, error) {
	s, err := New(options)
	if err != nil {
		return nil, err
	}
	address := options.Listen
	if address == "" {
		address = "127.0.0.1:0"
	}
	if err := loopback(address); err != nil {
		return nil, err
	}
	if s.cert, err = newCertificate(s.options.Now()); err != nil {
		return nil, err
	}
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("the demo tenant cannot listen on %s: %w", address, err)
	}
	s.listener = l
	s.http = &http.Server{
		Handler: s,
		// h2 must stand here: Serve and ServeTLS run side by side, and whichever comes first sets up HTTP/2, or not.
		TLSConfig:   &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{s.cert.pair}, NextProtos: []string{"h2", "http/1.1"}},
		ErrorLog:    log.New(io.Discard, "", 0), //nolint:forbidigo // into nothing: a client that distrusts the certificate is no news
		ConnContext: s.connContext,
		// Long enough for a client that opens its connection before it has a token.
		ReadHeaderTimeout: 5 * time.Minute,
	}
	split(l, s.closing, s.http)
	return s, nil
}

// New makes a tenant without a socket, to be used as an http.Handler in process. TLSURL, CertPool and CertPEM are empty then,
// URL is "http://demo.invalid", and a dropped connection is a panic with http.ErrAbortHandler.
func New(options Options) (*Server, error) {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Data == nil {
		options.Data = cronus.New()
	}
	s := &Server{options: options, closing: make(chan struct{}), engine: query.New(), zips: newZipPool()}
	if _, err := rand.Read(s.key[:]); err != nil {
		return nil, err
	}
	s.registrations = builtin()
	for i := range options.Registrations {
		s.register(&options.Registrations[i])
	}
	s.addRoutes()
	s.limits.limits = options.Limits.orReal()
	s.faults.set(options.Faults)
	return s, nil
}

// Handler is the server as an http.Handler.
func (s *Server) Handler() http.Handler { return s }

// loopback refuses addresses that others could reach: the tenant answers anybody who asks.
func loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%q is no address to listen on; write 127.0.0.1:0 for any free port", address)
	}
	if host == "localhost" {
		return nil
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("the demo tenant listens on loopback only, not on %q; write 127.0.0.1:0", host)
	}
	return nil
}

// Addr is host and port, such as "127.0.0.1:40123".
func (s *Server) Addr() string {
	if s.listener == nil {
		return "demo.invalid"
	}
	return s.listener.Addr().String()
}

// URL is the address for plain HTTP, for authority and API alike, without a slash at the end.
func (s *Server) URL() string { return "http://" + s.Addr() }

// TLSURL is the address for https on the same port.
func (s *Server) TLSURL() string {
	if s.listener == nil {
		return ""
	}
	return "https://" + s.Addr()
}

// CertPool trusts the server's certificate and nothing else.
func (s *Server) CertPool() *x509.CertPool {
	if s.cert == nil {
		return nil
	}
	pool := x509.NewCertPool()
	pool.AddCert(s.cert.leaf)
	return pool
}

// CertPEM is the certificate, for SSL_CERT_FILE and curl --cacert.
func (s *Server) CertPEM() []byte {
	if s.cert == nil {
		return nil
	}
	return append([]byte(nil), s.cert.pem...)
}

// Registrations lists what can sign in, the good one first.
func (s *Server) Registrations() []Registration {
	out := make([]Registration, len(s.registrations))
	for i, r := range s.registrations {
		out[i] = *r
	}
	return out
}

// Registration by name; ok is false when there is none of that name.
func (s *Server) Registration(name string) (Registration, bool) {
	for _, r := range s.registrations {
		if r.Name == name {
			return *r, true
		}
	}
	return Registration{}, false
}

// Close stops listening, lets running requests end for a moment, and cuts the rest.
func (s *Server) Close() error {
	var err error
	s.closed.Do(func() {
		close(s.closing)
		if s.http == nil {
			return
		}
		err = s.listener.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
		defer cancel()
		if s.http.Shutdown(ctx) != nil {
			_ = s.http.Close()
		}
	})
	if errors.Is(err, net.ErrClosed) {
		err = nil
	}
	return err
}

// guid gives a new identifier: a trace, correlation or request ID.
func (s *Server) guid() string {
	x := s.serial.Add(1) * 0x9E3779B97F4A7C15
	y := (x ^ x>>30) * 0xBF58476D1CE4E5B9
	z := (y ^ y>>27) * 0x94D049BB133111EB
	z ^= z >> 31
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", uint32(z), uint16(y), uint16(x)&0xfff, uint16(z>>48)&0x3fff|0x8000, x>>16)
}

type contextKey int

const (
	connKey contextKey = iota
	connIDKey
)

func (s *Server) connContext(ctx context.Context, c net.Conn) context.Context {
	ctx = context.WithValue(ctx, connKey, c)
	return context.WithValue(ctx, connIDKey, s.connections.Add(1))
}

// segments cuts an escaped path at its slashes and decodes the parts; a slash at the end is nothing.
func segments(escaped string) ([]string, bool) {
	escaped = strings.Trim(escaped, "/")
	if escaped == "" {
		return nil, true
	}
	parts := strings.Split(escaped, "/")
	for i, p := range parts {
		decoded, err := unescapePath(p)
		if err != nil || p == "" {
			return nil, false
		}
		parts[i] = decoded
	}
	return parts, true
}
