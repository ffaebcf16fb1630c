package matrix_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/check/matrix"
	"bctui/bc/demo"
)

func TestEveryCellIsAskedOnce(t *testing.T) {
	s := newService(t, 30)
	s.routes = []string{"contoso/app1/v1.0"}
	var cells, most atomic.Int64
	m := s.prober(newClock()).Run(t.Context(), matrix.Options{Companies: companies, Observe: func(e matrix.Event) {
		if e.Cell != nil {
			cells.Add(1)
		}
		most.Store(max(most.Load(), int64(e.Progress.Done)))
	}})
	p := m.Progress()
	// 30 sets in three companies and companies itself, for two routes.
	if want := 2 * (30*3 + 1); p.Total != want || p.Done != want || int(cells.Load()) != want || !p.Planned {
		t.Errorf("%d of %d cells, %d events, planned %v; want %d", p.Done, p.Total, cells.Load(), p.Planned, want)
	}
	for path, n := range s.requests() {
		if n != 1 {
			t.Errorf("%s was asked for %d times", path, n)
		}
	}
	if s.most > 4 {
		t.Errorf("%d requests at once", s.most)
	}
	if c := cell(t, m, "items007", 2); c.State != matrix.Readable || c.Count != 12 {
		t.Errorf("items007: %s, %d rows", c.State, c.Count)
	}
	if got := len(m.Routes()); got != 2 {
		t.Errorf("%d routes", got)
	}
	if m.Cancelled() || m.Stopped() != nil {
		t.Error("it did not end well:", m.Stopped())
	}
}

func TestCellsSayWhatTheServiceSaid(t *testing.T) {
	s := newService(t, 8)
	s.answer = func(w http.ResponseWriter, _ *http.Request, _, company, set string) bool {
		switch set {
		case "items000":
			refuse(w, 403, "Internal_ServerError", "Die Aktion … (TableData 38 Purchase Header Read: Base Application)  CorrelationId:  edfaf398-36cf-4790-b9ab-a874fad2b57c.")
		case "items001":
			rows(w)
		case "items002":
			refuse(w, 404, "BadRequest_ResourceNotFound", "Resource not found for the segment")
		case "items003":
			refuse(w, 500, "Internal_ServerError", "Something broke")
		case "items004":
			if company != companies[1].ID {
				return false
			}
			refuse(w, 403, "Internal_ServerError", "No parenthesis here")
		case "items005": // a count that is not sent
			rows(w, `{"id":"3ab5c248-e72b-f011-9a4a-7c1e5275406f"}`)
		default:
			return false
		}
		return true
	}
	m := s.prober(newClock()).Run(t.Context(), matrix.Options{Companies: companies})
	for _, x := range []struct {
		set    string
		column int
		state  matrix.State
		count  int64
	}{
		{"items000", 0, matrix.Denied, -1}, {"items001", 0, matrix.Empty, 0}, {"items002", 0, matrix.Absent, -1}, {"items003", 0, matrix.Failed, -1},
		{"items004", 0, matrix.Readable, 12}, {"items004", 1, matrix.Denied, -1}, {"items005", 0, matrix.Readable, -1}, {"companies", 2, matrix.Readable, 12},
	} {
		if c := cell(t, m, x.set, x.column); c.State != x.state || c.Count != x.count {
			t.Errorf("%s in column %d: %s with %d rows, want %s with %d", x.set, x.column, c.State, c.Count, x.state, x.count)
		}
	}
	c := cell(t, m, "items000", 0)
	if c.Denied == nil || c.Denied.ID != 38 || c.Denied.Right != "Read" || c.Denied.App != "Base Application" || c.CorrelationID != "edfaf398-36cf-4790-b9ab-a874fad2b57c" {
		t.Errorf("the right is %+v, correlation ID %q", c.Denied, c.CorrelationID)
	}
}

// Lines of a document answer only below one. What the catalogue does not know of is told by the refusal.
func TestSetsThatNeedAParent(t *testing.T) {
	s := newService(t, 2)
	s.lines = true
	empty := companies[1].ID // here no invoice exists
	s.answer = func(w http.ResponseWriter, _ *http.Request, _, company, set string) bool {
		if company == empty && set == "salesInvoices" {
			rows(w)
			return true
		}
		if company == companies[2].ID && strings.HasSuffix(set, "/salesInvoiceLines") {
			refuse(w, 403, "Internal_ServerError", "x (TableData 113 Sales Invoice Line Read: Base Application)")
			return true
		}
		return false
	}
	m := s.prober(newClock()).Run(t.Context(), matrix.Options{Companies: companies})
	for _, set := range []string{"salesInvoiceLines", "rentalLines"} {
		c := cell(t, m, set, 0)
		if c.State != matrix.Readable || c.Count != -1 || !strings.HasPrefix(c.Via, "salesInvoices(") || !strings.Contains(c.Note, "12") {
			t.Errorf("%s: %s, count %d, via %q, note %q", set, c.State, c.Count, c.Via, c.Note)
		}
		if c := cell(t, m, set, 1); c.State != matrix.Unproved || c.Note == "" {
			t.Errorf("%s without a parent: %s %q", set, c.State, c.Note)
		}
	}
	if c := cell(t, m, "salesInvoiceLines", 2); c.State != matrix.Denied || c.Denied == nil || c.Denied.ID != 113 {
		t.Errorf("lines that may not be read: %s %+v", c.State, c.Denied)
	}
	if c := cell(t, m, "pdfDocument", 0); c.State != matrix.Unproved {
		t.Errorf("pdfDocument: %s", c.State)
	}
	for path := range s.requests() {
		if strings.HasSuffix(path, "/pdfDocument") && strings.Contains(path, "salesInvoices(") {
			t.Error("a document was printed:", path)
		}
	}
}

