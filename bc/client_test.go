package bc_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"bctui/bc"
	"bctui/bc/odata"
)

func TestTargetsThatCannotBeUsedSayWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		target bc.Target
		field  string
	}{
		{bc.Target{API: "http://api.example.com", Environment: "P"}, "API URL"},
		{bc.Target{API: "api.example.com", Environment: "P"}, "API URL"},
		{bc.Target{API: "ftp://api.example.com", Environment: "P"}, "API URL"},
		{bc.Target{API: "https://user:pw@api.example.com", Environment: "P"}, "API URL"},
		{bc.Target{API: "https://api.example.com/?x=1", Environment: "P"}, "API URL"},
		{bc.Target{API: "https://", Environment: "P"}, "API URL"},
		{bc.Target{API: "https://:443", Environment: "P"}, "API URL"},
		{bc.Target{Environment: ""}, "environment"},
		{bc.Target{Environment: " "}, "environment"},
		{bc.Target{Environment: ".."}, "environment"},
		{bc.Target{Environment: "Pro\nduction"}, "environment"},
		{bc.Target{Tenant: "..", Environment: "P"}, "tenant"},
	} {
		_, err := bc.New(c.target, &tokens{}, bc.Options{})
		var in *bc.InputError
		if !errors.As(err, &in) || in.Field != c.field {
			t.Errorf("%+v: %v, want an error about the %s", c.target, err, c.field)
		}
	}
}

func TestAddresses(t *testing.T) {
	c, err := bc.New(bc.Target{Tenant: tenant, Environment: "My Sandbox/1"}, &tokens{}, bc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	base := "https://api.businesscentral.dynamics.com/v2.0/contoso.onmicrosoft.com/My%20Sandbox%2F1"
	for _, s := range []struct {
		source bc.Source
		want   string
	}{
		{bc.Source{Set: "companies"}, base + "/api/v2.0/companies"},
		{customers(), base + "/api/v2.0/companies(" + company + ")/customers"},
		{bc.Source{Route: "contoso/app1/v1.0", CompanyID: company, Set: "things"}, base + "/api/contoso/app1/v1.0/companies(" + company + ")/things"},
		{bc.Source{CompanyID: company, Path: "salesOrders(" + company + ")/salesOrderLines"}, base + "/api/v2.0/companies(" + company + ")/salesOrders(" + company + ")/salesOrderLines"},
		{bc.Source{CompanyID: company, Path: "things('a/b ''c''')/parts"}, base + "/api/v2.0/companies(" + company + ")/things(%27a%2Fb%20%27%27c%27%27%27)/parts"},
		{bc.Source{CompanyID: company, Set: "customers", Query: odata.Query{
			Select: []string{"number", "displayName"}, Filter: "displayName eq 'A+B & O''Brien #1'",
			OrderBy: []odata.Order{{Property: "number", Descending: true}}, Top: odata.N(3),
		}}, base + "/api/v2.0/companies(" + company + ")/customers?$select=number,displayName&$filter=displayName%20eq%20%27A%2BB%20%26%20O%27%27Brien%20%231%27&$orderby=number%20desc&$top=3"},
	} {
		equal(t, "address", c.URL(s.source), s.want)
	}
	equal(t, "page 9860", c.WebURL(9860), "https://businesscentral.dynamics.com/contoso.onmicrosoft.com/My%20Sandbox%2F1/?page=9860")
}

func TestSourcesThatCannotBeAskedForAreNotSent(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) { page(w, 0, 1, "") })
	for _, s := range []bc.Source{
		{Set: ""}, {Set: ".."}, {CompanyID: company, Path: "customers/../../x"}, {CompanyID: "CRONUS", Set: "customers"},
		{Route: "../x", Set: "customers"}, {Route: "a//b", Set: "customers"}, {Set: "cust\nomers"},
	} {
		if _, err := k.client.FirstPage(t.Context(), s); err == nil {
			t.Errorf("%+v was sent", s)
		}
	}
	long := customers()
	long.Query.Filter = "displayName eq '" + strings.Repeat("x", 8100) + "'"
	_, err := k.client.FirstPage(t.Context(), long)
	equal(t, "kind", asError(t, err).Kind, bc.TooLong)
	if n := len(k.seen()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestHeadersOfEveryRequest(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery == "" {
			page(w, 0, 2, "?$skiptoken=2")
			return
		}
		page(w, 2, 3, "")
	}, func(o *bc.Options) { o.AcceptLanguage = "de-DE" })
	s := customers()
	s.PageSize = 2
	first, err := k.client.FirstPage(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.client.NextPage(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	guid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	for _, r := range k.seen() {
		equal(t, "Accept", r.Header.Get("Accept"), "application/json")
		equal(t, "User-Agent", r.Header.Get("User-Agent"), "bctui/test")
		equal(t, "Prefer", r.Header.Get("Prefer"), "odata.maxpagesize=2")
		equal(t, "Accept-Language", r.Header.Get("Accept-Language"), "de-DE")
		equal(t, "Accept-Encoding", r.Header.Get("Accept-Encoding"), "gzip")
		if !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer") {
			t.Error("no token")
		}
		id := r.Header.Get("client-request-id")
		if !guid.MatchString(id) || ids[id] {
			t.Errorf("client-request-id %q is no fresh GUID", id)
		}
		ids[id] = true
	}
	if !ids[first.RequestID] {
		t.Error("the page does not know the ID of its request")
	}
}

