package cli_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bctui/bc/demo"
	"bctui/ui/termtest"
)

// world is a tenant and a user's folders for one journey.
type world struct {
	t       testing.TB
	server  *demo.Server
	good    demo.Registration
	config  string
	env     []string
	screens []*termtest.Terminal
}

func newWorld(t testing.TB, env ...string) *world {
	t.Helper()
	server, err := demo.Start(demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	good, ok := server.Registration("good")
	if !ok {
		t.Fatal("the embedded tenant has no registration good")
	}
	w := &world{t: t, server: server, good: good, config: filepath.Join(t.TempDir(), "config")}
	w.env = append([]string{runAsProgram + "=1", "BCTUI_CONFIG_DIR=" + w.config}, env...)
	return w
}

// start runs bctui in a pseudo-terminal of its own.
func (w *world) start(o termtest.Options, args ...string) *termtest.Terminal {
	w.t.Helper()
	o.Env = append(slices.Clone(w.env), o.Env...)
	o.Never = append(o.Never, w.good.Secret)
	term := termtest.Start(w.t, o, append([]string{os.Args[0]}, args...)...)
	w.screens = append(w.screens, term)
	return term
}

// servers are the flags that lead to the embedded tenant in place of Microsoft.
func (w *world) servers() []string {
	return []string{"--authority", w.server.URL(), "--api", w.server.URL()}
}

// noSecretAnywhere looks for the secret and for every token in what the program has written to disk and to its screens.
func (w *world) noSecretAnywhere() {
	w.t.Helper()
	look := func(where string, data []byte) {
		for _, secret := range []string{w.good.Secret, "eyJ"} {
			if form := termtest.Leak(data, secret); form != "" {
				w.t.Errorf("%q was found in %s (%s)", secret[:3]+"…", where, form)
			}
		}
	}
	for _, s := range w.screens {
		look("the terminal", s.Raw())
	}
	_ = filepath.WalkDir(w.config, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			w.t.Error(err)
		}
		look(path, data)
		return nil
	})
}

// asked gives the requests that reached the tenant, in a short form: "POST token", "GET companies".
func (w *world) asked() []string {
	var out []string
	for _, r := range w.server.Requests() {
		out = append(out, r.Method+" "+r.Path)
	}
	return out
}

func TestDemoShowsCompaniesAtOnceAndRowsAfterTwoKeys(t *testing.T) {
	w := newWorld(t)
	term := w.start(termtest.Options{}, "demo")
	term.WaitFor("CRONUS USA, Inc.")
	term.Press("enter")
	term.WaitFor("generalLedgerEntries")
	term.Press("enter")
	term.WaitFor("Adatum Corporation")
	term.WaitFor("1 of 200+")
	term.Press("down", "right")
	term.WaitFor("2 of 5,000")
	term.Press("enter")
	term.WaitFor("empty fields hidden")
	term.Press("n")
	term.WaitFor("3 of 5,000")
	term.Press("esc")
	term.WaitFor("addressLine2") // the head of the grid
	if got := term.Screen().Line(0); !strings.Contains(got, "3 of 5,000") {
		t.Errorf("back in the grid the cursor is not on the record that was read last: %q", got)
	}
	term.Press("esc", "esc")
	term.WaitFor("DISPLAY NAME")
	term.Press("q")
	term.WaitExit(0)
}

func TestTheWholeWayFromNothingToRowsAndBackAgain(t *testing.T) {
	w := newWorld(t)
	term := w.start(termtest.Options{Width: 100, Height: 30}, w.servers()...)
	term.WaitFor("Tenant")
	term.Type(w.good.Domain)
	term.Press("enter")
	term.WaitFor("Client ID")
	term.Type(w.good.ClientID)
	term.Press("enter")
	term.WaitFor("secret")
	term.Type(w.good.Secret)
	term.Press("enter")
	term.WaitFor("Production")
	term.Press("enter")
	// There is no keyring here: the program must say so and ask.
	term.WaitFor("passphrase")
	term.WaitFor("this session")
	term.Press("down", "enter")
	term.WaitFor("New passphrase")
	term.Type("correct horse")
	term.Press("tab")
	term.Type("correct horse")
	term.Press("enter")
	term.WaitFor("CRONUS USA, Inc.")
	term.Press("enter")
	term.WaitFor("customers")
	term.Press("enter")
	term.WaitFor("Adatum Corporation")
	term.Press("ctrl+c")
	term.WaitExit(0)

	// The same command line again opens what was saved with it.
	term = w.start(termtest.Options{Width: 100, Height: 30}, w.servers()...)
	term.WaitFor("needs its passphrase")
	term.Press("ctrl+c")
	term.WaitExit(0)

	// The next start needs nothing but the passphrase.
	before := len(w.server.Requests())
	term = w.start(termtest.Options{Width: 100, Height: 30})
	term.WaitFor("needs its passphrase")
	term.Type("wrong horse")
	term.Press("enter")
	term.WaitFor("does not open")
	term.Type("correct horse")
	term.Press("enter")
	term.WaitFor("CRONUS USA, Inc.")
	if got := w.asked()[before:]; len(got) != 3 || !strings.HasSuffix(got[0], "openid-configuration") ||
		!strings.HasSuffix(got[1], "/token") || !strings.HasSuffix(got[2], "/companies") {
		t.Errorf("from launch to companies these were sent: %q", got)
	}
	before = len(w.server.Requests())
	term.Press("enter")
	term.WaitFor("customers")
	term.Press("enter")
	term.WaitFor("Adatum Corporation")
	if got := w.asked()[before:]; len(got) != 1 || !strings.HasSuffix(got[0], "/customers") {
		t.Errorf("$metadata is on disk from the first time, so one page must be the only request: %q", got)
	}
	term.Press("ctrl+c")
	term.WaitExit(0)
	w.noSecretAnywhere()
	for _, r := range w.server.Requests() {
		if r.Method != "GET" && !(r.Method == "POST" && strings.HasSuffix(r.Path, "/token")) {
			t.Errorf("%s %s was sent", r.Method, r.Path)
		}
	}
}

