package check_test

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc/check"
)

// wrong is one wrong set-up and what the check must say of it: which rungs are red and which yellow, and no others; the
// code of the finding that matters, who has to act, words of it, and how many causes share the server's answer.
type wrong struct {
	name   string
	world  func(*world)
	input  func(*check.Input)
	red    string // rungs, separated by blanks
	yellow string
	code   check.Code
	who    auth.Who
	says   []string // in title, cause, steps, evidence or alternatives
	also   int      // alternatives at least; -1: none, the evidence proves the cause
	class  check.Class
}

func token(h http.HandlerFunc) func(*world) { return func(w *world) { w.token = h } }

func production(h http.HandlerFunc) func(*world) {
	return func(w *world) { w.companies = map[string]http.HandlerFunc{"Production": h} }
}

func everywhere(h http.HandlerFunc) func(*world) {
	return func(w *world) { w.companies = map[string]http.HandlerFunc{"Production": h, "Sandbox": h} }
}

func roles(r ...string) func(*world) {
	return func(w *world) {
		w.claims["roles"] = r
		if len(r) == 0 {
			delete(w.claims, "roles")
		}
	}
}

func secret(s string) func(*check.Input) {
	return func(in *check.Input) { in.Secret = auth.NewSecret(s) }
}

const rejected = "The server has rejected the client credentials."

func notOnList() http.HandlerFunc { return refuses(401, "Authentication_InvalidCredentials", rejected) }

func gatewayRefuses(rw http.ResponseWriter, _ *http.Request) {
	rw.Header().Set("Content-Type", "application/xml")
	rw.Header().Set("WWW-Authenticate", `Bearer error="invalid_token", error_description="The audience is invalid"`)
	rw.WriteHeader(401)
	fmt.Fprint(rw, `<error xmlns="http://docs.oasis-open.org/odata/ns/metadata"><code>Unauthorized</code><message>The credentials provided are incorrect</message></error>`)
}

func denied(table string) http.HandlerFunc {
	return refuses(403, "Internal_ServerError", "Sorry, the current permissions prevented the action. (TableData "+table+")")
}

