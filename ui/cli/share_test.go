package cli

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"bctui/keystore"
	"bctui/ui/place"
	"bctui/ui/session"
)

// The line that a view is shared as opens the same place: also one of the embedded tenant, which nobody has saved.
func TestASharedLineOpensTheSamePlace(t *testing.T) {
	t.Setenv("BCTUI_CONFIG_DIR", t.TempDir())
	for _, want := range []place.Place{
		{Kind: place.Grid, Connection: demoName, Environment: "Production", CompanyName: `"O'Brien" & Söhne / Test GmbH`, Route: place.DefaultRoute, Set: "customers",
			View: place.View{Filter: "city eq 'O''Brien, Ä' and balanceDue ge -1.5", OrderBy: []string{"city", "balanceDue desc"}, Columns: []string{"number", "city"}}},
		{Kind: place.Grid, Connection: demoName, Environment: "Production", CompanyName: "My Company", Route: place.DefaultRoute, Set: "salesOrderLines",
			Path: "salesOrders(11111111-2222-3333-4444-555555555555)/salesOrderLines"},
		{Kind: place.Record, Connection: demoName, Environment: "Sandbox", CompanyName: "My Company", Route: "contoso/app1/v1.0", Set: "things", Key: "code='A B',line=5"},
	} {
		app := &App{Getenv: func(string) string { return "" }, Now: time.Now}
		if _, got := startOf(t, app, want.CommandLine()); !reflect.DeepEqual(got, want) {
			t.Errorf("%s\nopens %+v\nnot   %+v", want, got, want)
		}
	}
}

// startOf gives the place where the program begins with a command line.
func startOf(t *testing.T, app *App, line []string) (*parts, place.Place) {
	t.Helper()
	p, err := app.assemble(app.startDemo)
	if err != nil {
		t.Fatal(err)
	}
	var f connectionFlags
	cmd := &cobra.Command{}
	f.add(cmd)
	f.addPlace(cmd)
	if err := cmd.ParseFlags(line); err != nil {
		t.Fatal(err)
	}
	start, err := app.start(p, &f)
	if err != nil {
		t.Fatal(err)
	}
	return p, start
}

// A connection that lives for this run only has no name that the next run would know.
func TestAConnectionOfThisRunIsDescribedInASharedLine(t *testing.T) {
	t.Setenv("BCTUI_CONFIG_DIR", t.TempDir())
	app := &App{Getenv: func(string) string { return "" }, Now: time.Now}
	p, err := app.assemble(app.startDemo)
	if err != nil {
		t.Fatal(err)
	}
	at := place.Place{Kind: place.Grid, Environment: "Production", CompanyName: "My Company", Route: place.DefaultRoute, Set: "items"}
	at.Connection = p.manager.UseOnce(session.Draft{Connection: keystore.Connection{Tenant: "contoso.example", ClientID: "a11ce000-1111-4222-8333-444455556666", API: "https://api.example"}})
	want := "bctui --tenant contoso.example --client-id a11ce000-1111-4222-8333-444455556666 --api https://api.example --environment Production --company 'My Company' --set items"
	if got := p.line(at); got != want {
		t.Errorf("the line is\n%s, not\n%s", got, want)
	}
	if at.Connection, err = p.manager.OpenDemo(); err != nil {
		t.Fatal(err)
	}
	if got := p.line(at); !strings.HasPrefix(got, "bctui --connection demo ") {
		t.Errorf("the line of the demo is %s", got)
	}
}
