// Package checktest leads checks to the embedded tenant. It is for tests alone.
package checktest

import (
	"context"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc/check"
	"bctui/bc/demo"
)

// Tenant starts the embedded tenant.
func Tenant(t testing.TB, o demo.Options) *demo.Server {
	t.Helper()
	s, err := demo.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// Of is what the owner of one of its registrations types.
func Of(s *demo.Server, r demo.Registration) check.Input {
	return check.Input{Tenant: r.Domain, ClientID: r.ClientID, Secret: auth.NewSecret(r.Secret), Authority: s.URL(), API: s.URL(), Environment: "Production"}
}

// Quick are options without a wait between tries.
func Quick() check.Options {
	return check.Options{Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
}
