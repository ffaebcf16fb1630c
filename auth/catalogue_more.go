package auth

// resourceEntries: Business Central, or the permission for it, is not there; the scope is wrong.
var resourceEntries = [...]entry{
	{[]int{500011}, Meaning{
		Title: "this tenant has no Business Central",
		Cause: "The tenant has no service principal for the API that the scope names ({scope}). Business Central was never started in this tenant, the tenant is the wrong one, or the scope is misspelled.",
		Who:   EntraAdmin, Where: "Enterprise applications ▸ Dynamics 365 Business Central",
		Steps: []string{"Check that the tenant {tenant} is the one that has Business Central",
			"If a scope is set under “advanced”, compare it with " + DefaultScope,
			"Start a Business Central trial or assign a licence in this tenant: that creates the service principal"},
		Link: pageEnterprise}},
	{[]int{500014, 50001, 650054}, Meaning{
		Title: "Business Central is disabled in this tenant",
		Cause: "The enterprise application “Dynamics 365 Business Central” is switched off in this tenant, or the API that the scope names ({scope}) does not exist; a missing subscription does the same.",
		Who:   EntraAdmin, Where: whereBC,
		Steps: []string{"Open Enterprise applications, filter by application type Microsoft Applications, search for Dynamics 365 Business Central",
			"Properties ▸ Enabled for users to sign in? = Yes ▸ Save", "Check that the tenant has a Business Central subscription"},
		Link: pageEnterprise}},
	{[]int{650052, 650057, 65005, 650056}, Meaning{
		Title: "the app did not ask for Business Central",
		Cause: "Business Central is not among the app's API permissions, or the tenant has not subscribed to it.",
		Who:   EntraAdmin, Where: wherePermissions,
		Steps: []string{"Open App registrations ▸ the app with client ID {client} ▸ API permissions",
			"Add a permission ▸ Dynamics 365 Business Central ▸ Application permissions ▸ API.ReadWrite.All", "Grant admin consent"},
		Link: pagePermissions}},
	{[]int{501051, 50105}, Meaning{
		Title: "the app has no role for Business Central",
		Cause: "In this tenant Business Central accepts only apps that have a role (“Assignment required”), and this app has none: an application permission was never consented to.",
		Who:   EntraAdmin, Where: wherePermissions,
		Steps: []string{"Open App registrations ▸ the app with client ID {client} ▸ API permissions",
			"Add Dynamics 365 Business Central ▸ Application permissions ▸ API.ReadWrite.All if it is missing", "Grant admin consent",
			"Or: Enterprise applications ▸ Dynamics 365 Business Central ▸ Properties ▸ Assignment required? = No"},
		Link: pagePermissions}},
	{[]int{1002012}, Meaning{
		Title: "the scope must end in /.default",
		Cause: "An app can't ask for single permissions; it gets all that were consented to. The scope {scope} does not end in /.default, or it was encoded twice.",
		Who:   You, Where: "",
		Steps: []string{"Set the scope (under “advanced”) to " + DefaultScope, "Or leave it empty"},
		Link:  errorPages + "1002012"}},
	{[]int{70011, 28002, 28003, 70022, 700022, 901002}, Meaning{
		Title: "the scope is not valid",
		Cause: "Entra can't read the scope {scope}: it is empty, misspelled, or names more than one API.",
		Who:   You, Where: "",
		Steps: []string{"Set the scope (under “advanced”) to " + DefaultScope, "Or leave it empty"},
		Link:  errorPages + "70011"}},
	{[]int{65001, 90094, 90008, 65004}, Meaning{
		Title: "consent is missing",
		Cause: "Nobody with the right to do so has consented to the app in this tenant. For an app that signs in by itself this is unusual: check that the permissions are of the kind Application, not Delegated.",
		Who:   EntraAdmin, Where: wherePermissions,
		Steps: []string{"Open App registrations ▸ the app with client ID {client} ▸ API permissions",
			"Dynamics 365 Business Central must be listed with type Application", "Grant admin consent (Cloud Application Administrator or higher)"},
		Link: pagePermissions}},
}

