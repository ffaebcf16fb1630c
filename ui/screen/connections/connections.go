// Package connections is the screen of the saved connections: open one, make a new one, rename, replace a secret, remove,
// forget everything.
package connections

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"bctui/keystore"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/form"
	"bctui/ui/widget/list"
	"bctui/ui/widget/panel"
)

// Store is what the screen needs of the connections; session.Manager is one. Its methods may read and write files, so
// they are called away from the program's goroutine.
type Store interface {
	// Connections are those that are saved, in the order to show.
	Connections() []keystore.Connection
	// SharedWith names the other connections that use the same secret.
	SharedWith(name string) []string
	// Rename gives a connection another name.
	Rename(from, to string) error
	// Remove forgets a connection, and its secret unless another one shares it.
	Remove(ctx context.Context, name string) ([]keystore.Leftover, error)
	// ForgetAll forgets every connection and every secret.
	ForgetAll(ctx context.Context) ([]keystore.Leftover, error)
}

// Options say what else is known.
type Options struct {
	// Current is the connection that is open; its line says so.
	Current string
	// Warnings are said above the list: a file that was damaged, for example.
	Warnings []string
	// Demo opens the embedded tenant and gives the place to go to; nil where there is none.
	Demo func(ctx context.Context) (place.Place, error)
	// Explain turns an error into a finding.
	Explain func(error) panel.Content
}

// mode is what the keys are for at the moment.
type mode uint8

const (
	browsing   mode = iota
	renaming        // the field for the new name is open
	removing        // asked whether to remove
	forgetting      // asked to type the word
	reading         // a finding is on show
)

// Screen is the list of connections.
type Screen struct {
	host  screen.Host
	store Store
	opts  Options

	list    list.Model
	all     map[string]keystore.Connection
	shared  map[string][]string
	loaded  bool
	busy    int // pieces of work under way
	mode    mode
	form    form.Model
	panel   panel.Model
	listTop int
}

var _ screen.Screen = (*Screen)(nil)

// loadedMsg brings the connections.
type loadedMsg struct {
	connections []keystore.Connection
	shared      map[string][]string
	then        string // the connection to put the cursor on
}

// doneMsg ends a change.
type doneMsg struct {
	err       error
	leftovers []keystore.Leftover
	say       string
	then      string
}

// demoMsg ends the start of the demo tenant.
type demoMsg struct {
	place place.Place
	err   error
}

// New makes the screen.
func New(host screen.Host, s Store, o Options) *Screen {
	if o.Explain == nil {
		o.Explain = func(err error) panel.Content { return panel.Content{Level: widget.Failure, Title: err.Error()} }
	}
	out := &Screen{host: host, store: s, opts: o, list: list.New(
		list.Column{Title: "NAME", Min: 12},
		list.Column{Title: "ENVIRONMENT", Min: 11, Drop: 2},
		list.Column{Title: "TENANT", Tone: theme.Muted, Min: 14, Max: 40, Drop: 3},
		list.Column{Title: "SECRET", Tone: theme.Muted, Min: 8, Drop: 5},
		list.Column{Title: "EXPIRES", Tone: theme.Muted, Min: 11, Drop: 1},
		list.Column{Title: "LAST USED", Tone: theme.Muted, Min: 10, Drop: 4},
	)}
	out.list.SetNoun("connections")
	out.list.SetEmpty("", "")
	return out
}

// Init implements screen.Screen.
func (s *Screen) Init() tea.Cmd { return s.load(s.opts.Current) }

func (s *Screen) load(then string) tea.Cmd {
	s.busy++
	return s.host.Do(func(context.Context) tea.Msg {
		msg := loadedMsg{connections: s.store.Connections(), shared: map[string][]string{}, then: then}
		for _, c := range msg.connections {
			msg.shared[c.Name] = s.store.SharedWith(c.Name)
		}
		return msg
	})
}

// Place implements screen.Screen.
func (s *Screen) Place() place.Place { return place.Place{Kind: place.Connections} }

// Crumb implements screen.Screen.
func (s *Screen) Crumb() string { return "connections" }

// Typing implements screen.Screen.
func (s *Screen) Typing() bool {
	return s.mode == renaming || s.mode == forgetting || s.mode == browsing && s.list.Typing()
}

