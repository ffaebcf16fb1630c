package check

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"bctui/auth"
	"bctui/bc/admin"
)

// Roles of Business Central (reference 1.6).
const (
	roleAPI        = "API.ReadWrite.All"
	roleAutomation = "Automation.ReadWrite.All"
	roleAdmin      = admin.Role
	roleLegacy     = "app_access"
)

// ClaimVerdict is how what was found stands to what was expected.
type ClaimVerdict uint8

// The verdicts.
const (
	ClaimInfo  ClaimVerdict = iota // nothing is expected of it
	ClaimOK                        // as expected
	ClaimOdd                       // unusual, and no reason by itself to be refused
	ClaimWrong                     // a reason to be refused
)

// String names the verdict as reports have it.
func (v ClaimVerdict) String() string {
	switch v {
	case ClaimOK:
		return "ok"
	case ClaimOdd:
		return "unusual"
	case ClaimWrong:
		return "wrong"
	}
	return "info"
}

// ClaimRow is one claim: expected beside found.
type ClaimRow struct {
	Claim    string // "aud"
	Label    string // "for which service"
	Expected string
	Found    string // "" when the token does not have it
	Verdict  ClaimVerdict
	Note     string
}

// RoleRow is one application permission and what it opens.
type RoleRow struct {
	Role    string
	Opens   string
	Granted bool
}

// ClaimsView is a token taken apart, without the token.
type ClaimsView struct {
	Unreadable string // why the token can't be looked into; "" when it could
	Rows       []ClaimRow
	Roles      []RoleRow
	Others     []Fact // claims that nothing is expected of, by name
	// By the server's clock:
	IssuedAt, NotBefore, Expires time.Time
	// Ends is when the token ends by this machine's clock: count down to it.
	Ends time.Time
	// Skew is how far the server's clock is ahead of this machine's, when SkewKnown.
	Skew      time.Duration
	SkewKnown bool
}

// expectation is what a good token says.
type expectation struct {
	resource string   // that the scope asks for
	also     []string // other spellings of it
	tenantID string   // "" when not known
	client   string
	online   bool // it is for Business Central online, so that everything about it is known
}

func (v *values) expects(tenantID string) expectation {
	e := expectation{resource: v.resource(), tenantID: tenantID, client: v.client, online: v.online() || isOnline(v.apiHost()) || otherService(v.resource())}
	if e.online {
		e.resource, e.also = "https://api.businesscentral.dynamics.com", []string{onlineID}
	}
	if e.tenantID == "" && isGUID(v.tenant) {
		e.tenantID = v.tenant
	}
	return e
}

// otherService names services of Microsoft that a scope is often copied from: none of them is Business Central's.
func otherService(resource string) bool {
	host := hostOf(resource)
	switch host {
	case "graph.microsoft.com", "graph.windows.net", "management.azure.com", "management.core.windows.net", "vault.azure.net", "storage.azure.com":
		return true
	}
	return strings.HasSuffix(host, ".dynamics.com") && strings.Contains(host, ".crm")
}

