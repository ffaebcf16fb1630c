package auth

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSignInSendsTwoRequestsAndNothingElse(t *testing.T) {
	e, c := newEntra(t), newClock()
	var exchanges []Exchange
	o := e.options(c)
	o.Observe = func(x Exchange) { exchanges = append(exchanges, x) }
	s, err := NewSource(e.registration(), NewSecret(theSecret), o)
	if err != nil {
		t.Fatal(err)
	}
	tok, err := s.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	seen := e.requests()
	if len(seen) != 2 || seen[0].method != "GET" || seen[0].path != "/"+tenant+"/v2.0/.well-known/openid-configuration" ||
		seen[1].method != "POST" || seen[1].path != "/"+tenant+"/oauth2/v2.0/token" {
		t.Fatalf("requests: %+v", seen)
	}
	want := url.Values{"grant_type": {"client_credentials"}, "client_id": {clientID}, "client_secret": {theSecret}, "scope": {DefaultScope}}
	if got := seen[1].form; got.Encode() != want.Encode() {
		t.Errorf("form: %v", got)
	}
	for _, r := range seen {
		if r.header.Get("User-Agent") != "bctui/test" {
			t.Errorf("User-Agent %q", r.header.Get("User-Agent"))
		}
		if r.query != "" {
			t.Errorf("%s has a query: %s", r.path, r.query)
		}
	}
	if seen[1].header.Get("client-request-id") == "" {
		t.Error("no client-request-id")
	}
	if tok.Claims.AppID != clientID || !tok.Claims.HasRole("api.readwrite.all") || tok.Claims.Unreadable != "" {
		t.Errorf("claims: %+v", tok.Claims)
	}
	if !tok.ExpiresAt.Equal(c.now().Add(3599 * time.Second)) {
		t.Errorf("ends %v", tok.ExpiresAt)
	}
	r := httptest.NewRequest("GET", "/", nil)
	tok.Authorize(r)
	if r.Header.Get("Authorization") != "Bearer "+jwt(nil) {
		t.Error("Authorize set something else than the token")
	}
	for range 5 {
		if again, err := s.Token(t.Context()); err != nil || !again.Same(tok) {
			t.Fatal("the token in memory was not used")
		}
	}
	if gets, posts := e.count(); gets != 1 || posts != 1 {
		t.Errorf("%d GET, %d POST", gets, posts)
	}
	if len(exchanges) != 2 || exchanges[1].Status != 200 || exchanges[1].Method != "POST" || exchanges[1].Proto != "HTTP/2.0" {
		t.Errorf("observed: %+v", exchanges)
	}
	noLeak(t, tok, s, exchanges, tok.Claims, tok.Evidence)
}

