// Package companies shows the companies of an environment: the first question that proves the whole sign-in.
package companies

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"bctui/auth"
	"bctui/bc"
	"bctui/keystore"
	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/session"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/list"
)

// Options are what the screen needs besides its host.
type Options struct {
	Place place.Place
	Where screen.Where
	// Open gives the session; it may take long (a keyring that asks the user).
	Open func(ctx context.Context) (*session.Session, error)
	// Unlock gives the passphrase of the encrypted file for the next Open.
	Unlock func(auth.Secret)
	// Remember is told which company was opened.
	Remember func(c bc.Company)
	Explain  screen.Explain
	// Select is the ID or the name of the company that the cursor begins on.
	Select string
	// Waiting says what the sign-in waits for, when it is the user's turn (a prompt of the keyring); "" when it is not.
	Waiting func() string
	// Warnings are what went wrong at the start without stopping anything.
	Warnings func() []error
}

// Model is the screen.
type Model struct {
	host    screen.Host
	opts    Options
	list    list.Model
	all     []bc.Company
	busy    bool
	stage   string
	cancel  context.CancelFunc
	serial  int
	trouble screen.Trouble
	unlock  *unlock
	asked   bool // the secret was asked for already
	took    time.Duration
}

var (
	_ screen.Screen  = (*Model)(nil)
	_ screen.Located = (*Model)(nil)
)

// New makes the screen.
func New(host screen.Host, o Options) *Model {
	l := list.New(
		list.Column{Title: "COMPANY", Weight: 3, Min: 30, Max: 60},
		list.Column{Title: "DISPLAY NAME", Weight: 2, Min: 20, Max: 40, Tone: theme.Muted, Drop: 1},
		list.Column{Title: "VERSION", Tone: theme.Muted, Min: 16, Max: 18, Drop: 2},
		list.Column{Title: "ID", Tone: theme.Faint, Min: 36, Max: 36, Drop: 3},
	)
	l.SetNoun("companies")
	l.SetEmpty("No company answers to this registration.",
		"In Business Central its card may limit its permission sets to other companies, or there is no company in this environment.")
	return &Model{host: host, opts: o, list: l}
}

type loaded struct {
	serial    int
	companies []bc.Company
	took      time.Duration
	err       error
}

// Init implements screen.Screen.
func (m *Model) Init() tea.Cmd { return m.load(false) }

func (m *Model) again() tea.Cmd { return m.load(true) }

