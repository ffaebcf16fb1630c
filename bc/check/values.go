package check

import (
	"net/url"
	"strings"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/intake"
)

// values are the input after intake took off what clings to copied values.
type values struct {
	tenant, client, environment string
	secret                      auth.Secret
	authority, api, scope       string
	companies                   []string

	tenantOK, clientOK, secretOK bool // they can be sent
	problems                     []fieldProblem
}

type fieldProblem struct {
	field string // "tenant", "client ID", "secret", "environment", "authority", "API", "scope"
	raw   string // as typed; never the secret
	intake.Problem
}

func clean(in Input) values {
	var v values
	take := func(field, raw string, clean string, problems []intake.Problem) string {
		for _, p := range problems {
			v.problems = append(v.problems, fieldProblem{field, raw, p})
		}
		return clean
	}
	tenant, p := intake.Tenant(in.Tenant)
	v.tenant = take("tenant", in.Tenant, tenant, p)
	v.tenantOK = v.tenant != "" && !intake.Failed(p)
	client, p := intake.ClientID(in.ClientID, v.tenant)
	v.client = take("client ID", in.ClientID, client, p)
	v.clientOK = v.client != "" && !intake.Failed(p)
	if !v.clientOK && strings.EqualFold(strings.TrimSpace(in.ClientID), v.tenant) && isGUID(v.tenant) {
		// It surely is the wrong one, and it can be sent all the same: what Entra says to it is proof.
		v.client, v.clientOK = v.tenant, true
	}
	secret, p := intake.Secret(in.Secret.Reveal())
	take("secret", "", "", p)
	v.secretOK = secret != "" && !intake.Failed(p)
	if !v.secretOK && isGUID(strings.TrimSpace(in.Secret.Reveal())) {
		// The same with a secret's ID: Entra's answer proves it.
		secret, v.secretOK = strings.TrimSpace(in.Secret.Reveal()), true
	}
	v.secret = auth.NewSecret(secret)
	if strings.TrimSpace(in.Environment) != "" {
		e, p := intake.Environment(in.Environment)
		v.environment = take("environment", in.Environment, e, p)
	}
	if strings.TrimSpace(in.Authority) != "" {
		u, p := intake.URL(in.Authority)
		v.authority = take("authority", in.Authority, u, p)
	}
	if strings.TrimSpace(in.API) != "" {
		u, p := intake.URL(in.API)
		v.api = take("API", in.API, u, p)
	}
	// A scope is taken as it was typed: what is wrong with it Entra tells, and that is the proof.
	v.scope = strings.TrimSpace(in.Scope)
	if v.scope != "" {
		if _, p := intake.Scope(v.scope); intake.Failed(p) {
			take("scope", in.Scope, "", p)
		}
	}
	for _, name := range in.Companies {
		if name = strings.TrimSpace(name); name != "" {
			v.companies = append(v.companies, name)
		}
	}
	return v
}

// failed gives what is wrong with a field, if anything.
func (v *values) failed(field string) (fieldProblem, bool) {
	for _, p := range v.problems {
		if p.field == field && p.Level == intake.Error {
			return p, true
		}
	}
	return fieldProblem{}, false
}

func (v *values) registration() auth.Registration {
	return auth.Registration{Tenant: v.tenant, ClientID: v.client, Authority: v.authority, Scope: v.scope}
}

// discoveryRegistration is what the network is proved with: the document of “common” exists without any tenant.
func (v *values) discoveryRegistration() auth.Registration {
	r := v.registration()
	if !v.tenantOK {
		r.Tenant = "common"
	}
	return r
}

// scopeOrDefault is the scope that is asked for.
func (v *values) scopeOrDefault() string { return orElse(v.scope, auth.DefaultScope) }

// resource is the API that the scope asks for, without /.default.
func (v *values) resource() string { return strings.TrimSuffix(v.scopeOrDefault(), "/.default") }

// onlineID is Business Central's application ID, which may stand in place of its URL (reference 1.1).
const onlineID = "996def3d-b36c-4153-8607-a6fd3c01b89f"

// online tells whether the scope asks for Business Central online: then everything about the token is known.
func (v *values) online() bool {
	r := v.resource()
	return strings.EqualFold(r, bc.DefaultAPI) || strings.EqualFold(r, onlineID)
}

// apiHost is the host of the API, without port.
func (v *values) apiHost() string { return hostOf(orElse(v.api, bc.DefaultAPI)) }

// scrub takes the secret out of a text, should a server have echoed it in a way that auth does not know of.
func (v *values) scrub(s string) string {
	secret := v.secret.Reveal()
	if len(secret) < 6 || s == "" {
		return s
	}
	for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret)} {
		s = strings.ReplaceAll(s, form, "********")
	}
	return s
}

func (c *Check) subject() Subject {
	s := Subject{
		Connection: c.in.Connection, Tenant: orElse(c.v.tenant, strings.TrimSpace(c.in.Tenant)), ClientID: orElse(c.v.client, strings.TrimSpace(c.in.ClientID)),
		Authority: orElse(c.v.authority, auth.DefaultAuthority), API: orElse(c.v.api, bc.DefaultAPI), Scope: c.v.scopeOrDefault(),
		Environment: c.v.environment, SecretShape: lengthOf(c.v.secret), SecretExpires: c.in.SecretExpires,
	}
	if a := c.facts[factDiscovery]; a != nil {
		select {
		case <-a.done:
			if d, ok := a.value.(auth.Discovery); ok && a.err == nil && c.v.tenantOK {
				s.TenantID = d.TenantID
			}
		default:
		}
	}
	if a := c.facts[factEnvironment]; a != nil && s.Environment == "" {
		select {
		case <-a.done:
			if e, ok := a.value.(string); ok {
				s.Environment = e
			}
		default:
		}
	}
	return s
}

// lengthOf is all that is said of a secret: a report goes to other people.
func lengthOf(s auth.Secret) string {
	if s.IsZero() {
		return ""
	}
	return count(s.Len(), "character", "characters")
}
