package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"bctui/bc/demo/model"
)

// tiny is a data set of the tests' own: 45 customers, 20 orders of 3 lines each, 20,500 entries.
type tiny struct{ schema func() *model.Schema }

const (
	cronusID = "de300000-c0a0-4000-8000-000000000001"
	emptyID  = "de300000-c0a0-4000-8000-000000000002"
	oddID    = "de300000-c0a0-4000-8000-000000000003"
	oddName  = `O'Brien / "Søn" & 50%`
)

func newTiny() *tiny { return &tiny{schema: sync.OnceValue(tinySchema)} }

func tinySchema() *model.Schema {
	id := model.Property{Name: "id", Type: "Edm.Guid"}
	text := func(n string) model.Property { return model.Property{Name: n, Type: "Edm.String", MaxLength: 100} }
	s := &model.Schema{
		Enums: []model.Enum{{Name: "customerBlocked", Members: model.Members(" ", "Ship", "Invoice", "All")}},
		Types: []model.Type{
			{Name: "customer", Properties: []model.Property{id, text("number"), text("displayName"), {Name: "balanceDue", Type: "Edm.Decimal"},
				{Name: "blocked", Type: "customerBlocked"}, {Name: "picture", Type: "Edm.Stream"}, {Name: "lastModifiedDateTime", Type: "Edm.DateTimeOffset"}},
				Navigation: []model.Navigation{{Name: "orders", Type: "salesOrder", Collection: true, Constraints: []model.Constraint{{Property: "id", Referenced: "customerId"}}}}},
			{Name: "salesOrder", Properties: []model.Property{id, text("number"), {Name: "customerId", Type: "Edm.Guid"}, {Name: "orderDate", Type: "Edm.Date"}},
				Navigation: []model.Navigation{
					{Name: "customer", Type: "customer", Constraints: []model.Constraint{{Property: "customerId", Referenced: "id"}}},
					{Name: "salesOrderLines", Type: "salesOrderLine", Collection: true, Partner: "salesOrder", Constraints: []model.Constraint{{Property: "id", Referenced: "documentId"}}},
				}, Actions: []string{"shipAndInvoice"}},
			{Name: "salesOrderLine", Properties: []model.Property{id, {Name: "documentId", Type: "Edm.Guid"}, {Name: "sequence", Type: "Edm.Int32"}, text("description")},
				Navigation: []model.Navigation{{Name: "salesOrder", Type: "salesOrder", Partner: "salesOrderLines", Constraints: []model.Constraint{{Property: "documentId", Referenced: "id"}}}}},
			{Name: "generalLedgerEntry", Properties: []model.Property{id, {Name: "entryNumber", Type: "Edm.Int32"}, {Name: "amount", Type: "Edm.Decimal"}, text("description")}},
			{Name: "customerSale", Key: []string{"customerId", "name"}, Properties: []model.Property{{Name: "customerId", Type: "Edm.Guid"}, text("name")}},
		},
		Sets: []model.Set{
			{Name: "customers", Type: "customer", Insertable: true, Updatable: true, Deletable: true, TableID: 18, TableName: "Customer"},
			{Name: "salesOrders", Type: "salesOrder", Insertable: true, TableID: 36, TableName: "Sales Header"},
			{Name: "salesOrderLines", Type: "salesOrderLine", TableID: 37, TableName: "Sales Line", Parent: []string{"documentId"}},
			{Name: "generalLedgerEntries", Type: "generalLedgerEntry", TableID: 17, TableName: "G/L Entry"},
			{Name: "vendors", Type: "customer", TableID: 23, TableName: "Vendor"},
			{Name: "customerSales", Type: "customerSale", NotSortable: true},
		},
	}
	if err := s.Prepare(); err != nil {
		panic(err)
	}
	return s
}

func (d *tiny) Schema() *model.Schema { return d.schema() }

func (d *tiny) Companies(environment string) []model.Company {
	at := time.Date(2025, 5, 8, 8, 34, 41, 677e6, time.UTC)
	c := func(id, name string) model.Company {
		return model.Company{ID: id, Name: name, DisplayName: name, SystemVersion: "27.0.1.2", CreatedAt: at, ModifiedAt: at,
			CreatedBy: "00000000-0000-0000-0000-000000000001", ModifiedBy: "00000000-0000-0000-0000-000000000001"}
	}
	switch environment {
	case "Production":
		return []model.Company{c(cronusID, "CRONUS"), c(emptyID, "Empty"), c(oddID, oddName)}
	case "Sandbox":
		return []model.Company{c(cronusID, "CRONUS Sandbox")}
	}
	return nil
}

func customerID(n int) model.Value { return numbered("cccc", n) }
func orderID(n int) model.Value    { return numbered("0d0d", n) }

