package grid

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/bc"
	"bctui/bc/rows"
	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

// record gives the record under the cursor.
func (m *Model) record() (rows.Record, int, bool) {
	row, _ := m.widget.Cursor()
	r, ok := m.now.Row(row)
	return r, row, ok
}

// recordPlace is the place of the record under the cursor.
func (m *Model) recordPlace(row int) place.Place {
	return m.opts.Place.With(func(p *place.Place) {
		p.Kind, p.Key, p.Row = place.Record, m.keyAt(row), row
	})
}

func (m *Model) open() tea.Cmd {
	r, row, ok := m.record()
	if !ok {
		return m.fill()
	}
	at := m.recordPlace(row)
	if m.has != nil && at.Key != "" { // the row is only a part of the record, which therefore reads itself
		return screen.Emit(screen.Go{Place: at})
	}
	return screen.Emit(screen.Go{Place: at, Seed: screen.Neighbour{Place: at, Record: r, Of: m.position(row)}})
}

// sibling moves the cursor for the record screen on top and gives it the record there. Where that row is still to come,
// it is fetched first.
func (m *Model) sibling(delta int) tea.Cmd {
	row, col := m.widget.Cursor()
	want := row + delta
	switch {
	case want < 0:
		return screen.Emit(screen.Neighbour{Why: "This is the first record."})
	case want < m.now.Len() && m.absent(want):
		m.pending = delta
		return m.refill(want)
	case want < m.now.Len():
		m.widget.MoveTo(want, col)
		return tea.Batch(m.neighbour(), m.moved())
	case !m.now.More():
		return screen.Emit(screen.Neighbour{Why: "This is the last record."})
	case m.halted:
		return screen.Emit(screen.Neighbour{Why: "The next rows did not come. Go back and load again."})
	}
	m.pending = delta
	if m.busy {
		return nil
	}
	return m.read(m.now, 0)
}

func (m *Model) answerSibling() tea.Cmd {
	if m.pending == 0 {
		return nil
	}
	delta := m.pending
	row, col := m.widget.Cursor()
	if row+delta < m.now.Len() && m.absent(row+delta) {
		if cmd := m.refill(row + delta); cmd != nil || m.filling != nil {
			return cmd
		}
		m.pending = 0
		return screen.Emit(screen.Neighbour{Why: "This record is no longer in the list. Go back and load it anew."})
	}
	m.pending = 0
	if row+delta >= m.now.Len() {
		return screen.Emit(screen.Neighbour{Why: "This is the last record."})
	}
	m.widget.MoveTo(row+delta, col)
	return m.neighbour()
}

func (m *Model) neighbour() tea.Cmd {
	r, row, ok := m.record()
	if !ok {
		return nil
	}
	n := screen.Neighbour{Place: m.recordPlace(row), Record: r, Of: m.position(row)}
	if m.has == nil || n.Place.Key == "" {
		return screen.Emit(n)
	}
	ref, client := bc.RecordRef{Route: n.Place.Route, Set: m.set.Name, Path: m.opts.Place.Path, Key: n.Place.Key}, m.session.Client
	if m.set.CompanyLevel {
		ref.CompanyID = m.company.ID
	}
	return m.host.Do(func(ctx context.Context) tea.Msg {
		var err error
		n.Record, err = client.Record(ctx, ref)
		return whole{n, err}
	})
}

// position says where a row stands, without claiming to know the end before it is known.
func (m *Model) position(row int) string {
	n := m.format.Int(int64(row + 1))
	switch {
	case m.total >= int64(m.now.Len()):
		return n + " of " + m.format.Int(m.total)
	case m.now.More(): // not counted, or more came than were counted
		return n + " of " + m.format.Int(int64(m.now.Len())) + "+"
	}
	return n + " of " + m.format.Int(int64(m.now.Len()))
}

// bottom goes to the last row of all, and reads what is missing on the way.
func (m *Model) bottom() tea.Cmd {
	m.widget.Bottom()
	if m.wanted != nil || !m.now.More() || m.session == nil || !m.now.Begun() {
		return m.fill()
	}
	m.toEnd, m.stopped = true, false
	if m.busy {
		return tea.Batch(m.fill(), m.count())
	}
	return tea.Batch(m.fill(), m.read(m.now, -1), m.count())
}

