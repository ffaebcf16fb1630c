package bc_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"bctui/auth"
	"bctui/bc"
)

const correlationID = "edfaf398-36cf-4790-b9ab-a874fad2b57c"

// TestWhatTheServiceAnswers goes through the table of reference 3.3 and what stands in front of the service.
func TestWhatTheServiceAnswers(t *testing.T) {
	html := "<!DOCTYPE html>\n<html><head><title>Access\n denied \x1b[31m</title></head><body>Log in</body></html>"
	json := func(code, message string) string {
		return fmt.Sprintf(`{"error":{"code":%q,"message":%q}}`, code, message+"  CorrelationId:  "+correlationID+".")
	}
	withRoles := auth.Claims{TenantID: "t", AppID: "2c1e4f4b-0000-0000-0000-000000000001", Roles: []string{"API.ReadWrite.All"}}
	for _, c := range []struct {
		name    string
		status  int
		content string
		body    string
		kind    bc.Kind
		shape   auth.BodyKind
		who     auth.Who
		says    string // in Error()
		link    string // in Meaning.Link
		claims  auth.Claims
	}{
		{"not set up", 401, "application/json", json("Authentication_InvalidCredentials", "The server has rejected the client credentials."), bc.NotSetUp, auth.BodyJSON, auth.BCAdmin, "rejected the client credentials", "/contoso.onmicrosoft.com/Production/?page=9860", withRoles},
		{"no roles in the token", 401, "application/json", json("Authentication_InvalidCredentials", "The server has rejected the client credentials."), bc.SignIn, auth.BodyJSON, auth.EntraAdmin, "rejected the client credentials", "CallAnAPI/appId/2c1e4f4b", auth.Claims{TenantID: "t", AppID: "2c1e4f4b-0000-0000-0000-000000000001"}},
		{"token refused, JSON", 401, "application/json", json("Unauthorized", "The credentials provided are incorrect"), bc.SignIn, auth.BodyJSON, auth.You, "credentials provided are incorrect", "", withRoles},
		{"token refused, XML", 401, "application/xml", `<?xml version="1.0"?><error xmlns="http://docs.oasis-open.org/odata/ns/metadata"><code>Unauthorized</code><message xml:lang="en">The credentials provided are incorrect</message></error>`, bc.SignIn, auth.BodyXML, auth.You, "401 Unauthorized: The credentials", "", withRoles},
		{"401 without a body", 401, "", "", bc.SignIn, auth.BodyEmpty, auth.You, "401 Unauthorized", "", withRoles},
		{"right missing", 403, "application/json", json("Internal_ServerError", "Sorry, the current permissions prevented the action. (TableData 38 Purchase Header Modify: Base Application)"), bc.Permission, auth.BodyJSON, auth.BCAdmin, "Modify on TableData 38 Purchase Header (Base Application)", "page=9860", withRoles},
		{"right missing, German", 403, "application/json", json("Internal_ServerError", "Die aktuellen Berechtigungen (Rechte) haben die Aktion verhindert. (TableData 50100 Fahrzeug (neu) Read: Fuhrpark)"), bc.Permission, auth.BodyJSON, auth.BCAdmin, "Read on TableData 50100 Fahrzeug (neu) (Fuhrpark)", "page=9860", withRoles},
		{"403, empty", 403, "", "", bc.Permission, auth.BodyEmpty, auth.BCAdmin, "403 Forbidden", "page=9860", withRoles},
		{"403, flat", 403, "application/json", `{"code":"Forbidden","message":"no","target":"x","clientError":[]}`, bc.Permission, auth.BodyJSON, auth.BCAdmin, "403 Forbidden: no", "page=9860", withRoles},
		{"no environment, XML", 404, "application/xml", `<error xmlns="http://docs.oasis-open.org/odata/ns/metadata"><code>NoEnvironment</code><message>Environment does not exist.</message></error>`, bc.NoEnvironment, auth.BodyXML, auth.You, "404 NoEnvironment", "/contoso.onmicrosoft.com/admin", withRoles},
		{"no environment, JSON", 404, "application/json", json("NoEnvironment", "Environment does not exist."), bc.NoEnvironment, auth.BodyJSON, auth.You, "404 NoEnvironment", "admin", withRoles},
		{"no company", 404, "application/json", json("Internal_CompanyNotFound", "Cannot process the request because the default company cannot be found."), bc.NoCompany, auth.BodyJSON, auth.You, "404 Internal_CompanyNotFound", "", withRoles},
		{"no company, with 400", 400, "application/json", json("Internal_CompanyNotFound", "x"), bc.NoCompany, auth.BodyJSON, auth.You, "Internal_CompanyNotFound", "", withRoles},
		{"unknown set", 404, "application/json", json("BadRequest_ResourceNotFound", "Resource not found for the segment 'contact'."), bc.NotFound, auth.BodyJSON, auth.You, "segment 'contact'", "", withRoles},
		{"unknown route", 404, "application/json", json("BadRequest_NotFound", "No HTTP resource was found that matches the request URI 'x'."), bc.NoRoute, auth.BodyJSON, auth.BCAdmin, "No HTTP resource", "page=2500", withRoles},
		{"record gone", 404, "application/json", json("Internal_RecordNotFound", "The record is gone"), bc.NotFound, auth.BodyJSON, auth.You, "The record is gone", "", withRoles},
		{"bad field", 400, "application/json", json("BadRequest", "Could not find a property named 'x' on type 'Microsoft.NAV.customer'."), bc.BadRequest, auth.BodyJSON, auth.You, "property named 'x'", "", withRoles},
		{"place in the list forgotten", 400, "application/json", json("SkipTokenIsNoLongerValid", "The skiptoken is no longer valid."), bc.BadRequest, auth.BodyJSON, auth.You, "no longer valid", "", withRoles},
		{"page too large", 413, "application/json", json("RequestEntityTooLarge", "x"), bc.BadRequest, auth.BodyJSON, auth.You, "413", "", withRoles},
		{"old shape", 400, "application/json", `{"odata.error":{"code":"x","message":{"lang":"en-US","value":"old"}}}`, bc.BadRequest, auth.BodyJSON, auth.You, "400 x: old", "", withRoles},
		{"ASP.NET's shape", 400, "application/json", `{"Message":"An error has occurred."}`, bc.BadRequest, auth.BodyJSON, auth.You, "An error has occurred.", "", withRoles},
		{"sign-in's shape", 400, "application/json", `{"error":"invalid_request","error_description":"described"}`, bc.BadRequest, auth.BodyJSON, auth.You, "400 invalid_request: described", "", withRoles},
		{"strange JSON", 400, "application/json", `{"error":[1,{"code":2}],"message":7}`, bc.BadRequest, auth.BodyJSON, auth.You, "400", "", withRoles},
		{"half JSON", 400, "application/json", `{"error":{"code":"x","mess`, bc.BadRequest, auth.BodyJSON, auth.You, "400 Bad Request", "", withRoles},
		{"half XML", 400, "application/xml", `<error><code>x</code><message>y`, bc.BadRequest, auth.BodyXML, auth.You, "400 x: y", "", withRoles},
		{"API switched off", 405, "", "", bc.Disabled, auth.BodyEmpty, auth.BCAdmin, "405", "", withRoles},
		{"too slow", 408, "application/json", json("Request_Timeout", "The operation took too long"), bc.Timeout, auth.BodyJSON, auth.You, "408", "", withRoles},
		{"deadlock", 409, "application/json", json("Internal_ServerError", "The activity was deadlocked with another user."), bc.Conflict, auth.BodyJSON, auth.You, "deadlocked", "", withRoles},
		{"long query", 414, "text/html", html, bc.TooLong, auth.BodyHTML, auth.You, "414", "", withRoles},
		{"not offered", 501, "application/json", json("BadRequest_MethodNotImplemented", "x"), bc.NotImplemented, auth.BodyJSON, auth.You, "501", "", withRoles},
		{"tenant away", 500, "application/json", json("Internal_TenantUnavailable", "The tenant 'x' is not accessible"), bc.Unavailable, auth.BodyJSON, auth.Microsoft, "500 Internal_TenantUnavailable", "admin", withRoles},
		{"failure", 500, "text/plain", "Something\r\nbad\x1b[2J happened \u202Etxt", bc.Other, auth.BodyText, auth.Microsoft, "Something bad␛[2J happened ⟨202E⟩txt", "", withRoles},
		{"proxy's page with 403", 403, "text/html", html, bc.Proxy, auth.BodyHTML, auth.Network, "403 Forbidden: something between", "", withRoles},
		{"captive portal", 200, "text/html", html, bc.Proxy, auth.BodyHTML, auth.Network, "something between", "", withRoles},
		{"portal that says JSON", 200, "application/json", html, bc.Proxy, auth.BodyHTML, auth.Network, "something between", "", withRoles},
		{"text in place of data", 200, "text/plain", "hello", bc.Damaged, auth.BodyText, auth.Microsoft, "text and not JSON", "", withRoles},
		{"XML in place of data", 200, "application/atom+xml", "<feed/>", bc.Damaged, auth.BodyXML, auth.Microsoft, "XML and not JSON", "", withRoles},
		{"no rows", 200, "application/json", `{"id":1}`, bc.Damaged, auth.BodyEmpty, auth.Microsoft, "no list of rows", "", withRoles},
		{"network sign-in", 511, "text/html", html, bc.Proxy, auth.BodyHTML, auth.Network, "511", "", withRoles},
		{"error within a page", 200, "application/json", `{"value":[{"id":1},{"id":2{"error":{"code":"Internal_ServerError","message":"Division by zero.  CorrelationId:  ` + correlationID + `."}}`, bc.Damaged, auth.BodyJSON, auth.Microsoft, "Division by zero.", "", withRoles},
		{"missing right within a page", 200, "application/json", `{"value":[{"id":1}],"error":{"code":"Internal_ServerError","message":"x (TableData 17 G/L Entry Read: Base Application)"}}`, bc.Permission, auth.BodyJSON, auth.BCAdmin, "Read on TableData 17 G/L Entry", "page=9860", withRoles},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newKit(t, func(w http.ResponseWriter, r *http.Request) { refuse(w, c.status, c.content, c.body) })
			k.tokens.claims, k.tokens.issued = c.claims, noon
			_, err := k.client.FirstPage(t.Context(), customers())
			e := asError(t, err)
			equal(t, "kind", e.Kind, c.kind)
			equal(t, "shape", e.Body, c.shape)
			equal(t, "status", e.Status, c.status)
			equal(t, "who", e.Meaning.Who, c.who)
			if !strings.Contains(e.Error(), c.says) {
				t.Errorf("Error() = %q, does not hold %q", e.Error(), c.says)
			}
			if !strings.Contains(e.Meaning.Link, c.link) {
				t.Errorf("link %q does not hold %q", e.Meaning.Link, c.link)
			}
			if e.Meaning.Title == "" || e.Meaning.Cause == "" || len(e.Meaning.Steps) == 0 {
				t.Errorf("nothing to do about it: %+v", e.Meaning)
			}
			if strings.Contains(c.body, correlationID) {
				equal(t, "correlation ID", e.CorrelationID, correlationID)
				if strings.Contains(e.Message, correlationID) {
					t.Errorf("the ID is still in the message %q", e.Message)
				}
			}
			if c.status != 200 && e.Body != auth.BodyEmpty && !strings.Contains(c.body, e.Raw) {
				t.Errorf("raw %q is not from the body", e.Raw)
			}
			if e.URL == "" || e.Method != "GET" || e.RequestID == "" {
				t.Errorf("not complete: %+v", e)
			}
			for _, s := range append([]string{e.Error(), e.Meaning.Title, e.Meaning.Cause}, e.Meaning.Steps...) {
				clean(t, s)
			}
		})
	}
}

