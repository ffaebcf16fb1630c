package bc_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/demo"
	"bctui/bc/odata"
	"bctui/bc/rows"
)

// wiretap notes the tokens that go over the wire, to look for them elsewhere.
type wiretap struct {
	*bc.Transport
	mu     sync.Mutex
	tokens map[string]bool
}

func (w *wiretap) RoundTrip(r *http.Request) (*http.Response, error) {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		w.mu.Lock()
		w.tokens[token] = true
		w.mu.Unlock()
	}
	return w.Transport.RoundTrip(r)
}

// session is a client that signed in to the demo tenant through MSAL, over TLS.
type session struct {
	*bc.Client
	server    *demo.Server
	tap       *wiretap
	secret    string
	source    *auth.Source
	mu        sync.Mutex
	exchanges []bc.Exchange
	notices   []bc.Notice
}

func startDemo(t testing.TB) *demo.Server {
	t.Helper()
	s, err := demo.Start(demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// connect makes a client with one of the demo's registrations. An empty name gives the good one.
func connect(t testing.TB, server *demo.Server, registration string, change ...func(*bc.Target)) *session {
	t.Helper()
	regs := server.Registrations()
	reg := regs[0]
	for _, r := range regs {
		if r.Name == registration {
			reg = r
		}
	}
	s := &session{server: server, secret: reg.Secret, tap: &wiretap{
		Transport: bc.NewTransport(bc.TransportOptions{RootCAs: server.CertPool()}), tokens: map[string]bool{},
	}}
	t.Cleanup(s.tap.CloseIdleConnections)
	source, err := auth.NewSource(auth.Registration{Tenant: reg.TenantID, ClientID: reg.ClientID, Authority: server.TLSURL()},
		auth.NewSecret(reg.Secret), auth.Options{Transport: s.tap})
	if err != nil {
		t.Fatal(err)
	}
	s.source = source
	target := bc.Target{API: server.TLSURL(), Tenant: reg.TenantID, Environment: "Production"}
	for _, f := range change {
		f(&target)
	}
	s.Client, err = bc.New(target, source, bc.Options{
		Transport: s.tap,
		Sleep:     func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Observe: func(x bc.Exchange) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.exchanges = append(s.exchanges, x)
		},
		Notice: func(n bc.Notice) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.notices = append(s.notices, n)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// company gives the ID of a company that has data.
func (s *session) company(t testing.TB) string {
	t.Helper()
	companies, err := s.Companies(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range companies {
		if n, err := s.Count(t.Context(), bc.Source{CompanyID: c.ID, Set: "customers"}); err == nil && n > 0 {
			return c.ID
		}
	}
	t.Fatal("no company has customers")
	return ""
}

// all reads a source to its end and checks that no record comes twice.
func (s *session) all(t testing.TB, source bc.Source) (store rows.Store) {
	t.Helper()
	page, err := s.FirstPage(t.Context(), source)
	for err == nil {
		store.Append(page.Block)
		page, err = s.NextPage(t.Context(), page)
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for i := range store.Len() {
		id := store.Cell(i, "id").Text()
		if ids[id] {
			t.Fatalf("%s came twice", id)
		}
		ids[id] = true
	}
	return store
}

func TestDemoFromLaunchToCompanies(t *testing.T) {
	server := startDemo(t)
	s := connect(t, server, "")
	s.Preconnect(t.Context())
	companies, err := s.Companies(t.Context())
	if err != nil || len(companies) < 3 || companies[0].Label() == "" || companies[0].SystemVersion == "" {
		t.Fatalf("%+v %v", companies, err)
	}
	var kinds []string
	for _, r := range server.Requests() {
		kinds = append(kinds, r.Kind)
		equal(t, "protocol", r.Proto, "HTTP/2.0")
		equal(t, "connection", r.Connection, server.Requests()[0].Connection)
	}
	equal(t, "requests", strings.Join(kinds, " "), "discovery token companies")
}

func TestDemoEverySetOpens(t *testing.T) {
	s := connect(t, startDemo(t), "")
	company := s.company(t)
	schema, err := s.Schema(t.Context(), "v2.0", "26")
	if err != nil || len(schema.Problems) > 0 {
		t.Fatal(err, schema.Problems)
	}
	full, parents := 0, 0
	for _, set := range schema.Sets {
		source := bc.Source{Set: set.Name, PageSize: 7}
		if set.CompanyLevel {
			source.CompanyID = company
		}
		page, err := s.FirstPage(t.Context(), source)
		var refused *bc.Error
		if errors.As(err, &refused) && refused.Code == "Application_DialogException" && strings.Contains(refused.Meaning.Title, "parent") {
			parents++ // lines and the like are reached through their header only (reference 5)
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", set.Name, err)
			continue
		}
		if page.Block.Len() == 0 {
			continue
		}
		full++
		for _, name := range page.Block.Columns() {
			if _, ok := set.Type.Property(name); !ok {
				t.Errorf("%s has %s, which the schema does not know", set.Name, name)
			}
		}
		// And one record of each by its key.
		values := map[string]string{}
		for _, key := range set.Type.Key {
			values[key] = page.Block.Cell(0, page.Block.ColumnIndex(key)).Text()
		}
		key, err := odata.Key(set.Type, values)
		if err != nil {
			t.Errorf("%s: %v", set.Name, err)
			continue
		}
		rec, err := s.Record(t.Context(), bc.RecordRef{CompanyID: source.CompanyID, Set: set.Name, Key: key})
		if err != nil {
			t.Errorf("%s(%s): %v", set.Name, key, err)
			continue
		}
		if got, want := rec.Get(set.Type.Key[0]).Text(), values[set.Type.Key[0]]; got != want {
			t.Errorf("%s(%s) is %q", set.Name, key, got)
		}
	}
	if full < 15 || parents == 0 {
		t.Errorf("only %d sets have rows, %d want a parent", full, parents)
	}
}

func TestDemoRoutes(t *testing.T) {
	s := connect(t, startDemo(t), "")
	routes, err := s.Routes(t.Context())
	if err != nil || len(routes) < 2 {
		t.Fatal(routes, err)
	}
	for _, r := range routes {
		if _, err := s.ServiceDocument(t.Context(), r.Route); err != nil {
			t.Errorf("%s: %v", r.Route, err)
		}
		if schema, err := s.Schema(t.Context(), r.Route, ""); err != nil || len(schema.Sets) == 0 {
			t.Errorf("%s: %v", r.Route, err)
		}
	}
	_, err = s.ServiceDocument(t.Context(), "nobody/nothing/v1.0")
	equal(t, "kind", asError(t, err).Kind, bc.NoRoute)
}

func TestDemoPages(t *testing.T) {
	server := startDemo(t)
	s := connect(t, server, "")
	company := s.company(t)
	source := bc.Source{CompanyID: company, Set: "customers", PageSize: 13}
	total, err := s.Count(t.Context(), source)
	if err != nil {
		t.Fatal(err)
	}
	// A page that is cut in the middle, one that is refused, one that breaks off as JSON: nothing is lost or doubled.
	server.SetFaults(demo.Fault{On: "page", Skip: 1, Cut: true, After: 2000}, demo.Fault{On: "page", Skip: 3, Status: 429, RetryAfter: "2"},
		demo.Fault{On: "page", Skip: 5, Drop: true}, demo.Fault{On: "page", Skip: 8, Garbage: true})
	store := s.all(t, source)
	equal(t, "rows", int64(store.Len()), total)
	if len(s.notices) != 4 {
		t.Errorf("notices %v", s.notices)
	}
	server.SetFaults()

	sorted := source
	sorted.Query = odata.Query{Select: []string{"number", "displayName", "id"}, OrderBy: []odata.Order{{Property: "number", Descending: true}}, Count: true}
	page, err := s.FirstPage(t.Context(), sorted)
	if err != nil || page.Count != total || len(page.Block.Columns()) != 3 {
		t.Fatalf("%+v %v", page, err)
	}
	number := page.Block.ColumnIndex("number")
	first, second := page.Block.Cell(0, number).Text(), page.Block.Cell(1, number).Text()
	if page.Block.Len() != 13 || first <= second {
		t.Errorf("not sorted: %s, %s", first, second)
	}
	one := sorted
	one.Query.Filter = "number eq " + odata.String(second)
	if page, err = s.FirstPage(t.Context(), one); err != nil || page.Block.Len() != 1 || page.Count != 1 || !page.Last() {
		t.Errorf("%+v %v", page, err)
	}
	// From a header to its lines.
	orders, err := s.FirstPage(t.Context(), bc.Source{CompanyID: company, Set: "salesOrders", PageSize: 1})
	if err != nil || orders.Block.Len() != 1 {
		t.Fatal(err)
	}
	id := orders.Block.Cell(0, orders.Block.ColumnIndex("id")).Text()
	lines, err := s.FirstPage(t.Context(), bc.Source{CompanyID: company, Path: "salesOrders(" + id + ")/salesOrderLines"})
	if err != nil || lines.Block.Len() == 0 || lines.Block.Cell(0, lines.Block.ColumnIndex("documentId")).Text() != id {
		t.Errorf("%v", err)
	}
}

func TestDemoRegistrations(t *testing.T) {
	server := startDemo(t)
	for name, want := range map[string]bc.Kind{"no-consent": bc.SignIn, "not-set-up": bc.NotSetUp, "disabled": bc.NotSetUp} {
		_, err := connect(t, server, name).Companies(t.Context())
		e := asError(t, err)
		equal(t, name, e.Kind, want)
		if name == "no-consent" && e.Meaning.Who != auth.EntraAdmin {
			t.Errorf("%s: %+v", name, e.Meaning)
		}
	}
	_, err := connect(t, server, "expired-secret").Companies(t.Context())
	var refused *auth.Error
	if !errors.As(err, &refused) || refused.AADSTS != 7000222 {
		t.Errorf("%T %v", err, err)
	}
	_, err = connect(t, server, "", func(t *bc.Target) { t.Environment = "Prod" }).Companies(t.Context())
	equal(t, "kind", asError(t, err).Kind, bc.NoEnvironment)
	limited := connect(t, server, "limited")
	company := limited.company(t)
	denied := 0
	for _, set := range []string{"customers", "vendors", "generalLedgerEntries", "employees", "salesOrders", "purchaseInvoices"} {
		_, err := limited.FirstPage(t.Context(), bc.Source{CompanyID: company, Set: set, PageSize: 1})
		if err == nil {
			continue
		}
		denied++
		e := asError(t, err)
		if e.Kind != bc.Permission || e.Denied == nil || e.Denied.ID == 0 || e.Denied.Right != "Read" {
			t.Errorf("%s: %v", set, e)
		}
	}
	if denied == 0 {
		t.Error("nothing is denied")
	}
	_, err = limited.FirstPage(t.Context(), bc.Source{CompanyID: "00000000-0000-0000-0000-000000000001", Set: "customers"})
	if e := asError(t, err); e.Kind != bc.NoCompany && e.Kind != bc.NotFound {
		t.Errorf("unknown company: %v", e)
	}
}

func TestDemoTokenThatEndsMidway(t *testing.T) {
	server := startDemo(t)
	s := connect(t, server, "")
	company := s.company(t)
	server.SetFaults(demo.Fault{On: "page", Status: 401})
	if _, err := s.FirstPage(t.Context(), bc.Source{CompanyID: company, Set: "customers"}); err != nil {
		t.Fatal(err)
	}
	tokens := 0
	for _, r := range server.Requests() {
		if r.Kind == "token" {
			tokens++
		}
	}
	equal(t, "tokens asked for", tokens, 2)
}

// Requests that are refused together renew the token once, not each for itself.
func TestDemoRequestsRefusedTogetherRenewOnce(t *testing.T) {
	server := startDemo(t)
	s := connect(t, server, "")
	if _, err := s.Companies(t.Context()); err != nil {
		t.Fatal(err)
	}
	var old string
	for old = range s.tap.tokens {
	}
	var together sync.WaitGroup
	together.Add(4)
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer "+old && strings.Contains(r.URL.Path, "customers") {
			together.Done()
			together.Wait()
			refuse(w, 401, "application/json", `{"error":{"code":"Unauthorized","message":"The credentials provided are incorrect"}}`)
			return
		}
		page(w, 0, 1, "")
	})
	c, err := bc.New(bc.Target{API: k.server.URL, Environment: "P"}, s.source, k.options())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Companies(t.Context()); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := c.FirstPage(t.Context(), customers()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	asked := 0
	for _, r := range server.Requests() {
		if r.Kind == "token" {
			asked++
		}
	}
	equal(t, "tokens asked for", asked, 2)
}

func TestDemoLinksThatLeadAstray(t *testing.T) {
	server := startDemo(t)
	for fault, want := range map[string]bc.Kind{"foreign": bc.ForeignHost, "repeat": bc.Damaged, "stale": bc.BadRequest} {
		s := connect(t, server, "")
		company := s.company(t)
		server.SetFaults(demo.Fault{On: "page", NextLink: fault, Times: -1})
		page, err := s.FirstPage(t.Context(), bc.Source{CompanyID: company, Set: "customers", PageSize: 5})
		for n := 0; err == nil && n < 5; n++ {
			page, err = s.NextPage(t.Context(), page)
		}
		if e := asError(t, err); e.Kind != want {
			t.Errorf("%s: %s, %v", fault, e.Kind, e)
		}
		server.SetFaults()
	}
}

// A server that echoes the token wherever it can does not bring it onto the screen.
func TestDemoEchoedTokens(t *testing.T) {
	s := connect(t, startDemo(t), "")
	if _, err := s.Companies(t.Context()); err != nil {
		t.Fatal(err)
	}
	var token string
	for token = range s.tap.tokens {
	}
	answers := []func(w http.ResponseWriter){
		func(w http.ResponseWriter) {
			refuse(w, 400, token, `{"error":{"code":"`+token+`","message":"`+token+`"}}`)
		},
		func(w http.ResponseWriter) {
			refuse(w, 403, "", `{"error":{"code":"x","message":"(TableData 1 `+token+` Read: `+token+`)"}}`)
		},
		func(w http.ResponseWriter) { refuse(w, 401, "text/html", "<html><title>"+token+"</title>") },
		func(w http.ResponseWriter) {
			w.Header().Set("Location", "https://evil.example/"+token)
			w.WriteHeader(302)
		},
		func(w http.ResponseWriter) { fmt.Fprint(w, "token: "+token) },
		func(w http.ResponseWriter) { fmt.Fprint(w, `{"value":[{"a":"`+token+`"},x`) },
	}
	for i, answer := range answers {
		k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ms-correlation-x", token)
			answer(w)
		})
		c, err := bc.New(bc.Target{API: k.server.URL, Environment: "P"}, s.source, k.options())
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.FirstPage(t.Context(), customers())
		if err == nil {
			t.Errorf("%d: no error", i)
		}
		if text := fmt.Sprintf("%v %+v %+v %+v", err, asError(t, err), k.observed(), k.noticed()); strings.Contains(text, token) {
			t.Errorf("%d: the token shows in %s", i, strings.ReplaceAll(text, token, "<<TOKEN>>"))
		}
	}
}

// No secret and no token is in anything that a person could see, whatever goes wrong, and nothing but GET and the one
// POST for the token is sent.
func TestDemoSecretsShowNowhere(t *testing.T) {
	server := startDemo(t)
	s := connect(t, server, "")
	company := s.company(t)
	seen := []any{s.Client.Target(), s.BaseURL()}
	for _, fault := range []demo.Fault{{Status: 401, Times: -1}, {Status: 403}, {Status: 404}, {Status: 500}, {Status: 503, Times: -1}, {HTML: true}, {Drop: true, Times: -1},
		{Garbage: true, Times: -1}, {Redirect: "https://evil.example/"}, {NextLink: "foreign"}} {
		fault.On = "page"
		server.SetFaults(fault)
		page, err := s.FirstPage(t.Context(), bc.Source{CompanyID: company, Set: "customers", PageSize: 2})
		if err == nil {
			_, err = s.NextPage(t.Context(), page)
		}
		if err == nil {
			t.Errorf("no error for %+v", fault)
		}
		seen = append(seen, err, page)
		for e := err; e != nil; e = errors.Unwrap(e) {
			seen = append(seen, fmt.Sprintf("%+v %#v", e, e))
		}
	}
	s.mu.Lock()
	seen = append(seen, s.exchanges, s.notices)
	s.mu.Unlock()
	text := fmt.Sprintf("%+v %#v", seen, seen)
	if len(s.tap.tokens) < 2 {
		t.Errorf("%d tokens went over the wire: this test would see nothing", len(s.tap.tokens))
	}
	for token := range s.tap.tokens {
		if token == "" || strings.Contains(text, token) || strings.Contains(text, token[len(token)-40:]) {
			t.Error("a token shows")
		}
	}
	if strings.Contains(text, s.secret) {
		t.Error("the secret shows")
	}
	for _, r := range server.Requests() {
		if r.Method != http.MethodGet && (r.Method != http.MethodPost || r.Kind != "token") {
			t.Errorf("%s %s was sent", r.Method, r.Path)
		}
		if r.Kind != "discovery" && r.Kind != "token" && r.Header.Get("client-request-id") == "" {
			t.Errorf("%s has no client-request-id", r.Path)
		}
	}
}

// Every request of a filter with functions within functions carries the schema version: the pages behind links that
// leave it out, one by one or in a stream, and the count.
func TestSchemaVersionOnEveryPage(t *testing.T) {
	server := startDemo(t)
	s := connect(t, server, "")
	const nested = "contains(tolower(displayName),'an')"
	source := bc.Source{CompanyID: s.company(t), Set: "customers", PageSize: 40, Query: odata.Query{Filter: nested, OrderBy: []odata.Order{{Property: "number"}}}}
	server.SetFaults(demo.Fault{On: "page", Times: -1, NextLink: "bare"})
	server.ForgetRequests()
	store := s.all(t, source)
	first, err := s.FirstPage(t.Context(), source)
	if err != nil {
		t.Fatal(err)
	}
	streamed := first.Block.Len()
	for page, err := range s.Stream(t.Context(), first) {
		if err != nil {
			t.Fatal(err)
		}
		streamed += page.Block.Len()
	}
	n, err := s.Count(t.Context(), source)
	if err != nil || n != int64(store.Len()) || streamed != store.Len() || n <= 80 {
		t.Errorf("%d rows, %d streamed, %d counted, %v", store.Len(), streamed, n, err)
	}
	for _, q := range server.Requests() {
		if (q.Kind == "page" || q.Kind == "count") && strings.Count(q.Query, "$schemaversion=2.1") != 1 {
			t.Errorf("%s ?%s", q.Path, q.Query)
		}
	}
	// Without such a filter nothing is added.
	server.ForgetRequests()
	source.Query.Filter = "startswith(displayName,'A')"
	s.all(t, source)
	for _, q := range server.Requests() {
		if strings.Contains(q.Query, "schemaversion") {
			t.Errorf("%s ?%s", q.Path, q.Query)
		}
	}
}

func TestARefusedSchemaVersionNamesTheWayRound(t *testing.T) {
	server := startDemo(t)
	s := connect(t, server, "")
	source := bc.Source{CompanyID: s.company(t), Set: "customers", Query: odata.Query{Filter: "contains(tolower(displayName),'an')"}}
	for _, status := range []int{400, 501} {
		server.SetFaults(demo.Fault{On: "page", Times: -1, Status: status})
		_, err := s.FirstPage(t.Context(), source)
		var e *bc.Error
		if !errors.As(err, &e) || !strings.Contains(strings.Join(e.Meaning.Steps, " "), "*oslo*|*Oslo*|*OSLO*") {
			t.Errorf("%d: %v", status, err)
		}
	}
}
