package setup

import (
	"net/url"
	"strings"

	"bctui/auth"
)

// guide tells where a value is found: the way in words, and the page.
type guide struct {
	way  string
	more string
	link string // template of auth.Meaning.For
}

const (
	overview    = "{portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/{client}"
	credentials = "{portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/{client}"
	tenants     = "{portal}/#view/Microsoft_AAD_IAM/TenantOverview.ReactView"
	admin       = "https://businesscentral.dynamics.com/{tenant}/admin"
)

// guideFor gives the guide of a field (reference 8: deep links).
func guideFor(id string) guide {
	switch id {
	case Tenant:
		return guide{way: "Entra admin center ▸ Overview ▸ Tenant ID",
			more: "A Business Central address or a block of values may be pasted here, too.", link: tenants}
	case ClientID:
		return guide{way: "Entra admin center ▸ App registrations ▸ your app ▸ Overview ▸ Application (client) ID", link: overview}
	case Secret:
		return guide{way: "Entra admin center ▸ App registrations ▸ your app ▸ Certificates & secrets ▸ Client secrets ▸ column Value",
			more: "It is shown only once, right after the secret is made. If it is gone, make a new one.", link: credentials}
	case Expires:
		return guide{way: "Entra admin center ▸ App registrations ▸ your app ▸ Certificates & secrets ▸ column Expires",
			more: "With it you are warned in time.", link: credentials}
	case Environment:
		return guide{way: "Business Central admin center ▸ Environments", link: admin}
	case Name:
		return guide{way: "As you like: it is shown at the top and names the connection in commands."}
	case Authority, API, Scope:
		return guide{way: "Empty means the usual one. Others are for national clouds and test servers."}
	}
	return guide{}
}

// page gives the address of the page where the focused field's value is found; "" when there is none.
func (s *Screen) page() string {
	g := guideFor(s.form.Focused())
	if g.link == "" {
		return ""
	}
	d := s.draft()
	return auth.Meaning{Link: g.link}.For(registration(d)).Link
}

// sameHost tells whether an address leads to a host (with or without its port).
func sameHost(address, host string) bool {
	u, err := url.Parse(address)
	return err == nil && host != "" && (strings.EqualFold(u.Host, host) || strings.EqualFold(u.Hostname(), host))
}
