package check

import (
	"errors"
	"fmt"
	"strings"

	"bctui/auth"
	"bctui/bc"
)

// claimsRung looks into the token: Entra issues one for every app that signs in, whether it may do anything or not.
func claimsRung() rung {
	return rung{id: RungClaims, name: "Permissions", needs: []RungID{RungToken},
		proves: "The token is decoded: audience, tenant, app and roles are compared with what Business Central wants.", climb: climbClaims}
}

func climbClaims(k *climb) {
	t, err := k.token()
	if k.interrupted(err) {
		return
	}
	if err != nil {
		k.skip("there is no token")
		return
	}
	want := k.v.expects(k.tenantID())
	view := readClaims(t, want)
	c := t.Claims
	k.Check.mu.Lock()
	k.board.claims = view
	k.board.noAPI = c.Unreadable == "" && want.online && !opensData(c)
	k.board.automation = c.Unreadable != "" || !want.online || opensAutomation(c)
	k.board.adminRole = opensAdmin(c)
	k.Check.mu.Unlock()
	if c.Unreadable != "" {
		k.add(Finding{Code: TokenUnreadable, Severity: Note, Title: "the token can't be looked into", Who: auth.You,
			Cause:    "It is " + strings.TrimPrefix(c.Unreadable, "not readable: ") + ". It may work all the same; what it opens shows in the next rungs.",
			Evidence: []Fact{{"Token", c.Unreadable}}})
		k.say("the token can't be looked into")
		return
	}
	k.claimFacts(view)
	aud, _ := view.Row("aud")
	switch {
	case aud.Verdict == ClaimWrong: // its roles are those of another service
	case c.Scopes != "" && !opensData(c), strings.EqualFold(c.IDType, "user") && len(c.Roles) == 0:
		k.add(k.delegated(c))
	case len(c.Roles) == 0 && want.online:
		k.add(k.noRoles(c))
	case len(c.Roles) == 0:
		k.add(Finding{Code: RolesNone, Severity: Note, Title: "the token carries no roles", Who: auth.EntraAdmin,
			Cause: "Business Central online would refuse it. The scope names another service, which may do without.", Evidence: []Fact{{"Scope", k.v.scopeOrDefault()}}})
	case k.board.noAPI:
		k.add(k.noAPIRole(c))
		k.out.goOn = true // the automation API and the admin center may still be open
	}
	if len(k.out.Findings) == 0 || k.out.goOn || !want.online {
		k.strangeToken(view, want)
	}
	if k.out.Text == "" {
		k.say("%s", rolesText(c))
	}
	if w := verdictOf(k.out.Findings); w == Failed {
		k.say("%s", worst(k.out.Findings).Title)
	}
}

func rolesText(c auth.Claims) string {
	var names []string
	for _, r := range c.Roles {
		names = append(names, strings.TrimSuffix(r, ".ReadWrite.All"))
	}
	if len(names) == 0 {
		return "no roles"
	}
	return list(names, 5)
}

func (k *climb) claimFacts(v *ClaimsView) {
	for _, claim := range []string{"aud", "tid", "appid", "idtyp", "roles", "scp"} {
		if r, ok := v.Row(claim); ok && (r.Found != "" || claim == "roles") {
			k.fact(claim, orElse(r.Found, "none"))
		}
	}
}

func (k *climb) tokenFacts(f *Finding, c auth.Claims) {
	f.fact("roles", orElse(strings.Join(c.Roles, ", "), "none"))
	f.fact("scp", orElse(c.Scopes, "none"))
	f.fact("idtyp", c.IDType)
	f.fact("aud", c.Audience)
	f.fact("tid", c.TenantID)
	f.fact("appid", c.AppID)
	f.fact("uti", c.UTI)
}

// noRoles: the application permission or the consent is missing. The token is issued all the same, and every call of
// Business Central answers 401 to it (reference 1.5).
func (k *climb) noRoles(c auth.Claims) Finding {
	f := Finding{Code: RolesMissing, Severity: Failure, Also: rolesAlso()}
	k.mean(&f, &auth.Meaning{
		Title: "the token carries no roles",
		Cause: "Admin consent for Dynamics 365 Business Central is missing, or the permission itself: the token is issued all the same, and every call would answer 401.",
		Who:   auth.EntraAdmin, Where: wherePermissions + " ▸ Grant admin consent",
		Steps: []string{
			"Open App registrations ▸ the app with client ID {client} ▸ API permissions",
			"If it is not there: Add a permission ▸ Dynamics 365 Business Central ▸ Application permissions ▸ " + roleAPI + " (not a delegated permission)",
			"Press “Grant admin consent” (Cloud Application Administrator or higher; a Dynamics 365 Administrator can't consent)",
			"Run the check again: a permission shows in a new token only",
		},
		Link: pagePermissions,
	})
	k.tokenFacts(&f, c)
	return f
}

func (k *climb) delegated(c auth.Claims) Finding {
	f := Finding{Code: Delegated, Severity: Failure}
	k.mean(&f, &auth.Meaning{
		Title: "the token is a delegated one",
		Cause: "It carries permissions of the kind Delegated (“" + line(orElse(c.Scopes, "scp"), 80) + "”), which stand for a person who signs in. An app that signs in by itself needs permissions of the kind Application, and Business Central answers 401 without them.",
		Who:   auth.EntraAdmin, Where: wherePermissions,
		Steps: []string{
			"Open App registrations ▸ the app with client ID {client} ▸ API permissions",
			"Add a permission ▸ Dynamics 365 Business Central ▸ Application permissions ▸ " + roleAPI,
			"Press “Grant admin consent”; the delegated permission may stay or go",
			"Run the check again: a permission shows in a new token only",
		},
		Link: pagePermissions,
	})
	k.tokenFacts(&f, c)
	return f
}

