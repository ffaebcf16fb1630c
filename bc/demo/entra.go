package demo

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// base is scheme and host as the client wrote them.
func (x *exchange) base() string {
	scheme := "http://"
	if x.r.TLS != nil {
		scheme = "https://"
	}
	return scheme + x.r.Host
}

// serveEntra answers what starts with a tenant. It is called when the path is one of the authority's.
func (x *exchange) serveEntra() {
	h := x.w.Header()
	h.Set("Cache-Control", "no-store, no-cache")
	h.Set("Pragma", "no-cache")
	h.Set("x-ms-request-id", x.trace)
	h.Set("x-ms-ests-server", "demo")
	if id := x.r.Header.Get("client-request-id"); id != "" {
		h.Set("client-request-id", id)
	}
	switch x.entry.Kind {
	case "discovery":
		x.discovery()
	case "token":
		x.token()
	case "instance":
		x.json(http.StatusOK, fmt.Sprintf(`{"tenant_discovery_endpoint":"%s/common/v2.0/.well-known/openid-configuration","api-version":"1.1",`+
			`"metadata":[{"preferred_network":"%[2]s","preferred_cache":"%[2]s","aliases":["%[2]s"]}]}`, x.base(), x.r.Host))
	}
}

// tenantFor resolves the first segment. The tokens of common and organizations have no tenant.
func tenantFor(segment string) (Tenant, *entraError) {
	if t, ok := tenantOf(segment); ok {
		return t, nil
	}
	switch strings.ToLower(segment) {
	case "common", "organizations", "consumers":
		return Tenant{}, refuse(http.StatusBadRequest, "invalid_request", 50059, "No tenant-identifying information found in either the request or implied by any provided credentials.")
	}
	if !looksLikeTenant(segment) {
		return Tenant{}, refuse(http.StatusBadRequest, "invalid_request", 900023, "Specified tenant identifier '%s' is neither a valid DNS name, nor a valid external domain.", segment)
	}
	return Tenant{}, refuse(http.StatusBadRequest, "invalid_request", 90002, "Tenant '%s' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.", segment)
}

// looksLikeTenant: a GUID or a DNS name with a dot.
func looksLikeTenant(s string) bool {
	if looksLikeGUID(s) {
		return true
	}
	if len(s) > 253 || !strings.Contains(s, ".") {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			c := label[i]
			if c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
				return false
			}
		}
	}
	return true
}

func looksLikeGUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		dash := i == 8 || i == 13 || i == 18 || i == 23
		hex := '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
		if dash != (c == '-') || !dash && !hex {
			return false
		}
	}
	return true
}

func (x *exchange) discovery() {
	if x.r.Method != http.MethodGet {
		x.entra(refuse(http.StatusBadRequest, "invalid_request", 900561, "The endpoint only accepts GET requests. Received a %s request.", x.r.Method))
		return
	}
	segment := x.parts[0]
	tenant := strings.ToLower(segment)
	issuer := "{tenantid}"
	switch tenant {
	case "common", "organizations", "consumers": // answered by the real one too, with a template for the issuer
	default:
		t, e := tenantFor(segment)
		if e != nil {
			if e.code == 90002 || e.code == 900023 {
				e.oauth = "invalid_tenant"
			}
			x.entra(e)
			return
		}
		tenant, issuer = t.ID, t.ID
	}
	b := x.base() + "/" + tenant
	x.json(http.StatusOK, `{"token_endpoint":"`+b+`/oauth2/v2.0/token",`+
		`"token_endpoint_auth_methods_supported":["client_secret_post","private_key_jwt","client_secret_basic","self_signed_tls_client_auth"],`+
		`"jwks_uri":"`+b+`/discovery/v2.0/keys","response_modes_supported":["query","fragment","form_post"],`+
		`"subject_types_supported":["pairwise"],"id_token_signing_alg_values_supported":["RS256"],`+
		`"response_types_supported":["code","id_token","code id_token","id_token token"],`+
		`"scopes_supported":["openid","profile","email","offline_access"],`+
		`"issuer":"https://login.microsoftonline.com/`+issuer+`/v2.0","request_uri_parameter_supported":false,`+
		`"userinfo_endpoint":"https://graph.microsoft.com/oidc/userinfo",`+
		`"authorization_endpoint":"`+b+`/oauth2/v2.0/authorize",`+
		`"device_authorization_endpoint":"`+b+`/oauth2/v2.0/devicecode","http_logout_supported":true,"frontchannel_logout_supported":true,`+
		`"end_session_endpoint":"`+b+`/oauth2/v2.0/logout","claims_supported":["sub","iss","aud","exp","iat","tid","ver"],`+
		`"tenant_region_scope":"NA","cloud_instance_name":"microsoftonline.com",`+
		`"cloud_graph_host_name":"graph.windows.net","msgraph_host":"graph.microsoft.com","rbac_url":"https://pas.windows.net"}`)
}

