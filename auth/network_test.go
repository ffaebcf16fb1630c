package auth

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// unreached asks for a token and gives the *NetworkError that must come.
func unreached(t *testing.T, authority string, o Options) *NetworkError {
	t.Helper()
	c := newClock()
	if o.Sleep == nil {
		o.Sleep = c.sleep
	}
	s, err := NewSource(Registration{Tenant: tenant, ClientID: clientID, Authority: authority}, NewSecret(theSecret), o)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Token(t.Context())
	var ne *NetworkError
	if !errors.As(err, &ne) {
		t.Fatalf("got %T %v", err, err)
	}
	noLeak(t, err)
	if m := ne.Meaning; m.Title == "" || m.Cause == "" || m.Who == WhoUnknown || (len(m.Steps) == 0 && ne.Kind != KindCanceled) {
		t.Errorf("meaning %+v", m)
	}
	if ne.Text == "" || strings.ContainsAny(ne.Error(), "\r\n") {
		t.Errorf("line %q", ne.Error())
	}
	return ne
}

// closedPort is an address on which nothing listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// certificate signs a server certificate by an authority of the given name.
func certificate(t *testing.T, issuer string, hosts []string, from, to time.Time) (tls.Certificate, []byte) {
	t.Helper()
	key := func() *ecdsa.PrivateKey {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	caKey, leafKey := key(), key()
	ca := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: issuer, Organization: []string{"Contoso Ltd"}},
		NotBefore: from.Add(-time.Hour), NotAfter: to.Add(87600 * time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, &caKey.PublicKey, caKey)
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: hosts[0]}, NotBefore: from, NotAfter: to,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			leaf.IPAddresses = append(leaf.IPAddresses, ip)
		} else {
			leaf.DNSNames = append(leaf.DNSNames, h)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, ca, &leafKey.PublicKey, caKey)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: leafKey}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER})
}

// tlsEntra is a sign-in server with a certificate of one's own.
func tlsEntra(t *testing.T, c tls.Certificate) *entra {
	t.Helper()
	e := &entra{}
	e.Server = httptest.NewUnstartedServer(e)
	e.TLS = &tls.Config{Certificates: []tls.Certificate{c}}
	e.Config.ErrorLog = quiet()
	e.StartTLS()
	t.Cleanup(e.Close)
	return e
}

func trusting(t *testing.T, roots []byte) *http.Transport {
	t.Helper()
	pool := x509.NewCertPool()
	if roots != nil && !pool.AppendCertsFromPEM(roots) {
		t.Fatal("no root")
	}
	return &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, OnProxyConnectResponse: ProxyConnectResponse}
}

func TestNobodyListens(t *testing.T) {
	addr := closedPort(t)
	ne := unreached(t, "https://"+addr, Options{})
	if ne.Kind != KindRefused || ne.Host != addr || !strings.Contains(ne.Error(), addr) || ne.Meaning.Who != You {
		t.Errorf("%+v", *ne)
	}
}

func TestANameThatIsNotKnown(t *testing.T) {
	// A name server on loopback that knows no name.
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pc.Close() }()
	go func() {
		b := make([]byte, 1500)
		for {
			n, from, err := pc.ReadFrom(b)
			if err != nil {
				return
			}
			if n < 12 {
				continue
			}
			b[2], b[3] = 0x81, 0x83 // answer, recursion available, no such name
			copy(b[6:12], make([]byte, 6))
			end := 12
			for end < n && b[end] != 0 {
				end += int(b[end]) + 1
			}
			_, _ = pc.WriteTo(b[:min(n, end+5)], from)
		}
	}()
	resolver := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", pc.LocalAddr().String())
	}}
	tr := &http.Transport{DialContext: (&net.Dialer{Resolver: resolver}).DialContext}
	ne := unreached(t, "https://login.contoso.invalid", Options{Transport: tr})
	if ne.Kind != KindDNS || !strings.Contains(ne.Text, "login.contoso.invalid") {
		t.Errorf("%+v", *ne)
	}
	ne = unreached(t, DefaultAuthority, Options{Transport: tr})
	if ne.Kind != KindDNS || ne.Meaning.Who != Network {
		t.Errorf("%+v", *ne)
	}
}

