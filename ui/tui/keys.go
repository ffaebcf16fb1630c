package tui

import (
	tea "charm.land/bubbletea/v2"

	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
)

// key finds what a key means: an overlay first, then the text field that has the focus, then the screen's actions, then
// those that exist everywhere, and last the screen itself.
func (m *Model) key(msg tea.KeyPressMsg) tea.Cmd {
	name := msg.String()
	if name == "alt+esc" { // Esc twice, which a slow line or a busy terminal brings as one
		esc := tea.KeyPressMsg{Code: tea.KeyEscape}
		return tea.Batch(m.key(esc), m.key(esc))
	}
	globals := m.globals()
	if a, ok := keymap.Find(globals, name); ok && a.ID == "app.quit" {
		return m.quit()
	}
	if m.width < minWidth || m.height < minHeight {
		return nil // the screen is out of sight: a key would act unseen
	}
	if m.overlay != nil {
		return m.overlay.key(m, msg)
	}
	s := m.top()
	if s == nil {
		return nil
	}
	typing := s.Typing()
	back := m.opts.Keys.Def("app.back")
	if (keymap.Action{Def: back}).Has(name) {
		return m.escape()
	}
	for _, actions := range [][]keymap.Action{s.Actions(), globals} {
		for _, a := range actions {
			if a.Works(name, typing) {
				return m.run(a)
			}
		}
	}
	return m.atOnce(s.Update(msg))
}

func (m *Model) quit() tea.Cmd {
	m.leaving = true
	return tea.Quit
}

// run does an action, or says why it can't be done now.
func (m *Model) run(a keymap.Action) tea.Cmd {
	if why := a.Refusal(); why != "" {
		return m.say(screen.Note, why)
	}
	if a.Run == nil {
		return nil
	}
	return m.atOnce(a.Run())
}

// atOnce does what a command asks of the root right away, when asking is all it does (going to another screen, above
// all): a key that is pressed meanwhile must reach the screen that is then on top.
func (m *Model) atOnce(cmd tea.Cmd) tea.Cmd {
	if !screen.Emitted(cmd) {
		return cmd
	}
	return m.handle(cmd())
}

// escape takes one rung of the ladder: the screen's own rungs first, then back to the screen below.
func (m *Model) escape() tea.Cmd {
	s := m.top()
	if s == nil {
		return nil
	}
	if cmd, done := s.Escape(); done {
		return cmd
	}
	return m.back()
}

func (m *Model) keyOf(id string) string { return m.opts.Keys.Def(id).KeyLabel() }

// globals are the actions that exist on every screen.
func (m *Model) globals() []keymap.Action {
	k := m.opts.Keys
	return []keymap.Action{
		k.Bind("app.help", func() tea.Cmd { m.overlay = newHelp(m); return nil }).WhileTyping("f1"),
		k.Bind("app.palette", func() tea.Cmd { m.overlay = newPalette(m); return nil }).WhileTyping("ctrl+p"),
		k.Bind("app.connections", func() tea.Cmd {
			if p := m.Place(); p.Kind == place.Connections {
				return m.say(screen.Note, "This is where connections are switched.")
			}
			return m.push(place.Place{Kind: place.Connections}, nil)
		}).WhileTyping().Unless(func() string {
			if m.Place().Kind == place.Setup {
				return "Finish or leave the setup first: Esc goes back."
			}
			return ""
		}),
		k.Bind("app.check", func() tea.Cmd {
			p := m.Place()
			return m.push(place.Place{Kind: place.Check, Connection: p.Connection, Environment: p.Environment, CompanyID: p.CompanyID,
				CompanyName: p.CompanyName, Route: p.Route}, nil)
		}).Unless(func() string {
			switch p := m.Place(); {
			case p.Kind == place.Check || p.Kind == place.Access:
				return "This is the check."
			case p.Connection == "":
				return "Open a connection first: the check needs one."
			}
			return ""
		}),
		k.Bind("app.requests", func() tea.Cmd { return m.push(place.Place{Kind: place.Requests}, nil) }).Unless(func() string {
			if m.Place().Kind == place.Requests {
				return "These are the requests."
			}
			return ""
		}),
		k.Bind("app.mouse", func() tea.Cmd {
			m.mouse = !m.mouse
			if m.mouse {
				return m.say(screen.Note, "Mouse on: click and scroll work in the program. "+m.keyOf("app.mouse")+" gives it back to the terminal.")
			}
			return m.say(screen.Note, "Mouse off: the terminal selects text again.")
		}),
		k.Bind("app.theme", func() tea.Cmd {
			m.fixedBackground = true
			m.look.Theme = m.look.Theme.On(!m.look.Theme.Dark)
			return nil
		}),
		k.Bind("app.earlier", m.back),
		k.Bind("app.forward", m.forward).Unless(m.nothingAhead),
		k.Bind("app.leave", func() tea.Cmd { return m.quit() }).Unless(func() string {
			if len(m.stack) > 1 {
				return m.keyOf("app.leave") + " quits at the top: " + m.keyOf("app.back") + " goes back, " + m.keyOf("app.quit") + " quits at once."
			}
			return ""
		}),
		k.Bind("app.suspend", func() tea.Cmd { return tea.Suspend }).WhileTyping(),
		k.Bind("app.quit", func() tea.Cmd { return m.quit() }).WhileTyping(),
	}
}

// actions are all that can be done here and now, the screen's own first; Esc stands among them for help and palette.
func (m *Model) actions() []keymap.Action {
	var own []keymap.Action
	if s := m.top(); s != nil {
		own = s.Actions()
	}
	all := append([]keymap.Action{}, own...)
	all = append(all, m.opts.Keys.Bind("app.back", m.escape))
	return append(all, m.globals()...)
}

// mouseMsg gives the mouse to the overlay or, with lines counted from its own top, to the screen.
func (m *Model) mouseMsg(msg tea.MouseMsg) tea.Cmd {
	if m.overlay != nil {
		return m.overlay.mouse(m, msg)
	}
	return m.toTop(shift(msg, 0, -headLines))
}

// shift moves a mouse event.
func shift(msg tea.MouseMsg, dx, dy int) tea.Msg {
	switch e := msg.(type) {
	case tea.MouseClickMsg:
		e.X, e.Y = e.X+dx, e.Y+dy
		return e
	case tea.MouseReleaseMsg:
		e.X, e.Y = e.X+dx, e.Y+dy
		return e
	case tea.MouseWheelMsg:
		e.X, e.Y = e.X+dx, e.Y+dy
		return e
	case tea.MouseMotionMsg:
		e.X, e.Y = e.X+dx, e.Y+dy
		return e
	}
	return msg
}
