package panel_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/ui/keymap"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/panel"
)

const page = "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/3fa85f64-5717-4562-b3fc-2c963f66afa6"

func finding() panel.Content {
	return panel.Content{
		Level: widget.Failure, Title: "The secret is not valid",
		Cause: "Entra knows the registration, and the secret that was sent does not belong to it.",
		Who:   "you, or an Entra admin",
		Steps: []string{"App registrations ▸ your app ▸ Certificates & secrets", "New client secret; copy the column Value"},
		Link:  page,
		Evidence: [][2]string{
			{"Status", "401 invalid_client"}, {"Code", "AADSTS7000215"}, {"Correlation ID", "0f8f1a44-9b77-4b3e-8a7f-0e8d3a1f1c11"}},
		Raw: `{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret.\r\nTrace ID: x","amount":1234.50}`,
	}
}

func look() widget.Look { return widget.Look{Theme: theme.New(true)} }

func TestEverythingOfAFindingIsThere(t *testing.T) {
	m := panel.New(finding())
	s := ansi.Strip(m.View(look(), 100, 40))
	for _, want := range []string{"✗ The secret is not valid", "does not belong to it.", "Who", "you, or an Entra admin", "Where", "1 App registrations",
		"2 New client secret", "Page", "Status", "401 invalid_client", "Correlation ID", "0f8f1a44", "reply of the server"} {
		if !strings.Contains(s, want) {
			t.Errorf("no %q in\n%s", want, s)
		}
	}
	if strings.Contains(s, "Invalid client secret.") {
		t.Error("the raw reply shows without being asked for")
	}
}

func TestTheAddressIsWholeAtEveryWidth(t *testing.T) {
	for width := 8; width < 130; width++ {
		m := panel.New(finding())
		var b strings.Builder
		for _, l := range strings.Split(ansi.Strip(m.View(look(), width, 500)), "\n") {
			b.WriteString(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(l), "│")))
		}
		if !strings.Contains(b.String(), page) {
			t.Fatalf("width %d: the address is cut:\n%s", width, m.View(look(), width, 500))
		}
	}
}

func TestRawReplyIsShownOnDemandWithItsNumbersUnchanged(t *testing.T) {
	m := panel.New(finding())
	var raw keymap.Action
	for _, a := range m.Actions(keymap.New(), nil, nil) {
		if a.ID == "panel.raw" {
			raw = a
		}
	}
	raw.Run()
	s := ansi.Strip(m.View(look(), 100, 40))
	for _, want := range []string{`"error": "invalid_client"`, `"amount": 1234.50`, "hides it"} {
		if !strings.Contains(s, want) {
			t.Errorf("no %q in\n%s", want, s)
		}
	}
	raw.Run()
	if s := ansi.Strip(m.View(look(), 100, 40)); strings.Contains(s, "1234.50") {
		t.Error("the second press does not hide it")
	}
}

func TestSmallWindowScrollsAndSaysSo(t *testing.T) {
	m := panel.New(finding())
	if s := ansi.Strip(m.View(look(), 60, 6)); !strings.Contains(s, "↓") || !strings.Contains(s, "more lines") {
		t.Errorf("nothing says that there is more:\n%s", s)
	}
	for m.Scroll(1) {
	}
	if s := ansi.Strip(m.View(look(), 60, 6)); !strings.Contains(s, "reply of the server") || !strings.Contains(s, "↑") {
		t.Errorf("the end can't be reached:\n%s", s)
	}
	m.Update(tea.MouseWheelMsg{Button: tea.MouseWheelUp})
	if s := ansi.Strip(m.View(look(), 60, 6)); strings.Contains(s, "reply of the server") {
		t.Errorf("the wheel does not scroll:\n%s", s)
	}
}

func TestActionsSayWhyTheyAreRefused(t *testing.T) {
	m := panel.New(panel.Content{Title: "No network"})
	for _, a := range m.Actions(keymap.New(), func(string) tea.Cmd { return nil }, nil) {
		if (a.ID == "panel.raw" || a.ID == "panel.link") && a.Refusal() == "" {
			t.Errorf("%s is offered although there is nothing to show", a.ID)
		}
	}
}

func TestHostileRepliesReachNoTerminal(t *testing.T) {
	evil := "\x1b]52;c;aGk=\x07\x1b[2J\u202eabc\r\nnext\x00"
	m := panel.New(panel.Content{Title: evil, Cause: evil, Who: evil, Steps: []string{evil}, Link: evil, Evidence: [][2]string{{evil, evil}},
		Raw: "<html>" + evil + strings.Repeat("y", 3<<20)})
	m.ToggleRaw()
	for _, size := range [][2]int{{1, 1}, {3, 2}, {20, 5}, {80, 24}} {
		s := m.View(look(), size[0], size[1])
		for _, l := range strings.Split(s, "\n") {
			if w := look().Measure.Width(l); w > size[0] {
				t.Errorf("%v: %d cells", size, w)
			}
		}
		if rest := ansi.Strip(s); strings.ContainsAny(rest, "\x1b\x07\r\x00\u202e") || strings.Contains(s, "\x1b]52") || strings.Contains(s, "\x1b[2J") {
			t.Errorf("%v: a control got through", size)
		}
	}
	lines := panel.Pretty(strings.Repeat("y", 3<<20))
	if last := lines[len(lines)-1]; !strings.Contains(last, "more, not shown") {
		t.Errorf("what is cut is not said: %.40q", last)
	}
}

func TestTitlesBeginWithACapitalAndNamesStayAsTheyAre(t *testing.T) {
	for in, want := range map[string]string{"the secret has expired": "The secret has expired", "contoso.com is unknown": "contoso.com is unknown",
		"ok": "Ok", "état": "état", "": ""} {
		m := panel.New(panel.Content{Title: in, Cause: "x"})
		if s := ansi.Strip(m.View(look(), 60, 5)); !strings.Contains(s, want) {
			t.Errorf("%q shows as %q", in, s)
		}
	}
}

func TestPlainTextHoldsEverything(t *testing.T) {
	s := finding().Plain()
	for _, want := range []string{"The secret is not valid", "Who: you", "Where 2: New client", "Page: " + page, "Code: AADSTS7000215", `"amount":1234.50`} {
		if !strings.Contains(s, want) {
			t.Errorf("no %q in\n%s", want, s)
		}
	}
}

func BenchmarkView(b *testing.B) {
	m := panel.New(finding())
	l := look()
	for b.Loop() {
		m.View(l, 120, 40)
	}
}
