package story

import (
	"context"
	"testing"

	"bctui/bc"
	"bctui/bc/check"
	"bctui/bc/check/checktest"
	"bctui/bc/demo"
)

// Typed is what a user of a registration of the embedded tenant types, who has a connection to another environment, too.
func Typed(t testing.TB, s *demo.Server, registration string) check.Input {
	t.Helper()
	r, ok := s.Registration(registration)
	if !ok {
		t.Fatalf("no registration %q", registration)
	}
	in := checktest.Of(s, r)
	in.Connection, in.KnownEnvironments = "contoso", []string{"Sandbox"}
	return in
}

// Check gives the check of an input, which waits for nothing between its tries.
func Check(in check.Input) func(context.Context) (*check.Check, error) {
	return func(context.Context) (*check.Check, error) {
		o := checktest.Quick()
		o.Transport = bc.NewTransport(bc.TransportOptions{})
		return check.New(in, o), nil
	}
}
