package demo

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestDiscovery(t *testing.T) {
	w := start(t, nil)
	for _, c := range []struct {
		tenant string
		status int
		want   string
	}{
		{contosoID, 200, `"token_endpoint":"` + w.base + "/" + contosoID + `/oauth2/v2.0/token"`},
		{"contoso.example", 200, `"issuer":"https://login.microsoftonline.com/` + contosoID + `/v2.0"`},
		{"CONTOSO.Example", 200, `"tenant_region_scope":"NA"`},
		{"common", 200, `"issuer":"https://login.microsoftonline.com/{tenantid}/v2.0"`},
		{"nobody.example", 400, `"error":"invalid_tenant","error_description":"AADSTS90002: Tenant 'nobody.example' not found.`},
		{"00000000-0000-4000-8000-000000000009", 400, "AADSTS90002"},
		{"Contoso%20Ltd", 400, "AADSTS900023: Specified tenant identifier 'Contoso Ltd' is neither a valid DNS name, nor a valid external domain."},
		{"%7B" + contosoID + "%7D", 400, "AADSTS900023"},
	} {
		got := w.do(context.Background(), "GET", "/"+c.tenant+"/v2.0/.well-known/openid-configuration", "")
		if got.status != c.status || !strings.Contains(got.body, c.want) || !json.Valid([]byte(got.body)) {
			t.Errorf("%s: %d %s", c.tenant, got.status, got.body)
		}
	}
}

