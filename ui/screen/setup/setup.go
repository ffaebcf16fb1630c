// Package setup is the way to a connection: tenant, client ID, secret and environment, one step each, checked while they
// are typed; then the connection is tried, and the secret is put where the user wants it. It also replaces the secret of
// a saved connection.
package setup

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"bctui/auth"
	"bctui/bc/intake"
	"bctui/keystore"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/session"
	"bctui/ui/widget"
	"bctui/ui/widget/form"
	"bctui/ui/widget/list"
	"bctui/ui/widget/panel"
)

// Connector is what setup needs of the connections; session.Manager is one.
type Connector interface {
	// Suggest gives a free name for the connection.
	Suggest(d session.Draft) string
	// Connections are those that are saved.
	Connections() []keystore.Connection
	// StoredIn tells where a saved connection keeps the secret of the same registration.
	StoredIn(c keystore.Connection) (keystore.Place, bool)
	// SharedWith names the other connections with the same secret.
	SharedWith(name string) []string
	// Try proves the draft. It calls step from its own goroutine when a step begins and when it ends.
	Try(ctx context.Context, d session.Draft, step func(session.Step)) error
	// Keyring tells the state of the system's keyring. It may take long, and ends with ctx.
	Keyring(ctx context.Context) keystore.Status
	// HasFile tells whether the encrypted file exists: then its passphrase is asked for once.
	HasFile() bool
	// Save stores secret and connection.
	Save(ctx context.Context, d session.Draft, where keystore.Place, passphrase auth.Secret) (keystore.Connection, error)
	// ReplaceSecret tries a new secret for a saved connection and then stores it in place of the old one.
	ReplaceSecret(ctx context.Context, name string, s auth.Secret, where keystore.Place, passphrase auth.Secret,
		expires keystore.Date, step func(session.Step)) error
	// UseOnce takes the connection for this run only, where it can't be saved, and gives its name.
	UseOnce(d session.Draft) string
}

// Options say what is known before the first key.
type Options struct {
	// Draft holds values from flags or variables, or those typed in an earlier visit. With Replace it is the connection.
	Draft session.Draft
	// Origins say where the values came from, by field: Origins[setup.Tenant] = "from AZURE_TENANT_ID".
	Origins map[string]string
	// Replace asks for a new secret of the saved connection in Draft and for nothing else.
	Replace bool
	// Reason says why a secret is asked for, when the user did not ask to replace it.
	Reason string
	// Next is where to go when the secret is replaced; zero: back.
	Next place.Place
	// Explain turns an error into a finding.
	Explain func(error) panel.Content
	// Keep remembers what was typed when the user leaves, so that the next visit begins with it. May be nil.
	Keep func(session.Draft)
	// ReadClipboard reads the clipboard of this machine. May be nil.
	ReadClipboard func() (string, error)
}

// phase is where the screen stands on the way.
type phase uint8

const (
	editing    phase = iota // fields
	trying                  // the connection is being proved
	failed                  // … and was not
	probing                 // the keyring is being asked how it is
	choosing                // where shall the secret go
	passphrase              // for the encrypted file
	saving                  // the secret is being stored
	unsaved                 // … and could not be
)

// Screen is the setup.
type Screen struct {
	host screen.Host
	conn Connector
	opts Options

	form     form.Model
	steps    []step
	at       int  // the step at hand
	advanced bool // authority, API host and scope are on show
	note     verdict
	lineStep map[int]int // line of the last View → step, for clicks
	burst    burst

	phase  phase
	serial int             // of the work under way; answers of earlier work are dropped
	work   context.Context // of that work
	cancel context.CancelFunc

	tried   []session.Step
	since   time.Time // when the work under way began
	panel   panel.Model
	wrong   string // field to go back to
	waited  bool   // the keyring has not answered for a second
	status  keystore.Status
	choices list.Model
	listTop int
	secret2 form.Model // passphrase fields
	pass    auth.Secret
	where   keystore.Place
}

// verdict is a line that is said on the screen.
type verdict struct {
	level widget.Level
	text  string
}

var _ screen.Screen = (*Screen)(nil)

// New makes the screen.
func New(host screen.Host, c Connector, o Options) *Screen {
	if o.Explain == nil {
		o.Explain = func(err error) panel.Content { return panel.Content{Level: widget.Failure, Title: err.Error()} }
	}
	s := &Screen{host: host, conn: c, opts: o}
	s.form = s.newForm()
	s.steps = wizard()
	if o.Replace {
		s.steps = replacing()
	}
	s.fill(o.Draft, o.Origins)
	s.toFirstGap()
	return s
}

