package grid

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/keymap"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget/list"
)

// pane is what stands over the rows or beside them for a while and takes the keys: the list of columns, a filter being
// typed. It closes itself by setting Model.pane.
type pane interface {
	view(m *Model, width, height int) screen.Body
	update(m *Model, msg tea.Msg) tea.Cmd
	actions(m *Model) []keymap.Action
	typing() bool
	escape(m *Model) tea.Cmd // one rung of the Esc ladder
	status(m *Model) string  // what the status line says
}

// chooser lists the columns: what is typed finds one, Space shows or hides it.
type chooser struct {
	list list.Model
}

// choose opens the list of columns, on the one under the cursor.
func (m *Model) choose() tea.Cmd {
	c := &chooser{list: list.New(
		list.Column{Title: "COLUMN", Weight: 2, Min: 16, Max: 44},
		list.Column{Title: "", Min: 6, Max: 8},
		list.Column{Title: "TYPE", Weight: 1, Min: 10, Tone: theme.Muted, Drop: 1},
		list.Column{Title: "", Min: 4, Tone: theme.Muted, Drop: 2},
	)}
	c.list.SetNoun("columns")
	m.pane = c
	c.fill(m)
	if at, ok := m.column(); ok {
		c.list.Select(at.name)
	}
	c.list.OpenFilter()
	return nil
}

func (c *chooser) fill(m *Model) {
	items := make([]list.Item, len(m.columns))
	for i, x := range m.columns {
		shown, what := "shown", ""
		if x.hidden {
			shown = ""
		}
		if m.set.Type.IsKey(x.name) {
			what = "key"
		}
		items[i] = list.Item{ID: x.name, Cells: list.Cells(m.title(x.name), shown, typeWords(x.property), what), Search: x.name, Muted: x.hidden}
		if m.title(x.name) != x.name {
			items[i].Note = x.name
		}
	}
	c.list.SetItems(items)
}

func (c *chooser) view(m *Model, width, height int) screen.Body {
	return screen.Body(c.list.View(m.host.Look.Widget(), width, height))
}

func (c *chooser) update(m *Model, msg tea.Msg) tea.Cmd {
	if c.list.Update(msg, m.host.Now()) == list.Opened {
		return c.jump(m)
	}
	return nil
}

func (c *chooser) typing() bool { return c.list.Typing() }

// escape clears what was typed, then closes.
func (c *chooser) escape(m *Model) tea.Cmd {
	if c.list.Filter() != "" {
		c.list.SetFilter("")
		return nil
	}
	m.pane = nil
	return nil
}

func (c *chooser) status(m *Model) string {
	text := fmt.Sprintf("%d of %d columns are shown", m.countShown(), len(m.columns)) + asked(m)
	if _, chosen := m.opts.Prefs.Columns(m.prefsKey()); chosen {
		text += "; remembered, in the grid " + m.host.Keys.Def("grid.forget").KeyLabel() + " forgets it"
	}
	return text
}

func asked(m *Model) string {
	if m.has == nil {
		return ""
	}
	return "; $select asks for these and the key alone"
}

// jump puts the cursor of the grid on the column and shows it if it was hidden.
func (c *chooser) jump(m *Model) tea.Cmd {
	it, ok := c.list.Cursor()
	if !ok {
		return nil
	}
	m.pane = nil
	var cmd tea.Cmd
	if i := m.indexOf(it.ID); i >= 0 && m.columns[i].hidden {
		cmd = m.toggle(it.ID)
	}
	m.widget.MoveToColumn(it.ID)
	return cmd
}

// letter tells whether a space goes on with what is typed, as in a caption of two words; else it shows or hides.
func (c *chooser) letter(m *Model) bool {
	typed := strings.ToLower(c.list.Filter())
	return typed != "" && slices.ContainsFunc(m.columns, func(x column) bool {
		return strings.Contains(strings.ToLower(m.title(x.name)), typed+" ")
	})
}

func (c *chooser) actions(m *Model) []keymap.Action {
	k := m.host.Keys
	on := func(id string, f func(name string) tea.Cmd) keymap.Action {
		return k.Bind(id, func() tea.Cmd {
			it, _ := c.list.Cursor()
			cmd := f(it.ID)
			c.fill(m)
			return cmd
		}).WhileTyping().Unless(func() string {
			if _, ok := c.list.Cursor(); !ok {
				return "No column has that name."
			}
			return ""
		})
	}
	all := func(hidden bool) func(string) tea.Cmd {
		return func(name string) tea.Cmd {
			for i := range m.columns {
				m.columns[i].hidden = hidden && m.columns[i].name != name
			}
			return m.rearranged()
		}
	}
	show := on("columns.show", m.toggle)
	if c.letter(m) {
		show.Typing = slices.DeleteFunc(slices.Clone(show.Typing), func(key string) bool { return key == "space" })
	}
	return []keymap.Action{
		k.Bind("columns.jump", func() tea.Cmd { return c.jump(m) }).WhileTyping(),
		show,
		on("columns.left", func(name string) tea.Cmd { return m.move(name, -1, false) }),
		on("columns.right", func(name string) tea.Cmd { return m.move(name, 1, false) }),
		on("columns.all", all(false)), on("columns.none", all(true)),
	}
}
