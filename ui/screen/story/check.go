package story

import (
	"context"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc"
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

// Typed is what a user of one of its registrations types.
func Typed(t testing.TB, s *demo.Server, registration string) check.Input {
	t.Helper()
	r, ok := s.Registration(registration)
	if !ok {
		t.Fatalf("no registration %q", registration)
	}
	return check.Input{Connection: "contoso", Tenant: r.Domain, ClientID: r.ClientID, Secret: auth.NewSecret(r.Secret),
		Authority: s.URL(), API: s.URL(), Environment: "Production", KnownEnvironments: []string{"Sandbox"}}
}

// Check gives the check of an input, which waits for nothing between its tries.
func Check(in check.Input) func(context.Context) (*check.Check, error) {
	return func(context.Context) (*check.Check, error) {
		return check.New(in, check.Options{Transport: bc.NewTransport(bc.TransportOptions{}),
			Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}), nil
	}
}
