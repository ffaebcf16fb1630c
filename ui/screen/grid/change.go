package grid

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/odata"
	"bctui/bc/pager"
	"bctui/ui/place"
	"bctui/ui/screen"
)

// A change of the view (order, filter, more columns) is loaded beside the rows on show: these stay, with the old view,
// until the first page of the new one is there. Until then Esc gives everything back.

// aim is the view that is being loaded, else the one on show: what the next change starts from.
func (m *Model) aim() place.View {
	if m.wanted != nil {
		return *m.wanted
	}
	return m.opts.Place.View
}

// viewOf gives the view that p reads.
func (m *Model) viewOf(p *pager.Pager) place.View {
	if p == m.next {
		return m.aim()
	}
	return m.opts.Place.View
}

// change loads the rows of another view. keep holds the cursor on its record, else it goes to the top.
func (m *Model) change(v place.View, keep bool) tea.Cmd {
	if m.session == nil {
		return nil
	}
	if !m.now.Begun() { // nothing is on show that could stay
		m.opts.Place.View = v
		m.mark()
		return m.readAnew()
	}
	if m.sameRows(v, m.opts.Place.View) { // changed back before the rows came
		m.abandon()
		m.opts.Place.View = v
		m.mark()
		return m.proceed()
	}
	m.wanted = &v
	m.toEnd, m.toRow, m.stopped = false, 0, false
	m.mark()
	return m.replace(keep)
}

// sameRows tells whether two views are asked for with the same request.
func (m *Model) sameRows(a, b place.View) bool {
	return m.query(a).Query.Encode() == m.query(b).Query.Encode()
}

// commit makes the wanted view the one on show.
func (m *Model) commit() {
	if m.wanted.Filter != m.opts.Place.View.Filter {
		m.total, m.counted = -1, false
	}
	m.opts.Place.View, m.wanted = *m.wanted, nil
	if m.wantedFilters != nil {
		m.filters, m.wantedFilters = *m.wantedFilters, nil
	}
}

// abandon drops a change that is being loaded and tells whether there was one.
func (m *Model) abandon() bool {
	if m.wanted == nil {
		return false
	}
	m.stop()
	m.wanted, m.wantedFilters, m.next, m.pending = nil, nil, nil, 0
	m.withdraw()
	m.mark()
	return true
}

// notChanged says that a change failed; everything is as before.
// instead is the way round where one is known.
func (m *Model) notChanged(err error, instead string) tea.Cmd {
	m.abandon()
	return screen.Tell(screen.Failure, m.words(err)+". The rows are as they were."+instead+m.whyWords())
}

// mark shows in the head of the grid how the rows are sorted and which columns they are filtered by, or will be in a moment.
func (m *Model) mark() {
	m.widget.SetSort(sortOf(m.aim().OrderBy))
	m.widget.SetFiltered(m.aimFilters().names())
}

// sort orders by the column under the cursor alone: ascending, then descending, then as the service does by itself.
func (m *Model) sort() tea.Cmd { return m.order(false) }

// sortMore adds the column under the cursor to the order, turns its direction, or takes it out.
func (m *Model) sortMore() tea.Cmd { return m.order(true) }

func (m *Model) order(more bool) tea.Cmd {
	c, ok := m.column()
	if !ok {
		return nil
	}
	v := m.aim()
	at := slices.IndexFunc(v.OrderBy, func(o string) bool { return odata.ParseOrder(o).Property == c.name })
	orders := slices.Clone(v.OrderBy)
	if !more && (at < 0 || len(orders) > 1) {
		orders, at = nil, -1
	}
	switch {
	case at < 0:
		orders = append(orders, c.name)
	case !odata.ParseOrder(orders[at]).Descending:
		orders[at] = odata.Order{Property: c.name, Descending: true}.String()
	default:
		orders = slices.Delete(orders, at, at+1)
	}
	v.OrderBy = orders
	return m.change(v, false)
}

// unsortable says why the rows can't be ordered by the column under the cursor; "" when they can.
func (m *Model) unsortable() string {
	if why := m.unready(); why != "" {
		return why
	}
	c, ok := m.column()
	switch {
	case !ok:
		return "There is no column here."
	case !m.set.Sortable:
		return "The service does not sort " + m.set.Name + ": it is a query, and $metadata says that its rows come in their own order only."
	case m.isLink(c.name):
		return c.name + " is a link: what it leads to has no order among these rows. Sort by another column."
	case c.property == nil:
		return c.name + " is not in $metadata: the service can't sort by it."
	case !odata.Askable(c.name):
		return c.name + unaskable
	case c.property.Collection:
		return c.name + " holds lists, which have no order. Sort by another column."
	}
	switch c.property.Kind {
	case odata.KindComplex:
		return c.name + " holds structures, which have no order. Sort by another column."
	case odata.KindStream, odata.KindBinary:
		return c.name + " holds files, which have no order. Sort by another column."
	}
	return ""
}

// unaskable ends a sentence that begins with the name of a column.
const unaskable = " has signs in its name that have a meaning of their own in a request: the service can't be asked by it."

// unready says why the view can't be changed yet.
func (m *Model) unready() string {
	if !m.now.Begun() || m.set == nil {
		return "The first rows are still to come."
	}
	return ""
}

// orderWords says in which order rows are: "city, balanceDue ▼".
func orderWords(orders []string) string {
	if len(orders) == 0 {
		return "the service's own order"
	}
	var out []string
	for _, o := range orders {
		order := odata.ParseOrder(o)
		if order.Descending {
			out = append(out, order.Property+" ▼")
		} else {
			out = append(out, order.Property+" ▲")
		}
	}
	return strings.Join(out, ", ")
}

// loading says which change is being loaded.
func (m *Model) loading() string {
	was, v := m.opts.Place.View, m.wanted
	switch {
	case was.Filter != v.Filter && v.Filter == "":
		return "loading without filter"
	case was.Filter != v.Filter:
		return "filtering: " + v.Filter
	case !slices.Equal(was.OrderBy, v.OrderBy):
		return "sorting by " + orderWords(v.OrderBy)
	}
	return "loading"
}
