package admin_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/admin"
	"bctui/bc/demo"
)

type tokens struct{ roles []string }

func (s tokens) Token(context.Context) (auth.Token, error) {
	return auth.Token{IssuedAt: time.Now(), Claims: auth.Claims{TenantID: "t", Roles: s.roles}}, nil
}
func (tokens) Discard() {}

func options() bc.Options {
	return bc.Options{Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }, MaxAttempts: 2}
}

func client(t testing.TB, h http.HandlerFunc, roles ...string) *admin.Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	c, err := admin.New(admin.Config{API: s.URL, Registration: auth.Registration{Tenant: "contoso.example", ClientID: "c1"}}, tokens{roles}, options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func embedded(t testing.TB, name string) *admin.Client {
	t.Helper()
	s, err := demo.Start(demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	r, ok := s.Registration(name)
	if !ok {
		t.Fatal("no registration ", name)
	}
	transport := bc.NewTransport(bc.TransportOptions{})
	registration := auth.Registration{Tenant: r.Domain, ClientID: r.ClientID, Authority: s.URL()}
	source, err := auth.NewSource(registration, auth.NewSecret(r.Secret), auth.Options{Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	o := options()
	o.Transport = transport
	c, err := admin.New(admin.Config{API: s.URL(), Registration: registration}, source, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSurveyOfTheEmbeddedTenant(t *testing.T) {
	s := embedded(t, "good").Survey(t.Context())
	if !s.Known() || !slices.Equal(s.Names(), []string{"Production", "Sandbox"}) {
		t.Fatalf("%+v", s)
	}
	e, exact, ok := s.Find("Production")
	if !ok || !exact || e.Type != "Production" || e.Country != "US" || e.Status != "Active" || !strings.HasPrefix(e.Version, "27.2") || len(e.From) != 2 || !e.Active() {
		t.Errorf("%+v", e)
	}
	if _, exact, ok := s.Find("SANDBOX"); !ok || exact {
		t.Error("upper and lower case are not told apart")
	}
	if got := s.Nearest("Sandbx"); got != "Sandbox" {
		t.Errorf("nearest: %q", got)
	}
	if ids, err := embedded(t, "good").ManageableTenants(t.Context()); err != nil || len(ids) != 1 {
		t.Errorf("manageable tenants: %v %v", ids, err)
	}
}

// What one source refuses the other may tell.
func TestSurveyWithoutTheAdminCenter(t *testing.T) {
	for name, want := range map[string]admin.Reason{"no-admin": admin.RoleMissing, "admin-not-listed": admin.NotAuthorized} {
		s := embedded(t, name).Survey(t.Context())
		roles := []string{}
		if name == "admin-not-listed" {
			roles = []string{admin.Role}
		}
		a, _ := s.Answer(admin.AdminCenter)
		l, _ := s.Answer(admin.Listing)
		if got := admin.Why(admin.AdminCenter, a.Err, roles); got != want || l.Err != nil || !s.Known() {
			t.Errorf("%s: reason %d, list %v", name, got, l.Err)
		}
		if e, _, ok := s.Find("Production"); !ok || e.Type != "Production" || e.Status != "" || !e.Active() {
			t.Errorf("%s: %+v", name, e)
		}
		var refused *bc.Error
		if !errors.As(a.Err, &refused) || refused.Status != 403 || !strings.Contains(refused.Meaning.Cause, "admin center") {
			t.Errorf("%s: %v", name, a.Err)
		}
	}
	s := embedded(t, "limited").Survey(t.Context())
	if l, _ := s.Answer(admin.Listing); s.Known() || admin.Why(admin.Listing, l.Err, nil) != admin.NotOpen {
		t.Errorf("limited: %+v", s)
	}
}

func TestAnswersOfOtherKinds(t *testing.T) {
	for _, x := range []struct {
		name, body string
		status     int
		reason     admin.Reason
		kind       bc.Kind
	}{
		{"empty 401", "", 401, admin.NotAuthorized, bc.SignIn},
		{"flat error", `{"code":"environmentNotFound","message":"The environment does not exist.","target":"x","clientError":[]}`, 404, admin.NotThere, bc.NotFound},
		{"a page", "<html><title>Proxy</title></html>", 403, admin.Failed, bc.Proxy},
		{"a page with 200", "<html><title>Proxy</title></html>", 200, admin.Failed, bc.Proxy},
		{"another document", `{"hello":"world"}`, 200, admin.Failed, bc.Damaged},
		{"a list of texts", `{"value":["a"]}`, 200, admin.Failed, bc.Damaged},
		{"broken", `{"value":[{"name":`, 200, admin.Failed, bc.Damaged},
		{"server error", `{"code":"x"}`, 500, admin.Failed, bc.Other},
	} {
		t.Run(x.name, func(t *testing.T) {
			c := client(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(x.status)
				fmt.Fprint(w, x.body)
			}, admin.Role)
			_, err := c.Environments(t.Context())
			var e *bc.Error
			if !errors.As(err, &e) || e.Kind != x.kind || e.Meaning.Title == "" {
				t.Fatalf("%T %v, kind %v", err, err, e)
			}
			if got := admin.Why(admin.AdminCenter, err, []string{admin.Role}); got != x.reason {
				t.Errorf("reason %d, want %d", got, x.reason)
			}
		})
	}
}

// Types of members differ between versions: a number in place of a text must not lose the list.
func TestOddMembers(t *testing.T) {
	c := client(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"value":[{"name":"A","type":7,"countryCode":null,"versionDetails":"none","status":["x"]},{"name":""},{"type":"x"},{"name":"B","versionDetails":{"version":"29.1"},"new":{"deep":1}}]}`)
	}, admin.Role)
	list, err := c.Environments(t.Context())
	if err != nil || len(list) != 2 || list[0].Name != "A" || list[0].Type != "7" || list[1].Version != "29.1" {
		t.Errorf("%+v %v", list, err)
	}
}

// Both are asked side by side, by GET alone, and nothing follows to another host.
func TestRequests(t *testing.T) {
	both := make(chan struct{})
	var n atomic.Int32
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		if n.Add(1) == 2 {
			close(both)
		}
		select {
		case <-both:
		case <-r.Context().Done():
		}
		if strings.HasPrefix(r.URL.Path, "/admin/v2.24/") {
			http.Redirect(w, r, "https://evil.example/", http.StatusFound)
			return
		}
		fmt.Fprint(w, `{"value":[]}`)
	}, admin.Role)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	s := c.Survey(ctx)
	a, _ := s.Answer(admin.AdminCenter)
	var e *bc.Error
	if !errors.As(a.Err, &e) || e.Kind != bc.ForeignHost || n.Load() != 2 {
		t.Errorf("%v, %d requests", a.Err, n.Load())
	}
	if l, _ := s.Answer(admin.Listing); l.Err != nil {
		t.Error(l.Err)
	}
}

func TestBadURL(t *testing.T) {
	var in *bc.InputError
	if _, err := admin.New(admin.Config{API: "http://bc.contoso.com"}, tokens{}, options()); !errors.As(err, &in) {
		t.Errorf("%v", err)
	}
}

func TestDescribe(t *testing.T) {
	for want, e := range map[string]admin.Environment{
		"": {}, "Production, US, 27.2": {Type: "Production", Country: "US", Version: "27.2", Status: "Active"}, "Sandbox, Upgrading": {Type: "Sandbox", Status: "Upgrading"},
	} {
		if got := e.Describe(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
