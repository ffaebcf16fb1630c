package check_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/check"
	"bctui/bc/check/checktest"
	"bctui/bc/demo"
)

// Every registration of the embedded tenant, so that `bctui demo` shows what the check says of each.
func TestDemoRegistrations(t *testing.T) {
	s := checktest.Tenant(t, demo.Options{})
	want := map[string]struct {
		red, yellow string
		code        check.Code // of the first finding, or of a note
		class       check.Class
	}{
		"good":               {},
		"no-consent":         {"claims", "", check.RolesMissing, check.ClassSignIn},
		"not-set-up":         {"setup", "", check.NotSetUp, check.ClassSignIn},
		"disabled":           {"setup", "", check.NotSetUp, check.ClassSignIn},
		"expired-secret":     {"token", "", check.SecretExpired, check.ClassSignIn},
		"limited":            {"access", "", check.RightMissing, check.ClassPermission},
		"no-admin":           {"", "", check.AdminRoleMissing, check.ClassOK},
		"admin-not-listed":   {"", "rights", check.AdminNotAuthorized, check.ClassOK},
		"sandbox-only":       {"setup", "", check.NotSetUpHere, check.ClassSignIn},
		"disabled-prod":      {"setup", "", check.NotSetUpHere, check.ClassSignIn},
		"automation-only":    {"claims", "", check.APIRoleMissing, check.ClassSignIn},
		"api-only":           {"", "", check.AutomationRoleMissing, check.ClassOK},
		"admin-only":         {"claims", "", check.APIRoleMissing, check.ClassSignIn},
		"no-permissions":     {"access", "", check.RightsMissingAll, check.ClassPermission},
		"no-companies":       {"company", "", check.NoCompanies, check.ClassPermission},
		"no-entitlement":     {"setup", "", check.NoEntitlement, check.ClassSignIn},
		"translated":         {"access", "", check.RightMissing, check.ClassPermission},
		"delegated":          {"claims", "", check.Delegated, check.ClassSignIn},
		"wrong-audience":     {"claims", "", check.AudienceWrong, check.ClassSignIn},
		"wrong-tenant":       {"claims", "", check.TenantMismatch, check.ClassSignIn},
		"short-token":        {"", "token", check.TokenShort, check.ClassOK},
		"app-disabled":       {"token", "", check.AppDisabled, check.ClassSignIn},
		"no-principal":       {"token", "", check.NoPrincipal, check.ClassSignIn},
		"conditional-access": {"token", "", check.ConditionalAccess, check.ClassSignIn},
		"not-assigned":       {"token", "", check.NotAssigned, check.ClassSignIn},
		"wrong-cloud":        {"token", "", check.WrongCloud, check.ClassSignIn},
		"throttled":          {"token", "", check.EntraThrottled, check.ClassNetwork},
		"old-secret":         {},
		"no-resource":        {"token", "", check.NoBusinessCentral, check.ClassSignIn},
		"resource-disabled":  {"token", "", check.ResourceDisabled, check.ClassSignIn},
	}
	for _, reg := range s.Registrations() {
		t.Run(reg.Name, func(t *testing.T) {
			x, ok := want[reg.Name]
			if !ok {
				t.Fatal("the embedded tenant has a registration that this test knows nothing of")
			}
			s.ForgetRequests()
			r := check.New(checktest.Of(s, reg), checktest.Quick()).Run(t.Context(), "", nil)
			var red, yellow []string
			for _, id := range rungs(r, check.Failed) {
				red = append(red, string(id))
			}
			for _, id := range rungs(r, check.Warning) {
				yellow = append(yellow, string(id))
			}
			if !slices.Equal(red, strings.Fields(x.red)) || !slices.Equal(yellow, strings.Fields(x.yellow)) || r.Class() != x.class {
				t.Errorf("red %v, yellow %v, class %s\n%s", red, yellow, r.Class(), show(r))
			}
			if x.code != "" {
				if f, ok := finding(r, x.code); !ok || f.Who == auth.WhoUnknown {
					t.Errorf("no finding %s\n%s", x.code, show(r))
				}
			} else if len(r.Findings()) > 0 {
				t.Errorf("findings where all is well\n%s", show(r))
			}
			if s.MaxInFlight() > 4 {
				t.Errorf("%d requests at once", s.MaxInFlight())
			}
			if x.red == "" && x.yellow == "" && r.Requests > 8 {
				t.Errorf("%d requests", r.Requests)
			}
		})
	}
}

