package fields_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"bctui/ui/format"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/fields"
)

var look = widget.Look{Theme: theme.New(true)}

func customer() []fields.Field {
	const key, body, nested = "Key", "Fields", "Nested"
	return []fields.Field{
		{ID: "id", Value: "5d115c9c-44e3-ea11-bb43-000d3a2feca1", Type: "GUID", Tone: theme.Muted, Section: key},
		{ID: "number", Value: "10000", Type: "text 20", Section: body},
		{ID: "displayName", Value: "Adatum Corporation", Type: "text 100", Section: body},
		{ID: "addressLine1", Value: "192 Market Square\r\nBuilding B, third floor, behind the old brewery; deliveries " +
			"through the gate in Baker Street, ring twice", Type: "text 100", Section: body},
		{ID: "addressLine2", Value: `""`, Type: "text 50", Tone: theme.Faint, Empty: true, Section: body},
		{ID: "city", Value: "東京 \x1b[2J\u202e", Type: "text 30", Section: body},
		{ID: "balanceDue", Value: "1,234.00", Type: "decimal", Section: body},
		{ID: "blocked", Value: `" "`, Type: "option", Tone: theme.Faint, Empty: true, Section: body},
		{ID: "lastModifiedDateTime", Value: "2025-05-16 07:55:12 UTC", Type: "date and time", Section: body},
		{ID: "currency", Value: "{…2}", Type: "currency", Section: nested},
		{ID: "currency/code", Name: "code", Value: "USD", Type: "text 10", Depth: 1, Section: nested},
		{ID: "currency/symbol", Name: "symbol", Value: "$", Type: "text 10", Depth: 1, Section: nested},
	}
}

func record(width, height int) *fields.Model {
	m := &fields.Model{}
	m.SetFields(customer())
	m.SetSize(width, height)
	return m
}

func plain(m *fields.Model) string { return ansi.Strip(m.View(look)) }

func TestViews(t *testing.T) {
	for name, draw := range map[string]func() *fields.Model{
		"80x24": func() *fields.Model { return record(80, 24) },
		"80x14 wrapped": func() *fields.Model {
			m := record(80, 14)
			m.MoveTo("addressLine1")
			m.HideEmpty(true)
			return m
		},
		"120x8 filtered": func() *fields.Model {
			m := record(120, 8)
			m.SetFilter("sym")
			return m
		},
		"40x12": func() *fields.Model {
			m := record(40, 12)
			m.MoveTo("addressLine1")
			return m
		},
		"20x5": func() *fields.Model {
			m := record(20, 5)
			m.MoveTo("balanceDue")
			return m
		},
	} {
		t.Run(name, func(t *testing.T) { golden.RequireEqual(t, plain(draw())) })
	}
}

func TestEmptyFieldsCanBeHidden(t *testing.T) {
	m := record(80, 24)
	m.MoveTo("blocked")
	m.HideEmpty(true)
	view := plain(m)
	if strings.Contains(view, "blocked") || !strings.Contains(view, "2 empty fields hidden") || m.Hidden() != 2 {
		t.Errorf("empty fields are not hidden, or not said so:\n%s", view)
	}
	if m.Cursor() < 0 {
		t.Error("the cursor is nowhere")
	}
	m.HideEmpty(false)
	if view := plain(m); !strings.Contains(view, "blocked") || strings.Contains(view, "hidden") {
		t.Errorf("they are not shown again:\n%s", view)
	}
	all := &fields.Model{}
	all.SetFields([]fields.Field{{ID: "a", Empty: true}})
	all.SetSize(40, 4)
	all.HideEmpty(true)
	if view := plain(all); !strings.Contains(view, "All fields are empty.") || !strings.Contains(view, "1 empty field hidden") {
		t.Errorf("a record of nothing shows\n%s", view)
	}
}

func TestFilterByNameAndValue(t *testing.T) {
	for _, c := range []struct {
		filter string
		first  string // under the cursor
		shown  int
	}{
		{"balance", "balanceDue", 1},
		{"lmd", "lastModifiedDateTime", 1}, // letters of the name
		{"DISPLAY", "displayName", 1},      // case does not count
		{" display\t", "displayName", 1},   // nor do blanks around
		{"addr", "addressLine1", 2},        // two names
		{"code", "currency/code", 2},       // a nested field, with what holds it
		{"BREWERY", "addressLine1", 1},     // in the value
		{"usd", "currency/code", 2},        // in a nested value
		{"07:55", "lastModifiedDateTime", 1},
		{"東京", "city", 1},
		{"\x1b", "city", 1},
		{`"`, "", 0}, // what is shown for an empty value is no value
		{"nothing has this", "", 0},
		{strings.Repeat("x", 5000), "", 0},
		{"  ", "id", 12}, // no filter
	} {
		m := record(80, 24)
		m.SetFilter(c.filter)
		f, ok := m.Current()
		if f.ID != c.first || ok != (c.first != "") || m.Shown() != c.shown {
			t.Errorf("%q finds %d fields and puts the cursor on %q, want %d and %q", c.filter, m.Shown(), f.ID, c.shown, c.first)
		}
		m.SetFilter("")
		if now, _ := m.Current(); m.Shown() != 12 || f.ID != "" && now.ID != f.ID {
			t.Errorf("after %q the record is not whole again, or the cursor has left its field", c.filter)
		}
	}
}

