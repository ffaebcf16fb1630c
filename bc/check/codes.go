package check

// Code names a finding. Codes are stable: they are never given another meaning.
type Code string

// CodeInfo describes a code.
type CodeInfo struct {
	Code  Code
	Class Class
	Means string
}

// The codes of findings.
const (
	// Input.
	TenantMissing      Code = "tenant-missing"
	TenantShape        Code = "tenant-shape"
	ClientMissing      Code = "client-id-missing"
	ClientShape        Code = "client-id-shape"
	SecretMissing      Code = "secret-missing"
	SecretShape        Code = "secret-shape"
	SecretIsID         Code = "secret-is-id"
	EnvironmentShape   Code = "environment-shape"
	AuthorityURL       Code = "authority-url"
	APIURL             Code = "api-url"
	ScopeShape         Code = "scope-shape"
	SecretExpiresSoon  Code = "secret-expires-soon"
	SecretDateIsPast   Code = "secret-date-past"
	ClientIsTenant     Code = "client-id-is-tenant"
	SecretEncoded      Code = "secret-encoded"
	SecretLostPlus     Code = "secret-lost-plus"
	SecretWrong        Code = "secret-wrong"
	SecretExpired      Code = "secret-expired"
	SecretNotSent      Code = "secret-not-sent"
	PublicClient       Code = "public-client"
	CertificateUnknown Code = "certificate-unknown"
	AssertionTime      Code = "assertion-time"
	FederatedMismatch  Code = "federated-mismatch"

	// The registration in Entra.
	AppNotFound       Code = "app-not-found"
	NoPrincipal       Code = "no-service-principal"
	AppDisabled       Code = "app-disabled"
	AppBlocked        Code = "app-blocked"
	PartnerNotAllowed Code = "partner-not-authorized"

	// The tenant.
	TenantNotFound   Code = "tenant-not-found"
	TenantNoName     Code = "tenant-no-name"
	TenantCommon     Code = "tenant-common"
	WrongCloud       Code = "wrong-cloud"
	TenantBlocked    Code = "tenant-blocked"
	TenantRestricted Code = "tenant-restricted"
	CrossTenant      Code = "cross-tenant"
	TenantPersonal   Code = "tenant-personal"

	// The resource and the scope.
	NoBusinessCentral      Code = "no-business-central"
	ResourceUnknown        Code = "resource-unknown"
	ResourceDisabled       Code = "resource-disabled"
	PermissionNotRequested Code = "permission-not-requested"
	NotAssigned            Code = "not-assigned"
	ScopeNotDefault        Code = "scope-not-default"
	ScopeInvalid           Code = "scope-invalid"
	ConsentMissing         Code = "consent-missing"

	// Policies and Entra itself.
	ConditionalAccess Code = "conditional-access"
	SecurityDefaults  Code = "security-defaults"
	AdminBlocked      Code = "delegated-admin-blocked"
	RequestLoop       Code = "request-loop"
	EntraThrottled    Code = "entra-throttled"
	EntraDisturbed    Code = "entra-disturbed"
	ValueMissing      Code = "value-missing"
	GrantUnknown      Code = "grant-unknown"
	RequestMalformed  Code = "request-malformed"
	RegionalEndpoint  Code = "regional-endpoint"
	UserFlow          Code = "user-flow"
	ReplyAddress      Code = "reply-address"
	EntraRefused      Code = "entra-refused"
	EntraUnknown      Code = "entra-unknown"

	// The way there.
	NotEntra        Code = "not-entra"
	AuthorityWrong  Code = "authority-wrong"
	SignInRedirect  Code = "sign-in-redirected"
	ForeignEndpoint Code = "foreign-endpoint"
	NoToken         Code = "no-token"
	NetworkDNS      Code = "network-dns"
	NetworkRefused  Code = "network-refused"
	NetworkNoRoute  Code = "network-unreachable"
	NetworkTimeout  Code = "network-timeout"
	NetworkDropped  Code = "network-dropped"
	NetworkProxy    Code = "network-proxy"
	ProxySignIn     Code = "proxy-sign-in"
	TLSUntrusted    Code = "tls-untrusted"
	TLSExpired      Code = "tls-expired"
	TLSNotYetValid  Code = "tls-not-yet-valid"
	TLSWrongHost    Code = "tls-wrong-host"
	TLSNone         Code = "tls-none"
	TLSFailed       Code = "tls-failed"
	TLSIntercepted  Code = "tls-intercepted"
	NetworkFailed   Code = "network-failed"
	ClockSkew       Code = "clock-skew"

	// What the token says.
	RolesMissing     Code = "roles-missing"
	Delegated        Code = "delegated-permission"
	APIRoleMissing   Code = "api-role-missing"
	RolesNone        Code = "roles-none"
	AudienceWrong    Code = "audience-wrong"
	TenantMismatch   Code = "tenant-mismatch"
	AppMismatch      Code = "app-mismatch"
	TokenUnreadable  Code = "token-unreadable"
	TokenShort       Code = "token-short"
	TokenNotYetValid Code = "token-not-yet-valid"

	// Environments.
	EnvironmentUnknown     Code = "environment-unknown"
	EnvironmentCase        Code = "environment-case"
	EnvironmentNone        Code = "environment-none"
	EnvironmentInactive    Code = "environment-inactive"
	EnvironmentUnlisted    Code = "environment-unlisted"
	EnvironmentUnavailable Code = "environment-unavailable"

	// Business Central.
	NotSetUpHere   Code = "not-set-up-here"
	NotSetUp       Code = "not-set-up"
	NoEntitlement  Code = "no-entitlement"
	TokenRefused   Code = "token-refused"
	OnPremAudience Code = "on-premises-audience"
	APIHostWrong   Code = "api-host-wrong"
	APIOff         Code = "api-off"
	ProxyPage      Code = "proxy-page"
	ForeignHost    Code = "foreign-host"
	AnswerDamaged  Code = "answer-damaged"
	BCThrottled    Code = "throttled"
	BCTimeout      Code = "service-timeout"
	RouteUnknown   Code = "route-unknown"
	NotThere       Code = "not-there"
	RequestRefused Code = "request-refused"
	BCError        Code = "service-error"

	// Companies and rights.
	CompanyUnknown   Code = "company-unknown"
	CompanyElsewhere Code = "company-elsewhere"
	CompanyDenied    Code = "company-denied"
	NoCompanies      Code = "no-companies"
	RightMissing     Code = "right-missing"
	RightsMissingAll Code = "rights-missing-all"
	SetUnknown       Code = "set-unknown"
	MatrixIncomplete Code = "matrix-incomplete"

	// Automation and admin center.
	AutomationRoleMissing Code = "automation-role-missing"
	AutomationRefused     Code = "automation-refused"
	AdminRoleMissing      Code = "admin-role-missing"
	AdminNotAuthorized    Code = "admin-not-authorized"
	AdminFailed           Code = "admin-failed"

	Internal Code = "internal"
)

