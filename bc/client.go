package bc

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/gzip"

	"bctui/auth"
	"bctui/bc/odata"
)

// DefaultAPI is the host of Business Central online (reference 1.2).
const DefaultAPI = "https://api.businesscentral.dynamics.com"

// DefaultRoute is the standard API, which every environment has.
const DefaultRoute = "v2.0"

// Target is one environment: {API}/v2.0/{Tenant}/{Environment}.
type Target struct {
	API         string // scheme and host, perhaps with a path; "" stands for DefaultAPI
	Tenant      string // GUID or domain; "" leaves it to the token (reference 4.1)
	Environment string
}

// TokenSource gives access tokens; *auth.Source is one.
type TokenSource interface {
	Token(context.Context) (auth.Token, error)
	Discard()
}

// Options are the outside world of a Client. The zero value is ready to use.
type Options struct {
	// Transport carries the requests; nil means NewTransport's. One may be shared with auth.
	Transport http.RoundTripper
	UserAgent string
	// AcceptLanguage is the language of messages and captions, for example "de-DE"; "" leaves it to the service.
	AcceptLanguage string
	// CacheDir is where $metadata is kept between runs; "" keeps it in memory only.
	CacheDir string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Sleep waits between attempts and ends early with the context's error; nil means a timer.
	Sleep func(ctx context.Context, d time.Duration) error
	// Jitter gives a number in [0,1) that spreads the waits; nil means random.
	Jitter func() float64
	// Observe is told of every request after it ended, Notice of every repetition before its wait. Both may be called
	// from several goroutines.
	Observe func(Exchange)
	Notice  func(Notice)
	// HeaderTimeout is how long the service may take to begin its answer, IdleTimeout how long it may fall silent
	// within it. Zero stands for a minute.
	HeaderTimeout, IdleTimeout time.Duration
	// MaxAttempts is how often a request is sent at most; zero stands for 5.
	MaxAttempts int
}

// Client reads from one environment. It is safe for use by several goroutines.
type Client struct {
	target    Target
	base      *url.URL // of the environment
	tokens    TokenSource
	next      http.RoundTripper // as given, or own
	transport http.RoundTripper // next behind the guard
	ahead     predialler        // nil when the transport can't dial ahead
	own       *Transport        // nil when the transport was given
	o         Options
	gate      *gate
	renewing  chan struct{} // a mutex that can be waited for with a context
	proved    atomic.Bool   // some request was answered with success
	readers   sync.Pool     // of *pageReader
	unpackers sync.Pool     // of *gzip.Reader

	mu      sync.Mutex
	schemas map[string]*schemaFlight
}

// New makes a Client; nothing is sent yet. An *InputError says which value can't be used.
func New(t Target, tokens TokenSource, o Options) (*Client, error) {
	base, err := t.base()
	if err != nil {
		return nil, err
	}
	if tokens == nil {
		return nil, errors.New("bc: no source of tokens")
	}
	c := &Client{
		target: t, base: base, tokens: tokens, o: o.withDefaults(),
		gate:     newGate(maxAtOnce),
		renewing: make(chan struct{}, 1),
		schemas:  make(map[string]*schemaFlight),
	}
	c.readers.New = func() any { return newPageReader() }
	c.unpackers.New = func() any { return new(gzip.Reader) }
	next := o.Transport
	if next == nil {
		c.own = NewTransport(TransportOptions{})
		next = c.own
	}
	c.ahead, _ = next.(predialler)
	c.next, c.transport = next, &guard{next: next, base: base}
	return c, nil
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Jitter == nil {
		o.Jitter = rand.Float64
	}
	if o.HeaderTimeout <= 0 {
		o.HeaderTimeout = time.Minute
	}
	if o.IdleTimeout <= 0 {
		o.IdleTimeout = time.Minute
	}
	if o.MaxAttempts <= 0 {
		o.MaxAttempts = defaultAttempts
	}
	if o.UserAgent == "" {
		o.UserAgent = "bctui"
	}
	return o
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// InputError says which part of a Target can't be used, and what it should look like.
type InputError struct {
	Field string // "API URL", "tenant", "environment"
	Text  string
}

func (e *InputError) Error() string { return e.Field + ": " + e.Text }

// base gives the address of the environment.
func (t Target) base() (*url.URL, error) {
	api := t.API
	if api == "" {
		api = DefaultAPI
	}
	u, err := url.Parse(strings.TrimSpace(api))
	if err != nil || u.Host == "" || u.Opaque != "" || u.Hostname() == "" {
		return nil, &InputError{"API URL", "this is no URL; it should look like " + DefaultAPI}
	}
	u.Scheme = strings.ToLower(u.Scheme)
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, &InputError{"API URL", "it must begin with https://"}
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return nil, &InputError{"API URL", "plain http is possible to this machine only: use https://"}
	case u.User != nil:
		return nil, &InputError{"API URL", "it must hold no user name or password"}
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, &InputError{"API URL", "it must end with the host or a path, without ? and #"}
	}
	if err := segment("environment", t.Environment, "it should look like Production"); err != nil {
		return nil, err
	}
	path := strings.TrimRight(u.EscapedPath(), "/") + "/v2.0"
	if t.Tenant != "" {
		if err := segment("tenant", t.Tenant, "it should be a GUID or look like contoso.onmicrosoft.com"); err != nil {
			return nil, err
		}
		path += "/" + odata.EscapeSegment(t.Tenant)
	}
	return setPath(u, path+"/"+odata.EscapeSegment(t.Environment)), nil
}