func TestMatchedLettersAreMarked(t *testing.T) {
	m := record(80, 24)
	m.SetFilter("bal")
	match := look.Theme.Pen(theme.RowMatch)
	for _, letter := range "bal" {
		if !strings.Contains(m.View(look), match.Render(string(letter))) {
			t.Errorf("the letter %c is not marked", letter)
		}
	}
	m.SetFilter("Adatum")
	if !strings.Contains(m.View(look), match.Render("Adatum")) {
		t.Error("the value that was found is not marked")
	}
}

func TestCursorStaysOnTheFieldFromRecordToRecord(t *testing.T) {
	m := record(80, 24)
	m.MoveTo("balanceDue")
	next := customer()
	next = append([]fields.Field{{ID: "extra", Value: "1"}}, next...)
	m.SetFields(next)
	if f, _ := m.Current(); f.ID != "balanceDue" {
		t.Errorf("the cursor went to %s", f.ID)
	}
}

func TestLongValuesAreReadLineByLine(t *testing.T) {
	m := &fields.Model{}
	var text strings.Builder
	for i := range 40 {
		fmt.Fprintf(&text, "line %d\n", i)
	}
	m.SetFields([]fields.Field{{ID: "a", Value: text.String()}, {ID: "b", Value: "next"}})
	m.SetSize(40, 10)
	seen := plain(m)
	for range 60 {
		if f, _ := m.Current(); f.ID == "b" {
			break
		}
		m.Down()
		seen += plain(m)
	}
	for i := range 40 {
		if !strings.Contains(seen, fmt.Sprintf("line %d␊", i)) {
			t.Errorf("line %d was never on screen", i)
		}
	}
	if f, _ := m.Current(); f.ID != "b" {
		t.Error("behind the long value there is no way to the next field")
	}
	for range 60 {
		m.Up()
		_ = m.View(look)
	}
	if !strings.Contains(plain(m), "line 0␊") {
		t.Error("there is no way back to the first line")
	}
	huge := &fields.Model{}
	huge.SetFields([]fields.Field{{ID: "a", Value: strings.Repeat("\x1b]52;c;", 2<<20)}})
	huge.SetSize(80, 24)
	if allocated := testing.AllocsPerRun(1, func() { _ = huge.View(look) }); allocated > 2000 {
		t.Errorf("a view of a huge value makes %v allocations", allocated)
	}
}

func TestMouse(t *testing.T) {
	m := record(80, 24)
	_ = m.View(look)
	i, again, ok := m.Click(10, 4)
	if f, _ := m.Current(); !ok || again || f.ID != "number" || m.Fields()[i].ID != "number" {
		t.Errorf("a click gives %d, %v, %v and the cursor is on %s", i, again, ok, f.ID)
	}
	if _, again, _ := m.Click(10, 4); !again {
		t.Error("the second click is not told")
	}
	for _, y := range []int{0, 2, 23, -1} { // headings, blanks, outside
		if _, _, ok := m.Click(10, y); ok {
			t.Errorf("a click at line %d hits something", y)
		}
	}
	m.Wheel(2)
	if f, _ := m.Current(); f.ID != "addressLine1" {
		t.Errorf("after the wheel the cursor is on %s", f.ID)
	}
}

var (
	texts = []string{"", "a", "Adatum Corporation", "東京都港区", "हिन्दी स्ते", "العربية", "❤️👍🏽👨‍👩‍👧", "e\u0301\u0302", "\u0301x",
		"\x1b[2J\x1b]52;c;x\a", "a\r\nb\tc", "\u202e\u2066x", "\xff\xfe", "🇩🇪🇩", "\u200d\ufe0f", strings.Repeat("long ", 400),
		strings.Repeat("東", 300), "\u0e33กำ", "ൎ", strings.Repeat("क्", 30), strings.Repeat("\n", 50)}
	sgr = regexp.MustCompile(`\x1b\[[0-9;:]*m`)
)

func check(m *fields.Model, look widget.Look) error {
	width, height := m.Size()
	view := m.View(look)
	if width == 0 || height == 0 {
		if view != "" {
			return fmt.Errorf("a view of no size is %q", view)
		}
		return nil
	}
	lines := strings.Split(view, "\n")
	if len(lines) != height {
		return fmt.Errorf("%d lines, want %d", len(lines), height)
	}
	bars := 0
	for y, line := range lines {
		if w := look.Measure.Width(line); w != width {
			return fmt.Errorf("line %d is %d wide, want %d: %q", y, w, width, line)
		}
		text := sgr.ReplaceAllString(line, "")
		for _, r := range text {
			if unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.In(r, unicode.Bidi_Control) {
				return fmt.Errorf("line %d holds %U: %q", y, r, line)
			}
		}
		if strings.HasPrefix(text, "▌") {
			bars++
		}
	}
	if m.Cursor() >= 0 && bars == 0 {
		return fmt.Errorf("the cursor is not on screen: %q", view)
	}
	return nil
}

