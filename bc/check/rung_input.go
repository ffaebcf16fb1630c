package check

import (
	"strings"

	"bctui/auth"
	"bctui/bc/intake"
)

// inputRung looks at what was typed, before anything is sent.
func inputRung() rung {
	return rung{id: RungInput, name: "Input", proves: "The values have the shape of a tenant, a client ID and a secret.", climb: climbInput}
}

const (
	pagePermissions = "{portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/CallAnAPI/appId/{client}"
	pageCredentials = "{portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/{client}"
	pageOverview    = "{portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/{client}"
	pageTenant      = "{portal}/#view/Microsoft_AAD_IAM/TenantOverview.ReactView"
	pageAdminCenter = "https://businesscentral.dynamics.com/{tenant}/admin"

	whereTenant      = "Entra ID ▸ Overview"
	whereOverview    = "App registrations ▸ your app ▸ Overview"
	whereCredentials = "App registrations ▸ your app ▸ Certificates & secrets"
	wherePermissions = "App registrations ▸ your app ▸ API permissions"
	whereAdmin       = "Business Central admin center ▸ Environments"
)

func climbInput(k *climb) {
	for _, p := range k.v.problems {
		switch {
		case p.Level == intake.Error:
			k.add(k.shapeFinding(p))
		case p.field == "secret":
			k.fact("Secret", p.Text)
		default:
			k.fact(strings.ToUpper(p.field[:1])+p.field[1:], p.Text)
		}
	}
	k.fact("Tenant", k.v.tenant)
	k.fact("Client ID", k.v.client)
	k.fact("Secret", lengthOf(k.v.secret))
	k.fact("Environment", k.v.environment)
	// What can't be right here stops the rungs that need it, and no others: the network and the tenant can be proved
	// without a secret.
	k.out.goOn = true
	tenant := "tenant and client ID are GUIDs"
	if !isGUID(k.v.tenant) {
		tenant = "the tenant is a domain, the client ID is a GUID"
	}
	k.say("%s, the secret has %s", tenant, count(k.v.secret.Len(), "character", "characters"))
	if len(k.out.Findings) > 0 {
		k.say("%s", worst(k.out.Findings).Title)
	}
}

func (k *climb) shapeFinding(p fieldProblem) Finding {
	f := inputFinding(p.field, p.Text)
	empty := strings.TrimSpace(p.raw) == ""
	m := auth.Meaning{Title: f.Title, Cause: p.Text, Who: auth.You}
	switch p.field {
	case "tenant":
		m.Where, m.Link = whereTenant, pageTenant
		m.Steps = []string{"Open Entra ID ▸ Overview and copy the Tenant ID (a GUID) or the Primary domain", "Enter it here"}
		switch low := strings.ToLower(strings.TrimSpace(p.raw)); {
		case empty:
			f.Code, m.Title = TenantMissing, "the tenant is missing"
		case strings.Trim(low, "/") == "common", strings.HasSuffix(low, "/common"), low == "organizations", low == "consumers":
			f.Code, m.Title = TenantCommon, "no tenant was named"
		}
	case "client ID":
		m.Where, m.Link = whereOverview, pageOverview
		m.Steps = []string{"Open App registrations ▸ your app ▸ Overview and copy the Application (client) ID", "Enter it here"}
		switch {
		case empty:
			f.Code, m.Title = ClientMissing, "the client ID is missing"
		case k.v.clientOK && strings.EqualFold(k.v.client, k.v.tenant):
			f.Code, m.Title = ClientIsTenant, "the client ID is the tenant's ID"
		}
	case "secret":
		m.Where, m.Link = whereCredentials, pageCredentials
		m.Steps = []string{"Open App registrations ▸ your app ▸ Certificates & secrets", "The value of an existing secret can't be shown again: choose New client secret",
			"Copy the column Value (about 40 characters) at once, not the column Secret ID", "Enter the new value here"}
		switch {
		case strings.TrimSpace(k.in.Secret.Reveal()) == "":
			f.Code, m.Title = SecretMissing, "the secret is missing"
			m.Steps = []string{"Enter the secret's value", "If it is lost: App registrations ▸ your app ▸ Certificates & secrets ▸ New client secret"}
		case k.v.secretOK && isGUID(k.v.secret.Reveal()):
			f.Code, m.Title, m.Who = SecretIsID, "this is the secret's ID, not its value", auth.You
			f.Also = nil
		}
	case "environment":
		m.Where, m.Link = whereAdmin, pageAdminCenter
		m.Steps = []string{"Take the environment's name from the Business Central admin center ▸ Environments"}
	case "authority":
		m.Steps = []string{"Set the authority (under “advanced”) to " + auth.DefaultAuthority + ", or leave it empty"}
	case "API":
		f.Code = APIURL
		m.Title = "the API's URL can't be right"
		m.Steps = []string{"Leave the API URL empty for Business Central online", "Or enter it as https://host"}
	case "scope":
		m.Steps = []string{"Set the scope (under “advanced”) to " + auth.DefaultScope + ", or leave it empty"}
	}
	k.mean(&f, &m)
	if !empty && p.field != "secret" {
		f.fact("Typed", line(p.raw, 120))
	}
	if p.field == "secret" {
		f.fact("Secret", lengthOf(k.in.Secret))
	}
	return f
}