// View implements screen.Screen.
func (m *Model) View(width, height int) screen.Body {
	if m.pane != nil {
		return m.pane.view(m, width, height)
	}
	if m.trouble.There() {
		return screen.Body{Content: m.trouble.View(m.host.Look, width, height)}
	}
	return m.viewGrid(width, height)
}

// viewGrid draws the rows.
func (m *Model) viewGrid(width, height int) screen.Body {
	look := m.host.Look.Widget()
	if !m.now.Begun() {
		text := "Reading " + m.opts.Place.Set + " …"
		if !m.busy {
			text = "Stopped. " + m.host.Keys.Def("grid.refresh").KeyLabel() + " tries again."
		}
		return screen.Body{Content: look.Line(width).Gap(1).Add(theme.Muted, format.Visible(text)).String()}
	}
	if m.format.Measure != look.Measure {
		m.format.Measure = look.Measure
		m.cells.format = m.format
	}
	m.widget.SetTail(m.foot())
	m.widget.SetEmpty(m.emptiness())
	m.widget.SetSize(width, height)
	return screen.Body{Content: m.widget.View(look)}
}

// emptiness says why there are no rows.
func (m *Model) emptiness() string {
	if m.opts.Place.View.Filter == "" {
		return "No rows."
	}
	text := "No row passes the filter: " + m.filters.words(m.title)
	if m.opts.Place.View.Filter != m.base {
		text += "\n" + m.host.Keys.Def("app.back").KeyLabel() + " takes it away."
	}
	return text
}

// foot is the line below the last row that is there.
func (m *Model) foot() string {
	switch {
	case m.halted && bc.DeadEnd(m.failure):
		return "the next rows did not come · " + m.host.Keys.Def("grid.refresh").KeyLabel() + " reads the list anew"
	case m.halted:
		return "the next rows did not come · " + m.host.Keys.Def("grid.refresh").KeyLabel() + " tries again"
	case m.now.More() && m.busy:
		return "loading …"
	case m.now.More():
		return "more rows follow"
	case m.now.Len() == 0:
		return ""
	}
	if m.passedOver() {
		return "end of the list · the service passed over the filter"
	}
	if m.claimed >= 0 {
		return "end of the list · the service had counted " + m.format.Int(m.claimed) + " rows: " + m.host.Keys.Def("grid.refresh").KeyLabel() + " reads it anew"
	}
	return "end of the list"
}

// Actions implements screen.Screen.
func (m *Model) Actions() []keymap.Action {
	k := m.host.Keys
	if m.pane != nil {
		return m.pane.actions(m)
	}
	if m.trouble.There() {
		out := m.trouble.Actions(k, m.refresh)
		if !m.covered() && m.set != nil && m.session != nil {
			out = append(out, k.Bind("grid.filters", m.editFilters)) // some sets answer with a filter only
		}
		if m.spelled != nil {
			out = append([]keymap.Action{k.Bind("grid.spell", m.spell)}, out...)
		}
		return out
	}
	move := func(id string, f func() bool) keymap.Action {
		return k.Bind(id, func() tea.Cmd { f(); return m.moved() })
	}
	change := func(id string, f func()) keymap.Action {
		return k.Bind(id, func() tea.Cmd { f(); return m.remember() })
	}
	w := &m.widget
	refresh := k.Bind("grid.refresh", m.refresh)
	switch {
	case m.halted && !bc.DeadEnd(m.failure):
		refresh = refresh.Named("try again", "try again from where it stopped")
	case m.hollow:
		refresh = refresh.Named("try again", "read the rows that are missing again")
	}
	out := append([]keymap.Action{
		k.Bind("grid.open", m.open).Unless(m.noRow),
		k.Bind("grid.sort", m.sort).Unless(m.unsortable),
		k.Bind("grid.sortmore", m.sortMore).Unless(m.unsortable),
		k.Bind("grid.filter", m.filterColumn).Unless(m.unfilterable),
		k.Bind("grid.filters", m.editFilters).Unless(m.unready),
		k.Bind("grid.captions", m.toggleCaptions).Unless(m.unready),
		k.Bind("grid.views", m.listViews).Unless(m.unready),
		k.Bind("grid.search", m.search).Unless(m.unready),
		k.Bind("grid.next", func() tea.Cmd { return m.again(1) }).Unless(m.unsearched),
		k.Bind("grid.previous", func() tea.Cmd { return m.again(-1) }).Unless(m.unsearched),
		k.Bind("grid.columns", m.choose).Unless(m.unready),
		k.Bind("grid.copy", m.copyCell).Unless(m.noRow),
		change("grid.freeze", w.ToggleFreeze),
		k.Bind("grid.bottom", m.bottom).Unless(m.noRows),
		refresh,
		move("grid.up", w.Up), move("grid.down", w.Down), move("grid.left", w.Left), move("grid.right", w.Right),
		move("grid.pageup", w.PageUp), move("grid.pagedown", w.PageDown), move("grid.top", w.Top),
		move("grid.first", w.First), move("grid.last", w.Last),
		k.Bind("grid.hide", m.hide).Unless(m.unready),
		k.Bind("grid.moveleft", func() tea.Cmd { return m.shift(-1) }).Unless(m.unready),
		k.Bind("grid.moveright", func() tea.Cmd { return m.shift(1) }).Unless(m.unready),
		k.Bind("grid.forget", m.forget).Unless(m.unready),
		change("grid.fit", w.ToggleFit), change("grid.wider", w.Widen), change("grid.narrower", w.Narrow),
	}, m.cellFilters()...)
	spell := k.Bind("grid.spell", m.spell).Unless(m.unspellable)
	if m.spelled != nil {
		out = append([]keymap.Action{spell}, out...)
	} else {
		out = append(out, spell)
	}
	why := k.Bind("grid.why", m.showFailure)
	if m.failure == nil {
		return append(out, why.Unless(func() string { return "Nothing went wrong." }))
	}
	return append([]keymap.Action{why}, out...) // the footer begins with it
}

