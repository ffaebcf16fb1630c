package palette_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/ui/keymap"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/palette"
)

var now = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func look() widget.Look { return widget.Look{Theme: theme.New(true)} }

func actions(frozen *string) []keymap.Action {
	k := keymap.New()
	run := func() tea.Cmd { return nil }
	return []keymap.Action{
		k.Bind("grid.up", run),
		k.Bind("grid.open", run),
		k.Bind("grid.freeze", run).Unless(func() string { return *frozen }),
		k.Bind("app.help", run),
		k.Bind("app.help", run),
	}
}

func send(m *palette.Model, keys ...string) (last palette.Result) {
	for _, s := range keys {
		msg := tea.KeyPressMsg{Code: []rune(s)[0], Text: s}
		switch s {
		case "enter":
			msg = tea.KeyPressMsg{Code: tea.KeyEnter}
		case "esc":
			msg = tea.KeyPressMsg{Code: tea.KeyEscape}
		}
		last = m.Update(msg, now)
	}
	return last
}

func TestFewLettersAndEnterRunAnAction(t *testing.T) {
	why := ""
	m := palette.New(actions(&why))
	r := send(&m, "o", "p", "e", "n", "enter")
	if !r.Done || r.Run == nil || r.Run.ID != "grid.open" {
		t.Errorf("got %+v", r)
	}
}

func TestARefusedActionSaysWhyAndStays(t *testing.T) {
	why := "There is only one column."
	m := palette.New(actions(&why))
	r := send(&m, "f", "r", "e", "e", "z", "e")
	if s := ansi.Strip(m.View(look(), 80, 20).Content); strings.Count(s, "not now: There is only one column.") != 1 {
		t.Errorf("the reason is not shown before Enter:\n%s", s)
	}
	if r = send(&m, "enter"); r.Done || r.Run != nil {
		t.Fatalf("a refused action was run: %+v", r)
	}
	if s := ansi.Strip(m.View(look(), 80, 20).Content); !strings.Contains(s, "! There is only one column.") {
		t.Errorf("the reason is not said after Enter:\n%s", s)
	}
	why = "" // it became possible meanwhile
	if r = send(&m, "enter"); !r.Done || r.Run == nil {
		t.Error("what is possible now is still refused")
	}
}

func TestKeysStandAtTheRightAndNothingTwice(t *testing.T) {
	why := ""
	m := palette.New(actions(&why))
	s := ansi.Strip(m.View(look(), 80, 20).Content)
	if strings.Count(s, "help") != 1 {
		t.Errorf("help is not there exactly once:\n%s", s)
	}
	if !strings.Contains(s, "?  F1") {
		t.Errorf("keys are missing:\n%s", s)
	}
}

func TestEscClosesAndTheBoxIsStraight(t *testing.T) {
	why := "no"
	m := palette.New(actions(&why))
	for w := 0; w < 100; w += 3 {
		for h := 0; h < 24; h++ {
			body := m.View(look(), w, h)
			lines := strings.Split(body.Content, "\n")
			if len(lines) > max(1, h) {
				t.Fatalf("%d×%d: %d lines", w, h, len(lines))
			}
			for _, l := range lines {
				if got := look().Measure.Width(l); got > w || strings.HasPrefix(ansi.Strip(lines[0]), "╭") && got != look().Measure.Width(lines[0]) {
					t.Fatalf("%d×%d: %d cells in %q", w, h, got, ansi.Strip(l))
				}
			}
			if c := body.Cursor; c != nil && (c.X >= w || c.Y >= h) {
				t.Fatalf("%d×%d: cursor at %d,%d", w, h, c.X, c.Y)
			}
		}
	}
	if r := send(&m, "esc"); !r.Done || r.Run != nil {
		t.Errorf("esc: %+v", r)
	}
}

func BenchmarkView(b *testing.B) {
	why := "There is only one column."
	m := palette.New(actions(&why))
	l := look()
	for b.Loop() {
		m.View(l, 120, 40)
	}
}
