package demo

import (
	"fmt"
	"strings"
	"time"
)

// Roles (application permissions) of Business Central (reference 1.6).
const (
	RoleAPI        = "API.ReadWrite.All"
	RoleAutomation = "Automation.ReadWrite.All"
	RoleAdmin      = "AdminCenter.ReadWrite.All"
	roleLegacy     = "app_access"
)

// AppState is what the page "Microsoft Entra Applications" of one environment says of an app.
type AppState int

// The states of an app in an environment.
const (
	Enabled  AppState = iota // set up and enabled
	Absent                   // not on the list
	Disabled                 // on the list, State = Disabled
)

// Registration is an app registration, with everything that may be wrong with it. The zero value of each field below Roles
// is what a good registration has; add a state by adding a row to builtin or to Options.Registrations.
type Registration struct {
	Name     string // good, no-consent, …
	Title    string // for people, what is the matter in a few words
	Expect   string // what a client meets
	TenantID string
	Domain   string
	ClientID string
	Secret   string // its value
	SecretID string // the GUID that people paste in its place
	Roles    []string

	// Entra.
	SecretExpired bool          // 7000222
	AADSTS        int           // answered after the credential was found right: 7000112, 53003, …
	Scopes        string        // the token is a delegated one: scp, idtyp "user", no roles
	Audience      string        // aud of the token, whatever was asked for
	TokenTenant   string        // tid of the token, when it is not the tenant asked
	Lifetime      time.Duration // of the token; 0 = one hour

	// Business Central.
	Apps            map[string]AppState // by environment; an environment that is not named is Enabled
	Denied          []string            // entity sets whose records may not be read
	DeniedAll       bool                // no permission sets at all: every set but companies is denied
	Companies       []string            // names of the companies it may see; nil = all
	NoCompanies     bool                // it sees none
	NoEntitlement   bool                // 401 with the other text
	Language        string              // language of all messages, whatever Accept-Language says: "de"
	AdminNotAllowed bool                // has the role, is not on the admin center's list: 403 without a body
	NoEnvironments  bool                // /environments/v1.2 answers 401
}

// secretOf makes a secret with the shape of a real one (40 characters, Q~ after four), which says that it is none. It
// is put together here so that no line of the source looks like a secret to a scanner.
func secretOf(name string) string {
	s := "dem8" + "Q~" + "demo.not-secret." + name
	return s + strings.Repeat("_", max(0, 40-len(s)))
}

// state is a way in which an app may be set up; change makes it of a good registration.
type state struct {
	name, title, expect string
	change              func(*Registration)
}

