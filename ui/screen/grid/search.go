package grid

import (
	"bytes"
	"context"
	"runtime"
	"sort"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/pager"
	"bctui/bc/rows"
	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget/input"
)

// Search looks through the rows that are loaded, as they are shown, and through the names of the columns. It asks the
// service for nothing. Blocks of rows never change, so a search over a million of them runs beside the screen.

// searchLine is a text to look for being typed, below the rows.
type searchLine struct {
	field    input.Model
	row, col int // where the cursor stood: typing on looks from here again
}

// found is the answer of a search.
type found struct {
	serial   int
	row, col int // row −1: the name of the column; col −1: nothing was found
	wrapped  bool
	rows     int
}

// search opens the line.
func (m *Model) search() tea.Cmd {
	l := &searchLine{field: input.New(200, false)}
	l.field.SetValue(m.look)
	l.row, l.col = m.widget.Cursor()
	m.pane = l
	return nil
}

func (l *searchLine) typing() bool { return true }

func (l *searchLine) status(m *Model) string {
	held, _ := m.now.Held()
	return "looks through the " + m.format.Int(int64(held)) + " rows that are loaded, and the names of the columns"
}

// escape leaves the line and takes the marks away.
func (l *searchLine) escape(m *Model) tea.Cmd {
	m.pane = nil
	m.widget.MoveTo(l.row, l.col)
	m.lookFor("")
	return nil
}

func (l *searchLine) update(m *Model, msg tea.Msg) tea.Cmd {
	before := l.field.Value()
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		l.field.Update(msg)
	case tea.PasteMsg:
		l.field.Insert(msg.Content)
	}
	if l.field.Value() == before {
		return nil
	}
	m.lookFor(l.field.Value())
	return m.find(l.row, l.col, 1, true)
}

func (l *searchLine) view(m *Model, width, height int) screen.Body {
	w := m.host.Look.Widget()
	rows := max(1, height-1)
	const prompt = "Search "
	room := max(1, width-len(prompt)-2)
	text, cursor := l.field.View(w, theme.Field, room, "a part of a value or of a column's name")
	return screen.Body{
		Content: m.viewGrid(width, rows).Content + "\n" + w.Line(width).Gap(1).Add(theme.Accent, prompt).Styled(text, room).String(),
		Cursor:  tea.NewCursor(1+len(prompt)+cursor, rows),
	}
}

func (l *searchLine) actions(m *Model) []keymap.Action {
	k := m.host.Keys
	return []keymap.Action{
		k.Bind("search.done", func() tea.Cmd { m.pane = nil; return m.moved() }).WhileTyping(),
		k.Bind("search.next", func() tea.Cmd { l.row, l.col = m.widget.Cursor(); return m.find(l.row, l.col, 1, false) }).WhileTyping(),
		k.Bind("search.previous", func() tea.Cmd { l.row, l.col = m.widget.Cursor(); return m.find(l.row, l.col, -1, false) }).WhileTyping(),
	}
}

// lookFor marks the cells that hold a text; "" marks none.
func (m *Model) lookFor(text string) {
	m.look = strings.TrimSpace(text)
	m.cells.look = strings.ToLower(m.look)
	m.widget.Invalidate()
	m.finding++ // an answer that is under way is for another text
	m.endSearch()
}

// again goes to the next match, or the one before.
func (m *Model) again(by int) tea.Cmd {
	row, col := m.widget.Cursor()
	return m.find(row, col, by, false)
}

// unsearched says why there is no next match.
func (m *Model) unsearched() string {
	if m.look == "" {
		return "Nothing was searched for yet: " + m.host.Keys.Def("grid.search").KeyLabel() + " does."
	}
	return ""
}

// find looks for the next match in a direction, beginning at a cell, itself included when here is set.
func (m *Model) find(row, col, by int, here bool) tea.Cmd {
	m.finding++
	m.endSearch()
	if m.look == "" {
		return nil
	}
	s := scan{look: strings.ToLower(m.look), format: m.format, pieces: m.now.Pieces(), total: m.now.Len()}
	for i, c := range m.columns {
		if !c.hidden {
			s.columns = append(s.columns, c)
			s.places = append(s.places, i)
			s.heads = append(s.heads, strings.ToLower(m.title(c.name))+"\x00"+strings.ToLower(c.name))
		}
	}
	serial := m.finding
	held, _ := m.now.Held()
	ctx, cancel := context.WithCancel(m.host.Context)
	m.unfind = cancel
	return m.host.DoWith(ctx, func(ctx context.Context) tea.Msg {
		out := s.run(ctx, row, col, by, here)
		out.serial, out.rows = serial, held
		return out
	})
}

// endSearch gives up a search whose answer is no longer wanted: each letter begins a new one, and one that finds nothing looks at
// every cell.
func (m *Model) endSearch() {
	if m.unfind != nil {
		m.unfind()
		m.unfind = nil
	}
}