// What goes wrong on the way, as the embedded tenant plays it.
func TestDemoFaults(t *testing.T) {
	for _, x := range []struct {
		name  string
		fault demo.Fault
		red   check.RungID // "" when a repetition helps
		code  check.Code
	}{
		{"Entra drops one connection", demo.Fault{On: "discovery", Drop: true}, "", ""},
		{"Entra drops all", demo.Fault{On: "discovery", Drop: true, Times: -1}, check.RungAuthority, check.NetworkDropped},
		{"the token's answer breaks off", demo.Fault{On: "token", Garbage: true, Times: -1}, check.RungToken, check.NoToken},
		{"Entra is busy once", demo.Fault{On: "token", Status: 503}, "", ""},
		{"a proxy's page for the token", demo.Fault{On: "token", HTML: true, Status: 403, Times: -1}, check.RungToken, check.NotEntra},
		{"Business Central is busy once", demo.Fault{On: "companies", Status: 503, RetryAfter: "1"}, "", ""},
		{"Business Central throttles once", demo.Fault{On: "companies", Status: 429}, "", ""},
		{"Business Central is busy for good", demo.Fault{On: "data", Status: 503, Times: -1}, check.RungSetup, check.EnvironmentUnavailable},
		{"the gateway's page", demo.Fault{On: "data", Status: 502, Times: -1}, check.RungSetup, check.EnvironmentUnavailable},
		{"a proxy's page for data", demo.Fault{On: "data", HTML: true, Times: -1}, check.RungSetup, check.ProxyPage},
		{"the list of companies is cut", demo.Fault{On: "companies", Cut: true, Times: -1}, check.RungSetup, check.NetworkDropped},
		{"the list of companies is broken JSON", demo.Fault{On: "companies", Status: 200, Body: `{"value":[{"id":}`, Times: -1}, check.RungSetup, check.AnswerDamaged},
		{"redirected to another host", demo.Fault{On: "companies", Redirect: "https://evil.example/", Times: -1}, check.RungSetup, check.ForeignHost},
		{"one set is throttled for good", demo.Fault{On: "page", Status: 429, Times: -1}, check.RungAccess, check.BCThrottled},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := checktest.Tenant(t, demo.Options{Faults: demo.FaultPlan{x.fault}})
			reg, _ := s.Registration("good")
			r := check.New(checktest.Of(s, reg), checktest.Quick()).Run(t.Context(), "", nil)
			red := rungs(r, check.Failed)
			if x.red == "" {
				if r.Verdict() != check.OK {
					t.Errorf("a repetition did not help:\n%s", show(r))
				}
				return
			}
			f, _ := r.First()
			if !slices.Equal(red, []check.RungID{x.red}) || f.Code != x.code {
				t.Errorf("red %v, first %s, want %s in %s\n%s", red, f.Code, x.code, x.red, show(r))
			}
		})
	}
}

