package auth

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	// maxBody is how much of an answer is read.
	maxBody = 4 << 20
	// maxAttempts is how often one request is sent at most. MSAL sends every request once (its version 1.10.1 has no
	// retry in this path), so this is the sum.
	maxAttempts = 3
	// maxRetryAfter is the longest wait that is worth it while somebody looks at the screen. Is the server asking for
	// more, its answer is reported at once, with the wait it asked for.
	maxRetryAfter = 30 * time.Second
	// maxRedirects is how many redirects within the authority's host a discovery request follows.
	maxRedirects = 3
)

// wire sends the two requests that this package knows, and nothing else.
type wire struct {
	o      Options
	reg    Registration
	secret Secret // to keep it out of what is shown; zero for discovery without one
}

// patience is how long one request may take with all its repetitions and waits.
func (w *wire) patience() time.Duration {
	return maxAttempts*w.o.timeout() + (maxAttempts-1)*maxRetryAfter
}

// reply is an answer, read to its end.
type reply struct {
	status   int
	header   http.Header
	body     []byte
	cut      bool // the body was longer than maxBody
	evidence Evidence
}

func (r *reply) retryAfter(now time.Time) time.Duration {
	v := strings.TrimSpace(r.header.Get("Retry-After"))
	if v == "" {
		return 0
	}
	if n, err := strconv.ParseInt(v, 10, 32); err == nil {
		return max(0, time.Duration(n)*time.Second)
	}
	if t, err := http.ParseTime(v); err == nil {
		// A date is by the server's clock.
		if !r.evidence.Date.IsZero() {
			now = r.evidence.Date
		}
		return max(0, t.Sub(now))
	}
	return 0
}

// getDiscovery fetches the openid-configuration. It follows the authority's redirects to another such document of its
// own, and no others.
func (w *wire) getDiscovery(ctx context.Context, a authority) (*reply, error) {
	at, err := url.Parse(a.discoveryURL())
	if err != nil {
		return nil, &InputError{Field: "authority", Text: "this is not a URL; it should look like " + DefaultAuthority}
	}
	header := http.Header{"Accept": {"application/json"}}
	for range maxRedirects + 1 {
		rep, err := w.send(ctx, http.MethodGet, at, header, nil, maxAttempts)
		if err != nil || !isRedirect(rep.status) {
			return rep, err
		}
		to, perr := at.Parse(rep.header.Get("Location"))
		if perr != nil || to.Scheme != at.Scheme || hostPort(to) != hostPort(a.base) || to.User != nil ||
			!strings.HasSuffix(to.Path, "/.well-known/openid-configuration") {
			return nil, w.strange(StageDiscovery, rep, meaningRedirect(a.base.Host, rep.header.Get("Location")))
		}
		to.RawQuery, to.Fragment, to.RawFragment = "", "", ""
		at = to
	}
	return nil, w.strange(StageDiscovery, &reply{}, meaningRedirect(a.base.Host, at.String()))
}

func isRedirect(status int) bool {
	switch status {
	case 301, 302, 303, 307, 308:
		return true
	}
	return false
}

// send sends one request, up to attempts times while the answer is 429 or 5xx or the connection is dropped. The last
// answer counts, whatever it is. A repetition is harmless: both requests only ask.
func (w *wire) send(ctx context.Context, method string, to *url.URL, header http.Header, body []byte, attempts int) (*reply, error) {
	for n := 1; ; n++ {
		rep, err := w.once(ctx, method, to, header, body, n)
		if rep != nil {
			rep.evidence.Attempts = n
		}
		var again bool
		var pause time.Duration
		status := 0
		switch {
		case err != nil:
			var ne *NetworkError
			again = errors.As(err, &ne) && ne.Kind == KindReset
		case retryable(rep.status):
			status, pause = rep.status, rep.retryAfter(w.o.now())
			again = pause <= maxRetryAfter
		}
		if !again || n >= attempts {
			return rep, err
		}
		if pause == 0 {
			// 1 s, 2 s, …: each spread between half and one and a half of it.
			pause = time.Duration(float64(time.Second) * float64(int(1)<<(n-1)) * (0.5 + w.o.jitter()))
		}
		if w.o.Notice != nil {
			w.o.Notice(Notice{Host: to.Host, Status: status, Attempt: n + 1, Of: attempts, Wait: pause})
		}
		if serr := w.o.sleep(ctx, pause); serr != nil {
			return nil, w.network(serr, to, "")
		}
	}
}