// load asks for the session and then for the companies; fresh reads them anew even when the session knows them already.
// A load that was begun anew leaves the earlier one's answer behind.
func (m *Model) load(fresh bool) tea.Cmd {
	m.stop()
	m.serial++
	serial := m.serial
	ctx, cancel := context.WithCancel(m.host.Context)
	m.cancel, m.busy, m.stage = cancel, true, "Signing in to "+m.opts.Where.Connection
	begin := m.host.Now()
	return m.host.DoWith(ctx, func(ctx context.Context) tea.Msg {
		s, err := m.opts.Open(ctx)
		if err != nil {
			return loaded{serial: serial, err: err}
		}
		companies, err := s.Companies(ctx, fresh)
		return loaded{serial: serial, companies: companies, err: err, took: m.host.Now().Sub(begin)}
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
	switch msg := msg.(type) {
	case loaded:
		if msg.serial != m.serial {
			return nil
		}
		return m.take(msg)
	case screen.Returned:
		return nil
	}
	if m.unlock != nil {
		return m.unlock.update(m, msg)
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

func (m *Model) take(msg loaded) tea.Cmd {
	m.stop()
	if errors.Is(msg.err, session.ErrPassphrase) || isWrongPassphrase(msg.err) {
		m.unlock = newUnlock(isWrongPassphrase(msg.err))
		return nil
	}
	m.unlock = nil
	m.trouble.Show(msg.err, m.opts.Explain)
	if msg.err != nil {
		var need *session.NeedSecret
		if errors.As(msg.err, &need) && errors.Is(msg.err, keystore.ErrNotFound) && !m.asked {
			m.asked = true // once: after Esc the finding stays, and Enter asks again
			return m.askSecret()
		}
		return m.warnings()
	}
	if m.took = msg.took; m.took < time.Millisecond {
		m.took = 0 // nothing was asked: the session knew them
	}
	m.all = msg.companies
	items := make([]list.Item, len(m.all))
	for i, c := range m.all {
		display := c.DisplayName
		if display == c.Name {
			display = ""
		}
		items[i] = list.Item{ID: c.ID, Cells: list.Cells(c.Name, display, c.SystemVersion, c.ID)}
	}
	m.list.SetItems(items)
	if m.opts.Select != "" {
		for _, c := range m.all {
			if strings.EqualFold(c.ID, m.opts.Select) || c.Name == m.opts.Select {
				m.list.Select(c.ID)
			}
		}
		m.opts.Select = ""
	}
	return m.warnings()
}

// warnings says what went wrong on the way without stopping it.
func (m *Model) warnings() tea.Cmd {
	var cmds []tea.Cmd
	if m.opts.Warnings != nil {
		for _, w := range m.opts.Warnings() {
			cmds = append(cmds, screen.Tell(screen.Warning, w.Error()))
		}
	}
	return tea.Batch(cmds...)
}

func (m *Model) current() (bc.Company, bool) {
	it, ok := m.list.Cursor()
	if !ok {
		return bc.Company{}, false
	}
	for _, c := range m.all {
		if c.ID == it.ID {
			return c, true
		}
	}
	return bc.Company{}, false
}

func (m *Model) open() tea.Cmd {
	c, ok := m.current()
	if !ok {
		return nil
	}
	if m.opts.Remember != nil {
		m.opts.Remember(c)
	}
	p := m.opts.Place.With(func(p *place.Place) {
		p.Kind, p.CompanyID, p.CompanyName = place.Entities, c.ID, c.Name
		if p.Route == "" {
			p.Route = place.DefaultRoute
		}
	})
	return screen.Emit(screen.Go{Place: p, Seed: c})
}

// wantsSecret tells whether another secret is what would help.
func (m *Model) wantsSecret() bool {
	var need *session.NeedSecret
	var refused *auth.Error
	const wrong, expired = 7000215, 7000222
	return errors.As(m.trouble.Err, &need) || errors.As(m.trouble.Err, &refused) && (refused.AADSTS == wrong || refused.AADSTS == expired)
}

// askSecret goes to the setup's secret field, and from there back here.
func (m *Model) askSecret() tea.Cmd {
	m.stop()
	m.serial++
	seed := screen.AskSecret{Next: m.opts.Place}
	if m.trouble.There() {
		c := m.opts.Explain(m.trouble.Err)
		seed.Reason = c.Title + ". " + c.Cause
	}
	return screen.Emit(screen.Go{Place: place.Place{Kind: place.Setup, Connection: m.opts.Place.Connection}, Seed: seed})
}

// View implements screen.Screen.
func (m *Model) View(width, height int) screen.Body {
	switch {
	case m.unlock != nil:
		return m.unlock.view(m, width, height)
	case m.trouble.There():
		return screen.Body{Content: m.trouble.View(m.host.Look, width, height)}
	case m.all == nil:
		line := m.host.Look.Widget().Line(width).Gap(1)
		if m.busy {
			line.Add(theme.Muted, m.stage+" …")
			if text := m.opts.Waiting(); text != "" {
				lines := []string{line.String(), ""}
				for _, s := range m.host.Look.Widget().Wrap(text, max(1, width-4)) {
					lines = append(lines, m.host.Look.Widget().Line(width).Gap(1).Add(theme.Warn, "! ").Add(theme.Text, s).String())
				}
				return screen.Body{Content: widget.Join(lines[:min(len(lines), height)])}
			}
		} else {
			line.Add(theme.Muted, "Stopped. ").Add(theme.Accent, m.host.Keys.Def("list.refresh").KeyLabel()).Add(theme.Muted, " tries again.")
		}
		return screen.Body{Content: line.String()}
	default:
		b := m.list.View(m.host.Look.Widget(), width, height)
		return screen.Body{Content: b.Content, Cursor: b.Cursor}
	}
}

// Actions implements screen.Screen.
func (m *Model) Actions() []keymap.Action {
	k := m.host.Keys
	switch {
	case m.unlock != nil:
		return nil
	case m.trouble.There():
		var first []keymap.Action
		if m.wantsSecret() {
			first = append(first, k.Bind("list.open", m.askSecret).Named("enter the secret", "enter the secret of this connection"))
		}
		return append(first, m.trouble.Actions(k, m.again)...)
	}
	refresh := k.Bind("list.refresh", m.again)
	if m.all == nil {
		refresh = refresh.Unless(func() string {
			if m.busy {
				return "That is under way; " + k.Def("app.back").KeyLabel() + " stops it."
			}
			return ""
		})
		if m.opts.Waiting() == "" { // another secret would not help
			return []keymap.Action{refresh}
		}
		return []keymap.Action{k.Bind("list.open", m.askSecret).Named("type the secret", "type the secret instead of waiting for the keyring"), refresh}
	}
	copyID := k.Bind("list.copy", func() tea.Cmd {
		c, _ := m.current()
		return screen.Emit(screen.Copy{What: "company ID", Text: c.ID})
	}).Named("copy ID", "copy the company's ID").Unless(func() string {
		if _, ok := m.current(); !ok {
			return "There is no company under the cursor."
		}
		return ""
	})
	return append(screen.ListActions(k, &m.list, m.open), copyID, refresh)
}

// Place implements screen.Screen.
func (m *Model) Place() place.Place { return m.opts.Place }

// Where implements screen.Located.
func (m *Model) Where() screen.Where { return m.opts.Where }

// Crumb implements screen.Screen.
func (m *Model) Crumb() string { return "companies" }

// Status implements screen.Screen.
func (m *Model) Status() screen.Status {
	st := screen.Status{Busy: m.busy}
	if m.all != nil && !m.trouble.There() {
		st.Count = m.list.Count(m.host.Look.Format, "company")
		if c, ok := m.current(); ok {
			st.Left = format.Visible(c.ID)
		}
	}
	if m.took > 0 {
		st.Right = fmt.Sprintf("signed in and listed in %d ms", m.took.Milliseconds())
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
func (m *Model) Typing() bool { return m.unlock != nil || m.list.Typing() }