func TestServiceThatDoesNotKnowTheOptions(t *testing.T) {
	s := newService(t, 2)
	s.answer = func(w http.ResponseWriter, r *http.Request, _, _, set string) bool {
		if set == "items000" && strings.Contains(r.URL.RawQuery, "count") {
			refuse(w, 501, "BadRequest_MethodNotImplemented", "no")
			return true
		}
		return false
	}
	m := s.prober(newClock()).Run(t.Context(), matrix.Options{Companies: companies[:1]})
	if c := cell(t, m, "items000", 0); c.State != matrix.Readable {
		t.Errorf("items000: %s %s", c.State, c.Message)
	}
}

// A 429 slows the run down and loses nothing, also when it comes again and again.
func TestThrottling(t *testing.T) {
	for _, x := range []struct {
		name  string
		every int64 // each so many requests are refused
		retry string
	}{{"now and then", 7, "2"}, {"often, without Retry-After", 2, ""}, {"asking for a long wait", 9, "300"}} {
		t.Run(x.name, func(t *testing.T) {
			s := newService(t, 40)
			var n, refused atomic.Int64
			s.answer = func(w http.ResponseWriter, _ *http.Request, _, company, _ string) bool {
				if company == "" || n.Add(1)%x.every != 0 {
					return false
				}
				refused.Add(1)
				if x.retry != "" {
					w.Header().Set("Retry-After", x.retry)
				}
				refuse(w, 429, "Application_TooManyRequests", "too many")
				return true
			}
			c := newClock()
			least := 4
			m := s.prober(c).Run(t.Context(), matrix.Options{Companies: companies, Observe: func(e matrix.Event) { least = min(least, e.Progress.AtOnce) }})
			p := m.Progress()
			if p.By[matrix.Readable] != p.Total || p.Total != 40*3+1 {
				t.Errorf("%d of %d cells are readable: %v", p.By[matrix.Readable], p.Total, p.By)
			}
			if refused.Load() == 0 || least == 4 || len(c.slept) == 0 {
				t.Errorf("%d refusals, at least %d at once, %d waits", refused.Load(), least, len(c.slept))
			}
		})
	}
}

// A service that throttles for good ends the run; what was not asked stays to be asked.
func TestThrottlingForGood(t *testing.T) {
	s := newService(t, 30)
	var n atomic.Int64
	s.answer = func(w http.ResponseWriter, _ *http.Request, _, company, _ string) bool {
		busy := company != "" && n.Add(1) > 10
		if busy {
			refuse(w, 429, "Application_TooManyRequests", "too many")
		}
		return busy
	}
	c := newClock()
	began := c.Now()
	m := s.prober(c).Run(t.Context(), matrix.Options{Companies: companies})
	var e *bc.Error
	if !errors.As(m.Stopped(), &e) || e.Kind != bc.Throttled {
		t.Fatalf("stopped for %v", m.Stopped())
	}
	if p := m.Progress(); p.By[matrix.Readable] < 10 || p.By[matrix.Failed] != 0 || p.By[matrix.Waiting] < 70 {
		t.Errorf("cells: %v", p.By)
	}
	if took := c.Now().Sub(began); took > time.Hour {
		t.Errorf("it went on for %s", took)
	}
}

// One set that is throttled for good is an error of that set.
func TestOneSetIsThrottledForGood(t *testing.T) {
	s := newService(t, 30)
	s.answer = func(w http.ResponseWriter, _ *http.Request, _, _, set string) bool {
		if set == "items003" {
			refuse(w, 429, "Application_TooManyRequests", "too many")
		}
		return set == "items003"
	}
	m := s.prober(newClock()).Run(t.Context(), matrix.Options{Companies: companies[:1]})
	if p := m.Progress(); m.Stopped() != nil || p.By[matrix.Failed] != 1 || p.By[matrix.Readable] != 30 {
		t.Errorf("stopped %v, cells: %v", m.Stopped(), p.By)
	}
}

func TestBudgetHoldsTheRate(t *testing.T) {
	s := newService(t, 20)
	c := newClock()
	began := c.Now()
	m := s.prober(c).Run(t.Context(), matrix.Options{Companies: companies, Budget: matrix.Budget{Burst: 10, PerSecond: 2}})
	if p := m.Progress(); p.Done != 61 {
		t.Fatalf("%d cells", p.Done)
	}
	// 61 requests, ten of them at once and two a second after that.
	if took := c.Now().Sub(began); took < 25*time.Second {
		t.Errorf("the run took %s by its own clock", took)
	}
}

