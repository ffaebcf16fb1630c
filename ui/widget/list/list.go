// Package list is a list to choose from: several columns, sections, a fuzzy filter that is typed live, a cursor that
// stays on its item, mouse. It knows nothing of what the items are.
package list

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/format"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/input"
)

// Column says how the cells at one place of every item are shown. The first column is the title of an item: it is never
// left out, and the filter searches it letter by letter; the others are searched for whole parts.
type Column struct {
	Title  string // head of the column; the head line is shown when any column has one
	Weight int    // share of the room that is left over; 0: as wide as its widest text
	Min    int    // not narrower than this when room is short; 0: 6, of the first column 12
	Max    int    // not wider than this; 0: no limit
	Align  format.Align
	Tone   theme.Tone
	Drop   int // the greater, the earlier the column shrinks and then goes where room is short; equal: the last first
}

// Cell is one text of an item. A tone of theme.Text takes the column's.
type Cell struct {
	Text string
	Tone theme.Tone
}

// Item is one line of the list.
type Item struct {
	ID      string // what the cursor holds on to; unique in the list
	Cells   []Cell // as many as there are columns, or fewer
	Section string // heading above it and its neighbours of the same section
	Search  string // further words that the filter finds and that are not shown
	Note    string // said muted behind the title where there is room, and not searched
	Muted   bool   // there, but of no use now
}

// Cells makes plain cells.
func Cells(texts ...string) []Cell {
	out := make([]Cell, len(texts))
	for i, t := range texts {
		out[i].Text = t
	}
	return out
}

// Event is what a key or a click led to.
type Event uint8

// The events.
const (
	None   Event = iota
	Moved        // the cursor stands elsewhere
	Typed        // the filter changed
	Opened       // the item under the cursor was chosen
)

// Model is a list. Make it with New. It is used by one goroutine.
type Model struct {
	columns []Column
	items   []Item
	noun    string
	empty   [2]string // title and what to do
	// keepOrder leaves filtered items where they stand, under their sections.
	keepOrder bool

	shown  []entry // items that match, in the order on show
	lines  []line  // what is drawn: headings, blanks, items
	lineOf []int   // line of each shown item
	cursor int     // index into shown
	top    int     // first line on show

	field  input.Model
	typing bool
	query  string

	rows    int // lines of items in the last View
	head    int // lines above them
	natural []int
	measure format.Measure
	fresh   bool // natural is up to date

	clicked   int // shown item of the last click
	clickedAt time.Time
}

// entry is an item on show and the bytes of its cells that matched.
type entry struct {
	item  int
	score int
	marks [][]int
}

// line is one line of the list; item is an index into shown, −1 for a heading or a blank.
type line struct {
	item    int
	heading string
}

// New makes an empty list. It keeps a copy of the columns.
//
// Not inlined: a Model is large, and its copies in place would take 8 kB of the program.
//
//go:noinline
func New(columns ...Column) Model {
	return Model{columns: slices.Clone(columns), noun: "items", field: input.New(200, false), clicked: -1,
		empty: [2]string{"Nothing here.", ""}}
}

// SetNoun says what the items are called, in the plural: "companies".
func (m *Model) SetNoun(noun string) { m.noun = noun }

// SetEmpty says what to show while there are no items, and what the user can do about it.
func (m *Model) SetEmpty(title, hint string) { m.empty = [2]string{title, hint} }

// KeepOrder keeps filtered items in their order and under their sections. Without it the best match comes first.
func (m *Model) KeepOrder(keep bool) { m.keepOrder = keep; m.refilter("") }

// SetColumns replaces the columns.
func (m *Model) SetColumns(columns ...Column) {
	m.columns, m.fresh = slices.Clone(columns), false
	m.refilter(m.cursorID())
}

// SetItems replaces the items. The cursor stays on the item with the same ID; when that is gone, at its place.
func (m *Model) SetItems(items []Item) {
	const widest = 400 // cells; longer texts are cut on every terminal there is
	id := m.cursorID()
	m.items = make([]Item, len(items))
	for i, it := range items {
		cells := make([]Cell, len(it.Cells))
		for c, cell := range it.Cells {
			cells[c] = Cell{Text: format.Visible(widget.Clip(cell.Text, widest)), Tone: cell.Tone}
		}
		it.Cells = cells
		it.Note = format.Visible(widget.Clip(it.Note, widest))
		it.Section = format.Visible(widget.Clip(it.Section, widest))
		m.items[i] = it
	}
	m.fresh = false
	m.refilter(id)
}

// Len gives the number of items, filtered or not.
func (m *Model) Len() int { return len(m.items) }

// Shown gives the number of items that the filter leaves.
func (m *Model) Shown() int { return len(m.shown) }

// Count gives what the frame may show at the top: "340 companies", or "12 of 340 companies" while a filter is in force.
// one is what a single item is called.
func (m *Model) Count(f format.Formatter, one string) string {
	if len(m.items) != 1 {
		one = m.noun
	}
	return m.count(f) + " " + one
}

func (m *Model) count(f format.Formatter) string {
	all := f.Int(int64(len(m.items)))
	if m.query == "" {
		return all
	}
	return f.Int(int64(len(m.shown))) + " of " + all
}