// The certificate of the embedded tenant is nobody's but its own: the check says whose, and works once it is trusted.
func TestDemoTLS(t *testing.T) {
	s := checktest.Tenant(t, demo.Options{})
	reg, _ := s.Registration("good")
	in := checktest.Of(s, reg)
	in.Authority, in.API = s.TLSURL(), s.TLSURL()
	r := check.New(in, checktest.Quick()).Run(t.Context(), "", nil)
	f, _ := r.First()
	if f.Code != check.TLSUntrusted || f.Rung != check.RungAuthority {
		t.Fatal(show(r))
	}
	issuer := ""
	for _, e := range f.Evidence {
		if e.Label == "Issued by" {
			issuer = e.Value
		}
	}
	if issuer == "" || !strings.Contains(f.Cause, issuer) {
		t.Errorf("issuer %q, cause %q", issuer, f.Cause)
	}
	o := checktest.Quick()
	o.Transport = bc.NewTransport(bc.TransportOptions{RootCAs: s.CertPool()})
	s.ForgetRequests()
	if r := check.New(in, o).Run(t.Context(), "", nil); r.Verdict() != check.OK || r.Requests > 8 {
		t.Errorf("%d requests\n%s", r.Requests, show(r))
	}
}

// A proxy on the way is named, whether it works or not.
func TestProxies(t *testing.T) {
	s := checktest.Tenant(t, demo.Options{})
	reg, _ := s.Registration("good")
	forward := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out := r.Clone(r.Context())
		out.RequestURI = ""
		resp, err := (&http.Transport{}).RoundTrip(out)
		if err != nil {
			w.WriteHeader(502)
			return
		}
		defer func() { _ = resp.Body.Close() }()
		for name, values := range resp.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(resp.StatusCode)
		_, _ = io.Copy(w, resp.Body)
	}))
	t.Cleanup(forward.Close)
	closed := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Proxy-Authenticate", "Negotiate")
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	t.Cleanup(closed.Close)
	through := func(proxy string) check.Options {
		u, err := url.Parse(proxy)
		if err != nil {
			t.Fatal(err)
		}
		o := checktest.Quick()
		o.Transport = bc.NewTransport(bc.TransportOptions{Proxy: func(*http.Request) (*url.URL, error) { return u, nil }})
		return o
	}
	r := check.New(checktest.Of(s, reg), through(forward.URL)).Run(t.Context(), "", nil)
	if x, _ := r.Rung(check.RungAuthority); r.Verdict() != check.OK || !strings.Contains(x.Text, "through the proxy "+forward.URL) {
		t.Errorf("%s\n%s", x.Text, show(r))
	}
	in := checktest.Of(s, reg)
	in.Authority, in.API = "", ""
	r = check.New(in, through(closed.URL)).Run(t.Context(), "", nil)
	f, _ := r.First()
	if f.Code != check.ProxySignIn || f.Rung != check.RungAuthority || f.Who != auth.Network || !strings.Contains(f.Cause, closed.URL) {
		t.Errorf("%s\n%s", f.Cause, show(r))
	}
}

// TLS that is opened on the way to the API alone is the set-up rung's finding, with the issuer.
func TestTLSToTheAPI(t *testing.T) {
	s := checktest.Tenant(t, demo.Options{})
	reg, _ := s.Registration("good")
	in := checktest.Of(s, reg)
	in.API = s.TLSURL()
	r := check.New(in, checktest.Quick()).Run(t.Context(), "", nil)
	f, _ := r.First()
	if got := rungs(r, check.Failed); f.Code != check.TLSUntrusted || len(got) != 1 || got[0] != check.RungSetup {
		t.Errorf("%v\n%s", got, show(r))
	}
}

// The bar is 1 s for a good set-up at 100 ms a request, over TLS.
func BenchmarkLadder100ms(b *testing.B) {
	s := checktest.Tenant(b, demo.Options{Latency: 100 * time.Millisecond})
	reg, _ := s.Registration("good")
	in := checktest.Of(s, reg)
	in.Authority, in.API = s.TLSURL(), s.TLSURL()
	for b.Loop() {
		transport := bc.NewTransport(bc.TransportOptions{RootCAs: s.CertPool()})
		begun := time.Now()
		r := check.New(in, check.Options{Transport: transport}).Run(b.Context(), "", nil)
		b.ReportMetric(float64(time.Since(begun).Milliseconds()), "ms")
		b.ReportMetric(float64(r.Requests), "requests")
		if r.Verdict() != check.OK {
			b.Fatal(show(r))
		}
		transport.CloseIdleConnections()
	}
}