// takeFound moves to what was found.
func (m *Model) takeFound(f found) tea.Cmd {
	if f.serial != m.finding {
		return nil
	}
	m.endSearch()
	if f.col < 0 {
		text := "“" + format.Visible(m.look) + "” is not in the " + m.format.Int(int64(f.rows)) + " rows that are loaded."
		if m.now.More() {
			text += " " + m.host.Keys.Def("grid.bottom").KeyLabel() + " loads the rest."
		}
		if _, typing := m.pane.(*searchLine); typing && len(m.look) < 2 {
			return nil
		}
		m.missed = true
		return screen.Tell(screen.Note, text)
	}
	m.widget.MoveTo(f.row, f.col) // a row of −1 leaves the cursor in its row
	missed := m.missed
	m.missed = false
	switch _, typing := m.pane.(*searchLine); {
	case f.row < 0:
		return screen.Tell(screen.Note, "The name of this column.")
	case f.wrapped && !typing:
		return tea.Batch(screen.Tell(screen.Note, "Past the end of what is loaded: on from the other side."), m.moved())
	case missed: // what was said of the search before is no longer true
		return tea.Batch(screen.Tell(screen.Note, ""), m.moved())
	case typing:
		return nil
	}
	return m.moved()
}

// scan is a search that runs beside the screen.
type scan struct {
	look    string // in lower case
	format  format.Formatter
	pieces  []pager.Piece
	total   int      // rows, also those that are not in memory
	columns []column // that are shown, …
	places  []int    // … their indexes in the grid, …
	heads   []string // … and their names
	cell    []byte
}

// run goes through the cells in the order in which they are read, the names of the columns before the first row.
func (s *scan) run(ctx context.Context, row, col, by int, here bool) found {
	n, total := len(s.columns), s.total
	at := 0
	for i, p := range s.places {
		if p == col {
			at = i
		}
	}
	cells := (total + 1) * n
	if n == 0 {
		return found{row: -1, col: -1}
	}
	begin := (row+1)*n + at // row −1 is that of the names
	first := 1
	if here {
		first = 0
	}
	var window block
	for step := first; step < cells+first; step++ {
		if step%1024 == 0 {
			if ctx.Err() != nil {
				break
			}
			runtime.Gosched() // keys go first
		}
		i := ((begin+by*step)%cells + cells) % cells
		r, c := i/n-1, i%n
		if r < 0 {
			if strings.Contains(s.heads[c], s.look) {
				return found{row: -1, col: s.places[c]}
			}
			continue
		}
		if !window.holds(r) {
			window = s.blockOf(r)
		}
		if s.matches(&window, r, c) {
			return found{row: r, col: s.places[c], wrapped: (begin + by*step) != i}
		}
	}
	return found{row: -1, col: -1}
}

// block is rows one after another that lie in one block, or in none, and where its columns lie.
type block struct {
	pager.Piece
	index []int
}

func (b *block) holds(row int) bool { return row >= b.First && row < b.First+b.Len }

func (s *scan) blockOf(row int) block {
	i := sort.Search(len(s.pieces), func(i int) bool { return s.pieces[i].First > row }) - 1
	if i < 0 || row >= s.pieces[i].First+s.pieces[i].Len { // dropped: up to the next piece there is nothing to look at
		gap := pager.Piece{Len: s.total}
		if i >= 0 {
			gap.First = s.pieces[i].First + s.pieces[i].Len
		}
		if i+1 < len(s.pieces) {
			gap.Len = s.pieces[i+1].First
		}
		gap.Len -= gap.First
		return block{Piece: gap}
	}
	out := block{Piece: s.pieces[i]}
	for _, c := range s.columns {
		out.index = append(out.index, out.Block.ColumnIndex(c.name))
	}
	return out
}

func (s *scan) matches(b *block, row, col int) bool {
	if b.Block == nil || b.index[col] < 0 {
		return false
	}
	cell := b.Block.Cell(row-b.First+b.Skip, b.index[col])
	s.cell = s.columns[col].append(s.cell[:0], s.format, cell)
	return s.columns[col].holds(s.cell, s.format, cell, s.look, cell.Size())
}

// holds tells whether a cell holds look: as it is shown, or as people type it and the service sends it, 1000.5 or 1000.50
// for 1,000.50. Only the first bytes of a long value are looked through.
func (c *column) holds(shown []byte, f format.Formatter, cell rows.Cell, look string, limit int) bool {
	if containsFold(shown, look) {
		return true
	}
	if cell.Kind == rows.Number {
		f.Grouping = format.NoGrouping
		var ungrouped [64]byte
		if containsFold(c.append(ungrouped[:0], f, cell), look) {
			return true
		}
	}
	if cell.Kind != rows.Number && cell.Kind != rows.String || cell.Size() < len(look) {
		return false
	}
	text, _ := cell.Head(limit)
	return containsFold([]byte(text), look)
}

// containsFold tells whether text holds look, which is in lower case, in whatever case.
func containsFold(text []byte, look string) bool {
	if len(look) == 0 || len(text) < len(look) && len(text) < utf8.RuneCountInString(look) {
		return false
	}
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return strings.Contains(strings.ToLower(string(text)), look)
		}
	}
	for from := 0; from+len(look) <= len(text); from++ {
		i := bytes.IndexByte(text[from:], look[0])
		if look[0] >= 'a' && look[0] <= 'z' {
			if j := bytes.IndexByte(text[from:], look[0]-'a'+'A'); j >= 0 && (i < 0 || j < i) {
				i = j
			}
		}
		if i < 0 || from+i+len(look) > len(text) {
			return false
		}
		from += i
		same := true
		for k := 1; k < len(look) && same; k++ {
			c := text[from+k]
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			same = c == look[k]
		}
		if same {
			return true
		}
	}
	return false
}
