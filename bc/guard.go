package bc

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"bctui/auth"
)

// guard is the last thing before the wire: it lets nothing but GET to the configured host through. Whatever happens
// above it, the program can't write, and the token goes nowhere else.
type guard struct {
	next http.RoundTripper
	base *url.URL
}

func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet || r.Body != nil && r.Body != http.NoBody {
		closeBody(r)
		return nil, &Error{
			Kind: Other, Method: r.Method, URL: r.URL.String(),
			Message: "refused: this program only reads, so nothing but GET without a body is sent",
		}
	}
	if err := sameHost(g.base, r.URL); err != nil {
		return nil, err
	}
	if r.Host != "" && !strings.EqualFold(r.Host, r.URL.Host) {
		return nil, foreign(g.base, r.URL, "the request names another host")
	}
	return g.next.RoundTrip(r)
}

func closeBody(r *http.Request) {
	if r.Body != nil {
		_ = r.Body.Close()
	}
}

// sameHost refuses an address that is not on the configured host: another scheme or port is another host too.
func sameHost(base, to *url.URL) error {
	switch {
	case !strings.EqualFold(to.Scheme, base.Scheme):
		return foreign(base, to, "it has another scheme")
	case !strings.EqualFold(to.Hostname(), base.Hostname()):
		return foreign(base, to, "it is on another host")
	case port(to) != port(base):
		return foreign(base, to, "it is on another port")
	case to.User != nil:
		return foreign(base, to, "it holds a user name")
	case to.Scheme == "http" && !isLoopback(to.Hostname()):
		return foreign(base, to, "it is not encrypted")
	}
	return nil
}

func foreign(base, to *url.URL, why string) *Error {
	shown := origin(to)
	e := &Error{
		Kind: ForeignHost, Method: http.MethodGet, URL: redactURL(to),
		Message: fmt.Sprintf("the service leads to %s (%s), and only %s was asked for: not followed, and no token was sent", shown, why, origin(base)),
	}
	e.Meaning = auth.Meaning{
		Title: "an address on a foreign host was refused",
		Cause: oneLine(fmt.Sprintf("An answer of %s leads to %s. The token is meant for the first alone, so the second was not contacted.", origin(base), shown), 400),
		Who:   auth.Network,
		Steps: []string{
			"Check the API URL of the connection",
			"If a network sign-in page (hotel, guest Wi-Fi) or a proxy is in the way, sign in there with a browser first",
			"If " + oneLine(shown, 100) + " is right, make a connection that names it as API URL",
		},
	}
	return e
}

func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if strings.EqualFold(u.Scheme, "http") {
		return "80"
	}
	return "443"
}

// redactURL shows an address without what may be a password in it.
func redactURL(u *url.URL) string {
	to := *u
	to.User = nil
	return to.String()
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
