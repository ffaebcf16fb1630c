package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/place"
	"bctui/ui/screen"
)

func (m *Model) top() screen.Screen {
	if len(m.stack) == 0 {
		return nil
	}
	return m.stack[len(m.stack)-1].screen
}

func (m *Model) find(id screen.ID) *entry {
	for i := range m.stack {
		if m.stack[i].id == id {
			return &m.stack[i]
		}
	}
	return nil
}

// push opens a place on top. Where Forward led before is forgotten.
func (m *Model) push(p place.Place, seed any) tea.Cmd {
	m.ahead = nil
	return m.open(p, seed)
}

// open is push for places that were visited before. What can't be opened is said, and nothing changes.
func (m *Model) open(p place.Place, seed any) tea.Cmd {
	m.lastID++
	ctx, cancel := context.WithCancel(m.ctx)
	host := screen.Host{ID: m.lastID, Context: ctx, Look: m.look, Keys: m.opts.Keys, Now: m.opts.Now}
	s, err := m.opts.Open(p, host, seed)
	if err != nil {
		cancel()
		if len(m.stack) == 0 {
			m.failure = err
			return m.quit()
		}
		return m.say(screen.Failure, err.Error())
	}
	m.stack = append(m.stack, entry{screen: s, id: m.lastID, cancel: cancel})
	m.overlay = nil
	return s.Init()
}

// back leaves the screen on top. At the top of the program it says how to quit.
func (m *Model) back() tea.Cmd {
	if len(m.stack) < 2 {
		if p, ok := m.Place().Parent(); ok {
			m.remember()
			m.clear()
			m.note.Hide()
			return m.open(p, nil)
		}
		return m.say(screen.Note, "This is the top. "+m.keyOf("app.leave")+" quits, "+m.keyOf("app.connections")+" switches the connection.")
	}
	m.remember()
	m.drop()
	m.note.Hide() // what was said of a screen goes with it
	return m.toTop(screen.Returned{})
}

// drop ends the work of the screen on top and takes it away.
func (m *Model) drop() {
	last := len(m.stack) - 1
	m.stack[last].cancel()
	m.stack[last] = entry{}
	m.stack = m.stack[:last]
}

func (m *Model) clear() {
	for len(m.stack) > 0 {
		m.drop()
	}
}
