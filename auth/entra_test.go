package auth

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	tenant   = "7f3c9a0e-1b2d-4c5e-8f90-a1b2c3d4e5f6"
	clientID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
	// theSecret has characters that forms, JSON and HTML write differently.
	theSecret = `Abc8Q~x+y/z=0&"<'1%23 456789.-_tail`
)

// entra is a sign-in server on loopback that can be told to misbehave. It keeps what it was sent.
type entra struct {
	*httptest.Server
	discovery func(w http.ResponseWriter, r *http.Request) // nil: a good document
	token     func(w http.ResponseWriter, r *http.Request) // nil: a good token
	document  func(e *entra) map[string]any                // nil: like Entra's

	mu   sync.Mutex
	seen []request
}

type request struct {
	method, path, query string
	form                url.Values
	header              http.Header
}

func newEntra(t *testing.T) *entra {
	t.Helper()
	e := &entra{}
	e.Server = httptest.NewUnstartedServer(e)
	e.EnableHTTP2 = true
	e.Config.ErrorLog = quiet()
	e.StartTLS()
	t.Cleanup(e.Close)
	return e
}

// newPlainEntra speaks http.
func newPlainEntra(t *testing.T) *entra {
	t.Helper()
	e := &entra{}
	e.Server = httptest.NewServer(e)
	t.Cleanup(e.Close)
	return e
}

func (e *entra) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(body))
	e.mu.Lock()
	e.seen = append(e.seen, request{r.Method, r.URL.Path, r.URL.RawQuery, form, r.Header.Clone()})
	e.mu.Unlock()
	switch {
	case r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/v2.0/.well-known/openid-configuration"):
		if e.discovery != nil {
			e.discovery(w, r)
			return
		}
		doc := defaultDocument(e)
		if e.document != nil {
			doc = e.document(e)
		}
		writeJSON(w, 200, doc)
	case r.Method == http.MethodPost:
		if e.token != nil {
			e.token(w, r)
			return
		}
		writeToken(w, 3599, nil)
	default:
		http.Error(w, "unexpected", http.StatusTeapot)
	}
}

func defaultDocument(e *entra) map[string]any {
	return map[string]any{
		"token_endpoint": e.URL + "/" + tenant + "/oauth2/v2.0/token", "authorization_endpoint": e.URL + "/" + tenant + "/oauth2/v2.0/authorize",
		"issuer": "https://login.microsoftonline.com/" + tenant + "/v2.0", "tenant_region_scope": "EU", "cloud_instance_name": "microsoftonline.com",
	}
}

func (e *entra) requests() []request {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]request(nil), e.seen...)
}

// count gives how many GETs and POSTs came.
func (e *entra) count() (gets, posts int) {
	for _, r := range e.requests() {
		if r.method == http.MethodGet {
			gets++
		} else {
			posts++
		}
	}
	return gets, posts
}

func (e *entra) transport() *http.Transport {
	t := &http.Transport{ForceAttemptHTTP2: true, OnProxyConnectResponse: ProxyConnectResponse}
	if e.Certificate() != nil {
		pool := x509.NewCertPool()
		pool.AddCert(e.Certificate())
		t.TLSClientConfig = &tls.Config{RootCAs: pool}
	}
	return t
}

func (e *entra) registration() Registration {
	return Registration{Tenant: tenant, ClientID: clientID, Authority: e.URL}
}

// options have a clock that stands still and a sleep that does not wait.
func (e *entra) options(c *clock) Options {
	return Options{Transport: e.transport(), Now: c.now, Sleep: c.sleep, Jitter: func() float64 { return 0.5 }, UserAgent: "bctui/test"}
}