func wrongs() []wrong {
	const none = "" // red or yellow nowhere
	return []wrong{
		// The input.
		{name: "tenant is missing", input: func(in *check.Input) { in.Tenant = " " }, red: "input", code: check.TenantMissing, who: auth.You, class: check.ClassUsage},
		{name: "tenant is common", input: func(in *check.Input) { in.Tenant = "common" }, red: "input", code: check.TenantCommon, who: auth.You, says: []string{"Tenant ID"}, class: check.ClassUsage},
		{name: "tenant is a display name", input: func(in *check.Input) { in.Tenant = "Contoso Ltd" }, red: "input", code: check.TenantShape, who: auth.You, says: []string{"organisation's name"}, class: check.ClassUsage},
		{name: "client ID is missing", input: func(in *check.Input) { in.ClientID = "" }, red: "input", code: check.ClientMissing, who: auth.You, class: check.ClassUsage},
		{name: "client ID is a name", input: func(in *check.Input) { in.ClientID = "my app" }, red: "input", code: check.ClientShape, who: auth.You, class: check.ClassUsage},
		{name: "client ID is the secret", input: func(in *check.Input) { in.ClientID = secretValue }, red: "input", code: check.ClientShape, says: []string{"looks like a client secret"}, class: check.ClassUsage},
		{name: "client ID is the tenant's, both GUIDs", input: func(in *check.Input) { in.Tenant, in.ClientID = tenantID, tenantID }, red: "input", code: check.ClientIsTenant, who: auth.You, class: check.ClassSignIn},
		{name: "client ID is the tenant's, tenant as domain", input: func(in *check.Input) { in.ClientID = tenantID }, red: "token", code: check.ClientIsTenant, who: auth.You, says: []string{tenantID}, also: -1, class: check.ClassSignIn},
		{name: "secret is missing", input: secret(""), red: "input", code: check.SecretMissing, who: auth.You, class: check.ClassUsage},
		{name: "secret is its ID", input: secret("5ec15ec1-aaaa-4bbb-8ccc-ddddeeeeffff"), red: "input", code: check.SecretIsID, who: auth.You, says: []string{"column Value", "Entra refuses it, too", "AADSTS7000215"}, class: check.ClassSignIn},
		{name: "secret is hidden by asterisks", input: secret("abc*****************************"), red: "input", code: check.SecretShape, says: []string{"asterisks"}, class: check.ClassUsage},
		{name: "secret has several lines", input: secret("abc\ndef"), red: "input", code: check.SecretShape, class: check.ClassUsage},
		{name: "secret with blanks around it works", input: secret("  " + secretValue + "\r\n"), red: none},
		{name: "authority is no URL", input: func(in *check.Input) { in.Authority = "login microsoft" }, red: "input", code: check.AuthorityURL, class: check.ClassUsage},
		{name: "API is plain http", input: func(in *check.Input) { in.API = "http://bc.contoso.com" }, red: "input", code: check.APIURL, class: check.ClassUsage},
		{name: "environment can't be a name", input: func(in *check.Input) { in.Environment = "Prod/uction" }, red: "input", code: check.EnvironmentShape, class: check.ClassUsage},

		// The way to Entra.
		{name: "DNS", world: func(w *world) {
			w.dial = map[string]error{login: &net.DNSError{Name: login, IsNotFound: true, Err: "no such host"}}
		}, red: "authority", code: check.NetworkDNS, who: auth.Network, class: check.ClassNetwork},
		{name: "refused", world: func(w *world) { w.dial = map[string]error{login: syscall.ECONNREFUSED} }, red: "authority", code: check.NetworkRefused, who: auth.Network, class: check.ClassNetwork},
		{name: "timeout", world: func(w *world) { w.dial = map[string]error{login: syscall.ETIMEDOUT} }, red: "authority", code: check.NetworkTimeout, who: auth.Network, class: check.ClassNetwork},
		{name: "proxy page in place of Entra", world: func(w *world) { w.discovery = page(200, "<html><title>Sign in to the network</title></html>") }, red: "authority", code: check.NotEntra, who: auth.Network, says: []string{"HTML page"}, class: check.ClassNetwork},
		{name: "Entra is down", world: func(w *world) { w.discovery = says(503, "") }, red: "authority", code: check.EntraDisturbed, class: check.ClassNetwork},
		{name: "Entra throttles", world: func(w *world) { w.discovery = aadsts(429, "temporarily_unavailable", 90055) }, red: "authority", code: check.EntraThrottled, class: check.ClassNetwork},
		{name: "authority is another web server", input: func(in *check.Input) { in.Authority = "https://www.contoso.com" },
			world: func(w *world) { w.hosts = map[string]http.HandlerFunc{"www.contoso.com": says(404, "")} }, red: "authority", code: check.AuthorityWrong, who: auth.You, class: check.ClassOther},
		{name: "authority answers something else", input: func(in *check.Input) { in.Authority = "https://www.contoso.com" },
			world: func(w *world) {
				w.hosts = map[string]http.HandlerFunc{"www.contoso.com": says(200, `{"hello":"world"}`)}
			}, red: "authority", code: check.AuthorityWrong, who: auth.You, class: check.ClassOther},
		{name: "authority names an endpoint elsewhere", input: func(in *check.Input) { in.Authority = "https://www.contoso.com" },
			world: func(w *world) {
				w.hosts = map[string]http.HandlerFunc{"www.contoso.com": says(200, `{"token_endpoint":"https://evil.example/token","issuer":"x"}`)}
			}, red: "authority", code: check.ForeignEndpoint, says: []string{"nothing was sent"}, class: check.ClassSignIn},
		{name: "redirected elsewhere", world: func(w *world) {
			w.discovery = func(rw http.ResponseWriter, _ *http.Request) {
				rw.Header().Set("Location", "https://portal.hotel.example/login")
				rw.WriteHeader(302)
			}
		}, red: "authority", code: check.SignInRedirect, who: auth.Network, class: check.ClassNetwork},
		{name: "TLS is opened by a trusted proxy", world: func(w *world) { w.issuer = "Zscaler Intermediate Root CA" }, yellow: "authority", code: check.TLSIntercepted, who: auth.Network, says: []string{"Zscaler"}},
		{name: "clock is ten minutes behind", world: func(w *world) { w.clock = noon.Add(10 * time.Minute) }, yellow: "authority", code: check.ClockSkew, who: auth.You, says: []string{"10 minutes behind"}},
		{name: "clock is ten minutes ahead", world: func(w *world) { w.clock = noon.Add(-10 * time.Minute) }, yellow: "authority", code: check.ClockSkew, who: auth.You, says: []string{"ahead"}},

		// The tenant.
		{name: "tenant does not exist", input: func(in *check.Input) { in.Tenant = otherID }, world: func(w *world) {
			no := aadsts(400, "invalid_tenant", 90002)
			w.hosts = map[string]http.HandlerFunc{"login.microsoftonline.us": no, "login.partner.microsoftonline.cn": no}
		}, red: "tenant", code: check.TenantNotFound, who: auth.You, says: []string{"login.microsoftonline.us either"}, also: 2, class: check.ClassSignIn},
		{name: "tenant is in another cloud", input: func(in *check.Input) { in.Tenant = otherID }, world: func(w *world) {
			w.hosts = map[string]http.HandlerFunc{
				"login.microsoftonline.us":         says(200, `{"token_endpoint":"https://login.microsoftonline.us/x/oauth2/v2.0/token","issuer":"https://login.microsoftonline.us/`+otherID+`/v2.0"}`),
				"login.partner.microsoftonline.cn": aadsts(400, "invalid_tenant", 90002)}
		}, red: "tenant", code: check.WrongCloud, who: auth.You, says: []string{"https://login.microsoftonline.us"}, also: -1, class: check.ClassSignIn},
		{name: "the public cloud points to another one", world: func(w *world) {
			w.discovery = says(200, `{"token_endpoint":"https://login.microsoftonline.us/x/oauth2/v2.0/token","issuer":"https://login.microsoftonline.us/x/v2.0"}`)
		}, red: "authority", code: check.WrongCloud, class: check.ClassSignIn},
		{name: "tenant is no name", world: func(w *world) { w.discovery = aadsts(400, "invalid_tenant", 900023) }, red: "tenant", code: check.TenantNoName, who: auth.You, class: check.ClassSignIn},

		// The token.
		{name: "client ID is not known", input: func(in *check.Input) { in.ClientID = otherID }, red: "token", code: check.AppNotFound, who: auth.EntraAdmin, says: []string{"object ID", otherID}, also: 4, class: check.ClassSignIn},
		{name: "secret is wrong", input: secret("abc8" + "Q~" + strings.Repeat("y", 34)), red: "token", code: check.SecretWrong, who: auth.EntraAdmin, says: []string{"form of Entra's secrets", "first three characters"}, also: 2, class: check.ClassSignIn},
		{name: "a part of the secret is missing", input: secret(secretValue[:20]), red: "token", code: check.SecretWrong, says: []string{"Entra's have about 40"}, also: 2, class: check.ClassSignIn},
		{name: "secret is percent-encoded", world: func(w *world) { w.secret = "abc8Q~+/" + strings.Repeat("x", 32) }, input: secret(url.QueryEscape("abc8Q~+/" + strings.Repeat("x", 32))), red: "token", code: check.SecretEncoded, who: auth.You, also: -1, class: check.ClassSignIn},
		{name: "secret lost its plus", world: func(w *world) { w.secret = "abc+def/ghi=" + strings.Repeat("x", 28) }, input: secret("abc def/ghi=" + strings.Repeat("x", 28)), red: "token", code: check.SecretLostPlus, who: auth.You, also: -1, class: check.ClassSignIn},
		{name: "secret has expired", world: token(aadsts(401, "invalid_client", 7000222)), red: "token", code: check.SecretExpired, who: auth.EntraAdmin, says: []string{"New client secret"}, class: check.ClassSignIn},
		{name: "no secret arrived", world: token(aadsts(401, "invalid_client", 7000216)), red: "token", code: check.SecretNotSent, class: check.ClassSignIn},
		{name: "public client", world: token(aadsts(401, "invalid_client", 700025)), red: "token", code: check.PublicClient, class: check.ClassSignIn},
		{name: "certificate", world: token(aadsts(401, "invalid_client", 700027)), red: "token", code: check.CertificateUnknown, class: check.ClassSignIn},
		{name: "assertion out of time", world: token(aadsts(401, "invalid_client", 700024)), red: "token", code: check.AssertionTime, who: auth.You, class: check.ClassSignIn},
		{name: "no service principal", world: token(aadsts(401, "invalid_client", 7000229)), red: "token", code: check.NoPrincipal, who: auth.EntraAdmin, also: 2, class: check.ClassSignIn},
		{name: "app is disabled", world: token(aadsts(401, "unauthorized_client", 7000112)), red: "token", code: check.AppDisabled, who: auth.EntraAdmin, also: 2, class: check.ClassSignIn},
		{name: "scope names a single permission", input: func(in *check.Input) { in.Scope = resource + "/API.ReadWrite.All" }, red: "token", code: check.ScopeNotDefault, who: auth.You, says: []string{"/.default"}, class: check.ClassSignIn},
		{name: "scope is nonsense", input: func(in *check.Input) { in.Scope = "everything" }, red: "token", code: check.ScopeInvalid, who: auth.You, says: []string{"everything"}, class: check.ClassSignIn},
		{name: "scope has a typing mistake", input: func(in *check.Input) { in.Scope = "https://api.bussinesscentral.dynamics.com/.default" }, red: "token", code: check.ResourceUnknown, who: auth.You, says: []string{auth.DefaultScope}, also: 1, class: check.ClassSignIn},
		{name: "Business Central is not in the tenant", world: token(aadsts(400, "invalid_resource", 500011)), red: "token", code: check.NoBusinessCentral, who: auth.EntraAdmin, also: 2, class: check.ClassSignIn},
		{name: "Business Central is disabled", world: token(aadsts(400, "invalid_resource", 500014)), red: "token", code: check.ResourceDisabled, who: auth.EntraAdmin, also: 2, class: check.ClassSignIn},
		{name: "permission not requested", world: token(aadsts(400, "invalid_resource", 650057)), red: "token", code: check.PermissionNotRequested, who: auth.EntraAdmin, class: check.ClassSignIn},
		{name: "not assigned", world: token(aadsts(400, "invalid_grant", 501051)), red: "token", code: check.NotAssigned, class: check.ClassSignIn},
		{name: "conditional access", world: token(aadsts(400, "invalid_grant", 53003)), red: "token", code: check.ConditionalAccess, who: auth.EntraAdmin, also: 2, class: check.ClassSignIn},
		{name: "tenant restrictions of the network", world: token(aadsts(400, "invalid_grant", 500021)), red: "token", code: check.TenantRestricted, who: auth.Network, class: check.ClassNetwork},
		{name: "unknown number", world: token(aadsts(400, "invalid_request", 98765432)), red: "token", code: check.EntraUnknown, says: []string{"AADSTS98765432", "code=98765432"}, class: check.ClassSignIn},
		{name: "no number", world: token(says(401, `{"error":"invalid_client"}`)), red: "token", code: check.SecretWrong, class: check.ClassSignIn},
		{name: "token endpoint sends a page", world: token(page(403, "<html><title>Blocked</title></html>")), red: "token", code: check.NotEntra, who: auth.Network, says: []string{"HTML"}, class: check.ClassNetwork},
		{name: "token endpoint sends XML", world: token(says(400, "<error><code>x</code></error>")), red: "token", class: check.ClassSignIn},
		{name: "token endpoint sends nothing", world: token(says(400, "")), red: "token", class: check.ClassSignIn},
		{name: "token endpoint sends garbage", world: token(says(400, "\x00\x01\x02garbage")), red: "token", class: check.ClassSignIn},
		{name: "token endpoint sends 1 MB", world: token(says(400, `{"error":"`+strings.Repeat("x", 1<<20)+`"}`)), red: "token", class: check.ClassSignIn},
		{name: "success without a token", world: token(says(200, `{"token_type":"Bearer"}`)), red: "token", code: check.NoToken, class: check.ClassSignIn},
		{name: "token is short", world: token(func(rw http.ResponseWriter, _ *http.Request) {
			answer(rw, 200, map[string]any{"token_type": "Bearer", "expires_in": 90, "access_token": newWorld().jwt()})
		}), yellow: "token", code: check.TokenShort, who: auth.EntraAdmin, says: []string{"90 seconds"}},
		{name: "secret expires next week", input: func(in *check.Input) { in.SecretExpires = noon.AddDate(0, 0, 6) }, yellow: "token", code: check.SecretExpiresSoon, who: auth.EntraAdmin, says: []string{"6 days", "this week"}},
		{name: "secret expires in a month", input: func(in *check.Input) { in.SecretExpires = noon.AddDate(0, 0, 30) }, yellow: "token", code: check.SecretExpiresSoon, says: []string{"30 days"}},
		{name: "noted date is past", input: func(in *check.Input) { in.SecretExpires = noon.AddDate(0, 0, -3) }, yellow: "token", code: check.SecretDateIsPast, says: []string{"3 days ago"}},

		// What the token says.
		{name: "no roles", world: roles(), red: "claims", code: check.RolesMissing, who: auth.EntraAdmin, says: []string{"Grant admin consent", "CallAnAPI"}, also: 4, class: check.ClassSignIn},
		{name: "delegated permission", world: func(w *world) {
			delete(w.claims, "roles")
			w.claims["scp"], w.claims["idtyp"] = "Financials.ReadWrite.All user_impersonation", "user"
		}, red: "claims", code: check.Delegated, who: auth.EntraAdmin, says: []string{"Application permissions", "Financials.ReadWrite.All"}, class: check.ClassSignIn},
		{name: "only the Automation role", world: func(w *world) {
			roles("Automation.ReadWrite.All")(w)
			w.companies = map[string]http.HandlerFunc{"Production": func(rw http.ResponseWriter, r *http.Request) {
				if !strings.Contains(r.URL.Path, "automation") {
					refuse(rw, 401, "Authentication_InvalidCredentials", rejected)
					return
				}
				says(200, `{"value":[{"id":"`+company+`","name":"CRONUS"}]}`)(rw, r)
			}}
			w.environments = says(403, "")
		}, red: "claims", code: check.APIRoleMissing, who: auth.EntraAdmin, says: []string{"API.ReadWrite.All"}, class: check.ClassSignIn},
		{name: "scope is Graph's", input: func(in *check.Input) { in.Scope = "https://graph.microsoft.com/.default" }, world: everywhere(gatewayRefuses), red: "claims", code: check.AudienceWrong, who: auth.You, says: []string{"graph.microsoft.com", auth.DefaultScope, "401"}, also: -1, class: check.ClassSignIn},
		{name: "audience with a slash", world: func(w *world) { w.claims["aud"] = resource + "/"; everywhere(gatewayRefuses)(w) }, red: "claims", code: check.AudienceWrong, says: []string{"slash"}, class: check.ClassSignIn},
		{name: "audience with a slash that is taken all the same", world: func(w *world) { w.claims["aud"] = resource + "/" }, yellow: "claims", code: check.AudienceWrong, says: []string{"takes it all the same"}},
		{name: "audience is the application ID", world: func(w *world) { w.claims["aud"] = "996def3d-b36c-4153-8607-a6fd3c01b89f" }},
		{name: "token of another tenant", world: func(w *world) { w.claims["tid"] = otherID; everywhere(gatewayRefuses)(w) }, red: "claims", code: check.TenantMismatch, who: auth.You, says: []string{otherID, tenantID}, class: check.ClassSignIn},
		{name: "token of another app", world: func(w *world) { w.claims["appid"] = otherID }, yellow: "claims", code: check.AppMismatch},
		{name: "opaque token", world: token(func(rw http.ResponseWriter, _ *http.Request) {
			answer(rw, 200, map[string]any{"token_type": "Bearer", "expires_in": 3599, "access_token": "opaque-token-0123456789"})
		}), code: check.TokenUnreadable, says: []string{"opaque"}},
		{name: "opaque token, set up nowhere", world: func(w *world) {
			w.token = func(rw http.ResponseWriter, _ *http.Request) {
				answer(rw, 200, map[string]any{"token_type": "Bearer", "expires_in": 3599, "access_token": "opaque-token-0123456789"})
			}
			everywhere(notOnList())(w)
		}, red: "setup", code: check.NotSetUp, says: []string{"can't be seen", "nobody consented"}, also: 5, class: check.ClassSignIn},

		// The environment.
		{name: "environment is misspelled", input: func(in *check.Input) { in.Environment = "Prodution" }, red: "environments", code: check.EnvironmentUnknown, who: auth.You, says: []string{"did you mean Production?", "Sandbox"}, also: -1, class: check.ClassOther},
		{name: "environment is in the wrong case", input: func(in *check.Input) { in.Environment = "production" }, red: "environments", code: check.EnvironmentCase, says: []string{"“Production”"}, class: check.ClassOther},
		{name: "environment does not exist and no list is open", input: func(in *check.Input) { in.Environment = "Test" }, world: func(w *world) {
			w.environments, w.listing = says(403, ""), notOnList()
		}, red: "environments", yellow: "rights", code: check.EnvironmentUnknown, says: []string{"Production and Sandbox"}, class: check.ClassOther},
		{name: "tenant has no environment", input: func(in *check.Input) { in.Environment = "" }, world: func(w *world) { w.names = nil }, red: "environments", code: check.EnvironmentNone, who: auth.BCAdmin, class: check.ClassOther},
		{name: "environment is being upgraded", world: func(w *world) {
			w.environments = says(200, `{"value":[{"name":"Production","type":"Production","status":"Upgrading"}]}`)
			w.companies = map[string]http.HandlerFunc{"Production": refuses(503, "Internal_TenantUnavailable", "The tenant is not accessible")}
		}, yellow: "environments", red: "setup", code: check.EnvironmentUnavailable, says: []string{"Upgrading"}, class: check.ClassNetwork},

		// Business Central.
		{name: "not set up here, but elsewhere", world: production(notOnList()), red: "setup", code: check.NotSetUpHere, who: auth.BCAdmin, says: []string{"Sandbox answers", "page=9860", "Production"}, also: 2, class: check.ClassSignIn},
		{name: "set up nowhere", world: everywhere(notOnList()), red: "setup", code: check.NotSetUp, who: auth.BCAdmin, says: []string{"Production and Sandbox"}, also: 2, class: check.ClassSignIn},
		{name: "set up nowhere, no list, other names are known", input: func(in *check.Input) { in.KnownEnvironments = []string{"UAT"} }, world: func(w *world) {
			w.environments, w.listing = says(403, ""), notOnList()
			w.names = []string{"Production", "UAT"}
			w.companies = map[string]http.HandlerFunc{"Production": notOnList()}
		}, red: "setup", yellow: "rights", code: check.NotSetUpHere, says: []string{"UAT answers"}, class: check.ClassSignIn},
		{name: "translated refusal", world: everywhere(refuses(401, "Authentication_InvalidCredentials", "Der Server hat die Clientanmeldeinformationen abgelehnt.")), red: "setup", code: check.NotSetUp, also: 2, class: check.ClassSignIn},
		{name: "no entitlement", world: everywhere(refuses(401, "Authentication_InvalidCredentials", "Web service call failed because user could not be authenticated or authorized.")), red: "setup", code: check.NoEntitlement, who: auth.BCAdmin, says: []string{"security group"}, also: 3, class: check.ClassSignIn},
		{name: "gateway refuses a good token", world: everywhere(gatewayRefuses), red: "setup", code: check.TokenRefused, says: []string{"The audience is invalid"}, also: 2, class: check.ClassSignIn},
		{name: "on-premises audience", input: func(in *check.Input) { in.Scope, in.API = "api://onprem/.default", "https://bc.contoso.local" }, world: func(w *world) {
			w.hosts = map[string]http.HandlerFunc{"bc.contoso.local": func(rw http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(r.URL.Path, "/v2.0/") {
					rw.Header().Set("ms-correlation-x", "x")
					refuse(rw, 401, "Authentication_InvalidCredentials", rejected)
					return
				}
				rw.WriteHeader(404)
			}}
		}, red: "setup", code: check.OnPremAudience, who: auth.BCAdmin, says: []string{"ValidAudiences", "api://onprem"}, also: 3, class: check.ClassSignIn},
		{name: "API is another web server", input: func(in *check.Input) { in.API = "https://www.contoso.com" }, world: func(w *world) {
			w.hosts = map[string]http.HandlerFunc{"www.contoso.com": func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(404) }}
		}, red: "setup", code: check.APIHostWrong, who: auth.You, says: []string{"https://www.contoso.com"}, class: check.ClassOther},
		{name: "API host's name is misspelled", input: func(in *check.Input) { in.API = "https://api.businesscentral.dynamic.com" }, red: "setup", code: check.NetworkDNS, who: auth.You, says: []string{"api.businesscentral.dynamic.com"}, class: check.ClassNetwork},
		{name: "API host refuses", world: func(w *world) { w.dial = map[string]error{api: syscall.ECONNREFUSED} }, red: "setup", code: check.NetworkRefused, who: auth.Network, class: check.ClassNetwork},
		{name: "proxy page in place of Business Central", world: func(w *world) {
			h := page(200, "<html><title>Access restricted</title></html>")
			w.environments, w.listing, w.automation = h, h, h
			everywhere(h)(w)
		}, red: "setup", code: check.ProxyPage, who: auth.Network, says: []string{"Access restricted"}, class: check.ClassNetwork},
		{name: "redirected to a foreign host", world: production(func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Location", "https://evil.example/x")
			rw.WriteHeader(302)
		}), red: "setup", code: check.ForeignHost, who: auth.Network, class: check.ClassNetwork},
		{name: "Business Central throttles", world: production(refuses(429, "Application_TooManyRequests", "Too many requests.")), red: "setup", code: check.BCThrottled, class: check.ClassNetwork},
		{name: "Business Central is not available", world: production(refuses(503, "Internal_TenantUnavailable", "The tenant is not accessible.")), red: "setup", code: check.EnvironmentUnavailable, says: []string{"Active"}, class: check.ClassNetwork},
		{name: "gateway times out", world: production(page(504, "")), red: "setup", code: check.BCTimeout, class: check.ClassNetwork},
		{name: "API is switched off", world: production(refuses(405, "BadRequest_MethodNotAllowed", "no")), red: "setup", code: check.APIOff, class: check.ClassOther},
		{name: "answer is garbage", world: production(says(200, `{"value":[{"id"::}]}`)), red: "setup", code: check.AnswerDamaged, class: check.ClassOther},
		{name: "answer is 1 MB of nothing", world: production(says(400, strings.Repeat("z", 1<<20))), red: "setup", class: check.ClassOther},
		{name: "unknown code", world: production(refuses(418, "Something_New", "What?")), red: "setup", says: []string{"Something_New"}, class: check.ClassOther},

		// Company and rights.
		{name: "company is misspelled", input: func(in *check.Input) { in.Companies = []string{"CRONUSS"} }, red: "company", code: check.CompanyUnknown, who: auth.You, says: []string{"did you mean “CRONUS”?", "My Company"}, also: 2, class: check.ClassOther},
		{name: "company is in another environment", input: func(in *check.Input) { in.Companies = []string{"Test Ltd"} }, world: func(w *world) {
			w.companies = map[string]http.HandlerFunc{"Sandbox": says(200, `{"value":[{"id":"`+otherID+`","name":"Test Ltd"}]}`)}
		}, red: "company", code: check.CompanyElsewhere, says: []string{"Sandbox"}, also: -1, class: check.ClassOther},
		{name: "company may not be opened", input: func(in *check.Input) { in.Companies = []string{"Secret Ltd"} }, world: func(w *world) {
			w.automation = says(200, `{"value":[{"id":"`+company+`","name":"CRONUS"},{"id":"`+otherID+`","name":"Secret Ltd"}]}`)
		}, red: "company", code: check.CompanyDenied, who: auth.BCAdmin, says: []string{"column Company", "Disabled"}, also: -1, class: check.ClassPermission},
		{name: "company's GUID is not known", input: func(in *check.Input) { in.Companies = []string{otherID} }, red: "company", code: check.CompanyUnknown, also: 2, class: check.ClassOther},
		{name: "no companies", world: func(w *world) { w.companies = map[string]http.HandlerFunc{"Production": says(200, `{"value":[]}`)} }, red: "company", code: check.NoCompanies, who: auth.BCAdmin, says: []string{"column Company"}, also: 3, class: check.ClassPermission},
		{name: "nothing may be read", world: func(w *world) { w.set = denied("18 Customer Read: Base Application") }, red: "access", code: check.RightsMissingAll, who: auth.BCAdmin, says: []string{"TableData 18 Customer", "D365 READ", "Disabled"}, also: 2, class: check.ClassPermission},
		{name: "one table may not be read", world: func(w *world) {
			w.set = func(rw http.ResponseWriter, r *http.Request) {
				if strings.Contains(r.URL.Path, "customers") {
					denied("18 Customer Read: Base Application")(rw, r)
					return
				}
				says(200, `{"@odata.count":2,"value":[{"id":"x"}]}`)(rw, r)
			}
		}, red: "access", class: check.ClassPermission, code: check.RightMissing, who: auth.BCAdmin, says: []string{"TableData 18 Customer", "page=9860"}},
		{name: "tables of two extensions, translated", world: func(w *world) {
			w.set = func(rw http.ResponseWriter, r *http.Request) {
				switch {
				case strings.Contains(r.URL.Path, "customers"):
					refuse(rw, 403, "Internal_ServerError", "Die Aktion konnte aufgrund der aktuellen Berechtigungen leider nicht ausgeführt werden. (TableData 18 Customer Read: Base Application)")
				case strings.Contains(r.URL.Path, "items"):
					refuse(rw, 403, "Internal_ServerError", "Die Aktion … (TableData 50100 Rental (Item): Extra Read: Contoso Rentals)")
				default:
					says(200, `{"@odata.count":2,"value":[{"id":"x"}]}`)(rw, r)
				}
			}
		}, red: "access", class: check.ClassPermission, code: check.RightMissing, says: []string{"Contoso Rentals", "TableData 50100 Rental (Item): Extra", "standard permission sets do not cover"}},
		{name: "the ledger may not be read, with nothing else in the way", world: func(w *world) {
			w.set = func(rw http.ResponseWriter, r *http.Request) {
				if strings.Contains(r.URL.Path, "generalLedgerEntries") {
					denied("17 G/L Entry Read: Base Application")(rw, r)
					return
				}
				says(200, `{"@odata.count":2,"value":[{"id":"x"}]}`)(rw, r)
			}
		}, yellow: "access", code: check.RightMissing, who: auth.BCAdmin, says: []string{"TableData 17 G/L Entry"}},
		{name: "a set that is relied on may not be read", input: func(in *check.Input) { in.Want.Sets = []string{"vendors"} }, world: func(w *world) {
			w.set = func(rw http.ResponseWriter, r *http.Request) {
				if strings.Contains(r.URL.Path, "vendors") {
					denied("23 Vendor Read: Base Application")(rw, r)
					return
				}
				says(200, `{"@odata.count":2,"value":[{"id":"x"}]}`)(rw, r)
			}
		}, red: "access", code: check.RightMissing, says: []string{"TableData 23 Vendor"}, class: check.ClassPermission},
		{name: "a set that is relied on is misspelled", input: func(in *check.Input) { in.Want.Sets = []string{"custmers"} }, world: func(w *world) {
			w.set = refuses(404, "BadRequest_ResourceNotFound", "Resource not found for the segment 'custmers'.")
		}, red: "access", code: check.SetUnknown, says: []string{"did you mean customers?"}, class: check.ClassOther},

		// Beyond data.
		{name: "admin center not authorised", world: func(w *world) { w.environments, w.manage = says(403, ""), says(403, "") }, yellow: "rights", code: check.AdminNotAuthorized, who: auth.BCAdmin, says: []string{"Authorized Microsoft Entra apps", "/admin"}},
		{name: "admin center lists the app and refuses it", world: func(w *world) { w.environments = says(401, "") }, yellow: "rights", code: check.AdminNotAuthorized, says: []string{tenantID, "a moment ago"}},
		{name: "no admin role", world: func(w *world) { roles("API.ReadWrite.All")(w); w.environments = says(403, "") }, code: check.AdminRoleMissing, who: auth.EntraAdmin},
		{name: "admin center is down, and it is wanted", input: func(in *check.Input) { in.Want.Admin = true }, world: func(w *world) { w.environments = says(500, `{"code":"x"}`) }, red: "rights", code: check.AdminFailed, class: check.ClassNetwork},
		{name: "no admin role, and it is wanted", input: func(in *check.Input) { in.Want.Admin = true }, world: func(w *world) {
			roles("API.ReadWrite.All", "Automation.ReadWrite.All")(w)
			w.environments = says(403, "")
		}, red: "rights", code: check.AdminRoleMissing, class: check.ClassSignIn},
		{name: "no automation role, and it is wanted", input: func(in *check.Input) { in.Want.Automation = true }, world: roles("API.ReadWrite.All", "AdminCenter.ReadWrite.All"), red: "rights", code: check.AutomationRoleMissing, class: check.ClassSignIn},
		{name: "automation is refused", world: func(w *world) { w.automation = denied("2000000006 Company Read: System") }, yellow: "rights", code: check.AutomationRefused, who: auth.BCAdmin, says: []string{"D365 AUTOMATION"}},
		{name: "admin center is down", world: func(w *world) { w.environments = says(503, "") }},
		{name: "neither list is open", world: func(w *world) { roles("API.ReadWrite.All")(w); w.environments, w.listing = says(403, ""), notOnList() }},
	}
}

