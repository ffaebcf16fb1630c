package auth

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// NetworkKind is where on the way a request failed.
type NetworkKind int

// The places.
const (
	KindOther       NetworkKind = iota
	KindDNS                     // the host's name gives no address
	KindRefused                 // the host is there, nothing listens on the port
	KindUnreachable             // no way to the host: no network, no route
	KindTLS                     // no trust in, or no agreement with, the other end
	KindProxy                   // the proxy can't be reached or refuses
	KindTimeout                 // no answer in time
	KindReset                   // the connection was dropped
	KindCanceled                // given up on this side
)

// String names the kind.
func (k NetworkKind) String() string {
	switch k {
	case KindDNS:
		return "DNS"
	case KindRefused:
		return "refused"
	case KindUnreachable:
		return "unreachable"
	case KindTLS:
		return "TLS"
	case KindProxy:
		return "proxy"
	case KindTimeout:
		return "timeout"
	case KindReset:
		return "dropped"
	case KindCanceled:
		return "cancelled"
	}
	return "network"
}

// TLSProblem is what is wrong with the other end's TLS.
type TLSProblem int

// The problems.
const (
	TLSOther TLSProblem = iota
	TLSUnknownAuthority
	TLSExpired
	TLSNotYetValid
	TLSWrongHost
	TLSNotTLS // plain HTTP, or something else, answers on the port
)

// Certificate is what a server presented and was not trusted for.
type Certificate struct {
	Subject, Issuer     string
	Names               []string // the hosts that it is for
	NotBefore, NotAfter time.Time
}

// NetworkError is a failure on the way: no HTTP answer came, or it broke off.
type NetworkError struct {
	Kind  NetworkKind
	Host  string // that was to be reached, with port if it is not the usual one
	Proxy string // scheme and host of the proxy on the way, without user; "" if none or not known
	Text  string // what went wrong, in one line
	// ProxyStatus is the status with which the proxy refused to connect; 0 if it did not.
	ProxyStatus int
	TLS         TLSProblem   // for KindTLS
	Certificate *Certificate // for KindTLS, when one was presented
	Meaning     Meaning
	Err         error
}

// Error is one line.
func (e *NetworkError) Error() string {
	if e.Kind == KindCanceled {
		return "cancelled"
	}
	s := "no answer from " + e.Host + ": " + e.Text
	if e.Host == "" {
		s = "network: " + e.Text
	}
	if e.Proxy != "" {
		s += " (proxy " + e.Proxy + ")"
	}
	return s
}

// Unwrap gives the cause, so that errors.Is(err, context.Canceled) holds for a cancelled request.
func (e *NetworkError) Unwrap() error { return e.Err }

// Timeout and Temporary make it a net.Error.
func (e *NetworkError) Timeout() bool { return e.Kind == KindTimeout }

// Temporary tells whether the same request may succeed later without anybody changing anything.
func (e *NetworkError) Temporary() bool { return e.Kind == KindTimeout || e.Kind == KindReset }

func newNetworkError(kind NetworkKind, host, text string, err error) *NetworkError {
	e := &NetworkError{Kind: kind, Host: host, Text: printable(text, 500), Err: err}
	e.Meaning = networkMeaning(e)
	return e
}

// NetworkFailure explains an error of a RoundTripper, a dialer or a context; host is what was to be reached. It returns
// nil when err is no failure of the network (or nil).
func NetworkFailure(err error, host string) *NetworkError {
	if err == nil {
		return nil
	}
	var done *NetworkError
	if errors.As(err, &done) {
		return done
	}
	e := classify(err, host)
	if e == nil {
		return nil
	}
	e.Host, e.Err, e.Text = host, err, printable(e.Text, 500)
	e.Meaning = networkMeaning(e)
	return e
}