// clean fails for text that would act on a terminal.
func clean(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > 700 || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		t.Errorf("unfit for a line: %q", s)
	}
}

func TestRecordedErrors(t *testing.T) {
	for name, want := range map[string]struct {
		status int
		kind   bc.Kind
		code   string
		id     string
	}{
		"bc-400-unknown-property.json":    {400, bc.BadRequest, "BadRequest", "233b73c2-6ffd-4d0e-8c65-0ae5f29de9a0"},
		"bc-401-invalid-credentials.json": {401, bc.NotSetUp, "Authentication_InvalidCredentials", correlationID},
		"bc-404-no-environment.xml":       {404, bc.NoEnvironment, "NoEnvironment", ""},
		"bc-404-unknown-route.json":       {404, bc.NoRoute, "BadRequest_NotFound", ""},
		"bc-404-unknown-segment.json":     {404, bc.NotFound, "BadRequest_ResourceNotFound", "64c04b4f-edf8-4fda-836a-df76af0b519d"},
	} {
		t.Run(name, func(t *testing.T) {
			body := shared(t, "errors/"+name)
			k := newKit(t, func(w http.ResponseWriter, r *http.Request) { refuse(w, want.status, "", string(body)) })
			k.tokens.issued = noon
			_, err := k.client.FirstPage(t.Context(), customers())
			e := asError(t, err)
			equal(t, "kind", e.Kind, want.kind)
			equal(t, "code", e.Code, want.code)
			equal(t, "correlation ID", e.CorrelationID, want.id)
			equal(t, "raw", e.Raw, string(body))
		})
	}
}

