package session

import (
	"context"
	"strings"
	"time"

	"bctui/bc/check"
)

// NewCheck makes a check of a connection, as the user would sign in with it.
func (m *Manager) NewCheck(ctx context.Context, name, environment string, companies []string, want check.Want) (*check.Check, error) {
	d, _, err := m.draftOf(name, environment)
	if err != nil {
		return nil, err
	}
	if d.Secret.IsZero() {
		secret, err := m.secretOf(ctx, d.Connection)
		if err != nil {
			return nil, err
		}
		d.Secret = secret
	}
	return m.CheckOf(d, companies, want), nil
}

// CheckOf makes a check of a draft. Environments of other connections to the tenant are asked too, where this one
// refuses the app: one that answers proves that the registration itself is right.
func (m *Manager) CheckOf(d Draft, companies []string, want check.Want) *check.Check {
	in := check.Input{
		Connection: d.Name, Tenant: d.Tenant, ClientID: d.ClientID, Secret: d.Secret, Authority: d.Authority, API: d.API,
		Scope: d.Scope, Environment: d.Environment, Companies: companies, Want: want,
	}
	if !d.SecretExpires.IsZero() {
		in.SecretExpires, _ = time.Parse(time.DateOnly, d.SecretExpires.String())
	}
	for _, c := range m.Connections() {
		if strings.EqualFold(c.ClientID, d.ClientID) && c.Tenant == d.Tenant && !strings.EqualFold(c.Environment, d.Environment) {
			in.KnownEnvironments = append(in.KnownEnvironments, c.Environment)
		}
	}
	return check.New(in, check.Options{
		Transport: m.opts.Transport, UserAgent: m.opts.UserAgent, CacheDir: m.opts.CacheDir, Cache: m.cache, Now: m.opts.Now,
		Observe: m.opts.Log.Add, Notice: m.opts.Notice,
	})
}
