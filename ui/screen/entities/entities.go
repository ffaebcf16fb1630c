// Package entities shows the entity sets of an API, grouped as people speak of them, most used first.
package entities

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"bctui/bc"
	"bctui/bc/catalog"
	"bctui/bc/odata"
	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/session"
	"bctui/ui/theme"
	"bctui/ui/widget/list"
)

// Options are what the screen needs besides its host.
type Options struct {
	Place   place.Place
	Where   screen.Where
	Open    func(ctx context.Context) (*session.Session, error)
	Explain screen.Explain
	// Company is the company when it is known already; its zero value makes the screen look it up.
	Company bc.Company
}

// Model is the screen.
type Model struct {
	host    screen.Host
	opts    Options
	list    list.Model
	schema  *odata.Schema
	company bc.Company
	busy    bool
	serial  int
	cancel  context.CancelFunc
	trouble screen.Trouble
}

var (
	_ screen.Screen  = (*Model)(nil)
	_ screen.Located = (*Model)(nil)
)

// New makes the screen.
func New(host screen.Host, o Options) *Model {
	l := list.New(
		list.Column{Title: "ENTITY SET", Weight: 2, Min: 20, Max: 44},
		list.Column{Title: "WHAT IT HOLDS", Weight: 3, Min: 16, Max: 60, Tone: theme.Muted, Drop: 2},
		list.Column{Title: "FIELDS", Align: format.Right, Tone: theme.Muted, Min: 6, Drop: 1},
		list.Column{Title: "LINKS", Align: format.Right, Tone: theme.Muted, Min: 5, Drop: 3},
	)
	l.SetNoun("entity sets")
	l.SetEmpty("This API has no entity sets.", "Another route may have some.")
	return &Model{host: host, opts: o, list: l, company: o.Company}
}

type loaded struct {
	serial  int
	schema  *odata.Schema
	company bc.Company
	err     error
}

// Init implements screen.Screen.
func (m *Model) Init() tea.Cmd { return m.load() }

func (m *Model) load() tea.Cmd {
	m.stop()
	m.serial++
	serial, company, p := m.serial, m.company, m.opts.Place
	ctx, cancel := context.WithCancel(m.host.Context)
	m.cancel, m.busy = cancel, true
	return m.host.DoWith(ctx, func(ctx context.Context) tea.Msg {
		s, err := m.opts.Open(ctx)
		if err == nil && company.ID == "" {
			company, err = s.Company(ctx, p.CompanyID, p.CompanyName)
		}
		var schema *odata.Schema
		if err == nil {
			schema, err = s.Schema(ctx, p.Route, company)
		}
		return loaded{serial: serial, schema: schema, company: company, err: err}
	})
}

func (m *Model) stop() {
	if m.cancel != nil {
		m.cancel()
	}
	m.cancel, m.busy = nil, false
}

// Update implements screen.Screen.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(loaded); ok {
		if msg.serial != m.serial {
			return nil
		}
		m.stop()
		m.trouble.Show(msg.err, m.opts.Explain)
		if msg.err != nil {
			return nil
		}
		m.schema, m.company = msg.schema, msg.company
		m.opts.Place.CompanyID, m.opts.Place.CompanyName = m.company.ID, m.company.Name
		m.list.SetItems(items(m.schema))
		if m.opts.Place.Set != "" {
			m.list.Select(m.opts.Place.Set)
		}
		if len(msg.schema.Problems) > 0 {
			return screen.Tell(screen.Warning, "$metadata has parts that could not be read: "+msg.schema.Problems[0])
		}
		return nil
	}
	if m.trouble.There() {
		m.trouble.Update(msg)
		return nil
	}
	if m.list.Update(msg, m.host.Now()) == list.Opened {
		return m.open()
	}
	return nil
}

