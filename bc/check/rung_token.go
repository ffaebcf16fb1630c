package check

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"bctui/auth"
)

// tokenRung signs in: Entra gives a token for client ID, secret and scope.
func tokenRung() rung {
	return rung{id: RungToken, name: "Token", needs: []RungID{RungTenant},
		proves: "Entra gives an access token for client ID, secret and scope.", climb: climbToken}
}

const factToken = "token"

// shortToken is the lifetime below which a token is worth a warning: the usual one is an hour (reference 1.3).
const shortToken = 5 * time.Minute

func (k *climb) token() (auth.Token, error) {
	return ask(k, RungToken, factToken, func(ctx context.Context) (auth.Token, error) {
		s, err := k.tokens()
		if err != nil {
			return auth.Token{}, err
		}
		return s.Token(ctx)
	})
}

// tokenAtHand is the token that an earlier rung got.
func (k *climb) tokenAtHand() (auth.Token, bool) { return known[auth.Token](k, factToken) }

// tenantID is what Entra calls the tenant; "" when it did not tell.
func (k *climb) tenantID() string {
	if !k.v.tenantOK {
		return ""
	}
	d, _ := known[auth.Discovery](k, factDiscovery)
	return d.TenantID
}

func climbToken(k *climb) {
	switch {
	case !k.v.clientOK:
		k.skip("the client ID can't be one (Input)")
		return
	case !k.v.secretOK:
		k.skip("the secret can't be one (Input)")
		return
	}
	t, err := k.token()
	if k.interrupted(err) {
		return
	}
	if err != nil {
		f := explain(err)
		k.refineToken(&f)
		if k.confirmed(f) {
			k.skip("Entra refuses the values (Input)")
			return
		}
		k.add(f)
		return
	}
	now := k.o.Now()
	k.accepted()
	k.say("%s left", duration(t.Left(now)))
	k.fact("Status", status(t.Evidence.Status))
	k.fact("Request ID", t.Evidence.RequestID)
	k.fact("Credential", credential(t.Claims.AppIDACR))
	k.fact("Sign-in log ID", t.Claims.UTI)
	k.fact("Ends", t.ExpiresAt.UTC().Format(time.RFC3339))
	if life := t.ExpiresAt.Sub(t.IssuedAt); life < shortToken {
		k.add(Finding{
			Code: TokenShort, Severity: Caution, Title: "the token lives for " + duration(life) + " only", Who: auth.EntraAdmin,
			Cause: "Tokens of Entra usually last for an hour or more. Long exports and other integrations that keep their token will meet 401 in the middle of their work; bctui renews it.",
			Where: "Entra ID ▸ Enterprise applications ▸ Token lifetime policies",
			Steps: []string{"Ask the tenant's Entra admin whether a token lifetime policy is assigned to the app (Microsoft Graph: tokenLifetimePolicies)"},
			Link:  "https://learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes",
			Evidence: []Fact{
				{"Lifetime", duration(life)}, {"Asked for at", t.IssuedAt.UTC().Format(time.RFC3339)}, {"Ends", t.ExpiresAt.UTC().Format(time.RFC3339)},
			},
		})
	}
	if f, ok := SecretExpiry(k.in.SecretExpires, now); ok {
		k.mean(&f, &auth.Meaning{Title: f.Title, Cause: f.Cause, Who: f.Who, Where: f.Where, Steps: f.Steps, Link: f.Link})
		k.add(f)
		k.out.Text += ", " + f.Title
	}
}

func credential(acr string) string {
	switch acr {
	case "1":
		return "client secret"
	case "2":
		return "certificate"
	}
	return acr
}

// accepted takes back what the shape of a value made believe: Entra took it.
func (k *climb) accepted() {
	k.amend(RungInput, func(r *RungResult) (changed bool) {
		for i := range r.Findings {
			if f := &r.Findings[i]; f.Code == SecretIsID || f.Code == ClientIsTenant {
				f.Severity = Note
				f.Title += "? Entra takes it"
				f.Cause = "The value has the form of an ID, and Entra takes it all the same. " + f.Cause
				changed = true
			}
		}
		return changed
	})
}

// confirmed adds what Entra says to the same finding of the input, if there is one: one mistake is one finding, with the
// proof beside the guess.
func (k *climb) confirmed(f Finding) (said bool) {
	k.amend(RungInput, func(r *RungResult) bool {
		for i := range r.Findings {
			if have := &r.Findings[i]; have.Code == f.Code && have.Severity == Failure {
				have.Cause += " Entra refuses it, too."
				have.Evidence = slices.Clip(have.Evidence)
				for _, e := range f.Evidence {
					if !slices.ContainsFunc(have.Evidence, func(h Fact) bool { return h.Label == e.Label }) {
						have.Evidence = append(have.Evidence, e)
					}
				}
				have.Raw, have.Err = k.v.scrub(f.Raw), f.Err
				said = true
			}
		}
		return said
	})
	return said
}

