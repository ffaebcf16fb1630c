// Package access shows what the app may read: every entity set of every API, in each company that was chosen. The matrix
// fills while it is looked at; what is readable leads to its rows, what is not tells why.
package access

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/bc"
	"bctui/bc/check"
	"bctui/bc/check/matrix"
	"bctui/ui/format"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/widget/grid"
	"bctui/ui/widget/input"
	"bctui/ui/widget/list"
	"bctui/ui/widget/panel"
)

// Options are what the screen needs besides its host.
type Options struct {
	Place place.Place
	Where screen.Where
	// Check gives the check whose matrix this is: the one that was run on the way here, or a new one. What it found
	// already is not asked again.
	Check   func(ctx context.Context) (*check.Check, error)
	Explain screen.Explain
	// Save writes a report and gives the path of the file.
	Save func(name string, data []byte) (path string, err error)
	// Version is the program's, for reports.
	Version string
}

// page is what fills the body.
type page uint8

const (
	matrixPage page = iota
	detailPage
	companiesPage
)

// Model is the screen.
type Model struct {
	host screen.Host
	opts Options

	check   *check.Check
	result  check.Result // of the last run that ended
	matrix  *matrix.Matrix
	now     matrix.Progress
	busy    bool
	stopped bool
	serial  int
	cancel  context.CancelFunc
	trouble screen.Trouble
	blocked panel.Model // why nothing could be asked
	isShut  bool

	cells  source
	grid   grid.Model
	sort   sorting
	only   onlyState
	field  input.Model
	query  string
	typing bool

	page   page
	detail panel.Model
	choose screen.Choose
	list   list.Model
	chosen map[string]bool // companies that are marked in the list, by ID
	format format.Formatter
	top    int // lines above the grid in the last View
}

var (
	_ screen.Screen  = (*Model)(nil)
	_ screen.Located = (*Model)(nil)
)

// New makes the screen.
func New(host screen.Host, o Options) *Model {
	m := &Model{host: host, opts: o, format: host.Look.Format, field: input.New(200, false), list: companyList()}
	m.cells.format = &m.format
	m.grid.SetSource(&m.cells)
	m.grid.Freeze(1)
	m.grid.SetColumns(columns(nil))
	return m
}

// Messages to this screen.
type (
	// news is what moved in the matrix; the last of it says it all.
	news struct {
		serial int
		last   matrix.Event
		moved  bool
		from   *screen.Feed[check.Event]
		ctx    context.Context
	}
	// known is what an earlier run found with the same check.
	known struct {
		serial int
		check  *check.Check
		result check.Result
	}
	// ended is the end of a run.
	ended struct {
		serial int
		check  *check.Check
		result check.Result
		err    error
	}
)

// Init implements screen.Screen.
func (m *Model) Init() tea.Cmd { return m.begin(nil, false) }

// begin asks for the matrix, for some companies; nil stands for those that the check is about. What is known already is
// shown instead, unless fresh.
func (m *Model) begin(companies []string, fresh bool) tea.Cmd {
	m.stop()
	m.serial++
	m.trouble.Show(nil, m.opts.Explain)
	m.page, m.stopped, m.isShut = matrixPage, false, false
	serial, have := m.serial, m.check
	ctx, cancel := context.WithCancel(m.host.Context)
	m.cancel, m.busy = cancel, true
	feed := screen.NewFeed[check.Event]()
	work := m.host.DoWith(ctx, func(ctx context.Context) tea.Msg {
		defer feed.Close()
		if have == nil {
			var err error
			if have, err = m.opts.Check(ctx); err != nil {
				return ended{serial: serial, err: err}
			}
		}
		if r := have.Result(); r.Matrix != nil && !fresh {
			return known{serial: serial, check: have, result: r}
		}
		return ended{serial: serial, check: have, result: have.Matrix(ctx, check.MatrixOptions{}, companies, feed.Put)}
	})
	return tea.Batch(work, m.listen(ctx, serial, feed))
}

func (m *Model) listen(ctx context.Context, serial int, feed *screen.Feed[check.Event]) tea.Cmd {
	return m.host.DoWith(ctx, func(ctx context.Context) tea.Msg {
		events, ok := feed.Take(ctx)
		if !ok {
			return nil
		}
		n := news{serial: serial, from: feed, ctx: ctx}
		for _, e := range events {
			if e.Kind == check.MatrixMoved {
				n.last, n.moved = e.Matrix, true
			}
		}
		return n
	})
}

// stop ends the run under way, if any.
func (m *Model) stop() {
	if m.cancel != nil {
		m.cancel()
	}
	m.cancel = nil
}