// Status implements screen.Screen.
func (s *Screen) Status() screen.Status {
	st := screen.Status{Busy: s.busy > 0}
	if s.loaded && s.list.Len() > 0 {
		st.Count = s.list.Count(s.host.Look.Format, "connection")
	}
	return st
}

// Escape implements screen.Screen.
func (s *Screen) Escape() (tea.Cmd, bool) {
	if s.mode != browsing {
		s.mode = browsing
		return nil, true
	}
	return nil, s.list.Escape()
}

// Actions implements screen.Screen.
func (s *Screen) Actions() []keymap.Action {
	k := s.host.Keys
	nothing := func(f func()) func() tea.Cmd { return func() tea.Cmd { f(); return nil } }
	switch s.mode {
	case renaming:
		return []keymap.Action{k.Bind("setup.next", s.rename).Named("rename", "take the new name").WhileTyping(),
			k.Bind("setup.clear", nothing(s.form.Clear)).WhileTyping()}
	case forgetting:
		return []keymap.Action{k.Bind("setup.next", s.forget).Named("forget all", "forget everything").WhileTyping()}
	case removing:
		return []keymap.Action{k.Bind("manage.yes", s.remove).Named("remove", "yes, remove it")}
	case reading:
		return append([]keymap.Action{k.Bind("setup.next", nothing(func() { s.mode = browsing })).Named("on", "go on")},
			s.panel.Actions(k,
				func(url string) tea.Cmd { return screen.Emit(screen.Browse{URL: url}) },
				func(text string) tea.Cmd { return screen.Emit(screen.Copy{What: "message", Text: text}) })...)
	}
	none := func() string {
		if _, ok := s.list.Cursor(); !ok {
			return "There is no connection here."
		}
		return ""
	}
	noDemo := func() string {
		if s.opts.Demo == nil {
			return "There is no demo tenant here."
		}
		return ""
	}
	return []keymap.Action{
		k.Bind("manage.open", s.open).Unless(none),
		k.Bind("manage.new", func() tea.Cmd { return screen.Emit(screen.Go{Place: place.Place{Kind: place.Setup}}) }),
		k.Bind("manage.secret", s.replaceSecret).Unless(none),
		k.Bind("manage.rename", nothing(s.askName)).Unless(none),
		k.Bind("manage.remove", nothing(func() { s.mode = removing })).Unless(none),
		k.Bind("manage.demo", s.demo).Unless(noDemo),
		k.Bind("list.filter", nothing(s.list.OpenFilter)).Unless(none),
		k.Bind("manage.forget", nothing(s.askWord)).Unless(func() string {
			if s.list.Len() == 0 {
				return "There is nothing to forget."
			}
			return ""
		}),
		k.Bind("manage.up", nothing(func() { s.list.Up() })),
		k.Bind("manage.down", nothing(func() { s.list.Down() })),
		k.Bind("list.pageup", nothing(func() { s.list.PageUp() })),
		k.Bind("list.pagedown", nothing(func() { s.list.PageDown() })),
		k.Bind("manage.top", nothing(func() { s.list.Top() })),
		k.Bind("manage.bottom", nothing(func() { s.list.Bottom() })),
	}
}

// Update implements screen.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Returned:
		return s.load("")
	case loadedMsg:
		s.busy--
		s.show(msg)
	case doneMsg:
		s.busy--
		return s.ended(msg)
	case demoMsg:
		s.busy--
		if msg.err != nil {
			s.read(s.opts.Explain(msg.err))
			return nil
		}
		return screen.Emit(screen.Instead{Place: msg.place})
	case tea.KeyPressMsg, tea.PasteMsg:
		switch s.mode {
		case renaming, forgetting:
			s.form.Update(msg)
		case browsing:
			return s.listEvent(msg)
		}
	case tea.MouseClickMsg:
		if s.mode == browsing {
			msg.Y -= s.listTop
			return s.listEvent(msg)
		}
	case tea.MouseWheelMsg:
		if s.mode == reading {
			s.panel.Update(msg)
			return nil
		}
		return s.listEvent(msg)
	}
	return nil
}

func (s *Screen) listEvent(msg tea.Msg) tea.Cmd {
	if s.list.Update(msg, s.host.Now()) == list.Opened {
		return s.open()
	}
	return nil
}

// here gives the connection under the cursor.
func (s *Screen) here() (keystore.Connection, bool) {
	it, ok := s.list.Cursor()
	if !ok {
		return keystore.Connection{}, false
	}
	return s.all[it.ID], true
}

