package fields

// MoveTo puts the cursor on the field with the ID and tells whether it is on show.
func (m *Model) MoveTo(id string) bool {
	for i, s := range m.shown {
		if m.fields[s.field].ID == id {
			m.step(i - m.cursor)
			return true
		}
	}
	return false
}

// step goes n fields down (or up) and tells whether that led anywhere.
func (m *Model) step(n int) bool {
	to := max(0, min(m.cursor+n, len(m.shown)-1))
	if to == m.cursor {
		return false
	}
	m.cursor, m.inner = to, 0
	return true
}

// Up goes one field up; within a value that is longer than the screen, one line.
func (m *Model) Up() bool {
	if m.inner > 0 {
		m.inner--
		return true
	}
	return m.step(-1)
}

// Down goes one field down; within a value that is longer than the screen, one line.
func (m *Model) Down() bool {
	if m.text.more && m.text.field == m.Cursor() {
		m.inner++
		return true
	}
	return m.step(1)
}

// PageUp goes up by about as many fields as fit on the screen.
func (m *Model) PageUp() bool { return m.step(-max(1, m.body()-1)) }

// PageDown goes down by about as many fields as fit on the screen.
func (m *Model) PageDown() bool { return m.step(max(1, m.body()-1)) }

// Top goes to the first field.
func (m *Model) Top() bool { return m.step(-len(m.shown)) }

// Bottom goes to the last field.
func (m *Model) Bottom() bool { return m.step(len(m.shown)) }

// Click takes a click at a cell of the last View and moves the cursor to the field there. again is true when it stood
// there already.
func (m *Model) Click(x, y int) (field int, again, ok bool) {
	at := m.top + y
	if x < 0 || x >= m.width || y < 0 || y >= m.body() || at >= len(m.lines) {
		return -1, false, false
	}
	l := m.lines[at]
	if l.shown < 0 || l.shown >= len(m.shown) {
		return -1, false, false
	}
	again = l.shown == m.cursor
	m.step(l.shown - m.cursor)
	return m.Cursor(), again, true
}

// Wheel moves by fields, down when positive.
func (m *Model) Wheel(n int) {
	for ; n > 0; n-- {
		m.Down()
	}
	for ; n < 0; n++ {
		m.Up()
	}
}