func TestCompanies(t *testing.T) {
	recorded := shared(t, "responses/v2.0/companies.json")
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		equal(t, "path", r.URL.Path, prefix+"/api/v2.0/companies")
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(recorded)
	})
	companies, err := k.client.Companies(t.Context())
	if err != nil || len(companies) != 2 {
		t.Fatal(companies, err)
	}
	equal(t, "label without display name", companies[0].Label(), "My Company")
	equal(t, "label", companies[1].Label(), "Rebel Sp. z o.o.")
	equal(t, "ID", companies[1].ID, company)
	equal(t, "version", companies[1].SystemVersion, "26.0.30643.32100")
	equal(t, "timestamp", companies[1].Record.Get("timestamp").Text(), "767626")
	if len(k.seen()) != 1 {
		t.Error("more than one request")
	}
}

func TestRoutesAndServiceDocument(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case prefix + "/api/v2.0/apicategoryroutes":
			fmt.Fprint(w, `{"value":[{"route":"v2.0","publisher":"","group":"","version":"v2.0"},{"route":"microsoft/automation/v2.0","publisher":"microsoft","group":"automation","version":"v2.0"},{"publisher":"contoso","group":"app1","version":"v1.0"},{}]}`)
		case prefix + "/api/contoso/app1/v1.0/":
			fmt.Fprint(w, `{"@odata.context":"c","value":[{"name":"things","kind":"EntitySet","url":"things"}]}`)
		default:
			http.NotFound(w, r)
		}
	})
	routes, err := k.client.Routes(t.Context())
	if err != nil || len(routes) != 3 {
		t.Fatal(routes, err)
	}
	equal(t, "route", routes[1].Route, "microsoft/automation/v2.0")
	equal(t, "route made of its parts", routes[2].Route, "contoso/app1/v1.0")
	entries, err := k.client.ServiceDocument(t.Context(), "contoso/app1/v1.0")
	if err != nil || len(entries) != 1 {
		t.Fatal(entries, err)
	}
	equal(t, "entry", entries[0], bc.ServiceEntry{Name: "things", Kind: "EntitySet", URL: "things"})
}

