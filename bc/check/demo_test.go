package check_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/check"
	"bctui/bc/demo"
)

func TestPrintAll(t *testing.T) {
	s, err := demo.Start(demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, r := range s.Registrations() {
		s.ForgetRequests()
		tr := bc.NewTransport(bc.TransportOptions{})
		c := check.New(check.Input{Tenant: r.Domain, ClientID: r.ClientID, Secret: auth.NewSecret(r.Secret), Authority: s.URL(), API: s.URL(), Environment: "Production"},
			check.Options{Transport: tr, Sleep: func(context.Context, time.Duration) error { return nil }})
		res := c.Run(context.Background(), "", nil)
		fmt.Printf("\n== %s (%s): %s, class %s, %d requests, in flight %d\n", r.Name, r.Title, res.Verdict(), res.Class(), res.Requests, s.MaxInFlight())
		for _, x := range res.Rungs {
			fmt.Printf("  %-12s %-12s %s%s  (%d req)\n", x.Name, x.Verdict, x.Text, x.Why, len(x.Requests))
			for _, f := range x.Findings {
				fmt.Printf("      [%s] %s: %s — %s | %s | also %d\n", f.Severity, f.Code, f.Title, f.Who, strings.ReplaceAll(f.Cause, "\n", " "), len(f.Also))
			}
		}
	}
}
