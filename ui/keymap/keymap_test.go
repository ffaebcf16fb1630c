package keymap

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestNoKeyStandsForTwoActions(t *testing.T) {
	if err := New().Check(); err != nil {
		t.Error(err)
	}
}

// Brackets, backticks and tildes need dead keys or AltGr on many keyboards.
func TestNoActionNeedsAKeyThatIsHardToType(t *testing.T) {
	for _, d := range New().All() {
		if len(d.Keys) == 0 {
			t.Errorf("%s has no key", d.ID)
		}
		for _, k := range d.Keys {
			if strings.ContainsAny(k, "[]{}`~^\\") {
				t.Errorf("%s needs %q", d.ID, k)
			}
		}
		if d.Title == "" {
			t.Errorf("%s has no title", d.ID)
		}
	}
}

func TestRebind(t *testing.T) {
	m := New()
	if err := m.Rebind(map[string][]string{"app.leave": {"Q"}}); err != nil {
		t.Fatal(err)
	}
	if got := m.Def("app.leave").Keys; !slices.Equal(got, []string{"Q"}) {
		t.Errorf("keys are %v", got)
	}
	for name, keys := range map[string]map[string][]string{
		"unknown action":                 {"app.fly": {"f"}},
		"two actions, one key":           {"grid.copy": {"r"}},
		"a key that means a global":      {"grid.copy": {"q"}},
		"a global that means a screen's": {"app.leave": {"s"}},
	} {
		m := New()
		if err := m.Rebind(keys); err == nil {
			t.Errorf("%s: no error", name)
		}
		if got := m.Def("app.leave").Keys; !slices.Equal(got, []string{"q"}) {
			t.Errorf("%s: a refused change left %v", name, got)
		}
	}
}

func TestWorksWhileTyping(t *testing.T) {
	help := New().Bind("app.help", func() tea.Cmd { return nil }).WhileTyping("f1")
	for _, c := range []struct {
		key    string
		typing bool
		want   bool
	}{{"?", false, true}, {"?", true, false}, {"f1", true, true}, {"x", false, false}} {
		if got := help.Works(c.key, c.typing); got != c.want {
			t.Errorf("%q, typing %v: %v", c.key, c.typing, got)
		}
	}
}

func TestLabels(t *testing.T) {
	for key, want := range map[string]string{"up": "↑", "ctrl+p": "Ctrl-P", "G": "G", "f1": "F1", "enter": "Enter", "pgdown": "PgDn"} {
		if got := Label(key); got != want {
			t.Errorf("Label(%q) = %q, want %q", key, got, want)
		}
	}
}
