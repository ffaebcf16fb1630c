// Package entities shows the entity sets of an API, grouped as people speak of them, most used first. What is wrong with
// the API's own description never leaves the list silently empty: the list says it, or the finding stands in its place.
package entities

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"bctui/bc"
	"bctui/bc/catalog"
	"bctui/bc/links"
	"bctui/bc/odata"
	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/session"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/list"
	"bctui/ui/widget/panel"
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
	finding panel.Model // what is wrong with $metadata while its sets are listed
	why     bool        // the finding is on show, in the place of the list
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
func (m *Model) Init() tea.Cmd { return m.load(false) }

func (m *Model) again() tea.Cmd { return m.load(true) }

// load reads what the API offers: with anew from the service, else from what is kept, unless that is damaged.
func (m *Model) load(anew bool) tea.Cmd {
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
			s.Client.Forget(p.Route, company.SystemVersion, !anew)
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
		return m.take(msg)
	}
	if m.why {
		m.finding.Update(msg)
		return nil
	}
	if m.trouble.There() {
		m.trouble.Update(msg)
		return nil
	}
	switch e := msg.(type) { // the list counts its lines from its own first
	case tea.MouseClickMsg:
		e.Y -= m.above()
		msg = e
	case tea.MouseWheelMsg:
		e.Y -= m.above()
		msg = e
	}
	if m.list.Update(msg, m.host.Now()) == list.Opened {
		return m.open()
	}
	return nil
}

func (m *Model) take(msg loaded) tea.Cmd {
	switch {
	case errors.Is(msg.err, context.Canceled):
		return nil // the user stopped it, and knows
	case msg.err != nil && m.schema != nil:
		return screen.Tell(screen.Failure, "Not loaded again: "+m.opts.Explain(msg.err).Title+". What is listed is as it was read before.")
	}
	m.trouble.Show(msg.err, m.opts.Explain)
	if msg.err != nil {
		return nil
	}
	before := m.schema
	m.schema, m.company = msg.schema, msg.company
	m.opts.Place.CompanyID, m.opts.Place.CompanyName = m.company.ID, m.company.Name
	m.list.SetItems(items(m.schema))
	m.find()
	switch {
	case before != nil && m.schema.Damage != nil:
		return screen.Tell(screen.Warning, "Loaded again, and $metadata is still not in order.")
	case before != nil:
		return screen.Tell(screen.Success, "Loaded again.")
	}
	if m.opts.Place.Set != "" {
		m.list.Select(m.opts.Place.Set)
	}
	return nil
}

// find keeps what is wrong with the schema, to be shown by a key.
func (m *Model) find() {
	s := m.schema
	m.why = false
	c := panel.Content{}
	switch {
	case s.Damage != nil:
		c = m.opts.Explain(s.Damage)
		c.Level = widget.Warning
	case len(s.Problems) > 0:
		c = panel.Content{Level: widget.Warning, Title: "Parts of $metadata could not be understood",
			Cause: "The entity sets open all the same: what is not described is shown as the rows have it."}
	}
	const most = 10 // one damage leads to many that only follow from it
	for i, p := range s.Problems {
		label := ""
		if i == 0 {
			label = "Found"
		}
		if i == most {
			p = fmt.Sprintf("and %d more", len(s.Problems)-most)
		}
		c.Evidence = append(c.Evidence, [2]string{label, p})
		if i == most {
			break
		}
	}
	m.finding.SetContent(c)
}

// warning is the line above the list; "" where all is well.
func (m *Model) warning() string {
	if m.schema == nil || m.schema.Damage == nil {
		return ""
	}
	k := m.host.Keys
	what := "$metadata could not be read"
	var e *bc.Error
	if errors.As(m.schema.Damage, &e) && e.Kind == bc.Damaged {
		what = "$metadata is damaged"
	}
	return what + ", the list may be incomplete · " + k.Def("panel.raw").KeyLabel() + " why · " +
		k.Def("list.refresh").KeyLabel() + " again"
}