// noRows says that there is nothing to move to; "" when there is.
func (m *Model) noRows() string {
	switch {
	case !m.now.Begun():
		return m.unready()
	case m.now.Len() == 0:
		return "There are no rows here."
	}
	return ""
}

// noRow says why nothing can be done with the row under the cursor; "" when it is there.
func (m *Model) noRow() string {
	row, _ := m.widget.Cursor()
	switch {
	case m.now.Len() == 0:
		return m.noRows()
	case !m.absent(row):
		return ""
	case m.hollow:
		return "This row could not be read again. " + m.host.Keys.Def("grid.refresh").KeyLabel() + " tries once more."
	case m.filling != nil:
		return "This row is still being read again: in a moment."
	}
	return "This row is no longer in the list. " + m.host.Keys.Def("grid.refresh").KeyLabel() + " reads the list anew."
}

func (m *Model) copyCell() tea.Cmd {
	row, _ := m.widget.Cursor()
	c, ok := m.column()
	if !ok {
		return nil
	}
	return screen.Emit(screen.Copy{What: c.name, Text: m.now.Cell(row, c.name).Text()})
}

// column gives the column under the cursor.
func (m *Model) column() (column, bool) {
	_, col := m.widget.Cursor()
	if col < 0 || col >= len(m.columns) {
		return column{}, false
	}
	return m.columns[col], true
}

// Place implements screen.Screen.
func (m *Model) Place() place.Place {
	p := m.opts.Place
	p.Kind = place.Grid
	if m.now.Begun() {
		p.View.Row, _ = m.widget.Cursor()
		p.View.Frozen = m.widget.Frozen()
		if c, ok := m.column(); ok {
			p.View.Column = c.name
		}
	}
	return p
}

// Where implements screen.Located.
func (m *Model) Where() screen.Where { return m.opts.Where }

// Crumb implements screen.Screen: the entity set, and the name of the view while its rows are on show.
func (m *Model) Crumb() string {
	if name := m.viewName(); name != "" {
		return m.opts.Place.Set + " · " + name
	}
	return m.opts.Place.Set
}

