package grid

import (
	tea "charm.land/bubbletea/v2"

	"bctui/bc/odata"
	"bctui/bc/odata/filter"
	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/screen"
)

// cellFilters are the keys that make a filter of the cell under the cursor.
func (m *Model) cellFilters() []keymap.Action {
	k := m.host.Keys
	type maker = func(string, *odata.Property, filter.Env) (string, error)
	with := func(id string, isRange bool, build maker) keymap.Action {
		return k.Bind(id, func() tea.Cmd { return m.likeCell(build, id != "grid.only") }).Unless(func() string { return m.whyNotLike(isRange) })
	}
	return []keymap.Action{
		with("grid.only", false, filter.OnlyLike), with("grid.not", false, filter.NotLike),
		with("grid.from", true, filter.From), with("grid.upto", true, filter.UpTo),
	}
}

// whyNotLike says why the cell under the cursor makes no filter.
func (m *Model) whyNotLike(isRange bool) string {
	if why := m.unfilterable(); why != "" {
		return why
	}
	if why := m.noRow(); why != "" {
		return why
	}
	c, _ := m.column()
	row, _ := m.widget.Cursor()
	if isRange && (c.property.Kind == odata.KindBool || c.property.Kind == odata.KindGUID || c.property.Kind == odata.KindEnum) {
		return c.name + " has no order that a range could follow."
	}
	if isRange && format.Empty(c.property, m.now.Cell(row, c.name)) {
		return "The cell is empty: a range needs a value."
	}
	return ""
}

// likeCell filters the column under the cursor by the value under it. The value itself takes the place of a filter that the
// column had; with narrow both must hold, so that two values are left out one after the other, and a range has two ends.
func (m *Model) likeCell(build func(string, *odata.Property, filter.Env) (string, error), narrow bool) tea.Cmd {
	c, _ := m.column()
	row, _ := m.widget.Cursor()
	expr, err := build(m.now.Cell(row, c.name).Text(), c.property, m.env())
	var parsed filter.Filter
	if err == nil {
		if narrow {
			expr = filter.Narrow(m.aimFilters().expr(c.name), expr)
		}
		parsed, err = filter.Parse(expr, c.property, m.env())
	}
	if err != nil {
		return screen.Tell(screen.Warning, "No filter can be made of this value: "+err.Error())
	}
	return m.setFilters(m.aimFilters().with(c.name, parsed))
}