func TestCertificatesThatAreNotTrusted(t *testing.T) {
	now := time.Now()
	good, goodRoot := certificate(t, "Contoso Root", []string{"127.0.0.1"}, now.Add(-time.Hour), now.Add(time.Hour))
	old, oldRoot := certificate(t, "Contoso Root", []string{"127.0.0.1"}, now.Add(-48*time.Hour), now.Add(-24*time.Hour))
	early, earlyRoot := certificate(t, "Contoso Root", []string{"127.0.0.1"}, now.Add(24*time.Hour), now.Add(48*time.Hour))
	other, otherRoot := certificate(t, "Contoso Root", []string{"other.example", "192.0.2.7"}, now.Add(-time.Hour), now.Add(time.Hour))
	inspected, _ := certificate(t, "Zscaler Intermediate Root CA", []string{"127.0.0.1"}, now.Add(-time.Hour), now.Add(time.Hour))
	for name, c := range map[string]struct {
		cert  tls.Certificate
		roots []byte
		want  TLSProblem
		cause string
		who   Who
	}{
		"unknown authority": {good, oldRoot, TLSUnknownAuthority, "“Contoso Root (Contoso Ltd)”", You},
		"expired":           {old, oldRoot, TLSExpired, "clock", You},
		"not yet valid":     {early, earlyRoot, TLSNotYetValid, "clock", You},
		"wrong host":        {other, otherRoot, TLSWrongHost, "other.example, 192.0.2.7", You},
		"inspected":         {inspected, goodRoot, TLSUnknownAuthority, "Zscaler", Network},
	} {
		t.Run(name, func(t *testing.T) {
			e := tlsEntra(t, c.cert)
			ne := unreached(t, e.URL, Options{Transport: trusting(t, c.roots)})
			if ne.Kind != KindTLS || ne.TLS != c.want || !strings.Contains(ne.Meaning.Cause, c.cause) || ne.Meaning.Who != c.who {
				t.Errorf("%v %v: %+v", ne.Kind, ne.TLS, ne.Meaning)
			}
			if ne.Certificate == nil || !strings.Contains(ne.Certificate.Issuer, "Contoso Ltd") || !strings.Contains(ne.Text, ne.Certificate.Issuer) {
				t.Errorf("%+v, text %q", ne.Certificate, ne.Text)
			}
			if len(e.requests()) != 0 {
				t.Error("something was sent")
			}
		})
	}
	// Microsoft's own host with a certificate of a private authority: somebody opens TLS.
	posing, _ := certificate(t, "Contoso Root", []string{"login.microsoftonline.com"}, now.Add(-time.Hour), now.Add(time.Hour))
	e := tlsEntra(t, posing)
	tr := trusting(t, oldRoot)
	tr.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, e.Listener.Addr().String())
	}
	ne := unreached(t, DefaultAuthority, Options{Transport: tr})
	if ne.TLS != TLSUnknownAuthority || ne.Meaning.Who != Network || !strings.Contains(ne.Meaning.Cause, "inspecting proxy") {
		t.Errorf("%+v", ne.Meaning)
	}
	e = tlsEntra(t, good)
	// Trusted, it works, and says who issued the certificate.
	src, _ := NewSource(Registration{Tenant: tenant, ClientID: clientID, Authority: e.URL}, NewSecret(theSecret), Options{Transport: trusting(t, goodRoot)})
	if tok, err := src.Token(t.Context()); err != nil || tok.Evidence.CertIssuer != "Contoso Root (Contoso Ltd)" || tok.Evidence.CertSubject != "127.0.0.1" {
		t.Errorf("%+v %v", tok.Evidence, err)
	}
}

func TestNoTLSThere(t *testing.T) {
	plain := newPlainEntra(t)
	ne := unreached(t, strings.Replace(plain.URL, "http:", "https:", 1), Options{Transport: &http.Transport{}})
	if ne.Kind != KindTLS || ne.TLS != TLSNotTLS {
		t.Errorf("%+v", *ne)
	}
	gibberish := listen(t, func(c net.Conn) {
		_, _ = bufio.NewReader(c).ReadByte()
		_, _ = io.WriteString(c, "220 smtp ready\r\n")
	})
	ne = unreached(t, "https://"+gibberish, Options{Transport: &http.Transport{}})
	if ne.Kind != KindTLS || ne.TLS != TLSNotTLS {
		t.Errorf("%+v", *ne)
	}
	ne = unreached(t, "http://"+gibberish, Options{Transport: &http.Transport{}})
	if ne.Kind != KindOther || !strings.Contains(ne.Text, "does not speak HTTP") {
		t.Errorf("%+v", *ne)
	}
	old := newEntra(t)
	tr := old.transport()
	tr.TLSClientConfig.MinVersion, tr.TLSClientConfig.MaxVersion = tls.VersionTLS10, tls.VersionTLS10
	ne = unreached(t, old.URL, Options{Transport: tr})
	if ne.Kind != KindTLS {
		t.Errorf("%+v", *ne)
	}
}

