package cli_test

import (
	"os"
	"testing"

	"bctui/ui/termtest"
)

// TestAConnectionSurvivesARestartInARealKeyring needs a Secret Service that is unlocked: .ci/run starts one.
func TestAConnectionSurvivesARestartInARealKeyring(t *testing.T) {
	if os.Getenv("BCTUI_TEST_KEYRING") == "" {
		t.Skip("BCTUI_TEST_KEYRING is not set: no real Secret Service to test with")
	}
	bus := os.Getenv("DBUS_SESSION_BUS_ADDRESS")
	if bus == "" {
		t.Fatal("BCTUI_TEST_KEYRING is set, and there is no session bus")
	}
	w := newWorld(t, "DBUS_SESSION_BUS_ADDRESS="+bus)
	term := w.start(termtest.Options{Width: 100, Height: 30}, w.servers()...)
	term.WaitFor("Tenant")
	term.Paste("AZURE_TENANT_ID=" + w.good.Domain + "\nAZURE_CLIENT_ID=" + w.good.ClientID + "\nAZURE_CLIENT_SECRET=" + w.good.Secret + "\n")
	term.WaitFor("step 4 of 4")
	term.Press("enter")
	term.WaitFor("CRONUS USA, Inc.")
	term.WaitFor("keyring") // it says where the secret went
	term.Press("ctrl+c")
	term.WaitExit(0)

	before := len(w.server.Requests())
	term = w.start(termtest.Options{Width: 100, Height: 30})
	term.WaitFor("CRONUS USA, Inc.")
	if got := w.asked()[before:]; len(got) != 3 {
		t.Errorf("from launch to companies these were sent: %q", got)
	}
	term.Press("ctrl+o")
	term.WaitFor("keyring")
	term.Press("X") // forget everything
	term.WaitFor("forget")
	term.Type("forget")
	term.Press("enter")
	term.WaitFor("There are no connections yet")
	term.Press("ctrl+c")
	term.WaitExit(0)
	w.noSecretAnywhere()
}
