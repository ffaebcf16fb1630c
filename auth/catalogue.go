package auth

import "sync"

// entry is one meaning and the AADSTS numbers that have it (reference 2; numbers beyond it are from Microsoft's page
// "Microsoft Entra authentication and authorization error codes").
type entry struct {
	codes   []int
	meaning Meaning
}

// Lookup gives what an AADSTS number means; texts and link still have their placeholders (see Meaning.For). False when
// the catalogue does not know the number: then Unknown has a panel that is still useful.
func Lookup(aadsts int) (Meaning, bool) {
	if aadsts >= 429000 && aadsts <= 429999 {
		aadsts = 90055
	}
	if m := catalogue()[aadsts]; m != nil {
		return *m, true
	}
	return Meaning{}, false
}

// Unknown is the meaning of a number that the catalogue does not know.
func Unknown(aadsts int) Meaning {
	return Meaning{
		Title: "Entra refused the sign-in",
		Cause: "Entra gave a reason that this program has no words of its own for. Its text is below, and Microsoft has a page about the number.",
		Who:   EntraAdmin,
		Where: "Entra ID ▸ Monitoring & health ▸ Sign-in logs ▸ Service principal sign-ins",
		Steps: []string{"Read the text of the answer", "Open the page about the number", "Look the sign-in up by its correlation ID: " +
			"Entra ID ▸ Monitoring & health ▸ Sign-in logs ▸ Service principal sign-ins, filter by application {client}"},
		Link: errorPage(aadsts),
	}
}

// Codes lists all numbers that Lookup knows by themselves, in no order.
func Codes() []int {
	var out []int
	for n := range catalogue() {
		out = append(out, n)
	}
	return out
}

// catalogue finds the entries by number. It is built when the first failure needs it, not at start; the entries themselves
// are data that nobody changes (steps and codes of a Meaning are shared).
var catalogue = sync.OnceValue(func() map[int]*Meaning {
	m := map[int]*Meaning{}
	for _, part := range [][]entry{credentialEntries[:], registrationEntries[:], tenantEntries[:], resourceEntries[:], policyEntries[:], requestEntries[:],
		userEntries[:]} {
		for i := range part {
			for _, n := range part[i].codes {
				m[n] = &part[i].meaning
			}
		}
	}
	return m
})

const (
	whereCredentials = "App registrations ▸ your app ▸ Certificates & secrets"
	whereOverview    = "App registrations ▸ your app ▸ Overview"
	wherePermissions = "App registrations ▸ your app ▸ API permissions"
	whereEnterprise  = "Enterprise applications ▸ your app ▸ Properties"
	whereBC          = "Enterprise applications ▸ Dynamics 365 Business Central ▸ Properties"
	whereTenant      = "Entra ID ▸ Overview"
	whereFederated   = "App registrations ▸ your app ▸ Certificates & secrets ▸ Federated credentials"
)