func (d *tiny) Table(_, companyID, set string) (model.Table, bool) {
	if companyID == emptyID {
		return nil, false
	}
	var rows records
	switch set {
	case "customers":
		for i := range 45 {
			rows = append(rows, []model.Value{customerID(i + 1), model.T(fmt.Sprintf("%d", 10000+i*10)), model.T(fmt.Sprintf("Customer %02d", 45-i)),
				model.D2(int64(i*i*100 - 5000)), model.E(i % 4), model.Media(""), model.Millis(1_747_382_128_833 + int64(i))})
		}
		return media{rows}, true
	case "salesOrders":
		for i := range 20 {
			customer := customerID(i%5 + 1)
			if i == 19 {
				customer = model.NoGUID()
			}
			rows = append(rows, []model.Value{orderID(i + 1), model.T(fmt.Sprintf("SO-%03d", i+1)), customer, model.Days(20_000 + i)})
		}
	case "salesOrderLines":
		for i := range 60 {
			rows = append(rows, []model.Value{numbered("11e0", i+1), orderID(i/3 + 1), model.I(i%3*10000 + 10000), model.T(fmt.Sprintf("Line %d", i))})
		}
	case "generalLedgerEntries":
		return entries{}, true
	case "customerSales":
		rows = records{{customerID(1), model.T("A")}, {customerID(1), model.T("B")}}
	default:
		return nil, false
	}
	return rows, true
}

// media gives customer 1 a picture.
type media struct{ records }

func (m media) Stream(row, property int) (string, []byte, bool) {
	return "image/png", []byte("\x89PNG demo"), row == 0 && property == 5
}

type entries struct{}

func (entries) Len() int { return 20_500 }
func (entries) Value(row, property int) model.Value {
	switch property {
	case 0:
		return numbered("e117", row+1)
	case 1:
		return model.I(row + 1)
	case 2:
		return model.D2(int64(row*7919%100_000) - 50_000)
	}
	return model.T("Entry")
}
func (entries) OrderedBy(property int) bool { return property == 1 }

// clock that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// world is a running tenant with a client.
type world struct {
	t      testing.TB
	s      *Server
	clock  *clock
	client *http.Client
	base   string
}

func start(t testing.TB, change func(*Options)) *world {
	t.Helper()
	c := &clock{at: time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)}
	o := Options{Now: c.now, Data: newTiny()}
	if change != nil {
		change(&o)
	}
	s, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{DisableCompression: true}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &world{t: t, s: s, clock: c, base: s.URL(), client: &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

type reply struct {
	status int
	header http.Header
	body   string
	err    error
}

// do sends a request. Headers are "Name: value".
func (w *world) do(ctx context.Context, method, address, body string, headers ...string) reply {
	w.t.Helper()
	if !strings.HasPrefix(address, "http") {
		address = w.base + address
	}
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
	}
	res, err := w.client.Do(r)
	if err != nil {
		return reply{err: err}
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	return reply{status: res.StatusCode, header: res.Header, body: string(b), err: err}
}

// sign asks for a token with changed form fields; a field that is "-" is left out.
func (w *world) sign(name, tenant string, fields map[string]string, headers ...string) reply {
	w.t.Helper()
	r, ok := w.s.Registration(name)
	if !ok {
		w.t.Fatal("no registration", name)
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {r.ClientID}, "client_secret": {r.Secret}, "scope": {resourceURL + "/.default"}}
	for k, v := range fields {
		form.Set(k, v)
		if v == "-" {
			form.Del(k)
		}
	}
	if tenant == "" {
		tenant = r.Domain
	}
	headers = append([]string{"Content-Type: application/x-www-form-urlencoded"}, headers...)
	return w.do(context.Background(), http.MethodPost, "/"+tenant+"/oauth2/v2.0/token", form.Encode(), headers...)
}

func (w *world) token(name string) string {
	w.t.Helper()
	got := w.sign(name, "", nil)
	var t struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal([]byte(got.body), &t); err != nil || got.status != 200 || t.Token == "" {
		w.t.Fatalf("no token for %s: %d %s", name, got.status, got.body)
	}
	return t.Token
}

// get asks as a registration, under /v2.0/ when the address is relative.
func (w *world) get(name, path string, headers ...string) reply {
	w.t.Helper()
	headers = append([]string{"Authorization: Bearer " + w.token(name)}, headers...)
	return w.do(context.Background(), http.MethodGet, path, "", headers...)
}

const (
	api  = "/v2.0/Production/api/v2.0"
	firm = api + "/companies(" + cronusID + ")"
)

// data asks as the good registration below company CRONUS and decodes.
func (w *world) data(path string, headers ...string) (page, reply) {
	w.t.Helper()
	address := path
	if !strings.HasPrefix(path, "http") && !strings.HasPrefix(path, "/v2.0/") {
		address = firm + "/" + path
	}
	got := w.get("good", strings.ReplaceAll(address, " ", "%20"), headers...)
	var p page
	if got.status == 200 {
		if err := json.Unmarshal([]byte(got.body), &p); err != nil {
			w.t.Fatalf("%s: %v in %s", path, err, got.body)
		}
	}
	return p, got
}

type page struct {
	Context string           `json:"@odata.context"`
	Count   *int             `json:"@odata.count"`
	Value   []map[string]any `json:"value"`
	Next    string           `json:"@odata.nextLink"`
}

// column is one property of all records of a page.
func (p page) column(name string) []any {
	out := []any{}
	for _, v := range p.Value {
		out = append(out, v[name])
	}
	return out
}

// problem reads the error object.
func (r reply) problem() (code, message string) {
	var p struct {
		Error struct{ Code, Message string }
	}
	_ = json.Unmarshal([]byte(r.body), &p)
	return p.Error.Code, p.Error.Message
}
