// Package record shows one record upright: every field with its value and type, and the way to the next one.
package record

import (
	"context"
	"io"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/captions"
	"bctui/bc/links"
	"bctui/bc/odata"
	"bctui/bc/rows"
	"bctui/ui/format"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/session"
	"bctui/ui/widget/fields"
	"bctui/ui/widget/grid"
	"bctui/ui/widget/input"
)

// Options are what the screen needs besides its host.
type Options struct {
	Place   place.Place
	Where   screen.Where
	Open    func(ctx context.Context) (*session.Session, error)
	Explain screen.Explain
	// Row is the record when it is known already: a row of the grid below.
	Row   screen.Neighbour
	Known bool
	// Format is how the user writes dates and numbers.
	Format format.Formatter
	// Save writes a file that the record holds, and tells where to; nil: files can't be saved.
	Save func(name string, r io.Reader) (path string, n int64, err error)
	// Captions keeps the captions that were read; nil: for the life of this screen only. Language is that of the user, as
	// in LANG ("de_AT.UTF-8"); "" is English.
	Captions *captions.Cache
	Language string
}

// Model is the screen.
type Model struct {
	host    screen.Host
	opts    Options
	widget  fields.Model
	field   input.Model // of the filter
	typing  bool
	format  format.Formatter
	record  rows.Record
	known   bool
	nothing bool // the link that was followed is not set
	of      string
	schema  *odata.Schema
	set     *odata.EntitySet
	inside  []string        // levels that were opened: the lines that led to them
	here    spot            // the level on show
	opened  map[string]spot // what was opened of the record so far, by its line
	table   grid.Model      // draws it when it is a list
	graph   *links.Graph
	leads   map[string]links.Link // by the line that leads there
	counts  map[string]count      // by the same
	tally   *tally                // nil: nothing is being counted
	saving  context.CancelFunc    // nil: no file is being saved
	saves   int
	want    string // the line that the cursor goes to as soon as it is there

	captions *captions.Set // that are on show; nil: names alone

	hide    bool
	raw     bool
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
	if o.Captions == nil {
		o.Captions = &captions.Cache{}
	}
	m := &Model{host: host, opts: o, format: o.Format, field: input.New(200, false), record: o.Row.Record, of: o.Row.Of, known: o.Known, hide: true,
		opened: make(map[string]spot)}
	m.widget.HideEmpty(m.hide)
	if at, ok := strings.CutPrefix(o.Place.View.Column, fieldAt); ok {
		m.inside = strings.Split(at, deeper)
		last := len(m.inside) - 1
		m.inside, m.want = m.inside[:last], m.inside[last]
	}
	return m
}

type loaded struct {
	serial  int
	schema  *odata.Schema
	set     *odata.EntitySet
	graph   *links.Graph
	company bc.Company
	record  rows.Record
	fetched bool
	nothing bool
	err     error
}

// Init implements screen.Screen.
func (m *Model) Init() tea.Cmd {
	if m.known {
		m.fill()
	}
	return m.load(!m.known)
}

// load reads the schema for types, and the record itself when fetch is set.
func (m *Model) load(fetch bool) tea.Cmd {
	m.stop()
	serial, p := m.serial, m.opts.Place
	ctx, cancel := context.WithCancel(m.host.Context)
	m.cancel, m.busy = cancel, true
	return m.host.DoWith(ctx, func(ctx context.Context) tea.Msg {
		out := loaded{serial: serial, fetched: fetch}
		var s *session.Session
		if s, out.err = m.opts.Open(ctx); out.err != nil {
			return out
		}
		if out.company, out.err = s.Company(ctx, p.CompanyID, p.CompanyName); out.err != nil {
			return out
		}
		schema, err := s.Schema(ctx, p.Route, out.company)
		if out.err = err; err != nil {
			return out
		}
		out.schema = schema
		var ok bool
		if out.set, ok = schema.Set(p.Set); !ok {
			out.set, ok = schema.Singleton(p.Set)
		}
		if ok {
			out.graph = links.New(schema)
		}
		if !fetch {
			return out
		}
		if _, single := schema.Singleton(p.Set); p.Key == "" && p.Path == "" && !single {
			out.err = noAddress(p.Set)
			return out
		}
		company := ""
		if !ok || out.set.CompanyLevel {
			company = out.company.ID
		}
		if p.Key != "" || p.Path == "" {
			out.record, out.err = s.Client.Record(ctx, bc.RecordRef{Route: p.Route, Set: p.Set, Path: p.Path, Key: p.Key, CompanyID: company})
			return out
		}
		// A link to one record may lead to nothing, which is no error.
		page, err := s.Client.FirstPage(ctx, bc.Source{Route: p.Route, Set: p.Set, Path: p.Path, CompanyID: company})
		if out.err = err; err != nil || page.Block.Len() == 0 {
			out.nothing = err == nil
			return out
		}
		out.record = page.Block.Row(0)
		return out
	})
}

