package auth

import (
	"net/url"
	"strconv"
	"strings"
)

// Who can fix a failure.
type Who int

// The people (and one machine room) that a finding can send you to.
const (
	WhoUnknown Who = iota
	EntraAdmin
	BCAdmin
	You
	Network
	Microsoft
)

// String names the person as in "Who: an Entra admin".
func (w Who) String() string {
	switch w {
	case EntraAdmin:
		return "an Entra admin"
	case BCAdmin:
		return "a Business Central admin"
	case You:
		return "you"
	case Network:
		return "whoever runs the network"
	case Microsoft:
		return "Microsoft"
	}
	return "not known"
}

// Meaning says in plain words what a failure means and what to do.
type Meaning struct {
	Title string   // a few words
	Cause string   // one or two sentences
	Who   Who      // who can fix it
	Where string   // the page, as a path of clicks: "App registrations ▸ your app ▸ Certificates & secrets"
	Steps []string // concrete, in order
	Link  string   // the page, as a URL
}

// Pages of the admin centers (reference 8). {portal}, {client} and {tenant} are filled in by Meaning.For.
const (
	pageOverview     = "{portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/{client}"
	pagePermissions  = "{portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/CallAnAPI/appId/{client}"
	pageCredentials  = "{portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/{client}"
	pageApps         = "{portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade"
	pageEnterprise   = "{portal}/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview"
	pageTenant       = "{portal}/#view/Microsoft_AAD_IAM/TenantOverview.ReactView"
	pageConditional  = "{portal}/#view/Microsoft_AAD_ConditionalAccess/ConditionalAccessBlade/~/Policies"
	pageAdminConsent = "{authority}/{tenant}/adminconsent?client_id={client}"
	pageAdminCenter  = "https://businesscentral.dynamics.com/{tenant}/admin"
	pageStatus       = "https://status.cloud.microsoft"
)

// For fills tenant, client ID and portal of a registration into texts and link, so that steps and link lead to the
// registration's own pages. Without a client ID a link to the registration's page becomes one to the list of
// registrations; without a tenant, portal pages of the signed-in admin's own tenant are what is left.
func (m Meaning) For(r Registration) Meaning {
	tenant, client := strings.TrimSpace(r.Tenant), strings.TrimSpace(r.ClientID)
	auth := DefaultAuthority
	host := strings.TrimPrefix(DefaultAuthority, "https://")
	if a, err := parseAuthority(r); err == nil {
		auth, host = a.base.String(), a.base.Host
	}
	link := m.Link
	switch {
	case client == "" && (strings.Contains(link, "ApplicationMenuBlade") || strings.Contains(link, "adminconsent")):
		link = pageApps
	case tenant == "" && strings.Contains(link, "{tenant}"):
		link = pageTenant
		if m.Link == pageAdminCenter {
			link = "https://businesscentral.dynamics.com/admin"
		}
	}
	link = strings.NewReplacer(
		"{portal}", portal(host), "{authority}", auth,
		"{client}", url.PathEscape(client), "{tenant}", url.PathEscape(tenant),
	).Replace(link)
	or := func(s, empty string) string {
		if s == "" {
			return empty
		}
		return s
	}
	words := strings.NewReplacer(
		"{portal}", portal(host), "{host}", host, "{authority}", auth, "{scope}", r.scope(),
		"{client}", or(client, "your client ID"), "{tenant}", or(tenant, "your tenant"),
	)
	out := Meaning{Title: words.Replace(m.Title), Cause: words.Replace(m.Cause), Who: m.Who, Where: words.Replace(m.Where), Link: link}
	for _, s := range m.Steps {
		out.Steps = append(out.Steps, words.Replace(s))
	}
	return out
}

// portal is the admin center that belongs to an authority's cloud (reference 1.2).
func portal(host string) string {
	switch cloudOf(host) {
	case "us":
		return "https://portal.azure.us"
	case "cn":
		return "https://portal.azure.cn"
	}
	return "https://entra.microsoft.com"
}

// errorPage is Microsoft's own page about an AADSTS number.
func errorPage(n int) string { return errorPages + strconv.Itoa(n) }

const errorPages = "https://login.microsoftonline.com/error?code="

// cloudOf names the Microsoft cloud that a login host belongs to, or "". Hosts of one cloud are names of one service
// (the aliases that Entra's instance discovery gives); each of them may ask for a secret that is meant for another.
func cloudOf(host string) string {
	switch strings.ToLower(host) {
	case "login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net":
		return "public"
	case "login.microsoftonline.us", "login.usgovcloudapi.net":
		return "us"
	case "login.partner.microsoftonline.cn", "login.chinacloudapi.cn":
		return "cn"
	case "login.sovcloud-identity.fr":
		return "fr"
	case "login.sovcloud-identity.de":
		return "de"
	case "login.sovcloud-identity.sg":
		return "sg"
	}
	return ""
}

func cloudName(cloud string) string {
	switch cloud {
	case "public":
		return "the public cloud"
	case "us":
		return "the US Government cloud"
	case "cn":
		return "the cloud in China (21Vianet)"
	}
	return "another Microsoft cloud"
}
