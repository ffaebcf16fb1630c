package auth

import (
	"net"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

const (
	// DefaultAuthority is Entra of the public cloud (reference 1.2).
	DefaultAuthority = "https://login.microsoftonline.com"
	// DefaultScope asks for all consented application permissions of Business Central (reference 1.1).
	DefaultScope = "https://api.businesscentral.dynamics.com/.default"
)

// Registration names an app registration and where it signs in. Empty Authority and Scope mean the defaults.
type Registration struct {
	// Tenant is the directory's GUID or one of its verified domains.
	Tenant string
	// ClientID is the Application (client) ID.
	ClientID string
	// Authority is the base URL of the sign-in service, without the tenant.
	Authority string
	// Scope is what the token is asked for.
	Scope string
}

func (r Registration) scope() string {
	if s := strings.TrimSpace(r.Scope); s != "" {
		return s
	}
	return DefaultScope
}

// AuthorityHost is the host, with port if any, that sign-in requests go to; "" when the authority is not a usable URL.
func (r Registration) AuthorityHost() string {
	a, err := parseAuthority(r)
	if err != nil {
		return ""
	}
	return a.base.Host
}

// InputError says which value of a registration can't be used, before anything is sent.
type InputError struct {
	Field string // "tenant", "client ID", "secret", "authority"
	Text  string // what is wrong and what to do
}

// Error gives the one line.
func (e *InputError) Error() string { return e.Field + ": " + e.Text }

// authority is a registration's sign-in service after all checks.
type authority struct {
	base   *url.URL // scheme, host, path without trailing slash; no query, no user
	tenant string
}

func (a authority) discoveryURL() string {
	return a.base.String() + "/" + a.tenant + "/v2.0/.well-known/openid-configuration"
}

func parseAuthority(r Registration) (authority, error) {
	tenant, err := checkTenant(r.Tenant)
	if err != nil {
		return authority{}, err
	}
	raw := strings.TrimSpace(r.Authority)
	if raw == "" {
		raw = DefaultAuthority
	}
	bad := func(text string) (authority, error) {
		return authority{}, &InputError{Field: "authority", Text: text}
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Opaque != "" {
		return bad("this is not a URL; it should look like " + DefaultAuthority)
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	switch {
	case u.User != nil:
		return bad("a user name or password in the URL is not supported; leave it out")
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return bad("http would send the secret in clear text; use https (http is possible to this machine only)")
	case u.Scheme != "https" && u.Scheme != "http":
		return bad("the URL must begin with https://")
	case u.Hostname() == "":
		return bad("the URL has no host; it should look like " + DefaultAuthority)
	}
	if p := u.Port(); p != "" {
		if n, err := strconv.Atoi(p); err != nil || n < 1 || n > 65535 {
			return bad("the port " + p + " is not a number between 1 and 65535")
		}
	}
	// People copy the authority together with the tenant, or the whole token endpoint: the base is what comes before.
	path := strings.TrimRight(u.Path, "/")
	for i, seg := range strings.Split(path, "/") {
		if strings.EqualFold(seg, tenant) {
			path = strings.TrimRight(strings.Join(strings.Split(path, "/")[:i], "/"), "/")
			break
		}
	}
	return authority{base: &url.URL{Scheme: u.Scheme, Host: u.Host, Path: path}, tenant: tenant}, nil
}

// checkTenant lets through only what can stand as one segment of a path. Whether it names a tenant, Entra knows.
func checkTenant(raw string) (string, error) {
	t := strings.TrimSpace(raw)
	bad := func(text string) (string, error) { return "", &InputError{Field: "tenant", Text: text} }
	switch {
	case t == "":
		return bad("missing; give the tenant's GUID or one of its domains, such as contoso.onmicrosoft.com")
	case len(t) > 253:
		return bad("too long for a GUID or a domain")
	case strings.EqualFold(t, "adfs"), strings.EqualFold(t, "dstsv2"):
		// MSAL would take these for other kinds of authority.
		return bad("“" + t + "” is not an Entra tenant; give its GUID or a domain")
	}
	for _, c := range t {
		if c > unicode.MaxASCII || !(unicode.IsLetter(c) || unicode.IsDigit(c) || c == '.' || c == '-' || c == '_') {
			return bad("it holds a character that neither a GUID nor a domain has; give one of these")
		}
	}
	if strings.Trim(t, ".") == "" {
		return bad("this is neither a GUID nor a domain")
	}
	return t, nil
}

func checkClientID(raw string) (string, error) {
	id := strings.TrimSpace(raw)
	if id == "" {
		return "", &InputError{Field: "client ID", Text: "missing; give the Application (client) ID from the registration's overview page"}
	}
	for _, c := range id {
		if unicode.IsControl(c) {
			return "", &InputError{Field: "client ID", Text: "it holds a control character; copy it again from the registration's overview page"}
		}
	}
	return id, nil
}

// isLoopback tells whether a host name means this machine.
func isLoopback(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// hostPort is the host with its port written out, to compare origins by.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "443"
		if u.Scheme == "http" {
			port = "80"
		}
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}
