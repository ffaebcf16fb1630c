package list_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/ui/format"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/list"
)

var now = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func look() widget.Look { return widget.Look{Theme: theme.New(true)} }

func key(s string) tea.KeyPressMsg {
	named := map[string]rune{"enter": tea.KeyEnter, "up": tea.KeyUp, "down": tea.KeyDown, "pgdown": tea.KeyPgDown, "backspace": tea.KeyBackspace, "tab": tea.KeyTab}
	if c, ok := named[s]; ok {
		return tea.KeyPressMsg{Code: c}
	}
	return tea.KeyPressMsg{Code: []rune(s)[0], Text: s}
}

func typeText(m *list.Model, text string) {
	for _, c := range text {
		m.Update(key(string(c)), now)
	}
}

func sets() list.Model {
	m := list.New(list.Column{Weight: 1}, list.Column{Tone: theme.Muted, Max: 30})
	m.SetNoun("entity sets")
	m.SetItems([]list.Item{
		{ID: "customers", Cells: list.Cells("customers", "who buys"), Section: "Sales"},
		{ID: "contacts", Cells: list.Cells("contacts", "people"), Section: "Sales"},
		{ID: "salesOrders", Cells: list.Cells("salesOrders", "what was ordered"), Section: "Sales"},
		{ID: "salesInvoices", Cells: list.Cells("salesInvoices", "what was billed"), Section: "Sales"},
		{ID: "vendors", Cells: list.Cells("vendors", "who sells"), Section: "Purchase", Search: "supplier"},
		{ID: "accounts", Cells: list.Cells("accounts", "chart of accounts"), Section: "Finance"},
	})
	return m
}

func plain(m *list.Model, w, h int) string { return ansi.Strip(m.View(look(), w, h).Content) }

func at(m *list.Model) string {
	it, _ := m.Cursor()
	return it.ID
}

func TestTypingFindsTheBestMatchAndEnterOpensIt(t *testing.T) {
	m := sets()
	m.OpenFilter()
	typeText(&m, "inv")
	if at(&m) != "salesInvoices" {
		t.Fatalf("cursor on %q", at(&m))
	}
	if !strings.Contains(plain(&m, 60, 10), "1 of 6") {
		t.Errorf("the number of matches is not said:\n%s", plain(&m, 60, 10))
	}
	if m.Update(key("enter"), now) != list.Opened || m.Typing() {
		t.Error("enter does not open what was found")
	}
}

func TestWholeWordsComeBeforeScatteredLetters(t *testing.T) {
	m := list.New(list.Column{})
	m.SetItems([]list.Item{
		{ID: "scattered", Cells: list.Cells("cash_on_ntrs")},
		{ID: "inside", Cells: list.Cells("subcontrs")},
		{ID: "word", Cells: list.Cells("my contr")},
		{ID: "prefix", Cells: list.Cells("contracts")},
	})
	m.OpenFilter()
	typeText(&m, "contr")
	var order []string
	for {
		order = append(order, at(&m))
		if !m.Down() {
			break
		}
	}
	if got := strings.Join(order, " "); got != "prefix word inside" && got != "prefix word inside scattered" {
		t.Errorf("order: %s", got)
	}
}

func TestSeveralWordsMustAllMatchInAnyOrder(t *testing.T) {
	m := sets()
	m.SetFilter("billed sales")
	if m.Shown() != 1 || at(&m) != "salesInvoices" {
		t.Errorf("%d on show, cursor on %q", m.Shown(), at(&m))
	}
	m.SetFilter("supplier")
	if at(&m) != "vendors" {
		t.Errorf("the further words of an item are not searched: %q", at(&m))
	}
}

func TestMatchedLettersAreMarked(t *testing.T) {
	m := sets()
	m.OpenFilter()
	typeText(&m, "vend")
	styled := m.View(look(), 60, 10).Content
	if want := look().Theme.Render(theme.RowMatch, "vend"); !strings.Contains(styled, want) {
		t.Errorf("no mark on the letters: %q", styled)
	}
}

func TestEscapeClearsThenLeaves(t *testing.T) {
	m := sets()
	m.Select("salesOrders")
	m.OpenFilter()
	typeText(&m, "ord")
	if !m.Escape() || m.Filter() != "" || !m.Typing() {
		t.Fatal("the first Esc must clear the text and keep the field")
	}
	if at(&m) != "salesOrders" {
		t.Errorf("the cursor lost its item: %q", at(&m))
	}
	if !m.Escape() || m.Typing() {
		t.Fatal("the second Esc must leave the field")
	}
	if m.Escape() {
		t.Error("a third Esc belongs to the screen")
	}
}

