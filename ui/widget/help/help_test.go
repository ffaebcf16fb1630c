package help_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/ui/keymap"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/help"
)

func look() widget.Look { return widget.Look{Theme: theme.New(true)} }

func all() []keymap.Action {
	k := keymap.New()
	var out []keymap.Action
	for _, d := range k.All() {
		if d.Scope == keymap.Global || d.Scope == keymap.Grid {
			out = append(out, k.Bind(d.ID, func() tea.Cmd { return nil }))
		}
	}
	return out
}

// read gives the whole page, however small the window.
func read(m *help.Model, w, h int) string {
	var seen strings.Builder
	for range 400 {
		for _, l := range strings.Split(ansi.Strip(m.View(look(), w, h)), "\n") {
			seen.WriteString(strings.Join(strings.Fields(strings.Trim(l, "│")), " ") + " ")
		}
		m.Update(tea.KeyPressMsg{Code: tea.KeyDown})
	}
	return seen.String()
}

func TestEveryActionIsThereInEveryWindow(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {80, 21}, {40, 9}} {
		m := help.New(all())
		page := read(&m, size[0], size[1])
		for _, a := range all() {
			for _, word := range strings.Fields(a.Title) {
				if !strings.Contains(page, word) {
					t.Errorf("%v: %q of %s is missing", size, word, a.ID)
				}
			}
			if !strings.Contains(page, a.KeyLabel()) {
				t.Errorf("%v: the key of %s is missing", size, a.ID)
			}
		}
	}
}

func TestWhatWorksHereComesFirst(t *testing.T) {
	m := help.New(all())
	s := ansi.Strip(m.View(look(), 76, 100))
	if here, everywhere := strings.Index(s, "In the grid"), strings.Index(s, "Everywhere"); here < 0 || everywhere < here {
		t.Errorf("order: %d, %d", here, everywhere)
	}
	if wide := strings.Split(ansi.Strip(m.View(look(), 116, 40)), "\n"); !strings.Contains(wide[1], "In the grid") || !strings.Contains(wide[1], "Everywhere") {
		t.Errorf("a wide window has no two columns: %q", wide[1])
	}
}

func TestARefusedActionSaysWhy(t *testing.T) {
	k := keymap.New()
	m := help.New([]keymap.Action{k.Bind("grid.freeze", nil).Unless(func() string { return "There is only one column." })})
	if s := ansi.Strip(m.View(look(), 116, 40)); !strings.Contains(s, "not now") || !strings.Contains(s, "There is only one") {
		t.Errorf("got\n%s", s)
	}
}

func TestReboundKeysShow(t *testing.T) {
	k := keymap.New()
	if err := k.Rebind(map[string][]string{"grid.freeze": {"ctrl+y"}}); err != nil {
		t.Fatal(err)
	}
	m := help.New([]keymap.Action{k.Bind("grid.freeze", nil)})
	if s := ansi.Strip(m.View(look(), 80, 40)); !strings.Contains(s, "Ctrl-Y") {
		t.Errorf("got\n%s", s)
	}
}

func TestItClosesByTheKeysThatPeopleTry(t *testing.T) {
	for _, msg := range []tea.KeyPressMsg{{Code: tea.KeyEscape}, {Code: '?', Text: "?"}, {Code: 'q', Text: "q"}, {Code: tea.KeyF1}, {Code: tea.KeyEnter}} {
		m := help.New(all())
		if !m.Update(msg) {
			t.Errorf("%s does not close the page", msg)
		}
	}
	m := help.New(all())
	if m.Update(tea.KeyPressMsg{Code: tea.KeyDown}) {
		t.Error("scrolling closes the page")
	}
}

func TestNothingIsTooWide(t *testing.T) {
	m := help.New(all())
	for w := 0; w < 130; w += 7 {
		for h := 0; h < 30; h++ {
			lines := strings.Split(m.View(look(), w, h), "\n")
			if len(lines) > max(1, h) {
				t.Fatalf("%d×%d: %d lines", w, h, len(lines))
			}
			for _, l := range lines {
				if got := look().Measure.Width(l); got > w {
					t.Fatalf("%d×%d: %d cells in %q", w, h, got, ansi.Strip(l))
				}
			}
		}
	}
}

func BenchmarkView(b *testing.B) {
	m := help.New(all())
	l := look()
	for b.Loop() {
		m.View(l, 120, 40)
	}
}