// states are all that the tenant has; nobody changes the list. IDs end in a row's number.
var states = [...]state{
	{"good", "everything is set up", "200 everywhere", nil},
	{"no-consent", "admin consent is missing", "a token without roles; 401 Authentication_InvalidCredentials",
		func(r *Registration) { r.Roles = nil }},
	{"not-set-up", "not on the list of Entra applications in Business Central", "401 Authentication_InvalidCredentials in every environment",
		func(r *Registration) { r.Apps = map[string]AppState{"Production": Absent, "Sandbox": Absent} }},
	{"disabled", "on the list, but State is Disabled", "401 Authentication_InvalidCredentials in every environment",
		func(r *Registration) { r.Apps = map[string]AppState{"Production": Disabled, "Sandbox": Disabled} }},
	{"expired-secret", "the secret has expired", "AADSTS7000222",
		func(r *Registration) { r.SecretExpired = true }},
	{"limited", "permission sets leave out purchasing, the ledger and staff", "403 with the TableData that is denied",
		func(r *Registration) {
			r.Denied = []string{"vendors", "purchaseInvoices", "purchaseInvoiceLines", "purchaseOrders", "purchaseOrderLines",
				"generalLedgerEntries", "employees"}
			r.Roles, r.NoEnvironments = []string{RoleAPI, RoleAutomation}, true
		}},
	{"no-admin", "no AdminCenter role", "403 without a body from the admin center",
		func(r *Registration) { r.Roles = []string{RoleAPI, RoleAutomation} }},

	{"admin-not-listed", "has the AdminCenter role, but is not authorised in the admin center", "403 without a body from the admin center",
		func(r *Registration) { r.AdminNotAllowed = true }},
	{"sandbox-only", "set up in Sandbox, not in Production", "401 in Production, 200 in Sandbox",
		func(r *Registration) { r.Apps = map[string]AppState{"Production": Absent} }},
	{"disabled-prod", "disabled in Production, enabled in Sandbox", "401 in Production, 200 in Sandbox",
		func(r *Registration) { r.Apps = map[string]AppState{"Production": Disabled} }},
	{"automation-only", "has the Automation role only", "401 for API v2.0, 200 for automation",
		func(r *Registration) { r.Roles = []string{RoleAutomation} }},
	{"api-only", "has the API role only", "401 for automation, 403 from the admin center",
		func(r *Registration) { r.Roles = []string{RoleAPI} }},
	{"admin-only", "has the AdminCenter role only", "environments are listed, every call to data is 401",
		func(r *Registration) { r.Roles = []string{RoleAdmin} }},
	{"no-permissions", "set up without permission sets", "companies are listed, everything else is 403",
		func(r *Registration) { r.DeniedAll = true }},
	{"no-companies", "permission sets for no company", "200 with an empty list of companies",
		func(r *Registration) { r.NoCompanies = true }},
	{"no-entitlement", "authenticated, without entitlement", "401 Authentication_InvalidCredentials, the other text",
		func(r *Registration) { r.NoEntitlement = true }},
	{"translated", "like limited, and the tenant speaks German", "403 in German; the part in brackets stays English",
		func(r *Registration) {
			r.Denied, r.Language = []string{"vendors", "generalLedgerEntries", "items"}, "de"
		}},

	{"delegated", "a delegated permission in place of an application permission", "a token with scp and without roles; 401",
		func(r *Registration) { r.Roles, r.Scopes = nil, "Financials.ReadWrite.All user_impersonation" }},
	{"wrong-audience", "the token is for another service", "401 Unauthorized as XML",
		func(r *Registration) { r.Audience = "https://api.businesscentral.dynamics.com/" }},
	{"wrong-tenant", "the token is of another tenant", "401 Unauthorized as XML",
		func(r *Registration) { r.TokenTenant = fabrikamID }},
	{"short-token", "tokens end after 90 seconds", "401 Unauthorized in the middle of things",
		func(r *Registration) { r.Lifetime = 90 * time.Second }},
	{"app-disabled", "the application is disabled in Entra", "AADSTS7000112",
		func(r *Registration) { r.AADSTS = 7000112 }},
	{"no-principal", "the application has no service principal in this tenant", "AADSTS7000229",
		func(r *Registration) { r.AADSTS = 7000229 }},
	{"conditional-access", "blocked by a Conditional Access policy", "AADSTS53003",
		func(r *Registration) { r.AADSTS = 53003 }},
	{"not-assigned", "the service demands an assignment", "AADSTS501051",
		func(r *Registration) { r.AADSTS = 501051 }},
	{"wrong-cloud", "the tenant is in another cloud", "AADSTS900382",
		func(r *Registration) { r.AADSTS = 900382 }},
	{"throttled", "Entra refuses: too many requests", "429 with Retry-After from the token endpoint",
		func(r *Registration) { r.AADSTS = 90055 }},
	{"old-secret", "a secret of the old kind, full of + / = &", "200, when the secret is encoded exactly once",
		func(r *Registration) { r.Secret = "demo+not/a=secret&but%full of?signs#" }},
	{"no-resource", "Business Central is not in the tenant", "AADSTS500011",
		func(r *Registration) { r.TenantID, r.Domain = fabrikamID, "fabrikam.example" }},
	{"resource-disabled", "Business Central is disabled in the tenant", "AADSTS500014",
		func(r *Registration) { r.TenantID, r.Domain = wingtipID, "wingtip.example" }},
}

func builtin() []*Registration {
	list := make([]*Registration, len(states))
	for i := range states {
		r := &Registration{Name: states[i].name, Title: states[i].title, Expect: states[i].expect, TenantID: contosoID, Domain: "contoso.example",
			Roles: []string{RoleAPI, RoleAutomation, RoleAdmin}}
		r.ClientID = fmt.Sprintf("de300000-c11e-4000-8000-%012d", i+1)
		r.SecretID = fmt.Sprintf("de300000-5ec1-4000-8000-%012d", i+1)
		r.Secret = secretOf(r.Name)
		if states[i].change != nil {
			states[i].change(r)
		}
		list[i] = r
	}
	return list
}

// register adds a registration, in place of one with the same client ID.
func (s *Server) register(r *Registration) {
	c := *r
	if c.TenantID == "" {
		c.TenantID, c.Domain = contosoID, "contoso.example"
	}
	for i, have := range s.registrations {
		if strings.EqualFold(have.ClientID, c.ClientID) {
			s.registrations[i] = &c
			return
		}
	}
	s.registrations = append(s.registrations, &c)
}

// client finds a registration by client ID.
func (s *Server) client(id string) *Registration {
	for _, r := range s.registrations {
		if strings.EqualFold(r.ClientID, id) {
			return r
		}
	}
	return nil
}

// has says whether the token of the registration opens one of the roles.
func has(roles []string, wanted ...string) bool {
	for _, r := range roles {
		for _, w := range wanted {
			if r == w || r == roleLegacy {
				return true
			}
		}
	}
	return false
}

func (r *Registration) denies(set string) bool {
	if r.DeniedAll {
		return true
	}
	for _, d := range r.Denied {
		if d == set {
			return true
		}
	}
	return false
}

func (r *Registration) sees(company string) bool {
	if r.NoCompanies {
		return false
	}
	if r.Companies == nil {
		return true
	}
	for _, c := range r.Companies {
		if strings.EqualFold(c, company) {
			return true
		}
	}
	return false
}
