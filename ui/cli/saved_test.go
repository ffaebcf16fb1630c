package cli

import (
	"testing"
	"time"

	"bctui/keystore"
)

// The same registration twice, and another one: which of them a command line means.
func TestFlagsThatAgreeWithASavedConnectionMeanIt(t *testing.T) {
	const client, api, authority = "3fa85f64-5717-4562-b3fc-2c963f66afa6", "https://bc.contoso.com", "https://login.contoso.com"
	used := func(day int) time.Time { return time.Date(2026, 11, day, 9, 0, 0, 0, time.UTC) }
	all := []keystore.Connection{
		{Name: "production", Tenant: "contoso.com", ClientID: client, Environment: "Production", Authority: authority, API: api, LastUsed: used(3)},
		{Name: "sandbox", Tenant: "contoso.com", ClientID: client, Environment: "Sandbox", Authority: authority, API: api, LastUsed: used(9)},
		{Name: "online", Tenant: "fabrikam.com", ClientID: client, Environment: "Production", LastUsed: used(1)},
	}
	for name, c := range map[string]struct {
		flags connectionFlags
		want  string // "" for none: a connection of this run
	}{
		"the servers":                    {connectionFlags{authority: authority, api: api + "/"}, "sandbox"},
		"the servers, this environment":  {connectionFlags{authority: authority, api: api, environment: "production"}, "production"},
		"the servers, no saved one's":    {connectionFlags{authority: authority, api: api, environment: "Test-EU"}, "sandbox"},
		"the tenant, another one":        {connectionFlags{tenant: "fabrikam.com", environment: "Test-EU"}, "online"},
		"a name and another environment": {connectionFlags{connection: "production", authority: authority, environment: "Test-EU"}, "production"},
		"another server":                 {connectionFlags{authority: "https://login.fabrikam.com", environment: "Production"}, ""},
		"another tenant":                 {connectionFlags{tenant: "tailspin.com", environment: "Production"}, ""},
		"a secret of its own":            {connectionFlags{tenant: "fabrikam.com", secretStdin: true}, ""},
		"what can't be right":            {connectionFlags{tenant: "fabrikam.com", environment: "Pro/duction"}, ""},
	} {
		for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}} {
			var book []keystore.Connection
			for _, i := range order {
				book = append(book, all[i])
			}
			if got, ok := c.flags.saved(book); got.Name != c.want || ok != (c.want != "") {
				t.Errorf("%s, in the order %v: %q, want %q", name, order, got.Name, c.want)
			}
		}
	}
}
