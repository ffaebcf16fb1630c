package auth

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// meaning explains a refusal: by its number, else by its OAuth error, else by status and kind of body.
func (w *wire) meaning(e *Error) Meaning {
	for _, n := range append([]int{e.AADSTS}, e.Codes...) {
		if m, ok := Lookup(n); ok {
			return m
		}
	}
	if e.AADSTS != 0 {
		m := Unknown(e.AADSTS)
		if byName, ok := oauthMeaning(e.OAuth); ok {
			m.Title, m.Cause, m.Who = byName.Title, byName.Cause+" The exact reason has the number AADSTS"+strconv.Itoa(e.AADSTS)+"; Microsoft has a page about it.", byName.Who
		}
		return m
	}
	if e.Body == BodyJSON {
		if m, ok := oauthMeaning(e.OAuth); ok {
			return m
		}
	}
	return statusMeaning(e)
}

// oauthMeaning explains the error names of OAuth (RFC 6749, 5.2) and those that Entra adds.
func oauthMeaning(name string) (Meaning, bool) {
	switch name {
	case "invalid_client":
		return Meaning{Title: "the client ID or secret is not accepted", Who: EntraAdmin, Where: whereCredentials, Link: pageCredentials,
			Cause: "The sign-in service does not accept this secret for client ID {client}.",
			Steps: []string{"Check the client ID", "Enter the secret's value again (not its ID)", "Or make a new secret: Certificates & secrets ▸ New client secret"}}, true
	case "unauthorized_client":
		return Meaning{Title: "the app may not sign in here", Who: EntraAdmin, Where: whereOverview, Link: pageOverview,
			Cause: "Tenant {tenant} does not know the app {client}, or does not let it sign in.",
			Steps: []string{"Compare client ID and tenant with the registration's overview page", "Check that the app is enabled and consented to in this tenant"}}, true
	case "invalid_tenant":
		m, _ := Lookup(90002)
		return m, true
	case "invalid_scope":
		m, _ := Lookup(70011)
		return m, true
	case "invalid_resource", "invalid_target":
		m, _ := Lookup(500011)
		return m, true
	case "unsupported_grant_type":
		m, _ := Lookup(70003)
		return m, true
	case "access_denied", "invalid_grant":
		return Meaning{Title: "the sign-in is not allowed", Who: EntraAdmin, Link: pageConditional, Where: "Entra ID ▸ Monitoring & health ▸ Sign-in logs ▸ Service principal sign-ins",
			Cause: "A rule of the tenant does not let this app sign in: a policy, or a missing assignment.",
			Steps: []string{"Find the sign-in by its correlation ID: Sign-in logs ▸ Service principal sign-ins", "Its tabs name the policy or what is missing"}}, true
	case "interaction_required":
		m, _ := Lookup(50076)
		return m, true
	case "temporarily_unavailable", "server_error":
		m, _ := Lookup(90033)
		return m, true
	case "invalid_request":
		m, _ := Lookup(90013)
		return m, true
	}
	return Meaning{}, false
}

// statusMeaning explains an answer that Entra would not give.
func statusMeaning(e *Error) Meaning {
	switch {
	case e.Status == http.StatusTooManyRequests:
		m, _ := Lookup(90055)
		return m
	case e.Status == http.StatusProxyAuthRequired:
		return Meaning{Title: "the proxy wants a sign-in", Who: Network,
			Cause: "A proxy answered in place of {host} and asks for user name and password.",
			Steps: []string{"Put user name and password into the proxy's URL: HTTPS_PROXY=http://user:password@host:port"}}
	case e.Status == http.StatusNetworkAuthenticationRequired:
		return Meaning{Title: "the network wants a sign-in", Who: You,
			Cause: "This network has a sign-in page of its own (hotel, guest Wi-Fi).",
			Steps: []string{"Open a browser, sign in to the network, try again"}}
	case e.Body == BodyHTML:
		return Meaning{Title: "something else than Entra answered", Who: Network,
			Cause: "Where a JSON answer of {host} was expected, an HTML page came: usually from a proxy, a firewall or the sign-in page of the network.",
			Steps: []string{"Read the page's text below: it often names who to ask", "Open {authority} in a browser on this machine", "If this network needs a proxy, set HTTPS_PROXY",
				"Check the authority (under “advanced”)"}}
	case e.Status >= 500:
		m, _ := Lookup(90033)
		m.Title = "the sign-in service has a disturbance"
		m.Cause = "{host} answered " + strconv.Itoa(e.Status) + ": it could not finish the request, or something in front of it could not reach it."
		return m
	case e.Status == http.StatusNotFound, e.Status == http.StatusMethodNotAllowed, e.Status == http.StatusGone:
		return Meaning{Title: "there is no sign-in service at this address", Who: You, Link: pageTenant,
			Cause: "{host} is there and does not know the address asked for: the authority or the tenant is wrong.",
			Steps: []string{"Check the authority (under “advanced”); the usual one is " + DefaultAuthority, "Check the tenant {tenant}"}}
	case e.Status == http.StatusUnauthorized, e.Status == http.StatusForbidden:
		return Meaning{Title: "the sign-in was turned away", Who: Network, Link: pageOverview,
			Cause: "The answer has the status " + strconv.Itoa(e.Status) + " without Entra's usual reason: a proxy or firewall may have answered in its place.",
			Steps: []string{"Read the answer below", "Open {authority} in a browser on this machine", "Check tenant, client ID and secret"}}
	case e.Status == http.StatusBadRequest:
		m, _ := Lookup(90013)
		return m
	}
	return Meaning{Title: "an unexpected answer", Who: You,
		Cause: "{host} answered " + strconv.Itoa(e.Status) + ", which a sign-in service does not answer here.",
		Steps: []string{"Read the answer below", "Check the authority (under “advanced”); the usual one is " + DefaultAuthority}}
}