// token is the client credentials grant. Checks run tenant → app → credential → scope → policy, so that one error
// hides the later ones (reference 2).
func (x *exchange) token() {
	if x.r.Method != http.MethodPost {
		x.entra(refuse(http.StatusBadRequest, "invalid_request", 900561, "The endpoint only accepts POST requests. Received a %s request.", x.r.Method))
		return
	}
	form, e := x.form()
	if e != nil {
		x.entra(e)
		return
	}
	t, e := tenantFor(x.parts[0])
	if e != nil {
		x.entra(e)
		return
	}
	r, resource, e := x.signIn(t, form)
	if e != nil {
		x.entra(e)
		return
	}
	lifetime := time.Hour
	if r.Lifetime > 0 {
		lifetime = r.Lifetime
	}
	if x.fault.Lifetime > 0 {
		lifetime = x.fault.Lifetime
	}
	seconds := max(int(lifetime/time.Second)-1, 0)
	if lifetime < time.Minute {
		seconds = int(lifetime / time.Second)
	}
	x.json(http.StatusOK, fmt.Sprintf(`{"token_type":"Bearer","expires_in":%d,"ext_expires_in":%[1]d,"access_token":"%s"}`, seconds, x.s.mint(r, t, resource, lifetime)))
}

// form reads the body, and credentials from HTTP Basic when they stand there.
func (x *exchange) form() (url.Values, *entraError) {
	kind, _, err := mime.ParseMediaType(x.r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, refuse(http.StatusBadRequest, "invalid_request", 90013, "Invalid input received from the user.")
	}
	body, err := io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, 1<<20))
	if err != nil {
		return nil, malformed()
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, malformed()
	}
	if id, secret, ok := x.r.BasicAuth(); ok {
		if u, err := url.QueryUnescape(id); err == nil {
			id = u
		}
		if u, err := url.QueryUnescape(secret); err == nil {
			secret = u
		}
		if form.Get("client_id") == "" {
			form.Set("client_id", id)
		}
		if form.Get("client_secret") == "" {
			form.Set("client_secret", secret)
		}
	}
	noted := map[string]string{}
	for name, values := range form {
		value := strings.Join(values, ",")
		switch name {
		case "grant_type", "scope", "client_id", "client_assertion_type", "client_info", "claims":
		default:
			value = fmt.Sprintf("(%d characters)", len(value))
		}
		noted[name] = value
	}
	x.s.log.set(x.entry, func(r *Request) { r.Form, r.ClientID = noted, form.Get("client_id") })
	return form, nil
}

func malformed() *entraError {
	return refuse(http.StatusBadRequest, "invalid_request", 9002313, "Invalid request. Request is malformed or invalid.")
}

func missing(field string) *entraError {
	return refuse(http.StatusBadRequest, "invalid_request", 900144, "The request body must contain the following parameter: '%s'.", field)
}