func (e *entra) source(t *testing.T, c *clock) *Source {
	t.Helper()
	s, err := NewSource(e.registration(), NewSecret(theSecret), e.options(c))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// clock is moved by hand; sleeping moves it.
type clock struct {
	mu    sync.Mutex
	at    time.Time
	slept []time.Duration
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// writeToken answers like Entra, with a token of the real shape.
func writeToken(w http.ResponseWriter, life int, claims map[string]any) {
	writeJSON(w, 200, map[string]any{"token_type": "Bearer", "expires_in": life, "ext_expires_in": life, "access_token": jwt(claims)})
}

func jwt(more map[string]any) string {
	claims := map[string]any{
		"aud": "https://api.businesscentral.dynamics.com", "iss": "https://sts.windows.net/" + tenant + "/", "tid": tenant,
		"appid": clientID, "appidacr": "1", "idtyp": "app", "oid": "11112222-3333-4444-5555-666677778888",
		"roles": []string{"API.ReadWrite.All", "Automation.ReadWrite.All"}, "ver": "1.0", "uti": "u-t-i",
		"iat": 1795435200, "nbf": 1795435200, "exp": 1795439100,
	}
	for k, v := range more {
		claims[k] = v
	}
	part := func(v any) string {
		b, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(b)
	}
	return part(map[string]any{"typ": "JWT", "alg": "RS256", "kid": "x"}) + "." + part(claims) + "." + base64.RawURLEncoding.EncodeToString([]byte("signature-of-the-token"))
}

// entraError is the body of a refusal (reference 2).
func entraError(code int, oauth, text string) map[string]any {
	return map[string]any{
		"error":             oauth,
		"error_description": fmt.Sprintf("AADSTS%d: %s\r\nTrace ID: tttt-1\r\nCorrelation ID: cccc-2\r\nTimestamp: 2026-11-23 12:00:00Z", code, text),
		"error_codes":       []int{code}, "timestamp": "2026-11-23 12:00:00Z", "trace_id": "tttt-1", "correlation_id": "cccc-2",
		"error_uri": fmt.Sprintf("https://login.microsoftonline.com/error?code=%d", code),
	}
}

// refused asks for a token and gives the *Error that must come.
func refused(t *testing.T, s *Source) *Error {
	t.Helper()
	tok, err := s.Token(t.Context())
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v and error %T %v, want *Error", tok, err, err)
	}
	noLeak(t, err)
	return e
}

// noLeak fails when a value shows the secret or a token in any way that a program might print it.
func noLeak(t *testing.T, values ...any) {
	t.Helper()
	needles := []string{theSecret, url.QueryEscape(theSecret), "x+y/z=0", "456789.-_tail", "signature-of-the-token",
		base64.RawURLEncoding.EncodeToString([]byte("signature-of-the-token"))}
	for _, v := range values {
		shown := []string{fmt.Sprintf("%v", v), fmt.Sprintf("%+v", v), fmt.Sprintf("%#v", v), fmt.Sprintf("%s", v), fmt.Sprintf("%q", v), fmt.Sprintf("%x", v)}
		if b, err := json.Marshal(v); err == nil {
			shown = append(shown, string(b))
		}
		for err, ok := v.(error); ok && err != nil; err = errors.Unwrap(err) {
			shown = append(shown, err.Error(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", err))
		}
		if _, ok := v.(*Source); !ok { // that leads into the buffers of connections
			shown = append(shown, strings.Join(allStrings(reflect.ValueOf(v), map[uintptr]bool{}), "\n"))
		}
		for _, s := range shown {
			for _, n := range needles {
				if strings.Contains(s, n) || strings.Contains(s, fmt.Sprintf("%x", n)) {
					t.Errorf("shows %q:\n%.400s", n, s)
				}
			}
		}
	}
}

// allStrings collects every string that a value holds, at any depth, exported or not; what is in a Secret is what may
// be there and is left out.
func allStrings(v reflect.Value, seen map[uintptr]bool) []string {
	var out []string
	if !v.IsValid() || v.Type() == reflect.TypeFor[Secret]() {
		return nil
	}
	switch v.Kind() {
	case reflect.String:
		return []string{v.String()}
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] || v.Type() == reflect.TypeFor[*x509.Certificate]() {
			return nil
		}
		seen[v.Pointer()] = true
		return allStrings(v.Elem(), seen)
	case reflect.Interface:
		return allStrings(v.Elem(), seen)
	case reflect.Struct:
		for i := range v.NumField() {
			out = append(out, allStrings(v.Field(i), seen)...)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 && v.Kind() == reflect.Slice {
			return []string{string(v.Bytes())}
		}
		for i := range v.Len() {
			out = append(out, allStrings(v.Index(i), seen)...)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			out = append(out, allStrings(k, seen)...)
			out = append(out, allStrings(v.MapIndex(k), seen)...)
		}
	}
	return out
}

// eventually waits for something that other goroutines bring about.
func eventually(t *testing.T, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !f(); runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatal("did not happen: " + what)
		}
	}
}