// Update implements screen.Screen.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case news:
		if msg.serial != m.serial || !m.busy {
			return nil
		}
		if msg.moved {
			m.fill(msg.last.Matrix, msg.last.Progress)
		}
		return m.listen(msg.ctx, msg.serial, msg.from)
	case known:
		if msg.serial != m.serial {
			return nil
		}
		m.stop()
		m.busy, m.check, m.result = false, msg.check, msg.result
		m.fill(msg.result.Matrix, msg.result.Matrix.Progress())
		return nil
	case ended:
		if msg.serial != m.serial {
			return nil
		}
		return m.end(msg)
	case screen.Saved:
		return msg.Said()
	case tea.KeyPressMsg:
		return m.typed(msg)
	case tea.PasteMsg:
		if m.typing {
			m.field.Insert(msg.Content)
			m.search()
		}
		return nil
	case tea.MouseMsg:
		return m.mouse(msg)
	}
	return nil
}

// end takes the result of a run.
func (m *Model) end(msg ended) tea.Cmd {
	m.stop()
	m.busy = false
	if msg.err != nil {
		if m.stopped && errors.Is(msg.err, context.Canceled) {
			return nil
		}
		m.trouble.Show(msg.err, m.opts.Explain)
		return nil
	}
	m.check, m.result = msg.check, msg.result
	if msg.result.Matrix == nil || len(msg.result.Matrix.Sets()) == 0 && !msg.result.Cancelled {
		m.shut()
		return nil
	}
	m.fill(msg.result.Matrix, msg.result.Matrix.Progress())
	m.arrange(true)
	return nil
}

// shut shows why nothing could be asked: what the check found on the way.
func (m *Model) shut() {
	f, ok := m.result.First()
	if !ok {
		if m.result.Cancelled {
			return
		}
		m.isShut = true
		m.blocked.SetContent(panel.Content{Title: "Nothing could be asked", Cause: "The check did not get as far as the companies. " +
			m.key("app.back") + " goes back; the check itself tells which step is missing."})
		return
	}
	r, _ := m.result.Rung(f.Rung)
	m.isShut = true
	m.blocked.SetContent(screen.Finding(f, r))
}

// fill takes over the matrix as it is now.
func (m *Model) fill(x *matrix.Matrix, p matrix.Progress) {
	if x != m.matrix {
		m.matrix = x
		m.grid.SetColumns(columns(x.Companies()))
		m.cells.order = nil
	}
	m.now = p
	m.cells.take(x)
	m.arrange(false)
}

// company gives a column's company as the service lists it. While a run is under way only its ID and name may be known.
func (m *Model) company(column int) (c bc.Company, whole bool) {
	all := m.cells.companies
	if column < 0 || column >= len(all) {
		return bc.Company{}, false
	}
	for _, c := range m.result.Companies {
		if strings.EqualFold(c.ID, all[column].ID) {
			return c, true
		}
	}
	return bc.Company{ID: all[column].ID, Name: all[column].Name}, false
}

// companies are all that answer to the app.
func (m *Model) companies() []bc.Company { return m.result.Companies }

// Place implements screen.Screen.
func (m *Model) Place() place.Place { return m.opts.Place }

// Where implements screen.Located.
func (m *Model) Where() screen.Where { return m.opts.Where }

// Crumb implements screen.Screen.
func (m *Model) Crumb() string { return "access" }

// Status implements screen.Screen.
func (m *Model) Status() screen.Status {
	st := screen.Status{Busy: m.busy}
	if m.matrix == nil || m.trouble.There() || m.isShut {
		return st
	}
	st.Count = m.shown()
	if m.page == companiesPage {
		st.Count = m.number(m.marked()) + " of " + m.number(len(m.companies())) + " chosen"
		return st
	}
	if m.page != matrixPage {
		return st
	}
	if c, set, ok := m.cell(); ok {
		st.Left = m.describe(c, set)
	}
	if n := m.now.Requests; n > 0 {
		st.Right = m.number(n) + " requests"
	}
	return st
}

// shown says how many sets are on show, and of how many.
func (m *Model) shown() string {
	all, some := len(m.cells.sets), len(m.cells.order)
	if all == some {
		return m.number(all) + " entity sets"
	}
	return m.number(some) + " of " + m.number(all) + " entity sets"
}

func (m *Model) key(id string) string { return m.host.Keys.Def(id).KeyLabel() }

// Escape implements screen.Screen.
func (m *Model) Escape() (tea.Cmd, bool) {
	switch {
	case m.choose.Close():
		return nil, true
	case m.page == companiesPage && m.list.Escape():
		return nil, true
	case m.page != matrixPage:
		m.page = matrixPage
		return nil, true
	case m.typing:
		m.typing = false
		return nil, true
	case m.query != "":
		m.field.Clear()
		m.search()
		return nil, true
	case m.only != everyState:
		m.only = everyState
		m.arrange(false)
		return nil, true
	case m.busy && !m.stopped:
		m.stopped = true
		m.stop()
		return nil, true
	}
	return nil, false
}

// Typing implements screen.Screen.
func (m *Model) Typing() bool { return m.typing || m.page == companiesPage && m.list.Typing() }
