package matrix_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/check/matrix"
)

type tokens struct{}

func (tokens) Token(context.Context) (auth.Token, error) {
	return auth.Token{IssuedAt: time.Now(), Claims: auth.Claims{TenantID: "t", Roles: []string{"API.ReadWrite.All"}}}, nil
}
func (tokens) Discard() {}

// service is an environment with as many entity sets as a test wants.
type service struct {
	t       testing.TB
	server  *httptest.Server
	sets    []string // plain sets: items000, …
	lines   bool     // orders with lines that answer only below an order
	routes  []string // beside v2.0
	latency time.Duration
	// answer may answer for a set in a company in place of the service; it tells whether it did.
	answer func(w http.ResponseWriter, r *http.Request, route, company, set string) bool

	mu       sync.Mutex
	asked    map[string]int // by company|path
	inflight int
	most     int
}

func newService(t testing.TB, plain int) *service {
	s := &service{t: t, asked: map[string]int{}}
	for i := range plain {
		s.sets = append(s.sets, fmt.Sprintf("items%03d", i))
	}
	s.server = httptest.NewServer(s)
	t.Cleanup(s.server.Close)
	return s
}

func (s *service) metadata() string {
	var types, navs, sets strings.Builder
	add := func(name, more string) {
		fmt.Fprintf(&types, `<EntityType Name="%sType"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid" Nullable="false"/>%s</EntityType>`, name, more)
		fmt.Fprintf(&navs, `<NavigationProperty Name="%s" Type="Collection(Microsoft.NAV.%sType)" ContainsTarget="true"/>`, name, name)
		fmt.Fprintf(&sets, `<EntitySet Name="%s" EntityType="Microsoft.NAV.%sType"/>`, name, name)
	}
	for _, name := range s.sets {
		add(name, "")
	}
	if s.lines {
		add("salesInvoices", `<NavigationProperty Name="salesInvoiceLines" Type="Collection(Microsoft.NAV.salesInvoiceLinesType)" ContainsTarget="true"/>`+
			`<NavigationProperty Name="rentalLines" Type="Collection(Microsoft.NAV.rentalLinesType)" ContainsTarget="true"/>`+
			`<NavigationProperty Name="pdfDocument" Type="Microsoft.NAV.pdfDocumentType" ContainsTarget="true"/>`)
		add("salesInvoiceLines", "")
		add("rentalLines", "") // not known to the catalogue: only its refusal tells
		add("pdfDocument", "")
	}
	return `<?xml version="1.0"?><edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0"><edmx:DataServices><Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="Microsoft.NAV">` +
		`<EntityType Name="company"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid" Nullable="false"/>` + navs.String() + `</EntityType>` + types.String() +
		`<EntityContainer Name="NAV"><EntitySet Name="companies" EntityType="Microsoft.NAV.company"/>` + sets.String() + `</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, rest, _ := strings.Cut(r.URL.Path, "/api/")
	s.mu.Lock()
	s.inflight++
	s.most = max(s.most, s.inflight)
	s.asked[rest]++
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.inflight--
		s.mu.Unlock()
	}()
	if s.latency > 0 {
		select {
		case <-time.After(s.latency):
		case <-r.Context().Done():
			return
		}
	}
	w.Header().Set("ms-correlation-x", "c")
	switch {
	case strings.HasSuffix(rest, "/$metadata"):
		w.Header().Set("Content-Type", "application/xml")
		fmt.Fprint(w, s.metadata())
		return
	case rest == "v2.0/apicategoryroutes":
		var list []string
		for _, route := range append([]string{"v2.0"}, s.routes...) {
			list = append(list, fmt.Sprintf(`{"route":%q}`, route))
		}
		rows(w, list...)
		return
	}
	route, path, company := "v2.0", strings.TrimPrefix(rest, "v2.0/"), ""
	for _, x := range s.routes {
		if p, ok := strings.CutPrefix(rest, x+"/"); ok {
			route, path = x, p
		}
	}
	if after, ok := strings.CutPrefix(path, "companies("); ok {
		company, path, _ = strings.Cut(after, ")/")
	}
	if s.answer != nil && s.answer(w, r, route, company, path) {
		return
	}
	set, below, _ := strings.Cut(path, "(")
	if below == "" && (set == "salesInvoiceLines" || set == "rentalLines" || set == "pdfDocument") {
		refuse(w, 400, "Application_DialogException", "You must specify an Id or a Document Id to get the lines.")
		return
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprint(w, `{"@odata.count":12,"value":[{"id":"3ab5c248-e72b-f011-9a4a-7c1e5275406f"}]}`)
}

func rows(w http.ResponseWriter, list ...string) {
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"value":[%s]}`, strings.Join(list, ","))
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"error":{"code":%q,"message":%q}}`, code, message)
}

func (s *service) requests() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]int{}
	for k, v := range s.asked {
		out[k] = v
	}
	return out
}

var companies = []matrix.Company{
	{ID: "3ab5c248-e72b-f011-9a4a-7c1e52754061", Name: "One"}, {ID: "3ab5c248-e72b-f011-9a4a-7c1e52754062", Name: "Two"}, {ID: "3ab5c248-e72b-f011-9a4a-7c1e52754063", Name: "Three"},
}

// clock stands still until somebody sleeps: then it goes on by as much.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slept = append(c.slept, d)
	c.now = c.now.Add(d)
	return ctx.Err()
}

func (s *service) prober(c *clock) *matrix.Prober {
	s.t.Helper()
	o := bc.Options{Jitter: func() float64 { return 0.5 }}
	if c != nil {
		o.Now, o.Sleep = c.Now, c.Sleep
	}
	p, err := matrix.New(bc.Target{API: s.server.URL, Tenant: "contoso.example", Environment: "Production"}, tokens{}, o)
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func cell(t testing.TB, m *matrix.Matrix, set string, column int) matrix.Cell {
	t.Helper()
	for row, s := range m.Sets() {
		if s.Name == set {
			return m.At(row, column)
		}
	}
	t.Fatalf("the matrix has no row %s", set)
	return matrix.Cell{}
}
