package tui

import (
	tea "charm.land/bubbletea/v2"

	"bctui/ui/place"
)

// The way back is the stack itself: what lies below is as it was left. The way forward is remembered as places, which
// hold filter, sort, columns and cursor: a list is read anew from them, so that what was left costs no memory.

// visit is a place that was left by going back, with what opens it again without asking the service.
type visit struct {
	place place.Place
	seed  any
}

// mostAhead bounds how far forward leads.
const mostAhead = 64

// seeded is a screen that can be opened again with what it holds already.
type seeded interface{ Seed() any }

// remember puts the screen on top on the way forward. Screens that ask for something or run something are not opened
// again by the way.
func (m *Model) remember() {
	s := m.top()
	v := visit{place: s.Place()}
	switch v.place.Kind {
	case place.Companies, place.Entities, place.Grid, place.Record:
	default:
		return
	}
	if k, ok := s.(seeded); ok {
		v.seed = k.Seed()
	}
	if m.ahead = append(m.ahead, v); len(m.ahead) > mostAhead {
		m.ahead = m.ahead[1:]
	}
}

// forward opens again what going back left last.
func (m *Model) forward() tea.Cmd {
	last := len(m.ahead) - 1
	v, below := m.ahead[last], len(m.stack)
	m.note.Hide()
	cmd := m.open(v.place, v.seed)
	if len(m.stack) > below { // else it was said why not, and it can be tried again
		m.ahead = m.ahead[:last]
	}
	return cmd
}

// nothingAhead says why forward leads nowhere; "" when it leads somewhere.
func (m *Model) nothingAhead() string {
	if len(m.ahead) == 0 {
		return "Nothing lies ahead: forward leads to places that were left by going back."
	}
	return ""
}
