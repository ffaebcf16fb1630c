package grid

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/odata"
	"bctui/bc/odata/filter"
	"bctui/ui/place"
	"bctui/ui/prefs"
	"bctui/ui/screen"
)

// filters is what lets rows through: one expression for each of some columns, and OData that came with the place or was
// written by hand. All of it must hold.
type filters struct {
	columns []columnFilter
	raw     string
}

// columnFilter is an expression of Business Central's filter language on one column.
type columnFilter struct {
	column string
	parsed filter.Filter
}

// odata gives the filters as $filter has them. The error says that they are too long.
func (f filters) odata() (string, error) {
	parsed := make([]filter.Filter, len(f.columns))
	for i, c := range f.columns {
		parsed[i] = c.parsed
	}
	return filter.Join(f.raw, parsed)
}

// with gives the filters with another expression for a column; one that lets everything through takes it out.
func (f filters) with(column string, parsed filter.Filter) filters {
	out := filters{columns: slices.Clone(f.columns), raw: f.raw}
	i := slices.IndexFunc(out.columns, func(c columnFilter) bool { return c.column == column })
	switch {
	case parsed.IsZero() && i >= 0:
		out.columns = slices.Delete(out.columns, i, i+1)
	case parsed.IsZero():
	case i >= 0:
		out.columns[i].parsed = parsed
	default:
		out.columns = append(out.columns, columnFilter{column, parsed})
	}
	return out
}

// expr gives what was typed for a column.
func (f filters) expr(column string) string {
	for _, c := range f.columns {
		if c.column == column {
			return c.parsed.Expr()
		}
	}
	return ""
}

// names gives the columns that are filtered by.
func (f filters) names() []string {
	var out []string
	for _, c := range f.columns {
		out = append(out, c.column)
	}
	return out
}

// words shows the filters in the status line: "city @a*   balanceDue >=0".
func (f filters) words(title func(string) string) string {
	var out []string
	for _, c := range f.columns {
		out = append(out, title(c.column)+" "+c.parsed.Expr())
	}
	if f.raw != "" {
		out = append(out, "$filter "+f.raw)
	}
	return strings.Join(out, "   ")
}

// aimFilters gives the filters of the view that is being loaded, else of the one on show.
func (m *Model) aimFilters() filters {
	if m.wantedFilters != nil {
		return *m.wantedFilters
	}
	return m.filters
}

// setFilters loads the rows that pass other filters.
func (m *Model) setFilters(f filters) tea.Cmd { return m.changeTo(m.aim(), f) }

// changeTo loads the rows of a view with filters.
func (m *Model) changeTo(v place.View, f filters) tea.Cmd {
	text, err := f.odata()
	if err != nil {
		return screen.Tell(screen.Failure, err.Error()+". Nothing was sent.")
	}
	v.Filter = text
	if err := filter.CheckLength(m.query(v).Query); err != nil {
		return screen.Tell(screen.Failure, err.Error()+". Nothing was sent.")
	}
	m.spelled = nil
	cmd := m.change(v, false)
	if m.wanted != nil {
		m.wantedFilters = &f
	} else {
		m.filters = f
	}
	m.mark()
	return cmd
}

// clearFilters goes back to the filter that the place came with; false when there is nothing to clear.
func (m *Model) clearFilters() (tea.Cmd, bool) {
	if f := m.aimFilters(); len(f.columns) == 0 && f.raw == m.base {
		return nil, false
	}
	return m.setFilters(filters{raw: m.base}), true
}

// left is what this place was left with.
type left struct {
	view prefs.View
	base string
}

// Seed is what opens this place again with its filters as they were typed: a relative date is read anew.
func (m *Model) Seed() any {
	if m.set == nil {
		return nil
	}
	return left{m.presentView(m.viewName()), m.base}
}

// left is what an earlier screen of this place left, or the view that is to be opened; false when there is neither.
func (m *Model) left() (left, bool) {
	if v, ok := m.opts.Seed.(prefs.View); ok {
		return left{view: v}, true
	}
	s, ok := m.opts.Seed.(left)
	return s, ok
}

// holdUp looks at what the place came with before rows are asked for, and tells whether it has done that or rows must wait.
// Filters that were typed are read anew. A filter from a command line that the service would refuse, or pass over without a
// word, stands to be mended.
func (m *Model) holdUp() (tea.Cmd, bool) {
	if s, ok := m.left(); ok {
		m.opts.Seed = nil
		f, why := m.filtersOf(s.view)
		if why != "" {
			return screen.Tell(screen.Warning, why+" The filter is the one it had then."), false
		}
		m.base, m.filters, m.opts.Place.View.Filter = s.base, filters{}, ""
		m.named = nameOf(s.view.Name, f, m.opts.Place.View.OrderBy)
		return m.changeTo(m.aim(), f), true
	}
	if !slices.ContainsFunc(filter.Check(m.base, m.set.Type), func(p filter.Problem) bool { return !p.Warning }) {
		return nil, false
	}
	hand := writeByHand(m, m.base)
	m.pane = &filterForm{byHand: hand}
	m.base, m.filters, m.opts.Place.View.Filter = "", filters{}, "" // it comes back by being applied
	hand.began = ""
	return screen.Tell(screen.Warning, hand.refusal(m)), true
}

// env is what filters mean beside their characters: today, and how this person writes dates and numbers.
func (m *Model) env() filter.Env {
	now := m.host.Now()
	return filter.Env{Today: now, Now: now, DateOrder: filter.DateOrder(m.format.DateOrder), DateMark: m.format.DateMark,
		DecimalMark: m.format.DecimalMark,
		Zone:        m.format.Zone, Caption: m.label, Nested: m.ignored == ""}
}

// unfilterable says why rows can't be filtered by the column under the cursor; "" when they can.
func (m *Model) unfilterable() string {
	if why := m.unready(); why != "" {
		return why
	}
	c, ok := m.column()
	if !ok {
		return "There is no column here."
	}
	if m.isLink(c.name) {
		return c.name + " is a link: the service ignores filters on what it leads to without a word. A record opens it."
	}
	return whyNoFilter(c)
}

func whyNoFilter(c column) string {
	switch {
	case c.property == nil:
		return c.name + " is not in $metadata, so its type is not known. " + "OData for it can be written by hand among all filters."
	case c.property.Collection:
		return c.name + " holds lists: the service ignores filters on them without a word."
	case !odata.Askable(c.name):
		return c.name + unaskable
	}
	switch c.property.Kind {
	case odata.KindComplex:
		return c.name + " holds structures, which can't be compared with a value."
	case odata.KindStream, odata.KindBinary:
		return c.name + " holds files, which can't be compared with a value."
	}
	return ""
}

// typed gives the filters as they are remembered.
func (f filters) typed() []prefs.Filter {
	var out []prefs.Filter
	for _, c := range f.columns {
		out = append(out, prefs.Filter{Column: c.column, Text: c.parsed.Expr()})
	}
	return out
}