func TestLargeErrorBodies(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		refuse(w, 500, "text/plain", strings.Repeat("long \x07 ", 400_000))
	})
	_, err := k.client.FirstPage(t.Context(), customers())
	e := asError(t, err)
	if len(e.Raw) != bc.RawLimit || !e.RawCut {
		t.Errorf("%d bytes kept, cut %t", len(e.Raw), e.RawCut)
	}
	clean(t, e.Error())
	clean(t, e.Meaning.Cause)
}

func TestGatewaysCorrelationID(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ms-correlation-x", "gateway-1")
		refuse(w, 500, "", "")
	})
	_, err := k.client.FirstPage(t.Context(), customers())
	equal(t, "correlation ID", asError(t, err).CorrelationID, "gateway-1")
	equal(t, "correlation ID of the exchange", k.observed()[0].CorrelationID, "gateway-1")
}

func TestMissingRightsAreReadInEveryLanguage(t *testing.T) {
	for message, want := range map[string]*bc.Denied{
		"Sorry, the current permissions prevented the action. (TableData 38 Purchase Header Modify: Base Application)": {ObjectType: "TableData", ID: 38, Name: "Purchase Header", Right: "Modify", App: "Base Application"},
		"現在のアクセス許可 (TableData 17 G/L Entry Read: Base Application)。":                                                   {ObjectType: "TableData", ID: 17, Name: "G/L Entry", Right: "Read", App: "Base Application"},
		"x (Page 9860 AAD Application List Execute: Base Application)":                                                 {ObjectType: "Page", ID: 9860, Name: "AAD Application List", Right: "Execute", App: "Base Application"},
		"x (TableData 50000 Price (net): old Read: My App: dev (2))":                                                   {ObjectType: "TableData", ID: 50000, Name: "Price (net): old", Right: "Read", App: "My App: dev (2)"},
		"x (TableData 50001 Read Log IndirectInsert: Read: the Docs)":                                                  {ObjectType: "TableData", ID: 50001, Name: "Read Log", Right: "IndirectInsert", App: "Read: the Docs"},
		"x (TableData 18 Customer Read)":                                                                               {ObjectType: "TableData", ID: 18, Name: "Customer", Right: "Read"},
		"x (TableData 18 Customer Frobnicate: Base Application)":                                                       {ObjectType: "TableData", ID: 18, Name: "Customer", Right: "Frobnicate", App: "Base Application"},
		"(see help) x (TableData 18 Customer Read: Base Application) (1)":                                              {ObjectType: "TableData", ID: 18, Name: "Customer", Right: "Read", App: "Base Application) (1"},
		"no right at all":              nil,
		"(TableData x Customer Read:)": nil,
		"(in 2 days again)":            nil,
		"((((((((":                     nil,
		"(TableData 18)":               nil,
	} {
		got := bc.DeniedIn(message)
		if want == nil {
			if got != nil {
				t.Errorf("%q: %+v", message, got)
			}
			continue
		}
		if got == nil {
			t.Errorf("%q: nothing found", message)
			continue
		}
		d := *got
		d.Text = ""
		if d != *want {
			t.Errorf("%q: %+v, want %+v", message, d, *want)
		}
	}
}

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"  a \r\n\t b ":          "a b",
		"\x1b]52;c;x\x07":        "␛]52;c;x␇",
		"a\u202eb\u200bc\ufeff":  "a⟨202E⟩b⟨200B⟩c⟨FEFF⟩",
		"\xff\xfe":               "⟨FF⟩⟨FE⟩",
		"\uFFFD":                 "\uFFFD",
		"naïve 日本":               "naïve 日本",
		"\u009b31m":              "⟨9B⟩31m",
		strings.Repeat("x", 200): strings.Repeat("x", 100) + "…",
	} {
		equal(t, fmt.Sprintf("%q", in), bc.OneLine(in, 100), want)
	}
}