// readClaims compares what a token says with what it should say.
func readClaims(t auth.Token, want expectation) *ClaimsView {
	c := t.Claims
	v := &ClaimsView{Unreadable: c.Unreadable, IssuedAt: c.IssuedAt, NotBefore: c.NotBefore, Expires: c.Expires, Ends: t.ExpiresAt}
	v.Skew, v.SkewKnown = t.Evidence.Skew()
	if c.Unreadable != "" {
		return v
	}
	add := func(claim, label, expected, found string, verdict ClaimVerdict, note string) {
		v.Rows = append(v.Rows, ClaimRow{claim, label, expected, found, verdict, note})
	}
	aud, note := audience(c.Audience, want)
	add("aud", "for which service", want.resource, c.Audience, aud, note)
	add("iss", "issued by", issuerOf(want.tenantID), c.Issuer, issuer(c.Issuer, want.tenantID), "")
	tid, note := ClaimInfo, ""
	if want.tenantID != "" {
		if tid = ClaimOK; !strings.EqualFold(c.TenantID, want.tenantID) {
			tid, note = ClaimWrong, "the token is of another tenant"
		}
	}
	add("tid", "tenant", want.tenantID, c.TenantID, tid, note)
	app, note := ClaimOK, "this ID has to be on page 9860"
	if !strings.EqualFold(c.AppID, want.client) {
		app, note = ClaimOdd, "the token is of another app"
	}
	add("appid", "app", want.client, c.AppID, app, note)
	kind, note := idType(c)
	add("idtyp", "kind", "app", c.IDType, kind, note)
	roles, note := rolesVerdict(c, want)
	add("roles", "permissions", roleAPI, strings.Join(c.Roles, ", "), roles, note)
	scp, note := ClaimOK, ""
	if c.Scopes != "" {
		scp, note = ClaimWrong, "delegated permissions: of a person's sign-in, not of an app's"
	}
	add("scp", "delegated permissions", "none", c.Scopes, scp, note)
	add("appidacr", "signed in with", "", c.AppIDACR, ClaimInfo, credential(c.AppIDACR))
	add("iat", "issued at", "", moment(c.IssuedAt), ClaimInfo, "")
	nbf, note := ClaimInfo, ""
	now := t.Evidence.Date
	if !now.IsZero() && c.NotBefore.After(now.Add(skewed)) {
		nbf, note = ClaimWrong, "not valid yet by the clock of the server that issued it"
	}
	add("nbf", "not before", "", moment(c.NotBefore), nbf, note)
	exp, note := ClaimInfo, ""
	if !now.IsZero() && !c.Expires.IsZero() && !c.Expires.After(now) {
		exp, note = ClaimWrong, "out of date already by the clock of the server that issued it"
	}
	add("exp", "ends", "", moment(c.Expires), exp, note)
	add("oid", "service principal", "", c.ObjectID, ClaimInfo, "the enterprise application's object ID")
	add("uti", "sign-in log ID", "", c.UTI, ClaimInfo, "")
	add("ver", "version", "", c.Version, ClaimInfo, "1.0 is what Business Central's tokens have")
	v.Roles = roleRows(c)
	v.Others = others(c, v.Rows)
	return v
}

// Left is how much of the token is left, never negative.
func (v *ClaimsView) Left(now time.Time) time.Duration { return max(0, v.Ends.Sub(now)) }

