package form_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/ui/format"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/form"
)

func look() widget.Look { return widget.Look{Theme: theme.New(true)} }

func two() form.Model {
	return form.New(
		form.Field{ID: "tenant", Label: "Tenant", Ghost: "contoso.onmicrosoft.com", Limit: 100, Check: func(v string) []form.Verdict {
			switch {
			case v == "":
				return nil
			case strings.Contains(v, "."):
				return []form.Verdict{{Level: widget.Success, Text: "a domain"}}
			}
			return []form.Verdict{{Level: widget.Failure, Text: "no domain", Partial: true}}
		}},
		form.Field{ID: "secret", Label: "Secret", Secret: true},
	)
}

func typeText(m *form.Model, text string) {
	for _, c := range text {
		m.Update(tea.KeyPressMsg{Code: c, Text: string(c)})
	}
}

func plain(m *form.Model, w, h int) string { return ansi.Strip(m.View(look(), w, h).Content) }

func TestAValueIsCheckedWhileItIsTyped(t *testing.T) {
	m := two()
	typeText(&m, "contoso")
	if s := plain(&m, 60, 10); strings.Contains(s, "✗") {
		t.Errorf("what is only begun is called wrong:\n%s", s)
	}
	m.Insist("tenant")
	if s := plain(&m, 60, 10); !strings.Contains(s, "✗ no domain") {
		t.Errorf("Enter says nothing:\n%s", s)
	}
	typeText(&m, ".com")
	if s := plain(&m, 60, 10); !strings.Contains(s, "✓ a domain") || strings.Contains(s, "✗") {
		t.Errorf("got\n%s", s)
	}
}

func TestASecretNeverShows(t *testing.T) {
	m := two()
	m.Focus("secret")
	typeText(&m, "hunter2hunter2")
	for _, w := range []int{10, 60} {
		if s := plain(&m, w, 10); strings.Contains(s, "hunter") || strings.Contains(s, "unt") || !strings.Contains(s, "••••") {
			t.Errorf("got\n%s", s)
		}
	}
	if m.Value("secret") != "hunter2hunter2" {
		t.Errorf("value %q", m.Value("secret"))
	}
}

func TestControlsAndLineBreaksNeverGetIn(t *testing.T) {
	m := two()
	m.Update(tea.PasteMsg{Content: "con\x00to\x1bso\r\n.c\u202eom\u200b\r\n"})
	if got := m.Value("tenant"); got != "contoso.com" {
		t.Errorf("value %q", got)
	}
	if s := plain(&m, 70, 10); !strings.Contains(s, "6 invisible characters or line breaks were left out") {
		t.Errorf("nothing says so:\n%s", s)
	}
}

func TestAPasteThatIsTooLongChangesNothingAndSaysSo(t *testing.T) {
	m := two()
	typeText(&m, "contoso.com")
	m.Update(tea.PasteMsg{Content: strings.Repeat("a", 64<<10)})
	if got := m.Value("tenant"); got != "contoso.com" {
		t.Errorf("value of %d characters", len(got))
	}
	if s := plain(&m, 90, 10); !strings.Contains(s, "65536 characters") || !strings.Contains(s, "nothing was pasted") {
		t.Errorf("got\n%s", s)
	}
	typeText(&m, "x")
	if s := plain(&m, 90, 10); strings.Contains(s, "nothing was pasted") {
		t.Error("the message outlives the next key")
	}
}

func TestTheOwnerSeesAPasteFirst(t *testing.T) {
	m := two()
	var seen string
	m.OnPaste = func(id, text string) bool { seen = id + ": " + text; return strings.Contains(text, "=") }
	if m.Update(tea.PasteMsg{Content: "TENANT=x\nSECRET=y"}) != form.Taken || m.Value("tenant") != "" {
		t.Errorf("the field got %q", m.Value("tenant"))
	}
	if seen != "tenant: TENANT=x\nSECRET=y" {
		t.Errorf("seen %q", seen)
	}
	if m.Update(tea.PasteMsg{Content: "contoso.com"}) != form.Changed || m.Value("tenant") != "contoso.com" {
		t.Error("a plain paste does not reach the field")
	}
}

func TestWhereAValueCameFromShowsUntilItIsChanged(t *testing.T) {
	m := two()
	m.Set("tenant", "contoso.com", "from AZURE_TENANT_ID")
	if s := plain(&m, 70, 10); !strings.Contains(s, "from AZURE_TENANT_ID") {
		t.Errorf("got\n%s", s)
	}
	typeText(&m, "x")
	if s := plain(&m, 70, 10); strings.Contains(s, "AZURE") {
		t.Error("a changed value still claims its origin")
	}
}

func TestTheCursorStandsWhereTheNextLetterGoes(t *testing.T) {
	m := two()
	for _, measure := range []format.Measure{format.Wc, format.Graphemes} {
		l := widget.Look{Theme: theme.New(true), Measure: measure}
		for _, text := range []string{"", "abc", "漢字", "a.b漢字c", strings.Repeat("long", 20)} {
			m.Set("tenant", text, "")
			for _, w := range []int{1, 2, 5, 12, 40, 200} {
				body := m.View(l, w, 10)
				if body.Cursor == nil || body.Cursor.X >= w || body.Cursor.X < 0 {
					t.Fatalf("width %d, %q: cursor %+v", w, text, body.Cursor)
				}
				lines := strings.Split(body.Content, "\n")
				before := ansi.Cut(lines[body.Cursor.Y], 0, body.Cursor.X)
				if w >= 12 && text != "" && len(text) < 10 && !strings.HasSuffix(ansi.Strip(before), text) {
					t.Errorf("width %d: the cursor stands behind %q, want %q", w, ansi.Strip(before), text)
				}
			}
		}
	}
	m.Set("tenant", strings.Repeat("x", 60)+"end", "")
	if s := plain(&m, 20, 10); !strings.Contains(s, "‹") || !strings.Contains(s, "end") {
		t.Errorf("the end, where the cursor is, is out of sight:\n%s", s)
	}
	m.Update(tea.KeyPressMsg{Code: tea.KeyHome})
	if s := plain(&m, 20, 10); strings.Contains(s, "end") || !strings.Contains(s, "›") {
		t.Errorf("the start is out of sight:\n%s", s)
	}
}

func TestNothingIsTooWideAndTheFocusedFieldIsInSight(t *testing.T) {
	m := two()
	m.Set("tenant", "contoso", "from somewhere far away")
	m.Insist("tenant")
	m.Focus("secret")
	typeText(&m, "abc")
	for w := 0; w < 50; w++ {
		for h := 0; h < 9; h++ {
			body := m.View(look(), w, h)
			lines := strings.Split(body.Content, "\n")
			if len(lines) > max(1, h) {
				t.Fatalf("%d×%d: %d lines", w, h, len(lines))
			}
			for _, l := range lines {
				if look().Measure.Width(l) > w {
					t.Fatalf("%d×%d: %q", w, h, ansi.Strip(l))
				}
			}
			if w > 5 && h > 0 && (body.Cursor == nil || body.Cursor.Y >= h || !strings.Contains(ansi.Strip(lines[body.Cursor.Y]), "•")) {
				t.Fatalf("%d×%d: the field is out of sight:\n%s", w, h, ansi.Strip(body.Content))
			}
		}
	}
}

func BenchmarkHugePaste(b *testing.B) {
	m := two()
	huge := tea.PasteMsg{Content: strings.Repeat("a\n", 1<<20)}
	for b.Loop() {
		m.Update(huge)
		m.View(look(), 80, 10)
	}
}