func TestTheLastRowOfALongList(t *testing.T) {
	set, column, total := "generalLedgerEntries", "entryNumber", "250,000"
	if raceEnabled {
		set, column, total = "salesOrders", "orderDate", "1,200"
	}
	w := newWorld(t)
	term := w.start(termtest.Options{Width: 120, Height: 40}, "demo")
	term.WaitFor("CRONUS USA, Inc.")
	term.Press("enter")
	term.WaitFor("generalLedgerEntries")
	term.Press("/")
	term.Type(set)
	term.Press("enter")
	term.WaitFor(column)
	term.Press("G")
	term.WaitFor(total + " of " + total)
	if !term.Screen().Contains("end of the list") {
		t.Errorf("the end of the list is not said:\n%s", term.Screen())
	}
	term.Press("g")
	term.WaitFor("1 of " + total)
	term.Press("ctrl+c")
	term.WaitExit(0)
}

func TestOneRunFromFlagsAndAPipeKeepsNothing(t *testing.T) {
	w := newWorld(t)
	args := append(w.servers(), "--tenant", w.good.Domain, "--client-id", w.good.ClientID)
	term := w.start(termtest.Options{Env: []string{"AZURE_CLIENT_SECRET=" + w.good.Secret}}, args...)
	term.WaitFor("CRONUS USA, Inc.")
	term.Press("ctrl+c")
	term.WaitExit(0)
	if _, err := os.Stat(filepath.Join(w.config, "connections.json")); err == nil {
		t.Error("a connection for one run was saved")
	}
	w.noSecretAnywhere()
}

func TestALinkStraightToARecord(t *testing.T) {
	w := newWorld(t)
	env := []string{"AZURE_CLIENT_SECRET=" + w.good.Secret}
	args := append(w.servers(), "--tenant", w.good.Domain, "--client-id", w.good.ClientID, "--company", "CRONUS USA, Inc.", "--set", "customers")
	term := w.start(termtest.Options{Width: 100, Env: env}, append(args, "--filter", "number eq '20000'")...)
	term.WaitFor("Trey Research")
	term.WaitFor("1 of 1")
	term.Press("ctrl+c")
	term.WaitExit(0)
	term = w.start(termtest.Options{Width: 100, Env: env}, slices.Replace(slices.Clone(args), len(args)-1, len(args), "costumers")...)
	term.WaitFor("customers") // the nearest name
	term.Press("ctrl+c")
	term.WaitExit(0)
}

// Each state of a registration ends in a finding that names the place where it is put right.
func TestEachBrokenRegistrationGetsItsOwnFinding(t *testing.T) {
	for name, want := range map[string]string{
		"no-consent":     "consent",
		"not-set-up":     "Microsoft Entra Applications",
		"disabled":       "Microsoft Entra Applications",
		"expired-secret": "expired",
		"app-disabled":   "disabled",
		"wrong-cloud":    "cloud",
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			term := w.start(termtest.Options{Width: 120, Height: 40}, "demo", "--registration", name)
			term.WaitFor("Who")
			if s := term.Screen(); !s.Contains(want) {
				t.Errorf("%q is not on the screen:\n%s", want, s)
			}
			term.Press("V")
			term.WaitFor("reply of the server")
			term.Press("ctrl+c")
			term.WaitExit(0)
		})
	}
}

func TestTheTerminalIsRestored(t *testing.T) {
	w := newWorld(t)
	term := w.start(termtest.Options{}, "demo")
	term.WaitFor("CRONUS USA, Inc.")
	if !term.Screen().Alt {
		t.Fatal("the program does not use the alternate screen")
	}
	term.Press("ctrl+c")
	term.WaitExit(0)
	if s := term.Screen(); s.Alt || !s.Cursor.Visible {
		t.Errorf("after the end: alternate screen %v, cursor visible %v", s.Alt, s.Cursor.Visible)
	}
}

func TestAClosedWindowEndsTheProgram(t *testing.T) {
	w := newWorld(t)
	term := w.start(termtest.Options{}, "demo")
	term.WaitFor("CRONUS USA, Inc.")
	term.Hangup()
	term.WaitExit(130)
}

func TestATinyWindowSaysSoAndComesBack(t *testing.T) {
	w := newWorld(t)
	term := w.start(termtest.Options{Width: 20, Height: 5}, "demo")
	term.WaitFor("20×5")
	term.Resize(80, 24)
	term.WaitFor("CRONUS USA, Inc.")
	term.Resize(40, 12)
	term.WaitFor("CRONUS")
	term.Press("ctrl+c")
	term.WaitExit(0)
}
