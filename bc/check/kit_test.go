package check_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc/check"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

const (
	tenantID = "7f3c9a0e-1111-4222-8333-444455556666"
	otherID  = "7f3c9a0e-9999-4222-8333-444455556666"
	clientID = "0c1e0c1e-aaaa-4bbb-8ccc-ddddeeeeffff"
	domain   = "contoso.onmicrosoft.com"
	login    = "login.microsoftonline.com"
	api      = "api.businesscentral.dynamics.com"
	resource = "https://" + api
	company  = "3ab5c248-e72b-f011-9a4a-7c1e5275406f"
)

// secretValue has the form of a real one, and is none.
var secretValue = "abc8" + "Q~" + strings.Repeat("x", 34)

// world is what answers to a check: Entra and Business Central as they are, with what a test changes. It is a
// RoundTripper, so that Microsoft's own names can be used without a network.
type world struct {
	clock  time.Time // of the servers
	issuer string    // of their certificates

	// discovery and token answer for Entra, companies and the rest for Business Central; nil is the good answer.
	discovery, token              http.HandlerFunc
	claims                        map[string]any
	companies                     map[string]http.HandlerFunc // by environment
	environments, listing, manage http.HandlerFunc
	automation, set               http.HandlerFunc
	hosts                         map[string]http.HandlerFunc // other hosts
	dial                          map[string]error            // hosts that can't be reached
	names                         []string                    // environments that exist
	secret                        string
	before                        func(*http.Request)

	mu       sync.Mutex
	requests []string
	inflight int
	most     int
}

func newWorld() *world {
	return &world{clock: noon, issuer: "DigiCert Global G2 TLS RSA SHA256 2020 CA1", names: []string{"Production", "Sandbox"}, secret: secretValue, claims: map[string]any{
		"aud": resource, "iss": "https://sts.windows.net/" + tenantID + "/", "tid": tenantID, "appid": clientID, "appidacr": "1", "idtyp": "app", "ver": "1.0",
		"oid": "0b1e0b1e-aaaa-4bbb-8ccc-ddddeeeeffff", "uti": "abcdefghijklmnopqrstuv",
		"roles": []string{"API.ReadWrite.All", "Automation.ReadWrite.All", "AdminCenter.ReadWrite.All"},
	}}
}

func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer func() { _ = r.Body.Close() }()
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	w.mu.Lock()
	w.requests = append(w.requests, r.Method+" "+r.URL.String())
	w.inflight++
	w.most = max(w.most, w.inflight)
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		w.inflight--
		w.mu.Unlock()
	}()
	if w.before != nil {
		w.before(r)
	}
	if err := w.dial[r.URL.Host]; err != nil {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: err}
	}
	rec := httptest.NewRecorder()
	rec.Header().Set("Date", w.clock.Format(http.TimeFormat))
	switch h := w.hosts[r.URL.Host]; {
	case h != nil:
		h(rec, r)
	case r.URL.Host == login:
		w.entra(rec, r)
	case r.URL.Host == api:
		w.bc(rec, r)
	default:
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Name: r.URL.Hostname(), IsNotFound: true, Err: "no such host"}}
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	resp := rec.Result()
	resp.Request, resp.Proto = r, "HTTP/2.0"
	if r.URL.Scheme == "https" {
		resp.TLS = &tls.ConnectionState{Version: tls.VersionTLS13, PeerCertificates: []*x509.Certificate{{
			Subject: pkix.Name{CommonName: r.URL.Hostname()}, Issuer: pkix.Name{CommonName: w.issuer}, NotAfter: noon.AddDate(1, 0, 0)}}}
	}
	return resp, nil
}

func (w *world) sent() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.requests...)
}

func (w *world) entra(rw http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/openid-configuration") {
		if w.discovery != nil {
			w.discovery(rw, r)
			return
		}
		tenant := strings.Split(strings.Trim(r.URL.Path, "/"), "/")[0]
		id := tenantID
		if tenant != domain && !strings.EqualFold(tenant, tenantID) && tenant != "common" {
			entraSays(rw, 400, "invalid_tenant", 90002, "Tenant '"+tenant+"' not found.")
			return
		}
		answer(rw, 200, map[string]any{"token_endpoint": "https://" + login + "/" + id + "/oauth2/v2.0/token", "issuer": "https://" + login + "/" + id + "/v2.0",
			"tenant_region_scope": "EU", "cloud_instance_name": "microsoftonline.com", "authorization_endpoint": "https://" + login + "/" + id + "/oauth2/v2.0/authorize"})
		return
	}
	_ = r.ParseForm()
	if w.token != nil {
		w.token(rw, r)
		return
	}
	w.goodToken(rw, r)
}

