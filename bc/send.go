package bc

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"bctui/auth"
)

const (
	// defaultAttempts is how often a request is sent at most.
	defaultAttempts = 5
	// maxRetryAfter is the longest wait that somebody at a screen is held for. A service that asks for more gets no
	// further request; the error says when to come back.
	maxRetryAfter = 2 * time.Minute
	// firstWait is doubled with every attempt, up to maxWait (reference 6: start with 1–2 s).
	firstWait = time.Second
	maxWait   = 30 * time.Second
	// maxRedirects within the configured host.
	maxRedirects = 5
	// freshToken is the age below which a token that never worked is not thrown away for a 401: a new one would say
	// the same.
	freshToken = time.Minute
)

// ask is one request as a method of Client wants it.
type ask struct {
	url    *url.URL
	what   string
	accept string
	prefer string
	// read takes the body of an answer with success. An error that comes of a broken connection is tried again.
	read func(*answer) error
}

// answer is what read gets.
type answer struct {
	resp      *http.Response
	body      *body
	url       *url.URL // that answered, after redirects
	requestID string
	rows      int                  // read sets it, for the list of requests
	since     func() time.Duration // since the request was sent
}

// send sends a request until it is answered for good: again when the service is busy or the connection was dropped, and
// once more with a new token when the one at hand is refused.
func (c *Client) send(ctx context.Context, a ask) error {
	renewed := false
	for attempt := 1; ; attempt++ {
		token, err := c.tokens.Token(ctx)
		if err != nil {
			return canceled(ctx, err, c.base.Host)
		}
		err = c.once(ctx, a, token, attempt)
		if err == nil {
			c.proved.Store(true)
			return nil
		}
		if ctx.Err() != nil {
			return canceled(ctx, ctx.Err(), c.base.Host)
		}
		var refused *Error
		if errors.As(err, &refused) {
			refused.Attempts = attempt
			if refused.Status == http.StatusUnauthorized {
				if renewed || !c.renewable(token) {
					return err
				}
				renewed = true
				if rerr := c.renew(ctx, token); rerr != nil {
					return canceled(ctx, rerr, c.base.Host)
				}
				continue
			}
		}
		again, wait := c.again(err, attempt)
		if !again {
			return err
		}
		if refused != nil && refused.Status == http.StatusTooManyRequests {
			c.gate.pause(c.o.Now().Add(wait))
		}
		if c.o.Notice != nil {
			c.o.Notice(c.notice(a, err, attempt+1, wait))
		}
		if serr := c.o.Sleep(ctx, wait); serr != nil {
			return canceled(ctx, serr, c.base.Host)
		}
	}
}

// canceled turns the end of a context into its typed error; other errors pass.
func canceled(ctx context.Context, err error, host string) error {
	if ctx.Err() != nil {
		return auth.NetworkFailure(ctx.Err(), host)
	}
	return err
}

// again decides whether an error is worth another attempt, and after which wait.
func (c *Client) again(err error, attempt int) (bool, time.Duration) {
	var (
		refused *Error
		network *auth.NetworkError
	)
	wait := time.Duration(0)
	switch {
	case errors.As(err, &refused):
		switch refused.Status {
		case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		default:
			return false, 0
		}
		if refused.RetryAfter > maxRetryAfter {
			return false, 0
		}
		wait = refused.RetryAfter
	case errors.As(err, &network):
		// A stalled body counts as a dropped connection; a host that does not answer at all does not get better by
		// asking five times.
		if network.Kind != auth.KindReset && !isStall(err) {
			return false, 0
		}
	default:
		return false, 0
	}
	if attempt >= c.o.MaxAttempts {
		return false, 0
	}
	if wait <= 0 {
		wait = min(firstWait<<(attempt-1), maxWait)
		wait = time.Duration(float64(wait) * (0.5 + c.o.Jitter())) // between half and one and a half of it
	}
	return true, wait
}

func isStall(err error) bool {
	var slow *slowError
	return errors.As(err, &slow) && slow.what != "no answer"
}

