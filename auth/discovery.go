package auth

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Discovery is what a tenant's openid-configuration tells without any secret (reference 1.2).
type Discovery struct {
	// Evidence of the request: clock, TLS, proxy.
	Evidence
	// TenantID is the tenant's GUID, whatever was typed; "" when the document does not tell.
	TenantID string
	// Issuer is as the document says.
	Issuer string
	// TokenEndpoint is where the secret goes. It was checked to lie on the authority.
	TokenEndpoint string
	// Region is tenant_region_scope ("EU", "NA", …), SubRegion tenant_region_sub_scope ("GCC", …).
	Region, SubRegion string
	// Cloud is cloud_instance_name ("microsoftonline.com").
	Cloud string
}

// discoveryLife is how long a document is used. Entra's endpoints don't move; a day keeps a long session honest.
const discoveryLife = 24 * time.Hour

// Cache keeps openid-configuration documents in memory, so that a check, a Source and MSAL fetch one only once. Only
// good answers are kept. It is safe for use by several goroutines.
type Cache struct {
	mu      sync.Mutex
	entries map[string]*cacheEntry
}

type cacheEntry struct {
	found  Discovery
	until  time.Time
	flight *flight[Discovery]
}

// NewCache makes an empty cache.
func NewCache() *Cache { return &Cache{entries: map[string]*cacheEntry{}} }

// Forget drops the document of a registration's tenant: the next Discover fetches it.
func (c *Cache) Forget(r Registration) {
	a, err := parseAuthority(r)
	if err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.entries, a.discoveryURL())
}

// Discover reads the openid-configuration of a registration's tenant, from the options' cache if it is there. It needs
// tenant and authority only; client ID and secret may be missing. Errors: *InputError, *Error (the tenant does not
// exist, or something else than Entra answered), *NetworkError.
func Discover(ctx context.Context, r Registration, o Options) (Discovery, error) {
	a, err := parseAuthority(r)
	if err != nil {
		return Discovery{}, err
	}
	return discover(ctx, a, &wire{o: o.withDefaults(), reg: r})
}

func discover(ctx context.Context, a authority, w *wire) (Discovery, error) {
	c, key := w.o.Cache, a.discoveryURL()
	if err := ctx.Err(); err != nil {
		return Discovery{}, NetworkFailure(err, a.base.Host)
	}
	c.mu.Lock()
	e := c.entries[key]
	if e == nil {
		e = &cacheEntry{}
		c.entries[key] = e
	}
	if !e.until.IsZero() && w.o.now().Before(e.until) {
		d := e.found
		c.mu.Unlock()
		return d, nil
	}
	f := e.flight
	if f == nil || !f.join() {
		f = takeOff(ctx, w.patience(),
			func(ctx context.Context) (Discovery, error) { return fetchDiscovery(ctx, a, w) },
			func(_ *flight[Discovery], d Discovery, err error) (Discovery, error) {
				if err == nil {
					c.mu.Lock()
					e.found, e.until = d, w.o.now().Add(discoveryLife)
					c.mu.Unlock()
				}
				return d, err
			})
		e.flight = f
	}
	c.mu.Unlock()
	d, err := f.wait(ctx)
	if err != nil && ctx.Err() != nil {
		err = NetworkFailure(ctx.Err(), a.base.Host)
	}
	return d, err
}

func fetchDiscovery(ctx context.Context, a authority, w *wire) (Discovery, error) {
	rep, err := w.getDiscovery(ctx, a)
	if err != nil {
		return Discovery{}, err
	}
	if rep.status != 200 {
		return Discovery{}, w.refusal(StageDiscovery, rep)
	}
	var doc struct {
		Issuer                string `json:"issuer"`
		TokenEndpoint         string `json:"token_endpoint"`
		TenantRegionScope     string `json:"tenant_region_scope"`
		TenantRegionSubScope  string `json:"tenant_region_sub_scope"`
		CloudInstanceName     string `json:"cloud_instance_name"`
		AuthorizationEndpoint string `json:"authorization_endpoint"`
	}
	if err := json.Unmarshal(trimBOM(rep.body), &doc); err != nil {
		return Discovery{}, w.strange(StageDiscovery, rep, meaningNoDocument())
	}
	show := func(s string) string { return printable(redact(s, w.secret), 300) }
	d := Discovery{
		Evidence: rep.evidence,
		Issuer:   show(doc.Issuer),
		// The documents of /common and the like hold a placeholder.
		TokenEndpoint: strings.NewReplacer("{tenant}", a.tenant, "{tenantid}", a.tenant).Replace(doc.TokenEndpoint),
		Region:        show(doc.TenantRegionScope), SubRegion: show(doc.TenantRegionSubScope), Cloud: show(doc.CloudInstanceName),
	}
	if d.TokenEndpoint == "" {
		return Discovery{}, w.strange(StageDiscovery, rep, meaningNoDocument())
	}
	ep, err := url.Parse(d.TokenEndpoint)
	if err != nil || ep.Host == "" {
		return Discovery{}, w.strange(StageDiscovery, rep, meaningBadEndpoint(d.TokenEndpoint))
	}
	if !mayHaveSecret(a.base, ep) {
		return Discovery{}, w.strange(StageDiscovery, rep, meaningForeignEndpoint(a.base, ep))
	}
	for _, s := range []string{d.Issuer, d.TokenEndpoint, doc.AuthorizationEndpoint, a.tenant} {
		if id := findGUID(s); id != "" {
			d.TenantID = id
			break
		}
	}
	return d, nil
}

// mayHaveSecret tells whether a token endpoint belongs to the authority that the user trusts with the secret: the same
// host and port, or another name of the same Microsoft cloud. https never goes down to http.
func mayHaveSecret(base, ep *url.URL) bool {
	if ep.User != nil || ep.Fragment != "" || (ep.Scheme != "https" && ep.Scheme != base.Scheme) {
		return false
	}
	if hostPort(base) == hostPort(ep) {
		return true
	}
	cloud := cloudOf(base.Hostname())
	return cloud != "" && cloud == cloudOf(ep.Hostname()) && ep.Scheme == "https" &&
		(ep.Port() == "" || ep.Port() == "443") && (base.Port() == "" || base.Port() == "443")
}

// findGUID gives the first GUID that stands as a word of its own in s, in lower case.
func findGUID(s string) string {
	const length = 36
	for i := 0; i+length <= len(s); i++ {
		if isGUID(s[i:i+length]) &&
			(i == 0 || !isHex(s[i-1])) && (i+length == len(s) || !isHex(s[i+length])) {
			return strings.ToLower(s[i : i+length])
		}
	}
	return ""
}

func isGUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		switch i {
		case 8, 13, 18, 23:
			if s[i] != '-' {
				return false
			}
		default:
			if !isHex(s[i]) {
				return false
			}
		}
	}
	return true
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}
