package record

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/odata"
	"bctui/bc/rows"
	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget/grid"
)

// A list inside a record is a grid: its rows are there already, so nothing is sorted or filtered by the service.

// cells gives the table its rows.
type cells struct {
	list   *rows.Block
	props  []*odata.Property
	format format.Formatter
	raw    bool
}

// Len implements grid.Source.
func (c *cells) Len() int { return c.list.Len() }

// AppendCell implements grid.Source.
func (c *cells) AppendCell(dst []byte, row, col int) ([]byte, theme.Tone) {
	cell := c.list.Cell(row, col)
	tone := theme.Text
	if cell.Kind == rows.Object || cell.Kind == rows.Array {
		tone = theme.Muted
	}
	if c.raw {
		return append(dst, rawText(cell)...), tone
	}
	return c.format.AppendCell(dst, c.props[col], cell), tone
}

// tabulate gives the list on show to the table.
func (m *Model) tabulate() {
	list := m.here.list
	if list == nil {
		return
	}
	names := list.Columns()
	heads := make([]grid.Column, len(names))
	src := &cells{list: list, props: make([]*odata.Property, len(names)), format: m.format, raw: m.raw}
	for i, name := range names {
		p := m.here.inner.property(list.Sent(name))
		if len(names) == 1 && m.here.inner == (shape{}) && m.here.prop != nil {
			p = m.here.prop // a list of plain values
		}
		least, most := format.ColumnWidth(p)
		src.props[i] = p
		heads[i] = grid.Column{ID: name, Title: m.title(name), Align: format.Alignment(p), Min: least, Max: most}
	}
	row, col := m.table.Cursor()
	m.table.SetColumns(heads)
	m.table.SetSource(src)
	m.table.MoveTo(max(0, row), max(0, col))
}

// cellID is the line that the cursor of the table stands for: the value under it when something is inside, else its row.
func (m *Model) cellID() string {
	row, col := m.table.Cursor()
	if row < 0 {
		return ""
	}
	id := m.level() + nest + strconv.Itoa(row)
	names := m.here.list.Columns()
	if col < 0 || col >= len(names) {
		return id
	}
	for i, f := range m.here.list.Row(row).Fields {
		if f.Name == names[col] && (f.Cell.Kind == rows.Object || f.Cell.Kind == rows.Array) {
			return id + nest + strconv.Itoa(i)
		}
	}
	return id
}

// tableActions are the keys of a list.
func (m *Model) tableActions() []keymap.Action {
	k := m.host.Keys
	t := &m.table
	move := func(id string, f func() bool) keymap.Action {
		return k.Bind(id, func() tea.Cmd { f(); return nil })
	}
	change := func(id string, f func()) keymap.Action {
		return k.Bind(id, func() tea.Cmd { f(); return nil })
	}
	return []keymap.Action{
		k.Bind("grid.open", m.open).Unless(m.leadsNowhere),
		k.Bind("grid.copy", func() tea.Cmd {
			row, col := t.Cursor()
			names := m.here.list.Columns()
			if row < 0 || col < 0 || col >= len(names) {
				return nil
			}
			return screen.Emit(screen.Copy{What: names[col], Text: m.here.list.Cell(row, col).Text()})
		}),
		k.Bind("record.copyall", func() tea.Cmd {
			return screen.Emit(screen.Copy{What: "list as JSON", Text: string(m.here.cell.Raw())})
		}).Named("", "copy the list as JSON"),
		k.Bind("record.raw", m.toggleRaw),
		m.captionsAction(),
		move("grid.up", t.Up), move("grid.down", t.Down), move("grid.left", t.Left), move("grid.right", t.Right),
		move("grid.pageup", t.PageUp), move("grid.pagedown", t.PageDown), move("grid.top", t.Top), move("grid.bottom", t.Bottom),
		move("grid.first", t.First), move("grid.last", t.Last),
		change("grid.freeze", t.ToggleFreeze), change("grid.fit", t.ToggleFit), change("grid.wider", t.Widen), change("grid.narrower", t.Narrow),
	}
}

// tableMouse is mouse for a list.
func (m *Model) tableMouse(msg tea.MouseMsg) tea.Cmd {
	e := msg.Mouse()
	switch msg.(type) {
	case tea.MouseClickMsg:
		if e.Button == tea.MouseLeft {
			if hit := m.table.Click(e.X, e.Y); hit.Again && !hit.Header {
				return m.open()
			}
		}
	case tea.MouseWheelMsg:
		m.table.Turn(e)
	}
	return nil
}
