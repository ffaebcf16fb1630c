package grid

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/odata"
	"bctui/bc/odata/filter"
	"bctui/bc/rows"
	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/screen"
)

// cellFilters are the keys that make a filter of the cell under the cursor.
func (m *Model) cellFilters() []keymap.Action {
	k := m.host.Keys
	with := func(id, before, after string) keymap.Action {
		return k.Bind(id, func() tea.Cmd { return m.likeCell(before, after) }).Unless(func() string { return m.whyNotLike(before + after) })
	}
	return []keymap.Action{
		with("grid.only", "", ""), with("grid.not", "<>", ""), with("grid.from", "", ".."), with("grid.upto", "..", ""),
	}
}

// whyNotLike says why the cell under the cursor makes no filter.
func (m *Model) whyNotLike(operator string) string {
	if why := m.unfilterable(); why != "" {
		return why
	}
	if m.now.store.Len() == 0 {
		return "There are no rows here."
	}
	c, _ := m.column()
	row, _ := m.widget.Cursor()
	if operator == ".." && (c.property.Kind == odata.KindBool || c.property.Kind == odata.KindGUID || c.property.Kind == odata.KindEnum) {
		return c.name + " has no order that a range could follow."
	}
	if operator == ".." && format.Empty(c.property, m.now.store.Cell(row, c.name)) {
		return "The cell is empty: a range needs a value."
	}
	return ""
}

// likeCell filters the column under the cursor by the value under it.
func (m *Model) likeCell(before, after string) tea.Cmd {
	c, _ := m.column()
	row, _ := m.widget.Cursor()
	expr := before + m.operand(c.property, m.now.store.Cell(row, c.name)) + after
	if before+after == "" && strings.ContainsAny(expr, "*?") {
		expr = "=" + expr // exactly these characters, and no pattern
	}
	parsed, err := filter.Parse(expr, c.property, m.env())
	if err != nil {
		return screen.Tell(screen.Warning, "No filter can be made of this value: "+err.Error())
	}
	return m.setFilters(m.aimFilters().with(c.name, parsed))
}

// operand writes a value in the filter language.
func (m *Model) operand(p *odata.Property, cell rows.Cell) string {
	if format.Empty(p, cell) {
		return "''"
	}
	text := cell.Text()
	switch {
	case p.Enum != nil:
		if e, ok := p.Enum.Member(text); ok {
			text = e.Label
		}
		return quoted(text)
	case p.Kind == odata.KindString:
		return quoted(text)
	case p.Kind.Numeric() && m.format.DecimalMark == ',':
		return strings.Replace(text, ".", ",", 1)
	}
	return text
}