// Row gives the row of a claim.
func (v *ClaimsView) Row(claim string) (ClaimRow, bool) {
	for _, r := range v.Rows {
		if r.Claim == claim {
			return r, true
		}
	}
	return ClaimRow{}, false
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// audience compares aud. The resource's URL and its application ID are both right; another spelling is not
// (reference 1.5: variants with a slash at the end break Business Central).
func audience(found string, want expectation) (ClaimVerdict, string) {
	if strings.EqualFold(found, want.resource) {
		return ClaimOK, ""
	}
	for _, a := range want.also {
		if strings.EqualFold(found, a) {
			return ClaimOK, "the application ID in place of the URL"
		}
	}
	switch {
	case found == "":
		return ClaimOdd, "the token does not say for which service it is"
	case !want.online && (isGUID(found) || strings.EqualFold("api://"+found, want.resource)):
		return ClaimOK, "the application ID of the API that the scope names"
	case !want.online:
		return ClaimOdd, "another name than the scope has"
	case strings.EqualFold(strings.TrimRight(found, "/"), want.resource):
		return ClaimWrong, "a slash too many at the end: Business Central does not take it"
	}
	return ClaimWrong, "the token is for another service"
}

func issuerOf(tenantID string) string {
	if tenantID == "" {
		return ""
	}
	return "https://sts.windows.net/" + tenantID + "/"
}

// issuer is never a reason: v1 and v2 tokens, and other clouds, have other forms.
func issuer(found, tenantID string) ClaimVerdict {
	switch {
	case tenantID == "" || found == "":
		return ClaimInfo
	case strings.Contains(strings.ToLower(found), strings.ToLower(tenantID)):
		return ClaimOK
	}
	return ClaimOdd
}

// idType judges idtyp. It is an optional claim: only "user" says something.
func idType(c auth.Claims) (ClaimVerdict, string) {
	switch {
	case strings.EqualFold(c.IDType, "app"):
		return ClaimOK, ""
	case strings.EqualFold(c.IDType, "user"):
		return ClaimWrong, "a person's token, not an app's"
	case c.IDType == "" && len(c.Roles) > 0:
		return ClaimInfo, "not sent; the roles say that it is an app's"
	}
	return ClaimOdd, ""
}

func rolesVerdict(c auth.Claims, want expectation) (ClaimVerdict, string) {
	switch {
	case opensData(c):
		return ClaimOK, ""
	case !want.online:
		return ClaimOdd, "a server of your own may do without"
	case len(c.Roles) == 0:
		return ClaimWrong, "permission or admin consent is missing"
	}
	return ClaimWrong, roleAPI + " is missing: data stays closed"
}

// opensData tells whether the roles open API v2.0 and the APIs of extensions. API.Read.All is named by one vendor alone
// (reference 1.6); it is given the benefit of the doubt, the next rung tells.
func opensData(c auth.Claims) bool {
	return c.HasRole(roleAPI) || c.HasRole(roleLegacy) || c.HasRole("API.Read.All")
}

func opensAutomation(c auth.Claims) bool {
	return c.HasRole(roleAutomation) || c.HasRole(roleLegacy) || c.HasRole("Automation.Read.All")
}

func opensAdmin(c auth.Claims) bool { return c.HasRole(roleAdmin) || c.HasRole(roleLegacy) }

// RoleOpens says what an application permission of Business Central opens (reference 1.6); "" for one that is not known.
func RoleOpens(role string) string {
	switch {
	case strings.EqualFold(role, roleAPI):
		return "data: API v2.0, the APIs of extensions, OData and SOAP web services"
	case strings.EqualFold(role, roleAutomation):
		return "the automation API: users, permission sets, extensions, companies, configuration packages"
	case strings.EqualFold(role, roleAdmin):
		return "the admin center API, once the app is authorised there as well"
	case strings.EqualFold(role, roleLegacy):
		return "an older permission that is seen beside the others; Microsoft does not describe it"
	}
	return ""
}

func roleRows(c auth.Claims) []RoleRow {
	var rows []RoleRow
	for _, r := range []string{roleAPI, roleAutomation, roleAdmin} {
		rows = append(rows, RoleRow{r, RoleOpens(r), c.HasRole(r)})
	}
	for _, r := range c.Roles {
		if !slices.ContainsFunc(rows, func(x RoleRow) bool { return strings.EqualFold(x.Role, r) }) {
			rows = append(rows, RoleRow{r, orElse(RoleOpens(r), "not one of Business Central's that is known here"), true})
		}
	}
	return rows
}

// others lists the claims that have no row, as text, in alphabetical order.
func others(c auth.Claims, rows []ClaimRow) []Fact {
	shown := map[string]bool{"azp": true, "azpacr": true}
	for _, r := range rows {
		shown[r.Claim] = true
	}
	var facts []Fact
	for name, value := range c.All {
		if shown[name] {
			continue
		}
		var text string
		switch v := value.(type) {
		case string:
			text = v
		case json.Number:
			text = v.String()
		default:
			if b, err := json.Marshal(v); err == nil {
				text = string(b)
			} else {
				text = fmt.Sprint(v)
			}
		}
		facts = append(facts, Fact{name, text})
	}
	sort.Slice(facts, func(i, j int) bool { return facts[i].Label < facts[j].Label })
	return facts
}