// items sorts the sets under their headings: first those that the catalog knows, in its order, then the rest by name.
func items(s *odata.Schema) []list.Item {
	var out []list.Item
	sets := make(map[string]*odata.EntitySet, len(s.Sets))
	for _, set := range s.Sets {
		sets[set.Name] = set
	}
	seen := make(map[string]bool, len(s.Sets))
	add := func(set *odata.EntitySet, section string) {
		seen[set.Name] = true
		fields, ways := "", ""
		if set.Type != nil {
			fields = strconv.Itoa(len(set.Type.Properties))
			if n := len(set.Type.Navigation); n > 0 {
				ways = strconv.Itoa(n)
			}
		}
		what := catalog.Describe(set.Name)
		if what == set.Name {
			what = ""
		}
		parent := catalog.NeedsParent(set.Name)
		if parent == "" && links.NeedsParent(set) {
			parent = "documentId"
		}
		if parent != "" {
			what += " · wants " + parent
		}
		out = append(out, list.Item{ID: set.Name, Section: section, Cells: list.Cells(set.Name, what, fields, ways),
			Search: catalog.Words(set.Name), Muted: set.Type == nil})
	}
	for _, g := range catalog.Groups() {
		for _, name := range g.Sets {
			if set := sets[name]; set != nil && !seen[name] {
				add(set, g.Name)
			}
		}
	}
	for _, set := range s.Sets {
		if !seen[set.Name] {
			add(set, catalog.Other)
		}
	}
	for _, set := range s.Singletons {
		if set.Name != "" && !seen[set.Name] {
			add(set, single)
		}
	}
	return out
}

// single is the heading of records that have a name of their own instead of a set. Business Central has none.
const single = "Single records"

func (m *Model) open() tea.Cmd {
	it, ok := m.list.Cursor()
	if !ok {
		return nil
	}
	m.opts.Place.Set = it.ID
	if it.Section == single {
		return screen.Emit(screen.Go{Place: m.opts.Place.With(func(p *place.Place) {
			p.Kind, p.Path, p.View = place.Record, it.ID, place.View{}
		})})
	}
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
	case m.why:
		return screen.Body{Content: m.finding.View(m.host.Look.Widget(), width, height)}
	}
	look := m.host.Look.Widget()
	above := m.above()
	b := m.list.View(look, width, height-above)
	if above == 0 {
		return screen.Body{Content: b.Content, Cursor: b.Cursor}
	}
	line := look.Line(width).Gap(1).Add(widget.Warning.Tone(), widget.Warning.Mark()+" "+m.warning()).String()
	if b.Cursor != nil {
		b.Cursor.Y += above
	}
	return screen.Body{Content: widget.Join([]string{line, b.Content}), Cursor: b.Cursor}
}

// above is how many lines stand above the list.
func (m *Model) above() int {
	if m.warning() == "" {
		return 0
	}
	return 1
}

// Actions implements screen.Screen.
func (m *Model) Actions() []keymap.Action {
	k := m.host.Keys
	if m.trouble.There() {
		return m.trouble.Actions(k, m.again)
	}
	refresh := k.Bind("list.refresh", m.again)
	if m.schema == nil {
		return []keymap.Action{refresh}
	}
	if m.why {
		return append([]keymap.Action{refresh}, m.finding.Actions(k, nil,
			func(text string) tea.Cmd { return screen.Emit(screen.Copy{What: "message", Text: text}) })...)
	}
	why := k.Bind("panel.raw", func() tea.Cmd { m.why = true; return nil }).Named("what is wrong", "show what is wrong with $metadata")
	if m.finding.Empty() {
		why = why.Unless(func() string { return "Nothing is wrong with $metadata." }).Named("", "show what is wrong with $metadata")
	}
	copyName := k.Bind("list.copy", func() tea.Cmd {
		it, _ := m.list.Cursor()
		return screen.Emit(screen.Copy{What: "name", Text: it.ID})
	}).Named("copy name", "copy the name of the entity set")
	return append(screen.ListActions(k, &m.list, m.open), copyName, refresh, why)
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
		st.Count = m.list.Count(m.host.Look.Format, "entity set")
		st.Left = "API " + m.opts.Place.Route
		if n := len(m.schema.Problems); n > 0 && m.schema.Damage == nil {
			parts := "parts"
			if n == 1 {
				parts = "part"
			}
			st.Left += fmt.Sprintf(" · %d %s of $metadata not understood · %s shows which", n, parts, m.host.Keys.Def("panel.raw").KeyLabel())
		}
	}
	return st
}

// Escape implements screen.Screen.
func (m *Model) Escape() (tea.Cmd, bool) {
	switch {
	case m.why:
		m.why = false
		return nil, true
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
