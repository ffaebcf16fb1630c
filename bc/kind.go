package bc

// Kind sorts errors by what to do about them.
type Kind uint8

// The kinds. The comments name what leads to them (reference 3.3).
const (
	Other          Kind = iota
	SignIn              // 401: the token is not taken at all, or carries no roles
	NotSetUp            // 401 Authentication_InvalidCredentials: the app is missing or disabled in this environment
	Permission          // 403: a right is missing
	NoEnvironment       // 404 NoEnvironment
	NoCompany           // 404 Internal_CompanyNotFound
	NoRoute             // 404 BadRequest_NotFound: no such API, or not published
	NotFound            // 404 of a set or a record
	Throttled           // 429
	Unavailable         // 502, 503, Internal_TenantUnavailable
	Timeout             // 408, 504
	BadRequest          // 400
	Conflict            // 409
	TooLong             // 414
	NotImplemented      // 501
	Proxy               // something in between answered: HTML where data should be
	ForeignHost         // a redirect or nextLink to another host
	Damaged             // the answer can't be read, or the service broke it off with an error of its own
	Disabled            // 405: the service for APIs is switched off (on-premises)
)

// String names the kind.
func (k Kind) String() string {
	names := [...]string{"other", "sign-in", "not set up", "permission", "no environment", "no company", "no route",
		"not found", "throttled", "unavailable", "timeout", "bad request", "conflict", "too long", "not implemented",
		"proxy", "foreign host", "damaged", "disabled"}
	if int(k) < len(names) {
		return names[k]
	}
	return names[0]
}
