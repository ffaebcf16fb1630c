package cli

import (
	"testing"
	"time"

	"bctui/bc/demo"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/termtest"
	"bctui/ui/tui"
)

// TestTheJourneyInProcess is the way from nothing to a record without a pseudo-terminal, so that it runs on every system
// and under the eye of the race detector.
func TestTheJourneyInProcess(t *testing.T) {
	server, err := demo.Start(demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	good, _ := server.Registration("good")
	t.Setenv("BCTUI_CONFIG_DIR", t.TempDir())
	// No keyring may be reached from here, whatever machine this is.
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())

	app := &App{Build: Build{Version: "test"}, Getenv: func(string) string { return "" }, Now: time.Now, IsTerminal: func(any) bool { return true }}
	p, err := app.assemble(app.startDemo)
	if err != nil {
		t.Fatal(err)
	}
	start, err := app.start(p, &connectionFlags{authority: server.URL(), api: server.URL()})
	if err != nil {
		t.Fatal(err)
	}
	if start.Kind != place.Setup {
		t.Fatalf("without values the program begins at %s", start.Kind)
	}
	model := tui.New(t.Context(), tui.Options{Start: start, Open: app.opener(p), Keys: keymap.New(), Now: app.Now, Getenv: app.Getenv, Notices: p.notices})
	term := termtest.Run(t, termtest.Options{Width: 100, Height: 30, Never: []string{good.Secret}}, model)
	term.WaitFor("step 1 of 4")
	term.Paste("Tenant ID: " + good.TenantID + "\nApplication (client) ID: " + good.ClientID + "\nClient secret value: " + good.Secret)
	term.WaitFor("step 4 of 4")
	term.Press("esc") // back a step: nothing that was filled in is lost
	term.WaitFor("step 3 of 4")
	term.Press("enter")
	term.WaitFor("step 4 of 4")
	term.Press("enter")
	term.WaitFor("Keep it for this session only")
	term.Press("enter")
	term.WaitFor("CRONUS USA, Inc.")
	term.Press("enter")
	term.WaitFor("generalLedgerEntries")
	term.Press("/")
	term.Type("vend")
	term.Press("enter")
	term.WaitFor("1 of 200+")
	term.Press("down", "enter")
	term.WaitFor("empty fields hidden")
	term.Press("n")
	term.WaitFor("3 of 320")
	term.Press("z")
	term.WaitFor("hide empty")
	term.Press("/")
	term.Type("phone")
	term.WaitFor("phoneNumber")
	term.Press("esc", "esc", "esc")
	term.WaitFor("3 of 320 ↓")
	term.Press("esc")
	term.WaitFor("6 of 40") // the filter of the list is as it was
	term.Press("esc")
	term.WaitFor("generalLedgerEntries")
	term.Press("L")
	term.WaitFor("STATUS")
	term.Press("esc")
	term.WaitGone("STATUS")
	term.Press("esc")
	term.WaitFor("DISPLAY NAME")
	term.Press("q")
	if _, err := term.Result(); err != nil {
		t.Error(err)
	}
}