func retryable(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// once sends a request and reads its answer. It goes to the RoundTripper, not through an http.Client: redirects are
// not followed, and no cookie or Referer is added.
func (w *wire) once(ctx context.Context, method string, to *url.URL, header http.Header, body []byte, attempt int) (*reply, error) {
	ctx, cancel := context.WithTimeout(ctx, w.o.timeout())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, to.String(), bytes.NewReader(body))
	if err != nil {
		return nil, &InputError{Field: "authority", Text: "no request can be made of it; it should look like " + DefaultAuthority}
	}
	if body == nil {
		req.Body, req.GetBody, req.ContentLength = nil, nil, 0
	}
	req.Header = header.Clone()
	if w.o.UserAgent != "" {
		req.Header.Set("User-Agent", w.o.UserAgent)
	}
	proxy := w.o.proxyFor(req)
	// A document that names an odd endpoint on the authority could write what it was sent into it.
	ev := Evidence{URL: redact(to.String(), w.secret), Sent: w.o.now(), Proxy: proxy}
	x := Exchange{Started: ev.Sent, Method: method, URL: ev.URL, Attempt: attempt, RequestID: req.Header.Get("client-request-id")}
	tell := func(err error) {
		x.Elapsed = w.o.now().Sub(ev.Sent)
		if err != nil {
			x.Err = redact(err.Error(), w.secret)
		}
		if w.o.Observe != nil {
			w.o.Observe(x)
		}
	}
	resp, err := w.o.Transport.RoundTrip(req)
	if err != nil {
		ne := w.network(err, to, proxy)
		tell(ne)
		return nil, ne
	}
	defer func() { _ = resp.Body.Close() }()
	x.Status, x.Proto = resp.StatusCode, resp.Proto
	if id := resp.Header.Get("x-ms-request-id"); id != "" {
		x.RequestID = printable(redact(id, w.secret), 100)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	x.Bytes = int64(len(data))
	ev.Received = w.o.now()
	if err != nil && resp.StatusCode == http.StatusOK {
		ne := w.network(err, to, proxy)
		tell(ne)
		return nil, ne
	}
	// An error answer that breaks off still says more than the break does.
	rep := &reply{status: resp.StatusCode, header: resp.Header, body: data, evidence: ev}
	if len(data) > maxBody {
		rep.body, rep.cut = data[:maxBody], true
	}
	rep.evidence.read(resp)
	rep.evidence.RequestID = redact(rep.evidence.RequestID, w.secret)
	tell(nil)
	return rep, nil
}

// read takes what an answer's head and connection prove.
func (e *Evidence) read(resp *http.Response) {
	e.Status, e.Proto = resp.StatusCode, resp.Proto
	e.RequestID = printable(resp.Header.Get("x-ms-request-id"), 100)
	if t, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		e.Date = t
	}
	if resp.TLS == nil {
		return
	}
	e.TLS = tls.VersionName(resp.TLS.Version)
	if len(resp.TLS.PeerCertificates) > 0 {
		c := resp.TLS.PeerCertificates[0]
		e.CertSubject, e.CertIssuer, e.CertExpires = certName(c.Subject), certName(c.Issuer), c.NotAfter
	}
}

// network makes the typed error of a request that got no answer.
func (w *wire) network(err error, to *url.URL, proxy string) *NetworkError {
	ne := NetworkFailure(err, to.Host)
	if ne == nil {
		ne = newNetworkError(KindOther, to.Host, redact(err.Error(), w.secret), nil)
	}
	if ne.Proxy == "" && proxy != "" {
		ne.Proxy = proxy
		ne.Meaning = networkMeaning(ne)
	}
	if ne.Kind == KindTimeout && errors.Is(err, context.DeadlineExceeded) {
		ne.Text = "no answer within " + w.o.timeout().String()
	}
	return ne
}