func classify(err error, host string) *NetworkError {
	var (
		op      *net.OpError
		dns     *net.DNSError
		refusal *proxyRefusal
		timeout interface{ Timeout() bool }
		some    net.Error
		inURL   *url.Error
	)
	// The proxy first: what fails on the way to it looks like any other failure inside.
	switch {
	case errors.As(err, &refusal):
		return &NetworkError{Kind: KindProxy, Proxy: refusal.proxy, ProxyStatus: refusal.status, Text: refusal.Error()}
	case errors.As(err, &op) && (op.Op == "proxyconnect" || strings.HasPrefix(op.Op, "socks")):
		return viaProxy(op, host)
	}
	if status := connectStatus(err); status != 0 {
		return &NetworkError{Kind: KindProxy, Proxy: environmentProxy(host), ProxyStatus: status,
			Text: "the proxy answered " + strconv.Itoa(status) + " " + http.StatusText(status)}
	}
	if e := classifyTLS(err); e != nil {
		return e
	}
	switch {
	case errors.Is(err, context.Canceled):
		return &NetworkError{Kind: KindCanceled, Text: "cancelled"}
	case errors.As(err, &dns):
		return &NetworkError{Kind: KindDNS, Text: dnsText(dns)}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		text := "no answer in time"
		if errors.As(err, &op) && op.Op == "dial" {
			text = "no connection in time"
		}
		return &NetworkError{Kind: KindTimeout, Text: text}
	case isErrno(err, syscall.ECONNREFUSED, 10061):
		return &NetworkError{Kind: KindRefused, Text: "connection refused"}
	case isErrno(err, syscall.EHOSTUNREACH, 10065), isErrno(err, syscall.ENETUNREACH, 10051), isErrno(err, syscall.EADDRNOTAVAIL, 10049),
		isErrno(err, syscall.ENETDOWN, 10050), isErrno(err, syscall.EHOSTDOWN, 10064):
		return &NetworkError{Kind: KindUnreachable, Text: "no way to the host: is this machine online?"}
	case strings.Contains(err.Error(), "malformed HTTP"), strings.Contains(err.Error(), "readLoopPeekFailLocked"):
		// The second is what net/http says when the other side talks before it is asked.
		return &NetworkError{Kind: KindOther, Text: "what answers there does not speak HTTP"}
	case isDropped(err):
		return &NetworkError{Kind: KindReset, Text: "the connection was dropped"}
	case errors.As(err, &op):
		return &NetworkError{Kind: KindOther, Text: op.Err.Error()}
	case errors.As(err, &inURL):
		return &NetworkError{Kind: KindOther, Text: inURL.Err.Error()}
	case errors.As(err, &some):
		return &NetworkError{Kind: KindOther, Text: some.Error()}
	}
	return nil
}

func isErrno(err error, unix syscall.Errno, windows uintptr) bool {
	// On Windows the syscall package's names are numbers of its own, sockets give Winsock's.
	return errors.Is(err, unix) || runtime.GOOS == "windows" && errors.Is(err, syscall.Errno(windows))
}

func isDropped(err error) bool {
	if isErrno(err, syscall.ECONNRESET, 10054) || isErrno(err, syscall.EPIPE, 10058) || isErrno(err, syscall.ECONNABORTED, 10053) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) {
		return true
	}
	s := err.Error()
	for _, part := range []string{"server closed idle connection", "GOAWAY", "http2: client connection lost",
		"http2: client connection force closed", "stream error: stream ID", "transport connection broken", "unexpected EOF"} {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

func dnsText(d *net.DNSError) string {
	name := printable(d.Name, 253)
	switch {
	case d.IsNotFound:
		return "the name " + name + " is not known (DNS)"
	case d.IsTimeout:
		return "the name server does not answer (looking up " + name + ")"
	}
	return "the name " + name + " can't be looked up (" + d.Err + ")"
}

// viaProxy explains why the proxy itself can't be used.
func viaProxy(op *net.OpError, host string) *NetworkError {
	e := &NetworkError{Kind: KindProxy, Proxy: environmentProxy(host)}
	var dial *net.OpError
	if errors.As(op.Err, &dial) && dial.Addr != nil && e.Proxy == "" {
		e.Proxy = dial.Addr.String()
	}
	inner := classify(op.Err, host)
	switch {
	case inner == nil:
		e.Text = "the proxy can't be used: " + op.Err.Error()
	case inner.Kind == KindProxy:
		return inner
	case inner.Kind == KindRefused:
		e.Text = "the proxy refuses connections"
	case inner.Kind == KindCanceled:
		return inner
	default:
		e.Text, e.TLS, e.Certificate = "the proxy can't be reached: "+inner.Text, inner.TLS, inner.Certificate
	}
	return e
}

// environmentProxy names the proxy that the environment's variables give for https to host.
func environmentProxy(host string) string {
	if host == "" {
		return ""
	}
	u, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: "https", Host: host}})
	if err != nil {
		return ""
	}
	return proxyName(u)
}

