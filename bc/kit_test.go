package bc_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc"
)

// tokens is a TokenSource without Entra: it counts.
type tokens struct {
	mu              sync.Mutex
	asked, discards int
	issued          time.Time // of the tokens given out
	claims          auth.Claims
	err             error
}

func (s *tokens) Token(ctx context.Context) (auth.Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	return auth.Token{IssuedAt: s.issued, Claims: s.claims}, s.err
}

func (s *tokens) Discard() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.discards++
}

func (s *tokens) discarded() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.discards
}

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// kit is a server, a client for it, and what the client told while it worked.
type kit struct {
	t      *testing.T
	server *httptest.Server
	client *bc.Client
	tokens *tokens

	mu        sync.Mutex
	waits     []time.Duration
	exchanges []bc.Exchange
	notices   []bc.Notice
	requests  []*http.Request
}

const tenant, company = "contoso.onmicrosoft.com", "3ab5c248-e72b-f011-9a4a-7c1e5275406f"

// prefix of everything below the environment.
const prefix = "/v2.0/" + tenant + "/Production"

// newKit starts a plain HTTP server on loopback. Waits are noted and not done.
func newKit(t *testing.T, handler http.HandlerFunc, change ...func(*bc.Options)) *kit {
	t.Helper()
	k := &kit{t: t, tokens: &tokens{}}
	k.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k.mu.Lock()
		k.requests = append(k.requests, r.Clone(context.Background()))
		k.mu.Unlock()
		handler(w, r)
	}))
	t.Cleanup(k.server.Close)
	k.client = k.newClient(change...)
	return k
}

func (k *kit) options(change ...func(*bc.Options)) bc.Options {
	o := bc.Options{
		UserAgent: "bctui/test",
		Now:       func() time.Time { return noon },
		Jitter:    func() float64 { return 0.5 },
		Sleep: func(ctx context.Context, d time.Duration) error {
			k.mu.Lock()
			k.waits = append(k.waits, d)
			k.mu.Unlock()
			return ctx.Err()
		},
		Observe: func(x bc.Exchange) {
			k.mu.Lock()
			k.exchanges = append(k.exchanges, x)
			k.mu.Unlock()
		},
		Notice: func(n bc.Notice) {
			k.mu.Lock()
			k.notices = append(k.notices, n)
			k.mu.Unlock()
		},
	}
	for _, f := range change {
		f(&o)
	}
	return o
}

func (k *kit) newClient(change ...func(*bc.Options)) *bc.Client {
	k.t.Helper()
	c, err := bc.New(bc.Target{API: k.server.URL, Tenant: tenant, Environment: "Production"}, k.tokens, k.options(change...))
	if err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(c.Close)
	return c
}

func (k *kit) seen() []*http.Request {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]*http.Request(nil), k.requests...)
}

func (k *kit) slept() []time.Duration {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]time.Duration(nil), k.waits...)
}

func (k *kit) noticed() []bc.Notice {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]bc.Notice(nil), k.notices...)
}

func (k *kit) observed() []bc.Exchange {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]bc.Exchange(nil), k.exchanges...)
}

// customers is the source that most tests read.
func customers() bc.Source { return bc.Source{CompanyID: company, Set: "customers"} }

// page writes a page of rows {"id":n} from..to, with a nextLink if there is one.
func page(w http.ResponseWriter, from, to int, next string) {
	w.Header().Set("Content-Type", "application/json; odata.metadata=minimal; odata.streaming=true")
	var b strings.Builder
	b.WriteString(`{"@odata.context":"x/$metadata#customers","value":[`)
	for i := from; i < to; i++ {
		if i > from {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"@odata.etag":"W/\"%d\"","id":%d,"displayName":"Customer %d"}`, i, i, i)
	}
	b.WriteByte(']')
	if next != "" {
		link, _ := json.Marshal(next)
		fmt.Fprintf(&b, `,"@odata.nextLink":%s`, link)
	}
	b.WriteByte('}')
	fmt.Fprint(w, b.String())
}

func refuse(w http.ResponseWriter, status int, contentType, body string) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	fmt.Fprint(w, body)
}

// asError gives the client's error as *bc.Error, or fails.
func asError(t *testing.T, err error) *bc.Error {
	t.Helper()
	var e *bc.Error
	if !errors.As(err, &e) {
		t.Fatalf("error is %T (%v), not *bc.Error", err, err)
	}
	return e
}

// shared reads a recorded document, or skips the test where the folder is missing.
func shared(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "shared", "data", filepath.FromSlash(name)))
	if err != nil {
		t.Skipf("recorded data is not here: %v", err)
	}
	return data
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}