func (x *exchange) signIn(t Tenant, form url.Values) (*Registration, string, *entraError) {
	for _, field := range []string{"grant_type", "client_id"} {
		if form.Get(field) == "" {
			return nil, "", missing(field)
		}
	}
	switch grant := form.Get("grant_type"); grant {
	case "client_credentials":
	case "password", "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:jwt-bearer":
		if form.Get("client_secret") == "" && form.Get("client_assertion") == "" {
			return nil, "", refuse(http.StatusUnauthorized, "invalid_client", 7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")
		}
		return nil, "", refuse(http.StatusBadRequest, "unsupported_grant_type", 70003, "The app requested an unsupported grant type '%s'.", grant)
	default:
		return nil, "", refuse(http.StatusBadRequest, "unsupported_grant_type", 70003, "The app requested an unsupported grant type '%s'.", grant)
	}
	id := form.Get("client_id")
	r := x.s.client(id)
	if r == nil || r.TenantID != t.ID {
		return nil, "", refuse(http.StatusBadRequest, "unauthorized_client", 700016, "Application with identifier '%s' was not found in the directory '%s'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.", id, t.Name)
	}
	if e := x.credential(r, form); e != nil {
		return nil, "", e
	}
	resource, e := scope(t, form.Get("scope"))
	if e != nil {
		return nil, "", e
	}
	return r, resource, later(r, t, resource)
}

func (x *exchange) credential(r *Registration, form url.Values) *entraError {
	if assertion := form.Get("client_assertion"); assertion != "" {
		if strings.Count(assertion, ".") != 2 {
			return refuse(http.StatusBadRequest, "invalid_request", 50027, "JWT token is invalid or malformed.")
		}
		return refuse(http.StatusUnauthorized, "invalid_client", 700027, "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '%s'.]", r.ClientID)
	}
	secret := form.Get("client_secret")
	if secret == "" {
		return refuse(http.StatusUnauthorized, "invalid_client", 7000216, "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.")
	}
	if secret != r.Secret {
		return refuse(http.StatusUnauthorized, "invalid_client", 7000215, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '%s'.", r.ClientID)
	}
	if r.SecretExpired {
		return refuse(http.StatusUnauthorized, "invalid_client", 7000222, "The provided client secret keys for app '%s' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.", r.ClientID)
	}
	return nil
}

// scope gives the resource that a scope asks for. The words of OpenID Connect may stand beside it: MSAL always adds
// them.
func scope(t Tenant, s string) (string, *entraError) {
	if strings.TrimSpace(s) == "" {
		return "", missing("scope")
	}
	words := slices.DeleteFunc(strings.Fields(s), func(w string) bool {
		return w == "openid" || w == "profile" || w == "offline_access" || w == "email"
	})
	if len(words) == 0 {
		return "", scopeNotValid(s)
	}
	resource, ok := strings.CutSuffix(words[0], "/.default")
	if !ok {
		if strings.ContainsAny(words[0], "/%") { // …/API.ReadWrite.All, or encoded twice
			return "", defaultOnly(s)
		}
		return "", scopeNotValid(s)
	}
	if len(words) > 1 {
		return "", scopeNotValid(s)
	}
	switch strings.ToLower(resource) {
	case resourceURL, resourceID:
		if t.NoBusinessCentral {
			break
		}
		if t.BusinessCentralDisabled {
			return "", refuse(http.StatusBadRequest, "invalid_resource", 500014, "The service principal for resource '%s' is disabled. This indicate that a subscription within the tenant has lapsed, or that the administrator for this tenant has disabled the application, preventing tokens from being issued for it.", resource)
		}
		return strings.ToLower(resource), nil
	case "https://graph.microsoft.com", "https://management.azure.com":
		return resource, nil
	}
	return "", refuse(http.StatusBadRequest, "invalid_resource", 500011, "The resource principal named %s was not found in the tenant named %s. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.", resource, t.Name)
}

func scopeNotValid(s string) *entraError {
	return refuse(http.StatusBadRequest, "invalid_scope", 70011, "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope %s is not valid.", s)
}

func defaultOnly(s string) *entraError {
	return refuse(http.StatusBadRequest, "invalid_scope", 1002012, "The provided value for scope %s is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).", s)
}