func TestEscapeClearsAFilterThatWasLeftInForce(t *testing.T) {
	m := sets()
	m.OpenFilter()
	typeText(&m, "sales")
	m.Update(key("tab"), now)
	if m.Typing() || m.Shown() != 4 {
		t.Fatalf("typing %v, %d on show", m.Typing(), m.Shown())
	}
	if !m.Escape() || m.Shown() != 6 {
		t.Error("Esc does not clear the filter")
	}
}

func TestCursorStaysOnItsItem(t *testing.T) {
	m := sets()
	m.Select("vendors")
	m.SetItems([]list.Item{{ID: "new", Cells: list.Cells("new")}, {ID: "vendors", Cells: list.Cells("vendors")}, {ID: "customers", Cells: list.Cells("customers")}})
	if at(&m) != "vendors" {
		t.Errorf("cursor on %q", at(&m))
	}
	m.SetItems([]list.Item{{ID: "a", Cells: list.Cells("a")}})
	if at(&m) != "a" {
		t.Errorf("the cursor must stay in the list: %q", at(&m))
	}
	m.SetItems(nil)
	if _, ok := m.Cursor(); ok {
		t.Error("no item, but a cursor")
	}
}

func TestScrollingKeepsTheCursorInSightAndShowsWhere(t *testing.T) {
	m := list.New(list.Column{})
	var items []list.Item
	for i := range 100 {
		items = append(items, list.Item{ID: fmt.Sprint(i), Cells: list.Cells(fmt.Sprintf("item %d", i))})
	}
	m.SetItems(items)
	first := plain(&m, 30, 10)
	if !strings.Contains(first, "┃") || !strings.Contains(first, "│") {
		t.Errorf("no scroll bar:\n%s", first)
	}
	m.PageDown()
	if at(&m) != "9" {
		t.Errorf("page down from 0 with ten lines: %s", at(&m))
	}
	m.Bottom()
	if s := plain(&m, 30, 10); !strings.Contains(s, "▌item 99") {
		t.Errorf("the last item is not in sight:\n%s", s)
	}
	m.Top()
	if s := plain(&m, 30, 10); !strings.Contains(s, "▌item 0") {
		t.Errorf("the first item is not in sight:\n%s", s)
	}
}

func TestSectionsHaveHeadings(t *testing.T) {
	m := sets()
	s := plain(&m, 60, 20)
	for _, h := range []string{"\n Purchase", "\n Finance"} {
		if !strings.Contains(s, h) {
			t.Errorf("no heading %q in\n%s", h, s)
		}
	}
}

func TestMouse(t *testing.T) {
	m := sets()
	m.View(look(), 60, 20)
	click := tea.MouseClickMsg{X: 5, Y: 2, Button: tea.MouseLeft} // heading, customers, contacts
	if m.Update(click, now) != list.Moved || at(&m) != "contacts" {
		t.Fatalf("cursor on %q", at(&m))
	}
	if m.Update(click, now.Add(3*time.Second)) == list.Opened {
		t.Error("two slow clicks are no double click")
	}
	if m.Update(click, now.Add(3*time.Second+200*time.Millisecond)) != list.Opened {
		t.Error("a double click opens")
	}
	if m.Update(tea.MouseClickMsg{Y: 0, Button: tea.MouseLeft}, now) != list.None || at(&m) != "contacts" {
		t.Error("a heading is nothing to choose")
	}
	m.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown}, now)
	if at(&m) != "accounts" && at(&m) != "vendors" {
		t.Errorf("the wheel leads to %q", at(&m))
	}
}

func TestEmptyStatesSayWhatToDo(t *testing.T) {
	m := list.New(list.Column{})
	m.SetNoun("companies")
	m.SetEmpty("There are no companies.", "r loads them again.")
	if s := plain(&m, 40, 10); !strings.Contains(s, "There are no companies.") || !strings.Contains(s, "r loads them again.") {
		t.Errorf("got\n%s", s)
	}
	m = sets()
	m.SetNoun("companies")
	m.SetFilter("zzz")
	if s := plain(&m, 40, 10); !strings.Contains(s, "No companies match “zzz”.") || !strings.Contains(s, "Esc") {
		t.Errorf("got\n%s", s)
	}
}

func TestNarrowWindowsDropColumnsBeforeTheTitle(t *testing.T) {
	m := list.New(list.Column{}, list.Column{Min: 8, Drop: 1}, list.Column{Min: 10, Drop: 2})
	m.SetItems([]list.Item{{ID: "x", Cells: list.Cells("contoso-production", "Production", "contoso.onmicrosoft.com")}})
	if s := plain(&m, 32, 5); !strings.Contains(s, "contoso-production") || !strings.Contains(s, "Productio") || strings.Contains(s, "onmicro") {
		t.Errorf("at 32: %q", s)
	}
	if s := plain(&m, 21, 5); !strings.Contains(s, "contoso-production") {
		t.Errorf("at 21: %q", s)
	}
}

