package access

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/check/matrix"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget/list"
)

// Actions implements screen.Screen.
func (m *Model) Actions() []keymap.Action {
	k := m.host.Keys
	again := k.Bind("access.again", m.again).Unless(m.underWay)
	switch {
	case m.choose.There():
		return m.choose.Actions(k)
	case m.trouble.There():
		return m.trouble.Actions(k, m.again)
	case m.isShut:
		return append(m.blocked.Actions(k, browse, copyText), again)
	case m.page == detailPage:
		return m.detailActions()
	case m.page == companiesPage:
		return m.companyActions()
	}
	w := &m.grid
	move := func(id string, f func() bool) keymap.Action {
		return k.Bind(id, func() tea.Cmd { f(); return nil })
	}
	none := func() string {
		if _, _, ok := m.cell(); !ok {
			return "There is no entity set here."
		}
		return ""
	}
	early := func() string {
		if m.matrix == nil {
			return "Nothing is known yet."
		}
		return ""
	}
	out := []keymap.Action{
		k.Bind("access.open", m.open).Unless(none),
		k.Bind("access.detail", m.show).Unless(none),
		k.Bind("access.filter", func() tea.Cmd { m.typing = true; return nil }).Unless(early),
		k.Bind("access.state", m.askState).Unless(early),
		k.Bind("access.sort", m.sortHere).Unless(early),
		k.Bind("access.companies", m.askCompanies).Unless(func() string {
			if why := m.underWay(); why != "" {
				return why
			}
			if len(m.companies()) < 2 {
				return "There is no other company to choose."
			}
			return ""
		}),
		again,
		k.Bind("access.save", m.save).Unless(func() string {
			if m.busy {
				return "There is a report when the run has ended; " + m.key("app.back") + " stops it."
			}
			return early()
		}),
		k.Bind("access.copy", m.copy).Unless(none),
		move("access.up", w.Up), move("access.down", w.Down), move("access.left", w.Left), move("access.right", w.Right),
		move("access.pageup", w.PageUp), move("access.pagedown", w.PageDown), move("access.top", w.Top), move("access.bottom", w.Bottom),
	}
	for i := range out {
		switch out[i].ID {
		case "access.up", "access.down", "access.pageup", "access.pagedown":
			out[i] = out[i].WhileTyping(named(out[i].Keys)...)
		}
	}
	return out
}

// named gives the keys that are no letters, so that they move while text is typed.
func named(keys []string) []string {
	var out []string
	for _, k := range keys {
		if k == "up" || k == "down" || k == "pgup" || k == "pgdown" {
			out = append(out, k)
		}
	}
	return out
}

func browse(url string) tea.Cmd { return screen.Emit(screen.Browse{URL: url}) }

func copyText(text string) tea.Cmd { return screen.Emit(screen.Copy{What: "finding", Text: text}) }

func (m *Model) underWay() string {
	if m.busy {
		return "The run is under way; " + m.key("app.back") + " stops it and keeps what is there."
	}
	return ""
}

func (m *Model) detailActions() []keymap.Action {
	out := m.detail.Actions(m.host.Keys, browse, copyText)
	if link := m.detail.Content().Link; link != "" {
		for i := range out {
			if out[i].ID == "panel.link" {
				out[i].Short = "" // Enter stands for it
			}
		}
		open := m.host.Keys.Bind("access.open", func() tea.Cmd { return browse(link) }).Named("open page", "open the page where this is fixed")
		if m.host.Look.Remote {
			open = open.Named("copy address", "copy the address of the page where this is fixed")
		}
		out = append([]keymap.Action{open}, out...)
	}
	return out
}

// typed takes a key while the filter has the focus.
func (m *Model) typed(msg tea.KeyPressMsg) tea.Cmd {
	if m.page == companiesPage {
		m.list.Update(msg, m.host.Now())
		return nil
	}
	if !m.typing {
		return nil
	}
	switch msg.String() {
	case "enter", "tab":
		m.typing = false
		return nil
	}
	if m.field.Update(msg) {
		m.search()
	}
	return nil
}

func (m *Model) search() {
	m.query = m.field.Value()
	m.arrange(false)
}

// open goes to the rows of a cell that can be read, and tells why where it can't.
func (m *Model) open() tea.Cmd {
	c, set, ok := m.cell()
	switch {
	case !ok:
		return nil
	case c.State == matrix.Waiting:
		return screen.Tell(screen.Note, "That was not asked yet.")
	case c.State != matrix.Readable && c.State != matrix.Empty:
		return m.show()
	}
	company, whole := m.company(c.Column)
	p := m.opts.Place.With(func(p *place.Place) {
		p.Kind, p.CompanyID, p.CompanyName = place.Grid, company.ID, company.Name
		p.Route, p.Set, p.Path, p.Key, p.Row, p.View = set.Route, set.Name, c.Via, "", 0, place.View{}
	})
	if !whole {
		return screen.Emit(screen.Go{Place: p}) // that screen looks the company up by its ID
	}
	return screen.Emit(screen.Go{Place: p, Seed: company})
}

// show opens what is known of the cell.
func (m *Model) show() tea.Cmd {
	c, set, ok := m.cell()
	if !ok {
		return nil
	}
	m.detail.SetContent(m.content(c, set))
	m.detail.Actions(m.host.Keys, nil, nil) // so that it names its keys from the first drawing on
	m.page = detailPage
	return nil
}

func (m *Model) copy() tea.Cmd {
	c, set, ok := m.cell()
	if !ok {
		return nil
	}
	p := m.content(c, set)
	return screen.Emit(screen.Copy{What: set.Name, Text: p.Plain()})
}