func (c *Client) notice(a ask, err error, attempt int, wait time.Duration) Notice {
	n := Notice{What: a.what, Attempt: attempt, Of: c.o.MaxAttempts, Wait: wait, Reason: "the connection was dropped"}
	var refused *Error
	switch {
	case errors.As(err, &refused):
		n.Status = refused.Status
		n.Reason = fmt.Sprintf("%s (%d)", refused.Meaning.Title, refused.Status)
	case isStall(err):
		n.Reason = "the answer stood still"
	}
	return n
}

// renewable tells whether a 401 may be the token's fault: it worked before, or it is not fresh. A fresh one that never
// worked is refused for what the registration is, and asking Entra again would cost two requests for the same answer.
func (c *Client) renewable(t auth.Token) bool {
	return c.proved.Load() || t.IssuedAt.IsZero() || c.o.Now().Sub(t.IssuedAt) > freshToken
}

// renew gets a new token in place of one that was refused. Of several requests that were refused together only the
// first does it.
func (c *Client) renew(ctx context.Context, refused auth.Token) error {
	select {
	case c.renewing <- struct{}{}:
		defer func() { <-c.renewing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	current, err := c.tokens.Token(ctx)
	if err != nil {
		return err
	}
	if !current.Same(refused) {
		return nil
	}
	c.tokens.Discard()
	_, err = c.tokens.Token(ctx)
	return err
}

// once sends a request a single time and reads its answer to the end.
func (c *Client) once(ctx context.Context, a ask, token auth.Token, attempt int) (err error) {
	if err := c.pass(ctx); err != nil {
		return err
	}
	defer c.gate.leave()

	ctx, limit := withDeadline(ctx, c.o.HeaderTimeout, c.o.IdleTimeout)
	defer limit.done()
	x := Exchange{Started: c.o.Now(), Method: http.MethodGet, URL: redactURL(a.url), What: a.what, Attempt: attempt, RequestID: requestID()}
	got := &answer{url: a.url, requestID: x.RequestID, since: func() time.Duration { return c.o.Now().Sub(x.Started) }}
	defer func() {
		x.Elapsed, x.Rows = got.since(), got.rows
		if got.body != nil {
			x.Bytes, _ = got.body.state()
		}
		var own *Error
		if errors.As(err, &own) {
			own.redact(token)
		}
		if err != nil {
			x.Err = token.Redact(oneLine(err.Error(), 500))
		}
		x.URL, x.CorrelationID, x.ContentType = token.Redact(x.URL), token.Redact(x.CorrelationID), token.Redact(x.ContentType)
		if c.o.Observe != nil {
			c.o.Observe(x)
		}
	}()

	resp, err := c.follow(ctx, a, token, got)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	limit.began()
	x.Status, x.Proto, x.Head = resp.StatusCode, resp.Proto, got.since()
	x.CorrelationID, x.ContentType = correlation(resp.Header), oneLine(resp.Header.Get("Content-Type"), 100)
	got.resp, got.body = resp, &body{r: resp.Body, d: limit, ctx: ctx}

	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		e := c.refusal(got, token)
		x.CorrelationID = e.CorrelationID
		return e
	}
	if err = a.read(got); err == nil {
		return nil
	}
	if _, lost := got.body.state(); lost != nil {
		return c.broken(lost, got.url)
	}
	return c.unreadable(err, got, token)
}

// pass waits for a place and for the end of a common pause.
func (c *Client) pass(ctx context.Context) error {
	var waited time.Time // the end of the pause that was waited for: no clock is asked whether it is over
	for {
		if err := c.gate.enter(ctx); err != nil {
			return err
		}
		until := c.gate.paused()
		wait := until.Sub(c.o.Now())
		if wait <= 0 || !until.After(waited) {
			return nil
		}
		c.gate.leave()
		if err := c.o.Sleep(ctx, wait); err != nil {
			return err
		}
		waited = until
	}
}

// follow sends the request and follows redirects that stay on the configured host.
func (c *Client) follow(ctx context.Context, a ask, token auth.Token, got *answer) (*http.Response, error) {
	to := a.url
	for range maxRedirects + 1 {
		if err := sameHost(c.base, to); err != nil {
			return nil, err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, to.String(), nil)
		if err != nil {
			return nil, &Error{Kind: BadRequest, Method: http.MethodGet, URL: redactURL(to), Message: "no request can be made of this address", Err: err}
		}
		req.URL = to // as it was given, escapes and all
		h := req.Header
		h.Set("Accept", a.accept)
		h.Set("Accept-Encoding", "gzip")
		h.Set("User-Agent", c.o.UserAgent)
		h.Set("client-request-id", got.requestID)
		if a.prefer != "" {
			h.Set("Prefer", a.prefer)
		}
		if c.o.AcceptLanguage != "" {
			h.Set("Accept-Language", c.o.AcceptLanguage)
		}
		token.Authorize(req)
		resp, err := c.transport.RoundTrip(req)
		if err != nil {
			var own *Error
			if errors.As(err, &own) {
				return nil, own
			}
			return nil, c.broken(because(ctx, err), to)
		}
		got.url = to
		if !isRedirect(resp.StatusCode) || resp.Header.Get("Location") == "" {
			c.unpack(resp)
			return resp, nil
		}
		_ = resp.Body.Close()
		next, err := to.Parse(resp.Header.Get("Location"))
		if err != nil {
			return nil, &Error{Kind: Damaged, Status: resp.StatusCode, Method: http.MethodGet, URL: redactURL(to),
				Message: "the service redirects to something that is no address", Meaning: meaningDamaged("")}
		}
		next.Fragment, next.RawFragment = "", ""
		to = tidy(next)
	}
	return nil, &Error{Kind: Damaged, Method: http.MethodGet, URL: redactURL(to),
		Message: "the service redirects in a circle", Meaning: meaningDamaged("")}
}

func isRedirect(status int) bool {
	switch status {
	case 301, 302, 303, 307, 308:
		return true
	}
	return false
}

// broken makes the typed error of a request that got no whole answer.
func (c *Client) broken(err error, to *url.URL) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return auth.NetworkFailure(err, to.Host)
	}
	var slow *slowError
	if errors.As(err, &slow) {
		n := auth.NetworkFailure(slow, to.Host)
		if n != nil {
			n.Text = slow.Error()
			return n
		}
	}
	if n := auth.NetworkFailure(err, to.Host); n != nil {
		if n.Proxy == "" {
			n.Proxy = c.proxyFor(to)
		}
		return n
	}
	if notPacked(err) {
		text := "the answer can't be unpacked: " + err.Error()
		return &Error{Kind: Damaged, Method: http.MethodGet, URL: redactURL(to), Message: text, Err: err, Meaning: meaningDamaged(text)}
	}
	return &Error{Kind: Other, Method: http.MethodGet, URL: redactURL(to), Message: err.Error(), Err: err,
		Meaning: meaningOther(to.Host)}
}