// Status implements screen.Screen.
func (m *Model) Status() screen.Status {
	st := screen.Status{Busy: m.busy || m.reading || m.filling != nil, Right: m.took}
	if m.trouble.There() || !m.now.Begun() {
		return st
	}
	loaded := m.now.Len()
	if held, _ := m.now.Held(); held < loaded {
		st.Right = m.format.Int(int64(held)) + " rows in memory · " + st.Right
	}
	row, _ := m.widget.Cursor()
	if loaded > 0 {
		st.Count = m.position(row)
	} else {
		st.Count = "0 rows"
	}
	if m.now.More() {
		st.Count += " ↓"
	}
	switch {
	case m.pane != nil:
		st.Left = m.pane.status(m)
	case m.wanted != nil:
		st.Left = m.loading() + " · " + strings.ToLower(m.host.Keys.Def("app.back").KeyLabel()) + " keeps the rows as they are"
	case m.next != nil && m.next.Len() > 0:
		st.Left = "loading again: " + m.format.Int(int64(m.next.Len())) + " rows · " +
			strings.ToLower(m.host.Keys.Def("app.back").KeyLabel()) + " keeps the rows as they are"
	case m.toRow > 0 && m.busy:
		st.Left = "reading on to row " + m.format.Int(int64(m.toRow)) + ": " + m.format.Int(int64(loaded)) + " · " +
			strings.ToLower(m.host.Keys.Def("app.back").KeyLabel()) + " stops"
	case m.toEnd:
		st.Left = "reading to the end: " + m.format.Int(int64(loaded))
		if m.total >= int64(loaded) && m.total > 0 {
			st.Left += fmt.Sprintf(" of %s, %d %%", m.format.Int(m.total), int64(loaded)*100/m.total)
		}
		st.Left += " · " + strings.ToLower(m.host.Keys.Def("app.back").KeyLabel()) + " stops"
	case m.passedOver():
		st.Left = widget.Warning.Mark() + " passed over by the service: " + m.filters.words(m.title)
	case m.opts.Place.View.Filter != "":
		st.Left = m.filters.words(m.title)
	default:
		if c, ok := m.column(); ok && loaded > 0 {
			st.Left = m.nameOf(c.name) + m.describe(c.name) + m.columnWords()
		}
	}
	return st
}

// nameOf gives the name of a column, with its caption where captions are on show.
func (m *Model) nameOf(name string) string {
	if t := m.title(name); t != name {
		return t + " (" + name + ")"
	}
	return name
}

// describe says what the column under the cursor is.
func (m *Model) describe(name string) string {
	if m.set == nil || m.set.Type == nil {
		return ""
	}
	if m.isLink(name) {
		return " · link"
	}
	p, ok := m.set.Type.Property(name)
	if !ok {
		row, _ := m.widget.Cursor()
		if b, _ := m.now.Locate(row); b.Sent(name) != name {
			return " · rows have " + b.Sent(name) + " more than once"
		}
		return " · not in $metadata"
	}
	text := " · " + p.Kind.String()
	switch {
	case p.Collection:
		text = " · " + typeWords(p)
	case p.MaxLength > 0:
		text += fmt.Sprintf(", up to %d characters", p.MaxLength)
	}
	if m.set.Type.IsKey(name) {
		text += " · key"
	}
	return text
}

// Escape implements screen.Screen.
func (m *Model) Escape() (tea.Cmd, bool) {
	if m.pane != nil {
		return m.pane.escape(m), true
	}
	if m.uncover() {
		return nil, true
	}
	if !m.busy {
		if m.drain() {
			m.hollow = true
			return screen.Tell(screen.Note, "Stopped. "+m.host.Keys.Def("grid.refresh").KeyLabel()+" reads the rows that are missing."), true
		}
		if m.look != "" {
			m.lookFor("")
			return nil, true
		}
		return m.clearFilters()
	}
	if m.abandon() {
		return screen.Tell(screen.Note, "Stopped; the rows are as they were."), true
	}
	m.stop()
	anew := m.next != nil
	m.toEnd, m.toRow, m.next, m.pending, m.stopped = false, 0, nil, 0, true
	switch {
	case !m.now.Begun():
		return screen.Tell(screen.Note, "Stopped. "+m.host.Keys.Def("grid.refresh").KeyLabel()+" tries again."), true
	case anew:
		return screen.Tell(screen.Note, "Stopped; the rows are as they were."), true
	}
	return screen.Tell(screen.Note, "Stopped; the rows so far stay. "+m.host.Keys.Def("grid.bottom").KeyLabel()+" reads on."), true
}

// Typing implements screen.Screen.
func (m *Model) Typing() bool { return m.pane != nil && m.pane.typing() }