// proxyRefusal is a proxy's answer to CONNECT other than 200.
type proxyRefusal struct {
	status int
	proxy  string
	scheme string // of Proxy-Authenticate: "Basic", "Negotiate", …
}

func (e *proxyRefusal) Error() string {
	s := "the proxy answered " + strconv.Itoa(e.status)
	if t := http.StatusText(e.status); t != "" {
		s += " " + t
	}
	if e.scheme != "" {
		s += " (it asks for " + e.scheme + ")"
	}
	return s
}

// ProxyConnectResponse is for http.Transport.OnProxyConnectResponse: it keeps the status with which a proxy refuses to
// connect, of which the transport itself would leave only the words. NetworkFailure knows its error.
func ProxyConnectResponse(_ context.Context, proxy *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	scheme, _, _ := strings.Cut(strings.TrimSpace(resp.Header.Get("Proxy-Authenticate")), " ")
	return &proxyRefusal{status: resp.StatusCode, proxy: proxyName(proxy), scheme: printable(scheme, 40)}
}

// connectStatus recognises the bare words that http.Transport without that hook makes of a refused CONNECT.
func connectStatus(err error) int {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			break
		}
		err = inner
	}
	s := err.Error()
	for _, status := range []int{407, 403, 502, 503, 504, 401, 400, 404, 405, 429, 500, 511} {
		if s == http.StatusText(status) {
			return status
		}
	}
	return 0
}

func classifyTLS(err error) *NetworkError {
	var (
		verification *tls.CertificateVerificationError
		unknown      x509.UnknownAuthorityError
		invalid      x509.CertificateInvalidError
		hostname     x509.HostnameError
		record       tls.RecordHeaderError
		alert        tls.AlertError
		roots        x509.SystemRootsError
	)
	e := &NetworkError{Kind: KindTLS}
	var cert *x509.Certificate
	if errors.As(err, &verification) && len(verification.UnverifiedCertificates) > 0 {
		cert = verification.UnverifiedCertificates[0]
	}
	pick := func(c *x509.Certificate) {
		if cert == nil {
			cert = c
		}
	}
	switch {
	case errors.As(err, &hostname):
		pick(hostname.Certificate)
		e.TLS, e.Text = TLSWrongHost, "the certificate is for another host"
	case errors.As(err, &invalid):
		pick(invalid.Cert)
		e.TLS, e.Text = TLSOther, "the certificate is not valid: "+invalid.Error()
		if invalid.Reason == x509.Expired {
			// One reason stands for both ends of the validity; the message is not to be relied on.
			e.TLS, e.Text = TLSExpired, "the certificate has expired"
			if cert != nil && strings.Contains(invalid.Detail, "is before") {
				e.TLS, e.Text = TLSNotYetValid, "the certificate is not valid yet"
			}
		}
	case errors.As(err, &unknown):
		pick(unknown.Cert)
		e.TLS, e.Text = TLSUnknownAuthority, "the certificate is signed by an authority that this machine does not trust"
	case errors.As(err, &roots):
		e.TLS, e.Text = TLSUnknownAuthority, "this machine's list of trusted certificates can't be read"
	case verification != nil:
		e.TLS, e.Text = TLSOther, "the certificate is not trusted: "+verification.Err.Error()
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &record):
		e.TLS, e.Text = TLSNotTLS, "what answers there does not speak TLS (https)"
	case errors.As(err, &alert):
		e.TLS, e.Text = TLSOther, "the server ended the TLS handshake: "+strings.TrimPrefix(alert.Error(), "tls: ")
	default:
		s := err.Error()
		if !strings.Contains(s, "tls: ") && !strings.Contains(s, "x509: ") {
			return nil
		}
		if strings.Contains(s, "timeout") {
			return &NetworkError{Kind: KindTimeout, Text: "no TLS handshake in time"}
		}
		e.TLS, e.Text = TLSOther, s
	}
	if cert != nil {
		e.Certificate = &Certificate{
			Subject: certName(cert.Subject), Issuer: certName(cert.Issuer), Names: certHosts(cert),
			NotBefore: cert.NotBefore, NotAfter: cert.NotAfter,
		}
		e.Text += fmt.Sprintf("; it was issued by %s", e.Certificate.Issuer)
	}
	return e
}

func certHosts(c *x509.Certificate) []string {
	names := append([]string(nil), c.DNSNames...)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	return names
}