// SecretExpiry warns of the day on which a secret expires: from 30 days before on, more pressingly from 7 days before.
// expires is the day, as noted by the user; only its date counts. False when there is nothing to say.
func SecretExpiry(expires, now time.Time) (Finding, bool) {
	if expires.IsZero() {
		return Finding{}, false
	}
	y, m, d := expires.Date()
	day := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	y, m, d = now.Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	days := int(day.Sub(today) / (24 * time.Hour))
	f := Finding{Code: SecretExpiresSoon, Severity: Caution, Who: auth.EntraAdmin, Where: whereCredentials, Link: pageCredentials,
		Steps: []string{"Open App registrations ▸ the app with client ID {client} ▸ Certificates & secrets ▸ New client secret",
			"Copy the column Value at once", "Replace the secret here (the new one is tried before it is stored) and in every other program that uses it",
			"Delete the old secret when nothing uses it any more"},
		Evidence: []Fact{{"Expires", day.Format(time.DateOnly)}}}
	switch {
	case days < 0:
		f.Code = SecretDateIsPast
		f.Title = "the noted expiry date was " + count(-days, "day", "days") + " ago"
		f.Cause = "By the date that was noted with the connection the secret has expired, and Entra still takes it: the date is wrong, or belongs to an older secret."
		f.Steps = []string{"Look up the date: App registrations ▸ the app with client ID {client} ▸ Certificates & secrets ▸ column Expires", "Correct it in the connection"}
	case days == 0:
		f.Title, f.Cause = "the secret expires today", "From tomorrow on Entra refuses it (AADSTS7000222)."
	case days <= 7:
		f.Title, f.Cause = "the secret expires in "+count(days, "day", "days"), "Then Entra refuses it (AADSTS7000222) and every integration that uses it stops. Replace it this week."
	case days <= 30:
		f.Title, f.Cause = "the secret expires in "+count(days, "day", "days"), "Then Entra refuses it (AADSTS7000222) and every integration that uses it stops."
	default:
		return Finding{}, false
	}
	return f, true
}

// refineToken says more than the number does, where the input or one more question tells more.
func (k *climb) refineToken(f *Finding) {
	secret := k.v.secret.Reveal()
	tenantID := k.tenantID()
	switch f.Code {
	case SecretWrong:
		f.fact("Secret", lengthOf(k.v.secret)+", "+shapeOf(secret))
		if isGUID(secret) {
			f.Code, f.Title = SecretIsID, "this is the secret's ID, not its value"
			f.Cause = "The secret has the form of a GUID. Values of Entra's secrets never do; the column Secret ID does. Entra knows the app and refuses the secret."
			return
		}
		if k.respelled(f) {
			return
		}
		f.Also = secretAlso(secret)
	case SecretExpired:
		if e := k.in.SecretExpires; !e.IsZero() {
			f.fact("Noted expiry date", e.Format(time.DateOnly))
		}
	case AppNotFound:
		if tenantID != "" && strings.EqualFold(k.v.client, tenantID) {
			f.Code, f.Title, f.Who = ClientIsTenant, "the client ID is the tenant's ID", auth.You
			f.Cause = "Tenant " + line(k.v.tenant, 80) + " has the ID " + tenantID + ", and the same was entered as client ID."
			f.Steps = []string{"Open App registrations ▸ your app ▸ Overview: the client ID stands above the tenant ID", "Enter the Application (client) ID here"}
			return
		}
		f.fact("Tenant ID", tenantID)
		f.Also = appAlso(k.v.client)
	case NoBusinessCentral:
		if !k.v.online() {
			f.Code, f.Title, f.Who = ResourceUnknown, "the scope names an API that the tenant does not have", auth.You
			f.Cause = "The scope " + line(k.v.scopeOrDefault(), 120) + " names " + line(k.v.resource(), 120) + ", which this tenant does not know. Business Central's is " + auth.DefaultScope + "."
			f.Steps = []string{"Set the scope (under “advanced”) to " + auth.DefaultScope + ", or leave it empty", "For a server of your own: compare the scope with the Application ID URI of its registration"}
			f.Also = []Alternative{{Cause: "The scope is right, and the tenant is the wrong one.", Tell: "The API's registration or enterprise application is in another tenant than " + line(orElse(tenantID, k.v.tenant), 60) + ".", Who: auth.EntraAdmin}}
		} else {
			f.Also = []Alternative{
				{Cause: "Business Central was never started in this tenant.", Tell: "Enterprise applications, filtered by Microsoft Applications, does not show Dynamics 365 Business Central.", Who: auth.EntraAdmin},
				{Cause: "The tenant is the wrong one.", Tell: "The Business Central admin center shows another tenant ID than " + line(orElse(tenantID, k.v.tenant), 60) + ".", Who: auth.You},
			}
		}
		f.fact("Scope", k.v.scopeOrDefault())
		f.fact("Tenant ID", tenantID)
	case ResourceDisabled:
		f.Also = []Alternative{
			{Cause: "An admin switched the enterprise application off.", Tell: "Enterprise applications ▸ Dynamics 365 Business Central ▸ Properties: Enabled for users to sign in = No.", Who: auth.EntraAdmin},
			{Cause: "The subscription ended.", Tell: "The switch is on; Microsoft 365 admin center ▸ Your products shows no active Business Central.", Who: auth.BCAdmin},
		}
	case NoPrincipal:
		f.Also = []Alternative{
			{Cause: "Consent was never given in this tenant.", Tell: "The sign-in logs show that the app never signed in here.", Who: auth.EntraAdmin},
			{Cause: "The enterprise application was deleted.", Tell: "The audit logs of the last 30 days show “Remove service principal”.", Who: auth.EntraAdmin},
		}
	case AppDisabled:
		f.Also = []Alternative{
			{Cause: "An admin switched the app off in this tenant.", Tell: "Its Properties say: Enabled for users to sign in = No.", Who: auth.EntraAdmin},
			{Cause: "Microsoft disabled the app.", Tell: "A banner on its Overview says so.", Who: auth.Microsoft},
		}
	case ConditionalAccess:
		f.Also = []Alternative{
			{Cause: "A policy by location: this machine's address is not among the allowed ones.", Tell: "The sign-in's tab Conditional Access names a policy with a location; other machines can sign in.", Who: auth.EntraAdmin},
			{Cause: "A policy by risk: Entra holds the app's sign-ins for risky.", Tell: "Identity Protection ▸ Risky workload identities lists the app.", Who: auth.EntraAdmin},
		}
	case ScopeNotDefault, ScopeInvalid:
		f.fact("Scope", k.v.scopeOrDefault())
	}
}

