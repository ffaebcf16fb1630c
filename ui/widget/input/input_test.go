package input_test

import (
	"strings"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/input"
)

func TestEditingKeysWorkAndNothingElseGetsIn(t *testing.T) {
	m := input.New(10, false)
	for _, c := range "abcd" {
		m.Update(tea.KeyPressMsg{Code: c, Text: string(c)})
	}
	m.Update(tea.KeyPressMsg{Code: tea.KeyLeft})
	m.Update(tea.KeyPressMsg{Code: tea.KeyBackspace})
	if m.Value() != "abd" {
		t.Errorf("value %q", m.Value())
	}
	if m.Update(tea.KeyPressMsg{Code: 'x', Text: "\x1b\x00\u202e"}) || m.Value() != "abd" {
		t.Errorf("a control got in: %q", m.Value())
	}
	if _, ok := m.Insert("12345678"); ok || m.Value() != "abd" {
		t.Errorf("too long a text was cut: %q", m.Value())
	}
	if _, ok := m.Insert("123"); !ok || m.Value() != "ab123d" {
		t.Errorf("value %q", m.Value())
	}
}

func TestTheZeroModelIsAnEmptyLine(t *testing.T) {
	var m input.Model
	if m.Value() != "" || m.Masked() || m.Limit() != input.DefaultLimit {
		t.Errorf("%q, masked %v, limit %d", m.Value(), m.Masked(), m.Limit())
	}
	m = input.Model{}
	if !m.Update(tea.KeyPressMsg{Code: 'a', Text: "a"}) || m.Value() != "a" {
		t.Errorf("%q", m.Value())
	}
}

func FuzzWhateverIsPastedTheLineStaysOneSafeLine(f *testing.F) {
	for _, s := range []string{"plain", "a\r\nb", "\x1b]52;c;aGk=\x07", "漢字\u200d\u0301", "\xff\xfe\x00", strings.Repeat("é", 400)} {
		f.Add(s, 20)
	}
	look := widget.Look{Theme: theme.New(true)}
	f.Fuzz(func(t *testing.T, s string, width int) {
		width = min(max(width, 0), 300)
		m := input.New(100, false)
		m.Insert(s)
		if i := strings.IndexFunc(m.Value(), func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf) }); i >= 0 {
			t.Errorf("%q holds an invisible character", m.Value())
		}
		for range 3 {
			line, x := m.View(look, theme.Field, width, "ghost")
			if w := look.Measure.Width(line); w > width || x < 0 || width > 0 && x >= width {
				t.Errorf("width %d: %d cells, cursor at %d", width, w, x)
			}
			m.Update(tea.KeyPressMsg{Code: tea.KeyLeft})
		}
	})
}

// bubbles' textinput panics when the word behind the cursor is the last character.
func TestDeletingTheLastWordNeverEndsTheProgram(t *testing.T) {
	for _, key := range []tea.KeyPressMsg{
		{Code: 'd', Mod: tea.ModAlt}, {Code: tea.KeyDelete, Mod: tea.ModAlt}, {Code: tea.KeyDelete, Mod: tea.ModCtrl},
	} {
		for _, text := range []string{"", "a", "ab", "a b", "a ", "ä€"} {
			for _, masked := range []bool{false, true} {
				for back := range len([]rune(text)) + 1 {
					m := input.New(0, masked)
					m.SetValue(text)
					for range back {
						m.Update(tea.KeyPressMsg{Code: tea.KeyLeft})
					}
					m.Update(key)
					m.Update(key)
					if got := len([]rune(m.Value())); back > 0 && got >= len([]rune(text)) {
						t.Errorf("%s, %q with the cursor %d from the end: %q is left", key, text, back, m.Value())
					}
				}
			}
		}
	}
}

func TestTheCursorCanBePutAnywhere(t *testing.T) {
	m := input.New(0, false)
	m.SetValue("añb漢d")
	if m.Cursor() != 5 {
		t.Errorf("the cursor stands at %d", m.Cursor())
	}
	m.SetCursor(3)
	m.Insert("X")
	if m.Value() != "añbX漢d" || m.Cursor() != 4 {
		t.Errorf("%q, cursor at %d", m.Value(), m.Cursor())
	}
	m.SetCursor(99)
	if m.Cursor() != 6 {
		t.Errorf("beyond the end the cursor stands at %d", m.Cursor())
	}
}
