package grid

import (
	"bytes"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"bctui/ui/format"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

const (
	bar       = "▌"
	rule      = "│"
	moreLeft  = "‹"
	moreRight = "›"
	hidden    = "⋮"
	ascending = "▲"
	descends  = "▼"
	filtered  = "*"
)

// cache keeps what does not change between two Views: pens, and the lines of rows that the cursor is not on.
type cache struct {
	lines []line // the line of a row is at its number modulo the length
	cell  []byte // room for one cell
	out   []byte // room for a View

	theme    *theme.Theme
	measure  format.Measure
	plain    [theme.OverlayEdge + 1]theme.Pen // for rows
	here     [theme.OverlayEdge + 1]theme.Pen // for the row under the cursor
	cursor   theme.Pen                        // for the cell under the cursor
	headHere theme.Pen                        // for the head above it
}

type line struct {
	row int
	ok  bool
	buf []byte
}

func (c *cache) drop() {
	for i := range c.lines {
		c.lines[i].ok = false
	}
}

// View draws the grid: exactly as many lines as SetSize said, each exactly as wide.
func (m *Model) View(look widget.Look) string {
	if m.width <= 0 || m.height <= 0 {
		return ""
	}
	m.prepare(look)
	m.cache.out = m.appendView(m.cache.out[:0], look)
	if m.grown { // a number met that the first rows did not announce
		m.grown = false
		m.prepare(look)
		m.cache.out = m.appendView(m.cache.out[:0], look)
	}
	return string(m.cache.out)
}

// prepare brings widths, layout, window and cache in line with what is asked.
func (m *Model) prepare(look widget.Look) {
	if look.Theme != m.cache.theme {
		m.cache.setTheme(look.Theme)
		m.cache.drop()
	}
	if look.Measure != m.cache.measure {
		m.cache.measure = look.Measure
		m.cache.drop()
	}
	m.measure = look.Measure
	m.sample(look.Measure)
	next := m.arrangeColumns()
	if !next.same(&m.layout) {
		m.cache.drop()
	}
	m.spare, m.layout = m.layout.slots, next
	m.settle()
	if page := m.page(); len(m.cache.lines) != page {
		m.cache.lines = append(make([]line, 0, page), m.cache.lines[:min(page, len(m.cache.lines))]...)[:page]
		m.cache.drop()
	}
}

func (m *Model) appendView(dst []byte, look widget.Look) []byte {
	if m.head() > 0 {
		dst = m.appendHead(dst, look)
		dst = append(dst, '\n')
	}
	rows, at := m.Len(), m.at()
	if rows == 0 {
		return m.appendNothing(dst, look)
	}
	for y := range m.page() {
		if y > 0 {
			dst = append(dst, '\n')
		}
		row := m.top + y
		switch {
		case row == at:
			dst = m.appendRow(dst, row, true)
		case row < rows:
			l := &m.cache.lines[row%len(m.cache.lines)]
			if !l.ok || l.row != row {
				l.buf = m.appendRow(l.buf[:0], row, false)
				l.row, l.ok = row, true
			}
			dst = append(dst, l.buf...)
		case row == rows:
			dst = m.appendNote(dst, look, m.tail)
		default:
			dst = blanks(dst, m.width)
		}
	}
	return dst
}

// appendNothing draws the room for rows where there are none.
func (m *Model) appendNothing(dst []byte, look widget.Look) []byte {
	text := m.tail
	if text == "" {
		text = m.empty
	}
	first := min(1, m.page()-1)
	lines := strings.Split(text, "\n")
	for y := range m.page() {
		if y > 0 {
			dst = append(dst, '\n')
		}
		if i := y - first; i >= 0 && i < len(lines) {
			dst = m.appendNote(dst, look, lines[i])
		} else {
			dst = blanks(dst, m.width)
		}
	}
	return dst
}

// appendNote draws a line of text that is no row.
func (m *Model) appendNote(dst []byte, look widget.Look, text string) []byte {
	if text == "" || m.width <= gutter {
		return blanks(dst, m.width)
	}
	dst = append(dst, ' ')
	pen := look.Theme.Pen(theme.Muted)
	dst = append(dst, pen.Before...)
	dst = look.Measure.AppendFit(dst, text, m.width-gutter, format.Left)
	return append(dst, pen.After...)
}

// appendHead draws the titles with the marks of what is sorted, hidden or out of sight.
func (m *Model) appendHead(dst []byte, look widget.Look) []byte {
	l := &m.layout
	p := painter{dst: dst, l: l, base: look.Theme.Pen(theme.Header), faint: look.Theme.Pen(theme.Faint)}
	mark := look.Theme.Pen(theme.Accent)
	scrolled := l.left > l.frozen
	if scrolled && l.rule < 0 {
		p.mark(0, mark, moreLeft)
	}
	ranks := m.ranks()
	for i, s := range l.slots {
		if l.rule >= 0 && i == l.frozen {
			if scrolled {
				p.mark(l.rule, mark, moreLeft)
			} else {
				p.mark(l.rule, p.faint, rule)
			}
		}
		if m.traceBefore(s.pos) && (i == 0 || l.slots[i-1].pos == s.pos-1) {
			if x := max(s.x-gap, p.x); x < s.x {
				p.mark(x, p.faint, hidden)
			}
		}
		p.to(s.x)
		pen := p.base
		if s.pos == m.pos {
			pen = m.cache.headHere
		}
		p.use(pen)
		p.dst = m.appendTitle(p.dst, look, &m.columns[s.col], s.w, ranks)
		p.x += s.w
	}
	if n := len(m.visible); n > 0 && l.end == n && m.traceBefore(n) && p.x < l.width-1 {
		p.mark(p.x+1, p.faint, hidden)
	}
	if l.edge >= 0 && m.cutRight() {
		p.mark(l.edge, mark, moreRight)
	}
	p.to(l.width)
	p.stop()
	return p.dst
}

// cutRight tells whether there is more at the right, be it half a column.
func (m *Model) cutRight() bool {
	l := &m.layout
	if l.end < len(m.visible) {
		return true
	}
	if n := len(l.slots); n > 0 {
		last := l.slots[n-1]
		return last.w < m.columns[last.col].cells(m.ranks())
	}
	return false
}

// traceBefore tells whether hidden columns stand between a visible one and the one before it; pos may be one behind the
// last.
func (m *Model) traceBefore(pos int) bool {
	before, at := -1, len(m.columns)
	if pos > 0 {
		before = m.visible[pos-1]
	}
	if pos < len(m.visible) {
		at = m.visible[pos]
	}
	return at-before > 1
}

// marks tells in the head how the rows are sorted by a column, and that they are filtered by it.
func (c *column) marks(ranks bool) string {
	sign := ""
	switch {
	case c.Sort > 0:
		sign = ascending
	case c.Sort < 0:
		sign = descends
	}
	if sign != "" && ranks {
		sign += strconv.Itoa(max(c.Sort, -c.Sort))
	}
	if c.Filtered {
		sign += filtered
	}
	return sign
}

func (m *Model) appendTitle(dst []byte, look widget.Look, c *column, w int, ranks bool) []byte {
	sign := c.marks(ranks)
	if sign == "" {
		return look.Measure.AppendFit(dst, c.Title, w, c.Align)
	}
	room := w - look.Measure.Width(sign) - 1
	if room < 1 {
		return look.Measure.AppendFit(dst, sign, w, c.Align)
	}
	title := min(c.title, room)
	if c.Align == format.Right {
		dst = blanks(dst, room-title)
	}
	dst = look.Measure.AppendFit(dst, c.Title, title, format.Left)
	dst = append(dst, ' ')
	dst = append(dst, sign...)
	if c.Align != format.Right {
		dst = blanks(dst, room-title)
	}
	return dst
}

// appendRow draws a row.
func (m *Model) appendRow(dst []byte, row int, here bool) []byte {
	l, c := &m.layout, &m.cache
	pens := &c.plain
	if here {
		pens = &c.here
	}
	p := painter{dst: dst, l: l, base: pens[theme.Text], faint: pens[theme.Faint]}
	if here {
		p.mark(0, pens[theme.Accent], bar)
	}
	for i, s := range l.slots {
		if l.rule >= 0 && i == l.frozen {
			p.mark(l.rule, p.faint, rule)
		}
		var tone theme.Tone
		c.cell, tone = m.source.AppendCell(c.cell[:0], row, s.col)
		if here && s.pos == m.pos {
			p.to(s.x)
			p.use(c.cursor)
		} else {
			if len(c.cell) == 0 {
				continue
			}
			p.to(s.x)
			if int(tone) >= len(pens) {
				tone = theme.Text
			}
			p.use(pens[tone])
		}
		column := &m.columns[s.col]
		from := len(p.dst)
		p.dst = c.measure.AppendFitBytes(p.dst, c.cell, s.w, column.Align)
		if column.Align == format.Right && bytes.HasSuffix(p.dst[from:], []byte(format.Ellipsis)) && isNumber(c.cell) {
			p.dst = hashes(p.dst[:from], s.w)
			m.grow(column, c.cell)
		}
		p.x += s.w
	}
	p.to(l.width)
	p.stop()
	return p.dst
}

// painter writes one line from left to right and changes the pen only where it must.
type painter struct {
	dst         []byte
	l           *layout
	x           int
	pen         theme.Pen
	base, faint theme.Pen
}

func (p *painter) use(pen theme.Pen) {
	if pen == p.pen {
		return
	}
	p.dst = append(p.dst, p.pen.After...)
	p.dst = append(p.dst, pen.Before...)
	p.pen = pen
}

func (p *painter) stop() { p.use(theme.Pen{}) }

// to writes blanks up to the cell at x.
func (p *painter) to(x int) {
	x = min(x, p.l.width)
	if x <= p.x {
		return
	}
	p.use(p.base)
	p.dst = blanks(p.dst, x-p.x)
	p.x = x
}

// mark writes a sign of one cell at x, unless something stands there.
func (p *painter) mark(x int, pen theme.Pen, sign string) {
	if x < p.x || x >= p.l.width {
		return
	}
	p.to(x)
	p.use(pen)
	p.dst = append(p.dst, sign...)
	p.x++
}

// isNumber tells whether a text begins as a number does.
func isNumber(b []byte) bool {
	if len(b) > 1 && b[0] == '-' {
		b = b[1:]
	}
	return len(b) > 0 && b[0] >= '0' && b[0] <= '9'
}

// hashes stands for a number that has no room: a part of it would be another number.
func hashes(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, '#')
	}
	return dst
}

