package requests

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"bctui/bc"
	"bctui/ui/format"
	"bctui/ui/screen/story"
)

func TestRequestsAreToldApartInANarrowWindow(t *testing.T) {
	const (
		base  = "https://api.businesscentral.dynamics.com/v2.0/de300000-7e4a-4000-8000-000000000001/Production/api/v2.0/"
		rows  = base + "companies(6d2fb0f1-3b1c-f011-9af8-6045bdc8a1d0)/customers?$filter=id eq de300000-7e4a-4000-8000-000000000009"
		token = "https://login.microsoftonline.com/de300000-7e4a-4000-8000-000000000001/oauth2/v2.0/token"
	)
	host := story.Host(t, func() time.Time { return time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC) })
	host.Look.Format = format.Formatter{DecimalMark: ','}
	sent := []bc.Exchange{
		{Method: "GET", URL: rows, Status: 200, Bytes: 1_234_567},
		{Method: "GET", URL: base + "companies", Status: 404, Bytes: 999, Attempt: 2},
		{Method: "POST", URL: token, Status: 200, Bytes: 1_500},
	}
	m := New(host, func() ([]bc.Exchange, int) { return sent, 1234 })
	view := ansi.Strip(m.View(80, 20).Content)
	for _, want := range []string{"GET v2.0/companies(6d2fb0f1…)/customers?", "GET v2.0/companies ", "404 (try 2)", "POST login.microsoftonline.com/de300000…", "1,2 MB", "999 B", "1,5 kB"} {
		if !strings.Contains(view, want) {
			t.Errorf("%q is not shown:\n%s", want, view)
		}
	}
	if got := m.Status(); got.Left != rows || got.Count != "3 requests" {
		t.Errorf("%+v", got)
	}
	if got := brief(rows); !strings.HasSuffix(got, "?$filter=id eq de300000-7e4a-4000-8000-000000000009") {
		t.Errorf("the query was changed: %q", got)
	}
}
