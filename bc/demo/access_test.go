package demo

import (
	"context"
	"encoding/xml"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// companies is the first question of every client, and 401 stands for many causes.
func TestWhatEachRegistrationMeetsInBusinessCentral(t *testing.T) {
	w := start(t, nil)
	const sandbox = "/v2.0/Sandbox/api/v2.0"
	for _, c := range []struct {
		name, path string
		status     int
		code, text string
	}{
		{"good", api + "/companies", 200, "", "CRONUS"},
		{"no-consent", api + "/companies", 401, "Authentication_InvalidCredentials", "The server has rejected the client credentials.  CorrelationId:  "},
		{"not-set-up", api + "/companies", 401, "Authentication_InvalidCredentials", "rejected"},
		{"not-set-up", sandbox + "/companies", 401, "Authentication_InvalidCredentials", "rejected"},
		{"disabled", api + "/companies", 401, "Authentication_InvalidCredentials", "rejected"},
		{"disabled", sandbox + "/companies", 401, "Authentication_InvalidCredentials", "rejected"},
		{"sandbox-only", api + "/companies", 401, "Authentication_InvalidCredentials", "rejected"},
		{"sandbox-only", sandbox + "/companies", 200, "", "CRONUS Sandbox"},
		{"disabled-prod", api + "/companies", 401, "Authentication_InvalidCredentials", "rejected"},
		{"disabled-prod", sandbox + "/companies", 200, "", ""},
		{"delegated", api + "/companies", 401, "Authentication_InvalidCredentials", "rejected"},
		{"admin-only", api + "/companies", 401, "Authentication_InvalidCredentials", "could not be authenticated or authorized"},
		{"automation-only", api + "/companies", 401, "Authentication_InvalidCredentials", "could not be authenticated or authorized"},
		{"automation-only", "/v2.0/Production/api/microsoft/automation/v2.0/companies", 200, "", "CRONUS"},
		{"api-only", "/v2.0/Production/api/microsoft/automation/v2.0/companies", 401, "Authentication_InvalidCredentials", ""},
		{"no-entitlement", api + "/companies", 401, "Authentication_InvalidCredentials", "could not be authenticated"},
		{"no-companies", api + "/companies", 200, "", `"value":[]`},
		{"no-companies", firm + "/customers", 404, "Internal_CompanyNotFound", "default company cannot be found"},
		{"wrong-audience", api + "/companies", 401, "XML Unauthorized", "The credentials provided are incorrect"},
		{"wrong-tenant", "/v2.0/contoso.example/Production/api/v2.0/companies", 401, "XML Unauthorized", ""},
		{"no-permissions", api + "/companies", 200, "", "CRONUS"},
		{"no-permissions", firm + "/customers", 403, "Internal_ServerError", "(TableData 18 Customer Read: Base Application)  CorrelationId:  "},
		{"limited", firm + "/customers?$top=1", 200, "", ""},
		{"limited", firm + "/generalLedgerEntries", 403, "Internal_ServerError", "Sorry, the current permissions prevented the action. (TableData 17 G/L Entry Read: Base Application)  CorrelationId:  "},
		{"limited", firm + "/generalLedgerEntries/$count", 403, "Internal_ServerError", "TableData 17"},
		{"limited", firm + "/vendors(de300000-cccc-4000-8000-000000000001)", 403, "Internal_ServerError", "TableData 23 Vendor"},
		{"translated", firm + "/generalLedgerEntries", 403, "Internal_ServerError", "Berechtigungen leider nicht ausgeführt werden. (TableData 17 G/L Entry Read: Base Application)"},
		{"good", "/v2.0/contoso.example/Production/api/v2.0/companies", 200, "", ""},
		{"good", "/v2.0/" + contosoID + "/production/api/v2.0/companies", 200, "", ""},
		{"good", "/v2.0/fabrikam.example/Production/api/v2.0/companies", 401, "XML Unauthorized", ""},
		{"good", "/v2.0/nobody.example/Production/api/v2.0/companies", 401, "XML Unauthorized", ""},
		{"good", "/v2.0/Prod/api/v2.0/companies", 404, "XML NoEnvironment", "Environment does not exist."},
		{"good", "/v2.0/contoso.example/Prod/api/v2.0/companies", 404, "XML NoEnvironment", ""},
		{"good", "/v2.0/Production/api/v1.0/companies", 404, "BadRequest_NotFound", "No HTTP resource was found that matches the request URI 'http://127.0.0.1"},
		{"good", "/v2.0/Production/api/contoso/app1/v1.0/companies", 404, "BadRequest_NotFound", ""},
		{"good", "/v2.0/Production/ODataV4/Company", 404, "BadRequest_NotFound", ""},
		{"good", api + "/nonsense", 404, "BadRequest_ResourceNotFound", "Resource not found for the segment 'nonsense'."},
		{"good", firm + "/nonsense", 404, "BadRequest_ResourceNotFound", "segment 'nonsense'"},
		{"good", firm + "/Customers", 404, "BadRequest_ResourceNotFound", "segment 'Customers'"},
		{"good", firm + "/customers/number", 404, "BadRequest_ResourceNotFound", "segment 'number'"},
		{"good", api + "/customers", 404, "Internal_CompanyNotFound", "company=[name]"},
		{"good", api + "/customers?company=Nobody", 404, "Internal_CompanyNotFound", ""},
		{"good", api + "/companies(de300000-c0a0-4000-8000-0000000000ff)/customers", 404, "Internal_CompanyNotFound", ""},
		{"good", firm + "/customers(de300000-cccc-4000-8000-0000000000ff)", 404, "Internal_RecordNotFound", "The Customer does not exist. Identification fields and values: SystemId='{DE300000-CCCC-4000-8000-0000000000FF}'"},
		{"good", firm + "/customers(abc)", 400, "BadRequest_NotFound", "Error in query syntax"},
		{"good", firm + "/salesOrderLines", 400, "Application_DialogException", "You must specify an Id or a Document Id to get the lines."},
		{"good", firm + "/salesOrderLines/$count", 400, "Application_DialogException", ""},
	} {
		got := w.get(c.name, c.path)
		code, message := got.problem()
		if strings.HasPrefix(c.code, "XML ") {
			var e struct {
				XMLName xml.Name `xml:"http://docs.oasis-open.org/odata/ns/metadata error"`
				Code    string   `xml:"code"`
				Message string   `xml:"message"`
			}
			if err := xml.Unmarshal([]byte(got.body), &e); err != nil {
				t.Errorf("%s %s: %v in %s", c.name, c.path, err, got.body)
			}
			code, message = "XML "+e.Code, e.Message
		}
		if c.status == 200 {
			message = got.body
		}
		if got.status != c.status || code != c.code || !strings.Contains(message, c.text) {
			t.Errorf("%s %s: %d %s %s\nwant %d %s %s", c.name, c.path, got.status, code, message, c.status, c.code, c.text)
		}
		if got.header.Get("ms-correlation-x") == "" {
			t.Errorf("%s %s: no ms-correlation-x", c.name, c.path)
		}
	}
}

func TestTokensThatAreRefused(t *testing.T) {
	w := start(t, nil)
	token := w.token("good")
	other := start(t, nil).token("good")
	ask := func(authorization string) reply {
		headers := []string{"client-request-id: de300000-0001-4000-8000-000000000001"}
		if authorization != "" {
			headers = append(headers, "Authorization: "+authorization)
		}
		return w.do(context.Background(), http.MethodGet, api+"/companies", "", headers...)
	}
	for name, c := range map[string]struct {
		authorization string
		status        int
		inBody        string
	}{
		"none":           {"", 401, `{"error":{"code":"Unauthorized","message":"The credentials provided are incorrect`},
		"basic":          {"Basic Zm9vOmJhcg==", 401, `"Unauthorized"`},
		"garbage":        {"Bearer garbage", 401, "<code>Unauthorized</code>"},
		"touched":        {"Bearer " + token[:len(token)-4] + "AAAA", 401, "<code>Unauthorized</code>"},
		"another server": {"Bearer " + other, 401, "<code>Unauthorized</code>"},
		"good":           {"bearer " + token, 200, "CRONUS"},
	} {
		got := ask(c.authorization)
		if got.status != c.status || !strings.Contains(got.body, c.inBody) {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
		if c.status == 401 && !strings.HasPrefix(got.header.Get("WWW-Authenticate"), "Bearer ") {
			t.Errorf("%s: no WWW-Authenticate", name)
		}
		if got.header.Get("client-request-id") != "de300000-0001-4000-8000-000000000001" {
			t.Errorf("%s: client-request-id is not given back", name)
		}
	}
	w.clock.move(59 * time.Minute)
	if got := ask("Bearer " + token); got.status != 200 {
		t.Errorf("after 59 minutes: %d", got.status)
	}
	w.clock.move(time.Minute)
	if got := ask("Bearer " + token); got.status != 401 || !strings.Contains(got.body, `"code":"Unauthorized"`) {
		t.Errorf("after an hour: %d %s", got.status, got.body)
	}
	short := w.token("short-token")
	w.clock.move(91 * time.Second)
	if got := ask("Bearer " + short); got.status != 401 {
		t.Errorf("short token after 91 s: %d", got.status)
	}
	if date := ask("Bearer " + token).header.Get("Date"); date != w.clock.now().Format(http.TimeFormat) {
		t.Errorf("Date %s does not follow the clock", date)
	}
}

func TestRefusalOfExpandedSets(t *testing.T) {
	w := start(t, func(o *Options) {
		o.Registrations = []Registration{{Name: "no-lines", ClientID: "de300000-c11e-4000-8000-00000000ff01", Secret: "x", Roles: []string{RoleAPI}, Denied: []string{"salesOrderLines"}}}
	})
	for path, status := range map[string]int{
		"/salesOrders?$top=1":                                                200,
		"/salesOrders?$top=1&$expand=customer":                               200,
		"/salesOrders?$top=1&$expand=salesOrderLines":                        403,
		"/customers?$top=1&$expand=orders($expand=salesOrderLines)":          403,
		"/salesOrders(de300000-0d0d-4000-8000-000000000001)/salesOrderLines": 403,
	} {
		if got := w.get("no-lines", firm+path); got.status != status || status == 403 && !strings.Contains(got.body, "(TableData 37 Sales Line Read: Base Application)") {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
}

func TestMessagesFollowAcceptLanguage(t *testing.T) {
	w := start(t, nil)
	if got := w.get("no-consent", api+"/companies", "Accept-Language: de-DE,de;q=0.9"); !strings.Contains(got.body, "Der Server hat") {
		t.Errorf("German: %s", got.body)
	}
	if got := w.get("limited", firm+"/generalLedgerEntries", "Accept-Language: de"); !strings.Contains(got.body, "Die Aktion konnte") || !strings.Contains(got.body, "(TableData 17 G/L Entry Read: Base Application)") {
		t.Errorf("German: %s", got.body)
	}
}

func TestOnlyGetIsAllowed(t *testing.T) {
	w := start(t, nil)
	token := "Authorization: Bearer " + w.token("good")
	for _, method := range []string{"POST", "PATCH", "PUT", "DELETE"} {
		got := w.do(context.Background(), method, firm+"/customers", "{}", token)
		code, message := got.problem()
		if got.status != 405 || code != "BadRequest_MethodNotAllowed" || !strings.HasPrefix(message, "'"+method+"' requests for 'customers' of EdmType 'Entity' are not allowed") {
			t.Errorf("%s: %d %s", method, got.status, got.body)
		}
	}
	if got := w.do(context.Background(), "POST", api+"/$batch", "{}", token); got.status != 405 {
		t.Errorf("$batch: %d", got.status)
	}
}

func TestQueryStringLimit(t *testing.T) {
	w := start(t, nil)
	long := func(n int) string { return firm + "/customers?$top=1&x=" + strings.Repeat("y", n-len("$top=1&x=")) }
	if got := w.get("good", long(8099)); got.status != 200 {
		t.Errorf("8,099 characters: %d", got.status)
	}
	if got := w.get("good", long(8100)); got.status != http.StatusRequestURITooLong {
		t.Errorf("8,100 characters: %d", got.status)
	}
}

func TestLimitsOfOneRegistration(t *testing.T) {
	w := start(t, func(o *Options) { o.Limits = Limits{Requests: 3} })
	for i := range 5 {
		want := 200
		if i >= 3 {
			want = 429
		}
		if got := w.get("good", api+"/companies"); got.status != want {
			t.Errorf("request %d: %d, want %d", i+1, got.status, want)
		}
	}
	if got := w.get("limited", api+"/companies"); got.status != 200 {
		t.Errorf("another registration: %d", got.status)
	}
}

func TestFiveAtOnceTheOthersWait(t *testing.T) {
	stall := make(chan struct{})
	w := start(t, func(o *Options) { o.Faults = FaultPlan{{On: "companies", Times: -1, Stall: stall, After: 1}} })
	token := "Authorization: Bearer " + w.token("good")
	var wait sync.WaitGroup
	answered := make(chan struct{}, 7)
	w.client.Transport = headersSeen{w.client.Transport, answered}
	for range 7 {
		wait.Go(func() {
			if got := w.do(context.Background(), "GET", api+"/companies", "", token); got.status != 200 {
				t.Errorf("%d %v", got.status, got.err)
			}
		})
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if !w.s.Await(ctx.Done(), func([]Request) bool { return w.s.MaxInFlight() >= 7 }) {
		t.Error("seven requests never came together")
	}
	for range 5 {
		<-answered
	}
	if len(answered) > 0 {
		t.Error("more than five are answered at once")
	}
	close(stall)
	wait.Wait()
	if len(answered) != 2 {
		t.Errorf("%d answered after the first five", len(answered))
	}
}

// headersSeen tells when an answer begins.
type headersSeen struct {
	http.RoundTripper
	seen chan<- struct{}
}

func (h headersSeen) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := h.RoundTripper.RoundTrip(r)
	h.seen <- struct{}{}
	return res, err
}

func TestAdminCenterAndEnvironments(t *testing.T) {
	w := start(t, nil)
	for _, c := range []struct {
		name, path string
		status     int
		text       string
	}{
		{"good", "/admin/v2.29/applications/environments", 200, `"name":"Sandbox"`},
		{"good", "/admin/v2.24/applications/BusinessCentral/environments", 200, `"type":"Production"`},
		{"good", "/admin/v2.29/applications/businesscentral/environments/Production", 200, `{"friendlyName":"Production"`},
		{"good", "/admin/v2.29/applications/BusinessCentral/environments/Nowhere", 404, `"code":"environmentNotFound"`},
		{"good", "/admin/v2.29/applications/Other/environments", 404, `"code":"applicationTypeDoesNotExist"`},
		{"good", "/admin/v2.29/authorizedAadApps/manageableTenants", 200, contosoID},
		{"good", "/admin/v2.29/authorizedAadApps", 404, ""},
		{"no-admin", "/admin/v2.29/applications/environments", 403, ""},
		{"admin-not-listed", "/admin/v2.29/applications/environments", 403, ""},
		{"no-consent", "/admin/v2.29/applications/environments", 403, ""},
		{"good", "/environments/v1.2", 200, `"applicationFamily":"BusinessCentral"`},
		{"no-admin", "/environments/v1.2", 200, `"name":"Production"`},
		{"not-set-up", "/environments/v1.2", 200, `"name":"Production"`},
		{"limited", "/environments/v1.2", 401, "Authentication_InvalidCredentials"},
		{"no-consent", "/environments/v1.2", 401, "Authentication_InvalidCredentials"},
	} {
		got := w.get(c.name, c.path)
		if got.status != c.status || !strings.Contains(got.body, c.text) {
			t.Errorf("%s %s: %d %s", c.name, c.path, got.status, got.body)
		}
		if (got.status == 403 || got.status == 401 && strings.HasPrefix(c.path, "/admin")) && got.body != "" {
			t.Errorf("%s %s: the refusal has a body: %s", c.name, c.path, got.body)
		}
	}
	if got := w.do(context.Background(), "GET", "/admin/v2.29/applications/environments", ""); got.status != 401 || got.body != "" {
		t.Errorf("without a token: %d %s", got.status, got.body)
	}
}