// Cursor gives the item under the cursor; false when nothing is on show.
//
// Not inlined: an Item is a large value; in place its copies took 6 kB of the program.
//
//go:noinline
func (m *Model) Cursor() (Item, bool) {
	if m.cursor < 0 || m.cursor >= len(m.shown) {
		return Item{}, false
	}
	return m.items[m.shown[m.cursor].item], true
}

// Index gives the position of the cursor among the items on show.
func (m *Model) Index() int { return m.cursor }

func (m *Model) cursorID() string {
	it, _ := m.Cursor()
	return it.ID
}

// Select puts the cursor on the item with that ID and tells whether it is on show.
func (m *Model) Select(id string) bool {
	at := m.find(id)
	if at < 0 {
		return false
	}
	m.cursor = at
	return true
}

// Not inlined: 3 kB of the program.
//
//go:noinline
func (m *Model) find(id string) int {
	return slices.IndexFunc(m.shown, func(e entry) bool { return m.items[e.item].ID == id })
}

// Move moves the cursor by delta items and stops at the ends.
func (m *Model) Move(delta int) bool {
	before := m.cursor
	m.cursor = max(0, min(len(m.shown)-1, m.cursor+delta))
	return m.cursor != before
}

// Up moves one item up and tells whether the cursor stands elsewhere, as the others do.
func (m *Model) Up() bool { return m.Move(-1) }

// Down moves one item down.
func (m *Model) Down() bool { return m.Move(1) }

// PageUp moves one page up.
func (m *Model) PageUp() bool { return m.Move(-m.page()) }

// PageDown moves one page down.
func (m *Model) PageDown() bool { return m.Move(m.page()) }

// Top moves to the first item.
func (m *Model) Top() bool { return m.Move(-len(m.shown)) }

// Bottom moves to the last item.
func (m *Model) Bottom() bool { return m.Move(len(m.shown)) }

func (m *Model) page() int {
	if m.rows == 0 {
		return 10
	}
	return max(1, m.rows-1)
}

// Typing tells whether the filter field has the focus.
func (m *Model) Typing() bool { return m.typing }

// Filter gives the filter in force.
func (m *Model) Filter() string { return m.query }

// OpenFilter puts the focus into the filter field.
func (m *Model) OpenFilter() { m.typing = true }

// SetFilter sets the filter without the field; the cursor stays on its item when that still matches.
func (m *Model) SetFilter(query string) {
	id := m.cursorID()
	if m.field.SetValue(query) {
		m.query = m.field.Value()
	}
	m.refilter(id)
}

// Escape does one rung: it clears what was typed, then leaves the field, then clears a filter that was left in force. It
// tells whether there was anything to do.
func (m *Model) Escape() bool {
	switch {
	case m.query != "":
		m.SetFilter("")
	case m.typing:
		m.typing = false
	default:
		return false
	}
	return true
}

// Update takes keys and pastes while the filter field has the focus, and the mouse at any time, with coordinates from
// the list's upper left corner. now tells a double click from two clicks.
func (m *Model) Update(msg tea.Msg, now time.Time) Event {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if m.typing {
			return m.key(msg)
		}
	case tea.PasteMsg:
		if !m.typing {
			return None
		}
		if _, ok := m.field.Insert(msg.Content); ok {
			return m.typed()
		}
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			return moved(m.Move(-3))
		case tea.MouseWheelDown:
			return moved(m.Move(3))
		}
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft {
			return m.click(msg.Y, now)
		}
	}
	return None
}

func moved(yes bool) Event {
	if yes {
		return Moved
	}
	return None
}

// key edits the filter; what moves in a list still moves, so that a choice needs no key more than typing and Enter.
func (m *Model) key(msg tea.KeyPressMsg) Event {
	switch msg.String() {
	case "enter":
		if len(m.shown) == 0 {
			return None
		}
		m.typing = false
		return Opened
	case "up":
		return moved(m.Up())
	case "down":
		return moved(m.Down())
	case "pgup":
		return moved(m.PageUp())
	case "pgdown":
		return moved(m.PageDown())
	case "tab":
		m.typing = false
		return None
	}
	if m.field.Update(msg) {
		return m.typed()
	}
	return None
}

// typed filters anew. The cursor goes to the best match: that is what Enter must open after a few letters.
func (m *Model) typed() Event {
	id := ""
	if m.query = m.field.Value(); m.query == "" {
		id = m.cursorID()
	}
	m.refilter(id)
	return Typed
}

func (m *Model) click(y int, now time.Time) Event {
	at := m.top + y - m.head
	if y < m.head {
		if y == 0 && m.fieldShown() {
			m.typing = true
		}
		return None
	}
	if y-m.head >= m.rows || at < 0 || at >= len(m.lines) || m.lines[at].item < 0 {
		return None
	}
	const doubleClick = 500 * time.Millisecond
	item := m.lines[at].item
	double := item == m.clicked && now.Sub(m.clickedAt) <= doubleClick
	m.clicked, m.clickedAt = item, now
	change := m.cursor != item
	m.cursor = item
	if double {
		m.clicked = -1
		m.typing = false
		return Opened
	}
	return moved(change)
}

func (m *Model) fieldShown() bool { return m.typing || m.query != "" }