func (k *climb) noAPIRole(c auth.Claims) Finding {
	f := Finding{Code: APIRoleMissing, Severity: Failure}
	k.mean(&f, &auth.Meaning{
		Title: "the token does not carry " + roleAPI,
		Cause: "It carries " + list(c.Roles, 5) + ". Data (API v2.0, the APIs of extensions, web services) is opened by " + roleAPI + " alone, and every call to it answers 401 without.",
		Who:   auth.EntraAdmin, Where: wherePermissions,
		Steps: []string{
			"Open App registrations ▸ the app with client ID {client} ▸ API permissions",
			"Add a permission ▸ Dynamics 365 Business Central ▸ Application permissions ▸ " + roleAPI,
			"Press “Grant admin consent”",
			"Run the check again: a permission shows in a new token only",
		},
		Link: pagePermissions,
	})
	f.Also = []Alternative{
		{Cause: "The permission was never added.", Tell: "API permissions does not list " + roleAPI + ".", Who: auth.EntraAdmin},
		{Cause: "It was added, and nobody consented to it.", Tell: "It is listed, and its Status is “Not granted”.", Who: auth.EntraAdmin},
	}
	k.tokenFacts(&f, c)
	return f
}

// strangeToken looks for claims that are a reason to be refused. They are a suspicion until Business Central was asked,
// so it is asked: a token that it takes is not wrong, whatever it says.
func (k *climb) strangeToken(v *ClaimsView, want expectation) {
	var f *Finding
	for _, r := range v.Rows {
		if r.Verdict != ClaimWrong {
			continue
		}
		switch r.Claim {
		case "aud":
			f = k.wrongAudience(r, want)
		case "tid":
			f = k.wrongTenant(r)
		case "nbf", "exp":
			f = &Finding{Code: TokenNotYetValid, Severity: Failure, Title: "the token is not valid at this time", Who: auth.Microsoft,
				Cause: "It is " + r.Note + ". Business Central compares it with its own clock.",
				Steps: []string{"Try again in a few minutes", "For a test server: set its clock"}}
		default:
			continue
		}
		f.fact(r.Claim+" expected", r.Expected)
		f.fact(r.Claim+" found", r.Found)
		break
	}
	if f == nil {
		if r, ok := v.Row("appid"); ok && r.Verdict == ClaimOdd && r.Found != "" {
			k.add(Finding{Code: AppMismatch, Severity: Caution, Title: "the token is of another app", Who: auth.You,
				Cause:    "Entra was asked for a token of client ID " + line(r.Expected, 40) + " and gave one of " + line(r.Found, 40) + ". Page 9860 of Business Central has to list the latter.",
				Steps:    []string{"Check the authority (under “advanced”): something may stand in Entra's place"},
				Evidence: []Fact{{"appid expected", r.Expected}, {"appid found", r.Found}}})
		}
		return
	}
	environment := orElse(k.v.environment, "Production")
	_, err := k.companies(environment)
	if k.interrupted(err) {
		return
	}
	var e *bc.Error
	switch {
	case err == nil:
		f.Severity = Caution
		f.Cause += " Business Central takes it all the same."
		f.fact("Business Central", "200 in "+environment)
	case errors.As(err, &e):
		f.fact("Business Central", fmt.Sprintf("%s in %s", strings.TrimSpace(status(e.Status)+" "+e.Code), environment))
		f.fact("Correlation ID", e.CorrelationID)
		f.Raw, f.Err = e.Raw, e
	default:
		f.fact("Business Central", line(err.Error(), 200))
	}
	if f.Severity == Failure {
		k.out.goOn = false
	}
	k.add(*f)
}

func (k *climb) wrongAudience(r ClaimRow, want expectation) *Finding {
	f := &Finding{Code: AudienceWrong, Severity: Failure}
	m := auth.Meaning{
		Title: "the token is for another service",
		Cause: "It is made out to “" + line(r.Found, 120) + "” (aud). Business Central takes tokens for " + want.resource + " alone.",
		Who:   auth.You,
		Steps: []string{"Set the scope (under “advanced”) to " + auth.DefaultScope + ", or leave it empty", "Run the check again"},
	}
	if strings.EqualFold(strings.TrimRight(r.Found, "/"), want.resource) {
		m.Title = "the token's audience has a slash too many"
		m.Cause = "It is made out to “" + line(r.Found, 120) + "” (aud), with a slash at the end. To Business Central that is another service."
	}
	k.mean(f, &m)
	f.fact("Scope", k.v.scopeOrDefault())
	return f
}

func (k *climb) wrongTenant(r ClaimRow) *Finding {
	f := &Finding{Code: TenantMismatch, Severity: Failure}
	k.mean(f, &auth.Meaning{
		Title: "the token is of another tenant",
		Cause: "It was issued for tenant " + line(r.Found, 60) + " (tid), and " + line(r.Expected, 60) + " was asked for. Business Central opens only the tenant that the token is of.",
		Who:   auth.You, Where: whereTenant,
		Steps: []string{"Check the tenant: Entra ID ▸ Overview ▸ Tenant ID", "Check the authority (under “advanced”): it must not lead to “common”", "Leave the authority empty for the public cloud"},
		Link:  pageTenant,
	})
	return f
}