// policyEntries: the tenant's rules, or Entra's own limits, say no.
var policyEntries = [...]entry{
	{[]int{53003, 530032, 50131, 53011}, Meaning{
		Title: "blocked by Conditional Access",
		Cause: "A Conditional Access policy for workload identities does not let this app sign in from here (by location or by risk).",
		Who:   EntraAdmin, Where: "Entra ID ▸ Conditional Access ▸ Policies",
		Steps: []string{"Open Entra ID ▸ Monitoring & health ▸ Sign-in logs ▸ Service principal sign-ins and find the sign-in by its correlation ID",
			"Its tab Conditional Access names the policy", "Leave the app out of the policy, or add this network's address to the allowed locations"},
		Link: pageConditional}},
	{[]int{530035}, Meaning{
		Title: "blocked by security defaults",
		Cause: "The tenant's security defaults hold this sign-in for unsafe. That is meant for people's sign-ins, not for apps.",
		Who:   EntraAdmin, Where: "Entra ID ▸ Overview ▸ Properties ▸ Security defaults",
		Steps: []string{"Look the sign-in up: Sign-in logs ▸ Service principal sign-ins", "Check that the app uses application permissions"},
		Link:  pageTenant}},
	{[]int{530034}, Meaning{
		Title: "a delegated administrator is blocked",
		Cause: "The partner's administrator is blocked for suspicious activity in the home tenant.",
		Who:   EntraAdmin, Where: "Entra ID ▸ Sign-in logs",
		Steps: []string{"Settle the risk in the home tenant, then try again"},
		Link:  pageTenant}},
	{[]int{50196}, Meaning{
		Title: "too many of the same request",
		Cause: "Entra saw this app ask for the same token over and over within a short time. Another program may use the same registration and not keep its token.",
		Who:   You, Where: "",
		Steps: []string{"Wait a few minutes, then try again", "Look for other programs that use client ID {client} (Sign-in logs ▸ Service principal sign-ins)"},
		Link:  errorPages + "50196"}},
	{[]int{90055}, Meaning{
		Title: "Entra throttles this tenant",
		Cause: "Too many sign-ins come from this tenant or this app at the moment.",
		Who:   You, Where: "",
		Steps: []string{"Wait as long as the answer asks for (Retry-After), then try again", "Look for other programs that use client ID {client}"},
		Link:  errorPages + "90055"}},
	{[]int{90033, 90006, 90012, 90024, 50033, 50087, 90090, 90091, 50000, 90036, 90092, 70012, 90010}, Meaning{
		Title: "Entra has a disturbance",
		Cause: "Entra could not finish the request for reasons of its own.",
		Who:   Microsoft, Where: "",
		Steps: []string{"Try again in a few minutes", "If it stays, look at Microsoft's service status, or open a support request with the correlation ID"},
		Link:  pageStatus}},
}

// isTransient tells whether an AADSTS number stands for something that passes by itself.
func isTransient(n int) bool {
	switch n {
	case 90033, 90006, 90012, 90024, 50033, 50087, 90090, 90091, 90055, 50196:
		return true
	}
	return n >= 429000 && n <= 429999
}

// requestEntries: the request itself is not understood. This program makes well-formed requests, so either a value in
// it is empty or something on the way changed it.
var requestEntries = [...]entry{
	{[]int{900144, 90014, 90100, 90117, 90121}, Meaning{
		Title: "a value is missing in the request",
		Cause: "A required value reached Entra empty; the text names it (client_id, scope, client_secret).",
		Who:   You, Where: whereOverview,
		Steps: []string{"Check that tenant, client ID and secret are all entered", "If a proxy inspects requests on the way, ask whoever runs it"},
		Link:  errorPages + "900144"}},
	{[]int{70003, 70005, 70007}, Meaning{
		Title: "Entra does not know this kind of sign-in",
		Cause: "The request's grant type is not supported at this authority. Behind {host} there may be another kind of service.",
		Who:   You, Where: "",
		Steps: []string{"Check the authority (under “advanced”); the usual one is " + DefaultAuthority},
		Link:  errorPages + "70003"}},
	{[]int{90013, 9002313, 90023, 90004, 90015, 90056, 900561, 90102, 90107, 50050, 165900}, Meaning{
		Title: "Entra could not read the request",
		Cause: "The request arrived malformed. A value with unusual characters, or a proxy that rewrites requests, does that.",
		Who:   You, Where: "",
		Steps: []string{"Enter tenant, client ID and secret again, without quotes and blanks", "Check scope and authority (under “advanced”)",
			"If a proxy inspects requests on the way, try without it"},
		Link: errorPages + "90013"}},
	{[]int{9002332}, Meaning{
		Title: "the tenant is not one of an organisation",
		Cause: "The app is for organisations, and the request went to the place for personal accounts.",
		Who:   You, Where: whereTenant,
		Steps: []string{"Enter the organisation's tenant ID in place of {tenant}"},
		Link:  pageTenant}},
	{[]int{100007}, Meaning{
		Title: "the regional sign-in service does not take secrets",
		Cause: "The request went to a regional endpoint, which only serves Microsoft's own apps and managed identities.",
		Who:   You, Where: "",
		Steps: []string{"Set the authority (under “advanced”) to " + DefaultAuthority},
		Link:  errorPages + "100007"}},
}

// userEntries: these belong to people who sign in, and don't arise when an app signs in by itself. Should one come all
// the same, the app or something in front of Entra is set up for people.
var userEntries = [...]entry{
	{[]int{50034, 50076, 50079, 50074, 50072, 50126, 50055, 50056, 50057, 50053, 50058, 50020, 51004, 50064, 53000, 53001, 53002, 53004, 50097, 50158, 50173, 700020, 16000}, Meaning{
		Title: "Entra answers as if a person signed in",
		Cause: "This reason belongs to people's sign-ins (password, second factor, device), not to an app's. The app, or what stands in front of Entra, takes this for a person's sign-in.",
		Who:   EntraAdmin, Where: wherePermissions,
		Steps: []string{"Check that client ID {client} is an app registration with a client secret", "Check that its permissions are of the kind Application, not Delegated",
			"Check the authority (under “advanced”)"},
		Link: pagePermissions}},
	{[]int{900971, 50011, 70004}, Meaning{
		Title: "the reply address is missing",
		Cause: "This reason belongs to sign-ins in a browser, such as giving consent: the app has no redirect URI for it.",
		Who:   EntraAdmin, Where: "App registrations ▸ your app ▸ Authentication",
		Steps: []string{"Grant consent under API permissions instead: that needs no redirect URI",
			"Or add the redirect URI https://businesscentral.dynamics.com/OAuthLanding.htm (platform Web)"},
		Link: pagePermissions}},
}
