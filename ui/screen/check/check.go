// Package check shows the check: which step of a sign-in fails, why, and who has to click what. Rungs light up one by one
// while they are climbed, findings lie open below the rung that is not green, and from any rung it can be run again.
package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/check"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/session"
	"bctui/ui/widget/list"
	"bctui/ui/widget/panel"
)

// Options are what the screen needs besides its host.
type Options struct {
	Place place.Place
	Where screen.Where
	// Start gives the check; it may take long (a keyring that asks the user). It is asked once and the check is kept.
	Start   func(ctx context.Context) (*check.Check, error)
	Explain screen.Explain
	// Save writes a report and gives the path of the file.
	Save func(name string, data []byte) (path string, err error)
	// Version is the program's, for reports.
	Version string
	// Then is where a check without any finding goes on to by itself, after setup; zero: nowhere.
	Then place.Place
}

// at is where the cursor stands: on a rung, on one of its findings, or on the conclusion below the ladder.
type at struct {
	rung    check.RungID
	finding int // −1: the rung itself
	end     bool
}

// page is what fills the body.
type page uint8

const (
	ladderPage page = iota
	detailPage
	claimsPage
	environmentsPage
)

// Model is the screen.
type Model struct {
	host screen.Host
	opts Options

	ladder  []check.RungInfo
	rungs   []check.RungResult // in the order of the ladder; Pending until known
	begun   map[check.RungID]time.Time
	check   *check.Check
	result  check.Result
	done    bool // a run has ended: result holds
	busy    bool
	stopped bool // the run under way was told to end
	started time.Time
	ended   time.Time
	serial  int
	cancel  context.CancelFunc
	trouble screen.Trouble
	asked   string // how far the access matrix is, when it is climbed again

	cursor at
	moved  bool // the user moved it in this run
	view   ladderView

	page   page
	sheet  sheet
	detail panel.Model
	shown  at // what the detail is about
	list   list.Model
	choose screen.Choose
}

var (
	_ screen.Screen  = (*Model)(nil)
	_ screen.Located = (*Model)(nil)
)

// New makes the screen.
func New(host screen.Host, o Options) *Model {
	m := &Model{host: host, opts: o, ladder: check.Ladder(), begun: map[check.RungID]time.Time{}, list: environmentList()}
	m.clear(0)
	return m
}

// Messages to this screen.
type (
	// news is what happened on the ladder.
	news struct {
		serial int
		events []check.Event
		from   *screen.Feed[check.Event]
		ctx    context.Context
	}
	// ended is the end of a run.
	ended struct {
		serial int
		check  *check.Check
		result check.Result
		err    error
	}
	// tick keeps a countdown going.
	tick struct{ serial int }
)

// Init implements screen.Screen.
func (m *Model) Init() tea.Cmd { return m.run("") }

// clear forgets the rungs from one on.
func (m *Model) clear(first int) {
	if m.rungs == nil {
		m.rungs = make([]check.RungResult, len(m.ladder))
	}
	for i := first; i < len(m.rungs); i++ {
		m.rungs[i] = check.RungResult{ID: m.ladder[i].ID, Name: m.ladder[i].Name}
		delete(m.begun, m.ladder[i].ID)
	}
}

// Not inlined: 4 kB of the program.
//
//go:noinline
func (m *Model) index(id check.RungID) int {
	return slices.IndexFunc(m.ladder, func(r check.RungInfo) bool { return r.ID == id })
}

// run climbs from a rung on; "" stands for the ground.
func (m *Model) run(from check.RungID) tea.Cmd {
	m.stop()
	m.serial++
	m.trouble.Show(nil, m.opts.Explain)
	m.page, m.stopped, m.done = ladderPage, false, false
	m.moved = false
	m.clear(max(0, m.index(from)))
	if from == "" && m.result.Matrix != nil {
		m.check = nil // everything again is the ladder, not the hundreds of requests of a matrix
	}
	m.asked = ""
	serial, have := m.serial, m.check
	ctx, cancel := context.WithCancel(m.host.Context)
	m.cancel, m.busy, m.started = cancel, true, m.host.Now()
	feed := screen.NewFeed[check.Event]()
	work := m.host.DoWith(ctx, func(ctx context.Context) tea.Msg {
		defer feed.Close()
		if have == nil {
			var err error
			if have, err = m.opts.Start(ctx); err != nil {
				return ended{serial: serial, err: err}
			}
		}
		return ended{serial: serial, check: have, result: have.Run(ctx, from, feed.Put)}
	})
	return tea.Batch(work, m.listen(ctx, serial, feed))
}

