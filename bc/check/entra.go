package check

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"bctui/auth"
)

// entraCodes are the AADSTS numbers that package auth has words for (reference 2), with the code of each. Nobody changes
// the list.
var entraCodes = [...]struct {
	code    Code
	numbers []int
}{
	{SecretWrong, []int{7000215, 70002}},
	{SecretExpired, []int{7000222}},
	{SecretNotSent, []int{7000216, 7000218}},
	{PublicClient, []int{700025}},
	{CertificateUnknown, []int{700027, 50012, 700030, 7000110, 50003}},
	{AssertionTime, []int{700024, 700023, 500133}},
	{FederatedMismatch, []int{700213, 700211, 7002138, 70021, 700212, 700229}},
	{AppNotFound, []int{700016, 700011}},
	{NoPrincipal, []int{7000229}},
	{AppDisabled, []int{7000112, 70001}},
	{AppBlocked, []int{1000031, 7000114}},
	{PartnerNotAllowed, []int{90099}},
	{TenantNotFound, []int{90002, 50107}},
	{TenantNoName, []int{900023, 50029}},
	{TenantCommon, []int{50059, 50128, 90019, 50194, 9001023, 90124, 90130}},
	{WrongCloud, []int{90038, 900382, 900432, 90043, 90051, 1000104, 50049}},
	{TenantBlocked, []int{5000224, 5000225}},
	{TenantRestricted, []int{50002, 500021, 500022}},
	{CrossTenant, []int{500212, 500213}},
	{TenantPersonal, []int{9002332}},
	{NoBusinessCentral, []int{500011}},
	{ResourceDisabled, []int{500014, 50001, 650054}},
	{PermissionNotRequested, []int{650052, 650057, 65005, 650056}},
	{NotAssigned, []int{501051, 50105}},
	{ScopeNotDefault, []int{1002012}},
	{ScopeInvalid, []int{70011, 28002, 28003, 70022, 700022, 901002}},
	{ConsentMissing, []int{65001, 90094, 90008, 65004}},
	{ConditionalAccess, []int{53003, 530032, 50131, 53011}},
	{SecurityDefaults, []int{530035}},
	{AdminBlocked, []int{530034}},
	{RequestLoop, []int{50196}},
	{EntraThrottled, []int{90055}},
	{EntraDisturbed, []int{90033, 90006, 90012, 90024, 50033, 50087, 90090, 90091, 50000, 90036, 90092, 70012, 90010}},
	{ValueMissing, []int{900144, 90014, 90100, 90117, 90121}},
	{GrantUnknown, []int{70003, 70005, 70007}},
	{RequestMalformed, []int{90013, 9002313, 90023, 90004, 90015, 90056, 900561, 90102, 90107, 50050, 165900}},
	{RegionalEndpoint, []int{100007}},
	{UserFlow, []int{50034, 50076, 50079, 50074, 50072, 50126, 50055, 50056, 50057, 50053, 50058, 50020, 51004, 50064, 53000, 53001, 53002,
		53004, 50097, 50158, 50173, 700020, 16000}},
	{ReplyAddress, []int{900971, 50011, 70004}},
}

// isEntras tells whether an answer is one that Entra itself gives, and not a server in its place.
func isEntras(e *auth.Error) bool {
	return e.AADSTS != 0 || e.Body == auth.BodyJSON && e.OAuth != "" && e.Status >= 400 && e.Status < 500 && e.Status != http.StatusTooManyRequests
}

// entraCode sorts a refusal of the sign-in.
func entraCode(e *auth.Error) Code {
	for _, n := range append([]int{e.AADSTS}, e.Codes...) {
		for i := range entraCodes {
			if slices.Contains(entraCodes[i].numbers, n) {
				return entraCodes[i].code
			}
		}
		if n >= 429000 && n <= 429999 {
			return EntraThrottled
		}
	}
	if e.AADSTS != 0 {
		return EntraUnknown
	}
	if e.Body == auth.BodyJSON {
		switch e.OAuth {
		case "invalid_client":
			return SecretWrong
		case "unauthorized_client":
			return AppNotFound
		case "invalid_tenant":
			return TenantNotFound
		case "invalid_scope":
			return ScopeInvalid
		case "invalid_resource", "invalid_target":
			return NoBusinessCentral
		case "unsupported_grant_type":
			return GrantUnknown
		case "temporarily_unavailable", "server_error":
			if e.Status == http.StatusTooManyRequests {
				return EntraThrottled
			}
			return EntraDisturbed
		case "invalid_request":
			return RequestMalformed
		case "access_denied", "invalid_grant":
			return EntraRefused
		}
	}
	return answerCode(e)
}

// answerCode sorts an answer that Entra would not give.
func answerCode(e *auth.Error) Code {
	cloud, _ := auth.Lookup(90038)
	switch {
	case e.Status == http.StatusTooManyRequests:
		return EntraThrottled
	case e.Status == http.StatusProxyAuthRequired:
		return ProxySignIn
	case e.Status >= 300 && e.Status < 400:
		return SignInRedirect
	case e.Status == http.StatusOK && e.Stage == auth.StageToken:
		return NoToken
	case e.Status == http.StatusOK && e.Meaning.Title == cloud.Title:
		return WrongCloud
	case e.Status == http.StatusOK && e.Body == auth.BodyJSON && e.Meaning.Who == auth.You && e.Stage == auth.StageDiscovery && hasEndpoint(e):
		return ForeignEndpoint
	case e.Body == auth.BodyHTML, e.Status == http.StatusNetworkAuthenticationRequired:
		return NotEntra
	case e.Status >= 500:
		return EntraDisturbed
	case e.Status == http.StatusOK, e.Status == http.StatusNotFound, e.Status == http.StatusMethodNotAllowed, e.Status == http.StatusGone:
		return AuthorityWrong
	case e.Status == http.StatusUnauthorized, e.Status == http.StatusForbidden:
		return NotEntra
	}
	return EntraRefused
}