func TestCancelKeepsWhatIsThere(t *testing.T) {
	s := newService(t, 50)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	m := s.prober(newClock()).Run(ctx, matrix.Options{Companies: companies, Observe: func(e matrix.Event) {
		if e.Progress.Done == 20 {
			cancel()
		}
	}})
	p := m.Progress()
	if !m.Cancelled() || p.Done < 20 || p.By[matrix.Waiting] == 0 || p.By[matrix.Failed] != 0 {
		t.Errorf("cancelled %v, cells %v", m.Cancelled(), p.By)
	}
	if n := len(m.Cells()); n != p.Total {
		t.Errorf("%d cells of %d", n, p.Total)
	}
}

func TestLostNetworkEndsTheRun(t *testing.T) {
	s := newService(t, 60)
	var n atomic.Int64
	s.answer = func(http.ResponseWriter, *http.Request, string, string, string) bool {
		if n.Add(1) > 20 {
			panic(http.ErrAbortHandler)
		}
		return false
	}
	m := s.prober(newClock()).Run(t.Context(), matrix.Options{Companies: companies})
	var lost *auth.NetworkError
	if !errors.As(m.Stopped(), &lost) {
		t.Fatalf("stopped for %v", m.Stopped())
	}
	p := m.Progress()
	if p.By[matrix.Readable] < 15 || p.By[matrix.Waiting] < 100 || m.Cancelled() {
		t.Errorf("cells %v, cancelled %v", p.By, m.Cancelled())
	}
}

// An API that turns the app away is given up; the others go on.
func TestRefusedRouteIsGivenUp(t *testing.T) {
	s := newService(t, 30)
	s.routes = []string{"contoso/closed/v1.0", "contoso/app1/v1.0"}
	s.answer = func(w http.ResponseWriter, _ *http.Request, route, _, _ string) bool {
		if route == "contoso/closed/v1.0" {
			refuse(w, 401, "Authentication_InvalidCredentials", "The server has rejected the client credentials.")
			return true
		}
		return false
	}
	m := s.prober(newClock()).Run(t.Context(), matrix.Options{Companies: companies})
	p := m.Progress()
	if p.By[matrix.Readable] != 2*91 || p.By[matrix.Waiting] < 50 || m.Stopped() != nil {
		t.Errorf("cells %v, stopped %v", p.By, m.Stopped())
	}
	for _, r := range m.Routes() {
		if (r.Err != nil) != (r.Route == "contoso/closed/v1.0") {
			t.Errorf("%s: %v", r.Route, r.Err)
		}
	}
}

// The embedded tenant is the whole thing: lines, composite keys, two APIs, a limited registration.
func TestEmbeddedTenant(t *testing.T) {
	d, err := demo.Start(demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	r, _ := d.Registration("limited")
	source, err := auth.NewSource(auth.Registration{Tenant: r.Domain, ClientID: r.ClientID, Authority: d.URL()}, auth.NewSecret(r.Secret), auth.Options{Transport: bc.NewTransport(bc.TransportOptions{})})
	if err != nil {
		t.Fatal(err)
	}
	target := bc.Target{API: d.URL(), Tenant: r.Domain, Environment: "Production"}
	client, err := bc.New(target, source, bc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	list, err := client.Companies(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var columns []matrix.Company
	for _, c := range list {
		columns = append(columns, matrix.Company{ID: c.ID, Name: c.Label()})
	}
	p, err := matrix.New(target, source, bc.Options{Transport: bc.NewTransport(bc.TransportOptions{})})
	if err != nil {
		t.Fatal(err)
	}
	d.ForgetRequests()
	m := p.Run(t.Context(), matrix.Options{Companies: columns})
	progress := m.Progress()
	if progress.Done != progress.Total || progress.By[matrix.Failed] != 0 {
		for _, c := range m.Cells() {
			if c.State == matrix.Failed {
				t.Errorf("%s: %v", m.Sets()[c.Row].Name, c.Err)
			}
		}
		t.Errorf("cells: %v", progress.By)
	}
	if d.MaxInFlight() > 4 {
		t.Errorf("%d requests at once", d.MaxInFlight())
	}
	for set, want := range map[string]matrix.State{
		"customers": matrix.Readable, "vendors": matrix.Denied, "generalLedgerEntries": matrix.Denied, "salesInvoiceLines": matrix.Readable,
		"purchaseInvoiceLines": matrix.Denied, "customerSales": matrix.Readable, "users": matrix.Readable, "companies": matrix.Readable,
	} {
		if c := cell(t, m, set, 0); c.State != want {
			t.Errorf("%s is %s, want %s (%s)", set, c.State, want, c.Message)
		}
	}
	if c := cell(t, m, "vendors", 0); c.Denied == nil || c.Denied.ID != 23 {
		t.Errorf("vendors: %+v", c.Denied)
	}
	if c := cell(t, m, "customers", 0); c.Count < 100 {
		t.Errorf("%d customers", c.Count)
	}
}
