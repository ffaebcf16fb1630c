package grid

import (
	tea "charm.land/bubbletea/v2"

	"bctui/ui/screen"
)

// mouse moves the cursor, scrolls, drags column edges (two clicks fit the column), and sorts by the column whose head is
// clicked, with Shift, Ctrl or Alt by one column more: many terminals keep a click with Shift for themselves. A click on the
// cell under the cursor opens its record.
func (m *Model) mouse(msg tea.MouseMsg) tea.Cmd {
	e := msg.Mouse()
	switch msg.(type) {
	case tea.MouseClickMsg:
		if e.Button != tea.MouseLeft {
			return nil
		}
		if col, again, ok := m.widget.Edge(e.X, e.Y, m.host.Now()); ok {
			if m.grip = col; again {
				m.grip = -1
				m.widget.Fit(col)
				return m.remember()
			}
			return nil
		}
		hit := m.widget.Click(e.X, e.Y)
		switch {
		case hit.Header:
			if why := m.unsortable(); why != "" {
				return screen.Tell(screen.Note, why)
			}
			return m.order(e.Mod&(tea.ModShift|tea.ModCtrl|tea.ModAlt) != 0)
		case hit.Again:
			return m.open()
		}
		return m.moved()
	case tea.MouseMotionMsg:
		if m.grip >= 0 {
			m.widget.Drag(m.grip, e.X)
		}
	case tea.MouseReleaseMsg:
		if m.grip >= 0 {
			m.grip = -1
			return m.remember()
		}
	case tea.MouseWheelMsg:
		m.widget.Turn(e)
		return m.moved()
	}
	return nil
}
