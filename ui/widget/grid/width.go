package grid

import "bctui/ui/format"

const (
	sampleRows = 60 // rows that widths are taken from: about what a first screen shows
	leastWidth = 3
	mostWidth  = 40
	titleWidth = 14 // a title may widen a column of short values this far
	step       = 4  // cells for one press of wider or narrower
	gap        = 2  // blanks between columns
)

// sample measures the titles, and the first rows as soon as there are some. It does so once: later pages change nothing.
func (m *Model) sample(measure format.Measure) {
	for i := range m.columns {
		if c := &m.columns[i]; c.title < 0 {
			c.title = measure.WidthWithin(measure.Visible(head(c.Title)), mostWidth)
		}
	}
	rows := min(m.Len(), sampleRows)
	if m.sampled || rows == 0 {
		return
	}
	m.sampled = true
	for i := range m.columns {
		if c := &m.columns[i]; c.content == 0 {
			c.content = m.widest(i, 0, rows, c.most(), measure)
		}
	}
}

// head is as much of a title as could ever be shown.
func head(s string) string { return s[:min(len(s), 1024)] }

// widest gives the cells that the widest of some rows takes in a column, at most most.
func (m *Model) widest(col, first, end, most int, measure format.Measure) int {
	widest := 0
	for row := first; row < end && widest < most; row++ {
		m.cache.cell, _ = m.source.AppendCell(m.cache.cell[:0], row, col)
		widest = max(widest, min(most, measure.WidthWithin(measure.Visible(string(m.cache.cell)), most)))
	}
	return widest
}

// grow widens a column of numbers for one that does not fit, whatever its limit: other text may be cut, a number that is
// cut is wrong. It is the one case in which a width changes by itself; one that was set stays.
func (m *Model) grow(c *column, cell []byte) {
	const most = 64 // beyond that it is no amount, and hashes do
	if w := m.measure.WidthWithin(m.measure.Visible(string(cell)), most); c.Width == 0 && w <= most && w > c.cells(m.ranks()) {
		c.number = w
		m.grown = true
	}
}

func (c *column) most() int {
	if c.Max > 0 {
		return c.Max
	}
	return mostWidth
}

// cells gives the width of the column: what was set, or what title, rows and limits come to.
func (c *column) cells(ranks bool) int {
	if c.Width > 0 {
		return c.Width
	}
	least := c.Min
	if least <= 0 {
		least = leastWidth
	}
	title := min(c.title, max(c.most(), titleWidth))
	title += c.markWidth(ranks)
	return max(least, title, min(c.content, c.most()), c.number, 1)
}

// markWidth is the room for the marks of a sorted or filtered column: " ▲", " ▲2", " *", " ▲2*".
func (c *column) markWidth(ranks bool) int {
	n := 0
	if c.Sort != 0 {
		n++
		if ranks {
			n++
		}
	}
	if c.Filtered {
		n++
	}
	if n > 0 {
		n++ // the blank before
	}
	return n
}

// ranks tells whether more than one column is sorted, so that the marks need numbers.
func (m *Model) ranks() bool {
	n := 0
	for _, c := range m.columns {
		if c.Sort != 0 {
			n++
		}
	}
	return n > 1
}

// Width gives the cells of a column.
func (m *Model) Width(col int) int {
	if col < 0 || col >= len(m.columns) {
		return 0
	}
	return m.columns[col].cells(m.ranks())
}

// SetWidth sets the width of a column; 0: as its title and rows need.
func (m *Model) SetWidth(col, cells int) {
	if col < 0 || col >= len(m.columns) {
		return
	}
	m.columns[col].Width, m.columns[col].fit = max(0, cells), fitNone
}

// Widen makes the column under the cursor wider by a few cells.
func (m *Model) Widen() { m.widen(step) }

// Narrow makes the column under the cursor narrower by a few cells.
func (m *Model) Narrow() { m.widen(-step) }

func (m *Model) widen(n int) {
	if _, col := m.Cursor(); col >= 0 {
		m.SetWidth(col, max(1, m.Width(col)+n))
	}
}

// fitting is what the width of a column was fitted to.
type fitting uint8

const (
	fitNone   fitting = iota
	fitScreen         // the rows on screen
	fitAll            // all rows that are there
)

// ToggleFit makes the column under the cursor as wide as the widest value on screen, whatever its limit; the second time
// as the widest of all rows that are there, where that is more; then it gets its own width back.
func (m *Model) ToggleFit() {
	_, col := m.Cursor()
	if col < 0 {
		return
	}
	c := &m.columns[col]
	switch c.fit {
	case fitNone:
		m.Fit(col)
		return
	case fitScreen:
		const near = 50_000 // rows before and behind the cursor: more would hold up the key
		was := c.Width
		m.setFit(c, fitAll, m.widest(col, max(0, m.at()-near), min(m.Len(), m.at()+near), widestFit, m.measure))
		if c.Width > was {
			return
		}
	}
	c.Width, c.fit = 0, fitNone
}

// widestFit is more than any window is wide.
const widestFit = 1000

// Fit makes a column as wide as the widest value on screen, whatever its limit.
func (m *Model) Fit(col int) {
	if col < 0 || col >= len(m.columns) {
		return
	}
	c := &m.columns[col]
	first, end := m.VisibleRange()
	m.setFit(c, fitScreen, m.widest(col, first, end, widestFit, m.measure))
}

// setFit gives a column the width of content cells, or of its title.
func (m *Model) setFit(c *column, how fitting, content int) {
	c.Width, c.fit = max(1, c.title+c.markWidth(m.ranks()), content), how
}

// Freeze keeps the first n columns on screen when the others scroll sideways.
func (m *Model) Freeze(n int) { m.frozen = max(0, n) }

// Frozen gives how many first columns are asked to stay.
func (m *Model) Frozen() int { return m.frozen }

// Held gives how many of them had room in the last View.
func (m *Model) Held() int { return m.layout.frozen }

// ToggleFreeze freezes the columns up to the cursor; when they are so already, as it was before.
func (m *Model) ToggleFreeze() {
	if m.frozen == m.pos+1 {
		m.frozen, m.before = m.before, m.frozen
		return
	}
	m.before, m.frozen = m.frozen, m.pos+1
}

// Hide hides the column under the cursor and gives its ID; the last one that is shown stays, and then ok is false.
func (m *Model) Hide() (id string, ok bool) {
	_, col := m.Cursor()
	if col < 0 || len(m.visible) < 2 {
		return "", false
	}
	m.columns[col].Hidden = true
	id = m.columns[col].ID
	m.arrange(id)
	return id, true
}

// Show shows a hidden column again, under the cursor when follow is set.
func (m *Model) Show(id string, follow bool) {
	keep := m.cursorID()
	for i := range m.columns {
		if m.columns[i].ID == id {
			m.columns[i].Hidden = false
		}
	}
	if follow {
		keep = id
	}
	m.arrange(keep)
}
