package welcome_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/screen/welcome"
	"bctui/ui/theme"
)

func host() screen.Host {
	return screen.Host{ID: 1, Context: context.Background(), Look: &screen.Look{Theme: theme.New(true)}, Keys: keymap.New(),
		Now: func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }}
}

func demo(err error) welcome.Options {
	return welcome.Options{Folder: "~/.config/bctui", Demo: func(context.Context) (place.Place, error) {
		return place.Place{Kind: place.Companies, Connection: "demo"}, err
	}}
}

// press sends a key as the root does and gives what the root would get.
func press(s *welcome.Screen, msg tea.KeyPressMsg) tea.Msg {
	var cmd tea.Cmd
	if a, ok := keymap.Find(s.Actions(), msg.String()); ok {
		cmd = a.Run()
	} else {
		cmd = s.Update(msg)
	}
	return settle(s, cmd)
}

func settle(s *welcome.Screen, cmd tea.Cmd) tea.Msg {
	for cmd != nil {
		msg := cmd()
		to, ok := msg.(screen.To)
		if !ok {
			return msg
		}
		cmd = s.Update(to.Msg)
	}
	return nil
}

var (
	enter = tea.KeyPressMsg{Code: tea.KeyEnter}
	down  = tea.KeyPressMsg{Code: tea.KeyDown}
)

func TestEnterConnectsAndTheSecondChoiceIsTheDemoTenant(t *testing.T) {
	s := welcome.New(host(), demo(nil))
	if got, ok := press(s, enter).(screen.Go); !ok || got.Place.Kind != place.Setup {
		t.Errorf("enter: %+v", got)
	}
	press(s, down)
	if got, ok := press(s, enter).(screen.Instead); !ok || got.Place.Connection != "demo" {
		t.Errorf("down, enter: %+v", got)
	}
}

func TestNumberKeysChooseAtOnce(t *testing.T) {
	s := welcome.New(host(), demo(nil))
	if _, ok := press(s, tea.KeyPressMsg{Code: '2', Text: "2"}).(screen.Instead); !ok {
		t.Error("2 does not open the demo tenant")
	}
	if _, ok := press(s, tea.KeyPressMsg{Code: '1', Text: "1"}).(screen.Go); !ok {
		t.Error("1 does not connect")
	}
}

func TestADoubleClickChooses(t *testing.T) {
	s := welcome.New(host(), demo(nil))
	lines := strings.Split(ansi.Strip(s.View(80, 21).Content), "\n")
	for y, l := range lines {
		if strings.Contains(l, "Try the demo") {
			click := tea.MouseClickMsg{X: 10, Y: y, Button: tea.MouseLeft}
			s.Update(click)
			if _, ok := settle(s, s.Update(click)).(screen.Instead); !ok {
				t.Error("nothing opens")
			}
			return
		}
	}
	t.Fatal("no demo on screen")
}

func TestADemoThatDoesNotStartSaysWhy(t *testing.T) {
	s := welcome.New(host(), demo(errors.New("no port is free")))
	press(s, tea.KeyPressMsg{Code: '2', Text: "2"})
	if v := ansi.Strip(s.View(80, 21).Content); !strings.Contains(v, "✗ no port is free") || s.Status().Busy {
		t.Errorf("got\n%s", v)
	}
}

func TestItSaysWhatItIsAndWhereThingsAreKept(t *testing.T) {
	o := demo(nil)
	o.Found = []string{"AZURE_TENANT_ID", "AZURE_CLIENT_ID"}
	o.Warnings = []string{"The connections file was damaged; a copy is kept beside it."}
	s := welcome.New(host(), o)
	v := ansi.Strip(s.View(80, 21).Content)
	for _, want := range []string{"Explore Microsoft Dynamics 365 Business Central", "cannot write", "1  Connect", "2  Try the demo tenant",
		"~/.config/bctui", "keyring", "AZURE_TENANT_ID, AZURE_CLIENT_ID", "! The connections file was damaged"} {
		if !strings.Contains(v, want) {
			t.Errorf("no %q in\n%s", want, v)
		}
	}
}

func TestBothChoicesAreInSightAtEverySize(t *testing.T) {
	o := demo(nil)
	o.Warnings = []string{strings.Repeat("long warning ", 30)}
	o.Folder = "/a/very/long/folder/" + strings.Repeat("x", 80) + "\x1b[2J"
	s := welcome.New(host(), o)
	for w := 1; w < 130; w += 3 {
		for h := 1; h < 40; h++ {
			v := s.View(w, h).Content
			lines := strings.Split(v, "\n")
			if len(lines) > h {
				t.Fatalf("%d×%d: %d lines", w, h, len(lines))
			}
			for _, l := range lines {
				if ansi.StringWidthWc(l) > w {
					t.Fatalf("%d×%d: %q is too wide", w, h, ansi.Strip(l))
				}
			}
			if p := ansi.Strip(v); w > 20 && h > 1 && (!strings.Contains(p, "1  Connect") || !strings.Contains(p, "2  Try")) || strings.Contains(v, "\x1b[2J") {
				t.Fatalf("%d×%d:\n%s", w, h, p)
			}
		}
	}
}