func TestPagesToTheEnd(t *testing.T) {
	// The service's own links lack the tenant (reference 4.1) and hold blanks and quotes; both kinds must be followed.
	k := newKit(t, nil)
	k.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Query().Get("$skiptoken") == "":
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"@odata.count":5,"value":[{"id":0},{"id":1}],"@odata.nextLink":"%s/v2.0/Production/api/v2.0/companies(%s)/customers?$filter=name eq 'Ä+B'&aid=FIXED&$skiptoken=2"}`, k.server.URL, company)
		case r.URL.Query().Get("$skiptoken") == "2":
			if !strings.HasPrefix(r.URL.Path, "/v2.0/Production/") || !strings.Contains(r.URL.RawQuery, "aid=FIXED") {
				t.Errorf("nextLink was not followed as it is: %s", r.URL)
			}
			page(w, 2, 4, "customers?$skiptoken=4")
		default:
			page(w, 4, 5, "")
		}
	})
	s := customers()
	s.Query.Count = true
	var ids []string
	p, err := k.client.FirstPage(t.Context(), s)
	for err == nil {
		equal(t, "count", p.Count, 5)
		for i := range p.Block.Len() {
			ids = append(ids, p.Block.Cell(i, p.Block.ColumnIndex("id")).Text())
		}
		p, err = k.client.NextPage(t.Context(), p)
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	equal(t, "rows", strings.Join(ids, ","), "0,1,2,3,4")
}

func TestTheSamePageCanBeAskedForAgain(t *testing.T) {
	fail := false
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.RawQuery == "":
			page(w, 0, 2, "?$skiptoken=2")
		case fail:
			refuse(w, 500, "application/json", `{"error":{"code":"Unknown","message":"x"}}`)
		default:
			page(w, 2, 3, "")
		}
	})
	first, err := k.client.FirstPage(t.Context(), customers())
	if err != nil {
		t.Fatal(err)
	}
	fail = true
	if _, err := k.client.NextPage(t.Context(), first); err == nil {
		t.Fatal("no error")
	}
	fail = false
	for range 2 {
		next, err := k.client.NextPage(t.Context(), first)
		if err != nil || next.Block.Len() != 1 || next.Number != 2 {
			t.Fatal(next, err)
		}
	}
}

func TestLinksThatGoRoundInACircleEnd(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.RawQuery {
		case "":
			page(w, 0, 1, "?$skiptoken=1")
		case "$skiptoken=1":
			page(w, 1, 2, "?$skiptoken=2")
		default:
			page(w, 2, 3, "?$skiptoken=1")
		}
	})
	p, err := k.client.FirstPage(t.Context(), customers())
	for err == nil {
		p, err = k.client.NextPage(t.Context(), p)
	}
	if e := asError(t, err); !strings.Contains(e.Error(), "circle") {
		t.Error(e)
	}
	equal(t, "requests", len(k.seen()), 3)
}

func TestEmptyAndSingleAnswers(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/nothing"):
			w.WriteHeader(http.StatusNoContent)
		case strings.HasSuffix(r.URL.Path, "/currency"):
			fmt.Fprint(w, `{"@odata.context":"x/$metadata#currencies/$entity","@odata.etag":"W/\"1\"","id":"1","code":"EUR"}`)
		default:
			fmt.Fprint(w, `{"value":[]}`)
		}
	})
	p, err := k.client.FirstPage(t.Context(), customers())
	if err != nil || p.Block.Len() != 0 || !p.Last() || p.Single {
		t.Error(p, err)
	}
	p, err = k.client.FirstPage(t.Context(), bc.Source{CompanyID: company, Path: "customers(" + company + ")/nothing"})
	if err != nil || p.Block.Len() != 0 || !p.Single {
		t.Error(p, err)
	}
	p, err = k.client.FirstPage(t.Context(), bc.Source{CompanyID: company, Path: "customers(" + company + ")/currency"})
	if err != nil || p.Block.Len() != 1 || !p.Single || p.Block.Cell(0, p.Block.ColumnIndex("code")).Text() != "EUR" {
		t.Error(p, err)
	}
}

func TestRecord(t *testing.T) {
	recorded := shared(t, "responses/v2.0/customer.json")
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.EscapedPath(), "/customers(34f03eee-2a32-f011-9a4a-7ced8d0ee6e7)") {
			refuse(w, 404, "application/json", `{"error":{"code":"BadRequest_ResourceNotFound","message":"Not found"}}`)
			return
		}
		_, _ = w.Write(recorded)
	})
	rec, err := k.client.Record(t.Context(), bc.RecordRef{CompanyID: company, Set: "customers", Key: "34f03eee-2a32-f011-9a4a-7ced8d0ee6e7"})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "number", rec.Get("number").Text(), "NA0007")
	equal(t, "etag", rec.ETag(), `W/"JzE5OzY3MjczMjkxODU0MzQ2NTQ2MTcxOzAwOyc="`)
	_, err = k.client.Record(t.Context(), bc.RecordRef{CompanyID: company, Set: "customers", Key: "'a/b'"})
	equal(t, "kind", asError(t, err).Kind, bc.NotFound)
}

func TestCount(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   int64
		sent   int
	}{
		"plain": {func(w http.ResponseWriter, r *http.Request) {
			equal(t, "query", r.URL.RawQuery, "$filter=id%20gt%203")
			w.Header().Set("Content-Type", "text/plain")
			fmt.Fprint(w, "\uFEFF250000")
		}, 250000, 1},
		"not offered": {func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/$count") {
				refuse(w, 404, "application/json", `{"error":{"code":"BadRequest_ResourceNotFound","message":"Resource not found for the segment '$count'."}}`)
				return
			}
			equal(t, "query", r.URL.RawQuery, "$filter=id%20gt%203&$top=0&$count=true")
			fmt.Fprint(w, `{"@odata.count":17,"value":[]}`)
		}, 17, 2},
		"no number": {func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/$count") {
				fmt.Fprint(w, "many")
				return
			}
			fmt.Fprint(w, `{"@odata.count":17,"value":[]}`)
		}, 17, 2},
	} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t, c.answer)
			s := customers()
			s.Query = odata.Query{Filter: "id gt 3", Select: []string{"id"}, OrderBy: []odata.Order{{Property: "id"}}}
			n, err := k.client.Count(t.Context(), s)
			if err != nil || n != c.want || len(k.seen()) != c.sent {
				t.Errorf("%d, %v after %d requests, want %d after %d", n, err, len(k.seen()), c.want, c.sent)
			}
		})
	}
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		refuse(w, 403, "application/json", `{"error":{"code":"Internal_ServerError","message":"(TableData 18 Customer Read: Base Application)"}}`)
	})
	if _, err := k.client.Count(t.Context(), customers()); asError(t, err).Kind != bc.Permission || len(k.seen()) != 1 {
		t.Errorf("a missing right was asked for twice: %v", err)
	}
}

func TestGzipIsAskedForAndUnpacked(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		rec := &plainWriter{header: http.Header{}}
		page(rec, 0, 5000, "")
		_, _ = z.Write(rec.Bytes())
		_ = z.Close()
	})
	p, err := k.client.FirstPage(t.Context(), customers())
	if err != nil || p.Block.Len() != 5000 {
		t.Fatal(err)
	}
	if x := k.observed()[0]; x.Bytes != p.Bytes || x.Bytes < 200_000 || x.Rows != 5000 {
		t.Errorf("%+v", x)
	}
}

func TestAnAnswerThatCantBeUnpackedIsNoFaultOfTheNetwork(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		page(w, 0, 5, "")
	})
	_, err := k.client.FirstPage(t.Context(), customers())
	if e := asError(t, err); e.Kind != bc.Damaged || !strings.Contains(e.Message, "unpacked") {
		t.Errorf("%v: %s", e.Kind, e.Message)
	}
}

type plainWriter struct {
	bytes.Buffer
	header http.Header
}

func (w *plainWriter) Header() http.Header { return w.header }
func (w *plainWriter) WriteHeader(int)     {}

func TestExchangesTellWhatHappened(t *testing.T) {
	n := 0
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ms-correlation-x", "gateway-id")
		if n++; n == 1 {
			refuse(w, 503, "text/plain", "later")
			return
		}
		page(w, 0, 3, "")
	})
	if _, err := k.client.FirstPage(t.Context(), customers()); err != nil {
		t.Fatal(err)
	}
	x := k.observed()
	if len(x) != 2 {
		t.Fatalf("%d exchanges", len(x))
	}
	equal(t, "attempt", x[1].Attempt, 2)
	equal(t, "status of the first", x[0].Status, 503)
	if x[0].Err == "" || x[1].Err != "" {
		t.Errorf("errors %q, %q", x[0].Err, x[1].Err)
	}
	equal(t, "rows", x[1].Rows, 3)
	equal(t, "method", x[1].Method, "GET")
	equal(t, "what", x[1].What, "customers")
	equal(t, "protocol", x[1].Proto, "HTTP/1.1")
	equal(t, "correlation ID", x[1].CorrelationID, "gateway-id")
	equal(t, "address", x[1].URL, k.server.URL+prefix+"/api/v2.0/companies("+company+")/customers")
	if x[0].RequestID == x[1].RequestID {
		t.Error("both attempts have one ID")
	}
}

func TestFailureToSignInComesBackAsItIs(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) { t.Error("a request without a token") })
	k.tokens.err = errors.New("sign-in refused")
	if _, err := k.client.Companies(t.Context()); !errors.Is(err, k.tokens.err) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := k.client.Companies(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
