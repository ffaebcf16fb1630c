// Package palette is the overlay that finds an action by its name, shows its keys, and says why it can't be done now.
package palette

import (
	"sort"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/list"
)

// Model is an open palette. Make it with New.
type Model struct {
	actions []keymap.Action
	list    list.Model
	why     string // shown after Enter on what can't be done
}

// Result is what a message led to.
type Result struct {
	// Done asks to close the palette.
	Done bool
	// Run is the action that was chosen; it can be done at this moment. nil: none was.
	Run *keymap.Action
}

// New makes a palette of these actions, in this order. An action that comes twice (same ID) is shown once.
func New(actions []keymap.Action) Model {
	m := Model{list: list.New(
		list.Column{Weight: 1, Min: 16},
		list.Column{Tone: theme.Accent, Align: format.Right, Min: 13, Max: 24, Drop: 1},
	)}
	m.list.SetNoun("commands")
	m.list.OpenFilter()
	var last []keymap.Action
	seen := map[string]bool{}
	for _, a := range actions {
		if a.Run == nil || seen[a.ID] {
			continue
		}
		seen[a.ID] = true
		// What the footer shows is what people look for; moving the cursor from a list of commands makes little sense.
		if a.Short == "" && a.Scope != keymap.Global {
			last = append(last, a)
		} else {
			m.actions = append(m.actions, a)
		}
	}
	m.actions = append(m.actions, last...)
	m.refresh()
	return m
}

// refresh reads anew what can be done: it may change while the palette is open.
func (m *Model) refresh() {
	items := make([]list.Item, len(m.actions))
	for i, a := range m.actions {
		why := a.Refusal()
		items[i] = list.Item{ID: a.ID, Cells: list.Cells(a.Title, keyLabels(a.Keys)), Note: why, Muted: why != "",
			Search: a.ID + " " + a.Short}
	}
	// What can't be done now comes last: the cursor begins on something that works.
	sort.SliceStable(items, func(i, j int) bool { return !items[i].Muted && items[j].Muted })
	m.list.SetItems(items)
}

func keyLabels(keys []string) string {
	labels := make([]string, len(keys))
	for i, k := range keys {
		labels[i] = keymap.Label(k)
	}
	return strings.Join(labels, "  ")
}

// Update takes keys, pastes and the mouse, with coordinates from the palette's upper left corner.
func (m *Model) Update(msg tea.Msg, now time.Time) Result {
	switch e := msg.(type) {
	case tea.KeyPressMsg:
		m.why = ""
		if e.String() == "esc" || e.String() == "ctrl+p" {
			return Result{Done: true}
		}
		m.list.OpenFilter()
	case tea.MouseClickMsg:
		e.Y--
		msg = e
	}
	event := m.list.Update(msg, now)
	m.list.OpenFilter() // the field keeps the focus for as long as the palette is open
	if event != list.Opened {
		return Result{}
	}
	it, _ := m.list.Cursor()
	for i := range m.actions {
		if m.actions[i].ID != it.ID {
			continue
		}
		if m.why = m.actions[i].Refusal(); m.why != "" {
			m.refresh()
			return Result{}
		}
		return Result{Done: true, Run: &m.actions[i]}
	}
	return Result{}
}

// Size of the palette: wide enough for a title and a reason, and always the same height while it is open, so that
// nothing jumps while a name is typed.
const (
	widest  = 84
	tallest = 18
)

// View draws the palette in a box of at most width × height cells; all its lines have one width.
func (m *Model) View(look widget.Look, width, height int) widget.Body {
	width = min(width, widest)
	rows := min(height-3, tallest, m.list.Len()+1)
	if width < 12 || rows < 2 {
		return m.list.View(look, width, height) // no room for a box
	}
	inner := width - 4
	body := m.list.View(look, inner, rows)
	lines := strings.Split(body.Content, "\n")
	for len(lines) < rows {
		lines = append(lines, "")
	}
	lines = append(lines, m.foot(look, inner))
	out := widget.Body{Content: look.Paper("Commands", lines, width)}
	if c := body.Cursor; c != nil {
		out.Cursor = tea.NewCursor(c.X+2, c.Y+1)
	}
	return out
}

// foot says why the command under the cursor can't be done, or what the keys do.
func (m *Model) foot(look widget.Look, width int) string {
	b := look.Line(width).Gap(1)
	if m.why != "" {
		return b.Add(theme.Warn, "! ").Add(theme.Text, m.why).String()
	}
	if it, ok := m.list.Cursor(); ok && it.Muted {
		return b.Add(theme.Muted, "not now: "+it.Note).String()
	}
	return b.Add(theme.Accent, "enter").Add(theme.Muted, " runs it   ").Add(theme.Accent, "esc").Add(theme.Muted, " closes").String()
}
