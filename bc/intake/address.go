package intake

import (
	"net"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

const (
	defaultAuthority = "https://login.microsoftonline.com"
	defaultAPI       = "https://api.businesscentral.dynamics.com"
	defaultScope     = defaultAPI + "/.default"
)

// address is what a URL says about where it leads (reference 4.1 and 8).
type address struct {
	Tenant, Environment, CompanyName, CompanyID, ClientID string
	Authority, API                                        string // scheme, host and what comes before the known part
	common                                                string // "common" and the like in place of a tenant
}

func (a address) empty() bool { return a == address{} }

// readAddress takes a URL apart; known hosts may come without https://. False when s is no URL.
func readAddress(s string) (address, bool) {
	s = strings.TrimSpace(s)
	low := strings.ToLower(s)
	if !strings.HasPrefix(low, "https://") && !strings.HasPrefix(low, "http://") {
		known := false
		for _, h := range []string{"login.microsoftonline.", "login.windows.net/", "login.partner.microsoftonline.", "businesscentral.dynamics.com", "api.businesscentral.dynamics.com", "entra.microsoft.com/", "portal.azure.com/"} {
			known = known || strings.HasPrefix(low, h)
		}
		if !known {
			return address{}, false
		}
		s = "https://" + s
	}
	if len(s) > 8192 || strings.ContainsAny(s, " \t\r\n") && !strings.Contains(s, "?") {
		return address{}, false
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" {
		return address{}, false
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".mcas.ms")
	segments := pathSegments(u)
	switch {
	case host == "businesscentral.dynamics.com" || strings.HasSuffix(host, ".bc.dynamics.com"):
		return readClient(u, segments), true
	case strings.HasSuffix(host, "entra.microsoft.com"), strings.HasPrefix(host, "portal.azure."), strings.HasSuffix(host, ".portal.azure.com"):
		return readPortal(u, segments), true
	case isLoginHost(host), hasSegment(segments, "oauth2"), hasSegment(segments, ".well-known"):
		return readLogin(u, segments), true
	}
	return readAPI(u, segments), true
}

func pathSegments(u *url.URL) []string {
	var out []string
	for _, s := range strings.Split(u.EscapedPath(), "/") {
		if s == "" {
			continue
		}
		if d, err := url.PathUnescape(s); err == nil {
			s = d
		}
		out = append(out, s)
	}
	return out
}

func hasSegment(segments []string, name string) bool {
	for _, s := range segments {
		if strings.EqualFold(s, name) {
			return true
		}
	}
	return false
}

func isLoginHost(host string) bool {
	switch host {
	case "login.microsoftonline.com", "login.microsoftonline.us", "login.windows.net", "login.microsoft.com", "sts.windows.net",
		"login.partner.microsoftonline.cn", "login.chinacloudapi.cn", "login.usgovcloudapi.net", "login.microsoftonline.de":
		return true
	}
	return false
}

// readClient reads the address of the web client: /{tenant}/{environment}?company=…, each part may be missing.
func readClient(u *url.URL, segments []string) address {
	var a address
	if len(segments) > 0 && isTenant(segments[0]) {
		a.Tenant, segments = tenantIn(segments[0]), segments[1:]
	}
	if len(segments) > 0 && !strings.EqualFold(segments[0], "admin") && plausibleName(segments[0]) {
		a.Environment = segments[0]
	}
	q := u.Query()
	if t := q.Get("tenant"); a.Tenant == "" && isTenant(t) {
		a.Tenant = tenantIn(t)
	}
	a.company(q.Get("company"))
	return a
}

// readLogin reads an address of the sign-in service: /{tenant}/…
func readLogin(u *url.URL, segments []string) address {
	var a address
	prefix := 0
	for i, s := range segments {
		if isTenant(s) {
			a.Tenant, prefix = tenantIn(s), i
			break
		}
		switch low := strings.ToLower(s); low {
		case "common", "organizations", "consumers":
			a.common = low
		}
	}
	if a.Tenant == "" {
		prefix = 0
	}
	if id := u.Query().Get("client_id"); id != "" {
		if g, _, ok := asGUID(id); ok {
			a.ClientID = g
		}
	}
	if a.Tenant != "" || a.common != "" || isLoginHost(strings.ToLower(u.Hostname())) {
		a.Authority = base(u, segments[:prefix])
	}
	return a
}

// readPortal reads an address of the admin centers: the app's client ID and, in the tenant-pinned forms, the tenant.
func readPortal(u *url.URL, segments []string) address {
	var a address
	all := slices.Concat(segments, strings.Split(u.Fragment, "/"))
	for i, s := range all {
		if t := strings.TrimPrefix(s, "@"); isTenant(t) && (t != s || i == 0) {
			a.Tenant = tenantIn(t)
		}
		if strings.EqualFold(s, "appId") && i+1 < len(all) {
			if g, _, ok := asGUID(all[i+1]); ok {
				a.ClientID = g
			}
		}
	}
	return a
}

// readAPI reads an address of the API: …/v2.0/[{tenant}/]{environment}/api/…/companies({id})/…
func readAPI(u *url.URL, segments []string) address {
	var a address
	at := -1
	for i, s := range segments {
		if strings.EqualFold(s, "v2.0") || strings.EqualFold(s, "v1.0") {
			at = i
			break
		}
	}
	official := strings.EqualFold(u.Hostname(), "api.businesscentral.dynamics.com")
	rest := segments
	if at >= 0 {
		rest = segments[at+1:]
	}
	hasEnvironment := at >= 0
	if hasEnvironment && len(rest) > 0 && isTenant(rest[0]) {
		a.Tenant, rest = tenantIn(rest[0]), rest[1:]
	}
	if hasEnvironment && len(rest) > 0 && !isSurface(rest[0]) && plausibleName(rest[0]) {
		// Another server's /v2.0/something is only taken for one of Business Central when the rest looks like it.
		if official || a.Tenant != "" || len(rest) > 1 && isSurface(rest[1]) {
			a.Environment = rest[0]
		}
	}
	for _, s := range rest {
		a.companySegment(s)
	}
	// Anybody's URL may have a parameter of that name.
	if official || !a.empty() {
		a.company(u.Query().Get("company"))
	}
	if official || a.Environment != "" {
		a.API = base(u, segments[:max(at, 0)])
	}
	return a
}

// isSurface tells whether a segment begins the part behind the environment.
func isSurface(s string) bool {
	switch strings.ToLower(s) {
	case "api", "odatav4", "odata", "ws", "dev", "admin", "environments":
		return true
	}
	return false
}

// companySegment reads companies(guid), companies(name='X'), Company('X') and Company(Id=guid).
func (a *address) companySegment(s string) {
	low := strings.ToLower(s)
	i := strings.IndexByte(s, '(')
	if i < 0 || !strings.HasSuffix(s, ")") || (low[:i] != "companies" && low[:i] != "company") {
		return
	}
	inner := s[i+1 : len(s)-1]
	if k, v, ok := strings.Cut(inner, "="); ok && !strings.HasPrefix(k, "'") {
		inner = v
	}
	if g, _, ok := asGUID(inner); ok {
		a.CompanyID = g
		return
	}
	if len(inner) >= 2 && inner[0] == '\'' && inner[len(inner)-1] == '\'' {
		a.company(strings.ReplaceAll(inner[1:len(inner)-1], "''", "'"))
	}
}

func (a *address) company(s string) {
	s, _ = visible(s)
	s = strings.TrimSpace(s)
	if s == "" || hasControl(s) || len([]rune(s)) > 250 || isPlaceholder(s) {
		return
	}
	if g, _, ok := asGUID(s); ok {
		a.CompanyID = g
		return
	}
	a.CompanyName = s
}

func isTenant(s string) bool {
	_, _, ok := asGUID(s)
	return ok || isDomain(s)
}

func tenantIn(s string) string {
	if g, _, ok := asGUID(s); ok {
		return g
	}
	return s
}

func plausibleName(s string) bool {
	return s != "" && len([]rune(s)) <= 100 && !hasControl(s) && !isPlaceholder(s) && !strings.ContainsAny(s, `/\?#%()='"$`)
}

// base is scheme and host of a URL with a path in front of what was recognised.
func base(u *url.URL, prefix []string) string {
	b := url.URL{Scheme: strings.ToLower(u.Scheme), Host: strings.ToLower(u.Host)}
	if len(prefix) > 0 {
		b.Path = "/" + strings.Join(prefix, "/")
	}
	return b.String()
}

// URL checks the base URL of an authority or an API: https, or http to this machine. What people copy along behind it
// (tenant, version, environment) is taken off.
func URL(raw string) (string, []Problem) {
	s, p := tidy(raw)
	switch {
	case s == "":
		return "", append(p, unfinished("The URL is missing; it begins with https://."))
	case len(s) > 2048:
		return "", append(p, failure("This is too long for a URL."))
	case hasControl(s) || strings.ContainsAny(s, " \t"):
		return "", append(p, failure("A URL has no blanks and no control characters. Copy it again."))
	case isPlaceholder(s):
		return "", append(p, failure("This is a placeholder. Enter the URL; it begins with https://."))
	}
	const secure = "https://"
	scheme, _, has := strings.Cut(s, "://")
	switch low := strings.ToLower(scheme); {
	case !has && strings.HasPrefix(secure, strings.ToLower(s)):
		return "", append(p, unfinished("The URL is not complete; it begins with https://."))
	case !has && !strings.Contains(s, ".") && !strings.HasPrefix(strings.ToLower(s), "localhost"):
		return "", append(p, unfinished("This is not a URL; it should look like "+defaultAuthority+"."))
	case !has:
		s = "https://" + s
		p = append(p, note("https:// was put in front."))
	case low != "https" && low != "http":
		return "", append(p, failure("The URL must begin with https://."))
	}
	u, err := url.Parse(s)
	if err != nil || !isHost(u.Hostname()) || strings.HasSuffix(u.Host, ":") && u.Port() == "" {
		return "", append(p, unfinished("This is not a complete URL; it should look like "+defaultAuthority+"."))
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	switch {
	case u.User != nil:
		return "", append(p, failure("A user name or password in the URL is not supported. Leave it out."))
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		problem := failure("Over http secrets and data would be readable on their way. Use https; http is possible to this machine only (localhost).")
		for _, local := range []string{"localhost", "127.0.0.1"} {
			problem.Partial = problem.Partial || strings.HasPrefix(local, u.Host)
		}
		return "", append(p, problem)
	case !validPort(u.Port()):
		return "", append(p, failure("The port must be a number between 1 and 65535."))
	}
	if u.RawQuery != "" || u.Fragment != "" || u.ForceQuery {
		u.RawQuery, u.Fragment, u.RawFragment, u.ForceQuery = "", "", "", false
		p = append(p, note("What stood behind the path (? or #) was left out."))
	}
	if u.Host == "businesscentral.dynamics.com" {
		return defaultAPI, append(p, note("This is the address of the web client; the API's was taken."))
	}
	segments := pathSegments(u)
	for i, seg := range segments {
		low := strings.ToLower(seg)
		if isTenant(seg) || low == "v2.0" || low == "v1.0" || low == "oauth2" || low == "common" || low == "organizations" || low == ".well-known" {
			segments = segments[:i]
			p = append(p, note("What stood behind the base (tenant, version) was left out."))
			break
		}
	}
	return strings.TrimRight(base(u, segments), ",;/"), p
}

// hostOf is the host of a base URL with its port, whole: the end of a name says whose it is.
func hostOf(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return base
	}
	return u.Host
}

// isHost tells whether name can be the name or address of a host: url.Parse lets through what no host is called,
// such as "," and "a;b".
func isHost(name string) bool {
	return strings.ContainsFunc(name, isAlphanumeric) && !strings.ContainsAny(name, "!$&'()*+,;=\"<>\\^`{|}")
}

func isAlphanumeric(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func validPort(port string) bool {
	if port == "" {
		return true
	}
	if len(port) > 5 {
		return false
	}
	n := 0
	for _, c := range port {
		if c < '0' || c > '9' {
			return false
		}
		n = n*10 + int(c-'0')
	}
	return n >= 1 && n <= 65535
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

// Scope checks what a token is asked for. Empty means the default.
func Scope(raw string) (string, []Problem) {
	s, p := tidy(raw)
	switch {
	case s == "":
		return "", p
	case hasControl(s) || len(s) > 1024:
		return "", append(p, failure("This can't be a scope. The usual one is "+defaultScope+"."))
	case strings.ContainsAny(s, " \t"):
		return s, append(p, warning("An app asks for one scope; this has blanks in it. The usual one is "+defaultScope+"."))
	case !strings.HasSuffix(s, "/.default"):
		return s, append(p, warning("An app's scope ends in /.default: it gets all permissions that were consented to. The usual one is "+defaultScope+"."))
	}
	return s, p
}
