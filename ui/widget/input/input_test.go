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

func TestKeysMoveAndDeleteByCharacterWordAndLine(t *testing.T) {
	key := func(name string) tea.KeyPressMsg {
		k := tea.KeyPressMsg{}
		for _, part := range strings.Split(name, "+") {
			switch part {
			case "ctrl":
				k.Mod |= tea.ModCtrl
			case "alt":
				k.Mod |= tea.ModAlt
			case "left":
				k.Code = tea.KeyLeft
			case "right":
				k.Code = tea.KeyRight
			case "home":
				k.Code = tea.KeyHome
			case "end":
				k.Code = tea.KeyEnd
			case "delete":
				k.Code = tea.KeyDelete
			case "backspace":
				k.Code = tea.KeyBackspace
			default:
				k.Code = rune(part[0])
			}
		}
		if k.String() != name {
			t.Fatalf("the key is called %q and not %q", k.String(), name)
		}
		return k
	}
	for _, c := range []struct {
		text, keys string
		masked     bool
		want       string // with | for the cursor
	}{
		{"one two", "left left", false, "one t|wo"},
		{"one two", "ctrl+b ctrl+b ctrl+f", false, "one tw|o"},
		{"one two", "right", false, "one two|"},
		{"one two", "home", false, "|one two"},
		{"one two", "ctrl+a left ctrl+e", false, "one two|"},
		{"one two ", "alt+left", false, "one |two "},
		{"one two", "ctrl+left alt+b alt+b", false, "|one two"},
		{"one  two", "home alt+right ctrl+right", false, "one  two|"},
		{"one two", "home alt+f", false, "one| two"},
		{"one two", "backspace", false, "one tw|"},
		{"one two", "home backspace ctrl+h", false, "|one two"},
		{"one two", "home delete ctrl+d", false, "|e two"},
		{"one two", "delete ctrl+d", false, "one two|"},
		{"one two  ", "ctrl+w", false, "one |"},
		{"one two", "left alt+backspace", false, "one |o"},
		{"one two", "home alt+d", false, "| two"},
		{"one two", "home right alt+delete ctrl+delete", false, "o|"},
		{"one", "left alt+d alt+d", false, "on|"}, // at the last character, and behind it
		{"one two", "left left ctrl+u", false, "|wo"},
		{"one two", "left left ctrl+k", false, "one t|"},
		{"", "left backspace ctrl+w alt+d ctrl+u ctrl+k home", false, "|"},
		{"日本 語", "alt+left delete", false, "日本 |"},
		// A masked line is one word: the keys must not tell where the words of a secret end.
		{"one two", "left alt+left", true, "|one two"},
		{"one two", "home alt+right", true, "one two|"},
		{"one two", "left ctrl+w", true, "|o"},
		{"one two", "home right alt+d", true, "o|"},
	} {
		m := input.New(0, c.masked)
		m.SetValue(c.text)
		for k := range strings.FieldsSeq(c.keys) {
			before := m.Value()
			if changed := m.Update(key(k)); changed != (m.Value() != before) {
				t.Errorf("%q, %s: %s says changed %v: %q, %q", c.text, c.keys, k, changed, before, m.Value())
			}
		}
		m.Insert("|")
		if m.Value() != c.want {
			t.Errorf("%q, %s: %q, want %q", c.text, c.keys, m.Value(), c.want)
		}
	}
}

// A screen keeps fields by value and may try a key on a copy.
func TestACopyIsALineOfItsOwn(t *testing.T) {
	m := input.New(0, false)
	m.SetValue("one two")
	m.Update(tea.KeyPressMsg{Code: 'w', Mod: tea.ModCtrl})
	a, b := m, m
	a.Insert("x")
	b.Insert("y")
	b.Update(tea.KeyPressMsg{Code: tea.KeyHome})
	b.Update(tea.KeyPressMsg{Code: tea.KeyDelete})
	if m.Value() != "one " || a.Value() != "one x" || b.Value() != "ne y" {
		t.Errorf("%q, %q and %q", m.Value(), a.Value(), b.Value())
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
