// Package grid draws rows and columns that are wider and longer than any screen: a cell cursor, sideways scroll, frozen
// first columns. It knows nothing of what the cells mean: a Source writes the text of those that are on screen, and
// only of those, so a move costs the same at a thousand rows and at a million.
//
// Column widths come from the titles and the first rows and then stay, so that nothing jumps while pages arrive; only a
// column of numbers (aligned to the right) grows for one that does not fit. Every
// line of View is exactly as wide as asked, by both measures. Nothing relies on colour alone: the row under the cursor
// has a bar at its left, the cell is reversed, the head above it underlined.
package grid

import (
	"slices"
	"strings"
	"time"

	"bctui/ui/format"
	"bctui/ui/theme"
)

// Column says how one column is shown.
type Column struct {
	ID    string // what widths and the cursor hold on to when columns change; unique
	Title string
	Align format.Align
	Width int // cells; 0: from the title and the first rows
	Min   int // not narrower than this by itself; 0: 3
	Max   int // not wider than this by itself; 0: 40. A person may still ask for more
	// Sort is the column's rank in the order of the rows, from 1; negative when descending; 0 when it is not in it.
	Sort     int
	Filtered bool // rows are left out by it
	Hidden   bool
}

// Source gives the cells. Rows never change once they are there; more may be added at the end. After any other change
// call SetSource or Invalidate.
type Source interface {
	// Len is the number of rows that are there now.
	Len() int
	// AppendCell adds the visible text of a cell to dst, without styles, and says what it is. col counts the columns as
	// they were given to SetColumns. Text that is not visible text is made so, and what does not fit is cut.
	AppendCell(dst []byte, row, col int) ([]byte, theme.Tone)
}

// Model is a grid. The zero value is one without columns and rows. It is used by one goroutine.
type Model struct {
	columns []column
	visible []int // indexes of the columns that are not hidden
	source  Source

	width, height int

	row    int // the wanted row: kept when it is not there (yet)
	pos    int // the column under the cursor: index into visible
	top    int // first row on screen
	left   int // first column behind the frozen ones: index into visible
	frozen int // how many first visible columns are asked to stay
	before int // frozen before ToggleFreeze

	edge   int       // the column whose edge was clicked last, from 1; 0: none was
	edgeAt time.Time // when

	empty, tail string

	sampled bool // widths hold what the first rows need
	grown   bool // a width changed while rows were drawn
	measure format.Measure

	layout layout
	spare  []slot // of the layout before
	cache  cache
}

// column is a Column with what was found out about it.
type column struct {
	Column
	title   int // cells of the title
	content int // cells of the widest of the first rows
	number  int // cells of a number further down that needed more
	fit     fitting
}

// SetColumns replaces the columns. The cursor stays on the column with the same ID, and so do widths that were set.
// A width of 0 takes up what was found for that ID before.
func (m *Model) SetColumns(columns []Column) {
	id := m.cursorID()
	old := map[string]column{}
	for _, c := range m.columns {
		old[c.ID] = c
	}
	m.columns = make([]column, len(columns))
	for i, c := range columns {
		m.columns[i] = column{Column: c, title: -1}
		was, ok := old[c.ID]
		if !ok {
			m.sampled = false
			continue
		}
		m.columns[i].content, m.columns[i].number = was.content, was.number
		if c.Width == 0 {
			m.columns[i].Width, m.columns[i].fit = was.Width, was.fit
		}
	}
	m.arrange(id)
	m.Invalidate()
}

// Columns gives the columns as they are now. Width is 0 unless it was set by SetColumns or by a person: what to remember.
func (m *Model) Columns() []Column {
	out := make([]Column, len(m.columns))
	for i, c := range m.columns {
		out[i] = c.Column
	}
	return out
}

// SetSort marks the columns by which the rows are ordered, the most important first, as $orderby has them: "city",
// "balanceDue desc" (or "-balanceDue").
func (m *Model) SetSort(order []string) {
	for i := range m.columns {
		m.columns[i].Sort = 0
	}
	for rank, by := range order {
		id, direction, _ := strings.Cut(by, " ")
		id, minus := strings.CutPrefix(id, "-")
		for i := range m.columns {
			if m.columns[i].ID != id {
				continue
			}
			m.columns[i].Sort = rank + 1
			if minus || direction == "desc" {
				m.columns[i].Sort = -(rank + 1)
			}
		}
	}
}

// SetFiltered marks the columns that rows are left out by.
func (m *Model) SetFiltered(ids []string) {
	for i := range m.columns {
		m.columns[i].Filtered = slices.Contains(ids, m.columns[i].ID)
	}
}

// arrange finds the visible columns anew and puts the cursor on the one with the ID, or where that one was.
func (m *Model) arrange(id string) {
	m.visible = m.visible[:0]
	at := -1
	for i, c := range m.columns {
		if c.ID == id {
			at = len(m.visible) // a hidden one: the next that is shown
		}
		if !c.Hidden {
			m.visible = append(m.visible, i)
		}
	}
	if at >= 0 {
		m.pos = at
	}
	m.pos = clamp(m.pos, 0, len(m.visible)-1)
	m.left = clamp(m.left, 0, len(m.visible)-1)
}

func (m *Model) cursorID() string {
	if m.pos < len(m.visible) {
		return m.columns[m.visible[m.pos]].ID
	}
	return ""
}

// SetSource replaces the rows. The cursor stays at its row number; widths are taken from the first rows unless they are
// known: those of columns that had nothing in the rows before are not.
func (m *Model) SetSource(s Source) {
	m.source, m.sampled = s, false
	m.Invalidate()
}

// Invalidate tells that rows which may be on screen have changed.
func (m *Model) Invalidate() { m.cache.drop() }

// Resample takes the widths anew from the first rows, for another kind of rows in the same columns.
func (m *Model) Resample() {
	for i := range m.columns {
		m.columns[i].content, m.columns[i].number, m.columns[i].title = 0, 0, -1
	}
	m.sampled = false
}

// SetEmpty says what is shown where there are no rows.
func (m *Model) SetEmpty(text string) { m.empty = text }

// SetTail shows a line behind the last row: "loading …", "more rows exist". Empty: none.
func (m *Model) SetTail(text string) { m.tail = text }

// SetSize says how much room there is. Moves by pages need it before the first View.
func (m *Model) SetSize(width, height int) { m.width, m.height = max(0, width), max(0, height) }

// Size gives the room there is.
func (m *Model) Size() (width, height int) { return m.width, m.height }

// Len is the number of rows.
func (m *Model) Len() int {
	if m.source == nil {
		return 0
	}
	return m.source.Len()
}

// VisibleRange gives the rows on screen: first ≤ row < end.
func (m *Model) VisibleRange() (first, end int) {
	m.settle()
	return m.top, min(m.top+m.page(), m.Len())
}

// HiddenLeft and HiddenRight give how many columns are scrolled out of sight.
func (m *Model) HiddenLeft() int { return max(0, m.layout.left-m.layout.frozen) }

// HiddenRight gives how many columns are out of sight at the right.
func (m *Model) HiddenRight() int { return max(0, len(m.visible)-m.layout.end) }

// head is the number of lines above the rows. A single line shows a row.
func (m *Model) head() int {
	if m.height < 2 {
		return 0
	}
	return 1
}

// page is the number of rows that fit.
func (m *Model) page() int { return max(0, m.height-m.head()) }

func clamp(n, low, high int) int { return max(low, min(n, high)) }