// Codes lists all codes with their class and what they mean, in the order of the ladder.
func Codes() []CodeInfo { return append([]CodeInfo(nil), codeList[:]...) }

// Class is who has to do something about a finding of this code. An unknown code is ClassOther.
func (c Code) Class() Class {
	for i := range codeList {
		if codeList[i].Code == c {
			return codeList[i].Class
		}
	}
	return ClassOther
}

// codeList is what Codes gives. Nobody changes it.
var codeList = [...]CodeInfo{
	{TenantMissing, ClassUsage, "no tenant was given"},
	{TenantShape, ClassUsage, "what was given can't be a tenant"},
	{TenantCommon, ClassUsage, "“common” and the like name no tenant"},
	{ClientMissing, ClassUsage, "no client ID was given"},
	{ClientShape, ClassUsage, "what was given can't be a client ID"},
	{SecretMissing, ClassUsage, "no secret was given"},
	{SecretShape, ClassUsage, "what was given can't be a secret's value"},
	{SecretIsID, ClassSignIn, "the secret's ID was given in place of its value"},
	{EnvironmentShape, ClassUsage, "what was given can't be an environment's name"},
	{AuthorityURL, ClassUsage, "the authority is no usable URL"},
	{APIURL, ClassUsage, "the API is no usable URL"},
	{ScopeShape, ClassUsage, "the scope can't be one"},
	{SecretExpiresSoon, ClassOK, "the secret expires within 30 days"},
	{SecretDateIsPast, ClassOK, "the noted expiry date is past and Entra takes the secret all the same"},

	{NetworkDNS, ClassNetwork, "a host's name gives no address"},
	{NetworkRefused, ClassNetwork, "nothing listens on the port"},
	{NetworkNoRoute, ClassNetwork, "there is no way to the host"},
	{NetworkTimeout, ClassNetwork, "no answer came in time"},
	{NetworkDropped, ClassNetwork, "the connection was dropped"},
	{NetworkProxy, ClassNetwork, "the proxy can't be reached or refuses"},
	{ProxySignIn, ClassNetwork, "the proxy wants user name and password"},
	{TLSUntrusted, ClassNetwork, "the certificate is not trusted; perhaps TLS is opened on the way"},
	{TLSExpired, ClassNetwork, "the certificate has expired, or the clock is wrong"},
	{TLSNotYetValid, ClassNetwork, "the certificate is not valid yet, or the clock is wrong"},
	{TLSWrongHost, ClassNetwork, "the certificate is for another host"},
	{TLSNone, ClassNetwork, "what answers does not speak TLS"},
	{TLSFailed, ClassNetwork, "no TLS connection could be agreed on"},
	{TLSIntercepted, ClassNetwork, "TLS is opened on the way by a product that this machine trusts"},
	{NetworkFailed, ClassNetwork, "the network failed in another way"},
	{ClockSkew, ClassNetwork, "this machine's clock is wrong"},
	{NotEntra, ClassNetwork, "something else than Entra answered"},
	{AuthorityWrong, ClassOther, "there is no sign-in service at the authority's address"},
	{SignInRedirect, ClassNetwork, "the sign-in was redirected elsewhere"},
	{ForeignEndpoint, ClassSignIn, "the token endpoint is on another host; the secret was not sent"},

	{TenantNotFound, ClassSignIn, "the tenant does not exist (90002)"},
	{TenantNoName, ClassSignIn, "what was given is not the name of a tenant (900023)"},
	{WrongCloud, ClassSignIn, "the tenant is in another Microsoft cloud"},
	{TenantBlocked, ClassSignIn, "Microsoft has blocked the tenant"},
	{TenantRestricted, ClassNetwork, "this network lets only certain tenants in"},
	{CrossTenant, ClassSignIn, "cross-tenant access is closed"},
	{TenantPersonal, ClassSignIn, "the tenant is the one of personal accounts"},

	{ClientIsTenant, ClassSignIn, "the client ID is the tenant's ID"},
	{SecretWrong, ClassSignIn, "the secret is wrong (7000215)"},
	{SecretEncoded, ClassSignIn, "the secret was percent-encoded; decoded, Entra takes it"},
	{SecretLostPlus, ClassSignIn, "a plus sign of the secret was turned into a blank; put back, Entra takes it"},
	{SecretExpired, ClassSignIn, "the secret has expired (7000222)"},
	{SecretNotSent, ClassSignIn, "no secret arrived at Entra (7000216, 7000218)"},
	{PublicClient, ClassSignIn, "the app is registered as a public client (700025)"},
	{CertificateUnknown, ClassSignIn, "the certificate is not known to the app (700027)"},
	{AssertionTime, ClassSignIn, "the signed assertion is outside its time (700024)"},
	{FederatedMismatch, ClassSignIn, "no federated credential fits (700213 and others)"},
	{AppNotFound, ClassSignIn, "the tenant has no app with this client ID (700016)"},
	{NoPrincipal, ClassSignIn, "the app has no service principal in the tenant (7000229)"},
	{AppDisabled, ClassSignIn, "the app is disabled (7000112)"},
	{AppBlocked, ClassSignIn, "the app may not sign in, or not in this way"},
	{PartnerNotAllowed, ClassSignIn, "the partner's app is not authorised in the customer's tenant (90099)"},
	{NoBusinessCentral, ClassSignIn, "the tenant has no Business Central (500011)"},
	{ResourceUnknown, ClassSignIn, "the scope names an API that the tenant does not have (500011)"},
	{ResourceDisabled, ClassSignIn, "Business Central is disabled in the tenant (500014)"},
	{PermissionNotRequested, ClassSignIn, "the app did not ask for Business Central (650057 and others)"},
	{NotAssigned, ClassSignIn, "Business Central demands an assignment, and the app has none (501051)"},
	{ScopeNotDefault, ClassSignIn, "the scope does not end in /.default (1002012)"},
	{ScopeInvalid, ClassSignIn, "the scope is not valid (70011 and others)"},
	{ConsentMissing, ClassSignIn, "consent is missing (65001 and others)"},
	{ConditionalAccess, ClassSignIn, "a Conditional Access policy blocks the app (53003)"},
	{SecurityDefaults, ClassSignIn, "security defaults block the sign-in (530035)"},
	{AdminBlocked, ClassSignIn, "the delegated administrator is blocked (530034)"},
	{RequestLoop, ClassNetwork, "the app asks for the same token over and over (50196)"},
	{EntraThrottled, ClassNetwork, "Entra throttles (429)"},
	{EntraDisturbed, ClassNetwork, "Entra has a disturbance"},
	{ValueMissing, ClassSignIn, "a value reached Entra empty (900144)"},
	{GrantUnknown, ClassSignIn, "Entra does not know this kind of sign-in (70003)"},
	{RequestMalformed, ClassSignIn, "Entra could not read the request (90013)"},
	{RegionalEndpoint, ClassSignIn, "a regional endpoint does not take secrets (100007)"},
	{UserFlow, ClassSignIn, "Entra answers as if a person signed in"},
	{ReplyAddress, ClassSignIn, "a reply address is missing (900971)"},
	{EntraRefused, ClassSignIn, "Entra refused without a number"},
	{EntraUnknown, ClassSignIn, "Entra refused with a number that has no words here"},
	{NoToken, ClassSignIn, "the answer holds no token"},
	{TokenShort, ClassOK, "the token lives for a few minutes only"},

	{RolesMissing, ClassSignIn, "the token carries no roles: permission or consent is missing"},
	{Delegated, ClassSignIn, "the token is a delegated one: application permissions are needed"},
	{APIRoleMissing, ClassSignIn, "the token carries roles, but not the one that opens data"},
	{RolesNone, ClassOK, "the token carries no roles, which the API may not need"},
	{AudienceWrong, ClassSignIn, "the token is for another service"},
	{TenantMismatch, ClassSignIn, "the token is of another tenant"},
	{AppMismatch, ClassSignIn, "the token is of another app"},
	{TokenUnreadable, ClassOK, "the token can't be looked into"},
	{TokenNotYetValid, ClassSignIn, "the token is not valid yet"},

	{EnvironmentUnknown, ClassOther, "the environment does not exist"},
	{EnvironmentCase, ClassOther, "the environment is written in another case"},
	{EnvironmentNone, ClassOther, "no environment is known"},
	{EnvironmentInactive, ClassNetwork, "the admin center says that the environment is not active"},
	{EnvironmentUnlisted, ClassOK, "the environment answers, and no list names it"},
	{EnvironmentUnavailable, ClassNetwork, "the environment is not available"},

	{NotSetUpHere, ClassSignIn, "the app is missing or disabled in this environment; another one answers to it"},
	{NotSetUp, ClassSignIn, "the app is missing or disabled in every environment that was asked"},
	{NoEntitlement, ClassSignIn, "Business Central knows the app and gives it no entitlement"},
	{TokenRefused, ClassSignIn, "Business Central's gateway does not take the token"},
	{OnPremAudience, ClassSignIn, "the server does not accept the token's audience (ValidAudiences)"},
	{APIHostWrong, ClassOther, "there is no Business Central at the API's address"},
	{APIOff, ClassOther, "the API service is switched off"},
	{ProxyPage, ClassNetwork, "something in between answered with a web page"},
	{ForeignHost, ClassNetwork, "the service leads to a foreign host"},
	{AnswerDamaged, ClassOther, "the answer can't be used"},
	{BCThrottled, ClassNetwork, "Business Central throttles (429)"},
	{BCTimeout, ClassNetwork, "Business Central took too long"},
	{RouteUnknown, ClassOther, "the API does not exist in the environment"},
	{NotThere, ClassOther, "what was asked for is not there"},
	{RequestRefused, ClassOther, "the service refused the request"},
	{BCError, ClassOther, "Business Central reported an error"},

	{CompanyUnknown, ClassOther, "the company is not in the list"},
	{CompanyElsewhere, ClassOther, "the company is in another environment"},
	{CompanyDenied, ClassPermission, "the company exists, and the app may not open it"},
	{NoCompanies, ClassPermission, "the app sees no company"},
	{RightMissing, ClassPermission, "a right on a table is missing"},
	{RightsMissingAll, ClassPermission, "nothing that was tried may be read"},
	{SetUnknown, ClassOther, "the entity set does not exist"},
	{MatrixIncomplete, ClassNetwork, "the access matrix ended early"},

	{AutomationRoleMissing, ClassSignIn, "the token does not open the automation API"},
	{AutomationRefused, ClassPermission, "the automation API turns the app away"},
	{AdminRoleMissing, ClassSignIn, "the token does not open the admin center"},
	{AdminNotAuthorized, ClassPermission, "the app is not authorised in the admin center"},
	{AdminFailed, ClassNetwork, "the admin center did not answer"},

	{Internal, ClassOther, "a fault of this program"},
}