func TestWrongSetUps(t *testing.T) {
	codes := map[check.Code]bool{}
	for _, x := range wrongs() {
		t.Run(x.name, func(t *testing.T) {
			w, in := newWorld(), input()
			if x.world != nil {
				x.world(w)
			}
			if x.input != nil {
				x.input(&in)
			}
			r := w.run(t, in)
			for _, v := range []struct {
				verdict check.Verdict
				want    string
			}{{check.Failed, x.red}, {check.Warning, x.yellow}} {
				want := strings.Fields(v.want)
				var got []string
				for _, id := range rungs(r, v.verdict) {
					got = append(got, string(id))
				}
				slices.Sort(want)
				slices.Sort(got)
				if !slices.Equal(got, want) {
					t.Errorf("%s are %v, want %v", v.verdict, got, want)
				}
			}
			if r.Class() != x.class {
				t.Errorf("class is %s, want %s", r.Class(), x.class)
			}
			f, ok := r.First()
			if x.red == "" && x.yellow == "" && x.code != "" {
				f, ok = finding(r, x.code)
			}
			if x.code != "" {
				codes[x.code] = true
				if !ok || f.Code != x.code {
					t.Errorf("first finding is %q, want %q", f.Code, x.code)
				}
			} else if x.red == "" && x.yellow == "" && ok {
				t.Errorf("finding %q where nothing is wrong", f.Code)
			}
			if x.who != auth.WhoUnknown && f.Who != x.who {
				t.Errorf("%s has to act, want %s", f.Who, x.who)
			}
			text := fmt.Sprint(f.Title, f.Cause, f.Where, f.Steps, f.Link, f.Evidence, f.Also)
			for _, g := range r.Findings() {
				if g.Severity > check.Note {
					text += fmt.Sprint(g.Title, g.Cause, g.Steps, g.Evidence)
				}
			}
			for _, s := range x.says {
				if !strings.Contains(text, s) {
					t.Errorf("nothing says %q", s)
				}
			}
			if x.also > 0 && len(f.Also) < x.also || x.also < 0 && len(f.Also) > 0 {
				t.Errorf("%d other causes are named, want %d", len(f.Also), x.also)
			}
			if x.red != "" && (f.Title == "" || f.Cause == "" || f.Who == auth.WhoUnknown) {
				t.Errorf("finding %q is not whole: title %q, cause %q, who %s", f.Code, f.Title, f.Cause, f.Who)
			}
			for _, g := range r.Findings() {
				if g.Code.Class() == check.ClassOther && !slices.ContainsFunc(check.Codes(), func(i check.CodeInfo) bool { return i.Code == g.Code }) {
					t.Errorf("code %q is not in the list of codes", g.Code)
				}
			}
			if w.most > 4 {
				t.Errorf("%d requests at once", w.most)
			}
			if t.Failed() {
				t.Log("\n" + show(r))
			}
		})
	}
}