// decode gives the claims of a token as any client would read them.
func decode(t *testing.T, token string) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 || len(parts[2]) != 342 { // 256 bytes, as RS256 has
		t.Fatalf("not the shape of a token: %d parts", len(parts))
	}
	b, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var c map[string]any
	if err := json.Unmarshal(b, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTokenOfTheGoodRegistration(t *testing.T) {
	w := start(t, nil)
	got := w.sign("good", "", nil)
	var body map[string]any
	if err := json.Unmarshal([]byte(got.body), &body); err != nil {
		t.Fatal(err)
	}
	if body["token_type"] != "Bearer" || body["expires_in"] != 3599.0 || body["ext_expires_in"] != 3599.0 || len(body) != 4 {
		t.Errorf("body %s", got.body)
	}
	c := decode(t, body["access_token"].(string))
	r, _ := w.s.Registration("good")
	for name, want := range map[string]any{
		"aud": resourceURL, "iss": "https://sts.windows.net/" + contosoID + "/", "tid": contosoID, "appid": r.ClientID, "appidacr": "1", "idtyp": "app",
		"ver": "1.0", "exp": float64(w.clock.now().Add(time.Hour).Unix()), "iat": float64(w.clock.now().Add(-5 * time.Minute).Unix()), "oid": c["sub"],
	} {
		if c[name] != want {
			t.Errorf("%s is %v, want %v", name, c[name], want)
		}
	}
	if roles := c["roles"].([]any); len(roles) != 3 || roles[0] != "API.ReadWrite.All" {
		t.Errorf("roles %v", roles)
	}
	if _, there := c["scp"]; there {
		t.Error("an application token has scp")
	}
	if got.header.Get("Cache-Control") != "no-store, no-cache" || got.header.Get("x-ms-request-id") == "" {
		t.Errorf("headers %v", got.header)
	}
}

func TestScopesThatMSALAddsAreIgnored(t *testing.T) {
	w := start(t, nil)
	if got := w.sign("good", "", map[string]string{"scope": "openid " + resourceURL + "/.default offline_access profile"}); got.status != 200 {
		t.Errorf("%d %s", got.status, got.body)
	}
}

func TestTokenRefusals(t *testing.T) {
	w := start(t, nil)
	form := "Content-Type: application/x-www-form-urlencoded"
	good, _ := w.s.Registration("good")
	for name, c := range map[string]struct {
		got    reply
		status int
		oauth  string
		code   string
		text   string
	}{
		"tenant unknown":      {w.sign("good", "nobody.example", nil), 400, "invalid_request", "90002", "Tenant 'nobody.example' not found"},
		"tenant malformed":    {w.sign("good", "Contoso", nil), 400, "invalid_request", "900023", "neither a valid DNS name"},
		"common":              {w.sign("good", "common", nil), 400, "invalid_request", "50059", "No tenant-identifying information"},
		"tenant hides secret": {w.sign("good", "nobody.example", map[string]string{"client_secret": "x"}), 400, "invalid_request", "90002", ""},
		"app unknown":         {w.sign("good", "", map[string]string{"client_id": "00000000-0000-4000-8000-000000000001"}), 400, "unauthorized_client", "700016", "was not found in the directory 'Contoso (demo)'"},
		"app elsewhere":       {w.sign("good", "fabrikam.example", nil), 400, "unauthorized_client", "700016", "wrong tenant"},
		"app hides secret":    {w.sign("good", "fabrikam.example", map[string]string{"client_secret": "x"}), 400, "unauthorized_client", "700016", ""},
		"secret wrong":        {w.sign("good", "", map[string]string{"client_secret": "x"}), 401, "invalid_client", "7000215", "for a secret added to app '" + good.ClientID + "'"},
		"secret's ID":         {w.sign("good", "", map[string]string{"client_secret": good.SecretID}), 401, "invalid_client", "7000215", "client secret value, not the client secret ID"},
		"secret with blank":   {w.sign("good", "", map[string]string{"client_secret": good.Secret + " "}), 401, "invalid_client", "7000215", ""},
		"secret hides scope":  {w.sign("good", "", map[string]string{"client_secret": "x", "scope": "y"}), 401, "invalid_client", "7000215", ""},
		"secret missing":      {w.sign("good", "", map[string]string{"client_secret": "-"}), 401, "invalid_client", "7000216", "'client_assertion', 'client_secret' or 'request' is required"},
		"secret expired":      {w.sign("expired-secret", "", nil), 401, "invalid_client", "7000222", "https://aka.ms/NewClientSecret"},
		"expired, but wrong":  {w.sign("expired-secret", "", map[string]string{"client_secret": "x"}), 401, "invalid_client", "7000215", ""},
		"client_id missing":   {w.sign("good", "", map[string]string{"client_id": "-"}), 400, "invalid_request", "900144", "'client_id'"},
		"grant missing":       {w.sign("good", "", map[string]string{"grant_type": "-"}), 400, "invalid_request", "900144", "'grant_type'"},
		"scope missing":       {w.sign("good", "", map[string]string{"scope": "-"}), 400, "invalid_request", "900144", "'scope'"},
		"grant unknown":       {w.sign("good", "", map[string]string{"grant_type": "magic"}), 400, "unsupported_grant_type", "70003", "'magic'"},
		"password, no secret": {w.sign("good", "", map[string]string{"grant_type": "password", "client_secret": "-"}), 401, "invalid_client", "7000218", ""},
		"scope of one role":   {w.sign("good", "", map[string]string{"scope": resourceURL + "/API.ReadWrite.All"}), 400, "invalid_scope", "1002012", "/.default suffixed"},
		"scope encoded twice": {w.sign("good", "", map[string]string{"scope": "https%3A%2F%2Fapi.businesscentral.dynamics.com%2F.default"}), 400, "invalid_scope", "1002012", ""},
		"scope nonsense":      {w.sign("good", "", map[string]string{"scope": "everything"}), 400, "invalid_scope", "70011", "The scope everything is not valid"},
		"two scopes":          {w.sign("good", "", map[string]string{"scope": resourceURL + "/.default https://graph.microsoft.com/.default"}), 400, "invalid_scope", "70011", ""},
		"only openid":         {w.sign("good", "", map[string]string{"scope": "openid profile"}), 400, "invalid_scope", "70011", ""},
		"scope with //":       {w.sign("good", "", map[string]string{"scope": resourceURL + "//.default"}), 400, "invalid_resource", "500011", "was not found in the tenant named Contoso (demo)"},
		"resource missing":    {w.sign("no-resource", "", nil), 400, "invalid_resource", "500011", "Fabrikam"},
		"resource disabled":   {w.sign("resource-disabled", "", nil), 400, "invalid_resource", "500014", "is disabled"},
		"app disabled":        {w.sign("app-disabled", "", nil), 401, "unauthorized_client", "7000112", "is disabled"},
		"no principal":        {w.sign("no-principal", "", nil), 401, "invalid_client", "7000229", "missing service principal in the tenant " + contosoID},
		"policy":              {w.sign("conditional-access", "", nil), 400, "invalid_grant", "53003", "Conditional Access"},
		"policy comes last":   {w.sign("conditional-access", "", map[string]string{"client_secret": "x"}), 401, "invalid_client", "7000215", ""},
		"not assigned":        {w.sign("not-assigned", "", nil), 400, "invalid_grant", "501051", "is not assigned to a role"},
		"other cloud":         {w.sign("wrong-cloud", "", nil), 400, "invalid_request", "900382", "Cross Cloud"},
		"throttled":           {w.sign("throttled", "", nil), 429, "temporarily_unavailable", "90055", "too many"},
		"certificate":         {w.sign("good", "", map[string]string{"client_assertion": "a.b.c", "client_secret": "-"}), 401, "invalid_client", "700027", "The key was not found"},
		"JSON body":           {w.do(context.Background(), "POST", "/contoso.example/oauth2/v2.0/token", `{"grant_type":"client_credentials"}`, "Content-Type: application/json"), 400, "invalid_request", "90013", "Invalid input"},
		"broken form":         {w.do(context.Background(), "POST", "/contoso.example/oauth2/v2.0/token", "grant_type=%zz", form), 400, "invalid_request", "9002313", "malformed"},
		"GET":                 {w.do(context.Background(), "GET", "/contoso.example/oauth2/v2.0/token", ""), 400, "invalid_request", "900561", "only accepts POST"},
	} {
		var e struct {
			Error       string `json:"error"`
			Description string `json:"error_description"`
			Codes       []int  `json:"error_codes"`
			Timestamp   string `json:"timestamp"`
			Trace       string `json:"trace_id"`
			Correlation string `json:"correlation_id"`
			URI         string `json:"error_uri"`
		}
		if err := json.Unmarshal([]byte(c.got.body), &e); err != nil {
			t.Errorf("%s: %v in %q", name, err, c.got.body)
			continue
		}
		whole := "AADSTS" + c.code + ": "
		if c.got.status != c.status || e.Error != c.oauth || !strings.HasPrefix(e.Description, whole) || !strings.Contains(e.Description, c.text) {
			t.Errorf("%s: %d %s\nwant %d %s %s %s", name, c.got.status, c.got.body, c.status, c.oauth, c.code, c.text)
		}
		tail := "\r\nTrace ID: " + e.Trace + "\r\nCorrelation ID: " + e.Correlation + "\r\nTimestamp: 2026-01-31 12:00:00Z"
		if !strings.HasSuffix(e.Description, tail) || len(e.Trace) != 36 || len(e.Correlation) != 36 || e.Timestamp != "2026-01-31 12:00:00Z" ||
			e.URI != "https://login.microsoftonline.com/error?code="+c.code || len(e.Codes) != 1 {
			t.Errorf("%s: not the shape of Entra: %s", name, c.got.body)
		}
	}
}

// Every registration does what its table says.
func TestRegistrationsSignInAsTheySay(t *testing.T) {
	w := start(t, nil)
	number := regexp.MustCompile(`AADSTS\d+`)
	seen := map[string]bool{}
	for _, r := range w.s.Registrations() {
		got := w.sign(r.Name, "", nil)
		if want := number.FindString(r.Expect); want != "" && !strings.Contains(got.body, want+":") || want == "" && r.AADSTS == 0 && got.status != 200 {
			t.Errorf("%s: %d %s, expected %s", r.Name, got.status, got.body, r.Expect)
		}
		for _, id := range []string{r.Name, r.ClientID, r.SecretID, r.Secret} {
			if seen[id] || id == "" {
				t.Errorf("%s: %q is there twice, or empty", r.Name, id)
			}
			seen[id] = true
		}
		if r.Name != "old-secret" && (len(r.Secret) != 40 || r.Secret[3:6] != "8Q~" || !strings.Contains(r.Secret, "demo")) {
			t.Errorf("%s: the secret %q does not look like one", r.Name, r.Secret)
		}
	}
	if r, ok := w.s.Registration("delegated"); ok {
		c := decode(t, w.token(r.Name))
		if c["scp"] == nil || c["roles"] != nil || c["idtyp"] != "user" {
			t.Errorf("delegated: %v", c)
		}
	}
	if c := decode(t, w.token("no-consent")); c["roles"] != nil {
		t.Errorf("no-consent: roles %v", c["roles"])
	}
	if c := decode(t, w.token("wrong-tenant")); c["tid"] != fabrikamID {
		t.Errorf("wrong-tenant: tid %v", c["tid"])
	}
}

func TestTokenByHTTPBasicAndByResourceID(t *testing.T) {
	w := start(t, nil)
	r, _ := w.s.Registration("old-secret")
	escape := strings.NewReplacer("%", "%25", "+", "%2B", "/", "%2F", "=", "%3D", "&", "%26", "?", "%3F", "#", "%23", " ", "%20").Replace
	basic := base64.StdEncoding.EncodeToString([]byte(r.ClientID + ":" + escape(r.Secret)))
	got := w.do(context.Background(), http.MethodPost, "/contoso.example/oauth2/v2.0/token", "grant_type=client_credentials&scope="+resourceID+"/.default",
		"Content-Type: application/x-www-form-urlencoded; charset=utf-8", "Authorization: Basic "+basic)
	if got.status != 200 {
		t.Fatalf("%d %s", got.status, got.body)
	}
	// A secret that is not encoded loses its plus sign.
	got = w.do(context.Background(), http.MethodPost, "/contoso.example/oauth2/v2.0/token",
		"grant_type=client_credentials&scope="+resourceURL+"/.default&client_id="+r.ClientID+"&client_secret=demo+not/a=secret", "Content-Type: application/x-www-form-urlencoded")
	if got.status != 401 || !strings.Contains(got.body, "AADSTS7000215") {
		t.Errorf("unencoded: %d %s", got.status, got.body)
	}
}

func TestTheLogHoldsNoSecret(t *testing.T) {
	var logged []Request
	w := start(t, func(o *Options) { o.Log = func(r Request) { logged = append(logged, r) } })
	r, _ := w.s.Registration("good")
	token := w.token("good")
	w.get("good", firm+"/customers")
	basic := base64.StdEncoding.EncodeToString([]byte(r.ClientID + ":" + r.Secret))
	w.sign("good", "", map[string]string{"client_secret": "-"}, "Authorization: Basic "+basic)
	b, err := json.Marshal(append(w.s.Requests(), logged...))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{r.Secret, token, basic} {
		if strings.Contains(string(b), secret) {
			t.Error("the log holds a secret or token")
		}
	}
	requests := w.s.Requests()
	if requests[0].Form["scope"] != resourceURL+"/.default" || requests[0].Form["client_secret"] != "(40 characters)" || requests[0].Kind != "token" {
		t.Errorf("token request logged as %+v", requests[0])
	}
	last := requests[2]
	if last.Kind != "page" || !last.Authorized || last.ClientID != r.ClientID || last.Status != 200 || last.Bytes == 0 || !last.Done || last.Connection == 0 {
		t.Errorf("page request logged as %+v", last)
	}
}

// recorded finds a real reply in the data folder beside the repository.
func recorded(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", filepath.FromSlash(path)))
	if err != nil {
		t.Skip("the recorded data are not here: ", err)
	}
	return b
}

func TestEntraErrorsHaveTheFieldsOfRecordedOnes(t *testing.T) {
	w := start(t, nil)
	for file, got := range map[string]reply{
		"errors/entra-401-AADSTS7000215.json": w.sign("good", "", map[string]string{"client_secret": "x"}),
		"errors/entra-400-AADSTS700016.json":  w.sign("good", "fabrikam.example", nil),
		"errors/entra-400-AADSTS90002.json":   w.sign("good", "nobody.example", nil),
	} {
		var theirs, ours map[string]any
		if err := json.Unmarshal(recorded(t, file), &theirs); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(got.body), &ours); err != nil {
			t.Fatal(err)
		}
		for name := range theirs {
			if _, ok := ours[name]; !ok {
				t.Errorf("%s has %s, ours does not", file, name)
			}
		}
		if theirs["error"] != ours["error"] || len(theirs) != len(ours) {
			t.Errorf("%s: error %v, ours %v; %d fields, ours %d", file, theirs["error"], ours["error"], len(theirs), len(ours))
		}
	}
}