func (s *Screen) open() tea.Cmd {
	c, ok := s.here()
	if !ok {
		return nil
	}
	return screen.Emit(screen.Instead{Place: place.Place{Kind: place.Companies, Connection: c.Name, Environment: c.Environment,
		CompanyID: c.CompanyID, CompanyName: c.CompanyName}})
}

func (s *Screen) replaceSecret() tea.Cmd {
	c, _ := s.here()
	return screen.Emit(screen.Go{Place: place.Place{Kind: place.Setup, Connection: c.Name}})
}

func (s *Screen) demo() tea.Cmd {
	s.busy++
	return s.host.Do(func(ctx context.Context) tea.Msg {
		p, err := s.opts.Demo(ctx)
		return demoMsg{place: p, err: err}
	})
}

// name is the only field of the form.
const name = "name"

func (s *Screen) askName() {
	c, _ := s.here()
	s.form = form.New(form.Field{ID: name, Label: "New name for “" + c.Name + "”", Limit: 200, Check: func(v string) []form.Verdict {
		clean, err := keystore.CheckName(v)
		if err != nil {
			return []form.Verdict{{Level: widget.Failure, Text: err.Error(), Partial: v == ""}}
		}
		if _, taken := s.all[clean]; taken && clean != c.Name {
			return []form.Verdict{{Level: widget.Failure, Text: "A connection has this name already: choose another."}}
		}
		return nil
	}})
	s.form.Set(name, c.Name, "")
	s.mode = renaming
}

func (s *Screen) rename() tea.Cmd {
	c, _ := s.here()
	s.form.Insist(name)
	if s.form.Worst(name) == widget.Failure {
		return nil
	}
	to, _ := keystore.CheckName(s.form.Value(name))
	s.mode = browsing
	if to == c.Name {
		return nil
	}
	return s.change(func(context.Context) doneMsg {
		return doneMsg{err: s.store.Rename(c.Name, to), say: "“" + c.Name + "” is now called “" + to + "”.", then: to}
	})
}

func (s *Screen) remove() tea.Cmd {
	c, _ := s.here()
	s.mode = browsing
	return s.change(func(ctx context.Context) doneMsg {
		left, err := s.store.Remove(ctx, c.Name)
		return doneMsg{err: err, leftovers: left, say: "“" + c.Name + "” is removed."}
	})
}

// word must be typed before everything is forgotten: there is no way back.
const word = "forget"

func (s *Screen) askWord() {
	s.form = form.New(form.Field{ID: name, Label: "Type “" + word + "” to go on", Limit: 40, Check: func(v string) []form.Verdict {
		if v == word {
			return nil
		}
		return []form.Verdict{{Level: widget.Failure, Text: "Type the word " + word + ", or press Esc to keep everything.", Partial: true}}
	}})
	s.mode = forgetting
}

func (s *Screen) forget() tea.Cmd {
	s.form.Insist(name)
	if s.form.Value(name) != word {
		return nil
	}
	s.mode = browsing
	return s.change(func(ctx context.Context) doneMsg {
		left, err := s.store.ForgetAll(ctx)
		return doneMsg{err: err, leftovers: left, say: "Everything is forgotten: connections and secrets."}
	})
}

func (s *Screen) change(f func(ctx context.Context) doneMsg) tea.Cmd {
	s.busy++
	return s.host.Do(func(ctx context.Context) tea.Msg { return f(ctx) })
}

// ended follows a change: the list is read anew whatever happened, and what is left over is said.
func (s *Screen) ended(msg doneMsg) tea.Cmd {
	cmds := []tea.Cmd{s.load(msg.then)}
	switch {
	case msg.err != nil:
		s.read(s.opts.Explain(msg.err))
	case len(msg.leftovers) > 0:
		c := panel.Content{Level: widget.Warning, Title: msg.say + " Something is left all the same."}
		for i, l := range msg.leftovers {
			if i > 0 {
				c.Cause += "\n"
			}
			c.Cause += l.Text
			if l.ID != "" {
				c.Evidence = append(c.Evidence, [2]string{"Entry", l.ID})
			}
		}
		s.read(c)
	default:
		cmds = append(cmds, screen.Tell(screen.Success, msg.say))
	}
	return tea.Batch(cmds...)
}

func (s *Screen) read(c panel.Content) {
	s.panel.SetContent(c)
	s.mode = reading
}