func segment(field, value, hint string) error {
	switch {
	case strings.TrimSpace(value) == "":
		return &InputError{field, "missing; " + hint}
	case value == "." || value == ".." || strings.ContainsFunc(value, isControl) || len(value) > 256:
		return &InputError{field, "it can't be part of an address; " + hint}
	}
	return nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7F }

// setPath gives a copy of u with an escaped path.
func setPath(u *url.URL, escaped string) *url.URL {
	to := *u
	to.RawQuery, to.Fragment, to.RawFragment = "", "", ""
	if plain, err := url.PathUnescape(escaped); err == nil {
		to.Path, to.RawPath = plain, escaped
	} else {
		to.Path, to.RawPath = escaped, ""
	}
	return &to
}

// Target gives back what the Client was made for.
func (c *Client) Target() Target { return c.target }

// BaseURL is the address of the environment, without a slash at the end.
func (c *Client) BaseURL() string { return c.base.String() }

// URL is the address that a source is read from, for people to copy. It holds no secret.
func (c *Client) URL(s Source) string { return c.sourceURL(s).String() }

// WebURL is a page of the Business Central client in the browser, for example page 9860 (reference 8).
func (c *Client) WebURL(page int) string { return webURL(c.target, page) }

// Preconnect opens a connection to the API host, with TLS where the address says so, and sends nothing on it: the first
// request finds it ready. It is meant to run beside the request for the token. It does nothing when a proxy is in use or
// the transport can't do it, and its failures are those of the first request.
func (c *Client) Preconnect(ctx context.Context) {
	if c.ahead != nil {
		c.ahead.Preconnect(ctx, c.base)
	}
}

// Close closes idle connections of a transport that New made. Requests under way go on.
func (c *Client) Close() {
	if c.own != nil {
		c.own.CloseIdleConnections()
	}
}

// route gives the escaped path of an API: "v2.0" or "publisher/group/v1.0", each part escaped.
func routePath(route string) (string, error) {
	if route == "" {
		route = DefaultRoute
	}
	parts := strings.Split(strings.Trim(route, "/"), "/")
	for i, part := range parts {
		if err := segment("route", part, "it should look like v2.0 or publisher/group/v1.0"); err != nil {
			return "", err
		}
		parts[i] = odata.EscapeSegment(part)
	}
	return "/api/" + strings.Join(parts, "/"), nil
}

// at gives an address below the environment.
func (c *Client) at(path, query string) *url.URL {
	u := setPath(c.base, c.base.EscapedPath()+path)
	u.RawQuery = query
	return u
}

// webURL links to the web client. Its host is known for Business Central online only, where it is the API's host
// without "api.".
func webURL(t Target, page int) string {
	host := "businesscentral.dynamics.com"
	if u, err := url.Parse(t.API); err == nil {
		if rest, ok := strings.CutPrefix(strings.ToLower(u.Hostname()), "api."); ok && strings.HasPrefix(rest, "businesscentral.") {
			host = rest
		}
	}
	path := ""
	if t.Tenant != "" {
		path = "/" + odata.EscapeSegment(t.Tenant)
	}
	return fmt.Sprintf("https://%s%s/%s/?page=%d", host, path, odata.EscapeSegment(t.Environment), page)
}