func TestTheDocumentIsFetchedOnceForAll(t *testing.T) {
	e, c := newEntra(t), newClock()
	o := e.options(c)
	o.Cache = NewCache()
	r := e.registration()
	d, err := Discover(t.Context(), Registration{Tenant: r.Tenant, Authority: r.Authority}, o) // no client ID needed
	if err != nil {
		t.Fatal(err)
	}
	if d.TenantID != tenant || d.Region != "EU" || d.Cloud != "microsoftonline.com" || !strings.HasSuffix(d.TokenEndpoint, "/oauth2/v2.0/token") {
		t.Errorf("%+v", d)
	}
	s, err := NewSource(r, NewSecret(theSecret), o)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := s.Token(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Discover(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.Discard()
	}
	if gets, posts := e.count(); gets != 1 || posts != 3 {
		t.Errorf("%d GET, %d POST", gets, posts)
	}
	o.Cache.Forget(r)
	if _, err := s.Discover(t.Context()); err != nil {
		t.Fatal(err)
	}
	if gets, _ := e.count(); gets != 2 {
		t.Errorf("after Forget: %d GET", gets)
	}
	c.advance(25 * time.Hour)
	if _, err := s.Discover(t.Context()); err != nil {
		t.Fatal(err)
	}
	if gets, _ := e.count(); gets != 3 {
		t.Errorf("a day later: %d GET", gets)
	}
}

// Independent servers fill these documents in differently; none of that may keep somebody out.
func TestCustomAuthoritiesMayDescribeThemselvesInManyWays(t *testing.T) {
	for name, change := range map[string]func(e *entra, doc map[string]any){
		"issuer sts.windows.net": func(_ *entra, d map[string]any) { d["issuer"] = "https://sts.windows.net/" + tenant + "/" },
		"issuer login.microsoftonline": func(_ *entra, d map[string]any) {
			d["issuer"] = "https://login.microsoftonline.com/" + tenant + "/v2.0"
		},
		"issuer its own host":            func(e *entra, d map[string]any) { d["issuer"] = e.URL + "/" + tenant + "/v2.0" },
		"issuer another host":            func(_ *entra, d map[string]any) { d["issuer"] = "https://idp.example/" + tenant },
		"issuer with {tenantid}":         func(_ *entra, d map[string]any) { d["issuer"] = "https://sts.windows.net/{tenantid}/" },
		"no issuer":                      func(_ *entra, d map[string]any) { delete(d, "issuer") },
		"no authorization endpoint":      func(_ *entra, d map[string]any) { delete(d, "authorization_endpoint") },
		"endpoint with {tenant}":         func(e *entra, d map[string]any) { d["token_endpoint"] = e.URL + "/{tenant}/oauth2/v2.0/token" },
		"endpoint elsewhere on the host": func(e *entra, d map[string]any) { d["token_endpoint"] = e.URL + "/token" },
		"endpoint with a query":          func(e *entra, d map[string]any) { d["token_endpoint"] = e.URL + "/token?api-version=1" },
		"endpoint's host in capitals": func(e *entra, d map[string]any) {
			d["token_endpoint"] = "HTTPS" + strings.TrimPrefix(e.URL, "https") + "/token"
		},
		"many more members": func(_ *entra, d map[string]any) {
			d["x"], d["scopes_supported"] = map[string]any{"a": 1}, []string{"openid"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			e, c := newEntra(t), newClock()
			e.document = func(e *entra) map[string]any {
				d := defaultDocument(e)
				change(e, d)
				return d
			}
			if _, err := e.source(t, c).Token(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestAuthoritiesAreUnderstoodAsTyped(t *testing.T) {
	e, c := newEntra(t), newClock()
	for _, suffix := range []string{"", "/", "/" + tenant, "/" + tenant + "/", "/" + tenant + "/v2.0", "/" + strings.ToUpper(tenant) + "/oauth2/v2.0/token", "?x=1"} {
		r := e.registration()
		r.Authority += suffix
		s, err := NewSource(r, NewSecret(theSecret), e.options(c))
		if err != nil {
			t.Fatalf("%s: %v", suffix, err)
		}
		if _, err := s.Token(t.Context()); err != nil {
			t.Errorf("%s: %v", suffix, err)
		}
	}
	for _, seen := range e.requests() {
		if seen.method == "GET" && seen.path != "/"+tenant+"/v2.0/.well-known/openid-configuration" {
			t.Errorf("asked for %s", seen.path)
		}
	}
	// A sign-in service that lives below a path.
	e.document = func(e *entra) map[string]any {
		d := defaultDocument(e)
		d["token_endpoint"] = e.URL + "/login/" + tenant + "/oauth2/v2.0/token"
		return d
	}
	r := e.registration()
	r.Authority += "/login"
	s, _ := NewSource(r, NewSecret(theSecret), e.options(c))
	if _, err := s.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	last := e.requests()
	if p := last[len(last)-1].path; p != "/login/"+tenant+"/oauth2/v2.0/token" {
		t.Errorf("asked for %s", p)
	}
}

func TestPlainHTTPReachesThisMachineOnly(t *testing.T) {
	e, c := newPlainEntra(t), newClock()
	tok, err := e.source(t, c).Token(t.Context())
	if err != nil || tok.Evidence.TLS != "" {
		t.Fatalf("%v %v", tok, err)
	}
	for _, a := range []string{"http://login.example.com", "http://192.0.2.1:8080", "http://10.0.0.1"} {
		_, err := NewSource(Registration{Tenant: tenant, ClientID: clientID, Authority: a}, NewSecret("x"), Options{})
		var in *InputError
		if !errors.As(err, &in) || in.Field != "authority" || !strings.Contains(in.Text, "https") {
			t.Errorf("%s: %v", a, err)
		}
	}
}

func TestASignInByDomainTellsTheTenant(t *testing.T) {
	e, c := newEntra(t), newClock()
	r := e.registration()
	r.Tenant = "contoso.onmicrosoft.com"
	d, err := Discover(t.Context(), r, e.options(c))
	if err != nil || d.TenantID != tenant {
		t.Errorf("%q %v", d.TenantID, err)
	}
}

// The secret goes to the authority's own host, whatever its document says.
func TestTheSecretGoesToNoOtherHost(t *testing.T) {
	other := newEntra(t)
	for name, endpoint := range map[string]func(e *entra) string{
		"another host":        func(*entra) string { return other.URL + "/" + tenant + "/oauth2/v2.0/token" },
		"a name of this host": func(e *entra) string { return strings.Replace(e.URL, "127.0.0.1", "localhost", 1) + "/token" },
		"without TLS":         func(e *entra) string { return strings.Replace(e.URL, "https", "http", 1) + "/token" },
		"Microsoft":           func(*entra) string { return "https://login.microsoftonline.com/" + tenant + "/oauth2/v2.0/token" },
		"user in the URL":     func(e *entra) string { return strings.Replace(e.URL, "https://", "https://x:y@", 1) + "/token" },
		"host as user": func(e *entra) string {
			return "https://" + strings.TrimPrefix(e.URL, "https://") + "@evil.example/token"
		},
		"no URL":         func(*entra) string { return "://" },
		"relative":       func(*entra) string { return "/oauth2/v2.0/token" },
		"another scheme": func(e *entra) string { return "ftp" + strings.TrimPrefix(e.URL, "https") },
	} {
		t.Run(name, func(t *testing.T) {
			e, c := newEntra(t), newClock()
			e.document = func(e *entra) map[string]any {
				d := defaultDocument(e)
				d["token_endpoint"] = endpoint(e)
				return d
			}
			err := refused(t, e.source(t, c))
			if err.Stage != StageDiscovery || err.Meaning.Title == "" || len(err.Meaning.Steps) == 0 {
				t.Errorf("%+v", err)
			}
			if _, posts := e.count(); posts != 0 {
				t.Error("something was posted")
			}
		})
	}
	if got := other.requests(); len(got) != 0 {
		t.Errorf("the other host was asked: %+v", got)
	}
}

func TestMicrosoftsOwnHostsStandForEachOther(t *testing.T) {
	for _, c := range []struct {
		base, endpoint string
		want           bool
	}{
		{"https://login.microsoftonline.com", "https://login.microsoftonline.com/x/oauth2/v2.0/token", true},
		{"https://login.windows.net", "https://login.microsoftonline.com/x/oauth2/v2.0/token", true},
		{"https://login.microsoftonline.com", "https://login.microsoftonline.us/x/oauth2/v2.0/token", false},
		{"https://login.microsoftonline.com", "https://login.microsoftonline.com:8443/x", false},
		{"https://login.microsoftonline.com", "https://login.microsoftonline.com.evil.example/x", false},
		{"https://login.microsoftonline.com", "http://login.microsoftonline.com/x", false},
		{"https://contoso.ciamlogin.com", "https://login.microsoftonline.com/x", false},
		{"https://a.example:443", "https://A.example/x", true},
		{"https://a.example:8443", "https://a.example/x", false},
		{"http://127.0.0.1:80", "http://127.0.0.1/x", true},
		{"http://127.0.0.1:8080", "https://127.0.0.1:8080/x", true},
	} {
		b, _ := url.Parse(c.base)
		ep, _ := url.Parse(c.endpoint)
		if got := mayHaveSecret(b, ep); got != c.want {
			t.Errorf("%s → %s: %v", c.base, c.endpoint, got)
		}
	}
	b, _ := url.Parse("https://login.microsoftonline.com")
	ep, _ := url.Parse("https://login.microsoftonline.us/x/oauth2/v2.0/token")
	if m := meaningForeignEndpoint(b, ep); !strings.Contains(m.Cause, "US Government") || !strings.Contains(m.Steps[0], "https://login.microsoftonline.us") {
		t.Errorf("%+v", m)
	}
}

func TestRedirects(t *testing.T) {
	other := newEntra(t)
	t.Run("of the document within the host", func(t *testing.T) {
		e, c := newEntra(t), newClock()
		e.discovery = func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasPrefix(r.URL.Path, "/moved") {
				http.Redirect(w, r, "/moved"+r.URL.Path, http.StatusMovedPermanently)
				return
			}
			writeJSON(w, 200, defaultDocument(e))
		}
		if _, err := e.source(t, c).Token(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	for name, to := range map[string]func(e *entra) string{
		"to another host": func(*entra) string { return other.URL + "/x" },
		"in a circle":     func(*entra) string { return "/" + tenant + "/v2.0/.well-known/openid-configuration?x=" },
		"to another page": func(*entra) string { return "/welcome" },
		"to nowhere":      func(*entra) string { return "http://%zz" },
	} {
		t.Run("of the document "+name, func(t *testing.T) {
			e, c := newEntra(t), newClock()
			e.discovery = func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", to(e)+url.QueryEscape(theSecret)+"#"+theSecret)
				w.WriteHeader(302)
			}
			_ = refused(t, e.source(t, c))
			if gets, posts := e.count(); gets > 1+maxRedirects || posts != 0 {
				t.Errorf("%d GET, %d POST", gets, posts)
			}
		})
	}
	for _, status := range []int{301, 302, 303, 307, 308} {
		e, c := newEntra(t), newClock()
		e.token = func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", other.URL+"/"+tenant+"/oauth2/v2.0/token")
			w.WriteHeader(status)
		}
		err := refused(t, e.source(t, c))
		if err.Stage != StageToken || err.Status != status || !strings.Contains(err.Meaning.Cause, other.URL) {
			t.Errorf("%d: %+v", status, err)
		}
		if _, posts := e.count(); posts != 1 {
			t.Errorf("%d: %d POST", status, posts)
		}
	}
	if got := other.requests(); len(got) != 0 {
		t.Errorf("the other host was asked: %+v", got)
	}
}

// MSAL has switches in the environment that would send it elsewhere.
func TestTheEnvironmentDoesNotMoveTheSignIn(t *testing.T) {
	t.Setenv("MSAL_FORCE_REGION", "westeurope")
	t.Setenv("REGION_NAME", "westeurope")
	e, c := newEntra(t), newClock()
	if _, err := e.source(t, c).Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	if gets, posts := e.count(); gets != 1 || posts != 1 {
		t.Errorf("%d GET, %d POST", gets, posts)
	}
}

func TestTheGuardRefusesEverythingElse(t *testing.T) {
	e, c := newEntra(t), newClock()
	s := e.source(t, c)
	d, err := s.Discover(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ep, _ := url.Parse(d.TokenEndpoint)
	for _, r := range []struct{ method, url string }{
		{"GET", "https://login.microsoftonline.com/common/discovery/instance?api-version=1.1"},
		{"GET", e.URL + "/common/discovery/instance"},
		{"POST", e.URL + "/" + tenant + "/oauth2/v2.0/devicecode"},
		{"PUT", e.URL + "/" + tenant + "/oauth2/v2.0/token"},
		{"GET", e.URL + "/" + tenant + "/oauth2/v2.0/token"},
		{"POST", "https://evil.example/" + tenant + "/oauth2/v2.0/token"},
		{"POST", e.URL + "/" + tenant + "/v2.0/.well-known/openid-configuration"},
	} {
		g := &guard{w: s.wire(), at: s.at, discovery: d, endpoint: ep, attempts: 1}
		req, _ := http.NewRequest(r.method, r.url, strings.NewReader("client_secret=x"))
		if resp, err := g.Do(req); err == nil {
			_ = resp.Body.Close()
			t.Errorf("%s %s went through", r.method, r.url)
		}
	}
	if got := e.requests(); len(got) != 1 {
		t.Errorf("requests: %+v", got)
	}
}

func TestInputIsRefusedBeforeAnythingIsSent(t *testing.T) {
	good := Registration{Tenant: tenant, ClientID: clientID}
	for _, c := range []struct {
		change func(*Registration)
		secret string
		field  string
	}{
		{func(r *Registration) { r.Tenant = "" }, "x", "tenant"},
		{func(r *Registration) { r.Tenant = "a/b" }, "x", "tenant"},
		{func(r *Registration) { r.Tenant = "../common" }, "x", "tenant"},
		{func(r *Registration) { r.Tenant = "a b" }, "x", "tenant"},
		{func(r *Registration) { r.Tenant = ".." }, "x", "tenant"},
		{func(r *Registration) { r.Tenant = "adfs" }, "x", "tenant"},
		{func(r *Registration) { r.Tenant = "x\x00" }, "x", "tenant"},
		{func(r *Registration) { r.Tenant = strings.Repeat("a", 300) }, "x", "tenant"},
		{func(r *Registration) { r.ClientID = " " }, "x", "client ID"},
		{func(r *Registration) { r.ClientID = "a\nb" }, "x", "client ID"},
		{func(r *Registration) { r.Authority = "nonsense" }, "x", "authority"},
		{func(r *Registration) { r.Authority = "https://" }, "x", "authority"},
		{func(r *Registration) { r.Authority = "https://u:p@h.example" }, "x", "authority"},
		{func(r *Registration) { r.Authority = "https://h.example:99999" }, "x", "authority"},
		{func(r *Registration) { r.Authority = "file:///etc/passwd" }, "x", "authority"},
		{func(r *Registration) { r.Authority = "https://h.example\x7f" }, "x", "authority"},
		{func(*Registration) {}, "", "secret"},
	} {
		r := good
		c.change(&r)
		_, err := NewSource(r, NewSecret(c.secret), Options{})
		var in *InputError
		if !errors.As(err, &in) || in.Field != c.field || in.Text == "" {
			t.Errorf("%+v: %v", r, err)
		}
	}
	if _, err := NewSource(Registration{Tenant: " contoso.com ", ClientID: " " + clientID}, NewSecret("x"), Options{}); err != nil {
		t.Errorf("blanks around: %v", err)
	}
}

func TestTheScopeIsTheUsers(t *testing.T) {
	e, c := newEntra(t), newClock()
	r := e.registration()
	r.Scope = "https://other.example/.default"
	s, _ := NewSource(r, NewSecret(theSecret), e.options(c))
	if _, err := s.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen := e.requests()
	if got := seen[1].form["scope"]; !slices.Equal(got, []string{r.Scope}) {
		t.Errorf("scope %q", got)
	}
}