// items sorts the sets under their headings: first those that the catalog knows, in its order, then the rest by name.
func items(s *odata.Schema) []list.Item {
	var out []list.Item
	seen := map[string]bool{}
	add := func(set *odata.EntitySet, section string) {
		seen[set.Name] = true
		fields, links := "", ""
		if set.Type != nil {
			fields = strconv.Itoa(len(set.Type.Properties))
			if n := len(set.Type.Navigation); n > 0 {
				links = strconv.Itoa(n)
			}
		}
		what := catalog.Describe(set.Name)
		if what == set.Name {
			what = ""
		}
		if parent := catalog.NeedsParent(set.Name); parent != "" {
			what += " · wants " + parent
		}
		out = append(out, list.Item{ID: set.Name, Section: section, Cells: list.Cells(set.Name, what, fields, links),
			Search: catalog.Words(set.Name), Muted: set.Type == nil})
	}
	for _, g := range catalog.Groups() {
		for _, name := range g.Sets {
			if set, ok := s.Set(name); ok && !seen[name] {
				add(set, g.Name)
			}
		}
	}
	for _, set := range s.Sets {
		if !seen[set.Name] {
			add(set, catalog.Other)
		}
	}
	return out
}

func (m *Model) open() tea.Cmd {
	it, ok := m.list.Cursor()
	if !ok {
		return nil
	}
	m.opts.Place.Set = it.ID
	return screen.Emit(screen.Go{Seed: m.company, Place: m.opts.Place.With(func(p *place.Place) {
		p.Kind, p.View = place.Grid, place.View{}
	})})
}

// View implements screen.Screen.
func (m *Model) View(width, height int) screen.Body {
	switch {
	case m.trouble.There():
		return screen.Body{Content: m.trouble.View(m.host.Look, width, height)}
	case m.schema == nil:
		text := "Reading what " + format.Visible(m.opts.Place.Route) + " offers …"
		if !m.busy {
			text = "Stopped. " + m.host.Keys.Def("list.refresh").KeyLabel() + " tries again."
		}
		return screen.Body{Content: m.host.Look.Widget().Line(width).Gap(1).Add(theme.Muted, text).String()}
	default:
		b := m.list.View(m.host.Look.Widget(), width, height)
		return screen.Body{Content: b.Content, Cursor: b.Cursor}
	}
}

// Actions implements screen.Screen.
func (m *Model) Actions() []keymap.Action {
	k := m.host.Keys
	if m.trouble.There() {
		return m.trouble.Actions(k, m.load)
	}
	if m.schema == nil {
		return []keymap.Action{k.Bind("list.refresh", m.load)}
	}
	copyName := k.Bind("list.copy", func() tea.Cmd {
		it, _ := m.list.Cursor()
		return screen.Emit(screen.Copy{What: "name", Text: it.ID})
	}).Named("copy name", "copy the name of the entity set")
	return append(screen.ListActions(k, &m.list, m.open), copyName, k.Bind("list.refresh", m.load))
}

// Place implements screen.Screen.
func (m *Model) Place() place.Place {
	p := m.opts.Place
	p.Kind = place.Entities
	if it, ok := m.list.Cursor(); ok {
		p.Set = it.ID
	}
	return p
}

// Where implements screen.Located.
func (m *Model) Where() screen.Where { return m.opts.Where }

// Crumb implements screen.Screen.
func (m *Model) Crumb() string {
	if m.opts.Place.CompanyName != "" {
		return m.opts.Place.CompanyName
	}
	return m.opts.Place.CompanyID
}

// Status implements screen.Screen.
func (m *Model) Status() screen.Status {
	st := screen.Status{Busy: m.busy}
	if m.schema != nil && !m.trouble.There() {
		st.Count = m.list.Count() + " entity sets"
		st.Left = "API " + m.opts.Place.Route
	}
	return st
}

// Escape implements screen.Screen.
func (m *Model) Escape() (tea.Cmd, bool) {
	switch {
	case m.list.Escape():
		return nil, true
	case m.busy:
		m.stop()
		m.serial++
		return screen.Tell(screen.Note, "Stopped."), true
	}
	return nil, false
}

// Typing implements screen.Screen.
func (m *Model) Typing() bool { return m.list.Typing() }