// shapeOf says what a secret looks like without saying what it is.
func shapeOf(s string) string {
	switch {
	case len(s) >= 30 && len(s) <= 64 && s[3] >= '0' && s[3] <= '9' && s[4:6] == "Q~":
		return "it has the form of Entra's secrets"
	case len([]rune(s)) < 30:
		return "Entra's have about 40"
	case strings.ContainsAny(s, "+/="):
		return "it has the form of Entra's older secrets"
	}
	return "it does not have the form of Entra's secrets"
}

func secretAlso(secret string) []Alternative {
	also := []Alternative{
		{Cause: "It is the secret of another app, or a deleted one.", Tell: "Certificates & secrets of the app shows the first three characters of each value: none fits.", Who: auth.EntraAdmin},
		{Cause: "A character was lost or added in copying.", Tell: "The first three characters fit, and the length is not what was copied.", Who: auth.You},
	}
	if shapeOf(secret) == "it has the form of Entra's secrets" {
		return also // a whole secret, then: the likelier cause stands first
	}
	also[0], also[1] = also[1], also[0]
	return also
}

func appAlso(client string) []Alternative {
	return []Alternative{
		{Cause: "The client ID is another ID: the object ID, or a secret's ID.", Tell: "App registrations ▸ your app ▸ Overview shows " + line(client, 40) + " as Object ID, or it stands in the column Secret ID.", Who: auth.You},
		{Cause: "The app is in another tenant.", Tell: "Its Overview shows another Directory (tenant) ID than the one entered here.", Who: auth.You},
		{Cause: "The app belongs to another organisation, and nobody consented to it here.", Tell: "Enterprise applications of this tenant does not list it.", Who: auth.EntraAdmin},
		{Cause: "The app was deleted.", Tell: "App registrations ▸ Deleted applications lists it (for 30 days).", Who: auth.EntraAdmin},
	}
}

// respelled tries a refused secret in the spelling that it had before something on the way encoded or decoded it. That
// is proof where the shape alone is a guess; there are at most two tries, and none for a secret that looks whole.
func (k *climb) respelled(f *Finding) bool {
	secret := k.v.secret.Reveal()
	type spelling struct {
		value string
		code  Code
		title string
		cause string
	}
	var tries []spelling
	if decoded, err := url.PathUnescape(secret); err == nil && decoded != secret {
		tries = append(tries, spelling{decoded, SecretEncoded, "the secret is percent-encoded",
			"The value holds %7E or the like. Decoded, Entra takes it: it was encoded before it was entered or stored, and is encoded once more on its way."})
	}
	if strings.Contains(secret, " ") {
		tries = append(tries, spelling{strings.ReplaceAll(secret, " ", "+"), SecretLostPlus, "plus signs of the secret became blanks",
			"The value holds blanks. With plus signs in their place Entra takes it: it went through something that decodes forms or URLs."})
	}
	for _, t := range tries {
		o := k.authOptions()
		o.Notice = nil
		s, err := auth.NewSource(k.v.registration(), auth.NewSecret(t.value), o)
		if err != nil {
			continue
		}
		_, err = s.Token(withTrail(k.ctx, k.side()))
		var refused *auth.Error
		if err != nil && !(errors.As(err, &refused) && entraCode(refused) == SecretExpired) {
			continue
		}
		f.Code, f.Title, f.Cause, f.Who = t.code, t.title, t.cause, auth.You
		f.Steps = []string{"Enter the value as the portal showed it", "Mend what encodes it: a pipeline variable, a URL, a configuration file"}
		f.Also = nil
		f.fact("Tried", "the same value decoded: Entra takes it")
		if err != nil {
			f.fact("Then", "Entra says that it has expired: make a new one")
		}
		return true
	}
	return false
}