// entraFinding makes a finding of a refusal of the sign-in.
func entraFinding(e *auth.Error) Finding {
	f := Finding{Code: entraCode(e), Severity: Failure, Raw: e.Raw, Err: e}
	f.mean(e.Meaning)
	if f.Code == NotEntra {
		notEntra(&f, e)
	}
	if e.AADSTS != 0 {
		f.fact("Entra says", "AADSTS"+strconv.Itoa(e.AADSTS)+", "+orElse(e.OAuth, "no OAuth error"))
	} else {
		f.fact("Entra says", e.OAuth)
	}
	f.fact("Text", e.Text)
	f.fact("Suberror", e.Suberror)
	f.fact("Status", status(e.Status))
	f.fact("Correlation ID", e.CorrelationID)
	f.fact("Trace ID", e.TraceID)
	f.fact("Request ID", e.RequestID)
	f.fact("At", e.Timestamp)
	if e.RetryAfter > 0 {
		f.fact("Retry after", duration(e.RetryAfter))
		f.Steps = append([]string{"Wait " + duration(e.RetryAfter) + ", then try again"}, f.Steps...)
	}
	f.fact("Address", e.URL)
	if e.RawCut {
		f.fact("Reply", fmt.Sprintf("cut; it has %d bytes", e.RawBytes))
	}
	return f
}

// notEntra: a web page came where Entra's JSON should be. In the place of Microsoft's own host that is the network's
// doing; with an authority of one's own it may be the address as well.
func notEntra(f *Finding, e *auth.Error) {
	host := hostOf(e.URL)
	what := "a web page"
	if e.Body != auth.BodyHTML {
		what = "an answer of another kind"
	}
	if microsoftLogin(host) {
		f.Title, f.Who = "something else than Entra answered", auth.Network
		f.Cause = "In the place of " + host + " " + what + " came, which Entra does not send: a proxy, a firewall or the sign-in page of the network answers for it. " + line(e.Text, 200) + "."
		f.Where, f.Link = "", ""
		f.Steps = []string{"Read the reply: it often names who to ask", "Open https://" + host + " in a browser on this machine; a hotel or guest network may want a sign-in first",
			"If this network needs a proxy, set HTTPS_PROXY", "Ask whoever runs the network to let https to " + host + " through"}
		return
	}
	f.Also = []Alternative{
		{Cause: "The authority is the address of another kind of server.", Tell: "A browser on another network shows the same page at " + line(e.URL, 200) + ".", Who: auth.You},
		{Cause: "Something on the way answers in its place.", Tell: "A browser on another network gets another answer.", Who: auth.Network},
	}
}

func status(n int) string {
	if n == 0 {
		return ""
	}
	if t := http.StatusText(n); t != "" {
		return strconv.Itoa(n) + " " + t
	}
	return strconv.Itoa(n)
}

// networkFinding makes a finding of a failure on the way.
func networkFinding(e *auth.NetworkError) Finding {
	f := Finding{Severity: Failure, Err: e}
	f.mean(e.Meaning)
	f.Code = networkCode(e)
	f.fact("Host", e.Host)
	f.fact("Failed with", e.Text)
	f.fact("Proxy", e.Proxy)
	if e.ProxyStatus != 0 {
		f.fact("Proxy answered", status(e.ProxyStatus))
	}
	if c := e.Certificate; c != nil {
		f.fact("Certificate of", c.Subject)
		f.fact("Issued by", c.Issuer)
		if !c.NotAfter.IsZero() {
			f.fact("Valid", c.NotBefore.UTC().Format("2006-01-02")+" to "+c.NotAfter.UTC().Format("2006-01-02"))
		}
	}
	if e.Err != nil {
		f.Raw = e.Err.Error()
	}
	return f
}

func networkCode(e *auth.NetworkError) Code {
	switch e.Kind {
	case auth.KindDNS:
		return NetworkDNS
	case auth.KindRefused:
		return NetworkRefused
	case auth.KindUnreachable:
		return NetworkNoRoute
	case auth.KindTimeout:
		return NetworkTimeout
	case auth.KindReset:
		return NetworkDropped
	case auth.KindProxy:
		if e.ProxyStatus == http.StatusProxyAuthRequired {
			return ProxySignIn
		}
		return NetworkProxy
	case auth.KindTLS:
		switch e.TLS {
		case auth.TLSUnknownAuthority:
			return TLSUntrusted
		case auth.TLSExpired:
			return TLSExpired
		case auth.TLSNotYetValid:
			return TLSNotYetValid
		case auth.TLSWrongHost:
			return TLSWrongHost
		case auth.TLSNotTLS:
			return TLSNone
		}
		return TLSFailed
	}
	return NetworkFailed
}

// hasEndpoint tells whether an answer is an openid-configuration that names a token endpoint with a host.
func hasEndpoint(e *auth.Error) bool {
	var doc struct {
		TokenEndpoint string `json:"token_endpoint"`
	}
	if json.Unmarshal([]byte(e.Raw), &doc) != nil {
		return false
	}
	return hostOf(doc.TokenEndpoint) != ""
}