// credentialEntries: the secret, certificate or assertion is not accepted.
var credentialEntries = [...]entry{
	{[]int{7000215, 70002}, Meaning{
		Title: "the client secret is wrong",
		Cause: "Entra knows the app but not this secret. Most often the secret's ID (a GUID) was copied instead of its value; it may also belong to another app, have been deleted, or have lost or gained a character in copying.",
		Who:   EntraAdmin, Where: whereCredentials,
		Steps: []string{"Open App registrations ▸ the app with client ID {client} ▸ Certificates & secrets",
			"The value of an existing secret can't be shown again: choose New client secret",
			"Copy the column Value (about 40 characters) at once, not the column Secret ID", "Enter the new value here"},
		Link: pageCredentials}},
	{[]int{7000222}, Meaning{
		Title: "the client secret has expired",
		Cause: "Every secret of the app that could be meant has passed its expiry date.",
		Who:   EntraAdmin, Where: whereCredentials,
		Steps: []string{"Open App registrations ▸ the app with client ID {client} ▸ Certificates & secrets",
			"Choose New client secret and note its expiry date", "Copy the column Value at once", "Enter the new value here, and the date with it so that you are warned next time",
			"Microsoft's help: https://aka.ms/NewClientSecret"},
		Link: pageCredentials}},
	{[]int{7000216, 7000218}, Meaning{
		Title: "no secret arrived",
		Cause: "The request reached Entra without a client secret: it is empty, or something on the way changed the request.",
		Who:   You, Where: whereCredentials,
		Steps: []string{"Enter the secret's value again", "If a proxy inspects requests on the way, ask whoever runs it"},
		Link:  pageCredentials}},
	{[]int{700025}, Meaning{
		Title: "the app is a public client",
		Cause: "The app is registered as a public client (mobile or desktop), which may not use a secret.",
		Who:   EntraAdmin, Where: "App registrations ▸ your app ▸ Authentication",
		Steps: []string{"Use a registration of its own for this program", "Or: App registrations ▸ the app ▸ Authentication ▸ Allow public client flows = No"},
		Link:  pageOverview}},
	{[]int{700027, 50012, 700030, 7000110, 50003}, Meaning{
		Title: "the certificate is not accepted",
		Cause: "Entra does not know the certificate that the sign-in was signed with: it is not uploaded to the app, was replaced, or the signature does not fit.",
		Who:   EntraAdmin, Where: "App registrations ▸ your app ▸ Certificates & secrets ▸ Certificates",
		Steps: []string{"Open App registrations ▸ the app with client ID {client} ▸ Certificates & secrets ▸ Certificates",
			"Compare the thumbprint with the certificate that is used here", "Upload the certificate's public part (.cer, .pem or .crt) if it is missing"},
		Link: pageCredentials}},
	{[]int{700024, 700023, 500133}, Meaning{
		Title: "the sign-in was signed for another time or place",
		Cause: "The signed assertion is outside its time window or made out to another address. Usually this machine's clock is wrong.",
		Who:   You, Where: "",
		Steps: []string{"Set this machine's clock (automatic time)", "Try again"},
		Link:  errorPages + "700024"}},
	{[]int{700213, 700211, 7002138, 70021, 700212, 700229}, Meaning{
		Title: "no federated credential fits",
		Cause: "The app has no federated credential whose issuer, subject and audience are exactly (letter case included) those of the assertion.",
		Who:   EntraAdmin, Where: whereFederated,
		Steps: []string{"Open App registrations ▸ the app with client ID {client} ▸ Certificates & secrets ▸ Federated credentials",
			"Compare issuer, subject and audience with those that the message names, letter by letter", "The audience is usually api://AzureADTokenExchange"},
		Link: pageCredentials}},
}

// registrationEntries: the app is not there, or not usable.
var registrationEntries = [...]entry{
	{[]int{700016, 700011}, Meaning{
		Title: "the app is not in this tenant",
		Cause: "Tenant {tenant} has no app with client ID {client}. Either the client ID is another ID (object ID, secret ID), the tenant is the wrong one, the app was deleted, or an app of another organisation was never consented to here.",
		Who:   EntraAdmin, Where: whereOverview,
		Steps: []string{"Open App registrations ▸ your app ▸ Overview in the right tenant",
			"Compare Application (client) ID and Directory (tenant) ID with what is entered here",
			"For an app of another organisation (multi-tenant): an admin of this tenant opens {authority}/{tenant}/adminconsent?client_id={client}"},
		Link: pageOverview}},
	{[]int{7000229}, Meaning{
		Title: "the app has no place in this tenant yet",
		Cause: "The app is known, but this tenant has no service principal (enterprise application) for it: consent was never given here, or the enterprise application was deleted.",
		Who:   EntraAdmin, Where: "Enterprise applications",
		Steps: []string{"Open the link as an admin of the tenant and consent: that creates the enterprise application",
			"Or: App registrations ▸ your app ▸ Overview ▸ “Create service principal”", "Or: az ad sp create --id {client}"},
		Link: pageAdminConsent}},
	{[]int{7000112, 70001}, Meaning{
		Title: "the app is disabled",
		Cause: "The app's enterprise application is switched off in this tenant, or Microsoft disabled the app.",
		Who:   EntraAdmin, Where: whereEnterprise,
		Steps: []string{"Open Enterprise applications, search for client ID {client}", "Properties ▸ Enabled for users to sign in? = Yes ▸ Save",
			"If a banner says that Microsoft disabled the app, its owner has to talk to Microsoft"},
		Link: pageEnterprise}},
	{[]int{1000031}, Meaning{
		Title: "the app can't be used at this time",
		Cause: "Entra does not let this app sign in at present.",
		Who:   EntraAdmin, Where: whereEnterprise,
		Steps: []string{"Open Enterprise applications, search for client ID {client}, read what its overview says"},
		Link:  pageEnterprise}},
	{[]int{7000114}, Meaning{
		Title: "the app may not sign in this way",
		Cause: "The app is not allowed to ask for tokens on somebody's behalf.",
		Who:   EntraAdmin, Where: whereOverview,
		Steps: []string{"Use a registration of its own for this program, with application permissions for Dynamics 365 Business Central"},
		Link:  pageOverview}},
	{[]int{90099}, Meaning{
		Title: "the partner's app is not authorised in the customer's tenant",
		Cause: "The app belongs to a partner, and the customer's tenant has not authorised it.",
		Who:   EntraAdmin, Where: "Enterprise applications",
		Steps: []string{"An admin of the customer's tenant opens the link and consents", "Or the partner pre-consents through Partner Center"},
		Link:  pageAdminConsent}},
}