// listen accepts connections on loopback and hands each to f.
func listen(t *testing.T, f func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { defer func() { _ = c.Close() }(); f(c) }()
		}
	}()
	return l.Addr().String()
}

func drain(c net.Conn) { _, _ = io.Copy(io.Discard, c) }

func TestDroppedConnectionsAreTriedAgain(t *testing.T) {
	for name, drop := range map[string]func(net.Conn){
		"reset": func(c net.Conn) {
			_, _ = bufio.NewReader(c).ReadString('\n')
			_ = c.(*net.TCPConn).SetLinger(0)
		},
		"closed": func(c net.Conn) { _, _ = bufio.NewReader(c).ReadString('\n') },
		"in mid-answer": func(c net.Conn) {
			_, _ = bufio.NewReader(c).ReadString('\n')
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"iss")
		},
		"in the head": func(c net.Conn) {
			_, _ = bufio.NewReader(c).ReadString('\n')
			_, _ = io.WriteString(c, "HTTP/1.1 200 O")
		},
		"in a chunk": func(c net.Conn) {
			_, _ = bufio.NewReader(c).ReadString('\n')
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100\r\nabc")
		},
	} {
		t.Run(name, func(t *testing.T) {
			addr, c := listen(t, drop), newClock()
			attempts := 0
			ne := unreached(t, "http://"+addr, Options{Transport: &http.Transport{}, Sleep: c.sleep, Observe: func(x Exchange) {
				attempts++
				if x.Err == "" || x.Attempt != attempts {
					t.Errorf("%+v", x)
				}
			}})
			if ne.Kind != KindReset || attempts != maxAttempts || len(c.slept) != maxAttempts-1 || !ne.Temporary() {
				t.Errorf("%+v after %d attempts", *ne, attempts)
			}
		})
	}
}

func TestNoAnswerInTime(t *testing.T) {
	silent := listen(t, drain)
	for _, scheme := range []string{"http://", "https://"} {
		ne := unreached(t, scheme+silent, Options{Transport: &http.Transport{}, Timeout: 100 * time.Millisecond})
		if ne.Kind != KindTimeout || !ne.Timeout() {
			t.Errorf("%s: %+v", scheme, *ne)
		}
	}
	slow := listen(t, func(c net.Conn) {
		_, _ = bufio.NewReader(c).ReadString('\n')
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
		drain(c)
	})
	if ne := unreached(t, "http://"+slow, Options{Transport: &http.Transport{}, Timeout: 100 * time.Millisecond}); ne.Kind != KindTimeout || !strings.Contains(ne.Text, "100ms") {
		t.Errorf("%+v", *ne)
	}
}

// proxyAnswering is a proxy that answers every CONNECT with the same bytes.
func proxyAnswering(t *testing.T, answer string) *url.URL {
	addr := listen(t, func(c net.Conn) {
		r, err := http.ReadRequest(bufio.NewReader(c))
		if err == nil && r.Method == http.MethodConnect {
			_, _ = io.WriteString(c, answer)
		}
	})
	return &url.URL{Scheme: "http", Host: addr, User: url.UserPassword("me", "proxy-password")}
}