func (m *Model) sortHere() tea.Cmd {
	_, col := m.grid.Cursor()
	m.sort = m.sort.next(max(0, col))
	id := "set"
	if c := m.sort.column; c > 0 && c <= len(m.cells.companies) {
		id = m.cells.companies[c-1].ID
	}
	switch m.sort.by {
	case asListed:
		m.grid.SetSort(nil)
	case byName, byTrouble:
		m.grid.SetSort([]string{id})
	default:
		m.grid.SetSort([]string{"-" + id})
	}
	m.arrange(true)
	return nil
}

// askState asks which cells are to be on show.
func (m *Model) askState() tea.Cmd {
	choices := []screen.Choice{{ID: "all", Title: "all", Hint: m.number(m.now.Total) + " cells"}}
	for _, s := range []matrix.State{matrix.Denied, matrix.Failed, matrix.Readable, matrix.Empty, matrix.Unproved, matrix.Absent, matrix.Waiting} {
		n := m.now.By[s]
		if n == 0 {
			continue
		}
		hint := m.number(n) + " cells"
		if n == 1 {
			hint = "1 cell"
		}
		choices = append(choices, screen.Choice{ID: fmt.Sprint(int(s)), Title: s.String(), Hint: hint})
	}
	m.choose.Open("Show the entity sets that have a cell which is", "", choices, func(id string) tea.Cmd {
		m.only = everyState
		var s int
		if _, err := fmt.Sscan(id, &s); err == nil {
			m.only = only(matrix.State(s))
		}
		m.arrange(false)
		m.grid.Top()
		return nil
	})
	return nil
}

// again asks once more, in the same companies.
func (m *Model) again() tea.Cmd {
	var ids []string
	for _, c := range m.cells.companies {
		ids = append(ids, c.ID)
	}
	return m.begin(ids, true)
}

func (m *Model) save() tea.Cmd {
	m.choose.AskReport("Save the report, with the matrix", m.host, func() screen.Report {
		return screen.Report{Result: m.result, Connection: m.opts.Place.Connection, Version: m.opts.Version, Now: m.host.Now()}
	}, m.opts.Save)
	return nil
}

func companyList() list.Model {
	l := list.New(
		list.Column{Min: 4, Max: 4},
		list.Column{Title: "COMPANY", Weight: 2, Min: 16, Max: 60},
		list.Column{Title: "DISPLAY NAME", Weight: 1, Min: 12, Max: 40, Tone: theme.Muted, Drop: 1},
	)
	l.SetNoun("companies")
	l.KeepOrder(true)
	return l
}

// askCompanies lets the user choose in which companies it is asked.
func (m *Model) askCompanies() tea.Cmd {
	m.chosen = map[string]bool{}
	for _, c := range m.cells.companies {
		m.chosen[c.ID] = true
	}
	m.listCompanies()
	m.page = companiesPage
	return nil
}

func (m *Model) listCompanies() {
	var items []list.Item
	for _, c := range m.companies() {
		mark := "[ ]"
		if m.chosen[c.ID] {
			mark = "[x]"
		}
		display := c.DisplayName
		if display == c.Name {
			display = ""
		}
		items = append(items, list.Item{ID: c.ID, Search: c.Name, Cells: list.Cells(mark, c.Name, display)})
	}
	m.list.SetItems(items)
}

func (m *Model) marked() int {
	n := 0
	for _, c := range m.companies() {
		if m.chosen[c.ID] {
			n++
		}
	}
	return n
}

func (m *Model) companyActions() []keymap.Action {
	k := m.host.Keys
	mark := func() tea.Cmd {
		if it, ok := m.list.Cursor(); ok {
			m.chosen[it.ID] = !m.chosen[it.ID]
			m.listCompanies()
			m.list.Down()
		}
		return nil
	}
	all := func() tea.Cmd {
		want := m.marked() < len(m.companies())
		for _, c := range m.companies() {
			m.chosen[c.ID] = want
		}
		m.listCompanies()
		return nil
	}
	ask := func() tea.Cmd {
		var ids []string
		for _, c := range m.companies() {
			if m.chosen[c.ID] {
				ids = append(ids, c.ID)
			}
		}
		return m.begin(ids, true)
	}
	out := screen.ListActions(k, &m.list, ask)
	out[0] = out[0].Named("ask in these", "ask in the companies that are marked").Unless(func() string {
		if m.marked() == 0 {
			return "Mark a company first: " + m.key("access.mark") + " does."
		}
		return ""
	})
	return append([]keymap.Action{out[0], k.Bind("access.mark", mark), k.Bind("access.all", all)}, out[1:]...)
}

// mouse moves the cursor and scrolls. A click on the cell under the cursor opens it.
func (m *Model) mouse(msg tea.MouseMsg) tea.Cmd {
	switch {
	case m.choose.There():
		return m.choose.Update(msg, m.host.Now())
	case m.trouble.There():
		m.trouble.Update(msg)
		return nil
	case m.isShut:
		m.blocked.Update(msg)
		return nil
	case m.page == detailPage:
		m.detail.Update(msg)
		return nil
	case m.page == companiesPage:
		m.list.Update(msg, m.host.Now())
		return nil
	}
	e := msg.Mouse()
	switch msg.(type) {
	case tea.MouseClickMsg:
		if e.Button != tea.MouseLeft || e.Y < m.top {
			return nil
		}
		if hit := m.grid.Click(e.X, e.Y-m.top); hit.Again && !hit.Header {
			return m.open()
		}
	case tea.MouseWheelMsg:
		m.grid.Turn(e)
	}
	return nil
}