func (m *Model) listen(ctx context.Context, serial int, feed *screen.Feed[check.Event]) tea.Cmd {
	return m.host.DoWith(ctx, func(ctx context.Context) tea.Msg {
		events, ok := feed.Take(ctx)
		if !ok {
			return nil
		}
		return news{serial: serial, events: events, from: feed, ctx: ctx}
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
		for _, e := range msg.events {
			m.hear(e)
		}
		return m.listen(msg.ctx, msg.serial, msg.from)
	case ended:
		if msg.serial != m.serial {
			return nil
		}
		return m.end(msg)
	case tick:
		if msg.serial != m.serial || m.page != claimsPage {
			return nil
		}
		return m.host.After(time.Second, msg)
	case screen.Saved:
		return msg.Said()
	case screen.Returned:
		m.refresh()
		return nil
	case tea.MouseMsg:
		return m.mouse(msg)
	}
	return nil
}

// hear takes what happened on the ladder.
func (m *Model) hear(e check.Event) {
	i := m.index(e.Rung)
	if i < 0 {
		return
	}
	switch e.Kind {
	case check.RungStarted:
		m.rungs[i] = check.RungResult{ID: m.ladder[i].ID, Name: m.ladder[i].Name}
		m.begun[e.Rung] = m.host.Now()
	case check.RungFinished:
		m.rungs[i] = e.Result
		delete(m.begun, e.Rung)
	case check.MatrixMoved:
		p := e.Matrix.Progress
		m.asked = m.number(p.Done) + " of " + m.number(p.Total) + " entity sets and companies"
	}
}

// number writes a count as the user writes numbers.
func (m *Model) number(n int) string { return m.host.Look.Format.Int(int64(n)) }

// end takes the result of a run.
func (m *Model) end(msg ended) tea.Cmd {
	m.stop()
	m.busy, m.ended = false, m.host.Now()
	clear(m.begun)
	if msg.err != nil {
		if m.stopped && errors.Is(msg.err, context.Canceled) {
			return nil
		}
		m.trouble.Show(msg.err, m.opts.Explain)
		return nil
	}
	m.check, m.result, m.done = msg.check, msg.result, true
	m.take(msg.result)
	if !m.moved {
		m.cursor = m.best()
	}
	if m.result.Verdict() != check.Failed && !m.result.Cancelled && m.opts.Then.Kind != "" {
		return m.goOn()
	}
	return nil
}

// goOn leaves a ladder that was climbed on the way to somewhere: nobody came here to read that all is well. What should
// be known all the same is said in one line.
func (m *Model) goOn() tea.Cmd {
	leave := screen.Emit(screen.Instead{Place: m.opts.Then, From: m.host.ID})
	f, ok := m.result.First()
	if !ok {
		return leave
	}
	return tea.Sequence(leave, screen.Tell(screen.Warning, "The check found something to know: "+f.Title+". "+
		m.host.Keys.Def("app.check").KeyLabel()+" shows it."))
}

func (m *Model) take(r check.Result) {
	for _, x := range r.Rungs {
		if i := m.index(x.ID); i >= 0 {
			m.rungs[i] = x
		}
	}
	m.list.SetItems(environmentItems(r))
}

// refresh takes over what another screen found with the same check: the access matrix.
func (m *Model) refresh() {
	if m.check == nil || m.busy {
		return
	}
	r := m.check.Result()
	r.Started, r.Ended, r.Requests, r.Cancelled = m.result.Started, m.result.Ended, m.result.Requests, m.result.Cancelled
	m.result = r
	m.take(r)
}

// best is where the eye should go after a run: to the first failure, else to the first warning, else to the conclusion.
func (m *Model) best() at {
	for _, want := range []check.Verdict{check.Failed, check.Warning} {
		for _, r := range m.rungs {
			if r.Verdict == want {
				return at{rung: r.ID, finding: -1}
			}
		}
	}
	return at{end: true, finding: -1}
}

// result of a rung.
func (m *Model) rung(id check.RungID) (check.RungResult, check.RungInfo, bool) {
	i := m.index(id)
	if i < 0 {
		return check.RungResult{}, check.RungInfo{}, false
	}
	return m.rungs[i], m.ladder[i], true
}

// Place implements screen.Screen.
func (m *Model) Place() place.Place { return m.opts.Place }

// Where implements screen.Located.
func (m *Model) Where() screen.Where { return m.opts.Where }

// Crumb implements screen.Screen.
func (m *Model) Crumb() string {
	switch m.page {
	case claimsPage:
		return "check: token"
	case environmentsPage:
		return "check: environments"
	}
	return "check"
}

// Status implements screen.Screen.
func (m *Model) Status() screen.Status {
	st := screen.Status{Busy: m.busy}
	if m.trouble.There() {
		return st
	}
	known := 0
	for _, r := range m.rungs {
		if r.Verdict != check.Pending {
			known++
		}
	}
	switch {
	case m.busy:
		st.Count = fmt.Sprintf("%d of %d · %s", known, len(m.rungs), screen.Took(m.host.Now().Sub(m.started)))
		if st.Left = m.key("app.back") + " stops; what was found stays"; m.stopped {
			st.Left = "stopping …"
		}
	case m.done:
		st.Count = screen.Took(m.ended.Sub(m.started))
		if n := m.result.Requests; n > 0 {
			st.Right = m.number(n) + " requests"
		}
		st.Left = m.subject()
	}
	return st
}

// subject says what was checked, for the status line.
func (m *Model) subject() string {
	s := m.result.Subject
	text := s.Tenant
	if s.Environment != "" {
		text += " · " + s.Environment
	}
	if len(m.result.Chosen) == 1 {
		text += " · " + m.result.Chosen[0].Name
	}
	return text
}

func (m *Model) key(id string) string { return m.host.Keys.Def(id).KeyLabel() }

// Escape implements screen.Screen.
func (m *Model) Escape() (tea.Cmd, bool) {
	switch {
	case m.choose.Close():
		return nil, true
	case m.page == environmentsPage && m.list.Escape():
		return nil, true
	case m.page != ladderPage:
		m.page = ladderPage
		return nil, true
	case m.busy && !m.stopped:
		m.stopped = true
		m.stop()
		return nil, true
	}
	return nil, false
}

// Typing implements screen.Screen.
func (m *Model) Typing() bool { return m.page == environmentsPage && m.list.Typing() }

// needSecret tells whether the check could not begin because the secret is not there.
func (m *Model) needSecret() bool {
	var need *session.NeedSecret
	return errors.As(m.trouble.Err, &need)
}
