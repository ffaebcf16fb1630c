package demo

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// entraError is a refusal of Entra (reference 2).
type entraError struct {
	status int
	oauth  string
	code   int
	text   string // without number, trace and times
	// suberror and claims, where the real one sends them
	suberror, claims string
	retryAfter       string
}

// Not inlined: thirty refusals, 3 kB of the program.
//
//go:noinline
func refuse(status int, oauth string, code int, format string, args ...any) *entraError {
	return &entraError{status: status, oauth: oauth, code: code, text: fmt.Sprintf(format, args...)}
}

func entraThrottled() *entraError {
	e := refuse(http.StatusTooManyRequests, "temporarily_unavailable", 90055, "The server is terminating the request because there are too many incoming requests.")
	e.retryAfter = "7"
	return e
}

// entra writes the refusal with the fields of the real body.
func (x *exchange) entra(e *entraError) {
	now := x.s.options.Now().UTC()
	stamp := now.Format("2006-01-02 15:04:05") + "Z"
	correlation := x.r.Header.Get("client-request-id")
	if len(correlation) != 36 {
		correlation = x.s.guid()
	}
	number := strconv.Itoa(e.code)
	body := struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
		Codes       []int  `json:"error_codes"`
		Timestamp   string `json:"timestamp"`
		Trace       string `json:"trace_id"`
		Correlation string `json:"correlation_id"`
		URI         string `json:"error_uri"`
		Suberror    string `json:"suberror,omitempty"`
		Claims      string `json:"claims,omitempty"`
	}{
		Error:       e.oauth,
		Description: "AADSTS" + number + ": " + e.text + "\r\nTrace ID: " + x.trace + "\r\nCorrelation ID: " + correlation + "\r\nTimestamp: " + stamp,
		Codes:       []int{e.code}, Timestamp: stamp, Trace: x.trace, Correlation: correlation,
		URI: "https://login.microsoftonline.com/error?code=" + number, Suberror: e.suberror, Claims: e.claims,
	}
	if e.retryAfter != "" && x.fault.Status == 0 {
		x.w.Header().Set("Retry-After", e.retryAfter)
	}
	b, err := json.Marshal(body)
	if err != nil {
		panic(err) // strings and numbers only
	}
	x.json(e.status, string(b))
}

// later is the refusal of a registration that Entra knows and whose credential is right.
func later(r *Registration, t Tenant, resource string) *entraError {
	switch r.AADSTS {
	case 0:
		return nil
	case 7000112:
		return refuse(http.StatusUnauthorized, "unauthorized_client", 7000112, "Application '%s'(%s) is disabled.", r.ClientID, r.Name)
	case 7000229:
		return refuse(http.StatusUnauthorized, "invalid_client", 7000229, "The client application %s is missing service principal in the tenant %s. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119", r.ClientID, t.ID)
	case 53003:
		e := refuse(http.StatusBadRequest, "invalid_grant", 53003, "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.")
		e.suberror = "message_only"
		e.claims = `{"access_token":{"capolids":{"essential":true,"values":["de300000-ca00-4000-8000-000000000001"]}}}`
		return e
	case 501051:
		return refuse(http.StatusBadRequest, "invalid_grant", 501051, "Application '%s'(%s) is not assigned to a role for the application '%s'(Dynamics 365 Business Central).", r.ClientID, r.Name, resource)
	case 900382:
		return refuse(http.StatusBadRequest, "invalid_request", 900382, "Confidential Client is not supported in Cross Cloud request.")
	case 90055:
		return entraThrottled()
	}
	return refuse(http.StatusBadRequest, "invalid_request", r.AADSTS, "The demo has no text of its own for this number.")
}
