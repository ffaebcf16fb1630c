package cli

import (
	"errors"
	"strings"
	"testing"
	"time"

	"bctui/ui/keymap"
	"bctui/ui/termtest"
	"bctui/ui/tui"
)

// A German types 1.000,50 and 31.12.2025 and reads the same on the screen: in cells, in records and in counts.
func TestTheUsersHabitsReachGridFilterAndRecord(t *testing.T) {
	t.Setenv("BCTUI_CONFIG_DIR", t.TempDir())
	variables := map[string]string{"LANG": "de_DE.UTF-8"}
	app := &App{Build: Build{Version: "test"}, Getenv: func(name string) string { return variables[name] }, Now: time.Now, IsTerminal: func(any) bool { return true }}
	p, err := app.assemble(app.startDemo)
	if err != nil {
		t.Fatal(err)
	}
	if p.format, err = app.habits(""); err != nil {
		t.Fatal(err)
	}
	name, err := p.manager.OpenDemo()
	if err != nil {
		t.Fatal(err)
	}
	model := tui.New(t.Context(), tui.Options{Start: demoPlace(name), Open: app.opener(p), Keys: keymap.New(), Now: app.Now, Getenv: app.Getenv, Notices: p.notices})
	term := termtest.Run(t, termtest.Options{Width: 160, Height: 40}, model)
	term.WaitFor("CRONUS USA, Inc.")
	term.Press("enter")
	term.WaitFor("customers")
	term.Press("enter")
	term.WaitFor("displayName")
	term.Press("c")
	term.Type("balanced")
	term.Press("enter")
	term.WaitFor("36.411,82")
	term.Press("/")
	term.Type(">=36.411,82")
	term.WaitFor("$filter balanceDue ge 36411.82")
	term.Press("enter")
	term.WaitFor("balanceDue >=36.411,82")
	term.Press("c")
	term.Type("lastmodified")
	term.Press("enter", "/")
	term.Type("..31.12.2025")
	term.WaitFor("$filter lastModifiedDateTime lt 2026-01-01T00:00:00Z")
	term.Press("enter")
	term.WaitFor("..31.12.2025")
	term.Press("enter")
	term.WaitFor("n next", "36.411,82")
}

func TestALocaleCanBeNamed(t *testing.T) {
	variables := map[string]string{"LANG": "de_DE.UTF-8"}
	app := &App{Getenv: func(name string) string { return variables[name] }}
	for _, c := range []struct{ flag, variable, want string }{
		{"", "", "1.234"}, {"", "de-CH", "1’234"}, {"en-US", "de-CH", "1,234"}, {"iso", "", "1,234"},
	} {
		variables["BCTUI_LOCALE"] = c.variable
		if f, err := app.habits(c.flag); err != nil || f.Int(1234) != c.want {
			t.Errorf("--locale %q, BCTUI_LOCALE %q: %s, %v", c.flag, c.variable, f.Int(1234), err)
		}
	}
	var usage *usageError
	if _, err := app.habits("klingon"); !errors.As(err, &usage) || !strings.Contains(err.Error(), "--locale") {
		t.Errorf("an unknown locale: %v", err)
	}
	variables["BCTUI_LOCALE"] = "klingon"
	if _, err := app.habits(""); !errors.As(err, &usage) || !strings.Contains(err.Error(), "BCTUI_LOCALE") {
		t.Errorf("an unknown variable: %v", err)
	}
}
