package grid

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Cursor gives the row and the column of the cursor; col counts the columns as they were given to SetColumns. row is −1
// where there are no rows, col is −1 where no column is shown.
func (m *Model) Cursor() (row, col int) {
	col = -1
	if m.pos < len(m.visible) {
		col = m.visible[m.pos]
	}
	return m.at(), col
}

// at is the row of the cursor among the rows that are there; −1 when there are none.
func (m *Model) at() int { return min(m.row, m.Len()-1) }

// MoveTo puts the cursor on a row and a column (as given to SetColumns). A row that is not there yet is waited for: until
// then the cursor stands on the last one. A hidden column counts as the next one shown. Negative values leave as it is.
func (m *Model) MoveTo(row, col int) {
	if row >= 0 {
		m.row = row
	}
	if col < 0 || col >= len(m.columns) {
		return
	}
	for i, c := range m.visible {
		m.pos = i
		if c >= col {
			break
		}
	}
}

// MoveToColumn puts the cursor on the column with the ID and tells whether it is shown.
func (m *Model) MoveToColumn(id string) bool {
	for i, c := range m.visible {
		if m.columns[c].ID == id {
			m.pos = i
			return true
		}
	}
	return false
}

// move goes n rows down (or up) and tells whether that led anywhere.
func (m *Model) move(n int) bool {
	last := m.Len() - 1
	if last < 0 {
		return false
	}
	from := m.at()
	m.row = clamp(from+n, 0, last)
	return m.row != from
}

// Up goes one row up. Like all moves it tells whether the cursor stands elsewhere now.
func (m *Model) Up() bool { return m.move(-1) }

// Down goes one row down.
func (m *Model) Down() bool { return m.move(1) }

// PageUp goes up by as many rows as fit on the screen, and the screen goes along.
func (m *Model) PageUp() bool { return m.scrollWith(-max(1, m.page()-1)) }

// PageDown goes down by as many rows as fit on the screen, and the screen goes along.
func (m *Model) PageDown() bool { return m.scrollWith(max(1, m.page()-1)) }

// HalfUp goes up by half a page.
func (m *Model) HalfUp() bool { return m.scrollWith(-max(1, m.page()/2)) }

// HalfDown goes down by half a page.
func (m *Model) HalfDown() bool { return m.scrollWith(max(1, m.page()/2)) }

// scrollWith moves cursor and window together, so that the eye finds the cursor where it was.
func (m *Model) scrollWith(n int) bool {
	m.settle()
	moved := m.move(n)
	m.top += n
	m.settle()
	return moved
}

// Top goes to the first row.
func (m *Model) Top() bool { return m.move(-m.Len()) }

// Bottom goes to the last row that is there.
func (m *Model) Bottom() bool { return m.move(m.Len()) }

// Left goes one column to the left.
func (m *Model) Left() bool { return m.moveColumn(m.pos - 1) }

// Right goes one column to the right.
func (m *Model) Right() bool { return m.moveColumn(m.pos + 1) }

// First goes to the first column and scrolls all the way back.
func (m *Model) First() bool {
	moved := m.moveColumn(0)
	m.left = 0
	return moved
}

// Last goes to the last column.
func (m *Model) Last() bool { return m.moveColumn(len(m.visible) - 1) }

func (m *Model) moveColumn(pos int) bool {
	pos = clamp(pos, 0, len(m.visible)-1)
	moved := pos != m.pos
	m.pos = pos
	return moved
}

// settle brings the window over the rows so that the cursor is in it.
func (m *Model) settle() {
	page, rows := m.page(), m.Len()
	if page == 0 || rows == 0 {
		m.top = 0
		return
	}
	lines := rows
	if m.tail != "" {
		lines++
	}
	m.top = clamp(m.top, 0, max(0, lines-page))
	at := max(0, m.at())
	if at < m.top {
		m.top = at
	}
	last := at
	if at == rows-1 && m.tail != "" && page > 1 {
		last++ // what stands behind the last row is worth seeing there
	}
	if last >= m.top+page {
		m.top = last - page + 1
	}
}

// Hit says what a click met.
type Hit struct {
	Row, Column int  // Column as given to SetColumns
	Header      bool // the head of the column; Row is −1
	OK          bool // false: nothing of the grid
	// Again is true when the cursor already stood on that cell: the second of two clicks opens it.
	Again bool
}

// Click takes a click at a cell of the last View, from its top left, and moves the cursor there.
func (m *Model) Click(x, y int) Hit {
	col, ok := m.layout.columnAt(x)
	pos := slices.Index(m.visible, col)
	if !ok || pos < 0 || y < 0 || y >= m.height {
		return Hit{Row: -1, Column: -1}
	}
	hit := Hit{Row: -1, Column: col, OK: true}
	if y < m.head() {
		hit.Header = true
		m.pos = pos
		return hit
	}
	hit.Row = m.top + y - m.head()
	if hit.Row >= m.Len() {
		return Hit{Row: -1, Column: -1}
	}
	hit.Again = hit.Row == m.at() && pos == m.pos
	m.row, m.pos = hit.Row, pos
	return hit
}

// Turn is Wheel for a turn of the mouse's wheel; with Shift it goes sideways, for mice that have no other way.
func (m *Model) Turn(e tea.Mouse) {
	lines, columns := 0, 0
	switch e.Button {
	case tea.MouseWheelUp:
		lines = -3
	case tea.MouseWheelDown:
		lines = 3
	case tea.MouseWheelLeft:
		columns = -1
	case tea.MouseWheelRight:
		columns = 1
	}
	if e.Mod.Contains(tea.ModShift) {
		lines, columns = 0, lines/3
	}
	m.Wheel(columns, lines)
}

// Wheel scrolls by lines (down when positive) and columns (right when positive). The cursor stays where it is as long as
// it is on screen.
func (m *Model) Wheel(columns, lines int) {
	m.settle()
	if page := m.page(); lines != 0 && page > 0 && m.Len() > 0 {
		most := m.Len() - page
		if m.tail != "" {
			most++
		}
		m.top = clamp(m.top+lines, 0, max(0, most))
		m.row = clamp(m.at(), m.top, max(m.top, min(m.top+page, m.Len())-1))
	}
	if columns != 0 {
		m.moveColumn(m.pos + columns)
	}
}

// Grip gives the column whose right edge is at x in the head line, for dragging.
func (m *Model) Grip(x, y int) (col int, ok bool) {
	if y != 0 || m.head() == 0 {
		return -1, false
	}
	for _, s := range m.layout.slots {
		if end := s.x + s.w; x == end || x == end+1 {
			return s.col, true
		}
	}
	return -1, false
}

// doubleClick is how long the second of two clicks on an edge may take.
const doubleClick = 500 * time.Millisecond

// Edge is Grip for a click, and tells whether it is the second of two on the same edge.
func (m *Model) Edge(x, y int, now time.Time) (col int, again, ok bool) {
	if col, ok = m.Grip(x, y); !ok {
		m.edge = 0
		return -1, false, false
	}
	again = m.edge == col+1 && now.Sub(m.edgeAt) <= doubleClick
	if m.edge, m.edgeAt = col+1, now; again {
		m.edge = 0
	}
	return col, again, true
}

// Drag makes a column that Grip gave end at x.
func (m *Model) Drag(col, x int) {
	for _, s := range m.layout.slots {
		if s.col == col {
			m.SetWidth(col, max(1, x-s.x))
		}
	}
}
