package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/termtest"
	"bctui/ui/tui"
)

// One line opens the grid, and with get before its flags prints the same rows in the same order.
func TestGetPrintsWhatTheSharedLineShows(t *testing.T) {
	t.Setenv("BCTUI_CONFIG_DIR", t.TempDir())
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	order := onlyRow(t, "salesOrders", "id")
	for name, at := range map[string]place.Place{
		"a filter and an order": {Set: "customers", View: place.View{Filter: "startswith(city,'A') and balanceDue gt 10.5", OrderBy: []string{"city desc", "number"}, Columns: []string{"number", "city"}}},
		"what a link leads to":  {Set: "salesOrderLines", Path: "salesOrders(" + order + ")/salesOrderLines", View: place.View{Columns: []string{"sequence", "description"}}},
	} {
		at.Kind, at.Connection, at.Environment, at.CompanyName, at.Route = place.Grid, demoName, "Production", "CRONUS USA, Inc.", place.DefaultRoute
		lines := strings.Split(strings.TrimSpace(getOut(t, append(at.CommandLine(), "--format", "tsv", "--limit", "12"))), "\n")
		if len(lines) < 2 {
			t.Fatalf("%s: %q", name, lines)
		}
		app := &App{Build: Build{Version: "test"}, Getenv: func(string) string { return "" }, Now: time.Now, IsTerminal: func(any) bool { return true }}
		p, start := startOf(t, app, at.CommandLine())
		model := tui.New(t.Context(), tui.Options{Start: start, Open: app.opener(p), Keys: keymap.New(), Now: app.Now, Getenv: app.Getenv, Notices: p.notices})
		term := termtest.Run(t, termtest.Options{Width: 100, Height: 30}, model)
		for i, line := range lines[1:] {
			cells := strings.Split(line, "\t")
			term.WaitFor(cells[1])
			// The head is two lines: the crumbs and the names.
			if got := term.Screen().Line(i + 2); strings.Join(strings.Fields(strings.NewReplacer("│", " ", "▌", " ").Replace(got)), " ") != strings.Join(strings.Fields(strings.Join(cells, " ")), " ") {
				t.Errorf("%s: line %d of the grid is %q, of get %q", name, i, got, cells)
			}
		}
		term.Press("q")
	}
}

func getOut(t *testing.T, args []string) string {
	t.Helper()
	var out, errs bytes.Buffer
	app := &App{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }, Now: time.Now, IsTerminal: func(any) bool { return false }}
	if code := app.Run(t.Context(), append([]string{"get"}, args...)); code != 0 {
		t.Fatalf("get %q: exit code %d\n%s", args, code, errs.String())
	}
	return out.String()
}

// onlyRow gives a value of the first row of a set.
func onlyRow(t *testing.T, set, column string) string {
	t.Helper()
	out := getOut(t, []string{"--connection", demoName, "--company", "CRONUS USA, Inc.", "--set", set, "--select", column, "--limit", "1", "--format", "tsv", "--no-header"})
	return strings.TrimSpace(out)
}
