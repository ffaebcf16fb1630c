// Package grid shows the rows of an entity set: paged, typed, with the next page fetched before the cursor needs it.
package grid

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/bc"
	"bctui/bc/captions"
	"bctui/bc/odata"
	"bctui/bc/odata/filter"
	"bctui/bc/pager"
	"bctui/ui/format"
	"bctui/ui/place"
	"bctui/ui/prefs"
	"bctui/ui/screen"
	"bctui/ui/session"
	"bctui/ui/widget/grid"
)

// Options are what the screen needs besides its host.
type Options struct {
	Place   place.Place
	Where   screen.Where
	Open    func(ctx context.Context) (*session.Session, error)
	Explain screen.Explain
	// Company is the company when it is known already; its zero value makes the screen look it up.
	Company bc.Company
	// Last gives the latest request, for the status line.
	Last func() (bc.Exchange, bool)
	// Captions keeps the captions that were read; nil: for the life of this screen only. Language is that of the user, as
	// in LANG ("de_AT.UTF-8") or Accept-Language ("de-AT"); "" is English.
	Captions *captions.Cache
	Language string
	// Prefs remembers columns and named views; nil: for the life of this screen only.
	Prefs *prefs.Store
	// Budget is the memory for the rows of all grids; nil: pager.DefaultLimit for this one.
	Budget *pager.Budget
	// Seed is what an earlier screen of this place left (Model.Seed), or a prefs.View that has a name: filters as they were
	// typed, where the place has only what they came to. Anything else is nothing.
	Seed any
	// Line gives the command line that opens a place; nil: that of the place itself, which takes the connection to be saved.
	Line func(place.Place) string
	// Format is how the user writes dates and numbers, in cells and in filters.
	Format format.Formatter
}

// Model is the screen.
type Model struct {
	host    screen.Host
	opts    Options
	widget  grid.Model
	format  format.Formatter
	session *session.Session
	company bc.Company
	set     *odata.EntitySet
	columns []column
	cells   *source

	now    *pager.Pager // what is on show
	next   *pager.Pager // what a refresh or a change of the view has read so far; it takes now's place when it covers the cursor
	wanted *place.View  // the view that is being loaded; nil: the one on show
	has    []string     // $select of the rows on show; nil: they have all columns
	asking []string     // $select of the first page that was asked for last

	filters       filters  // of the rows on show
	wantedFilters *filters // of those that are being loaded; nil: the same
	base          string   // $filter that the place came with
	named         named    // the view that was opened, or named here, last
	ignored       string   // $filter that the service passed over, as its rows prove; "": none
	spelled       *filters // what may be asked for instead of one that was passed over or refused; nil: nothing

	captions *captions.Set // that are on show; nil: names are
	reading  bool          // captions are being read

	look    string             // what is searched for; "": nothing
	finding int                // serial of the search under way
	unfind  context.CancelFunc // ends it
	missed  bool               // the search before found nothing, and said so

	pane pane // what takes keys before the grid; nil: nothing

	total   int64 // −1: not known
	counted bool  // the count was asked for
	claimed int64 // rows that the service counted, where the list has ended with others; −1: it kept its word
	toEnd   bool  // reading on until the last row
	toRow   int   // reading on until this many rows are there, for the cursor of a place that was left
	pending int   // rows that a record screen waits to be moved by

	serial  int
	cancel  context.CancelFunc
	busy    bool
	stopped bool           // the user stopped the reading of further rows
	grip    int            // column whose edge the mouse holds, −1: none
	trouble screen.Trouble // nothing can be shown, or the rows are covered by what went wrong
	failure error          // what went wrong last; the rows that are there stay
	halted  bool           // the next page failed
	onward  bool           // … on the way to the last row
	warned  bool           // a failure stands in the status line
	took    string

	filling context.CancelFunc // reads rows that were dropped from memory; nil: nothing does
	hollow  bool               // they could not be read
	shifted bool               // it was said that they are others by now
}

var (
	_ screen.Screen  = (*Model)(nil)
	_ screen.Located = (*Model)(nil)
)

// New makes the screen.
func New(host screen.Host, o Options) *Model {
	if o.Prefs == nil {
		o.Prefs = prefs.Open("")
	}
	if o.Captions == nil {
		o.Captions = &captions.Cache{}
	}
	m := &Model{host: host, opts: o, format: o.Format, company: o.Company, total: -1, claimed: -1, grip: -1, now: pager.New(nil, bc.Source{}, pager.Options{})}
	m.base = o.Place.View.Filter
	m.filters.raw = m.base
	return m
}

type (
	// opened is the session and the shape of the set.
	opened struct {
		serial  int
		session *session.Session
		company bc.Company
		set     *odata.EntitySet
		wanted  prefs.Columns
		chosen  bool
		err     error
	}
	// whole is a record that was read because its row has only some of its fields.
	whole struct {
		neighbour screen.Neighbour
		err       error
	}
	// flushed says that what is to be remembered was written.
	flushed struct{ err error }
	// paged is a page that came. next waits for the one after it.
	paged struct {
		serial int
		into   *pager.Pager
		result pager.Result
		next   func() tea.Cmd
	}
	// filled is a page that had been dropped and was read again.
	filled struct {
		of     *pager.Pager
		result pager.Result
	}
	counted struct {
		of    *pager.Pager
		total int64
		err   error
	}
)