// Init implements screen.Screen.
func (s *Screen) Init() tea.Cmd { return nil }

// Place implements screen.Screen.
func (s *Screen) Place() place.Place {
	p := place.Place{Kind: place.Setup}
	if s.opts.Replace {
		p.Connection = s.opts.Draft.Name
	}
	return p
}

// Crumb implements screen.Screen.
func (s *Screen) Crumb() string {
	if s.opts.Replace {
		return "new secret"
	}
	return "connect"
}

// Typing implements screen.Screen.
func (s *Screen) Typing() bool { return s.phase == editing || s.phase == passphrase || s.rushed() }

// Status implements screen.Screen.
func (s *Screen) Status() screen.Status {
	return screen.Status{Busy: s.phase == trying || s.phase == probing || s.phase == saving}
}

// Escape implements screen.Screen: one rung back, and nothing that was typed is lost.
func (s *Screen) Escape() (tea.Cmd, bool) {
	switch s.phase {
	case trying:
		s.stop()
		s.phase = editing
		s.note = verdict{widget.Note, "Cancelled. Nothing was saved."}
	case failed:
		s.backToField()
	case probing, saving:
		s.stop()
		if s.phase == saving && s.where != keystore.InKeyring {
			s.ask(keystore.Status{State: keystore.Hanging, Text: "Cancelled: nothing was saved."})
		} else {
			s.ask(keystore.Status{State: keystore.Hanging, Text: "Cancelled: the keyring was not waited for."})
		}
	case choosing, unsaved:
		s.phase = editing
		s.note = verdict{widget.Note, "The connection works and is not saved yet."}
	case passphrase:
		s.phase = choosing
	default:
		return s.escapeEditing()
	}
	return nil, true
}

func (s *Screen) escapeEditing() (tea.Cmd, bool) {
	s.note = verdict{}
	if s.advanced && isAdvanced(s.form.Focused()) {
		s.fold()
		return nil, true
	}
	if s.at > 0 {
		s.goTo(s.at - 1)
		return nil, true
	}
	if s.opts.Keep != nil && !s.opts.Replace {
		s.opts.Keep(s.unfinished())
	}
	return nil, false
}

// stop ends the work under way; its late answer is dropped.
func (s *Screen) stop() {
	s.serial++
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
	}
}

// begin starts a piece of work that the user can cancel.
func (s *Screen) begin(p phase) (ctx context.Context, serial int) {
	s.stop()
	s.phase, s.since, s.waited = p, s.host.Now(), false
	s.work, s.cancel = context.WithCancel(s.host.Context)
	return s.work, s.serial
}

// Actions implements screen.Screen.
func (s *Screen) Actions() []keymap.Action {
	if s.rushed() {
		return nil // what is still coming is a paste, and no command
	}
	k := s.host.Keys
	nothing := func(f func()) func() tea.Cmd { return func() tea.Cmd { f(); return nil } }
	switch s.phase {
	case editing:
		next := k.Bind("setup.next", s.next).WhileTyping()
		if s.at == len(s.steps)-1 && !isAdvanced(s.form.Focused()) {
			next = next.Named("try it", "try the connection")
		}
		advanced := k.Bind("setup.advanced", nothing(s.toggleAdvanced)).WhileTyping()
		if s.advanced {
			advanced = advanced.Named("fold", "hide authority, API host and scope")
		}
		out := []keymap.Action{next,
			k.Bind("setup.open", func() tea.Cmd { return screen.Emit(screen.Browse{URL: s.page()}) }).WhileTyping().
				Unless(func() string {
					if s.page() == "" {
						return "There is no page for this value."
					}
					return ""
				}),
		}
		if !s.opts.Replace {
			out = append(out, advanced)
		}
		return append(out,
			k.Bind("setup.down", s.down).WhileTyping(),
			k.Bind("setup.up", s.up).WhileTyping(),
			k.Bind("setup.clear", nothing(func() { s.form.Clear(); s.changed() })).WhileTyping(),
		)
	case failed:
		back := k.Bind("setup.next", nothing(s.backToField)).Named("back to "+s.wrongLabel(), "back to the value that is wrong")
		return append([]keymap.Action{back, k.Bind("setup.retry", s.try)}, s.panelActions()...)
	case choosing:
		return []keymap.Action{
			k.Bind("setup.next", s.chosen).Named("choose", "take the choice under the cursor"),
			k.Bind("list.up", nothing(func() { s.choices.Up() })),
			k.Bind("list.down", nothing(func() { s.choices.Down() })),
		}
	case passphrase:
		return []keymap.Action{
			k.Bind("setup.next", s.takePassphrase).WhileTyping(),
			k.Bind("setup.down", nothing(s.otherPassphrase)).WhileTyping(),
			k.Bind("setup.up", nothing(s.otherPassphrase)).WhileTyping(),
			k.Bind("setup.clear", nothing(s.secret2.Clear)).WhileTyping(),
		}
	case unsaved:
		again := k.Bind("setup.retry", func() tea.Cmd { return s.save(s.where, s.pass) })
		next := k.Bind("setup.next", s.withoutSaving).Named("go on unsaved", "go on for this run, without saving")
		if s.opts.Replace {
			next = next.Named("back", "back, with the old secret in its place")
		}
		return append([]keymap.Action{next, again}, s.panelActions()...)
	}
	return nil
}