func TestTidyLeavesWhatIsGood(t *testing.T) {
	for in, want := range map[string]string{
		"https://h/x?a=%20%2b&aid=F+G&$skiptoken='a'": "https://h/x?a=%20%2b&aid=F+G&$skiptoken='a'",
		"https://h/x?f=a eq 'Ä' \"<>":                 "https://h/x?f=a%20eq%20'%C3%84'%20%22%3C%3E",
	} {
		u, err := url.Parse(in)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, in, bc.Tidy(u).String(), want)
	}
}

func FuzzErrorBodies(f *testing.F) {
	f.Add([]byte(`{"error":{"code":"x","message":"y (TableData 38 Purchase Header Modify: Base Application)  CorrelationId:  1."}}`))
	f.Add([]byte(`<error><code>x</code><message>y</message></error>`))
	f.Add([]byte("<html><title>x</title>"))
	f.Add([]byte("(TableData 1 (Page 2 x Read: y)"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		e := &bc.Error{Status: 403}
		bc.Fill(e, raw)
		clean(t, e.Error())
		if e.Denied != nil && (e.Denied.ID <= 0 || e.Denied.Right == "") {
			t.Errorf("%+v", e.Denied)
		}
	})
}

func TestWaitsAreToldInWords(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "a moment", time.Second: "1 second", 90 * time.Second: "1 minute 30 seconds", 2 * time.Minute: "2 minutes",
		time.Hour: "1 hour", 3*time.Hour + 4*time.Minute + 50*time.Second: "3 hours 5 minutes", 40400 * time.Millisecond: "40 seconds",
	} {
		equal(t, d.String(), bc.Span(d), want)
	}
}