// proxyFor names the proxy on the way to an address, without user and password; "" for none.
func (c *Client) proxyFor(to *url.URL) string {
	t, ok := c.next.(interface {
		Proxy(*http.Request) (*url.URL, error)
	})
	if !ok {
		return ""
	}
	proxy, err := t.Proxy(&http.Request{Method: http.MethodGet, URL: to, Header: http.Header{}})
	if err != nil || proxy == nil {
		return ""
	}
	return proxy.Scheme + "://" + proxy.Host
}

// requestID makes a GUID for client-request-id: with it support finds the request in the telemetry (reference 5).
func requestID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (package crypto/rand)
	b[6] = b[6]&0x0F | 0x40
	b[8] = b[8]&0x3F | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// tidy escapes in a query what an address may not hold and some services put there all the same: blanks, quotes and
// characters beyond ASCII. All else stays as it came.
func tidy(u *url.URL) *url.URL {
	bad := func(c byte) bool { return c <= ' ' || c >= 0x7F || c == '"' || c == '<' || c == '>' }
	clean := true
	for i := range len(u.RawQuery) {
		clean = clean && !bad(u.RawQuery[i])
	}
	if clean {
		return u
	}
	var b strings.Builder
	for _, ch := range []byte(u.RawQuery) {
		if bad(ch) {
			fmt.Fprintf(&b, "%%%02X", ch)
		} else {
			b.WriteByte(ch)
		}
	}
	to := *u
	to.RawQuery = b.String()
	return &to
}
