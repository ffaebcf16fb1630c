// Package help is the overlay that tells what every key does here: first what works on this screen, then what works
// everywhere. It is made from the actions themselves, so it can't say anything else than what the keys do.
package help

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

// Model is an open help page. Make it with New.
type Model struct {
	groups []group
	top    int
	rows   int
	total  int
	close  []string
}

type group struct {
	title   string
	global  bool
	actions []keymap.Action
}

// New makes the page from the actions that exist here and now, those of the screen and those that exist everywhere.
func New(actions []keymap.Action) Model {
	var m Model
	seen := map[string]bool{}
	at := map[keymap.Scope]int{}
	for _, a := range actions {
		if seen[a.ID] || len(a.Keys) == 0 {
			continue
		}
		seen[a.ID] = true
		if a.ID == "app.help" || a.ID == "app.leave" {
			m.close = append(m.close, a.Keys...)
		}
		i, ok := at[a.Scope]
		if !ok {
			i = len(m.groups)
			at[a.Scope] = i
			m.groups = append(m.groups, group{title: scopeTitle(a.Scope), global: a.Scope == keymap.Global})
		}
		m.groups[i].actions = append(m.groups[i].actions, a)
	}
	// What works only here comes first.
	var here, everywhere []group
	for _, g := range m.groups {
		if g.global {
			everywhere = append(everywhere, g)
		} else {
			here = append(here, g)
		}
	}
	m.groups = slices.Concat(here, everywhere)
	return m
}

func scopeTitle(s keymap.Scope) string {
	switch s {
	case keymap.Lists:
		return "In this list"
	case keymap.Grid:
		return "In the grid"
	case keymap.Check:
		return "In the check"
	case keymap.Access:
		return "In the access matrix"
	case keymap.Record:
		return "In the record"
	case keymap.Setup:
		return "In the setup"
	case keymap.Manage:
		return "In the connections"
	case keymap.Global:
		return "Everywhere"
	}
	return string(s)
}

// Update takes keys and the mouse wheel, and tells whether to close the page.
func (m *Model) Update(msg tea.Msg) (done bool) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch key := msg.String(); key {
		case "up", "k":
			m.scroll(-1)
		case "down", "j":
			m.scroll(1)
		case "pgup", "ctrl+u", "ctrl+b":
			m.scroll(-max(1, m.rows-1))
		case "pgdown", "ctrl+d", "ctrl+f", "space":
			m.scroll(max(1, m.rows-1))
		case "home", "g":
			m.scroll(-m.total)
		case "end", "G":
			m.scroll(m.total)
		case "esc", "enter":
			return true
		default:
			for _, k := range m.close {
				if k == key {
					return true
				}
			}
		}
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			m.scroll(-3)
		case tea.MouseWheelDown:
			m.scroll(3)
		}
	}
	return false
}

func (m *Model) scroll(delta int) {
	m.top = max(0, min(m.top+delta, m.total-m.rows))
}

const (
	column  = 46 // cells of one column of help
	between = 3
	widest  = 2*column + between + 4
)

// View draws the page in a box of at most width × height cells; all its lines have one width.
func (m *Model) View(look widget.Look, width, height int) string {
	if width <= 0 || height <= 0 {
		return ""
	}
	boxed := width >= 12 && height >= 4
	inner, rows := width, height
	if boxed {
		width = min(width, widest)
		inner, rows = width-4, height-2
	}
	lines := m.lines(look, inner)
	m.total = len(lines)
	m.rows = rows
	if m.total > rows && rows > 2 {
		m.rows = rows - 1
	}
	m.top = max(0, min(m.top, m.total-m.rows))
	end := min(m.total, m.top+m.rows)
	shown := append([]string{}, lines[m.top:end]...)
	if m.total > rows && rows > 2 {
		shown = append(shown, m.hint(look, inner))
	}
	if !boxed {
		return widget.Join(shown)
	}
	if m.total <= rows && width > column+4 && inner < 2*column+between {
		width = min(width, column+20)
	}
	return look.Paper("Help", shown, width)
}

func (m *Model) hint(look widget.Look, width int) string {
	var parts []string
	if m.top > 0 {
		parts = append(parts, "↑ "+strconv.Itoa(m.top))
	}
	if below := m.total - m.top - m.rows; below > 0 {
		parts = append(parts, "↓ "+strconv.Itoa(below))
	}
	return look.Line(width).Add(theme.Muted, strings.Join(parts, "  ")+" more lines").String()
}

// lines draws all groups: side by side where there is room for two columns, else one below the other.
func (m *Model) lines(look widget.Look, width int) []string {
	var left, right []string
	two := width >= 2*column+between
	w := width
	if two {
		w = (width - between) / 2
	}
	for _, g := range m.groups {
		side := &left
		if two && g.global {
			side = &right
		}
		if len(*side) > 0 {
			*side = append(*side, "")
		}
		*side = append(*side, g.draw(look, w)...)
	}
	if !two || len(right) == 0 {
		return left
	}
	if len(left) == 0 {
		return right
	}
	out := make([]string, max(len(left), len(right)))
	for i := range out {
		var l, r string
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		out[i] = look.Measure.Pad(l, w+between, format.Left) + r
	}
	return out
}

func (g group) draw(look widget.Look, width int) []string {
	out := []string{look.Line(width).Add(theme.Title, g.title).String()}
	keysWidth := 0
	for _, a := range g.actions {
		keysWidth = max(keysWidth, look.Measure.Width(labels(a.Keys)))
	}
	keysWidth = min(keysWidth, 18, max(4, width*2/5))
	for _, a := range g.actions {
		tone, text := theme.Text, a.Title
		if why := a.Refusal(); why != "" {
			tone, text = theme.Muted, text+" – not now: "+why
		}
		keys := look.Wrap(labels(a.Keys), keysWidth)
		words := look.Wrap(text, max(1, width-keysWidth-2))
		for i := 0; i < max(len(keys), len(words)); i++ {
			b := look.Line(width)
			if i < len(keys) {
				b.Add(theme.Accent, keys[i])
			}
			b.To(keysWidth + 2)
			if i < len(words) {
				b.Add(tone, words[i])
			}
			out = append(out, b.String())
		}
	}
	return out
}

func labels(keys []string) string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = keymap.Label(k)
	}
	return strings.Join(out, " ")
}