const spaces = "                                                                                "

func blanks(dst []byte, n int) []byte {
	for n > len(spaces) {
		dst = append(dst, spaces...)
		n -= len(spaces)
	}
	if n <= 0 {
		return dst
	}
	return append(dst, spaces[:n]...)
}

// setTheme computes the pens. The cell under the cursor swaps its colours by the reverse attribute and the head above it
// is underlined, so that both are found where colours are dropped (NO_COLOR).
func (c *cache) setTheme(t *theme.Theme) {
	c.theme = t
	row := t.Style(theme.Row)
	back := row.GetBackground()
	for i := range c.plain {
		tone := theme.Tone(i)
		c.plain[i] = t.Pen(tone)
		switch tone {
		case theme.Text:
			c.here[i] = t.Pen(theme.Row)
		case theme.Muted, theme.Faint:
			c.here[i] = t.Pen(theme.RowMuted)
		case theme.Match:
			c.here[i] = t.Pen(theme.RowMatch)
		default:
			c.here[i] = pen(t.Style(tone).Background(back))
		}
	}
	cell := t.Style(theme.Cell)
	c.cursor = pen(lipgloss.NewStyle().Bold(true).Reverse(true).Foreground(cell.GetBackground()).Background(cell.GetForeground()))
	c.headHere = pen(t.Style(theme.HeaderHere).Underline(true))
}

func pen(s lipgloss.Style) theme.Pen {
	before, after, _ := strings.Cut(s.Render("x"), "x")
	return theme.Pen{Before: before, After: after}
}