// noAddress says why a record can't be asked for.
func noAddress(set string) error {
	return &bc.Error{Kind: bc.BadRequest, Message: "the record has no key: it can't be asked for by itself", Meaning: auth.Meaning{
		Title: "this record can't be asked for by itself",
		Cause: "$metadata names no key for " + set + ", or the record has none: then it has no address of its own.",
		Who:   auth.You,
		Steps: []string{"Go back, and open it in the list with all columns on show"},
	}}
}

func (m *Model) stop() {
	if m.cancel != nil {
		m.cancel()
	}
	m.serial++
	m.cancel, m.busy = nil, false
}

// Update implements screen.Screen.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case loaded:
		if msg.serial != m.serial {
			return nil
		}
		return m.take(msg)
	case counting:
		return m.takeCount(msg)
	case saved:
		return m.takeSaved(msg)
	case captioned:
		return m.takeCaptions(msg)
	case screen.Sibling: // of a record above, to which a link led
		return screen.Emit(screen.Neighbour{Why: m.alone()})
	case screen.Neighbour:
		if m.of == "" {
			return nil // the answer to a record that is not on top any more
		}
		if msg.Why != "" {
			return screen.Tell(screen.Note, msg.Why)
		}
		m.stopCount()
		m.counts = nil
		m.opts.Place, m.record, m.of, m.known = msg.Place, msg.Record, msg.Of, true
		m.opened = make(map[string]spot)
		m.fill()
		return nil
	}
	if m.trouble.There() {
		m.trouble.Update(msg)
		return nil
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if m.typing {
			m.key(msg)
		}
	case tea.PasteMsg:
		if m.typing {
			m.field.Insert(msg.Content)
			m.widget.SetFilter(m.field.Value())
		}
	case tea.MouseMsg:
		return m.mouse(msg)
	}
	return nil
}

// key edits the filter; what moves the cursor still moves it.
func (m *Model) key(msg tea.KeyPressMsg) {
	switch msg.String() {
	case "enter", "tab":
		m.typing = false
	case "up":
		m.widget.Up()
	case "down":
		m.widget.Down()
	case "pgup":
		m.widget.PageUp()
	case "pgdown":
		m.widget.PageDown()
	default:
		m.field.Update(msg)
		m.widget.SetFilter(m.field.Value())
	}
}

func (m *Model) mouse(msg tea.MouseMsg) tea.Cmd {
	if m.here.list != nil {
		return m.tableMouse(msg)
	}
	e := msg.Mouse()
	switch msg.(type) {
	case tea.MouseClickMsg:
		if e.Button == tea.MouseLeft {
			if _, again, _ := m.widget.Click(e.X, e.Y-m.filterLines()); again {
				return m.open()
			}
		}
	case tea.MouseWheelMsg:
		switch e.Button {
		case tea.MouseWheelUp:
			m.widget.Wheel(-3)
		case tea.MouseWheelDown:
			m.widget.Wheel(3)
		}
	}
	return nil
}

// leaveFilter shows all lines again.
func (m *Model) leaveFilter() {
	m.typing = false
	m.field.Clear()
	m.widget.SetFilter("")
}

func (m *Model) filterLines() int {
	if m.typing || m.field.Value() != "" {
		return 1
	}
	return 0
}

func (m *Model) take(msg loaded) tea.Cmd {
	m.stop()
	if msg.err != nil {
		if m.known && !msg.fetched {
			return nil // the record is there; without the schema only its types are missing
		}
		if m.known {
			return screen.Tell(screen.Failure, "Not loaded again: "+m.opts.Explain(msg.err).Title+". What is shown is as it was read before.")
		}
		m.trouble.Show(msg.err, m.opts.Explain)
		return nil
	}
	m.trouble.Show(nil, m.opts.Explain)
	m.schema, m.set, m.graph = msg.schema, msg.set, msg.graph
	m.opened = make(map[string]spot) // by now more may be known of it
	m.opts.Place.CompanyID, m.opts.Place.CompanyName = msg.company.ID, msg.company.Name
	if m.nothing = msg.nothing; m.nothing {
		m.known, m.here, m.inside = false, spot{}, nil
		return nil
	}
	again := m.known
	if msg.fetched {
		m.record, m.known, m.counts = msg.record, true, nil
		m.stopCount()
	}
	m.fill()
	m.want = ""
	var captions tea.Cmd
	if m.opts.Captions.Wanted() && m.captions == nil {
		captions = m.readCaptions()
	}
	if msg.fetched && again {
		return tea.Batch(captions, screen.Tell(screen.Success, "Loaded again."))
	}
	return captions
}