func (w *world) goodToken(rw http.ResponseWriter, r *http.Request) {
	switch {
	case !strings.EqualFold(r.Form.Get("client_id"), clientID):
		entraSays(rw, 400, "unauthorized_client", 700016, "Application with identifier '"+r.Form.Get("client_id")+"' was not found in the directory 'Contoso'.")
	case r.Form.Get("client_secret") != w.secret:
		entraSays(rw, 401, "invalid_client", 7000215, "Invalid client secret provided.")
	case r.Form.Get("scope") != resource+"/.default":
		w.otherScope(rw, r.Form.Get("scope"))
	default:
		answer(rw, 200, map[string]any{"token_type": "Bearer", "expires_in": 3599, "access_token": w.jwt()})
	}
}

func (w *world) otherScope(rw http.ResponseWriter, scope string) {
	res, ok := strings.CutSuffix(scope, "/.default")
	switch {
	case !ok && strings.Contains(scope, "/"):
		entraSays(rw, 400, "invalid_scope", 1002012, "The provided value for scope "+scope+" is not valid.")
	case !ok:
		entraSays(rw, 400, "invalid_scope", 70011, "The provided value for the input parameter 'scope' is not valid.")
	case res == "https://graph.microsoft.com" || res == "api://onprem":
		w.claims["aud"] = res
		delete(w.claims, "roles")
		answer(rw, 200, map[string]any{"token_type": "Bearer", "expires_in": 3599, "access_token": w.jwt()})
	default:
		entraSays(rw, 400, "invalid_resource", 500011, "The resource principal named "+res+" was not found in the tenant named Contoso.")
	}
}

func (w *world) jwt() string {
	for name, after := range map[string]time.Duration{"iat": -5 * time.Minute, "nbf": -5 * time.Minute, "exp": time.Hour} {
		if _, ok := w.claims[name]; !ok {
			w.claims[name] = w.clock.Add(after).Unix()
		}
	}
	part := func(v any) string {
		b, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(b)
	}
	return part(map[string]any{"typ": "JWT", "alg": "RS256"}) + "." + part(w.claims) + ".c2lnbmF0dXJlLXRoYXQtbXVzdC1uZXZlci1zaG93"
}

// bc answers for Business Central.
func (w *world) bc(rw http.ResponseWriter, r *http.Request) {
	rw.Header().Set("ms-correlation-x", "c0bbe1a7-0000-4000-8000-000000000001")
	p := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	or := func(h, good http.HandlerFunc) {
		if h == nil {
			h = good
		}
		h(rw, r)
	}
	switch {
	case p[0] == "admin" && strings.HasSuffix(r.URL.Path, "manageableTenants"):
		or(w.manage, says(200, `{"value":[{"entraTenantId":"`+tenantID+`"}]}`))
	case p[0] == "admin":
		or(w.environments, w.listed(true))
	case p[0] == "environments":
		or(w.listing, w.listed(false))
	case len(p) < 5:
		refuse(rw, 404, "BadRequest_NotFound", "No HTTP resource was found")
	default:
		w.environment(rw, r, p[2], strings.Join(p[4:], "/"))
	}
}

func (w *world) environment(rw http.ResponseWriter, r *http.Request, name, rest string) {
	exists := false
	for _, n := range w.names {
		exists = exists || n == name
	}
	if !exists {
		rw.Header().Set("Content-Type", "application/xml")
		rw.WriteHeader(404)
		fmt.Fprint(rw, `<error xmlns="http://docs.oasis-open.org/odata/ns/metadata"><code>NoEnvironment</code><message>Environment does not exist.</message></error>`)
		return
	}
	list := func(rw http.ResponseWriter, _ *http.Request) {
		answer(rw, 200, map[string]any{"value": []map[string]any{
			{"id": company, "name": "CRONUS", "displayName": "CRONUS USA, Inc.", "systemVersion": "27.2.1.0"},
			{"id": "3ab5c248-e72b-f011-9a4a-7c1e52754070", "name": "My Company", "displayName": "", "systemVersion": "27.2.1.0"}}})
	}
	switch {
	case strings.HasPrefix(rest, "microsoft/automation") && w.automation != nil:
		w.automation(rw, r)
	case w.companies[name] != nil:
		w.companies[name](rw, r)
	case strings.HasSuffix(rest, "/companies"):
		list(rw, r)
	case strings.Contains(rest, "companies("):
		if w.set != nil {
			w.set(rw, r)
			return
		}
		answer(rw, 200, map[string]any{"@odata.count": 7, "value": []map[string]any{{"id": company}}})
	default:
		refuse(rw, 404, "BadRequest_ResourceNotFound", "Resource not found for the segment.")
	}
}