func TestAColumnWithoutAnyValueTakesNoRoom(t *testing.T) {
	m := list.New(list.Column{Title: "NAME"}, list.Column{Title: "EXPIRES"}, list.Column{Title: "USED"})
	m.SetItems([]list.Item{{ID: "a", Cells: list.Cells("a", "", "now")}})
	if s := plain(&m, 60, 6); strings.Contains(s, "EXPIRES") || !strings.Contains(s, "USED") {
		t.Errorf("got\n%s", s)
	}
}

func TestNothingIsTooWideAndNothingBreaks(t *testing.T) {
	hostile := "\x1b[31mred\x1b]52;c;aGk=\x07 \u202eabc 漢字 🏳️‍🌈 " + strings.Repeat("x", 300)
	for _, measure := range []format.Measure{format.Wc, format.Graphemes} {
		l := widget.Look{Theme: theme.New(false), Measure: measure}
		m := list.New(list.Column{Title: "T", Weight: 1}, list.Column{Title: "N", Align: format.Right}, list.Column{Max: 12})
		m.SetItems([]list.Item{{ID: "1", Cells: list.Cells(hostile, "12", hostile), Section: hostile}, {ID: "2", Cells: list.Cells("b")}, {ID: "3"}})
		for _, filter := range []string{"", "red", "nothing at all"} {
			m.SetFilter(filter)
			for w := 0; w < 60; w++ {
				for h := 0; h < 8; h++ {
					body := m.View(l, w, h)
					lines := strings.Split(body.Content, "\n")
					if len(lines) > max(1, h) {
						t.Fatalf("%d×%d: %d lines", w, h, len(lines))
					}
					for _, s := range lines {
						if got := measure.Width(s); got > w {
							t.Fatalf("%d×%d: %d cells in %q", w, h, got, ansi.Strip(s))
						}
						if p := ansi.Strip(s); strings.ContainsAny(p, "\x1b\x07\u202e") || strings.Contains(s, "]52") && !strings.Contains(p, "]52") {
							t.Fatalf("a control got through: %q", s)
						}
					}
				}
			}
		}
	}
}

func thousand() list.Model {
	m := list.New(list.Column{Weight: 1}, list.Column{Tone: theme.Muted}, list.Column{Align: format.Right})
	items := make([]list.Item, 1000)
	for i := range items {
		items[i] = list.Item{ID: fmt.Sprint(i), Section: fmt.Sprint("section ", i/50),
			Cells: list.Cells(fmt.Sprintf("salesInvoiceLines%d", i), "lines of posted invoices", fmt.Sprint(i*7919))}
	}
	m.SetItems(items)
	return m
}

func BenchmarkViewOfThousandItems(b *testing.B) {
	m, l := thousand(), look()
	for b.Loop() {
		m.Down()
		m.View(l, 120, 40)
	}
}

func BenchmarkFilterKeyOnThousandItems(b *testing.B) {
	m, l := thousand(), look()
	m.OpenFilter()
	keys := []string{"i", "n", "v", "backspace", "backspace", "backspace"}
	i := 0
	for b.Loop() {
		m.Update(key(keys[i%len(keys)]), now)
		m.View(l, 120, 40)
		i++
	}
}

func TestCountsAreWrittenAsTheUserWritesNumbers(t *testing.T) {
	german := format.Formatter{DecimalMark: ','}
	m := list.New(list.Column{})
	m.SetNoun("companies")
	items := make([]list.Item, 1234)
	for i := range items {
		items[i] = list.Item{ID: fmt.Sprint(i), Cells: list.Cells(fmt.Sprint("company ", i))}
	}
	m.SetItems(items)
	if got := m.Count(format.Formatter{}, "company"); got != "1,234 companies" {
		t.Errorf("%q", got)
	}
	m.OpenFilter()
	for _, r := range "1233" {
		m.Update(tea.KeyPressMsg{Code: r, Text: string(r)}, now)
	}
	if got := m.Count(german, "company"); got != "1 of 1.234 companies" {
		t.Errorf("%q", got)
	}
	l := look()
	l.Format = german
	if got := ansi.Strip(m.View(l, 60, 10).Content); !strings.Contains(got, "1 of 1.234") {
		t.Errorf("%s", got)
	}
	m.SetItems(items[:1])
	m.Escape()
	m.Escape()
	if got := m.Count(german, "company"); got != "1 company" {
		t.Errorf("%q", got)
	}
}