// meaningNoDocument: the discovery answer is no openid-configuration.
func meaningNoDocument() Meaning {
	return Meaning{Title: "the authority is no sign-in service", Who: You,
		Cause: "{host} answered, but not with the document that names its token endpoint. Another kind of server is behind this address, or something on the way answers in its place.",
		Steps: []string{"Check the authority (under “advanced”); the usual one is " + DefaultAuthority, "Read the answer below"}}
}

// meaningNoToken: 200 and no token.
func meaningNoToken() Meaning {
	return Meaning{Title: "the answer holds no token", Who: You,
		Cause: "{host} said yes (200), but what it sent holds no usable access token. Something on the way may have answered in its place.",
		Steps: []string{"Read the answer below", "Check the authority (under “advanced”); the usual one is " + DefaultAuthority, "If a proxy is set, try without it"}}
}

func meaningBadEndpoint(endpoint string) Meaning {
	m := meaningNoDocument()
	m.Cause = "The document of {host} names “" + printable(endpoint, 200) + "” as token endpoint, which is no usable URL."
	return m
}

// meaningForeignEndpoint: the secret would have gone to a host that the user did not name.
func meaningForeignEndpoint(base, ep *url.URL) Meaning {
	target := printable(ep.Scheme+"://"+ep.Host, 300)
	m := Meaning{Title: "the secret is not sent to another host", Who: You,
		Cause: "The document of {host} names a token endpoint at " + target + ". The secret goes to the authority's own host only, so nothing was sent.",
		Steps: []string{"If you trust that host, set the authority (under “advanced”) to " + target, "If not, tell whoever runs {host}"}}
	if ep.Scheme == "http" && base.Scheme == "https" && base.Hostname() == ep.Hostname() {
		m.Title = "the secret is not sent in clear text"
		m.Cause = "The document of {host} names a token endpoint without TLS (" + target + "), so nothing was sent."
		m.Steps = []string{"Tell whoever runs {host}: the token endpoint must be https"}
	} else if cloud := cloudOf(ep.Hostname()); cloud != "" && cloudOf(base.Hostname()) != "" {
		m.Title = "the tenant is in another Microsoft cloud"
		m.Cause = "Tenant {tenant} belongs to " + cloudName(cloud) + " and signs in at " + target + ", not at {host}. Nothing was sent."
		m.Steps = []string{"Set the authority (under “advanced”) to " + target, "Set the API URL that belongs to that cloud as well, if Business Central is offered there"}
	}
	return m
}

func meaningRedirect(host, to string) Meaning {
	// Query and fragment say nothing about where it goes, and may say what was sent.
	to, _, _ = strings.Cut(to, "?")
	to, _, _ = strings.Cut(to, "#")
	return Meaning{Title: "the sign-in was redirected elsewhere", Who: Network,
		Cause: host + " answered with a redirect to “" + printable(to, 200) + "”, which is not followed: nothing that belongs to a sign-in goes to another host.",
		Steps: []string{"If this network has a sign-in page of its own, open a browser and sign in there first", "Check the authority (under “advanced”); the usual one is " + DefaultAuthority}}
}