func (w *world) listed(admin bool) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) {
		list := []map[string]any{}
		for _, n := range w.names {
			kind := "Sandbox"
			if n == "Production" {
				kind = "Production"
			}
			e := map[string]any{"name": n, "type": kind, "countryCode": "US", "aadTenantId": tenantID}
			if admin {
				e["status"], e["versionDetails"] = "Active", map[string]any{"version": "27.2.1.0"}
			}
			list = append(list, e)
		}
		answer(rw, 200, map[string]any{"value": list})
	}
}

func answer(rw http.ResponseWriter, status int, v any) {
	rw.Header().Set("Content-Type", "application/json")
	rw.WriteHeader(status)
	_ = json.NewEncoder(rw).Encode(v)
}

func says(status int, body string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "application/json")
		rw.WriteHeader(status)
		fmt.Fprint(rw, body)
	}
}

func page(status int, html string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Del("ms-correlation-x")
		rw.Header().Set("Content-Type", "text/html")
		rw.WriteHeader(status)
		fmt.Fprint(rw, html)
	}
}

func refuse(rw http.ResponseWriter, status int, code, message string) {
	answer(rw, status, map[string]any{"error": map[string]any{"code": code, "message": message + "  CorrelationId:  edfaf398-36cf-4790-b9ab-a874fad2b57c."}})
}

func refuses(status int, code, message string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) { refuse(rw, status, code, message) }
}

func entraSays(rw http.ResponseWriter, status int, oauth string, number int, text string) {
	answer(rw, status, map[string]any{"error": oauth, "error_codes": []int{number}, "timestamp": "2026-11-20 12:00:00Z",
		"error_description": fmt.Sprintf("AADSTS%d: %s Trace ID: 11111111-1111-4111-8111-111111111111 Correlation ID: 22222222-2222-4222-8222-222222222222 Timestamp: 2026-11-20 12:00:00Z", number, text),
		"trace_id":          "11111111-1111-4111-8111-111111111111", "correlation_id": "22222222-2222-4222-8222-222222222222"})
}

func aadsts(status int, oauth string, number int) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) { entraSays(rw, status, oauth, number, "Some text.") }
}

func input() check.Input {
	return check.Input{Tenant: domain, ClientID: clientID, Secret: auth.NewSecret(secretValue), Environment: "Production"}
}

func (w *world) options() check.Options {
	return check.Options{Transport: w, Now: func() time.Time { return noon }, Jitter: func() float64 { return 0 },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
}

func (w *world) run(t testing.TB, in check.Input) check.Result {
	t.Helper()
	return check.New(in, w.options()).Run(t.Context(), "", nil)
}

// rungs lists those with a verdict.
func rungs(r check.Result, v check.Verdict) []check.RungID {
	var out []check.RungID
	for _, x := range r.Rungs {
		if x.Verdict == v {
			out = append(out, x.ID)
		}
	}
	return out
}

func finding(r check.Result, code check.Code) (check.Finding, bool) {
	for _, f := range r.Findings() {
		if f.Code == code {
			return f, true
		}
	}
	return check.Finding{}, false
}

func cut(s string) string { return s[:min(len(s), 600)] }

func show(r check.Result) string {
	var b strings.Builder
	for _, x := range r.Rungs {
		fmt.Fprintf(&b, "%-12s %-12s %s%s\n", x.ID, x.Verdict, cut(x.Text), x.Why)
		for _, f := range x.Findings {
			fmt.Fprintf(&b, "    %s %s: %s (%s) %s also=%d %v\n", f.Severity, f.Code, f.Title, f.Who, cut(f.Cause), len(f.Also), cut(fmt.Sprint(f.Evidence)))
		}
	}
	return b.String()
}
