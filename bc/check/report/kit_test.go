package report_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc/check"
	"bctui/bc/check/report"
	"bctui/bc/demo"
)

func tenant(t testing.TB, o demo.Options) *demo.Server {
	t.Helper()
	s, err := demo.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func of(s *demo.Server, r demo.Registration) check.Input {
	return check.Input{Tenant: r.Domain, ClientID: r.ClientID, Secret: auth.NewSecret(r.Secret), Authority: s.URL(), API: s.URL(), Environment: "Production"}
}

func run(t testing.TB, in check.Input) check.Result {
	t.Helper()
	o := check.Options{Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
	return check.New(in, o).Run(t.Context(), "", nil)
}

// written gives both forms of a report.
func written(t testing.TB, r check.Result, o report.Options) (markdown string, raw []byte, doc any) {
	t.Helper()
	d := report.New(r, o)
	raw, err := d.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatalf("the JSON is none: %v", err)
	}
	return d.Markdown(), raw, doc
}