func (s *Screen) panelActions() []keymap.Action {
	return s.panel.Actions(s.host.Keys,
		func(url string) tea.Cmd { return screen.Emit(screen.Browse{URL: url}) },
		func(text string) tea.Cmd { return screen.Emit(screen.Copy{What: "message", Text: text}) })
}

// Update implements screen.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if taken, cmd := s.rush(msg); taken {
			return cmd
		}
		if msg.String() == "ctrl+v" && s.Typing() {
			return s.pasteFromClipboard()
		}
		return s.input(msg)
	case quietMsg:
		return s.quiet()
	case tea.PasteMsg:
		return s.input(msg)
	case tea.MouseClickMsg:
		return s.click(msg)
	case tea.MouseWheelMsg:
		s.panel.Update(msg)
	case stepMsg:
		if msg.serial == s.serial {
			s.tried = merge(s.tried, msg.step)
			return s.listen(s.work, msg.serial, msg.from)
		}
	case triedMsg:
		if msg.serial == s.serial {
			s.burst.end()
			return s.proved(msg)
		}
	case waitMsg:
		s.waited = s.waited || msg.serial == s.serial
	case keyringMsg:
		if msg.serial == s.serial {
			s.burst.end()
			return s.probed(msg.status)
		}
	case savedMsg:
		if msg.serial == s.serial {
			s.burst.end()
			return s.saved(msg)
		}
	}
	return nil
}

// input gives keys and pastes to the field with the focus.
func (s *Screen) input(msg tea.Msg) tea.Cmd {
	switch s.phase {
	case editing:
		s.form.OnPaste = s.onPaste
		switch s.form.Update(msg) {
		case form.Changed:
			s.note = verdict{}
			s.changed()
		case form.Taken:
			s.changed()
		}
	case passphrase:
		s.secret2.Update(msg)
		s.secret2.Recheck()
	}
	return nil
}

func (s *Screen) pasteFromClipboard() tea.Cmd {
	if s.opts.ReadClipboard == nil {
		return screen.Tell(screen.Warning, "Paste with the terminal's own key: Ctrl-Shift-V or Cmd-V.")
	}
	return func() tea.Msg {
		text, err := s.opts.ReadClipboard()
		if err != nil || text == "" {
			return screen.Say{Level: screen.Warning, Text: "The clipboard could not be read here. Paste with the terminal's own key: Ctrl-Shift-V or Cmd-V."}
		}
		return tea.PasteMsg{Content: text}
	}
}

func (s *Screen) click(msg tea.MouseClickMsg) tea.Cmd {
	switch s.phase {
	case editing:
		if to, ok := s.lineStep[msg.Y]; ok && to < s.at {
			s.goTo(to)
		}
	case choosing:
		msg.Y -= s.listTop
		if s.choices.Update(msg, s.host.Now()) == list.Opened {
			return s.chosen()
		}
	}
	return nil
}

// levelOf converts a level of intake.
func levelOf(l intake.Level) widget.Level {
	switch l {
	case intake.Error:
		return widget.Failure
	case intake.Warning:
		return widget.Warning
	default:
		return widget.Note
	}
}
