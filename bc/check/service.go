package check

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"bctui/auth"
	"bctui/bc"
)

// serviceCode sorts an error of Business Central by its kind alone; rungs that know more say more.
func serviceCode(e *bc.Error) Code {
	switch e.Kind {
	case bc.SignIn:
		return TokenRefused
	case bc.NotSetUp:
		return NotSetUp
	case bc.Permission:
		return RightMissing
	case bc.NoEnvironment:
		return EnvironmentUnknown
	case bc.NoCompany:
		return CompanyUnknown
	case bc.NoRoute:
		return RouteUnknown
	case bc.NotFound:
		if strangeHost(e) {
			return APIHostWrong
		}
		return NotThere
	case bc.Throttled:
		return BCThrottled
	case bc.Unavailable:
		return EnvironmentUnavailable
	case bc.Timeout:
		return BCTimeout
	case bc.BadRequest, bc.Conflict, bc.TooLong, bc.NotImplemented:
		if strangeHost(e) {
			return APIHostWrong
		}
		return RequestRefused
	case bc.Proxy:
		return ProxyPage
	case bc.ForeignHost:
		return ForeignHost
	case bc.Damaged:
		return AnswerDamaged
	case bc.Disabled:
		return APIOff
	}
	return BCError
}

// strangeHost tells whether a refusal bears no sign of Business Central: no code of its own and nothing that it calls
// the request by.
func strangeHost(e *bc.Error) bool {
	return e.Code == "" && e.CorrelationID == "" && e.Status != 0 && e.Kind != bc.TooLong
}

// serviceFinding makes a finding of an error of Business Central.
func serviceFinding(e *bc.Error) Finding {
	f := Finding{Code: serviceCode(e), Severity: Failure, Raw: e.Raw, Err: e}
	f.mean(e.Meaning)
	if f.Code == APIHostWrong {
		host := hostOf(e.URL)
		f.mean(auth.Meaning{
			Title: "there is no Business Central at this address", Who: auth.You,
			Cause: fmt.Sprintf("%s answered %s, and nothing in the answer is Business Central's: another service stands at the API's address.", host, orElse(status(e.Status), "something")),
			Steps: []string{"Check the API URL of the connection (under “advanced”); the usual one is " + bc.DefaultAPI, "Leave it empty for Business Central online"},
		})
	}
	serviceFacts(&f, e)
	return f
}

func serviceFacts(f *Finding, e *bc.Error) {
	f.fact("Status", status(e.Status))
	f.fact("Code", e.Code)
	f.fact("Message", e.Message)
	if e.Denied != nil {
		f.fact("Right", e.Denied.String())
	}
	f.fact("Correlation ID", e.CorrelationID)
	f.fact("Request ID", e.RequestID)
	if e.RetryAfter > 0 {
		f.fact("Retry after", duration(e.RetryAfter))
	}
	f.fact("Address", strings.TrimSpace(e.Method+" "+e.URL))
	if e.RawCut {
		f.fact("Reply", fmt.Sprintf("cut; it has more than %d bytes", bc.RawLimit))
	}
}

// Explain makes a finding of any error of packages auth and bc, with the code that the check would give it: a 401 while
// browsing opens the same panel as one in the check. False when the error is of neither, or nil.
func Explain(err error) (Finding, bool) {
	var (
		signIn  *auth.Error
		network *auth.NetworkError
		service *bc.Error
		input   *auth.InputError
		target  *bc.InputError
	)
	switch {
	case err == nil:
		return Finding{}, false
	case errors.As(err, &service):
		f := serviceFinding(service)
		switch {
		case f.Code == TokenRefused && len(service.Roles) == 0 && service.Status == http.StatusUnauthorized && service.Meaning.Who == auth.EntraAdmin:
			f.Code = RolesMissing
			f.Also = rolesAlso()
		case f.Code == NotSetUp:
			f.Also = notSetUpAlso()
		}
		return f, true
	case errors.As(err, &signIn):
		return entraFinding(signIn), true
	case errors.As(err, &network):
		return networkFinding(network), true
	case errors.As(err, &input):
		return inputFinding(input.Field, input.Text), true
	case errors.As(err, &target):
		return inputFinding(target.Field, target.Text), true
	}
	return Finding{}, false
}

func inputFinding(field, text string) Finding {
	f := Finding{Severity: Failure, Title: "the " + field + " can't be right", Cause: text, Who: auth.You, Code: APIURL}
	switch field {
	case "tenant":
		f.Code = TenantShape
	case "client ID":
		f.Code = ClientShape
	case "secret":
		f.Code = SecretShape
	case "authority":
		f.Code = AuthorityURL
	case "environment":
		f.Code = EnvironmentShape
	case "scope":
		f.Code = ScopeShape
	}
	return f
}

// explain is Explain for errors of the ladder; what is of no kind that is known is a fault of the program.
func explain(err error) Finding {
	if f, ok := Explain(err); ok {
		return f
	}
	f := internal(err)
	if err != nil {
		f.Raw = err.Error()
	}
	return f
}

func notSetUpAlso() []Alternative {
	return []Alternative{
		{Cause: "The app is not on the list of this environment.", Tell: "The page Microsoft Entra Applications (9860) has no line with the client ID.", Who: auth.BCAdmin},
		{Cause: "The app is on the list, and its State is Disabled.", Tell: "The page has a line with the client ID, and its column State says Disabled.", Who: auth.BCAdmin},
	}
}

func rolesAlso() []Alternative {
	return []Alternative{
		{Cause: "The permission was never added.", Tell: "API permissions does not list Dynamics 365 Business Central with type Application.", Who: auth.EntraAdmin},
		{Cause: "It was added, and nobody consented.", Tell: "The permission is listed with type Application, and its Status is “Not granted”.", Who: auth.EntraAdmin},
		{Cause: "A delegated permission was added in its place.", Tell: "The permissions of Dynamics 365 Business Central are listed with type Delegated only.", Who: auth.EntraAdmin},
		{Cause: "Consent was given a moment ago.", Tell: "The Status is “Granted”: run the check again, which asks for a new token. It may take some minutes.", Who: auth.You},
	}
}
