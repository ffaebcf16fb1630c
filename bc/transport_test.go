package bc_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"bctui/auth"
	"bctui/bc"
)

// diary notes connections and requests of a server in their order.
type diary struct {
	mu      sync.Mutex
	entries []string
	opened  chan struct{} // gets one for every connection that is ready for requests
}

func (d *diary) note(s string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.entries = append(d.entries, s)
}

func (d *diary) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.entries, ", ")
}

func newDiary(t *testing.T, secure bool) (*diary, *httptest.Server) {
	d := &diary{opened: make(chan struct{}, 10)}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.note(r.Method + " " + r.Proto)
		fmt.Fprint(w, `{"value":[]}`)
	}))
	s.EnableHTTP2 = true
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	if secure {
		s.TLS = &tls.Config{VerifyConnection: func(cs tls.ConnectionState) error {
			d.note("TLS " + cs.NegotiatedProtocol)
			d.opened <- struct{}{}
			return nil
		}}
		s.StartTLS()
	} else {
		s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				d.note("TCP")
				d.opened <- struct{}{}
			}
		}
		s.Start()
	}
	t.Cleanup(s.Close)
	return d, s
}

func (d *diary) client(t *testing.T, s *httptest.Server, change func(*bc.TransportOptions)) (*bc.Client, *bc.Transport) {
	o := bc.TransportOptions{}
	if s.TLS != nil {
		o.RootCAs = s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	}
	if change != nil {
		change(&o)
	}
	transport := bc.NewTransport(o)
	t.Cleanup(transport.CloseIdleConnections)
	c, err := bc.New(bc.Target{API: s.URL, Tenant: tenant, Environment: "Production"}, &tokens{}, bc.Options{Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	return c, transport
}

func TestTheConnectionIsReadyBeforeTheFirstRequest(t *testing.T) {
	for _, c := range []struct {
		secure bool
		want   string
	}{
		{true, "TLS h2, GET HTTP/2.0, GET HTTP/2.0"},
		{false, "TCP, GET HTTP/1.1, GET HTTP/1.1"},
	} {
		t.Run(fmt.Sprintf("TLS %t", c.secure), func(t *testing.T) {
			d, s := newDiary(t, c.secure)
			client, _ := d.client(t, s, nil)
			client.Preconnect(t.Context())
			client.Preconnect(t.Context()) // twice is as good as once
			<-d.opened                     // no request was made yet, and the server has the connection
			if strings.Contains(d.String(), "GET") {
				t.Error("a request before the first request")
			}
			for range 2 {
				if _, err := client.Companies(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			equal(t, "what the server saw", d.String(), c.want)
		})
	}
}

func TestARequestTakesOverAConnectionThatIsStillBeingOpened(t *testing.T) {
	d, s := newDiary(t, true)
	dialling, proceed := make(chan struct{}), make(chan struct{})
	var once sync.Once
	client, _ := d.client(t, s, func(o *bc.TransportOptions) {
		o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			once.Do(func() { close(dialling); <-proceed })
			return new(net.Dialer).DialContext(ctx, network, address)
		}
	})
	client.Preconnect(t.Context())
	<-dialling
	done := make(chan error)
	go func() {
		_, err := client.Companies(t.Context())
		done <- err
	}()
	close(proceed)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	equal(t, "what the server saw", d.String(), "TLS h2, GET HTTP/2.0")
}

func TestAFailedConnectionAheadIsTheFirstRequestsError(t *testing.T) {
	d, s := newDiary(t, true)
	client, _ := d.client(t, s, func(o *bc.TransportOptions) { o.RootCAs = nil }) // not trusted
	client.Preconnect(t.Context())
	_, err := client.Companies(t.Context())
	var n *auth.NetworkError
	if !errors.As(err, &n) || n.Kind != auth.KindTLS || n.Certificate == nil {
		t.Errorf("%T %v", err, err)
	}
	refused, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = refused.Close()
	c, err := bc.New(bc.Target{API: "http://" + refused.Addr().String(), Environment: "P"}, &tokens{}, bc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c.Preconnect(t.Context())
	if _, err = c.Companies(t.Context()); !errors.As(err, &n) || n.Kind != auth.KindRefused {
		t.Errorf("%T %v", err, err)
	}
}

func TestNothingIsDialledAheadBehindAProxy(t *testing.T) {
	d, s := newDiary(t, false)
	dials := 0
	client, _ := d.client(t, s, func(o *bc.TransportOptions) {
		o.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse("http://127.0.0.1:9") }
		o.Dial = func(context.Context, string, string) (net.Conn, error) {
			dials++
			return nil, errors.New("no")
		}
	})
	client.Preconnect(t.Context())
	equal(t, "connections", dials, 0)
}

func TestConnectionsAheadThatNobodyWantsAreClosed(t *testing.T) {
	d, s := newDiary(t, false)
	closed := make(chan struct{})
	client, transport := d.client(t, s, func(o *bc.TransportOptions) {
		o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(context.WithoutCancel(ctx), network, address)
			if err != nil {
				return nil, err
			}
			return &closing{conn, closed}, nil
		}
	})
	client.Preconnect(t.Context())
	<-d.opened
	transport.CloseIdleConnections()
	<-closed
}

type closing struct {
	net.Conn
	closed chan struct{}
}

func (c *closing) Close() error {
	close(c.closed)
	return c.Conn.Close()
}

func TestOldTLSIsRefused(t *testing.T) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.TLS = &tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	d := &diary{}
	client, _ := d.client(t, s, nil)
	_, err := client.Companies(t.Context())
	var n *auth.NetworkError
	if !errors.As(err, &n) || n.Kind != auth.KindTLS {
		t.Errorf("%T %v", err, err)
	}
}

// A proxy that opens a tunnel is used as the environment says, TLS goes through to the host, and what it refuses is said.
func TestThroughAProxy(t *testing.T) {
	d, s := newDiary(t, true)
	status := http.StatusOK
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.Host)
		if r.Header.Get("Authorization") != "" {
			t.Error("the proxy got the token")
		}
		if status != http.StatusOK {
			w.Header().Set("Proxy-Authenticate", "Negotiate")
			w.WriteHeader(status)
			return
		}
		there, err := net.Dial("tcp", r.Host)
		if err != nil {
			t.Error(err)
			return
		}
		w.WriteHeader(http.StatusOK)
		here, buffered, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		go func() { _, _ = io.Copy(there, buffered); _ = there.Close() }()
		go func() { _, _ = io.Copy(here, there); _ = here.Close() }()
	}))
	t.Cleanup(proxy.Close)
	use := func(o *bc.TransportOptions) {
		o.Proxy = func(*http.Request) (*url.URL, error) {
			return url.Parse(strings.Replace(proxy.URL, "http://", "http://user:pass@", 1))
		}
	}
	client, transport := d.client(t, s, use)
	client.Preconnect(t.Context())
	if _, err := client.Companies(t.Context()); err != nil {
		t.Fatal(err)
	}
	host := strings.TrimPrefix(s.URL, "https://")
	equal(t, "the proxy was asked to", strings.Join(asked, ", "), "CONNECT "+host)
	equal(t, "the host saw", d.String(), "TLS h2, GET HTTP/2.0")
	transport.CloseIdleConnections()

	status = http.StatusProxyAuthRequired
	client, _ = d.client(t, s, use)
	_, err := client.Companies(t.Context())
	var n *auth.NetworkError
	if !errors.As(err, &n) || n.Kind != auth.KindProxy || n.ProxyStatus != 407 || n.Proxy != proxy.URL || strings.Contains(fmt.Sprintf("%+v", err), "pass@") {
		t.Errorf("%T %+v", err, err)
	}
}
