package cli

import (
	"reflect"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"bctui/ui/place"
)

// The line that a view is shared as opens the same place: also one of the embedded tenant, which nobody has saved.
func TestASharedLineOpensTheSamePlace(t *testing.T) {
	t.Setenv("BCTUI_CONFIG_DIR", t.TempDir())
	for _, want := range []place.Place{
		{Kind: place.Grid, Connection: demoName, Environment: "Production", CompanyName: `"O'Brien" & Söhne / Test GmbH`, Route: place.DefaultRoute, Set: "customers",
			View: place.View{Filter: "city eq 'O''Brien, Ä' and balanceDue ge -1.5", OrderBy: []string{"city", "balanceDue desc"}, Columns: []string{"number", "city"}}},
		{Kind: place.Record, Connection: demoName, Environment: "Sandbox", CompanyName: "My Company", Route: "contoso/app1/v1.0", Set: "things", Key: "code='A B',line=5"},
	} {
		app := &App{Getenv: func(string) string { return "" }, Now: time.Now}
		p, err := app.assemble(app.startDemo)
		if err != nil {
			t.Fatal(err)
		}
		var f connectionFlags
		cmd := &cobra.Command{}
		f.add(cmd)
		f.addPlace(cmd)
		if err := cmd.ParseFlags(want.CommandLine()); err != nil {
			t.Fatal(err)
		}
		got, err := app.start(p, &f)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s\nopens %+v (%v)\nnot   %+v", want, got, err, want)
		}
	}
}