// tenantEntries: the tenant is not there, or not in this cloud.
var tenantEntries = [...]entry{
	{[]int{90002, 50107}, Meaning{
		Title: "the tenant does not exist",
		Cause: "Entra at {host} knows no tenant {tenant}: a typing mistake in the GUID or domain, a deleted tenant, or one that lives in another Microsoft cloud (US Government, China).",
		Who:   You, Where: whereTenant,
		Steps: []string{"Open Entra ID ▸ Overview in the right tenant and copy the Tenant ID", "Enter it here",
			"For a tenant of another cloud set the authority, such as https://login.microsoftonline.us"},
		Link: pageTenant}},
	{[]int{900023, 50029}, Meaning{
		Title: "this is not the name of a tenant",
		Cause: "{tenant} is neither a GUID nor a domain name: perhaps the organisation's display name, or a part of a URL.",
		Who:   You, Where: whereTenant,
		Steps: []string{"Open Entra ID ▸ Overview and copy the Tenant ID (a GUID) or the Primary domain", "Enter it here"},
		Link:  pageTenant}},
	{[]int{50059, 50128, 90019, 50194, 9001023, 90124, 90130}, Meaning{
		Title: "no tenant was named",
		Cause: "An app signs in to one tenant. “common”, “organizations” and an empty tenant name none.",
		Who:   You, Where: whereTenant,
		Steps: []string{"Open Entra ID ▸ Overview and copy the Tenant ID", "Enter it here in place of {tenant}"},
		Link:  pageTenant}},
	{[]int{90038, 900382, 900432, 90043, 90051, 1000104, 50049}, Meaning{
		Title: "the tenant is in another Microsoft cloud",
		Cause: "The tenant belongs to a national cloud, and {host} is not its sign-in service.",
		Who:   You, Where: whereTenant,
		Steps: []string{"Set the authority (under “advanced”): https://login.microsoftonline.us for US Government, https://login.partner.microsoftonline.cn for China",
			"Set the API URL that belongs to that cloud as well, if Business Central is offered there"},
		Link: "https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud"}},
	{[]int{5000224, 5000225}, Meaning{
		Title: "the tenant is blocked",
		Cause: "Microsoft has blocked this tenant, for inactivity or otherwise.",
		Who:   EntraAdmin, Where: whereTenant,
		Steps: []string{"Sign in to the tenant's admin center as its administrator and follow what it says"},
		Link:  pageTenant}},
	{[]int{50002, 500021, 500022}, Meaning{
		Title: "this network lets only certain tenants in",
		Cause: "A proxy of this network marks sign-ins with the tenants that it allows (tenant restrictions), and {tenant} is not among them.",
		Who:   Network, Where: "",
		Steps: []string{"Ask whoever runs the proxy to add tenant {tenant} to the allowed ones", "Or try from another network"},
		Link:  "https://learn.microsoft.com/entra/identity/enterprise-apps/tenant-restrictions"}},
	{[]int{500212, 500213}, Meaning{
		Title: "cross-tenant access is closed",
		Cause: "The access settings between the two organisations do not allow this app.",
		Who:   EntraAdmin, Where: "External Identities ▸ Cross-tenant access settings",
		Steps: []string{"Open External Identities ▸ Cross-tenant access settings and allow the app for the other organisation"},
		Link:  pageTenant}},
}