// Init implements screen.Screen.
func (m *Model) Init() tea.Cmd { return m.start() }

// begin ends what is under way and gives a context and a serial for what begins: answers of an earlier one drop.
func (m *Model) begin() (context.Context, int) {
	m.stop()
	ctx, cancel := context.WithCancel(m.host.Context)
	m.cancel, m.busy = cancel, true
	return ctx, m.serial
}

func (m *Model) stop() {
	if m.cancel != nil {
		m.cancel()
	}
	m.serial++
	m.cancel, m.busy = nil, false
}

// start opens the session and reads the schema; rows come after.
func (m *Model) start() tea.Cmd {
	ctx, serial := m.begin()
	company, p, store, of := m.company, m.opts.Place, m.opts.Prefs, m.prefsKey()
	return m.host.DoWith(ctx, func(ctx context.Context) tea.Msg {
		s, err := m.opts.Open(ctx)
		if err == nil && company.ID == "" {
			company, err = s.Company(ctx, p.CompanyID, p.CompanyName)
		}
		if err != nil {
			return opened{serial: serial, err: err}
		}
		schema, err := s.SchemaWith(ctx, p.Route, company, p.Set)
		if err != nil {
			return opened{serial: serial, err: err}
		}
		set, err := session.FindSet(schema, p.Set)
		if err != nil {
			return opened{serial: serial, err: err}
		}
		out := opened{serial: serial, session: s, company: company, set: set}
		out.wanted, out.chosen = store.Columns(of)
		return out
	})
}

// query is what the rows of a view are asked for with.
func (m *Model) query(v place.View) bc.Source {
	q := odata.Query{Filter: v.Filter, Select: m.selection(v.Columns)}
	if q.Select != nil && odata.Nested(v.Filter) { // the rows must show that they fit
		q.Select = filter.Demands(v.Filter, m.set.Type).Among(q.Select)
	}
	for _, o := range v.OrderBy {
		q.OrderBy = append(q.OrderBy, odata.ParseOrder(o))
	}
	src := bc.Source{Route: m.opts.Place.Route, Set: m.set.Name, Path: m.opts.Place.Path, Query: q}
	if m.set.CompanyLevel {
		src.CompanyID = m.company.ID
	}
	return src
}

// Update implements screen.Screen.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case opened:
		if msg.serial != m.serial {
			return nil
		}
		return m.takeSet(msg)
	case paged:
		if msg.serial != m.serial {
			return nil
		}
		return m.takePage(msg)
	case filled:
		return m.takeFilled(msg)
	case counted:
		if msg.of == m.now && msg.err == nil && msg.total >= 0 {
			return m.takeCount(msg.total)
		}
		return nil
	case captioned:
		return m.takeCaptions(msg)
	case found:
		return m.takeFound(msg)
	case whole:
		if msg.err != nil {
			msg.neighbour = screen.Neighbour{Why: m.opts.Explain(msg.err).Title}
		}
		return screen.Emit(msg.neighbour)
	case flushed:
		if msg.err != nil {
			return screen.Tell(screen.Warning, msg.err.Error())
		}
		return m.warn()
	case screen.Sibling:
		return m.sibling(msg.Delta)
	case screen.Returned:
		return m.moved()
	}
	if m.pane != nil {
		return m.pane.update(m, msg)
	}
	if m.trouble.There() {
		m.trouble.Update(msg)
		return nil
	}
	if msg, ok := msg.(tea.MouseMsg); ok {
		return m.mouse(msg)
	}
	return nil
}

func (m *Model) takeSet(msg opened) tea.Cmd {
	m.stop()
	if m.fail(msg.err) {
		return nil
	}
	m.session, m.company, m.set = msg.session, msg.company, msg.set
	m.opts.Place.CompanyID, m.opts.Place.CompanyName = m.company.ID, m.company.Name
	misnamed := m.misnamed()
	m.setColumns(msg.wanted, msg.chosen)
	cmd, held := m.holdUp()
	if misnamed != "" {
		cmd = tea.Batch(cmd, screen.Tell(screen.Warning, misnamed))
	}
	if held {
		return tea.Batch(cmd, m.warn())
	}
	return tea.Batch(cmd, m.readAnew(), m.warn())
}

// show makes the widget draw what p holds.
func (m *Model) show(p *pager.Pager) {
	m.now = p
	m.cells = &source{rows: p, columns: m.columns, format: m.format, look: strings.ToLower(m.look)}
	m.widget.SetSource(m.cells)
}

// fail shows an error in the place of the rows; false when there is none.
func (m *Model) fail(err error) bool {
	if errors.Is(err, context.Canceled) {
		return true // the user stopped it, and knows
	}
	m.trouble.Show(err, m.opts.Explain)
	return err != nil
}