func TestProxies(t *testing.T) {
	e := newEntra(t)
	through := func(u *url.URL, hook bool) *http.Transport {
		tr := e.transport()
		tr.Proxy = http.ProxyURL(u)
		if !hook {
			tr.OnProxyConnectResponse = nil
		}
		return tr
	}
	for name, c := range map[string]struct {
		proxy  *url.URL
		status int
		title  string
	}{
		"nobody listens":  {&url.URL{Scheme: "http", Host: closedPort(t)}, 0, "can't be reached"},
		"wants a sign-in": {proxyAnswering(t, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n"), 407, "wants a sign-in"},
		"forbids it":      {proxyAnswering(t, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"), 403, "refuses to connect"},
		"can't connect":   {proxyAnswering(t, "HTTP/1.1 502 Bad Gateway\r\n\r\n"), 502, "refuses to connect"},
	} {
		for _, hook := range []bool{true, false} {
			ne := unreached(t, e.URL, Options{Transport: through(c.proxy, hook)})
			if ne.Kind != KindProxy || ne.ProxyStatus != c.status || !strings.Contains(ne.Meaning.Title, c.title) || ne.Meaning.Who != Network {
				t.Errorf("%s: %+v", name, *ne)
			}
			if !strings.Contains(ne.Error(), c.proxy.Host) || strings.Contains(fmt.Sprintf("%+v %v", *ne, ne), "proxy-password") {
				t.Errorf("%s: line %q", name, ne.Error())
			}
		}
	}
	if ne := unreached(t, e.URL, Options{Transport: through(proxyAnswering(t, "HTTP/1.1 407 x\r\nProxy-Authenticate: NTLM\r\n\r\n"), true)}); !strings.Contains(ne.Text, "NTLM") {
		t.Errorf("text %q", ne.Text)
	}
	// A proxy that hangs up is a dropped connection, or a proxy; in no case silence.
	hangs := &url.URL{Scheme: "http", Host: listen(t, func(net.Conn) {})}
	if ne := unreached(t, e.URL, Options{Transport: through(hangs, true)}); ne.Kind != KindReset && ne.Kind != KindProxy {
		t.Errorf("%+v", *ne)
	}
	// SOCKS.
	socks := &url.URL{Scheme: "socks5", Host: closedPort(t)}
	if ne := unreached(t, e.URL, Options{Transport: through(socks, true)}); ne.Kind != KindProxy {
		t.Errorf("socks: %+v", *ne)
	}
	// One that works is named in the evidence, without its password.
	works := &url.URL{Scheme: "http", Host: listen(t, func(c net.Conn) {
		r, err := http.ReadRequest(bufio.NewReader(c))
		if err != nil {
			return
		}
		up, err := net.Dial("tcp", r.Host)
		if err != nil {
			return
		}
		defer func() { _ = up.Close() }()
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(up, c) }()
		_, _ = io.Copy(c, up)
	}), User: url.UserPassword("me", "proxy-password")}
	s, _ := NewSource(e.registration(), NewSecret(theSecret), Options{Transport: through(works, true)})
	tok, err := s.Token(t.Context())
	if err != nil || tok.Evidence.Proxy != "http://"+works.Host {
		t.Errorf("%v %+v", err, tok.Evidence)
	}
	s.o.Transport.(*http.Transport).CloseIdleConnections()
}

func TestWhatIsNoFailureOfTheNetwork(t *testing.T) {
	for _, err := range []error{nil, errors.New("x"), io.ErrShortWrite, os.ErrNotExist, &InputError{}, &Error{}} {
		if ne := NetworkFailure(err, "h"); ne != nil {
			t.Errorf("%v: %+v", err, ne)
		}
	}
	if ne := NetworkFailure(fmt.Errorf("x: %w", context.Canceled), "h"); ne == nil || ne.Kind != KindCanceled || ne.Error() != "cancelled" {
		t.Errorf("%v", ne)
	}
	once := NetworkFailure(io.ErrUnexpectedEOF, "h")
	if twice := NetworkFailure(fmt.Errorf("y: %w", once), "other"); twice != once {
		t.Errorf("%v", twice)
	}
	if ne := NetworkFailure(&url.Error{Op: "Get", URL: "https://h/", Err: errors.New("odd")}, "h"); ne == nil || ne.Kind != KindOther || ne.Text != "odd" {
		t.Errorf("%v", ne)
	}
	kinds := map[string]bool{}
	for k := KindOther; k <= KindCanceled; k++ {
		kinds[k.String()] = true
	}
	if len(kinds) != int(KindCanceled)+1 {
		t.Errorf("names of kinds: %v", kinds)
	}
}

// A server trusted through SSL_CERT_FILE only, as somebody runs one for tests. Go reads that variable once, so this
// needs a process of its own.
func TestAnAuthorityTrustedBySSLCertFile(t *testing.T) {
	if at := os.Getenv("AUTH_TEST_AUTHORITY"); at != "" {
		s, err := NewSource(Registration{Tenant: tenant, ClientID: clientID, Authority: at}, NewSecret(theSecret), Options{})
		if err != nil {
			t.Fatal(err)
		}
		tok, err := s.Token(t.Context())
		if err != nil || tok.Evidence.CertIssuer != "Contoso Root (Contoso Ltd)" {
			t.Fatalf("%v %+v", err, tok.Evidence)
		}
		return
	}
	if runtime.GOOS != "linux" {
		t.Skip("only Linux reads SSL_CERT_FILE")
	}
	now := time.Now()
	cert, root := certificate(t, "Contoso Root", []string{"127.0.0.1"}, now.Add(-time.Hour), now.Add(time.Hour))
	e := tlsEntra(t, cert)
	file := filepath.Join(t.TempDir(), "root.pem")
	if err := os.WriteFile(file, root, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestAnAuthorityTrustedBySSLCertFile$", "-test.count=1")
	cmd.Env = append(os.Environ(), "AUTH_TEST_AUTHORITY="+e.URL, "SSL_CERT_FILE="+file)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if strings.Contains(string(out), "456789") {
		t.Error("the child shows the secret")
	}
	if gets, posts := e.count(); gets != 1 || posts != 1 {
		t.Errorf("%d GET, %d POST", gets, posts)
	}
}