func wander(seed uint64, moves int) error {
	rng := rand.New(rand.NewPCG(seed, 3))
	looks := []widget.Look{look, {Theme: theme.New(false), Measure: format.Graphemes}}
	pick := func() string { return texts[rng.IntN(len(texts))] }
	some := func() []fields.Field {
		out := make([]fields.Field, rng.IntN(40))
		for i := range out {
			out[i] = fields.Field{ID: fmt.Sprint(rng.IntN(60), "/", i), Name: pick(), Value: pick(), Type: pick(),
				Tone: theme.Tone(rng.IntN(int(theme.Production))), Depth: rng.IntN(4) * rng.IntN(2), Empty: rng.IntN(5) == 0,
				Section: []string{"", "", "Key", "\x1b[2J"}[i/10]}
		}
		return out
	}
	m := &fields.Model{}
	m.SetFields(some())
	m.SetSize(80, 24)
	now := looks[0]
	for range moves {
		switch rng.IntN(14) {
		case 0, 1, 2:
			m.Down()
		case 3:
			m.Up()
		case 4:
			m.PageDown()
		case 5:
			m.PageUp()
		case 6:
			m.Bottom()
		case 7:
			m.Top()
		case 8:
			m.SetFilter([]string{"", "a", "東", "\x1b", "zz", "le", "corp"}[rng.IntN(7)])
		case 9:
			m.HideEmpty(rng.IntN(2) == 0)
		case 10:
			sizes := [][2]int{{80, 24}, {200, 50}, {40, 12}, {20, 5}, {1, 1}, {2, 3}, {0, 4}, {rng.IntN(100), rng.IntN(20)}}
			s := sizes[rng.IntN(len(sizes))]
			m.SetSize(s[0], s[1])
		case 11:
			m.SetFields(some())
		case 12:
			now = looks[rng.IntN(2)]
		case 13:
			m.Click(rng.IntN(90)-2, rng.IntN(30)-2)
			m.Wheel(rng.IntN(9) - 4)
		}
		if err := check(m, now); err != nil {
			w, h := m.Size()
			return fmt.Errorf("seed %d, %d×%d: %w", seed, w, h, err)
		}
	}
	return nil
}

func TestAnyRecordAfterAnyMoves(t *testing.T) {
	for seed := range uint64(60) {
		if err := wander(seed, 60); err != nil {
			t.Fatal(err)
		}
	}
}

func FuzzRecord(f *testing.F) {
	f.Add(uint64(1), uint16(50))
	f.Fuzz(func(t *testing.T, seed uint64, moves uint16) {
		if err := wander(seed, int(moves%200)); err != nil {
			t.Fatal(err)
		}
	})
}

// BenchmarkView is one step and a View of a record of 42 fields at 120×40.
func BenchmarkView(b *testing.B) {
	var many []fields.Field
	for i := range 42 {
		many = append(many, fields.Field{ID: fmt.Sprint("propertyNumber", i), Value: "School of Fine Art", Type: "text 100"})
	}
	m := &fields.Model{}
	m.SetFields(many)
	m.SetSize(120, 40)
	b.ReportAllocs()
	for b.Loop() {
		if !m.Down() {
			m.Top()
		}
		_ = m.View(look)
	}
}

// The arrow is text, so that it is seen without colours, and nothing else moves for it.
func TestFieldsThatLeadSomewhereHaveAnArrow(t *testing.T) {
	for _, width := range []int{1, 5, 12, 20, 40, 80, 120} {
		m := &fields.Model{}
		m.SetFields([]fields.Field{{ID: "number", Value: "10000"}, {ID: "customerId", Value: "5d115c9c", Leads: true},
			{ID: "itemId", Value: strings.Repeat("long ", 90), Leads: true}})
		m.SetSize(width, 6)
		for range 3 {
			lines := strings.Split(plain(m), "\n")
			for _, l := range lines {
				if w := ansi.StringWidth(l); w != width {
					t.Errorf("at %d the line %q is %d wide", width, l, w)
				}
			}
			if width >= 40 && (strings.Count(strings.Join(lines, ""), "→") != 2 || !strings.Contains(strings.Join(lines, "\n"), "→ 5d115c9c")) {
				t.Errorf("at %d:\n%s", width, strings.Join(lines, "\n"))
			}
			m.Down()
		}
	}
}

// A record begins with its ID: at 80 columns it must not break, whatever the other names and types are.
func TestAnIDStandsWholeAt80Columns(t *testing.T) {
	m := &fields.Model{}
	const id = "5d115c9c-44e3-ea11-bb43-000d3a2feca1"
	m.SetFields([]fields.Field{
		{ID: "id", Value: id, Type: "key"},
		{ID: "shipmentMethodIdentifier", Value: id, Type: "→ salespeoplePurchasers", Leads: true},
	})
	m.SetSize(80, 10)
	view := plain(m)
	if strings.Count(view, id) != 2 || !strings.Contains(view, "→ salespeop") {
		t.Errorf("IDs or the type are cut:\n%s", view)
	}
}
